"""Who works something out of sessions is told which of them have moved since.

Triggers count it in the same transaction as the change itself, so nothing can be missed, and a crash between working
out and settling has it worked out again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from simulator.record.company_tables import follower, touched
from simulator.record.part import Part
from simulator.record.tables import session

if TYPE_CHECKING:
    from collections.abc import Iterable


class Following(Part):
    """Which sessions have moved: `journal.following`."""

    def begin(self, name: str, *, every: bool = True) -> None:
        """Be told from now on; every session counts as moved. Beginning again changes nothing.

        Args:
            name: who wants to know, as `figures`.
            every: False where sessions that are here count only once they move again.
        """
        with self._store.write() as connection:
            if connection.execute(select(follower.c.name).where(follower.c.name == name)).first() is None:
                connection.execute(insert(follower).values(name=name, since=self._clock()))
                if every:
                    rows = select(literal(name), session.c.id, literal(0))
                    connection.execute(insert(touched).from_select(["follower", "session_id", "mark"], rows))

    def end(self, name: str) -> None:
        """Be told no longer."""
        with self._store.write() as connection:
            connection.execute(delete(follower).where(follower.c.name == name))
            connection.execute(delete(touched).where(touched.c.follower == name))

    def waiting(self, name: str, limit: int = 1000) -> dict[str, int]:
        """Sessions that have moved, each with a number to `settle` it by.

        Args:
            name: who asks.
            limit: at most so many.
        """
        query = select(touched.c.session_id, touched.c.mark).where(touched.c.follower == name)
        with self._store.read() as connection:
            return {row.session_id: row.mark for row in connection.execute(query.limit(limit))}

    def count(self, name: str) -> int:
        """How many sessions have moved."""
        query = select(func.count()).select_from(touched).where(touched.c.follower == name)
        with self._store.read() as connection:
            return int(connection.execute(query).scalar_one())

    def settle(self, name: str, settled: Iterable[tuple[str, int]]) -> None:
        """Say that sessions were looked at; one that has moved again meanwhile stays.

        Args:
            name: who has looked.
            settled: sessions with the numbers that `waiting` gave.
        """
        with self._store.write() as connection:
            for session_id, mark in settled:
                same = (touched.c.follower == name, touched.c.session_id == session_id, touched.c.mark == mark)
                connection.execute(delete(touched).where(*same))


def touch(connection: Connection, session_ids: Iterable[str]) -> None:
    """Tell all who follow that sessions have moved, where no trigger does.

    Args:
        connection: inside a writing transaction.
        session_ids: which.
    """
    inserting = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    names = connection.execute(select(follower.c.name)).scalars().all()
    for session_id in session_ids if names else ():
        rows = [{"follower": name, "session_id": session_id, "mark": 1} for name in names]
        again = {"mark": touched.c.mark + 1}
        keys = ["follower", "session_id"]
        connection.execute(inserting(touched).values(rows).on_conflict_do_update(index_elements=keys, set_=again))
