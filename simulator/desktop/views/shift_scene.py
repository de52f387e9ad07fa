"""A customer of a shift: the scene as ever, with the queue and the clock of the shift beside it."""

from __future__ import annotations

from dataclasses import replace

import pygame

from simulator.desktop.desk import Desk, Job
from simulator.desktop.figures import icon
from simulator.desktop.lettering import Block, fitted
from simulator.desktop.painting import blit, draw_box
from simulator.desktop.theme import Palette
from simulator.desktop.views.interludes import Interludes
from simulator.desktop.views.layout import SceneLayout
from simulator.desktop.views.scene import SceneView
from simulator.desktop.views.shift_run import Run
from simulator.desktop.widgets import Action, Button, Dialog, Element, Entry
from simulator.engine import Phase
from simulator.scenario import CENTI
from simulator.texts import clock_text
from simulator.training import CLOSES_MS, TILL_COST, TILL_DELAY_MS, Floor, shift_due_ms

STRIP_UNITS = 40
TILL_UNITS = 40
LEAST_TRANSCRIPT_UNITS = 90


class ShiftSceneView(SceneView):
    """Plays the customer in hand.

    Args:
        desk: what the screens share.
        run: the shift; somebody is being served or called.
    """

    name = "shift_scene"
    can_go_back = False  # the others have waited meanwhile; another road is taken after the shift, as practice

    def __init__(self, desk: Desk, run: Run) -> None:
        session = run.shift.session
        if session is None:
            raise ValueError("nobody is being served")
        self.run = run
        super().__init__(desk, session)
        self.interludes: Interludes = ShiftInterludes(self)
        self.interludes.layout = self.layout

    def lay_out(self) -> SceneLayout:
        """The transcript leaves room for the strip, and for the till's button where there is one."""
        layout, px = super().lay_out(), self.theme.px
        shown = layout.transcript
        self._strip_box = pygame.Rect(shown.topleft, (shown.width, px(STRIP_UNITS)))
        taken, till = px(STRIP_UNITS + 6), px(TILL_UNITS + 6)
        # With large letters there is little room in the panel: then the till is opened between two customers.
        self._till_shown = self.run.shift.can_open_till and shown.height - taken - till >= px(LEAST_TRANSCRIPT_UNITS)
        taken += till if self._till_shown else 0
        left = pygame.Rect(shown.x, shown.y + taken, shown.width, max(px(24), shown.height - taken))
        return replace(layout, transcript=left)

    def build(self) -> None:
        """Make the elements."""
        super().build()
        t = self.desk.texts
        self._before.append(ShiftStrip(self._strip_box, self.desk, self.run))
        if self._till_shown:
            box = pygame.Rect(
                self._strip_box.x,
                self._strip_box.bottom + self.theme.px(6),
                self._strip_box.width,
                self.theme.px(TILL_UNITS),
            )
            detail = t("shift.till.detail", cost=t.money(TILL_COST * CENTI), seconds=TILL_DELAY_MS // 1000)
            till = Button(
                "till", box, self.theme, t("shift.till.open"), self.open_till, style="dark", detail=detail, units=13
            )
            self._after.insert(0, till)
        self._put_together()

    def _note(self, entry: Entry) -> None:
        """What is read when a promised call is due waits until it is made."""
        if entry.kind != "opens" or self.session.state.phase is not Phase.DUE:
            super()._note(entry)

    def open_till(self) -> None:
        """Send for a colleague; the conversation goes on."""
        if self.run.shift.can_open_till:
            self.run.shift.open_till()
            self.rebuild()
            self._give_focus(None)


class ShiftStrip(Element):
    """The shift's clock and queue in one line.

    Args:
        box: where.
        desk: texts.
        run: the shift.
    """

    def __init__(self, box: pygame.Rect, desk: Desk, run: Run) -> None:
        super().__init__("strip", box, desk.theme)
        self._desk, self._run = desk, run
        self._floor: Floor | None = None
        self._block: Block | None = None
        self._due = False
        self._look()

    def blocks(self) -> list[Block]:
        """The wrapped texts on it."""
        return [] if self._block is None else [self._block]

    def _look(self) -> None:
        floor = self._run.now()
        if floor is self._floor:
            return
        self._floor = floor
        t, theme = self._desk.texts, self.theme
        clock = t("shift.clock", now=clock_text(floor.clock_ms), whole=clock_text(CLOSES_MS))
        parts = [clock, t("shift.waiting", number=len(floor.waiting))]
        self._due = bool(floor.callable()) and self._run.shift.floor.calling is None
        if self._due:
            name = self._run.name_of(floor.callable()[0].session)
            parts.append(f"{t('shift.calls.now')}: {name}")
        self.text = " · ".join(parts)
        fonts = [theme.font(size, bold=True) for size in (13, 12.5, 12, 11.5, 11, 10.5, 10, 9)]
        room = self.box.width - theme.px(38)
        self._block = fitted(self.text, fonts, room, self.box.height - theme.px(4), spacing=0.86)

    def update(self, dt_ms: float) -> None:
        """Look at the clock; it is worked out anew only after something was said or done."""
        del dt_ms
        self._look()

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        px, box = self.theme.px, self.box
        draw_box(
            target, box, px(9), Palette.NIGHT_RAISED, border=Palette.AMBER_BRIGHT if self._due else Palette.NIGHT_EDGE
        )
        size = px(18)
        blit(target, icon("clock", size, Palette.AMBER_BRIGHT), (box.x + px(8), box.centery - size // 2))
        if self._block is not None:
            self._block.draw(target, Palette.CREAM, (box.x + px(32), box.centery - self._block.height_px // 2))


class ShiftInterludes(Interludes):
    """At its end a scene leads back to the counter; a promised call is kept for its time.

    Args:
        view: the scene.
    """

    def __init__(self, view: ShiftSceneView) -> None:
        super().__init__(view.desk, view.play, view.show_dialog, view.entries, view.coach.open)
        self._view = view
        self._parting: Job[None] | None = None

    def due(self) -> None:
        """The customer has left with a promise."""
        session, t = self._play.session, self._desk.texts
        due_ms = shift_due_ms(self._view.run.shift, session)
        words = t("shift.over.due_next") if due_ms > CLOSES_MS else t("shift.over.due", time=clock_text(due_ms))
        self._show_over(words)

    def over(self) -> None:
        """The customer has left."""
        kind = self._play.session.ending_kind
        self._show_over(self._desk.texts("desktop.over.text", ending=self._desk.texts(f"ending.{kind}")))

    def _show_over(self, words: str) -> None:
        t = self._desk.texts
        actions: list[Action] = [("to_counter", t("shift.back"), self._to_counter, "primary")]
        room = self._room().dialogs
        self._show(
            Dialog("over_dialog", self._desk.theme, t("shift.over.title"), words, actions, wide_units=440, room=room)
        )

    def _to_counter(self) -> None:
        if self._parting is None:
            self._parting = self._desk.begin_work(self._view.run.shift.part)

    def update(self) -> None:
        """Go back to the counter once the grade is worked out and kept."""
        if self._parting is not None and self._parting.done:
            job, self._parting = self._parting, None
            job.take()
            self._view.run.go_on()

    def reopen(self, opened: Dialog) -> None:
        """Make a dialog anew for the new size."""
        if opened.name == "over_dialog" and self._play.session.state.phase is Phase.DUE:
            self.due()
        else:
            super().reopen(opened)
