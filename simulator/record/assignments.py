"""What a team or a person was given to play, what its exams drew, and the sessions that were begun for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from simulator.record import accounts, stored
from simulator.record.company_records import AssignedSession, Assignment, Drawing
from simulator.record.company_tables import assigned_session, assignment, drawing
from simulator.record.console_tables import membership, team
from simulator.record.escaping import escape, unescape
from simulator.record.part import Part
from simulator.record.records import Mode, UnknownRecordError, checked_hash
from simulator.record.tables import session

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Select, Table

KINDS = ("scene", "path")
"""What may be given."""
MODES = (Mode.PRACTICE, Mode.EXAM)
"""As what it may be given."""
_SEED_BYTES = 8
_SESSIONS = select(
    assigned_session.c.assignment_id.label("of_assignment"), assigned_session.c.number.label("as_number"), *session.c
).join(session, session.c.id == assigned_session.c.session_id)


class Assignments(Part):
    """Assignments of a journal: `journal.assignments`."""

    def add(
        self,
        kind: str,
        mode: Mode | str,
        name: str,
        content: Mapping[str, Any],
        *,
        by: str,
        team_id: str | None = None,
        person_id: str | None = None,
        note: str = "",
        attempts: int | None = None,
        opens_at: datetime | None = None,
        due_at: datetime | None = None,
    ) -> Assignment:
        """Give something to a team or to one person, and return it; what its exams draw is decided here.

        Args:
            kind: one of `KINDS`.
            mode: one of `MODES`.
            name: any text.
            content: the scenes and the hashes of their bytes, as plain values for JSON; read by who gives it.
            by: who gives it.
            team_id: to which team, or
            person_id: to whom; exactly one of the two.
            note: what is said along with it.
            attempts: how often it may be tried, from 1; None for as often as one likes.
            opens_at: from when on; aware.
            due_at: until when; aware.

        Raises:
            ValueError: another kind or mode, not exactly one receiver, fewer attempts than one.
            UnknownRecordError: no such team or person.
            JournalError: the person was erased.
        """
        if kind not in KINDS or mode not in MODES:
            raise ValueError(f"nobody is given {kind!a} as {mode!a}")
        if (team_id is None) == (person_id is None):
            raise ValueError("an assignment is for one team or for one person")
        if attempts is not None and attempts < 1:
            raise ValueError(f"an assignment may be tried at least once, not {attempts} times")
        row = {
            "id": self._new_id(),
            "kind": kind,
            "mode": str(mode),
            "name": escape(name),
            "note": escape(note),
            "content": json.dumps(dict(content), ensure_ascii=True),
            "team_id": team_id,
            "person_id": person_id,
            "attempts": attempts,
            "opens_at": opens_at,
            "due_at": due_at,
            "seed": int.from_bytes(self._new_salt()[-_SEED_BYTES:], signed=True),
            "created_by": by,
            "created_at": self._clock(),
        }
        with self._store.write() as connection:
            _check_receiver(connection, team_id, person_id)
            connection.execute(insert(assignment).values(**row))
            return _find(connection, str(row["id"]))

    def assignment(self, assignment_id: str) -> Assignment:
        """Return one assignment, also a withdrawn one.

        Raises:
            UnknownRecordError: no such assignment.
        """
        with self._store.read() as connection:
            return _find(connection, assignment_id)

    def assignments(
        self, *, team_id: str | None = None, person_id: str | None = None, by: str | None = None
    ) -> tuple[Assignment, ...]:
        """Return assignments, withdrawn ones too, in the order they were made.

        Args:
            team_id: only those given to this team.
            person_id: only those given to this person alone; see `for_person`.
            by: only those this person gave.
        """
        query = select(assignment)
        for column, wanted in (("team_id", team_id), ("person_id", person_id), ("created_by", by)):
            if wanted is not None:
                query = query.where(assignment.c[column] == wanted)
        return self._listed(query)

    def for_person(self, person_id: str, *, withdrawn: bool = False) -> tuple[Assignment, ...]:
        """Return what somebody is to play: given to them, or to an open team they are a member of.

        Args:
            person_id: who.
            withdrawn: also what was taken back.
        """
        teams = (
            select(membership.c.team_id)
            .join(team, team.c.id == membership.c.team_id)
            .where(membership.c.person_id == person_id, membership.c.part == "member", team.c.closed_at.is_(None))
        )
        theirs = or_(assignment.c.person_id == person_id, assignment.c.team_id.in_(teams))
        query = select(assignment).where(theirs)
        return self._listed(query if withdrawn else query.where(assignment.c.withdrawn_at.is_(None)))

    def withdraw(self, assignment_id: str) -> Assignment:
        """Take an assignment back and return it; what was played for it stays, and once more does nothing.

        Raises:
            UnknownRecordError: no such assignment.
        """
        with self._store.write() as connection:
            if _find(connection, assignment_id).withdrawn_at is None:
                same = assignment.c.id == assignment_id
                connection.execute(update(assignment).where(same).values(withdrawn_at=self._clock()))
            return _find(connection, assignment_id)

    def set_due(self, assignment_id: str, due_at: datetime | None) -> Assignment:
        """Change until when something is to be played, and return it.

        Args:
            assignment_id: which.
            due_at: the new time, aware; None for no time at all.

        Raises:
            UnknownRecordError: no such assignment.
        """
        with self._store.write() as connection:
            _find(connection, assignment_id)
            connection.execute(update(assignment).where(assignment.c.id == assignment_id).values(due_at=due_at))
            return _find(connection, assignment_id)

    def draw(
        self,
        assignment_id: str,
        person_id: str,
        number: int,
        *,
        slug: str,
        scenario_hash: str,
        seed: int,
        instead_of: str = "",
    ) -> Drawing:
        """Keep what an attempt is played on, or give what was kept before: the first drawing stands.

        Args:
            assignment_id: of which assignment.
            person_id: for whom.
            number: which attempt, from 1.
            slug: the scene that was drawn.
            scenario_hash: its frozen bytes, stored before by `Journal.put_scenario`.
            seed: what the session is played by, a signed 64-bit integer.
            instead_of: the scene of a drawing that cannot be used any more, which this one then replaces.

        Raises:
            UnknownRecordError: no such assignment or person, or the scene's bytes were not stored.
        """
        row = {
            "assignment_id": assignment_id,
            "person_id": person_id,
            "number": number,
            "scenario_slug": slug,
            "scenario_hash": checked_hash(scenario_hash),
            "seed": seed,
            "drawn_at": self._clock(),
        }
        same = (
            drawing.c.assignment_id == assignment_id,
            drawing.c.person_id == person_id,
            drawing.c.number == number,
        )
        with self._store.write() as connection:
            _find(connection, assignment_id)
            accounts.find_present(connection, person_id)
            stored.scenario_bytes(connection, scenario_hash)
            _insert_once(connection, drawing, row)
            if instead_of:
                spent = (*same, drawing.c.scenario_slug == instead_of)
                connection.execute(update(drawing).where(*spent).values(**row))
            return Drawing(*connection.execute(select(drawing).where(*same)).one())

    def drawings(self, assignment_id: str | None = None, person_id: str | None = None) -> tuple[Drawing, ...]:
        """Return what attempts are played on, by person, assignment and number.

        Args:
            assignment_id: only of this assignment.
            person_id: only for them.
        """
        query = select(drawing).order_by(drawing.c.person_id, drawing.c.assignment_id, drawing.c.number)
        for column, wanted in (("assignment_id", assignment_id), ("person_id", person_id)):
            if wanted is not None:
                query = query.where(drawing.c[column] == wanted)
        with self._store.read() as connection:
            rows = connection.execute(query)
            return tuple(Drawing(*row) for row in rows)

    def link(self, session_id: str, assignment_id: str, number: int) -> None:
        """Keep for which assignment a session was begun; what was kept first stands.

        Args:
            session_id: a session of this journal.
            assignment_id: for which assignment.
            number: as which attempt, from 1.

        Raises:
            UnknownRecordError: no such session or assignment.
        """
        with self._store.write() as connection:
            record = stored.session_of(connection, session_id)
            _find(connection, assignment_id)
            row = {
                "session_id": session_id,
                "assignment_id": assignment_id,
                "person_id": record.person_id,
                "number": number,
            }
            _insert_once(connection, assigned_session, row)

    def sessions(
        self, assignment_ids: Iterable[str] | None = None, *, person_id: str | None = None
    ) -> tuple[AssignedSession, ...]:
        """Return sessions that were begun for assignments, in the order they began.

        Args:
            assignment_ids: only for these; None for any.
            person_id: only this person's.
        """
        query = _SESSIONS
        if person_id is not None:
            query = query.where(assigned_session.c.person_id == person_id)
        with self._store.read() as connection:
            found = [linked for each in _in_batches(query, assignment_ids) for linked in _linked(connection, each)]
        return tuple(sorted(found, key=lambda each: (each.session.started_at, each.session.id)))

    def of_session(self, session_id: str) -> AssignedSession | None:
        """Return for which assignment a session was begun; None for one that was chosen freely."""
        return self.of_sessions((session_id,)).get(session_id)

    def of_sessions(self, session_ids: Iterable[str]) -> dict[str, AssignedSession]:
        """Return for which assignments sessions were begun, by session; those chosen freely are left out."""
        ids, found = list(session_ids), dict[str, AssignedSession]()
        with self._store.read() as connection:
            for at in range(0, len(ids), stored.BATCH):
                for each in _linked(connection, _SESSIONS.where(session.c.id.in_(ids[at : at + stored.BATCH]))):
                    found[each.session.id] = each
        return found

    def met(self, person_ids: Iterable[str], slugs: Iterable[str]) -> dict[str, frozenset[str]]:
        """Return which of some scenes people have met, in whatever session, by person.

        Args:
            person_ids: the people; each is in the answer.
            slugs: the scenes.
        """
        ids, wanted = list(person_ids), list(slugs)
        found: dict[str, set[str]] = {person_id: set() for person_id in ids}
        pairs = select(session.c.person_id, session.c.scenario_slug).distinct()
        with self._store.read() as connection:
            for at in range(0, len(ids), stored.BATCH):
                theirs = session.c.person_id.in_(ids[at : at + stored.BATCH])
                for row in connection.execute(pairs.where(theirs, session.c.scenario_slug.in_(wanted))):
                    found[row.person_id].add(row.scenario_slug)
        return {person_id: frozenset(each) for person_id, each in found.items()}

    def _listed(self, query: Select[Any]) -> tuple[Assignment, ...]:
        with self._store.read() as connection:
            rows = connection.execute(query.order_by(assignment.c.created_at, assignment.c.id))
            return tuple(_assignment(row) for row in rows)


def _linked(connection: Connection, query: Select[Any]) -> list[AssignedSession]:
    records = [(row, stored.session_record(row)) for row in connection.execute(query)]
    return [AssignedSession(row.of_assignment, record.person_id, row.as_number, record) for row, record in records]


def _in_batches(query: Select[Any], assignment_ids: Iterable[str] | None) -> list[Select[Any]]:
    if assignment_ids is None:
        return [query]
    ids = list(dict.fromkeys(assignment_ids))
    return [
        query.where(assigned_session.c.assignment_id.in_(ids[at : at + stored.BATCH]))
        for at in range(0, len(ids), stored.BATCH)
    ]


def _insert_once(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert a row unless its primary key is taken; two at once write one."""
    made = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(made(table).values(**row).on_conflict_do_nothing())


def _check_receiver(connection: Connection, team_id: str | None, person_id: str | None) -> None:
    if person_id is not None:
        accounts.find_present(connection, person_id)
    elif connection.execute(select(team.c.id).where(team.c.id == team_id)).first() is None:
        raise UnknownRecordError(f"No team here has the id {team_id!a}.", "List the teams to see which there are.")


def _find(connection: Connection, assignment_id: str) -> Assignment:
    row = connection.execute(select(assignment).where(assignment.c.id == assignment_id)).one_or_none()
    if row is None:
        raise UnknownRecordError(
            f"No assignment here has the id {assignment_id!a}.", "List the assignments to see which there are."
        )
    return _assignment(row)


def _assignment(row: Row[Any]) -> Assignment:
    return Assignment(
        id=row.id,
        kind=row.kind,
        mode=Mode(row.mode),
        name=unescape(row.name),
        note="" if row.note is None else unescape(row.note),
        content=json.loads(row.content),
        team_id=row.team_id,
        person_id=row.person_id,
        attempts=row.attempts,
        opens_at=row.opens_at,
        due_at=row.due_at,
        seed=row.seed,
        created_by=row.created_by,
        created_at=row.created_at,
        withdrawn_at=row.withdrawn_at,
    )
