"""People who wait behind the customer: smaller and softer, drawn into pictures of their own, one at a time.

A bystander's picture is drawn small and scaled up, which makes it soft and cheap. Between two drawings it is only
put on the screen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import pygame

from simulator.desktop.figures.canvas import PREMULTIPLIED
from simulator.desktop.figures.feelings import FEELINGS, Expression, blended, with_pose
from simulator.desktop.figures.look import Look
from simulator.desktop.figures.motion import mixed
from simulator.desktop.figures.people import PRESETS
from simulator.desktop.figures.rig import Figure

_SOFTNESS, _TALLEST_PX = 0.62, 250  # drawn at this share of their size, and no larger than that
_HAZE = (220, 216, 220)
_WALK_MS = 1500.0
_LOOK_IN_MS = 3200.0
_LIVELY_MS, _QUIET_MS, _TALKING_MS = 66.0, 240.0, 30.0  # between two pictures of one person
_SETTLED_MS = 1300.0
_ALLOWED = 2.0  # of what one frame may draw anew, for somebody in the background
_OVERHEAD = 0.14  # room above the crown, for hair that stands up
_PASSERS_BY = (
    "office_worker", "driver", "grandmother", "young_man", "woman_headscarf", "tradesman", "student",
    "business_woman", "older_man", "woman_thirties",
)  # fmt: skip

# Beside the customer, in lines of a 720-line screen: sideways, share of the customer's height, crown below theirs.
_PLACES: tuple[tuple[float, float, float], ...] = (
    (202.0, 0.72, 92.0),
    (-214.0, 0.68, 100.0),
    (318.0, 0.64, 104.0),
    (-316.0, 0.6, 112.0),
    (424.0, 0.59, 114.0),
    (512.0, 0.54, 120.0),
    (258.0, 0.5, 84.0),
    (-262.0, 0.49, 88.0),
)

_SHOCKED = blended({"surprised": 0.7, "worried": 0.6})
_WEARY = blended({"irritated": 0.6, "tired": 0.5})
_IMPATIENT = replace(with_pose(FEELINGS["irritated"], "watch"), head_nod=0.75, gaze_y=0.9, gaze_x=-0.1)
_FILMING = replace(with_pose(FEELINGS["sceptical"], "filming"), head_turn=0.3, gaze_x=0.6, head_tilt=2.0)
_SIGHING = FEELINGS["tired"]
_PLEASED = with_pose(FEELINGS["warm"], "sides")


@dataclass(slots=True)
class Bystander:
    """One of those who wait.

    Args:
        figure: how they are drawn.
        x: where they stand, in pixels.
        top: their crown.
        height_px: from the crown to where the figure ends.
        floor: down to here the body goes on.
        seed: their own habits follow from it.
    """

    figure: Figure
    x: int
    top: int
    height_px: int
    floor: int
    seed: int
    away: float = 0.0
    """How far they are from their place: 0 there, 1 out of sight."""
    leaving: bool = False
    looks_in_ms: float = 0.0
    """Left to stay, for somebody who sees the queue and turns round."""
    expression: Expression = FEELINGS["neutral"]
    aside: float = 0.0
    until_ms: float = 0.0
    since_drawn_ms: float = 0.0
    since_changed_ms: float = 0.0
    picture: pygame.Surface | None = None

    def draw_picture(self) -> None:
        """Draw them as they are now."""
        small, grow = self.figure.height_px, self.height_px / self.figure.height_px
        wide, high = round(small * 1.1), round(small * (1 + _OVERHEAD))
        board = pygame.Surface((wide, high), pygame.SRCALPHA)
        self.figure.draw(board, wide / 2, high)
        board.fill((*_HAZE, 255), special_flags=pygame.BLEND_RGBA_MULT)
        size = (round(wide * grow), round(high * grow))
        picture = pygame.transform.smoothscale(board, size)
        low = self.floor - self.top - self.height_px
        if low > 0:  # the trunk goes on down to the counter
            row = picture.subsurface((0, size[1] - 1, size[0], 1))
            whole = pygame.Surface((size[0], size[1] + low), pygame.SRCALPHA)
            whole.blit(picture, (0, 0))
            whole.blit(pygame.transform.scale(row, (size[0], low)), (0, size[1]))
            picture = whole
        self.picture = picture
        self.since_drawn_ms = 0.0


class Crowd:
    """Those behind the customer.

    Args:
        spot: where the customer stands: x, the counter's edge, height, in pixels.
        unit_px: pixels of a line of a 720-line screen.
        edges: the left and right end of what can be seen.
        looks: how the first ones look; others look like passers-by.
        customer: how the customer looks, so that nobody is their double.
        seed: who comes and what they do follows from it.
        still: nobody sways or walks.
        coming: whether more may come.
    """

    def __init__(
        self,
        spot: tuple[int, int, int],
        unit_px: float,
        edges: tuple[int, int],
        *,
        looks: Sequence[Look] = (),
        customer: Look | None = None,
        seed: int = 0,
        still: bool = False,
        coming: bool = True,
    ) -> None:
        self._spot = spot
        self._unit_px = unit_px
        self._edges = edges
        self._seed = seed
        self._still = still
        self._coming = coming
        names = [name for name in _PASSERS_BY if PRESETS[name] != customer]
        turn = seed % len(names)
        self._looks = [*looks, *(PRESETS[name] for name in names[turn:] + names[:turn])]
        self.people: list[Bystander] = []
        """Those who are there, the next one first."""
        self._gone: list[Bystander] = []
        self._clock_ms = 0.0
        self._came = 0
        self._turn = 0
        self._pause_ms = 0.0
        self._ready: Figure | None = None
        self._coming_up: Figure | None = None
        self._warmed: set[int] = set()
        self._ahead: Iterator[None] | None = None
        self._filming = False
        self.spent = 0.0
        """How much was drawn anew in the last frame, as `Allowance` counts it."""
        self.weariness = 0.0
        """How long they have waited, 0..1: the weary fold their arms and look at the time."""

    @property
    def most(self) -> int:
        """How many can be seen at once."""
        return len(_PLACES)

    def _figure(self, *, at_once: bool) -> Figure:
        """Return the next one in line: the first keep their looks, those who come later look like passers-by."""
        look = self._looks[self._came % len(self._looks)]
        seed = (self._seed * 7 + self._came * 31) % 997
        self._came += 1
        share = _PLACES[min(len(self.people), self.most - 1)][1]
        tall = max(40, min(_TALLEST_PX, round(self._spot[2] * share * _SOFTNESS)))
        figure = Figure(look, tall, seed=seed, at_once=at_once)
        figure.motion.still = self._still
        figure.hurry(_ALLOWED)
        return figure

    def _placed(self, figure: Figure, index: int) -> Bystander:
        aside, share, lower = _PLACES[index]
        x, edge_y, height = self._spot
        top = edge_y - height + round(lower * self._unit_px)
        tall = round(height * share)
        return Bystander(figure, round(x + aside * self._unit_px), top, tall, edge_y, figure.motion.seed)

    def fill(self, count: int) -> None:
        """Have so many wait from the beginning, without their walking in."""
        while len(self.people) < min(count, self.most):
            self.people.append(self._placed(self._figure(at_once=True), len(self.people)))
        for person in self.people:
            self._choose(person)
            person.figure.motion.aside = person.aside
            person.figure.settle(person.expression)
            person.draw_picture()

    def change(self, count: int) -> None:
        """Let people come or go until so many wait; who comes is drawn first, so they may be a moment late."""
        if len(self.people) < min(count, self.most) and self._ready is not None:
            self._arrive(self._placed(self._ready, len(self.people)))
            self._ready = None
        while len(self.people) > max(0, count):
            self._leave(self.people.pop())

    def _arrive(self, person: Bystander) -> None:
        person.away = 0.0 if self._still else 1.0
        person.figure.settle(FEELINGS["neutral"])  # drawn ahead; whatever they do next comes bit by bit
        person.draw_picture()
        self._choose(person)
        self.people.append(person)

    def _leave(self, person: Bystander) -> None:
        person.leaving, person.expression, person.aside = True, FEELINGS["irritated"], self._outward(person)
        if not self._still:
            self._gone.append(person)

    def turn_away(self) -> None:
        """Let one more come, see how long the queue is, look at the time and go again."""
        if len(self.people) < self.most and not self._gone and self._ready is not None:
            person, self._ready = self._placed(self._ready, len(self.people)), None
            person.away, person.looks_in_ms, person.expression = 1.0, _LOOK_IN_MS, _IMPATIENT
            person.figure.settle(FEELINGS["neutral"])
            person.draw_picture()
            self._gone.append(person)

    def startle(self) -> None:
        """Somebody shouts: heads turn."""
        for index, person in enumerate(self.people):
            if not (self._filming and index == self._filmer()):
                self._show(person, _SHOCKED if index % 3 != 1 else FEELINGS["hurt"], 2600.0 + 330 * index)

    def ease(self) -> None:
        """Something was handled well: they look over and are glad."""
        for index, person in enumerate(self.people):
            if not (self._filming and index == self._filmer()):
                self._show(person, _PLEASED if index % 2 == 0 else FEELINGS["relieved"], 2300.0 + 280 * index)

    def film(self, *, on: bool) -> None:
        """One of them holds up a phone, or puts it away."""
        if on != self._filming:
            self._filming = on
            if self.people:
                self._choose(self.people[self._filmer()])

    def _filmer(self) -> int:
        return 2 if len(self.people) > 2 else 0  # on the side where the customer does not hide the phone

    def _show(self, person: Bystander, expression: Expression, for_ms: float) -> None:
        person.expression, person.aside = expression, -self._outward(person)
        person.since_changed_ms = 0.0
        person.until_ms = self._clock_ms + for_ms

    def _outward(self, person: Bystander) -> float:
        return 1.0 if person.x > self._spot[0] else -1.0

    def _choose(self, person: Bystander) -> None:
        """Choose what somebody does next while nothing happens."""
        beat = mixed(person.seed, int(self._clock_ms))
        person.until_ms = self._clock_ms + 2400 + beat % 3600
        person.since_changed_ms = 0.0
        toward = -self._outward(person)
        if self._filming and person in self.people and self.people.index(person) == self._filmer():
            person.expression, person.aside = _FILMING, toward * 0.4
            return
        weary = beat // 16 % 100 < self.weariness * 100
        person.aside = (0.0, toward, toward * 0.6, -toward * 0.5)[beat // 3 % 4]
        person.expression = FEELINGS["neutral"] if beat % 3 else with_pose(FEELINGS["neutral"], "folded")
        if weary:
            person.expression = (_WEARY, _IMPATIENT, FEELINGS["irritated"], _SIGHING)[beat // 7 % 4]
            person.aside = 0.0 if person.expression is _IMPATIENT else person.aside

    def update(self, dt_ms: float, *, speaker: int = -1, loudness: float = 0.0, may_draw: bool = True) -> bool:
        """Let time pass; say whether somebody was drawn anew.

        Args:
            dt_ms: real time.
            speaker: who of them speaks, -1 for nobody.
            loudness: of their voice, 0..1.
            may_draw: whether this frame has time for a new picture.
        """
        self._clock_ms += dt_ms
        for index, person in enumerate(self.people):
            person.away = max(0.0, person.away - dt_ms / _WALK_MS)
            if index == speaker:
                person.aside, person.until_ms = 0.0, self._clock_ms + 900
            elif self._clock_ms > person.until_ms:
                self._choose(person)
        for person in self._gone:
            self._walk_out(person, dt_ms)
        self._gone = [person for person in self._gone if person.away < 1.0 or not person.leaving]
        everyone = [*self.people, *self._gone]
        for person in everyone:
            person.since_drawn_ms += dt_ms
            person.since_changed_ms += dt_ms
        self._pause_ms -= dt_ms
        self.spent = 0.0
        if may_draw and everyone and self._pause_ms <= 0:
            self._turn = (self._turn + 1) % len(everyone)
            chosen, every_ms = everyone[self._turn], _LIVELY_MS
            if 0 <= speaker < len(self.people):
                chosen, every_ms = self.people[speaker], _TALKING_MS
            elif chosen.since_changed_ms > _SETTLED_MS:
                every_ms = _QUIET_MS
            if chosen.since_drawn_ms >= every_ms:
                self._draw_anew(chosen, loudness if speaker >= 0 else 0.0)
                self.spent = chosen.figure.spent
                self._pause_ms = 0.0 if speaker >= 0 else _TALKING_MS
                return True
        return False

    def _walk_out(self, person: Bystander, dt_ms: float) -> None:
        """Let somebody go, or look in first."""
        if person.looks_in_ms > 0 and not person.leaving:
            person.away = max(0.0, person.away - dt_ms / _WALK_MS)
            if person.away == 0.0:
                person.looks_in_ms -= dt_ms
                if person.looks_in_ms <= 0:
                    person.leaving, person.aside = True, self._outward(person)
        else:
            person.leaving = True
            person.away = min(1.0, person.away + dt_ms / _WALK_MS)

    def _draw_anew(self, person: Bystander, loudness: float) -> None:
        person.figure.motion.aside = person.aside
        left_ms = person.since_drawn_ms
        while left_ms > 0:  # in steps the springs can take
            person.figure.update(min(50.0, left_ms), person.expression, loudness)
            left_ms -= 50.0
        person.draw_picture()

    def settle(self) -> None:
        """Bring everybody to where they are going at once, as pictures need it."""
        for person in self.people:
            person.away = 0.0
            person.figure.motion.aside = person.aside
            person.figure.settle(person.expression)
            person.draw_picture()

    def _at(self, person: Bystander) -> tuple[int, int]:
        """Return where the middle of somebody's crown is now."""
        if not person.away:
            return person.x, person.top
        left, right = self._edges
        reach = person.height_px * 0.55
        out = (right + reach - person.x) if person.x > self._spot[0] else (left - reach - person.x)
        eased = person.away * person.away * (3 - 2 * person.away)
        bob = abs(math.sin(self._clock_ms / 190.0)) * 5.0 * self._unit_px
        return round(person.x + out * eased), round(person.top + bob)

    def draw(self, target: pygame.Surface) -> None:
        """Draw them, the farthest first."""
        for person in sorted([*self.people, *self._gone], key=lambda one: one.height_px):
            if person.picture is not None:
                x, top = self._at(person)
                over = round(person.height_px * _OVERHEAD)
                corner = (x - person.picture.get_width() // 2, top - over)
                target.blit(person.picture, corner, special_flags=PREMULTIPLIED)

    def mouth_point(self, index: int) -> tuple[int, int]:
        """Return where somebody's mouth is, for the tail of a speech bubble."""
        person = self.people[index]
        x, top = self._at(person)
        return x, top + round(person.height_px * 0.37)

    def crown_y(self, index: int) -> int:
        """Return the height of somebody's crown, to keep a bubble clear of their face."""
        return self._at(self.people[index])[1]

    def draw_ahead(self) -> None:
        """Draw a little of what will be needed: call it in frames that have time."""
        if self._ahead is None:
            self._ahead = self._begin_ahead()
        elif next(self._ahead, self) is self:
            self._ahead = None
            if self._coming_up is not None:
                self._ready, self._coming_up = self._coming_up, None

    def _begin_ahead(self) -> Iterator[None] | None:
        """Return what draws whoever comes next, or what somebody there has not shown yet; None where all is drawn.

        It knows figures only: a walk that held the crowd would keep it, and all its pictures, after its place is gone.
        """
        if self._ready is None and self._coming:
            self._coming_up = figure = self._figure(at_once=False)
            return chain(figure.build(), figure.feeling_parts(FEELINGS["neutral"]))
        for person in self.people:
            if person.seed not in self._warmed:
                self._warmed.add(person.seed)
                shown = (_SHOCKED, _PLEASED, FEELINGS["irritated"])
                return chain.from_iterable(map(person.figure.feeling_parts, shown))
        return None
