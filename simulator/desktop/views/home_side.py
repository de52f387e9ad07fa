"""Beside the lists of home: sessions played before, who sees what is written, and the mark of the product."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import icon
from simulator.desktop.lettering import block, draw_text, fitted
from simulator.desktop.painting import blit, draw_box, draw_card, points_colour
from simulator.desktop.theme import Colour, Palette, Theme
from simulator.desktop.widgets import Button, Element
from simulator.record import SessionRecord
from simulator.texts import Texts

Call = tuple[str, str, str, Callable[[], object], str, str]
"""Name, words, second line, what it does, style and icon of a button beside the lists."""


ROW_UNITS, SIGN_UNITS = 50, 20
"""How tall a row of what was played is, and by how much taller with a sign."""


class Sign(NamedTuple):
    """What became of a session's grade at the company.

    Args:
        points: of record; None where there are none.
        icon_name: who stands behind them.
        ink: its colour, and that of the words.
        words: the same in words.
    """

    points: int | None
    icon_name: str
    ink: Colour
    words: str


class Top(NamedTuple):
    """Where the row at the top stands."""

    gear: pygame.Rect
    person: pygame.Rect
    language: pygame.Rect


def places(theme: Theme) -> tuple[pygame.Rect, pygame.Rect, Top]:
    """Where the lists, what is beside them, and the row above stand: two columns, or one where the room is narrow."""
    px, (wide, high) = theme.px, theme.size
    margin = px(16 if theme.narrow else 32)
    if theme.narrow:
        gear = pygame.Rect(margin, px(10), px(40), px(40))
        person = pygame.Rect(gear.right + px(8), px(10), px(160), px(40))
        left = person.right + px(8)
        main = pygame.Rect(margin, px(58), wide - 2 * margin, high - px(58) - px(6))
        return main, pygame.Rect(0, 0, 0, 0), Top(gear, person, pygame.Rect(left, px(10), wide - margin - left, px(40)))
    language = pygame.Rect(wide - margin - px(430), px(28), px(430), px(40))
    person = pygame.Rect(language.x - px(14) - px(230), px(28), px(230), px(40))
    gear = pygame.Rect(person.x - px(14) - px(40), px(28), px(40), px(40))
    side = pygame.Rect(wide - px(372) - margin, px(104), px(372), high - px(104) - px(24))
    main = pygame.Rect(margin, px(104), side.x - px(28) - margin, high - px(104) - px(16))
    return main, side, Top(gear, person, language)


def call_buttons(theme: Theme, calls: Iterable[Call], first: pygame.Rect) -> list[Element]:
    """Buttons below each other.

    Args:
        theme: sizes.
        calls: what they say and do.
        first: box of the first one.
    """
    made: list[Element] = []
    box = first
    for name, words, detail, press, style, icon_name in calls:
        made.append(
            Button(
                name, box, theme, words, press, style=style, icon_name=icon_name, detail=detail, units=16, centred=False
            )
        )  # fmt: skip
        box = box.move(0, first.height + theme.px(10))
    return made


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
        sign: what became of its grade at the company, where that is known.
    """

    def __init__(
        self, box: pygame.Rect, desk: Desk, record: SessionRecord, title: str, when: str, press: Callable[[], object],
        sign: Sign | None = None,
    ) -> None:  # fmt: skip
        super().__init__(f"past_{record.id}", box, desk.theme, title, press, units=14)
        fork = record.header.parent_session_id is not None
        mode = desk.texts("home.past.fork" if fork else f"desktop.mode.{record.header.mode.value}")
        self.detail = f"{mode} · {when}"
        self.sign = sign
        self._overall = record.overall if sign is None else sign.points

    def state(self, texts: Texts) -> list[str]:
        """Mode and day; with a sign also the points and who stands behind them."""
        points = [] if self._overall is None else [texts("debrief.points", points=self._overall)]
        return [*super().state(texts), *([] if self.sign is None else [*points, self.sign.words])]

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
        if self.sign is not None:
            at = (self.box.x + px(10), self.box.y + px(47))
            blit(target, icon(self.sign.icon_name, px(14), self.sign.ink), at)
            font = theme.fitting(self.sign.words, 12, room - px(20), bold=True)
            draw_text(target, self.sign.words, font, self.sign.ink, (at[0] + px(20), at[1] - px(2)))
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


def draw_head(target: pygame.Surface, desk: Desk, until_px: int) -> None:
    """The name of the product and what it is for.

    Args:
        target: drawn on.
        desk: sizes and texts.
        until_px: where the room ends at the right.
    """
    theme, t, px = desk.theme, desk.texts, desk.theme.px
    left = px(32)
    draw_logo(target, pygame.Rect(left, px(26), px(46), px(46)))
    draw_text(target, t("app.name"), theme.font(25, bold=True), Palette.INK, (left + px(60), px(19)))
    sizes = [theme.font(size) for size in (13.5, 13, 12, 11, 10)]
    tag = fitted(t("app.tagline"), sizes, until_px - left - px(76), px(36), spacing=0.85)
    tag.draw(target, Palette.INK_SOFT, (left + px(60), px(54)))


def draw_past(target: pygame.Surface, desk: Desk, box: pygame.Rect, *, empty: bool) -> None:
    """The card on which lies what was played before.

    Args:
        target: drawn on.
        desk: sizes and texts.
        box: of the card.
        empty: whether nothing was.
    """
    theme, t, px = desk.theme, desk.texts, desk.theme.px
    draw_card(target, box, px(14), depth=px(8))
    title = t("desktop.home.past")
    font = theme.fitting(title, 16, box.width - px(40), bold=True)
    draw_text(target, title, font, Palette.INK, (box.x + px(18), box.y + px(12)))
    if empty:
        words = block(t("desktop.home.no_past"), theme.font(14.5), box.width - px(36))
        words.draw(target, Palette.INK_SOFT, (box.x + px(18), box.y + px(46)))
