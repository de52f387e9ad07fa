"""A company that went back to a backup: what desktops had sent since comes up again by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from simulator.console import ServeOptions, create_app
from simulator.exchange import Answer, Company, Request, code_hash, join, load_link, new_code
from simulator.record import Mode, backup, open_journal, restore
from simulator.scenario import load
from simulator.training import Session

ADDRESS = "https://localhost"


def now():
    return datetime.now(UTC)


class Served:
    """The company's console, as a desktop reaches it; its records may be exchanged behind it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal = open_journal(path)
        self._open()

    def _open(self):
        options = ServeOptions(database=str(self.path), home=self.path.parent)
        self._client = TestClient(create_app(self.journal, options), base_url=ADDRESS)

    def __call__(self, request: Request) -> Answer:
        target = urlsplit(request.url)
        got = self._client.request(
            request.method, f"{target.path}?{target.query}", content=request.body, headers=dict(request.headers)
        )
        return Answer(got.status_code, got.content, {name.lower(): value for name, value in got.headers.items()})

    def bring_back(self, kept: Path) -> None:
        self.journal.close()
        restore(kept, self.path, replace=True)
        self.journal = open_journal(self.path)
        self._open()


def play(journal, person_id):
    session = Session.begin(load("beyond_authority"), "en", 1, mode=Mode.EXAM, journal=journal, person_id=person_id)
    session.leave()
    session.finish()
    return session.played.session_id


@pytest.mark.slow
def test_what_came_up_after_the_backup_comes_up_again(tmp_path):
    company = Served(tmp_path / "server" / "company.db")
    person = company.journal.add_person("Aino", language="en").id
    code = new_code()
    company.journal.devices.make_code(code_hash(code), person_id=person, by="", expires_at=now() + timedelta(hours=1))
    folder = tmp_path / "desk"
    folder.mkdir()
    with open_journal(folder / "journal.db") as journal:
        join(ADDRESS, code, journal, folder, device="desk", clock=now, send=company)

        def sync():
            report = Company(journal, folder, load_link(folder), send=company, clock=now).sync()
            assert (report.error, report.refused, report.waiting) == ("", (), ())
            return report.uploaded

        before = play(journal, person)
        assert sync() == (before,)
        kept = tmp_path / "kept.sqlite3"
        backup(company.journal, kept)
        since = play(journal, person)
        assert sync() == (since,)
        company.bring_back(kept)
        assert [record.id for record in company.journal.sessions()] == [before]
        assert sync() == (since,)
        assert [record.id for record in company.journal.sessions()] == [before, since]
        assert all(company.journal.verify(each).ok and journal.verify(each).ok for each in (before, since))
        assert company.journal.devices.latest_receipts([since])[since].entry_count == len(journal.entries(since))
        offered = len(company.journal.devices.receipts(since))
        assert sync() == ()
        assert len(company.journal.devices.receipts(since)) == offered
    company.journal.close()
