"""Hands as outlines: the wrist is at (0, 0), the fingers run along +x, the thumb is on the -y side."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, radians, sin

from simulator.desktop.figures.canvas import Canvas, Colour, mix
from simulator.desktop.figures.geometry import Outline, Point, ellipse, ribbon, rounded_box, spline
from simulator.desktop.figures.palette import Palette

Place = Callable[[Outline], Outline]
HAND_KINDS = ("relaxed", "open", "fist", "point", "flat", "over", "grip", "watch", "film", "hidden")


def draw_hand(canvas: Canvas, kind: str, tones: Palette, place: Place) -> None:
    """Draw one hand; `place` carries its outlines from hand units to the canvas."""
    pen = _PENS.get(kind)
    if pen is not None:
        pen(canvas, tones, place)


def _finger(
    canvas: Canvas, place: Place, line: list[Point], wide: float, tip: float, fill: Colour, edge: Colour
) -> None:
    """Draw one finger with a thin darker contour, so that neighbours read as separate."""
    canvas.fill(place(ribbon(line, [wide + 2.6, wide + 2.2, tip + 2.2])), edge)
    canvas.fill(place(ribbon(line, [wide, wide - 0.3, tip])), fill)


def _ray(start: Point, angle: float, length: float, bend: float = 0.0) -> list[Point]:
    """Return a finger's line: straight for half its length, then bent by `bend` degrees."""
    x, y = start
    mx, my = x + cos(radians(angle)) * length * 0.5, y + sin(radians(angle)) * length * 0.5
    return [
        start,
        (mx, my),
        (mx + cos(radians(angle + bend)) * length * 0.5, my + sin(radians(angle + bend)) * length * 0.5),
    ]


def _palm(canvas: Canvas, place: Place, points: list[Point], tones: Palette, fill: Colour) -> Outline:
    shape = spline(points, closed=True, steps=6)
    canvas.fill(place(ribbon([*shape, shape[0]], [2.2, 2.2], smooth=False)), _edge(tones))
    canvas.fill(place(shape), fill)
    return shape


def _edge(tones: Palette) -> Colour:
    return mix(tones.skin_deep, tones.line, 0.3)


def _open(canvas: Canvas, tones: Palette, place: Place) -> None:
    """The palm towards the viewer, fingers spread."""
    inner = mix(tones.skin, tones.skin_light, 0.5)
    rosy = mix(inner, tones.blush, 0.2)
    edge = _edge(tones)
    for start, angle, length, wide in (
        ((46.0, 21.0), 24.0, 40.0, 12.6),
        ((52.0, 9.0), 8.0, 51.0, 13.6),
        ((53.0, -6.0), -5.0, 55.0, 14.2),
        ((48.0, -19.0), -19.0, 49.0, 14.0),
    ):
        _finger(canvas, place, _ray(start, angle, length, 5 if angle > 0 else 3), wide, wide - 4.4, inner, edge)
    _finger(canvas, place, _ray((18, -20), -66, 47, 22), 17.5, 11.0, inner, edge)
    palm = _palm(
        canvas,
        place,
        [(-6, -16), (10, -24), (26, -30), (46, -27), (57, -16), (59, 4), (54, 20), (42, 28), (16, 22), (-6, 16)],
        tones,
        inner,
    )
    for start, angle, wide in (
        ((46.0, 21.0), 24.0, 11.0),
        ((52.0, 9.0), 8.0, 12.0),
        ((53.0, -6.0), -5.0, 12.6),
        ((48.0, -19.0), -19.0, 12.4),
    ):
        canvas.fill(place(ribbon(_ray(start, angle, 14), [wide, wide])), inner)
    canvas.fill(place(ribbon(_ray((18, -20), -66, 14), [15, 15])), inner)
    canvas.fill(place(ellipse(22, -12, 15, 11, 30)), rosy, 150)
    canvas.fill(place(ellipse(28, 15, 15, 8, 8)), rosy, 110)
    canvas.stroke(place([(12, -2), (26, -4), (38, -14), (44, -24)]), [0.5, 1.9, 0.6], tones.skin_deep, 170)
    canvas.stroke(place([(30, 8), (42, 2), (54, -4)]), [0.5, 1.6, 0.5], tones.skin_deep, 130, clip=place(palm))


def _knuckled(canvas: Canvas, tones: Palette, place: Place, skip_index: bool) -> None:
    """The back of a closed hand: four bent fingers side by side."""
    edge = _edge(tones)
    _palm(
        canvas,
        place,
        [(-6, -16), (8, -22), (32, -26), (50, -22), (56, 0), (50, 24), (30, 25), (8, 20), (-6, 16)],
        tones,
        tones.skin,
    )
    rows = ((-20.0, 1.0), (-7.0, 1.04), (6.5, 1.0), (19.0, 0.9))
    for index, (y, size) in enumerate(rows):
        if skip_index and index == 0:
            continue
        _finger(
            canvas, place, [(40, y), (52, y * 1.0), (59 * size, y * 0.96)], 13.4 * size, 12.4 * size, tones.skin, edge
        )
        canvas.fill(place(ellipse(57 * size, y - 1, 4.2, 4.6)), tones.skin_light, 120)
    canvas.fill(place(ellipse(26, 0, 18, 16)), tones.skin)


def _fist(canvas: Canvas, tones: Palette, place: Place) -> None:
    _knuckled(canvas, tones, place, skip_index=False)
    _finger(
        canvas,
        place,
        [(14, -21), (32, -27), (48, -20), (54, -11)],
        15.0,
        11.0,
        mix(tones.skin, tones.skin_light, 0.3),
        _edge(tones),
    )
    canvas.fill(place(ribbon([(6, -14), (20, -20)], [16, 14])), tones.skin)


def _point(canvas: Canvas, tones: Palette, place: Place) -> None:
    edge = _edge(tones)
    _knuckled(canvas, tones, place, skip_index=True)
    _finger(canvas, place, [(36, -19), (68, -23), (102, -22)], 15.0, 10.4, tones.skin, edge)
    canvas.fill(place(ribbon([(24, -13), (44, -18)], [18, 12.6])), tones.skin)
    canvas.stroke(place([(69, -29), (70.5, -23), (70, -17)]), [0.5, 1.3, 0.5], tones.skin_deep, 150)
    canvas.fill(place(ellipse(98, -23.5, 4.6, 3.2, -2)), mix(tones.skin_light, (255, 226, 220), 0.5))
    _finger(canvas, place, [(14, -18), (34, -12), (54, -3)], 15.4, 11.0, mix(tones.skin, tones.skin_light, 0.35), edge)
    canvas.fill(place(ribbon([(4, -12), (22, -14)], [16, 14])), tones.skin)


def _flat(canvas: Canvas, tones: Palette, place: Place) -> None:
    """The back of a hand lying on the counter, seen from the front: short fingers towards the viewer."""
    edge = _edge(tones)
    _finger(canvas, place, _ray((8, -19), -38, 32, 30), 14.0, 10.0, tones.skin, edge)
    for start, angle, length in (
        ((30.0, 19.0), 13.0, 25.0),
        ((34.0, 7.0), 4.0, 30.0),
        ((35.0, -6.0), -4.0, 31.0),
        ((31.0, -18.0), -13.0, 27.0),
    ):
        _finger(canvas, place, _ray(start, angle, length, 0), 13.6, 11.0, tones.skin, edge)
    _palm(
        canvas,
        place,
        [(-6, -17), (10, -25), (28, -26), (37, -16), (39, 0), (37, 16), (28, 25), (10, 22), (-6, 17)],
        tones,
        tones.skin,
    )
    for start, angle, length in (
        ((30.0, 19.0), 13.0, 25.0),
        ((34.0, 7.0), 4.0, 30.0),
        ((35.0, -6.0), -4.0, 31.0),
        ((31.0, -18.0), -13.0, 27.0),
    ):
        canvas.fill(place(ribbon(_ray(start, angle, 12), [12.2, 12.2])), tones.skin)
        tip = _ray(start, angle, length)[-1]
        canvas.fill(place(ellipse(tip[0] + 1.8, tip[1], 3.4, 3.8)), mix(tones.skin_light, (255, 226, 222), 0.55))
        canvas.fill(place(ellipse(start[0] + 1, start[1] * 0.95, 5, 4.6)), tones.skin_light, 110)
    canvas.fill(place(ribbon([(6, -14), (14, -20)], [14, 12.6])), tones.skin)


def _over(canvas: Canvas, tones: Palette, place: Place) -> None:
    """The back of a hand laid over the other arm: fingers close together, a little bent."""
    edge = _edge(tones)
    for start, angle, length in (
        ((44.0, 20.0), 10.0, 34.0),
        ((48.0, 7.5), 5.0, 40.0),
        ((48.0, -6.0), 1.0, 41.0),
        ((43.0, -18.5), -3.0, 37.0),
    ):
        _finger(canvas, place, _ray(start, angle, length, 16), 13.8, 9.6, tones.skin, edge)
        tip = _ray(start, angle, length, 16)[-1]
        canvas.fill(
            place(ellipse(tip[0] + 0.6, tip[1], 3.8, 3.0, angle + 16)), mix(tones.skin_light, (255, 226, 222), 0.5)
        )
    _palm(
        canvas,
        place,
        [(-6, -16), (12, -23), (36, -26), (52, -18), (55, 2), (50, 20), (36, 26), (12, 21), (-6, 16)],
        tones,
        tones.skin,
    )
    for start, angle in (((44.0, 20.0), 10.0), ((48.0, 7.5), 5.0), ((48.0, -6.0), 1.0), ((43.0, -18.5), -3.0)):
        canvas.fill(place(ribbon(_ray(start, angle, 13), [12.4, 12.4])), tones.skin)
        canvas.fill(place(ellipse(start[0] + 4, start[1], 5, 4.4)), tones.skin_light, 100)
    _finger(canvas, place, _ray((16, -20), -34, 34, 24), 14.0, 9.8, tones.skin, edge)
    canvas.fill(place(ribbon([(10, -14), (22, -22)], [15, 12.6])), tones.skin)


def _relaxed(canvas: Canvas, tones: Palette, place: Place) -> None:
    _over(canvas, tones, place)


def _grip(canvas: Canvas, tones: Palette, place: Place) -> None:
    """A hand that holds a phone along the head; the phone lies on the -y side."""
    edge = _edge(tones)
    slab = rounded_box(-16, -38, 98, -15, 8)
    canvas.fill(place(slab), (30, 32, 42))
    canvas.fill(place(rounded_box(-12, -36, 94, -30, 4)), (92, 102, 124))
    canvas.fill(place(ellipse(84, -21, 4, 4)), (64, 70, 88))
    _palm(
        canvas,
        place,
        [(-6, -16), (8, -20), (30, -20), (56, -16), (66, -2), (62, 14), (44, 22), (20, 22), (-6, 16)],
        tones,
        tones.skin,
    )
    for x, size in ((26.0, 0.88), (40.0, 0.98), (54.5, 1.0), (69.0, 0.95)):
        _finger(canvas, place, [(x - 2, 10), (x + 4, -10), (x + 2, -31)], 15.0 * size, 11.0 * size, tones.skin, edge)
        canvas.fill(place(ellipse(x + 2, -31, 3.4, 4.2)), mix(tones.skin_light, (255, 226, 222), 0.5))
    canvas.fill(place(spline([(14, 0), (30, 4), (56, 2), (66, 8), (46, 20), (18, 20)], closed=True)), tones.skin)
    for x in (33.0, 47.0, 62.0):
        canvas.fill(place(ellipse(x, 3, 4.6, 4.0)), tones.skin_light, 100)


def _watch(canvas: Canvas, tones: Palette, place: Place) -> None:
    """A loose fist before the chest, a watch on its wrist."""
    _fist(canvas, tones, place)
    canvas.fill(place(rounded_box(9, -23, 25, 23, 4)), (44, 40, 46))
    canvas.fill(place(ellipse(17, -2, 12.5, 13.5)), (206, 178, 116))
    canvas.fill(place(ellipse(17, -2, 10, 11)), (250, 247, 240))
    canvas.stroke(place([(17, -9), (17, -2), (22.5, 1)]), [1.8, 1.8, 1.4], (60, 52, 58), smooth=False)


def _film(canvas: Canvas, tones: Palette, place: Place) -> None:
    """A hand that holds a phone upright before the face: its back is towards the viewer."""
    edge = _edge(tones)
    _palm(canvas, place, [(-6, -15), (14, -20), (40, -22), (48, 0), (40, 22), (14, 20), (-6, 15)], tones, tones.skin)
    canvas.fill(place(rounded_box(26, -32, 144, 32, 9)), (28, 30, 40))
    canvas.fill(place(rounded_box(29, -29, 141, 29, 8)), (58, 64, 84))
    for x, y in ((128.0, 16.0), (110.0, 16.0)):
        canvas.fill(place(ellipse(x, y, 8, 8)), (24, 26, 34))
        canvas.fill(place(ellipse(x + 1.5, y + 1.5, 3, 3)), (128, 148, 186))
    for along, size in ((36.0, 0.96), (50.0, 1.0), (64.0, 0.98), (77.0, 0.9)):
        _finger(
            canvas, place, [(along - 8, 33), (along, 34), (along + 1, 20)], 14.0 * size, 10.5 * size, tones.skin, edge
        )
    _finger(canvas, place, [(22, -24), (48, -36), (66, -30)], 16.0, 11.0, tones.skin, edge)


_PENS: dict[str, Callable[[Canvas, Palette, Place], None]] = {
    "open": _open,
    "fist": _fist,
    "point": _point,
    "flat": _flat,
    "over": _over,
    "relaxed": _relaxed,
    "grip": _grip,
    "watch": _watch,
    "film": _film,
}
