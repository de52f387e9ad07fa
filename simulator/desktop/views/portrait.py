"""Somebody seen in a small window of their own: a colleague on the line, the sender of a letter."""

from __future__ import annotations

from collections.abc import Iterator

import pygame

from simulator.desktop.figures import Expression, Figure, Look
from simulator.desktop.legible import legible
from simulator.desktop.lettering import draw_text
from simulator.desktop.painting import blit, draw_box, rounded, shade
from simulator.desktop.theme import Palette, Theme, kept_with_palette

_TALL = 1.34
_DOWN = 0.3
_SPARE = 2.0
"""A frame in which the face took more than this draws nothing ahead."""


class Portrait:
    """A person from the chest up.

    Args:
        look: how they look.
        name: written on the frame's lower edge.
        box: the frame.
        theme: sizes.
        seed: blinks and sway follow from it.
    """

    def __init__(self, look: Look, name: str, box: pygame.Rect, theme: Theme, seed: int) -> None:
        self.box = box
        self.name = legible(name)
        self._theme = theme
        tall = min(box.height * _TALL, box.width * 1.7)
        self._base_px = round(box.height / 2 + tall * (0.5 + _DOWN / _TALL - 0.125))
        self._figure = Figure(look, round(tall), seed=seed % 97)
        self._warming: Iterator[float] | None = self._figure.prewarm()

    def settle(self, expression: Expression) -> None:
        """Take an expression at once."""
        self._figure.settle(expression)
        self._warming = None

    def update(self, dt_ms: float, expression: Expression, loudness: float) -> None:
        """Let the face follow."""
        self._figure.update(dt_ms, expression, loudness)
        if self._warming is not None and self._figure.spent <= _SPARE and next(self._warming, None) is None:
            self._warming = None

    def draw(self, target: pygame.Surface, *, shift_px: int = 0) -> None:
        """Draw it, moved to the side while it comes in."""
        px, theme, box = self._theme.px, self._theme, self.box.move(shift_px, 0)
        blit(target, _backdrop(box.size, px(12)), box.topleft)
        clip = target.get_clip()
        target.set_clip(clip.clip(box.inflate(-px(6), -px(6))))
        self._figure.draw_behind(target, box.centerx, box.y + self._base_px)
        self._figure.draw_over(target, box.centerx, box.y + self._base_px)
        target.set_clip(clip)
        blit(target, rounded(box.size, px(12), (0, 0, 0, 0), shade(Palette.CREAM), px(3)), box.topleft)
        font = theme.fitting(self.name, 13, box.width - px(24), bold=True)
        wide = font.size(self.name)[0] + px(20)
        chip = pygame.Rect(box.centerx - wide // 2, box.bottom - px(13), wide, px(24))
        draw_box(target, chip, px(12), Palette.NIGHT)
        draw_text(target, self.name, font, Palette.CREAM, (chip.x + px(10), chip.centery - font.get_linesize() // 2))


@kept_with_palette
def _backdrop(size: tuple[int, int], radius: int) -> pygame.Surface:
    """Soft light from above, premultiplied."""
    strip = pygame.Surface((1, 32), pygame.SRCALPHA)
    for y in range(32):
        part = y / 31
        strip.set_at((0, y), (round(186 - 70 * part), round(200 - 72 * part), round(212 - 66 * part), 255))
    picture = pygame.transform.smoothscale(strip, size)
    mask = rounded(size, radius, (255, 255, 255, 255), None, 0)
    picture.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    return picture.premul_alpha()
