"""What an LMS asks for when it launches a unit: read from the address it sent the browser to, and checked.

It travels through the browser, so nothing in it is believed before the LMS itself has given its token for it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from simulator.exchange.cmi5.addresses import permitted

NAMES = ("endpoint", "fetch", "actor", "registration", "activityId", "scene")
"""What the address must hold; `scene` is ours, the others the LMS adds."""
_MOST = {"endpoint": 500, "fetch": 1000, "actor": 900, "registration": 40, "activityId": 600, "scene": 120}
_SCENE = re.compile(r"[a-z][a-z0-9_]{0,99}|given-[0-9a-f-]{36}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.+")
_MOST_KEPT = 3900
"""Characters a browser keeps in one cookie, with its name."""


class LaunchFault(StrEnum):
    """What is wrong with a launch. The value is the last part of a text's key."""

    INCOMPLETE = "incomplete"
    UNKNOWN_LMS = "unknown_lms"
    USED = "used"
    UNREACHABLE = "unreachable"
    NOT_LET_IN = "not_let_in"
    NO_SCENE = "no_scene"


class LaunchFaultError(Exception):
    """A launch that leads nowhere.

    Args:
        fault: what is wrong with it.
        detail: one line for the log; holds nothing of the launch.
    """

    def __init__(self, fault: LaunchFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Asked:
    """A launch as the LMS asks for it.

    Args:
        endpoint: where the LMS takes statements, with a slash at its end.
        fetch: where it gives the token, once.
        actor: who plays, as the LMS calls them: an account there.
        registration: what it calls their part in the course.
        activity: what it calls the unit.
        scene: which of our scenes: its name, or `given-` and a publication's id.
    """

    endpoint: str
    fetch: str
    actor: Mapping[str, Any]
    registration: str
    activity: str
    scene: str

    @property
    def fetch_hash(self) -> str:
        """Names the launch without opening it."""
        return hashlib.sha256(self.fetch.encode()).hexdigest()

    @property
    def lms(self) -> str:
        """The LMS's name in the net, for people."""
        return urlsplit(self.endpoint).netloc

    @property
    def account(self) -> str:
        """What the LMS calls who plays."""
        return str(self.actor["account"]["name"])

    def packed(self) -> str:
        """As a browser keeps it while somebody signs in."""
        plain = json.dumps(asdict(self), ensure_ascii=True, separators=(",", ":"))
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    @classmethod
    def unpacked(cls, kept: str, allowed: Iterable[str]) -> Asked:
        """What a browser brings back, checked anew: it can have changed it.

        Args:
            kept: as `packed` made it, or anything else.
            allowed: addresses of LMSes that may launch.

        Raises:
            LaunchFaultError: it is none.
        """
        try:
            plain = json.loads(base64.urlsafe_b64decode(kept.encode() + b"=" * (-len(kept) % 4)))
            pairs = [(_WRITTEN.get(str(name), str(name)), value) for name, value in plain.items()]
            pairs = [(name, json.dumps(value) if name == "actor" else value) for name, value in pairs]
        except (ValueError, binascii.Error, UnicodeError, AttributeError, RecursionError) as error:
            raise LaunchFaultError(LaunchFault.INCOMPLETE, "what the browser kept") from error
        return cls.read(pairs, allowed)

    @classmethod
    def read(cls, pairs: Sequence[tuple[str, Any]], allowed: Iterable[str]) -> Asked:
        """The launch in the fields of an address.

        Args:
            pairs: names and values as they were sent.
            allowed: addresses of LMSes that may launch, as `read_address` gives them.

        Raises:
            LaunchFaultError: something is missing, stands twice, is none of what it should be, or the LMS is unknown.
        """
        found: dict[str, str] = {}
        for name, value in pairs:
            if name not in NAMES:
                continue  # an LMS may add something of its own
            if name in found or not isinstance(value, str) or not _is_plain(value, _MOST[name]):
                raise LaunchFaultError(LaunchFault.INCOMPLETE, name)
            found[name] = value
        missing = [name for name in NAMES if not found.get(name)]
        if missing:
            raise LaunchFaultError(LaunchFault.INCOMPLETE, ", ".join(missing))
        _check(found)
        if not all(permitted(found[name], allowed) for name in ("endpoint", "fetch")):
            raise LaunchFaultError(LaunchFault.UNKNOWN_LMS)
        endpoint = found["endpoint"] if found["endpoint"].endswith("/") else f"{found['endpoint']}/"
        asked = cls(
            endpoint, found["fetch"], _actor(found["actor"]), found["registration"], found["activityId"], found["scene"]
        )
        if len(asked.packed()) > _MOST_KEPT:
            raise LaunchFaultError(LaunchFault.INCOMPLETE, "too long")
        return asked


_WRITTEN = {"activity": "activityId"}


def _is_plain(value: str, most: int) -> bool:
    """No control characters, no halves of letters, not too long."""
    return len(value) <= most and value.isprintable()


def _check(found: Mapping[str, str]) -> None:
    try:
        UUID(found["registration"])
    except ValueError as error:
        raise LaunchFaultError(LaunchFault.INCOMPLETE, "registration") from error
    address = urlsplit(found["endpoint"])
    if address.query or address.fragment:  # what is asked for below it is put behind it
        raise LaunchFaultError(LaunchFault.INCOMPLETE, "endpoint")
    if not _SCHEME.fullmatch(found["activityId"]):
        raise LaunchFaultError(LaunchFault.INCOMPLETE, "activityId")
    if not _SCENE.fullmatch(found["scene"]):
        raise LaunchFaultError(LaunchFault.NO_SCENE)


def _actor(written: str) -> Mapping[str, Any]:
    """Who plays, as cmi5 has it: an agent with an account, and nothing that names them otherwise."""
    try:
        actor = json.loads(written)
        account = actor["account"]
        fits = (
            actor.get("objectType", "Agent") == "Agent"
            and set(actor) <= {"objectType", "account", "name"}
            and set(account) == {"homePage", "name"}
            and all(isinstance(each, str) and each and _is_plain(each, 500) for each in account.values())
            and _SCHEME.fullmatch(account["homePage"]) is not None
            and isinstance(actor.get("name", ""), str)
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise LaunchFaultError(LaunchFault.INCOMPLETE, "actor") from error
    if not fits:
        raise LaunchFaultError(LaunchFault.INCOMPLETE, "actor")
    found: Mapping[str, Any] = {"objectType": "Agent", **actor}
    return found
