"""What somebody gets who tries to come in without being asked: nothing, and nothing to learn from either."""

from __future__ import annotations

import json
import logging
import re
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from simulator.console import create_app
from simulator.console.ask import Console
from simulator.console.passwords import Passwords
from simulator.console.signing_in import KNOWN_COOKIE
from simulator.console.tokens import new_token, token_hash
from simulator.console.visitor import COOKIE
from simulator.record import Role, open_journal

from .visiting import OTHER_PASSWORD, PASSWORD, code_for, give_password, held, invite, is_in, set_up_factor, sign_in
from .world import World


class Guarded:
    """The company's console with a clock set by hand, and every hashed password counted."""

    def __init__(self, company: World, journal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime.now(UTC)
        self.passwords = Passwords(memory_kib=8)
        made: dict[str, object] = {}

        def console(*args: object, **more: object) -> Console:
            made["console"] = Console(*args, **{**more, "passwords": self.passwords})
            return made["console"]

        monkeypatch.setattr("simulator.console.app.Console", console)
        self.journal = journal
        self.app = create_app(journal, company.options, lambda: self.now)

    def browser(self, address: str = "192.0.2.1") -> TestClient:
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
        return TestClient(
            self.app, base_url="https://localhost", follow_redirects=False, headers=headers, client=(address, 50000)
        )


@pytest.fixture
def guarded(company: World, monkeypatch: pytest.MonkeyPatch):
    clock = {}
    with open_journal(
        company.options.database, clock=lambda: clock["guarded"].now if clock else datetime.now(UTC)
    ) as journal:
        clock["guarded"] = Guarded(company, journal, monkeypatch)
        yield clock["guarded"]


@pytest.mark.slow
def test_a_thousand_tries_at_one_login_from_everywhere_are_fifteen(company: World, guarded: Guarded) -> None:
    give_password(company, "aino")
    statuses = []
    with ExitStack() as stack:
        browsers = [stack.enter_context(guarded.browser(f"198.51.100.{number}")) for number in range(5)]
        for number in range(1000):
            statuses.append(sign_in(browsers[number % 5], "aino", f"guess number {number}").status_code)
            guarded.now += timedelta(seconds=10)
    assert guarded.passwords.computed == statuses.count(422) == 15
    assert statuses.count(429) == 985
    guarded.now += timedelta(hours=4)
    assert sign_in(guarded.browser(), "aino").status_code == 303


@pytest.mark.slow
def test_many_logins_from_one_address_are_few(company: World, guarded: Guarded) -> None:
    with guarded.browser() as browser:
        statuses = [sign_in(browser, f"person{number}@example.org", PASSWORD).status_code for number in range(60)]
    assert guarded.passwords.computed == statuses.count(422) == 20
    give_password(company, "aino")
    assert sign_in(guarded.browser("192.0.2.77"), "aino").status_code == 303


@pytest.mark.slow
def test_a_whole_office_behind_one_address_comes_in(company: World, guarded: Guarded) -> None:
    give_password(company, "aino")
    with guarded.browser() as browser:
        assert [sign_in(browser, "aino").status_code for _ in range(25)] == [303] * 25


@pytest.mark.slow
def test_who_knows_the_password_may_not_guess_the_second_factor_for_long(company: World, guarded: Guarded) -> None:
    give_password(company, "tove")
    statuses = []
    for number in range(60):
        if number % 9 == 0:
            browser = guarded.browser()
            sign_in(browser, "tove")
        path = "/second-factor" if number % 2 else "/second-factor/recovery"
        statuses.append(browser.post(path, data={"code": f"{number:06}"}).status_code)
        guarded.now += timedelta(seconds=60)
    assert statuses.count(422) <= 15
    assert 429 in statuses
    guarded.now += timedelta(hours=4)
    browser = guarded.browser()
    sign_in(browser, "tove")
    import pyotp

    secret = company.journal.logins.account(company.accounts["tove"]).totp_secret
    assert browser.post("/second-factor", data={"code": pyotp.TOTP(secret).at(guarded.now)}).status_code == 303


def test_nobody_learns_from_an_answer_or_its_cost_who_has_an_account(company: World, guarded: Guarded) -> None:
    give_password(company, "aino")
    give_password(company, "eleni")
    company.journal.logins.block(company.accounts["eleni"])
    seen = set()
    for number, login in enumerate(
        ("aino", "eleni", "boris", "tove", "nobody at all", "aino\0", "x" * 5000, "' or 1=1 --", "")
    ):
        before = guarded.passwords.computed
        answer = sign_in(guarded.browser(f"192.0.2.{number}"), login, "not the password")
        told = re.sub(r'(name="login" type="text" value=")[^"]*', r"\1", answer.text)
        headers = tuple(sorted(set(answer.headers) - {"content-length"}))
        seen.add((answer.status_code, told, headers, tuple(answer.cookies), guarded.passwords.computed - before))
    assert len(seen) == 1
    assert seen.pop()[-1] == 1


def test_the_wait_is_the_same_for_a_login_that_nobody_has(company: World, guarded: Guarded) -> None:
    give_password(company, "aino")
    for login in ("aino", "nobody"):
        answers = [sign_in(guarded.browser(f"192.0.2.{n}"), login, "not the password") for n in range(7)]
        assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 2
        assert answers[-1].headers["retry-after"] == "900"
        assert "15 minutes" in answers[-1].text


def test_a_token_somebody_planted_opens_nothing_after_the_sign_in(company: World) -> None:
    give_password(company, "aino")
    give_password(company, "tove")
    planted = new_token()
    browser = company.client()
    browser.cookies.set(COOKIE, planted, domain="localhost.local", path="/")
    sign_in(browser, "aino")
    assert held(browser) != planted
    assert company.journal.logins.sign_in(token_hash(planted)) is None
    # A sign-in of the attacker's own that the victim is made to carry is closed, not taken over.
    carried = company.client("boris")
    theirs = held(carried)
    sign_in(carried, "aino")
    assert company.journal.logins.sign_in(token_hash(theirs)) is None
    # From password to second factor as well.
    stepping = company.client()
    sign_in(stepping, "tove")
    pending = held(stepping)
    stepping.post("/second-factor", data={"code": code_for(company, "tove")})
    assert held(stepping) != pending
    assert company.journal.logins.sign_in(token_hash(pending)) is None


def test_a_token_counts_in_the_cookie_only(company: World) -> None:
    token = held(company.client("aino"))
    browser = company.client()
    assert browser.get("/account", params={COOKIE: token, "token": token}).status_code == 303
    assert browser.get("/account", headers={"Authorization": f"Bearer {token}", "X-Token": token}).status_code == 303
    browser.cookies.set("silkgloves", token)
    assert browser.get("/account").status_code == 303


def test_the_record_holds_no_token_and_no_password(company: World) -> None:
    give_password(company, "aino")
    browser = company.client()
    sign_in(browser, "aino")
    answer, secret = set_up_factor(browser)
    link = invite(company, Role.TRAINEE)
    company.journal.close()
    kept = b"".join(path.read_bytes() for path in company.options.home.glob("world.sqlite3*"))
    for told in (PASSWORD, held(browser), link.rpartition("/")[2], browser.cookies.get(KNOWN_COOKIE) or "-"):
        assert told.encode() not in kept
    assert secret.encode() in kept  # the second factor must be known to be checked: SECURITY.md says so


def test_every_cookie_is_for_this_site_only_and_out_of_scripts_reach(company: World) -> None:
    give_password(company, "aino")
    browser = company.client()
    answers = [
        sign_in(browser, "aino"),
        browser.post("/language", data={"language": "el"}),
        set_up_factor(browser)[0],
        browser.post("/sign-out"),
    ]
    cookies = [line for answer in answers for line in answer.headers.get_list("set-cookie")]
    assert len(cookies) >= 4
    for line in cookies:
        parts = [part.strip().lower() for part in line.split(";")]
        assert line.startswith("__Host-")
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= set(parts)
        assert not any(part.startswith("domain") for part in parts)


def test_after_going_nothing_of_it_comes_back(company: World) -> None:
    browser = company.client("aino")
    page = browser.get("/account")
    assert page.headers["cache-control"] == "no-store"
    kept = held(browser)
    answer = browser.post("/sign-out")
    assert {'"cache"', '"storage"'} <= set(answer.headers["clear-site-data"].split(", "))
    browser.cookies.set(COOKIE, kept, domain="localhost.local", path="/")
    again = browser.get("/account")
    assert (again.status_code, again.headers["location"]) == (303, "/sign-in")


def test_a_form_takes_no_field_it_does_not_show(company: World) -> None:
    given = {
        **dict.fromkeys(("is_admin", "purpose", "team_id", "complete", "totp_secret", "blocked_at"), "1"),
        "roles": "administrator",
        "person_id": company.people["ada"],
        "account_id": company.accounts["ada"],
    }
    link = invite(company, Role.TRAINEE)
    joining = {"name": "Mia", "login": "mia@example.org", "password": PASSWORD, "again": PASSWORD}
    company.client().post(link, data={**given, **joining})
    account = company.journal.logins.by_login("mia@example.org")
    assert account is not None
    assert account.roles == {Role.TRAINEE}
    assert account.person_id not in company.people.values()
    before = company.journal.logins.accounts()
    give_password(company, "aino")
    inside = company.client("aino")
    change = {"current": PASSWORD, "password": OTHER_PASSWORD, "again": OTHER_PASSWORD, "login": "another"}
    assert inside.post("/account/password", data={**given, **change}).status_code == 303
    inside.post("/second-factor/set-up", data={**given, "code": "123456"})
    inside.post("/account/sign-ins", data=given)
    after = company.journal.logins.accounts()
    assert [(each.id, each.person_id, each.login, each.roles, each.totp_secret) for each in before] == [
        (each.id, each.person_id, each.login, each.roles, each.totp_secret) for each in after
    ]


def test_nothing_typed_at_the_door_reaches_a_log_as_it_stands(company: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    forged = "aino\r\n2026-11-23 CRITICAL forged \x1b[31m\u2028entry"
    browser = company.client()
    browser.headers["User-Agent"] = "Browser \x1b[2J"
    sign_in(browser, forged)
    browser.post("/second-factor", data={"code": forged})
    browser.get("/invitation/a%0d%0aforged%1b")
    browser.get("/sign-in/provider/back", params={"state": forged, "error": forged})
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "asyncio"))]
    assert not any("forged" in message for message in ours)
    for entry in company.journal.audit.entries():
        assert "forged" not in json.dumps(dict(entry.detail))


def test_what_was_tried_at_the_door_stands_in_the_audit_log(company: World) -> None:
    give_password(company, "tove")
    browser = company.client()
    sign_in(browser, "tove", "not the password")
    sign_in(browser, "nobody", "not the password")
    sign_in(browser, "tove")
    browser.post("/second-factor", data={"code": "000000"})
    browser.post("/second-factor", data={"code": code_for(company, "tove")})
    assert is_in(browser)
    browser.post("/sign-out")
    noted = [(entry.action, entry.object_id) for entry in reversed(company.journal.audit.entries())]
    tove = company.accounts["tove"]
    assert noted == [
        ("sign_in.refused", tove),
        ("sign_in.refused", ""),
        ("code.refused", tove),
        ("sign_in.opened", tove),
        ("sign_in.closed", tove),
    ]
    assert all(
        entry.detail.get("address") == "testclient"
        for entry in company.journal.audit.entries()
        if entry.action != "sign_in.closed"
    )
