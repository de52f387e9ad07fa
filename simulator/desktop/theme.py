"""Colours, sizes and fonts of the screens. Sizes are in design pixels of a 1280 x 720 window, times a factor."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import pygame

from simulator.errors import SurroundingsError

Colour = tuple[int, int, int]

DESIGN_SIZE = (1280, 720)
SMALLEST_SIZE = (960, 600)
SMALLEST_FONT_PX = 9
_FONT_FILES = {
    (False, False): "NotoSans-Regular.ttf",
    (True, False): "NotoSans-Bold.ttf",
    (False, True): "NotoSans-Italic.ttf",
    (True, True): "NotoSans-BoldItalic.ttf",
}


class Palette:
    """The colours, by what they are for. Text colours reach 4.5:1 on the grounds named beside them."""

    PAGE_TOP: Colour = (246, 240, 230)
    PAGE_BOTTOM: Colour = (226, 213, 195)
    PAPER: Colour = (255, 253, 248)
    PAPER_WARM: Colour = (252, 245, 232)
    PAPER_EDGE: Colour = (226, 214, 198)
    INK: Colour = (45, 37, 54)  # on paper
    INK_SOFT: Colour = (99, 88, 104)  # on paper
    INK_FAINT: Colour = (128, 116, 130)
    NIGHT: Colour = (43, 37, 53)
    NIGHT_RAISED: Colour = (58, 51, 70)
    NIGHT_EDGE: Colour = (84, 75, 99)
    CREAM: Colour = (250, 244, 234)  # on night
    CREAM_SOFT: Colour = (200, 190, 203)  # on night
    GREEN: Colour = (46, 118, 88)
    GREEN_DARK: Colour = (33, 94, 69)
    GREEN_PALE: Colour = (220, 238, 226)
    GREEN_BRIGHT: Colour = (132, 205, 165)  # on night
    RED: Colour = (184, 62, 54)
    RED_DARK: Colour = (150, 44, 40)
    RED_PALE: Colour = (250, 224, 216)
    RED_BRIGHT: Colour = (244, 150, 132)  # on night
    AMBER: Colour = (222, 154, 56)
    AMBER_DARK: Colour = (138, 84, 8)  # on paper
    AMBER_PALE: Colour = (253, 238, 208)
    AMBER_BRIGHT: Colour = (245, 196, 116)  # on night
    BLUE: Colour = (64, 96, 158)
    BLUE_PALE: Colour = (224, 231, 247)
    PLUM: Colour = (98, 62, 112)
    FOCUS: Colour = (255, 190, 60)
    GAUGE: tuple[Colour, ...] = ((206, 73, 63), (226, 129, 68), (235, 188, 84), (160, 193, 98), (88, 171, 123))


def font_folder() -> Path:
    """Where the fonts lie that come with pygame_gui; they cover all five languages.

    Raises:
        SurroundingsError: pygame_gui is not installed.
    """
    # Looked up without importing it, which would cost a tenth of a second before the first frame.
    spec = find_spec("pygame_gui")
    if spec is None or spec.origin is None:
        raise SurroundingsError("pygame_gui is not installed.", "Run: python -m pip install pygame_gui")
    return Path(spec.origin).parent / "data"


@lru_cache(maxsize=128)
def _font(size_px: int, bold: bool, italic: bool) -> pygame.font.Font:
    return pygame.font.Font(font_folder() / _FONT_FILES[bold, italic], size_px)


def forget_fonts() -> None:
    """Drop the fonts kept: they do not outlive the font module they were opened with."""
    _font.cache_clear()


@dataclass(frozen=True)
class Theme:
    """Sizes for one window.

    Args:
        size: width and height of the window in pixels.
        text_percent: the trainee's own text size.
    """

    size: tuple[int, int]
    text_percent: int = 100
    factor: float = field(init=False)

    def __post_init__(self) -> None:
        """Work out the factor: what fits the narrower direction."""
        fit = min(self.size[0] / DESIGN_SIZE[0], self.size[1] / DESIGN_SIZE[1])
        object.__setattr__(self, "factor", max(0.72, min(3.0, fit)))

    def px(self, units: float) -> int:
        """Design pixels as pixels of this window."""
        return round(units * self.factor)

    def font(self, units: float, *, bold: bool = False, italic: bool = False) -> pygame.font.Font:
        """The font at a design size."""
        return _font(max(SMALLEST_FONT_PX, round(units * self.factor * self.text_percent / 100)), bold, italic)

    def fitting(self, text: str, units: float, width_px: int, *, bold: bool = False) -> pygame.font.Font:
        """The largest font up to `units` in which the text stands on one line of `width_px`."""
        size = units
        while size > 8 and self.font(size, bold=bold).size(text)[0] > width_px:
            size -= 0.5
        return self.font(size, bold=bold)
