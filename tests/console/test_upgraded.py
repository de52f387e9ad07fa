"""The console on a journal of the version before it had desktops: it is upgraded when it opens, and its pages are there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulator.console import ServeOptions, create_app
from simulator.record import open_journal
from tests.record.older import moved_back

from .world import World, world

PAGES = {
    "ada": "/admin /admin/people /admin/groups /admin/log /admin/integrity /admin/retention /admin/settings",
    "heikki": "/hr /hr/groups /hr/progress /hr/readiness /hr/exams",
    "tove": "/trainer /trainer/groups /trainer/sessions /trainer/waiting /trainer/scenes",
    "aino": "/me /me/sessions /me/progress /me/scenes /me/data",
}


@pytest.mark.slow
def test_the_pages_of_an_upgraded_journal_open(tmp_path: Path) -> None:
    with world(tmp_path / "new") as newer:
        path = tmp_path / "old.sqlite3"
        newer.journal.store.scrub()  # everything into the file itself
        moved_back(newer.journal.store.path, path, 3)
        options = ServeOptions(database=str(path), home=tmp_path)
        with open_journal(path) as journal:
            company: World = replace(newer, journal=journal, options=options, app=create_app(journal, options))
            for login, pages in PAGES.items():
                browser = company.client(login)
                found = {page: browser.get(page).status_code for page in pages.split()}
                assert found == dict.fromkeys(pages.split(), 200)
            assert all(journal.verify(record.id).ok for record in journal.sessions())
            aino = company.client("aino")
            assert company.sessions["aino", "overcharged_card"] in aino.get("/me/sessions").text
