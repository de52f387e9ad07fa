"""What of a picture looks different from the one before, so that only that is drawn again."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple

import pygame

_WORTH_ONE_PX = 6_000
"""Two parts are drawn as one where that takes no more than so many pixels: each costs a walk over all there is."""


class Piece(NamedTuple):
    """One picture as it was put onto a surface.

    Args:
        picture: never painted on again.
        at: top left.
        flags: how it was blended.
        clip: what of the surface it could reach.
    """

    picture: pygame.Surface
    at: tuple[int, int]
    flags: int
    clip: tuple[int, int, int, int]

    @property
    def box(self) -> pygame.Rect:
        """What it covers."""
        return pygame.Rect(self.at, self.picture.get_size()).clip(self.clip)


class Recorder(pygame.Surface):
    """A surface on which nothing is drawn: it notes what would be.

    Args:
        size: in pixels.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__((1, 1))
        self._whole = pygame.Rect((0, 0), size)
        self._reach = self._whole
        self.pieces: list[Piece] = []

    def get_width(self) -> int:
        """Its width in pixels."""
        return self._whole.width

    def get_height(self) -> int:
        """Its height in pixels."""
        return self._whole.height

    def get_size(self) -> tuple[int, int]:
        """Its width and height in pixels."""
        return self._whole.size

    def get_clip(self) -> pygame.Rect:
        """What can be drawn on."""
        return self._reach.copy()

    def set_clip(self, rect: Any) -> None:
        """Let only a part be drawn on; None gives all of it."""
        self._reach = self._whole if rect is None else pygame.Rect(rect).clip(self._whole)

    def blit(self, source: pygame.Surface, dest: Any = (0, 0), area: Any = None, special_flags: int = 0) -> pygame.Rect:
        """Note a picture.

        Raises:
            ValueError: only a part of it is asked for, which nobody who draws people and places does.
        """
        if area is not None:
            raise ValueError("a recorder takes whole pictures")
        reach = self._reach
        piece = Piece(
            source, (int(dest[0]), int(dest[1])), special_flags, (reach.x, reach.y, reach.width, reach.height)
        )
        if piece.box:
            self.pieces.append(piece)
        return piece.box


def replay(pieces: Iterable[Piece], target: pygame.Surface) -> None:
    """Put recorded pictures onto a surface, as far as its clip lets them."""
    reach = target.get_clip()
    held = tuple(reach)
    for picture, at, flags, clip in pieces:
        if clip != held:
            held = clip
            target.set_clip(reach.clip(clip))
        target.blit(picture, at, special_flags=flags)
    target.set_clip(reach)


def differing(before: list[Piece], after: list[Piece]) -> list[pygame.Rect] | None:
    """Where two recordings look different; None where the same pictures lie in another order."""
    if before == after:
        return []
    gone, come = set(before), set(after)
    if [piece for piece in before if piece in come] != [piece for piece in after if piece in gone]:
        return None
    return [piece.box for piece in gone ^ come]


def parted(parts: Iterable[pygame.Rect]) -> list[pygame.Rect]:
    """Boxes that cover these and do not overlap."""
    found: list[pygame.Rect] = []
    for part in parts:
        box = part
        again = bool(box)
        while again:
            again = False
            for other in found:
                both = box.union(other)
                spare = both.width * both.height - box.width * box.height - other.width * other.height
                if box.colliderect(other) or spare < _WORTH_ONE_PX:
                    found.remove(other)
                    box, again = both, True
                    break
        if box:
            found.append(box)
    return found


class Looks:
    """Remembers how things looked when they were drawn last.

    `see` each of them every frame, then `take` the boxes of those that have changed, come or gone.
    """

    def __init__(self) -> None:
        self._before: dict[Hashable, tuple[object, pygame.Rect]] = {}
        self._now: dict[Hashable, tuple[object, pygame.Rect]] = {}

    def see(self, key: Hashable, look: object, box: pygame.Rect) -> None:
        """Say how something looks now and what it covers; a look of None is never the same."""
        self._now[key] = (look, box.copy())

    def take(self) -> list[pygame.Rect]:
        """Where anything looks different from the last time."""
        changed = []
        for key, (look, box) in self._now.items():
            before = self._before.get(key)
            if before is None or look is None or before != (look, box):
                changed += [box] if before is None else [box, before[1]]
        changed += [box for key, (_, box) in self._before.items() if key not in self._now]
        self._before, self._now = self._now, {}
        return changed

    def forget(self) -> None:
        """Everything is to be drawn again."""
        self._before, self._now = {}, {}
