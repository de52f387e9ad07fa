"""The moving upper half of the face: eyes and brows, drawn in head units as small patches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.desktop.figures.canvas import Canvas, Colour, Linear, Radial, mix
from simulator.desktop.figures.geometry import Outline, Point, clamp, ellipse, lerp, ribbon, spline
from simulator.desktop.figures.head import BROW_DEPTH, BROW_Y, EYE_DEPTH, EYE_X, EYE_Y, View
from simulator.desktop.figures.look import Look
from simulator.desktop.figures.palette import Palette

EYES_BOX = (-78.0, -34.0, 78.0, 32.0)
BROWS_BOX = (-84.0, -74.0, 84.0, 4.0)
_WHITE: Colour = (252, 248, 243)
_LID_STEPS = 6


@dataclass(frozen=True, slots=True)
class EyesState:
    """Rounded parameters of both eyes; `slant` below zero pulls the inner upper lids down (anger)."""

    lid: float
    squint: float
    gaze_x: float
    gaze_y: float
    slant: float
    skew: float
    turn: float


@dataclass(frozen=True, slots=True)
class BrowsState:
    """Rounded parameters of both brows and of the forehead."""

    rise: float
    inner: float
    furrow: float
    skew: float
    turn: float


def draw_eyes(canvas: Canvas, look: Look, tones: Palette, state: EyesState) -> None:
    """Draw both eyes with lids, iris and lashes."""
    view = View(state.turn)
    for sign in (-1, 1):
        lid = state.lid + 0.14 * state.skew * (1 if sign > 0 else -0.7)
        _draw_eye(canvas, look, tones, state, view, sign, clamp(lid, 0.0, 1.32))


def _lids(state: EyesState, lid: float) -> tuple[Outline, Outline]:
    """Return the upper and lower edge of an eye, inner corner first, outer direction +x."""
    angry, sad = max(0.0, -state.slant), max(0.0, state.slant)
    squint = state.squint * 4.6
    open_upper = [
        (-11.0, -7.8 + 5.6 * angry - 1.2 * sad),
        (1.5, -12.2 + 2.9 * angry + 0.8 * sad),
        (12.5, -9.4 + 0.6 * angry + 3.4 * sad),
    ]
    shut_upper = [(-11.0, 5.6), (1.5, 8.2), (12.5, 5.6)]
    corner_in: Point = (-19.5, 3.6 + 0.8 * angry)
    corner_out: Point = (20.5, -1.6 + 1.8 * sad - 0.8 * angry)
    upper = [(a[0], lerp(s[1], a[1], lid)) for a, s in zip(open_upper, shut_upper, strict=True)]
    floor = [(-11.0, 7.4 - squint * 0.8), (1.5, 9.6 - squint), (12.5, 6.6 - squint * 0.8)]
    lower = [(x, max(y, up[1] + 0.6)) for (x, y), up in zip(floor, upper, strict=True)]
    return (
        spline([corner_in, *upper, corner_out], steps=_LID_STEPS),
        spline([corner_in, *lower, corner_out], steps=_LID_STEPS),
    )


def _draw_eye(canvas: Canvas, look: Look, tones: Palette, state: EyesState, view: View, sign: int, lid: float) -> None:
    cx, cy = view.at(sign * EYE_X, EYE_Y, EYE_DEPTH)
    size = 1.17 if look.age == "young" else 1.02 if look.age == "old" else 1.1
    narrow = view.narrowing(sign * EYE_X) * sign * size

    def seen(points: Sequence[Point]) -> Outline:
        return [(cx + x * narrow, cy + y * size) for x, y in points]

    upper, lower = _lids(state, lid)
    lash: Colour = mix(tones.line, (32, 22, 26), 0.7)
    crease = spline(
        [
            (-19.0, -1.5),
            (-11.5, min(-12.0, upper[_LID_STEPS][1] - 5.0)),
            (2.0, min(-16.5, upper[2 * _LID_STEPS][1] - 5.2)),
            (14.0, min(-12.5, upper[3 * _LID_STEPS][1] - 4.4)),
            (22.5, -3.0),
        ],
        steps=6,
    )
    canvas.fill(seen(crease + upper[::-1]), mix(tones.skin, tones.skin_shade, 0.62))
    if look.gentle and look.age != "old":
        canvas.fill(seen(crease + upper[::-1]), mix(tones.skin_deep, tones.blush, 0.35), 70)
    ball = upper + lower[::-1]
    if lid > 0.08:
        opening = seen(ball)
        with canvas.clipped(opening) as inside:
            inside.fill(opening, Linear((cx, cy - 14), (cx, cy + 9), mix(_WHITE, (176, 166, 178), 0.55), _WHITE))
            inside.fill(ellipse(cx - sign * 18.5 * size, cy + 3.5, 3.6, 3.2), mix(_WHITE, (226, 142, 130), 0.6))
            _draw_iris(inside, tones, state, cx, cy, size)
            shade = [(x, y - 2) for x, y in upper] + [(x, y + 4.2) for x, y in upper[::-1]]
            inside.fill(seen(shade), (58, 40, 52), 70)
    heavy = {"soft": 1.25, "round": 1.15, "even": 1.0, "sharp": 0.95, "strong": 0.9}[look.features]
    canvas.stroke(seen(crease), [0.5, 1.5, 1.7, 1.3, 0.5], tones.skin_deep, 190)
    lash_line = [*upper, (24.0, upper[-1][1] - 3.4)] if look.gentle else upper
    canvas.fill(seen(ribbon(lash_line, [1.4 * heavy, 3.0 * heavy, 3.7 * heavy, 3.5 * heavy, 1.5], smooth=False)), lash)
    canvas.stroke(seen(lower[3:]), [0.5, 1.2, 1.5, 1.0], mix(tones.line, tones.skin_deep, 0.35), 185, smooth=False)
    if look.gentle:
        for x, y, dx, dy in ((13, -7.5, 4.5, -4.0), (18, -4.0, 5.5, -3.0)):
            top = lerp(6.0, y, clamp(lid, 0.0, 1.1))
            canvas.stroke(seen([(x, top), (x + dx * 0.5, top + dy * 0.35), (x + dx, top + dy)]), [2.2, 1.3, 0.4], lash)
    if state.squint > 0.2:
        pouch = [(-10.0, 14.5), (2.0, 16.4), (13.0, 13.0)]
        canvas.stroke(seen(pouch), [0.5, 1.7, 0.5], tones.skin_deep, round(150 * state.squint))


def _draw_iris(canvas: Canvas, tones: Palette, state: EyesState, cx: float, cy: float, size: float) -> None:
    x, y = cx + state.gaze_x * 7.4, cy - 1.6 + state.gaze_y * 4.6
    r = 10.4 * size
    rim = mix(tones.iris, (20, 16, 22), 0.66)
    canvas.fill(ellipse(x, y, r, r), rim)
    canvas.fill(
        ellipse(x, y + 0.3, r - 1.5, r - 1.5),
        Radial((x, y + 5.2), r * 1.35, mix(tones.iris, (255, 236, 190), 0.5), mix(tones.iris, rim, 0.45)),
    )
    canvas.fill(ellipse(x, y, r * 0.5, r * 0.5), (20, 15, 20))
    canvas.fill(ellipse(x - 3.6, y - 4.0, 2.7, 2.7), (255, 255, 255))
    canvas.fill(ellipse(x + 3.4, y + 4.2, 1.5, 1.5), (255, 255, 255), 120)


def draw_brows(canvas: Canvas, look: Look, tones: Palette, state: BrowsState) -> None:
    """Draw both brows, the frown between them and the lines of a lifted forehead."""
    view = View(state.turn)
    weight = {"soft": 0.74, "round": 0.82, "even": 0.95, "sharp": 0.9, "strong": 1.25}[look.features]
    weight *= 1.12 if look.age == "old" else 1.0
    if state.furrow > 0.25:
        for sign in (-1, 1):
            lean = 1.0 + 2.6 * max(0.0, -state.inner)
            line = [
                view.at(sign * (5.2 + lean * 0.4), BROW_Y - 9, BROW_DEPTH),
                view.at(sign * 5.4, BROW_Y + 1, BROW_DEPTH + 4),
                view.at(sign * (7.0 - lean * 0.4), BROW_Y + 9, BROW_DEPTH + 4),
            ]
            canvas.stroke(line, [0.6, 2.4, 0.8], tones.skin_deep, round(225 * min(1.0, state.furrow)))
    lift = max(0.0, state.rise) + 0.65 * max(0.0, state.inner) * 0.6
    if lift > 0.3:
        for y, wide in ((-57, 30), (-66, 24)):
            bend = [
                view.at(-wide, y + 3 - lift, 46),
                view.at(-wide * 0.4, y - lift, 54),
                view.at(wide * 0.4, y - lift, 54),
                view.at(wide, y + 3 - lift, 46),
            ]
            canvas.stroke(bend, [0.4, 1.5, 1.5, 0.4], tones.skin_deep, round(105 * min(1.0, lift)))
    for sign in (-1, 1):
        rise = state.rise + state.skew * (1.0 if sign > 0 else -0.55)
        _draw_brow(canvas, look, tones, state, view, sign, rise, weight)


def _draw_brow(
    canvas: Canvas, look: Look, tones: Palette, state: BrowsState, view: View, sign: int, rise: float, weight: float
) -> None:
    up = rise * (12.0 if rise > 0 else 6.0)
    inner, furrow = state.inner, state.furrow
    angry, sad = max(0.0, -inner), max(0.0, inner)
    points = [
        (14.5 - 4.6 * furrow, -31.0 - up * 0.9 + 12.0 * angry - 7.5 * sad + 2.0 * furrow),
        (27.0 - 2.6 * furrow, -33.6 - up + 5.4 * angry - 4.6 * sad),
        (40.0, -34.8 - up * 1.08 - 1.2 * angry + 1.4 * sad),
        (52.0, -32.6 - up - 4.0 * angry + 5.4 * sad),
        (62.5, -26.5 - up * 0.8 - 4.4 * angry + 7.6 * sad),
    ]
    arch = {"soft": -2.0, "round": -3.0, "sharp": -3.4, "strong": 1.6}.get(look.features, 0.0)
    points[2] = (points[2][0], points[2][1] + arch)
    line = [view.at(sign * x, y, BROW_DEPTH - max(0.0, x - 40) * 0.5) for x, y in points]
    widths = [6.2 * weight, 8.6 * weight, 7.8 * weight, 5.2 * weight, 1.6 * weight]
    canvas.fill(ribbon(line, widths), tones.brow)
    shade = mix(tones.brow, tones.skin, 0.32)
    for share in (0.16, 0.34, 0.52, 0.7):
        at = share * (len(line) - 1)
        index = min(int(at), len(line) - 2)
        x = lerp(line[index][0], line[index + 1][0], at - index)
        y = lerp(line[index][1], line[index + 1][1], at - index)
        reach = 5.0 * weight
        canvas.stroke(
            [(x - sign * 1.0, y + reach * 0.55), (x + sign * 3.6, y - reach * 0.5)],
            [0.4, 1.1, 0.4],
            shade,
            130,
            smooth=False,
        )
    if look.age == "old" and look.features == "strong":
        x, y = line[1]
        canvas.stroke([(x, y), (x + sign * 2, y - 7)], [2.4, 0.5], tones.brow, smooth=False)


__all__ = ["BROWS_BOX", "EYES_BOX", "EYE_Y", "BrowsState", "EyesState", "draw_brows", "draw_eyes"]
