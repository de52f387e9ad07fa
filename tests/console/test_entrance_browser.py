"""The pages of the entrance that no address alone shows, in a real browser: wrong forms, waits, codes that are shown once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest

from simulator.record import Role

from .browser import NARROW, opened_browser, press, served, too_wide, violations, watched
from .visiting import OTHER_PASSWORD, PASSWORD, code_for, give_password, invite
from .world import world

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with opened_browser() as opened:
        yield opened


@pytest.mark.parametrize(("language", "scheme"), [("el", "light"), ("ru", "dark")])
def test_everyone_can_come_in(browser: Any, tmp_path: Path, language: str, scheme: str) -> None:
    with world(tmp_path) as company, served(company.app) as address:
        give_password(company, "tove")
        company.journal.speak(company.people["tove"], language)
        context = browser.new_context(locale=language, color_scheme=scheme, viewport=NARROW)
        page = context.new_page()
        wrong: list[object] = []

        def look(what: str) -> None:
            wrong.extend((what, each) for each in violations(page))
            if too_wide(page):
                wrong.append((what, "too wide", too_wide(page)))

        with watched(page) as told:
            link = invite(company, Role.TRAINEE)
            page.goto(address + link)
            look("invitation")
            page.fill("#login", "mia@example.org")
            page.fill("#password", "short")
            page.fill("#again", "another")
            press(page, "main button.strong")
            assert page.input_value("#login") == "mia@example.org"
            assert page.input_value("#password") == ""
            look("invitation with faults")
            page.fill("#password", PASSWORD)
            page.fill("#again", PASSWORD)
            press(page, "main button.strong")
            page.goto(address + "/second-factor/set-up")
            look("set-up")
            key = page.inner_text(".factor-steps code").replace(" ", "")
            page.fill("#code", "000000")
            press(page, "main button.strong")
            look("set-up with a fault")
            page.fill("#code", pyotp.TOTP(key).now())
            press(page, "main button.strong")
            assert page.locator("ol.codes li").count() == 10
            look("codes")
            page.goto(address + link)
            look("a link that was used")
            press(page, "header form button")
            look("gone")
            for _ in range(6):
                page.fill("#login", "tove")
                page.fill("#password", OTHER_PASSWORD)
                press(page, "main button.strong")
            look("waiting")
            page.goto(address + invite(company, purpose="reset", person=company.people["tove"]))
            look("reset")
            page.fill("#password", PASSWORD)
            page.fill("#again", PASSWORD)
            press(page, "main button.strong")
            look("second factor")
            page.goto(address + "/second-factor/recovery")
            page.fill("#code", "nothing of the sort")
            press(page, "main button.strong")
            look("recovery with a fault")
            page.goto(address + "/second-factor")
            page.fill("#code", code_for(company, "tove"))
            press(page, "main button.strong")
            company.client("tove")
            page.goto(address + "/account")
            look("account")
        assert wrong == []
        # A form that was not right is answered by 422 or 429, which the browser mentions; anything else is a fault.
        assert [line for line in told if "422" not in line and "429" not in line and "404" not in line] == []
        context.close()
