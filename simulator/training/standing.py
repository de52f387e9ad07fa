"""Whose readiness another grade would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scoring import load_rubric
from simulator.marking import Mark, mark_of, read_events
from simulator.record import Journal, JournalError, Mode, SessionRecord, met
from simulator.review import Exam, judge_readiness

from .regraded import ReadinessMoved, Regraded

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
"""What reading a mark raises that another program wrote otherwise than we do."""


def readiness_moved(
    journal: Journal, changed: Iterable[Regraded], grades: Mapping[str, dict[str, Any]]
) -> Iterator[ReadinessMoved]:
    """People whose readiness would be another with the marks that would move, in the order of their sessions.

    Args:
        journal: where their sessions are.
        changed: what a re-grading sees otherwise; marks a person stands behind stay, and change nobody's readiness.
        grades: the new grades of these sessions, as records or as `figures` of them.
    """
    moved: dict[str, set[str]] = {}
    for item in changed:
        if item.moved and not item.by_person:
            moved.setdefault(item.person, set()).add(item.session)
    for person, sessions in moved.items():
        records = journal.sessions(person)
        try:
            marks = {record.id: mark for record in records if _counts(record) and (mark := _mark(journal, record))}
            before, after = (_status(records, marks, new) for new in ({}, {name: grades[name] for name in sessions}))
        except (JournalError, *UNREADABLE):
            continue  # nobody knows how ready they are by what is stored
        if before != after:
            yield ReadinessMoved(person, before, after)


def figures(grade: Mapping[str, Any]) -> dict[str, Any]:
    """What of a grade's record readiness goes by, without evidence and sentences."""
    steps = {step: {"points": graded["points"]} for step, graded in grade["steps"].items()}
    return {**{name: grade[name] for name in ("overall", "pillars", "failed", "versions")}, "steps": steps}


def _counts(record: SessionRecord) -> bool:
    """Whether a session is one readiness goes by, as the overview counts: whole, and no demonstration."""
    header = record.header
    is_over = record.ended_at is not None and record.erased_at is None
    return is_over and header.mode is not Mode.DEMONSTRATION and header.parent_session_id is None


def _mark(journal: Journal, record: SessionRecord) -> Mark | None:
    return mark_of(read_events(journal.entries(record.id)))


def _status(records: Iterable[SessionRecord], marks: Mapping[str, Mark], new: Mapping[str, dict[str, Any]]) -> str:
    known = met(records)
    counted = [record for record in records if record.id in marks]
    grades = {record.id: new.get(record.id) or dict(marks[record.id].grade) for record in counted}
    exams = [
        Exam(
            record.header.scenario_slug,
            grades[record.id],
            confirmed=marks[record.id].by_person and marks[record.id].contest is None,
        )
        for record in counted
        if record.header.mode is Mode.EXAM and known[record.header.scenario_slug] == record.id
    ]
    return judge_readiness(exams, list(grades.values()), load_rubric().id, known).status
