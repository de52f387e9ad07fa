"""A company and a desktop of it in one process: requests go through the console's application, without a network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.testclient import TestClient

from simulator.console import ServeOptions, create_app
from simulator.console.api import create_api
from simulator.console.api_access import Shared
from simulator.console.ask import Console
from simulator.exchange import Answer, Company, Link, Request
from simulator.exchange.link import save_link
from simulator.record import Journal, Mode, open_journal

from .desktops import bind, pattern, record_as

ADDRESS = "https://localhost"
ENTRIES = 6


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Bound:
    """Both sides.

    Args:
        company: the company's records.
        desktop: the desktop's.
        folder: the desktop's data folder.
        link: their bond.
        sent: every request that went out.
    """

    company: Journal
    desktop: Journal
    folder: Path
    link: Link
    client: TestClient
    sent: list[Request] = field(default_factory=list)
    clock: Callable[[], datetime] = now

    def send(self, request: Request) -> Answer:
        """Carry a request to the application."""
        self.sent.append(request)
        return self.carry(request)

    def carry(self, request: Request) -> Answer:
        """The same, not noted."""
        parts = urlsplit(request.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = self.client.request(request.method, path, content=request.body, headers=dict(request.headers))
        return Answer(
            answer.status_code, answer.content, {name.lower(): value for name, value in answer.headers.items()}
        )

    def machine(self, **more) -> Company:
        """The desktop's side, as a fresh start of the program would make it."""
        return Company(self.desktop, self.folder, self.link, **{"send": self.send, "clock": self.clock, **more})

    def play(self, mode: Mode = Mode.EXAM) -> str:
        """A session of the company's person, finished."""
        return record_as(self.desktop, self.link.person_id, pattern(ENTRIES, mode, ("I am sorry.",)))

    def there(self) -> dict[str, list[bytes | None]]:
        """What the company has: payloads by session."""
        return {
            record.id: [each.payload for each in self.company.entries(record.id)] for record in self.company.sessions()
        }

    def here(self, session_id: str) -> list[bytes | None]:
        """What the desktop has of a session."""
        return [each.payload for each in self.desktop.entries(session_id)]


@cache
def _described() -> FastAPI:
    """The API's application, made once: describing it takes most of a test."""
    with open_journal("sqlite://") as journal:
        made = create_api(mock.Mock(journal=journal, clock=now))
    if not isinstance(made, FastAPI):
        raise TypeError("another application than expected")
    return made


def _api(console: Console) -> FastAPI:
    made = _described()
    made.state.shared = Shared(console)
    return made


def bound(
    folder: Path,
    company: Journal,
    *,
    share: bool = False,
    person_id: str = "",
    desktop: Journal | None = None,
    link: Link | None = None,
) -> Bound:
    """A desktop that has joined.

    Args:
        folder: for files.
        company: the company's records.
        share: whether practice goes up.
        person_id: whose; somebody new where it is left out.
        desktop: its records; new ones where they are left out.
        link: its bond; a new one where it is left out.
    """
    desktop = desktop or open_journal(folder / "desktop.sqlite3")
    person = person_id or company.add_person("Aino").id
    link = link or bind(company, desktop, person, ADDRESS, share=share)
    save_link(folder, link)
    app = create_app(company, ServeOptions(database="sqlite://", home=folder))
    client = TestClient(app, base_url=ADDRESS)
    with mock.patch("simulator.console.api.create_api", _api):
        assert client.get("/api/v1/nothing").status_code == 404
    return Bound(company, desktop, folder, link, client)
