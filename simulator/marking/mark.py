"""The mark of record: what the events of a session come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from .events import ActChange, Confirmed, Contested, Corrected, MarkEvent, Proposed, Upheld, Withdrawn


class Status(StrEnum):
    """How far a mark has come."""

    PROPOSED = "proposed"
    """The grader's; no person has looked at it yet."""
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    CONTESTED = "contested"
    """The trainee disagrees; another reviewer's answer is due."""


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest that waits for its answer, or has it.

    Args:
        by: the trainee.
        at: when they contested.
        steps: what they contest.
        reason: their words.
        answer_by: until when an answer is due.
        answered_by: who answered; None while it waits or after it was taken back.
        answered_at: when it was answered or taken back.
        answer: their words.
        changed: whether the answer changed the mark.
    """

    by: str
    at: datetime
    steps: tuple[str, ...]
    reason: str
    answer_by: datetime
    answered_by: str | None = None
    answered_at: datetime | None = None
    answer: str = ""
    changed: bool = False

    @property
    def open(self) -> bool:
        """Whether it still waits."""
        return self.answered_at is None

    def overdue(self, now: datetime) -> bool:
        """Whether its answer is late at ``now``."""
        return self.open and now > self.answer_by


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction, with what stood there before it.

    Args:
        by: who corrected.
        at: when.
        reason: their words.
        points: by step, what was there and what they gave.
        overall: the overall points before and after.
        event: number of the event.
    """

    by: str
    at: datetime
    reason: str
    points: Mapping[str, tuple[int | None, int | None]]
    overall: tuple[int | None, int | None]
    event: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands in the record for a session, and how it came to stand there.

    Args:
        machine: the grader's latest proposal, in its record form.
        grade: the mark of record in the same form: the proposal, or what a person made of it.
        status: how far it has come.
        confirmed_by: who last confirmed or corrected it, or answered a contest of it; None before that.
        confirmed_at: when.
        corrections: all corrections, in order.
        contests: all contests, in order.
        reviewers: everybody who has confirmed or corrected it.
        events: how many events made it.
        superseded: whether the grader has proposed anew since a person looked; their mark stands until they look again.
    """

    machine: Mapping[str, Any]
    grade: Mapping[str, Any]
    status: Status = Status.PROPOSED
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    corrections: tuple[Correction, ...] = ()
    contests: tuple[Contest, ...] = ()
    reviewers: frozenset[str] = frozenset()
    events: int = 1
    superseded: bool = False
    points: Mapping[str, int] = field(default_factory=dict)
    """Points that people have given, by step; the latest counts."""
    acts: tuple[ActChange, ...] = ()
    """Acts that people have heard otherwise, one a response and act; the latest counts."""

    @property
    def by_person(self) -> bool:
        """Whether a person stands behind it."""
        return self.confirmed_by is not None

    @property
    def overall(self) -> int | None:
        """The overall points of record, 0..100, None where nothing was graded."""
        overall: int | None = self.grade["overall"]
        return overall

    @property
    def contest(self) -> Contest | None:
        """The contest that waits for its answer, if one does."""
        return self.contests[-1] if self.contests and self.contests[-1].open else None


def mark_of(events: Iterable[MarkEvent]) -> Mark | None:
    """What events come to, in their order; None where there are none.

    Raises:
        ValueError: events that cannot follow each other: the record was tampered with or written by another program.
    """
    mark: Mark | None = None
    for number, event in enumerate(events):
        mark = _next(mark, event, number)
    return mark


def _next(mark: Mark | None, event: MarkEvent, number: int) -> Mark:
    what = event.what
    if isinstance(what, Proposed):
        return _proposed(mark, what, number)
    if mark is None:
        raise ValueError(f"event {number}: {event.kind} before the grader proposed anything")
    mark = replace(mark, events=number + 1)
    match what:
        case Confirmed():
            status = Status.CORRECTED if mark.corrections else Status.CONFIRMED
            return replace(_seen(mark, event), status=status, superseded=False)
        case Corrected():
            return _corrected(mark, event, what, number)
        case Contested():
            if mark.contest is not None:
                raise ValueError(f"event {number}: contested while a contest waits for its answer")
            contest = Contest(event.by, event.at, what.steps, what.reason, what.answer_by)
            return replace(mark, status=Status.CONTESTED, contests=(*mark.contests, contest))
        case Upheld():
            return _seen(_answered(mark, event, what.reason, changed=False, number=number), event)
        case Withdrawn():
            return _answered(mark, event, "", changed=False, number=number)


def _proposed(mark: Mark | None, what: Proposed, number: int) -> Mark:
    if mark is None:
        return Mark(what.grade, what.grade)
    if not mark.by_person:
        return replace(mark, machine=what.grade, grade=what.grade, events=number + 1)
    return replace(mark, machine=what.grade, superseded=True, events=number + 1)


def _seen(mark: Mark, event: MarkEvent) -> Mark:
    return replace(mark, confirmed_by=event.by, confirmed_at=event.at, reviewers=mark.reviewers | {event.by})


def _corrected(mark: Mark, event: MarkEvent, what: Corrected, number: int) -> Mark:
    before, after = mark.grade["steps"], what.grade["steps"]
    points = {
        step: (before[step]["points"], after[step]["points"])
        for step in after
        if step in before and before[step]["points"] != after[step]["points"]
    }
    overall = (mark.grade["overall"], what.grade["overall"])
    correction = Correction(event.by, event.at, what.reason, points, overall, number)
    if mark.contest is not None:
        mark = _answered(mark, event, what.reason, changed=True, number=number)
    return replace(
        _seen(mark, event),
        grade=what.grade,
        status=Status.CORRECTED,
        corrections=(*mark.corrections, correction),
        superseded=False,
        points={**mark.points, **what.points},
        acts=tuple({(item.turn, item.act): item for item in (*mark.acts, *what.acts)}.values()),
    )


def _answered(mark: Mark, event: MarkEvent, answer: str, *, changed: bool, number: int) -> Mark:
    contest = mark.contest
    if contest is None:
        raise ValueError(f"event {number}: {event.kind} where nothing is contested")
    withdrawn = isinstance(event.what, Withdrawn)
    answered = replace(
        contest, answered_by=None if withdrawn else event.by, answered_at=event.at, answer=answer, changed=changed
    )
    status = Status.CORRECTED if mark.corrections else Status.CONFIRMED if mark.by_person else Status.PROPOSED
    if isinstance(event.what, Upheld) and not mark.corrections:
        status = Status.CONFIRMED
    return replace(mark, contests=(*mark.contests[:-1], answered), status=status)
