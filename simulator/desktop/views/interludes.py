"""What interrupts a scene: pause, a note, a call that is due, the end and the way to the debrief."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulator.desktop.desk import Desk, Job
from simulator.desktop.views.layout import SceneLayout
from simulator.desktop.views.play import Play
from simulator.desktop.views.questions import due_dialog, note_dialog, over_dialog, pause_dialog
from simulator.desktop.widgets import Dialog, ReplyBox
from simulator.review import responses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.desktop.widgets import Entry


class Interludes:
    """Makes the dialogs of a scene and does what is chosen in them.

    Args:
        desk: what the screens share.
        play: the session being played.
        show: puts a dialog on the scene, or with None takes it away and gives the focus back.
        entries: the transcript so far.
        look_back: opens the card about the last response; None where there is no going back.
    """

    def __init__(
        self,
        desk: Desk,
        play: Play,
        show: Callable[[Dialog | None], object],
        entries: Iterable[Entry],
        look_back: Callable[[], object] | None = None,
    ) -> None:
        self._desk = desk
        self._play = play
        self._show = show
        self._entries = entries
        self._look_back = look_back
        self._grading: Job[dict[str, object]] | None = None
        self.layout: SceneLayout | None = None

    @property
    def grading(self) -> bool:
        """Whether the grade is being worked out."""
        return self._grading is not None

    def _room(self) -> SceneLayout:
        if self.layout is None:
            raise ValueError("a dialog was asked for before the scene was laid out")
        return self.layout

    def close(self) -> None:
        """Take the dialog away."""
        self._show(None)

    def pause(self) -> None:
        """Stop the clock and ask how to go on. In an exam it runs on, and whoever leaves has ended it."""
        played = self._play.session.played
        exam = not self._play.coached
        self._show(
            pause_dialog(
                self._desk, self._room().all_but_panel,
                go_on=self.close, settings=self._settings, sound=self._sound, end=self._end_here,
                later=None if exam else self._go_home,
                look_back=self._look_back if responses(played) and not exam else None,
            )
        )  # fmt: skip

    def note(self, text: str = "") -> None:
        """Write a note on the account."""

        def save(words: str) -> None:
            self.close()
            if words:
                self._play.act("note", text=words)

        self._show(note_dialog(self._desk, self._room().dialogs, text, save, self.close))

    def due(self) -> None:
        """A promised call is due."""
        opens = next((entry.text for entry in reversed(list(self._entries)) if entry.kind == "opens"), "")
        self._show(due_dialog(self._desk, self._room().dialogs, opens, self._call_now, self._end_here))

    def over(self) -> None:
        """The scene is over."""
        kind = self._play.session.ending_kind
        self._show(over_dialog(self._desk, self._room().dialogs, kind, self._to_debrief))

    def reopen(self, opened: Dialog) -> None:
        """Make a dialog anew for the new size."""
        again = {"pause_dialog": self.pause, "due_dialog": self.due, "over_dialog": self.over}
        if opened.name in again:
            again[opened.name]()
        elif opened.name == "note_dialog" and isinstance(opened.inner, ReplyBox):
            self.note(opened.inner.written)

    def update(self) -> None:
        """Go to the debrief once the grade is worked out."""
        if self._grading is not None and self._grading.done:
            from simulator.desktop.views.debrief_guess import debrief_view

            job, self._grading = self._grading, None  # first: one that failed is told once, and can be tried again
            self._desk.show(debrief_view(self._desk, self._play.session, job.take()))

    def _sound(self) -> None:
        self._desk.change_settings(voice=not self._desk.settings.voice)
        self.pause()

    def _settings(self) -> None:
        """The scene waits beneath the settings, with its dialog; an exam goes on there."""
        from simulator.desktop.views.settings import SettingsView

        self._desk.lay_over(SettingsView(self._desk))

    def _end_here(self) -> None:
        self.close()
        self._play.leave()

    def _go_home(self) -> None:
        from simulator.desktop.views.home import HomeView

        self._desk.show(HomeView(self._desk))

    def _call_now(self) -> None:
        self.close()
        self._play.act("call_back")

    def _to_debrief(self) -> None:
        if self._grading is None:
            self._grading = self._desk.begin_work(self._play.session.finish)
