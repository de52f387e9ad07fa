"""What HR looks at, a part at a time: where people stand, their figures, groups, and what waits for a person.

Nothing here reads all sessions, or keeps any: what was worked out of them is asked for, as the page needs it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from simulator.console.chosen import minimum_group
from simulator.console.figuring import figuring_of
from simulator.console.things import Missing
from simulator.marking import URGENCY, Cause, placed_at
from simulator.record import PersonStanding, StepSums, Those
from simulator.review import (
    COLUMNS,
    Comparison,
    Group,
    Help,
    Progress,
    Readiness,
    Standing,
    Which,
    as_called,
    causes_of_tallies,
    cohort_change_of,
    compare_points,
    heat,
    limit_of,
    next_scene,
    progress_of,
    taught_by_scene,
)
from simulator.review import Cause as Complaint
from simulator.scenario import ScenarioError, glance, load_world
from simulator.training import WaitingSession, waiting_in_parts, waiting_of

if TYPE_CHECKING:
    from simulator.console.ask import Ask
    from simulator.record import Team
    from simulator.review import CohortChange
    from simulator.texts import Texts

TEAM_KINDS = ("site", "cohort")
CAUSES = tuple(Cause)
_MINUTE_S = 60
"""For so long it is taken for the same what is overdue."""
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class StepCell:
    """A cell of the heat map.

    Args:
        points: None where there was no occasion.
        session: where they come from.
        status: how far its mark has come.
        confirmed: whether a person stands behind it.
    """

    points: int | None = None
    session: str = ""
    status: str | None = None
    confirmed: bool = False

    @property
    def heat(self) -> int | None:
        """Its shade, 0..10."""
        return None if self.points is None else heat(self.points)


@dataclass(frozen=True, slots=True)
class StepRow:
    """A person's row of the heat map, its cells in the order of `COLUMNS`."""

    person_id: str
    name: str
    cells: tuple[StepCell, ...]


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """Groups of a kind beside each other, and what stands behind them.

    Args:
        found: the figures.
        sessions: how many sessions of their members give figures.
        confirmed: behind how many of those grades a person stands.
    """

    found: Comparison
    sessions: int
    confirmed: int


class Workforce:
    """Reads what HR looks at.

    Args:
        ask: the request.
        team: only people of this group, by id; everybody where empty or unknown.
    """

    def __init__(self, ask: Ask, team: str = "") -> None:
        self._ask = ask
        self._figuring = figuring_of(ask.journal)
        self.freshness = self._figuring.fresh()
        self.figures = ask.journal.figures
        self.teams: tuple[Team, ...] = tuple(
            sorted(ask.journal.teams.teams(), key=lambda each: (each.name.casefold(), each.id))
        )
        self.team = next((each for each in self.teams if each.id == team), None)

    @property
    def team_id(self) -> str:
        """Of the group that was chosen; "" for everybody."""
        return "" if self.team is None else self.team.id

    def those(self, status: str = "", help_step: str = "", search: str = "") -> Those:
        """People of the group that was chosen, fewer by what else is asked."""
        return Those(self.team_id, status, help_step, search)

    def count(self, those: Those) -> int:
        """How many people; of everybody it is counted once a minute for each state of the figures."""
        if those.team or those.search:
            return self.figures.count(those)
        return self._kept(("count", those, self._minute), lambda: self.figures.count(those))

    def people(self, those: Those, *, offset: int = 0, limit: int) -> list[Progress]:
        """People in the order of their names, without their sessions and steps.

        Args:
            those: which.
            offset: so many are passed over.
            limit: at most so many.
        """
        return [self._as_progress(each) for each in self.figures.people(those, offset=offset, limit=limit)]

    def every_person(self, those: Those) -> Iterator[list[Progress]]:
        """The same, all of them, a part at a time."""
        for part in self.figures.every_person(those):
            yield [self._as_progress(each) for each in part]

    def helped(self, step: str, *, offset: int = 0, limit: int) -> list[Help]:
        """Who needs help with a step, in the order of names."""
        listed = self.figures.people(self.those(help_step=step), offset=offset, limit=limit)
        return [self._as_help(each, step) for each in listed]

    def every_help(self) -> Iterator[list[Help]]:
        """Who needs help with which step, all of them, a part at a time."""
        for part in self.figures.every_person(*(self.those(help_step=step) for step in COLUMNS)):
            yield [self._as_help(each, each.help_step or "") for each in part]

    def person(self, person_id: str) -> Progress:
        """One person with all their sessions.

        Raises:
            Missing: they were erased a moment ago, or nobody has counted them yet.
        """
        stands = self.figures.person(person_id)
        if stands is None:
            raise Missing
        standing = {
            each.session_id: Standing(json.loads(each.grade), each.confirmed, each.status or "")
            for each in self.figures.results_of(person_id)
            if each.grade is not None
        }
        records = self._ask.journal.sessions(person_id)
        called = as_called(self._ask.words.language)
        return progress_of(person_id, stands.name, records, standing, called, self._taught)

    def heat_map(self, which: Which, *, offset: int = 0, limit: int) -> list[StepRow]:
        """People x steps; people without any figure have empty cells, so that nobody is forgotten."""
        return self._heat_rows(which, self.figures.people(self.those(), offset=offset, limit=limit))

    def whole_heat_map(self, which: Which) -> Iterator[list[StepRow]]:
        """The same of everybody, a part at a time."""
        for part in self.figures.every_person(self.those()):
            yield self._heat_rows(which, part)

    def _heat_rows(self, which: Which, people: Sequence[PersonStanding]) -> list[StepRow]:
        steps = self.figures.steps_of([each.person_id for each in people])
        told = attrgetter(which, f"{which}_session")
        shown = {person: {step: told(each) for step, each in of.items()} for person, of in steps.items()}
        marks = self.figures.marks({session for of in shown.values() for _, session in of.values() if session})

        def cell(found: tuple[int | None, str] | None) -> StepCell:
            if found is None or found[0] is None:
                return StepCell()
            return StepCell(*found, *marks.get(found[1], (None, False)))

        return [
            StepRow(each.person_id, each.name, tuple(cell(shown[each.person_id].get(column)) for column in COLUMNS))
            for each in people
        ]

    @cached_property
    def sums(self) -> Mapping[str, StepSums]:
        """What means and intervals over everybody are made of, by step."""
        return self._kept("sums", self.figures.steps)

    def bands(self, which: Which) -> Mapping[str, Mapping[int, int]]:
        """How many people have how many points, by step."""
        return self._kept(("bands", which), lambda: self.figures.bands(which))

    def changes(self) -> Mapping[str, CohortChange]:
        """How each step moved over everybody who has been graded on it at least twice."""
        limits = {column: limit for column in COLUMNS if (limit := limit_of(self.sums, column)) is not None}
        beyond = self._kept("beyond", lambda: self.figures.moved_beyond(limits))
        return {column: cohort_change_of(column, self.sums, beyond) for column in COLUMNS}

    def groups(self, kind: str, which: Which) -> GroupFigures:
        """Groups of a kind beside each other.

        Who looks at one kind after the other shall not find a few by subtraction: the first keeps its figures.
        """
        members = self._figuring.remembered("members", None, self.figures.members)
        minimum = minimum_group(self._ask.journal)
        named = tuple((team.id, team.name, team.kind) for team in self.teams)
        key = ("groups", kind, which, minimum, named, hash(frozenset(members.items())))
        return self._kept(key, lambda: self._compared(kind, which, minimum, members))

    def kinds(self) -> tuple[str, ...]:
        """Kinds of groups there are any of."""
        return tuple(kind for kind in TEAM_KINDS if any(team.kind == kind for team in self.teams))

    def teams_of(self, person_id: str) -> list[Team]:
        """The groups somebody trains in."""
        own = {each.team_id for each in self._ask.journal.teams.of_person(person_id) if each.part == "member"}
        return [team for team in self.teams if team.id in own]

    def waiting_counts(self) -> dict[Cause, int]:
        """How many sessions wait for each cause, the most urgent first; a session counts once, by its first cause."""
        now = self._ask.now
        counts = self._kept(("waiting", self._minute), lambda: self.figures.waiting_counts(now))
        return {CAUSES[place]: count for place, count in counts.items()}

    def waiting(
        self, cause: Cause | None = None, *, offset: int = 0, limit: int
    ) -> tuple[WaitingSession, ...]:
        """What waits for a person, the most urgent first."""
        now, urgency = self._ask.now, None if cause is None else URGENCY[cause]
        return waiting_of(self._ask.journal, self.figures.waiting(now, urgency, offset=offset, limit=limit), now)

    def every_waiting(self, cause: Cause | None = None) -> Iterator[tuple[WaitingSession, ...]]:
        """The same, all of it, a part at a time."""
        now, urgency = self._ask.now, None if cause is None else URGENCY[cause]
        return waiting_in_parts(self._ask.journal, self.figures.every_waiting(now, urgency), now)

    def waiting_of(self, person_id: str) -> list[WaitingSession]:
        """What of one person's sessions waits for somebody, the most urgent first."""
        found = waiting_of(self._ask.journal, self.figures.waiting_of(person_id), self._ask.now)
        return sorted(found, key=_place)

    def waits_for(self, session_id: str) -> WaitingSession | None:
        """What a session waits for, if it does."""
        listed = self.figures.result(session_id)
        found = () if listed is None else waiting_of(self._ask.journal, (listed,), self._ask.now)
        return next(iter(found), None)

    def complaints(self) -> tuple[Complaint, ...]:
        """Causes of complaint, the most frequent first."""
        return causes_of_tallies(self.figures.complaints(), self.figures.shifts(), load_world())

    def _kept(self, key: Hashable, made: Callable[[], Made]) -> Made:
        found: Made = self._figuring.remembered(key, self.freshness.generation, made)
        return found

    def _compared(
        self, kind: str, which: Which, minimum: int, members: Mapping[str, frozenset[str]]
    ) -> GroupFigures:
        groups = {each: self._groups(each, members) for each in TEAM_KINDS}
        before = [group for each in TEAM_KINDS[: TEAM_KINDS.index(kind)] for group in groups[each]]
        found = compare_points(self.figures.points(which), groups[kind], minimum, before)
        theirs = frozenset[str]().union(*(group.people for group in groups[kind]))
        counts = [each for person, each in self.figures.sessions_of_people().items() if person in theirs]
        return GroupFigures(found, *(sum(each[place] for each in counts) for place in (0, 1)))

    def _groups(self, kind: str, members: Mapping[str, frozenset[str]]) -> list[Group]:
        return [
            Group(team.id, team.name, members.get(team.id, frozenset())) for team in self.teams if team.kind == kind
        ]

    @property
    def _minute(self) -> int:
        return int(self._ask.now.timestamp()) // _MINUTE_S

    @cached_property
    def _taught(self) -> Mapping[str, tuple[str, ...]]:
        return taught_by_scene()

    def _as_help(self, each: PersonStanding, step: str) -> Help:
        points, sessions, confirmed = each.help_points or 0, each.help_sessions or 0, each.help_confirmed or 0
        return Help(self._as_progress(each), step, points, sessions, confirmed)

    def _as_progress(self, each: PersonStanding) -> Progress:
        ready = readiness_of(each, self._taught)
        return Progress(each.person_id, each.name, (), {}, ready, frozenset(each.told["met"]))


def readiness_of(each: PersonStanding, taught: Mapping[str, tuple[str, ...]]) -> Readiness:
    """Whether somebody is ready, from where they stand.

    Args:
        each: where that is.
        taught: what scenes teach, as `taught_by_scene` has it.
    """
    told = {name: tuple(value) for name, value in each.told.items()}
    following = next_scene(each.weakest, told["met"], taught)
    short, failed, waiting = told["short"], told["failed"], told["waiting"]
    return Readiness(each.status, each.exams, short, failed, each.weakest, following, waiting)


def _place(each: WaitingSession) -> tuple[object, ...]:
    first = each.reasons[0]
    return URGENCY[first.cause], placed_at(first), each.result.session_id


def scene_title(slug: str | None, language: str) -> str:
    """What a scene is called now; its folder where it is gone, empty where there is none."""
    if slug is None:
        return ""
    try:
        return glance(slug, language).title
    except (ScenarioError, OSError):
        return slug


def scene_titles(slugs: Iterable[str], words: Texts) -> dict[str, str]:
    """What scenes are called now, by their folders."""
    return {slug: scene_title(slug, words.language) for slug in set(slugs)}
