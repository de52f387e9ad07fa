"""A person at a browser, for the tests of the entrance: what they type and what comes of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
from starlette.testclient import TestClient

from simulator.console import second_factor
from simulator.console.passwords import Passwords
from simulator.console.tokens import new_token, token_hash
from simulator.console.visitor import COOKIE
from simulator.record import Role

from .world import World

PASSWORD = "lamp ox river eleven"
OTHER_PASSWORD = "seven umbrellas in June"


def give_password(company: World, login: str, password: str = PASSWORD) -> None:
    """Let somebody of the company sign in by a password."""
    company.journal.logins.set_password(company.accounts[login], Passwords(memory_kib=64).hash(password))


def sign_in(browser: TestClient, login: str, password: str = PASSWORD):
    return browser.post("/sign-in", data={"login": login, "password": password})


def code_for(company: World, login: str, *, later_s: int = 0) -> str:
    """The six digits somebody's telephone shows."""
    account = company.journal.logins.account(company.accounts[login])
    return pyotp.TOTP(account.totp_secret).at(datetime.now(UTC) + timedelta(seconds=later_s))


def come_in(company: World, login: str) -> TestClient:
    """A browser that has signed in by password and, where there is one, second factor."""
    browser = company.client()
    answer = sign_in(browser, login)
    if answer.headers["location"] == "/second-factor":
        company.journal.logins.set_totp(
            company.accounts[login], company.journal.logins.account(company.accounts[login]).totp_secret
        )
        answer = browser.post("/second-factor", data={"code": code_for(company, login)})
    assert answer.headers["location"] == "/", answer.text
    return browser


def invite(
    company: World,
    *roles: Role,
    purpose: str = "invite",
    person: str | None = None,
    lasts: timedelta = timedelta(days=3),
    name: str = "Mia",
) -> str:
    """The path of a fresh link."""
    token = new_token()
    company.journal.logins.invite(
        token_hash(token),
        by=company.people["ada"],
        expires_at=datetime.now(UTC) + lasts,
        display_name=None if person else name,
        person_id=person,
        roles=frozenset(roles),
        purpose=purpose,
        team_id=company.teams["North"] if purpose == "invite" else None,
        part="member" if purpose == "invite" else None,
    )
    return f"/invitation/{token}"


def held(browser: TestClient) -> str:
    """The token in the browser's cookie."""
    return browser.cookies.get(COOKIE) or ""


def is_in(browser: TestClient) -> bool:
    """Whether a page for those signed in opens."""
    return browser.get("/account").status_code == 200


def set_up_factor(browser: TestClient, **more: str):
    """Set up the second factor by the key the page shows; gives the answer and the secret."""
    page = browser.get("/second-factor/set-up").text
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    assert secret == second_factor.secret_of(held(browser))
    return browser.post("/second-factor/set-up", data={"code": pyotp.TOTP(secret).now(), **more}), secret
