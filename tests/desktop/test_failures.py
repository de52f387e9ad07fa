"""What goes wrong off the frame loop is told once and can be tried again; what is said too late comes back."""

from __future__ import annotations

from dataclasses import replace

import pygame
import pytest
from gradings import PROPOSAL, unimproved

from simulator.desktop.views.debrief import DebriefView
from simulator.desktop.views.progress import ProgressView
from simulator.desktop.views.scene import SceneView
from simulator.engine import Phase
from simulator.errors import SurroundingsError
from simulator.record import Mode
from simulator.training import Session
from tests.desktop.driver import Driver


def start(driver: Driver, mode: Mode = Mode.PRACTICE) -> SceneView:
    person = driver.journal.add_person("Aino")
    driver.desk.be(person.id, "Aino")
    scene = driver.desk.scene("overcharged_card")
    session = Session.begin(scene, "fi", 7, mode=mode, journal=driver.journal, person_id=person.id)
    view = SceneView(driver.desk, session)
    driver.window.show(view)
    driver.frame()
    return view


def disk_full() -> None:
    raise SurroundingsError("The disk is full.", "Make room.")


def kept_unsaid(driver: Driver, view: SceneView) -> list[str]:
    entries = driver.journal.entries(view.session.played.session_id)
    return [entry.kind for entry in entries if entry.kind == "unsaid"]


def test_a_grade_that_cannot_be_kept_is_told_once_and_worked_out_again(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = start(driver)
    view.session.leave()
    view.session.leave()
    driver.hear_out()
    driver.frame(2)
    with monkeypatch.context() as patch:
        patch.setattr(view.session, "finish", disk_full)
        driver.key(pygame.K_RETURN)
        driver.frame(2)
        assert view.dialog is not None
        assert view.dialog.name == "notice"
        driver.key(pygame.K_RETURN)
        driver.frame(3)
    assert view.dialog.name == "over_dialog", "told once, not every frame"
    monkeypatch.setattr(PROPOSAL, unimproved)
    driver.key(pygame.K_RETURN)
    driver.frame(2)
    assert isinstance(driver.view, DebriefView)


def test_a_file_that_cannot_be_written_is_told_once(driver: Driver) -> None:
    start(driver)
    view = ProgressView(driver.desk)
    driver.window.show(view)
    view._saving = driver.desk.begin_work(disk_full)
    driver.frame(2)
    assert view.dialog is not None
    driver.key(pygame.K_RETURN)
    driver.frame(2)
    assert view.dialog is None


def test_what_waits_to_be_said_when_the_scene_ends_comes_back_and_is_kept(driver: Driver) -> None:
    view = start(driver)
    driver.say("Olen pahoillani.", "apologise")
    assert view.play.waiting_text is not None, "the customer speaks"
    while not view.session.ended:
        view.session.leave()
    driver.hear_out()
    driver.frame(2)
    assert driver.reply.written == "Olen pahoillani."
    assert kept_unsaid(driver, view) == ["unsaid"]


def test_what_waits_when_a_call_is_promised_does_not_break_the_promise(driver: Driver) -> None:
    view = start(driver)
    driver.say("Olen pahoillani.", "apologise")
    played = view.session.played
    last = replace(played.steps[-1], state=replace(view.session.state, phase=Phase.DUE))
    view.session._played = replace(played, steps=(*played.steps[:-1], last))
    driver.frame(2)
    assert driver.reply.written == "Olen pahoillani."
    assert view.session.state.phase is Phase.DUE


def test_leaving_an_exam_keeps_what_still_waited(driver: Driver) -> None:
    view = start(driver, Mode.EXAM)
    driver.say("Olen pahoillani.", "apologise")
    driver.home()
    assert kept_unsaid(driver, view) == ["unsaid"]


def test_a_response_taken_back_while_it_is_read_is_not_said(driver: Driver) -> None:
    view = start(driver)
    driver.hear_out()
    driver.desk.begin_work = lambda work: type("Slow", (), {"done": False, "take": staticmethod(work)})()
    driver.say("Olen pahoillani.", "apologise")
    job = view.play._reading
    assert job is not None
    assert view.play.take_back() == "Olen pahoillani."
    job.done = True
    driver.frame(2)
    assert view.session.state.turn == 0
