"""Finished pictures kept for a while, and what may be drawn anew in one frame."""

from __future__ import annotations

from simulator.desktop.figures.canvas import Sprite
from simulator.desktop.keeping import Store, bytes_of


def sprites(most_bytes: int) -> Store[Sprite]:
    """Return a store of finished pictures.

    Args:
        most_bytes: how much room they may take together.
    """
    return Store(most_bytes, lambda sprite: bytes_of(sprite.surface))


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
