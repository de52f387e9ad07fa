"""Signing in at the company's own identity provider: OpenID Connect, authorization code with PKCE, state and nonce.

Authlib makes the request and fetches the tokens; what the provider says about itself and about the person is checked
here. Nothing of a sign-in under way is stored: state, nonce and verifier are derived from one random token that only
the person's browser holds, in a cookie.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import urlsplit

from simulator.console import tokens
from simulator.console.options import OpenIdOptions
from simulator.errors import UsageError

SCOPE = "openid email profile"
TIMEOUT_S = 8
LEEWAY_S = 120
METADATA_KEPT = timedelta(hours=1)
# Signatures by a key of the provider only: no `none`, and none made with a secret that is shared.
ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "RS384", "RS512", "PS384", "PS512", "Ed25519", "EdDSA")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class OidcFault(StrEnum):
    """Why a sign-in at the provider came to nothing. The value is the last part of a text's key."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    STALE = "stale"
    UNTRUSTED = "untrusted"


class OidcError(Exception):
    """A sign-in at the provider came to nothing.

    Args:
        fault: what the person is told.
        detail: one line for the log; holds no secret.
    """

    def __init__(self, fault: OidcFault, detail: str) -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True)
class Identity:
    """Who a provider says somebody is.

    Args:
        issuer: the provider.
        subject: its lasting name for the person.
        email: in small letters, "" where it gave none or has not verified it.
        name: for display, "" without one.
    """

    issuer: str
    subject: str
    email: str
    name: str


class Session(Protocol):
    """The part of Authlib's session that is used here."""

    def get(self, url: str, **options: Any) -> Any:
        """Fetch an address."""

    def fetch_token(self, url: str, **options: Any) -> Mapping[str, Any]:
        """Exchange a code for tokens."""

    def create_authorization_url(self, url: str, **options: Any) -> tuple[str, str]:
        """The address to send the browser to, and the state."""


class Provider:
    """One identity provider.

    Args:
        options: which, and who we are there.

    Raises:
        UsageError: its address is not reached over TLS.
    """

    def __init__(self, options: OpenIdOptions) -> None:
        if not _is_safe(options.issuer):
            raise UsageError("The address of the sign-in service (issuer) must begin with https://.")
        self.options = options
        self._metadata: dict[str, str] = {}
        self._metadata_until: datetime | None = None

    def address_to_sign_in(self, token: str, callback: str, at: datetime) -> str:
        """Where to send the browser.

        Args:
            token: a fresh token, kept in the browser's cookie.
            callback: our own address to come back to, as registered with the provider.
            at: aware time of the server.

        Raises:
            OidcError: the provider is not reached or says something impossible about itself.
        """
        address, _ = self._session(callback).create_authorization_url(
            self._about(at)["authorization_endpoint"],
            state=_part(token, "state"),
            nonce=_part(token, "nonce"),
            code_verifier=_part(token, "verifier"),
        )
        return address

    def identity(self, token: str, callback: str, answer: Mapping[str, str], at: datetime) -> Identity:
        """Who came back.

        Args:
            token: from the browser's cookie.
            callback: as it was for `address_to_sign_in`.
            answer: the parameters the browser brought.
            at: aware time of the server.

        Raises:
            OidcError: the browser did not start this sign-in, the person refused, or the provider's word does not hold.
        """
        if not tokens.looks_like_token(token) or not tokens.same(answer.get("state", ""), _part(token, "state")):
            raise OidcError(OidcFault.STALE, "the state is not the one this browser was given")
        # RFC 9207: a provider that names itself must be the one that was asked.
        if answer.get("iss", self.options.issuer) != self.options.issuer:
            raise OidcError(OidcFault.UNTRUSTED, "the answer comes from another issuer")
        if "code" not in answer:
            raise OidcError(OidcFault.REFUSED, "the provider gave no code")
        return self._read_token(self._exchange(answer["code"], token, callback, at), _part(token, "nonce"), at)

    def _exchange(self, code: str, token: str, callback: str, at: datetime) -> Mapping[str, Any]:
        """The provider's tokens for a code."""
        endpoint = self._about(at)["token_endpoint"]
        session, verifier = self._session(callback), _part(token, "verifier")
        try:
            return session.fetch_token(
                endpoint, code=code, code_verifier=verifier, timeout=TIMEOUT_S, allow_redirects=False
            )
        except OSError as error:
            raise OidcError(OidcFault.UNREACHABLE, type(error).__name__) from error
        except Exception as error:
            raise OidcError(OidcFault.REFUSED, type(error).__name__) from error

    def _read_token(self, answer: Mapping[str, Any], nonce: str, at: datetime) -> Identity:
        """The person an ID token tells of, once its signature and claims hold."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        keys = self._fetch(self._about(at)["jwks_uri"])
        wanted = {"iss": {"essential": True, "value": self.options.issuer}, "aud": {"essential": True}}
        known = {"nonce": nonce, "client_id": self.options.client_id, "access_token": answer.get("access_token")}
        try:
            token = jwt.decode(str(answer["id_token"]), KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
            claims = CodeIDToken(token.claims, token.header, wanted, known)
            claims.validate(now=int(at.timestamp()), leeway=LEEWAY_S)
        except (JoseError, KeyError, ValueError, TypeError) as error:
            raise OidcError(OidcFault.UNTRUSTED, type(error).__name__) from error
        heard = token.claims
        audience = heard.get("aud")
        if self.options.client_id not in (audience if isinstance(audience, list) else [audience]):
            raise OidcError(OidcFault.UNTRUSTED, "the token is meant for somebody else")
        verified = heard.get("email_verified") is True
        email = str(heard.get("email") or "").strip().casefold() if verified else ""
        return Identity(self.options.issuer, str(heard["sub"]), email, str(heard.get("name") or ""))

    def _about(self, at: datetime) -> dict[str, str]:
        """What the provider says about itself, asked for once an hour.

        Raises:
            OidcError: it is not reached, calls itself something else, or sends us where there is no TLS.
        """
        if self._metadata_until and at < self._metadata_until:
            return self._metadata
        said = self._fetch(self.options.issuer.rstrip("/") + "/.well-known/openid-configuration")
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if said.get("issuer") != self.options.issuer or not all(_is_safe(str(said.get(name))) for name in names):
            raise OidcError(OidcFault.UNTRUSTED, "the provider's description of itself does not hold")
        self._metadata = {name: str(said[name]) for name in names}
        self._metadata_until = at + METADATA_KEPT
        return self._metadata

    def _fetch(self, address: str) -> dict[str, Any]:
        try:
            answer = self._session("").get(address, timeout=TIMEOUT_S, allow_redirects=False, withhold_token=True)
            if answer.status_code != 200:
                raise OidcError(OidcFault.UNREACHABLE, f"status {answer.status_code}")
            said = answer.json()
        except (OSError, ValueError) as error:
            raise OidcError(OidcFault.UNREACHABLE, type(error).__name__) from error
        if not isinstance(said, dict):
            raise OidcError(OidcFault.UNTRUSTED, "no object")
        return said

    def _session(self, callback: str) -> Session:
        # Loaded with the first sign-in of this sort: a fifth of a second that nobody else needs.
        from authlib.integrations.requests_client import OAuth2Session

        session: Session = OAuth2Session(
            self.options.client_id,
            self.options.client_secret,
            scope=SCOPE,
            redirect_uri=callback,
            code_challenge_method="S256",
        )
        return session


def _part(token: str, purpose: str) -> str:
    """State, nonce or verifier: 43 characters made from the browser's token."""
    return base64.urlsafe_b64encode(tokens.derived(token, f"oidc {purpose}")).decode().rstrip("=")


def _is_safe(address: str) -> bool:
    """True where an address is reached over TLS, or on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
