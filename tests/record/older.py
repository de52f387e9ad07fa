"""Journals as earlier schema versions left them, with rows in every table: on SQLite a dump of what that version wrote,
on PostgreSQL the same rows in the tables that its migrations made there."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, create_engine

from simulator.record.chain import read_stamp
from simulator.record.connection import open_store
from simulator.record.migrations import MIGRATIONS, migrate
from tests.record.journals import Ticking, begin, open_fixed
from tests.record.raw import is_sqlite, path_of, query, unguarded
from tests.record.stories import tell

NEWEST = MIGRATIONS[-1].number
OLDER = tuple(step.number for step in MIGRATIONS[:-1])
"""Every schema version there was before."""

TOLD_BY_TRIGGERS = ("follower", "touched")
"""Filled last: else the triggers would write into them meanwhile."""

Rows = dict[str, list[tuple[Any, ...]]]


@cache
def dump_of(version: int) -> str:
    """The statements that make a SQLite journal of a version; of one nobody ever got, from rows of today."""
    kept = Path(__file__).with_name(f"journal_version_{version}.sql")
    if kept.exists():
        return kept.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        newer, older = Path(folder, "newer.db"), Path(folder, "older.db")
        with open_fixed(newer) as journal:
            story = tell(journal)
            journal.erase_person(journal.add_person("Somebody who goes").id)
            gone = begin(journal, "Somebody else who goes")[0]
            journal.erase_person(gone)
            begin(journal, "nul \0 and half \ud83d")
            journal.rename(story.bertil, "Bertil 😀")
        moved_back(newer, older, version)
        with closing(sqlite3.connect(older)) as raw:
            return "\n".join(raw.iterdump())


def make_older(url: str, version: int) -> None:
    """Fill an empty database with a journal of an earlier version."""
    if is_sqlite(url):
        raw = sqlite3.connect(path_of(url))
        raw.executescript(dump_of(version))
        raw.close()
        return
    store = open_store(url, readonly=False, busy_timeout_ms=5_000)
    migrate(store, Ticking(), MIGRATIONS[:version])
    store.close()
    with unguarded(url) as connection:
        there = MetaData()
        there.reflect(connection)
        for name, rows in _dumped(version).items():
            table = there.tables[name]
            connection.execute(table.delete())
            if rows:
                connection.execute(table.insert(), [_as_there(row, table) for row in rows])


def _dumped(version: int) -> dict[str, list[dict[str, Any]]]:
    raw = sqlite3.connect(":memory:")
    raw.row_factory = sqlite3.Row
    raw.executescript(dump_of(version))
    names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = {name: [dict(row) for row in raw.execute(f'SELECT * FROM "{name}"')] for name in names}
    raw.close()
    return rows


def _as_there(row: dict[str, Any], table: Any) -> dict[str, Any]:
    """Times as times, yes and no as such: SQLite has neither."""
    kinds: dict[str, type] = {column.name: column.type.python_type for column in table.c}

    def cast(name: str, value: Any) -> Any:
        if value is None:
            return None
        if kinds[name] is datetime:
            return read_stamp(value)
        return bool(value) if kinds[name] is bool else value

    return {name: cast(name, value) for name, value in row.items()}


def rows_of(url: str, names: dict[str, list[str]] | None = None) -> Rows:
    """All rows of a database by table, in order.

    Args:
        url: its address.
        names: only these columns of these tables.
    """
    names = columns_of(url) if names is None else names
    found = {}
    for name, columns in names.items():
        listed = ", ".join(f'"{column}"' for column in columns)
        rows = query(url, f'SELECT {listed} FROM "{name}"')
        found[name] = sorted((tuple(map(_plain, row)) for row in rows), key=repr)
    return found


def columns_of(url: str) -> dict[str, list[str]]:
    """The columns of every table but the list of migrations."""
    engine = create_engine(url)
    there = MetaData()
    there.reflect(engine)
    engine.dispose()
    return {table.name: [c.name for c in table.c] for table in there.sorted_tables if table.name != "migration"}


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def moved_back(newer: Path, older: Path, version: int) -> None:
    """Put the rows of a SQLite journal into the tables of an earlier version, as far as those had them."""
    store = open_store(older, readonly=False, busy_timeout_ms=5_000)
    migrate(store, Ticking(), MIGRATIONS[:version])
    with store.alone() as driver:
        driver.execute("ATTACH ? AS newer", (str(newer),))
        driver.execute("PRAGMA foreign_keys=OFF")
        names = columns_of(f"sqlite:///{older}")
        for name in sorted(names, key=lambda name: (name in TOLD_BY_TRIGGERS, name)):
            columns = names[name]
            listed = ", ".join(f'"{column}"' for column in columns)
            driver.execute(f'INSERT INTO main."{name}" ({listed}) SELECT {listed} FROM newer."{name}"')
    store.close()
