"""What is kept for a while because it would be drawn again: as much as a budget of bytes allows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import pygame

Kept = TypeVar("Kept")


class Store(Generic[Kept]):
    """Keeps what was asked for last. What was not asked for the longest goes first.

    Args:
        most_bytes: how much room all of it may take together; the last one is kept whatever its size.
        size_of: bytes one of them takes.
    """

    def __init__(self, most_bytes: int, size_of: Callable[[Kept], int]) -> None:
        self._most_bytes = most_bytes
        self._size_of = size_of
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self.bytes = 0
        """How much room they take."""

    def __len__(self) -> int:
        """How many are kept now."""
        return len(self._kept)

    def __contains__(self, key: Hashable) -> bool:
        """Whether something is kept."""
        return key in self._kept

    def find(self, key: Hashable) -> Kept | None:
        """Return what is kept, and keep it longer for having been asked for."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: Hashable, value: Kept) -> Kept:
        """Keep something; it is returned."""
        gone = self._kept.pop(key, None)
        if gone is not None:
            self.bytes -= self._size_of(gone)
        self._kept[key] = value
        self.bytes += self._size_of(value)
        self._make_room()
        return value

    def limit(self, most_bytes: int) -> None:
        """Keep no more than this from now on."""
        self._most_bytes = most_bytes
        self._make_room()

    def clear(self) -> None:
        """Drop everything."""
        self._kept.clear()
        self.bytes = 0

    def _make_room(self) -> None:
        while len(self._kept) > 1 and self.bytes > self._most_bytes:
            _, gone = self._kept.popitem(last=False)
            self.bytes -= self._size_of(gone)


def bytes_of(picture: pygame.Surface) -> int:
    """How much room a picture takes: its pixels, and what is spent on having one at all."""
    return picture.get_pitch() * picture.get_height() + 300


_PICTURES_PER_PIXEL, _WRITING_PER_PIXEL = 16, 5
_LARGEST_WINDOW = 1920 * 1080
PICTURES: Store[pygame.Surface] = Store(_LARGEST_WINDOW * _PICTURES_PER_PIXEL, bytes_of)
"""Cards, shadows, grounds: what one view shows is four times the window at most."""
WRITING: Store[pygame.Surface] = Store(_LARGEST_WINDOW * _WRITING_PER_PIXEL, bytes_of)
"""Lines of text."""


def fit_window(size: tuple[int, int]) -> None:
    """Let pictures and writing take as much room as a window of this size needs.

    Args:
        size: width and height in pixels.
    """
    pixels = size[0] * size[1]
    PICTURES.limit(pixels * _PICTURES_PER_PIXEL)
    WRITING.limit(pixels * _WRITING_PER_PIXEL)
