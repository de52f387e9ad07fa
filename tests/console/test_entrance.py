"""Who comes in: links, passwords, second factors, recovery codes, one's own account."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from simulator.console.first import first_link, link_for
from simulator.console.signing_in import KNOWN_COOKIE
from simulator.console.tokens import new_token, token_hash
from simulator.console.visitor import COOKIE
from simulator.errors import UsageError
from simulator.record import Role, open_journal
from simulator.texts import languages

from .visiting import (
    OTHER_PASSWORD,
    PASSWORD,
    code_for,
    come_in,
    give_password,
    held,
    invite,
    is_in,
    set_up_factor,
    sign_in,
)
from .world import World

JOINING = {"name": "Mia", "login": "mia@example.org", "password": PASSWORD, "again": PASSWORD}


def test_a_right_password_lets_in_and_a_wrong_one_does_not(company: World) -> None:
    give_password(company, "aino")
    browser = company.client()
    assert sign_in(browser, "aino", PASSWORD + "!").status_code == 422
    assert not is_in(browser)
    answer = sign_in(browser, " AINO ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_in(browser)


def test_the_second_factor_is_asked_for_before_anything_opens(company: World) -> None:
    give_password(company, "tove")
    browser = company.client()
    assert sign_in(browser, "tove").headers["location"] == "/second-factor"
    assert not is_in(browser)
    assert browser.get("/second-factor").status_code == 200
    assert browser.post("/second-factor", data={"code": "000000"}).status_code == 422
    answer = browser.post("/second-factor", data={"code": code_for(company, "tove")})
    assert answer.headers["location"] == "/"
    assert is_in(browser)


def test_a_code_opens_once(company: World) -> None:
    give_password(company, "tove")
    code = code_for(company, "tove")
    for expected in (303, 422):
        browser = company.client()
        sign_in(browser, "tove")
        assert browser.post("/second-factor", data={"code": code}).status_code == expected


def test_without_a_password_no_code_helps(company: World) -> None:
    browser = company.client()
    answer = browser.post("/second-factor", data={"code": code_for(company, "tove")})
    assert answer.headers["location"] == "/sign-in"


def test_nobody_signs_in_who_has_no_password_or_is_blocked(company: World) -> None:
    assert sign_in(company.client(), "aino", "").status_code == 422
    give_password(company, "aino")
    company.journal.logins.block(company.accounts["aino"])
    assert sign_in(company.client(), "aino").status_code == 422


def test_going_closes_the_sign_in_and_lets_the_browser_forget(company: World) -> None:
    browser = company.client("aino")
    kept = held(browser)
    answer = browser.post("/sign-out")
    assert answer.headers["location"].startswith("/sign-in")
    assert '"cache"' in answer.headers["clear-site-data"]
    assert company.journal.logins.sign_in(token_hash(kept)) is None
    browser.cookies.set(COOKIE, kept, domain="localhost.local", path="/")
    assert not is_in(browser)
    assert "signed out" in browser.get(answer.headers["location"]).text


def test_the_first_link_makes_the_first_administrator_once(tmp_path, database_url) -> None:
    from starlette.testclient import TestClient

    from simulator.console import ServeOptions, create_app

    options = ServeOptions(database=database_url, home=tmp_path)
    with open_journal(options.database) as journal:
        journal.add_person("Only on the desktop")
        link, again = first_link(journal), first_link(journal)
        app = create_app(journal, options)

        def browser() -> TestClient:
            headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
            return TestClient(app, base_url="https://localhost", follow_redirects=False, headers=headers)

        assert browser().get(link).status_code == 404  # the newer link took its place
        first = browser()
        assert first.get(again).status_code == 200
        answer = first.post(again, data=JOINING)
        assert answer.headers["location"] == "/"
        [account] = journal.logins.accounts()
        assert account.roles == {Role.ADMINISTRATOR}
        assert first.get("/account").headers["location"] == "/second-factor/set-up"
        answer, _ = set_up_factor(first)
        assert answer.status_code == 200
        assert browser().post(again, data=JOINING | {"login": "other"}).status_code == 404
        assert first_link(journal) == ""
        assert len(journal.logins.accounts()) == 1


def test_an_invitation_makes_an_account_in_its_group_with_its_roles(company: World) -> None:
    link = invite(company, Role.TRAINEE)
    browser = company.client()
    assert "Trainee" in browser.get(link).text
    assert browser.post(link, data=JOINING).status_code == 303
    account = company.journal.logins.by_login("mia@example.org")
    assert account is not None
    assert account.roles == {Role.TRAINEE}
    assert account.person_id in {each.person_id for each in company.journal.teams.members(company.teams["North"])}
    assert company.journal.person(account.person_id).language == "en"
    assert browser.get(link).status_code == 404


@pytest.mark.slow
def test_somebody_of_the_desktop_keeps_their_sessions_and_their_name(company: World) -> None:
    [person] = [each for each in company.journal.people() if each.display_name == "Only on the desktop"]
    link = invite(company, Role.TRAINEE, person=person.id)
    browser = company.client()
    assert "Only on the desktop" in browser.get(link).text
    assert browser.post(link, data=JOINING | {"name": "Somebody else"}).status_code == 303
    account = company.journal.logins.by_login("mia@example.org")
    assert account is not None
    assert account.person_id == person.id
    assert company.journal.person(person.id).display_name == "Only on the desktop"


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.TRAINER, Role.HR, Role.ADMINISTRATOR])
def test_who_sees_other_peoples_records_must_set_up_a_second_factor(company: World, role: Role) -> None:
    browser = company.client()
    link = invite(company, role)
    assert browser.post(link, data=JOINING).status_code == 303
    for path in ("/account", "/admin", "/hr", "/trainer"):
        answer = browser.get(path)
        assert answer.status_code in (403, 404) or answer.headers["location"] == "/second-factor/set-up"
    before = held(browser)
    answer, secret = set_up_factor(browser)
    assert answer.status_code == 200
    assert len(re.findall(r"<code>[2-9a-z ]{29}</code>", answer.text)) == 10
    assert held(browser) != before
    account = company.journal.logins.by_login("mia@example.org")
    assert account is not None
    assert account.totp_secret == secret
    assert browser.post("/second-factor/remove").status_code in (303, 422)
    assert company.journal.logins.account(account.id).totp_secret == secret


@pytest.mark.slow
def test_a_company_may_ask_everybody_for_a_second_factor(company: World) -> None:
    from starlette.testclient import TestClient

    from simulator.console import create_app

    app = create_app(company.journal, company.options.model_copy(update={"factor_for_all": True}))
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
    browser = TestClient(app, base_url="https://localhost", follow_redirects=False, headers=headers)
    browser.cookies.set(COOKIE, held(company.client("aino")), domain="localhost.local", path="/")
    assert browser.get("/account").headers["location"] == "/second-factor/set-up"
    assert set_up_factor(browser)[0].status_code == 200
    assert browser.get("/account").status_code == 200
    assert browser.post("/second-factor/remove").status_code == 422
    assert company.journal.logins.account(company.accounts["aino"]).totp_secret


@pytest.mark.slow
def test_a_wrong_code_sets_up_nothing(company: World) -> None:
    browser = company.client("aino")
    assert browser.post("/second-factor/set-up", data={"code": "123456"}).status_code == 422
    assert company.journal.logins.account(company.accounts["aino"]).totp_secret is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"login": ""}, "login"), ({"login": "a b"}, "login"), ({"login": "aino"}, "login"), ({"login": "x" * 400}, "login"),
        ({"login": "a\u202eb"}, "login"), ({"name": " "}, "name"), ({"name": "x" * 201}, "name"), ({"password": "short", "again": "short"}, "password"),
        ({"again": OTHER_PASSWORD}, "again"), ({"password": "mia@example.org", "again": "mia@example.org"}, "password"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field_and_the_link_stays_good(company: World, change, field: str) -> None:
    link, browser = invite(company, Role.TRAINEE), company.client()
    before = len(company.journal.people())
    answer = browser.post(link, data=JOINING | change)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert PASSWORD not in answer.text
    assert len(company.journal.people()) == before
    assert browser.post(link, data=JOINING).status_code == 303


@pytest.mark.slow
def test_links_end(company: World) -> None:
    browser = company.client()
    assert browser.get(invite(company, Role.TRAINEE, lasts=timedelta(seconds=-1))).status_code == 404
    assert browser.get(f"/invitation/{new_token()}").status_code == 404
    link = invite(company, Role.TRAINEE)
    [invitation] = company.journal.logins.invitations()
    company.journal.logins.withdraw_invitation(invitation.id)
    assert browser.post(link, data=JOINING).status_code == 404


def test_a_reset_ends_the_old_password_and_every_sign_in_and_still_asks_for_the_second_factor(company: World) -> None:
    give_password(company, "tove")
    inside = come_in(company, "tove")
    link = invite(company, purpose="reset", person=company.people["tove"])
    browser = company.client()
    assert "Tove &lt;b&gt;Berg&lt;/b&gt;" in browser.get(link).text
    answer = browser.post(
        link, data={"password": OTHER_PASSWORD, "again": OTHER_PASSWORD, "login": "taken-over", "name": "X"}
    )
    assert answer.headers["location"] == "/second-factor"
    assert not is_in(inside)
    assert not is_in(browser)
    assert sign_in(company.client(), "tove").status_code == 422
    assert sign_in(company.client(), "tove", OTHER_PASSWORD).status_code == 303
    assert browser.get(link).status_code == 404


def test_a_recovery_code_lets_in_once(company: World) -> None:
    give_password(company, "aino")
    browser = company.client("aino")
    answer, _ = set_up_factor(browser)
    code = re.findall(r"<code>([2-9a-z ]{29})</code>", answer.text)[3]
    for expected in (303, 422):
        other = company.client()
        assert sign_in(other, "aino").headers["location"] == "/second-factor"
        assert other.post("/second-factor/recovery", data={"code": code.upper()}).status_code == expected
        assert is_in(other) is (expected == 303)
    assert company.journal.logins.recovery_codes_left(company.accounts["aino"]) == 9


@pytest.mark.slow
def test_new_recovery_codes_end_the_old_ones(company: World) -> None:
    browser = company.client("aino")
    answer, _ = set_up_factor(browser)
    old = re.findall(r"<code>([2-9a-z ]{29})</code>", answer.text)
    new = re.findall(r"<code>([2-9a-z ]{29})</code>", browser.post("/second-factor/codes").text)
    assert len(new) == 10
    assert not set(old) & set(new)
    assert company.journal.logins.recovery_codes_left(company.accounts["aino"]) == 10


def test_a_new_password_ends_every_other_sign_in_and_gives_this_one_a_new_token(company: World) -> None:
    give_password(company, "aino")
    browser, elsewhere = company.client("aino"), company.client("aino")
    before = held(browser)
    change = {"current": PASSWORD, "password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    assert browser.post("/account/password", data=change | {"current": "not my password"}).status_code == 422
    assert browser.post("/account/password", data=change).headers["location"].startswith("/account")
    assert is_in(browser)
    assert held(browser) != before
    assert not is_in(elsewhere)
    assert sign_in(company.client(), "aino").status_code == 422
    assert sign_in(company.client(), "aino", OTHER_PASSWORD).status_code == 303


@pytest.mark.slow
def test_guessing_the_current_password_from_inside_is_limited(company: World) -> None:
    give_password(company, "aino")
    browser = company.client("aino")
    change = {"password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    for number in range(5):
        assert browser.post("/account/password", data=change | {"current": f"guess {number}"}).status_code == 422
    assert browser.post("/account/password", data=change | {"current": PASSWORD}).status_code == 422


@pytest.mark.slow
def test_what_is_sensitive_asks_for_the_password_again_after_ten_minutes(
    company: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(company, "aino")
    browser = company.client("aino")
    monkeypatch.setattr("simulator.console.signing_in.PENDING", timedelta(seconds=-1))
    assert 'name="current"' in browser.get("/second-factor/set-up").text
    answer, _ = set_up_factor(browser)
    assert answer.status_code == 422
    answer, _ = set_up_factor(browser, current=PASSWORD)
    assert answer.status_code == 200
    for path in ("/second-factor/codes", "/second-factor/remove", "/account/sign-ins"):
        assert browser.post(path).status_code == 422, path
    assert browser.post("/second-factor/remove", data={"current": PASSWORD}).status_code == 303
    assert company.journal.logins.account(company.accounts["aino"]).totp_secret is None


@pytest.mark.slow
def test_one_sees_where_one_is_signed_in_and_can_end_it(company: World) -> None:
    browser, one, two, foreign = (company.client(login) for login in ("aino", "aino", "aino", "boris"))
    page = browser.get("/account").text
    assert page.count("Toinen selain, ") == 2
    assert browser.post("/account/sign-ins", data={"place": token_hash(held(foreign))}).status_code == 303
    assert is_in(foreign)
    browser.post("/account/sign-ins", data={"place": token_hash(held(one))})
    assert [is_in(each) for each in (browser, one, two)] == [True, False, True]
    browser.post("/account/sign-ins", data={})
    assert [is_in(each) for each in (browser, two)] == [True, False]


@pytest.mark.slow
def test_an_idle_sign_in_ends_and_so_does_a_long_one(company: World) -> None:
    from starlette.testclient import TestClient

    from simulator.console import create_app

    now = datetime.now(UTC)
    app = create_app(company.journal, company.options, lambda: now)

    def status() -> int:
        browser = TestClient(app, base_url="https://localhost", follow_redirects=False)
        browser.cookies.set(COOKIE, token)
        return browser.get("/account").status_code

    token = held(company.client("aino"))
    now += timedelta(minutes=29)
    assert status() == 200
    now += timedelta(minutes=31)
    assert status() == 303
    token = held(company.client("aino"))
    now += timedelta(hours=12)
    assert status() == 303


@pytest.mark.slow
def test_who_came_in_here_before_does_not_wait_for_strangers_who_guess(company: World) -> None:
    give_password(company, "aino")
    own = company.client()
    sign_in(own, "aino")
    own.post("/sign-out")
    stranger = company.client()
    assert [sign_in(stranger, "aino", f"guess number {n}").status_code for n in range(6)] == [422] * 5 + [429]
    assert sign_in(stranger, "aino").status_code == 429
    assert sign_in(own, "aino").status_code == 303
    own.post("/sign-out")
    for number in range(20):
        sign_in(stranger, f"somebody{number}", "guess")
    assert sign_in(stranger, "another").status_code == 429  # the whole address waits
    assert sign_in(own, "aino").status_code == 303
    forged = company.client()
    forged.cookies.set(KNOWN_COOKIE, f"nonce.{'0' * 64}")
    assert sign_in(forged, "aino").status_code == 429


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
def test_every_page_of_the_entrance_stands_in_every_language(company: World, language: str) -> None:
    give_password(company, "aino")
    browser = company.client()
    browser.headers["Accept-Language"] = language
    pages = [browser.get("/sign-in"), browser.get("/invitation/nothing"), browser.get(invite(company, Role.TRAINEE))]
    pages.append(browser.get(invite(company, Role.ADMINISTRATOR, purpose="first")))
    pages.append(browser.get(invite(company, purpose="reset", person=company.people["aino"])))
    pages.extend(sign_in(browser, "aino", f"guess number {n}") for n in range(6))
    company.journal.logins.forget_hits("")
    inside = company.client({"en": "ada", "fi": "aino", "sv": "tove", "ru": "boris", "el": "eleni"}[language])
    pages += [inside.get("/account"), inside.get("/account/password"), inside.get("/second-factor/set-up")]
    pages.append(set_up_factor(inside)[0])
    for page in pages:
        assert page.status_code in (200, 404, 422, 429)
        assert f'<html lang="{language}">' in page.text
        assert page.text.count("<h1>") == 1
        assert not re.search(r"(entrance|shared)\.[a-z_]+\.", page.text)
        assert "style=" not in page.text


def test_whoever_has_the_server_lets_an_administrator_in_again_once(company: World) -> None:
    with pytest.raises(UsageError, match="Nobody can sign in"):
        link_for(company.journal, "nobody")
    path = link_for(company.journal, "ADA", without_factor=True)
    browser = company.client()
    assert browser.get(path).status_code == 200
    answer = browser.post(path, data={"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 303, answer.text
    assert company.client().get(path).status_code == 404
    assert sign_in(company.client(), "ada").headers["location"] != "/second-factor"
    noted = {entry.action for entry in company.journal.audit.entries()}
    assert {"account.reset_link_made", "account.second_factor_removed"} <= noted
