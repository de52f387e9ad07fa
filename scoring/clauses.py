"""The clauses of a response: what each speaks of and what it measures, to be held against what a case knows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from scoring.agreement import DAYS, MONTH, plain
from scoring.comparing import comparing
from scoring.evidence import View
from scoring.language import Language
from scoring.lexicon import lexicon
from scoring.matching import FUNCTION_WEIGHT, Key, word_key
from scoring.matching import Collection as Wordings
from scoring.quantities import Quantity, Sort
from scoring.stating import (
    BEHIND,
    FREE_OF,
    LASTING,
    MEANT,
    MEASURED,
    OFTEN,
    ONE_BEFORE,
    ONLY,
    ORDINALS,
    ROUGHLY,
    ROUND,
    SEVERAL,
    TIMES,
    WHOLE,
    Stating,
)
from scoring.text import Token
from scoring.topics import CLOSING, OPENING, topic_keys, topics

LENGTHS = ("hour", "day", "working_day", "week", "month", "year")
ASIDE = 4
"""A clause of so many words with nothing of the case in it ("you know") is only put in."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens ``first..last`` (exclusive) with their keys and quantities; nothing in them where it states nothing."""

    first: int
    last: int
    keys: Mapping[str, tuple[int, int]]
    quantities: tuple[Quantity, ...]
    alike: frozenset[str] = frozenset()
    """Keys of the case that words of the clause look like, as forms of one word do."""
    meant: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Keys of the case named before that an "it" of the clause may stand for, with the place of the "it"."""

    @property
    def all_keys(self) -> Collection[str]:
        """The keys and those that words look like."""
        return self.alike | self.keys.keys()

    def with_named(self, named: Mapping[str, tuple[int, int]]) -> Clause:
        """Return the clause as an answer to what a short question named."""
        return replace(self, keys={**named, **self.keys})


def joined(clauses: Sequence[Clause]) -> Clause:
    """Return clauses that follow each other as one."""
    keys = {key: places for clause in reversed(clauses) for key, places in clause.keys.items()}
    quantities = tuple(quantity for clause in clauses for quantity in clause.quantities)
    alike = frozenset[str]().union(*(clause.alike for clause in clauses))
    return Clause(clauses[0].first, clauses[-1].last, keys, quantities, alike)


def with_meant(
    clauses: Sequence[Clause], earlier: Collection[str], named: Collection[str], stating: Stating
) -> list[Clause]:
    """Return the clauses of a sentence with what an "it" may stand for.

    ``earlier`` are keys of the sentence before, ``named`` the keys of the case: only these are kept.
    """
    found: list[Clause] = []
    known = {key for key in earlier if key in named}
    for clause in clauses:
        place = next(stating.found(MEANT, clause.first, clause.last), None)
        found.append(clause if place is None else replace(clause, meant=dict.fromkeys(known, place)))
        known.update(key for key in clause.keys if key in named)
    return found


class Clauses:
    """Takes the sentences of one response apart."""

    def __init__(
        self,
        view: View,
        stating: Stating,
        read_in: tuple[Sequence[Quantity], Sequence[Key]],
        wordings: Wordings,
        named: Collection[str],
        leads: Collection[str],
    ) -> None:
        """``read_in`` are the quantities and keys of the response; the rest is what the case is spoken of by."""
        self.code = view.language.code
        self.language = view.language
        self.stating = stating
        self.tokens: Sequence[Token] = view.reading.tokens
        self.texts = stating.texts
        self.quantities, self.keys = read_in
        self.wordings, self.leads = wordings, leads
        self.wanted = {*named, CLOSING, OPENING} if named else set()
        self.starts = [quantity.first for quantity in self.quantities]
        self.key_starts = [key.first for key in self.keys]

    def of(self, first: int, last: int) -> list[Clause]:
        """Return the clauses of the sentence of tokens ``first..last`` (exclusive)."""
        found: list[Clause] = []
        begin = first
        reported = aside = resumed = False
        for place in range(first + 1, last + 1):
            if place < last and not self._parted(place):
                continue
            clause = self._read(begin, place)
            told = self.stating.reports(begin, place)
            if told and found and self.stating.goes_on(found[-1].first):
                # "That returns take a week, somebody said": the words before are reported, too.
                found[-1] = Clause(found[-1].first, found[-1].last, {}, ())
            reported = told or (reported and self.stating.goes_on(begin))
            if reported or self.stating.supposes(begin, place):
                clause = Clause(begin, place, {}, ())
            elif self.stating.happened(begin, place):
                clause = self._before_done(begin, place)
            elif self._put_in(clause):
                begin, aside = place, bool(found)
                continue
            elif aside and not resumed and not clause.quantities and found[-1].keys and not found[-1].quantities:
                # "Swapping it, alas, is not possible": behind what is put in the clause goes on.
                found[-1], aside, resumed, begin = self._read(found[-1].first, place), False, True, place
                continue
            found.append(clause)
            begin, aside, resumed = place, False, False
        return found

    def _before_done(self, begin: int, end: int) -> Clause:
        """What a clause says before the "and" that leads to what somebody did: "open all night and you rang"."""
        joint = self.stating.joint_before_done(begin, end)
        if joint is None or self.stating.happened(begin, joint):
            return Clause(begin, end, {}, ())
        return self._read(begin, joint)

    def _parted(self, place: int) -> bool:
        """Whether a clause begins at ``place``; a dash between two hours parts nothing, nor a comma in an address."""
        if self.tokens[place].clause == self.tokens[place - 1].clause:
            return False
        if not self.tokens[place].number:
            return True
        return not (self.tokens[place - 1].number or word_key(self.texts[place - 1], self.language)[0] in self.leads)

    def _put_in(self, clause: Clause) -> bool:
        """Whether a clause is only put in between: "you know", "sir"."""
        if (
            clause.last - clause.first > ASIDE
            or clause.quantities
            or any(key in self.wordings.rarity or key.startswith("@") for key in clause.all_keys)
        ):
            return False
        texts = self.texts[clause.first : clause.last]
        words = comparing(self.code)
        said = any(words.has("yes", text) or words.has("no", text) for text in texts)
        return not said and not any(self.stating.denies(place) for place in range(clause.first, clause.last))

    def _read(self, begin: int, end: int) -> Clause:
        near = self.quantities[bisect_left(self.starts, begin) : bisect_left(self.starts, end)]
        near = [quantity for quantity in near if not self.tokens[quantity.first].quoted]
        own = self.keys[bisect_left(self.key_starts, begin) : bisect_left(self.key_starts, end)]
        keys = {key.text: (key.first, key.last) for key in own}
        alike = frozenset(key.text for key in self.wordings.known(own))
        for key, start, last in topic_keys(self.texts, begin, end, self.code, self.wanted):
            keys.setdefault(key, (start, last))
        return Clause(begin, end, keys, measured(self.stating, begin, end, near, self.language), alike)


def measured(
    stating: Stating, first: int, last: int, near: Sequence[Quantity], language: Language
) -> tuple[Quantity, ...]:
    """Return the quantities ``near`` of a stretch as they are compared, with those that have no number."""
    starts = {quantity.first for quantity in near}
    inside = [of_noun(plain(quantity), stating.texts, last, language, starts) for quantity in near]
    inside.extend(counted(stating.texts, last, near, language))
    inside.extend(_one_coin(stating, first, last, inside, language))
    return (*inside, *unnumbered(stating, first, last, inside, language))


def of_noun(
    quantity: Quantity, texts: Sequence[str], end: int, language: Language, others: Collection[int] = ()
) -> Quantity:
    """Give a number the key of the noun behind it that it counts ("23 kilos") as its unit, empty where none is.

    ``others`` are the tokens other quantities begin with.
    """
    if quantity.sort is not Sort.NUMBER:
        return quantity
    if topics(language.code).has(OFTEN, texts[quantity.first]):
        return replace(quantity, unit=TIMES)
    behind = quantity.last + 1
    if behind + 1 < end and any(topics(language.code).has(kind, texts[behind]) for kind in (WHOLE, ONLY)):
        # "One single device", "four different ones".
        behind += 1
    bare = behind >= end or behind in others or texts[behind][:1].isdigit()
    if bare or lexicon(language.code).has("gone", texts[behind]):
        # "Two per term", "five each day" count no "per".
        return replace(quantity, unit="")
    if topics(language.code).has(TIMES, texts[behind]):
        return replace(quantity, unit=TIMES)
    measured_in = topics(language.code).value(MEASURED, texts[behind])
    if measured_in is not None:
        return replace(quantity, unit=str(measured_in))
    key, strength = word_key(texts[behind], language)
    return replace(quantity, unit=key if strength > FUNCTION_WEIGHT else "")


def counted(texts: Sequence[str], end: int, near: Sequence[Quantity], language: Language) -> list[Quantity]:
    """A bare number read as an hour ("τις δύο") that counts the noun behind it ("διαδρομές")."""
    found = []
    for quantity in near:
        bare = quantity.sort is Sort.TIME and quantity.first == quantity.last and quantity.value % 60 == 0
        if bare and (not quantity.sure or _measured_in(texts, quantity.last + 1, end, language)):
            number = Quantity(Sort.NUMBER, quantity.value / 60, "", quantity.first, quantity.last)
            found.append(of_noun(number, texts, end, language))
    return [number for number in found if number.unit]


def _measured_in(texts: Sequence[str], place: int, end: int, language: Language) -> bool:
    return place < end and topics(language.code).has(MEASURED, texts[place])


def unnumbered(
    stating: Stating, first: int, last: int, inside: Sequence[Quantity], language: Language
) -> list[Quantity]:
    """Return what has a value without a number, or beside one: "free", "a year's guarantee", "the second floor"."""
    found: list[Quantity] = []
    texts = stating.texts
    taken = {place for quantity in inside for place in range(quantity.first, quantity.last + 1)}
    sorts = {quantity.sort for quantity in inside}
    numbers = {place: q for q in inside if q.sort is Sort.NUMBER for place in (q.first, q.last)}
    alone = sorts.isdisjoint((Sort.DURATION, *DAYS))
    words = lexicon(language.code)
    free = None if Sort.SUM in sorts else _free(stating, first, last, sorts)
    if free is not None:
        found.append(Quantity(Sort.SUM, Decimal(0), "", *free))
    whole_day = None if Sort.TIME in sorts else next(stating.found(ROUND, first, last), None)
    if whole_day is not None:
        found.extend([Quantity(Sort.TIME, Decimal(0), "", *whole_day)] * 2)
    for place in range(first, last):
        word = texts[place]
        if place in taken or word[:1].isdigit():
            continue
        if Sort.SUM not in sorts and free is None and words.has("free", word) and not _free_of(stating, place):
            found.append(Quantity(Sort.SUM, Decimal(0), "", place, place))
        ordinal = stating.known.value(ORDINALS, word)
        if ordinal is not None and place + 1 < last:
            # Not sure: no sum is meant by it.
            counted = Quantity(Sort.NUMBER, Decimal(int(ordinal)), "", place, place, sure=False)
            found.append(of_noun(counted, texts, last, language))
        often = stating.known.value(OFTEN, word)
        if often is not None:
            found.append(Quantity(Sort.NUMBER, Decimal(int(often)), TIMES, place, place))
        month = language.months.get(word)
        if month is not None:
            found.append(Quantity(Sort.PERIOD, Decimal(int(month)), f"{MONTH}{month}", place, place))
        unit = words.value("time_units", word) or language.units.get(word)
        lasting = stating.known.value(LASTING, word)
        if alone and lasting is not None and (ordinal is None or not found or not found[-1].unit):
            found.append(plain(Quantity(Sort.PERIOD, Decimal(0), str(lasting), place, place)))
        roughly = stating.known.value(ROUGHLY, texts[place - 1]) if place > first else None
        if unit and roughly is not None:
            found.append(Quantity(Sort.DURATION, Decimal(int(roughly)), str(unit), place - 1, place))
        elif unit in LENGTHS:
            found.extend(_length(stating, place, str(unit), numbers, taken, alone=alone))
    return found


def _one_coin(
    stating: Stating, first: int, last: int, inside: Sequence[Quantity], language: Language
) -> list[Quantity]:
    """One of a currency with its article: "a dollar a minute"."""
    if any(quantity.sort is Sort.SUM for quantity in inside):
        return []
    places = (place for place in range(first + 1, last) if language.currencies.get(stating.texts[place]) is not None)
    place = next((place for place in places if stating.words.has("one", stating.texts[place - 1])), None)
    return [] if place is None else [Quantity(Sort.SUM, Decimal(1), "", place - 1, place)]


def _free_of(stating: Stating, place: int) -> bool:
    """Whether "free" is said of what is not in a thing: "nut-free"."""
    return place > 0 and stating.known.has(FREE_OF, stating.texts[place - 1])


def _free(stating: Stating, first: int, last: int, sorts: Collection[Sort]) -> tuple[int, int] | None:
    """Where it is said that something costs nothing; beside a bare number only in so many words."""
    return stating.costs_nothing(first, last) if Sort.NUMBER in sorts else stating.free(first, last)


def _length(
    stating: Stating, place: int, unit: str, numbers: Mapping[int, Quantity], taken: Collection[int], *, alone: bool
) -> list[Quantity]:
    """A length of time with its number away from it ("two whole weeks", "недели две"), or without any ("a week").

    ``numbers`` are the bare ones by each of their tokens; ``alone`` says that no other length or day is named.
    """
    texts = stating.texts
    apart = numbers.get(place - 2) if stating.holds(WHOLE, place - 1, place) else None
    behind = numbers.get(place + 1) if stating.known.has(BEHIND, texts[place]) else None
    number = apart or behind
    if number is not None:
        ends = (number.first, number.last, place)
        return [Quantity(Sort.DURATION, number.value, unit, min(ends), max(ends))]
    if not alone or place - 1 in taken or place - 2 in taken:
        return []
    ordinal = stating.known.value(ORDINALS, texts[place - 1]) if place else None
    # "The first year" is one, "the second" is no length.
    several = stating.known.has(SEVERAL, texts[place]) and not stating.holds(
        ONE_BEFORE, place, min(place + 2, len(texts))
    )
    if several or (ordinal is not None and int(ordinal) > 1):
        return []
    return [Quantity(Sort.DURATION, Decimal(1), unit, place, place)]
