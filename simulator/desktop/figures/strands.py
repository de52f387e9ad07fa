"""Pieces all hair is made of: lit masses, strands, gloss, the cap round the skull."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.desktop.figures.canvas import Canvas, Linear, mix
from simulator.desktop.figures.geometry import Outline, Point, spline
from simulator.desktop.figures.head import Skull, View
from simulator.desktop.figures.palette import Palette


def seen(view: View, points: Sequence[tuple[float, float, float]]) -> Outline:
    """Return points of the head, each with a depth of its own, as they appear."""
    return [view.at(x, y, z) for x, y, z in points]


def mass(canvas: Canvas, outline: Outline, tones: Palette) -> None:
    """Paint a body of hair: lit from the upper left, dark at the lower right."""
    canvas.fill(
        outline,
        Linear((-70, -120), (70, 20), mix(tones.hair, tones.hair_light, 0.5), mix(tones.hair, tones.hair_dark, 0.75)),
    )


def strands(
    canvas: Canvas, lines: Sequence[Sequence[Point]], tones: Palette, *, light: bool, clip: Outline, alpha: int = 150
) -> None:
    """Paint single strands, lighter or darker than the mass."""
    for line in lines:
        canvas.stroke(line, [0.4, 2.0, 1.6, 0.4], tones.hair_light if light else tones.hair_dark, alpha, clip=clip)


def gloss(canvas: Canvas, tones: Palette, view: View, clip: Outline, y: float = -100.0, wide: float = 40.0) -> None:
    """Paint the band of light a round head of hair shows."""
    band = seen(
        view,
        [
            (-wide - 16, y + 18, 20),
            (-wide * 0.4, y, 30),
            (10, y - 2, 30),
            (8, y + 8, 30),
            (-wide * 0.4, y + 11, 30),
            (-wide - 10, y + 28, 20),
        ],
    )
    canvas.soft(spline(band, closed=True), tones.hair_light, 120, 4, clip=clip)


def cap_of_hair(
    skull: Skull, view: View, hairline: Sequence[tuple[float, float, float]], rise: float, low: float, puff: float = 6.0
) -> Outline:
    """Return hair round the skull: `rise` above it, down to `low` beside it, inside the hairline from left to right."""
    c = skull.cheek + puff
    outer = [
        (c - 7, low, 0),
        (c, -30, 0),
        (c - 8, -86, 0),
        (46, -117 - rise * 0.75, 0),
        (0, -121 - rise, 0),
        (-46, -117 - rise * 0.75, 0),
        (-(c - 8), -86, 0),
        (-c, -30, 0),
        (-(c - 7), low, 0),
    ]
    return spline(seen(view, outer), steps=7) + spline(seen(view, hairline), steps=7)


def temple_line(skull: Skull, low: float, top: float, dip: float = 0.0) -> list[tuple[float, float, float]]:
    """Return a plain hairline from the left ear over the forehead to the right ear."""
    c = skull.cheek
    return [
        (-c + 4, low, 14),
        (-c + 9, -22, 22),
        (-c + 15, -50, 30),
        (-38, top + 4, 40),
        (0, top - dip, 46),
        (38, top + 4, 40),
        (c - 15, -50, 30),
        (c - 9, -22, 22),
        (c - 4, low, 14),
    ]
