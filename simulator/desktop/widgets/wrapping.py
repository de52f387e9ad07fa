"""Wrapped text that is edited: only the lines around a change are wrapped anew, so that long letters take typing."""

from __future__ import annotations

from bisect import bisect_right

import pygame

from simulator.desktop.lettering import TextLine, wrap
from simulator.texts import visible_char

_CHUNK = 1200
"""Characters wrapped at a time while looking for a line that begins where one began before."""


def as_drawn(text: str) -> str:
    """A text character for character as our fonts can draw it."""
    return text.translate({ord(char): visible_char(char) for char in set(text)})


class Wrapping:
    """The lines of one text at one width.

    Args:
        font: what it is drawn with.
        width_px: the room.
    """

    def __init__(self, font: pygame.font.Font, width_px: int) -> None:
        self._font = font
        self._width_px = width_px
        self.text = ""
        self.lines = wrap("", font, width_px)
        self._starts = [line.start for line in self.lines]

    def put(self, text: str) -> None:
        """Wrap a text; what it has in common with the one before is not wrapped again."""
        old = self.text
        if text == old:
            return
        same = _common(old, text)
        kept = max(0, bisect_right(self._starts, same) - 2)  # the line before a change may take a word back
        begin = self._starts[kept]
        after = _common(old[same:][::-1], text[same:][::-1])
        self.text = text
        self.lines = [*self.lines[:kept], *self._rest(begin, len(text) - after, len(text) - len(old))]
        self._starts = [line.start for line in self.lines]

    def _rest(self, begin: int, changed_to: int, shift: int) -> list[TextLine]:
        """The lines from `begin` on; once one begins where one began before, the others are as they were."""
        text, found = self.text, list[TextLine]()
        old = {line.start + shift: place for place, line in enumerate(self.lines)}
        while True:
            end = min(len(text), begin + _CHUNK)
            fresh = wrap(text[begin:end], self._font, self._width_px)
            whole = end == len(text)
            for line in fresh if whole else fresh[:-1]:  # the last line of a part may go on
                start = begin + line.start
                if start > changed_to and start in old:
                    return found + [TextLine(past.start + shift, past.end + shift) for past in self.lines[old[start] :]]
                found.append(TextLine(start, begin + line.end))
            if whole:
                return found
            begin += fresh[-1].start

    def line_of(self, place: int) -> int:
        """Number of the line a character stands on."""
        return max(0, bisect_right(self._starts, place) - 1)


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
