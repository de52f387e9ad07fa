"""A desktop joins its company, shows what is assigned, sends what goes up, and leaves again."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from simulator.desktop.company_post import CompanyPost
from simulator.desktop.company_values import Trouble
from simulator.desktop.views.assigned import company_texts
from simulator.desktop.views.briefing import BriefingView
from simulator.desktop.views.company_words import where_words
from simulator.desktop.views.home import HomeView
from simulator.desktop.views.joining import JoinView
from simulator.exchange import Answer
from simulator.record import Mode
from simulator.scenario import load
from tests.desktop.company_server import ADDRESS, CompanyServer
from tests.desktop.driver import Driver


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CompanyServer]:
    made = CompanyServer(tmp_path)
    yield made
    made.journal.close()


@pytest.fixture
def desk_driver(driver: Driver, server: CompanyServer, tmp_path: Path) -> Driver:
    driver.desk.folder, driver.desk.send = tmp_path / "desktop", server
    return driver


def fill(driver: Driver, address: str, code: str) -> None:
    """Write address and code, from the first box, and press Enter to the end."""
    view = driver.view
    for name, words in (("address", address), ("code", code), ("device", "Till 3")):
        box = view.find(name)
        driver.view.focus.to(box)
        box.empty()  # type: ignore[attr-defined]
        driver.type(words)
    driver.key(pygame.K_RETURN)


def error_of(driver: Driver) -> str:
    assert isinstance(driver.view, JoinView)
    return driver.view.error


def test_a_new_hire_joins_by_keyboard_from_the_first_page(desk_driver: Driver, server: CompanyServer) -> None:
    driver = desk_driver
    driver.home()
    driver.view.dialog.focus.to(driver.find("person_join"))  # type: ignore[union-attr]
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, JoinView)
    assert driver.view.focus.current is driver.find("address")
    driver.type(ADDRESS)
    driver.key(pygame.K_RETURN)
    driver.type(server.code().lower())
    driver.key(pygame.K_RETURN)
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, HomeView)
    assert driver.desk.person_id == server.person.id
    assert "Aino Koski" in driver.view.dialog.text  # type: ignore[union-attr]
    assert [person.id for person in driver.journal.people()] == [server.person.id]


def test_what_leaves_the_computer_is_read_before_anything_is_asked(desk_driver: Driver) -> None:
    driver = desk_driver
    driver.desk.change_settings(text_size_percent=200)
    view = JoinView(driver.desk)
    t, page = company_texts(driver.desk), view.find("page")
    assert page.offset_px == 0  # type: ignore[attr-defined]
    assert t("joining.goes.exams") in " ".join(view.news)
    driver.window.show(view)
    driver.key(pygame.K_PAGEDOWN)
    assert page.offset_px > 0  # type: ignore[attr-defined]
    driver.key(pygame.K_TAB)
    assert view.focus.current is view.find("address")


def test_what_keeps_somebody_from_joining_is_told_at_the_box_where_it_can_be_mended(
    desk_driver: Driver, server: CompanyServer
) -> None:
    driver, code = desk_driver, server.code()
    t = company_texts(driver.desk)
    driver.window.show(JoinView(driver.desk))
    driver.frame()
    told = []
    for address, typed, cut, box in (
        ("", code, None, "address"),
        ("http://training.example.com", code, None, "address"),
        ("not an address", code, None, "address"),
        (ADDRESS, "AAAA-BBBB-CCCC", None, "code"),
        (ADDRESS, code, OSError, "address"),
        (ADDRESS, code, ssl.SSLError, "join"),
    ):
        server.cut = cut
        fill(driver, address, typed)
        told.append(error_of(driver))
        assert driver.view.focus.current is driver.find(box), told[-1]
    keys = ("empty", "https", "address", "code", "offline", "certificate")
    assert told == [t(f"joining.error.{key}", host="training.example.com") for key in keys]
    server.cut = None
    for status, kind, key in ((200, "text/html", "stranger"), (302, "text/html", "stranger"), (502, "", "server"),
                              (429, "application/problem+json", "tries")):  # fmt: skip
        server.says = Answer(status, b"{}", {"content-type": kind})
        fill(driver, ADDRESS, code)
        assert error_of(driver) == t(f"joining.error.{key}", host="training.example.com")
    server.says = None
    fill(driver, ADDRESS, code)  # what failed used no code up
    assert driver.desk.company is not None
    again = JoinView(driver.desk)
    driver.window.show(again)
    fill(driver, ADDRESS, code)
    assert again.error == t("joining.error.joined")
    server.says = Answer(401, b'{"reason": "blocked"}', {"content-type": "application/problem+json"})
    post = CompanyPost(driver.desk.journal, driver.desk.folder, send=server)
    assert post.sync().trouble is post.look().trouble is Trouble.BLOCKED, "also after a new start"
    server.says = None
    assert post.sync().trouble is post.look().trouble is Trouble.NONE


@pytest.fixture
def joined(desk_driver: Driver, server: CompanyServer) -> Driver:
    """A desktop that has joined, at home."""
    driver = desk_driver
    driver.window.show(JoinView(driver.desk))
    fill(driver, ADDRESS, server.code())
    driver.view.dialog = None
    return driver


def line_of_home(driver: Driver) -> str:
    driver.frame(3)
    return driver.find("company").text


def synced(driver: Driver) -> None:
    """Let the company be talked to once more."""
    assert driver.desk.company is not None
    driver.desk.company.sync_soon()
    driver.frame(4)


def play_exam(driver: Driver, server: CompanyServer, *, cut_after: int = 1) -> str:
    """Play the exam on show to its end, with the cable cut in the middle; returns the session's id."""
    session = driver.view.session  # type: ignore[attr-defined]
    for turn in range(2):
        if turn == cut_after:
            server.cut = OSError
        driver.hear_out()
        driver.say(f"I am sorry to hear that, {turn}.", "apologise")
    for _ in range(3):
        if not session.ended:
            session.leave()
    driver.hear_out()
    driver.frame(2)
    return str(session.played.session_id)


@pytest.mark.slow
def test_an_exam_goes_on_without_a_network_and_goes_up_once_there_is_one(
    joined: Driver, server: CompanyServer
) -> None:
    driver, t = joined, company_texts(joined.desk)
    given = server.give("overcharged_card", mode=Mode.EXAM, attempts=1, note="Take your time.")
    synced(driver)
    card = driver.find(f"assigned_{given.id}")
    assert driver.view.focus.current is not None
    assert t("assigned.drawn") in card.called
    title = load("overcharged_card").text("about.title", "fi", load("overcharged_card").draw(1))
    assert title not in card.called
    driver.view.focus.to(card)
    driver.key(pygame.K_RETURN)
    assert t("assigned.ask.once") in driver.view.dialog.text  # type: ignore[union-attr]
    driver.key(pygame.K_RETURN)  # the way back has the focus
    assert driver.view.dialog is None
    assert server.journal.sessions() == driver.journal.sessions() == ()
    driver.view.focus.to(driver.find(f"assigned_{given.id}"))
    driver.key(pygame.K_RETURN)
    driver.key(pygame.K_TAB)
    driver.key(pygame.K_RETURN)
    assert isinstance(driver.view, BriefingView)
    begun = driver.journal.sessions()
    assert [record.header.mode for record in begun] == [Mode.EXAM]
    driver.key(pygame.K_RETURN)
    server.asked.clear()
    session_id = play_exam(driver, server)
    assert server.asked == []  # nobody is disturbed in the middle of a conversation
    driver.home()
    assert line_of_home(driver) == t.count("joining.line.waiting", 1)
    assert t("assigned.state.handed_in").rstrip(".") in driver.find(f"assigned_{given.id}").called
    server.cut = None
    synced(driver)
    assert line_of_home(driver) == t("joining.line.good")
    there, here = server.journal.session(session_id), driver.journal.session(session_id)
    assert (there.started_at, there.ended_at) == (here.started_at, here.ended_at)
    counted = server.journal.assignments.of_session(session_id)
    assert counted is not None
    assert (counted.assignment_id, counted.number) == (given.id, 1)
    card = driver.find(f"assigned_{given.id}")
    assert t("assigned.state.done") in card.called
    driver.view.go_on(session_id)  # type: ignore[attr-defined]
    driver.frame()
    company = driver.desk.company
    assert company is not None
    assert where_words(company.outlook, session_id, t)[0] == "check"
