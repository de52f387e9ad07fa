"""Statements about known facts in words: a value confirmed, denied, turned into its contrary, or a plain yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.acts import Check
from scoring.clauses import Clause
from scoring.knowledge import Known
from scoring.opposing import Opposing, Quoting
from scoring.speaking import Speaking

SEVERAL = 2
"""So many words of a value at least tell of a fact that the clause before has named."""


class Affirming:
    """Holds the clauses of one response against values in words."""

    def __init__(self, speaking: Speaking, quoting: Quoting) -> None:
        self.speaking = speaking
        self.stating = speaking.stating
        self.quoting = quoting
        self.opposing = Opposing(speaking.stating, quoting)

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
        return self.opposing.by_contrary(item, clause)

    def contrary(self, item: Known, clause: Clause) -> tuple[int, int] | None:
        """Where a clause says a thing to be open, included or possible that the values say is not; None for nowhere."""
        for stance, (holds, first, last) in self.stating.stances(clause.first, clause.last).items():
            if item.stances.get(stance, holds) != holds:
                return first, last
        return None

    def by_words(self, item: Known, place: int, clauses: Sequence[Clause], *, silence: bool) -> list[Check]:
        """Compare clause ``place`` with the values in words, in it or behind it; with ``silence`` no "not" is a yes."""
        clause = clauses[place]
        for other in clauses[place + 1 : place + 2]:
            content = [] if self.speaking.of_others(item, other) else self.by_content(item, other, SEVERAL)
            if any(check.right for check in content):
                return content
        if not item.answer or not silence:
            return self.opposing.by_other(item, clause) or (self.denied(item, clause) if silence else [])
        reach = self._reach(item, place, clauses)
        negative = self._negation(item, reach)
        said = "no" if negative is not None else "yes"
        places = [(clause.first, clause.last - 1)]
        if negative is not None:
            # A "not" in a clause of its own is quoted with that clause.
            own = next(part for part in reach if part.first <= negative < part.last)
            places = [(own.first, own.last - 1)]
        return [self.quoting.check(item.fact.id, item.fact.values[0], places, right=said == item.answer)]

    def denied(self, item: Known, clause: Clause) -> list[Check]:
        """What may or may not be done, plainly denied: "we don't take pets"."""
        allowed = item.stances.get("possible", None if not item.answer else item.answer == "yes")
        if allowed is None or clause.quantities:
            return []
        negative = self._negation(item, [clause])
        if negative is None or self.stating.lacks(negative):
            return []
        places = [(clause.first, clause.last - 1)]
        return [self.quoting.check(item.fact.id, item.fact.values[0], places, right=not allowed)]

    def by_content(self, item: Known, clause: Clause, least: int = 1) -> list[Check]:
        """Most of the words of a value, ``least`` or more, of three or more all but one, confirmed or denied."""
        keys = {**clause.meant, **clause.keys}
        for worded in item.worded:
            said = worded.content & keys.keys()
            if len(said) < least or len(said) * 3 < len(worded.content) * 2:
                continue
            negative = self._negation(item, [clause])
            places = [keys[key] for key in said]
            denied = negative is not None and not any(first <= negative <= last for first, last in places)
            if negative is not None:
                places.append((negative, negative))
            return [self.quoting.check(item.fact.id, item.fact.values[0], places, right=denied == worded.negative)]
        return []

    def by_value(self, item: Known, clause: Clause) -> list[Check]:
        """All of a value of several words, nothing denied: it tells of the fact by itself."""
        for worded in item.worded:
            whole = len(worded.content) >= SEVERAL and worded.content <= clause.keys.keys()
            if whole and not worded.negative and self._negation(item, [clause]) is None:
                places = [clause.keys[key] for key in worded.content]
                return [self.quoting.check(item.fact.id, item.fact.values[0], places, right=True)]
        return []

    def _reach(self, item: Known, place: int, clauses: Sequence[Clause]) -> list[Clause]:
        """A clause and the next ones up to one that speaks of another fact: a "not" there may be of the first."""
        reach = [clauses[place]]
        if self.stating.affirms(reach[0].first, reach[0].last):
            return reach
        for other in clauses[place + 1 : place + 3]:
            if self.speaking.of_others(item, other) or self.stating.concludes(other.first):
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
