from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from simulator.errors import SurroundingsError
from simulator.record import figures_tables, migrations, open_journal
from simulator.record.connection import open_store
from simulator.record.migrations import MIGRATIONS, Migration, migrate
from tests.record.journals import Ticking, begin, open_fixed, play
from tests.record.raw import is_sqlite, query, spoken, tamper

FIXTURE = Path(__file__).with_name("journal_version_1.sql")
NEWEST = MIGRATIONS[-1].number


@pytest.fixture
def version_1(tmp_path):
    """A journal as the first schema version wrote it, with two people and two sessions."""
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as raw:
        raw.executescript(FIXTURE.read_text(encoding="utf-8"))
    raw.close()
    return path


def test_migrations_are_numbered_without_gaps_and_each_has_its_file():
    folder = Path(migrations.__file__).parent
    assert [step.number for step in MIGRATIONS] == list(range(1, NEWEST + 1))
    files = sorted(path.stem for path in folder.glob("m*.py"))
    assert files == [f"m{step.number:04d}_{step.name}" for step in MIGRATIONS]


def test_a_migration_never_depends_on_what_the_tables_are_now():
    for path in Path(migrations.__file__).parent.glob("m0*.py"):
        assert not re.search(r"^(from|import) simulator", path.read_text(encoding="utf-8"), re.MULTILINE), path.name


def shape(connection):
    seen = inspect(connection)
    return {
        name: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(name)],
            seen.get_pk_constraint(name),
            seen.get_foreign_keys(name),
            sorted((i["name"], tuple(i["column_names"])) for i in seen.get_indexes(name)),
            sorted((c["name"], c["sqltext"]) for c in seen.get_check_constraints(name)),
            sorted((c["name"], tuple(c["column_names"])) for c in seen.get_unique_constraints(name)),
        )
        for name in seen.get_table_names()
    }


def test_the_migrations_make_exactly_the_tables_the_code_works_with(new_database):
    migrated = open_store(new_database(empty=True), readonly=False, busy_timeout_ms=100)
    migrate(migrated, Ticking())
    made = open_store(new_database(empty=True), readonly=False, busy_timeout_ms=100)
    with made.write() as connection:
        figures_tables.metadata.create_all(connection)
    with migrated.read() as one, made.read() as other:
        assert shape(one) == shape(other)
    migrated.close()
    made.close()


def test_a_new_journal_tells_its_version_and_when_each_step_ran(new_database):
    url = new_database(empty=True)
    with open_fixed(url) as journal:
        assert journal.schema_version == NEWEST
    rows = query(url, "SELECT number, name, applied_at FROM migration ORDER BY number")
    assert [row[:2] for row in rows] == [(step.number, step.name) for step in MIGRATIONS]
    assert all(row[2].endswith("Z") if is_sqlite(url) else row[2].tzinfo for row in rows)


def test_a_journal_of_version_1_is_upgraded_with_everything_in_it(version_1):
    with sqlite3.connect(version_1) as raw:
        before = {
            name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in ("person", "session", "entry", "scenario")
        }
        assert raw.execute("SELECT max(number) FROM migration").fetchone() == (1,)
    assert len(before["entry"]) == 6
    with open_journal(version_1) as journal:
        assert journal.schema_version == NEWEST
        assert [person.display_name for person in journal.people()] == ["Aino 😀", "nul \0 and half \ud83d"]
        [done, open_one] = journal.sessions()
        assert (done.ending, done.overall) == ("won_back", 83)
        assert journal.verify(done.id).ok
        assert journal.verify(open_one.id).ok
        journal.append(open_one.id, open_one.entry_count, "responded", b"after the upgrade")
        assert journal.verify(open_one.id).ok
    with sqlite3.connect(version_1) as raw:
        assert raw.execute("SELECT * FROM person").fetchall() == before["person"]
        assert raw.execute("SELECT * FROM entry").fetchall()[:6] == before["entry"]
        with pytest.raises(sqlite3.IntegrityError, match="never changes"):  # version 2's guards are there now
            raw.execute("UPDATE entry SET kind = 'x'")


def test_a_journal_of_version_2_is_upgraded_with_everything_in_it(tmp_path):
    path = tmp_path / "old.db"
    tables_of_2 = ("person", "session", "entry", "scenario")
    with sqlite3.connect(path) as raw:
        raw.executescript(FIXTURE.with_name("journal_version_2.sql").read_text(encoding="utf-8"))
        before = {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in tables_of_2}
        assert raw.execute("SELECT max(number) FROM migration").fetchone() == (2,)
    raw.close()
    with open_journal(path) as journal:
        assert journal.schema_version == NEWEST
        assert query(f"sqlite:///{path}", "SELECT count(*) FROM entry") == [(len(before["entry"]),)]
        marked, exam, erased = journal.sessions()
        assert all(journal.verify(record.id).ok for record in (marked, exam, erased))
        assert [line.kind for line in journal.entries_of_kinds([marked.id], ["graded"], ["mark."])[marked.id]] == [
            "graded",
            "mark.confirmed",
        ]
        assert erased.erased_at is not None
        account = journal.logins.add(exam.person_id, "someone", None)
        assert journal.logins.by_person(exam.person_id) == account
        journal.audit.append("", "account.made", "account", account.id)
        assert journal.audit.verify().ok
    for name in tables_of_2:
        assert query(f"sqlite:///{path}", f"SELECT * FROM {name}") == before[name]


def test_an_older_journal_opened_for_reading_only_is_not_touched(version_1):
    before = version_1.read_bytes()
    with pytest.raises(SurroundingsError, match="schema version 1") as told:
        open_journal(version_1, readonly=True)
    assert "Open it once for writing" in told.value.advice
    assert version_1.read_bytes() == before


def test_a_newer_journal_is_refused_and_left_alone(database_url):
    path = database_url
    with open_fixed(path) as journal:
        begin(journal)
    tamper(path, f"INSERT INTO migration VALUES ({NEWEST + 1}, 'future', '2030-01-01T00:00:00.000000Z')")
    for readonly in (False, True):
        with pytest.raises(SurroundingsError, match="newer Silk Gloves") as told:
            open_journal(path, readonly=readonly)
        assert "Update" in told.value.advice


def test_a_step_that_fails_leaves_the_version_before_whole(database_url):
    def half(connection):
        connection.exec_driver_sql("CREATE TABLE half_done (x INTEGER)")
        raise RuntimeError("power cut")

    store = open_store(database_url, readonly=False, busy_timeout_ms=100)
    migrate(store, Ticking())
    later = (*MIGRATIONS, Migration(NEWEST + 1, "later", half))
    with pytest.raises(RuntimeError):
        migrate(store, Ticking(), later)
    with store.read() as connection:
        assert "half_done" not in inspect(connection).get_table_names()
    assert migrate(store, Ticking()) == NEWEST
    store.close()


def test_a_later_step_runs_once_and_keeps_the_rows(new_database):
    database_url = new_database(empty=True)
    ran = []

    def add_column(connection):
        ran.append(1)
        connection.exec_driver_sql("ALTER TABLE person ADD COLUMN site TEXT")

    later = (*MIGRATIONS, Migration(NEWEST + 1, "sites", add_column))
    with open_fixed(database_url) as journal:
        begin(journal, "Aino")
    store = open_store(database_url, readonly=False, busy_timeout_ms=100)
    assert migrate(store, Ticking(), later) == NEWEST + 1
    assert migrate(store, Ticking(), later) == NEWEST + 1
    assert ran == [1]
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT display_name, site FROM person").all() == [("Aino", None)]
    store.close()


COLUMNS = "session_id, sequence, recorded_at, 'x', payload, salt, digest, chain"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM entry",
        "DELETE FROM session",
        "DELETE FROM scenario",
        "DELETE FROM audit",
        "UPDATE entry SET payload = x'00'",
        "UPDATE entry SET payload = payload, salt = salt",
        "UPDATE entry SET payload = NULL, salt = NULL, kind = 'x'",
        "UPDATE entry SET sequence = sequence + 10",
        "UPDATE entry SET recorded_at = '2026-01-02T03:04:05.000000Z'",
        "UPDATE entry SET digest = x'00'",
        "UPDATE entry SET chain = x'00'",
        "UPDATE session SET mode = 'exam'",
        "UPDATE session SET person_id = 'x'",
        "UPDATE session SET parent_session_id = 'x'",
        "UPDATE session SET started_at = '2026-01-02T03:04:05.000000Z'",
        "UPDATE scenario SET content = x'00'",
        "UPDATE audit SET payload = x'00'",
        "UPDATE audit SET payload = payload, salt = salt",
        "UPDATE audit SET payload = NULL, salt = NULL, actor = 'x'",
        "UPDATE audit SET number = number + 10",
        "UPDATE audit SET at = '2026-01-02T03:04:05.000000Z'",
        "UPDATE audit SET action = 'x'",
        "UPDATE audit SET kind = 'x'",
        "UPDATE audit SET object_id = 'x'",
        "UPDATE audit SET digest = x'00'",
        "UPDATE audit SET chain = x'00'",
    ],
)
def test_the_database_refuses_to_change_what_was_recorded(database_url, statement):
    with open_fixed(database_url) as journal:
        _, session_id = begin(journal)
        play(journal, session_id, b"one")
        journal.audit.append("", "journal.opened", "journal", "")
        with pytest.raises(DBAPIError, match=r"never"), journal._store.write() as connection:
            connection.execute(spoken(database_url, statement))
        assert journal.verify(session_id).ok
        assert journal.audit.verify().ok


@pytest.mark.slow
@pytest.mark.parametrize("table", ["session", "entry", "scenario", "audit"])
def test_the_server_refuses_to_empty_what_was_recorded(postgresql_server, table):
    name, url = postgresql_server.take()
    with open_fixed(url) as journal:
        _, session_id = begin(journal)
        with pytest.raises(DBAPIError, match=r"never"), journal.store.write() as connection:
            connection.exec_driver_sql(f"TRUNCATE {table} CASCADE")
        assert journal.verify(session_id).ok
    postgresql_server.give_back(name)


def test_replacing_an_entry_is_refused_as_well(tmp_path):
    with open_fixed(tmp_path / "a.db") as journal:
        _, session_id = begin(journal)
        driver = journal._store._connection.connection.driver_connection
        with pytest.raises(sqlite3.IntegrityError, match=r"never"):
            driver.execute(f"INSERT OR REPLACE INTO entry SELECT {COLUMNS} FROM entry")
        assert journal.verify(session_id).ok
