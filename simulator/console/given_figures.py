"""How assignments stand: who has begun, who is done, late or not, with the mark of record; as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from simulator.console.figuring import figuring_of
from simulator.console.giving import is_hr
from simulator.console.overseen import Overseen, title_of
from simulator.console.sheets import Cell, Column, Kind, Sheet
from simulator.record import Mode
from simulator.texts import visible
from simulator.training import Given, Stand, ended_times, scenes_of, stand_of

if TYPE_CHECKING:
    from simulator.console.ask import Ask
    from simulator.record import AssignedSession, Assignment, Result, SessionRecord
    from simulator.texts import Texts

CLOCK_OFF = timedelta(minutes=5)
"""From how far on a desktop's clock is said to be wrong."""
_LIST: tuple[tuple[str, Kind], ...] = (
    ("name", "text"), ("kind", "text"), ("for", "text"), ("until", "day"), ("people", "number"), ("begun", "number"),
    ("done", "number"), ("late", "number"), ("state", "text"),
)  # fmt: skip
_PEOPLE: tuple[tuple[str, Kind], ...] = (
    ("person", "text"), ("state", "text"), ("tries", "number"), ("finished", "moment"), ("late", "text"),
    ("scene", "text"), ("points", "number"), ("status", "text"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """How one person stands with an assignment.

    Args:
        person_id: who.
        name: what they are called.
        given: how it stands for them.
        none_left: whether an exam has no scene that they have not met.
        record: the session that shows what was reached: of an exam the last that ended, of a practice the best.
        result: what it comes to; None where it has no mark, its words were taken away, or the reader is to rate it
            unseen.
        blind: whether the reader is to rate it without having seen its grade.
    """

    person_id: str
    name: str
    given: Given
    none_left: bool
    record: SessionRecord | None
    result: Result | None
    blind: bool

    @property
    def state(self) -> str:
        """How far they are, as the end of a text's key."""
        if self.given.stand is Stand.DONE:
            return "done_late" if self.given.late else "done"
        if self.none_left:
            return "none_left"
        if self.given.stand in (Stand.OPEN, Stand.LATE) and self.given.sessions:
            return "begun_late" if self.given.stand is Stand.LATE else "begun"
        return self.given.stand.value

    @property
    def points(self) -> int | None:
        """Points of record; of a session whose words were taken away those that were kept."""
        if self.blind or self.record is None:
            return None
        return self.record.overall if self.result is None else self.result.overall


def assignments_seen(ask: Ask) -> tuple[Assignment, ...]:
    """The assignments the reader oversees, the latest first: HR every exam, a trainer those of their groups."""
    found = ask.journal.assignments.assignments()
    if is_hr(ask):
        return tuple(each for each in reversed(found) if each.mode is Mode.EXAM)
    overseen = Overseen(ask)
    teams, people = {team.id for team in overseen.teams}, overseen.people()
    return tuple(each for each in reversed(found) if each.team_id in teams or each.person_id in people)


def rows_of(ask: Ask, assignment: Assignment) -> tuple[Row, ...]:
    """How everybody stands with an assignment, by name; who left the group since is among them if they had begun."""
    journal = ask.journal
    sessions = journal.assignments.sessions([assignment.id])
    ended = ended_times(journal, sessions)
    figuring_of(journal).fresh()
    over = (each.session.id for each in sessions if each.session.ended_at and each.session.erased_at is None)
    marked = {name: each for name, each in journal.figures.results(over).items() if each.status is not None}
    blind = frozenset[str]() if is_hr(ask) else Overseen(ask).blind
    theirs = _by_person(sessions)
    receivers = list(_receivers(ask, assignment, sessions))
    names = Overseen(ask).names(receivers)
    met = journal.assignments.met(receivers, [scene.slug for scene in scenes_of(assignment)])
    found = []
    for person_id in receivers:
        given = stand_of(assignment, person_id, theirs.get(person_id, ()), ask.now, ended)
        record = _shown(given, marked)
        hidden = record is not None and record.id in blind
        mark = None if record is None or hidden else marked.get(record.id)
        none_left = _none_left(given, met[person_id])
        found.append(Row(person_id, names[person_id], given, none_left, record, mark, hidden))
    return tuple(sorted(found, key=lambda row: (row.name.casefold(), row.person_id)))


def _receivers(ask: Ask, assignment: Assignment, sessions: Iterable[AssignedSession]) -> Iterable[str]:
    begun = [each.person_id for each in sessions]
    if assignment.person_id is not None:
        return dict.fromkeys([assignment.person_id, *begun])
    members = ask.journal.teams.members(assignment.team_id or "")
    return dict.fromkeys([*(each.person_id for each in members if each.part == "member"), *begun])


def _by_person(sessions: Iterable[AssignedSession]) -> dict[str, list[AssignedSession]]:
    found: dict[str, list[AssignedSession]] = {}
    for each in sessions:
        found.setdefault(each.person_id, []).append(each)
    return found


def _none_left(given: Given, met: frozenset[str]) -> bool:
    open_exam = given.is_exam and given.stand in (Stand.SOON, Stand.OPEN, Stand.LATE) and not given.sessions
    return open_exam and all(scene.slug in met for scene in given.scenes)


def _shown(given: Given, marked: Mapping[str, Result]) -> SessionRecord | None:
    ended = [each.session for each in given.sessions if each.session.ended_at is not None]
    if not ended:
        return None
    if given.is_exam:
        return ended[-1]

    def reached(record: SessionRecord) -> int:
        points = marked[record.id].overall if record.id in marked else record.overall
        return -1 if points is None else points

    return max(reversed(ended), key=reached)


def people_sheet(ask: Ask, assignment: Assignment, rows: Sequence[Row]) -> Sheet:
    """Who has done an assignment, and with what mark."""
    t = ask.words
    columns = tuple(Column(key, t(f"trainer.given.column.{key}"), kind) for key, kind in _PEOPLE)
    lines: list[tuple[Cell, ...]] = [
        (
            row.name,
            t(f"trainer.given.state.{row.state}"),
            row.given.used,
            row.given.finished_at,
            t("trainer.given.late") if row.given.late and row.given.stand is not Stand.WITHDRAWN else None,
            None if row.record is None else title_of(ask.journal, row.record, t),
            row.points,
            _status(t, row),
        )
        for row in rows
    ]
    notes = (t("trainer.given.note"),)
    return Sheet("assignment", assignment.name, columns, tuple(lines), notes)


def _status(t: Texts, row: Row) -> str | None:
    if row.record is None:
        return None
    if row.blind:
        return t("trainer.given.blind")
    if row.record.erased_at is not None:
        return t("trainee.state.erased")
    return t("trainee.state.ungraded") if row.result is None else t(f"shared.status.{row.result.status}")


def list_sheet(ask: Ask, assignments: Sequence[Assignment]) -> Sheet:
    """Assignments with how many have begun, are done, and are late."""
    t, journal = ask.words, ask.journal
    columns = tuple(Column(key, t(f"trainer.given.column.{key}"), kind) for key, kind in _LIST)
    sessions = journal.assignments.sessions([each.id for each in assignments])
    ended = ended_times(journal, sessions)
    by_assignment: dict[str, list[AssignedSession]] = {}
    for each in sessions:
        by_assignment.setdefault(each.assignment_id, []).append(each)
    lines: list[tuple[Cell, ...]] = []
    for assignment in assignments:
        begun = by_assignment.get(assignment.id, [])
        theirs = _by_person(begun)
        given = [
            stand_of(assignment, person_id, theirs.get(person_id, ()), ask.now, ended)
            for person_id in _receivers(ask, assignment, begun)
        ]
        lines.append(
            (
                assignment.name,
                kind_words(t, assignment),
                receiver_name(ask, assignment),
                assignment.due_at,
                len(given),
                sum(bool(each.sessions) for each in given),
                sum(each.finished_at is not None for each in given),
                sum(each.late for each in given),
                t(f"trainer.given.whole.{_whole(ask, assignment)}"),
            )
        )
    return Sheet("assignments", t("trainer.given.title"), columns, tuple(lines))


def _whole(ask: Ask, assignment: Assignment) -> str:
    if assignment.withdrawn_at is not None:
        return "withdrawn"
    if assignment.opens_at is not None and ask.now < assignment.opens_at:
        return "soon"
    return "over" if assignment.due_at is not None and ask.now > assignment.due_at else "open"


def kind_words(t: Texts, assignment: Assignment) -> str:
    """What sort of assignment it is."""
    return t(f"trainer.given.kind.{assignment.kind}.{assignment.mode.value}")


def receiver_name(ask: Ask, assignment: Assignment) -> str:
    """For whom it is: a group or a person, by name."""
    if assignment.team_id is not None:
        return ask.journal.teams.team(assignment.team_id).name
    return Overseen(ask).name(assignment.person_id or "")


def notes_on(ask: Ask, session_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What is to be known of sessions beside their grade, in words.

    For what they were given, whether they ended after its date, and that the desktop's clock was wrong.

    Args:
        ask: the request.
        session_ids: the sessions.
    """
    ids, t = list(session_ids), ask.words
    linked = ask.journal.assignments.of_sessions(ids)
    receipts = ask.journal.devices.latest_receipts(ids)
    ended = ended_times(ask.journal, linked.values())
    names = {each.assignment_id: ask.journal.assignments.assignment(each.assignment_id) for each in linked.values()}
    found: dict[str, tuple[str, ...]] = {}
    for session_id in ids:
        told, receipt = [], receipts.get(session_id)
        if session_id in linked:
            assignment, at = names[linked[session_id].assignment_id], ended[session_id]
            told.append(t("hr.given.assigned", name=visible(assignment.name)))
            if assignment.due_at is not None and at is not None and at > assignment.due_at:
                told.append(t("hr.given.late"))
        if receipt is not None and (minutes := minutes_wrong(receipt.clock_offset_s)):
            told.append(t.count("hr.given.clock", minutes))
        found[session_id] = tuple(told)
    return found


def minutes_wrong(offset_s: int | None) -> int:
    """By how many minutes a desktop's clock is wrong; 0 where it is right enough.

    Args:
        offset_s: seconds it is ahead.
    """
    off = abs(offset_s or 0)
    return 0 if off <= CLOCK_OFF.total_seconds() else round(off / 60)
