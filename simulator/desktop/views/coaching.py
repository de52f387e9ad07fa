"""The coach beside a scene: one line in the margin, and behind it the card about a response.

The line waits until the customer has reacted. In an exam there is no coach: all that is left is that a response which
could not be read can be kept for a reviewer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pygame

from simulator.desktop.desk import Desk, Job
from simulator.desktop.theme import Theme
from simulator.desktop.views.play import Play
from simulator.desktop.views.turn_review import Doings, MeaningsDialog, TurnDialog, road_dialog
from simulator.desktop.widgets import Button, Dialog
from simulator.engine import Acted, Responded
from simulator.review import EXAMPLE, responses
from simulator.training import Session, achieved, fork_turns, notes_on

KEY, KEY_LABEL = pygame.K_F8, "F8"


class Coach:
    """Follows a session and speaks of what was said last.

    Args:
        desk: what the screens share.
        play: the session being played.
        show: puts a dialog on the scene, or with None takes it away.
        fork: goes on with another session from here; None where there is no going back.
    """

    def __init__(
        self,
        desk: Desk,
        play: Play,
        show: Callable[[Dialog | None], object],
        fork: Callable[[Session], object] | None = None,
    ) -> None:
        self._desk = desk
        self._play = play
        self._show = show
        self._fork = fork
        self._room = pygame.Rect(0, 0, 0, 0)
        self._seen = 0
        self._weighing: Job[tuple[str, ...]] | None = None
        self._opened = 0
        """Index of the step whose card is open."""
        self._example = False
        self._choosing = False
        self.line = Button(
            "coach", pygame.Rect(0, 0, 0, 0), desk.theme, "", self.open, style="dark", key_label=KEY_LABEL, units=13
        )
        self._line_key, self._line_icon = "coaching.listening", "hint"

    # -- the line in the margin -----------------------------------------------------------------------------------

    def build(self, panel: pygame.Rect, room: pygame.Rect) -> Button:
        """Make the line for the window's size.

        Args:
            panel: the panel at the side.
            room: where dialogs may stand.
        """
        self._room = room
        self.line = Button(
            "coach", coach_box(self._desk.theme, panel, coached=self._play.coached), self._desk.theme, "", self.open,
            style="dark", key_label=KEY_LABEL, icon_name=self._line_icon, units=13, centred=False,
        )  # fmt: skip
        self._say(self._line_key, self._line_icon)
        return self.line

    def _say(self, key: str, icon_name: str) -> None:
        t = self._desk.texts
        self._line_key, self._line_icon = key, icon_name
        kind, _, step = key.partition("/")
        named = f"{kind}.{step}"
        if step and named not in t:
            self.line.text = t("coaching.step_other", step=t(f"step.{step}"))
        else:
            self.line.text = t(named if step else kind)
        self.line.icon_name = icon_name
        self.line.enabled = bool(responses(self._play.session.played))
        self.line.visible = self._play.coached or key == "coaching.unread"

    def update(self) -> None:
        """Take in what was said or done, and speak of it once the customer has reacted."""
        steps = self._play.session.played.steps
        if len(steps) != self._seen:
            news = [
                index for index in range(self._seen, len(steps)) if isinstance(steps[index].given, Responded | Acted)
            ]
            self._seen = len(steps)
            if news:
                self._begin(news[-1])
        job = self._weighing
        if job is not None and job.done and not self._play.narrator.speaking:
            self._weighing = None
            self._speak(job.take())

    def _begin(self, step: int) -> None:
        played = self._play.session.played
        work: Callable[[], tuple[str, ...]] = partial(achieved, played, step) if self._play.coached else tuple
        self._weighing = self._desk.begin_work(work)

    def _speak(self, steps: tuple[str, ...]) -> None:
        played = self._play.session.played
        said = responses(played)
        if not said:
            return
        notes = notes_on(played, max(said))
        if notes.unread:
            self._say("coaching.unread", "warning")
        elif steps:
            self._say(f"coaching.step/{steps[-1]}", "check")
        elif notes.fault is not None or notes.foreign:
            self._say("coaching.look_at", "warning")
        else:
            self._say("coaching.look" if notes.marks else "coaching.nothing", "hint")

    def keys(self, event: pygame.event.Event) -> bool:
        """The key that opens the card."""
        if event.key != KEY:
            return False
        if self.line.visible and self.line.enabled:
            self.open()
        return True

    # -- the card -------------------------------------------------------------------------------------------------

    def open(self, step: int | None = None) -> None:
        """Open the card of a response; the last one where none is named. In an exam only of one that was not read.

        Args:
            step: index of its step in the session.
        """
        said = list(responses(self._play.session.played))
        if not said:
            return
        opened = said[-1] if step is None else step
        if not self._play.coached and not self._unread(opened):
            return
        self._opened = opened
        self._example = self._choosing = False
        self._open_again()

    def reopen(self, name: str) -> bool:
        """Make the open dialog anew for the window's size; False where it is none of the coach's."""
        if name == "turn_review":
            self._open_again()
        elif name == "meanings":
            self._choose()
        elif name == "road_dialog":
            self._ask_road()
        else:
            return False
        return True

    def _unread(self, step: int) -> bool:
        return notes_on(self._play.session.played, step).unread

    def _open_again(self) -> None:
        session = self._play.session
        notes, said = notes_on(session.played, self._opened), list(responses(session.played))
        coached = self._play.coached
        if not coached:
            said = [self._opened]
        kept = bool(notes.claimed)
        example = notes.better[0] if self._example and notes.better else ""
        doings = Doings(
            close=partial(self._show, None),
            turn=self._turn,
            misread=self._misread if notes.unread and not kept else None,
            meant=self._choose if coached and (not notes.unread or kept) and not any(notes.claimed) else None,
            example=self._show_example if coached and notes.better and not (example or notes.unread) else None,
            other_road=self._ask_road if self._may_go_back(notes.turn) else None,
        )
        place = (said.index(self._opened) + 1, len(said))
        self._show(TurnDialog(self._desk, self._room, notes, place, doings, example))

    def _may_go_back(self, turn: int) -> bool:
        return self._play.coached and self._fork is not None and turn in fork_turns(self._play.session.played)

    def _turn(self, by: int) -> None:
        said = list(responses(self._play.session.played))
        place = said.index(self._opened) + by
        if self._play.coached and 0 <= place < len(said):
            self._opened, self._example = said[place], False
            self._open_again()

    def _misread(self) -> None:
        self._play.session.dispute(self._opened)
        self._open_again()

    def _choose(self) -> None:
        self._show(MeaningsDialog(self._desk, self._room, self._claim, self._open_again))

    def _claim(self, act: str) -> None:
        self._play.session.dispute(self._opened, act)
        self._open_again()

    def _show_example(self) -> None:
        """A way to say it is help: it is recorded, and stands beside the grade."""
        self._play.session.note_help(EXAMPLE, of=self._opened)
        self._example = True
        self._open_again()

    def _ask_road(self) -> None:
        turn = notes_on(self._play.session.played, self._opened).turn
        self._show(road_dialog(self._desk, self._room, turn, partial(self._go_back, turn), self._open_again))

    def _go_back(self, turn: int) -> None:
        if self._fork is not None:
            self._fork(self._play.session.rewind(turn))


def coach_box(theme: Theme, panel: pygame.Rect, *, coached: bool) -> pygame.Rect:
    """Where the line stands: above the hints, or at the foot of the panel where there are none.

    Args:
        theme: sizes.
        panel: the panel at the side.
        coached: whether there are hints.
    """
    px = theme.px
    up = (138 if theme.tight else 112) if coached else 46
    return pygame.Rect(panel.x + px(12), panel.bottom - px(up), panel.width - px(24), px(36))
