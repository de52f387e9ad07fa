"""Rounds: sessions that several people rate blindly. The ratings are entries of the sessions' own chains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update

from simulator.record.console_records import Round
from simulator.record.console_tables import rating_round, round_rater, round_session
from simulator.record.escaping import escape, unescape
from simulator.record.part import Part
from simulator.record.records import UnknownRecordError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select


class Rounds(Part):
    """Rounds of a journal: `journal.rounds`."""

    def add(
        self,
        name: str,
        rubric: str,
        *,
        sessions: Iterable[str],
        raters: Iterable[str],
        by: str,
        team_id: str | None = None,
    ) -> Round:
        """Make a round and return it.

        Args:
            name: any text.
            rubric: what is rated by.
            sessions: ids of the sessions, in the order they are to be rated.
            raters: ids of the people who rate.
            by: who made the round.
            team_id: the team it is about, if it is about one.
        """
        row = {
            "id": self._new_id(),
            "name": escape(name),
            "team_id": team_id,
            "rubric": rubric,
            "created_by": by,
            "created_at": self._clock(),
        }
        with self._store.write() as connection:
            connection.execute(insert(rating_round).values(**row))
            for place, session_id in enumerate(dict.fromkeys(sessions)):
                connection.execute(insert(round_session).values(round_id=row["id"], session_id=session_id, place=place))
            for person_id in dict.fromkeys(raters):
                connection.execute(insert(round_rater).values(round_id=row["id"], person_id=person_id))
            return _find(connection, str(row["id"]))

    def close(self, round_id: str) -> Round:
        """Close a round and return it; closing twice does nothing.

        Raises:
            UnknownRecordError: no such round.
        """
        with self._store.write() as connection:
            if _find(connection, round_id).closed_at is None:
                connection.execute(
                    update(rating_round).where(rating_round.c.id == round_id).values(closed_at=self._clock())
                )
            return _find(connection, round_id)

    def round(self, round_id: str) -> Round:
        """Return one round.

        Raises:
            UnknownRecordError: no such round.
        """
        with self._store.read() as connection:
            return _find(connection, round_id)

    def rounds(self, team_id: str | None = None) -> tuple[Round, ...]:
        """Return the rounds, closed ones too, in the order they were made.

        Args:
            team_id: only those about this team.
        """
        query = select(rating_round)
        return self._rounds(query if team_id is None else query.where(rating_round.c.team_id == team_id))

    def of_rater(self, person_id: str) -> tuple[Round, ...]:
        """Return the rounds a person rates in, closed ones too, in the order they were made."""
        joined = select(rating_round).join(round_rater, round_rater.c.round_id == rating_round.c.id)
        return self._rounds(joined.where(round_rater.c.person_id == person_id))

    def of_session(self, session_id: str) -> tuple[Round, ...]:
        """Return the rounds a session is rated in, closed ones too, in the order they were made."""
        joined = select(rating_round).join(round_session, round_session.c.round_id == rating_round.c.id)
        return self._rounds(joined.where(round_session.c.session_id == session_id))

    def _rounds(self, query: Select[Any]) -> tuple[Round, ...]:
        with self._store.read() as connection:
            rows = connection.execute(query.order_by(rating_round.c.created_at, rating_round.c.id)).all()
            return tuple(_round(connection, row) for row in rows)


def _find(connection: Connection, round_id: str) -> Round:
    row = connection.execute(select(rating_round).where(rating_round.c.id == round_id)).one_or_none()
    if row is None:
        raise UnknownRecordError(f"No round here has the id {round_id!a}.", "List the rounds to see which there are.")
    return _round(connection, row)


def _round(connection: Connection, row: Row[Any]) -> Round:
    sessions = select(round_session.c.session_id).where(round_session.c.round_id == row.id)
    raters = select(round_rater.c.person_id).where(round_rater.c.round_id == row.id)
    return Round(
        id=row.id,
        name=unescape(row.name),
        team_id=row.team_id,
        rubric=row.rubric,
        created_by=row.created_by,
        created_at=row.created_at,
        closed_at=row.closed_at,
        sessions=tuple(connection.execute(sessions.order_by(round_session.c.place)).scalars()),
        raters=tuple(connection.execute(raters.order_by(round_rater.c.person_id)).scalars()),
    )
