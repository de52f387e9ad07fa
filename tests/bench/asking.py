"""A console served as people serve it, and somebody who signs in and asks for every page of the route table."""

from __future__ import annotations

import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyotp
from sqlalchemy import text

from simulator.console.routes import all_routes
from simulator.record import Journal, Mode, Role, open_journal
from simulator.scenario import load, slugs
from simulator.training import content_of, given_scene

ROOT = Path(__file__).resolve().parents[2]
BROWSER = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
EXTRA = ("/me", "/admin")
"""Asked besides the pages of HR and of trainers: with whom, and how they begin."""
FILES = (".jsonl", ".zip", ".silk")
"""Files that are no tables are not asked for."""
WHOLE = 16
"""A session with so many entries has its steps."""


@dataclass(slots=True)
class Server:
    """A running console.

    Args:
        host: where it listens.
        process: the server.
    """

    host: str
    process: subprocess.Popen[str]
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, who: str = "", form: dict[str, str] | None = None) -> tuple[int, bytes, str]:
        """Send one request; gives status, body and where to go next."""
        connection = http.client.HTTPConnection(self.host, timeout=600)
        headers = dict(BROWSER)
        if who in self.cookies:
            headers["Cookie"] = self.cookies[who]
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            if cookie.startswith("__Host-silkgloves="):
                self.cookies[who] = cookie.partition(";")[0]
        return answer.status, content, answer.headers.get("Location", "")

    def sign_in(self, login: str, password: str, secret: str) -> None:
        """Come in by password and second factor."""
        status, _, to = self.ask("POST", "/sign-in", login, {"login": login, "password": password})
        if to == "/second-factor":
            status, _, to = self.ask("POST", "/second-factor", login, {"code": pyotp.TOTP(secret).now()})
        if (status, to) != (303, "/"):
            raise SystemExit(f"{login} does not come in: {status} {to}")

    def memory_mb(self) -> float:
        """Resident memory of the server."""
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii"))
        return round(int(found[1]) / 1024, 1) if found else 0.0

    def cpu_s(self) -> float:
        """Processor time of the server so far."""
        told = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(database: str) -> Iterator[Server]:
    """A console of one worker on a free port."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "simulator", "serve", "--database", database, "--port", "0"]
        environment = {**os.environ, "SILKGLOVES_HOME": home, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                found = re.search(r"http://(\S+)", process.stdout.readline())
                assert found is not None, "it does not say where it listens"
                yield Server(found[1], process)
            finally:
                process.terminate()
                process.wait(60)


def measure(database: str, password: str, secret: str, times: int, *, sheets: bool = True) -> dict[str, Any]:
    """Ask for every page of HR and of a trainer in random order, and some of others; milliseconds as a browser waits.

    Args:
        database: filled by `console.py --make`.
        password: everybody's.
        secret: of everybody's second factor.
        times: how often each page is asked for.
        sheets: tables as files as well.
    """
    with open_journal(database) as journal:
        logins = _somebody(journal)
        things = _things(journal, logins)
    with served(database) as server:
        for login in logins.values():
            server.sign_in(login, password, secret)
        began = time.monotonic()
        _, _, _ = server.ask("GET", "/hr", logins["hr"])
        first_s = time.monotonic() - began
        _open_words(server, logins["hr"], things["hr"])
        asked = [(who, path) for who, path in _pages(things) for _ in range(times) if sheets or not _is_sheet(path)]
        random.Random(3).shuffle(asked)
        for who, path in dict.fromkeys(asked):  # each once: what is loaded with its first use
            server.ask("GET", _address(path, things, 0), logins[who])
        before, worked = server.memory_mb(), server.cpu_s()
        took: dict[str, list[float]] = {}
        bad: dict[str, int] = {}
        for number, (who, path) in enumerate(asked):
            begun = time.perf_counter()
            status, _, _ = server.ask("GET", _address(path, things, number), logins[who])
            took.setdefault(f"{who} {path}", []).append((time.perf_counter() - begun) * 1000)
            if status != 200:
                bad[f"{who} {path}"] = status
        worked = server.cpu_s() - worked
        after = server.memory_mb()
    every = [each for found in took.values() for each in found]
    rows = {page: _figures(found) for page, found in sorted(took.items(), key=lambda item: -statistics.median(item[1]))}
    return {
        "database": "postgresql" if database.startswith("postgresql") else "sqlite",
        "load_average": os.getloadavg()[0],
        "times": times,
        "first_page_s": round(first_s, 1),
        "pages": len(rows),
        "all": _figures(every),
        "pages_over_300_ms": [page for page in rows if not _is_sheet(page) and rows[page]["median_ms"] > 300],
        "only_pages": _figures([each for page, found in took.items() if not _is_sheet(page) for each in found]),
        "only_sheets": _figures(
            [0.0] if not sheets else [each for page, found in took.items() if _is_sheet(page) for each in found]
        ),
        "server_cpu_ms_a_request": round(1000 * worked / max(1, len(every)), 1),
        "requests_a_second": round(len(every) / max(0.001, sum(every) / 1000), 1),
        "memory_mb": {"before": before, "after": after},
        "not_200": bad,
        "ms": rows,
    }


def _is_sheet(page: str) -> bool:
    return page.endswith((".csv", ".xlsx", ".pdf"))


def _figures(found: list[float]) -> dict[str, float]:
    ordered = sorted(found)
    return {
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1),
        "most_ms": round(ordered[-1], 1),
    }


def _somebody(journal: Journal) -> dict[str, str]:
    """A login for each role; the trainee has played."""
    found = {}
    with journal.store.read() as connection:
        for role in Role:
            query = text(
                "SELECT a.login FROM account a JOIN role r ON r.account_id = a.id WHERE r.role = :role ORDER BY a.id"
            )
            found[role.value] = str(connection.execute(query, {"role": role.value}).scalar())
    return found


def _things(journal: Journal, logins: dict[str, str]) -> dict[str, dict[str, list[str]]]:
    """Objects that stand in addresses, by whose pages they are.

    HR has people with sessions, whole sessions of exams, groups; a trainer their own groups and what is in them. Both
    have an assignment, and a trainer rounds, which are made where there are none.
    """
    trainer = journal.logins.by_login(logins["trainer"])
    assert trainer is not None, "nobody trains"
    led = [team.id for team in journal.teams.led_by(trainer.person_id)]
    with journal.store.read() as connection:

        def ids(query: str, **given: object) -> list[str]:
            return [str(found) for found in connection.execute(text(query), given).scalars()]

        people = ids("SELECT DISTINCT person_id FROM session WHERE erased_at IS NULL AND ended_at IS NOT NULL LIMIT 40")
        sessions = ids(
            "SELECT id FROM session WHERE mode = 'exam' AND erased_at IS NULL AND ended_at IS NOT NULL "
            "AND entry_count >= :whole LIMIT 40",
            whole=WHOLE,
        )
        me = ids("SELECT person_id FROM account WHERE login = :login", login=logins["trainee"])
        mine = ids("SELECT id FROM session WHERE person_id = :me AND ended_at IS NOT NULL LIMIT 5", me=me[0])
        teams = ids("SELECT id FROM team LIMIT 40")
        theirs = ids(
            "SELECT s.id FROM session s JOIN membership m ON m.person_id = s.person_id WHERE m.team_id = :team "
            "AND m.part = 'member' AND s.mode IN ('exam', 'practice') AND s.erased_at IS NULL "
            "AND s.parent_session_id IS NULL AND s.ended_at IS NOT NULL ORDER BY s.entry_count DESC LIMIT 40",
            team=led[0],
        )
    given = _given(journal, trainer.person_id, led[0])
    rated, closed = _rounds(journal, trainer.person_id, led[0], theirs[20:])
    return {
        "hr": {"person": people, "session": sessions, "team": teams, "assignment": given},
        "trainer": {
            "team": led, "session": theirs[:20], "assignment": given, "round": rated, "closed round": closed,
        },
        "me": {"session": mine},
    }  # fmt: skip


def _given(journal: Journal, by: str, team: str) -> list[str]:
    """The exams given to a group; one is given where there is none."""
    there = [each.id for each in journal.assignments.assignments() if each.team_id == team]
    if there:
        return there
    scene = next(each for each in map(load, slugs()) if Mode.EXAM.value in each.file.about.use)
    journal.put_scenario(scene.hash, scene.bundle())
    content = content_of([given_scene(scene)])
    made = journal.assignments.add("scene", Mode.EXAM, "Bench", content, by=by, team_id=team, attempts=1)
    return [made.id]


def _rounds(journal: Journal, by: str, team: str, sessions: list[str]) -> tuple[list[str], list[str]]:
    """Rounds of a group in which its trainer is to rate, and closed ones; made where there are none."""
    for name in ("Bench", "Bench, closed"):
        if name not in {each.name for each in journal.rounds.rounds(team)}:
            made = journal.rounds.add(
                name, "seven_steps", sessions=sessions, raters=[by, journal.people()[1].id], by=by, team_id=team
            )
            if name != "Bench":
                journal.rounds.close(made.id)
    found = journal.rounds.rounds(team)
    return [each.id for each in found if each.closed_at is None], [each.id for each in found if each.closed_at]


def _open_words(server: Server, login: str, things: dict[str, list[str]]) -> None:
    """HR gives a reason before it reads words."""
    opened = []
    for session in things["session"][:5]:
        status, _, _ = server.ask("POST", f"/hr/sessions/{session}/open", login, {"reason": "Measured for the bench."})
        if status == 303:
            opened.append(session)
    things["opened"] = opened


def _pages(things: dict[str, dict[str, list[str]]]) -> list[tuple[str, str]]:
    """Who asks, and for which path of the route table; each once."""
    found = []
    for route in all_routes():
        if route.method != "GET" or route.who is None or route.path.endswith(FILES):
            continue
        if (area := route.path.split("/")[1]) in ("hr", "trainer"):
            found.append((area, route.path))
        elif route.path in EXTRA:
            found += [(role.value, route.path) for role in Role if role in route.who]
    return [
        (who, path)
        for who, path in found
        if set(re.findall(r"{(\w+)}", path)) <= {*things.get(path.split("/")[1], ()), "language"}
    ]


def _address(path: str, things: dict[str, dict[str, list[str]]], number: int) -> str:
    def one(match: re.Match[str]) -> str:
        name = "opened" if path.endswith("/words") else "closed round" if "/agreement" in path else match[1]
        those = things[path.split("/")[1]][name]
        return those[number % len(those)]

    return re.sub(r"{(\w+)}", one, path)
