"""How a grade came to stand, for a page: what the grader proposed, who confirmed, what was corrected and contested."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from simulator.marking import Confirmed, Contested, Corrected, Mark, MarkEvent, Proposed, Upheld, read_events
from simulator.record import Entry
from simulator.review import evidence_name, step_name
from simulator.texts import Texts


@dataclass(frozen=True, slots=True)
class Change:
    """What a correction changed: a name, and the points before and after (None: no occasion)."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class ActTold:
    """An act a person heard otherwise: in which response, its name, and whether it is there."""

    turn: int
    name: str
    heard: bool


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One line of a mark's history.

    Args:
        kind: `proposed confirmed corrected contested upheld withdrawn`.
        at: when.
        by: who.
        text: their reason or note, as typed; may be empty.
        changes: points that a correction moved, the overall points last.
        acts: acts that a correction heard otherwise.
        steps: names of the steps that are contested.
        answer_by: until when a contest is answered.
        answers: whether it answers a contest.
    """

    kind: str
    at: datetime
    by: str
    text: str = ""
    changes: tuple[Change, ...] = ()
    acts: tuple[ActTold, ...] = ()
    steps: tuple[str, ...] = ()
    answer_by: datetime | None = None
    answers: bool = False


@dataclass(frozen=True, slots=True)
class ContestView:
    """The contest that waits for its answer."""

    at: datetime
    steps: tuple[str, ...]
    reason: str
    answer_by: datetime
    overdue: bool


@dataclass(frozen=True, slots=True)
class MarkView:
    """A mark and its history.

    Args:
        status: `proposed`, `confirmed`, `corrected` or `contested`.
        by_person: whether a person stands behind it.
        overall: points of record.
        proposed: the grader's own points.
        confirmed_by: who last confirmed or corrected it; empty before that.
        confirmed_at: when.
        superseded: the grader has proposed anew since a person looked.
        contest: what waits for an answer.
        history: everything that happened, in order.
    """

    status: str
    by_person: bool
    overall: int | None
    proposed: int | None
    confirmed_by: str
    confirmed_at: datetime | None
    superseded: bool
    contest: ContestView | None
    history: tuple[Occurrence, ...]


def mark_view(
    entries: Sequence[Entry], mark: Mark, words: Texts, name: Callable[[str], str], now: datetime
) -> MarkView:
    """Put a mark together.

    Args:
        entries: all entries of the session.
        mark: what its events come to.
        words: language of names.
        name: gives the name of a person, and of the grader for an empty id.
        now: the present, for the deadline.
    """
    contest = mark.contest
    waiting = None
    if contest is not None:
        steps = tuple(step_name(words, dict(mark.grade), step) for step in contest.steps)
        waiting = ContestView(contest.at, steps, contest.reason, contest.answer_by, contest.overdue(now))
    return MarkView(
        mark.status.value,
        mark.by_person,
        mark.overall,
        mark.machine["overall"],
        name(mark.confirmed_by) if mark.confirmed_by is not None else "",
        mark.confirmed_at,
        mark.superseded,
        waiting,
        _history(read_events(entries), mark, words, name),
    )


def _history(
    events: Sequence[MarkEvent], mark: Mark, words: Texts, name: Callable[[str], str]
) -> tuple[Occurrence, ...]:
    changed = {correction.event: correction for correction in mark.corrections}
    waits = False
    told = []
    for number, event in enumerate(events):
        what, text = event.what, ""
        changes: tuple[Change, ...] = ()
        acts: tuple[ActTold, ...] = ()
        steps: tuple[str, ...] = ()
        until: datetime | None = None
        answers = waits and isinstance(what, Corrected | Upheld)
        match what:
            case Proposed(grade):
                changes = (Change(words("report.overall"), None, grade["overall"]),)
            case Confirmed(note):
                text = note
            case Corrected(reason):
                text = reason
                before = changed[number]
                changes = tuple(
                    Change(step_name(words, dict(mark.grade), step), *points) for step, points in before.points.items()
                )
                changes += (Change(words("report.overall"), *before.overall),)
                acts = tuple(ActTold(act.turn, evidence_name(words, act.act), act.heard) for act in what.acts)
            case Contested(contested, reason, answer_by):
                text, until = reason, answer_by
                steps = tuple(step_name(words, dict(mark.grade), step) for step in contested)
            case Upheld(reason):
                text = reason
            case _:
                pass
        waits = isinstance(what, Contested) or (waits and isinstance(what, Proposed))
        told.append(Occurrence(event.kind, event.at, name(event.by), text, changes, acts, steps, until, answers))
    return tuple(told)
