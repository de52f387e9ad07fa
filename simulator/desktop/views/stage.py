"""The place with the people in it, and their speech bubbles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import PLACE_NAMES, Figure, Place, expression_for, with_pose
from simulator.desktop.theme import Theme
from simulator.desktop.views.bubble import MARGIN as BUBBLE_MARGIN
from simulator.desktop.views.bubble import Bubble, lay_out
from simulator.desktop.views.casting import Cast
from simulator.desktop.views.company import Company, Helper
from simulator.desktop.views.damage import Looks, Piece, Recorder, differing, replay
from simulator.desktop.views.narration import Narrator, SpokenLine
from simulator.desktop.widgets import Element, Entry
from simulator.engine import Phase, State
from simulator.scenario import About, Channel, EndingKind, Scenario

STAGE_SHARE = 0.875
"""The place takes this share of the height; its foreground goes on below, under the cards and the reply box."""
LEAST_BUBBLE_UNITS = 120
"""A bubble has at least so much height, whoever else is to be seen."""
_NUDGE_MS = 420
_NUDGE_UNITS = 7
_GLANCE = 0.75
_SPARE = 2.0
_WALK_OUT_MS, _TURNS_FIRST = 2300.0, 0.25


def place_name(scenario: Scenario) -> str:
    """The place of a scene, or one like it that can be drawn."""
    return place_of(scenario.file.about)


def place_of(about: About) -> str:
    """The same for what a scene is about."""
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
        state: how the session stands, for those who wait already.
    """

    def __init__(
        self, desk: Desk, scenario: Scenario, cast: Cast, right_px: int, seed: int, state: State | None = None
    ) -> None:
        self._desk = desk
        self._theme: Theme = desk.theme
        self._cast = cast
        self._right_px = right_px
        wide, high = self._theme.size
        self._place = Place(place_name(scenario), (wide, round(high * STAGE_SHARE)), scenario.file.about.sector)
        self._spot = self._place.spot
        self._figure = Figure(cast.look_of("customer"), self._spot.height_px, seed=seed % 97)
        self._figure.phone = self._place.phone and scenario.file.about.channel is Channel.PHONE
        self._figure.motion.still = desk.settings.reduced_motion
        self._company: Company | None = None
        self._helper: Helper | None = None
        if scenario.file.about.channel is Channel.STORE:
            self._company = Company(desk, scenario, cast, self._place, right_px, seed)
            self._helper = Helper(desk, cast, self._place, right_px)
            if state is not None:
                self._company.begin(state)
        self._warming: Iterator[float] | None = self._figure.prewarm()
        self._bubble: tuple[object, Bubble] | None = None
        self._pieces: list[Piece] | None = None
        self._seen: list[Piece] | None = None
        self._looks = Looks()
        self._begun = 0
        self._nudge_ms = 0.0
        self._walked_out_ms = 0.0
        self._endings = scenario.file.endings
        self._floor = self._below()
        self.other: pygame.Rect | None = None
        """Where somebody is shown who is not in this place, as a colleague on the line."""

    @property
    def tile(self) -> pygame.Rect:
        """The part of the place in which the customer is seen."""
        return self._place.tile

    def _below(self) -> pygame.Surface:
        """What the foreground looks like below the place: its lowest rows drawn out."""
        wide, high = self._theme.size
        self._place.background()  # while they are drawn, there is enough in memory
        self._place.foreground()
        strip = pygame.Surface((wide, self._place.size[1]))
        self._place.draw_background(strip)
        self._place.draw_foreground(strip)
        # Props may stand on the lowest rows; a row from just above the edge keeps the seams of the wood.
        row = strip.subsurface((0, self._place.size[1] - 2, wide, 2))
        return pygame.transform.scale(row, (wide, high - self._place.size[1] + 1)).convert()

    def settle(self, state: State) -> None:
        """Take the face of a mood at once, as screenshots need it."""
        self._pieces = None
        self._figure.settle(expression_for(**state.mood.points()))
        self._warming = None
        if self._helper is not None:
            self._helper.settle()
        if self._company is not None:
            self._company.begin(state)

    def update(self, dt_ms: float, state: State, narrator: Narrator) -> None:
        """Let faces follow the mood, gazes who speaks, and mouths the voice."""
        self._pieces = None
        line = narrator.current
        by = line.by if line is not None else ""
        if narrator.begun != self._begun:
            self._begun = narrator.begun
            self._line_begins(line, state)
        if self._helper is not None:
            self._helper.update(dt_ms, by, narrator.loudness)
        if self._walks_out(state) and not narrator.speaking:
            self._walked_out_ms = min(_WALK_OUT_MS, self._walked_out_ms + dt_ms)
        self._figure.motion.aside = -1.0 if self._walked_out_ms else self._attention(by)
        talks = narrator.loudness if by == "customer" else 0.0
        expression = expression_for(**state.mood.points())
        if self._walked_out_ms:  # whoever goes takes their hands off the counter
            expression = with_pose(expression, "sides")
        self._figure.update(dt_ms, expression, talks)
        spare = self._figure.spent <= _SPARE
        if self._company is not None:
            spare = not self._company.update(dt_ms, state, by, narrator.loudness, may_draw=spare) and spare
            if self._company.spent:
                self._figure.rest()
        self._nudge_ms = max(0.0, self._nudge_ms - dt_ms)
        if spare:
            self._draw_ahead()

    def _walks_out(self, state: State) -> bool:
        """Whether the customer has had enough of this place and can be seen to leave it."""
        if self._company is None or state.phase is not Phase.ENDED or not state.endings:
            return False
        still = self._desk.settings.reduced_motion
        return self._endings[state.endings[-1]].kind is EndingKind.WALKS_OUT and not still

    def _customer_x(self) -> int:
        """Where the customer is: at their place, or on the way out."""
        share = max(0.0, self._walked_out_ms / _WALK_OUT_MS - _TURNS_FIRST) / (1 - _TURNS_FIRST)
        return round(self._spot.x - (self._spot.x + self._spot.height_px * 0.5) * share * share)

    def _draw_ahead(self) -> None:
        """Draw a little of what will be wanted, in a frame that has time for it."""
        if self._warming is not None:
            if next(self._warming, None) is None:
                self._warming = None
        elif (self._helper is None or not self._helper.draw_ahead()) and self._company is not None:
            self._company.draw_ahead()

    def _line_begins(self, line: SpokenLine | None, state: State) -> None:
        if line is None:
            return
        settings = self._desk.settings
        if line.loud and not settings.reduced_motion and not settings.calm_shouting:
            self._nudge_ms = _NUDGE_MS
        if self._company is not None:
            self._company.line_begins(line, state)

    def _attention(self, by: str) -> float:
        """Where the customer looks: at whoever else speaks, now and then at a helper, else at the trainee."""
        if self._helper is not None and self._helper.here:
            if by == self._helper.who or self._helper.arriving:
                return 1.0
            if by == "customer":
                return _GLANCE if self._begun % 2 else 0.0
        if by == "bystander" and self._company is not None:
            return self._company.side_of_speaker * _GLANCE
        return 0.0

    def draw(self, target: pygame.Surface) -> None:
        """Draw place and people, as far as the surface's clip lets them."""
        replay(self._recorded(), target)

    def changes(self, narrator: Narrator) -> list[pygame.Rect]:
        """Where it looks different from the last time this was asked, its bubble too."""
        self._see_bubble(narrator)
        parts, before = self._looks.take(), self._seen
        self._seen = self._recorded()
        found = None if before is None else differing(before, self._seen)
        return [pygame.Rect((0, 0), self._theme.size)] if found is None else [*found, *parts]

    def _recorded(self) -> list[Piece]:
        """What is to be seen of place and people, found once after each update."""
        if self._pieces is None:
            recorder = Recorder(self._theme.size)
            self._record(recorder)
            self._pieces = recorder.pieces
        return self._pieces

    def _record(self, target: pygame.Surface) -> None:
        place, spot = self._place, self._spot
        shift = 0
        if self._nudge_ms > 0:
            share = self._nudge_ms / _NUDGE_MS
            shift = round(self._theme.px(_NUDGE_UNITS) * share * (1 if int(self._nudge_ms / 55) % 2 else -1))
        place.draw_background(target)
        if self._company is not None:
            self._company.draw(target)
        x = self._customer_x() + shift
        self._figure.draw_behind(target, x, spot.baseline_y)
        target.blit(self._floor, (0, place.size[1] - 1))
        place.draw_foreground(target)
        self._figure.draw_over(target, x, spot.baseline_y)
        if self._helper is not None:
            self._helper.draw(target)

    def _see_bubble(self, narrator: Narrator) -> None:
        """Note how the bubble looks, for `changes`."""
        bubble, line = self._bubble_of(narrator), narrator.shown
        if bubble is not None and line is not None:
            reach = bubble.box.inflate(2 * self._theme.px(BUBBLE_MARGIN), 2 * self._theme.px(BUBBLE_MARGIN))
            self._looks.see("bubble", (bubble, narrator.revealed, line.cut_at), reach)

    def draw_bubble(self, target: pygame.Surface, narrator: Narrator) -> None:
        """Draw what is being said, or was said last."""
        bubble, line = self._bubble_of(narrator), narrator.shown
        if bubble is not None and line is not None:
            shown = len(bubble.block.text) if narrator.revealed >= len(line.text) else narrator.revealed
            bubble.draw(target, self._theme, shown, broken_off=line.cut_at is not None)

    def _bubble_of(self, narrator: Narrator) -> Bubble | None:
        """The bubble of the line that is shown, laid out once."""
        line = narrator.shown
        if line is None:
            return None
        helper_here = self._helper is not None and self._helper.here
        key = (line.text, line.by, line.loud, helper_here, self.other is not None)
        if self._bubble is None or self._bubble[0] != key:
            self._bubble = (key, self._lay_out(line.text, line.by, line.loud))
        return self._bubble[1]

    def bubble_box(self) -> pygame.Rect:
        """Where the bubble stands, for clicks; empty where there is none."""
        return self._bubble[1].box if self._bubble is not None else pygame.Rect(0, 0, 0, 0)

    def show(self, entry: Entry) -> None:
        """What is said here is heard, and shown while it is said."""

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
        left = head.right + theme.px(52 if self._place.phone else 36)
        room = pygame.Rect(left, theme.px(30), self._right_px - theme.px(26) - left, 0)
        room.height = spot.baseline_y - room.y - theme.px(60)
        helper = self._helper if self._helper is not None and self._helper.here else None
        if helper is not None:  # under the faces, so that both can be seen
            low = max(head.bottom + theme.px(26), helper.chin_y + theme.px(14))
            room = pygame.Rect(left, low, room.width, spot.baseline_y + theme.px(30) - low)
        other = self.other
        if other is not None and other.left > left:
            room.height = max(theme.px(LEAST_BUBBLE_UNITS), other.top - theme.px(24) - room.top)
        name = self._cast.name_of(by)
        if by == "customer":
            return lay_out(text, name, loud, theme, room, tip)
        if helper is not None and by == helper.who:
            return lay_out(text, name, loud, theme, room, helper.mouth_point())
        if by == "bystander" and self._company is not None and (tip_of := self._company.mouth_of_speaker()) is not None:
            if helper is None:  # above their face
                room.height = max(theme.px(84), self._company.crown_of_speaker() - theme.px(12) - room.y)
            return lay_out(text, name, loud, theme, room, tip_of)
        # Somebody who cannot be seen: at the other end of the line, or behind the panel.
        unseen = (self._right_px + theme.px(40), spot.baseline_y)
        if other is not None and other.left < left:  # on the far side of the customer, whose face a tail would cross
            return lay_out(text, name, loud, theme, room, (left - theme.px(26), other.centery))
        found = lay_out(text, name, loud, theme, room, unseen if other is None else other.midtop)
        return replace(found, box=found.box.move(room.right - found.box.right, 0))
