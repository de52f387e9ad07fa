"""What the parts of a journal have in common: its open database, clock, ids and salts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from simulator.record.connection import Store


class Part:
    """One subject of the journal, beside its sessions.

    Every writing call is one transaction: when it returns, what it wrote is on disk; when it raises, nothing of it is.

    Args:
        store: the open database, migrated.
        clock: gives the present as an aware time.
        new_id: gives a new UUIDv7 as text.
        new_salt: gives `chain.SALT_BYTES` random bytes.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        new_salt: Callable[[], bytes],
    ) -> None:
        self._store = store
        self._clock = self.clock = clock
        self._new_id = self.new_id = new_id
        self._new_salt = self.new_salt = new_salt

    @property
    def store(self) -> Store:
        """The open database, for the other modules of this room."""
        return self._store


def put(connection: Connection, table: Table, row: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Insert a row, or where its primary key is taken change the one that is there.

    Args:
        connection: inside a writing transaction.
        table: the table.
        row: all columns of a new row.
        changes: what becomes of a row that is there; values may be SQL expressions on it.
    """
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    keys = [column.name for column in table.primary_key]
    added = insert(table).values(**row)
    connection.execute(added.on_conflict_do_update(index_elements=keys, set_=dict(changes)))
