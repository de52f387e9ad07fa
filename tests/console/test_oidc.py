from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import OctKey, RSAKey

from simulator.console import tokens
from simulator.console.oidc import Identity, OidcError, OidcFault, Provider
from simulator.console.options import OpenIdOptions
from simulator.errors import UsageError

from .mock_provider import CLIENT_ID, CLIENT_SECRET, MockProvider, running

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def options(issuer: str) -> OpenIdOptions:
    return OpenIdOptions(issuer=issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, name="Company")


CALLBACK = "https://console.example.org/oidc/callback"


@pytest.fixture(scope="module")
def server() -> Iterator[MockProvider]:
    with running(int(NOW.timestamp())) as provider:
        yield provider


@pytest.fixture
def mock(server: MockProvider) -> MockProvider:
    server.lies, server.metadata_lies, server.signing_key, server.algorithm = {}, {}, server.key, "RS256"
    server.requests.clear()
    return server


@pytest.fixture
def ours(mock: MockProvider) -> Provider:
    return Provider(options(mock.issuer))


@pytest.fixture
def token() -> str:
    return tokens.new_token()


def come_back(ours: Provider, mock: MockProvider, token: str, **changes: str) -> Identity:
    answer = mock.sign_in(ours.address_to_sign_in(token, CALLBACK, NOW))
    return ours.identity(token, CALLBACK, {**answer, **changes}, NOW)


def fault(ours: Provider, mock: MockProvider, token: str, **changes: str) -> OidcFault:
    with pytest.raises(OidcError) as told:
        come_back(ours, mock, token, **changes)
    assert CLIENT_SECRET not in str(told.value)
    return told.value.fault


def test_a_person_comes_back_with_a_verified_address(ours: Provider, mock: MockProvider, token: str) -> None:
    assert come_back(ours, mock, token) == Identity(mock.issuer, "person-1", "maria@example.org", "Maria")


def test_the_browser_is_sent_with_state_nonce_and_challenge_and_without_secrets(
    ours: Provider, mock: MockProvider, token: str
) -> None:
    address = ours.address_to_sign_in(token, CALLBACK, NOW)
    query = parse_qs(urlsplit(address).query)
    assert {"state", "nonce", "code_challenge", "code_challenge_method", "redirect_uri", "scope"} <= set(query)
    assert len({query["state"][0], query["nonce"][0], query["code_challenge"][0], token}) == 4
    assert token not in address
    assert CLIENT_SECRET not in address


@pytest.mark.parametrize("state", ["", "something else", "\ud800"])
def test_a_sign_in_that_this_browser_did_not_start_is_refused(
    ours: Provider, mock: MockProvider, token: str, state: str
) -> None:
    assert fault(ours, mock, token, state=state) is OidcFault.STALE


def test_the_answer_to_another_browser_does_not_fit(ours: Provider, mock: MockProvider, token: str) -> None:
    answer = mock.sign_in(ours.address_to_sign_in(tokens.new_token(), CALLBACK, NOW))
    with pytest.raises(OidcError, match="stale"):
        ours.identity(token, CALLBACK, answer, NOW)
    with pytest.raises(OidcError, match="stale"):
        ours.identity("", CALLBACK, answer, NOW)


def test_a_stolen_code_does_not_open_with_another_verifier(ours: Provider, mock: MockProvider, token: str) -> None:
    stolen = mock.sign_in(ours.address_to_sign_in(tokens.new_token(), CALLBACK, NOW))
    assert fault(ours, mock, token, code=stolen["code"]) is OidcFault.REFUSED


def test_a_code_opens_once(ours: Provider, mock: MockProvider, token: str) -> None:
    answer = mock.sign_in(ours.address_to_sign_in(token, CALLBACK, NOW))
    ours.identity(token, CALLBACK, answer, NOW)
    with pytest.raises(OidcError, match="refused"):
        ours.identity(token, CALLBACK, answer, NOW)


def test_an_answer_of_another_issuer_is_refused_before_its_code_is_sent_anywhere(
    ours: Provider, mock: MockProvider, token: str
) -> None:
    assert fault(ours, mock, token, iss="https://other.example.org") is OidcFault.UNTRUSTED
    assert "/token" not in mock.requests


def test_a_person_who_refuses_is_told_so(ours: Provider, mock: MockProvider, token: str) -> None:
    state = mock.sign_in(ours.address_to_sign_in(token, CALLBACK, NOW))["state"]
    with pytest.raises(OidcError, match="refused"):
        ours.identity(token, CALLBACK, {"state": state, "error": "access_denied"}, NOW)


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"iss": "https://other.example.org"},
        {"aud": "another application"},
        {"aud": ["another application", "a third"]},
        {"aud": None},
        {"aud": [CLIENT_ID, "a third"], "azp": "a third"},
        {"exp": int(NOW.timestamp()) - 3600},
        {"exp": None},
        {"sub": None},
        {"iat": None},
    ],
)
def test_a_claim_that_does_not_hold_is_refused(
    ours: Provider, mock: MockProvider, token: str, lies: dict[str, object]
) -> None:
    mock.lies = lies
    assert fault(ours, mock, token) is OidcFault.UNTRUSTED


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("RS256", RSAKey.generate_key(2048, parameters={"kid": "first"})),
        ("HS256", OctKey.import_key(CLIENT_SECRET + "x" * 32)),
    ],
)
def test_a_signature_by_another_key_or_a_shared_secret_is_refused(
    ours: Provider, mock: MockProvider, token: str, algorithm: str, key: object
) -> None:
    mock.algorithm, mock.signing_key = algorithm, key
    assert fault(ours, mock, token) is OidcFault.UNTRUSTED


@pytest.mark.parametrize(
    "lies", [{"email_verified": False}, {"email_verified": "true"}, {"email_verified": None}, {"email": None}]
)
def test_an_address_that_is_not_verified_does_not_count(
    ours: Provider, mock: MockProvider, token: str, lies: dict[str, object]
) -> None:
    mock.lies = lies
    assert come_back(ours, mock, token).email == ""


@pytest.mark.parametrize(
    "lies",
    [
        {"issuer": "https://other.example.org"},
        {"token_endpoint": "http://other.example.org/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_does_not_describe_itself_rightly_is_not_trusted(
    ours: Provider, mock: MockProvider, token: str, lies: dict[str, object]
) -> None:
    mock.metadata_lies = lies
    with pytest.raises(OidcError, match="untrusted"):
        ours.address_to_sign_in(token, CALLBACK, NOW)


def test_a_provider_that_is_not_there_is_told(token: str) -> None:
    nobody = Provider(options("http://127.0.0.1:9"))
    with pytest.raises(OidcError, match="unreachable"):
        nobody.address_to_sign_in(token, CALLBACK, NOW)


def test_the_provider_is_asked_about_itself_once_an_hour(ours: Provider, mock: MockProvider, token: str) -> None:
    for minutes in (0, 59, 61):
        ours.address_to_sign_in(token, CALLBACK, NOW + timedelta(minutes=minutes))
    assert mock.requests.count("/.well-known/openid-configuration") == 2


def test_a_provider_without_tls_is_refused_before_anybody_is_sent_there() -> None:
    with pytest.raises(UsageError):
        Provider(options("http://id.example.org"))
