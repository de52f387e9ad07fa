"""A chat: the customer's portrait and a window with messages left and right, on the screen of a workplace."""

from __future__ import annotations

import math

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.legible import legible
from simulator.desktop.lettering import block, draw_text
from simulator.desktop.painting import blit, draw_box, rounded, shade
from simulator.desktop.theme import Colour, Palette, Theme
from simulator.desktop.views.layout import SceneLayout
from simulator.desktop.views.narration import Narrator
from simulator.desktop.views.shown import Shown
from simulator.desktop.views.stage import Stage
from simulator.desktop.widgets import Element, Entry, ScrollArea
from simulator.engine import State

SCREEN_RIGHT = 0.69
"""The right edge of the workplace's screen, as a share of the window's width."""
_BEAT_MS = 1200.0
_WIDEST = 0.82
_GROUNDS = {"trainee": "GREEN_PALE", "customer": "PAPER", "other": "BLUE_PALE"}


class ChatWindow(ScrollArea):
    """The messages, the newest at the bottom, and what is being written.

    Args:
        box: where.
        desk: texts and sizes.
        play: the chat.
    """

    def __init__(self, box: pygame.Rect, desk: Desk, play: Shown) -> None:
        super().__init__("chat", box, desk.theme, 0, self._paint_page)
        self._desk = desk
        self._play = play
        self._rows: list[tuple[pygame.Surface, int, int]] = []  # picture, left, top
        self._day = ""
        self._end_px = self.theme.px(10)
        self._waiting: tuple[str, pygame.Surface] | None = None
        self._beat_ms = 0.0
        self._writes = False
        self._writer = ""

    def show(self, entry: Entry) -> None:
        """Show a message; others than messages are not for the chat."""
        if entry.kind != "said":
            return
        day, time = self._play.session.scenario.moment(entry.at_ms, self._play.session.state.language)
        if day != self._day:
            self._day = day
            self._put(self._label(day), middle=True)
        name = entry.who if entry.side == "other" else ""
        self._put(self._message(entry.text, time, entry.side, name), right=entry.side == "trainee")
        self.text = "\n".join(filter(None, (self.text, f"{entry.who}: {entry.text}")))
        self._fit()
        self.scroll_to(self.page_height_px)

    def _put(self, picture: pygame.Surface, *, right: bool = False, middle: bool = False) -> None:
        px = self.theme.px
        room = self.box.width - picture.get_width()
        left = room // 2 if middle else room - px(18) if right else px(10)
        self._rows.append((picture, left, self._end_px))
        self._end_px += picture.get_height() + px(8)

    def _fit(self) -> None:
        more = self._waiting[1].get_height() + self.theme.px(8) if self._waiting else 0
        self.page_height_px = self._end_px + more + (self.theme.px(46) if self._writes else self.theme.px(4))

    def _label(self, text: str) -> pygame.Surface:
        font = self.theme.fitting(text, 12, self.box.width - self.theme.px(40))
        picture = pygame.Surface((max(1, font.size(text)[0]), font.get_linesize()), pygame.SRCALPHA)
        draw_text(picture, text, font, Palette.INK_SOFT, (0, 0))
        return picture.premul_alpha()

    def _message(self, text: str, note: str, side: str, name: str = "") -> pygame.Surface:
        """One bubble with its time, premultiplied."""
        theme, px = self.theme, self.theme.px
        pad = px(12)
        room = round(self.box.width * _WIDEST) - 2 * pad
        words = block(legible(text), theme.font(15.5), room, spacing=0.94)
        small = theme.font(11.5)
        title = block(legible(name), theme.font(12.5, bold=True), room, most_lines=1) if name else None
        wide = max(words.width_px, small.size(note)[0], title.width_px if title else 0) + 2 * pad
        top = title.height_px if title else 0
        high = px(8) + top + words.height_px + small.get_linesize() + px(5)
        picture = pygame.Surface((wide, high), pygame.SRCALPHA)
        ground: Colour = getattr(Palette, _GROUNDS[side])
        picture.blit(rounded((wide, high), px(13), shade(ground), shade(Palette.PAPER_EDGE), max(1, px(1))), (0, 0))
        if title:
            title.draw(picture, Palette.BLUE, (pad, px(6)))
        words.draw(picture, Palette.INK, (pad, px(6) + top))
        at = (wide - pad - small.size(note)[0], high - small.get_linesize() - px(3))
        draw_text(picture, note, small, Palette.INK_SOFT, at)
        return picture

    def update(self, dt_ms: float) -> None:
        """Follow who is writing, and what was sent and not taken in yet."""
        super().update(dt_ms)
        self._beat_ms = (self._beat_ms + dt_ms) % _BEAT_MS
        line = self._play.narrator.current
        writes = line is not None
        if line is not None:
            self._writer = legible(self._play.cast.name_of(line.by))
        waiting = self._play.waiting_text or ""
        if writes == self._writes and waiting == (self._waiting[0] if self._waiting else ""):
            return
        self._writes = writes
        sent = self._desk.texts("desktop.chat.sent")
        self._waiting = (waiting, self._message(waiting, sent, "trainee")) if waiting else None
        self._fit()
        self.scroll_to(self.page_height_px)

    def _paint_page(self, target: pygame.Surface, offset: int) -> None:
        for picture, left, top in self._rows:
            if top - offset < self.box.height and top + picture.get_height() > offset:
                blit(target, picture, (left, top - offset))
        y = self._end_px - offset
        if self._waiting is not None:
            picture = self._waiting[1]
            blit(target, picture, (self.box.width - picture.get_width() - self.theme.px(18), y))
            y += picture.get_height() + self.theme.px(8)
        if self._writes:
            self._paint_dots(target, y)

    def _paint_dots(self, target: pygame.Surface, y: int) -> None:
        """Three dots that breathe, and in words who is writing."""
        theme, px = self.theme, self.theme.px
        box = pygame.Rect(px(10), y, px(58), px(34))
        draw_box(target, box, px(13), Palette.PAPER, border=Palette.PAPER_EDGE)
        still = self._desk.settings.reduced_motion
        for index in range(3):
            phase = self._beat_ms / _BEAT_MS * math.tau - index * 0.9
            lift = 0 if still else round(max(0.0, math.sin(phase)) * px(5))
            pygame.draw.aacircle(
                target, Palette.INK_SOFT, (box.x + px(17) + index * px(12), box.centery - lift), px(3.2)
            )
        words = self._desk.texts("desktop.chat.writing", name=self._writer)
        font = theme.fitting(words, 12.5, self.box.width - box.right - px(24))
        draw_text(target, words, font, Palette.INK_SOFT, (box.right + px(8), box.centery - font.get_linesize() // 2))


class ChatDesk:
    """The workplace of a chat.

    Args:
        desk: sizes and settings.
        play: the chat.
        layout: where things stand.
    """

    def __init__(self, desk: Desk, play: Shown, layout: SceneLayout) -> None:
        self._desk = desk
        self._play = play
        self._theme: Theme = desk.theme
        px, session = self._theme.px, play.session
        self._stage = Stage(desk, session.scenario, play.cast, layout.panel.left, session.state.seed)
        tile = self._stage.tile
        left = tile.right + px(8)
        right = min(round(self._theme.size[0] * SCREEN_RIGHT), layout.panel.left - px(8))
        bottom = min(tile.bottom, layout.dock.y - px(8))
        self.window = ChatWindow(pygame.Rect(left, tile.y, right - left, bottom - tile.y), desk, play)
        self._name = legible(play.cast.name_of("customer"))

    def show(self, entry: Entry) -> None:
        """Show a message."""
        self.window.show(entry)

    def settle(self, state: State) -> None:
        """Take the face of a mood at once, as screenshots need it."""
        self._stage.settle(state)

    def update(self, dt_ms: float, state: State, narrator: Narrator) -> None:
        """Let time pass."""
        self._stage.update(dt_ms, state, narrator)

    def draw(self, target: pygame.Surface) -> None:
        """Draw portrait and screen; the messages are an element."""
        self._stage.draw(target)
        px, box = self._theme.px, self.window.box
        tile = self._stage.tile
        font = self._theme.fitting(self._name, 15, tile.width - px(60), bold=True)
        middle = round(tile.y * 0.49)  # of the screen's upper bar
        draw_text(target, self._name, font, (246, 248, 252), (tile.x + px(16), middle - font.get_linesize() // 2))
        target.fill(Palette.PAGE_TOP, box)

    def changes(self, narrator: Narrator) -> list[pygame.Rect]:
        """Where the portrait moves."""
        return self._stage.changes(narrator)

    def draw_bubble(self, target: pygame.Surface, narrator: Narrator) -> None:
        """Nobody speaks in a chat."""

    def bubble_box(self) -> pygame.Rect:
        """A click on the messages shows at once what is being written."""
        return self.window.box

    def elements(self) -> list[Element]:
        """The messages."""
        return [self.window]
