"""The speech bubble: laid out for the whole line, shown as far as it was said; loud lines look loud."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pygame

from simulator.desktop.legible import legible
from simulator.desktop.lettering import Block, block, draw_text
from simulator.desktop.painting import blit, draw_box
from simulator.desktop.theme import Palette, Theme, kept_with_palette

_SCALE = 2
MARGIN = 40
"""Design pixels around a bubble's body that its tail, edge and shadow take."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One line's bubble.

    Args:
        box: its body.
        block: the words in it.
        name: who speaks.
        loud: shouted.
        tip: where its tail points.
    """

    box: pygame.Rect
    block: Block
    name: str
    loud: bool
    tip: tuple[int, int]

    def draw(self, target: pygame.Surface, theme: Theme, revealed: int, broken_off: bool) -> None:
        """Draw it with the first `revealed` characters."""
        margin = theme.px(MARGIN)
        body = _body(
            self.box.size, (self.tip[0] - self.box.x, self.tip[1] - self.box.y), self.loud, margin, theme.px(18)
        )
        blit(target, body, (self.box.x - margin, self.box.y - margin))
        pad = theme.px(18)
        self.block.draw(target, Palette.INK, (self.box.x + pad, self.box.y + theme.px(13)), upto=revealed)
        if broken_off:
            self._draw_break(target, theme, revealed, pad)
        font = theme.font(13, bold=True)
        wide = font.size(self.name)[0] + theme.px(20)
        chip = pygame.Rect(self.box.x + theme.px(14), self.box.y - theme.px(13), wide, theme.px(24))
        draw_box(target, chip, theme.px(12), Palette.RED if self.loud else Palette.NIGHT)
        draw_text(
            target, self.name, font, Palette.CREAM, (chip.x + theme.px(10), chip.centery - font.get_linesize() // 2)
        )

    def _draw_break(self, target: pygame.Surface, theme: Theme, revealed: int, pad: int) -> None:
        """Mark where the sentence broke off."""
        for index, line in enumerate(self.block.lines):
            if line.start <= revealed <= line.end:
                x = self.box.x + pad + self.block.font.size(self.block.text[line.start : revealed])[0]
                y = self.box.y + theme.px(13) + index * self.block.line_px
                draw_text(target, "—", self.block.font, Palette.RED, (x, y))
                return


def lay_out(text: str, name: str, loud: bool, theme: Theme, room: pygame.Rect, tip: tuple[int, int]) -> Bubble:
    """Lay a line out in the room there is, as large as it can be read well.

    A line too long for it, as with large text, takes the whole width: words come before the face.
    """
    words = legible(text)
    pad, high_pad = theme.px(18), theme.px(26)
    for units in (20, 19, 18, 17, 16, 15, 14, 13, 12):
        font = theme.font(units + (1 if loud else 0), bold=loud)
        for share in (0.62, 0.74, 0.86, 1.0):
            wide = round(room.width * share) - 2 * pad
            found = block(words, font, wide, spacing=0.98)
            fits = found.height_px + high_pad <= room.height * (0.55 if share < 1 else 1)
            if fits and found.width_px <= wide:
                size = (found.width_px + 2 * pad, found.height_px + high_pad)
                return Bubble(pygame.Rect(room.topleft, size), found, legible(name), loud, tip)
    whole = pygame.Rect(theme.px(16), theme.px(24), room.right - theme.px(16), theme.size[1] - theme.px(60))
    for units in (16, 15, 14, 13, 12, 11, 10):
        found = block(words, theme.font(units, bold=loud), whole.width - 2 * pad, spacing=0.98)
        if found.height_px + high_pad <= whole.height * (0.6 if units > 12 else 1):
            break
    size = (whole.width, found.height_px + high_pad)
    return Bubble(pygame.Rect(whole.topleft, size), found, legible(name), loud, tip)


@kept_with_palette
def _body(size: tuple[int, int], tip: tuple[int, int], loud: bool, margin: int, radius: int) -> pygame.Surface:
    """The bubble's body with tail, edge and shadow, premultiplied; `margin` more on each side."""
    wide, high = (size[0] + 2 * margin) * _SCALE, (size[1] + 2 * margin) * _SCALE
    box = pygame.Rect(margin * _SCALE, margin * _SCALE, size[0] * _SCALE, size[1] * _SCALE)
    outline = _jagged(box, margin * _SCALE) if loud else _rounded_outline(box, radius * _SCALE)
    tail = _tail(box, (tip[0] * _SCALE + box.x, tip[1] * _SCALE + box.y), margin * _SCALE)
    edge_colour = Palette.RED if loud else Palette.PAPER_EDGE
    edge_px = (3 if loud else 1) * _SCALE
    picture = pygame.Surface((wide, high), pygame.SRCALPHA)
    for points in (outline, tail):
        pygame.draw.polygon(picture, edge_colour, points)
        pygame.draw.lines(picture, edge_colour, True, points, edge_px * 2)  # noqa: FBT003 - pygame takes it by place
    for points in (outline, tail):
        pygame.draw.polygon(picture, Palette.PAPER, points)
    body = pygame.transform.smoothscale(picture, (wide // _SCALE, high // _SCALE)).premul_alpha()
    body.blit(_shade(body.get_size(), (outline, tail), margin), (0, margin // 8), special_flags=pygame.BLEND_RGBA_MAX)
    return body


def _shade(size: tuple[int, int], shapes: tuple[list[tuple[float, float]], ...], margin: int) -> pygame.Surface:
    """The soft shadow of shapes, drawn small: blurring takes most of the time a bubble takes."""
    shrink = 6
    small = pygame.Surface((max(2, size[0] // shrink), max(2, size[1] // shrink)), pygame.SRCALPHA)
    for points in shapes:
        pygame.draw.polygon(small, (40, 24, 30, 120), [(x / _SCALE / shrink, y / _SCALE / shrink) for x, y in points])
    soft = pygame.transform.gaussian_blur(small.premul_alpha(), max(1, margin // 14))
    return pygame.transform.smoothscale(soft, size)


def _rounded_outline(box: pygame.Rect, radius: int) -> list[tuple[float, float]]:
    radius = min(radius, box.height // 2)
    points = []
    for cx, cy, begin in (
        (box.right - radius, box.top + radius, -90), (box.right - radius, box.bottom - radius, 0),
        (box.left + radius, box.bottom - radius, 90), (box.left + radius, box.top + radius, 180),
    ):  # fmt: skip
        for part in range(13):
            angle = math.radians(begin + part * 7.5)
            points.append((cx + radius * math.cos(angle), cy + radius * math.sin(angle)))
    return points


def _jagged(box: pygame.Rect, margin: int) -> list[tuple[float, float]]:
    """A burst around the box: the louder look."""
    count_x, count_y = max(5, box.width // round(margin * 1.25)), max(3, box.height // round(margin * 1.25))
    reach, points = margin * 0.36, []
    for index in range(count_x):
        x = box.left + box.width * index / count_x
        points += [(x, box.top), (x + box.width / count_x / 2, box.top - reach * (0.7 + 0.3 * (index % 2)))]
    for index in range(count_y):
        y = box.top + box.height * index / count_y
        points += [(box.right, y), (box.right + reach * (0.7 + 0.3 * (index % 2)), y + box.height / count_y / 2)]
    for index in range(count_x):
        x = box.right - box.width * index / count_x
        points += [(x, box.bottom), (x - box.width / count_x / 2, box.bottom + reach * (0.7 + 0.3 * (index % 2)))]
    for index in range(count_y):
        y = box.bottom - box.height * index / count_y
        points += [(box.left, y), (box.left - reach * (0.7 + 0.3 * (index % 2)), y - box.height / count_y / 2)]
    return points


def _tail(box: pygame.Rect, tip: tuple[float, float], margin: int) -> list[tuple[float, float]]:
    """A short tail from the edge nearest to the speaker, towards them."""
    middle_y = max(box.top + box.height * 0.3, min(box.bottom - margin, tip[1]))
    if tip[0] < box.left:
        root: tuple[float, float] = (box.left + 4, middle_y)
    elif tip[0] > box.right:
        root = (box.right - 4, middle_y)
    else:
        root = (max(box.left + margin * 1.5, min(box.right - margin * 1.5, tip[0])), box.bottom - 4)
        if tip[1] < box.top:
            root = (root[0], box.top + 4)
    dx, dy = tip[0] - root[0], tip[1] - root[1]
    length = math.hypot(dx, dy) or 1
    reach = min(length, margin * 0.95)
    point = (root[0] + dx / length * reach, root[1] + dy / length * reach)
    across = (-dy / length * margin * 0.3, dx / length * margin * 0.3)
    return [(root[0] + across[0], root[1] + across[1]), point, (root[0] - across[0], root[1] - across[1])]
