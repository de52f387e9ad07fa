"""What is told to an LMS: kept in the order of sending until it is answered, and what was answered.

Nothing is sent from here. A statement is counted as tried before it goes out, so that one whose answer was lost is
known to have perhaps arrived: it is sent again under the same id, and voided when the person is erased.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from simulator.record.company_records import NewStatement, Sending, Statement
from simulator.record.company_tables import statement
from simulator.record.console_tables import setting
from simulator.record.escaping import escape, unescape
from simulator.record.part import Part
from simulator.record.records import UnknownRecordError
from simulator.record.stored import BATCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

VOIDED = "voided"
"""The verb that takes another statement back; it is about nobody, and is never taken back itself."""
HOLDER = "statements.holder"
"""The setting that says who is sending, and until when they may."""
_NOBODY = '""'
_POSTGRESQL_LOCK = 0x73_74_6D_74
"""Any number that nothing else here uses: who adds statements takes turns."""
_WAITING = statement.c.state == Sending.WAITING.value


class Statements(Part):
    """Statements to an LMS: `journal.statements`."""

    def add(self, statements: Iterable[NewStatement]) -> int:
        """Keep statements that are not here yet, in this order behind those that are; return how many were new.

        Args:
            statements: each with its lasting id; one that is here stays as it is.
        """
        wanted = {each.id: each for each in statements}
        with self._store.write() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_POSTGRESQL_LOCK)))
            for id_ in _known(connection, list(wanted)):
                del wanted[id_]
            last = connection.execute(select(func.max(statement.c.number))).scalar_one() or 0
            rows = [_row(each, last + place, self._clock()) for place, each in enumerate(wanted.values(), start=1)]
            if rows:
                connection.execute(insert(statement), rows)
        return len(rows)

    def take(self, limit: int = 50) -> tuple[Statement, ...]:
        """Return what is to be sent next, in order, each counted as tried; empty while the first must wait.

        Args:
            limit: at most so many.
        """
        now = self._clock()
        told = statement.c.body.is_not(None)
        query = select(statement).where(_WAITING, told).order_by(statement.c.number).limit(limit)
        with self._store.write() as connection:
            found = []
            for row in connection.execute(query).all():
                if row.next_at is not None and row.next_at > now:
                    break  # what comes after it waits as well: the order of a session is kept
                found.append(replace(_statement(row), tries=row.tries + 1))
            ids = [each.id for each in found]
            more = {"tries": statement.c.tries + 1}
            connection.execute(update(statement).where(statement.c.id.in_(ids)).values(**more))
        return tuple(found)

    def answered(self, ids: Sequence[str], status: int | None) -> None:
        """Note that the LMS has these.

        Args:
            ids: which.
            status: its answer by HTTP; None where there was no LMS but a file.
        """
        self._note(ids, Sending.SENT, None, status, None)

    def refused(self, statement_id: str, status: int | None, answer: str) -> None:
        """Note that the LMS will not have one; it is not sent again until somebody asks for it.

        Args:
            statement_id: which.
            status: the answer by HTTP.
            answer: its words.
        """
        self._note([statement_id], Sending.REFUSED, None, status, answer)

    def later(self, ids: Sequence[str], next_at: datetime, status: int | None, answer: str) -> None:
        """Note that these must be sent again, not before a time.

        Args:
            ids: which.
            next_at: not before; aware.
            status: the answer by HTTP, None where none came.
            answer: its words, or what went wrong.
        """
        self._note(ids, Sending.WAITING, next_at, status, answer)

    def retry(self, statement_id: str | None = None) -> int:
        """Have what was refused, or must wait, sent with the next batch; return how many that are.

        Args:
            statement_id: only this one.
        """
        unanswered = statement.c.state.in_((Sending.REFUSED.value, Sending.WAITING.value))
        which: list[ColumnElement[bool]] = [unanswered, statement.c.body.is_not(None)]
        if statement_id is not None:
            which.append(statement.c.id == statement_id)
        change = update(statement).where(*which).values(state=Sending.WAITING.value, next_at=None)
        with self._store.write() as connection:
            return int(connection.execute(change).rowcount)

    def perhaps_there(self, session_id: str) -> tuple[str, ...]:
        """Ids of the statements about a session that the LMS has, or may have: what can be voided, in order."""
        theirs = (statement.c.session_id == session_id, statement.c.verb != VOIDED, statement.c.tries > 0)
        with self._store.read() as connection:
            query = select(statement.c.id).where(*theirs).order_by(statement.c.number)
            return tuple(connection.execute(query).scalars())

    # Looking

    def counts(self) -> dict[Sending, int]:
        """How many there are in each state; those sent, which may be millions, are what the others leave of all."""
        few = [state for state in Sending if state is not Sending.SENT]
        counting = select(func.count()).select_from(statement)
        with self._store.read() as connection:
            found: dict[Sending, int] = {
                state: int(connection.execute(counting.where(statement.c.state == state.value)).scalar_one())
                for state in few
            }
            # Numbers have no gaps, and no row ever goes.
            every = int(connection.execute(select(func.max(statement.c.number))).scalar_one() or 0)
        return {**found, Sending.SENT: every - sum(found.values())}

    def next_at(self) -> datetime | None:
        """When the first that waits may go; None where it may now, or none waits."""
        query = select(statement.c.next_at).where(_WAITING).order_by(statement.c.number).limit(1)
        with self._store.read() as connection:
            found: datetime | None = connection.execute(query).scalar_one_or_none()
        return found

    def statement(self, statement_id: str) -> Statement:
        """Return one statement.

        Raises:
            UnknownRecordError: no such statement.
        """
        with self._store.read() as connection:
            row = connection.execute(select(statement).where(statement.c.id == statement_id)).one_or_none()
        if row is None:
            raise UnknownRecordError(
                f"No statement here has the id {statement_id!a}.", "List the statements to see which there are."
            )
        return _statement(row)

    def statements(
        self,
        before: int | None = None,
        limit: int = 100,
        *,
        state: Sending | None = None,
        verb: str | None = None,
        session_id: str | None = None,
    ) -> tuple[Statement, ...]:
        """Return statements, the latest first.

        Args:
            before: only those with a smaller number, to page on.
            limit: at most so many.
            state: only those in it.
            verb: only those that say this.
            session_id: only those about this session.
        """
        query = select(statement).order_by(statement.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(statement.c.number < before)
        if state is not None:
            query = query.where(statement.c.state == state.value)
        if verb is not None:
            query = query.where(statement.c.verb == verb)
        if session_id is not None:
            query = query.where(statement.c.session_id == session_id)
        with self._store.read() as connection:
            return tuple(_statement(row) for row in connection.execute(query))

    # One sender at a time

    def hold(self, holder: str, seconds: float) -> bool:
        """Be the one who sends, or go on being it; False while somebody else is.

        Args:
            holder: who; every sender has a name of its own.
            seconds: for how long, unless it is held again or let go.
        """
        now = self._clock()
        until = now + timedelta(seconds=seconds)
        mine = {"name": HOLDER, "value": f'"{holder}"', "changed_by": "", "changed_at": until}
        with self._store.write() as connection:
            inserting = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            adding = inserting(setting).values(**mine)
            free = setting.c.value.in_((mine["value"], _NOBODY)) | (setting.c.changed_at <= now)
            taken = adding.on_conflict_do_update(index_elements=["name"], set_=mine, where=free)
            return connection.execute(taken.returning(setting.c.name)).first() is not None

    def let_go(self, holder: str) -> None:
        """Send no longer; where somebody else has taken over nothing changes."""
        mine = (setting.c.name == HOLDER, setting.c.value == f'"{holder}"')
        with self._store.write() as connection:
            connection.execute(update(setting).where(*mine).values(value=_NOBODY, changed_at=self._clock()))

    def _note(
        self,
        ids: Sequence[str],
        state: Sending,
        next_at: datetime | None,
        status: int | None,
        answer: str | None,
    ) -> None:
        values = {
            "state": state.value,
            "next_at": next_at,
            "answered_at": self._clock(),
            "status": status,
            "answer": None if answer is None else escape(answer),
        }
        # One about somebody who was erased meanwhile stays dropped: whether it arrived is told by its tries.
        with self._store.write() as connection:
            connection.execute(update(statement).where(statement.c.id.in_(ids), _WAITING).values(**values))


def _known(connection: Connection, ids: list[str]) -> list[str]:
    found: list[str] = []
    for at in range(0, len(ids), BATCH):
        query = select(statement.c.id).where(statement.c.id.in_(ids[at : at + BATCH]))
        found.extend(connection.execute(query).scalars())
    return found


def _row(each: NewStatement, number: int, made_at: datetime) -> dict[str, Any]:
    return {
        "id": each.id,
        "number": number,
        "session_id": each.session_id,
        "person_id": each.person_id,
        "verb": each.verb,
        "made_at": made_at,
        "body": each.body,
        "state": Sending.WAITING.value,
        "tries": 0,
    }


def _statement(row: Row[Any]) -> Statement:
    return Statement(
        id=row.id,
        number=row.number,
        session_id=row.session_id,
        person_id=row.person_id,
        verb=row.verb,
        made_at=row.made_at,
        body=row.body,
        state=Sending(row.state),
        tries=row.tries,
        next_at=row.next_at,
        answered_at=row.answered_at,
        status=row.status,
        answer=None if row.answer is None else unescape(row.answer),
    )
