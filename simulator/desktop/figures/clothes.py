"""Clothes over a trunk, one painter each."""

from __future__ import annotations

from simulator.desktop.figures.canvas import Canvas, Colour, Linear, mix
from simulator.desktop.figures.geometry import Outline, Point, ellipse, ribbon, spline
from simulator.desktop.figures.look import Look
from simulator.desktop.figures.palette import Palette
from simulator.desktop.figures.trunk import Frame, trunk


def _cloth(canvas: Canvas, outline: Outline, frame: Frame, light: Colour, base: Colour, shade: Colour) -> None:
    """Paint a garment with its large shadows: under the head, under the arms, towards the lower right."""
    # Flat at the height of the shoulders, so that sleeves (drawn flat, moving) join without a seam.
    canvas.fill(outline, Linear((-30, 250), (50, 450), base, mix(base, shade, 0.9)))
    for sign, strength in ((-1, 90), (1, 150)):
        under = [
            (sign * (frame.chest - 22), 250),
            (sign * (frame.chest + 40), 226),
            (sign * (frame.waist + 50), 440),
            (sign * (frame.waist - 26), 440),
            (sign * (frame.waist - 20), 340),
        ]
        canvas.soft(spline(under, closed=True), shade, strength, 9, clip=outline)
    canvas.soft(ellipse(6, 128, frame.neck + 34, 26), shade, 140, 9, clip=outline)
    if frame.bust:
        for sign in (-1, 1):
            canvas.soft(
                spline([(sign * 22, 296), (sign * 54, 309), (sign * 86, 292), (sign * 60, 322)], closed=True),
                shade,
                120,
                7,
                clip=outline,
            )
    canvas.soft(ellipse(-frame.chest * 0.42, 218, 30, 34, -24), light, 58, 18, clip=outline)


def _folds(canvas: Canvas, frame: Frame, deep: Colour, clip: Outline, alpha: int = 90) -> None:
    for sign in (-1, 1):
        for x0, y0, x1, y1, x2, y2 in (
            (frame.chest - 8, 246, frame.chest - 24, 272, frame.chest - 34, 286),
            (frame.waist - 4, 348, frame.waist - 28, 366, frame.waist - 44, 370),
            (frame.waist - 2, 378, frame.waist - 22, 394, frame.waist - 38, 396),
        ):
            canvas.stroke([(sign * x0, y0), (sign * x1, y1), (sign * x2, y2)], [0.5, 3.2, 0.6], deep, alpha, clip=clip)


def _vee(frame: Frame, depth: float, wide: float = 8.0) -> list[Point]:
    n = frame.neck + wide
    return [(-n, 124), (-n * 0.66, (124 + depth) / 2 + 4), (0, depth), (n * 0.66, (124 + depth) / 2 + 4), (n, 124)]


def _crew(frame: Frame, depth: float, wide: float = 9.0) -> list[Point]:
    n = frame.neck + wide
    return spline(
        [
            (-n, 122),
            (-n * 0.8, depth - 12),
            (-n * 0.4, depth - 2),
            (0, depth),
            (n * 0.4, depth - 2),
            (n * 0.8, depth - 12),
            (n, 122),
        ],
        steps=5,
    )


def _collar(canvas: Canvas, frame: Frame, colour: Colour, shade: Colour, depth: float, spread: float = 26.0) -> None:
    """Draw an open shirt collar: two leaves and the band behind the neck."""
    n = frame.neck
    for sign in (-1, 1):
        leaf: Outline = [
            (sign * (n - 2), 106),
            (sign * (n + 9), 112),
            (sign * (n + spread), 140),
            (sign * (n + 2), 172),
            (sign * (n * 0.42), depth - 15),
            (sign * 1.5, depth - 2),
            (sign * (n * 0.34), (depth + 124) / 2 + 3),
            (sign * (n - 1), 130),
        ]
        under = [(x + 2, y + 5) for x, y in leaf]
        canvas.soft(under, mix(shade, (40, 30, 50), 0.45), 120, 3)
        canvas.fill(
            leaf,
            Linear(
                (sign * n, 106),
                (0, depth),
                colour if sign < 0 else mix(colour, shade, 0.3),
                mix(colour, shade, 0.25 if sign < 0 else 0.7),
            ),
        )
        canvas.stroke(
            [(sign * (n + spread), 140), (sign * (n + 2), 172), (sign * (n * 0.42), depth - 15)],
            [0.8, 1.4, 0.8],
            shade,
            200,
            smooth=False,
        )


def _buttons(canvas: Canvas, xs: float, ys: tuple[float, ...], colour: Colour, shade: Colour) -> None:
    for y in ys:
        canvas.fill(ellipse(xs + 0.6, y + 1, 4.2, 4.2), shade)
        canvas.fill(ellipse(xs, y, 3.9, 3.9), colour)
        canvas.fill(ellipse(xs, y, 1.2, 1.2), shade)


def _shirt(canvas: Canvas, _look: Look, frame: Frame, tones: Palette) -> None:
    shape = trunk(frame, _vee(frame, 182))
    _cloth(canvas, shape, frame, tones.cloth_light, tones.cloth, tones.cloth_shade)
    _folds(canvas, frame, tones.cloth_deep, shape)
    canvas.stroke([(-9, 190), (-9, 438)], [1.4, 1.4], tones.cloth_shade, 230, smooth=False)
    canvas.stroke([(9, 188), (9, 438)], [1.6, 1.6], tones.cloth_deep, 170, smooth=False)
    _buttons(canvas, 0, (214, 266, 318, 370), mix(tones.cloth_light, (255, 255, 255), 0.5), tones.cloth_deep)
    pocket: Outline = [(38, 252), (82, 250), (82, 294), (60, 304), (38, 296)]
    canvas.fill(pocket, tones.cloth_shade, 70)
    canvas.stroke([*pocket, pocket[0]], [1.4, 1.4], tones.cloth_deep, 130, smooth=False)
    _collar(canvas, frame, tones.cloth_light, tones.cloth_deep, 186)


def _blazer(canvas: Canvas, look: Look, frame: Frame, tones: Palette) -> None:
    linen: Colour = (246, 240, 230)
    grey: Colour = (206, 196, 194)
    inner = trunk(frame, _vee(frame, 196 if look.gentle else 180))
    _cloth(canvas, inner, frame, (255, 252, 246), linen, grey)
    if not look.gentle:
        _buttons(canvas, 0, (214, 258, 302), (255, 255, 255), (170, 162, 166))
        canvas.stroke([(7, 190), (7, 380)], [1.2, 1.2], grey, smooth=False)
    n = frame.neck
    _collar(canvas, frame, (254, 250, 243), grey, 200 if look.gentle else 184, 20)
    full = trunk(frame, _vee(frame, 190), grow=2)
    for sign in (1, -1):
        front: Outline = [
            (sign * (n + 9), 118),
            (sign * 52, 190),
            (sign * 40, 262),
            (sign * -6 if sign > 0 else 4, 352),
            (-6 if sign > 0 else 16, 438),
            (sign * 230, 438),
            (sign * 230, 118),
        ]
        edge = spline(front[:4], steps=6) + front[4:]
        canvas.soft(
            [(x + sign * -1 + 3, y + 2) for x, y in edge[:24]] + [(sign * 60, 438)], (60, 44, 60), 120, 4, clip=inner
        )
        canvas.fill(
            edge, Linear((-30, 240), (50, 450), tones.cloth, mix(tones.cloth, tones.cloth_shade, 0.95)), clip=full
        )
        canvas.soft(
            [
                (sign * (frame.chest - 18), 250),
                (sign * (frame.chest + 30), 230),
                (sign * (frame.waist + 40), 440),
                (sign * (frame.waist - 16), 440),
            ],
            tones.cloth_deep,
            110 if sign < 0 else 150,
            9,
            clip=full,
        )
        lapel: Outline = [
            (sign * (n + 7), 112),
            (sign * (n + 28), 132),
            (sign * (n + 42), 176),
            (sign * (n + 28), 184),
            (sign * (n + 46), 198),
            (sign * 58, 262),
            (sign * 6, 350),
            (sign * 33, 262),
            (sign * 42, 196),
        ]
        canvas.soft([(x + 4, y + 5) for x, y in lapel], tones.cloth_deep, 150, 4, clip=full)
        tone = tones.cloth_light if sign < 0 else mix(tones.cloth_light, tones.cloth, 0.6)
        canvas.fill(lapel, Linear((sign * 40, 120), (sign * 20, 350), tone, tones.cloth))
        canvas.stroke(
            [(sign * (n + 42), 176), (sign * (n + 28), 184), (sign * 47, 188)],
            [1.8, 1.8, 0.6],
            tones.cloth_deep,
            220,
            smooth=False,
        )
        canvas.stroke(
            [(sign * (n + 46), 198), (sign * 58, 262), (sign * 6, 350)], [0.8, 1.4, 0.8], tones.cloth_deep, 160
        )
    canvas.stroke([(-5, 352), (3, 392), (14, 438)], [0.8, 2.0, 2.0], tones.cloth_deep, 210)
    _buttons(canvas, 1, (366,), mix(tones.cloth_deep, (20, 16, 24), 0.3), mix(tones.cloth_deep, (10, 8, 14), 0.6))
    canvas.stroke([(62, 366), (104, 360)], [2.2, 2.2], tones.cloth_deep, 170, smooth=False)
    canvas.stroke([(-62, 366), (-104, 360)], [2.2, 2.2], tones.cloth_deep, 140, smooth=False)
    _folds(canvas, frame, tones.cloth_deep, full, 80)


def _knit(canvas: Canvas, _look: Look, frame: Frame, tones: Palette) -> None:
    shape = trunk(frame, _crew(frame, 142), grow=3)
    _cloth(canvas, shape, frame, tones.cloth_light, tones.cloth, tones.cloth_shade)
    for i in range(-6, 7):
        x = i * (frame.chest - 24) / 6.5
        canvas.stroke(
            [(x * 0.9, 172 + abs(i) * 3), (x, 300), (x * 0.97, 440)], [0.8, 2.0, 2.0], tones.cloth_deep, 46, clip=shape
        )
    _folds(canvas, frame, tones.cloth_deep, shape, 80)
    band = _crew(frame, 147, 12)
    canvas.fill(ribbon(band, [15.0, 15.0], smooth=False, round_ends=False), mix(tones.cloth, tones.cloth_light, 0.5))
    for i in range(2, len(band) - 2, 2):
        x, y = band[i]
        canvas.stroke([(x * 0.93, y - 6), (x * 1.05, y + 6)], [1.5, 1.5], tones.cloth_deep, 110, smooth=False)
    canvas.stroke([(x, y + 7) for x, y in band], [0.8, 2.4, 0.8], tones.cloth_deep, 130, smooth=False)


def _hoodie(canvas: Canvas, _look: Look, frame: Frame, tones: Palette) -> None:
    n = frame.neck
    shape = trunk(frame, _crew(frame, 156, 14), grow=5)
    tee = trunk(frame, _crew(frame, 138))
    canvas.fill(tee, (240, 238, 234))
    _cloth(canvas, shape, frame, tones.cloth_light, tones.cloth, tones.cloth_shade)
    _folds(canvas, frame, tones.cloth_deep, shape)
    pouch: Outline = spline([(-66, 350), (66, 350), (98, 440), (-98, 440)], steps=2)
    canvas.fill(pouch, tones.cloth_shade, 60, clip=shape)
    for sign in (-1, 1):
        canvas.stroke([(sign * 66, 350), (sign * 98, 440)], [2.0, 2.0], tones.cloth_deep, 160, clip=shape, smooth=False)
    canvas.stroke([(-66, 350), (66, 350)], [2.0, 2.0], tones.cloth_deep, 160, clip=shape, smooth=False)
    for sign in (-1, 1):
        roll = spline(
            [
                (sign * (n - 4), 98),
                (sign * (n + 20), 104),
                (sign * (n + 36), 128),
                (sign * (n + 26), 160),
                (sign * (n * 0.5), 188),
                (sign * 1, 200),
                (sign * 2, 176),
                (sign * (n * 0.55), 160),
                (sign * (n + 4), 134),
            ],
            closed=True,
        )
        canvas.soft([(x + 3, y + 6) for x, y in roll], tones.cloth_deep, 140, 5, clip=shape)
        canvas.fill(
            roll,
            Linear((sign * (n + 30), 100), (0, 200), tones.cloth_light if sign < 0 else tones.cloth, tones.cloth_shade),
        )
        canvas.stroke(
            [(sign * (n - 2), 112), (sign * (n + 6), 138), (sign * (n * 0.5), 166), (sign * 4, 184)],
            [0.8, 2.6, 0.8],
            tones.cloth_deep,
            150,
        )
        cord: list[Point] = [(sign * 15, 184), (sign * 18, 220), (sign * 15, 256 + sign * 6)]
        canvas.stroke([(x + 2, y + 2) for x, y in cord], [3.4, 3.4], tones.cloth_deep, 120)
        canvas.stroke(cord, [3.4, 3.4], (244, 240, 232))
        canvas.fill(ellipse(cord[-1][0], cord[-1][1] + 4, 2.8, 6), (200, 194, 188))


def _coat(canvas: Canvas, _look: Look, frame: Frame, tones: Palette) -> None:
    n = frame.neck
    under: Colour = mix(tones.cloth_deep, (236, 226, 210), 0.72)
    inner = trunk(frame, _crew(frame, 146))
    _cloth(canvas, inner, frame, mix(under, (255, 255, 255), 0.4), under, mix(under, (90, 80, 96), 0.4))
    full = trunk(frame, _crew(frame, 150, 12), grow=7)
    for sign in (1, -1):
        front: Outline = [
            (sign * (n + 8), 112),
            (sign * (n + 2), 180),
            (sign * 30, 270),
            (sign * 26, 438),
            (sign * 240, 438),
            (sign * 240, 112),
        ]
        canvas.soft(
            [(x - sign * 5 + 2, y) for x, y in front[:4]] + [(sign * 70, 438), (sign * 70, 150)],
            (50, 40, 56),
            140,
            5,
            clip=inner,
        )
        canvas.fill(
            front, Linear((-30, 240), (50, 450), tones.cloth, mix(tones.cloth, tones.cloth_shade, 0.95)), clip=full
        )
        canvas.soft(
            [
                (sign * (frame.chest - 14), 250),
                (sign * (frame.chest + 40), 230),
                (sign * (frame.waist + 50), 440),
                (sign * (frame.waist - 10), 440),
            ],
            tones.cloth_deep,
            110 if sign < 0 else 150,
            9,
            clip=full,
        )
        collar: Outline = [
            (sign * (n - 1), 98),
            (sign * (n + 20), 108),
            (sign * (n + 40), 164),
            (sign * (n + 46), 212),
            (sign * 32, 268),
            (sign * (n - 2), 190),
        ]
        leaf = [*spline(collar[:5], steps=5), collar[5]]
        canvas.soft([(x + 4, y + 6) for x, y in leaf], tones.cloth_deep, 150, 5, clip=full)
        canvas.fill(
            leaf,
            Linear(
                (sign * n, 100),
                (sign * 40, 268),
                tones.cloth_light if sign < 0 else mix(tones.cloth_light, tones.cloth, 0.6),
                tones.cloth,
            ),
        )
        canvas.stroke(leaf[8:21], [0.8, 1.6, 0.8], tones.cloth_deep, 170, smooth=False)
        canvas.stroke([(sign * 62, 352), (sign * 108, 340)], [3.4, 3.4], tones.cloth_deep, 150, smooth=False)
    _buttons(
        canvas, 40, (292, 344, 396), mix(tones.cloth_deep, (30, 22, 20), 0.4), mix(tones.cloth_deep, (10, 8, 10), 0.6)
    )
    _folds(canvas, frame, tones.cloth_deep, full, 80)


def _jacket(canvas: Canvas, _look: Look, frame: Frame, tones: Palette) -> None:
    """A short jacket, zipped half up over a plain top."""
    n = frame.neck
    under: Colour = mix((232, 228, 222), tones.cloth, 0.12)
    inner = trunk(frame, _crew(frame, 150))
    _cloth(canvas, inner, frame, (252, 250, 246), under, mix(under, (90, 80, 96), 0.4))
    full = trunk(frame, _crew(frame, 150, 12), grow=5)
    for sign in (1, -1):
        front: Outline = [
            (sign * (n + 6), 112),
            (sign * (n * 0.7), 176),
            (sign * 3, 246),
            (sign * 1, 438),
            (sign * 240, 438),
            (sign * 240, 112),
        ]
        canvas.soft([(x - sign * 4 + 2, y + 3) for x, y in front], (50, 40, 56), 120, 4, clip=inner)
        canvas.fill(
            front, Linear((-30, 240), (50, 450), tones.cloth, mix(tones.cloth, tones.cloth_shade, 0.95)), clip=full
        )
        canvas.soft(
            [
                (sign * (frame.chest - 16), 250),
                (sign * (frame.chest + 36), 230),
                (sign * (frame.waist + 46), 440),
                (sign * (frame.waist - 14), 440),
            ],
            tones.cloth_deep,
            110 if sign < 0 else 150,
            9,
            clip=full,
        )
        stand: Outline = spline(
            [
                (sign * (n - 3), 100),
                (sign * (n + 13), 106),
                (sign * (n + 19), 140),
                (sign * (n * 0.9), 188),
                (sign * (n * 0.5), 196),
                (sign * (n + 1), 150),
            ],
            closed=True,
        )
        canvas.soft([(x + 3, y + 5) for x, y in stand], tones.cloth_deep, 140, 4, clip=full)
        canvas.fill(
            stand,
            Linear((sign * n, 100), (0, 196), tones.cloth_light if sign < 0 else tones.cloth, tones.cloth_shade),
        )
        seam: list[Point] = [(sign * (frame.chest - 4), 206), (sign * 60, 214), (sign * 5, 250)]
        canvas.stroke(seam, [0.6, 2.2, 0.8], tones.cloth_deep, 120, clip=full)
        canvas.stroke([(sign * 58, 330), (sign * 88, 372)], [3.6, 3.6], tones.cloth_deep, 190, smooth=False)
        canvas.stroke([(sign * 56, 328), (sign * 86, 370)], [1.2, 1.2], tones.cloth_light, 170, smooth=False)
    canvas.stroke([(0, 248), (0, 438)], [4.4, 4.4], tones.cloth_deep, 230, smooth=False)
    canvas.stroke([(0, 248), (0, 438)], [1.6, 1.6], (206, 206, 212), 230, smooth=False)
    canvas.fill([(-4, 246), (4, 246), (3, 264), (-3, 264)], (222, 222, 228))
    _folds(canvas, frame, tones.cloth_deep, full, 80)


def _apron(canvas: Canvas, _look: Look, frame: Frame, tones: Palette) -> None:
    linen: Colour = (240, 234, 224)
    shape = trunk(frame, _vee(frame, 178))
    _cloth(canvas, shape, frame, (255, 252, 246), linen, (200, 190, 190))
    _folds(canvas, frame, (150, 140, 146), shape, 100)
    _collar(canvas, frame, (252, 248, 240), (196, 186, 186), 182)
    bib: Outline = [
        (-62, 236),
        (62, 236),
        (76, 300),
        (frame.waist + 4, 336),
        (frame.waist + 14, 440),
        (-frame.waist - 14, 440),
        (-frame.waist - 4, 336),
        (-76, 300),
    ]
    for sign in (-1, 1):
        canvas.fill(
            [(sign * (frame.neck + 12), 128), (sign * (frame.neck + 28), 138), (sign * 60, 240), (sign * 48, 242)],
            tones.cloth,
        )
    canvas.soft([(x + 3, y + 5) for x, y in bib], (70, 56, 70), 110, 5, clip=shape)
    canvas.fill(
        bib, Linear((-80, 236), (90, 440), mix(tones.cloth, tones.cloth_light, 0.4), tones.cloth_shade), clip=shape
    )
    canvas.stroke([(-62, 242), (62, 242)], [1.4, 1.4], tones.cloth_light, 150, smooth=False)
    canvas.fill([(-44, 356), (44, 356), (42, 440), (-42, 440)], tones.cloth_deep, 50)
    canvas.stroke([(-44, 356), (44, 356)], [2.4, 2.4], tones.cloth_deep, 150, smooth=False)
    canvas.fill([(18, 262), (50, 262), (50, 276), (18, 276)], (250, 246, 238))


DRESSES = {
    "shirt": _shirt,
    "blazer": _blazer,
    "knit": _knit,
    "hoodie": _hoodie,
    "jacket": _jacket,
    "coat": _coat,
    "apron": _apron,
}
