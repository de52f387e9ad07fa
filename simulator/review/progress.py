"""Who stands where: graded sessions of every person, best, latest and unseen per step."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scoring import STEPS
from simulator.record import GRADED_KIND, Journal, Mode, SessionRecord, met
from simulator.scenario import Scenario, ScenarioError, glance, load_bundle

from .readiness import Exam, Readiness, judge_readiness

DEFAULT_RUBRIC = "seven_steps"
OVERALL = "overall"
COLUMNS = (*STEPS, OVERALL)
"""What a row of the overview holds: the seven steps and the whole."""


@dataclass(frozen=True, slots=True)
class GradedSession:
    """A finished session with its grade.

    Args:
        unseen: the person had never played this scene before.
        grade: as the journal holds it.
        fork: a moment of an earlier session, tried again.
    """

    id: str
    person_id: str
    slug: str
    title: str
    language: str
    mode: str
    started_at: str
    ending: str
    unseen: bool
    grade: dict[str, Any]
    fork: bool = False

    def points(self, column: str) -> int | None:
        """Points of a step, or of the whole; None where there was no occasion."""
        if column == OVERALL:
            overall: int | None = self.grade[OVERALL]
            return overall
        # A scene with another rubric has other steps.
        points: int | None = self.grade["steps"].get(column, {}).get("points")
        return points


@dataclass(frozen=True, slots=True)
class Figure:
    """Points and the session they come from, where the evidence is."""

    points: int
    session: GradedSession


@dataclass(frozen=True, slots=True)
class Cell:
    """One step of one person: best, latest, and latest on a scene never played before."""

    best: Figure | None
    latest: Figure | None
    unseen: Figure | None


@dataclass(frozen=True, slots=True)
class Progress:
    """One person.

    Args:
        sessions: graded ones, in order; forks among them.
        cells: figures by step, and of the whole.
        met: scenes begun in any mode, also where the words were erased since.
    """

    person_id: str
    name: str
    sessions: tuple[GradedSession, ...]
    cells: dict[str, Cell]
    readiness: Readiness
    met: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Overview:
    """Everybody, in the order of their names; nobody is ranked."""

    people: tuple[Progress, ...]


def gather_overview(journal: Journal) -> Overview:
    """Read everybody's graded sessions. Demonstrations do not count; erased people are left out."""
    by_person: dict[str, list[SessionRecord]] = {}
    for record in journal.sessions():
        by_person.setdefault(record.person_id, []).append(record)
    scenarios: dict[str, Scenario] = {}

    def as_played(record: SessionRecord) -> tuple[str, str]:
        scenario = _scenario(journal, record.header.scenario_hash, scenarios)
        # It was played in that language.
        title = scenario.text("about.title", record.header.language, scenario.draw(record.header.seed))  # type: ignore[arg-type]
        return title, scenario.file.about.rubric

    people = sorted(journal.people(), key=lambda person: (person.display_name or "").casefold())
    return Overview(
        tuple(
            _progress(journal, person.id, person.display_name or "", by_person.get(person.id, []), as_played)
            for person in people
        )
    )


def gather_progress(journal: Journal, person_id: str, language: str) -> Progress:
    """Read one person's graded sessions, as `gather_overview` does. Scenes are named as they are called now.

    Args:
        journal: where they are.
        person_id: whose.
        language: the language of the titles, where the scenes speak it.

    Raises:
        UnknownRecordError: nobody has this id.
    """
    def as_called(record: SessionRecord) -> tuple[str, str]:
        slug = record.header.scenario_slug
        try:
            found = glance(slug, language)
        except (ScenarioError, OSError):  # a scene that is gone is named by its folder
            return slug, DEFAULT_RUBRIC
        return found.title, found.about.rubric

    name = journal.person(person_id).display_name or ""
    return _progress(journal, person_id, name, journal.sessions(person_id), as_called)


def _progress(
    journal: Journal,
    person_id: str,
    name: str,
    records: Sequence[SessionRecord],
    called: Callable[[SessionRecord], tuple[str, str]],
) -> Progress:
    graded: list[GradedSession] = []
    known = met(records)
    rubric = DEFAULT_RUBRIC
    for record in records:
        if record.ended_at is None or record.erased_at is not None or record.header.mode is Mode.DEMONSTRATION:
            continue
        grade = _grade(journal, record)
        if grade is not None:
            title, rubric = called(record)
            unseen = known[record.header.scenario_slug] == record.id
            graded.append(_session(record, title, grade, unseen=unseen))
    # A moment tried again until it went well says little of what somebody can do; it is listed and gives no figure.
    whole = [session for session in graded if not session.fork]
    cells = {column: _cell(column, whole) for column in COLUMNS}
    exams = [Exam(session.slug, session.grade) for session in whole if session.mode == "exam" and session.unseen]
    verdict = judge_readiness(exams, [session.grade for session in whole], rubric, known)
    return Progress(person_id, name, tuple(graded), cells, verdict, frozenset(known))


def _scenario(journal: Journal, scenario_hash: str, known: dict[str, Scenario]) -> Scenario:
    if scenario_hash not in known:
        known[scenario_hash] = load_bundle(journal.scenario(scenario_hash))
    return known[scenario_hash]


def _grade(journal: Journal, record: SessionRecord) -> dict[str, Any] | None:
    for entry in journal.entries(record.id):
        if entry.kind == GRADED_KIND and entry.payload is not None:
            grade: dict[str, Any] = json.loads(entry.payload)["grade"]
            return grade
    return None


def _session(record: SessionRecord, title: str, grade: dict[str, Any], *, unseen: bool) -> GradedSession:
    return GradedSession(
        record.id,
        record.person_id,
        record.header.scenario_slug,
        title,
        record.header.language,
        record.header.mode.value,
        record.started_at.isoformat(timespec="minutes"),
        record.ending or "",
        unseen,
        grade,
        record.header.parent_session_id is not None,
    )


def _cell(column: str, sessions: Iterable[GradedSession]) -> Cell:
    figures = [Figure(points, session) for session in sessions if (points := session.points(column)) is not None]
    unseen = [figure for figure in figures if figure.session.unseen]
    return Cell(
        max(figures, key=lambda figure: figure.points, default=None),
        figures[-1] if figures else None,
        unseen[-1] if unseen else None,
    )
