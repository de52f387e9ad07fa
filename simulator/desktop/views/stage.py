"""The place with the people in it, and their speech bubbles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import PLACE_NAMES, Expression, Figure, Place, expression_for
from simulator.desktop.theme import Theme
from simulator.desktop.views.bubble import Bubble, lay_out
from simulator.desktop.views.casting import Cast
from simulator.desktop.views.narration import Narrator
from simulator.desktop.widgets import Element
from simulator.engine import State
from simulator.scenario import Channel, Scenario

STAGE_SHARE = 0.875
"""The place takes this share of the height; its foreground goes on below, under the cards and the reply box."""
_NUDGE_MS = 420
_NUDGE_UNITS = 7
_ON_THE_SPOT = ("supervisor", "colleague")
_STEP_IN_MS = 700


def place_name(scenario: Scenario) -> str:
    """The place of a scene, or one like it that can be drawn."""
    about = scenario.file.about
    if about.place in PLACE_NAMES:
        return about.place
    channel = about.channel.value
    return channel if channel in PLACE_NAMES else "shop"


class Stage:
    """Draws a scene.

    Args:
        desk: sizes and settings.
        scenario: the scene.
        cast: who looks how.
        right_px: where the panel begins.
        seed: blinks and sway follow from it.
    """

    def __init__(self, desk: Desk, scenario: Scenario, cast: Cast, right_px: int, seed: int) -> None:
        self._desk = desk
        self._theme: Theme = desk.theme
        self._cast = cast
        self._right_px = right_px
        wide, high = self._theme.size
        self._place = Place(place_name(scenario), (wide, round(high * STAGE_SHARE)), scenario.file.about.sector)
        self._spot = self._place.spot
        self._figure = Figure(cast.look_of("customer"), self._spot.height_px, seed=seed % 97)
        self._figure.phone = self._place.phone and scenario.file.about.channel is Channel.PHONE
        self._second: Figure | None = None
        self._second_who = ""
        self._stepped_in_ms = 0.0
        self._in_person = scenario.file.about.channel is Channel.STORE
        self._warming: Iterator[float] | None = self._figure.prewarm()
        self._bubble: tuple[object, Bubble] | None = None
        self._begun = 0
        self._nudge_ms = 0.0
        self._floor = self._below()
        self._target: Expression | None = None

    def _below(self) -> pygame.Surface:
        """What the foreground looks like below the place: its lowest rows drawn out."""
        wide, high = self._theme.size
        strip = pygame.Surface((wide, self._place.size[1]))
        self._place.draw_background(strip)
        self._place.draw_foreground(strip)
        # Props may stand on the lowest rows; a row from just above the edge keeps the seams of the wood.
        row = strip.subsurface((0, self._place.size[1] - 2, wide, 2))
        return pygame.transform.scale(row, (wide, high - self._place.size[1] + 1)).convert()

    def settle(self, state: State) -> None:
        """Take the face of a mood at once, as screenshots need it."""
        self._figure.settle(expression_for(**state.mood.points()))
        self._target = expression_for(**state.mood.points())
        self._warming = None
        self._stepped_in_ms = _STEP_IN_MS
        if self._second is not None:
            self._second.settle(expression_for(10, 60, 60, 80))

    def update(self, dt_ms: float, state: State, narrator: Narrator) -> None:
        """Let faces follow the mood and mouths the voice."""
        line = narrator.current
        if line is not None and line.by in _ON_THE_SPOT and self._in_person:
            self._bring_in(line.by)
        customer_talks = line is not None and line.by == "customer"
        self._target = expression_for(**state.mood.points())
        self._figure.update(dt_ms, self._target, narrator.loudness if customer_talks else 0.0)
        if self._second is not None:
            self._stepped_in_ms += dt_ms
            talks = line is not None and line.by == self._second_who
            self._second.update(dt_ms, expression_for(10, 60, 60, 80), narrator.loudness if talks else 0.0)
        if narrator.begun != self._begun:
            self._begun = narrator.begun
            if line is not None and line.loud and not self._desk.settings.reduced_motion:
                self._nudge_ms = _NUDGE_MS
        self._nudge_ms = max(0.0, self._nudge_ms - dt_ms)
        if self._warming is not None and next(self._warming, None) is None:
            self._warming = None

    def _bring_in(self, who: str) -> None:
        if self._second_who != who:
            spot = self._place.second_spot
            self._second = Figure(self._cast.look_of(who), spot.height_px, seed=41)
            self._second_who = who
            self._stepped_in_ms = _STEP_IN_MS if self._desk.settings.reduced_motion else 0.0

    def _second_x(self) -> int:
        share = min(1.0, self._stepped_in_ms / _STEP_IN_MS)
        eased = 1 - (1 - share) ** 3
        there = min(self._place.second_spot.x, self._right_px - self._theme.px(130))
        return round(self._right_px + self._theme.px(200) + (there - self._right_px - self._theme.px(200)) * eased)

    def draw(self, target: pygame.Surface) -> None:
        """Draw place and people."""
        place, spot = self._place, self._spot
        shift = 0
        if self._nudge_ms > 0:
            share = self._nudge_ms / _NUDGE_MS
            shift = round(self._theme.px(_NUDGE_UNITS) * share * (1 if int(self._nudge_ms / 55) % 2 else -1))
        place.draw_background(target)
        if self._second is not None:
            self._second.draw_behind(target, self._second_x(), spot.baseline_y)
        self._figure.draw_behind(target, spot.x + shift, spot.baseline_y)
        target.blit(self._floor, (0, place.size[1] - 1))
        place.draw_foreground(target)
        if self._second is not None:
            self._second.draw_over(target, self._second_x(), spot.baseline_y)
        self._figure.draw_over(target, spot.x + shift, spot.baseline_y)

    def draw_bubble(self, target: pygame.Surface, narrator: Narrator) -> None:
        """Draw what is being said, or was said last."""
        line = narrator.shown
        if line is None:
            return
        key = (line.text, line.by, line.loud, self._second is not None)
        if self._bubble is None or self._bubble[0] != key:
            self._bubble = (key, self._lay_out(line.text, line.by, line.loud))
        bubble = self._bubble[1]
        shown = len(bubble.block.text) if narrator.revealed >= len(line.text) else narrator.revealed
        bubble.draw(target, self._theme, shown, broken_off=line.cut_at is not None)

    def bubble_box(self) -> pygame.Rect:
        """Where the bubble stands, for clicks; empty where there is none."""
        return self._bubble[1].box if self._bubble is not None else pygame.Rect(0, 0, 0, 0)

    def elements(self) -> list[Element]:
        """Nothing on a stage can be focused."""
        return []

    def bubble(self) -> Bubble | None:
        """The bubble as it was last drawn."""
        return None if self._bubble is None else self._bubble[1]

    def _lay_out(self, text: str, by: str, loud: bool) -> Bubble:
        theme, spot = self._theme, self._spot
        head = self._figure.head_rect(spot.x, spot.baseline_y)
        tip = self._figure.mouth_point(spot.x, spot.baseline_y)
        top = theme.px(30)
        if self._second is not None and by == self._second_who:
            tip = (self._second_x(), self._second.mouth_point(self._second_x(), spot.baseline_y)[1])
        left = head.right + theme.px(52 if self._place.phone else 36)
        room = pygame.Rect(left, top, self._right_px - theme.px(26) - left, spot.baseline_y - top - theme.px(60))
        if self._second is not None:  # under the faces, so that both can be seen
            low = head.bottom + theme.px(26)
            room = pygame.Rect(left, low, room.width, spot.baseline_y + theme.px(30) - low)
        if by in ("customer", self._second_who):
            return lay_out(text, self._cast.name_of(by), loud, theme, room, tip)
        # Somebody who cannot be seen: in the queue, or at the other end of the line.
        tip = (self._right_px + theme.px(40), spot.baseline_y)
        found = lay_out(text, self._cast.name_of(by), loud, theme, room, tip)
        return replace(found, box=found.box.move(room.right - found.box.right, 0))
