"""Groups beside each other, without singling anybody out.

A mean of few people is a person with a mask on, and so is a small rest that can be found by taking one figure from
another. So a group is shown only where, with all that is shown before it, every part into which people are divided by
it (who is in exactly which of them) is empty or holds at least the minimum. Whatever can then be added or taken away
concerns nobody or at least so many people (complementary suppression). Where a small rest would remain, first the
figure of all groups together is given up, then a group. It is asked again for every step, because not everybody has
points in each. Groups of another kind divide people anew: of two that lie in each other, one of each kind, the later
one asked for is held back where their difference is small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import mul

from .cohort import Which, figure_of
from .progress import COLUMNS, Progress
from .uncertainty import Estimate, mean_of_sums

MINIMUM_GROUP = 5
"""Below so many people a group's figures are not shown, unless the firm has set more."""
ALL = ""
"""Stands for everybody in one of the groups, where groups are named by their id."""
LEAST_MINIMUM = 3
"""Lower than this no firm may set it: in a group of two each would know the other's."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people.

    Args:
        id: its id.
        name: its name.
        people: who is in it, by id.
    """

    id: str
    name: str
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """A group's figures, or that they are held back.

    Args:
        group: which.
        means: by column; None where it is held back.
    """

    group: Group
    means: Mapping[str, Estimate | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Groups of one kind beside each other and beside all of them together.

    Args:
        minimum: how many people a figure must stand for.
        everybody: figures of everybody in one of the groups; None where they are held back.
        groups: in the order of their names.
    """

    minimum: int
    everybody: Mapping[str, Estimate | None]
    groups: tuple[Compared, ...]

    @property
    def held_back(self) -> bool:
        """Whether any figure is held back."""
        shown = (self.everybody, *(compared.means for compared in self.groups))
        return any(figure is None for means in shown for figure in means.values())


def compare(
    people: Sequence[Progress], groups: Iterable[Group], which: Which, minimum: int, beside: Sequence[Group] = ()
) -> Comparison:
    """Put groups beside each other.

    Args:
        people: everybody who may be seen.
        groups: groups of one kind; a person may be in several.
        which: which figure of a person counts.
        minimum: how many people a figure must stand for; raised to `LEAST_MINIMUM` where it is lower.
        beside: groups of another kind that are shown on a page of their own.
    """
    points = {
        column: {
            person.person_id: figure.points
            for person in people
            if (figure := figure_of(person, column, which)) is not None
        }
        for column in COLUMNS
    }
    return compare_points(points, groups, minimum, beside)


def compare_points(
    points: Mapping[str, Mapping[str, int]], groups: Iterable[Group], minimum: int, beside: Sequence[Group] = ()
) -> Comparison:
    """Put groups beside each other.

    Args:
        points: of everybody who may be seen, by step and person.
        groups: groups of one kind; a person may be in several.
        minimum: how many people a figure must stand for; raised to `LEAST_MINIMUM` where it is lower.
        beside: groups of another kind that are shown on a page of their own.
    """
    least = max(LEAST_MINIMUM, minimum)
    named = sorted(groups, key=lambda group: (group.name.casefold(), group.id))
    grouped = frozenset[str]().union(*(group.people for group in named))
    means: dict[str, dict[str, Estimate | None]] = {group.id: {} for group in named}
    everybody: dict[str, Estimate | None] = {}
    known: dict[frozenset[str], tuple[frozenset[str], dict[str, frozenset[str]]]] = {}
    for column in COLUMNS:
        of_all = points.get(column, {})
        there = grouped.intersection(of_all)
        if there not in known:  # mostly the same people have points in every step
            shown = disclosed(there, named, least, beside)
            known[there] = shown, {group.id: group.people & there for group in named}
        shown, members = known[there]
        everybody[column] = _mean(of_all, there) if not there or ALL in shown else None
        for group, own in members.items():
            means[group][column] = _mean(of_all, own) if group in shown or not own else None
    return Comparison(least, everybody, tuple(Compared(group, means[group.id]) for group in named))


def disclosed(
    everybody: Iterable[str], groups: Sequence[Group], minimum: int, beside: Sequence[Group] = ()
) -> frozenset[str]:
    """Ids of the groups whose figures may be shown; `ALL` among them where those of everybody together may be.

    Args:
        everybody: who has a figure.
        groups: the groups; the larger are shown first.
        minimum: how many people each part must hold.
        beside: groups of another kind, shown on their own.
    """
    there = frozenset(everybody)
    elsewhere = disclosed(there, beside, minimum) if beside else frozenset()
    others = [group.people & there for group in beside if group.id in elsewhere]
    if ALL in elsewhere:
        others.append(there & frozenset[str]().union(*(group.people for group in beside)))
    together = Group(ALL, "", there)
    with_all, without = (_open(there, chosen, minimum, others) for chosen in ((together, *groups), groups))
    return without if len(without) >= len(with_all) else with_all


def _open(
    there: frozenset[str], groups: Sequence[Group], minimum: int, others: Sequence[frozenset[str]]
) -> frozenset[str]:
    """Take groups in, the largest first, as long as no part of people gets smaller than the minimum."""
    shown: set[str] = set()
    parts = _Parts()
    by_size: dict[int, list[frozenset[str]]] = {}
    for other in others:
        by_size.setdefault(len(other), []).append(other)
    sized = [(group.people & there, group) for group in groups]
    for members, group in sorted(sized, key=lambda item: (-len(item[0]), item[1].id != ALL, item[1].name.casefold())):
        # Only a group of nearly the same size leaves a few when it is taken away.
        sizes = range(len(members) - minimum + 1, len(members) + minimum)
        near = (other for size in sizes for other in by_size.get(size, ()))
        if members and parts.divide(members, minimum) and not any(_tells(members, other, minimum) for other in near):
            parts.take(members)
            shown.add(group.id)
    return frozenset(shown)


class _Parts:
    """The parts into which groups divide people: who is in exactly the same of them. Nobody is in none."""

    def __init__(self) -> None:
        self._part: dict[str, int] = {}
        self._sizes: Counter[int] = Counter()
        self._next = 0

    def divide(self, members: frozenset[str], minimum: int) -> bool:
        """Whether one more group leaves no part smaller than a minimum, where none is now.

        Only parts it cuts can get smaller: what it takes out of each, and what is left of that.
        """
        cut = Counter(map(self._part.get, members, repeat(-1)))
        return all(
            count >= minimum and (part < 0 or (left := self._sizes[part] - count) == 0 or left >= minimum)
            for part, count in cut.items()
        )

    def take(self, members: frozenset[str]) -> None:
        """Divide by one more group."""
        cut = Counter(map(self._part.get, members, repeat(-1)))
        fresh = {part: self._next + place for place, part in enumerate(cut)}
        self._next += len(cut)
        for part, count in cut.items():
            self._sizes[part] -= count
            self._sizes[fresh[part]] = count
        if len(cut) == 1:  # mostly a group lies in one part, or in none
            self._part.update(dict.fromkeys(members, self._next - 1))
        else:
            self._part.update({person: fresh[self._part.get(person, -1)] for person in members})


def _tells(one: frozenset[str], other: frozenset[str], minimum: int) -> bool:
    """Whether one lies in the other and the few who are left over can be found by taking it away."""
    return (one < other or other < one) and len(one ^ other) < minimum


def _mean(points: Mapping[str, int], people: frozenset[str]) -> Estimate:
    theirs = list(map(points.__getitem__, people))
    return mean_of_sums(len(theirs), sum(theirs), sum(map(mul, theirs, theirs)), least=0, most=100)
