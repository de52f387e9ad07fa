"""The editor in a real browser: checked while one types, a way to each line, no keyboard trap; and all of it without scripts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulator.authoring import drafts
from simulator.console.editing.shelf import HOME
from simulator.console.tokens import new_token, token_hash
from simulator.console.visitor import COOKIE
from simulator.scenario import Channel

from .browser import opened_browser, press, served, watched
from .world import World

pytestmark = pytest.mark.slow
SMALL = dict(drafts.draft_from_start(Channel.STORE, "en").files)


def come_in(company: World, context: Any, login: str, language: str) -> None:
    """Be signed in as somebody who reads in a language."""
    company.journal.speak(company.people[login], language)
    token = new_token()
    ends = datetime.now(UTC) + timedelta(hours=1)
    company.journal.logins.open_sign_in(company.accounts[login], token_hash(token), ends, True)  # noqa: FBT003
    # Chromium keeps a cookie of this kind for a secure address only, and sends it to this machine's name as well.
    context.add_cookies([{"name": COOKIE, "value": token, "url": "https://localhost", "secure": True, "httpOnly": True}])


@pytest.mark.parametrize(("language", "error"), [("en", "1 error"), ("el", "1 λάθος")])
def test_what_is_typed_is_checked_marked_and_kept(company: World, language: str, error: str) -> None:
    draft = company.journal.publications.add_draft("wet_lamp", company.people["tove"], SMALL)
    text = SMALL["scenario.yaml"].replace("    goto:", "    gotoo:", 1)
    line = text.partition("    gotoo:")[0].count("\n") + 1
    with served(company.app) as address, opened_browser() as browser:
        context = browser.new_context()
        come_in(company, context, "tove", language)
        page = context.new_page()
        with watched(page) as complaints:
            page.goto(f"{address}{HOME}/{draft.id}/edit?file=scenario.yaml")
            assert page.locator("#findings li").count() == 0
            page.fill("#text", text)
            page.wait_for_selector("#findings a[data-line]")
            assert page.text_content("#live") == error
            assert page.get_attribute(f"#L{line}", "class") == "grave"
            page.click("#findings a[data-line]")
            chosen = "t => t.value.slice(t.selectionStart, t.selectionEnd)"
            assert page.eval_on_selector("#text", chosen) == "gotoo:"
            assert "gotoo" in text.split("\n")[line - 1]

            page.keyboard.press("Tab")  # no trap
            assert page.evaluate("document.activeElement.id") != "text"
            page.check("#tab-indents")
            page.focus("#text")
            page.keyboard.press("Tab")  # asked to indent
            assert page.evaluate("document.activeElement.id") == "text"
            page.keyboard.press("Escape")
            page.keyboard.press("Tab")  # and still a way out
            assert page.evaluate("document.activeElement.id") != "text"

            page.fill("#text", SMALL["scenario.yaml"] + "# mine\n")
            with page.expect_navigation():
                page.press("#text", "Control+s")
            assert company.journal.publications.draft(draft.id).files["scenario.yaml"].endswith("# mine\n")
            assert page.locator("#picture svg").count() == 1
        assert complaints == []


def test_all_of_it_works_without_scripts(company: World) -> None:
    with served(company.app) as address, opened_browser() as browser:
        context = browser.new_context(java_script_enabled=False)
        come_in(company, context, "tove", "en")
        page = context.new_page()
        page.goto(f"{address}{HOME}/new")
        press(page, "form[action$='/new/start'] button")
        home = page.url.partition("?")[0]
        page.goto(f"{home}/edit?file=lines.en.yaml")
        page.fill("#text", page.input_value("#text").replace("The lamp that stays dark", "A lamp with <b>moods</b>"))
        press(page, "#writing button.strong")
        page.goto(home)
        assert page.text_content("h1") == "A lamp with <b>moods</b>"
        press(page, "a[href$='/try']")
        page.fill("#say", "I'm so sorry about that. What happened?")
        press(page, "button[value=say]")
        press(page, "button[value=end]")
        assert page.locator(".steps > li").count() == 7
        page.goto(home)
        press(page, "form[action$='/publish'] button")
        assert page.locator("code.hash").count() == 1
