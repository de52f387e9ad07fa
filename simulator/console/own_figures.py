"""A trainee's own figures: lists of sessions, points per step, charts over time, paths and their certificates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from simulator.marking import Mark
from simulator.record import Journal, Mode, SessionRecord
from simulator.review import (
    COLUMNS,
    OVERALL,
    Course,
    GradedSession,
    Marks,
    PracticePlan,
    Progress,
    Standing,
    follow,
    plan_practice,
)
from simulator.scenario import ScenarioError, glance, load_path, offered, paths, slugs
from simulator.texts import Texts
from simulator.training import FactsOfSessions

from .charts import Chart, Line, line_chart
from .session_view import DAMAGED
from .sheets import Cell, Column, Kind, Sheet

_SESSION_COLUMNS: tuple[tuple[str, Kind], ...] = (
    ("when", "moment"),
    ("scene", "text"),
    ("mode", "text"),
    ("language", "text"),
    ("points", "number"),
    ("status", "text"),
)
RUBRIC = "seven_steps"
"""The rubric whose steps are practised; a scene with another one gives no points for them."""


def sound_marks(facts: FactsOfSessions, records: Sequence[SessionRecord]) -> dict[str, Mark]:
    """The marks of record of sessions, by id; one whose entries do not fit together is left out and breaks no page.

    Args:
        facts: what reads marks and remembers them.
        records: the sessions.
    """
    try:
        return {session_id: found.mark for session_id, found in facts(records).items()}
    except DAMAGED:
        if len(records) == 1:
            return {}
        return {session_id: mark for record in records for session_id, mark in sound_marks(facts, [record]).items()}


def sound_standing(facts: FactsOfSessions) -> Marks:
    """The same as figures take it."""

    def read(records: Sequence[SessionRecord]) -> dict[str, Standing]:
        marks = sound_marks(facts, records)
        return {
            session_id: Standing(mark.grade, mark.by_person and mark.contest is None, mark.status.value)
            for session_id, mark in marks.items()
        }

    return read


def scene_title(slug: str, language: str) -> str:
    """What a scene is called now; its folder's name where it is gone or broken."""
    try:
        return glance(slug, language).title
    except (ScenarioError, OSError):
        return slug


def practice_plan(progress: Progress, language: str) -> PracticePlan:
    """What to practise next, as the desktop proposes it to somebody who has set nothing about rough scenes.

    Args:
        progress: who they are so far.
        language: of the reader.
    """
    scenes = []
    for slug in slugs():
        with suppress(ScenarioError, OSError):
            scenes.append(glance(slug, language))
    fit = [scene for scene in scenes if "practice" in scene.about.use and offered(scene.about.warnings, "mild")]
    fit.sort(key=lambda scene: (scene.about.difficulty, scene.slug))
    taught = {scene.slug: scene.about.teaches if scene.about.rubric == RUBRIC else () for scene in fit}
    return plan_practice(progress, taught)


def standing_word(record: SessionRecord, mark: Mark | None, words: Texts) -> str:
    """How far the mark of a session has come, or why it has none."""
    if record.erased_at is not None:
        return words("trainee.state.erased")
    if mark is None:
        return words("trainee.state.unfinished" if record.ended_at is None else "trainee.state.ungraded")
    return words(f"shared.status.{mark.status.value}")


def points_of(record: SessionRecord, mark: Mark | None) -> int | None:
    """The overall points of record; of an erased session those that stay as statistics."""
    return mark.overall if mark is not None else record.overall if record.erased_at is not None else None


def sessions_sheet(records: Sequence[SessionRecord], marks: Mapping[str, Mark], words: Texts) -> Sheet:
    """All sessions of one person, the latest first.

    Args:
        records: in the order they began.
        marks: marks of record by session.
        words: language of the reader.
    """
    columns = tuple(Column(key, words(f"trainee.sessions.{key}"), kind) for key, kind in _SESSION_COLUMNS)
    rows: list[tuple[Cell, ...]] = []
    for record in reversed(records):
        mark, header = marks.get(record.id), record.header
        rows.append(
            (
                record.started_at,
                scene_title(header.scenario_slug, words.language),
                words(f"report.mode.{header.mode.value}"),
                words(f"language.{header.language}"),
                points_of(record, mark),
                standing_word(record, mark, words),
            )
        )
    return Sheet("sessions", words("trainee.sessions.title"), columns, tuple(rows), (words("trainee.sessions.note"),))


def steps_sheet(progress: Progress, words: Texts) -> Sheet:
    """Best, latest and latest unseen points of each step."""
    heads = ("step", "best", "latest", "unseen")
    columns = tuple(
        Column(head, words(f"trainee.progress.{head}"), "text" if head == "step" else "number") for head in heads
    )
    rows = []
    for column in COLUMNS:
        cell = progress.cells[column]
        figures = (cell.best, cell.latest, cell.unseen)
        rows.append((step_word(column, words), *(None if each is None else each.points for each in figures)))
    return Sheet("steps", words("trainee.progress.steps"), columns, tuple(rows), (words("progress.steps.what"),))


def steps_links(progress: Progress) -> dict[tuple[int, str], str]:
    """Where each figure of `steps_sheet` leads: the session it comes from."""
    found = {}
    for row, column in enumerate(COLUMNS):
        cell = progress.cells[column]
        for head, figure in (("best", cell.best), ("latest", cell.latest), ("unseen", cell.unseen)):
            if figure is not None:
                found[row, head] = f"/me/sessions/{figure.session.id}"
    return found


def step_word(column: str, words: Texts) -> str:
    """What a step, or the whole, is called."""
    return words("report.overall") if column == OVERALL else words(f"step.{column}")


def history_sheet(progress: Progress, words: Texts) -> Sheet:
    """Points of every step in every graded session, in the order they were played."""
    columns = (
        Column("when", words("trainee.sessions.when"), "moment"),
        Column("scene", words("trainee.sessions.scene")),
        Column("mode", words("trainee.sessions.mode")),
        *(Column(column, step_word(column, words), "number") for column in COLUMNS),
        Column("status", words("trainee.sessions.status")),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            datetime.fromisoformat(session.started_at),
            session.title,
            words(f"report.mode.{session.mode}"),
            *(session.points(column) for column in COLUMNS),
            words(f"shared.status.{session.status}"),
        )
        for session in progress.sessions
    ]
    notes = (words("trainee.progress.history.note"),)
    return Sheet("progress", words("trainee.progress.history"), columns, tuple(rows), notes)


def whole_sessions(progress: Progress) -> tuple[GradedSession, ...]:
    """The graded sessions that were played from their beginning."""
    return tuple(session for session in progress.sessions if not session.fork)


def progress_charts(progress: Progress, words: Texts) -> tuple[Chart, ...]:
    """A chart of the overall points, then one of each step, over the sessions; none before there are two.

    Args:
        progress: whose.
        words: language of the reader.
    """
    sessions = whole_sessions(progress)
    if len(sessions) < 2:
        return ()
    return tuple(
        _chart(column, sessions, words) for column in (OVERALL, *(each for each in COLUMNS if each != OVERALL))
    )


def _chart(column: str, sessions: Sequence[GradedSession], words: Texts) -> Chart:
    values = tuple(session.points(column) for session in sessions)
    lines = [Line(words("trainee.progress.line.all"), values)]
    exams = tuple(
        value if session.mode == Mode.EXAM.value else None for session, value in zip(sessions, values, strict=True)
    )
    if column == OVERALL and any(value is not None for value in exams):
        lines.append(Line(words("trainee.progress.line.exams"), exams))
    known = [value for value in values if value is not None]
    about = (
        words("trainee.progress.about", first=known[0], last=known[-1], least=min(known), most=max(known))
        if known
        else words("trainee.progress.about_none")
    )
    named = [
        f"{number}. {words.day(datetime.fromisoformat(session.started_at))} {session.title}"
        for number, session in enumerate(sessions, start=1)
    ]
    return line_chart(
        f"progress-{column.replace('_', '-')}",
        step_word(column, words),
        about,
        along=words("trainee.progress.along"),
        up=words("trainee.progress.up"),
        places=[str(number) for number in range(1, len(sessions) + 1)],
        lines=lines,
        named=named,
    )


def exam_courses(journal: Journal, person_id: str, marks: Mapping[str, Mark]) -> tuple[Course, ...]:
    """How far somebody is on each path of exams, by the marks of record.

    Args:
        journal: where their sessions are.
        person_id: whose.
        marks: marks of record by session.
    """
    records = [
        replace(record, overall=marks[record.id].overall) if record.id in marks else record
        for record in journal.sessions(person_id)
    ]
    found = []
    for path_id in paths():
        with suppress(ScenarioError, OSError):
            path = load_path(path_id)
            if path.use == Mode.EXAM.value:
                found.append(follow(path_id, path, records))
    return tuple(found)


def confirmed(course: Course, marks: Mapping[str, Mark]) -> bool:
    """Whether a person stands behind every exam of a path, and none is contested."""
    found = [marks.get(stage.session) for stage in course.stages]
    return all(mark is not None and mark.by_person and mark.contest is None for mark in found)
