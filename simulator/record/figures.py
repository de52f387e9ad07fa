"""Lists of what was worked out of sessions, a part at a time: people, exams, what waits for a person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from simulator.record.console_tables import account, membership, role
from simulator.record.counting import result_of
from simulator.record.escaping import escape, unescape
from simulator.record.figure_lists import OVERDUE, Lists, listed, members_of, parts
from simulator.record.figure_records import MarkTold, PersonStanding, StepFigure
from simulator.record.figure_sums import Sums
from simulator.record.figures_tables import figure, result, standing
from simulator.record.tables import person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from simulator.record.figure_records import Listed, Result

_TOLD = tuple(name for name in PersonStanding.__dataclass_fields__ if name not in ("told", "name"))


@dataclass(frozen=True, slots=True)
class Those:
    """Which people.

    Args:
        team: only members of this group, by its id.
        status: only who is as ready as that.
        help_step: only who needs help with this step.
        search: only whose name holds this.
    """

    team: str = ""
    status: str = ""
    help_step: str = ""
    search: str = ""


EVERYBODY = Those()


class Figures(Lists, Sums):
    """What was worked out of sessions: `journal.figures`."""

    # People: who only works with the console and never played is left out.

    def count(self, those: Those = EVERYBODY) -> int:
        """How many people."""
        query = select(func.count()).select_from(standing).where(*self._which(those))
        with self._store.read() as connection:
            return int(connection.execute(query).scalar_one())

    def status_counts(self, those: Those = EVERYBODY) -> dict[str, int]:
        """How many people are how ready."""
        return self._counts(standing.c.status, those)

    def help_counts(self, those: Those = EVERYBODY) -> dict[str, int]:
        """How many people need help with which step."""
        return self._counts(standing.c.help_step, those)

    def totals(self, those: Those = EVERYBODY) -> dict[str, int]:
        """Sums over people: `sessions` that give figures and `confirmed` ones, `graded` ones at all and `settled`."""
        names = ("sessions", "confirmed", "graded", "settled")
        sums = [func.coalesce(func.sum(standing.c[name]), 0).label(name) for name in names]
        asked: list[ColumnElement[bool]]
        if those == EVERYBODY:  # who has played nothing adds nothing, staff or not
            asked = []
        elif those == Those(those.team):
            asked = [standing.c.person_id.in_(members_of(those.team))]
        else:
            asked = self._which(those)
        with self._store.read() as connection:
            row = connection.execute(select(*sums).where(*asked)).one()
        return {name: int(getattr(row, name)) for name in names}

    def people(self, those: Those = EVERYBODY, *, offset: int = 0, limit: int) -> tuple[PersonStanding, ...]:
        """People in the order of their names.

        Args:
            those: which.
            offset: so many are passed over.
            limit: at most so many.
        """
        # Those passed over are counted in an index alone; only the rows that are shown are read.
        some = self._in_order(those).offset(offset).limit(limit)
        with self._store.read() as connection:
            ids = connection.execute(some).scalars().all()
            return _standings(connection, ids)

    def every_person(self, *those: Those) -> Iterator[tuple[PersonStanding, ...]]:
        """Lists of people one after another, a part at a time, as `_every` reads sessions.

        Args:
            those: which, list by list; nobody may be in two of them.
        """
        with self._store.read() as connection:
            ids = [each for one in those for each in connection.execute(self._in_order(one)).scalars()]
        still = or_(*(and_(*self._which(each)) for each in those))
        for part in parts(ids):
            with self._store.read() as connection:
                found = {each.person_id: each for each in _standings(connection, part, still)}
            yield tuple(found[each] for each in part if each in found)

    def person(self, person_id: str) -> PersonStanding | None:
        """One person; None where they were erased, or nobody has this id."""
        with self._store.read() as connection:
            row = connection.execute(_PERSON.where(standing.c.person_id == person_id)).one_or_none()
        return None if row is None else _standing(row)

    def standings(self, people: Iterable[str]) -> dict[str, PersonStanding]:
        """Where some people stand, by id; those who were not counted yet are left out."""
        found = {}
        with self._store.read() as connection:
            for part in parts(list(people)):
                for row in connection.execute(_PERSON.where(standing.c.person_id.in_(part))):
                    found[row.person_id] = _standing(row)
        return found

    def steps_of(self, people: Sequence[str]) -> dict[str, dict[str, StepFigure]]:
        """The figures of people, by person and step."""
        found: dict[str, dict[str, StepFigure]] = {each: {} for each in people}
        with self._store.read() as connection:
            for part in parts(people):
                for row in connection.execute(select(figure).where(figure.c.person_id.in_(part))).all():
                    found[row.person_id][row.step] = StepFigure(*row)
        return found

    def marks(self, sessions: Iterable[str]) -> dict[str, tuple[str | None, bool]]:
        """How far the marks of sessions have come, and whether they are confirmed."""
        found = {}
        query = select(result.c.session_id, result.c.status, result.c.confirmed)
        with self._store.read() as connection:
            for part in parts(list(sessions)):
                for row in connection.execute(query.where(result.c.session_id.in_(part))).all():
                    found[row.session_id] = (row.status, bool(row.confirmed))
        return found

    def told_marks(self, sessions: Sequence[str]) -> dict[str, MarkTold]:
        """Of the marks of sessions what their people are told; what was not counted yet is left out."""
        found, told = {}, (result.c[name] for name in MarkTold.__dataclass_fields__)
        query = select(result.c.session_id, *told)
        with self._store.read() as connection:
            for part in parts(sessions):
                for row in connection.execute(query.where(result.c.session_id.in_(part))):
                    found[row.session_id] = MarkTold(
                        row.entry_count, row.status, bool(row.by_person), row.overall, row.confirmed_at
                    )
        return found

    def members(self) -> dict[str, frozenset[str]]:
        """Who trains in each group, by its id."""
        query = select(membership.c.team_id, membership.c.person_id).where(membership.c.part == "member")
        found: dict[str, list[str]] = {}
        with self._store.read() as connection:
            for team_id, person_id in connection.execute(query).all():
                found.setdefault(team_id, []).append(person_id)
        return {team_id: frozenset(people) for team_id, people in found.items()}

    # Exams with a grade.

    def count_exams(self, team: str = "", *, settled: bool | None = None) -> int:
        """How many exams have a grade.

        Args:
            team: only those of its members.
            settled: only those a person stands behind and nobody contests, or only others.
        """
        query = select(func.count()).select_from(result).where(*_exams(team, settled=settled))
        with self._store.read() as connection:
            return int(connection.execute(query).scalar_one())

    def exams(
        self, team: str = "", *, settled: bool | None = None, offset: int = 0, limit: int
    ) -> tuple[Listed, ...]:
        """Exams that have a grade, the latest first; the arguments are those of `count_exams`, and which part."""
        return self._part(_exams(team, settled=settled), _EXAMS_ORDER, offset, limit)

    def every_exam(self, team: str = "", *, settled: bool | None = None) -> Iterator[tuple[Listed, ...]]:
        """The same, all of them, a part at a time; see `_every`."""
        return self._every((_exams(team, settled=settled), _EXAMS_ORDER))

    # What waits for a person.

    def waiting_counts(self, now: datetime) -> dict[int, int]:
        """How many sessions wait for which cause, by its place among the causes."""
        of_late = select(result.c.urgency, func.count()).where(*_late(now)).group_by(result.c.urgency)
        every = select(result.c.urgency, func.count()).where(result.c.urgency.is_not(None)).group_by(result.c.urgency)
        with self._store.read() as connection:
            counts = {row[0]: int(row[1]) for row in connection.execute(every)}
            late = {row[0]: int(row[1]) for row in connection.execute(of_late)}
        for urgency, count in late.items():
            counts[urgency] -= count
        found = {OVERDUE: sum(late.values()), **dict(sorted(counts.items()))}
        return {urgency: count for urgency, count in found.items() if count}

    def waiting(
        self, now: datetime, urgency: int | None = None, *, offset: int = 0, limit: int
    ) -> tuple[Listed, ...]:
        """What waits for a person, the most urgent first, then by the time it is due or has waited since.

        Args:
            now: the present.
            urgency: only of this cause, by its place among the causes.
            offset: so many are passed over.
            limit: at most so many.
        """
        found: tuple[Listed, ...] = ()
        if urgency in (None, OVERDUE):
            found = self._part(_late(now), _LATE_ORDER, offset, limit)
            if urgency == OVERDUE or len(found) >= limit:
                return found
            if offset and not found:
                late = select(func.count()).select_from(result).where(*_late(now))
                with self._store.read() as connection:
                    offset -= int(connection.execute(late).scalar_one())
            else:
                offset = 0
        return found + self._part(_not_late(now, urgency), _NOT_LATE_ORDER, offset, limit - len(found))

    def every_waiting(self, now: datetime, urgency: int | None = None) -> Iterator[tuple[Listed, ...]]:
        """The same, all of it, a part at a time; see `_every`."""
        late, rest = (_late(now), _LATE_ORDER), (_not_late(now, urgency), _NOT_LATE_ORDER)
        return self._every(late, rest) if urgency is None else self._every(late if urgency == OVERDUE else rest)

    def waiting_of(self, person_id: str) -> tuple[Listed, ...]:
        """What of one person's sessions waits for somebody, in no order."""
        return self._listed(listed().where(result.c.person_id == person_id, result.c.urgency.is_not(None)))

    def result(self, session_id: str) -> Listed | None:
        """What one session comes to; None where it is not over, or was not counted yet."""
        return next(iter(self._listed(listed().where(result.c.session_id == session_id))), None)

    def results_of(self, person_id: str) -> tuple[Result, ...]:
        """What one person's sessions come to, in the order they began."""
        query = select(result).where(result.c.person_id == person_id).order_by(result.c.started_at, result.c.session_id)
        with self._store.read() as connection:
            return tuple(result_of(row) for row in connection.execute(query))

    def _counts(self, column: ColumnElement[Any], those: Those) -> dict[str, int]:
        query = select(column, func.count()).where(*self._which(those), column.is_not(None)).group_by(column)
        with self._store.read() as connection:
            return {row[0]: int(row[1]) for row in connection.execute(query)}

    def _in_order(self, those: Those) -> Select[Any]:
        return select(standing.c.person_id).where(*self._which(those)).order_by(*_PEOPLE_ORDER)

    def _which(self, those: Those) -> list[ColumnElement[bool]]:
        asked: list[ColumnElement[bool]] = []
        if not those.help_step and those.status in ("", "nothing_played"):  # all others have played
            asked.append(or_(standing.c.played > 0, ~_STAFF))
        if those.team:
            asked.append(standing.c.person_id.in_(members_of(those.team)))
        if those.status:
            asked.append(standing.c.status == those.status)
        if those.help_step:
            asked.append(standing.c.help_step == those.help_step)
        if those.search:
            place = func.strpos if self._store.dialect == "postgresql" else func.instr
            asked.append(place(standing.c.folded, escape(those.search.casefold())) > 0)
        return asked


# Asked of the few who have played nothing, one by one: of everybody at once it would take longer than the rest.
_TRAINS = select(role.c.account_id).where(role.c.account_id == account.c.id, role.c.role == "trainee").exists()
_IN_A_GROUP = (
    select(membership.c.person_id)
    .where(membership.c.person_id == standing.c.person_id, membership.c.part == "member")
    .exists()
)
_STAFF = select(account.c.id).where(account.c.person_id == standing.c.person_id, ~_TRAINS).exists() & ~_IN_A_GROUP
_PEOPLE_ORDER = (standing.c.sort_key, standing.c.person_id)
_EXAMS_ORDER = (result.c.exam_at.desc(), result.c.session_id.desc())
_LATE_ORDER = (result.c.place_at, result.c.session_id)
_NOT_LATE_ORDER = (result.c.urgency, *_LATE_ORDER)
_PERSON = select(standing, person.c.display_name).join(person, person.c.id == standing.c.person_id)


def _exams(team: str, *, settled: bool | None) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [result.c.exam_at.is_not(None)]
    if team:
        asked.append(result.c.person_id.in_(members_of(team)))
    if settled is not None:
        asked.append(result.c.settled == int(settled))
    return asked


def _late(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (result.c.late_at.is_not(None), result.c.late_at <= now)


def _not_late(now: datetime, urgency: int | None) -> list[ColumnElement[bool]]:
    asked = [result.c.urgency.is_not(None), or_(result.c.late_at.is_(None), result.c.late_at > now)]
    return asked if urgency is None else [*asked, result.c.urgency == urgency]


def _standings(
    connection: Connection, ids: Sequence[str], *still: ColumnElement[bool]
) -> tuple[PersonStanding, ...]:
    rows = connection.execute(_PERSON.where(standing.c.person_id.in_(ids), *still).order_by(*_PEOPLE_ORDER))
    return tuple(_standing(row) for row in rows)


def _standing(row: Any) -> PersonStanding:
    name = "" if row.display_name is None else unescape(row.display_name)
    return PersonStanding(**{each: getattr(row, each) for each in _TOLD}, told=json.loads(row.told), name=name)
