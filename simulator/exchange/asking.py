"""One request of a desktop to its company, and what its answer means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from simulator import __version__

from .packing import packed
from .sending import Answer, Request, Sender, UnreachableError
from .wire import PATH

REVOKED, BLOCKED, UNKNOWN_TOKEN = "revoked", "blocked", "unknown_token"
"""Why a desktop is not let in. `BLOCKED` passes: its person's account can be let in again."""
_LONGEST_WAIT_S = 24 * 3600
Model = TypeVar("Model", bound=BaseModel)


class TurnedAwayError(Exception):
    """The company answered, but not with what was asked for.

    Args:
        error: as `SyncReport.error`.
        wait_s: how long it asks to be left alone; 0 where it does not say.
    """

    def __init__(self, error: str, wait_s: int = 0) -> None:
        super().__init__(error)
        self.error, self.wait_s = error, wait_s


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal in the company's words: status, reason and a line for a terminal."""

    status: int
    reason: str
    detail: str


class Asking:
    """Sends requests of one desktop.

    Args:
        address: of the company's console.
        token: what the desktop shows; "" before it has joined.
        send: carries them.
    """

    def __init__(self, address: str, token: str, send: Sender) -> None:
        self._address, self._token, self._send = address, token, send

    def ask(
        self, method: str, path: str, body: BaseModel | bytes | None = None, *, pack: bool = False
    ) -> Answer | Problem:
        """Send a request and return its answer, or what the company has against it.

        Args:
            method: GET, POST or PUT.
            path: below the API.
            body: a model, or bytes.
            pack: whether the body goes packed.

        Raises:
            UnreachableError: no answer came, or one that is not the company's.
            TurnedAwayError: this desktop is not let in (any more), too much is asked at once, or a fault of theirs.
        """
        headers = {"Accept": "application/json", "User-Agent": f"silk-gloves/{__version__}"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        content = b""
        if body is not None:
            is_model = isinstance(body, BaseModel)
            content = body.model_dump_json().encode() if isinstance(body, BaseModel) else body
            headers["Content-Type"] = "application/json" if is_model else "application/octet-stream"
        if pack:
            content = packed(content)
            headers["Content-Encoding"] = "gzip"
        answer = self._send(Request(method, f"{self._address}{PATH}{path}", content, headers))
        return answer if 200 <= answer.status < 300 else _problem(answer)

    def fetch(self, kind: type[Model], method: str, path: str, body: BaseModel | None = None) -> Model | Problem:
        """The same, with the answer as a model."""
        answer = self.ask(method, path, body)
        return answer if isinstance(answer, Problem) else read(kind, answer)


def read(kind: type[Model], answer: Answer) -> Model:
    """An answer as a model.

    Raises:
        UnreachableError: it is none: something between here and the company has answered.
    """
    try:
        return kind.model_validate_json(answer.body)
    except (ValueError, RecursionError) as error:
        raise _somebody_else() from error


def _somebody_else() -> UnreachableError:
    return UnreachableError(
        "Something else answered in place of the company's console.",
        "Check the address, and whether this network wants you to sign in first.",
    )


def _problem(answer: Answer) -> Problem:
    if answer.status in {429, 503}:
        raise TurnedAwayError("busy", _wait_s(answer.headers))
    if "problem+json" not in answer.headers.get("content-type", ""):
        if answer.status >= 500:  # a proxy says that nobody is behind it
            raise TurnedAwayError("fault")
        raise _somebody_else()
    try:
        told = json.loads(answer.body)
        found = Problem(answer.status, str(told.get("reason") or ""), str(told.get("detail") or "")[:300])
    except (ValueError, AttributeError, RecursionError) as error:
        raise _somebody_else() from error
    if found.status == 401:
        raise TurnedAwayError(BLOCKED if found.reason == BLOCKED else REVOKED)
    if found.status >= 500:
        raise TurnedAwayError("fault")
    return found


def _wait_s(headers: Mapping[str, str]) -> int:
    told = headers.get("retry-after", "")
    return min(int(told), _LONGEST_WAIT_S) if told.isascii() and told.isdigit() and len(told) < 10 else 0
