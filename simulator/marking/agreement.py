"""How far raters agree, step by step: Cohen's kappa with quadratic weights over the levels of a rating.

For two raters it is their kappa; for more the mean over all pairs. The grader is one more rater, told apart: the mean
of its kappas with each person. Points between two levels count as the nearer one. Sessions in which one of a pair saw
no occasion say nothing of that pair's step; how many there were is told.

The interval is a percentile bootstrap over sessions, drawn with a fixed seed: the same ratings give the same figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isnan, nan
from typing import TYPE_CHECKING

from .rating import LEVELS, level

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST = 10
"""Sessions two raters must both have rated; with fewer nothing is said of them."""
DRAWS = 1000
SEED = 6
WITHIN = 90
"""Per cent of the draws between the ends of the interval."""
ONE_LEVEL = LEVELS[1] - LEVELS[0]

Ratings = Mapping[str, Mapping[str, Mapping[str, int | None]]]
"""Points by rater, session and step; None where the rater saw no occasion."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What pairs of raters come to in one step.

    Args:
        pairs: pairs of raters with enough sessions.
        sessions: sessions that two of them rated, counted once a pair.
        kappa: weighted kappa, -1 to 1; None where there is too little to say, or all gave the same level throughout.
        low: lower end of its interval.
        high: upper end.
        same: share (0 to 1) of sessions in which a pair gave the same level.
        near: share in which they were at most one level apart.
        one_saw_none: sessions in which one of a pair saw no occasion and the other did.
        few: too few sessions to say anything.
    """

    pairs: int
    sessions: int
    kappa: float | None = None
    low: float | None = None
    high: float | None = None
    same: float | None = None
    near: float | None = None
    one_saw_none: int = 0
    few: bool = True


@dataclass(frozen=True, slots=True)
class StepAgreement:
    """One step: people among themselves, and the grader with people."""

    step: str
    people: Figure
    machine: Figure


def agreement(
    steps: Sequence[str], people: Ratings, machine: Mapping[str, Mapping[str, int | None]]
) -> tuple[StepAgreement, ...]:
    """Work out a round.

    Args:
        steps: the steps, in the rubric's order.
        people: what each rater gave.
        machine: the grader's points, 0..100, by session and step.
    """
    sessions = sorted({session for rated in people.values() for session in rated})
    among = list(combinations(sorted(people), 2))
    found = []
    for step in steps:
        given = {rater: _column(people[rater], sessions, step) for rater in people}
        ours = _column(machine, sessions, step)
        found.append(
            StepAgreement(
                step,
                figure([(given[one], given[other]) for one, other in among]),
                figure([(given[rater], ours) for rater in sorted(people)]),
            )
        )
    return tuple(found)


UNRATED = ""
"""Stands in a column where a rater has given nothing."""
Level = int | str | None
Column = Sequence[Level]


def _column(rated: Mapping[str, Mapping[str, int | None]], sessions: Iterable[str], step: str) -> list[Level]:
    """Levels by session: None for no occasion, `UNRATED` where nothing was given."""
    found: list[Level] = []
    for session in sessions:
        given = rated.get(session, {})
        points = given.get(step)
        found.append(UNRATED if step not in given else None if points is None else level(points))
    return found


def figure(pairs: Sequence[tuple[Column, Column]]) -> Figure:
    """What pairs of raters come to.

    Args:
        pairs: the levels that two raters gave, aligned by session.
    """
    import numpy as np

    one_saw_none = sum(
        (a is None) != (b is None)
        for one, other in pairs
        for a, b in zip(one, other, strict=True)
        if UNRATED not in (a, b)
    )
    enough = [_both(one, other) for one, other in pairs if _shared(one, other) >= LEAST]
    if not enough:
        most = max((_shared(one, other) for one, other in pairs), default=0)
        return Figure(0, most, one_saw_none=one_saw_none)
    a, b = (np.array([pair[side] for pair in enough]) for side in (0, 1))
    gaps = np.abs(a - b)[~np.isnan(a)]
    (kappa,) = _mean_kappa(a[:, np.newaxis, :], b[:, np.newaxis, :]).tolist()
    spread = None if isnan(kappa) else _interval(a, b)
    return Figure(
        len(enough),
        len(gaps),
        None if isnan(kappa) else kappa,
        spread and spread[0],
        spread and spread[1],
        float(np.mean(gaps == 0)),
        float(np.mean(gaps <= ONE_LEVEL)),
        one_saw_none,
        few=False,
    )


def _both(one: Column, other: Column) -> tuple[list[float], list[float]]:
    """The levels of two raters as numbers; no number in either where one gave none."""
    pairs = [
        (float(a), float(b)) if isinstance(a, int) and isinstance(b, int) else (nan, nan)
        for a, b in zip(one, other, strict=True)
    ]
    return [a for a, _ in pairs], [b for _, b in pairs]


def _interval(a: Floats, b: Floats) -> tuple[float, float] | None:
    """Where kappa lies when the sessions are drawn anew; draws in which all gave one level say nothing."""
    import numpy as np

    draws = np.random.default_rng(SEED).integers(0, a.shape[1], (DRAWS, a.shape[1]))
    kappas = [value for value in _mean_kappa(a[:, draws], b[:, draws]).tolist() if not isnan(value)]
    if not kappas:
        return None
    low, high = np.percentile(kappas, [(100 - WITHIN) / 2, (100 + WITHIN) / 2]).tolist()
    return low, high


def _shared(one: Column, other: Column) -> int:
    return sum(isinstance(a, int) and isinstance(b, int) for a, b in zip(one, other, strict=True))


def _mean_kappa(a: Floats, b: Floats) -> Floats:
    """Mean over pairs (first axis) of the kappas over sessions (last axis), for each draw (middle axis).

    With quadratic weights the disagreement by chance is E[a^2] + E[b^2] - 2 E[a] E[b], so no table of levels is needed.
    """
    import numpy as np

    there = ~np.isnan(a)
    counts = there.sum(axis=-1)
    x, y = np.where(there, a, 0.0), np.where(there, b, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):

        def mean(values: Floats) -> Floats:
            summed: Floats = values.sum(axis=-1) / counts
            return summed

        chance = mean(x * x) + mean(y * y) - 2 * mean(x) * mean(y)
        kappas = 1 - mean((x - y) ** 2) / chance
    valid = np.isfinite(kappas)
    summed = np.where(valid, kappas, 0.0).sum(axis=0)
    number = valid.sum(axis=0)
    result: Floats = np.where(number > 0, summed / np.maximum(number, 1), np.nan)
    return result


def weighted_kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Cohen's kappa with quadratic weights (Cohen 1968) of two raters.

    Args:
        pairs: the levels both gave to the same thing.

    Returns:
        -1 to 1; None without pairs, or where both gave one and the same level throughout.
    """
    import numpy as np

    if not pairs:
        return None
    a, b = np.array(pairs, dtype=float).T
    (kappa,) = _mean_kappa(a[np.newaxis, np.newaxis, :], b[np.newaxis, np.newaxis, :]).tolist()
    return None if isnan(kappa) else kappa
