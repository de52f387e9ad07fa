"""What the screens of a shift share: the shift, the pictures of who waits, and what happened last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pygame

from simulator.desktop.desk import Desk
from simulator.engine import State
from simulator.training import Floor, Shift, shift_news

if TYPE_CHECKING:
    from simulator.desktop.views.view import View

Pictures = dict[tuple[str, tuple[int, int]], pygame.Surface]


@dataclass
class Run:
    """A shift on its way over several screens.

    Args:
        desk: what the screens share.
        shift: begun or resumed.
        pictures: portraits drawn so far.
        news: keys of texts that say what happened while the trainee was busy.
    """

    desk: Desk
    shift: Shift
    pictures: Pictures = field(default_factory=dict)
    news: tuple[str, ...] = ()
    _seen: Floor | None = None
    _clock_of: tuple[State, int] | None = None
    _now: Floor | None = None

    def __post_init__(self) -> None:
        """Scenes come from the desk, which keeps them."""
        self.shift.scene = self.desk.scene
        self._seen = self.shift.floor

    def look(self) -> None:
        """Note what has happened since the last look."""
        before, self._seen = self._seen, self.shift.floor
        happened = () if before is None else shift_news(before, self.shift.floor)
        self.news = tuple(f"shift.news.{name}" for name in happened)

    def now(self) -> Floor:
        """The floor as it is at this moment; worked out anew only where something has happened."""
        session = self.shift.session
        if session is None:
            return self.shift.floor
        key = (session.state, id(self.shift.floor))
        if self._clock_of is None or self._clock_of[0] is not key[0] or self._clock_of[1] != key[1]:
            self._clock_of, self._now = key, self.shift.now
        return self._now or self.shift.floor

    def name_of(self, session_id: str) -> str:
        """The customer of a session."""
        return self.shift.sitting(session_id).customer_name

    def view(self) -> View:
        """The screen the shift stands at: a customer, the counter, or what it came to."""
        if self.shift.floor.closed:
            from simulator.desktop.views.shift_summary import ShiftSummaryView

            return ShiftSummaryView(self.desk, self)
        if self.shift.session is not None:
            from simulator.desktop.views.shift_scene import ShiftSceneView

            return ShiftSceneView(self.desk, self)
        from simulator.desktop.views.shift import ShiftView

        return ShiftView(self.desk, self)

    def go_on(self) -> None:
        """Show the screen the shift stands at."""
        self.desk.show(self.view())


def shift_view(desk: Desk) -> View:
    """The screen to enter shifts by: the one being played, else how the next one begins."""
    from simulator.training import latest_shift

    record = None if desk.journal is None else latest_shift(desk.journal, desk.person_id)
    if desk.journal is not None and record is not None and record.ended_at is None:
        return Run(desk, Shift.resume(desk.journal, record.id)).view()
    from simulator.desktop.views.shift_start import ShiftStartView

    before = None
    if desk.journal is not None and record is not None:
        before = Shift.resume(desk.journal, record.id)
    return ShiftStartView(desk, before)
