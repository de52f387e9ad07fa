"""How plainly a clause speaks of a fact the case knows: word for word, by most of a wording, by name, or by half."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from scoring.agreement import alike
from scoring.clauses import Clause
from scoring.knowledge import Known
from scoring.matching import Phrase
from scoring.quantities import Quantity, Sort
from scoring.stating import Stating

NEAR = 0.55
"""Share of a wording that a clause must hold to speak of the fact."""
HALF = 0.45
"""Share from which it may speak of it: what it says then counts where it is true."""
QUARTER = 0.25
"""Share from which it does where the very price is named: "a lesson is 38 pounds"."""
NEARLY_ALL = 0.9
"""Share that it must hold with what an "it" of its stands for."""
LEAST = 0.3
"""Shared weight below which a match is chance."""
SEVERAL = 2
BY_HALF, BY_TOPIC, BY_NUMBER, BY_WORDING, LITERALLY = 1, 2, 3, 4, 5
"""How a clause speaks of a fact: by half a wording; by its name; by a wording of small words before a number; by a
wording; by one word for word."""


class Speaking:
    """The facts of a case and the words of one response."""

    def __init__(self, facts: Sequence[Known], stating: Stating) -> None:
        self.facts = facts
        self.stating = stating
        self.last: dict[str, list[int]] = {}
        ways: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for item in facts:
            for literal in item.literals:
                ways.setdefault(literal[0], []).append((item.fact.id, literal))
        for place, text in enumerate(stating.texts):
            for name, literal in ways.get(text, ()):
                if tuple(stating.texts[place : place + len(literal)]) == literal:
                    self.last.setdefault(name, []).append(place + len(literal) - 1)
        for places in self.last.values():
            places.sort()

    def literally(self, item: Known, clause: Clause) -> list[int]:
        """Return the last tokens of the wordings of a fact that end in a clause word for word."""
        places = self.last.get(item.fact.id, [])
        inside = places[bisect_left(places, clause.first) : bisect_left(places, clause.last)]
        return inside if clause.keys else []

    def level(self, item: Known, clause: Clause) -> int:
        """Return how plainly a clause speaks of a fact, nought where it does not."""
        places = self.literally(item, clause)
        if held(item.phrases, clause):
            return LITERALLY if places else BY_WORDING
        if self.numbered(item, clause):
            return LITERALLY
        if any(quantity.first > last for last in places for quantity in clause.quantities):
            return BY_NUMBER
        if held(item.topics, clause):
            return BY_TOPIC
        return self._by_half(item, clause)

    def _by_half(self, item: Known, clause: Clause) -> int:
        """Return how plainly half a wording tells, beside what an "it" may stand for."""
        plain = {key: places for key, places in clause.keys.items() if not self.stating.of_rules(places[0])}
        half = replace(clause, keys=plain)
        prices = [value for values in item.values for value in values if value.sort is Sort.SUM and value.value]
        priced = any(_same_sum(quantity, price) for quantity in clause.quantities for price in prices)
        if not held(item.phrases, half, QUARTER if priced else HALF):
            return 0
        if clause.meant and held(item.phrases, replace(half, alike=half.alike | clause.meant.keys()), NEARLY_ALL):
            return BY_WORDING
        return BY_HALF

    def numbered(self, item: Known, clause: Clause) -> dict[int, Quantity]:
        """Return what stands where the fact has its number, behind the name of the street, as a number by its place."""
        ends = {clause.keys[lead][1] + 1 for lead in item.leads if lead in clause.keys}
        found = {}
        for place, quantity in enumerate(clause.quantities):
            if quantity.first in ends and quantity.sort in (Sort.NUMBER, Sort.MONTHDAY):
                found[place] = replace(quantity, sort=Sort.NUMBER, unit="")
        return found

    def ends(self, item: Known, clause: Clause) -> list[int]:
        """Return the last tokens of the telling words of a fact in a clause."""
        own = {key for phrase in item.phrases for key in phrase.telling} & clause.keys.keys()
        return sorted(clause.keys[key][1] for key in own)

    def owners(self, clause: Clause) -> dict[int, str]:
        """Return of what fact each quantity of a clause that speaks of several is said: of the last named before it."""
        spoken = [item for item in self.facts if self.level(item, clause) >= BY_WORDING]
        if len(spoken) < SEVERAL:
            return {}
        ends: dict[Sort, dict[int, set[str]]] = {}
        for item in spoken:
            for sort in {value.sort for values in item.values for value in values}:
                for end in self.ends(item, clause):
                    ends.setdefault(sort, {}).setdefault(end, set()).add(item.fact.id)
        ordered = {sort: sorted(places) for sort, places in ends.items()}
        found: dict[int, str] = {}
        for place, quantity in enumerate(clause.quantities):
            places = ordered.get(quantity.sort, [])
            before = bisect_left(places, quantity.first)
            names = ends[quantity.sort][places[before - 1]] if before else set()
            if len(names) == 1:
                found[place] = next(iter(names))
        return found

    def of_others(self, item: Known, clause: Clause) -> bool:
        """Whether a clause speaks of another fact."""
        return any(self.level(fact, clause) > BY_HALF for fact in self.facts if fact is not item)


def _same_sum(said: Quantity, true: Quantity) -> bool:
    return said.sort is true.sort and said.value == true.value


def same_things(item: Known, clause: Clause) -> bool:
    """Whether a clause counts what the fact counts ("twice a year")."""
    things = [value.unit for values in item.values for value in values if value.sort is Sort.NUMBER and value.unit]
    said = [quantity.unit for quantity in clause.quantities if quantity.sort is Sort.NUMBER and quantity.unit]
    return any(alike(first, second) for first in things for second in said)


def held(phrases: Sequence[Phrase], clause: Clause, share: float = NEAR) -> bool:
    """Whether a clause holds enough of a phrase; what is only like a word of it counts beside one that is in it."""
    return any(
        phrase.shared(clause.all_keys) >= max(LEAST, share * phrase.total)
        for phrase in phrases
        if not phrase.telling.isdisjoint(clause.keys)
    )


def share_of(phrases: Sequence[Phrase], clause: Clause) -> float:
    """Return the greatest share of a phrase that a clause holds."""
    return max((phrase.shared(clause.all_keys) / phrase.total for phrase in phrases), default=0.0)
