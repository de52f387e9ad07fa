"""A trainee in a real browser, on a telephone: the notice first, a session with its marked words, a contest, no scripts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from simulator.console.tokens import new_token, token_hash
from simulator.console.visitor import COOKIE
from simulator.marking import read_mark
from simulator.record import Role
from simulator.texts import texts_with

from .browser import NARROW, opened_browser, press, served, too_wide, violations, watched

pytestmark = pytest.mark.slow


def come_in(company, context, login):
    token = new_token()
    ends = datetime.now(UTC) + timedelta(hours=1)
    company.journal.logins.open_sign_in(company.accounts[login], token_hash(token), ends, True)  # noqa: FBT003
    context.add_cookies(
        [{"name": COOKIE, "value": token, "url": "https://localhost", "secure": True, "httpOnly": True}]
    )


def test_a_contest_on_a_telephone_in_greek_without_scripts(company):
    words = texts_with("el", "console")
    session = company.sessions["eleni", "beyond_authority"]
    with served(company.app) as address, opened_browser() as browser:
        context = browser.new_context(viewport=NARROW, java_script_enabled=False)
        come_in(company, context, "eleni")
        page = context.new_page()
        page.goto(f"{address}/me/sessions/{session}")
        assert page.locator("mark.heard").count() > 0
        assert page.locator("figure svg[role=img]").count() == 1
        press(page, '.step:has(h3:text("1.")) a[href*=contest]')
        assert page.locator("input[name=steps]:checked").count() == 1
        page.fill("textarea", "Τον άφησα να μιλήσει ως το τέλος.")
        press(page, "form[action$=contest] button")
        assert page.text_content("[role=status]") == words("trainee.said.contested")
        assert read_mark(company.journal, session).contest.reason == "Τον άφησα να μιλήσει ως το τέλος."
        press(page, "form[action$=withdraw] button")
        assert read_mark(company.journal, session).contest is None


def test_every_page_fits_a_telephone_and_leaves_nobody_out(company):
    session = company.sessions["eleni", "beyond_authority"]
    paths = ["/me", "/me/sessions", f"/me/sessions/{session}", f"/me/sessions/{session}/contest", "/me/progress"]
    with served(company.app) as address, opened_browser() as browser:
        context = browser.new_context(viewport=NARROW, color_scheme="dark")
        come_in(company, context, "eleni")
        page = context.new_page()
        with watched(page) as complaints:
            for path in [*paths, "/me/data", "/notice", "/how-grading-works"]:
                page.goto(address + path)
                page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
                assert too_wide(page) == 0, path
                assert violations(page) == [], path
        assert complaints == []


def test_the_notice_comes_before_everything_else(company):
    person = company.journal.add_person("Νέα", language="el")
    company.accounts["new"] = company.journal.logins.add(person.id, "new", None, frozenset({Role.TRAINEE}), "").id
    with served(company.app) as address, opened_browser() as browser:
        context = browser.new_context(viewport=NARROW)
        come_in(company, context, "new")
        page = context.new_page()
        page.goto(f"{address}/me/sessions")
        assert page.url == f"{address}/notice"
        press(page, "main form button")
        assert page.url == f"{address}/me"
