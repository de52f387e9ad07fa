"""Colours, sizes and fonts of the screens. Sizes are in design pixels of a 1280 x 720 window, times a factor."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec

import pygame

from simulator.desktop.keeping import PICTURES
from simulator.resources import font_dir

Colour = tuple[int, int, int]
Params = ParamSpec("Params")

DESIGN_SIZE = (1280, 720)
SMALLEST_SIZE = (960, 540)
SMALLEST_FONT_PX = 9
NARROW_UNITS = 940
"""Rooms narrower than this are laid out in one column."""
TIGHT_UNITS = (780, 420)
"""In rooms narrower or lower than this the scene makes do with short hints to the keys and buttons below each other."""
_FONT_FILES = {
    (False, False): "NotoSans-Regular.ttf",
    (True, False): "NotoSans-Bold.ttf",
    (False, True): "NotoSans-Italic.ttf",
    (True, True): "NotoSans-BoldItalic.ttf",
}


class Palette:
    """The colours, by what they are for. Text colours reach 4.5:1 on the grounds named beside them.

    These are the usual ones; `use_palette` puts others in their place. Read them when you draw, never at import, in a
    default value or in a class body: a test holds that.
    """

    PAGE_TOP: Colour = (246, 240, 230)
    PAGE_BOTTOM: Colour = (226, 213, 195)
    PAPER: Colour = (255, 253, 248)
    PAPER_WARM: Colour = (252, 245, 232)
    PAPER_EDGE: Colour = (226, 214, 198)
    INK: Colour = (45, 37, 54)  # on paper
    INK_SOFT: Colour = (99, 88, 104)  # on paper
    INK_FAINT: Colour = (128, 116, 130)
    NIGHT: Colour = (43, 37, 53)
    NIGHT_DEEP: Colour = (34, 29, 43)
    NIGHT_RAISED: Colour = (58, 51, 70)
    NIGHT_EDGE: Colour = (84, 75, 99)
    NIGHT_WARM: Colour = (86, 68, 46)
    CREAM: Colour = (250, 244, 234)  # on night
    CREAM_SOFT: Colour = (200, 190, 203)  # on night
    WHITE: Colour = (255, 255, 255)  # on green and red
    GREEN: Colour = (46, 118, 88)
    GREEN_DARK: Colour = (33, 94, 69)
    GREEN_PALE: Colour = (220, 238, 226)
    GREEN_FAINT: Colour = (236, 245, 238)
    GREEN_BRIGHT: Colour = (132, 205, 165)  # on night
    RED: Colour = (184, 62, 54)
    RED_DARK: Colour = (150, 44, 40)
    RED_PALE: Colour = (250, 224, 216)
    RED_FAINT: Colour = (251, 236, 229)
    RED_BRIGHT: Colour = (244, 150, 132)  # on night
    AMBER: Colour = (222, 154, 56)
    AMBER_DARK: Colour = (138, 84, 8)  # on paper
    AMBER_PALE: Colour = (253, 238, 208)
    AMBER_BRIGHT: Colour = (245, 196, 116)  # on night
    BLUE: Colour = (64, 96, 158)
    BLUE_PALE: Colour = (224, 231, 247)
    BLUE_BRIGHT: Colour = (190, 196, 245)  # on night
    PLUM: Colour = (98, 62, 112)
    FOCUS: Colour = (255, 190, 60)
    OFF: Colour = (229, 221, 209)
    OFF_INK: Colour = (118, 108, 112)  # on off
    OFF_EDGE: Colour = (214, 204, 190)
    OFF_NIGHT_INK: Colour = (140, 130, 148)  # on night
    GAUGE: tuple[Colour, ...] = ((206, 73, 63), (226, 129, 68), (235, 188, 84), (160, 193, 98), (88, 171, 123))


_USUAL: dict[str, Any] = {name: value for name, value in vars(Palette).items() if name.isupper()}
_SAFE: dict[str, Any] = {
    # Blue against vermilion: told apart with any colour vision (Okabe and Ito, "Color Universal Design", 2008).
    "GREEN": (0, 92, 148), "GREEN_DARK": (0, 72, 120), "GREEN_PALE": (214, 232, 248), "GREEN_FAINT": (232, 241, 250),
    "GREEN_BRIGHT": (126, 198, 246), "RED": (176, 68, 0), "RED_DARK": (142, 52, 0), "RED_PALE": (253, 227, 205),
    "RED_FAINT": (253, 239, 226), "RED_BRIGHT": (255, 166, 104), "AMBER": (196, 150, 24),
    "AMBER_BRIGHT": (250, 222, 120),
    "GAUGE": ((184, 70, 0), (228, 140, 62), (238, 210, 120), (128, 182, 222), (0, 108, 170)),
}  # fmt: skip
_CONTRAST: dict[str, Any] = _SAFE | {
    # Text reaches 7:1, edges and bars 3:1.
    "PAGE_TOP": (255, 255, 255), "PAGE_BOTTOM": (255, 255, 255), "PAPER": (255, 255, 255),
    "PAPER_WARM": (255, 246, 205), "PAPER_EDGE": (140, 140, 140), "INK": (0, 0, 0), "INK_SOFT": (32, 32, 32),
    "INK_FAINT": (72, 72, 72), "NIGHT": (0, 0, 0), "NIGHT_DEEP": (0, 0, 0), "NIGHT_RAISED": (24, 24, 24),
    "NIGHT_EDGE": (96, 96, 96), "NIGHT_WARM": (48, 36, 0), "CREAM": (255, 255, 255), "CREAM_SOFT": (236, 236, 236),
    "GREEN": (0, 66, 118), "GREEN_DARK": (0, 50, 96), "GREEN_BRIGHT": (150, 216, 255), "RED": (132, 34, 0),
    "RED_DARK": (112, 24, 0), "RED_BRIGHT": (255, 190, 140), "AMBER": (150, 100, 0), "AMBER_DARK": (88, 48, 0),
    "AMBER_PALE": (255, 240, 190), "AMBER_BRIGHT": (255, 226, 96), "BLUE": (0, 48, 128), "BLUE_PALE": (222, 232, 255),
    "BLUE_BRIGHT": (206, 212, 255), "PLUM": (70, 20, 92), "FOCUS": (255, 204, 0), "OFF": (236, 236, 236),
    "OFF_INK": (84, 84, 84), "OFF_EDGE": (140, 140, 140), "OFF_NIGHT_INK": (170, 170, 170),
}  # fmt: skip
PALETTES: dict[str, dict[str, Any]] = {"warm": _USUAL, "safe": _USUAL | _SAFE, "contrast": _USUAL | _CONTRAST}
"""The colours there are to choose from, as `Settings.colours` names them."""
_used = ["warm"]


def use_palette(name: str) -> None:
    """Draw in other colours from now on; what was drawn before and kept is forgotten.

    Args:
        name: one of `PALETTES`.
    """
    if name == _used[0]:
        return
    _used[0] = name
    for key, value in PALETTES[name].items():
        setattr(Palette, key, value)
    forget_pictures()


def forget_pictures() -> None:
    """Drop the pictures that were kept: they are of other colours, or of a window of another size."""
    PICTURES.clear()


def palette_name() -> str:
    """Which of `PALETTES` is drawn in."""
    return _used[0]


def kept_with_palette(draw: Callable[Params, pygame.Surface]) -> Callable[Params, pygame.Surface]:
    """Keep the pictures a function draws, as long as colours and window stay (`forget_pictures`) and there is room.

    Args:
        draw: of arguments that can be keys, given by place.
    """

    @wraps(draw)
    def drawn(*args: Params.args, **kwargs: Params.kwargs) -> pygame.Surface:
        key = (draw, args, *kwargs.items())
        return PICTURES.find(key) or PICTURES.keep(key, draw(*args, **kwargs))

    return drawn


class SpacedFont(pygame.font.Font):
    """A font with wider letters, words and lines, as WCAG 1.4.12 has them: 0.12, 0.16 and 1.5 of the letter size.

    Letters are set one by one, so that the width of a text is the sum of its letters' widths and a mark under some of
    them stands where they do.
    """

    def __init__(self, path: Path, size_px: int) -> None:
        super().__init__(path, size_px)
        self._letter_px = max(1, round(size_px * 0.12))
        self._word_px = max(1, round(size_px * 0.16))
        self._line_px = max(super().get_linesize(), round(size_px * 1.5))
        self._widths: dict[str, int] = {}

    def _width(self, letter: str) -> int:
        found = self._widths.get(letter)
        if found is None:
            extra = 0 if unicodedata.combining(letter) else self._letter_px
            found = super().size(letter)[0] * bool(extra) + extra + (self._word_px if letter == " " else 0)
            self._widths[letter] = found
        return found

    def size(self, text: str) -> tuple[int, int]:  # type: ignore[override]  # only ever asked for str
        """Width and height of a text in pixels."""
        return sum(map(self._width, text)), self._line_px

    def get_linesize(self) -> int:
        """Distance between lines in pixels."""
        return self._line_px

    def get_height(self) -> int:
        """Height of a line in pixels."""
        return self._line_px

    def render(  # type: ignore[override]  # nobody here asks for grounds or wrapping
        self, text: str, antialias: bool, color: Any
    ) -> pygame.Surface:
        """Draw a text; letters stand in the middle of the line."""
        wide, high = self.size(text)
        picture = pygame.Surface((max(1, wide), high), pygame.SRCALPHA)
        top, x, at = (high - super().get_height()) // 2, 0, 0
        while at < len(text):
            end = at + 1
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            if text[at] != " ":
                picture.blit(super().render(text[at:end], antialias, color), (x, top))
            x += sum(map(self._width, text[at:end]))
            at = end
        return picture


@lru_cache(maxsize=48)  # each takes half a megabyte and more
def _font(size_px: int, bold: bool, italic: bool, spaced: bool) -> pygame.font.Font:
    made = SpacedFont if spaced else pygame.font.Font
    return made(font_dir() / _FONT_FILES[bold, italic], size_px)


def forget_fonts() -> None:
    """Drop the fonts kept: they do not outlive the font module they were opened with."""
    _font.cache_clear()


@dataclass(frozen=True)
class Theme:
    """Sizes for one window. Larger text is a closer look: all sizes grow with it, and the room in the window shrinks.

    Args:
        size: width and height of the window in pixels.
        text_percent: the trainee's own text size.
        spaced: whether letters, words and lines stand wider apart.
    """

    size: tuple[int, int]
    text_percent: int = 100
    spaced: bool = False
    factor: float = field(init=False)

    def __post_init__(self) -> None:
        """Work out the factor: what fits the narrower direction, times the text size."""
        fit = min(self.size[0] / DESIGN_SIZE[0], self.size[1] / DESIGN_SIZE[1])
        object.__setattr__(self, "factor", max(0.72, min(3.0, fit)) * self.text_percent / 100)

    @property
    def room(self) -> tuple[float, float]:
        """Width and height of the window in design pixels: 1280 x 720 and more at 100 %, 640 x 360 at 200 %."""
        return self.size[0] / self.factor, self.size[1] / self.factor

    @property
    def narrow(self) -> bool:
        """Whether columns no longer stand beside each other: lay out below each other, and let it scroll."""
        return self.room[0] < NARROW_UNITS

    @property
    def tight(self) -> bool:
        """Whether even the scene must do with half of everything, as at 200 %."""
        return self.room[0] < TIGHT_UNITS[0] or self.room[1] < TIGHT_UNITS[1]

    def px(self, units: float) -> int:
        """Design pixels as pixels of this window."""
        return round(units * self.factor)

    def font(self, units: float, *, bold: bool = False, italic: bool = False) -> pygame.font.Font:
        """The font at a design size."""
        return _font(max(SMALLEST_FONT_PX, round(units * self.factor)), bold, italic, self.spaced)

    def fitting(self, text: str, units: float, width_px: int, *, bold: bool = False) -> pygame.font.Font:
        """The largest font up to `units` in which the text stands on one line of `width_px`."""
        size = units
        while size > 8 and self.font(size, bold=bold).size(text)[0] > width_px:
            size -= 0.5
        return self.font(size, bold=bold)
