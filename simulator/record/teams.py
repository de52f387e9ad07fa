"""Teams: who belongs together, and who trains whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from simulator.record import accounts
from simulator.record.console_records import Membership, Team
from simulator.record.console_tables import membership, team
from simulator.record.escaping import escape, unescape
from simulator.record.part import Part, put
from simulator.record.records import UnknownRecordError
from simulator.record.stored import BATCH
from simulator.record.tables import person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select

KINDS = ("site", "cohort")
"""What a team may be."""

PARTS = ("member", "trainer")
"""As what somebody may be in a team."""


class Teams(Part):
    """Teams of a journal: `journal.teams`."""

    def add(self, name: str, kind: str = "cohort") -> Team:
        """Make a team and return it.

        Args:
            name: any text.
            kind: one of `KINDS`.

        Raises:
            ValueError: another kind.
        """
        if kind not in KINDS:
            raise ValueError(f"a team is no {kind!a}")
        row = {"id": self._new_id(), "name": escape(name), "kind": kind, "created_at": self._clock()}
        with self._store.write() as connection:
            connection.execute(insert(team).values(**row))
            return _find(connection, str(row["id"]))

    def rename(self, team_id: str, name: str) -> Team:
        """Give a team another name and return it.

        Raises:
            UnknownRecordError: no such team.
        """
        with self._store.write() as connection:
            _find(connection, team_id)
            connection.execute(update(team).where(team.c.id == team_id).values(name=escape(name)))
            return _find(connection, team_id)

    def close(self, team_id: str) -> Team:
        """Close a team and return it: its members stay in it, its trainers no longer see them through it.

        Raises:
            UnknownRecordError: no such team.
        """
        with self._store.write() as connection:
            if _find(connection, team_id).closed_at is None:
                connection.execute(update(team).where(team.c.id == team_id).values(closed_at=self._clock()))
            return _find(connection, team_id)

    def team(self, team_id: str) -> Team:
        """Return one team, also a closed one.

        Raises:
            UnknownRecordError: no such team.
        """
        with self._store.read() as connection:
            return _find(connection, team_id)

    def teams(self, *, closed: bool = False) -> tuple[Team, ...]:
        """Return the teams in the order they were made; closed ones only when asked for."""
        query = select(team)
        return self._teams(query if closed else query.where(team.c.closed_at.is_(None)))

    def put(self, team_id: str, person_id: str, part: str = "member") -> Membership:
        """Put somebody into a team, or change their part in it, and return the membership.

        Raises:
            ValueError: another part than `PARTS`.
            UnknownRecordError: no such team or person.
            JournalError: the person was erased.
        """
        if part not in PARTS:
            raise ValueError(f"nobody is {part!a} of a team")
        with self._store.write() as connection:
            return put_in(connection, Membership(team_id, person_id, part, self._clock()))

    def remove(self, team_id: str, person_id: str) -> None:
        """Take somebody out of a team; once more does nothing."""
        theirs = (membership.c.team_id == team_id, membership.c.person_id == person_id)
        with self._store.write() as connection:
            connection.execute(delete(membership).where(*theirs))

    def members(self, team_id: str) -> tuple[Membership, ...]:
        """Return who is in a team, trainers too, in the order they came."""
        return self._memberships(select(membership).where(membership.c.team_id == team_id))

    def names(self, team_ids: Iterable[str]) -> tuple[tuple[Membership, str | None], ...]:
        """Return who is in some teams, trainers too, with what they are called; None for whoever was erased."""
        query = select(membership, person.c.display_name).join(person, person.c.id == membership.c.person_id)
        order = (membership.c.since, membership.c.person_id, membership.c.team_id)
        ids, found = list(team_ids), []
        with self._store.read() as connection:
            for at in range(0, len(ids), BATCH):
                some = query.where(membership.c.team_id.in_(ids[at : at + BATCH])).order_by(*order)
                for *columns, name in connection.execute(some):
                    found.append((Membership(*columns), None if name is None else unescape(name)))
        return tuple(found)

    def of_people(self, person_ids: Iterable[str]) -> dict[str, frozenset[str]]:
        """Return of which teams some people are members, closed ones too, by person; each is in the answer."""
        ids = list(person_ids)
        found: dict[str, set[str]] = {person_id: set() for person_id in ids}
        query = select(membership.c.person_id, membership.c.team_id).where(membership.c.part == "member")
        with self._store.read() as connection:
            for at in range(0, len(ids), BATCH):
                for row in connection.execute(query.where(membership.c.person_id.in_(ids[at : at + BATCH]))):
                    found[row.person_id].add(row.team_id)
        return {person_id: frozenset(teams) for person_id, teams in found.items()}

    def of_person(self, person_id: str) -> tuple[Membership, ...]:
        """Return what teams a person is in, closed ones too, in the order they came."""
        return self._memberships(select(membership).where(membership.c.person_id == person_id))

    def memberships(self) -> tuple[Membership, ...]:
        """Return everybody's memberships in the order they came."""
        return self._memberships(select(membership))

    def led_by(self, person_id: str) -> tuple[Team, ...]:
        """Return the open teams a person trains."""
        return self._teams(
            select(team)
            .join(membership, membership.c.team_id == team.c.id)
            .where(membership.c.person_id == person_id, membership.c.part == "trainer", team.c.closed_at.is_(None))
        )

    def people_led_by(self, person_id: str) -> frozenset[str]:
        """Return the ids of the members of the open teams a person trains; other trainers are not among them."""
        with self._store.read() as connection:
            return frozenset(connection.execute(led_by(person_id)).scalars())

    def _teams(self, query: Select[Any]) -> tuple[Team, ...]:
        with self._store.read() as connection:
            return tuple(_team(row) for row in connection.execute(query.order_by(team.c.created_at, team.c.id)))

    def _memberships(self, query: Select[Any]) -> tuple[Membership, ...]:
        ordered = query.order_by(membership.c.since, membership.c.person_id, membership.c.team_id)
        with self._store.read() as connection:
            return tuple(Membership(*row) for row in connection.execute(ordered))


def led_by(person_id: str, team_id: str = "") -> Select[Any]:
    """Ids of the members of the open teams a person trains, as a query; other trainers are not among them.

    Args:
        person_id: who trains them.
        team_id: only those of this team.
    """
    leads, theirs = membership.alias("leads"), membership.alias("theirs")
    query = (
        select(theirs.c.person_id)
        .join(leads, leads.c.team_id == theirs.c.team_id)
        .join(team, team.c.id == leads.c.team_id)
        .where(
            leads.c.person_id == person_id,
            leads.c.part == "trainer",
            theirs.c.part == "member",
            team.c.closed_at.is_(None),
        )
    )
    return query.where(team.c.id == team_id) if team_id else query


def put_in(connection: Connection, placed: Membership) -> Membership:
    """Write a membership, or the new part of one that is there, and return it.

    Raises:
        UnknownRecordError: no such team or person.
        JournalError: the person was erased.
    """
    _find(connection, placed.team_id)
    accounts.find_present(connection, placed.person_id)
    row = {name: getattr(placed, name) for name in Membership.__dataclass_fields__}
    put(connection, membership, row, {"part": placed.part})
    theirs = (membership.c.team_id == placed.team_id, membership.c.person_id == placed.person_id)
    return Membership(*connection.execute(select(membership).where(*theirs)).one())


def _find(connection: Connection, team_id: str) -> Team:
    row = connection.execute(select(team).where(team.c.id == team_id)).one_or_none()
    if row is None:
        raise UnknownRecordError(f"No team here has the id {team_id!a}.", "List the teams to see which there are.")
    return _team(row)


def _team(row: Row[Any]) -> Team:
    return Team(row.id, unescape(row.name), row.kind, row.created_at, row.closed_at)
