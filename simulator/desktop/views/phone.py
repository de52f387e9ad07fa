"""A call: the stage with the caller, their card with a running timer, hold, and a third person on the line."""

from __future__ import annotations

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import expression_for, icon
from simulator.desktop.legible import legible
from simulator.desktop.lettering import Block, draw_text, fitted
from simulator.desktop.painting import blit, draw_box, draw_card
from simulator.desktop.theme import Palette, kept_with_palette
from simulator.desktop.views.damage import Looks
from simulator.desktop.views.layout import SceneLayout
from simulator.desktop.views.narration import Narrator, Rest, SpokenLine
from simulator.desktop.views.play import Play
from simulator.desktop.views.portrait import Portrait
from simulator.desktop.views.stage import LEAST_BUBBLE_UNITS, Stage
from simulator.desktop.widgets import Element, Entry
from simulator.engine import Phase, State
from simulator.texts import clock_text

_OTHERS = ("colleague", "supervisor")
_JOINS_MS = 600
_DIM = (24, 20, 32, 150)
_DROPPED = (16, 14, 22, 222)
_CARD_UNITS = 232
_LEAST_TILE_UNITS = 90
_TILE_AROUND = 64  # it slides in from beside its place, and its name lies on its lower edge


class CallerCard(Element):
    """What is known of the caller, and how long the call has lasted.

    Args:
        box: where; it grows downwards as it needs.
        desk: texts and sizes.
        play: the call.
    """

    def __init__(self, box: pygame.Rect, desk: Desk, play: Play) -> None:
        super().__init__("caller_card", box, desk.theme)
        self._desk = desk
        self._play = play
        self._known: tuple[bool, bool, bool, bool] | None = None
        self.short = False
        """Whether only name and time are shown, as somebody else needs the room."""
        self._lines: list[tuple[str, Block, bool]] = []
        px = self.theme.px
        fonts = [self.theme.font(size, bold=True) for size in (16, 15, 14, 13)]
        name = legible(play.cast.name_of("customer"))
        self._name = fitted(name, fonts, box.width - px(24), px(44), spacing=0.9)
        self._refresh()

    def _refresh(self) -> None:
        """Lay the lines out anew where more has come to be known."""
        state = self._play.session.state
        known = ("account" in state.done, bool(state.notes), "note" in state.carried.flags, self.short)
        if known == self._known:
            return
        self._known = known
        opened, noted, earlier, short = known
        t, px = self._desk.texts, self.theme.px
        account = t("desktop.call.account_open" if opened else "desktop.call.account_closed")
        note = t(
            "desktop.call.noted" if noted else "desktop.call.noted_before" if earlier else "desktop.call.not_noted"
        )
        fonts = [self.theme.font(size) for size in (13, 12.5, 12, 11.5)]
        room = self.box.width - px(24) - px(22)
        self._lines = [
            (name, fitted(words, fonts, room, px(38), spacing=0.9), there)
            for name, words, there in (("account", account, opened), ("note", note, noted or earlier))
            if not short
        ]
        self.box.height = px(46) + self._name.height_px + sum(part.height_px + px(4) for _, part, _ in self._lines)
        self.text = f"{self._name.text}\n{account}\n{note}"

    def blocks(self) -> list[Block]:
        """The wrapped texts on it."""
        return [self._name, *(part for _, part, _ in self._lines)]

    def look(self) -> object:
        """What is known, the time that is shown, and whether the line is open."""
        self._refresh()
        return self._known, self._clock(), self._play.narrator.rest is None, self._play.session.ended, *self.box

    def _clock(self) -> str:
        return clock_text(self._play.call_ms)

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        self._refresh()
        px, box = self.theme.px, self.box
        draw_card(target, box, px(12), colour=Palette.PAPER, border=Palette.PAPER_EDGE, depth=px(8))
        x, y = box.x + px(12), box.y + px(9)
        self._name.draw(target, Palette.INK, (x, y))
        y += self._name.height_px + px(3)
        held = self._play.narrator.rest
        live = not self._play.session.ended
        colour = Palette.AMBER if held is not None else Palette.GREEN if live else Palette.INK_FAINT
        blit(target, icon("call_back", px(16), colour), (x, y + px(1)))
        words = self._clock()
        draw_text(target, words, self.theme.font(14, bold=True), Palette.INK, (x + px(22), y - px(1)))
        y += px(24)
        for name, part, there in self._lines:
            blit(target, icon(name, px(15), Palette.GREEN if there else Palette.INK_FAINT), (x, y + px(1)))
            part.draw(target, Palette.INK if there else Palette.INK_SOFT, (x + px(22), y))
            y += part.height_px + px(4)


class PhoneStage:
    """The stage of a call.

    Args:
        desk: sizes and settings.
        play: the call.
        layout: where things stand.
    """

    def __init__(self, desk: Desk, play: Play, layout: SceneLayout) -> None:
        self._desk = desk
        self._play = play
        self._theme = desk.theme
        px, session = self._theme.px, play.session
        self._stage = Stage(desk, session.scenario, play.cast, layout.panel.left, session.state.seed)
        self._window = self._stage.tile.clip(pygame.Rect(0, 0, layout.panel.left, layout.dock.y))
        wide = min(px(_CARD_UNITS), self._window.width // 3)
        self.card = CallerCard(pygame.Rect(self._window.x + px(14), px(34), wide, px(90)), desk, play)
        self._looks = Looks()
        self._third: Portrait | None = None
        self._third_who = ""
        self._before_call: SpokenLine | None = None  # the last one said in the call before this one
        self._joined_ms = 0.0
        high = max(px(96), min(px(214), layout.dock.y - px(200)))
        broad = round(high * 0.82)
        self._tile = pygame.Rect(layout.panel.left - px(30) - broad, layout.dock.y - px(44) - high, broad, high)
        # With large letters what is said needs the right side: then their window stands below a shorter card.
        self._at_left = self._tile.top - px(24 + 30) < px(LEAST_BUBBLE_UNITS)
        self._low = layout.dock.y - px(26)

    def settle(self, state: State) -> None:
        """Take the face of a mood at once, as screenshots need it."""
        self._stage.settle(state)
        self._joined_ms = _JOINS_MS
        if self._third is not None:
            self._third.settle(expression_for(10, 60, 60, 80))

    def update(self, dt_ms: float, state: State, narrator: Narrator) -> None:
        """Let time pass; whoever speaks besides the caller is on the line from then on."""
        line = narrator.current or narrator.last
        if state.phase is Phase.DUE:
            self._hang_up()
            self._before_call = line
        elif line is not None and line is not self._before_call and line.by in _OTHERS and line.by != self._third_who:
            self._bring_in(line.by)
        if narrator.rest is None or narrator.rest.kind != "hold":
            self._stage.update(dt_ms, state, narrator)
        if self._third is not None:
            self._joined_ms += dt_ms
            current = narrator.current
            talks = current is not None and current.by == self._third_who
            self._third.update(dt_ms, expression_for(10, 60, 60, 80), narrator.loudness if talks else 0.0)

    def _bring_in(self, who: str) -> None:
        cast = self._play.cast
        if self._at_left:
            self._make_room()
        self._third = Portrait(cast.look_of(who), cast.name_of(who), self._tile, self._theme, seed=41)
        self._third_who = who
        self._joined_ms = _JOINS_MS if self._desk.settings.reduced_motion else 0.0
        self._stage.other = self._tile

    def _make_room(self) -> None:
        """Shorten the caller's card and put the window below it, or in its place."""
        px, card = self._theme.px, self.card
        card.short = True
        card.look()
        top = card.box.bottom + px(8)
        if self._low - top < px(_LEAST_TILE_UNITS):  # name and time stand in bubble and panel as well
            card.visible, top = False, card.box.y
        high = self._low - top
        self._tile = pygame.Rect(card.box.x, top, min(card.box.width, round(high * 0.82)), high)

    def _hang_up(self) -> None:
        """Whoever was on the line is not on it when a promised call is made, hours later."""
        self._third, self._third_who, self._stage.other = None, "", None
        self.card.short, self.card.visible = False, True

    def draw(self, target: pygame.Surface) -> None:
        """Draw the caller, what is known of them, and who else is on the line."""
        self._stage.draw(target)
        rest = self._play.narrator.rest
        if self._line_is_dead():
            blit(target, _veil(self._window.size, _DROPPED), self._window.topleft)
        elif rest is not None:
            blit(target, _veil(self._window.size, _DIM), self._window.topleft)
        self._draw_third(target)
        if self.card.visible:
            self.card.draw(target)
        if rest is not None:
            self._draw_rest(target, rest)

    def changes(self, narrator: Narrator) -> list[pygame.Rect]:
        """Where it looks different: the caller, their card, who else is on the line; in a rest everywhere."""
        whole, around = pygame.Rect((0, 0), self._theme.size), 2 * self._theme.px(_TILE_AROUND)
        self._looks.see("rest", (self._line_is_dead(), None) if narrator.rest is None else None, whole)
        self._looks.see("card", self.card.look(), self.card.reach())
        if self._third is not None:
            self._looks.see("third", None, self._tile.inflate(around, around))
        return [*self._looks.take(), *self._stage.changes(narrator)]

    def _line_is_dead(self) -> bool:
        rest = self._play.narrator.rest
        if rest is not None and rest.kind == "blind_transfer":
            return rest.share > 0.35  # first the click, then the dark
        return "blind_transfer" in self._play.session.state.done and self._play.over

    def _draw_third(self, target: pygame.Surface) -> None:
        """The face of whoever is on the line, too, in a window of its own."""
        reach = self._tile.inflate(4 * self._theme.px(_TILE_AROUND), 0)
        if self._third is None or not target.get_clip().colliderect(reach):
            return
        share = min(1.0, self._joined_ms / _JOINS_MS)
        away = -1 if self._at_left else 1
        self._third.draw(target, shift_px=away * round((1 - share) ** 2 * self._theme.px(60)))

    def _draw_rest(self, target: pygame.Surface, rest: Rest) -> None:
        """A plate that says what is going on, with the time running."""
        px, theme = self._theme.px, self._theme
        words = self._desk.texts(f"desktop.call.rest.{rest.kind}")
        room = self._window.width - px(120)
        font, digits = theme.fitting(words, 20, room, bold=True), theme.font(26, bold=True)
        time = "" if rest.kind == "blind_transfer" else clock_text(round(rest.virtual_ms * rest.share))
        wide = max(font.size(words)[0], digits.size(time)[0]) + px(90)
        high = px(22) + font.get_linesize() + (digits.get_linesize() if time else 0)
        box = pygame.Rect(0, 0, wide, high)
        box.center = (self._window.centerx, round(self._window.y + self._window.height * 0.46))
        draw_box(target, box, px(16), (*Palette.NIGHT, 238), border=Palette.NIGHT_EDGE)
        size = px(34)
        names = {"hold": "hold", "blind_transfer": "close", "supervisor": "supervisor", "call_back": "call_back"}
        picture = icon(names.get(rest.kind, "transfer"), size, Palette.AMBER_BRIGHT)
        blit(target, picture, (box.x + px(18), box.centery - size // 2))
        x, y = box.x + px(68), box.y + px(10)
        draw_text(target, words, font, Palette.CREAM, (x, y))
        if time:
            draw_text(target, time, digits, Palette.AMBER_BRIGHT, (x, y + font.get_linesize()))

    def draw_bubble(self, target: pygame.Surface, narrator: Narrator) -> None:
        """Draw what is being said, or was said last; on hold nothing is heard."""
        if narrator.rest is None:
            self._stage.draw_bubble(target, narrator)

    def bubble_box(self) -> pygame.Rect:
        """Where a click shows the whole line."""
        return self._stage.bubble_box()

    def show(self, entry: Entry) -> None:
        """What is said here is heard, and shown while it is said."""

    def elements(self) -> list[Element]:
        """Nothing of a call can be focused."""
        return []


@kept_with_palette
def _veil(size: tuple[int, int], colour: tuple[int, int, int, int]) -> pygame.Surface:
    """What lies over the caller while they cannot be heard, premultiplied."""
    picture = pygame.Surface(size, pygame.SRCALPHA)
    picture.fill(colour)
    return picture.premul_alpha()
