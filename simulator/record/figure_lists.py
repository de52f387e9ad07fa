"""Lists of sessions by what was worked out of them, a part at a time; those that somebody oversees among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, or_, select

from simulator.record.console_tables import membership
from simulator.record.counting import result_of
from simulator.record.escaping import unescape
from simulator.record.figure_records import Amount, Listed, Sort
from simulator.record.figures_tables import result
from simulator.record.part import Part
from simulator.record.records import Mode
from simulator.record.stored import BATCH
from simulator.record.tables import person, session
from simulator.record.teams import led_by

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select

    from simulator.record.figure_records import Result

OVERDUE = 0
"""The place of what has waited too long among the causes why a person should look: the first."""
ERASED = "erased"
"""Asked for as a status: sessions whose words were taken away."""
_ROW = session.alias("own_row")
_LATEST = (result.c.started_at.desc(), result.c.session_id.desc())
_NOT_SHOWN = (Mode.DEMONSTRATION.value, Mode.ROSTER.value)


@dataclass(frozen=True, slots=True)
class OverseenSessions:
    """Which sessions of the people that somebody trains; no demonstrations, nothing of their own.

    Args:
        trainer: who trains them, by their person.
        team: only members of this group.
        person: only theirs.
        slugs: only of these scenes; of any where empty.
        language: only in this language.
        mode: only played as this.
        status: only with marks that have come so far, or `erased`.
        ids: only these sessions; any where None.
        whole: only whole ones with a grade, no moments that were tried again.
    """

    trainer: str
    team: str = ""
    person: str = ""
    slugs: tuple[str, ...] = ()
    language: str = ""
    mode: str = ""
    status: str = ""
    ids: tuple[str, ...] | None = None
    whole: bool = False


class Lists(Part):
    """Lists of sessions: a part of `journal.figures`."""

    def results(self, session_ids: Iterable[str]) -> dict[str, Result]:
        """What sessions come to, by id; without those that are not over, or were not counted yet."""
        found = {}
        with self._store.read() as connection:
            for some in parts(list(session_ids)):
                for row in connection.execute(select(result).where(result.c.session_id.in_(some))):
                    found[row.session_id] = result_of(row)
        return found

    # Sessions of the people that somebody trains.

    def sorts(self, which: OverseenSessions) -> tuple[Sort, ...]:
        """How many sessions there are of each scene, mode and status.

        Args:
            which: of whom; what else it asks for is not looked at.
        """
        by = (result.c.slug, result.c.mode, result.c.status)
        query = select(*by, func.count(), func.max(result.c.session_id))
        asked = _asked(OverseenSessions(which.trainer, which.team, which.person))
        with self._store.read() as connection:
            return tuple(Sort(*row) for row in connection.execute(query.where(*asked).group_by(*by)))

    def count_overseen(self, which: OverseenSessions) -> int:
        """How many sessions."""
        query = select(func.count()).select_from(result).where(*_asked(which))
        with self._store.read() as connection:
            return int(connection.execute(query).scalar_one())

    def overseen(self, which: OverseenSessions, *, offset: int = 0, limit: int | None = None) -> tuple[Listed, ...]:
        """Sessions, the latest first.

        Args:
            which: which.
            offset: so many are passed over, where there is a limit.
            limit: at most so many; all where None.
        """
        return self._part(_asked(which), _LATEST, offset, limit)

    def every_overseen(self, which: OverseenSessions) -> Iterator[tuple[Listed, ...]]:
        """The same, all of them, a part at a time; see `_every`."""
        return self._every((_asked(which), _LATEST))

    def count_overseen_waiting(self, which: OverseenSessions, without: Collection[str] = ()) -> int:
        """How many sessions wait for a person.

        Args:
            which: which.
            without: sessions that are left out.
        """
        query = select(func.count()).select_from(result).where(*_asked(which), *_waiting(without))
        with self._store.read() as connection:
            return int(connection.execute(query).scalar_one())

    def overseen_waiting(
        self,
        which: OverseenSessions,
        now: datetime,
        without: Collection[str] = (),
        *,
        offset: int = 0,
        limit: int,
    ) -> tuple[Listed, ...]:
        """What waits for a person, the most urgent first, then by the time it is due or has waited since.

        Args:
            which: which.
            now: the present.
            without: sessions that are left out.
            offset: so many are passed over.
            limit: at most so many.
        """
        return self._part((*_asked(which), *_waiting(without)), _urgent(now), offset, limit)

    def every_overseen_waiting(
        self, which: OverseenSessions, now: datetime, without: Collection[str] = ()
    ) -> Iterator[tuple[Listed, ...]]:
        """The same, all of it, a part at a time; see `_every`."""
        return self._every(((*_asked(which), *_waiting(without)), _urgent(now)))

    def played(self, team_id: str, without: Collection[str] = ()) -> dict[str, Amount]:
        """How much the members of a group have played, by person; without those who have played nothing.

        Args:
            team_id: the group.
            without: sessions that are not counted among those that wait.
        """
        waits = case((and_(*_waiting(without)), 1), else_=0)
        exams = case((result.c.mode == Mode.EXAM.value, 1), else_=0)
        query = (
            select(
                result.c.person_id, func.count(), func.sum(exams), func.sum(waits), func.max(result.c.started_at)
            )
            .where(result.c.person_id.in_(members_of(team_id)), result.c.mode.not_in(_NOT_SHOWN))
            .group_by(result.c.person_id)
        )  # fmt: skip
        with self._store.read() as connection:
            rows = connection.execute(query).all()
        return {row[0]: Amount(int(row[1]), int(row[2]), int(row[3]), row[4]) for row in rows}

    def _part(
        self, asked: Sequence[ColumnElement[bool]], order: Sequence[Any], offset: int, limit: int | None
    ) -> tuple[Listed, ...]:
        """A part of a list; sessions passed over are counted in an index alone, and only what is shown is read."""
        if limit is None:
            return self._listed(listed().where(*asked).order_by(*order))
        some = select(result.c.session_id).where(*asked).order_by(*order).offset(offset).limit(limit)
        with self._store.read() as connection:
            ids = connection.execute(some).scalars().all()
        return self._in_turn(ids)

    def _every(self, *lists: tuple[Sequence[ColumnElement[bool]], Sequence[Any]]) -> Iterator[tuple[Listed, ...]]:
        """Lists one after another, a part at a time; nothing is locked, and little held, between two parts.

        Which sessions, and in which turn, is read at one moment: none comes twice, and none is passed over because
        others move. What each comes to is read with its part; one that is not asked for any more by then is left out.
        """
        with self._store.read() as connection:
            ids = [
                each
                for asked, order in lists
                for each in connection.execute(select(result.c.session_id).where(*asked).order_by(*order)).scalars()
            ]
        still = or_(*(and_(*asked) for asked, _ in lists))
        for some in parts(ids):
            yield self._in_turn(some, still)

    def _in_turn(self, ids: Sequence[str], *still: ColumnElement[bool]) -> tuple[Listed, ...]:
        query = listed().where(result.c.session_id.in_(ids), *still)
        found = {each.result.session_id: each for each in self._listed(query)}
        return tuple(found[each] for each in ids if each in found)

    def _listed(self, query: Select[Any]) -> tuple[Listed, ...]:
        with self._store.read() as connection:
            return tuple(
                Listed(
                    result_of(row),
                    "" if row.display_name is None else unescape(row.display_name),
                    row.scenario_hash,
                    row.language,
                    row.seed,
                    row.erased_at is not None,
                    row.kept,
                )
                for row in connection.execute(query).all()
            )


def listed() -> Select[Any]:
    """What a list of sessions is read by."""
    told = (
        person.c.display_name, session.c.scenario_hash, session.c.language, session.c.seed, session.c.erased_at,
        session.c.overall.label("kept"),
    )  # fmt: skip
    both = session.c.id == result.c.session_id
    return select(result, *told).join(session, both).join(person, person.c.id == result.c.person_id)


def members_of(team_id: str) -> Select[Any]:
    """Ids of the members of a group."""
    return select(membership.c.person_id).where(membership.c.team_id == team_id, membership.c.part == "member")


def parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Ids in parts that fit into one statement."""
    for at in range(0, len(ids), BATCH):
        yield ids[at : at + BATCH]


def _asked(which: OverseenSessions) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [
        result.c.person_id.in_(led_by(which.trainer, which.team)),
        result.c.person_id != which.trainer,
        result.c.mode == which.mode if which.mode not in ("", *_NOT_SHOWN) else result.c.mode.not_in(_NOT_SHOWN),
    ]
    if which.person:
        asked.append(result.c.person_id == which.person)
    if which.slugs:
        asked.append(result.c.slug.in_(which.slugs))
    if which.ids is not None:
        asked.append(result.c.session_id.in_(which.ids))
    if which.whole:
        asked += [result.c.status.is_not(None), result.c.fork == 0]
    if which.status == ERASED:
        asked += [result.c.status.is_(None), _row_of(_ROW.c.erased_at.is_not(None))]
    elif which.status:
        asked.append(result.c.status == which.status)
    if which.language:
        asked.append(_row_of(_ROW.c.language == which.language))
    return asked


def _row_of(wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    """What a session's own row says, where its figures do not."""
    return select(_ROW.c.id).where(_ROW.c.id == result.c.session_id, wanted).exists()


def _urgent(now: datetime) -> tuple[ColumnElement[Any], ...]:
    rank = case((result.c.late_at <= now, OVERDUE), else_=result.c.urgency)
    return rank, result.c.place_at, result.c.session_id


def _waiting(without: Collection[str]) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [result.c.urgency.is_not(None)]
    if without:
        asked.append(result.c.session_id.not_in(sorted(without)))
    return asked
