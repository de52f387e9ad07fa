"""A learning record store (LRS), as far as statements go to it: which version it speaks, taking some, finding one."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from simulator.exchange.sending import Answer, NetworkSender, Request, Sender, UnreachableError, is_loopback

VERSION_HEADER = "X-Experience-API-Version"
OLD, NEW = "1.0.3", "2.0.0"
"""The versions our statements are valid in. The older one is spoken where an LRS speaks both: more of them do well."""
send_to_lrs = NetworkSender("The LMS", "It is tried again by itself.", connect_s=5, read_s=30)
"""Sends to an LRS."""
_OF_THE_LRS = ("stored", "authority", "version")
_DESCRIBING = ("definition", "display", "objectType")


class LrsOptions(BaseModel):
    """A company's LRS, as the file named by SILKGLOVES_LRS holds it.

    Args:
        address: where statements go below `/statements`, as https://lrs.example.org/xapi.
        key: the user name of Basic authentication.
        secret: the password.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str = Field(max_length=500)
    key: str
    secret: str = Field(repr=False)

    @field_validator("address")
    @classmethod
    def _encrypted(cls, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise ValueError("the address of an LRS is like https://lrs.example.org/xapi")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise ValueError("an LRS is only reached by https; by http only on this machine itself")
        return address.rstrip("/")


class Lrs:
    """An LRS.

    Args:
        options: which.
        send: carries a request there; tests put one in that loses and doubles.
    """

    def __init__(self, options: LrsOptions, send: Sender | None = None) -> None:
        self.address = options.address
        self._send = send or send_to_lrs
        pair = f"{options.key}:{options.secret}".encode()
        self._headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}", "Accept": "application/json"}
        self._version = ""

    def version(self) -> str:
        """The version both speak: by `GET /about`, the older one where that is not answered well.

        Raises:
            UnreachableError: no answer came.
        """
        if not self._version:
            answer = self._send(Request("GET", f"{self.address}/about", headers=self._headers))
            spoken = _read(answer).get("version", ()) if answer.status == 200 else ()
            told = [each for each in spoken if isinstance(each, str)] if isinstance(spoken, list) else []
            self._version = NEW if told and not any(each.startswith("1.0") for each in told) else OLD
        return self._version

    def post(self, bodies: Sequence[str]) -> Answer:
        """Give it statements, in order.

        Raises:
            UnreachableError: no answer came; it may have them all the same.
        """
        headers = {**self._headers, VERSION_HEADER: self.version(), "Content-Type": "application/json"}
        return self._send(Request("POST", f"{self.address}/statements", f"[{','.join(bodies)}]".encode(), headers))

    def find(self, statement_id: str) -> Mapping[str, Any] | None:
        """The statement it has under an id, also a voided one; None where it has none.

        Raises:
            UnreachableError: no answer came, or one that says neither.
        """
        headers = {**self._headers, VERSION_HEADER: self.version()}
        for parameter in ("statementId", "voidedStatementId"):
            url = f"{self.address}/statements?{parameter}={quote(statement_id)}"
            answer = self._send(Request("GET", url, headers=headers))
            if answer.status == 200:
                if found := _only(_read(answer), statement_id):
                    return found
            elif answer.status != 404:
                raise UnreachableError(f"The LMS answered {answer.status} to {parameter}.", "It is asked again later.")
        return None


def same(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether two statements say the same: an LRS adds to what it was given, and writes some of it in other ways."""
    return bool(_essence(ours) == _essence(theirs))


def _essence(value: Any, key: str = "") -> Any:
    if key == "timestamp" and isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    if key in ("category", "parent", "grouping", "other"):
        return [_essence(each) for each in (value if isinstance(value, list) else [value])]
    if isinstance(value, dict):
        return {
            name: _essence(inner, name)
            for name, inner in value.items()
            if name not in _DESCRIBING and name not in _OF_THE_LRS
        }
    return [_essence(each) for each in value] if isinstance(value, list) else value


def _only(answer: Mapping[str, Any], statement_id: str) -> Mapping[str, Any]:
    """The statement of an answer: the answer itself, as xAPI has it, or what is in it, as Ralph has it."""
    several = answer.get("statements")
    if not isinstance(several, list):
        return answer
    return next((each for each in several if isinstance(each, dict) and each.get("id") == statement_id), {})


def _read(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
