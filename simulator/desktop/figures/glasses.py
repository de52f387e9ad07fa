"""Glasses over the eyes, drawn in head units."""

from __future__ import annotations

from simulator.desktop.figures.canvas import Canvas, Colour
from simulator.desktop.figures.geometry import Outline, ellipse, rounded_box
from simulator.desktop.figures.head import EYE_X, Skull, View
from simulator.desktop.figures.look import Look

_DEPTH = 62.0


def draw_glasses(canvas: Canvas, look: Look, skull: Skull, view: View) -> None:
    """Draw the frame, a faint glint on each lens and the side pieces."""
    if look.glasses == "none":
        return
    frame: Colour = (52, 44, 52) if look.glasses == "square" else (122, 84, 52)
    for sign in (-1, 1):
        narrow = view.narrowing(sign * EYE_X)
        cx, cy = view.at(sign * (EYE_X + 0.5), 4, _DEPTH)
        local: Outline = ellipse(0, 0, 28, 26.5) if look.glasses == "round" else rounded_box(-29, -22, 29, 22, 10)
        lens = [(cx + x * narrow, cy + y) for x, y in local]
        canvas.fill(lens, (226, 240, 250), 26)
        canvas.fill(
            [(cx - 16, cy - 24), (cx - 6, cy - 24), (cx - 18, cy + 24), (cx - 27, cy + 24)],
            (255, 255, 255),
            44,
            clip=lens,
        )
        canvas.stroke([(x + 0.6, y + 2.4) for x, y in [*lens, lens[0]]], [2.4, 2.4], (60, 30, 30), 60, smooth=False)
        canvas.stroke([*lens, lens[0]], [3.4, 3.4], frame, smooth=False)
        hinge = view.at(sign * (EYE_X + 27), 0, _DEPTH - 10)
        ear = view.at(sign * (skull.cheek + 2), 4, 4)
        canvas.stroke([(cx + sign * 27 * narrow, cy - 5), hinge, ear], [3.2, 3.0, 2.6], frame, smooth=False)
    left, right = view.at(-EYE_X + 27, 1, _DEPTH + 4), view.at(EYE_X - 27, 1, _DEPTH + 4)
    middle = view.at(0, -3, _DEPTH + 8)
    canvas.stroke([left, middle, right], [3.0, 3.2, 3.0], frame)
