"""Who else is in the place: those who wait behind the customer, and a supervisor or colleague who steps in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import Crowd, Figure, Place, blended, with_pose
from simulator.desktop.views.casting import Cast
from simulator.desktop.views.narration import SpokenLine
from simulator.engine import State, queue_length
from simulator.scenario import Scenario

_EASED_BY = 700
"""How much anger must fall at once, in hundredths, for those who wait to notice."""
_TENSE_ANGER = 7000
_WEARY_AFTER_MS = 150_000
_TURNED_AWAY_MS = 24_000
_LOUD_LINES_TO_FILM = 2
_ON_THE_SPOT = ("supervisor", "colleague")
_STEP_IN_MS = 900.0
_LOOK_OVER_MS = 1500.0


class Company:
    """Those who wait, and how they take what happens.

    Args:
        desk: sizes and settings.
        scenario: the scene; its queue says how many wait.
        cast: how the one who speaks looks.
        place: where they stand.
        right_px: where the panel begins.
        seed: who they are follows from it.
    """

    def __init__(self, desk: Desk, scenario: Scenario, cast: Cast, place: Place, right_px: int, seed: int) -> None:
        self._queue = scenario.file.queue
        self._speaks = "bystander" in scenario.file.cast
        spot = place.spot
        self._crowd = Crowd(
            (spot.x, spot.baseline_y, spot.height_px),
            place.size[1] / 720,
            (0, right_px),
            looks=(cast.look_of("bystander"),) if self._speaks else (),
            customer=cast.look_of("customer"),
            seed=seed,
            still=desk.settings.reduced_motion,
            coming=self._queue is not None,
        )
        self._spot_x = spot.x
        self._anger: int | None = None
        self._loud_lines = 0
        self._full_ms = 0.0

    def waiting(self, state: State) -> int:
        """How many wait now; whoever is to say something is there even where nobody queues."""
        return max(queue_length(self._queue, state), 1 if self._speaks else 0)

    def begin(self, state: State) -> None:
        """Have those there who wait at this moment."""
        self._crowd.fill(self.waiting(state))
        self._crowd.settle()

    def update(self, dt_ms: float, state: State, by: str, loudness: float, *, may_draw: bool) -> bool:
        """Let time pass; say whether somebody was drawn anew. See `Crowd.update`."""
        crowd = self._crowd
        crowd.change(self.waiting(state))
        crowd.weariness = min(1.0, state.clock_ms / _WEARY_AFTER_MS)
        self._notice(state)
        if self._queue is not None and queue_length(self._queue, state) >= min(self._queue.most, crowd.most - 1):
            self._full_ms += dt_ms
            if self._full_ms >= _TURNED_AWAY_MS:  # whoever comes now sees the queue and goes
                self._full_ms = 0.0
                crowd.turn_away()
        speaker = 0 if by == "bystander" and crowd.people else -1
        return crowd.update(dt_ms, speaker=speaker, loudness=loudness, may_draw=may_draw)

    def _notice(self, state: State) -> None:
        anger = state.mood.anger
        if self._anger is not None and anger <= self._anger - _EASED_BY:
            self._crowd.ease()
        self._anger = anger
        if anger < _TENSE_ANGER // 2:
            self._loud_lines = 0
        self._crowd.film(on=self._loud_lines >= _LOUD_LINES_TO_FILM and len(self._crowd.people) > 1)

    def line_begins(self, line: SpokenLine, state: State) -> None:
        """Somebody begins to speak: shouting makes heads turn, and once more of it brings out a phone."""
        if line.by == "customer" and line.loud:
            self._crowd.startle()
            if state.mood.anger >= _TENSE_ANGER:
                self._loud_lines += 1

    @property
    def spent(self) -> float:
        """How much of them was drawn anew in the last frame; see `Crowd.spent`."""
        return self._crowd.spent

    @property
    def side_of_speaker(self) -> float:
        """On which side of the customer the one who speaks stands: -1 left, 1 right, 0 nowhere."""
        if not self._crowd.people:
            return 0.0
        return 1.0 if self._crowd.people[0].x > self._spot_x else -1.0

    def mouth_of_speaker(self) -> tuple[int, int] | None:
        """Where the mouth of the one who speaks is; None where nobody waits."""
        return self._crowd.mouth_point(0) if self._crowd.people else None

    def crown_of_speaker(self) -> int:
        """The height of their crown; 0 where nobody waits."""
        return self._crowd.crown_y(0) if self._crowd.people else 0

    def draw(self, target: pygame.Surface) -> None:
        """Draw those who wait."""
        self._crowd.draw(target)

    def draw_ahead(self) -> None:
        """Draw a little of who comes next."""
        self._crowd.draw_ahead()


class Helper:
    """A supervisor or colleague who walks in beside the trainee and faces the customer.

    Args:
        desk: sizes and settings.
        cast: how they look.
        place: where the counter is.
        right_px: where the panel begins.
    """

    def __init__(self, desk: Desk, cast: Cast, place: Place, right_px: int) -> None:
        px = desk.theme.px
        self._cast = cast
        self._still = desk.settings.reduced_motion
        spot = place.spot
        self._height_px = spot.height_px + px(70)
        self._x = min(place.second_spot.x + px(24), right_px - px(132))
        self._from_x = right_px + px(190)
        # On the trainee's side of the counter: nearer, and the counter does not hide them.
        self._baseline_y = spot.baseline_y + px(66)
        self._walked_ms = 0.0
        self._here_ms = 0.0
        self._figure: Figure | None = None
        self._ahead: dict[str, tuple[Figure, Iterator[object]]] = {}
        self._made: dict[str, Figure] = {}
        self._calm = with_pose(blended({"neutral": 0.7, "warm": 0.3}), "sides")
        self._facing = replace(self._calm, head_turn=-1.0, gaze_x=-0.7)
        self.who = ""
        """Who is here: `supervisor`, `colleague` or nobody."""

    @property
    def here(self) -> bool:
        """Whether somebody has stepped in."""
        return self._figure is not None

    @property
    def arriving(self) -> bool:
        """Whether they have only just come, so that everybody looks over."""
        return self.here and self._here_ms < _STEP_IN_MS + _LOOK_OVER_MS

    def _begin(self, who: str) -> tuple[Figure, Iterator[object]]:
        """Return somebody, and what draws them a little at a time; it holds nobody but them."""
        if who not in self._ahead:
            figure = Figure(self._cast.look_of(who), self._height_px, seed=41, at_once=False)
            figure.motion.still = self._still
            parts = (figure.turned(-1.0), figure.turned(-0.5), *map(figure.feeling_parts, (self._calm, self._facing)))
            self._ahead[who] = figure, chain(figure.build(), *parts)
        return self._ahead[who]

    def _whole(self, who: str, figure: Figure) -> Figure:
        """The figure, or one like it where a frame that failed broke its drawing off."""
        return figure if figure.built else Figure(self._cast.look_of(who), self._height_px, seed=41)

    def draw_ahead(self) -> bool:
        """Draw a little of whoever may step in; False once there is nothing left to draw."""
        for who in _ON_THE_SPOT:
            if who in self._cast.roles and who not in self._made:
                figure, ahead = self._begin(who)
                if next(ahead, self) is self:
                    self._made[who] = self._whole(who, figure)
                return True
        return False

    def _bring_in(self, who: str) -> None:
        if who not in self._made:
            figure, ahead = self._begin(who)
            for _ in ahead:
                pass
            self._made[who] = self._whole(who, figure)
        self._figure, self.who = self._made[who], who
        self._figure.settle(self._facing)
        self._walked_ms = _STEP_IN_MS if self._still else 0.0
        self._here_ms = 0.0

    def update(self, dt_ms: float, by: str, loudness: float) -> None:
        """Let time pass; the first line of a supervisor or colleague brings them in."""
        if by in _ON_THE_SPOT and by != self.who:
            self._bring_in(by)
        if self._figure is None:
            return
        self._walked_ms = min(_STEP_IN_MS, self._walked_ms + dt_ms)
        self._here_ms += dt_ms
        talks = by == self.who
        # They face the customer, and turn to the trainee for a moment when they have just come.
        just_here = _STEP_IN_MS < self._here_ms < _STEP_IN_MS + _LOOK_OVER_MS and not talks
        self._figure.update(dt_ms, self._calm if just_here else self._facing, loudness if talks else 0.0)

    def settle(self) -> None:
        """Be there at once, as pictures need it."""
        if self._figure is not None:
            self._walked_ms = self._here_ms = _STEP_IN_MS
            self._figure.settle(self._facing)

    def _place(self) -> tuple[float, float]:
        share = self._walked_ms / _STEP_IN_MS
        eased = 1 - (1 - share) ** 3
        bob = abs((share * 4) % 2 - 1) * 0.012 * self._height_px * (1 - share)
        return self._from_x + (self._x - self._from_x) * eased, self._baseline_y + bob

    def draw(self, target: pygame.Surface) -> None:
        """Draw them in front of the counter."""
        if self._figure is not None:
            self._figure.draw(target, *self._place())

    @property
    def chin_y(self) -> int:
        """Below this nothing covers their face."""
        if self._figure is None:
            return 0
        return self._figure.head_rect(self._x, self._baseline_y).bottom

    def mouth_point(self) -> tuple[int, int]:
        """Where their mouth will be once they stand, for the tail of a bubble."""
        if self._figure is None:
            return self._x, self._baseline_y
        return self._figure.mouth_point(self._x, self._baseline_y)


__all__ = ["Company", "Helper"]
