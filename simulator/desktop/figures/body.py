"""Neck, trunk and clothes, drawn once."""

from __future__ import annotations

from simulator.desktop.figures.canvas import Canvas, Colour, Linear, mix
from simulator.desktop.figures.clothes import DRESSES
from simulator.desktop.figures.geometry import Outline, Point, ellipse, mirrored, spline
from simulator.desktop.figures.look import Look
from simulator.desktop.figures.palette import Palette
from simulator.desktop.figures.trunk import Frame, frame_for


def draw_body(canvas: Canvas, look: Look, tones: Palette) -> None:
    """Draw neck, chest and clothes."""
    frame = frame_for(look)
    _draw_neck(canvas, look, frame, tones)
    DRESSES[look.dress](canvas, look, frame, tones)
    if "necklace" in look.accessories and look.dress in ("blazer", "shirt", "coat", "apron"):
        chain: list[Point] = [(-frame.neck - 3, 128), (-20, 158), (0, 168), (20, 158), (frame.neck + 3, 128)]
        canvas.stroke(chain, [1.6, 1.8, 1.6], (222, 184, 92))
        canvas.fill(ellipse(0, 172, 4.6, 5.4), (236, 202, 116))
    if "scarf" in look.accessories:
        _draw_scarf(canvas, frame, tones)


def _draw_neck(canvas: Canvas, look: Look, frame: Frame, tones: Palette) -> None:
    n = frame.neck
    half = spline(
        [(n - 1, 58), (n - 1, 96), (n + 3, 122), (n + 13, 134), (n + 24, 150), (n + 26, 190), (36, 250), (0, 256)],
        steps=6,
    )
    skin = half + mirrored(half)[::-1]
    canvas.fill(
        skin,
        Linear((-60, 100), (70, 190), mix(tones.skin, tones.skin_light, 0.25), mix(tones.skin, tones.skin_shade, 0.35)),
    )
    # One clean cast shadow that follows the jaw, with a softer lower rim: no smudge.
    cast = spline(
        [(-n - 12, 60), (-n - 8, 104), (-n * 0.45, 122), (n * 0.2, 131), (n + 2, 124), (n + 10, 100), (n + 12, 60)],
        steps=8,
    )
    canvas.soft([*cast, (n + 12, 40), (-n - 12, 40)], tones.skin_shade, 255, 2.4, clip=skin)
    deep = spline([(-n - 12, 60), (-n - 4, 97), (-n * 0.3, 112), (n * 0.45, 114), (n + 6, 94), (n + 12, 60)], steps=8)
    canvas.soft([*deep, (n + 12, 40), (-n - 12, 40)], mix(tones.skin_shade, tones.skin_deep, 0.5), 200, 4.0, clip=skin)
    side = [(n - 9, 100), (n + 12, 100), (n + 30, 150), (n + 6, 142)]
    canvas.soft(side, tones.skin_shade, 190, 5, clip=skin)
    for sign in (-1, 1):
        canvas.stroke(
            [(sign * 8, 150), (sign * 26, 144), (sign * 50, 147)], [0.6, 2.4, 0.6], tones.skin_deep, 105, clip=skin
        )
        if not look.gentle or look.age == "old":
            canvas.stroke(
                [(sign * (n - 6), 112), (sign * (n - 16), 134), (sign * 6, 152)],
                [0.5, 2.0, 0.7],
                tones.skin_deep,
                75,
                clip=skin,
            )
    canvas.soft(ellipse(0, 154, 5, 4), tones.skin_deep, 80, 2.5, clip=skin)


def _draw_scarf(canvas: Canvas, frame: Frame, tones: Palette) -> None:
    n = frame.neck
    wool: Colour = mix((176, 84, 70), tones.cloth, 0.18)
    dark = mix(wool, (60, 24, 36), 0.4)
    tail: Outline = [(-26, 176), (14, 180), (20, 300), (-22, 304)]
    canvas.soft([(x + 5, y + 5) for x, y in tail], (40, 30, 40), 120, 5)
    canvas.fill(tail, Linear((-30, 180), (30, 300), wool, dark))
    for y in (274, 286):
        canvas.stroke([(-22, y), (19, y - 2)], [4.0, 4.0], mix(wool, (250, 236, 214), 0.7), smooth=False)
    loop = spline([(-n - 16, 112), (0, 146), (n + 16, 112), (n + 24, 150), (8, 194), (-n - 22, 152)], closed=True)
    canvas.soft([(x + 2, y + 7) for x, y in loop], (40, 30, 40), 130, 5)
    canvas.fill(loop, Linear((-60, 110), (60, 190), mix(wool, (255, 236, 214), 0.2), dark))
    for drop in (0, 14, 27):
        canvas.stroke(
            [(-n - 12, 124 + drop), (0, 152 + drop), (n + 14, 122 + drop)], [0.6, 2.4, 0.6], dark, 150, clip=loop
        )
