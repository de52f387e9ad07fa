"""Sums over all sessions, moved by what was and what is: points by scene, causes of complaint, shifts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from simulator.record.figure_records import FAR, NOT_FAR, UNKNOWN, Result
from simulator.record.figures_tables import complaint_tally, result, shift_tally, usual
from simulator.record.part import put

if TYPE_CHECKING:
    from sqlalchemy import Connection

Far = Callable[[Mapping[int, int]], Mapping[int, int]]
"""Of points and how often they came up in a scene: whether each is far from what is usual there."""
OUTLYING = 6
"""The place of being far from what is usual among the causes why a person should look: the last."""
SHIFTS = ""
"""Stands for the shifts themselves where they are counted by causes of complaint."""


def tally(
    connection: Connection, before: Mapping[str, Result], after: Mapping[str, Result], far: Far
) -> dict[str, Result]:
    """Move the sums from what was to what is; return what is, with whether each is far from what is usual.

    Args:
        connection: inside a writing transaction.
        before: what stood there, by session; `after` has all of them.
        after: what will stand there.
        far: see `Far`.
    """
    moved = [(before.get(name), each) for name, each in after.items()]
    moved = [(old, new) for old, new in moved if old != new]
    _complaints(connection, moved)
    _shifts(connection, moved)
    _move_usual(connection, moved, far)
    verdicts = _verdicts(connection, {each.slug for each in after.values() if each.own_far != NOT_FAR})
    return {name: _placed(each, verdicts) for name, each in after.items()}


def is_outlying(own_far: int, scene_far: int) -> bool:
    """Whether points are far off: explained neither by the person nor by the scene, as far as either is known."""
    return FAR in (own_far, scene_far) and NOT_FAR not in (own_far, scene_far)


_Moves = Iterable[tuple[Result | None, Result]]


def _placed(each: Result, verdicts: Mapping[tuple[str, int], int]) -> Result:
    if each.urgency is not None or each.overall is None:
        return each
    outlying = is_outlying(each.own_far, verdicts.get((each.slug, each.overall), UNKNOWN))
    return replace(each, urgency=OUTLYING, place_at=each.graded_at) if outlying else each


def _complaints(connection: Connection, moved: _Moves) -> None:
    moves: Counter[tuple[str, str, int]] = Counter()
    for sides in moved:
        for each, sign in zip(sides, (-1, 1), strict=True):
            if each is not None and each.complaint is not None and each.outcome is not None:
                moves[each.complaint, each.outcome, each.stars or 0] += sign
    for (complaint, outcome, stars), count in sorted(moves.items()):
        if count:
            key = {"complaint": complaint, "outcome": outcome, "stars": stars}
            more = {"sessions": complaint_tally.c.sessions + count}
            put(connection, complaint_tally, {**key, "sessions": count}, more)


def _shifts(connection: Connection, moved: _Moves) -> None:
    moves: dict[tuple[str, str], list[int]] = {}
    for sides in moved:
        for each, sign in zip(sides, (-1, 1), strict=True):
            if each is not None and each.summed is not None:
                told = json.loads(each.summed)
                world = json.dumps(told["world"], sort_keys=True, separators=(",", ":"))
                for complaint, count in ((SHIFTS, 1), *told["causes"].items()):
                    sums = moves.setdefault((world, complaint), [0, 0, 0])
                    for place, worth in enumerate((1, count, count * count)):
                        sums[place] += sign * worth
    for (world, complaint), sums in sorted(moves.items()):
        if any(sums):
            added = dict(zip(("shifts", "total", "squares"), sums, strict=True))
            more = {name: shift_tally.c[name] + worth for name, worth in added.items()}
            put(connection, shift_tally, {"world": world, "complaint": complaint, **added}, more)


def _move_usual(connection: Connection, moved: _Moves, far: Far) -> None:
    moves: Counter[tuple[str, int]] = Counter()
    for sides in moved:
        for each, sign in zip(sides, (-1, 1), strict=True):
            if each is not None and each.tells_usual and each.overall is not None:
                moves[each.slug, each.overall] += sign
    slugs = {slug for (slug, _), count in moves.items() if count}
    for (slug, points), count in sorted(moves.items()):
        if count:
            row = {"slug": slug, "points": points, "sessions": count, "far": UNKNOWN}
            put(connection, usual, row, {"sessions": usual.c.sessions + count})
    connection.execute(delete(usual).where(usual.c.sessions <= 0))
    for slug in sorted(slugs):
        rows = connection.execute(select(usual.c.points, usual.c.sessions, usual.c.far).where(usual.c.slug == slug))
        known = {row.points: (row.sessions, row.far) for row in rows}
        for points, verdict in far({points: count for points, (count, _) in known.items()}).items():
            if verdict != known[points][1]:
                _turn(connection, slug, points, verdict)


def _turn(connection: Connection, slug: str, points: int, verdict: int) -> None:
    """These points are seen otherwise in this scene from now on: by every session that has them."""
    here = (usual.c.slug == slug, usual.c.points == points)
    connection.execute(update(usual).where(*here).values(far=verdict))
    asked = (result.c.slug == slug, result.c.overall == points, result.c.own_far > NOT_FAR)
    for own in (FAR, UNKNOWN):
        theirs = (*asked, result.c.own_far == own)
        if is_outlying(own, verdict):
            waits: dict[str, Any] = {"urgency": OUTLYING, "place_at": result.c.graded_at}
            connection.execute(update(result).where(*theirs, result.c.urgency.is_(None)).values(**waits))
        else:
            rests: dict[str, Any] = {"urgency": None, "place_at": None}
            connection.execute(update(result).where(*theirs, result.c.urgency == OUTLYING).values(**rests))


def _verdicts(connection: Connection, slugs: Iterable[str]) -> dict[tuple[str, int], int]:
    query = select(usual.c.slug, usual.c.points, usual.c.far).where(usual.c.slug.in_(sorted(slugs)))
    return {(row.slug, row.points): row.far for row in connection.execute(query)}
