"""Statements about known facts in words: a value confirmed, denied, turned into its contrary, or a plain yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.acts import Check, Span
from scoring.agreement import is_range
from scoring.clauses import Clause
from scoring.knowledge import Known
from scoring.quantities import Sort
from scoring.speaking import Speaking
from scoring.stating import NONE, SHUT
from scoring.text import Reading

SEVERAL = 2
"""So many words of a value at least tell of a fact that the clause before has named."""


class Quoting:
    """Makes checks that quote a response."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def check(self, fact: str, true: str, places: Sequence[tuple[int, int]], *, right: bool) -> Check:
        """Return what is said from the first to the last of ``places`` (first and last tokens) as right or wrong."""
        first, last = min(first for first, _ in places), max(last for _, last in places)
        span = Span(self.reading.tokens[first].start, self.reading.tokens[last].end)
        return Check(fact, true if right else self.reading.text[span.start : span.end], true, span)


class Affirming:
    """Holds the clauses of one response against values in words."""

    def __init__(self, speaking: Speaking, quoting: Quoting) -> None:
        self.speaking = speaking
        self.stating = speaking.stating
        self.quoting = quoting

    def plainly(self, item: Known, clause: Clause) -> list[Check]:
        """Compare with the words of a value or with what it says to be included, required or possible."""
        found = self.by_content(item, clause)
        if found:
            return found
        true = next(iter(item.fact.values), "")
        for stance, (holds, first, last) in self.stating.stances(clause.first, clause.last).items():
            if stance in item.stances:
                return [self.quoting.check(item.fact.id, true, [(first, last)], right=holds == item.stances[stance])]
            if stance in item.contraries and holds != item.contraries[stance]:
                return [self.quoting.check(item.fact.id, true, [(first, last)], right=False)]
        return self._none(item, clause)

    def _none(self, item: Known, clause: Clause) -> list[Check]:
        """There is none of what the fact measures: "no notice period"."""
        if item.answer or not any(value.value for values in item.values for value in values):
            return []
        own = {key for phrase in item.phrases for key in phrase.telling} & clause.keys.keys()
        begins = {clause.keys[key][0]: clause.keys[key] for key in own}
        ends = {clause.keys[key][1]: clause.keys[key] for key in own}
        for first, last in self.stating.found(NONE, clause.first, clause.last):
            named = begins.get(last + 1) or ends.get(first - 1)
            if named is not None:
                return [self.quoting.check(item.fact.id, item.fact.values[0], [(first, last), named], right=False)]
        return []

    def by_words(self, item: Known, place: int, clauses: Sequence[Clause], *, silence: bool) -> list[Check]:
        """Compare clause ``place`` with the values in words, in it or behind it; with ``silence`` no "not" is a yes."""
        clause = clauses[place]
        for other in clauses[place + 1 : place + 2]:
            content = [] if self.speaking.of_others(item, other) else self.by_content(item, other, SEVERAL)
            if any(check.right for check in content):
                return content
        if not item.answer or not silence:
            return self._by_other(item, clause)
        negative = self._negation(item, self._reach(item, place, clauses))
        said = "no" if negative is not None else "yes"
        places = [(negative, negative)] if negative is not None else []
        places.append((clause.first, clause.last - 1))
        return [self.quoting.check(item.fact.id, item.fact.values[0], places, right=said == item.answer)]

    def by_content(self, item: Known, clause: Clause, least: int = 1) -> list[Check]:
        """Most of the words of a value, ``least`` or more, of three or more all but one, confirmed or denied."""
        for worded in item.worded:
            said = worded.content & clause.keys.keys()
            if len(said) < least or len(said) * 3 < len(worded.content) * 2:
                continue
            negative = self._negation(item, [clause])
            places = [clause.keys[key] for key in said]
            denied = negative is not None and not any(first <= negative <= last for first, last in places)
            if negative is not None:
                places.append((negative, negative))
            return [self.quoting.check(item.fact.id, item.fact.values[0], places, right=denied == worded.negative)]
        return []

    def _reach(self, item: Known, place: int, clauses: Sequence[Clause]) -> list[Clause]:
        """A clause and the next ones up to one that speaks of another fact: a "not" there may be of the first."""
        reach = [clauses[place]]
        if self.stating.affirms(reach[0].first, reach[0].last):
            return reach
        for other in clauses[place + 1 : place + 3]:
            if self.speaking.of_others(item, other):
                break
            reach.append(other)
        return reach

    def _negation(self, item: Known, reach: Sequence[Clause]) -> int | None:
        """The "not" of clauses; where nothing is done without it, there is none: it is needed."""
        tokens = self.quoting.reading.tokens
        denials = [place for part in reach for place in range(part.first, part.last) if self.stating.denies(place)]
        begin = next((tokens[place].clause for place in denials if self._lacks(item, place)), None)
        if begin is not None:
            denials = [place for place in denials if tokens[place].clause >= begin]
            if any(not self._lacks(item, place) for place in denials):
                return None
        return denials[0] if denials else None

    def _lacks(self, item: Known, place: int) -> bool:
        """Whether a word is a "without" that the fact itself is not about."""
        word = self.stating.texts[place]
        own = any(word in phrase.weights for phrase in item.phrases)
        return not own and self.stating.lacks(place)

    def _by_other(self, item: Known, clause: Clause) -> list[Check]:
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
