"""Whether a condition holds: a closed set of questions about the session and about what has just happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.scenario import Condition, Queue

from .state import State

_OF_RESPONSE = frozenset(
    ("acts", "any_act", "no_act", "asked", "stated", "wrong_fact", "action", "offered", "interrupted", "wrong_language")
)
_OF_SESSION = frozenset(
    (
        "said", "said_any", "unsaid", "known", "unknown", "restated", "done", "undone", "promised", "drawn", "carried",
        "world",
    )
)  # fmt: skip
_OF_FIGURES = frozenset(
    ("anger", "trust", "heard", "patience", "turn", "visits", "stays", "time_s", "queue", "facts_stated")
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What has just happened, as far as conditions may ask for it."""

    acts: frozenset[str] = frozenset()
    doubted: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    stated: frozenset[str] = frozenset()
    wrong_facts: frozenset[str] = frozenset()
    offered: frozenset[str] = frozenset()
    action: str = ""
    interrupted: bool = False
    wrong_language: bool = False


def queue_length(queue: Queue | None, state: State) -> int:
    """How many people wait behind the customer at this moment of virtual time."""
    if queue is None:
        return 0
    return min(queue.most, queue.start + state.clock_ms // (queue.every_s * 1000))


def _done(ref: str, state: State) -> bool:
    return state.done.get(ref, 0) > 0 or any(done.partition(" ")[0] == ref for done in state.done)


def _action_is(ref: str, action: str) -> bool:
    return bool(action) and (ref == action or ref == action.partition(" ")[0])


def _response(condition: Condition, moment: Moment) -> bool:
    acts = moment.acts
    return (
        all(act in acts for act in condition.acts)
        and (not condition.any_act or any(act in acts for act in condition.any_act))
        and not any(act in acts for act in condition.no_act)
        and (not condition.asked or not moment.asked.isdisjoint(condition.asked))
        and (not condition.stated or not moment.stated.isdisjoint(condition.stated))
        and (not condition.wrong_fact or not moment.wrong_facts.isdisjoint(condition.wrong_fact))
        and (not condition.offered or not moment.offered.isdisjoint(condition.offered))
        and (not condition.action or any(_action_is(ref, moment.action) for ref in condition.action))
        and condition.interrupted in (None, moment.interrupted)
        and condition.wrong_language in (None, moment.wrong_language)
    )


def _session(condition: Condition, state: State) -> bool:
    open_promises = {promise.act for promise in state.promises if promise.kept is None}
    return (
        all(state.acts.get(act) for act in condition.said)
        and (not condition.said_any or any(state.acts.get(act) for act in condition.said_any))
        and not any(state.acts.get(act) for act in condition.unsaid)
        and all(fact in state.told for fact in condition.known)
        and not any(fact in state.told for fact in condition.unknown)
        and condition.restated in (None, state.restated)
        and all(_done(ref, state) for ref in condition.done)
        and not any(_done(ref, state) for ref in condition.undone)
        and all(act in open_promises for act in condition.promised)
        and all(state.drawn.get(draw) in options for draw, options in condition.drawn.items())
        and all(flag in state.carried.flags for flag in condition.carried)
        and all(state.carried.world.get(choice) in options for choice, options in condition.world.items())
    )


def _figures(condition: Condition, state: State, queue: Queue | None, key_facts: frozenset[str]) -> bool:
    points = state.mood.points()
    figures: dict[str, Callable[[], int]] = {
        "anger": lambda: points["anger"],
        "trust": lambda: points["trust"],
        "heard": lambda: points["heard"],
        "patience": lambda: points["patience"],
        "turn": lambda: state.turn,
        "visits": lambda: state.visits.get(state.node, 0),
        "stays": lambda: state.stays,
        "time_s": lambda: state.clock_ms // 1000,
        "queue": lambda: queue_length(queue, state),
        "facts_stated": lambda: len(key_facts.intersection(state.stated)),
    }
    return all(
        bounds.holds(value()) for name, value in figures.items() if (bounds := getattr(condition, name)) is not None
    )


def holds(
    condition: Condition,
    state: State,
    moment: Moment,
    *,
    queue: Queue | None = None,
    key_facts: frozenset[str] = frozenset(),
) -> bool:
    """Whether every key of ``condition`` holds.

    Args:
        condition: what a scenario asks.
        state: the session.
        moment: what has just happened.
        queue: the scene's queue, if people wait.
        key_facts: the facts that make up the complaint.
    """
    named = condition.model_fields_set
    if not named:
        return True

    def inner(part: Condition) -> bool:
        return holds(part, state, moment, queue=queue, key_facts=key_facts)

    # Most conditions name one or two keys; a turn asks hundreds of them.
    return (
        (named.isdisjoint(_OF_RESPONSE) or _response(condition, moment))
        and (named.isdisjoint(_OF_SESSION) or _session(condition, state))
        and (named.isdisjoint(_OF_FIGURES) or _figures(condition, state, queue, key_facts))
        and all(inner(part) for part in condition.all)
        and (not condition.any or any(inner(part) for part in condition.any))
        and (condition.not_ is None or not inner(condition.not_))
    )


def tests_action(condition: Condition) -> bool:
    """Whether a condition asks for an action anywhere; only such transitions may follow an action."""
    parts = (*condition.all, *condition.any, *((condition.not_,) if condition.not_ else ()))
    return bool(condition.action or condition.done) or any(tests_action(part) for part in parts)
