"""How a request reaches the company, and what becomes of one that does not."""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from simulator.errors import SurroundingsError, UsageError

CONNECT_S, READ_S = 10, 90
"""Seconds a connection, and an answer, is waited for: grading is done before anything is acknowledged."""
FIRST_S, LONGEST_S = 2.0, 900.0
"""Seconds before a second try, and at most before any further one."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Args:
        method: GET, POST or PUT.
        url: whole address.
        body: bytes as they are sent.
        headers: with it.
    """

    method: str
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: status, headers with lower-case names, bytes."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class UnreachableError(SurroundingsError):
    """No answer came: the request may or may not have been heard. Trying again is safe."""


class Sender(Protocol):
    """What carries a request to the company; tests put one in that loses and doubles."""

    def __call__(self, request: Request) -> Answer:
        """Send it and return the answer.

        Raises:
            UnreachableError: no answer came.
        """
        ...


def checked_address(address: str) -> str:
    """Return a company's address in the form it is kept in: scheme, name and port, without a path.

    Args:
        address: as it was typed; https is meant where no scheme is said.

    Raises:
        UsageError: no address, or one without encryption that is not this very machine.
    """
    text = address.strip()
    parts = urlsplit(text if "://" in text else f"https://{text}")
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if parts.scheme not in ("http", "https") or not host or parts.username or not host.isascii():
        raise UsageError(f"{text[:100]!a} is no address of a company.", "Give it as https://training.example.org")
    if parts.scheme == "http" and not _loopback(host):
        raise UsageError(
            "Results are only sent encrypted.", f"Give the address as https://{host}, or ask who runs the console."
        )
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port is not None else "")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def send_over_network(request: Request) -> Answer:
    """Send a request with the certificates of the company checked; no redirect is followed.

    Raises:
        UnreachableError: no answer came.
    """
    import requests  # takes 0.1 s, and nobody who only plays needs it

    try:
        answer = requests.request(
            request.method,
            request.url,
            data=request.body or None,
            headers=dict(request.headers),
            timeout=(CONNECT_S, READ_S),
            allow_redirects=False,
        )
    except requests.exceptions.SSLError as error:
        raise UnreachableError(
            "The company's console shows a certificate that cannot be trusted.", "Ask who runs it; nothing was sent."
        ) from error
    except requests.exceptions.RequestException as error:
        raise UnreachableError(
            "The company's console cannot be reached.", "Everything stays here and goes up with the next try."
        ) from error
    return Answer(
        answer.status_code, answer.content, {name.lower(): value for name, value in answer.headers.items()}
    )  # fmt: skip


def backoff_s(tries: int, dice: random.Random) -> float:
    """Seconds to wait after so many tries in a row that failed: doubled each time, with chance in it.

    Many desktops that lost the console at one moment do not all come back at one.

    Args:
        tries: 1 or more.
        dice: gives the chance.
    """
    longest = min(LONGEST_S, FIRST_S * 2.0 ** min(tries - 1, 20))
    return dice.uniform(longest / 2, longest)
