"""The debrief by keyboard: guess, try the moment again, both roads, replay, saving; home for somebody new; progress."""

from __future__ import annotations

import json
from pathlib import Path

import pygame
import pytest

from simulator.desktop.sampling import sample_detection
from simulator.desktop.views.briefing import BriefingView
from simulator.desktop.views.debrief import DebriefView
from simulator.desktop.views.debrief_guess import GuessView, debrief_view
from simulator.desktop.views.home import HomeView
from simulator.desktop.views.progress import ProgressView
from simulator.desktop.views.replay import ReplayView
from simulator.desktop.views.resuming import session_view
from simulator.desktop.views.scene import SceneView
from simulator.desktop.widgets import Button, Segments
from simulator.record import Mode
from simulator.scenario import load
from simulator.training import Session
from tests.desktop.driver import Driver


def finished(driver: Driver, *said: str, mode: Mode = Mode.PRACTICE) -> tuple[Session, dict[str, object]]:
    """A short session of somebody who plays, with its grade."""
    if not driver.desk.person_id:
        driver.desk.be(driver.journal.add_person("Aino").id, "Aino")
    session = Session.begin(
        load("overcharged_card"), "fi", 7, journal=driver.journal, person_id=driver.desk.person_id, mode=mode
    )
    for turn, text in enumerate(said or ("Hei. Mitä tapahtui?", "Ei kuulu minulle.", "Palautan rahat.")):
        session.respond(text, sample_detection(text, (0, 6, 4)[turn % 3], "fi"))
    for _ in range(3):
        if not session.ended:
            session.leave()
    return session, session.finish()


def test_the_guess_is_set_by_keys_and_stands_beside_the_grade(driver: Driver) -> None:
    session, grade = finished(driver)
    before = json.dumps(grade, sort_keys=True)
    driver.window.show(debrief_view(driver.desk, session, grade))
    driver.frame()
    assert isinstance(driver.view, GuessView)
    for _ in range(3):
        driver.key(pygame.K_RIGHT)
    driver.key(pygame.K_RETURN)
    driver.key(pygame.K_LEFT)
    driver.key(pygame.K_TAB)
    driver.key(pygame.K_TAB)
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, DebriefView)
    assert session.played.guess == {"listening": 60, "apology": 50}
    kept = Session.resume(driver.journal, session.played.session_id)
    assert kept.played.guess == session.played.guess
    assert json.dumps(kept.finish(), sort_keys=True) == before
    assert driver.journal.verify(session.played.session_id).ok
    assert isinstance(debrief_view(driver.desk, kept, kept.finish()), DebriefView), "nobody is asked twice"


def test_the_guess_can_be_skipped(driver: Driver) -> None:
    session, grade = finished(driver)
    driver.window.show(debrief_view(driver.desk, session, grade))
    driver.key(pygame.K_ESCAPE)
    assert isinstance(driver.view, DebriefView)
    assert session.played.guess is None


def test_one_press_tries_the_worst_moment_again_and_both_roads_stand_side_by_side(driver: Driver) -> None:
    session, grade = finished(driver)
    driver.window.show(DebriefView(driver.desk, session, grade))
    driver.frame()
    assert driver.view.focus.current is not None
    assert driver.view.focus.current.name == "try_again"
    turn = driver.view.findings.turn_to_retry  # type: ignore[attr-defined]
    driver.key(pygame.K_RETURN)
    view = driver.view
    assert isinstance(view, SceneView)
    assert view.session.played.fork is not None
    assert (view.session.played.fork.session, view.session.played.fork.turn) == (session.played.session_id, turn)
    assert view.session.state.seed == session.state.seed
    assert view.session.state.turn == turn - 1
    driver.hear_out()
    driver.say("Olen pahoillani, virhe oli meidän.", "apologise", "admit_fault")
    driver.hear_out()
    for _ in range(3):
        if not view.session.ended:
            view.session.leave()
    driver.window.show(debrief_view(driver.desk, view.session, view.session.finish()))
    driver.frame()
    debrief = driver.view
    assert isinstance(debrief, DebriefView)
    assert debrief.page == "roads"
    assert debrief.roads()[0].session_id == session.played.session_id
    shown = " ".join(block.text for block, _ in debrief.made.blocks)
    assert "Ei kuulu minulle." in shown
    assert "Olen pahoillani, virhe oli meidän." in shown
    old = session_view(driver.desk, session.played.session_id)
    assert isinstance(old, DebriefView)
    assert old.roads()[0].session_id == view.session.played.session_id


def test_any_moment_can_be_looked_at_again(driver: Driver) -> None:
    session, grade = finished(driver)
    driver.window.show(DebriefView(driver.desk, session, grade, "conversation"))
    driver.frame()
    driver.view.focus.to(driver.view.find("replay_2"))
    driver.key(pygame.K_RETURN)
    view = driver.view
    assert isinstance(view, ReplayView)
    assert view.turn == 2
    assert view.state.turn == 1, "as it stood before the response"
    driver.wait(40)
    assert view.state.turn == 2, "and after it"
    driver.key(pygame.K_RIGHT)
    assert view.turn == 3
    driver.key(pygame.K_ESCAPE)
    assert isinstance(driver.view, DebriefView)
    assert len(Session.resume(driver.journal, session.played.session_id).played.steps) == len(session.played.steps)


@pytest.mark.parametrize("kind", ["pdf", "md", "json"])
def test_a_debrief_is_saved_by_keyboard_and_the_same_bytes_come_again(
    driver: Driver, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SILKGLOVES_HOME", str(tmp_path))
    session, grade = finished(driver)
    driver.window.show(DebriefView(driver.desk, session, grade))
    seen = []
    for _ in range(2):
        driver.key(pygame.K_s, mod=pygame.KMOD_CTRL)
        driver.click(f"save_{kind}")
        driver.frame()
        assert driver.view.dialog is not None
        assert driver.view.dialog.name == "notice"
        (file,) = (tmp_path / "exports").iterdir()
        seen.append(file.read_bytes())
        assert file.suffix == f".{kind}"
        driver.key(pygame.K_ESCAPE)
    assert seen[0] == seen[1]
    if kind == "pdf":
        assert seen[0].startswith(b"%PDF-")
    else:
        assert b"Palautan rahat." in seen[0], "what was said is in it"


@pytest.mark.parametrize("page", ["summary", "steps", "conversation", "roads"])
def test_a_grade_by_an_older_rubric_can_still_be_read(driver: Driver, page: str) -> None:
    session, grade = finished(driver)
    steps = dict(grade["steps"])  # type: ignore[call-overload]
    steps["thank"] = steps.pop("follow_up")
    old = {**grade, "steps": steps, "pillars": {"listening": 50}, "versions": {"rubric": "seven_steps 1"}, "answers": {}}
    driver.window.show(DebriefView(driver.desk, session, old, page))
    driver.frame(2)
    assert driver.view.name == "debrief"


def test_somebody_new_is_led_to_the_first_day(driver: Driver) -> None:
    driver.desk.be(driver.journal.add_person("Aino").id, "Aino")
    home = driver.home()
    assert home.focus.current is not None
    assert home.focus.current.name == "first_day"
    assert home.has("privacy")
    assert not home.has("search")
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, BriefingView)
    assert driver.view.slug == "fitting_room"
    finished(driver)
    assert not driver.home().has("first_day")


def test_a_path_that_was_begun_is_gone_on_with(driver: Driver) -> None:
    driver.desk.be(driver.journal.add_person("Aino").id, "Aino")
    session = Session.begin(
        load("fitting_room"), "fi", 7, journal=driver.journal, person_id=driver.desk.person_id, mode=Mode.PRACTICE
    )
    session.respond("Hei, hyvää huomenta.", sample_detection("Hei, hyvää huomenta.", 0, "fi"))
    for _ in range(3):
        if not session.ended:
            session.leave()
    assert not driver.home().has("go_on_path")
    passed = session.finish()["overall"] >= 45
    home = driver.home()
    assert home.has("go_on_path")
    driver.click("go_on_path")
    assert isinstance(driver.view, BriefingView)
    assert driver.view.slug == ("overcharged_card" if passed else "fitting_room")


def test_scenes_are_found_by_words_skills_and_channel(driver: Driver) -> None:
    finished(driver)
    home = driver.home()
    everything = sum(element.name.startswith("scene_") for element in home.walk())
    driver.key(pygame.K_f, mod=pygame.KMOD_CTRL)
    driver.type("kortti")
    found = [element.name for element in home.walk() if element.name.startswith("scene_")]
    assert "scene_overcharged_card" in found
    assert len(found) < everything
    assert home.focus.current is not None
    assert home.focus.current.name == "search"
    driver.key(pygame.K_DOWN)
    assert home.focus.current.name.startswith("scene_")
    driver.key(pygame.K_f, mod=pygame.KMOD_CTRL)
    for _ in range(6):
        driver.key(pygame.K_BACKSPACE)
    channel = home.find("channel")
    assert isinstance(channel, Segments)
    home.focus.to(channel)
    driver.key(pygame.K_RIGHT)
    driver.key(pygame.K_RIGHT)
    assert channel.chosen == "phone"
    slugs = [e.name.removeprefix("scene_") for e in home.walk() if e.name.startswith("scene_")]
    assert slugs
    assert {load(slug).file.about.channel.value for slug in slugs} == {"phone"}


def test_an_exam_is_drawn_among_scenes_never_met(driver: Driver) -> None:
    finished(driver)
    driver.window.show(HomeView(driver.desk, "exam"))
    driver.view.focus.to(driver.view.find("exam_begin"))
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, BriefingView)
    assert driver.view.mode is Mode.EXAM
    assert driver.view.slug != "overcharged_card"


def test_the_exams_that_are_left_are_those_that_may_be_drawn(driver: Driver) -> None:
    session, _ = finished(driver)
    driver.desk.change_settings(abuse_tolerance="none")
    view = HomeView(driver.desk, "exam")
    may_come = view._offer.drawable("exam")
    assert 0 < len(may_come) < len(view._offer.usable("exam"))
    left = sum(scene.slug != session.scenario.slug for scene in may_come)
    assert driver.desk.texts("home.exam.unseen", left=left, count=len(may_come)) in view.find("exam_rules").text


def test_progress_shows_figures_and_starts_the_next_practice(driver: Driver) -> None:
    finished(driver)
    driver.home()
    driver.click("progress")
    view = driver.view
    assert isinstance(view, ProgressView)
    assert view.plan.step is not None
    assert view.plan.exercises[-1].unseen
    assert [e.name for e in view.walk() if e.name.startswith("session_")]
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, BriefingView)
    assert driver.view.slug == view.plan.exercises[0].scene


def test_a_certificate_is_offered_once_an_exam_path_is_passed(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.desktop.views import path_card, progress
    from simulator.scenario import ScenePath

    monkeypatch.setenv("SILKGLOVES_HOME", str(tmp_path))
    path = ScenePath.model_validate(
        {"format": 1, "titles": {"fi": "Koe"}, "use": "exam", "scenes": [{"scene": "overcharged_card", "threshold": 0}]}
    )
    monkeypatch.setattr(path_card, "paths", lambda: ["all_channels"])
    monkeypatch.setattr(path_card, "load_path", lambda _path_id: path)
    driver.desk.be(driver.journal.add_person("Αΐντα Žižek").id, "Αΐντα Žižek")
    session = Session.begin(
        load("overcharged_card"), "fi", 7, journal=driver.journal, person_id=driver.desk.person_id, mode=Mode.EXAM
    )
    session.respond("Palautan rahat.", sample_detection("Palautan rahat.", 4, "fi"))
    for _ in range(3):
        if not session.ended:
            session.leave()
    session.finish()
    view = progress.ProgressView(driver.desk)
    driver.window.show(view)
    button = view.find("certificate_all_channels")
    assert isinstance(button, Button)
    driver.click("certificate_all_channels")
    driver.frame(2)
    (file,) = (tmp_path / "exports").iterdir()
    assert file.read_bytes().startswith(b"%PDF-")
    assert view.dialog is not None


@pytest.mark.parametrize("mode", [Mode.EXAM, Mode.PRACTICE])
def test_the_debrief_of_an_exam_tells_what_stays_below_the_minimum(driver: Driver, mode: Mode) -> None:
    session, grade = finished(driver, "Ei kuulu minulle.", mode=mode)
    view = DebriefView(driver.desk, session, grade)
    shown = " ".join(block.text for block, _ in view.made.blocks)
    begins = driver.desk.texts("report.short", pillars="|").split("|")[0]
    assert (begins in shown) == (mode is Mode.EXAM)
