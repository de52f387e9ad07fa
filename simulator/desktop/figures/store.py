"""Finished pictures kept for a while, and what may be drawn anew in one frame."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from simulator.desktop.figures.canvas import Sprite


class Store:
    """Keeps the pictures asked for last.

    Args:
        most: how many are kept.
        most_bytes: how much room they may take together.
    """

    def __init__(self, most: int, most_bytes: int = 12_000_000) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Hashable, Sprite] = OrderedDict()

    def __len__(self) -> int:
        """How many are kept now."""
        return len(self._kept)

    def __contains__(self, key: Hashable) -> bool:
        """Whether a picture is kept."""
        return key in self._kept

    def find(self, key: Hashable) -> Sprite | None:
        """Return a picture, and keep it longer for having been asked for."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: Hashable, picture: Sprite) -> Sprite:
        """Keep a picture; those not asked for the longest go."""
        self._kept[key] = picture
        self._bytes += _size(picture)
        while len(self._kept) > 1 and (len(self._kept) > self._most or self._bytes > self._most_bytes):
            _, gone = self._kept.popitem(last=False)
            self._bytes -= _size(gone)
        return picture


def _size(picture: Sprite) -> int:
    return picture.surface.get_width() * picture.surface.get_height() * 4


class Allowance:
    """How much may be drawn anew in one frame, in milliseconds as measured once at 720 lines on a slow machine.

    The measure is fixed, not taken by the clock: the same inputs must draw the same frames everywhere.
    """

    COSTS = {"brows": 1.0, "mouth": 1.8, "eyes": 3.7, "flush": 1.9, "sleeve": 1.8, "hand": 2.4}  # noqa: RUF012

    def __init__(self, per_frame: float = 3.8) -> None:
        self.per_frame = per_frame
        self.spent = 0.0
        self._unbounded = self._nothing = False

    def begin(self, *, unbounded: bool = False, nothing: bool = False) -> None:
        """Begin a frame; an unbounded one draws whatever is asked for (portraits, pictures), another nothing anew."""
        self.spent = 0.0
        self._unbounded, self._nothing = unbounded, nothing and not unbounded

    def take(self, *kinds: str) -> bool:
        """Say whether these may be drawn now, and count them; the first thing of a frame always may."""
        cost = sum(self.COSTS[kind] for kind in kinds)
        if self._nothing:
            return False
        if not self._unbounded and self.spent and self.spent + cost > self.per_frame:
            return False
        self.spent += cost
        return True
