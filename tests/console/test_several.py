"""Several servers of one console behind a proxy: whichever answers, it is the same console."""

from __future__ import annotations

import asyncio
import http.client
import itertools
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from simulator.authoring import pack_scene
from simulator.console import ServeOptions
from simulator.console.jobs import Jobs, Progress
from simulator.console.serving import config_of
from simulator.record import open_journal

from .visiting import PASSWORD, code_for, give_password
from .world import World, world

ROOT = Path(__file__).resolve().parents[2]
SERVERS = 2


def came_from(options: ServeOptions, peer: str, **headers: str) -> tuple[str, str]:
    """Address and scheme of a request as the console is told them by what serves it."""
    seen: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope)

    config = config_of(app, options)
    config.load()
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "client": (peer, 4000), "scheme": "http", "headers": told, "asgi": {"version": "3.0"}}
    scope |= {
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "http_version": "1.1",
        "server": None,
    }
    asyncio.run(config.loaded_app(scope, None, None))
    return seen["client"][0], seen["scheme"]


FORGED = {"x_forwarded_for": "6.6.6.6", "x_forwarded_proto": "https"}


def test_only_named_proxies_are_believed_where_a_request_comes_from(tmp_path: Path) -> None:
    alone = ServeOptions(database="x", home=tmp_path)
    assert came_from(alone, "127.0.0.1", **FORGED) == ("127.0.0.1", "http")
    behind = ServeOptions(database="x", home=tmp_path, proxies=("10.0.0.5", "10.1.0.0/16"))
    assert came_from(behind, "10.0.0.5", **FORGED) == ("6.6.6.6", "https")
    assert came_from(behind, "10.1.2.3", **FORGED) == ("6.6.6.6", "https")
    for stranger in ("10.0.0.6", "127.0.0.1", "8.8.8.8"):
        assert came_from(behind, stranger, **FORGED) == (stranger, "http")
    # Who is behind the proxy may write what they like before what the proxy says of them.
    assert came_from(behind, "10.0.0.5", x_forwarded_for="1.2.3.4, 6.6.6.6, 10.1.0.1")[0] == "6.6.6.6"
    tls = ServeOptions(database="x", home=tmp_path, secure=True)
    assert came_from(tls, "127.0.0.1", **FORGED)[0] == "6.6.6.6"
    assert came_from(tls, "10.0.0.5", **FORGED)[0] == "10.0.0.5"


def test_its_health_is_told_under_any_name_and_tells_nothing_else(tmp_path: Path) -> None:
    with world(tmp_path) as company:
        browser = company.client()
        answer = browser.get("/healthz", headers={"Host": "10.0.0.7"})
        assert (answer.status_code, answer.text) == (200, "ok")
        assert "set-cookie" not in answer.headers
        assert browser.get("/sign-in", headers={"Host": "10.0.0.7"}).status_code == 421
        company.journal.close()
        answer = browser.get("/healthz")
        assert answer.status_code in (500, 503)


@pytest.mark.slow
def test_of_several_processes_one_does_a_job_and_a_killed_one_has_let_go(postgresql_server: Any) -> None:
    name, url = postgresql_server.new()
    go, here, there = threading.Event(), Jobs(), Jobs()

    def now() -> datetime:
        return datetime.now(UTC)

    def work(progress: Progress) -> dict[str, int]:
        progress.told(1, 3)
        go.wait(20)
        return {"found": 3}

    try:
        with open_journal(url) as mine, open_journal(url) as other:
            assert here.start(mine, now, work, kind="counting", by="ada")
            assert not there.start(other, now, work, kind="counting", by="ada")
            seen = there.running(other, now())
            assert seen is not None
            assert seen.kind == "counting"
            assert there.stop(other, now(), "ada")
            postgresql_server.admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 5110908"
            )  # as when its machine is gone
            ends = time.monotonic() + 20
            while there.running(other, now()) is not None:
                assert time.monotonic() < ends
            assert there.start(other, now, lambda _: {"found": 1}, kind="counting", by="ada")
            there.wait()
            go.set()
            here.wait()
            assert not other.holding.taken("console job")
    finally:
        go.set()
        postgresql_server.drop(name)


class Proxy(BaseHTTPRequestHandler):
    """Gives each request to the next server."""

    protocol_version = "HTTP/1.1"
    turn: Iterator[str]
    answered: list[str]

    def _pass_on(self) -> None:
        host = next(self.turn)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        connection = http.client.HTTPConnection(host, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        connection.request(self.command, self.path, body, {**headers, "X-Forwarded-For": self.client_address[0]})
        answer = connection.getresponse()
        content = answer.read()
        self.answered.append(host)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        connection.close()

    do_GET = do_POST = _pass_on  # noqa: N815 - the library's names

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def behind_a_proxy(url: str, home: Path) -> Iterator[tuple[str, type[Proxy], list[subprocess.Popen[str]]]]:
    """Servers on free ports and a proxy before them: where it listens, what it did, the servers."""
    command = [sys.executable, "-m", "simulator", "serve", "--database", url, "--port", "0", "--proxy", "127.0.0.1"]
    environment = {**os.environ, "SILKGLOVES_HOME": str(home), "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
    servers = [
        subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(SERVERS)
    ]
    try:
        hosts = []
        for server in servers:
            assert server.stdout is not None
            hosts.append(re.search(r"http://(\S+)", server.stdout.readline())[1])  # type: ignore[index]
        handler = type("Turned", (Proxy,), {"turn": itertools.cycle(hosts), "answered": []})
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as proxy:
            threading.Thread(target=proxy.serve_forever, daemon=True).start()
            yield f"127.0.0.1:{proxy.server_address[1]}", handler, servers
            proxy.shutdown()
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(30)
            assert server.stdout is not None
            server.stdout.close()


class Browser:
    """Keeps cookies, and says that its forms are its own."""

    def __init__(self, host: str) -> None:
        self._host, self.cookies = host, dict[str, str]()

    def ask(
        self, path: str, form: dict[str, str] | None = None, files: dict[str, tuple[str, bytes]] | None = None,
        site: str = "same-origin",
    ) -> tuple[int, bytes, str]:  # fmt: skip
        headers = {"Sec-Fetch-Site": site, "Accept-Language": "en"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body: bytes | None = None
        if files is not None:
            mark = uuid4().hex
            headers["Content-Type"] = f"multipart/form-data; boundary={mark}"
            body = b"".join(
                f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'.encode()
                + content + b"\r\n"
                for field, (name, content) in files.items()
            ) + f"--{mark}--\r\n".encode()  # fmt: skip
        elif form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form).encode()
        connection = http.client.HTTPConnection(self._host, timeout=120)
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, content, answer.headers.get("Location", "")

    def come_in(self, company: World, login: str) -> None:
        assert self.ask("/sign-in", {"login": login, "password": PASSWORD})[2] == "/second-factor"
        assert self.ask("/second-factor", {"code": code_for(company, login)})[2] == "/"


def finished(browser: Browser, page: str) -> None:
    """Wait until a page tells of no job that runs, whichever server is asked."""
    ends = time.monotonic() + 60
    quiet = 0
    while quiet < SERVERS:
        assert time.monotonic() < ends
        status, shown, _ = browser.ask(page)
        assert status == 200
        quiet = 0 if b"<progress" in shown else quiet + 1


@pytest.mark.slow
def test_two_servers_behind_a_proxy_are_one_console(postgresql_server: Any, tmp_path: Path) -> None:
    name, url = postgresql_server.new()
    try:
        with world(tmp_path, url) as company, behind_a_proxy(url, tmp_path) as (host, proxy, servers):
            give_password(company, "ada")
            give_password(company, "tove")
            ada, tove = Browser(host), Browser(host)
            ada.come_in(company, "ada")
            tove.come_in(company, "tove")
            for _ in range(SERVERS):
                assert ada.ask("/admin")[0] == 200
            assert len(set(proxy.answered)) == SERVERS
            assert ada.ask("/admin/groups", {"name": "East", "kind": "site"}, site="cross-site")[0] == 403
            assert ada.ask("/admin/groups", {"name": "East", "kind": "site"})[0] == 303
            for _ in range(SERVERS):
                assert b"East" in ada.ask("/admin/groups")[1]
            assert ada.ask("/admin/people.csv")[1].startswith(b"\xef\xbb\xbf")
            assert b"Ada" in ada.ask("/me/data/export.json")[1]
            packed = pack_scene(ROOT / "scenarios" / "no_receipt").raw
            status, page, _ = tove.ask("/trainer/scenes/new/upload", files={"file": ("mine.silk", packed)})
            assert status in (200, 303), page
            (draft,) = company.journal.publications.drafts()
            for _ in range(SERVERS):
                assert tove.ask(f"/trainer/scenes/{draft.id}/files.zip")[1].startswith(b"PK")
            assert ada.ask("/admin/backups", {"sure": "yes"})[0] == 303
            finished(ada, "/admin/backups")
            for _ in range(SERVERS):
                assert b".backup" in ada.ask("/admin/backups")[1]
            servers[0].send_signal(signal.SIGTERM)
            servers[0].wait(30)
            ada_alone = Browser(next(host for host in proxy.answered[-2:] if answers(host)))
            ada_alone.cookies = ada.cookies
            assert ada_alone.ask("/admin")[0] == 200, "the other goes on"
            assert ada_alone.ask("/sign-out", {})[0] == 303
            assert ada_alone.ask("/admin")[2] == "/sign-in"
    finally:
        postgresql_server.drop(name)


def answers(host: str) -> bool:
    """Whether a server is there."""
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
