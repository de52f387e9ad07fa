"""Shelves full of goods, cups or books. Units: 720 lines a screen."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.desktop.figures.canvas import Canvas, Colour, Linear, mix
from simulator.desktop.figures.geometry import Outline, ellipse, rounded_box, shifted, spline
from simulator.desktop.figures.props import INK, PAPER, box

_TONES: tuple[Colour, ...] = (
    (62, 116, 120),
    (214, 158, 72),
    (176, 84, 66),
    (232, 220, 198),
    (74, 86, 126),
    (124, 152, 118),
    (150, 92, 108),
    (236, 190, 150),
)
_STOCK: dict[str, tuple[str, ...]] = {
    "goods": ("box", "kettle", "bottle", "box", "pot", "books", "jar", "box", "bottle", "kettle"),
    "cafe": ("jar", "bag", "cups", "bottle", "jar", "cups", "bag", "pot"),
    "books": ("books", "box", "books", "books", "pot", "books", "bottle"),
}


def shelf_row(
    canvas: Canvas, x: float, y: float, wide: float, high: float, seed: int, wood: Colour, stock: str = "goods"
) -> None:
    """Draw a shelf board at y with things standing on it, `high` at most; stock is "goods", "cafe" or "books"."""
    at, i = x + 14.0, seed
    kinds = _STOCK[stock]
    while at < x + wide - 46:
        tone = _TONES[(i * 5 + seed) % len(_TONES)]
        tall = high * (0.55 + 0.09 * ((i * 11 + seed) % 5))
        at += _shelved(canvas, kinds[(i * 3 + seed) % len(kinds)], at, y, tall, tone, i) + 15.0
        i += 1
    canvas.fill(box(x, y, x + wide, y + 12), Linear((0, y), (0, y + 12), mix(wood, PAPER, 0.22), mix(wood, INK, 0.2)))
    canvas.soft(box(x + 8, y + 12, x + wide - 8, y + 26), (50, 30, 26), 120, 6)


def _shelved(canvas: Canvas, kind: str, x: float, y: float, tall: float, tone: Colour, i: int) -> float:
    """Draw one thing standing at x on a shelf; return its width."""
    if kind == "books":
        return _books(canvas, x, y, tall, i)
    if kind in ("box", "bag"):
        return _packed(canvas, kind, x, y, tall, tone, i)
    if kind == "cups":
        return _cups(canvas, x, y, tone)
    return _vessel(canvas, kind, x, y, tall, tone)


def _books(canvas: Canvas, x: float, y: float, tall: float, i: int) -> float:
    broad = 0.0
    for step in range(3 + i % 3):
        shade = _TONES[(i + step * 3) % len(_TONES)]
        top = tall * (0.84 + 0.08 * ((step + i) % 3))
        canvas.fill(box(x + broad, y - top, x + broad + 15, y), mix(shade, INK, 0.12))
        canvas.fill(box(x + broad + 3, y - top * 0.86, x + broad + 12, y - top * 0.78), mix(shade, PAPER, 0.7))
        broad += 16.5
    return broad


def _packed(canvas: Canvas, kind: str, x: float, y: float, tall: float, tone: Colour, i: int) -> float:
    lit, dim = _sides(tone)
    broad = 46.0 + 8 * (i % 4) if kind == "box" else 40.0
    top = tall * (0.8 if kind == "box" else 0.9)
    canvas.fill(rounded_box(x, y - top, x + broad, y, 3), Linear((x, 0), (x + broad, 0), lit, dim))
    if kind == "bag":
        canvas.fill(box(x, y - top, x + broad, y - top + 12), dim)
    canvas.fill(rounded_box(x + 8, y - top * 0.66, x + broad - 8, y - top * 0.3, 3), mix(tone, PAPER, 0.74))
    return broad


def _cups(canvas: Canvas, x: float, y: float, tone: Colour) -> float:
    for step in range(3):
        cx = x + 14 + step * 31
        canvas.fill(
            spline([(cx - 13, y - 24), (cx + 13, y - 24), (cx + 9, y - 2), (cx - 9, y - 2)], closed=True, steps=3),
            mix(PAPER, tone, 0.12 * step),
        )
    return 92.0


def _vessel(canvas: Canvas, kind: str, x: float, y: float, tall: float, tone: Colour) -> float:
    lit, dim = _sides(tone)
    middle = x + 21.0
    if kind == "kettle":
        canvas.stroke(
            [(middle + 12, y - tall * 0.58), (middle + 34, y - tall * 0.5), (middle + 20, y - tall * 0.14)],
            [4.0, 4.0],
            dim,
        )
        canvas.fill(ellipse(middle, y - tall * 0.74, 4, 4), dim)
    shape: Outline = [(across, -tall * share) for across, share in _right_and_left(_PROFILES[kind])]
    canvas.fill(spline(shifted(shape, middle, y), steps=4), Linear((x, 0), (x + 42, 0), lit, dim))
    if kind in ("bottle", "jar"):
        half = 13.0 if kind == "bottle" else 18.0
        canvas.fill(box(middle - half, y - tall * 0.46, middle + half, y - tall * 0.2), PAPER, 225)
    return 42.0 if kind != "kettle" else 54.0


_PROFILES: dict[str, tuple[tuple[float, float], ...]] = {
    "bottle": ((13, 0), (13, 0.6), (5, 0.78), (5, 1)),
    "jar": ((18, 0), (19, 0.55), (14, 0.66), (14, 0.78)),
    "pot": ((14, 0), (22, 0.3), (18, 0.52), (10, 0.62)),
    "kettle": ((20, 0), (22, 0.3), (14, 0.6), (6, 0.7)),
}
"""Half of a vessel's outline from its foot up: how far from its middle, and at which share of its height."""


def _right_and_left(profile: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """The whole outline: up on the left, down on the right."""
    half = list(profile)
    return [(-across, share) for across, share in half] + half[::-1]


def _sides(tone: Colour) -> tuple[Colour, Colour]:
    """The lit and the dim side of a thing."""
    return mix(tone, PAPER, 0.22), mix(tone, INK, 0.22)
