"""What is usual in a group of sessions, from how often each number of points came up: each beside all the others.

The same figures as `waiting.queue` gives from lists of points, without the lists: a scene may have been played a
hundred thousand times.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from .waiting import FAR, NARROWEST, NORMAL


@dataclass(frozen=True, slots=True)
class Beside:
    """One number of points beside the other sessions of its group.

    Args:
        middle: the median of the others, rounded; None where there are none.
        count: how many others there are.
        far: whether it lies far from them; None where there are too few others to say.
    """

    middle: int | None
    count: int
    far: bool | None


class _Counted:
    """Values and how often each came up, in their order, any one of them left out."""

    def __init__(self, counts: Iterable[tuple[float, int]]) -> None:
        ordered = sorted(counts)
        self._values = [value for value, _ in ordered]
        self._below = [0, *accumulate(count for _, count in ordered)]
        self.total = self._below[-1]

    def median_without(self, left_out: float) -> float:
        """The median of all but one value that is among them."""
        others = self.total - 1
        first = self._at((others - 1) // 2, left_out)
        return first if others % 2 else (first + self._at(others // 2, left_out)) / 2

    def _at(self, place: int, left_out: float) -> float:
        # Behind the one that is left out everything has moved up by one.
        value = self._values[bisect_right(self._below, place) - 1]
        return value if value < left_out else self._values[bisect_right(self._below, place + 1) - 1]


def beside_others(counts: Mapping[int, int], least: int) -> dict[int, Beside]:
    """Each number of points beside the others of its group, as the queue has it.

    Args:
        counts: how often each came up.
        least: others that are needed to say whether one is far off.
    """
    group = _Counted(counts.items())
    spreads: dict[float, _Counted] = {}
    found = {}
    others = group.total - 1
    for points in counts:
        if not others:
            found[points] = Beside(None, 0, None)
            continue
        middle = group.median_without(points)
        if others < least:
            found[points] = Beside(round(middle), others, None)
            continue
        if middle not in spreads:
            away: dict[float, int] = {}
            for worth, count in counts.items():
                away[abs(worth - middle)] = away.get(abs(worth - middle), 0) + count
            spreads[middle] = _Counted(away.items())
        spread = spreads[middle].median_without(abs(points - middle))
        distance = NORMAL * (points - middle) / max(spread, NARROWEST)
        found[points] = Beside(round(middle), others, abs(distance) > FAR)
    return found
