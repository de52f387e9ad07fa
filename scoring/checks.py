"""Statements about things the case knows, compared with what is true.

A clause speaks of a fact when it holds enough of one of its wordings, or of the topics its name stands for; then the
first quantity of a kind the fact has is held against the true values. Values in words are confirmed or, like a plain
yes or no, contradicted by a negation.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from scoring.acts import Act, Check, Span
from scoring.agreement import DAYS, about, is_range, loosely, plain, same
from scoring.comparing import comparing
from scoring.deadlines import read_moment
from scoring.evidence import View
from scoring.knowledge import Knowledge, Known, is_free, knowledge_of
from scoring.language import load_language
from scoring.lexicon import lexicon
from scoring.matching import Key, Phrase
from scoring.measures import find_quantities
from scoring.quantities import Quantity, Sort
from scoring.stating import LACKING, SHUT, WHOLE, Stating
from scoring.text import read
from scoring.topics import CLOSING, OPENING, topic_keys

NEAR = 0.55
"""Share of a wording that a clause must hold to speak of the fact."""
LEAST = 0.3
"""Shared weight below which a match is chance."""
OTHER_TIMES = ("follow_up", "take_contact")
"""Where such an act stands, a day is that of the call and not of what the call is about."""
BY_WORDING, BY_TOPIC = 2, 1
SHORT = 3
"""A question of so many words only names what is spoken of."""
LENGTHS = ("day", "working_day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class _Clause:
    """Tokens ``first..last`` (exclusive) with their keys, quantities and topics."""

    first: int
    last: int
    keys: Mapping[str, tuple[int, int]]
    quantities: tuple[Quantity, ...]


def find_checks(
    view: View,
    acts: Sequence[Act],
    quantities: Sequence[Quantity],
    keys: Sequence[Key],
    reference_time: str | None,
) -> tuple[Check, ...]:
    """Return what the response says about ``case.knowledge``, right or wrong, in order of appearance.

    ``true`` is the preferred true value and ``said == true`` when the statement is right; a wrong one quotes the
    response. With ``reference_time`` (ISO 8601) days and durations are compared by the day they come to.
    """
    if view.case is None or not view.case.knowledge:
        return ()
    knowledge = knowledge_of(view.case, view.language.code)
    finder = _Finder(view, acts, (quantities, keys), read_moment(reference_time), knowledge)
    return tuple(sorted(finder.find(), key=lambda check: (check.span, check.fact)))


class _Finder:
    def __init__(
        self,
        view: View,
        acts: Sequence[Act],
        read_in: tuple[Sequence[Quantity], Sequence[Key]],
        moment: datetime | None,
        knowledge: Knowledge,
    ) -> None:
        self.view = view
        self.moment = moment
        self.knowledge = knowledge
        self.tokens = view.reading.tokens
        self.texts = [token.text for token in self.tokens]
        self.quantities, self.keys = read_in
        self.starts = [quantity.first for quantity in self.quantities]
        self.key_starts = [key.first for key in self.keys]
        self.words = comparing(view.language.code)
        self.stating = Stating(self.texts, view.language.code)
        facts = view.case.facts if view.case else ()
        self.sums = told_sums(tuple(fact.value for fact in facts if fact.value), view.language.code)
        self.calls = [act.spans for act in acts if act.name in OTHER_TIMES]

    def find(self) -> list[Check]:
        """Compare clause by clause; the first statement about a fact in a sentence counts, a right one before all."""
        checks: list[Check] = []
        named: Mapping[str, tuple[int, int]] = {}
        for number, sentence in enumerate(self.view.reading.sentences):
            if not self.view.counted[number] or sentence.mark == "?":
                # "The guarantee? It's two years.": the next sentence answers.
                short = self.view.counted[number] and sentence.last - sentence.first <= SHORT
                named = self._clauses(sentence.first, sentence.last)[0].keys if short else {}
                continue
            clauses = self._clauses(sentence.first, sentence.last)
            if named and clauses:
                clauses[0] = replace(clauses[0], keys={**named, **clauses[0].keys})
            named = {}
            for item in self.knowledge.facts:
                found = [check for clause in clauses for check in self._compare(item, clause, clauses)]
                right = [check for check in found if check.right]
                checks.extend((right or found)[:1])
        return checks

    def _clauses(self, first: int, last: int) -> list[_Clause]:
        code = self.view.language.code
        found: list[_Clause] = []
        begin = first
        reported = False
        for place in range(first + 1, last + 1):
            if place < last and not self._parted(place):
                continue
            reported = self.stating.reports(begin, place) or (reported and self.stating.goes_on(begin))
            if reported or self.stating.supposes(begin, place) or self.stating.happened(begin, place):
                found.append(_Clause(begin, place, {}, ()))
                begin = place
                continue
            near = self.quantities[bisect_left(self.starts, begin) : bisect_left(self.starts, place)]
            inside = [plain(quantity) for quantity in near if not self.tokens[quantity.first].quoted]
            own = self.keys[bisect_left(self.key_starts, begin) : bisect_left(self.key_starts, place)]
            keys = {key.text: (key.first, key.last) for key in own}
            if self.knowledge.topics:
                wanted = {*self.knowledge.topics, CLOSING, OPENING}
                for key, start, end in topic_keys(self.texts, begin, place, code, wanted):
                    keys.setdefault(key, (start, end))
            inside.extend(self._unnumbered(begin, place, inside))
            found.append(_Clause(begin, place, keys, tuple(inside)))
            begin = place
        return found

    def _parted(self, place: int) -> bool:
        """Whether a clause begins at ``place``; a dash between two hours parts nothing."""
        if self.tokens[place].clause == self.tokens[place - 1].clause:
            return False
        return not (self.tokens[place].number and self.tokens[place - 1].number)

    def _unnumbered(self, first: int, last: int, inside: Sequence[Quantity]) -> list[Quantity]:
        """A year's guarantee, "maksutta": what has a value without a number."""
        found: list[Quantity] = []
        taken = {place for quantity in inside for place in range(quantity.first, quantity.last + 1)}
        sorts = {quantity.sort for quantity in inside}
        words = lexicon(self.view.language.code)
        free = None if sorts & {Sort.SUM, Sort.NUMBER} else self.stating.free(first, last)
        if free is not None:
            found.append(Quantity(Sort.SUM, Decimal(0), "", *free))
        for place in range(first, last):
            word = self.texts[place]
            if place in taken or self.tokens[place].number:
                continue
            if Sort.SUM not in sorts and free is None and is_free(word, self.view.language.code):
                found.append(Quantity(Sort.SUM, Decimal(0), "", place, place))
            unit = words.value("time_units", word) or self.view.language.units.get(word)
            numbers = [quantity for quantity in inside if quantity.sort is Sort.NUMBER and quantity.last == place - 2]
            if unit in LENGTHS and numbers and self.stating.holds(WHOLE, place - 1, place):
                found.append(Quantity(Sort.DURATION, numbers[0].value, str(unit), numbers[0].first, place))
            if unit in LENGTHS and not sorts & {Sort.DURATION, *DAYS} and not {place - 1, place - 2} & taken:
                found.append(Quantity(Sort.DURATION, Decimal(1), str(unit), place, place))
        return found[:2]

    def _compare(self, item: Known, clause: _Clause, clauses: Sequence[_Clause]) -> list[Check]:
        spoken = self._speaks(item, clause)
        if not spoken:
            return []
        checks = self._by_quantity(item, clause, spoken)
        place = clauses.index(clause)
        if not checks:
            beside = [*clauses[place + 1 : place + 2], *clauses[max(0, place - 1) : place]]
            for other in beside if not clause.quantities else ():
                checks = checks or self._by_quantity(item, other, spoken)
        elif not checks[0].right:
            # "A good two weeks, ten working days to be precise": the next words put it right.
            after = [other for other in clauses[place + 1 : place + 2] if not self._of_others(item, other)]
            better = [check for other in after for check in self._by_quantity(item, other, spoken)]
            checks = [check for check in better if check.right] or checks
        if spoken == BY_TOPIC and any(self._speaks(fact, clause) == BY_WORDING for fact in self.knowledge.facts):
            # What is said is said of the fact that is named in full.
            return [check for check in checks if check.right]
        if not checks and spoken == BY_TOPIC and self._is_of_a_call(clause):
            return []
        return checks or self._by_words(item, clause, clauses)

    def _of_others(self, item: Known, clause: _Clause) -> bool:
        """Whether a clause speaks of another fact."""
        return any(self._speaks(fact, clause) for fact in self.knowledge.facts if fact is not item)

    def _speaks(self, item: Known, clause: _Clause) -> int:
        if _held(item.phrases, clause.keys):
            return BY_WORDING
        return BY_TOPIC if _held(item.topics, clause.keys) else 0

    def _is_of_a_call(self, clause: _Clause) -> bool:
        """Whether a clause promises a call: its times are those of the call. Spans of an act do not overlap."""
        start, end = self.tokens[clause.first].start, self.tokens[clause.last - 1].end
        for spans in self.calls:
            place = bisect_left(spans, end, key=lambda span: span.start) - 1
            if place >= 0 and spans[place].end > start:
                return True
        return False

    def _by_quantity(self, item: Known, clause: _Clause, spoken: int) -> list[Check]:
        calls = self._is_of_a_call(clause)
        told = [
            q
            for q in clause.quantities
            if not (calls and q.sort in (*DAYS, Sort.TIME, Sort.DURATION)) and not self._is_article(q)
        ]
        flat = [value for values in item.values for value in values]
        if any(loosely(quantity, value) for quantity in told for value in flat):
            return []

        def agree(said: Quantity, true: Quantity) -> bool | None:
            agreed = same(said, true, self.moment, by_day=spoken == BY_WORDING)
            return about(said, true) if agreed is False and self.stating.nearly(said.first) else agreed

        compared = [
            quantity
            for quantity in told
            if any(agree(quantity, value) is not None and not self._is_theirs(quantity, value) for value in flat)
        ]
        if not compared:
            return []
        true = item.fact.values[0]
        for values in item.values:
            ends = self._ends(values, compared, clause)
            shown = [q for value in ends for q in compared if agree(q, value)]
            if shown and all(any(agree(q, value) for q in compared) for value in ends):
                return [Check(item.fact.id, true, true, self._span([(q.first, q.last) for q in shown]))]
        several = len(item.values[0]) > 1
        span = self._span([(q.first, q.last) for q in (compared if several else compared[:1])])
        said = self.view.reading.text[span.start : span.end]
        # The same words with another meaning ("Monday", but which) must not read as right.
        return [] if said == true else [Check(item.fact.id, said, true, span)]

    def _is_theirs(self, said: Quantity, true: Quantity) -> bool:
        """Whether a sum is one the customer's complaint is about: to name it is no statement about a rule."""
        return said.sort is Sort.SUM and said.value != true.value and said.value in self.sums

    def _is_article(self, quantity: Quantity) -> bool:
        """Whether a "one" is only the article of what follows."""
        return quantity.sort is Sort.NUMBER and self.words.has("one", self.texts[quantity.first])

    def _ends(
        self, values: tuple[Quantity, ...], compared: Sequence[Quantity], clause: _Clause
    ) -> tuple[Quantity, ...]:
        """Of a span of hours the end that is spoken of: "we close at seven", "open from ten"."""
        clocks = [q for q in compared if q.sort in (Sort.TIME, Sort.NUMBER)]
        if not is_range(values) or len(clocks) != 1:
            return values
        if f"@{CLOSING}" in clause.keys and f"@{OPENING}" not in clause.keys:
            return values[1:]
        near = [value for value in values if same(clocks[0], value, None, by_day=False)]
        return (near[0],) if near else values

    def _by_words(self, item: Known, clause: _Clause, clauses: Sequence[_Clause]) -> list[Check]:
        true = item.fact.values[0] if item.fact.values else ""
        negative = self._negation(item, clause, clauses)
        for worded in item.worded:
            if worded.content <= clause.keys.keys():
                places = [clause.keys[key] for key in worded.content]
                denied = negative is not None and not any(first <= negative <= last for first, last in places)
                if negative is not None:
                    places.append((negative, negative))
                return [self._verdict(item, true, places, right=denied == worded.negative)]
        if not item.answer:
            return self._by_other(item, clause)
        said = "no" if negative is not None else "yes"
        places = [(negative, negative)] if negative is not None else [(clause.first, clause.last - 1)]
        return [self._verdict(item, true, places, right=said == item.answer)]

    def _negation(self, item: Known, clause: _Clause, clauses: Sequence[_Clause]) -> int | None:
        """The "not" of a clause, or of the next ones up to one that speaks of another fact."""
        reach = [clause]
        for other in clauses[clauses.index(clause) + 1 :]:
            if self._of_others(item, other):
                break
            reach.append(other)
        if self.stating.affirms(clause.first, clause.last):
            reach = [clause]
        places = [place for part in reach[:3] for place in range(part.first, part.last)]
        denials = [place for place in places if self.stating.denies(place)]
        lacking = [place for place in denials if self._lacks(item, place)]
        # Nothing is done without it: it is needed.
        return next(iter(denials), None) if not lacking or len(lacking) == len(denials) else None

    def _lacks(self, item: Known, place: int) -> bool:
        """Whether a word is a "without" that the fact itself is not about."""
        word = self.texts[place]
        own = any(word in phrase.weights for phrase in item.phrases)
        return not own and self.stating.known.has(LACKING, word)

    def _by_other(self, item: Known, clause: _Clause) -> list[Check]:
        """A value that shuts the true one out: "any of us" where only the manager may, "shut" where there are hours."""
        own = [(*clause.keys[key], key) for phrase in item.phrases for key in phrase.weights if key in clause.keys]
        named = {place for first, last, _ in own for place in range(first, last + 1)}
        clocks = [quantity for quantity in clause.quantities if quantity.sort in (Sort.TIME, Sort.NUMBER)]
        shut = next(self.stating.found(SHUT, clause.first, clause.last), None)
        if shut is not None and not clocks and any(is_range(values) for values in item.values):
            return [self._verdict(item, item.fact.values[0], [shut], right=False)]
        for worded in item.worded:
            if worded.content & clause.keys.keys() or worded.negative:
                continue
            for kind in worded.kinds:
                others = [
                    (first, last)
                    for first, last in self.stating.found(kind, clause.first, clause.last)
                    if named.isdisjoint(range(first, last + 1))
                ]
                if others:
                    return [self._verdict(item, item.fact.values[0], others[:1], right=False)]
        return []

    def _verdict(self, item: Known, true: str, places: Sequence[tuple[int, int]], *, right: bool) -> Check:
        span = self._span(places)
        return Check(item.fact.id, true if right else self.view.reading.text[span.start : span.end], true, span)

    def _span(self, places: Sequence[tuple[int, int]]) -> Span:
        first, last = min(first for first, _ in places), max(last for _, last in places)
        return Span(self.tokens[first].start, self.tokens[last].end)


@lru_cache(maxsize=256)
def told_sums(values: tuple[str, ...], code: str) -> frozenset[Decimal]:
    """Return the sums among the values of a case's facts."""
    language = load_language(code)
    read_in = (find_quantities(read(value, language.spelling), language) for value in values)
    return frozenset(found.value for quantities in read_in for found in quantities if found.sort is Sort.SUM)


def _held(phrases: Sequence[Phrase], keys: Mapping[str, tuple[int, int]]) -> bool:
    return any(
        phrase.shared(keys) >= max(LEAST, NEAR * phrase.total)
        for phrase in phrases
        if not phrase.telling.isdisjoint(keys)
    )
