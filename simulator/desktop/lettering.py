"""Text on surfaces: wrapped lines that know which characters they hold, drawn with marks under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pygame

from simulator.desktop.keeping import WRITING
from simulator.desktop.theme import Colour


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of wrapped text: characters `start` to `end`; a break character at its end is not among them."""

    start: int
    end: int


@lru_cache(maxsize=20_000)
def width_of(font: pygame.font.Font, text: str) -> int:
    """Width of a short text in pixels."""
    return font.size(text)[0]


def wrap(text: str, font: pygame.font.Font, width_px: int, *, first_indent_px: int = 0) -> list[TextLine]:
    """Break text into lines of at most `width_px`: between words, within a word only where it alone is too wide.

    Args:
        text: the text; line breaks in it are kept.
        font: what it is drawn with.
        width_px: the room.
        first_indent_px: room taken at the beginning of the first line.
    """
    lines: list[TextLine] = []
    start = 0
    for paragraph in text.split("\n"):
        indent = first_indent_px if start == 0 else 0
        lines += _wrap_paragraph(paragraph, start, font, (width_px, indent))
        start += len(paragraph) + 1
    return lines


def _wrap_paragraph(paragraph: str, offset: int, font: pygame.font.Font, room: tuple[int, int]) -> list[TextLine]:
    width_px, indent = room
    lines: list[TextLine] = []
    begin = at = 0
    used = indent
    while at < len(paragraph):
        end = at
        while end < len(paragraph) and paragraph[end] != " ":
            end += 1
        word = paragraph[at:end]
        wide = width_of(font, word)
        if used + wide > width_px and at > begin:
            lines.append(TextLine(offset + begin, offset + at))
            begin, used = at, 0
        while wide > width_px - used and end > at:
            if used > 0 and at == begin and indent and not lines:
                lines.append(TextLine(offset, offset))  # the indent leaves no room at all
                used = indent = 0
                continue
            fits = max(1, _fitting_chars(word, font, width_px - used))
            if fits >= len(word):
                break
            lines.append(TextLine(offset + begin, offset + at + fits))
            at += fits
            begin, used = at, 0
            word = paragraph[at:end]
            wide = width_of(font, word)
        gap = end
        while gap < len(paragraph) and paragraph[gap] == " ":
            gap += 1
        used += wide + width_of(font, " ") * (gap - end)
        at = gap
    lines.append(TextLine(offset + begin, offset + len(paragraph)))
    return lines


def _fitting_chars(word: str, font: pygame.font.Font, width_px: int) -> int:
    low, high = 0, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if font.size(word[:middle])[0] <= width_px:
            low = middle
        else:
            high = middle - 1
    return low


def line_height(font: pygame.font.Font, spacing: float = 1.0) -> int:
    """Distance between lines in pixels; the font's own line is roomy already."""
    return round(font.get_linesize() * spacing)


def draw_text(target: pygame.Surface, text: str, font: pygame.font.Font, colour: Colour, at: tuple[int, int]) -> int:
    """Draw one line; returns its width."""
    if not text:
        return 0
    key = (text, font, colour)
    picture = WRITING.find(key)
    if picture is None:
        picture = WRITING.keep(key, font.render(text, True, colour))  # noqa: FBT003 - pygame takes it by place
    target.blit(picture, at)
    return picture.get_width()


def forget_letters() -> None:
    """Drop what is kept for fonts that are no more."""
    WRITING.clear()
    width_of.cache_clear()


@dataclass(frozen=True, slots=True)
class Block:
    """Wrapped text, measured and ready to be drawn."""

    text: str
    font: pygame.font.Font
    lines: tuple[TextLine, ...]
    line_px: int

    @property
    def height_px(self) -> int:
        """Height of all lines."""
        return len(self.lines) * self.line_px

    @property
    def width_px(self) -> int:
        """Width of the widest line."""
        return max((self.font.size(self.text[line.start : line.end].rstrip())[0] for line in self.lines), default=0)

    def draw(
        self,
        target: pygame.Surface,
        colour: Colour,
        at: tuple[int, int],
        *,
        upto: int | None = None,
        centred_px: int = 0,
    ) -> None:
        """Draw it.

        Args:
            target: where.
            colour: of the letters.
            at: top left.
            upto: only so many characters; the others keep their place.
            centred_px: centre each line in this width.
        """
        x, y = at
        y += (self.line_px - self.font.get_linesize()) // 2  # letters stand in the middle of a tightened line
        for line in self.lines:
            words = self.text[line.start : line.end if upto is None else max(line.start, min(line.end, upto))]
            indent = 0
            if centred_px:
                indent = (centred_px - self.font.size(self.text[line.start : line.end].rstrip())[0]) // 2
            draw_text(target, words, self.font, colour, (x + indent, y))
            y += self.line_px


def block(text: str, font: pygame.font.Font, width_px: int, *, most_lines: int = 0, spacing: float = 1.0) -> Block:
    """Wrap a text; with `most_lines`, what is left over ends in an ellipsis."""
    lines = wrap(text, font, max(8, width_px))
    if most_lines and len(lines) > most_lines:
        kept = text[: lines[most_lines - 1].end].rstrip()
        while kept and len(wrap(kept + "…", font, width_px)) > most_lines:
            kept = kept[:-1].rstrip()
        text = kept + "…"
        lines = wrap(text, font, max(8, width_px))[:most_lines]
    return Block(text, font, tuple(lines), line_height(font, spacing))


def fitted(
    text: str, fonts: Sequence[pygame.font.Font], width_px: int, height_px: int, *, spacing: float = 1.0
) -> Block:
    """The text in the first of the fonts (largest first) in which it fits the box; in the last one, cut to fit."""
    for font in fonts:
        longest = max((width_of(font, word) for word in text.split()), default=0)
        found = block(text, font, width_px, spacing=spacing)
        if found.height_px <= height_px and longest <= width_px:
            return found
    font = fonts[-1]
    return block(text, font, width_px, most_lines=max(1, height_px // line_height(font, spacing)), spacing=spacing)


def capital(words: str) -> str:
    """Words with a capital at their beginning."""
    return words[:1].upper() + words[1:]
