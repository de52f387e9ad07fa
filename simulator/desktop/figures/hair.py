"""Hair behind and before the face, and what is worn on it; drawn in head units."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from simulator.desktop.figures.canvas import Canvas, Linear, mix
from simulator.desktop.figures.geometry import Outline, Point, ellipse, lerp, spline
from simulator.desktop.figures.head import Skull, View, face_outline
from simulator.desktop.figures.look import Look
from simulator.desktop.figures.palette import Palette

Pen = Callable[[Canvas, Look, Skull, Palette, View], None]


def has_back(look: Look) -> bool:
    """Say whether anything hangs behind the head."""
    return "headscarf" in look.accessories or look.hair in _BACKS


def draw_back(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    """Draw what hangs behind the neck."""
    if "headscarf" in look.accessories:
        return
    pen = _BACKS.get(look.hair)
    if pen is not None:
        pen(canvas, look, skull, tones, view)


def draw_front(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    """Draw hair, cap or headscarf over the head."""
    if "headscarf" in look.accessories:
        _headscarf(canvas, look, skull, tones, view)
        return
    _FRONTS[look.hair](canvas, look, skull, tones, view)
    if "cap" in look.accessories:
        _cap(canvas, look, skull, tones, view)


def _at(view: View, points: Sequence[tuple[float, float, float]]) -> Outline:
    return [view.at(x, y, z) for x, y, z in points]


def _mass(canvas: Canvas, outline: Outline, tones: Palette) -> None:
    """Paint a body of hair: lit from the upper left, dark at the lower right."""
    canvas.fill(outline, Linear((-70, -120), (70, 20), mix(tones.hair, tones.hair_light, 0.5), mix(tones.hair, tones.hair_dark, 0.75)))


def _strands(canvas: Canvas, lines: Sequence[Sequence[Point]], tones: Palette, light: bool, clip: Outline, alpha: int = 150) -> None:
    for line in lines:
        canvas.stroke(line, [0.4, 2.0, 1.6, 0.4], tones.hair_light if light else tones.hair_dark, alpha, clip=clip)


def _gloss(canvas: Canvas, tones: Palette, view: View, clip: Outline, y: float = -100.0, wide: float = 40.0) -> None:
    band = _at(view, [(-wide - 16, y + 18, 20), (-wide * 0.4, y, 30), (10, y - 2, 30), (8, y + 8, 30), (-wide * 0.4, y + 11, 30), (-wide - 10, y + 28, 20)])
    canvas.soft(spline(band, closed=True), tones.hair_light, 120, 4, clip=clip)


def _cap_of_hair(skull: Skull, view: View, hairline: Sequence[tuple[float, float, float]], rise: float, low: float, puff: float = 6.0) -> Outline:
    """Return hair round the skull: outer edge `rise` above it, down to `low` beside it, inner edge the hairline left to right."""
    c = skull.cheek + puff
    outer = [(c - 7, low, 0), (c, -30, 0), (c - 10, -84, 0), (44, -116 - rise * 0.7, 0), (0, -118 - rise, 0), (-44, -116 - rise * 0.7, 0),
             (-(c - 10), -84, 0), (-c, -30, 0), (-(c - 7), low, 0)]
    return spline(_at(view, outer), steps=7) + spline(_at(view, hairline), steps=7)


def _temple_line(skull: Skull, low: float, top: float, dip: float = 0.0) -> list[tuple[float, float, float]]:
    c = skull.cheek
    return [(-c + 4, low, 14), (-c + 9, -22, 22), (-c + 15, -50, 30), (-38, top + 4, 40), (0, top - dip, 46), (38, top + 4, 40),
            (c - 15, -50, 30), (c - 9, -22, 22), (c - 4, low, 14)]


def _short(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    line = [(-c + 4, 12, 14), (-c + 8, -18, 22), (-c + 10, -44, 28), (-c + 22, -62, 36), (-36, -70, 42), (-14, -68, 46), (10, -72, 46), (38, -69, 42),
            (c - 20, -60, 36), (c - 10, -44, 28), (c - 8, -18, 22), (c - 4, 12, 14)]
    sides = _cap_of_hair(skull, view, line, 8, 14, 3)
    canvas.fill(sides, Linear((-80, -60), (80, 30), mix(tones.hair, tones.hair_dark, 0.35), tones.hair_dark))
    top = spline(_at(view, [(-c + 12, -62, 30), (-c + 8, -92, 6), (-48, -122, 0), (-22, -130, 0), (6, -132, 0), (34, -127, 0), (56, -116, 0), (c - 6, -90, 4),
                            (c - 12, -60, 30), (40, -69, 42), (26, -67, 46), (12, -71, 46), (-4, -67, 46), (-20, -71, 45), (-38, -65, 42)]), closed=True, steps=5)
    _mass(canvas, top, tones)
    lines = [_at(view, [(x, -68 - abs(x) * 0.05, 42), (x * 1.1 + 4, -96, 28), (x * 1.12 + 13, -122 + abs(x) * 0.25, 8)]) for x in (-50, -38, -26, -14, -2, 10, 22, 34, 46)]
    _strands(canvas, lines[::2], tones, True, top, 120)
    _strands(canvas, lines[1::2], tones, False, top, 150)
    _gloss(canvas, tones, view, top, -106)


def _side_part(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    line = [(-c + 4, 14, 14), (-c + 9, -22, 22), (-c + 13, -54, 32), (-36, -76, 42), (-26, -84, 44), (2, -66, 48), (34, -60, 44),
            (c - 12, -46, 30), (c - 8, -18, 22), (c - 4, 14, 14)]
    shape = _cap_of_hair(skull, view, line, 15, 16, 5)
    _mass(canvas, shape, tones)
    sweeps = [_at(view, [(-26 + i * 3, -86 + i * 1.5, 40), (2 + i * 7, -104 + i * 4, 30), (34 + i * 6, -100 + i * 9, 20), (62 + i * 2, -72 + i * 10, 14)]) for i in range(6)]
    _strands(canvas, sweeps[::2], tones, True, shape, 140)
    _strands(canvas, sweeps[1::2], tones, False, shape, 120)
    part = _at(view, [(-27, -82, 44), (-30, -102, 28), (-28, -122, 4)])
    canvas.stroke(part, [2.6, 2.0, 0.5], tones.hair_dark, 210, clip=shape)
    _gloss(canvas, tones, view, shape, -108)


def _pixie(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    line = [(-c + 2, 30, 16), (-c + 9, 2, 26), (-c + 10, -30, 34), (-50, -54, 42), (-36, -68, 46), (-22, -76, 48), (6, -64, 50), (34, -52, 48),
            (c - 14, -34, 36), (c - 9, 2, 26), (c - 2, 30, 16)]
    shape = _cap_of_hair(skull, view, line, 15, 26, 8)
    _mass(canvas, shape, tones)
    # Side-swept locks with pointed tips break the edge of the fringe.
    for x0, x1, y1, wide in ((-30, 16, -47, 15), (-22, 36, -40, 16), (-12, 54, -30, 16), (0, 66, -14, 13), (-38, -8, -55, 12)):
        lock = _at(view, [(x0, -92, 36), ((x0 + x1) / 2 - 2, -84, 46), (x1 - 8, -62, 50), (x1, y1, 48)])
        canvas.stroke(lock, [3.0, wide, wide * 0.8, 0.4], mix(tones.hair, tones.hair_light, 0.12 if x0 < -15 else 0.0))
        canvas.stroke([(x - 2, y + 1) for x, y in lock], [0.4, 1.8, 1.4, 0.3], tones.hair_light, 150)
        canvas.stroke([(x + 1, y + wide * 0.4) for x, y in lock[:3]], [0.4, 1.8, 0.4], tones.hair_dark, 130)
    for x0, x1, y1 in ((-44, -60, -30), (-50, -66, -8)):
        canvas.stroke(_at(view, [(x0, -84, 30), (x1 + 2, -60, 36), (x1, y1, 32)]), [3.0, 12.0, 0.4], mix(tones.hair, tones.hair_light, 0.2))
    crown = [_at(view, [(-30, -88, 34), (-20 + i * 13, -112 - 5 * (i % 2), 14), (4 + i * 17, -110 + i * 7, 8)]) for i in range(4)]
    _strands(canvas, crown[::2], tones, True, shape, 150)
    _strands(canvas, crown[1::2], tones, False, shape, 130)
    _gloss(canvas, tones, view, shape)


def _parted_front(canvas: Canvas, skull: Skull, tones: Palette, view: View, part_x: float, low: float, swing: float = 0.0) -> Outline:
    """Draw long hair parted over the forehead and falling down both sides of the face; return its outline."""
    c = skull.cheek
    outer = [(c + 4, low, 8), (c + 13, low * 0.45, 0), (c + 16, -10, 0), (c + 4, -80, 0), (46, -122, 0), (part_x, -131, 0), (-46, -122, 0), (-(c + 4), -80, 0),
             (-(c + 16), -10, 0), (-(c + 13), low * 0.45, 0), (-(c + 4), low, 8)]
    inner = [(-(c + 3), low, 8), (-c + 5 - swing, low * 0.72, 22), (-c + 8, 20, 30), (-c + 14, -26, 36), (-40 + part_x * 0.5, -64, 46),
             (part_x, -82, 46), (42 + part_x * 0.5, -62, 46), (c - 13, -26, 36), (c - 8, 20, 30), (c - 5 + swing, low * 0.72, 22), (c + 3, low, 8)]
    shape = spline(_at(view, outer), steps=7) + spline(_at(view, inner), steps=7)
    _mass(canvas, shape, tones)
    for sign in (-1, 1):
        lines = [_at(view, [(part_x + sign * i, -112 + i * 1.2, 24), (sign * (40 + i * 2.4), -86 + i * 2, 26), (sign * (c + i * 1.1 - 2), -20, 14),
                            (sign * (c + i * 0.9 - 1), low, 10)]) for i in (1, 5, 9)]
        _strands(canvas, lines[:2], tones, sign < 0, shape, 140)
        _strands(canvas, lines[2:], tones, False, shape, 130)
    canvas.stroke(_at(view, [(part_x, -86, 46), (part_x + 1, -108, 26), (part_x, -129, 0)]), [1.8, 1.6, 0.5], tones.hair_dark, 200, clip=shape)
    _gloss(canvas, tones, view, shape, -98, 36)
    return shape


def _bob(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    _parted_front(canvas, skull, tones, view, -20, 70, 4)


def _bob_back(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    half = [(0, -120, -20), (c - 6, -86, -20), (c + 16, -20, -16), (c + 18, 40, -14), (c + 13, 78, -14), (c - 4, 98, -14), (c - 30, 96, -18), (0, 88, -24)]
    _back_mass(canvas, half, tones, view)


def _wavy(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    _parted_front(canvas, skull, tones, view, 16, 84, -8)


def _wavy_back(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    half = [(0, -120, -20), (c - 4, -86, -20), (c + 18, -24, -16), (c + 12, 22, -14), (c + 27, 62, -12), (c + 17, 100, -12), (c + 26, 132, -12),
            (c - 2, 150, -14), (0, 140, -24)]
    _back_mass(canvas, half, tones, view)


def _long(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    _parted_front(canvas, skull, tones, view, 0, 92, -4)


def _long_back(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    half = [(0, -120, -20), (c - 6, -88, -20), (c + 15, -20, -16), (c + 17, 60, -14), (c + 20, 140, -10), (c + 10, 206, -8), (c - 26, 214, -10), (0, 200, -24)]
    _back_mass(canvas, half, tones, view)


def _back_mass(canvas: Canvas, half: list[tuple[float, float, float]], tones: Palette, view: View) -> None:
    whole = half + [(-x, y, z) for x, y, z in reversed(half) if x > 0]
    shape = spline(_at(view, whole), closed=True)
    dark = tones.hair_dark
    canvas.fill(shape, Linear((-90, -60), (95, 110), mix(tones.hair, dark, 0.3), mix(dark, (20, 14, 20), 0.25)))
    low = max(y for _, y, _ in half)
    for x in (-96, -86, -76, 76, 86, 96):
        line = _at(view, [(x * 0.94, -30, -10), (x, low * 0.4, -10), (x * 0.97, low * 0.92, -10)])
        canvas.stroke(line, [0.5, 2.4, 0.6], tones.hair_light if x < 0 else dark, 90, clip=shape)


def _bun(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    x, y = view.at(4, -136, -20)
    knot = ellipse(x, y, 33, 28, 8)
    _mass(canvas, knot, tones)
    for radius in (24, 15):
        canvas.stroke([(x - radius, y + 4), (x - radius * 0.3, y - radius * 0.7), (x + radius * 0.8, y - radius * 0.3), (x + radius * 0.6, y + 9)],
                      [0.5, 2.2, 2.0, 0.5], tones.hair_dark, 150, clip=knot)
    canvas.stroke([(x - 20, y - 8), (x - 4, y - 18), (x + 12, y - 17)], [0.5, 2.6, 0.5], tones.hair_light, 150, clip=knot)
    shape = _cap_of_hair(skull, view, _temple_line(skull, 16, -70, 6), 9, 18, 5)
    _mass(canvas, shape, tones)
    for sign in (-1, 1):
        lines = [_at(view, [(sign * (skull.cheek - 6 - i * 3), -8 - i * 20, 24), (sign * (62 - i * 10), -62 - i * 10, 30), (sign * (30 - i * 6), -110, 10)]) for i in range(3)]
        _strands(canvas, lines, tones, sign < 0, shape, 130)
        lock = _at(view, [(sign * (skull.cheek - 4), 4, 20), (sign * (skull.cheek + 1), 22, 18), (sign * (skull.cheek - 4), 42, 20)])
        canvas.stroke(lock, [4.5, 3.4, 0.6], tones.hair)
    _gloss(canvas, tones, view, shape)


def _braids(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    shape = _cap_of_hair(skull, view, _temple_line(skull, 22, -70, 14), 9, 24, 6)
    _mass(canvas, shape, tones)
    for x in (-52, -36, -20, 20, 36, 52):
        row = _at(view, [(x, -66 + abs(x) * 0.24, 44), (x * 1.06, -92, 28), (x * 0.9, -120, 0)])
        canvas.stroke(row, [1.0, 2.6, 1.0], tones.hair_dark, 210, clip=shape)
        canvas.stroke([(px + 3.4, py) for px, py in row], [0.5, 1.6, 0.5], tones.hair_light, 130, clip=shape)
    canvas.stroke(_at(view, [(0, -82, 46), (0, -104, 26), (0, -126, 0)]), [1.8, 1.8, 0.6], mix(tones.skin_deep, tones.hair_dark, 0.4), clip=shape)


def _braids_back(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    for sign in (-1, 1):
        for strand, start in enumerate((skull.cheek + 8, skull.cheek - 7)):
            for i in range(11):
                y = -6 + i * 17.0 + strand * 8
                x, y = view.at(sign * (start + math.sin(i * 0.5 + strand) * 2.2 + i * 0.7), y, -12)
                tone = mix(tones.hair, tones.hair_dark, 0.2 if sign < 0 else 0.6)
                canvas.fill(ellipse(x, y, 9.4 - i * 0.24, 11.0), tones.hair_dark)
                canvas.fill(ellipse(x - 2.4, y - 1, 5.6 - i * 0.16, 8.6, 24), tone)
                canvas.fill(ellipse(x + 2.9, y - 1, 4.6 - i * 0.16, 7.8, -24), tone)
            x, y = view.at(sign * (start + 9), 190 + strand * 8, -12)
            canvas.fill(ellipse(x, y, 6, 4), (226, 178, 84))


_CURLS = ((-62, -92, 27), (-30, -116, 30), (6, -124, 31), (40, -114, 29), (68, -88, 27), (84, -54, 25), (-82, -58, 25), (-90, -22, 23),
          (91, -18, 23), (-88, 12, 20), (88, 14, 20), (0, -94, 34), (-40, -88, 26), (42, -86, 26))


def _curly(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    for index, (x, y, r) in enumerate(_CURLS):
        cx, cy = view.at(x, y, 4)
        canvas.fill(ellipse(cx, cy, r, r), mix(tones.hair, tones.hair_dark, 0.15 + 0.5 * (x + 90) / 180))
        if index % 2 == 0:
            canvas.soft(ellipse(cx - r * 0.3, cy - r * 0.35, r * 0.5, r * 0.4), tones.hair_light, 90, 5)
    fringe = ((-58, -62, 17), (-34, -72, 17), (-10, -76, 17), (14, -75, 17), (37, -71, 17), (59, -60, 16), (-69, -38, 14), (69, -36, 14))
    for x, y, r in fringe:
        cx, cy = view.at(x, y, 34)
        canvas.fill(ellipse(cx, cy, r, r * 0.95), mix(tones.hair, tones.hair_dark, 0.1 + 0.4 * (x + 90) / 180))
    for index in range(46):
        turn = index * 2.39996
        reach = math.sqrt(index / 46) * 82
        x, y, r = math.cos(turn) * reach, -84 + math.sin(turn) * reach * 0.5, 6.5 + index % 3
        if y > -52 and abs(x) < 60:
            continue
        cx, cy = view.at(x, y, 18)
        curl = [(cx - r, cy + 1), (cx - r * 0.3, cy - r * 0.7), (cx + r * 0.7, cy - r * 0.4), (cx + r * 0.6, cy + r * 0.5)]
        canvas.stroke(curl, [0.5, 1.8, 1.6, 0.4], tones.hair_light if index % 3 else tones.hair_dark, 115)


def _curly_back(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    for x, y, r in ((-84, 34, 22), (84, 34, 22), (-70, 58, 20), (70, 58, 20), (0, -70, 80), (-60, 0, 44), (60, 0, 44)):
        cx, cy = view.at(x, y, -16)
        canvas.fill(ellipse(cx, cy, r, r), tones.hair_dark)


def _thinning(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    for sign in (-1, 1):
        side = [(sign * (c - 4), 18, 12), (sign * (c + 4), -4, 2), (sign * (c + 5), -40, 0), (sign * (c - 8), -80, 0), (sign * (c - 26), -100, 10),
                (sign * (c - 22), -76, 24), (sign * (c - 13), -46, 28), (sign * (c - 8), -16, 22)]
        shape = spline(_at(view, side), closed=True)
        canvas.fill(shape, Linear((sign * c, -90), (sign * c, 20), mix(tones.hair, tones.hair_light, 0.35), mix(tones.hair, tones.hair_dark, 0.5)))
        lines = [_at(view, [(sign * (c - 2 - i * 3), 8 - i * 18, 14), (sign * (c - 1 - i * 3), -30 - i * 10, 10), (sign * (c - 14 - i * 4), -76 - i * 4, 10)]) for i in range(3)]
        _strands(canvas, lines, tones, True, shape, 140)
    for i in range(5):
        line = _at(view, [(-50 + i * 4, -84 - i * 4, 24), (-10 + i * 6, -110 - i, 16), (34 + i * 5, -98 + i * 2, 18)])
        canvas.stroke(line, [0.5, 2.2, 0.5], tones.hair, 130)
    x, y = view.at(-14, -92, 24)
    canvas.soft(ellipse(x, y, 22, 9, -12), (255, 250, 240), 90, 6)


def _bald(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    face = face_outline(skull, view)
    for sign in (-1, 1):
        shade = _at(view, [(sign * (skull.cheek + 2), 6, 8), (sign * (skull.cheek - 6), -10, 20), (sign * (skull.cheek - 12), -46, 24), (sign * (skull.cheek + 2), -60, 4)])
        canvas.soft(spline(shade, closed=True), mix(tones.hair, tones.skin_deep, 0.5), 110, 5, clip=face)
    x, y = view.at(-16, -88, 24)
    canvas.soft(ellipse(x, y, 20, 9, -12), (255, 250, 240), 110, 5, clip=face)


def _cap(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek + 9
    dome = _at(view, [(-c, -46, 4), (-c + 8, -94, 0), (-46, -132, 0), (0, -141, 0), (46, -132, 0), (c - 8, -94, 0), (c, -46, 4), (40, -64, 44), (0, -68, 50), (-40, -64, 44)])
    crown = spline(dome, closed=True)
    canvas.fill(crown, Linear((-60, -130), (70, -50), tones.cloth_light, tones.cloth_shade))
    for x in (-34, 0, 34):
        canvas.stroke(_at(view, [(x * 0.2, -139, 0), (x * 1.1, -104, 26), (x * 1.2, -66, 46)]), [0.8, 1.2, 0.8], tones.cloth_deep, 130, clip=crown)
    brim = _at(view, [(-64, -60, 34), (-34, -72, 54), (0, -75, 60), (34, -72, 54), (64, -60, 34), (52, -44, 76), (0, -36, 92), (-52, -44, 76)])
    outline = spline(brim, closed=True)
    canvas.fill(outline, Linear((0, -74), (0, -36), tones.cloth_shade, tones.cloth_deep))
    canvas.stroke(brim[5:8], [0.5, 2.0, 0.5], tones.cloth_light, 130)
    x, y = view.at(0, -141, 0)
    canvas.fill(ellipse(x, y, 5, 3), tones.cloth_deep)


def _headscarf(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    scarf = tones.cloth_light if look.dress_colour in ("navy", "charcoal", "plum", "forest", "teal") else mix(tones.cloth, (250, 240, 226), 0.5)
    shade, deep = mix(scarf, tones.cloth_deep, 0.35), mix(scarf, tones.cloth_deep, 0.7)
    outer = [(0, -130, 0), (48, -120, 0), (c + 4, -80, 0), (c + 12, -16, 0), (c + 10, 50, 0), (c + 2, 92, 4), (c + 18, 132, 6), (60, 146, 14), (0, 150, 20),
             (-60, 146, 14), (-c - 18, 132, 6), (-c - 2, 92, 4), (-c - 10, 50, 0), (-c - 12, -16, 0), (-c - 4, -80, 0), (-48, -120, 0)]
    inner = [(0, -70, 48), (38, -64, 44), (c - 15, -32, 34), (c - 13, 10, 30), (c - 19, 52, 34), (36, 90, 46), (0, skull.chin_y, 54),
             (-36, 90, 46), (-c + 19, 52, 34), (-c + 13, 10, 30), (-c + 15, -32, 34), (-38, -64, 44)]
    around, face = spline(_at(view, outer), closed=True), spline(_at(view, inner), closed=True)
    # A ring: outer edge and inner edge joined by a seam at the top.
    ring = around + [around[0]] + [face[0]] + face[::-1]
    canvas.fill(ring, Linear((-70, -120), (75, 120), mix(scarf, (255, 250, 240), 0.3), shade))
    fold_lines = [[(-c + 4, -60, 20), (-c + 1, 10, 20), (-c + 14, 70, 26), (-20, 120, 40)], [(c - 2, -50, 20), (c + 2, 20, 16), (c - 8, 84, 24), (10, 128, 38)],
                  [(-40, -112, 12), (-c + 6, -60, 14), (-c - 2, 6, 8)], [(30, -116, 10), (c - 4, -66, 14), (c + 4, 0, 6)],
                  [(-c - 6, 110, 8), (-50, 118, 20), (20, 112, 34), (56, 84, 30)], [(-c - 2, 124, 8), (-40, 134, 20), (30, 126, 30), (c - 4, 92, 20)]]
    for line in fold_lines:
        canvas.stroke(_at(view, [(x, y, z) for x, y, z in line]), [0.5, 2.6, 0.6], deep, 120, clip=ring)
    rim = [(lerp(a[0], b[0], 0.0), lerp(a[1], b[1], 0.0)) for a, b in zip(face, face, strict=True)]
    canvas.stroke([*rim, rim[0]], [2.4, 2.4], deep, 150, smooth=False)


_FRONTS: dict[str, Pen] = {
    "short": _short, "side_part": _side_part, "pixie": _pixie, "bob": _bob, "wavy": _wavy, "long": _long, "bun": _bun, "braids": _braids,
    "curly": _curly, "thinning": _thinning, "bald": _bald,
}
_BACKS: dict[str, Pen] = {"bob": _bob_back, "wavy": _wavy_back, "long": _long_back, "braids": _braids_back, "curly": _curly_back}
