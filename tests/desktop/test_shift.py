"""A shift in the window, driven by posted events: the counter, customers, the second till, a kill, the review."""

from __future__ import annotations

import pygame
import pytest
from desktop.driver import Driver
from gradings import PROPOSAL, unimproved

from simulator.desktop.views import shift_start
from simulator.desktop.views.shift import ShiftView
from simulator.desktop.views.shift_scene import ShiftSceneView
from simulator.desktop.views.shift_start import ShiftStartView
from simulator.desktop.views.shift_summary import ShiftDebriefView, ShiftSummaryView
from simulator.record import Mode
from simulator.scenario import glance
from simulator.training import Place, latest_shift


@pytest.fixture
def driver(tmp_path, monkeypatch):
    # Proving improvements takes a second a customer, reading all scenes three; what is tested here needs neither.
    monkeypatch.setattr(PROPOSAL, unimproved)
    few = [glance(slug, "fi") for slug in ("kind_word", "gift_to_wrap", "broken_zip")]
    monkeypatch.setattr(shift_start, "shift_scenes", lambda *_: few)
    driver = Driver(tmp_path)
    person = driver.journal.add_person("Aino", language="fi")
    driver.desk.be(person.id, "Aino", keep_language=True)
    yield driver
    driver.close()


def begin(driver: Driver) -> None:
    driver.home()
    driver.click("shift")
    assert isinstance(driver.view, ShiftStartView)
    driver.key(pygame.K_RETURN)  # the focus is on what most people want
    driver.frame(2)
    assert isinstance(driver.view, ShiftView)


def serve(driver: Driver) -> None:
    """Take the first who waits, say goodbye, and go back to the counter."""
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, ShiftSceneView)
    driver.hear_out()
    driver.view.play.leave()
    driver.hear_out()
    driver.frame(3)
    assert driver.view.dialog is not None
    assert driver.view.dialog.name == "over_dialog"
    driver.key(pygame.K_RETURN)
    driver.frame(2)


@pytest.mark.slow
def test_a_whole_shift_by_keyboard(driver):
    begin(driver)
    view = driver.view
    assert view.focus.current.name == "guest_0"
    serve(driver)
    assert isinstance(driver.view, ShiftView)
    shift = driver.view.run.shift
    assert shift.floor.count(Place.SERVED) == 1
    assert shift.floor.clock_ms > 5_000, "what the customer said took its time"
    for _ in range(60):
        if isinstance(driver.view, ShiftSummaryView):
            break
        current = driver.view.focus.current.name
        if current.startswith("guest"):
            serve(driver)
        else:
            assert current in ("wait", "close")
            driver.key(pygame.K_RETURN)
            driver.frame(2)
    assert isinstance(driver.view, ShiftSummaryView)
    found = driver.view.found
    assert found.arrived == found.served + found.by_till + found.walked_out + found.still_waiting
    assert latest_shift(driver.journal, driver.desk.person_id).ended_at is not None


@pytest.mark.slow
def test_stopping_in_the_middle_of_a_customer_loses_nothing(driver):
    begin(driver)
    driver.key(pygame.K_RETURN)
    driver.hear_out()
    driver.say("Hyvää päivää! Mitä voin tehdä hyväksenne?", "courtesy", "open_question")
    driver.hear_out()
    state = driver.view.session.state
    driver.home()
    assert not driver.view.has("go_on"), "a customer of a shift is gone on with in the shift"
    assert driver.find("shift").text == driver.desk.texts("shift.go_on")
    driver.click("shift")
    assert isinstance(driver.view, ShiftSceneView)
    assert driver.view.session.state == state
    assert {r.header.mode for r in driver.journal.sessions(driver.desk.person_id)} == {Mode.SHIFT}


def test_the_queue_and_the_till_are_at_hand_while_somebody_is_served(driver):
    begin(driver)
    driver.key(pygame.K_RETURN)
    driver.hear_out()
    before = driver.find("strip").text
    driver.type("x")  # typing stops the customer's clock, and the shift's
    driver.wait(5)
    assert driver.find("strip").text == before
    driver.reply.empty()
    driver.wait(3)
    assert driver.find("strip").text != before
    driver.reply.put("Hetki, kollegani")
    driver.click("till")
    assert driver.view.run.shift.floor.hired
    assert not driver.view.has("till")
    assert driver.reply.written == "Hetki, kollegani", "nothing typed is lost"


def test_one_customer_then_the_review_and_the_next_shift(driver):
    begin(driver)
    serve(driver)
    driver.click("end")
    assert driver.view.dialog.name == "end_dialog"
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, ShiftView), "ending early asks first"
    assert driver.view.dialog is None
    driver.click("end")
    driver.click("end_now")
    driver.frame(2)
    assert isinstance(driver.view, ShiftSummaryView)
    assert driver.view.found.served == 1
    one = next(e for e in driver.view.walk() if e.name.startswith("talk_") and e.enabled)
    driver.click(one.name)
    assert isinstance(driver.view, ShiftDebriefView)
    driver.key(pygame.K_ESCAPE)
    assert isinstance(driver.view, ShiftSummaryView)
    driver.click("next")
    assert isinstance(driver.view, ShiftStartView)
    driver.view.choose("staffing", "full")
    driver.view.choose("returns", "on_trust")
    driver.click("begin")
    driver.frame(2)
    world = driver.view.run.shift.roster.world
    assert (world["returns"], world["staffing"]) == ("on_trust", "lean"), "one thing may be changed, not two"
