"""Signing in at the company's own provider, from the button to the page behind it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from simulator.console import OpenIdOptions, create_app
from simulator.console.signing_in import PROVIDER_COOKIE
from simulator.record import Role

from .mock_provider import CLIENT_ID, CLIENT_SECRET, MockProvider, running
from .visiting import PASSWORD, give_password, invite, is_in, sign_in
from .world import World


@pytest.fixture(scope="module")
def server() -> Iterator[MockProvider]:
    with running(int(time.time())) as provider:
        yield provider


@pytest.fixture
def mock(server: MockProvider) -> MockProvider:
    server.lies, server.metadata_lies = {}, {}
    return server


class Company:
    """The company with a provider, and browsers to it."""

    def __init__(self, company: World, mock: MockProvider) -> None:
        self.world, self.mock, self.journal = company, mock, company.journal
        openid = OpenIdOptions(issuer=mock.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, name="Northern ID")
        self.app = create_app(company.journal, company.options.model_copy(update={"openid": openid}))

    def client(self) -> TestClient:
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
        return TestClient(self.app, base_url="https://localhost", follow_redirects=False, headers=headers)

    def come_back(self, browser: TestClient, start: str = "/sign-in/provider", **changes: str):
        to = browser.get(start)
        assert to.status_code == 303, to.text
        assert to.headers["location"].startswith(self.mock.issuer)
        # The way back is a navigation from another site, as browsers say.
        from_there = {"Sec-Fetch-Site": "cross-site"}
        answer = self.mock.sign_in(to.headers["location"]) | changes
        return browser.get("/sign-in/provider/back", params=answer, headers=from_there)


@pytest.fixture
def joined(company: World, mock: MockProvider) -> Company:
    return Company(company, mock)


def test_who_is_neither_invited_nor_known_stays_outside(joined: Company) -> None:
    browser = joined.client()
    assert "Northern ID" in browser.get("/sign-in").text
    answer = joined.come_back(browser)
    assert answer.status_code == 403
    assert not is_in(browser)
    assert len(joined.journal.people()) == len(joined.world.people) + 1


def test_an_invitation_answered_at_the_provider_makes_the_account_and_later_opens_it(joined: Company) -> None:
    link = invite(joined.world, Role.TRAINEE)
    browser = joined.client()
    button = f"/sign-in/provider?invitation={link.removeprefix('/invitation/')}"
    assert button in browser.get(link).text
    assert joined.come_back(browser, button).headers["location"] == "/"
    account = joined.journal.logins.by_login("maria@example.org")
    assert account is not None
    assert (account.issuer, account.subject, account.password_hash) == (joined.mock.issuer, "person-1", None)
    assert account.roles == {Role.TRAINEE}
    assert browser.get(link).status_code == 404
    joined.mock.lies = {"email": "new-address@example.org"}
    assert joined.come_back(joined.client()).headers["location"] == "/"


@pytest.mark.slow
def test_a_verified_address_that_is_a_login_is_linked_and_ends_what_was_there_before(joined: Company) -> None:
    joined.journal.logins.set_login(joined.world.accounts["aino"], "maria@example.org")
    give_password(joined.world, "aino")
    before = joined.client()
    sign_in(before, "maria@example.org")
    browser = joined.client()
    assert joined.come_back(browser).headers["location"] == "/"
    assert joined.journal.logins.account(joined.world.accounts["aino"]).subject == "person-1"
    assert not is_in(before)
    assert sign_in(joined.client(), "maria@example.org", PASSWORD).status_code == 422


@pytest.mark.slow
@pytest.mark.parametrize("lies", [{"email_verified": False}, {"email": "somebody@example.org"}])
def test_an_address_that_is_not_verified_or_another_links_nobody(joined: Company, lies: dict[str, object]) -> None:
    joined.journal.logins.set_login(joined.world.accounts["aino"], "maria@example.org")
    joined.mock.lies = lies
    assert joined.come_back(joined.client()).status_code == 403
    assert joined.journal.logins.account(joined.world.accounts["aino"]).subject is None


@pytest.mark.slow
def test_who_is_linked_to_another_subject_is_not_taken_over(joined: Company) -> None:
    account = joined.world.accounts["aino"]
    joined.journal.logins.set_login(account, "maria@example.org")
    joined.journal.logins.link_subject(account, joined.mock.issuer, "somebody else")
    assert joined.come_back(joined.client()).status_code == 403


@pytest.mark.slow
def test_who_needs_a_second_factor_is_asked_for_it_after_the_provider(joined: Company) -> None:
    joined.journal.logins.link_subject(joined.world.accounts["tove"], joined.mock.issuer, "person-1")
    browser = joined.client()
    assert joined.come_back(browser).headers["location"] == "/second-factor"
    assert not is_in(browser)


@pytest.mark.slow
def test_who_is_blocked_stays_outside(joined: Company) -> None:
    joined.journal.logins.link_subject(joined.world.accounts["aino"], joined.mock.issuer, "person-1")
    joined.journal.logins.block(joined.world.accounts["aino"])
    assert joined.come_back(joined.client()).status_code == 403


@pytest.mark.slow
def test_a_way_back_that_this_browser_did_not_begin_leads_nowhere(joined: Company) -> None:
    joined.journal.logins.link_subject(joined.world.accounts["aino"], joined.mock.issuer, "person-1")
    attacker, victim = joined.client(), joined.client()
    answer = joined.mock.sign_in(attacker.get("/sign-in/provider").headers["location"])
    assert victim.get("/sign-in/provider/back", params=answer).status_code == 403
    assert not is_in(victim)
    assert joined.come_back(victim, state="another").status_code == 403
    assert PROVIDER_COOKIE not in victim.cookies


@pytest.mark.slow
def test_an_invitation_that_is_over_or_a_reset_makes_no_account(joined: Company) -> None:
    for link in (invite(joined.world, lasts=timedelta(seconds=-1)), invite(joined.world, purpose="reset")):
        token = link.removeprefix("/invitation/")
        assert joined.come_back(joined.client(), f"/sign-in/provider?invitation={token}").status_code == 403


@pytest.mark.slow
def test_a_provider_that_does_not_answer_leaves_the_password(joined: Company) -> None:
    openid = OpenIdOptions(issuer="http://127.0.0.1:9", client_id="a", client_secret="b", name="Gone")
    app = create_app(joined.journal, joined.world.options.model_copy(update={"openid": openid}))
    answer = TestClient(app, base_url="https://localhost", follow_redirects=False).get("/sign-in/provider")
    assert answer.status_code == 502
    assert 'name="password"' in answer.text


@pytest.mark.slow
def test_without_a_provider_there_is_no_such_way(company: World) -> None:
    assert company.client().get("/sign-in/provider").status_code == 404
    assert company.client().get("/sign-in/provider/back").status_code == 404
    assert "provider" not in company.client().get("/sign-in").text
