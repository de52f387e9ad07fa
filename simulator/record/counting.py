"""Figures kept up with the sessions they are worked out of. What they come to is computed above this room.

Who computes reads what has moved and all that belongs to it at one moment, and writes what it comes to only if nobody
has written since. So figures and sums never drift apart, whoever counts at the same time and wherever it breaks off.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, func, insert, literal, select, update

from simulator.record.accounts import person_of
from simulator.record.company_tables import follower, touched
from simulator.record.escaping import escape
from simulator.record.figure_records import Freshness, Moved, PersonFigures, PersonStanding, Result
from simulator.record.figures_tables import FIGURES, figure, figuring, result, standing
from simulator.record.part import Part, put
from simulator.record.stored import BATCH, session_record
from simulator.record.tables import person, session
from simulator.record.tallying import tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from simulator.record.tallying import Far

NAME = "figures"
"""As who the counting follows sessions, and people."""
_COLUMNS = tuple(column.name for column in result.columns)
"""They are the fields of `Result`, in their order."""
_FLAGS = ("fork", "unseen", "confirmed", "by_person", "settled")
_FLAG_PLACES = tuple(_COLUMNS.index(name) for name in _FLAGS)
_OF: Any = bindparam("of")
_SETTLE = delete(touched).where(
    touched.c.follower == NAME, touched.c.session_id == _OF, touched.c.mark == bindparam("seen")
)


class Counting(Part):
    """How figures are kept up: `journal.counting`."""

    def begin(self, basis: str) -> None:
        """Count from now on; everything counts as moved when it was never counted, or by other rules.

        Args:
            basis: the rules figures are worked out by, in any words that change with them.
        """
        if self.begun(basis):
            return
        with self._store.write() as connection:
            known = self._basis(connection)
            if known == basis:
                return
            if known is None:
                put(connection, follower, {"name": NAME, "since": self._clock()}, {"name": NAME})
            now = self._clock()
            first = {"id": 1, "generation": 0, "basis": basis, "counted_at": now, "holder": "", "held_until": now}
            put(connection, figuring, first, {"basis": basis, "generation": figuring.c.generation + 1})
            connection.execute(delete(touched).where(touched.c.follower == NAME))
            for table in (session, person):
                every = select(literal(NAME), table.c.id, literal(0))
                connection.execute(insert(touched).from_select(["follower", "session_id", "mark"], every))

    def begun(self, basis: str) -> bool:
        """Whether everything is counted, or to be counted, by these rules."""
        with self._store.read() as connection:
            return self._basis(connection) == basis

    def longer_than(self, count: int) -> bool:
        """Whether there are more sessions than so many."""
        with self._store.read() as connection:
            return connection.execute(select(session.c.id).offset(count).limit(1)).first() is not None

    def moved(self, limit: int) -> tuple[str, ...]:
        """Ids of people something of whom has moved, each once.

        Args:
            limit: so many sessions are looked at.
        """
        whose = func.coalesce(session.c.person_id, touched.c.session_id)
        both = touched.outerjoin(session, session.c.id == touched.c.session_id)
        query = select(whose).select_from(both).where(touched.c.follower == NAME).limit(limit)
        with self._store.read() as connection:
            return tuple(dict.fromkeys(connection.execute(query).scalars()))

    def read(self, people: Sequence[str]) -> Moved:
        """Everything that figures of some people are worked out of, but the entries, at one moment.

        Args:
            people: ids; there may be some that nobody has.
        """
        theirs = session.c.person_id.in_(_OF_MANY)
        marked = and_(touched.c.follower == NAME, touched.c.session_id == session.c.id)
        names = {"of": list(people)}
        with self._store.read() as connection:
            generation = connection.execute(select(figuring.c.generation)).scalar_one()
            rows = connection.execute(
                select(session, touched.c.mark).outerjoin(touched, marked)
                .where(theirs).order_by(session.c.started_at, session.c.id), names
            ).all()  # fmt: skip
            own = select(touched.c.session_id, touched.c.mark).where(
                touched.c.follower == NAME, touched.c.session_id.in_(_OF_MANY)
            )
            marks = {row.session_id: row.mark for row in connection.execute(own, names)}
            known = connection.execute(select(person).where(person.c.id.in_(_OF_MANY)), names)
            found = tuple(person_of(row) for row in known)
            results = connection.execute(select(result).where(result.c.person_id.in_(_OF_MANY)), names)
            before = {row.session_id: result_of(row) for row in results}
        marks |= {row.id: row.mark for row in rows if row.mark is not None}
        return Moved(generation, marks, found, tuple(session_record(row) for row in rows), before)

    def write(self, seen: Moved, people: Sequence[PersonFigures], far: Far) -> bool:
        """Put what was worked out in the place of what was there, with all sums, and settle what had moved.

        Args:
            seen: what it was worked out of.
            people: what it comes to.
            far: says of points and how often they came up in a scene which of them are far from what is usual there.

        Returns:
            Whether it was written: not where somebody else has written since.
        """
        with self._store.write() as connection:
            same = (figuring.c.id == 1, figuring.c.generation == seen.generation)
            moving = update(figuring).where(*same).values(generation=seen.generation + 1, counted_at=self._clock())
            if not connection.execute(moving).rowcount:
                return False
            what = {each.session_id: each for one in people for each in one.results}
            after = tally(connection, seen.results, what, far)
            fresh = [_row(each) for name, each in after.items() if name not in seen.results]
            known = [each for name, each in after.items() if name in seen.results]
            changed = [_row(each) for each in known if seen.results[each.session_id] != each]
            if fresh:
                connection.execute(insert(result), fresh)
            if changed:
                connection.execute(_CHANGE_RESULT, [{"of": row.pop("session_id"), **row} for row in changed])
            _place(connection, people, {each.id: each.display_name or "" for each in seen.people})
            if seen.marks:
                connection.execute(_SETTLE, [{"of": each, "seen": mark} for each, mark in seen.marks.items()])
        return True

    def freshness(self, most: int) -> Freshness:
        """How fresh the figures are.

        Args:
            most: more than so many waiting sessions are not counted, which would take long.
        """
        some = select(touched.c.session_id).where(touched.c.follower == NAME).limit(most).subquery()
        with self._store.read() as connection:
            state = connection.execute(select(figuring.c.generation, figuring.c.counted_at)).one_or_none()
            waiting = connection.execute(select(func.count()).select_from(some)).scalar_one()
        return Freshness(0, None, waiting) if state is None else Freshness(*state, waiting)

    def hold(self, holder: str, seconds: int) -> bool:
        """Take, or keep, the turn to count what takes long; it is over after some time where nobody gives it back.

        Args:
            holder: who asks.
            seconds: for how long.

        Returns:
            Whether it is theirs now.
        """
        now = self._clock()
        free = (figuring.c.holder.in_(("", holder))) | (figuring.c.held_until < now)
        taking = update(figuring).where(free).values(holder=holder, held_until=now + timedelta(seconds=seconds))
        with self._store.write() as connection:
            return bool(connection.execute(taking).rowcount)

    def release(self, holder: str) -> None:
        """Give the turn back."""
        with self._store.write() as connection:
            connection.execute(update(figuring).where(figuring.c.holder == holder).values(holder=""))

    def analyse(self) -> None:
        """Have the database look at how its tables are filled, so that it chooses its ways well."""
        with self._store.write() as connection:
            for table in (*FIGURES, touched):
                connection.exec_driver_sql(f"ANALYZE {table.name}")

    @staticmethod
    def _basis(connection: Connection) -> str | None:
        known = connection.execute(
            select(figuring.c.basis).where(select(follower.c.name).where(follower.c.name == NAME).exists())
        ).scalar_one_or_none()
        return None if known is None else str(known)


_OF_MANY: Any = bindparam("of", expanding=True)
_CHANGE_RESULT = update(result).where(result.c.session_id == _OF)


def forget(connection: Connection, person_id: str) -> None:
    """Take away at once what leads to a person; sums follow when their sessions are counted again.

    Args:
        connection: inside a writing transaction.
        person_id: who.
    """
    for table in (standing, figure):
        connection.execute(delete(table).where(table.c.person_id == person_id))
    theirs = result.c.person_id == person_id
    connection.execute(update(result).where(theirs).values(reasons=None, urgency=None, late_at=None, exam_at=None))
    connection.execute(update(figuring).values(generation=figuring.c.generation + 1))


def empty(connection: Connection) -> None:
    """Forget everything that was worked out, and that anybody counts.

    Args:
        connection: inside a writing transaction.
    """
    for table in FIGURES:
        connection.execute(delete(table))
    connection.execute(delete(touched).where(touched.c.follower == NAME))
    connection.execute(delete(follower).where(follower.c.name == NAME))


def result_of(row: Any) -> Result:
    """The value a row holds that begins with the columns of `result`."""
    values = list(row[: len(_COLUMNS)])
    for place in _FLAG_PLACES:
        values[place] = bool(values[place])
    return Result(*values)


def _row(each: Result) -> dict[str, Any]:
    values = {name: getattr(each, name) for name in _COLUMNS}
    return {**values, **{name: int(values[name]) for name in _FLAGS}}


def _place(connection: Connection, people: Sequence[PersonFigures], names: Mapping[str, str]) -> None:
    """Write where people stand, in the place of where they stood."""
    for part in _parts([each.person_id for each in people]):
        for table in (standing, figure):
            connection.execute(delete(table).where(table.c.person_id.in_(part)))
    stand = [_stand(each.standing, names[each.person_id]) for each in people if each.standing is not None]
    steps = [_columns(figure, one) for each in people for one in each.figures]
    for table, rows in ((standing, stand), (figure, steps)):
        if rows:
            connection.execute(insert(table), rows)


def _stand(each: PersonStanding, name: str) -> dict[str, Any]:
    folded = name.casefold()
    named = {"sort_key": folded.encode("utf-8", "surrogatepass"), "folded": escape(folded)}
    told = json.dumps(each.told, sort_keys=True, separators=(",", ":"))
    return {**_columns(standing, each, tuple(named)), **named, "told": told}


def _columns(table: Table, value: object, without: Sequence[str] = ()) -> dict[str, Any]:
    return {column.name: getattr(value, column.name) for column in table.columns if column.name not in without}


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), BATCH):
        yield ids[at : at + BATCH]
