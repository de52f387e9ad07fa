"""What every answer carries and every request passes, whatever page it is about."""

from __future__ import annotations

import pytest

from simulator.console.gate import POLICY
from simulator.texts import languages

from .world import World


@pytest.mark.parametrize("path", ["/", "/nothing-here", "/static/console.css", "/static/../app.py"])
def test_every_answer_tells_browsers_what_to_hold_it_to(company: World, path: str) -> None:
    answer = company.client().get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert ("no-store" in answer.headers["cache-control"]) is not path.startswith("/static/console")
    assert answer.status_code < 500


@pytest.mark.parametrize("language", languages())
def test_what_is_not_there_is_told_in_the_visitors_language(company: World, language: str) -> None:
    answer = company.client().get("/nothing-here", headers={"Accept-Language": f"{language}-XX,en;q=0.5"})
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.text
    assert "shared." not in answer.text


def test_a_language_that_was_chosen_stays(company: World) -> None:
    browser = company.client()
    answer = browser.post("/language", data={"language": "el", "back": "/nothing-here?x=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/nothing-here?x=1")
    assert 'lang="el"' in browser.get("/nothing-here").text


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nSet-Cookie: a=b"]
)
def test_no_link_leads_out_of_the_console(company: World, back: str) -> None:
    answer = company.client().post("/language", data={"language": "fi", "back": back})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_only_our_own_pages_may_change_anything(company: World, headers: dict[str, str], status: int) -> None:
    assert company.client().post("/language", data={"language": "fi"}, headers=headers).status_code == status


def test_an_older_browser_names_the_page_it_comes_from(company: World) -> None:
    browser = company.client()
    del browser.headers["Sec-Fetch-Site"]
    assert browser.post("/language", data={"language": "fi"}).status_code == 403
    own = {"Origin": "https://localhost"}
    assert browser.post("/language", data={"language": "fi"}, headers=own).status_code == 303


def test_it_answers_to_no_name_but_its_own(company: World) -> None:
    assert company.client().get("/", headers={"Host": "evil.example"}).status_code == 421
    assert company.client().get("/", headers={"Host": "LOCALHOST:8765"}).status_code == 303


def test_a_form_that_is_too_large_is_refused_whatever_it_says_of_itself(company: World) -> None:
    browser = company.client()
    large = {"language": "fi", "back": "x" * 1_100_000}
    assert browser.post("/language", data=large).status_code == 413

    def pieces():
        for _ in range(11):
            yield b"x" * 100_000

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.post("/language", content=pieces(), headers=kind).status_code == 413
    unbounded = {"Content-Type": "multipart/form-data"}
    assert browser.post("/language", content=b"--b\r\nnonsense", headers=unbounded).status_code == 400


@pytest.mark.parametrize(
    ("login", "start"),
    [("ada", "/admin"), ("heikki", "/hr"), ("tove", "/trainer"), ("aino", "/me"), (None, "/sign-in")],
)
def test_everybody_begins_where_their_work_is(company: World, login: str | None, start: str) -> None:
    assert company.client(login).get("/").headers["location"] == start
