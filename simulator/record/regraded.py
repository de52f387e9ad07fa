"""What workers made of sessions while a re-grading lasts: each session once, however often it was graded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from simulator.record.company_tables import regraded
from simulator.record.part import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAGE = 500
"""Rows read at a time."""


class Regraded(Part):
    """Outcomes of shared runs: `journal.regraded`."""

    def new_run(self) -> str:
        """The id of a run."""
        return self._new_id()

    def put(self, run_id: str, stamp: str, outcomes: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep what came of sessions; what is there of a session already stays.

        Args:
            run_id: the run.
            stamp: of the grader.
            outcomes: plain values by session.
        """
        at = self._clock()
        with self._store.write() as connection:
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            adding = dialect.insert(regraded).on_conflict_do_nothing()
            for session_id in sorted(outcomes):  # in one order, so that two who write the same never wait in a circle
                told = json.dumps(outcomes[session_id], sort_keys=True, separators=(",", ":"))
                row = {"run_id": run_id, "session_id": session_id, "stamp": stamp, "told": told, "made_at": at}
                connection.execute(adding.values(**row))

    def missing(self, run_id: str, session_ids: list[str]) -> list[str]:
        """Those of the sessions of which nothing is known in a run, in their order."""
        known = select(regraded.c.session_id).where(regraded.c.run_id == run_id, regraded.c.session_id.in_(session_ids))
        with self._store.read() as connection:
            there = set(connection.execute(known).scalars())
        return [session_id for session_id in session_ids if session_id not in there]

    def count(self, run_id: str) -> int:
        """How many sessions of a run something is known of."""
        query = select(func.count()).select_from(regraded).where(regraded.c.run_id == run_id)
        with self._store.read() as connection:
            return int(connection.execute(query).scalar_one())

    def outcomes(self, run_id: str) -> Iterator[dict[str, Any]]:
        """What came of each session of a run, by its id."""
        after = ""
        while True:
            query = (
                select(regraded.c.session_id, regraded.c.told)
                .where(regraded.c.run_id == run_id, regraded.c.session_id > after)
                .order_by(regraded.c.session_id)
                .limit(PAGE)
            )
            with self._store.read() as connection:
                rows = connection.execute(query).all()
            for row in rows:
                yield json.loads(row.told)
            if len(rows) < PAGE:
                return
            after = rows[-1].session_id

    def clear(self, run_id: str | None = None) -> None:
        """Forget a run, or all of them."""
        with self._store.write() as connection:
            connection.execute(
                delete(regraded) if run_id is None else delete(regraded).where(regraded.c.run_id == run_id)
            )
