"""Statements that contradict a known fact in words: a value that shuts the true one out, or that there is none."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.acts import Check, Span
from scoring.agreement import is_range
from scoring.clauses import Clause
from scoring.knowledge import Known
from scoring.quantities import Sort
from scoring.stating import ANYONE, HAVING_NONE, NEVER, NONE, ONLY, PAID, SHUT, UNLIMITED, Stating
from scoring.text import Reading

COUNTED = (Sort.NUMBER, Sort.DURATION, Sort.SUM)


class Quoting:
    """Makes checks that quote a response."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def check(self, fact: str, true: str, places: Sequence[tuple[int, int]], *, right: bool) -> Check:
        """Return what is said from the first to the last of ``places`` (first and last tokens) as right or wrong."""
        first, last = min(first for first, _ in places), max(last for _, last in places)
        span = Span(self.reading.tokens[first].start, self.reading.tokens[last].end)
        return Check(fact, true if right else self.reading.text[span.start : span.end], true, span)


class Opposing:
    """Holds the clauses of one response against what true values shut out."""

    def __init__(self, stating: Stating, quoting: Quoting) -> None:
        self.stating = stating
        self.quoting = quoting

    def by_contrary(self, item: Known, clause: Clause) -> list[Check]:
        """Compare the widest with the narrow: anyone and only some, no limit and a number, free and for a fee."""
        ways = (self._only(item, clause), self._limit(item, clause), self._price(item, clause))
        place = next((way for way in ways if way is not None), None)
        if place is not None:
            return [self.quoting.check(item.fact.id, item.fact.values[0], [place], right=False)]
        return self._none(item, clause)

    def _first(self, kind: str, clause: Clause) -> tuple[int, int] | None:
        return next(self.stating.found(kind, clause.first, clause.last), None)

    def _denial(self, clause: Clause) -> int | None:
        places = range(clause.first, clause.last)
        return next((place for place in places if self.stating.denies(place) and not self.stating.lacks(place)), None)

    def _only(self, item: Known, clause: Clause) -> tuple[int, int] | None:
        """Where "only" stands against anyone, or "never" against "only with a receipt"."""
        if ANYONE in item.marks and ONLY not in item.marks:
            return self._first(ONLY, clause)
        if ONLY in item.marks and self._first(ONLY, clause) is None:
            without = self._without(item, clause)
            if without is not None:
                return without
            lacking = any(self.stating.lacks(place) for place in range(clause.first, clause.last))
            return None if lacking or self._denial(clause) is None else self._first(NEVER, clause)
        return None

    def _without(self, item: Known, clause: Clause) -> tuple[int, int] | None:
        """Where something is done without what alone allows it: "without id" against "only with photo id"."""
        content = {clause.keys[key] for worded in item.worded for key in worded.content if key in clause.keys}
        ends = dict(content)
        places = (place for place in range(clause.first, clause.last) if self.stating.lacks(place))
        return next(((place, ends[place + 1]) for place in places if place + 1 in ends), None)

    def _limit(self, item: Known, clause: Clause) -> tuple[int, int] | None:
        """Where a number stands against what has no limit, or the other way round."""
        if UNLIMITED in item.marks:
            counted = next((q for q in clause.quantities if q.sort in COUNTED and q.value), None)
            return None if counted is None else (counted.first, counted.last)
        if any(value.value and value.sort in COUNTED for values in item.values for value in values):
            return self._first(UNLIMITED, clause)
        return None

    def _price(self, item: Known, clause: Clause) -> tuple[int, int] | None:
        """Where a fee stands against what is free, or the other way round."""
        if PAID in item.marks:
            nothing = (q for q in clause.quantities if q.sort is Sort.SUM and not q.value)
            return next(((quantity.first, quantity.last) for quantity in nothing), None)
        free = any(value.sort is Sort.SUM and not value.value for values in item.values for value in values)
        told = any(quantity.sort is Sort.SUM for quantity in clause.quantities)
        if not free or told or self._denial(clause) is not None:
            return None
        return self._first(PAID, clause)

    def _none(self, item: Known, clause: Clause) -> list[Check]:
        """There is none of what the fact measures: "no notice period"."""
        told = any(not worded.negative and worded.content & clause.keys.keys() for worded in item.worded)
        if item.answer or not (told or any(value.value for values in item.values for value in values)):
            return []
        if not clause.quantities:
            whole = next(
                (
                    place
                    for kind in (HAVING_NONE, NEVER)
                    for place in self.stating.found(kind, clause.first, clause.last)
                ),
                None,
            )
            if whole is not None and self._denial(clause) is not None:
                return [self.quoting.check(item.fact.id, item.fact.values[0], [whole], right=False)]
        own = {key for phrase in item.phrases for key in phrase.telling} & clause.keys.keys()
        begins = {clause.keys[key][0]: clause.keys[key] for key in own}
        ends = {clause.keys[key][1]: clause.keys[key] for key in own}
        for first, last in self.stating.found(NONE, clause.first, clause.last):
            named = begins.get(last + 1) or ends.get(first - 1)
            if named is not None:
                return [self.quoting.check(item.fact.id, item.fact.values[0], [(first, last), named], right=False)]
        return []

    def by_other(self, item: Known, clause: Clause) -> list[Check]:
        """A value that shuts the true one out: "any of us" where only the manager may, "shut" where there are hours."""
        own = [(*clause.keys[key], key) for phrase in item.phrases for key in phrase.weights if key in clause.keys]
        named = {place for first, last, _ in own for place in range(first, last + 1)}
        clocks = [quantity for quantity in clause.quantities if quantity.sort in (Sort.TIME, Sort.NUMBER)]
        shut = next(self.stating.found(SHUT, clause.first, clause.last), None)
        if shut is not None and not clocks and any(is_range(values) for values in item.values):
            return [self.quoting.check(item.fact.id, item.fact.values[0], [shut], right=False)]
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
                    return [self.quoting.check(item.fact.id, item.fact.values[0], others[:1], right=False)]
        return []
