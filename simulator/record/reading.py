"""People and sessions read by programs: a part at a time, behind an id, and only those that somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import false, func, or_, select

from simulator.record.accounts import person_of
from simulator.record.figures_tables import result
from simulator.record.part import Part
from simulator.record.records import Mode, Person, Purpose, SessionRecord
from simulator.record.stored import BATCH, session_record
from simulator.record.tables import person, session
from simulator.record.teams import led_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select

LOOKED_AT = 10_000
"""So many sessions are looked at at once for one part, however few of them are wanted, ..."""
TURNS = 5
"""... and so often at most, where none of them is."""
_FEW = 10_000
"""So many sessions that began lately are found by that; more are looked for in the order of ids."""
_NOT_SHOWN = (Mode.DEMONSTRATION.value, Mode.ROSTER.value)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom somebody may see; nobody who was erased.

    Args:
        everybody: all there are.
        person: this one, by their id.
        trainer: those in the open groups that this person trains.
    """

    everybody: bool = False
    person: str = ""
    trainer: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which sessions; never demonstrations or records of shifts.

    Args:
        person: only this person's.
        mode: only played as this.
        since: only what began then or later.
        kept: only what keeps its words.
        confirmed: only those with a grade that a person stands behind, or only others with one, as they were counted.
    """

    person: str = ""
    mode: Mode | None = None
    since: datetime | None = None
    kept: bool = False
    confirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class Some:
    """A part of a long list of sessions, in the order of their ids.

    Args:
        sessions: at most as many as were asked for.
        following: behind this id there may be more; None at the end.
    """

    sessions: tuple[SessionRecord, ...]
    following: str | None


class Reading(Part):
    """What programs read: `journal.reading`."""

    def person(self, reach: Reach, person_id: str) -> Person | None:
        """One person; None where they are not within reach, or were erased."""
        query = select(person).where(person.c.id == person_id, *_within(reach, person.c.id))
        with self._store.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else person_of(row)

    def people(self, reach: Reach, after: str, limit: int) -> tuple[Person, ...]:
        """People in the order of their ids.

        Args:
            reach: only these.
            after: only behind this id.
            limit: at most so many.
        """
        query = select(person).where(person.c.id > after, *_within(reach, person.c.id))
        with self._store.read() as connection:
            rows = connection.execute(query.order_by(person.c.id).limit(limit))
            return tuple(person_of(row) for row in rows)

    def named(self, person_ids: Iterable[str]) -> dict[str, Person]:
        """Some people by their ids; erased ones are left out."""
        ids, found = list(person_ids), {}
        with self._store.read() as connection:
            for at in range(0, len(ids), BATCH):
                some = select(person).where(person.c.id.in_(ids[at : at + BATCH]), person.c.erased_at.is_(None))
                for row in connection.execute(some):
                    found[row.id] = person_of(row)
        return found

    def some(self, session_ids: Iterable[str]) -> dict[str, SessionRecord]:
        """Sessions by their ids, in the order they are asked for; those there are none of are left out."""
        ids, found = list(session_ids), {}
        with self._store.read() as connection:
            for at in range(0, len(ids), BATCH):
                for row in connection.execute(select(session).where(session.c.id.in_(ids[at : at + BATCH]))):
                    found[row.id] = session_record(row)
        return {each: found[each] for each in ids if each in found}

    def sessions(self, reach: Reach, asked: Asked, after: str, limit: int) -> Some:
        """Sessions in the order of their ids; no more are looked at than is bearable, so there may be few.

        Args:
            reach: only those of these people.
            asked: which.
            after: only behind this id.
            limit: at most so many.
        """
        wanted = _wanted(reach, asked)
        if asked.person or not (reach.everybody or reach.trainer):
            whose = session.c.person_id == (asked.person or reach.person)
            return self._behind([whose, *wanted], after, limit)
        if asked.since is not None and (few := self._few_since(asked.since)) is not None:
            return self._among(sorted(each for each in few if each > after), wanted, limit)
        for _ in range(TURNS):
            until = self._some_behind(after)
            found = self._behind([session.c.id <= until, *wanted] if until is not None else wanted, after, limit)
            if found.sessions or until is None:
                return Some(found.sessions, found.following or until)
            after = until
        return Some((), after)

    def _some_behind(self, after: str) -> str | None:
        """The last of the ids that are looked at, which the database finds in its index; None where few are left."""
        last = select(session.c.id).where(session.c.id > after).order_by(session.c.id).offset(LOOKED_AT - 1).limit(1)
        with self._store.read() as connection:
            return connection.execute(last).scalar_one_or_none()

    def _behind(self, wanted: Sequence[ColumnElement[bool]], after: str, limit: int) -> Some:
        query = select(session).where(session.c.id > after, *wanted).order_by(session.c.id).limit(limit + 1)
        with self._store.read() as connection:
            rows = connection.execute(query).all()
        return Some(tuple(map(session_record, rows[:limit])), rows[limit - 1].id if len(rows) > limit else None)

    def _few_since(self, since: datetime) -> list[str] | None:
        """Ids of what began since then; None where there are too many."""
        purposes = [purpose.value for purpose in Purpose]  # the index begins with them
        lately = (session.c.purpose.in_(purposes), session.c.started_at >= since)
        some = select(session.c.started_at).where(*lately).limit(_FEW + 1).subquery()
        with self._store.read() as connection:
            if connection.execute(select(func.count()).select_from(some)).scalar_one() > _FEW:
                return None
            return list(connection.execute(select(session.c.id).where(*lately)).scalars())

    def _among(self, ids: Sequence[str], wanted: Sequence[ColumnElement[bool]], limit: int) -> Some:
        """Sessions of a list of ids in their order."""
        found: list[SessionRecord] = []
        with self._store.read() as connection:
            for at in range(0, len(ids), BATCH):
                query = select(session).where(session.c.id.in_(ids[at : at + BATCH]), *wanted).order_by(session.c.id)
                found += map(session_record, connection.execute(query).all())
                if len(found) > limit:
                    return Some(tuple(found[:limit]), found[limit - 1].id)
        return Some(tuple(found), None)


def _within(reach: Reach, whose: ColumnElement[str]) -> list[ColumnElement[bool]]:
    """Which people are within reach.

    Args:
        reach: whom somebody may see.
        whose: the column with a person's id.
    """
    there = select(_SOMEBODY.c.id).where(_SOMEBODY.c.id == whose, _SOMEBODY.c.erased_at.is_(None)).exists()
    if reach.everybody:
        return [there]
    ways: list[ColumnElement[bool]] = [whose == reach.person] if reach.person else []
    if reach.trainer:
        # Asked of one after the other in the order of ids: all sessions of theirs would be many to put in order.
        led = led_by(reach.trainer)
        ways.append(led.where(led.selected_columns[0] == whose).exists())
    return [there, or_(*ways) if ways else false()]


def _wanted(reach: Reach, asked: Asked) -> list[ColumnElement[bool]]:
    wanted = [
        session.c.mode.not_in(_NOT_SHOWN) if asked.mode is None else session.c.mode == asked.mode.value,
        *_within(reach, session.c.person_id),
    ]
    if asked.mode is not None and asked.mode.value in _NOT_SHOWN:
        wanted.append(false())
    if asked.since is not None:
        wanted.append(session.c.started_at >= asked.since)
    if asked.kept:
        wanted.append(session.c.erased_at.is_(None))
    if asked.confirmed is not None:
        wanted.append(_counted(asked.confirmed).exists())
    return wanted


def _counted(confirmed: bool) -> Select[Any]:
    own = (result.c.session_id == session.c.id, result.c.status.is_not(None), result.c.confirmed == int(confirmed))
    return select(result.c.session_id).where(*own)


_SOMEBODY = person.alias("somebody")
