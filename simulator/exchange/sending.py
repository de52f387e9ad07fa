"""How a request reaches a company, or an LMS, and what becomes of one that does not."""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Iterator, Mapping
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


class TooMuchError(UnreachableError):
    """An answer came that is larger than any should be; it was not read to its end."""


class Sender(Protocol):
    """What carries a request away; tests put one in that loses and doubles."""

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
    if parts.scheme == "http" and not is_loopback(host):
        raise UsageError(
            "Results are only sent encrypted.", f"Give the address as https://{host}, or ask who runs the console."
        )
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port is not None else "")


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine: nothing that is sent there passes anybody.

    Args:
        host: a name or an address as it stands in a URL, without brackets.
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class NetworkSender:
    """Sends over the network: certificates are checked, no redirect is followed, an answer is read up to a limit.

    What the surroundings say of proxies holds, but never for this machine itself; what they keep of passwords is not
    looked at.

    Args:
        who: is asked, as a sentence begins: "The company's console".
        after: what becomes of what was not sent, in one sentence.
        connect_s: seconds a connection is waited for.
        read_s: seconds between two pieces of an answer.
        most_bytes: of an answer.
        proxies: False where none is asked, whatever the surroundings say.
    """

    def __init__(
        self,
        who: str,
        after: str,
        *,
        connect_s: float,
        read_s: float,
        most_bytes: int = 32 * 1024 * 1024,
        proxies: bool = True,
    ) -> None:
        self._who, self._after = who, after
        self._timeout = (connect_s, read_s)
        self._most, self._proxies = most_bytes, proxies

    def __call__(self, request: Request) -> Answer:
        """Send a request.

        Raises:
            TooMuchError: the answer has no end.
            UnreachableError: no answer came.
        """
        import requests  # takes 0.1 s, and nobody who only plays needs it

        try:
            with requests.Session() as session:
                session.trust_env = self._proxies and not is_loopback(urlsplit(request.url).hostname or "")
                with session.request(
                    request.method,
                    request.url,
                    data=request.body or None,
                    headers=dict(request.headers),
                    auth=lambda prepared: prepared,  # else a .netrc takes the place of what we show
                    timeout=self._timeout,
                    allow_redirects=False,
                    stream=True,
                ) as answer:
                    content = self._read(answer.iter_content(65_536))
                    headers = {name.lower(): value for name, value in answer.headers.items()}
                    return Answer(answer.status_code, content, headers)
        except requests.exceptions.SSLError as error:
            raise UnreachableError(
                f"{self._who} shows a certificate that cannot be trusted.", "Ask who runs it; nothing was sent."
            ) from error
        except (requests.exceptions.RequestException, OSError) as error:
            raise UnreachableError(f"{self._who} does not answer ({type(error).__name__}).", self._after) from error

    def _read(self, pieces: Iterator[bytes]) -> bytes:
        content = bytearray()
        for piece in pieces:
            content += piece
            if len(content) > self._most:
                raise TooMuchError(f"{self._who} answers without an end.", self._after)
        return bytes(content)


send_over_network = NetworkSender(
    "The company's console",
    "Everything stays here and goes up with the next try.",
    connect_s=CONNECT_S,
    read_s=READ_S,
)
"""Sends to a company's console."""


def backoff_s(tries: int, dice: random.Random) -> float:
    """Seconds to wait after so many tries in a row that failed: doubled each time, with chance in it.

    Many desktops that lost the console at one moment do not all come back at one.

    Args:
        tries: 1 or more.
        dice: gives the chance.
    """
    longest = min(LONGEST_S, FIRST_S * 2.0 ** min(tries - 1, 20))
    return dice.uniform(longest / 2, longest)
