"""Rows into an empty journal by the quickest road of each database; triggers and indexes are put back as they were."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from simulator.record.chain import stamp

BULKY = ("session", "entry", "audit")
"""Tables whose indexes are made when their rows are in."""


class Sink(Protocol):
    """Where rows go."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write rows."""

    def finish(self) -> None:
        """Make indexes and triggers as they were."""


class SqliteSink:
    """A SQLite file, written without syncing until it is whole.

    Args:
        path: a journal nobody else has open.
    """

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000", "locking_mode=EXCLUSIVE"):
            self._database.execute(f"PRAGMA {pragma}")
        marks = ",".join("?" * len(BULKY))
        self._taken = self._database.execute(
            f"SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN ({marks}) "
            "AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type",
            BULKY,
        ).fetchall()

    def __enter__(self) -> Self:
        for kind, name, _ in self._taken:
            self._database.execute(f"DROP {kind} {name}")
        self._database.execute("BEGIN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write rows."""
        command = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        self._database.executemany(
            command, ([stamp(value) if isinstance(value, datetime) else value for value in row] for row in rows)
        )

    def finish(self) -> None:
        """Make indexes and triggers as they were."""
        self._database.execute("COMMIT")
        for _, _, made in self._taken:
            self._database.execute(made)
        self._database.execute("PRAGMA locking_mode=NORMAL")


class PostgresSink:
    """A PostgreSQL database; the user must be a superuser, for foreign keys and triggers rest meanwhile.

    Args:
        url: its address.
    """

    def __init__(self, url: str) -> None:
        import psycopg

        self._database = psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1), autocommit=True)
        self._database.execute("SET session_replication_role = replica")
        self._database.execute("SET synchronous_commit = off")
        self._database.execute("SET maintenance_work_mem = '256MB'")
        self._taken = self._database.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ANY(%s) "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            (list(BULKY),),
        ).fetchall()
        self._types: dict[str, dict[str, str]] = {}

    def __enter__(self) -> Self:
        for name, _ in self._taken:
            self._database.execute(f'DROP INDEX "{name}"'.encode())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write rows."""
        if table not in self._types:
            found = self._database.execute(
                "SELECT column_name, udt_name FROM information_schema.columns "
                "WHERE table_schema = current_schema() AND table_name = %s",
                (table,),
            )
            self._types[table] = dict(found.fetchall())
        command = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
        with self._database.cursor() as cursor, cursor.copy(command.encode()) as copy:
            copy.set_types([self._types[table][column] for column in columns])
            for row in rows:
                copy.write_row(row)

    def finish(self) -> None:
        """Make indexes as they were, and tell the database what lies in it."""
        for _, made in self._taken:
            self._database.execute(made.encode())
        self._database.execute("VACUUM (ANALYZE)")
        self._database.execute("CHECKPOINT")


def open_sink(database: str) -> Sink:
    """The quickest road into a database.

    Args:
        database: a file, or a PostgreSQL address.
    """
    return PostgresSink(database) if database.startswith("postgresql") else SqliteSink(Path(database))
