"""Words of a response with what they counted as marked under the letters."""

from __future__ import annotations

from collections.abc import Iterable

import pygame

from simulator.desktop.lettering import Block
from simulator.desktop.painting import draw_box
from simulator.desktop.theme import Palette
from simulator.review import is_fault
from simulator.training import Mark


def draw_marks(target: pygame.Surface, made: Block, marks: Iterable[Mark], at: tuple[int, int], radius: int) -> None:
    """Draw the marks of a wrapped response; its letters go on top.

    What helped has a line under it, what hurt two, so that nobody needs the colours.

    Args:
        target: where.
        made: the response, wrapped character for character.
        marks: what counted.
        at: top left of the response.
        radius: of the corners, in pixels.
    """
    for mark in sorted(marks, key=lambda mark: is_fault(mark.act)):
        fault = is_fault(mark.act)
        ground, edge = (Palette.RED_PALE, Palette.RED) if fault else (Palette.GREEN_PALE, Palette.GREEN)
        thick = max(1, radius // 2)
        for index, line in enumerate(made.lines):
            begin, end = max(mark.start, line.start), min(mark.end, line.end)
            words = made.text[begin:end].rstrip() if begin < end else ""
            if not words:
                continue
            left = made.font.size(made.text[line.start : begin])[0]
            box = pygame.Rect(
                at[0] + left - 1, at[1] + index * made.line_px, made.font.size(words)[0] + 2, made.line_px - 1
            )
            draw_box(target, box, radius, ground)
            for row in range(2 if fault else 1):
                target.fill(edge, (box.x, box.bottom - thick - 2 * row * thick, box.width, thick))


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
