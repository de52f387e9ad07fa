"""Figures of many people: heat map, distribution, change, unseen beside best. Pure; nobody is ranked.

Everything is made from an `Overview`, in the order it comes in (that of names), and carries the sessions it comes from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Literal

from .progress import COLUMNS, Figure, GradedSession, Progress
from .readiness import LATEST, step_means
from .uncertainty import FEW, Estimate, chance_difference, mean_of, share_of

Which = Literal["latest", "best", "unseen"]
WHICH: tuple[Which, ...] = ("latest", "best", "unseen")
"""Which figure of a person stands for a step; the first where nobody chose."""
BANDS = 10
"""A distribution counts in bands of ten points; full points belong to the last."""
READINESS = ("ready", "to_confirm", "not_yet", "exams_missing", "nothing_played")
"""The states of readiness, the furthest first."""


def heat(points: int) -> int:
    """How warm a cell is, 0..10: one shade for every ten points, full points their own."""
    return max(0, min(10, points // 10))


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell of the heat map.

    Args:
        points: None where there was no occasion.
        session: where they come from.
    """

    points: int | None = None
    session: GradedSession | None = None

    @property
    def heat(self) -> int | None:
        """Its shade, 0..10."""
        return None if self.points is None else heat(self.points)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A person's row, its cells in the order of `COLUMNS`."""

    person_id: str
    name: str
    cells: tuple[HeatCell, ...]


def figure_of(person: Progress, column: str, which: Which) -> Figure | None:
    """The figure that stands for a step."""
    cell = person.cells[column]
    return {"latest": cell.latest, "best": cell.best, "unseen": cell.unseen}[which]


def heat_map(people: Iterable[Progress], which: Which) -> tuple[HeatRow, ...]:
    """People x steps; people without any figure have empty cells, so that nobody is forgotten."""
    return tuple(
        HeatRow(
            person.person_id,
            person.name,
            tuple(
                HeatCell() if figure is None else HeatCell(figure.points, figure.session)
                for figure in (figure_of(person, column, which) for column in COLUMNS)
            ),
        )
        for person in people
    )


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a step's points are spread over people.

    Args:
        column: the step.
        bands: how many people in each band of ten points.
        n: how many people have points at all.
        lower: a quarter of them lie below; None where there are too few to say.
        middle: the median.
        upper: a quarter lie above.
    """

    column: str
    bands: tuple[int, ...]
    n: int
    lower: float | None = None
    middle: float | None = None
    upper: float | None = None


def distribution(people: Sequence[Progress], column: str, which: Which) -> Distribution:
    """Count people by bands of ten points."""
    points = [figure.points for person in people if (figure := figure_of(person, column, which)) is not None]
    counts = Counter(min(BANDS - 1, value // 10) for value in points)
    bands = tuple(counts.get(band, 0) for band in range(BANDS))
    if len(points) < FEW:
        return Distribution(column, bands, len(points))
    return Distribution(column, bands, len(points), *quantiles(points, n=4, method="inclusive"))


@dataclass(frozen=True, slots=True)
class Change:
    """What one person did first and latest.

    Args:
        column: the step.
        n: sessions with points for it.
        first: points in the first of them; None where there is none.
        latest: in the latest; None where there are not two.
        verdict: `up` or `down` where it is more than two sessions differ by anyhow, `within` where it is not, `too_few`
            where nobody can say.
    """

    column: str
    n: int
    first: int | None
    latest: int | None
    verdict: str

    @property
    def points(self) -> int | None:
        """Latest less first."""
        return None if self.first is None or self.latest is None else self.latest - self.first


def series(person: Progress, column: str) -> list[int]:
    """A person's points in order; moments tried again are left out."""
    return [points for session in person.whole if (points := session.points(column)) is not None]


def chance(people: Iterable[Progress], column: str) -> float | None:
    """How far two sessions of the same person may lie apart by chance, in points; None where too few tell it."""
    return chance_difference(series(person, column) for person in people)


def change(person: Progress, column: str, limit: float | None) -> Change:
    """One person's first-to-latest change.

    Args:
        person: whose.
        column: which step.
        limit: what `chance` says of everybody.
    """
    points = series(person, column)
    if len(points) < 2:
        return Change(column, len(points), points[0] if points else None, None, "too_few")
    moved = points[-1] - points[0]
    if limit is None:
        verdict = "too_few"
    elif abs(moved) <= limit:
        verdict = "within"
    else:
        verdict = "up" if moved > 0 else "down"
    return Change(column, len(points), points[0], points[-1], verdict)


@dataclass(frozen=True, slots=True)
class CohortChange:
    """First-to-latest change over people.

    Args:
        column: the step.
        first: mean of the first points of those with at least two sessions.
        latest: mean of their latest.
        moved: mean change, with how sure it is.
        rose: how many of them rose by more than chance.
        fell: how many fell by more than chance.
        limit: what two sessions of one person differ by anyhow; None where too few tell it.
    """

    column: str
    first: Estimate
    latest: Estimate
    moved: Estimate
    rose: int
    fell: int
    limit: float | None


def cohort_change(people: Sequence[Progress], column: str) -> CohortChange:
    """How a step moved over everybody who has been graded on it at least twice."""
    limit = chance(people, column)
    changes = [change(person, column, limit) for person in people]
    moved = [item.points for item in changes if item.points is not None]
    twice = [item for item in changes if item.points is not None]
    return CohortChange(
        column,
        mean_of([item.first for item in twice if item.first is not None], least=0, most=100),
        mean_of([item.latest for item in twice if item.latest is not None], least=0, most=100),
        mean_of(moved, least=-100, most=100),
        sum(item.verdict == "up" for item in changes),
        sum(item.verdict == "down" for item in changes),
        limit,
    )


@dataclass(frozen=True, slots=True)
class UnseenGap:
    """The latest points on a scene never played before, beside the best ever.

    Args:
        column: the step.
        unseen: mean of the unseen points.
        best: mean of the best of the same people.
        gap: mean of best less unseen, with how sure it is.
    """

    column: str
    unseen: Estimate
    best: Estimate
    gap: Estimate


def unseen_gap(people: Sequence[Progress], column: str) -> UnseenGap:
    """What is left of the best grade where the scene is new: learnt by heart, or learnt."""
    pairs = [
        (cell.unseen.points, cell.best.points)
        for cell in (person.cells[column] for person in people)
        if cell.unseen is not None and cell.best is not None
    ]
    return UnseenGap(
        column,
        mean_of([unseen for unseen, _ in pairs], least=0, most=100),
        mean_of([best for _, best in pairs], least=0, most=100),
        mean_of([best - unseen for unseen, best in pairs], least=0, most=100),
    )


@dataclass(frozen=True, slots=True)
class Help:
    """Somebody who needs help with a step.

    Args:
        person: who.
        step: their weakest.
        points: its mean over the latest sessions.
        n: over how many sessions that is.
        confirmed: behind how many of their grades a person stands.
    """

    person: Progress
    step: str
    points: int
    n: int
    confirmed: int = 0


def needs(people: Iterable[Progress]) -> dict[str, tuple[Help, ...]]:
    """Who needs which help, by step; only steps somebody is weakest in, people in their order."""
    found: dict[str, list[Help]] = {}
    for person in people:
        step, latest = person.readiness.weakest, person.whole[-LATEST:]
        if step is None or person.readiness.status == "ready":
            continue
        told = [session for session in latest if session.points(step) is not None]
        mean = round(step_means([session.grade for session in told])[step])
        confirmed = sum(session.confirmed for session in told)
        found.setdefault(step, []).append(Help(person, step, mean, len(told), confirmed))
    return {column: tuple(found[column]) for column in COLUMNS if column in found}


def readiness_counts(people: Iterable[Progress]) -> dict[str, int]:
    """How many people are in each state, the furthest first."""
    counts = Counter(person.readiness.status for person in people)
    return {status: counts.get(status, 0) for status in READINESS}


def ready_share(people: Sequence[Progress]) -> Estimate:
    """The share of people who are ready, in percent."""
    return share_of(sum(person.readiness.status == "ready" for person in people), len(people))
