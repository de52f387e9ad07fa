"""Shapes that every screen is made of: cards with soft shadows, pills, bubbles, gauges, curves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import pygame

from simulator.desktop.theme import Colour, Palette, kept_with_palette

_OVERSAMPLE = 3
PREMULTIPLIED = pygame.BLEND_PREMULTIPLIED
Shade = tuple[int, int, int, int]


def blit(target: pygame.Surface, picture: pygame.Surface, at: tuple[int, int]) -> None:
    """Put a premultiplied picture onto a surface."""
    target.blit(picture, at, special_flags=PREMULTIPLIED)


@kept_with_palette
def rounded(size: tuple[int, int], radius: int, colour: Shade, border: Shade | None, border_px: int) -> pygame.Surface:
    """A rounded box with smooth edges, premultiplied."""
    wide, high = max(1, size[0]), max(1, size[1])
    radius = min(radius, wide // 2, high // 2)
    if border is None or border_px <= 0:
        return _filled((wide, high), pygame.Rect(0, 0, wide, high), radius, colour)
    inner = pygame.Rect(border_px, border_px, wide - 2 * border_px, high - 2 * border_px)
    picture = _filled((wide, high), pygame.Rect(0, 0, wide, high), radius, border)
    # What the fill covers is cut out of the edge first, so that a fill that lets light through stays clear.
    hole = _filled((wide, high), inner, max(0, radius - border_px), (255, 255, 255, 255))
    kept = pygame.Surface((wide, high), pygame.SRCALPHA)
    kept.fill((255, 255, 255, 255))
    kept.blit(hole, (0, 0), special_flags=pygame.BLEND_RGBA_SUB)
    picture.blit(kept, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    fill = _filled((wide, high), inner, max(0, radius - border_px), colour)
    picture.blit(fill, (0, 0), special_flags=pygame.BLEND_RGBA_ADD)
    return picture


def _filled(size: tuple[int, int], box: pygame.Rect, radius: int, colour: Shade) -> pygame.Surface:
    picture = pygame.Surface(size, pygame.SRCALPHA)
    _fill_rounded(picture, box, radius, colour)
    return picture.premul_alpha()


def _fill_rounded(target: pygame.Surface, box: pygame.Rect, radius: int, colour: Shade) -> None:
    """Fill a rounded box; only the corners are drawn large and scaled down."""
    if box.width <= 0 or box.height <= 0:
        return
    if radius <= 0:
        target.fill(colour, box)
        return
    corner = _corner(radius, colour)
    target.fill(colour, (box.x + radius, box.y, box.width - 2 * radius, box.height))
    target.fill(colour, (box.x, box.y + radius, box.width, box.height - 2 * radius))
    for flip_x, flip_y in ((False, False), (True, False), (False, True), (True, True)):
        piece = pygame.transform.flip(corner, flip_x, flip_y)
        x = box.right - radius if flip_x else box.x
        y = box.bottom - radius if flip_y else box.y
        target.fill((0, 0, 0, 0), (x, y, radius, radius))
        target.blit(piece, (x, y), special_flags=pygame.BLEND_RGBA_ADD)


@lru_cache(maxsize=128)
def _corner(radius: int, colour: Shade) -> pygame.Surface:
    large = pygame.Surface((radius * 4, radius * 4), pygame.SRCALPHA)
    large.fill((*colour[:3], 0))
    pygame.draw.circle(large, colour, (radius * 4, radius * 4), radius * 4)
    return pygame.transform.smoothscale(large, (radius, radius))


@kept_with_palette
def shadow(size: tuple[int, int], radius: int, blur: int, alpha: int) -> pygame.Surface:
    """A soft shadow of a rounded box, larger than it by `2 * blur` each way, premultiplied."""
    shrink = 4
    wide, high = size[0] + 4 * blur, size[1] + 4 * blur
    small = pygame.Surface((max(2, wide // shrink), max(2, high // shrink)), pygame.SRCALPHA)
    inner = pygame.Rect(2 * blur // shrink, 2 * blur // shrink, size[0] // shrink, size[1] // shrink)
    pygame.draw.rect(small, (30, 20, 30, alpha), inner, border_radius=max(1, radius // shrink))
    small = pygame.transform.gaussian_blur(small.premul_alpha(), max(1, blur // shrink))
    return pygame.transform.smoothscale(small, (wide, high))


def draw_box(
    target: pygame.Surface,
    box: pygame.Rect,
    radius: int,
    colour: Colour | Shade,
    *,
    border: Colour | None = None,
    border_px: int = 1,
) -> None:
    """Draw a rounded box. An opaque one is filled, with its corners put on: faster than a picture of it."""
    edge, fill = None if border is None else shade(border), shade(colour)
    edge_px = border_px if border else 0
    radius = max(min(radius, box.width // 2, box.height // 2), edge_px)
    if fill[3] < 255 or box.width <= 2 * radius or box.height <= 2 * radius:
        blit(target, rounded(box.size, radius, fill, edge, edge_px), box.topleft)
        return
    x, y, wide, high = box
    across, down = wide - 2 * radius, high - 2 * radius
    if edge is not None and edge_px:
        for part in (
            (x + radius, y, across, edge_px), (x + radius, y + high - edge_px, across, edge_px),
            (x, y + radius, edge_px, down), (x + wide - edge_px, y + radius, edge_px, down),
        ):  # fmt: skip
            target.fill(edge, part)
    if radius > edge_px:
        target.fill(fill, (x + radius, y + edge_px, across, radius - edge_px))
        target.fill(fill, (x + radius, y + high - radius, across, radius - edge_px))
    target.fill(fill, (x + edge_px, y + radius, wide - 2 * edge_px, down))
    if radius:
        corners = rounded((2 * radius, 2 * radius), radius, fill, edge, edge_px)
        for left, at_x in ((0, x), (radius, x + wide - radius)):
            for top, at_y in ((0, y), (radius, y + high - radius)):
                target.blit(corners, (at_x, at_y), (left, top, radius, radius), PREMULTIPLIED)


def blit_around(target: pygame.Surface, picture: pygame.Surface, at: tuple[int, int], hole: pygame.Rect) -> None:
    """Put a premultiplied picture onto a surface, but for a hole that is clear or will be covered.

    Args:
        target: the surface.
        picture: the picture.
        at: top left.
        hole: in the picture's own coordinates.
    """
    wide, high = picture.get_size()
    hole = hole.clip(picture.get_rect())
    if hole.width <= 0 or hole.height <= 0:
        blit(target, picture, at)
        return
    for part in (
        (0, 0, wide, hole.top), (0, hole.bottom, wide, high - hole.bottom),
        (0, hole.top, hole.left, hole.height), (hole.right, hole.top, wide - hole.right, hole.height),
    ):  # fmt: skip
        if part[2] > 0 and part[3] > 0:
            target.blit(picture, (at[0] + part[0], at[1] + part[1]), part, PREMULTIPLIED)


def draw_card(
    target: pygame.Surface,
    box: pygame.Rect,
    radius: int,
    *,
    colour: Colour | None = None,
    border: Colour | None = None,
    depth: int = 10,
) -> None:
    """Draw a card with a soft shadow under it."""
    soft = shadow(box.size, radius, depth, 70)
    covered = pygame.Rect(2 * depth, 2 * depth - depth // 2, *box.size).inflate(-2 * radius, -2 * radius)
    blit_around(target, soft, (box.x - 2 * depth, box.y - 2 * depth + depth // 2), covered)
    draw_box(target, box, radius, Palette.PAPER if colour is None else colour, border=border)


def shade(colour: Colour | Shade, alpha: int = 255) -> Shade:
    """A colour with an alpha."""
    return (colour[0], colour[1], colour[2], colour[3] if len(colour) == 4 else alpha)


@kept_with_palette
def page_ground(size: tuple[int, int]) -> pygame.Surface:
    """The warm ground of pages without a scene."""
    strip = pygame.Surface((1, 64))
    for y in range(64):
        share = y / 63
        first, last = Palette.PAGE_TOP, Palette.PAGE_BOTTOM
        strip.set_at((0, y), tuple(round(a + (b - a) * share) for a, b in zip(first, last, strict=True)))
    return pygame.transform.smoothscale(strip, size).convert()


def draw_ring(target: pygame.Surface, box: pygame.Rect, radius: int, width_px: int) -> None:
    """Draw the mark of keyboard focus around a box: a bright ring on a dark one, seen on any ground."""
    outer = box.inflate(width_px * 4, width_px * 4)
    inner = box.inflate(width_px * 2, width_px * 2)
    clear = (0, 0, 0, 0)
    for ring, round_px, colour in (
        (outer, radius + 2 * width_px, Palette.NIGHT), (inner, radius + width_px, Palette.FOCUS),
    ):  # fmt: skip
        picture = rounded(ring.size, round_px, clear, shade(colour), width_px)
        blit_around(target, picture, ring.topleft, pygame.Rect((0, 0), ring.size).inflate(-2 * round_px, -2 * round_px))


@kept_with_palette
def gauge_arc(size_px: int) -> pygame.Surface:
    """The half ring of a mood gauge in five colours, `size_px` wide, premultiplied."""
    big = size_px * _OVERSAMPLE
    picture = pygame.Surface((big, big // 2), pygame.SRCALPHA)
    middle, outer, inner = big / 2, big / 2 - 2, big * 0.34
    step, gap = 180 / len(Palette.GAUGE), 1.6
    for index, colour in enumerate(Palette.GAUGE):
        begin, end = 180 + index * step + gap, 180 + (index + 1) * step - gap
        angles = [math.radians(begin + (end - begin) * part / 16) for part in range(17)]
        points = [(middle + outer * math.cos(a), middle + outer * math.sin(a)) for a in angles]
        points += [(middle + inner * math.cos(a), middle + inner * math.sin(a)) for a in reversed(angles)]
        pygame.draw.polygon(picture, colour, points)
    return pygame.transform.smoothscale(picture, (size_px, size_px // 2)).premul_alpha()


def draw_gauge(target: pygame.Surface, at: tuple[int, int], size_px: int, share: float) -> None:
    """Draw a half-round gauge; share 0 is far left, 1 far right."""
    x, y = at
    blit(target, gauge_arc(size_px), (x, y))
    angle = math.pi * (1 + max(0.02, min(0.98, share)))
    middle = (x + size_px / 2, y + size_px / 2)
    tip = (middle[0] + size_px * 0.40 * math.cos(angle), middle[1] + size_px * 0.40 * math.sin(angle))
    across = (math.cos(angle + math.pi / 2) * size_px * 0.028, math.sin(angle + math.pi / 2) * size_px * 0.028)
    points = [tip, (middle[0] + across[0], middle[1] + across[1]), (middle[0] - across[0], middle[1] - across[1])]
    pygame.draw.polygon(target, Palette.CREAM, points)
    pygame.draw.aalines(target, Palette.CREAM, True, points)  # noqa: FBT003 - pygame takes it by place
    pygame.draw.aacircle(target, Palette.CREAM, middle, size_px * 0.06)
    pygame.draw.aacircle(target, Palette.NIGHT, middle, size_px * 0.03)


def smooth_curve(points: Sequence[tuple[float, float]], steps: int = 14) -> list[tuple[float, float]]:
    """A monotone curve through points with rising x, so that no bump is shown that was not measured.

    Fritsch-Carlson tangents on a cubic Hermite spline.
    """
    if len(points) < 3:
        return list(points)
    slopes = [(b[1] - a[1]) / ((b[0] - a[0]) or 1) for a, b in pairwise(points)]
    tangents = [slopes[0]]
    for left, right in pairwise(slopes):
        tangents.append(0.0 if left * right <= 0 else 2 * left * right / (left + right))
    tangents.append(slopes[-1])
    found: list[tuple[float, float]] = []
    for index in range(len(points) - 1):
        (x0, y0), (x1, y1) = points[index], points[index + 1]
        run = x1 - x0
        for part in range(steps):
            t = part / steps
            h00, h10 = (1 + 2 * t) * (1 - t) ** 2, t * (1 - t) ** 2
            h01, h11 = t * t * (3 - 2 * t), t * t * (t - 1)
            y = h00 * y0 + h10 * run * tangents[index] + h01 * y1 + h11 * run * tangents[index + 1]
            found.append((x0 + t * run, y))
    return [*found, points[-1]]


def draw_line(target: pygame.Surface, points: Sequence[tuple[float, float]], colour: Colour, width_px: int) -> None:
    """Draw a thick smooth line: drawn large, scaled down."""
    if len(points) < 2:
        return
    pad = width_px + 2
    left, top = min(x for x, _ in points) - pad, min(y for _, y in points) - pad
    left, top = int(left), int(top)
    wide = round(max(x for x, _ in points) + pad) - left + 1
    high = round(max(y for _, y in points) + pad) - top + 1
    big = pygame.Surface((wide * _OVERSAMPLE, high * _OVERSAMPLE), pygame.SRCALPHA)
    big.fill((*colour[:3], 0))
    path = [((x - left) * _OVERSAMPLE, (y - top) * _OVERSAMPLE) for x, y in points]
    _draw_thick(big, path, colour, width_px * _OVERSAMPLE)
    blit(target, pygame.transform.smoothscale(big, (wide, high)).premul_alpha(), (left, top))


def _draw_thick(target: pygame.Surface, points: Sequence[tuple[float, float]], colour: Colour, width_px: int) -> None:
    for a, b in pairwise(points):
        length = math.hypot(b[0] - a[0], b[1] - a[1]) or 1
        nx, ny = -(b[1] - a[1]) / length * width_px / 2, (b[0] - a[0]) / length * width_px / 2
        quad = [(a[0] + nx, a[1] + ny), (b[0] + nx, b[1] + ny), (b[0] - nx, b[1] - ny), (a[0] - nx, a[1] - ny)]
        pygame.draw.polygon(target, colour, quad)
        pygame.draw.circle(target, colour, b, width_px / 2)
    pygame.draw.circle(target, colour, points[0], width_px / 2)


def draw_score_ring(target: pygame.Surface, centre: tuple[int, int], radius: int, share: float, colour: Colour) -> None:
    """Draw a ring that is filled from the top, clockwise, to a share of 0..1."""
    big = (radius * 2 + 2) * _OVERSAMPLE
    picture = pygame.Surface((big, big), pygame.SRCALPHA)
    middle, outer, inner = big / 2, radius * _OVERSAMPLE, radius * _OVERSAMPLE * 0.8
    for begin, end, tone in ((0.0, 1.0, Palette.PAPER_EDGE), (0.0, max(0.0, min(1.0, share)), colour)):
        if end <= begin:
            continue
        count = max(2, round(90 * (end - begin)))
        angles = [math.tau * (begin + (end - begin) * part / count) - math.pi / 2 for part in range(count + 1)]
        points = [(middle + outer * math.cos(a), middle + outer * math.sin(a)) for a in angles]
        points += [(middle + inner * math.cos(a), middle + inner * math.sin(a)) for a in reversed(angles)]
        pygame.draw.polygon(picture, tone, points)
    small = pygame.transform.smoothscale(picture, (radius * 2 + 2, radius * 2 + 2)).premul_alpha()
    blit(target, small, (centre[0] - radius - 1, centre[1] - radius - 1))


def points_colour(points: int | None) -> Colour:
    """The colour that points are shown in; the figure always stands beside it."""
    if points is None:
        return Palette.INK_FAINT
    return Palette.GREEN if points >= 70 else Palette.AMBER if points >= 45 else Palette.RED


@kept_with_palette
def fade(wide: int, high: int) -> pygame.Surface:
    """A shade that grows towards the bottom, premultiplied."""
    strip = pygame.Surface((1, 16), pygame.SRCALPHA)
    for y in range(16):
        strip.set_at((0, y), (0, 0, 0, round(120 * min(1.0, y / 5))))
    return pygame.transform.smoothscale(strip, (wide, high))
