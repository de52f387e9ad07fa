"""Which addresses the server opens: those of LMSes that the administrator has named, and no other.

A launch comes through anybody's browser. Were whatever it names opened, anybody could have the server call its own
neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from simulator.errors import UsageError
from simulator.exchange.sending import is_loopback

_PORTS = {"https": 443, "http": 80}
MOST = 200
"""Characters of an address that is named."""


class AddressError(UsageError):
    """What was named is no address of an LMS."""


def read_address(typed: str) -> str:
    """An LMS's address as it is compared: `https://lms.example`, with its port where it has one of its own.

    Args:
        typed: as it was typed; a path behind it counts for nothing.

    Raises:
        AddressError: no such address.
    """
    origin = _origin(typed.strip())
    if origin is None or len(typed) > MOST:
        raise AddressError(
            f"{typed.strip()[:MOST]!a} is no address of an LMS.",
            "Write it as https://lms.example",
        )
    return origin


def permitted(url: str, allowed: Iterable[str]) -> bool:
    """Whether an address lies at an LMS that was named.

    Args:
        url: what is to be opened; whatever somebody sent.
        allowed: as `read_address` gave them.
    """
    origin = _origin(url)
    return origin is not None and origin in set(allowed)


def _origin(url: str) -> str | None:
    """Scheme, name and port; None for anything that is not plainly an address over TLS, or on this machine."""
    if any(ord(sign) < 33 or ord(sign) > 126 or sign == "\\" for sign in url):
        return None
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not name or "@" in parts.netloc:
        return None
    if parts.scheme == "http" and not is_loopback(name):
        return None
    shown = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{shown}" + (f":{port}" if port not in (None, _PORTS[parts.scheme]) else "")
