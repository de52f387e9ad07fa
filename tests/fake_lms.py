"""An LMS on loopback for launches (cmi5): it gives its token once, says what it wants, and takes statements by their rules.

It can be made to answer late, wrongly or not at all.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4
from xml.sax.saxutils import escape

TOKEN = "c2VjcmV0OnRva2Vu"
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
ACTOR = {"objectType": "Agent", "account": {"homePage": "https://lms.example", "name": "4711"}}


@dataclass
class FakeLms:
    """What the LMS knows, and how it behaves.

    Args:
        address: where it listens.
    """

    address: str
    registration: str = field(default_factory=lambda: str(uuid4()))
    activity: str = "https://lms.example/activity/12"
    statements: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Kept ones, by id, in the order they came."""
    tokens_given: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    """Methods and paths, in order."""
    answers: list[int] = field(default_factory=list)
    """What the next statements are answered with instead: a status; 0 hangs up before it is kept, -1 after."""
    twice: int = 409
    """How a statement is answered that is there already; some say by their rules that it cannot come twice (403)."""
    mode: str = "Normal"
    move_on: str = "CompletedOrPassed"
    mastery: float | None = 0.6
    back: str = ""
    data_status: int = 200
    link: str = ""
    """Where the page of its course leads."""

    def launch(self, scene: str, key: str = "", /, **more: str) -> str:
        """The address the browser is sent to, below the console's own."""
        given = {
            "endpoint": f"{self.address}/xapi",
            "fetch": f"{self.address}/fetch?k={key or uuid4().hex}",
            "actor": json.dumps(ACTOR),
            "registration": self.registration,
            "activityId": self.activity,
        }
        return f"/cmi5/launch?{urlencode({'scene': scene, **given, **more})}"

    @property
    def launch_data(self) -> dict[str, Any]:
        """The document of a launch."""
        data = {
            "contextTemplate": {
                "extensions": {SESSION: "session-1"},
                "contextActivities": {"grouping": [{"id": "https://console.example/cmi5/courses/x/y"}]},
            },
            "launchMode": self.mode,
            "moveOn": self.move_on,
        }
        if self.mastery is not None:
            data["masteryScore"] = self.mastery
        return data | ({"returnURL": self.back} if self.back else {})

    @property
    def verbs(self) -> list[str]:
        """What it was told, in order."""
        return [each["verb"]["id"].rpartition("/")[2] for each in self.statements.values()]


class _Handler(BaseHTTPRequestHandler):
    lms: FakeLms

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, content: object = None) -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        self.lms.asked.append(f"{self.command} {parts.path}")
        return parts.path, {name: values[-1] for name, values in parse_qs(parts.query).items()}

    def _let_in(self) -> bool:
        if self.headers.get("Authorization") == f"Basic {TOKEN}" and self.headers.get("X-Experience-API-Version"):
            return True
        self._answer(401)
        return False

    def do_POST(self) -> None:
        path, query = self._asked()
        if path != "/fetch" or query["k"] in self.lms.tokens_given:
            self._answer(200, {"error-code": "1", "error-text": "used"})
            return
        self.lms.tokens_given.add(query["k"])
        self._answer(200, {"auth-token": TOKEN})

    def do_GET(self) -> None:
        path, query = self._asked()
        if path == "/course":
            body = f'<!doctype html><title>Course</title><a href="{escape(self.lms.link)}">Go</a>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        if not self._let_in():
            return
        lms = self.lms
        if path == "/xapi/activities/state":
            right = query.get("stateId") == "LMS.LaunchData" and query.get("registration") == lms.registration
            right = right and query.get("activityId") == lms.activity and json.loads(query["agent"]) == ACTOR
            self._answer(lms.data_status if right else 404, lms.launch_data)
        elif path == "/xapi/agents/profile":
            self._answer(200, {"languagePreference": "en-GB,fi", "audioPreference": "on"})
        elif path == "/xapi/statements":
            there = lms.statements.get(query["statementId"])
            self._answer(200 if there else 404, there)
        else:
            self._answer(404)

    def do_PUT(self) -> None:
        _, query = self._asked()
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._let_in():
            return
        how = self.lms.answers.pop(0) if self.lms.answers else 204
        if how == 0:
            self.close_connection = True
            return
        if how in (204, -1):
            if query["statementId"] in self.lms.statements:
                self._answer(self.lms.twice)
                return
            self.lms.statements[query["statementId"]] = sent
        if how == -1:
            self.close_connection = True
            return
        self._answer(how)


@contextmanager
def fake_lms(**behaviour: Any) -> Iterator[FakeLms]:
    """An LMS that listens on loopback."""

    class Handler(_Handler):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.lms = FakeLms(f"http://127.0.0.1:{server.server_address[1]}", **behaviour)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Handler.lms
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
