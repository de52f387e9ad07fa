"""What a case knows, as keys and quantities of one language, to hold statements against."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from scoring.agreement import LONGEST_DAY, is_range, plain
from scoring.clauses import counted, of_noun, unnumbered
from scoring.comparing import comparing
from scoring.language import Language, load_language
from scoring.matching import Collection, Phrase, keys_of, strengths_of
from scoring.measures import find_quantities
from scoring.quantities import Quantity, Sort
from scoring.remembering import per_case
from scoring.stating import ANYONE, EITHER, KINDS, MEASURED, NONE, ONLY, PAID, UNLIMITED, Stating
from scoring.text import Reading, read
from scoring.topics import named_in_full, topic_keys, topics_of

if TYPE_CHECKING:
    from scoring.case import Case, KnowledgeFact

MARKS = (ONLY, ANYONE, UNLIMITED, PAID)
MINUTES = 60
CONTENT = 0.4
"""Strength from which a key of a value in words belongs to its content."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A value in words: its content, whether it denies ("not included"), and the kinds of values it is of."""

    content: frozenset[str]
    negative: bool
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """One fact: how it is spoken of, and its true values as quantities, in words, or as a plain yes or no.

    ``literals`` are its wordings word by word, ``stances`` what its values, or its wordings with a yes or no, say to
    be included, required or possible.
    """

    fact: KnowledgeFact
    phrases: tuple[Phrase, ...]
    topics: tuple[Phrase, ...]
    literals: tuple[tuple[str, ...], ...]
    values: tuple[tuple[Quantity, ...], ...]
    worded: tuple[Worded, ...]
    answer: str
    stances: Mapping[str, bool]
    contraries: Mapping[str, bool]
    """What values that say more ("appointment needed") say so: only its contrary tells."""
    leads: frozenset[str]
    words: frozenset[str]
    """The keys of its wordings."""
    marks: frozenset[str]
    """What its values say of how many: only some, anyone, without limit, for a fee."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All a case knows, in one language, with the topics its names use."""

    facts: tuple[Known, ...]
    topics: frozenset[str]
    wordings: Collection
    """All wordings, with the keys by which facts are spoken of."""
    leads: frozenset[str]
    """Words that a number of a value stands behind: "Ленина, 41"."""
    named: frozenset[str]
    """Keys of the wordings and of the values in words."""


@per_case
def knowledge_of(case: Case, code: str) -> Knowledge:
    """Prepare what a case knows for comparison in language ``code``. Remembered case by case."""
    language = load_language(code)
    wordings, named = Collection(), Collection()
    used: set[str] = set()
    for fact in case.knowledge:
        words = topics_of(fact.id, code)
        used.update(words)
        texts = [text for text in (fact.text, *fact.wordings) if text]
        if named_in_full(fact.id, code) or not texts:
            named.add(fact.id, dict.fromkeys((f"@{word}" for word in words), 1.0))
        if not texts and not words:
            texts = [fact.id.replace("_", " ").replace("-", " ")]
        for text in texts:
            wordings.add(fact.id, {key: s for key, s in strengths_of(text, language).items() if _names(key)})
    wordings.weigh()
    named.weigh()
    known = tuple(_Reader(fact, language).known(wordings, named) for fact in case.knowledge)
    leads = frozenset(lead for item in known for lead in item.leads)
    valued = {key for item in known for worded in item.worded for key in worded.content}
    return Knowledge(known, frozenset(used), wordings, leads, frozenset(valued | wordings.rarity.keys()))


@dataclass(slots=True)
class _Reader:
    """Reads one fact; what has been read of its values so far."""

    fact: KnowledgeFact
    language: Language
    quantities: list[tuple[Quantity, ...]] = field(default_factory=list)
    worded: list[Worded] = field(default_factory=list)
    answer: str = ""
    stances: dict[str, bool] = field(default_factory=dict)
    contraries: dict[str, bool] = field(default_factory=dict)
    leads: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)

    def known(self, wordings: Collection, named: Collection) -> Known:
        """Return the fact as what it is compared by."""
        fact, code = self.fact, self.language.code
        own = {key for wording in wordings.items.get(fact.id, ()) for key in wording}
        for value in fact.values:
            self._value(read(value, self.language.spelling), own)
        said = [read(text, self.language.spelling) for text in (fact.text, *fact.wordings) if text]
        for reading in said if self.answer else ():
            for stance, (holds, _, _) in _stating(reading, code).stances(0, len(reading.tokens)).items():
                self.stances.setdefault(stance, holds == (self.answer == "yes"))
            if any(_stating(reading, code).lacks(place) for place in range(len(reading.tokens))):
                # "Returns without a receipt: yes" is a receipt not needed.
                self.stances.setdefault("required", self.answer != "yes")
        counted = next((value.unit for values in self.quantities for value in values if _is_of_things(value)), "")
        literals = tuple(tuple(token.text for token in reading.tokens) for reading in said)
        return Known(
            fact,
            wordings.phrases(fact.id),
            named.phrases(fact.id),
            tuple(literal for literal in literals if len(literal) > 1),
            tuple(tuple(_of_things(value, counted) for value in values) for values in self.quantities),
            tuple(self.worded),
            self.answer,
            self.stances,
            self.contraries,
            frozenset(self.leads),
            frozenset(own),
            frozenset(self.marks),
        )

    def _value(self, reading: Reading, own: Several[str]) -> None:
        """Read one value: yes or no by its first word, else quantities, else words."""
        words = comparing(self.language.code)
        texts = [token.text for token in reading.tokens]
        if not texts:
            return
        stating = _stating(reading, self.language.code)
        self.marks.update(kind for kind in MARKS if stating.holds(kind, 0, len(texts)))
        plainly = len(texts) == 1 or reading.tokens[0].clause != reading.tokens[1].clause
        found = quantities_of(reading, self.language, own)
        denied = words.has("no", texts[0]) or (stating.denies(0) and not stating.holds(KINDS[0], 0, 1))
        if plainly and not found and (words.has("yes", texts[0]) or denied):
            self.answer = self.answer or ("yes" if words.has("yes", texts[0]) else "no")
            if len(texts) == 1:
                return
        if found:
            self.quantities.append(found)
            self._leads(reading, found)
        self._stances(reading, own)
        if not found:
            self._words(reading, texts, own)

    def _leads(self, reading: Reading, found: tuple[Quantity, ...]) -> None:
        """Keep the word before a mere number: a street and its number are one."""
        if len(found) > 1 or found[0].sort is not Sort.NUMBER or found[0].unit:
            return
        before = [key for key in keys_of(reading, self.language) if key.last == found[0].first - 1]
        self.leads.update(key.text for key in before if key.strength >= CONTENT and not key.text.startswith("#"))

    def _stances(self, reading: Reading, own: Several[str]) -> None:
        """Take over what a value says to be so when it says nothing else but what the fact is called."""
        stating = _stating(reading, self.language.code)
        for stance, (holds, first, last) in stating.stances(0, len(reading.tokens)).items():
            rest = [
                key
                for key in keys_of(reading, self.language)
                if key.strength >= CONTENT
                and not first <= key.first <= last
                and key.text not in own
                and not stating.denies(key.first)
            ]
            if len(rest) <= (stance == "included"):
                self.stances.setdefault(stance, holds)
            elif len(rest) == 1 and stance == "required":
                self.contraries.setdefault(stance, holds)

    def _words(self, reading: Reading, texts: list[str], own_words: Several[str]) -> None:
        """Keep the words of a value; where it names one or another ("a parent or guardian") each by itself."""
        words = comparing(self.language.code)
        stating = _stating(reading, self.language.code)
        said = [key for key in keys_of(reading, self.language) if not words.has("no", key.text)]
        content = [key for key in said if key.strength >= CONTENT] or said
        parts = [place for place, _ in stating.found(EITHER, 0, len(texts))]
        edges = [-1, *parts, len(texts)]
        negative = any(words.has("no", text) for text in texts) or stating.holds(NONE, 0, len(texts))
        if negative and content and not self.answer and all(key.text in own_words for key in content):
            # "No returns" says no more of returns than "no" does.
            self.answer = "no"
        for first, last in pairwise(edges):
            own = frozenset(key.text for key in content if first < key.first < last)
            if own:
                shown = {key for key, _, _ in topic_keys(texts, first + 1, last, self.language.code, KINDS)}
                self.worded.append(Worded(own, negative, tuple(kind for kind in KINDS if f"@{kind}" in shown)))


def _is_of_things(value: Quantity) -> bool:
    return value.sort is Sort.NUMBER and bool(value.unit)


def _of_things(value: Quantity, counted: str) -> Quantity:
    """A mere number counts what another value of the fact says: "six items", "6"."""
    return replace(value, unit=counted) if value.sort is Sort.NUMBER and not value.unit else value


def _names(key: str) -> bool:
    """Whether a key of a wording names the fact: words, and the day of the week it is for, but no other quantity."""
    return key[0] != "#" or key.startswith(f"#{Sort.WEEKDAY}:")


def _stating(reading: Reading, code: str) -> Stating:
    return Stating([token.text for token in reading.tokens], code)


def _hours_of(values: list[Quantity]) -> list[Quantity]:
    """Return what a clock shows, in "6.30-10", as hours, where all else could be hours too."""
    read_anew = [_clock(value) for value in values]
    return read_anew if all(value.sort in (Sort.TIME, Sort.NUMBER) for value in read_anew) else values


def _clock(value: Quantity) -> Quantity:
    """A sum without a currency that a clock could show, as an hour: "6.30"."""
    hours, minutes = divmod(value.value * 100, 100)
    if value.sort is not Sort.SUM or value.first != value.last or hours > LONGEST_DAY or minutes >= MINUTES:
        return value
    return replace(value, sort=Sort.TIME, value=hours * MINUTES + minutes)


def quantities_of(reading: Reading, language: Language, own: Several[str] = ()) -> tuple[Quantity, ...]:
    """Return what a value measures; hours written as bare numbers ("10-19") as times.

    ``own`` are the keys of the wordings: a number before one of them ("έως 4 συσκευές") counts it.
    """
    stating = _stating(reading, language.code)
    end = len(reading.tokens)
    near = find_quantities(reading, language)
    starts = {quantity.first for quantity in near}
    found = [of_noun(plain(quantity), stating.texts, end, language, starts) for quantity in near]
    # "До 20 кг" is a weight and no hour.
    weighed = {
        q.first: q
        for q in counted(stating.texts, end, near, language)
        if stating.known.has(MEASURED, stating.texts[q.last + 1]) or q.unit in own
    }
    found = [weighed.get(quantity.first, quantity) for quantity in found]
    extra = unnumbered(stating, 0, end, found, language)
    around = [quantity for quantity in extra if quantity.sort is Sort.TIME]
    found = around or found or extra
    if len(found) > 1:
        found = _hours_of(found)
    if not is_range(found):
        return tuple(found)
    return tuple(
        replace(value, sort=Sort.TIME, value=value.value * 60) if value.sort is Sort.NUMBER else value
        for value in found
    )
