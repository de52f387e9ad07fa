"""Launches of our scenes from an LMS: who came how, what it is to be told, and how much of that it was told.

Statements are kept before they are sent, each with its id, and counted once they were taken: so a killed server goes on
where it was, and what is sent twice is known by its id.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from simulator.record.company_tables import launch
from simulator.record.part import Part
from simulator.record.records import SequenceError, UnknownRecordError
from simulator.record.tables import session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CLAIMED, OPEN, ENDED, DONE, REFUSED, LEFT = "claimed", "open", "ended", "done", "refused", "left"
"""How far a launch is: claimed before the LMS was asked for its token, open while it is played, ended once everything
to be told is written down, done once it was told, refused where the LMS takes no more, left for a later launch."""


@dataclass(frozen=True, slots=True)
class Launch:
    """One launch.

    Args:
        id: its id.
        person_id: who plays.
        registration: what the LMS calls their part in the course.
        activity: what the LMS calls the unit.
        made_at: when it was claimed.
        state: how far it is, see `OPEN` and its neighbours.
        session_id: the session that is played; None before it has begun.
        details: what the LMS said at the start; empty before that.
        token: what the LMS lets us in by; empty once it is needed no more.
        statements: what it is told, in order.
        sent: how many of them it has taken.
        tries: how often the next one was tried in vain.
        next_at: when it is tried next.
    """

    id: str
    person_id: str
    registration: str
    activity: str
    made_at: datetime
    state: str
    session_id: str | None
    details: Mapping[str, Any]
    token: str
    statements: tuple[Mapping[str, Any], ...]
    sent: int
    tries: int
    next_at: datetime | None


class Launches(Part):
    """Launches from an LMS: `journal.launches`."""

    def claim(self, person_id: str, fetch_hash: str, registration: str, activity: str) -> Launch:
        """Begin a launch, before the LMS is asked for its token, which it gives once.

        Args:
            person_id: who comes.
            fetch_hash: of the address where the token is given; it opens one launch.
            registration: what the LMS calls their part in the course.
            activity: what the LMS calls the unit.

        Raises:
            SequenceError: that address was used before.
        """
        row = {
            "id": self._new_id(), "person_id": person_id, "fetch_hash": fetch_hash, "registration": registration,
            "activity": activity, "made_at": self._clock(), "state": CLAIMED, "statements": "[]", "sent": 0, "tries": 0,
        }  # fmt: skip
        try:
            with self._store.write() as connection:
                connection.execute(insert(launch).values(**row))
                return _find(connection, str(row["id"]))
        except IntegrityError as error:
            raise SequenceError("This launch was used before.", "Launch it again from the course.") from error

    def open(
        self, launch_id: str, session_id: str, details: Mapping[str, Any], token: str, told: Sequence[Mapping[str, Any]]
    ) -> Launch:
        """Keep what the LMS said, and what it is told first; earlier launches of the same unit are left.

        Args:
            launch_id: which.
            session_id: what is played.
            details: plain values for JSON.
            token: what the LMS lets us in by.
            told: the first statements.
        """
        values = {
            "session_id": session_id, "details": _plain(details), "token": token, "statements": _plain(list(told)),
            "state": OPEN, "next_at": self._clock(),
        }  # fmt: skip
        with self._store.write() as connection:
            found = _locked(connection, launch_id)
            earlier = _same_unit(found.person_id, found.registration, found.activity)
            left = (earlier, launch.c.id != launch_id, launch.c.state.in_((CLAIMED, OPEN)))
            connection.execute(update(launch).where(*left).values(state=LEFT, token=None))
            connection.execute(update(launch).where(launch.c.id == launch_id).values(**values))
            return _locked(connection, launch_id)

    def end(self, launch_id: str, told: Sequence[Mapping[str, Any]]) -> Launch:
        """Keep the last statements; once only, whoever comes second changes nothing.

        Args:
            launch_id: which.
            told: what is told after what was told before.
        """
        with self._store.write() as connection:
            found = _locked(connection, launch_id)
            still = (launch.c.id == launch_id, launch.c.state == OPEN)
            values = {"statements": _plain([*found.statements, *told]), "state": ENDED, "next_at": self._clock()}
            connection.execute(update(launch).where(*still).values(**values))
            return _locked(connection, launch_id)

    def take(self, launch_id: str, until: datetime) -> Launch | None:
        """Have a launch to oneself for a while, where something of it is to be sent now; else None.

        Args:
            launch_id: which.
            until: nobody else takes it before that.
        """
        now = self._clock()
        due = (launch.c.id == launch_id, launch.c.state.in_((OPEN, ENDED)), launch.c.next_at <= now)
        with self._store.write() as connection:
            if connection.execute(update(launch).where(*due).values(next_at=until)).rowcount == 0:
                return None
            return _locked(connection, launch_id)

    def settle(self, launch_id: str, sent: int, tries: int, next_at: datetime | None, *, refused: bool = False) -> None:
        """Say what came of sending; the token goes with the last statement.

        Args:
            launch_id: which.
            sent: how many statements the LMS has taken.
            tries: how often the next one was tried in vain.
            next_at: when it is tried next; None where nothing is left for now.
            refused: whether the LMS takes no more.
        """
        with self._store.write() as connection:
            found = _locked(connection, launch_id)
            state = found.state
            if refused:
                state = REFUSED
            elif state == ENDED and sent >= len(found.statements):
                state = DONE
            # What was written down meanwhile is not forgotten by whoever sent what came before.
            waiting = next_at or (self._clock() if sent < len(found.statements) else None)
            values: dict[str, Any] = {"sent": max(sent, found.sent), "tries": tries, "state": state, "next_at": waiting}
            if state in (DONE, REFUSED):
                values |= {"token": None, "next_at": None}
            connection.execute(update(launch).where(launch.c.id == launch_id).values(**values))

    def launch(self, launch_id: str) -> Launch:
        """Return one launch.

        Raises:
            UnknownRecordError: no such launch.
        """
        with self._store.read() as connection:
            return _find(connection, launch_id)

    def by_fetch(self, fetch_hash: str) -> Launch | None:
        """Return the launch that an address opened, if it did."""
        with self._store.read() as connection:
            row = connection.execute(select(launch).where(launch.c.fetch_hash == fetch_hash)).first()
            return None if row is None else _launch(row)

    def of_session(self, session_id: str) -> Launch | None:
        """Return the latest launch that plays a session, if one does."""
        query = select(launch).where(launch.c.session_id == session_id).order_by(launch.c.id.desc()).limit(1)
        with self._store.read() as connection:
            row = connection.execute(query).first()
            return None if row is None else _launch(row)

    def of_unit(self, person_id: str, registration: str, activity: str) -> tuple[Launch, ...]:
        """Return somebody's launches of one unit of a course, in order."""
        query = select(launch).where(_same_unit(person_id, registration, activity)).order_by(launch.c.id)
        with self._store.read() as connection:
            return tuple(_launch(row) for row in connection.execute(query))

    def waiting(self, limit: int = 20) -> tuple[str, ...]:
        """Return ids of launches with something to do: to send now, or whose session is over without their end."""
        due = and_(launch.c.state.in_((OPEN, ENDED)), launch.c.next_at <= self._clock())
        over = and_(launch.c.state == OPEN, session.c.ended_at.is_not(None))
        query = select(launch.c.id).join(session, session.c.id == launch.c.session_id).where(or_(due, over))
        with self._store.read() as connection:
            return tuple(connection.execute(query.order_by(launch.c.id).limit(limit)).scalars())


def _same_unit(person_id: str, registration: str, activity: str) -> Any:
    return and_(launch.c.person_id == person_id, launch.c.registration == registration, launch.c.activity == activity)


def _find(connection: Connection, launch_id: str) -> Launch:
    row = connection.execute(select(launch).where(launch.c.id == launch_id)).first()
    if row is None:
        raise UnknownRecordError("There is no such launch.", "Launch it again from the course.")
    return _launch(row)


def _locked(connection: Connection, launch_id: str) -> Launch:
    """The same, held until the transaction ends, for whoever builds on it."""
    connection.execute(select(launch.c.id).where(launch.c.id == launch_id).with_for_update())
    return _find(connection, launch_id)


def _launch(row: Row[Any]) -> Launch:
    return Launch(
        row.id, row.person_id, row.registration, row.activity, row.made_at, row.state, row.session_id,
        json.loads(row.details or "{}"), row.token or "", tuple(json.loads(row.statements)), row.sent, row.tries,
        row.next_at,
    )  # fmt: skip


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False)
