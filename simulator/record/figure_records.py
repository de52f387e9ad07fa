"""The values of figures that were worked out of sessions: frozen, a field for each column of `figures_tables`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from simulator.record.records import Person, SessionRecord

NOT_FAR, FAR, UNKNOWN = 0, 1, 2
"""Whether points lie far from what is usual, or too little is known to say."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one session that is over comes to.

    Args:
        session_id: which.
        person_id: whose.
        slug: its scene.
        mode: `practice`, `exam`, `shift`, `demonstration` or `roster`.
        fork: whether it is a moment of an earlier session, tried again.
        started_at: when it began.
        entry_count: how many entries it had when this was worked out.
        unseen: whether its person had never met the scene before.
        status: how far its mark has come; None where there is no grade, or no words any more.
        confirmed: whether a person stands behind the mark and nobody contests it.
        by_person: whether a person stands behind the mark.
        overall: points of record.
        grade: JSON of the mark's points; of an exam with all that readiness goes by.
        confirmed_at: when a person confirmed or corrected it last.
        exam_at: when it began, where it is an exam with a grade.
        settled: whether it was confirmed or corrected and nobody contests it.
        urgency: place of its most urgent reason to be looked at among the causes; None where there is none.
        place_at: the moment by which it stands among others of this urgency.
        late_at: from when on it is overdue, where it can be.
        graded_at: when it was graded first.
        reasons: JSON of its reasons to be looked at, but being far from what is usual.
        own_far: whether its points are far from its person's others: `NOT_FAR`, `FAR`, `UNKNOWN`; `NOT_FAR` also where
            nobody would ask.
        own_middle: the median of its person's others.
        own_count: how many those are.
        complaint: what its conversation is counted under; None where it is not counted.
        outcome: how the conversation ended.
        stars: on the comment card; None where there was none, or its words are gone.
        summed: of a shift, JSON of its world and of how often each cause of complaint came up.
    """

    session_id: str
    person_id: str
    slug: str
    mode: str
    fork: bool
    started_at: datetime
    entry_count: int
    unseen: bool = False
    status: str | None = None
    confirmed: bool = False
    by_person: bool = False
    overall: int | None = None
    grade: str | None = None
    confirmed_at: datetime | None = None
    exam_at: datetime | None = None
    settled: bool = False
    urgency: int | None = None
    place_at: datetime | None = None
    late_at: datetime | None = None
    graded_at: datetime | None = None
    reasons: str | None = None
    own_far: int = NOT_FAR
    own_middle: int | None = None
    own_count: int | None = None
    complaint: str | None = None
    outcome: str | None = None
    stars: int | None = None
    summed: str | None = None

    @property
    def tells_usual(self) -> bool:
        """Whether its points tell what is usual in its scene."""
        return self.overall is not None and not self.fork and self.mode != "demonstration"


@dataclass(frozen=True, slots=True)
class MarkTold:
    """Of a session's mark what its person is told.

    Args:
        entry_count: how many entries the session had when this was worked out.
        status: how far it has come; None where there is no grade, or no words any more.
        by_person: whether a person stands behind it.
        overall: points of record.
        confirmed_at: when a person confirmed or corrected it last.
    """

    entry_count: int
    status: str | None
    by_person: bool
    overall: int | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class StepFigure:
    """One step of one person, or the whole, over the sessions that give figures.

    Args:
        person_id: whose.
        step: which.
        n: sessions with points for it.
        first: points in the first of them.
        latest: in the latest.
        best: the best.
        unseen: the latest on a scene never met before.
        squares: sum of the squared differences between sessions that followed each other.
        latest_session: where the latest points come from.
        best_session: where the best come from.
        unseen_session: where those on an unseen scene come from.
    """

    person_id: str
    step: str
    n: int
    first: int
    latest: int
    best: int
    unseen: int | None
    squares: int
    latest_session: str
    best_session: str
    unseen_session: str | None


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """Where one person stands.

    Args:
        person_id: who.
        name: what they are called; "" where it is not asked for.
        played: how many scenes they have met.
        status: how ready they are.
        exams: exams on scenes they had not met.
        weakest: the step they are weakest in.
        told: plain values of the page about them: `short`, `failed`, `waiting`, `met`.
        sessions: how many sessions give figures.
        confirmed: behind how many of these grades a person stands.
        graded: how many sessions of theirs have a grade at all.
        settled: behind how many of those a person stands.
        help_step: the step they need help with, if they do.
        help_points: its mean over the latest sessions.
        help_sessions: over how many.
        help_confirmed: behind how many of these grades a person stands.
    """

    person_id: str
    played: int
    status: str
    exams: int
    weakest: str | None
    told: Mapping[str, Any]
    sessions: int
    confirmed: int
    graded: int
    settled: int
    help_step: str | None = None
    help_points: int | None = None
    help_sessions: int | None = None
    help_confirmed: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """Everything that was worked out for one person.

    Args:
        person_id: who.
        results: their sessions that are over.
        standing: None where they were erased.
        figures: their steps.
    """

    person_id: str
    results: tuple[Result, ...]
    standing: PersonStanding | None
    figures: tuple[StepFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """People something of whom has moved, with all that is known of them, at one moment.

    Args:
        generation: of the figures; nothing is written where somebody else has written since.
        marks: what has moved, with the numbers to settle it by.
        people: whose; erased ones too.
        sessions: all sessions and shifts of theirs, in the order they began.
        results: what was worked out before, by session.
    """

    generation: int
    marks: Mapping[str, int]
    people: tuple[Person, ...]
    sessions: tuple[SessionRecord, ...]
    results: Mapping[str, Result]


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh the figures are.

    Args:
        generation: a number that moves with them.
        counted_at: when they were worked out last.
        waiting: how many sessions have moved since.
    """

    generation: int
    counted_at: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A session in a list.

    Args:
        result: what it comes to.
        name: whose it is; "" where they were erased.
        scenario_hash: of its scene's bytes.
        language: in which it was played.
        seed: of its draws.
        erased: whether its words were taken away.
        kept: points that were kept of it even so.
    """

    result: Result
    name: str
    scenario_hash: str
    language: str
    seed: int
    erased: bool = False
    kept: int | None = None


@dataclass(frozen=True, slots=True)
class Sort:
    """How many sessions of one sort there are.

    Args:
        slug: their scene.
        mode: as what they were played.
        status: how far their marks have come; None where they have none.
        sessions: how many.
        latest: one of the latest of them.
    """

    slug: str
    mode: str
    status: str | None
    sessions: int
    latest: str


@dataclass(frozen=True, slots=True)
class Amount:
    """How much somebody has played.

    Args:
        sessions: that are over; no demonstrations.
        exams: how many of them are exams.
        waiting: how many wait for a person to look at them.
        latest: when the latest began.
    """

    sessions: int
    exams: int
    waiting: int
    latest: datetime


@dataclass(frozen=True, slots=True)
class StepSums:
    """What the figures of one step over everybody are made of: numbers, sums, sums of squares.

    Args:
        squares: of differences between sessions that followed each other, over everybody.
        pairs: how many such differences.
        twice: people with two sessions at least; `first`, `latest` and `moved` are over them.
        new: people with points on a scene they had not met; `unseen`, `best` and `gap` are over them.
    """

    squares: int
    pairs: int
    twice: int
    first: int
    first_squares: int
    latest: int
    latest_squares: int
    moved: int
    moved_squares: int
    new: int
    unseen: int
    unseen_squares: int
    best: int
    best_squares: int
    gap: int
    gap_squares: int


@dataclass(frozen=True, slots=True)
class ComplaintTally:
    """How many conversations about one thing ended in one way, with one comment card or none.

    Args:
        complaint: the cause.
        outcome: how they ended.
        stars: on the card; None where there was none.
        sessions: how many.
    """

    complaint: str
    outcome: str
    stars: int | None
    sessions: int


@dataclass(frozen=True, slots=True)
class ShiftTally:
    """What shifts that were played with the same choices of the firm came to.

    Args:
        world: the choices.
        shifts: how many shifts.
        causes: how often each cause came up in them, and the sum of the squares of that.
    """

    world: Mapping[str, str]
    shifts: int
    causes: Mapping[str, tuple[int, int]]
