"""Figures of many people from sums and counts instead of everybody's sessions: the database adds up.

The same as `cohort` and `complaints` give from lists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from simulator.record import ComplaintTally, ShiftTally, StepSums
from simulator.scenario import WorldFile

from .cohort import BANDS, CohortChange, Distribution, UnseenGap
from .complaints import ENDS, NO_COMPLAINT, UNHAPPY_STARS, Cause, Policy
from .uncertainty import FEW, chance_of_sums, mean_of_sums, share_of

_NOTHING = StepSums(*(0,) * len(StepSums.__dataclass_fields__))


def distribution_of(column: str, people: Mapping[int, int]) -> Distribution:
    """How a step's points are spread over people.

    Args:
        column: the step.
        people: how many have how many points.
    """
    counts: Counter[int] = Counter()
    for points, count in people.items():
        counts[min(BANDS - 1, points // 10)] += count
    bands, n = tuple(counts.get(band, 0) for band in range(BANDS)), sum(people.values())
    if n < FEW:
        return Distribution(column, bands, n)
    return Distribution(column, bands, n, *_quarters(people, n))


def _quarters(people: Mapping[int, int], n: int) -> tuple[float, ...]:
    """The three quartiles, as `statistics.quantiles` with both ends belonging to the data gives them."""
    values = sorted(people)
    upto = list(accumulate(people[value] for value in values))

    def at(place: int) -> int:
        return next(value for value, end in zip(values, upto, strict=True) if place < end)

    found = []
    for quarter in (1, 2, 3):
        place, rest = divmod(quarter * (n - 1), 4)
        found.append((at(place) * (4 - rest) + (at(place + 1) if rest else 0) * rest) / 4)
    return tuple(found)


def limit_of(sums: Mapping[str, StepSums], column: str) -> float | None:
    """What two sessions of one person differ by anyhow; None where too few tell it."""
    found = sums.get(column, _NOTHING)
    return chance_of_sums(found.squares, found.pairs)


def cohort_change_of(column: str, sums: Mapping[str, StepSums], beyond: Mapping[str, tuple[int, int]]) -> CohortChange:
    """How a step moved over everybody who has been graded on it at least twice.

    Args:
        column: the step.
        sums: by step.
        beyond: how many rose and fell by more than the limit, by step.
    """
    found = sums.get(column, _NOTHING)
    return CohortChange(
        column,
        mean_of_sums(found.twice, found.first, found.first_squares, least=0, most=100),
        mean_of_sums(found.twice, found.latest, found.latest_squares, least=0, most=100),
        mean_of_sums(found.twice, found.moved, found.moved_squares, least=-100, most=100),
        *beyond.get(column, (0, 0)),
        limit_of(sums, column),
    )


def unseen_gap_of(column: str, sums: Mapping[str, StepSums]) -> UnseenGap:
    """What is left of the best grade where the scene is new."""
    found = sums.get(column, _NOTHING)
    return UnseenGap(
        column,
        mean_of_sums(found.new, found.unseen, found.unseen_squares, least=0, most=100),
        mean_of_sums(found.new, found.best, found.best_squares, least=0, most=100),
        mean_of_sums(found.new, found.gap, found.gap_squares, least=0, most=100),
    )


def causes_of_tallies(
    tallies: Iterable[ComplaintTally], shifts: Sequence[ShiftTally], world: WorldFile
) -> tuple[Cause, ...]:
    """Causes of complaint, the most frequent first; those that never came up are left out.

    Args:
        tallies: how many conversations ended how.
        shifts: what shifts came to, by the firm's choices.
        world: the causes there are, and what eases them.
    """
    by_cause: dict[str, list[ComplaintTally]] = {}
    for tally in tallies:
        by_cause.setdefault(tally.complaint, []).append(tally)
    in_shifts: Counter[str] = Counter()
    for shift in shifts:
        in_shifts.update({cause: total for cause, (total, _) in shift.causes.items()})
    names = {*by_cause, *in_shifts} - {NO_COMPLAINT}
    found = [_cause(name, by_cause.get(name, []), in_shifts[name], shifts, world) for name in names]
    return tuple(sorted(found, key=lambda cause: (-cause.conversations, -cause.in_shifts, cause.cause)))


def _cause(
    name: str, tallies: Sequence[ComplaintTally], in_shifts: int, shifts: Sequence[ShiftTally], world: WorldFile
) -> Cause:
    ends: Counter[str] = Counter()
    stars: Counter[int] = Counter()
    for tally in tallies:
        ends[tally.outcome] += tally.sessions
        if tally.stars is not None:
            stars[tally.stars] += tally.sessions
    total, squares = (sum(count * worth**power for worth, count in stars.items()) for power in (1, 2))
    return Cause(
        name,
        ends.total(),
        {end: ends[end] for end in ENDS},
        share_of(ends["lost"], ends.total()),
        mean_of_sums(stars.total(), total, squares, least=1, most=5),
        sum(count for worth, count in stars.items() if worth <= UNHAPPY_STARS),
        in_shifts,
        tuple(_policies(name, shifts, world)),
    )


def _policies(cause: str, shifts: Sequence[ShiftTally], world: WorldFile) -> Iterable[Policy]:
    for choice, rules in world.choices.items():
        for option, effect in rules.effects.items():
            if cause in effect.eases:
                sums = {True: [0, 0, 0], False: [0, 0, 0]}
                for shift in shifts:
                    total, squares = shift.causes.get(cause, (0, 0))
                    into = sums[shift.world.get(choice, rules.default) == option]
                    for place, worth in enumerate((shift.shifts, total, squares)):
                        into[place] += worth
                shown = (mean_of_sums(*sums[chosen], least=0) for chosen in (True, False))
                yield Policy(choice, option, effect.cost, *shown)
