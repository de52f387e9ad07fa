"""Hair behind and before the face, and what is worn on it; drawn in head units."""

from __future__ import annotations

from simulator.desktop.figures.canvas import Canvas
from simulator.desktop.figures.hair_long import LONG_BACKS, LONG_FRONTS
from simulator.desktop.figures.hair_short import SHORT_FRONTS
from simulator.desktop.figures.head import Skull, View
from simulator.desktop.figures.headwear import draw_cap, draw_headscarf
from simulator.desktop.figures.look import Look
from simulator.desktop.figures.palette import Palette


def has_back(look: Look) -> bool:
    """Say whether anything hangs behind the head."""
    return "headscarf" in look.accessories or look.hair in LONG_BACKS


def draw_back(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    """Draw what hangs behind the neck."""
    if "headscarf" in look.accessories:
        return
    pen = LONG_BACKS.get(look.hair)
    if pen is not None:
        pen(canvas, skull, tones, view)


def draw_front(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    """Draw hair, cap or headscarf over the head."""
    if "headscarf" in look.accessories:
        draw_headscarf(canvas, look, skull, tones, view)
        return
    {**SHORT_FRONTS, **LONG_FRONTS}[look.hair](canvas, skull, tones, view)
    if "cap" in look.accessories:
        draw_cap(canvas, skull, tones, view)
