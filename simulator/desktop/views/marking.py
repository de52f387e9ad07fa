"""Words of a response with what they counted as marked under the letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import pygame

from simulator.desktop.lettering import Block
from simulator.desktop.painting import draw_box
from simulator.desktop.theme import Palette
from simulator.review import Bearing, bearing

_ORDER: tuple[Bearing, ...] = ("good", "mixed", "bad")
"""The later ones are drawn over the earlier ones."""
_GROUNDS: Mapping[Bearing, str] = {"good": "GREEN_PALE", "mixed": "AMBER_PALE", "bad": "RED_PALE"}
INKS: Mapping[Bearing, str] = {"good": "GREEN_DARK", "mixed": "AMBER_DARK", "bad": "RED_DARK"}
"""Names in the palette, which changes with the settings."""


class Marked(Protocol):
    """Words of a response that counted as an act."""

    @property
    def act(self) -> str:
        """The act."""

    @property
    def start(self) -> int:
        """Its first character."""

    @property
    def end(self) -> int:
        """The character behind its last one."""

    @property
    def cost(self) -> str:
        """Why it took points away though it is no fault; else empty."""


def draw_marks(target: pygame.Surface, made: Block, marks: Iterable[Marked], at: tuple[int, int], radius: int) -> None:
    """Draw the marks of a wrapped response; its letters go on top. See `draw_mark`.

    Args:
        target: where.
        made: the response, wrapped character for character.
        marks: what counted.
        at: top left of the response.
        radius: of the corners, in pixels.
    """
    for mark in sorted(marks, key=lambda mark: _ORDER.index(bearing(mark.act, mark.cost))):
        for index, line in enumerate(made.lines):
            begin, end = max(mark.start, line.start), min(mark.end, line.end)
            words = made.text[begin:end].rstrip() if begin < end else ""
            if words:
                left = at[0] + made.font.size(made.text[line.start : begin])[0] - 1
                wide = made.font.size(words)[0] + 2
                box = pygame.Rect(left, at[1] + index * made.line_px, wide, made.line_px - 1)
                draw_mark(target, box, radius, bearing(mark.act, mark.cost))


def draw_mark(target: pygame.Surface, box: pygame.Rect, radius: int, bears: Bearing) -> None:
    """Draw one mark: what helped has a whole line under it, what hurt a broken one, so that nobody needs the colours.

    What is good and cost points here has no line: the words below say why.

    Args:
        target: where.
        box: the words.
        radius: of the corners, in pixels.
        bears: how it bears on the trainee.
    """
    fault = bears == "bad"
    draw_box(target, box, radius, getattr(Palette, _GROUNDS[bears]))
    if bears == "mixed":
        return
    edge, thick_px = Palette.RED if fault else Palette.GREEN, max(1, radius // 2)
    step = max(3, box.height // 3) if fault else box.width
    for left in range(box.x, box.right, max(1, step)):
        wide = min(step * 2 // 3 if fault else step, box.right - left)
        target.fill(edge, (left, box.bottom - thick_px, wide, thick_px))


def draw_unheard(target: pygame.Surface, made: Block, heard_to: int, at: tuple[int, int]) -> None:
    """Strike out what the customer no longer listened to.

    Args:
        target: where.
        made: the response, wrapped character for character.
        heard_to: characters that reached the customer.
        at: top left of the response.
    """
    for index, line in enumerate(made.lines):
        begin = max(heard_to, line.start)
        words = made.text[begin : line.end].rstrip() if begin < line.end else ""
        if words:
            left = made.font.size(made.text[line.start : begin])[0]
            y = at[1] + index * made.line_px + made.line_px // 2
            target.fill(Palette.INK_FAINT, (at[0] + left, y, made.font.size(words)[0], 1))
