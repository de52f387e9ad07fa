"""The coach beside a scene, suggestions, the other road and exams, by posted keys."""

from __future__ import annotations

from collections.abc import Callable

import pygame
import pytest

from simulator.desktop.desk import Job
from simulator.desktop.views.briefing import BriefingView
from simulator.desktop.views.home import HomeView
from simulator.desktop.views.scene import SceneView
from simulator.desktop.widgets import Button
from simulator.record import Mode
from simulator.review import GUIDED, cases, read_played, responses
from simulator.training import Session
from tests.desktop.driver import Driver


def start(driver: Driver, mode: Mode = Mode.PRACTICE, *, guided: bool = False) -> SceneView:
    person = driver.journal.add_person("Aino")
    driver.desk.be(person.id, "Aino")
    session = Session.begin(
        driver.desk.scene("overcharged_card"), "fi", 7, mode=mode, journal=driver.journal, person_id=person.id
    )
    if guided:
        session.note_help(GUIDED)
    driver.window.show(SceneView(driver.desk, session))
    driver.frame()
    assert isinstance(driver.view, SceneView)
    return driver.view


def line_of(driver: Driver) -> str:
    return driver.find("coach").text


def test_the_coach_speaks_once_the_customer_has_reacted_and_shows_what_counted(driver: Driver) -> None:
    view = start(driver)
    t = driver.desk.texts
    assert line_of(driver) == t("coaching.listening")
    driver.hear_out()
    driver.say("Olen pahoillani, virhe oli meidän.", "apologise", "admit_fault", "empathise")
    assert line_of(driver) == t("coaching.listening")
    driver.hear_out()
    driver.frame(3)
    assert line_of(driver) == t("coaching.step.empathise")
    driver.key(pygame.K_F8)
    assert view.dialog is not None
    assert view.dialog.name == "turn_review"
    assert driver.view.has("meant")
    clock = view.session.state.clock_ms
    driver.wait(5)
    assert view.session.state.clock_ms == clock
    driver.key(pygame.K_ESCAPE)
    assert view.dialog is None
    assert view.focus.current is view.reply


@pytest.mark.slow
def test_one_fault_is_named_with_its_words_and_what_was_meant_is_kept_without_moving_anything(driver: Driver) -> None:
    view = start(driver)
    t = driver.desk.texts
    driver.hear_out()
    driver.say("Oletko varma?", "deny")
    driver.hear_out()
    driver.frame(3)
    assert line_of(driver) == t("coaching.look_at")
    before = view.session.state
    driver.key(pygame.K_F8)
    assert view.dialog is not None
    assert t("coaching.fault.deny", words="Oletko varma?") in view.dialog.text
    driver.click("meant")
    assert view.dialog.name == "meanings"
    driver.type("k")
    focused = view.dialog.focus.current  # type: ignore[attr-defined]
    assert focused.text.casefold().startswith("k")
    driver.key(pygame.K_RETURN)
    assert view.dialog is not None
    assert view.dialog.name == "turn_review"
    assert not driver.view.has("meant")
    (case,) = cases(driver.journal)
    assert f"meant_{case.claimed}" == focused.name
    assert view.session.state == before


@pytest.mark.slow
def test_what_could_not_be_read_costs_nothing_comes_back_and_can_be_kept(driver: Driver) -> None:
    view = start(driver)
    driver.hear_out()
    clock = view.session.state.clock_ms
    driver.say("asdf", status="not_understood")
    driver.hear_out()
    driver.frame(3)
    assert driver.reply.written == "asdf"
    assert any(entry.kind == "coach" for entry in view.entries)
    assert line_of(driver) == driver.desk.texts("coaching.unread")
    driver.key(pygame.K_F8)
    driver.click("misread")
    assert not driver.view.has("misread")
    assert [case.reason for case in cases(driver.journal)] == ["misread"]
    assert (view.session.state.clock_ms, view.session.state.turn) == (clock, 0)


def test_the_other_road_begins_at_the_response_and_the_old_one_stays(driver: Driver) -> None:
    view = start(driver)
    driver.hear_out()
    driver.say("Kuuntelen.", "listen")
    driver.hear_out()
    driver.say("Oma vikasi.", "blame_customer")
    driver.hear_out()
    driver.type("kesken")
    driver.key(pygame.K_ESCAPE)
    driver.click("look_back")
    driver.key(pygame.K_ESCAPE)
    view.focus.to(view.transcript)
    driver.key(pygame.K_RETURN)
    driver.key(pygame.K_LEFT)
    driver.key(pygame.K_RIGHT)
    driver.click("other_road")
    driver.key(pygame.K_RETURN)
    driver.frame()
    fork = driver.view
    assert isinstance(fork, SceneView)
    assert fork is not view
    assert fork.session.state.turn == 1
    assert driver.reply.written == "kesken"
    assert fork.session.played.fork is not None
    assert fork.session.played.fork.session == view.session.played.session_id
    assert read_played(driver.journal, view.session.played.session_id).state.turn == 2
    assert any(entry.kind == "opens" for entry in fork.entries)


@pytest.mark.slow
def test_a_click_on_an_own_response_opens_its_card(driver: Driver) -> None:
    view = start(driver)
    driver.hear_out()
    driver.say("Kuuntelen.", "listen")
    driver.hear_out()
    panel = view.transcript
    rows = [y for y in range(panel.box.top, panel.box.bottom) if panel._own_at(y) is not None]
    for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
        driver.post(kind, pos=(panel.box.centerx, rows[len(rows) // 2]), button=1)
    driver.frame()
    assert view.dialog is not None
    assert "Kuuntelen." in view.dialog.text


def test_what_was_shown_before_is_looked_up_off_the_frame_loop_and_nothing_is_offered_until_then(
    driver: Driver,
) -> None:
    waiting: list[tuple[Job[object], Callable[[], object]]] = []

    def later(work: Callable[[], object]) -> Job[object]:
        waiting.append((Job(), work))
        return waiting[-1][0]

    read: list[str] = []
    entries = driver.journal.entries
    session = Session.begin(
        driver.desk.scene("overcharged_card"), "fi", 7, journal=driver.journal,
        person_id=driver.journal.add_person("Aino").id,
    )  # fmt: skip
    while not session.ended:
        session.leave()
    session.finish()
    driver.journal.entries = lambda of: read.append(of) or entries(of)  # type: ignore[method-assign, func-returns-value]
    driver.desk.begin_work = later
    driver.desk.player = None  # nothing is waited for
    person = driver.journal.people()[0]
    driver.desk.be(person.id, "Aino")
    guided = Session.begin(driver.desk.scene("overcharged_card"), "fi", 7, journal=driver.journal, person_id=person.id)
    guided.note_help(GUIDED)
    view = SceneView(driver.desk, guided)
    driver.window.show(view)
    driver.frame(5)
    assert view.guide.card is None
    assert read == []
    for _ in range(3):
        for job, work in waiting:
            if not job.done:
                job.run(work)
        driver.frame(2)
    assert read == [session.played.session_id]
    assert view.guide.card is not None


@pytest.mark.slow
def test_a_suggestion_only_goes_into_the_box_and_is_recorded(driver: Driver) -> None:
    view = start(driver, guided=True)
    driver.hear_out()
    driver.frame(3)
    assert view.guide.card is not None
    clock = view.session.state.clock_ms
    driver.wait(10)
    assert view.session.state.clock_ms == clock
    driver.key(pygame.K_F12)
    driver.key(pygame.K_DOWN)
    chosen = view.focus.current
    assert isinstance(chosen, Button)
    driver.key(pygame.K_RETURN)
    assert driver.reply.written.strip() == chosen.text.removesuffix(" …")
    assert view.session.state.turn == 0
    assert [taken["strength"] for taken in view.session.played.taken] == ["opener"]
    driver.key(pygame.K_F12)
    driver.find("candidate_0").press()  # type: ignore[attr-defined]
    assert driver.reply.written == view.guide._last
    driver.type(" Ihan omin sanoin.")
    driver.key(pygame.K_F12)
    driver.key(pygame.K_ESCAPE)
    assert view.guide.card is None
    assert driver.reply.written.endswith("Ihan omin sanoin.")


def test_in_an_exam_the_clock_runs_on_under_the_pause_and_leaving_ends_it(driver: Driver) -> None:
    view = start(driver, Mode.EXAM)
    driver.hear_out()
    driver.key(pygame.K_F8)
    assert view.dialog is None
    driver.key(pygame.K_ESCAPE)
    assert view.dialog is not None
    assert not driver.view.has("later")
    assert not driver.view.has("look_back")
    clock = view.session.state.clock_ms
    driver.wait(5)
    assert view.session.state.clock_ms > clock
    driver.window.show(HomeView(driver.desk))
    record = driver.journal.session(view.session.played.session_id)
    assert record.ended_at is not None
    assert view.session.played.grade is not None
    assert record.overall == view.session.played.grade["overall"]


@pytest.mark.slow
def test_in_an_exam_only_what_could_not_be_read_is_opened(driver: Driver) -> None:
    view = start(driver, Mode.EXAM)
    driver.hear_out()
    driver.say("Oma vikasi.", "blame_customer")
    driver.hear_out()
    driver.say("asdf", status="not_understood")
    driver.hear_out()
    said = list(responses(view.session.played))
    view.coach.open(said[0])
    assert view.dialog is None, "what counted in a response is not told in an exam"
    view.coach.open(said[1])
    assert view.dialog is not None


@pytest.mark.slow
def test_an_exam_torn_off_can_be_gone_on_with(driver: Driver) -> None:
    view = start(driver, Mode.EXAM)
    driver.hear_out()
    driver.say("Kuuntelen.", "listen")
    driver.window.close()
    name = view.session.played.session_id
    assert driver.journal.session(name).ended_at is None
    again = Session.resume(driver.journal, name)
    again.go_on()
    assert again.state.turn == 1
    assert read_played(driver.journal, name).resumed == 1


@pytest.mark.slow
def test_the_level_of_help_is_chosen_before_the_scene(driver: Driver) -> None:
    person = driver.journal.add_person("Aino")
    driver.desk.be(person.id, "Aino")
    driver.window.show(BriefingView(driver.desk, "overcharged_card", Mode.PRACTICE))
    driver.frame()
    driver.click("guided")
    driver.click("start")
    assert isinstance(driver.view, SceneView)
    assert driver.view.session.played.guided
    driver.window.show(BriefingView(driver.desk, "overcharged_card", Mode.EXAM))
    driver.frame()
    assert not driver.view.has("guided")
