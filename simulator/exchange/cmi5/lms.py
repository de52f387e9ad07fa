"""An LMS as a launch talks with it: its token, what it wants to know, and taking statements.

Only addresses that were checked come here. No redirect is followed, no proxy of the surroundings is asked, and an
answer is read up to a limit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from simulator.exchange.cmi5.asked import Asked
from simulator.exchange.sending import NetworkSender, Request, TooMuchError, UnreachableError

_SEND = NetworkSender(
    "The LMS", "It is tried again by itself.", connect_s=5, read_s=10, most_bytes=1_000_000, proxies=False
)
_LATER = (408, 425, 429)
"""Statuses, besides those of 500 and more, after which trying again may help."""
_VERSION = {"X-Experience-API-Version": "1.0.3"}


class LmsError(Exception):
    """The LMS did not answer, or not as cmi5 has it.

    Args:
        detail: one line for the log; holds no secret.
        again: whether trying again later may help.
        wait_s: how long the LMS asks to wait, 0 where it does not say.
    """

    def __init__(self, detail: str, *, again: bool, wait_s: float = 0.0) -> None:
        super().__init__(detail)
        self.again = again
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    content: bytes
    wait_s: float = 0.0

    def json(self) -> Any:
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise LmsError("no JSON", again=False) from error


def get_token(asked: Asked) -> str:
    """The token of a launch. The LMS gives it once.

    Raises:
        LmsError: it gives none.
    """
    answer = _ask("POST", asked.fetch)
    if answer.status != 200:
        raise LmsError(f"token: status {answer.status}", again=False)
    told = answer.json()
    token = told.get("auth-token") if isinstance(told, dict) else None
    if not isinstance(token, str) or not 0 < len(token) <= 4000 or not token.isascii() or not token.isprintable():
        raise LmsError("token: none given", again=False)
    return token


def get_launch_data(asked: Asked, token: str) -> Mapping[str, Any]:
    """What the LMS wants to know, and in which words.

    Raises:
        LmsError: it does not say.
    """
    query = {**_who(asked), "registration": asked.registration, "stateId": "LMS.LaunchData"}
    answer = _ask("GET", f"{asked.endpoint}activities/state?{urlencode(query)}", token)
    told = answer.json() if answer.status == 200 else None
    if not isinstance(told, dict) or not isinstance(told.get("contextTemplate"), dict):
        raise LmsError(f"launch data: status {answer.status}", again=False)
    return told


def get_language(asked: Asked, token: str) -> str:
    """The language its account prefers, as `sv`; empty where there is none. cmi5 has it asked for at each start."""
    query = {"agent": json.dumps(asked.actor), "profileId": "cmi5LearnerPreferences"}
    try:
        answer = _ask("GET", f"{asked.endpoint}agents/profile?{urlencode(query)}", token)
        told = answer.json() if answer.status == 200 else {}
    except LmsError:
        return ""
    wanted = str(told.get("languagePreference", "")) if isinstance(told, dict) else ""
    return wanted.split(",")[0].split("-")[0].strip().lower()[:8]


def send_statement(endpoint: str, token: str, statement: Mapping[str, Any]) -> None:
    """Have the LMS take one statement; that it has it already is as good.

    Args:
        endpoint: where it takes statements.
        token: what it lets us in by.
        statement: with its id.

    Raises:
        LmsError: it did not take it.
    """
    address = f"{endpoint}statements?{urlencode({'statementId': statement['id']})}"
    answer = _ask("PUT", address, token, json.dumps(statement, ensure_ascii=True).encode())
    if answer.status in (200, 204):
        return
    again = answer.status in _LATER or answer.status >= 500
    if not again and _has(_ask("GET", address, token), statement):
        return
    raise LmsError(f"statement: status {answer.status}", again=again, wait_s=answer.wait_s)


def _has(answer: _Answer, statement: Mapping[str, Any]) -> bool:
    """Whether the LMS has this very statement: it came the first time, and only its answer was lost.

    Some then say 409, and others that by their rules it cannot come twice, or that nothing can come any more.

    Raises:
        LmsError: it does not say now.
    """
    if answer.status in _LATER or answer.status >= 500:
        raise LmsError(f"statement: status {answer.status}", again=True, wait_s=answer.wait_s)
    there = answer.json() if answer.status == 200 else {}
    several = there.get("statements") if isinstance(there, dict) else None
    for each in several if isinstance(several, list) else [there]:  # of one statement, some make a list
        verb = each.get("verb") if isinstance(each, dict) and each.get("id") == statement["id"] else None
        if isinstance(verb, dict) and verb.get("id") == statement["verb"]["id"]:
            return True
    return False


def _who(asked: Asked) -> dict[str, str]:
    return {"activityId": asked.activity, "agent": json.dumps(asked.actor)}


def _ask(method: str, address: str, token: str = "", content: bytes = b"") -> _Answer:
    headers = dict(_VERSION)
    if token:
        headers["Authorization"] = f"Basic {token}"
    if content:
        headers["Content-Type"] = "application/json"
    try:
        answer = _SEND(Request(method, address, content, headers))
    except TooMuchError as error:
        raise LmsError("too much", again=False) from error
    except UnreachableError as error:
        raise LmsError(type(error.__cause__).__name__, again=True) from error
    return _Answer(answer.status, answer.body, _wait_s(answer.headers.get("retry-after", "")))


def _wait_s(said: str) -> float:
    """Seconds of a Retry-After, which may be a number or a moment; at most a day."""
    try:
        seconds = float(said) if said.strip().isdigit() else _until(said)
    except (ValueError, TypeError):
        return 0.0
    return min(max(seconds, 0.0), 86_400.0)


def _until(said: str) -> float:
    moment = parsedate_to_datetime(said)
    return (moment - datetime.now(moment.tzinfo)).total_seconds()
