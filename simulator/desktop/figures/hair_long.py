"""Hair that falls to the jaw or further, braids and curls."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.desktop.figures.canvas import Canvas, Linear, mix
from simulator.desktop.figures.geometry import Outline, ellipse, spline
from simulator.desktop.figures.head import Skull, View
from simulator.desktop.figures.palette import Palette
from simulator.desktop.figures.strands import cap_of_hair, gloss, mass, seen, strands, temple_line


def _parted_front(
    canvas: Canvas, skull: Skull, tones: Palette, view: View, part_x: float, low: float, swing: float = 0.0
) -> Outline:
    """Draw long hair parted over the forehead and falling down both sides of the face; return its outline."""
    c = skull.cheek
    outer = [
        (c + 4, low, 8),
        (c + 13, low * 0.45, 0),
        (c + 16, -10, 0),
        (c + 4, -80, 0),
        (46, -122, 0),
        (part_x, -131, 0),
        (-46, -122, 0),
        (-(c + 4), -80, 0),
        (-(c + 16), -10, 0),
        (-(c + 13), low * 0.45, 0),
        (-(c + 4), low, 8),
    ]
    inner = [
        (-(c + 3), low, 8),
        (-c + 5 - swing, low * 0.72, 22),
        (-c + 8, 20, 30),
        (-c + 14, -26, 36),
        (-40 + part_x * 0.5, -64, 46),
        (part_x, -82, 46),
        (42 + part_x * 0.5, -62, 46),
        (c - 13, -26, 36),
        (c - 8, 20, 30),
        (c - 5 + swing, low * 0.72, 22),
        (c + 3, low, 8),
    ]
    shape = spline(seen(view, outer), steps=7) + spline(seen(view, inner), steps=7)
    mass(canvas, shape, tones)
    for sign in (-1, 1):
        lines = [
            seen(
                view,
                [
                    (part_x + sign * i, -112 + i * 1.2, 24),
                    (sign * (40 + i * 2.4), -86 + i * 2, 26),
                    (sign * (c + i * 1.1 - 2), -20, 14),
                    (sign * (c + i * 0.9 - 1), low, 10),
                ],
            )
            for i in (1, 5, 9)
        ]
        strands(canvas, lines[:2], tones, light=sign < 0, clip=shape, alpha=140)
        strands(canvas, lines[2:], tones, light=False, clip=shape, alpha=130)
    canvas.stroke(
        seen(view, [(part_x, -86, 46), (part_x + 1, -108, 26), (part_x, -129, 0)]),
        [1.8, 1.6, 0.5],
        tones.hair_dark,
        200,
        clip=shape,
    )
    gloss(canvas, tones, view, shape, -98, 36)
    return shape


def _bob(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    _parted_front(canvas, skull, tones, view, -20, 70, 4)


def _bob_back(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    half = [
        (0, -120, -20),
        (c - 6, -86, -20),
        (c + 16, -20, -16),
        (c + 18, 40, -14),
        (c + 13, 78, -14),
        (c - 4, 98, -14),
        (c - 30, 96, -18),
        (0, 88, -24),
    ]
    _back_mass(canvas, half, tones, view)


def _wavy(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    _parted_front(canvas, skull, tones, view, 16, 84, -8)


def _wavy_back(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    half = [
        (0, -120, -20),
        (c - 4, -86, -20),
        (c + 18, -24, -16),
        (c + 12, 22, -14),
        (c + 27, 62, -12),
        (c + 17, 100, -12),
        (c + 26, 132, -12),
        (c - 2, 150, -14),
        (0, 140, -24),
    ]
    _back_mass(canvas, half, tones, view)


def _long(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    _parted_front(canvas, skull, tones, view, 0, 92, -4)


def _long_back(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    half = [
        (0, -120, -20),
        (c - 6, -88, -20),
        (c + 15, -20, -16),
        (c + 17, 60, -14),
        (c + 20, 140, -10),
        (c + 10, 206, -8),
        (c - 26, 214, -10),
        (0, 200, -24),
    ]
    _back_mass(canvas, half, tones, view)


def _back_mass(canvas: Canvas, half: Sequence[tuple[float, float, float]], tones: Palette, view: View) -> None:
    whole = [*half] + [(-x, y, z) for x, y, z in reversed(half) if x > 0]
    shape = spline(seen(view, whole), closed=True)
    dark = tones.hair_dark
    canvas.fill(shape, Linear((-90, -60), (95, 110), mix(tones.hair, dark, 0.3), mix(dark, (20, 14, 20), 0.25)))
    low = max(y for _, y, _ in half)
    for x in (-96, -86, -76, 76, 86, 96):
        line = seen(view, [(x * 0.94, -30, -10), (x, low * 0.4, -10), (x * 0.97, low * 0.92, -10)])
        canvas.stroke(line, [0.5, 2.4, 0.6], tones.hair_light if x < 0 else dark, 90, clip=shape)


def _braids(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    shape = cap_of_hair(skull, view, temple_line(skull, 22, -70, 14), 9, 24, 6)
    mass(canvas, shape, tones)
    for x in (-52, -36, -20, 20, 36, 52):
        row = seen(view, [(x, -66 + abs(x) * 0.24, 44), (x * 1.06, -92, 28), (x * 0.9, -120, 0)])
        canvas.stroke(row, [1.0, 2.6, 1.0], tones.hair_dark, 210, clip=shape)
        canvas.stroke([(px + 3.4, py) for px, py in row], [0.5, 1.6, 0.5], tones.hair_light, 130, clip=shape)
    canvas.stroke(
        seen(view, [(0, -82, 46), (0, -104, 26), (0, -126, 0)]),
        [1.8, 1.8, 0.6],
        mix(tones.skin_deep, tones.hair_dark, 0.4),
        clip=shape,
    )


def _braids_back(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
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


_CURLS = (
    (-62, -92, 27),
    (-30, -116, 30),
    (6, -124, 31),
    (40, -114, 29),
    (68, -88, 27),
    (84, -54, 25),
    (-82, -58, 25),
    (-90, -22, 23),
    (91, -18, 23),
    (-88, 12, 20),
    (88, 14, 20),
    (0, -94, 34),
    (-40, -88, 26),
    (42, -86, 26),
)


def _curly(canvas: Canvas, _skull: Skull, tones: Palette, view: View) -> None:
    for index, (x, y, r) in enumerate(_CURLS):
        cx, cy = view.at(x, y, 4)
        canvas.fill(ellipse(cx, cy, r, r), mix(tones.hair, tones.hair_dark, 0.15 + 0.5 * (x + 90) / 180))
        if index % 2 == 0:
            canvas.soft(ellipse(cx - r * 0.3, cy - r * 0.35, r * 0.5, r * 0.4), tones.hair_light, 90, 5)
    fringe = (
        (-58, -62, 17),
        (-34, -72, 17),
        (-10, -76, 17),
        (14, -75, 17),
        (37, -71, 17),
        (59, -60, 16),
        (-69, -38, 14),
        (69, -36, 14),
    )
    for x, y, r in fringe:
        cx, cy = view.at(x, y, 34)
        canvas.fill(ellipse(cx, cy, r, r * 0.95), mix(tones.hair, tones.hair_dark, 0.1 + 0.4 * (x + 90) / 180))
    for index in range(46):
        turn = index * 2.39996
        reach = math.sqrt(index / 46) * 82
        at_x, at_y, size = math.cos(turn) * reach, -84 + math.sin(turn) * reach * 0.5, 6.5 + index % 3
        if at_y > -52 and abs(at_x) < 60:
            continue
        cx, cy = view.at(at_x, at_y, 18)
        curl = [
            (cx - size, cy + 1),
            (cx - size * 0.3, cy - size * 0.7),
            (cx + size * 0.7, cy - size * 0.4),
            (cx + size * 0.6, cy + size * 0.5),
        ]
        canvas.stroke(curl, [0.5, 1.8, 1.6, 0.4], tones.hair_light if index % 3 else tones.hair_dark, 115)


def _curly_back(canvas: Canvas, _skull: Skull, tones: Palette, view: View) -> None:
    for x, y, r in ((-84, 34, 22), (84, 34, 22), (-70, 58, 20), (70, 58, 20), (0, -70, 80), (-60, 0, 44), (60, 0, 44)):
        cx, cy = view.at(x, y, -16)
        canvas.fill(ellipse(cx, cy, r, r), tones.hair_dark)


LONG_FRONTS = {"bob": _bob, "wavy": _wavy, "long": _long, "braids": _braids, "curly": _curly}


def _ponytail_back(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    """Draw a tail that hangs down behind one shoulder."""
    root = view.at(30, -96, -40)
    tail = spline(
        seen(
            view,
            [
                (18, -112, -40),
                (62, -116, -40),
                (skull.cheek + 22, -66, -36),
                (skull.cheek + 26, 10, -30),
                (skull.cheek + 32, 76, -26),
                (skull.cheek + 16, 138, -22),
                (skull.cheek - 2, 84, -24),
                (skull.cheek - 6, 0, -30),
                (skull.cheek - 20, -60, -36),
            ],
        ),
        closed=True,
    )
    canvas.fill(tail, Linear((40, -100), (110, 130), mix(tones.hair, tones.hair_light, 0.2), tones.hair_dark))
    for share in (0.2, 0.5, 0.8):
        line = seen(
            view,
            [
                (40 + share * 22, -104, -40),
                (skull.cheek - 14 + share * 32, -30, -34),
                (skull.cheek - 2 + share * 26, 50, -26),
                (skull.cheek + 12, 122, -22),
            ],
        )
        canvas.stroke(line, [0.5, 2.4, 0.5], tones.hair_light if share < 0.4 else tones.hair_dark, 130, clip=tail)
    canvas.fill(ellipse(root[0] + 12, root[1] - 10, 15, 11, 30), tones.cloth_deep)


LONG_BACKS = {
    "ponytail": _ponytail_back,
    "bob": _bob_back,
    "wavy": _wavy_back,
    "long": _long_back,
    "braids": _braids_back,
    "curly": _curly_back,
}
