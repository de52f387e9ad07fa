"""What only one process on any machine may do at a time: held in the database, let go when the process is gone."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from simulator.record.connection import plain_words
from simulator.record.part import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

_OURS = 5_110_908
"""Tells our locks from those of other programs on the same database; any number does."""
_TAKEN = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = :ours AND objid = :name AND granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Held:
    """Something this process holds, until `release` or its own end.

    Args:
        connection: holds it, on PostgreSQL; None on a file, which one process serves.
    """

    def __init__(self, connection: Connection | None = None) -> None:
        self._connection = connection

    def release(self) -> None:
        """Let go; doing it again does nothing."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()  # the server lets go with the session, whatever state it is in
            connection.close()


class Holding(Part):
    """Locks by name: `journal.holding`. On a file nothing is locked: there a process is its only server."""

    @property
    def shared(self) -> bool:
        """Whether several processes may serve these records."""
        return self._store.dialect == "postgresql"

    def take(self, name: str) -> Held | None:
        """Hold a name, or None where another process does.

        Raises:
            SurroundingsError: the database cannot be reached.
        """
        if not self.shared:
            return Held()
        with plain_words(self._store.where):
            connection = self._store.apart()
            if connection.execute(select(func.pg_try_advisory_lock(_OURS, _keys(name)["name"]))).scalar():
                return Held(connection)
            connection.close()
        return None

    def taken(self, name: str) -> bool:
        """Whether any process holds a name now; never on a file."""
        if not self.shared:
            return False
        with self._store.read() as connection:
            return bool(connection.execute(_TAKEN, _keys(name)).scalar())


def _keys(name: str) -> Mapping[str, int]:
    return {"ours": _OURS, "name": zlib.crc32(name.encode()) & 0x7FFF_FFFF}
