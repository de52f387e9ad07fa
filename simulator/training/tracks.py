"""Plans played for a picture: where each comes by, and how angry the customer is there."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.authoring import graph
from simulator.record import Mode
from simulator.scenario import Language, Plan, Scenario

from .answers import play_answer
from .rehearsal import plan_answer
from .session import Session


def play_tracks(scenario: Scenario, plans: Mapping[str, Plan], language: Language) -> tuple[graph.Track, ...]:
    """Play every plan on its first seed. Nothing is recorded.

    Args:
        scenario: the scene.
        plans: its plans by name.
        language: one of its languages.

    Raises:
        PlanError: a turn cannot be played where the scene stands.
    """
    return tuple(_track(scenario, name, plan, language) for name, plan in plans.items())


def _track(scenario: Scenario, name: str, plan: Plan, language: Language) -> graph.Track:
    session = Session.begin(scenario, language, plan.seeds[0], mode=Mode.DEMONSTRATION)
    stops = [_stop(session)]
    for turn in plan.turns:
        if session.ended or not turn.fits(session.state.drawn):
            continue
        endings = len(session.state.endings)
        play_answer(session, plan_answer(session, turn, language))
        # A scene that goes on with its epilogue has come by the ending that named it.
        stops += [(ending, stops[-1][1]) for ending in session.state.endings[endings:]]
        stops.append(_stop(session))
    for _ in range(2):
        if not session.ended:
            session.leave()
    stops.append(_stop(session))
    moved = [stop for at, stop in enumerate(stops) if not at or stop[0] != stops[at - 1][0]]
    return graph.Track(name, plan.level, tuple(moved))


def _stop(session: Session) -> tuple[str, int]:
    state = session.state
    place = state.endings[-1] if session.ended and state.endings else state.node
    return place, state.mood.points()["anger"]
