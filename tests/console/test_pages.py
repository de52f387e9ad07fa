"""Every page in every language: it is there, it says what it has to say, everyone can use it, it fits a telephone.

The pages come from the route table, so a new one is looked at without being named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from simulator.texts import languages

from .browser import NARROW, WIDE, opened_browser, press, served, too_wide, violations, watched
from .every_page import STATUSES, pages_of, raw_keys, speak
from .objects import made_for
from .visiting import PASSWORD, code_for, give_password
from .world import STAFF, World, world

pytestmark = pytest.mark.slow


@pytest.fixture
def company_anywhere(new_database, tmp_path: Path) -> Iterator[World]:
    """The small company, on SQLite and on PostgreSQL."""
    url = new_database()
    with world(tmp_path, "" if url.startswith("sqlite") else url) as made:
        yield made


def test_every_page_says_what_it_has_to_say_in_every_language(company_anywhere: World):
    company = company_anywhere
    objects = made_for(company)
    browsers = {login: company.client(login) for login in (None, *STAFF)}
    wrong = []
    for login, path, route in pages_of(objects):
        for language in languages():
            if login:
                speak(company, login, language)
            answer = browsers[login].get(path, headers={"Accept-Language": language}, follow_redirects=True)
            page = answer.text
            if answer.status_code != STATUSES.get(route.path, 200):
                wrong.append((login, path, language, answer.status_code))
            elif f'<html lang="{language}">' not in page or len(re.findall(r"<h1\b", page)) != 1:
                wrong.append((login, path, language, "its language, or not one heading"))
            elif keys := raw_keys(page, language):
                wrong.append((login, path, language, keys))
    assert wrong == []


@contextmanager
def looking(company: World, browser: Any, address: str) -> Iterator[Any]:
    """A function that gives a browser's page in which somebody is signed in."""
    pages: dict[str | None, Any] = {}

    def page_of(login: str | None) -> Any:
        if login not in pages:
            context = browser.new_context(viewport=WIDE, reduced_motion="reduce", locale="en")
            pages[login] = context.new_page()
            if login:
                come_in(company, pages[login], address, login)
        return pages[login]

    yield page_of
    for page in pages.values():
        page.context.close()


def come_in(company: World, page: Any, address: str, login: str) -> None:
    """Sign in by the form, with the second factor where there is one."""
    give_password(company, login)
    page.goto(f"{address}/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    press(page, "main form button")
    if page.url.endswith("/second-factor"):
        page.fill("#code", code_for(company, login))
        press(page, "main form button.strong")
    assert "/sign-in" not in page.url, page.content()


def test_everyone_can_use_every_page_in_light_and_dark_and_on_a_telephone(company: World):
    objects, spoken = made_for(company), languages()
    wrong: list[tuple[Any, ...]] = []
    with served(company.app) as address, opened_browser() as browser, looking(company, browser, address) as page_of:
        for number, (login, path, route) in enumerate(pages_of(objects)):
            page = page_of(login)
            for language in spoken:
                if login:
                    speak(company, login, language)
                else:
                    page.set_extra_http_headers({"Accept-Language": language})
                with watched(page) as told:
                    answer = page.goto(f"{address}{path}")
                    turn = (spoken.index(language) - number) % len(spoken)
                    found = looked_at(page, colours=turn == 0, structure=turn in (0, 2))
                if answer.status != STATUSES.get(route.path, 200):
                    found.append(f"status {answer.status}")
                elif answer.status == 200:
                    found += told
                wrong += [f"{login} {path} {language}: {each}" for each in found]
    assert not wrong, "\n".join(wrong)


def looked_at(page: Any, *, colours: bool, structure: bool) -> list[str]:
    """What is wrong with the page shown: colours, structure, width.

    Colours are the same in every language, so they are looked at in one, another for each page; and so is how a page is
    built, but for what a language has more of, so that is looked at in two. How wide it is differs in each.
    """
    found = violations(page, colours=colours) if structure else []
    if colours:
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {each}" for each in violations(page, all_else=False)]
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)
    if beyond := too_wide(page):
        found.append(f"{beyond} pixels too wide for a telephone")
    page.set_viewport_size(WIDE)
    return found


def test_going_back_after_signing_out_shows_nothing(company: World):
    with served(company.app) as address, opened_browser() as browser, looking(company, browser, address) as page_of:
        page = page_of("eleni")
        page.goto(f"{address}/account")
        assert STAFF["eleni"][0] in page.content()
        press(page, "form[action='/sign-out'] button")
        page.wait_for_url("**/sign-in**")
        page.go_back()
        assert STAFF["eleni"][0] not in page.content()
        assert page.url.startswith(f"{address}/sign-in")
