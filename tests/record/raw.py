"""The database under a journal, as somebody sees it who knows SQL and takes the guards away."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def path_of(url: str) -> str:
    """The file of a SQLite address."""
    return url.removeprefix("sqlite:///")


@contextmanager
def unguarded(url: str) -> Iterator[Connection]:
    """A connection in one transaction, without triggers, foreign keys and (SQLite) checks."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        if is_sqlite(url):
            connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
            for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection
    engine.dispose()


def spoken(url: str, statement: str) -> Any:
    """SQLite's way to write bytes, in the words of the database at hand."""
    if not is_sqlite(url):
        statement = re.sub(r"x'([0-9a-f]*)'", r"'\\x\1'::bytea", statement)
        statement = re.sub(r"zeroblob\((\d+)\)", r"decode(repeat('00', \1), 'hex')", statement)
        statement = re.sub(r"CAST\('([^']*)' AS BLOB\)", r"convert_to('\1', 'UTF8')", statement)
    return text(statement.replace(":", "\\:"))


def tamper(url: str, *statements: str) -> bool:
    """Change what is stored; False where the database can hold no such value at all, and so nothing was changed."""
    try:
        with unguarded(url) as connection:
            for statement in statements:
                connection.execute(spoken(url, statement))
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise
        return False
    return True


def query(url: str, statement: str) -> list[tuple[Any, ...]]:
    """What a statement finds, past the journal."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql(statement)]
    engine.dispose()
    return found
