"""Sums of the figures over everybody, made by the database; no page reads all sessions for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from simulator.record.figure_records import ComplaintTally, ShiftTally, StepSums
from simulator.record.figures_tables import complaint_tally, figure, shift_tally, standing, usual
from simulator.record.part import Part
from simulator.record.tallying import SHIFTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

WHICH = {"latest": figure.c.latest, "best": figure.c.best, "unseen": figure.c.unseen}
"""The columns that can stand for a step."""


def _sum(value: Any) -> ColumnElement[Any]:
    return func.coalesce(func.sum(value), 0)


class Sums(Part):
    """Sums over everybody: a part of `journal.figures`."""

    def bands(self, which: str) -> dict[str, dict[int, int]]:
        """How many people have how many points in each step.

        Args:
            which: `latest`, `best` or `unseen`.
        """
        points = WHICH[which]
        query = select(figure.c.step, points.label("points"), func.count().label("people"))
        found: dict[str, dict[int, int]] = {}
        with self._store.read() as connection:
            for row in connection.execute(query.where(points.is_not(None)).group_by(figure.c.step, points)):
                found.setdefault(row.step, {})[row.points] = row.people
        return found

    def steps(self) -> dict[str, StepSums]:
        """What the means and intervals of each step are made of."""
        twice = figure.c.n > 1
        moved, gap = figure.c.latest - figure.c.first, figure.c.best - figure.c.unseen
        new = figure.c.unseen.is_not(None)

        def of(which: Any, value: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
            return _sum(case((which, value), else_=0)), _sum(case((which, value * value), else_=0))

        query = select(
            figure.c.step,
            _sum(figure.c.squares),
            _sum(figure.c.n - 1),
            _sum(case((twice, 1), else_=0)),
            *of(twice, figure.c.first),
            *of(twice, figure.c.latest),
            *of(twice, moved),
            _sum(case((new, 1), else_=0)),
            *of(new, figure.c.unseen),
            *of(new, figure.c.best),
            *of(new, gap),
        ).group_by(figure.c.step)
        with self._store.read() as connection:
            return {row[0]: StepSums(*(int(each) for each in row[1:])) for row in connection.execute(query)}

    def moved_beyond(self, limits: Mapping[str, float]) -> dict[str, tuple[int, int]]:
        """How many people rose and fell by more than a limit from their first to their latest session.

        Args:
            limits: points by step; a step without one is left out.
        """
        if not limits:
            return {}
        moved = figure.c.latest - figure.c.first
        limit = case(*((figure.c.step == step, float(worth)) for step, worth in sorted(limits.items())))
        query = (
            select(figure.c.step, _sum(case((moved > limit, 1), else_=0)), _sum(case((moved < -limit, 1), else_=0)))
            .where(figure.c.n > 1, figure.c.step.in_(sorted(limits)))
            .group_by(figure.c.step)
        )
        with self._store.read() as connection:
            return {row[0]: (int(row[1]), int(row[2])) for row in connection.execute(query)}

    def points(self, which: str) -> dict[str, dict[str, int]]:
        """Everybody's points by step and person.

        Args:
            which: `latest`, `best` or `unseen`.
        """
        worth = WHICH[which]
        with self._store.read() as connection:
            steps = connection.execute(select(figure.c.step).distinct().order_by(figure.c.step)).scalars().all()
            # A row for each person, not for each step of theirs, is a sixth of the rows and of the names.
            own = (func.max(case((figure.c.step == step, worth))) for step in steps)
            rows = connection.execute(select(figure.c.person_id, *own).group_by(figure.c.person_id)).all()
        people, *columns = zip(*rows, strict=True) if rows else ((),)
        return {
            step: {person: points for person, points in zip(people, column, strict=True) if points is not None}
            for step, column in zip(steps, columns, strict=True)
        }

    def sessions_of_people(self) -> dict[str, tuple[int, int]]:
        """How many sessions of each person give figures, and behind how many of their grades a person stands."""
        query = select(standing.c.person_id, standing.c.sessions, standing.c.confirmed).where(standing.c.sessions > 0)
        with self._store.read() as connection:
            return {row[0]: (row[1], row[2]) for row in connection.execute(query)}

    def usual_in(self, slug: str) -> dict[int, int]:
        """How often each number of points came up in a scene."""
        query = select(usual.c.points, usual.c.sessions).where(usual.c.slug == slug)
        with self._store.read() as connection:
            return {row.points: row.sessions for row in connection.execute(query)}

    def complaints(self) -> tuple[ComplaintTally, ...]:
        """How many conversations ended how, by cause of complaint and stars on the comment card."""
        query = select(complaint_tally).where(complaint_tally.c.sessions > 0)
        with self._store.read() as connection:
            return tuple(
                ComplaintTally(row.complaint, row.outcome, row.stars or None, row.sessions)
                for row in connection.execute(query)
            )

    def shifts(self) -> tuple[ShiftTally, ...]:
        """What shifts came to, by the firm's choices they were played with."""
        query = select(shift_tally).where(shift_tally.c.shifts > 0).order_by(shift_tally.c.world)
        counts: dict[str, int] = {}
        causes: dict[str, dict[str, tuple[int, int]]] = {}
        with self._store.read() as connection:
            for row in connection.execute(query):
                if row.complaint == SHIFTS:
                    counts[row.world] = row.shifts
                else:
                    causes.setdefault(row.world, {})[row.complaint] = (int(row.total), int(row.squares))
        return tuple(ShiftTally(json.loads(world), n, causes.get(world, {})) for world, n in counts.items())
