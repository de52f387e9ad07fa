"""Where raters differ most in a round that is over: what to talk about first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.console.blindness import note_seen, to_rate
from simulator.console.overseen import Overseen, facts_reader, language_name, title_of
from simulator.marking import LEVELS, level

if TYPE_CHECKING:
    from simulator.console.ask import Ask
    from simulator.console.blindness import RoundState
    from simulator.marking import Rating

SHOWN = 8
LEAST_GAP = 2 * (LEVELS[1] - LEVELS[0])
"""Points: one level apart is no difference to talk about."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One step of one session, and what each gave.

    Args:
        session: its id.
        title: what it is, without a name.
        step: the step.
        given: by rater, their name and the level, None for no occasion.
        machine: the grader's level, None for no occasion.
        wide: points between the highest and the lowest.
        led: whether the visitor may open the session.
    """

    session: str
    title: str
    step: str
    given: tuple[tuple[str, int | None], ...]
    machine: int | None
    wide: int
    led: bool


def widest_gaps(ask: Ask, state: RoundState) -> tuple[Gap, ...]:
    """The widest gaps of a closed round, the widest first; none while somebody could still be influenced.

    Whoever is shown the grader's points of a session stands in the audit log as having seen its grade; sessions that
    the visitor is still to rate in another round are left out.
    """
    if state.round.closed_at is None:
        return ()
    overseen, me = Overseen(ask), ask.visitor.person_id
    hidden = to_rate(ask.journal, me, facts_reader(ask.journal))
    led = overseen.people()
    found = []
    for record in state.records:
        facts, ratings = state.facts.get(record.id), state.ratings.get(record.id, ())
        if facts is None or record.id in hidden:
            continue
        title = " · ".join(
            (
                title_of(ask.journal, record, ask.words),
                language_name(ask.words, record.header.language),
                ask.words.moment(record.started_at),
            )
        )
        for step, graded in facts.mark.machine["steps"].items():
            wide = _wide(ratings, step)
            if wide >= LEAST_GAP:
                given = tuple((overseen.name(each.by), each.points.get(step)) for each in ratings)
                points = graded["points"]
                ours = None if points is None else level(points)
                found.append(Gap(record.id, title, step, given, ours, wide, record.person_id in led))
    shown = tuple(sorted(found, key=lambda gap: -gap.wide)[:SHOWN])
    for session in {gap.session for gap in shown}:
        note_seen(ask, session, state.round.id)
    return shown


def _wide(ratings: tuple[Rating, ...], step: str) -> int:
    points = [worth for each in ratings if (worth := each.points.get(step)) is not None]
    return max(points) - min(points) if len(points) > 1 else 0
