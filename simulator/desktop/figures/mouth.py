"""The moving mouth with the folds beside it, drawn in head units as a small patch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.desktop.figures.canvas import Canvas, Colour, Linear, mix
from simulator.desktop.figures.geometry import Outline, Point, clamp, ellipse, lerp, spline
from simulator.desktop.figures.head import MOUTH_DEPTH, MOUTH_Y, View
from simulator.desktop.figures.look import Look
from simulator.desktop.figures.palette import Palette

MOUTH_BOX = (-66.0, 30.0, 66.0, 112.0)
_TEETH: Colour = (253, 250, 244)


@dataclass(frozen=True, slots=True)
class MouthState:
    """Rounded parameters of the mouth."""

    curve: float
    open: float
    width: float
    teeth: float
    press: float
    skew: float
    turn: float


@dataclass(frozen=True)
class _Shape:
    """The edges of an opening in units around the middle of the mouth, left to right."""

    half: float
    upper: Outline
    lower: Outline
    top: float
    bottom: float


def draw_mouth(canvas: Canvas, look: Look, tones: Palette, state: MouthState) -> None:
    """Draw lips, teeth, tongue and the folds a strong feeling makes."""
    view = View(state.turn)
    shape = _shape(state)

    def seen(points: Outline) -> Outline:
        return [view.at(x, MOUTH_Y + y, MOUTH_DEPTH - abs(x) * 0.28) for x, y in points]

    _draw_folds(canvas, look, tones, state, shape, view)
    fullness = {"soft": 1.12, "round": 1.06, "even": 0.92, "sharp": 0.7, "strong": 0.74}[look.features]
    fullness += 0.16 if look.skin >= 5 else 0.0
    if look.age == "old":
        fullness *= 0.78
    thin = (1.0 - 0.72 * state.press) * (1.0 - 0.22 * state.open) * (1.0 - 0.18 * max(0.0, state.curve))
    upper_lip, lower_lip = _lips(shape, 6.6 * fullness * thin, 8.6 * fullness * thin)
    x, y = view.at(0, MOUTH_Y + shape.bottom + 13 * max(0.5, thin), MOUTH_DEPTH - 4)
    canvas.soft(ellipse(x, y, shape.half * 0.55, 3.2), tones.skin_deep, 100, 3)
    canvas.fill(seen(upper_lip), tones.lip_dark)
    canvas.fill(seen(lower_lip), Linear((0, y - 12), (0, y), tones.lip, mix(tones.lip, tones.lip_dark, 0.4)))
    if state.press < 0.6:
        gx, gy = view.at(-3, MOUTH_Y + shape.bottom + 3.6 * fullness * thin, MOUTH_DEPTH)
        canvas.soft(ellipse(gx, gy, shape.half * 0.3, 1.6 * fullness), (255, 240, 232), 95, 1.4, clip=seen(lower_lip))
    opening = seen(shape.upper + shape.lower[::-1])
    if state.open > 0.03:
        with canvas.clipped(opening) as inside:
            _draw_inside(inside, state, shape, opening, seen)
    line = mix(tones.lip_dark, (60, 24, 28), 0.62)
    canvas.stroke(seen(shape.upper), [0.8, 2.0, 1.7, 2.0, 0.8], line, smooth=False)
    _draw_corners(canvas, tones, state, seen(shape.upper))


def _shape(state: MouthState) -> _Shape:
    square = clamp(state.teeth * (0.55 - state.curve), 0.0, 1.0)
    gape = state.open
    half = 25.0 * (1.0 + 0.27 * state.width) * (1.0 - 0.13 * gape * (1.0 - state.teeth)) * (1.0 - 0.08 * state.press)
    corner = -7.0 * state.curve + 3.0 * gape * max(0.0, -state.curve)
    left = corner + 4.0 * max(0.0, -state.skew)
    right = corner - 5.0 * state.skew
    middle = 3.4 * state.curve
    top = middle - gape * (5.0 + 6.0 * state.teeth)
    bottom = middle + gape * (20.5 + 2.0 * max(0.0, state.curve))
    near, far = 0.8 + 0.2 * square, 0.86 + 0.12 * square
    if state.curve < 0:
        near += 0.06
    upper = spline(
        [
            (-half, left),
            (-half * 0.62, lerp(left, top, near)),
            (0.0, top + 0.8),
            (half * 0.62, lerp(right, top, near)),
            (half, right),
        ],
        steps=6,
    )
    lower = spline(
        [
            (-half, left),
            (-half * 0.64, lerp(left, bottom, far - 0.06)),
            (0.0, bottom),
            (half * 0.64, lerp(right, bottom, far - 0.06)),
            (half, right),
        ],
        steps=6,
    )
    return _Shape(half, upper, lower, top, bottom)


def _lips(shape: _Shape, over: float, under: float) -> tuple[Outline, Outline]:
    half = shape.half
    left, right = shape.upper[0], shape.upper[-1]
    bow = spline(
        [
            left,
            (-half * 0.55, lerp(left[1], shape.top, 0.82) - over * 0.72),
            (-4.6, shape.top - over),
            (0.0, shape.top - over * 0.74),
            (4.6, shape.top - over),
            (half * 0.55, lerp(right[1], shape.top, 0.82) - over * 0.72),
            right,
        ],
        steps=5,
    )
    bowl = spline(
        [
            left,
            (-half * 0.6, lerp(left[1], shape.bottom, 0.8) + under * 0.74),
            (0.0, shape.bottom + under),
            (half * 0.6, lerp(right[1], shape.bottom, 0.8) + under * 0.74),
            right,
        ],
        steps=6,
    )
    return bow + shape.upper[::-1], shape.lower + bowl[::-1]


def _draw_inside(
    canvas: Canvas, state: MouthState, shape: _Shape, opening: Outline, seen: Callable[[Outline], Outline]
) -> None:
    canvas.fill(opening, (92, 30, 38))
    half, gape = shape.half, shape.bottom - shape.top
    tongue = seen(ellipse(0, shape.bottom + 1.5, half * 0.62, max(1.0, gape * 0.36)))
    canvas.fill(tongue, (206, 96, 98))
    if state.teeth > 0.05:
        deep = min(gape * 0.62, 3.0 + 7.0 * state.teeth)
        band = shape.upper + [(x, y + deep) for x, y in shape.upper[::-1]]
        canvas.fill(seen(band), _TEETH)
        for x in (-half * 0.5, -half * 0.25, 0.0, half * 0.25, half * 0.5):
            canvas.stroke(
                seen([(x, shape.top), (x, shape.top + deep + 3)]), [0.5, 0.6], (206, 196, 192), 110, smooth=False
            )
    if state.teeth > 0.55 and state.curve < 0.2:
        rise = min(gape * 0.34, 6.0 * state.teeth)
        band = [(x, y - rise) for x, y in shape.lower] + shape.lower[::-1]
        canvas.fill(seen(band), mix(_TEETH, (214, 200, 196), 0.35))
    shade = shape.upper + [(x, y + 2.4) for x, y in shape.upper[::-1]]
    canvas.fill(seen(shade), (70, 20, 30), 80)


def _draw_corners(canvas: Canvas, tones: Palette, state: MouthState, edge: Outline) -> None:
    for sign, (x, y) in ((-1, edge[0]), (1, edge[-1])):
        if state.curve > 0.3 or state.skew * sign > 0.4:
            dimple = [(x + sign * 2.6, y - 4), (x + sign * 4.4, y), (x + sign * 2.8, y + 4)]
            canvas.stroke(dimple, [0.5, 1.9, 0.5], tones.skin_deep, 190)
        elif state.curve < -0.12:
            drop = 6.0 * min(1.0, -state.curve)
            down = [(x - sign * 1, y), (x + sign * 2.4, y + drop * 0.6), (x + sign * 3.2, y + drop + 2)]
            canvas.stroke(down, [1.6, 1.6, 0.5], tones.skin_deep, 215)


def _draw_folds(canvas: Canvas, look: Look, tones: Palette, state: MouthState, shape: _Shape, view: View) -> None:
    strain = max(
        0.9 * max(0.0, state.curve) * (0.4 + 0.6 * state.teeth), state.teeth * (0.4 + state.open), 0.35 * state.press
    )
    if strain < 0.2:
        return
    smooth = {"young": 0.45, "adult": 0.62, "middle": 0.9, "old": 1.0}[look.age]
    for sign in (-1, 1):
        out = shape.half + 7.5
        fold: list[Point] = [
            view.at(sign * 17, 40, 60),
            view.at(sign * (out - 3), 50, 56),
            view.at(sign * (out + 4), 64, 50),
        ]
        canvas.stroke(fold, [0.6, 2.3, 0.6], tones.skin_deep, round(190 * smooth * min(1.0, strain)))
