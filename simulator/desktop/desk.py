"""What every screen shares: journal, texts, sizes, the clock, the voice, and work done off the frame loop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from simulator.desktop.lettering import forget_letters
from simulator.desktop.theme import Theme, forget_fonts, use_palette
from simulator.errors import UsageError
from simulator.settings import Settings, SettingsFolder
from simulator.texts import FALLBACK_LANGUAGE, Texts, languages, texts

if TYPE_CHECKING:
    from simulator.desktop.company_desk import CompanyDesk
    from simulator.desktop.sounds import Effects
    from simulator.desktop.speech import Player, Speaker
    from simulator.desktop.views.view import View
    from simulator.exchange import Sender
    from simulator.record import Journal
    from simulator.scenario import Scenario

Result = TypeVar("Result")
SCENES_KEPT = 4
"""Scenes held ready: each takes two megabytes, and a tenth of a second to load again."""


class Job(Generic[Result]):
    """Something being worked out off the frame loop; look at `done` each frame."""

    def __init__(self) -> None:
        self.done = False
        self._result: Result | None = None
        self._error: BaseException | None = None

    def run(self, work: Callable[[], Result]) -> None:
        """Do the work here and keep what came of it."""
        try:
            self._result = work()
        except Exception as error:  # noqa: BLE001 - raised again where the result is taken
            self._error = error
        self.done = True

    def take(self) -> Result:
        """The result.

        Raises:
            Exception: whatever went wrong while it was worked out.
        """
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]  # done, so it was set by `run`


def in_background(work: Callable[[], Result]) -> Job[Result]:
    """Begin work in a thread."""
    job: Job[Result] = Job()
    threading.Thread(target=job.run, args=(work,), name="desktop-work", daemon=True).start()
    return job


def at_once(work: Callable[[], Result]) -> Job[Result]:
    """Do work here and now; tests and screenshots take this."""
    job: Job[Result] = Job()
    job.run(work)
    return job


@dataclass
class Desk:
    """What the screens share.

    Args:
        journal: where sessions are recorded; None only for screenshots.
        theme: sizes for the window as it is.
        person_id: who plays; empty until known.
        person_name: their name.
        settings: how they like it.
        settings_folder: where that is kept; None keeps nothing.
        clock_s: seconds, running on; tests pass their own.
        begin_work: takes a function and works it out, usually in a thread.
        speaker: turns lines into sound; None where nothing is spoken.
        player: plays them, or keeps their time.
        effects: sounds of the surroundings; None where there are none.
        detect: what is found in a response, instead of the detector; for tests.
        seed: the seed of the next scene, instead of a drawn one.
        show: puts another view on the window.
        lay_over: puts a view over the one that is shown, which waits beneath it and is not closed.
        lift: takes that view away again.
        leave: closes the window.
        scenes: what was read of them.
        drafts: what stood in the reply box of a session that was left to be gone on with, by its id.
        folder: the data folder, where the bond with a company is kept; None where there can be none.
        company: the company this desktop belongs to; None for most.
        send: carries requests to a company, instead of the network; for tests.
        on_show: the view on the window, that beneath where one lies over it.
    """

    journal: Journal | None
    theme: Theme
    person_id: str = ""
    person_name: str = ""
    settings: Settings = field(default_factory=Settings)
    settings_folder: SettingsFolder | None = None
    clock_s: Callable[[], float] = lambda: 0.0
    begin_work: Callable[[Callable[[], Any]], Job[Any]] = at_once
    speaker: Speaker | None = None
    player: Player | None = None
    effects: Effects | None = None
    detect: Callable[[str], Any] | None = None
    seed: int | None = None
    show: Callable[[View], None] = lambda _view: None
    lay_over: Callable[[View], None] = lambda _view: None
    lift: Callable[[], None] = lambda: None
    leave: Callable[[], None] = lambda: None
    scenes: dict[str, Scenario] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    folder: Path | None = None
    company: CompanyDesk | None = None
    send: Sender | None = None
    on_show: Callable[[], View | None] = lambda: None
    damaged: Path | None = None
    """Where settings that could not be read were kept aside; home tells it once."""

    @property
    def language(self) -> str:
        """The language of the screens."""
        code = self.settings.language
        return code if code in languages() else FALLBACK_LANGUAGE

    @property
    def texts(self) -> Texts:
        """The texts of the screens."""
        return texts(self.language)

    def change_settings(self, **changes: object) -> None:
        """Change how this person likes it, and keep it."""
        self.settings = self.settings.model_copy(update=changes)
        self.look()
        if self.settings_folder is not None and self.person_id:
            self.settings_folder.save(self.person_id, self.settings)

    def be(self, person_id: str, name: str, *, keep_language: bool = False) -> None:
        """Let somebody sit down: their settings hold from now on."""
        language = self.language
        self.person_id, self.person_name = person_id, name
        if self.settings_folder is not None:
            fresh = not self.settings_folder.path(person_id).exists()
            loaded = self.settings_folder.load(person_id)
            self.settings, self.damaged = loaded.settings, loaded.kept_aside
            if fresh or keep_language:
                self.settings = self.settings.model_copy(update={"language": language})
        self.look()

    def look(self, size: tuple[int, int] | None = None) -> None:
        """Make sizes, colours and loudness follow the settings, in a window of this size; nothing is rebuilt here."""
        chosen = self.settings
        use_palette(chosen.colours)
        theme = Theme(size or self.theme.size, max(100, chosen.text_size_percent), chosen.letter_spacing)
        if theme != self.theme:  # the letters are of other sizes now, and the old ones take half a megabyte a size
            forget_letters()
            forget_fonts()
        self.theme = theme
        if self.player is not None:
            self.player.set_volume(chosen.volume_percent)

    def scene(self, slug: str) -> Scenario:
        """A scene, loaded once while it is one of the last few that were looked at."""
        found = self.scenes.pop(slug, None)
        if found is None:
            from simulator.scenario import load

            found = load(slug)
        self.scenes[slug] = found
        while len(self.scenes) > SCENES_KEPT:
            del self.scenes[next(iter(self.scenes))]
        return found

    def stored_scene(self, scenario_hash: str) -> Scenario:
        """A scene as its bytes were stored: one that came down from the company, or was played once.

        Raises:
            UnknownRecordError: its bytes are not here.
            JournalError: they are damaged.
        """
        found = self.scenes.get(scenario_hash)
        if found is None:
            from simulator.scenario import load_bundle

            if self.journal is None:
                raise UsageError("There is no journal.")
            self.scenes[scenario_hash] = load_bundle(self.journal.scenario(scenario_hash))
        return self.scene(scenario_hash)
