"""Opens the window for a person: first a frame, then everything else."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from simulator.desktop.window import Window, draw_splash, open_window
from simulator.texts import FALLBACK_LANGUAGE, languages, preferred_language

if TYPE_CHECKING:
    from simulator.desktop.desk import Desk
    from simulator.desktop.views.view import View
    from simulator.record import Journal
    from simulator.scenario import Scenario

BOND_NAME = "company.json"
"""The file of the data folder that says a desktop belongs to a company. Where it is missing nothing of that loads."""


def run_window(
    open_journal: Callable[[], Journal],
    *,
    scene: str | None,
    language: str | None,
    seed: int | None,
    resume: str | None,
    trainee: str | None,
    mode: str,
    loaded: Scenario | None = None,
    guided: bool = False,
) -> None:
    """Open the window and stay until it is closed; see `simulator.desktop.run`.

    Raises:
        SurroundingsError: no display can be opened.
    """
    screen = open_window()
    try:
        draw_splash(screen, language if language in languages() else preferred_language())
        with nothing_let_go():
            desk = make_desk(open_journal(), screen.get_size(), language=language, seed=seed, trainee=trainee)
        if loaded is not None and scene is not None:
            desk.scenes[scene] = loaded
        if guided:
            desk.change_settings(guided=True)
        window = Window(screen, desk)
        try:
            with nothing_let_go():
                window.show(first_view(desk, scene, language, resume, mode))
            window.run()
        finally:
            window.close()
            if desk.speaker is not None:
                desk.speaker.close()
            if desk.effects is not None:
                desk.effects.close()
            if desk.player is not None:
                desk.player.close()
    finally:
        import pygame

        pygame.display.quit()


@contextmanager
def nothing_let_go() -> Iterator[None]:
    """Start without looking again and again for what could be let go: all that is loaded is needed. Saves a tenth."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def make_desk(
    journal: Journal, size: tuple[int, int], *, language: str | None, seed: int | None, trainee: str | None
) -> Desk:
    """What the views share, with a real voice and a real clock."""
    from simulator.desktop.desk import Desk, in_background
    from simulator.desktop.sounds import Effects
    from simulator.desktop.speech import Player, Speaker
    from simulator.desktop.theme import Theme
    from simulator.settings import Settings, SettingsFolder, data_dir

    speaker = Speaker()  # starts its process now, so that the first line finds it ready
    start = Settings(language=preferred_language() or FALLBACK_LANGUAGE)
    desk = Desk(
        journal, Theme(size), settings=start, settings_folder=SettingsFolder(data_dir()), clock_s=time.monotonic,
        begin_work=in_background, speaker=speaker, seed=seed, folder=data_dir(),
    )  # fmt: skip
    if (data_dir() / BOND_NAME).is_file():
        from simulator.desktop.company_post import company_desk

        desk.company = company_desk(desk)
    # Of two people of one name it is the company's: what they play is to reach it.
    people = sorted(journal.people(), key=lambda person: desk.company is None or not desk.company.is_of(person.id))
    known = next((person for person in people if person.display_name == trainee), None)
    if trainee and known is None:
        known = journal.add_person(trainee)
    if known is not None:
        desk.be(known.id, known.display_name or "")
    if language in languages():
        desk.settings = desk.settings.model_copy(update={"language": language})
    desk.look()
    desk.player = Player(volume_percent=desk.settings.volume_percent)
    desk.effects = Effects(desk.settings.effects_percent, in_background)
    return desk


def first_view(desk: Desk, scene: str | None, language: str | None, resume: str | None, mode: str) -> View:
    """The view to begin with: a session, a briefing, or home."""
    from simulator.record import Mode

    if resume is not None:
        from simulator.desktop.views.resuming import session_view

        return session_view(desk, resume)
    if mode == Mode.SHIFT.value and desk.person_id:
        from simulator.desktop.views.shift_run import shift_view

        return shift_view(desk)
    if scene is not None and desk.person_id:
        from simulator.desktop.views.briefing import BriefingView

        return BriefingView(desk, scene, Mode(mode), language)
    from simulator.desktop.views.home import HomeView

    return HomeView(desk)
