"""How sure a figure over a few people or sessions is. Pure arithmetic, the same every time: no draws.

Means get a 95 % interval by Student's t, shares one by Wilson; fewer than `FEW` are too few to say. What two sessions
of one person differ by anyhow is taken from sessions that followed each other (von Neumann's successive differences),
so that steady learning hardly swells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean, stdev

FEW = 5
"""Below so many, nothing is said about a mean or a share."""
FEW_PAIRS = 20
"""Below so many pairs of sessions nobody knows what two sessions differ by anyhow."""
_Z = 1.959964
_T = {
    1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228,
    12: 2.179, 15: 2.131, 20: 2.086, 25: 2.060, 30: 2.042, 40: 2.021, 60: 2.000, 120: 1.980,
}  # fmt: skip
"""97.5 % quantiles of Student's t by degrees of freedom; between them the wider one is taken."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean or a share and how sure it is.

    Args:
        n: of how many.
        value: the mean, or the share in percent; None where there is none.
        low: lower end of the 95 % interval; None where there are too few to say.
        high: its upper end.
    """

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def sure(self) -> bool:
        """Whether there are enough to say something."""
        return self.low is not None

    @property
    def direction(self) -> str:
        """Of a mean change: `up`, `down`, `open` where the interval holds zero, `too_few` where there are too few."""
        if self.low is None or self.high is None:
            return "too_few"
        return "up" if self.low > 0 else "down" if self.high < 0 else "open"


def mean_of(values: Sequence[float], *, least: float | None = None, most: float | None = None) -> Estimate:
    """The mean of measured values.

    Args:
        values: one a person, or one a session.
        least: what a mean cannot be below; its interval is cut there.
        most: what it cannot be above.
    """
    n = len(values)
    if not n:
        return Estimate(0)
    mean = fmean(values)
    if n < FEW:
        return Estimate(n, mean)
    half = _t(n - 1) * stdev(values) / sqrt(n)
    low, high = mean - half, mean + half
    return Estimate(n, mean, low if least is None else max(least, low), high if most is None else min(most, high))


def mean_of_sums(
    n: int, total: float, squares: float, *, least: float | None = None, most: float | None = None
) -> Estimate:
    """The mean of values of which only the sums are known; the same as `mean_of` of them.

    Args:
        n: how many values.
        total: their sum.
        squares: the sum of their squares.
        least: what a mean cannot be below; its interval is cut there.
        most: what it cannot be above.
    """
    if not n:
        return Estimate(0)
    mean = total / n
    if n < FEW:
        return Estimate(n, mean)
    # Of whole numbers this difference is exact before it is divided: nothing is lost between two large sums.
    spread = sqrt(max(0, n * squares - total * total) / (n * (n - 1)))
    half = _t(n - 1) * spread / sqrt(n)
    low, high = mean - half, mean + half
    return Estimate(n, mean, low if least is None else max(least, low), high if most is None else min(most, high))


def share_of(hits: int, n: int) -> Estimate:
    """A share in percent, with Wilson's interval, which stays honest near 0 and 100."""
    if not n:
        return Estimate(0)
    share = hits / n
    if n < FEW:
        return Estimate(n, 100 * share)
    squared = _Z * _Z
    centre = (share + squared / (2 * n)) / (1 + squared / n)
    half = _Z * sqrt(share * (1 - share) / n + squared / (4 * n * n)) / (1 + squared / n)
    return Estimate(n, 100 * share, 100 * max(0.0, centre - half), 100 * min(1.0, centre + half))


def chance_difference(series: Iterable[Sequence[float]]) -> float | None:
    """How far two sessions of the same person may lie apart without anything having changed (95 %).

    Args:
        series: for each person their points in order.

    Returns:
        Points; None where there are fewer than `FEW_PAIRS` pairs of sessions that followed each other.
    """
    squares = [(after - before) ** 2 for points in series for before, after in pairwise(points)]
    return _Z * sqrt(fmean(squares)) if len(squares) >= FEW_PAIRS else None


def chance_of_sums(squares: float, pairs: int) -> float | None:
    """The same as `chance_difference`, of the sum of squared differences and how many there are."""
    return _Z * sqrt(squares / pairs) if pairs >= FEW_PAIRS else None


def _t(freedom: int) -> float:
    return next((_T[known] for known in sorted(_T, reverse=True) if known <= freedom), _T[1])
