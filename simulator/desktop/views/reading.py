"""A card with what the trainee looked up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pygame

from simulator.desktop.figures import icon
from simulator.desktop.lettering import block, fitted, legible
from simulator.desktop.painting import blit, draw_card
from simulator.desktop.theme import Palette, Theme
from simulator.desktop.widgets import Button, Element
from simulator.texts import Texts


class ReadingCard(Element):
    """A paper card that lies over the scene until it is put away.

    Args:
        room: where it may lie; it takes the lower left of it.
        theme: sizes.
        title: what was looked up.
        lines: what is read.
        put_away: called when it is closed.
        texts: the label of its button.
    """

    def __init__(
        self,
        room: pygame.Rect,
        theme: Theme,
        title: str,
        lines: Sequence[str],
        put_away: Callable[[], object],
        texts: Texts,
    ) -> None:
        px = theme.px
        wide = min(px(460), room.width)
        pad = px(18)
        self._title = fitted(
            title, [theme.font(size, bold=True) for size in (16, 15, 14, 13)], wide - 2 * pad - px(60), px(44)
        )
        self._blocks = [block(legible(line), theme.font(15), wide - 2 * pad - px(14), spacing=0.95) for line in lines]
        high = px(52) + sum(part.height_px + px(8) for part in self._blocks) + px(12)
        super().__init__("reading", pygame.Rect(room.x, room.bottom - high, wide, high), theme)
        self.text = "\n".join([title, *lines])
        small = px(32)
        box = pygame.Rect(self.box.right - px(10) - small, self.box.y + px(10), small, small)
        self.button = Button("put_away", box, theme, "", put_away, icon_name="close")
        self.button.text = ""
        self.button.called = texts("desktop.put_away")

    def children(self) -> Sequence[Element]:
        """Its button."""
        return [self.button]

    def handle(self, event: pygame.event.Event) -> bool:
        """Close it; clicks do not go through it."""
        if self.button.handle(event):
            return True
        return event.type == pygame.MOUSEBUTTONDOWN and bool(self.box.collidepoint(event.pos))

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        px = self.theme.px
        draw_card(target, self.box, px(14), colour=Palette.PAPER, border=Palette.PAPER_EDGE, depth=px(12))
        size = px(22)
        blit(target, icon("book", size, Palette.PLUM), (self.box.x + px(16), self.box.y + px(16)))
        self._title.draw(target, Palette.INK, (self.box.x + px(46), self.box.y + px(15)))
        y = self.box.y + px(52)
        for part in self._blocks:
            pygame.draw.aacircle(target, Palette.AMBER, (self.box.x + px(22), y + part.line_px // 2), px(3))
            part.draw(target, Palette.INK, (self.box.x + px(32), y))
            y += part.height_px + px(8)
        self.button.draw(target)
