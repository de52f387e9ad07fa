"""Who stands where: graded sessions of every person, best, latest and unseen per step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring import STEPS
from simulator.record import Journal, Mode, SessionRecord, met
from simulator.scenario import Scenario, ScenarioError, glance, load_bundle

from .readiness import Exam, Readiness, judge_readiness, taught_by_scene
from .standing import PROPOSED, Marks, Standing, proposals

DEFAULT_RUBRIC = "seven_steps"
OVERALL = "overall"
COLUMNS = (*STEPS, OVERALL)
"""What a row of the overview holds: the seven steps and the whole."""


@dataclass(frozen=True, slots=True)
class GradedSession:
    """A finished session with its grade.

    Args:
        unseen: the person had never played this scene before.
        grade: the mark of record as JSON; the grader's proposal where nobody was asked for marks.
        fork: a moment of an earlier session, tried again.
        confirmed: whether a person stands behind the grade.
        status: how far the mark has come: `proposed`, `confirmed`, `corrected`, `contested`.
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
    grade: Mapping[str, Any]
    fork: bool = False
    confirmed: bool = False
    status: str = PROPOSED

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

    @property
    def whole(self) -> tuple[GradedSession, ...]:
        """Sessions that give figures: no moment tried again until it went well."""
        return tuple(session for session in self.sessions if not session.fork)


@dataclass(frozen=True, slots=True)
class Overview:
    """Everybody, in the order of their names; nobody is ranked."""

    people: tuple[Progress, ...]


_FEW = 300
"""The sessions of so many people are rather asked for one by one than found among everybody's."""

Called = Callable[[SessionRecord], tuple[str, str]]
"""Title of a session's scene and the name of its rubric."""


@dataclass(frozen=True, slots=True)
class _Gathering:
    """What is the same for everybody whose figures are gathered."""

    called: Called
    standing: Mapping[str, Standing]
    taught: Mapping[str, tuple[str, ...]] = field(default_factory=taught_by_scene)


def gather_overview(
    journal: Journal,
    *,
    marks: Marks | None = None,
    language: str | None = None,
    people: Collection[str] | None = None,
    records: Iterable[SessionRecord] | None = None,
) -> Overview:
    """Read everybody's graded sessions. Demonstrations do not count; erased people are left out.

    Args:
        journal: where they are.
        marks: gives the marks of record; the grader's proposals count where None, and none is confirmed.
        language: scenes are named as they are called now in this language; as they were played where None, which has
            every scene of the journal read.
        people: only these, by id.
        records: all sessions in the order they began, from who has read them already.
    """
    if records is None and people is not None and len(people) <= _FEW:
        records = [record for person_id in sorted(people) for record in journal.sessions(person_id)]
    known_records = journal.sessions() if records is None else records
    wanted = [record for record in known_records if people is None or record.person_id in people]
    by_person: dict[str, list[SessionRecord]] = {}
    for record in wanted:
        by_person.setdefault(record.person_id, []).append(record)
    called = _as_played(journal) if language is None else as_called(language)
    gathering = _Gathering(called, _standing(journal, wanted, marks))
    known = list(journal.people() if people is None else journal.reading.named(people).values())
    known.sort(key=lambda person: ((person.display_name or "").casefold(), person.id))
    return Overview(
        tuple(
            _progress(person.id, person.display_name or "", by_person.get(person.id, []), gathering) for person in known
        )
    )


def gather_progress(journal: Journal, person_id: str, language: str, *, marks: Marks | None = None) -> Progress:
    """Read one person's graded sessions, as `gather_overview` does. Scenes are named as they are called now.

    Args:
        journal: where they are.
        person_id: whose.
        language: the language of the titles, where the scenes speak it.
        marks: gives the marks of record, as for `gather_overview`.

    Raises:
        UnknownRecordError: nobody has this id.
    """
    name = journal.person(person_id).display_name or ""
    records = journal.sessions(person_id)
    return _progress(person_id, name, records, _Gathering(as_called(language), _standing(journal, records, marks)))


def progress_of(
    person_id: str,
    name: str,
    records: Sequence[SessionRecord],
    standing: Mapping[str, Standing],
    called: Called,
    taught: Mapping[str, tuple[str, ...]] | None = None,
) -> Progress:
    """One person's graded sessions, from what was read already.

    Args:
        person_id: whose.
        name: what they are called.
        records: all their sessions in the order they began.
        standing: the marks of record of those that have a grade.
        called: says what scenes are called, as `as_called` does.
        taught: what scenes teach, for what to play next; that is not looked for where None.
    """
    return _progress(person_id, name, records, _Gathering(called, standing, taught or {}))


def _standing(journal: Journal, records: Sequence[SessionRecord], marks: Marks | None) -> Mapping[str, Standing]:
    return (marks or proposals(journal))([record for record in records if _counts(record)])


def _counts(record: SessionRecord) -> bool:
    over = record.ended_at is not None and record.erased_at is None
    return over and record.header.mode is not Mode.DEMONSTRATION


def _as_played(journal: Journal) -> Called:
    scenarios: dict[str, Scenario] = {}

    def called(record: SessionRecord) -> tuple[str, str]:
        scenario = _scenario(journal, record.header.scenario_hash, scenarios)
        # It was played in that language.
        title = scenario.text("about.title", record.header.language, scenario.draw(record.header.seed))  # type: ignore[arg-type]
        return title, scenario.file.about.rubric

    return called


def as_called(language: str) -> Called:
    """Says of sessions what their scenes are called now, and by which rubric they are graded."""
    known: dict[str, tuple[str, str]] = {}

    def called(record: SessionRecord) -> tuple[str, str]:
        slug = record.header.scenario_slug
        if slug not in known:
            try:
                found = glance(slug, language)
                known[slug] = found.title, found.about.rubric
            except (ScenarioError, OSError):  # a scene that is gone is named by its folder
                known[slug] = slug, DEFAULT_RUBRIC
        return known[slug]

    return called


def _progress(person_id: str, name: str, records: Sequence[SessionRecord], gathering: _Gathering) -> Progress:
    graded: list[GradedSession] = []
    known = met(records)
    rubric = DEFAULT_RUBRIC
    for record in records:
        standing = gathering.standing.get(record.id) if _counts(record) else None
        if standing is not None:
            title, rubric = gathering.called(record)
            unseen = known[record.header.scenario_slug] == record.id
            graded.append(_session(record, title, standing, unseen=unseen))
    # A moment tried again until it went well says little of what somebody can do; it is listed and gives no figure.
    whole = [session for session in graded if not session.fork]
    cells = {column: _cell(column, whole) for column in COLUMNS}
    exams = [
        Exam(session.slug, session.grade, session.confirmed, session.id)
        for session in whole
        if session.mode == "exam" and session.unseen
    ]
    verdict = judge_readiness(exams, [session.grade for session in whole], rubric, known, gathering.taught)
    return Progress(person_id, name, tuple(graded), cells, verdict, frozenset(known))


def _scenario(journal: Journal, scenario_hash: str, known: dict[str, Scenario]) -> Scenario:
    if scenario_hash not in known:
        known[scenario_hash] = load_bundle(journal.scenario(scenario_hash))
    return known[scenario_hash]


def _session(record: SessionRecord, title: str, standing: Standing, *, unseen: bool) -> GradedSession:
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
        standing.grade,
        record.header.parent_session_id is not None,
        standing.confirmed,
        standing.status,
    )


def _cell(column: str, sessions: Iterable[GradedSession]) -> Cell:
    figures = [Figure(points, session) for session in sessions if (points := session.points(column)) is not None]
    unseen = [figure for figure in figures if figure.session.unseen]
    return Cell(
        max(figures, key=lambda figure: figure.points, default=None),
        figures[-1] if figures else None,
        unseen[-1] if unseen else None,
    )
