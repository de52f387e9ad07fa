"""Every schema version there was, with rows in all its tables, becomes the newest: nothing is lost, changed or doubled."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from simulator.record import backup, examine, migrations, open_journal
from simulator.record.connection import open_store
from simulator.record.migrations import MIGRATIONS, migrate, stored_version
from tests.record.journals import Ticking
from tests.record.older import NEWEST, OLDER, columns_of, dump_of, make_older, rows_of
from tests.record.raw import query


@pytest.fixture(params=OLDER)
def older(request, new_database):
    """The address of a journal of an earlier version, and that version."""
    url = new_database(empty=True)
    make_older(url, request.param)
    return url, request.param


def test_every_older_version_has_its_fixture_with_rows_in_every_table(new_database):
    for version in OLDER:
        url = new_database(empty=True)
        make_older(url, version)
        assert query(url, "SELECT max(number) FROM migration") == [(version,)]
        empty = [name for name, rows in rows_of(url).items() if not rows]
        assert empty == [], (version, empty)


def test_the_fixtures_have_the_tables_that_the_migrations_made(tmp_path):
    for version in OLDER:
        store = open_store(tmp_path / f"{version}.db", readonly=False, busy_timeout_ms=100)
        migrate(store, Ticking(), MIGRATIONS[:version])
        store.close()
        made = query(f"sqlite:///{tmp_path / f'{version}.db'}", "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        dumped = re.sub(r"\s+", " ", dump_of(version))
        missing = [sql for (sql,) in made if re.sub(r"\s+", " ", sql) not in dumped]
        assert missing == [], version


def test_everything_is_there_after_the_upgrade_and_holds(older):
    url, version = older
    columns, before = columns_of(url), rows_of(url)
    with open_journal(url) as journal:
        assert journal.schema_version == NEWEST
        assert rows_of(url, columns) == before
        assert examine(journal).ok
        assert all(journal.verify(record.id).ok for record in journal.sessions())
        assert any(record.erased_at for record in journal.sessions()) == (version > 1)
        assert journal.audit.verify().ok
        journal.following.begin("figures")
        assert journal.following.count("figures") == len(journal.sessions())
        record = journal.sessions(unfinished=True)[-1]
        journal.append(record.id, record.entry_count, "responded", b"after the upgrade")
        assert journal.verify(record.id).ok
        assert journal.following.waiting("figures")[record.id] == 1
    assert query(url, "SELECT number, name FROM migration ORDER BY number") == [
        (step.number, step.name) for step in MIGRATIONS
    ]


def test_the_guards_hold_after_the_upgrade_and_opening_it_a_second_time_does_nothing(older):
    url, _ = older
    with open_journal(url) as journal:
        for statement in ("UPDATE entry SET kind = 'x'", "DELETE FROM session", "DELETE FROM scenario"):
            with pytest.raises(DBAPIError, match=r"never"), journal.store.write() as connection:
                connection.exec_driver_sql(statement)
    before, steps = rows_of(url), query(url, "SELECT * FROM migration ORDER BY number")
    open_journal(url).close()
    assert rows_of(url) == before
    assert query(url, "SELECT * FROM migration ORDER BY number") == steps


def test_an_upgrade_that_breaks_off_in_any_step_leaves_the_older_version_whole(older, monkeypatch):
    url, version = older
    before = rows_of(url)
    for broken in MIGRATIONS[version:]:

        def half(connection, step=broken):
            step.upgrade(connection)
            raise RuntimeError("power cut")

        steps = tuple(replace(step, upgrade=half) if step is broken else step for step in MIGRATIONS)
        store = open_store(url, readonly=False, busy_timeout_ms=100)
        with pytest.raises(RuntimeError, match="power cut"):
            migrate(store, Ticking(), steps)
        with store.read() as connection:
            assert stored_version(connection, "") == version
            assert set(inspect(connection).get_table_names()) == {*before, "migration"}
        store.close()
        assert rows_of(url) == before
    with open_journal(url) as journal:
        assert journal.schema_version == NEWEST == len(migrations.MIGRATIONS)


def test_an_upgraded_journal_is_backed_up(older, tmp_path):
    with open_journal(older[0]) as journal:
        assert backup(journal, tmp_path / "backup.sqlite3").found == examine(journal)
