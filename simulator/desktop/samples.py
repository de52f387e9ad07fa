"""Views with sample data, drawn without a screen: for pictures of every view in every language and size."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.desktop import samples_channels, samples_company, samples_shift
from simulator.desktop.sampling import PLAN, SCENE, SEED, StillPlayer, sample_desk, sample_detection, sample_session
from simulator.errors import UsageError

if TYPE_CHECKING:
    import pygame

    from simulator.desktop.desk import Desk
    from simulator.desktop.views.scene import SceneView
    from simulator.desktop.views.view import View
    from simulator.training import Session

STORE_SCENE = "shouting_in_store"
QUEUE_SCENE = "cold_meal"
_FRAME_MS = 1000 / 60

def draw_sample(view: str, *, language: str, size: tuple[int, int], out: Path, text_percent: int = 100) -> None:
    """Draw a view into a picture; see `simulator.desktop.screenshot`.

    Raises:
        UsageError: there is no such view.
    """
    if view not in SAMPLES:
        raise UsageError(f"There is no view {view!r}.", f"There are {', '.join(SAMPLES)}.")
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    from simulator.desktop.window import open_window

    open_window(size)
    import pygame

    screen = pygame.display.set_mode(size)
    pygame.image.save(sample_picture(view, language, screen, text_percent), out)


def sample_picture(view: str, language: str, screen: pygame.Surface, text_percent: int = 100) -> pygame.Surface:
    """Draw a view onto a surface of the display and return it."""
    desk = sample_desk(language, screen.get_size(), text_percent)
    made = SAMPLES[view](desk)
    made.draw(screen)
    return screen


def _home(desk: Desk, way: str = "practice", *, new: bool = False) -> View:
    from simulator.desktop.views.home import HomeView

    home = HomeView(_newcomer(desk) if new else desk, way)
    for _ in range(12):
        home.update(_FRAME_MS)
    return home


def _progress(desk: Desk, *, new: bool = False) -> View:
    from simulator.desktop.views.progress import ProgressView

    return ProgressView(_newcomer(desk) if new else desk)


def _people(desk: Desk) -> View:
    from dataclasses import replace

    home = _home(replace(desk, folder=Path()))
    home.choose_person()  # type: ignore[attr-defined]  # `_home` makes a HomeView
    return home


def _settings(desk: Desk) -> View:
    from dataclasses import replace

    from simulator.desktop.views.settings import SettingsView

    return SettingsView(replace(desk, folder=Path()))


def _newcomer(desk: Desk) -> Desk:
    """The same desk with somebody at it who has played nothing."""
    from dataclasses import replace

    people = () if desk.journal is None else desk.journal.people()
    somebody = next(person for person in people if person.display_name == "Maja Lind")
    return replace(desk, person_id=somebody.id, person_name=somebody.display_name or "")


def _briefing(desk: Desk, *, new: bool = False) -> View:
    from simulator.desktop.views.briefing import BriefingView
    from simulator.record import Mode

    return BriefingView(_newcomer(desk) if new else desk, SCENE, Mode.PRACTICE)


def _scene(desk: Desk, turns: int, *, mode: str = "practice", spoken: bool = True) -> SceneView:
    from simulator.desktop.views.scene import SceneView

    view = SceneView(desk, sample_session(desk.language, turns, mode=mode))
    for _ in range(40 if spoken else 1):
        view.update(_FRAME_MS * 12)
        if spoken and not view.play.narrator.speaking:
            break
    view.stage.settle(view.session.state)
    return view


def _half_typed(desk: Desk) -> View:
    from simulator.scenario import load_plan
    from simulator.training import plan_answer

    view = _scene(desk, 2)
    turn = next(turn for turn in load_plan(view.session.scenario, PLAN).turns[2:] if turn.say is not None)
    view.reply.put(plan_answer(view.session, turn, view.session.state.language).text)
    view.update(1)
    view.stage.settle(view.session.state)
    return view


def _speaking(desk: Desk) -> View:
    from simulator.desktop.views.scene import SceneView

    desk.player = StillPlayer(0.55)  # type: ignore[assignment]  # looks like a player to the narrator
    view = SceneView(desk, sample_session(desk.language, 0))
    view.update(1)
    view.update(1)
    view.stage.settle(view.session.state)
    return view


def _shouting(desk: Desk) -> View:
    view = _speaking(desk)
    from dataclasses import replace

    from simulator.desktop.views.scene import SceneView

    if isinstance(view, SceneView) and view.play.narrator.current is not None:
        view.play.narrator.current = replace(view.play.narrator.current, loud=True)
        view.play.narrator.show_whole()
    return view


def _tray(desk: Desk) -> View:
    view = _scene(desk, 3)
    view.counter.open_group("remedies")
    view.update(1)
    return view


def _reading(desk: Desk) -> View:
    view = _scene(desk, 3)
    view.choose("account")
    for _ in range(3):
        view.update(1)
    return view


def _note(desk: Desk) -> View:
    view = _scene(desk, 5)
    view.choose("note")
    return view


def _due(desk: Desk) -> View:
    view = _scene(desk, 30)
    while not view.play.due and not view.session.ended:
        view.session.leave()
    view.interludes.due()
    return view


def _store(desk: Desk, *, supervisor: bool) -> View:
    """The shop, and with a supervisor who has stepped in."""
    from simulator.desktop.views.scene import SceneView
    from simulator.scenario import load
    from simulator.training import Session

    scenario = load(STORE_SCENE)
    code = next((c for c in scenario.languages if c == desk.language), scenario.languages[0])
    view = SceneView(desk, Session.begin(scenario, code, SEED))
    for _ in range(20):
        view.update(_FRAME_MS * 12)
    if supervisor:
        view.play.act("supervisor")
        desk.player = StillPlayer(1.0)  # type: ignore[assignment]  # looks like a player to the narrator
        for _ in range(40):
            view.update(_FRAME_MS * 12)
    view.stage.settle(view.session.state)
    return view


def _queue(desk: Desk) -> View:
    """A café that fills up behind somebody who shouts: those who wait have had enough, and one of them films."""
    from dataclasses import replace

    from simulator.desktop.views.scene import SceneView
    from simulator.scenario import load
    from simulator.training import Session

    scenario = load(QUEUE_SCENE)
    code = next((c for c in scenario.languages if c == desk.language), scenario.languages[0])
    desk.player = StillPlayer(1.0)  # type: ignore[assignment]  # looks like a player to the narrator
    view = SceneView(desk, Session.begin(scenario, code, SEED))
    view.update(1)
    state, narrator = view.session.state, view.play.narrator
    late = replace(state, clock_ms=200_000, mood=replace(state.mood, anger=9000))
    for _ in range(6):
        if narrator.current is not None:
            narrator.current = replace(narrator.current, loud=True)
            narrator.begun += 1
        view.stage.update(_FRAME_MS, late, narrator)
    view.stage.settle(late)
    return view


def _pause(desk: Desk) -> View:
    view = _scene(desk, 2)
    view.interludes.pause()
    return view


def _coach(desk: Desk, *, opened: str) -> View:
    """The coach's card about a response with a fault, the list of what may have been meant, or one not understood."""
    view = _scene(desk, 10 if opened != "unread" else 3)
    session = view.session
    if opened == "unread":
        from dataclasses import replace

        taken = replace(sample_detection("asdf", 0, session.state.language), status="not_understood", acts=())
        session.respond("asdf qwer zxcv", taken)
    view.update(1)
    view.coach.update()
    view.coach.open()
    if opened == "meanings":
        view.find("meant").press()  # type: ignore[attr-defined]  # a button
    return view


def _guided(desk: Desk) -> View:
    from simulator.desktop.views.scene import SceneView
    from simulator.review import GUIDED

    session = sample_session(desk.language, 0)
    session.note_help(GUIDED)
    person, desk.person_id = desk.person_id, ""  # somebody who has shown nothing yet
    view = SceneView(desk, session)
    desk.person_id = person
    for _ in range(40):
        view.update(_FRAME_MS * 12)
        if view.guide.card is not None:
            break
    view.stage.settle(session.state)
    return view


def _exam_pause(desk: Desk) -> View:
    view = _scene(desk, 3, mode="exam")
    view.interludes.pause()
    return view


def _finished(desk: Desk) -> Session:
    session = sample_session(desk.language, 40)
    for _ in range(3):
        if not session.ended:
            session.leave()
    return session


def _debrief(desk: Desk, page: str) -> View:
    from simulator.desktop.views.debrief import DebriefView

    session = _finished(desk)
    grade = session.finish()
    session.guess({"listening": 70, "apology": 85, "ownership": 90})
    return DebriefView(desk, session, grade, page)


def _guess(desk: Desk) -> View:
    from simulator.desktop.views.debrief_guess import debrief_view

    session = _finished(desk)
    view = debrief_view(desk, session, session.finish())
    view.find("guess_listening").put(70)  # type: ignore[attr-defined]  # it is a slider
    return view


def _roads(desk: Desk) -> View:
    """Two roads: the sample session, and the same with three responses fewer."""
    from simulator.desktop.views.debrief import DebriefView
    from simulator.desktop.views.debrief_roads import Road
    from simulator.review import debrief

    session = _finished(desk)
    old = debrief(session.played, session.finish())
    other = session.rewind(7)
    for _ in range(3):
        if not other.ended:
            other.leave()
    view = DebriefView(desk, other, other.finish())
    view._roads = [Road("", desk.texts("roads.first"), session.played, old, 5)]  # noqa: SLF001 - no journal holds them
    view.turn_to("roads")
    return view


def _replay(desk: Desk) -> View:
    from simulator.desktop.views.replay import ReplayView

    view = ReplayView(_debrief(desk, "summary").findings, 5)  # type: ignore[attr-defined]  # a DebriefView
    for _ in range(4):
        view.update(_FRAME_MS)
    view.stage.settle(view.state)
    return view


SAMPLES: dict[str, Callable[[Desk], View]] = {
    "home": _home,
    "home_new": lambda desk: _home(desk, new=True),
    "home_paths": lambda desk: _home(desk, "paths"),
    "home_exam": lambda desk: _home(desk, "exam"),
    "people": _people,
    "settings": _settings,
    "progress": _progress,
    "progress_new": lambda desk: _progress(desk, new=True),
    "briefing": _briefing,
    "briefing_new": lambda desk: _briefing(desk, new=True),
    "scene": _half_typed,
    "speaking": _speaking,
    "shouting": _shouting,
    "tray": _tray,
    "reading": _reading,
    "note": _note,
    "exam": lambda desk: _scene(desk, 3, mode="exam"),
    "pause": _pause,
    "exam_pause": _exam_pause,
    "coach": lambda desk: _coach(desk, opened="card"),
    "coach_meanings": lambda desk: _coach(desk, opened="meanings"),
    "coach_unread": lambda desk: _coach(desk, opened="unread"),
    "guided": _guided,
    "store": lambda desk: _store(desk, supervisor=False),
    "supervisor": lambda desk: _store(desk, supervisor=True),
    "queue": _queue,
    "due": _due,
    "over": lambda desk: _scene(desk, 40),
    "guess": _guess,
    "debrief": lambda desk: _debrief(desk, "summary"),
    "debrief_steps": lambda desk: _debrief(desk, "steps"),
    "debrief_transcript": lambda desk: _debrief(desk, "conversation"),
    "debrief_roads": _roads,
    "replay": _replay,
    "call_hold": samples_channels.call_hold,
    "call_third": samples_channels.call_third,
    "call_dropped": samples_channels.call_dropped,
    "chat": samples_channels.chat,
    "mail": samples_channels.mail,
    "mail_answer": samples_channels.mail_answer,
    "interrupted": samples_channels.interrupted,
    "shift_start": samples_shift.shift_start,
    "shift": samples_shift.shift_counter,
    "shift_scene": samples_shift.shift_scene,
    "shift_summary": samples_shift.shift_summary,
    "join": samples_company.join,
    "home_assigned": samples_company.home_assigned,
    "exam_ask": samples_company.exam_ask,
    "briefing_assigned": samples_company.briefing_assigned,
    "membership": samples_company.membership,
    "debrief_company": samples_company.debrief_company,
    "debrief_marked": samples_company.debrief_marked,
}
"""What can be drawn."""
