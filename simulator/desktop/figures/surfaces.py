"""What all rooms are made of: walls, counters, the grain of wood, the dark towards the corners."""

from __future__ import annotations

from simulator.desktop.figures.canvas import Canvas, Colour, Linear, Radial, mix
from simulator.desktop.figures.props import INK, PAPER, box

DAY: tuple[Colour, Colour] = ((158, 204, 232), (236, 240, 232))


def wall(canvas: Canvas, wide: float, top: Colour, bottom: Colour) -> None:
    """Draw a wall that fills the picture."""
    canvas.fill(box(-4, -4, wide + 4, 724), Linear((0, 0), (0, 620), top, bottom))


def vignette(canvas: Canvas, wide: float, colour: Colour = (60, 36, 40), alpha: int = 90) -> None:
    """Darken the picture towards its edges."""
    canvas.fill(box(-4, -4, wide + 4, 724), Radial((wide * 0.4, 330), wide * 0.72, colour, colour, 0, alpha))


def counter(
    canvas: Canvas, wide: float, y: float, top: tuple[Colour, Colour], front: tuple[Colour, Colour], plank: float
) -> None:
    """Draw a counter with its front; y is the far edge of its top."""
    canvas.soft(box(-20, y - 10, wide + 20, y + 4), (50, 28, 24), 70, 6)
    canvas.fill(box(-4, y, wide + 4, y + 52), Linear((0, y), (0, y + 52), *top))
    canvas.fill(box(-4, y, wide + 4, y + 2.4), mix(top[0], (255, 255, 255), 0.5))
    canvas.fill(box(-4, y + 52, wide + 4, 724), Linear((0, y + 52), (0, 720), *front))
    canvas.soft(box(-20, y + 50, wide + 20, y + 66), (40, 22, 22), 150, 5)
    canvas.fill(box(-4, y + 47, wide + 4, y + 54), mix(top[1], INK, 0.28))
    x = plank * 0.5
    while x < wide:
        canvas.fill(box(x, y + 56, x + 2.2, 724), mix(front[1], INK, 0.4))
        canvas.fill(box(x + 2.4, y + 56, x + 4.2, 724), mix(front[0], PAPER, 0.16))
        x += plank


def grain(canvas: Canvas, wide: float, y: float, colour: Colour) -> None:
    """Draw the grain of a wooden top."""
    for i in range(26):
        x = (i * 197) % round(wide)
        line = y + 5 + (i * 53) % 28
        canvas.stroke(
            [(x, line), (x + 40 + i % 5 * 12, line + 1.2), (x + 110 + i % 4 * 20, line - 0.6)],
            [0.4, 1.4, 0.4],
            colour,
            70,
        )
