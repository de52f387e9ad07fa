"""Badges for paths of exams, as the pages see them: whether there are any, for what, and whether one still holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulator.console import chosen
from simulator.record import Journal, UnknownRecordError

if TYPE_CHECKING:
    from simulator.exchange import badges as credentials
    from simulator.marking import Mark
    from simulator.record import Badge, SessionRecord
    from simulator.review import Course

ON, ISSUER = "badges.on", "badges.issuer"
"""Settings: whether badges are given, and what the company is called on them where it is another name."""
_KEPT = timedelta(minutes=1)
_withdrawn: dict[str, tuple[datetime, tuple[str, ...]]] = {}


def given_here(journal: Journal) -> bool:
    """Whether badges are given; not before an administrator says so."""
    return bool(journal.office.setting(ON))


def own_issuer(journal: Journal) -> str:
    """What the company is called on badges, where that was said for them; else empty."""
    return str(journal.office.setting(ISSUER, ""))


def issuer(journal: Journal) -> str:
    """What the company is called on badges."""
    return own_issuer(journal) or chosen.company(journal)


def course_for(journal: Journal, person_id: str, path: str) -> Course | None:
    """The path, where somebody may take a badge for it: passed, every exam confirmed by a person, none contested."""
    from simulator.console.own_figures import confirmed, exam_courses

    if not given_here(journal):
        return None
    marks = _marks(journal, journal.sessions(person_id))
    for course in exam_courses(journal, person_id, marks):
        if course.path_id == path and course.certified and confirmed(course, marks):
            return course
    return None


def minimums(course: Course) -> dict[str, int]:
    """What a badge for a path stands on: its exams, and what each must keep."""
    return {stage.session: stage.threshold for stage in course.stages}


def holds(journal: Journal, badge: Badge) -> bool:
    """Whether a badge still holds: every exam it stands on has a person's mark that reaches its minimum."""
    try:
        records = [journal.session(session_id) for session_id in badge.minimums]
    except UnknownRecordError:
        return False
    marks = _marks(journal, [record for record in records if record.erased_at is None])
    for record in records:
        mark = marks.get(record.id)
        # Words that were kept long enough are gone with their mark; the points stay as statistics.
        points = record.overall if record.erased_at is not None else mark.overall if mark and mark.by_person else None
        if points is None or points < badge.minimums[record.id]:
            return False
    return True


def state_of(journal: Journal, checked: credentials.Checked) -> str:
    """What is to be said of a badge whose signature fits, as the last part of a text's key."""
    if not checked.key:
        return "foreign"
    try:
        badge = journal.badges.badge(checked.id)
    except UnknownRecordError:
        return "unknown"
    return "holds" if holds(journal, badge) else "withdrawn"


def withdrawn(journal: Journal, database: str, now: datetime) -> tuple[str, ...]:
    """Ids of badges that hold no longer; worked out once a minute, as anybody may ask.

    Args:
        journal: the records.
        database: which records they are.
        now: the present.
    """
    known = _withdrawn.get(database)
    if known is None or not timedelta() <= now - known[0] < _KEPT:
        known = (now, tuple(badge.id for badge in journal.badges.badges() if not holds(journal, badge)))
        _withdrawn[database] = known
    return known[1]


def _marks(journal: Journal, records: Sequence[SessionRecord]) -> dict[str, Mark]:
    from simulator.console.overseen import facts_reader
    from simulator.console.own_figures import sound_marks

    return sound_marks(facts_reader(journal), records)
