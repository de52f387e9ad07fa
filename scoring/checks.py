"""Statements about things the case knows, compared with what is true.

A clause speaks of a fact when it holds enough of one of its wordings; then the first quantity of a kind the fact has
is held against the true values. Values that are words can only be confirmed, or contradicted by a plain yes or no.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from scoring.acts import Act, Check, Span
from scoring.case import Case, KnowledgeFact
from scoring.comparing import comparing
from scoring.deadlines import day_of, read_moment
from scoring.evidence import View
from scoring.language import Language, load_language
from scoring.matching import Collection, Key, Phrase, keys_of, strengths_of
from scoring.measures import Quantity, Sort, decimal_text, find_quantities
from scoring.remembering import per_case
from scoring.text import read

NEAR = 0.55
"""Share of a wording that a clause must hold to speak of the fact."""
LEAST = 0.3
"""Shared weight below which a match is chance."""
DAYS = (Sort.WEEKDAY, Sort.RELATIVE, Sort.DATE)
OTHER_TIMES = ("follow_up", "take_contact")
"""Where such an act stands, a day is that of the call and not of what the call is about."""


@dataclass(frozen=True, slots=True)
class _Known:
    fact: KnowledgeFact
    phrases: tuple[Phrase, ...]
    values: tuple[tuple[Quantity, ...], ...]
    worded: tuple[frozenset[str], ...]
    answer: str


@dataclass(frozen=True, slots=True)
class _Clause:
    """Tokens ``first..last`` (exclusive) with their keys and quantities."""

    first: int
    last: int
    keys: Mapping[str, tuple[int, int]]
    quantities: tuple[Quantity, ...]


@per_case
def _known(case: Case, code: str) -> tuple[_Known, ...]:
    language = load_language(code)
    collection = Collection()
    for fact in case.knowledge:
        for wording in fact.wordings or (fact.id.replace("_", " ").replace("-", " "),):
            collection.add(fact.id, {key: s for key, s in strengths_of(wording, language).items() if key[0] != "#"})
    collection.weigh()
    return tuple(_read_fact(fact, collection, language) for fact in case.knowledge)


def _read_fact(fact: KnowledgeFact, collection: Collection, language: Language) -> _Known:
    words = comparing(language.code)
    quantities: list[tuple[Quantity, ...]] = []
    worded: list[frozenset[str]] = []
    answer = ""
    for value in fact.values:
        reading = read(value, language.spelling)
        found = find_quantities(reading, language)
        quantities.extend([tuple(found)] if found else [])
        texts = [token.text for token in reading.tokens]
        if len(texts) == 1 and (words.has("yes", texts[0]) or words.has("no", texts[0])):
            answer = answer or ("yes" if words.has("yes", texts[0]) else "no")
        elif not found:
            content = frozenset(key.text for key in keys_of(reading, language) if key.strength >= 0.4)
            worded.extend([content] if content else [])
    return _Known(fact, collection.phrases(fact.id), tuple(quantities), tuple(worded), answer)


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
    finder = _Finder(view, acts, (quantities, keys), read_moment(reference_time))
    return tuple(sorted(finder.find(), key=lambda check: (check.span, check.fact)))


class _Finder:
    def __init__(
        self,
        view: View,
        acts: Sequence[Act],
        read_in: tuple[Sequence[Quantity], Sequence[Key]],
        moment: datetime | None,
    ) -> None:
        self.view = view
        self.moment = moment
        self.tokens = view.reading.tokens
        self.quantities, self.keys = read_in
        self.starts = [quantity.first for quantity in self.quantities]
        self.key_starts = [key.first for key in self.keys]
        self.words = comparing(view.language.code)
        self.calls = [act.spans for act in acts if act.name in OTHER_TIMES]

    def find(self) -> list[Check]:
        """Compare clause by clause; the first statement about a fact in a sentence counts, a right one before all."""
        if self.view.case is None:
            return []
        known = _known(self.view.case, self.view.language.code)
        checks: list[Check] = []
        for number, sentence in enumerate(self.view.reading.sentences):
            if not self.view.counted[number] or sentence.mark == "?":
                continue
            clauses = self._clauses(sentence.first, sentence.last)
            for item in known:
                found = [check for clause in clauses for check in self._compare(item, clause, clauses)]
                right = [check for check in found if check.right]
                checks.extend((right or found)[:1])
        return checks

    def _clauses(self, first: int, last: int) -> list[_Clause]:
        found: list[_Clause] = []
        begin = first
        for place in range(first + 1, last + 1):
            if place < last and self.tokens[place].clause == self.tokens[begin].clause:
                continue
            near = self.quantities[bisect_left(self.starts, begin) : bisect_left(self.starts, place)]
            inside = [quantity for quantity in near if not self.tokens[quantity.first].quoted]
            own = self.keys[bisect_left(self.key_starts, begin) : bisect_left(self.key_starts, place)]
            keys = {key.text: (key.first, key.last) for key in own}
            found.append(_Clause(begin, place, keys, tuple(inside)))
            begin = place
        return found

    def _compare(self, item: _Known, clause: _Clause, clauses: Sequence[_Clause]) -> list[Check]:
        if not self._speaks(item, clause):
            return []
        checks = self._by_quantity(item, clause)
        if not checks:
            place = clauses.index(clause)
            following = clauses[place + 1 : place + 2]
            if following and not clause.quantities:
                checks = self._by_quantity(item, following[0])
        return checks or self._by_words(item, clause)

    def _speaks(self, item: _Known, clause: _Clause) -> bool:
        return any(
            phrase.shared(clause.keys) >= max(LEAST, NEAR * phrase.total)
            for phrase in item.phrases
            if not phrase.telling.isdisjoint(clause.keys)
        )

    def _is_of_a_call(self, clause: _Clause) -> bool:
        """Whether a clause promises a call: its times are those of the call. Spans of an act do not overlap."""
        start, end = self.tokens[clause.first].start, self.tokens[clause.last - 1].end
        for spans in self.calls:
            place = bisect_left(spans, end, key=lambda span: span.start) - 1
            if place >= 0 and spans[place].end > start:
                return True
        return False

    def _by_quantity(self, item: _Known, clause: _Clause) -> list[Check]:
        calls = self._is_of_a_call(clause)
        told = [q for q in clause.quantities if not (calls and q.sort in (*DAYS, Sort.TIME, Sort.DURATION))]
        flat = [value for values in item.values for value in values]
        if any(_loosely(quantity, value) for quantity in told for value in flat):
            return []
        compared = [quantity for quantity in told if any(self._same(quantity, value) is not None for value in flat)]
        if not compared:
            return []
        true = item.fact.values[0]
        for values in item.values:
            shown = [q for value in values for q in compared if self._same(q, value)]
            if shown and all(any(self._same(q, value) for q in compared) for value in values):
                return [Check(item.fact.id, true, true, self._span([(q.first, q.last) for q in shown]))]
        several = len(item.values[0]) > 1
        span = self._span([(q.first, q.last) for q in (compared if several else compared[:1])])
        said = self.view.reading.text[span.start : span.end]
        # The same words with another meaning ("Monday", but which) must not read as right.
        return [] if said == true else [Check(item.fact.id, said, true, span)]

    def _same(self, said: Quantity, true: Quantity) -> bool | None:
        if said.sort is true.sort is Sort.DURATION:
            return _same_duration(said, true)
        if said.sort is true.sort and said.sort is not Sort.NUMBER:
            return said.value % 720 == true.value % 720 if said.sort is Sort.TIME else said.value == true.value
        counted = (Sort.SUM, Sort.NUMBER)
        if said.sort in counted and true.sort in counted:
            return said.value == true.value
        if Sort.TIME in (said.sort, true.sort) and Sort.NUMBER in (said.sort, true.sort):
            return _hour(said) == _hour(true)
        return self._same_day(said, true)

    def _same_day(self, said: Quantity, true: Quantity) -> bool | None:
        """Compare a day with a duration or another kind of day, by the date both come to."""
        if self.moment is None or not (said.sort in DAYS or true.sort in DAYS):
            return None
        today = self.moment.date()
        days: list[date | None] = [day_of(quantity, today) for quantity in (said, true)]
        return None if None in days else days[0] == days[1]

    def _by_words(self, item: _Known, clause: _Clause) -> list[Check]:
        true = item.fact.values[0] if item.fact.values else ""
        for content in item.worded:
            if content <= clause.keys.keys():
                places = [clause.keys[key] for key in content]
                return [Check(item.fact.id, true, true, self._span(places))]
        if not item.answer:
            return []
        texts = [(place, self.tokens[place].text) for place in range(clause.first, clause.last)]
        negative = next((place for place, text in texts if self.words.has("no", text)), None)
        said = "no" if negative is not None else "yes"
        places = [(negative, negative)] if negative is not None else [(clause.first, clause.last - 1)]
        right = said == item.answer
        span = self._span(places)
        return [Check(item.fact.id, true if right else self.view.reading.text[span.start : span.end], true, span)]

    def _span(self, places: Sequence[tuple[int, int]]) -> Span:
        first, last = min(first for first, _ in places), max(last for _, last in places)
        return Span(self.tokens[first].start, self.tokens[last].end)


def _loosely(said: Quantity, true: Quantity) -> bool:
    """Whether days are said for working days of the same number, or the other way round: people mix them."""
    units = {said.unit, true.unit}
    return units == {"day", "working_day"} and said.sort is true.sort and said.value == true.value


def _same_duration(said: Quantity, true: Quantity) -> bool:
    """Compare durations of different units; a working day is no other unit."""
    if said.unit == true.unit:
        return said.value == true.value
    if "working_day" in (said.unit, true.unit):
        return False
    months = {"month": 1, "year": 12}
    if said.unit in months and true.unit in months:
        return said.value * months[said.unit] == true.value * months[true.unit]
    minutes = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43200, "year": 525600}
    return said.value * minutes[said.unit] == true.value * minutes[true.unit]


def _hour(quantity: Quantity) -> str:
    """An hour on a twelve-hour clock, of a time or of a bare number."""
    value = quantity.value / 60 if quantity.sort is Sort.TIME else quantity.value
    return decimal_text(value % 12)
