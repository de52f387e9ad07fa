"""Numbered migrations: each runs once, in order, in one transaction with the row that says it ran.

To change the schema: add `m0006_<noun>.py` with `upgrade(connection)`, list it in `MIGRATIONS`, bring `tables.py` and
the data map of the README to the same state, and add a fixture of the version before to the tests. Never edit a
migration that has been released.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, inspect, select

from simulator.errors import SurroundingsError
from simulator.record.migrations import m0001_journal, m0002_guards, m0003_console, m0004_company, m0005_figures
from simulator.record.tables import migration

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from simulator.record.connection import Store


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step from the schema version before it."""

    number: int
    name: str
    upgrade: Callable[[Connection], None]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "journal", m0001_journal.upgrade),
    Migration(2, "guards", m0002_guards.upgrade),
    Migration(3, "console", m0003_console.upgrade),
    Migration(4, "company", m0004_company.upgrade),
    Migration(5, "figures", m0005_figures.upgrade),
)

# Any number will do as long as all our processes use the same; PostgreSQL's lock table knows no names.
_POSTGRESQL_LOCK = 5_110_905


def stored_version(connection: Connection, where: str) -> int:
    """Return the schema version of a database, 0 for an empty one.

    Args:
        connection: inside a transaction.
        where: the database in words for a person, without a password.

    Raises:
        SurroundingsError: a database that holds other things than a journal.
    """
    tables = inspect(connection).get_table_names()
    if "migration" in tables:
        return int(connection.execute(select(func.coalesce(func.max(migration.c.number), 0))).scalar_one())
    if tables:
        raise SurroundingsError(
            f"{where} is a database, but not a journal of Silk Gloves.", "Name another file, or move this one away."
        )
    return 0


def migrate(
    store: Store, now: Callable[[], datetime], migrations: Sequence[Migration] = MIGRATIONS, *, may_write: bool = True
) -> int:
    """Bring a database to the newest schema version and return it.

    Args:
        store: the open database.
        now: the clock.
        migrations: the numbered steps; only tests give others.
        may_write: False to only check that the version is the newest.

    Raises:
        SurroundingsError: a newer schema than this program knows, not a journal, or an older one that may not be
            written to.
    """
    newest = migrations[-1].number
    with store.read() as connection:
        version = stored_version(connection, store.where)
    if version < newest and not may_write:
        raise SurroundingsError(
            f"{store.where} has schema version {version}; this program needs {newest}.",
            "Open it once for writing, so that it is brought up to date.",
        )
    if version < newest:
        with store.write() as connection:
            version = _apply(connection, store.where, now, migrations)
    if version > newest:
        raise SurroundingsError(
            f"{store.where} was written by a newer Silk Gloves (schema version {version}, this one knows {newest}).",
            "Update Silk Gloves, or name another journal.",
        )
    return version


def _apply(connection: Connection, where: str, now: Callable[[], datetime], migrations: Sequence[Migration]) -> int:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_POSTGRESQL_LOCK)))
    version = stored_version(connection, where)  # again, under the write lock: another process may have been faster
    if version == 0:
        migration.create(connection, checkfirst=True)
    for step in migrations:
        if step.number > version:
            step.upgrade(connection)
            connection.execute(insert(migration).values(number=step.number, name=step.name, applied_at=now()))
            version = step.number
    return version
