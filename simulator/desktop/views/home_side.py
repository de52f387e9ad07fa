"""Beside the lists of home: sessions played before, who sees what is written, and the mark of the product."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import icon
from simulator.desktop.lettering import draw_text, fitted
from simulator.desktop.painting import blit, draw_box, points_colour
from simulator.desktop.theme import Palette
from simulator.desktop.widgets import Button, Element
from simulator.record import SessionRecord


class Notice(Element):
    """Who sees what is written here.

    Args:
        desk: sizes and texts.
        box: the room; it becomes as tall as the text.
        text: another than for those whose sessions stay here.
    """

    def __init__(self, desk: Desk, box: pygame.Rect, text: str = "") -> None:
        super().__init__("privacy", box, desk.theme)
        self.text = text or desk.texts("home.privacy")
        fonts = [desk.theme.font(size) for size in (12.5, 12, 11.5, 11, 10, 9)]
        self.words = fitted(self.text, fonts, box.width, box.height, spacing=0.88)
        self.box = pygame.Rect(box.topleft, (box.width, self.words.height_px))

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        self.words.draw(target, Palette.INK_SOFT, self.box.topleft)


class PastRow(Button):
    """One finished session in the list.

    Args:
        box: where.
        desk: sizes and texts.
        record: what the journal says.
        title: what its scene is called.
        when: when it began.
        press: called when it is chosen.
    """

    def __init__(
        self, box: pygame.Rect, desk: Desk, record: SessionRecord, title: str, when: str, press: Callable[[], object]
    ) -> None:
        super().__init__(f"past_{record.id}", box, desk.theme, title, press, units=14)
        fork = record.header.parent_session_id is not None
        mode = desk.texts("home.past.fork" if fork else f"desktop.mode.{record.header.mode.value}")
        self.detail = f"{mode} · {when}"
        self._overall = record.overall

    def draw(self, target: pygame.Surface) -> None:
        """Draw title, day and points."""
        theme, px = self.theme, self.theme.px
        if self.hovered or self.focused:
            draw_box(target, self.box, px(9), Palette.PAPER_WARM, border=Palette.PAPER_EDGE)
        room = self.box.width - px(76)
        title = fitted(self.text, [theme.font(size, bold=True) for size in (14, 13, 12, 11)], room, px(24))
        title.draw(target, Palette.INK, (self.box.x + px(10), self.box.y + px(5)))
        draw_text(
            target,
            self.detail,
            theme.fitting(self.detail, 12, room),
            Palette.INK_SOFT,
            (self.box.x + px(10), self.box.y + px(27)),
        )
        words = "–" if self._overall is None else str(self._overall)
        font = theme.font(20, bold=True)
        colour = points_colour(self._overall)
        draw_text(
            target,
            words,
            font,
            colour,
            (self.box.right - px(14) - font.size(words)[0], self.box.centery - font.get_linesize() // 2),
        )
        self.draw_focus(target, px(9))


def draw_logo(target: pygame.Surface, box: pygame.Rect) -> None:
    """The mark of the product: a heart on a plum square."""
    draw_box(target, box, box.width // 4, Palette.PLUM)
    size = round(box.width * 0.58)
    blit(target, icon("heart", size, Palette.CREAM), (box.centerx - size // 2, box.centery - size // 2 + 1))
