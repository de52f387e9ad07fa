"""Badges that were given out: for which path, and on which exams they stand. The badge itself is not kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, insert, select

from simulator.record.company_tables import badge
from simulator.record.part import Part
from simulator.record.records import UnknownRecordError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge.

    Args:
        id: names it, also in the badge.
        person_id: whose it is.
        path: for which path.
        minimums: by session, the points it must keep for the badge to hold.
        made_at: when it was given out.
    """

    id: str
    person_id: str
    path: str
    minimums: Mapping[str, int]
    made_at: datetime


class Badges(Part):
    """Badges of a journal: `journal.badges`."""

    def add(self, person_id: str, path: str, minimums: Mapping[str, int]) -> Badge:
        """Note that a badge is given out, and return it.

        Args:
            person_id: whose it is.
            path: for which path.
            minimums: by session, the points it must keep.
        """
        made = Badge(self._new_id(), person_id, path, dict(minimums), self._clock())
        row = {
            "id": made.id, "person_id": person_id, "path": path, "content": json.dumps(dict(minimums), sort_keys=True),
            "made_at": made.made_at,
        }  # fmt: skip
        with self._store.write() as connection:
            connection.execute(insert(badge).values(**row))
        return made

    def badge(self, badge_id: str) -> Badge:
        """Return one badge.

        Raises:
            UnknownRecordError: none was given out under that id, or whose it was is erased.
        """
        with self._store.read() as connection:
            row = connection.execute(select(badge).where(badge.c.id == badge_id)).first()
        if row is None:
            raise UnknownRecordError("There is no such badge.", "Whose it was may have been erased.")
        return _badge(row)

    def badges(self, person_id: str | None = None) -> tuple[Badge, ...]:
        """Return the badges in the order they were given out.

        Args:
            person_id: only theirs.
        """
        query = select(badge).order_by(badge.c.id)
        if person_id is not None:
            query = query.where(badge.c.person_id == person_id)
        with self._store.read() as connection:
            return tuple(_badge(row) for row in connection.execute(query))


def _badge(row: Row[Any]) -> Badge:
    return Badge(row.id, row.person_id, row.path, json.loads(row.content), row.made_at)
