"""An LRS in memory that holds to the standard, and to a script of faults; also on a port of loopback."""

from __future__ import annotations

import base64
import json
import random
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulator.exchange import Answer, Request, UnreachableError, xapi

ADDRESS = "http://localhost:9/xapi"
OPTIONS = xapi.LrsOptions(address=ADDRESS, key="console", secret="a secret")
AUTHORIZATION = f"Basic {base64.b64encode(b'console:a secret').decode()}"
FAULTS = ("lost request", "lost answer", "busy", "broken", "gateway", "killed")


class KilledError(BaseException):
    """The sender is no more; what it had sent has arrived."""


class FakeLrs:
    """An LRS, called with requests.

    Args:
        seed: decides which requests fail, and how.
        failing: the share of them that do.
        strict: a batch with something it has is answered 409, as some do; else 200, as others do.
        versions: that it says it speaks.
        listing: one statement that is asked for is answered as a list of it, or of none, as Ralph does.
    """

    def __init__(
        self,
        seed: int = 0,
        failing: float = 0.0,
        *,
        strict: bool = True,
        versions: tuple[str, ...] = ("1.0.3", "2.0.0"),
        listing: bool = False,
    ) -> None:
        self.kept: dict[str, dict[str, Any]] = {}
        self.order: list[str] = []
        self.bad: set[str] = set()
        self.most = 1000
        self.answer_with: int | None = None
        self.requests: list[Request] = []
        self.doubled = 0
        self.voided: set[str] = set()
        self._dice = random.Random(seed)
        self._failing, self._strict, self._versions, self._listing = failing, strict, versions, listing

    def __call__(self, request: Request) -> Answer:
        """Answer, or fail as the script says."""
        self.requests.append(request)
        fault = self._dice.choice(FAULTS) if self._dice.random() < self._failing else ""
        if fault == "lost request":
            raise UnreachableError("lost", "again")
        if fault == "busy":
            return Answer(429, b"slowly", {"retry-after": "7"})
        if fault in ("broken", "gateway"):
            return Answer(500 if fault == "broken" else 503, b"broken")
        answer = self._answer(request)
        if fault == "lost answer":
            raise UnreachableError("lost", "again")
        if fault == "killed" and request.method == "POST":
            raise KilledError
        return answer

    def _answer(self, request: Request) -> Answer:
        if request.headers.get("Authorization") != AUTHORIZATION:
            return Answer(401, b"who are you")
        parts = urlsplit(request.url)
        if parts.path.endswith("/about"):
            return Answer(200, json.dumps({"version": self._versions}).encode())
        if request.headers.get("X-Experience-API-Version") not in self._versions:
            return Answer(400, b"version")
        if self.answer_with is not None:
            return Answer(self.answer_with, b"as told")
        if request.method == "GET":
            return self._show(parse_qs(parts.query))
        return self._take(json.loads(request.body))

    def _show(self, query: Mapping[str, list[str]]) -> Answer:
        ((name, (wanted,)),) = query.items()
        there = wanted in self.kept and (wanted in self.voided) == (name == "voidedStatementId")
        if self._listing:
            return Answer(200, json.dumps({"statements": [self.kept[wanted]] if there else []}).encode())
        return Answer(200, json.dumps(self.kept[wanted]).encode()) if there else Answer(404, b"none")

    def _take(self, statements: list[dict[str, Any]]) -> Answer:
        """All or none of them, as the standard says."""
        if len(statements) > self.most:
            return Answer(413, b"too much")
        if named := [each["id"] for each in statements if each["id"] in self.bad]:
            return Answer(400, f"{named[0]} is bad".encode())
        known = [each for each in statements if each["id"] in self.kept]
        differing = [each for each in known if {**each, **added(each)} != self.kept[each["id"]]]
        if differing or (known and self._strict):
            return Answer(409, b"I have some of these")
        for each in statements:
            if each["id"] in self.kept:
                continue
            self.doubled += self.order.count(each["id"])
            self.kept[each["id"]] = {**each, **added(each)}
            self.order.append(each["id"])
            if each["verb"]["id"].endswith("/voided"):
                self.voided.add(each["object"]["id"])
        return Answer(200, json.dumps([each["id"] for each in statements]).encode())


def added(statement: Mapping[str, Any]) -> dict[str, Any]:
    """What an LRS adds to a statement, and writes otherwise than it was given."""
    return {
        "stored": "2026-03-04T09:00:00.000Z",
        "authority": {"objectType": "Agent", "mbox": "mailto:lrs@example.org"},
        "version": "1.0.0",
        "timestamp": str(statement["timestamp"]).replace("Z", "+00:00"),
    }


@contextmanager
def on_loopback(fake: FakeLrs, *, mute: bool = False) -> Iterator[xapi.LrsOptions]:
    """The same behind HTTP; gives how to reach it. With `mute` it takes what it is sent and never answers."""
    ending = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = fake(Request(self.command, self.path, body, dict(self.headers)))
            if mute and self.command == "POST":
                ending.wait(20)
                return
            self.send_response(answer.status)
            for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        do_POST = do_GET  # noqa: N815 - the library's name

        def log_message(self, *told: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield xapi.LrsOptions(address=f"http://127.0.0.1:{server.server_port}/xapi", key="console", secret="a secret")
    finally:
        ending.set()
        server.shutdown()
        server.server_close()
        thread.join(20)
