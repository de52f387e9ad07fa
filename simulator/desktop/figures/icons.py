"""Small vector icons: fonts here have no arrows, stars or check marks. Each is drawn in a 24 x 24 box."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import pygame

from simulator.desktop.figures.canvas import Canvas, Colour
from simulator.desktop.figures.geometry import (
    Outline,
    Point,
    arc,
    ellipse,
    ribbon,
    rotated,
    rounded_box,
    scaled,
    shifted,
    spline,
)


class _Pen:
    """Draws with one colour and one line width; `cut` takes paint away."""

    def __init__(self, canvas: Canvas, colour: Colour) -> None:
        self._canvas, self._colour = canvas, colour

    def line(self, *points: Point, wide: float = 2.0, closed: bool = False) -> None:
        """Draw straight pieces with round joints."""
        path = [*points, points[0]] if closed else list(points)
        for start, end in pairwise(path):
            self._canvas.fill(ribbon([start, end], [wide, wide]), self._colour)

    def curve(self, *points: Point, wide: float = 2.0) -> None:
        """Draw a smooth line."""
        self._canvas.fill(ribbon(list(points), [wide, wide]), self._colour)
        self._canvas.fill(ellipse(*points[0], wide / 2, wide / 2), self._colour)
        self._canvas.fill(ellipse(*points[-1], wide / 2, wide / 2), self._colour)

    def ring(self, outline: Outline, wide: float = 2.0) -> None:
        """Draw a closed contour."""
        self.line(*outline, wide=wide, closed=True)

    def fill(self, outline: Outline) -> None:
        """Fill an outline."""
        self._canvas.fill(outline, self._colour)

    def cut(self, outline: Outline) -> None:
        """Make an outline transparent again."""
        self._canvas.erase(outline)


def _send(pen: _Pen) -> None:
    pen.fill([(2.5, 3.5), (22, 12), (2.5, 20.5), (5.6, 12)])
    pen.cut([(5.2, 11.2), (13, 12), (5.2, 12.8)])


def _speak_over(pen: _Pen) -> None:
    pen.fill(rounded_box(1.5, 3, 15, 13, 3))
    pen.fill([(4, 12), (8.5, 12), (4, 16.5)])
    pen.cut(rounded_box(7.2, 7.2, 23.5, 19.4, 4))
    pen.fill(rounded_box(8.8, 8.8, 22.5, 18, 3))
    pen.fill([(16, 17), (20.5, 17), (20.5, 21.8)])
    pen.cut(rounded_box(14.7, 10.4, 16.6, 14.2, 0.8))
    pen.cut(ellipse(15.65, 15.8, 1.05, 1.05))


def _hint(pen: _Pen) -> None:
    pen.ring([*arc(12, 9.5, 6.5, 130, 410, 22), (15.2, 16.6), (8.8, 16.6)], 2)
    pen.line((9.3, 19.2), (14.7, 19.2))
    pen.line((10.6, 21.8), (13.4, 21.8))
    pen.curve((9.2, 9.4), (10.2, 7.2), (12.2, 6.4), wide=1.5)


def _book(pen: _Pen) -> None:
    pen.ring(spline([(12, 6.4), (8, 4.6), (2.5, 4.8)], steps=4) + spline([(2.5, 18.2), (8, 18.2), (12, 20)], steps=4))
    pen.ring(
        spline([(12, 6.4), (16, 4.6), (21.5, 4.8)], steps=4) + spline([(21.5, 18.2), (16, 18.2), (12, 20)], steps=4)
    )


def _account(pen: _Pen) -> None:
    pen.ring(rounded_box(2, 4.5, 22, 19.5, 2.5))
    pen.fill(ellipse(8, 10, 2.4, 2.4))
    pen.fill(arc(8, 17, 4, 180, 360))
    pen.line((14, 9.5), (18.5, 9.5), wide=1.8)
    pen.line((14, 14), (18.5, 14), wide=1.8)


def _person(pen: _Pen) -> None:
    pen.fill(ellipse(12, 7.6, 4.6, 4.6))
    pen.fill(spline([(3.6, 21), (4.6, 16.4), (8.6, 14), (12, 13.6), (15.4, 14), (19.4, 16.4), (20.4, 21)], steps=5))


def _supervisor(pen: _Pen) -> None:
    _person(pen)
    pen.cut([(12, 14.6), (14, 16.4), (13, 21.4), (11, 21.4), (10, 16.4)])
    pen.fill([(12, 15.8), (13, 17), (12.6, 21), (11.4, 21), (11, 17)])


def _transfer(pen: _Pen) -> None:
    pen.line((3, 8), (19, 8))
    pen.line((14.6, 3.8), (19.6, 8), (14.6, 12.2))
    pen.line((21, 16), (5, 16))
    pen.line((9.4, 11.8), (4.4, 16), (9.4, 20.2))


def _note(pen: _Pen) -> None:
    pen.ring([(4, 3), (20, 3), (20, 15), (14.5, 21), (4, 21)])
    pen.line((14.5, 21), (14.5, 15), (20, 15), wide=1.8)
    pen.line((8, 8), (16, 8), wide=1.8)
    pen.line((8, 12), (13, 12), wide=1.8)


def _gift(pen: _Pen) -> None:
    pen.ring(rounded_box(3.6, 12, 20.4, 21.4, 1))
    pen.ring(rounded_box(2.2, 7.6, 21.8, 12, 1))
    pen.line((12, 7.6), (12, 21.4))
    pen.curve((12, 7.6), (8.6, 2.4), (5.8, 4.4), (7.4, 7.4), wide=1.8)
    pen.curve((12, 7.6), (15.4, 2.4), (18.2, 4.4), (16.6, 7.4), wide=1.8)


def _card(pen: _Pen) -> None:
    pen.ring(rounded_box(2, 5, 22, 19, 2.4))
    pen.fill([(2, 8.6), (22, 8.6), (22, 11.8), (2, 11.8)])
    pen.line((5.6, 15.6), (10, 15.6), wide=1.8)


def _pause(pen: _Pen) -> None:
    pen.fill(rounded_box(5.4, 4, 10, 20, 1.4))
    pen.fill(rounded_box(14, 4, 18.6, 20, 1.4))


def _hold(pen: _Pen) -> None:
    pen.ring(ellipse(12, 12, 9.6, 9.6))
    pen.fill(rounded_box(8, 7.6, 10.6, 16.4, 1))
    pen.fill(rounded_box(13.4, 7.6, 16, 16.4, 1))


def _handset(pen: _Pen, dx: float = 0.0, dy: float = 0.0) -> None:
    arch = spline([(4.2, 6.2), (6.2, 12.2), (11.2, 17.4), (17.6, 19.8)], steps=6)
    pen.line(*shifted(arch, dx, dy), wide=3.6)
    pen.fill(shifted(rotated(rounded_box(2.4, 3.2, 8.6, 8.0, 1.8), 62, (5.4, 5.6)), dx, dy))
    pen.fill(shifted(rotated(rounded_box(14.6, 16.2, 20.8, 21.0, 1.8), 28, (17.8, 18.6)), dx, dy))


def _call_back(pen: _Pen) -> None:
    _handset(pen, 0, 1.2)
    pen.line((21.4, 2.6), (13.4, 10.2))
    pen.line((13, 4.4), (13, 10.6), (19.2, 10.6))


def _back(pen: _Pen) -> None:
    pen.line((20.5, 12), (4, 12), wide=2.4)
    pen.line((11, 5), (4, 12), (11, 19), wide=2.4)


def _next(pen: _Pen) -> None:
    pen.line((3.5, 12), (20, 12), wide=2.4)
    pen.line((13, 5), (20, 12), (13, 19), wide=2.4)


def _check(pen: _Pen) -> None:
    pen.line((3.6, 12.8), (9.4, 18.6), (20.6, 6), wide=3.0)


def _warning(pen: _Pen) -> None:
    pen.ring([(12, 3), (22, 20.6), (2, 20.6)], 2.2)
    pen.fill([(10.8, 8.8), (13.2, 8.8), (12.7, 14.8), (11.3, 14.8)])
    pen.fill(ellipse(12, 17.4, 1.3, 1.3))


def _star_outline() -> Outline:
    points: Outline = []
    for i in range(10):
        points.extend(rotated([(0.0, -10.4 if i % 2 == 0 else -4.7)], i * 36.0))
    return shifted(points, 12, 12.8)


def _star(pen: _Pen) -> None:
    pen.fill(_star_outline())
    pen.ring(shifted(scaled(shifted(_star_outline(), -12, -12.8), 0.94, 0.94), 12, 12.8), 1.2)


def _star_empty(pen: _Pen) -> None:
    pen.ring(shifted(scaled(shifted(_star_outline(), -12, -12.8), 0.92, 0.92), 12, 12.8), 1.7)


def _play(pen: _Pen) -> None:
    pen.fill([(6, 3.4), (20.6, 12), (6, 20.6)])


def _heart(pen: _Pen) -> None:
    pen.fill(
        spline([(12, 7), (9, 3.8), (4.4, 4.2), (2.4, 8.6), (4.6, 13.2), (12, 20.6)], steps=6)
        + spline([(12, 20.6), (19.4, 13.2), (21.6, 8.6), (19.6, 4.2), (15, 3.8), (12, 7)], steps=6)
    )


def _clock(pen: _Pen) -> None:
    pen.ring(ellipse(12, 12, 9.6, 9.6))
    pen.line((12, 6.4), (12, 12.2), (16, 14.6))


def _gear(pen: _Pen) -> None:
    for i in range(8):
        pen.fill(shifted(rotated([(-2.3, -11), (2.3, -11), (3.1, -6), (-3.1, -6)], i * 45.0), 12, 12))
    pen.fill(ellipse(12, 12, 7.8, 7.8))
    pen.cut(ellipse(12, 12, 3.4, 3.4))


def _close(pen: _Pen) -> None:
    pen.line((5, 5), (19, 19), wide=2.6)
    pen.line((19, 5), (5, 19), wide=2.6)


_ICONS: dict[str, Callable[[_Pen], None]] = {
    "send": _send,
    "speak_over": _speak_over,
    "hint": _hint,
    "book": _book,
    "account": _account,
    "supervisor": _supervisor,
    "transfer": _transfer,
    "note": _note,
    "remedy": _gift,
    "gift": _gift,
    "card": _card,
    "hold": _hold,
    "call_back": _call_back,
    "pause": _pause,
    "back": _back,
    "next": _next,
    "check": _check,
    "warning": _warning,
    "star": _star,
    "star_empty": _star_empty,
    "play": _play,
    "heart": _heart,
    "clock": _clock,
    "person": _person,
    "gear": _gear,
    "close": _close,
}
ICON_NAMES = tuple(_ICONS)


@lru_cache(maxsize=256)
def icon(name: str, size_px: int, colour: Colour) -> pygame.Surface:
    """Return a square premultiplied picture of an icon; blit it with `pygame.BLEND_PREMULTIPLIED`.

    The picture is kept and shared: do not draw on it.

    Raises:
        ValueError: an unknown name or a size under 4 pixels.
    """
    if name not in _ICONS:
        raise ValueError(f"icon cannot be {name!r}; allowed: {', '.join(ICON_NAMES)}")
    if size_px < 4:
        raise ValueError(f"size_px must be at least 4, not {size_px}")
    canvas = Canvas((0, 0, 24, 24), size_px / 24, 4)
    _ICONS[name](_Pen(canvas, colour))
    return canvas.finish().surface
