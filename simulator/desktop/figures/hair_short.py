"""Hair that ends above the ears or is worn up."""

from __future__ import annotations

from simulator.desktop.figures.canvas import Canvas, Linear, mix
from simulator.desktop.figures.geometry import ellipse, spline
from simulator.desktop.figures.head import Skull, View, face_outline
from simulator.desktop.figures.palette import Palette
from simulator.desktop.figures.strands import cap_of_hair, gloss, mass, seen, strands, temple_line


def _short(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    line = [
        (-c + 4, 12, 14),
        (-c + 8, -18, 22),
        (-c + 10, -44, 28),
        (-c + 22, -62, 36),
        (-36, -70, 42),
        (-14, -68, 46),
        (10, -72, 46),
        (38, -69, 42),
        (c - 20, -60, 36),
        (c - 10, -44, 28),
        (c - 8, -18, 22),
        (c - 4, 12, 14),
    ]
    sides = cap_of_hair(skull, view, line, 8, 14, 3)
    canvas.fill(sides, Linear((-80, -60), (80, 30), mix(tones.hair, tones.hair_dark, 0.35), tones.hair_dark))
    top = spline(
        seen(
            view,
            [
                (-c + 12, -62, 30),
                (-c + 8, -92, 6),
                (-48, -122, 0),
                (-22, -130, 0),
                (6, -132, 0),
                (34, -127, 0),
                (56, -116, 0),
                (c - 6, -90, 4),
                (c - 12, -60, 30),
                (40, -69, 42),
                (26, -67, 46),
                (12, -71, 46),
                (-4, -67, 46),
                (-20, -71, 45),
                (-38, -65, 42),
            ],
        ),
        closed=True,
        steps=5,
    )
    mass(canvas, top, tones)
    lines = [
        seen(view, [(x, -68 - abs(x) * 0.05, 42), (x * 1.1 + 4, -96, 28), (x * 1.12 + 13, -122 + abs(x) * 0.25, 8)])
        for x in (-50, -38, -26, -14, -2, 10, 22, 34, 46)
    ]
    strands(canvas, lines[::2], tones, light=True, clip=top, alpha=120)
    strands(canvas, lines[1::2], tones, light=False, clip=top, alpha=150)
    gloss(canvas, tones, view, top, -106)


def _side_part(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    line = [
        (-c + 4, 14, 14),
        (-c + 9, -22, 22),
        (-c + 13, -54, 32),
        (-36, -76, 42),
        (-26, -84, 44),
        (2, -66, 48),
        (34, -60, 44),
        (c - 12, -46, 30),
        (c - 8, -18, 22),
        (c - 4, 14, 14),
    ]
    shape = cap_of_hair(skull, view, line, 15, 16, 5)
    mass(canvas, shape, tones)
    sweeps = [
        seen(
            view,
            [
                (-26 + i * 3, -86 + i * 1.5, 40),
                (2 + i * 7, -104 + i * 4, 30),
                (34 + i * 6, -100 + i * 9, 20),
                (62 + i * 2, -72 + i * 10, 14),
            ],
        )
        for i in range(6)
    ]
    strands(canvas, sweeps[::2], tones, light=True, clip=shape, alpha=140)
    strands(canvas, sweeps[1::2], tones, light=False, clip=shape, alpha=120)
    part = seen(view, [(-27, -82, 44), (-30, -102, 28), (-28, -122, 4)])
    canvas.stroke(part, [2.6, 2.0, 0.5], tones.hair_dark, 210, clip=shape)
    gloss(canvas, tones, view, shape, -108)


def _pixie(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    line = [
        (-c + 2, 30, 16),
        (-c + 9, 2, 26),
        (-c + 10, -30, 34),
        (-50, -54, 42),
        (-36, -68, 46),
        (-22, -76, 48),
        (6, -64, 50),
        (34, -52, 48),
        (c - 14, -34, 36),
        (c - 9, 2, 26),
        (c - 2, 30, 16),
    ]
    shape = cap_of_hair(skull, view, line, 15, 26, 8)
    mass(canvas, shape, tones)
    # Side-swept locks with pointed tips break the edge of the fringe.
    for x0, x1, y1, wide in (
        (-30, 16, -47, 15),
        (-22, 36, -40, 16),
        (-12, 54, -30, 16),
        (0, 66, -14, 13),
        (-38, -8, -55, 12),
    ):
        lock = seen(view, [(x0, -92, 36), ((x0 + x1) / 2 - 2, -84, 46), (x1 - 8, -62, 50), (x1, y1, 48)])
        canvas.stroke(lock, [3.0, wide, wide * 0.8, 0.4], mix(tones.hair, tones.hair_light, 0.12 if x0 < -15 else 0.0))
        canvas.stroke([(x - 2, y + 1) for x, y in lock], [0.4, 1.8, 1.4, 0.3], tones.hair_light, 150)
        canvas.stroke([(x + 1, y + wide * 0.4) for x, y in lock[:3]], [0.4, 1.8, 0.4], tones.hair_dark, 130)
    for x0, x1, y1 in ((-44, -60, -30), (-50, -66, -8)):
        canvas.stroke(
            seen(view, [(x0, -84, 30), (x1 + 2, -60, 36), (x1, y1, 32)]),
            [3.0, 12.0, 0.4],
            mix(tones.hair, tones.hair_light, 0.2),
        )
    crown = [
        seen(view, [(-30, -88, 34), (-20 + i * 13, -112 - 5 * (i % 2), 14), (4 + i * 17, -110 + i * 7, 8)])
        for i in range(4)
    ]
    strands(canvas, crown[::2], tones, light=True, clip=shape, alpha=150)
    strands(canvas, crown[1::2], tones, light=False, clip=shape, alpha=130)
    gloss(canvas, tones, view, shape)


def _bun(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    x, y = view.at(4, -136, -20)
    knot = ellipse(x, y, 33, 28, 8)
    mass(canvas, knot, tones)
    for radius in (24, 15):
        canvas.stroke(
            [
                (x - radius, y + 4),
                (x - radius * 0.3, y - radius * 0.7),
                (x + radius * 0.8, y - radius * 0.3),
                (x + radius * 0.6, y + 9),
            ],
            [0.5, 2.2, 2.0, 0.5],
            tones.hair_dark,
            150,
            clip=knot,
        )
    canvas.stroke(
        [(x - 20, y - 8), (x - 4, y - 18), (x + 12, y - 17)], [0.5, 2.6, 0.5], tones.hair_light, 150, clip=knot
    )
    shape = cap_of_hair(skull, view, temple_line(skull, 16, -70, 6), 9, 18, 5)
    mass(canvas, shape, tones)
    for sign in (-1, 1):
        lines = [
            seen(
                view,
                [
                    (sign * (skull.cheek - 6 - i * 3), -8 - i * 20, 24),
                    (sign * (62 - i * 10), -62 - i * 10, 30),
                    (sign * (30 - i * 6), -110, 10),
                ],
            )
            for i in range(3)
        ]
        strands(canvas, lines, tones, light=sign < 0, clip=shape, alpha=130)
        lock = seen(
            view,
            [(sign * (skull.cheek - 4), 4, 20), (sign * (skull.cheek + 1), 22, 18), (sign * (skull.cheek - 4), 42, 20)],
        )
        canvas.stroke(lock, [4.5, 3.4, 0.6], tones.hair)
    gloss(canvas, tones, view, shape)


def _thinning(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    for sign in (-1, 1):
        side = [
            (sign * (c - 4), 18, 12),
            (sign * (c + 4), -4, 2),
            (sign * (c + 5), -40, 0),
            (sign * (c - 8), -80, 0),
            (sign * (c - 26), -100, 10),
            (sign * (c - 22), -76, 24),
            (sign * (c - 13), -46, 28),
            (sign * (c - 8), -16, 22),
        ]
        shape = spline(seen(view, side), closed=True)
        canvas.fill(
            shape,
            Linear(
                (sign * c, -90),
                (sign * c, 20),
                mix(tones.hair, tones.hair_light, 0.35),
                mix(tones.hair, tones.hair_dark, 0.5),
            ),
        )
        lines = [
            seen(
                view,
                [
                    (sign * (c - 2 - i * 3), 8 - i * 18, 14),
                    (sign * (c - 1 - i * 3), -30 - i * 10, 10),
                    (sign * (c - 14 - i * 4), -76 - i * 4, 10),
                ],
            )
            for i in range(3)
        ]
        strands(canvas, lines, tones, light=True, clip=shape, alpha=140)
    for i in range(5):
        line = seen(view, [(-50 + i * 4, -84 - i * 4, 24), (-10 + i * 6, -110 - i, 16), (34 + i * 5, -98 + i * 2, 18)])
        canvas.stroke(line, [0.5, 2.2, 0.5], tones.hair, 130)
    x, y = view.at(-14, -92, 24)
    canvas.soft(ellipse(x, y, 22, 9, -12), (255, 250, 240), 90, 6)


def _receding(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    c = skull.cheek
    line = [
        (-c + 4, 14, 14),
        (-c + 9, -20, 22),
        (-c + 12, -50, 30),
        (-c + 24, -78, 34),
        (-36, -104, 30),
        (-20, -92, 40),
        (0, -84, 44),
        (20, -90, 40),
        (36, -104, 30),
        (c - 24, -78, 34),
        (c - 12, -50, 30),
        (c - 9, -20, 22),
        (c - 4, 14, 14),
    ]
    shape = cap_of_hair(skull, view, line, 7, 13, 3)
    mass(canvas, shape, tones)
    sweeps = [
        seen(view, [(x, -86 - abs(x) * 0.4, 40), (x * 1.2 + 3, -108, 24), (x * 1.3 + 8, -124 + abs(x) * 0.2, 4)])
        for x in (-30, -18, -7, 5, 16, 28)
    ]
    strands(canvas, sweeps[::2], tones, light=True, clip=shape, alpha=140)
    strands(canvas, sweeps[1::2], tones, light=False, clip=shape, alpha=120)
    for sign in (-1, 1):
        lines = [
            seen(view, [(sign * (c - 3 - i * 4), 4 - i * 16, 16), (sign * (c - 6 - i * 5), -54 - i * 10, 18)])
            for i in range(3)
        ]
        strands(canvas, lines, tones, light=sign < 0, clip=shape, alpha=110)


def _ponytail(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    shape = cap_of_hair(skull, view, temple_line(skull, 18, -72, 8), 9, 18, 5)
    mass(canvas, shape, tones)
    for sign in (-1, 1):
        lines = [
            seen(
                view,
                [
                    (sign * (skull.cheek - 5 - i * 4), 2 - i * 18, 24),
                    (sign * (60 - i * 9), -66 - i * 10, 30),
                    (sign * (22 - i * 5), -118, 6),
                ],
            )
            for i in range(4)
        ]
        strands(canvas, lines[::2], tones, light=True, clip=shape, alpha=130)
        strands(canvas, lines[1::2], tones, light=False, clip=shape, alpha=120)
        lock = seen(view, [(sign * 30, -74, 46), (sign * 52, -44, 40), (sign * (skull.cheek - 7), 6, 28)])
        canvas.stroke(lock, [2.0, 7.0, 0.6], mix(tones.hair, tones.hair_light, 0.2 if sign < 0 else 0.0))
    gloss(canvas, tones, view, shape)


def _bald(canvas: Canvas, skull: Skull, tones: Palette, view: View) -> None:
    face = face_outline(skull, view)
    for sign in (-1, 1):
        shade = seen(
            view,
            [
                (sign * (skull.cheek + 2), 6, 8),
                (sign * (skull.cheek - 6), -10, 20),
                (sign * (skull.cheek - 12), -46, 24),
                (sign * (skull.cheek + 2), -60, 4),
            ],
        )
        canvas.soft(spline(shade, closed=True), mix(tones.hair, tones.skin_deep, 0.5), 110, 5, clip=face)
    x, y = view.at(-16, -88, 24)
    canvas.soft(ellipse(x, y, 20, 9, -12), (255, 250, 240), 110, 5, clip=face)


SHORT_FRONTS = {
    "short": _short,
    "side_part": _side_part,
    "pixie": _pixie,
    "bun": _bun,
    "ponytail": _ponytail,
    "receding": _receding,
    "thinning": _thinning,
    "bald": _bald,
}
