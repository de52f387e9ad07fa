"""What HR looks at: everybody who trains, their figures by the marks of record, groups, and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from simulator.console.chosen import minimum_group
from simulator.console.overseen import facts_reader
from simulator.console.things import Missing
from simulator.marking import Facts, Status, Waiting, queue
from simulator.record import Mode, Role
from simulator.review import (
    Group,
    Outcomes,
    Overview,
    Progress,
    gather_overview,
)
from simulator.scenario import ScenarioError, glance
from simulator.training import MarksOfRecord

if TYPE_CHECKING:
    from simulator.console.ask import Ask
    from simulator.record import Journal, SessionRecord, Team

TEAM_KINDS = ("site", "cohort")

_OUTCOMES: WeakKeyDictionary[Journal, Outcomes] = WeakKeyDictionary()
_QUEUE_S = 60
"""How long the queue is taken for the same where nothing was written: only its deadlines move."""


@dataclass(slots=True)
class _Remembered:
    """What was worked out of a journal at one state of it.

    Args:
        state: of the journal, by which it is known again.
        overviews: by language.
        waiting: the queue and the minute it was made in.
    """

    state: tuple[object, ...] = ()
    overviews: dict[str, Overview] = field(default_factory=dict)
    waiting: tuple[int, tuple[Waiting, ...]] | None = None


_REMEMBERED: WeakKeyDictionary[Journal, _Remembered] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam somebody has taken.

    Args:
        record: the session.
        person: whose it is.
        title: of its scene.
        facts: its mark.
        unseen: whether they had never met the scene before.
    """

    record: SessionRecord
    person: Progress
    title: str
    facts: Facts
    unseen: bool

    @property
    def settled(self) -> bool:
        """Whether a person stands behind its mark and nobody contests it."""
        return self.facts.mark.status in (Status.CONFIRMED, Status.CORRECTED)


class Workforce:
    """Reads what HR looks at, each part when it is first asked for.

    Args:
        ask: the request.
        team: only people of this group, by id; everybody where empty or unknown.
    """

    def __init__(self, ask: Ask, team: str = "") -> None:
        self._ask = ask
        self.teams: tuple[Team, ...] = tuple(
            sorted(ask.journal.teams.teams(), key=lambda each: (each.name.casefold(), each.id))
        )
        self.team = next((each for each in self.teams if each.id == team), None)

    @cached_property
    def records(self) -> dict[str, SessionRecord]:
        """All sessions, by id, in the order they began."""
        return {record.id: record for record in self._ask.journal.sessions()}

    @cached_property
    def _remembered(self) -> _Remembered:
        """What was worked out before, if nothing was written since.

        Entries and sessions only ever become more and words only ever go, so their numbers tell whether that is so.
        """
        records = self.records.values()
        erased, entries = sum(record.erased_at is not None for record in records), sum(r.entry_count for r in records)
        names = tuple((person.id, person.display_name) for person in self._ask.journal.people())
        state = (len(records), entries, erased, hash(names))
        found = _REMEMBERED.get(self._ask.journal)
        if found is None or found.state != state:
            found = _REMEMBERED[self._ask.journal] = _Remembered(state)
        return found

    @cached_property
    def _overview(self) -> Overview:
        journal, language = self._ask.journal, self._ask.words.language
        known = self._remembered.overviews
        if language not in known:
            marks = MarksOfRecord(journal, facts_reader(journal))
            known[language] = gather_overview(journal, marks=marks, language=language, records=self.records.values())
        return known[language]

    @cached_property
    def _members(self) -> dict[str, frozenset[str]]:
        """Who trains in each group, by its id."""
        found: dict[str, set[str]] = {}
        for membership in self._ask.journal.teams.memberships():
            if membership.part == "member":
                found.setdefault(membership.team_id, set()).add(membership.person_id)
        return {team: frozenset(people) for team, people in found.items()}

    @cached_property
    def people(self) -> tuple[Progress, ...]:
        """Everybody who trains, in the order of names; who only works with the console and never played is left out."""
        staff = {
            account.person_id for account in self._ask.journal.logins.accounts() if Role.TRAINEE not in account.roles
        }
        staff -= frozenset[str]().union(*self._members.values())
        here = [person for person in self._overview.people if person.met or person.person_id not in staff]
        if self.team is not None:
            members = self._members.get(self.team.id, frozenset())
            here = [person for person in here if person.person_id in members]
        return tuple(here)

    def person(self, person_id: str) -> Progress:
        """One person's figures.

        Raises:
            Missing: they were erased a moment ago.
        """
        found = next((each for each in self._overview.people if each.person_id == person_id), None)
        if found is None:
            raise Missing
        return found

    def groups(self, kind: str) -> list[Group]:
        """Groups of a kind with those of their members who may be seen."""
        return [
            Group(team.id, team.name, self._members.get(team.id, frozenset()))
            for team in self.teams
            if team.kind == kind
        ]

    def teams_of(self, person_id: str) -> list[Team]:
        """The groups somebody trains in."""
        return [team for team in self.teams if person_id in self._members.get(team.id, ())]

    @property
    def minimum(self) -> int:
        """How many people a figure of a group must stand for."""
        return minimum_group(self._ask.journal)

    @cached_property
    def facts(self) -> dict[str, Facts]:
        """The marks of all graded sessions, by session."""
        return facts_reader(self._ask.journal)([record for record in self.records.values() if record.ended_at])

    @cached_property
    def waiting(self) -> tuple[Waiting, ...]:
        """What waits for a person, the most urgent first."""
        minute = int(self._ask.now.timestamp()) // _QUEUE_S
        known = self._remembered.waiting
        if known is None or known[0] != minute:
            known = self._remembered.waiting = (minute, queue(self.facts.values(), self._ask.now))
        return known[1]

    def exams(self) -> list[Exam]:
        """Exams of the people looked at that have a grade, the latest first."""
        found = []
        for person in self.people:
            for session in person.sessions:
                # Its words may have been taken away a moment ago.
                if session.mode == Mode.EXAM.value and session.id in self.facts:
                    place = (self.records[session.id], person, session.title)
                    found.append(Exam(*place, self.facts[session.id], session.unseen))
        return sorted(found, key=lambda exam: (exam.record.started_at, exam.record.id), reverse=True)

    def outcomes(self) -> Outcomes:
        """What reads how conversations ended and remembers it, one for all requests."""
        journal = self._ask.journal
        found = _OUTCOMES.get(journal)
        if found is None:
            found = _OUTCOMES[journal] = Outcomes(journal)
        return found


def scene_title(slug: str | None, language: str) -> str:
    """What a scene is called now; its folder where it is gone, empty where there is none."""
    if slug is None:
        return ""
    try:
        return glance(slug, language).title
    except (ScenarioError, OSError):
        return slug


def by_cause(waiting: Iterable[Waiting]) -> dict[str, int]:
    """How many sessions wait for each cause, the most urgent first; a session counts once, by its first cause."""
    found: dict[str, int] = {}
    for each in waiting:
        found[each.cause.value] = found.get(each.cause.value, 0) + 1
    return found


def waits_for(waiting: Sequence[Waiting], session_id: str) -> Waiting | None:
    """What a session waits for, if it does."""
    return next((each for each in waiting if each.facts.session == session_id), None)
