"""Figures behind HR's pages: fresh at once where little moved, told where much did, a part at a time, kept where dear."""

from __future__ import annotations

import time

import pytest

from simulator.console import figuring
from simulator.console.figuring import Figuring, figuring_of
from simulator.console.pages import hr_people
from simulator.record import Mode

from .world import World, play


def english(company: World):
    company.journal.speak(company.people["heikki"], "en")
    return company.client("heikki")


def test_what_is_still_being_counted_is_told_and_counted_behind_the_pages(
    company: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = english(company)
    assert "still being counted" not in browser.get("/hr").text
    monkeypatch.setattr(figuring, "AT_ONCE", 0)
    monkeypatch.setattr(Figuring, "start", lambda self: None)
    play(company.journal, company.people["boris"], "overcharged_card", "ru", Mode.PRACTICE)
    page = browser.get("/hr/progress").text
    assert "1 session is still being counted" in page
    assert "5 grades" in page
    monkeypatch.undo()
    page = browser.get("/hr/progress").text
    assert "still being counted" not in page
    assert "6 grades" in page


def test_a_long_list_is_begun_with_behind_the_pages(company: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figuring, "AT_ONCE", 2)
    counting = Figuring(company.journal)
    counting.fresh()
    assert counting.wait(60)
    assert company.journal.counting.freshness(100).waiting == 0
    assert len(company.journal.figures.people(limit=9)) == 4
    assert company.journal.counting.hold("anybody", 1), "nobody keeps the turn"


def test_people_are_shown_in_parts_and_found_by_their_names(company: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = english(company)
    monkeypatch.setattr("simulator.console.paging.part_of.__defaults__", (2,))
    for path in ("/hr/readiness", "/hr/steps"):
        first, second = (browser.get(f"{path}?page={page}").text for page in (1, 2))
        assert [text.count('<th scope="row">') for text in (first, second)] == [2, 2]
        assert "page=2" in first.replace("&amp;", "&")
    found = browser.get("/hr/readiness?name=ΕΛΈΝΗ").text
    assert found.count('<th scope="row">') == 1
    assert "Ελένη" in found
    assert browser.get("/hr/readiness?name=%00%27").text.count('<th scope="row">') == 0
    assert len(browser.get("/hr/readiness.csv").text.splitlines()) > 5


def test_of_many_who_need_help_some_are_shown_with_a_way_to_all(
    company: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hr_people, "HELPED", 2)
    browser = english(company)
    page = browser.get("/hr/help").text
    assert page.count('<th scope="row">') == 2
    assert "Show all 3 people" in page
    whole = browser.get("/hr/help?step=restate").text
    assert whole.count('<th scope="row">') == 3


def test_what_took_long_is_kept_for_a_while_and_all_else_for_one_state_of_the_figures(company: World) -> None:
    kept, made = figuring_of(company.journal), []

    def work(seconds: float) -> int:
        ends = time.thread_time() + seconds
        while time.thread_time() < ends:
            pass
        made.append(seconds)
        return len(made)

    assert [kept.remembered("quick", each, lambda: work(0.0)) for each in (1, 1, 2, None)] == [1, 1, 2, 3]
    assert kept.remembered("quick", None, lambda: work(0.0)) == 4
    long = figuring.LONG_S + 0.02
    assert [kept.remembered("long", each, lambda: work(long)) for each in (1, 2, None)] == [5, 5, 5]
