"""What the trainee looked up: a card that lies over the scene, or a sheet that stays beside the letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pygame

from simulator.desktop.figures import icon
from simulator.desktop.legible import legible
from simulator.desktop.lettering import Block, block, draw_text, fitted
from simulator.desktop.painting import blit, draw_card
from simulator.desktop.theme import Palette, Theme
from simulator.desktop.widgets import Button, Element, ScrollArea
from simulator.texts import Texts


@dataclass(frozen=True, slots=True)
class Reading:
    """Something that was looked up: its title and its lines."""

    title: str
    lines: tuple[str, ...]


class ReadingCard(Element):
    """A paper card. It lies over the scene until it is put away, or stays where it is and gathers what is looked up.

    Args:
        room: where it may lie; it takes the lower left of it, or all of it where it stays.
        theme: sizes.
        readings: what is read, the latest first.
        put_away: called when it is closed; None where it stays.
        texts: the label of its button.
    """

    def __init__(
        self,
        room: pygame.Rect,
        theme: Theme,
        readings: Sequence[Reading],
        put_away: Callable[[], object] | None,
        texts: Texts,
    ) -> None:
        px = theme.px
        stays = put_away is None
        wide = room.width if stays else min(px(460), room.width)
        pad = px(12 if stays else 18)
        self._parts: list[tuple[Block, bool, int]] = []  # words, whether a title, top on the page
        fonts = [theme.font(size, bold=True) for size in (15, 14, 13)]
        y = px(10)
        for reading in readings:
            title = fitted(legible(reading.title), fonts, wide - 2 * pad - px(64 if not stays else 36), px(44))
            self._parts.append((title, True, y))
            y += title.height_px + px(8)
            for line in reading.lines:
                words = block(legible(line), theme.font(14 if stays else 15), wide - 2 * pad - px(24), spacing=0.95)
                self._parts.append((words, False, y))
                y += words.height_px + px(8)
            y += px(4)
        high = room.height if stays else min(room.height, y + px(4))
        box = pygame.Rect(room.x, room.bottom - high, wide, high)
        super().__init__("reading", box, theme)
        self._pad = pad
        self.text = "\n".join(line for reading in readings for line in (reading.title, *reading.lines))
        inner = box.inflate(-2 * px(2), -2 * px(2))
        self.page = ScrollArea("reading_page", inner, theme, y, self._paint)
        self.button: Button | None = None
        if put_away is not None:
            small = px(32)
            at = pygame.Rect(box.right - px(10) - small, box.y + px(8), small, small)
            self.button = Button("put_away", at, theme, texts("desktop.put_away"), put_away, icon_name="close")
            self.button.text = ""
            self.button.called = texts("desktop.put_away")

    def children(self) -> Sequence[Element]:
        """Its page, and its button."""
        return [self.page] if self.button is None else [self.page, self.button]

    def handle(self, event: pygame.event.Event) -> bool:
        """Scroll or close it; clicks do not go through it."""
        if self.button is not None and self.button.handle(event):
            return True
        if (event.type != pygame.KEYDOWN or self.page.focused) and self.page.handle(event):
            return True
        return event.type == pygame.MOUSEBUTTONDOWN and bool(self.box.collidepoint(event.pos))

    def _paint(self, target: pygame.Surface, offset: int) -> None:
        px = self.theme.px
        x = self._pad - px(2)
        for words, title, top in self._parts:
            y = top - offset
            if y + words.height_px < 0 or y > self.page.box.height:
                continue
            if title:
                blit(target, icon("book", px(20), Palette.PLUM), (x, y + px(1)))
                words.draw(target, Palette.INK, (x + px(28), y))
            else:
                pygame.draw.aacircle(target, Palette.AMBER, (x + px(5), y + words.line_px // 2), px(3))
                words.draw(target, Palette.INK, (x + px(16), y))

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        px = self.theme.px
        depth = px(6 if self.button is None else 12)
        draw_card(target, self.box, px(12), colour=Palette.PAPER, border=Palette.PAPER_EDGE, depth=depth)
        self.page.draw(target)
        if self.button is not None:
            self.button.draw(target)


def draw_empty(target: pygame.Surface, box: pygame.Rect, theme: Theme, title: str, words: str) -> None:
    """Draw where things that are looked up will lie, before there is anything."""
    px = theme.px
    draw_card(target, box, px(12), colour=Palette.PAPER_WARM, border=Palette.PAPER_EDGE, depth=px(4))
    room = box.width - px(24)
    font = theme.fitting(title, 13, room, bold=True)
    draw_text(target, title, font, Palette.INK_SOFT, (box.x + px(12), box.y + px(8)))
    part = block(words, theme.font(13), room, most_lines=max(1, (box.height - px(40)) // theme.font(13).get_linesize()))
    part.draw(target, Palette.INK_SOFT, (box.x + px(12), box.y + px(30)))
