"""The door of the engine: start a session, take one step. Pure: no clock, dice, disk or screen."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.scenario import Language, Scenario

from .acting import act, interrupt, leave, wait
from .events import Event
from .inputs import Acted, Input, Interrupted, Left, Responded, Waited
from .moving import enter
from .responding import respond
from .state import Carried, Mood, State, apply
from .unfolding import Unfolding


def initial(scenario: Scenario, language: Language, seed: int, carried: Carried | None = None) -> State:
    """The state before anything has happened.

    Args:
        scenario: the scene.
        language: one of the scene's languages.
        seed: decides the draws and the dice.
        carried: what an earlier scene or the shift brings along.

    Raises:
        ValueError: the scene has no words in ``language``.
    """
    if language not in scenario.words:
        raise ValueError(f"{scenario.slug} has no words in {language!r}, only in {', '.join(scenario.words)}")
    carried = carried or Carried()
    begin = scenario.file.persona.start
    return State(
        scenario=scenario.slug,
        scenario_hash=scenario.hash,
        language=language,
        seed=seed,
        drawn=dict(scenario.draw(seed)),
        carried=carried,
        mood=carried.mood or Mood(begin.anger, begin.trust, begin.heard, begin.patience),
        promises=carried.promises,
    )


def start(
    scenario: Scenario, language: Language, seed: int, carried: Carried | None = None
) -> tuple[State, tuple[Event, ...]]:
    """Begin a session: the state after the customer's first lines, and the events that led there."""
    u = Unfolding(scenario, initial(scenario, language, seed, carried))
    for burden in scenario.file.persona.burdens:
        if u.holds(burden.when):
            u.effect(burden.effect, "burden")
    enter(u, scenario.file.start, "start")
    return u.state, tuple(u.events)


def start_at(
    scenario: Scenario, language: Language, seed: int, node: str, mood: Mapping[str, int]
) -> tuple[State, tuple[Event, ...]]:
    """Begin in the middle, to try a moment out: nothing has been said before, and the mood is as wished.

    Args:
        scenario: the scene.
        language: one of its languages.
        seed: decides the draws and the dice.
        node: one of its nodes.
        mood: hundredths of a point by the name of the dimension; those left out are as at the scene's start.

    Raises:
        ValueError: there is no such node, or the scene has no words in ``language``.
    """
    if node not in scenario.file.nodes:
        raise ValueError(f"{scenario.slug} has no node {node!r}")
    u = Unfolding(scenario, initial(scenario, language, seed))
    for burden in scenario.file.persona.burdens:
        if u.holds(burden.when):
            u.effect(burden.effect, "burden")
    u.change({name: value - getattr(u.state.mood, name) for name, value in mood.items()}, "burden", node)
    enter(u, node, "start")
    return u.state, tuple(u.events)


def step(scenario: Scenario, state: State, given: Input) -> tuple[State, tuple[Event, ...]]:
    """Take one input: the new state, and what happened. After the end nothing happens any more."""
    if state.ended:
        return state, ()
    u = Unfolding(scenario, state)
    match given:
        case Responded():
            respond(u, given)
        case Acted():
            act(u, given)
        case Waited():
            wait(u, given)
        case Interrupted():
            interrupt(u, given)
        case Left():
            leave(u)
    return u.state, tuple(u.events)


def carry(scenario: Scenario, state: State) -> Carried:
    """What a finished session leaves for the next one with this customer.

    Flags are what its endings leave, `note` where something was written on the account, `blind_transfer` where they
    were passed on so, and `promise_kept` or `promise_broken`.
    """
    flags = [flag for ending in state.endings for flag in scenario.file.endings[ending].leaves]
    flags += [kind for kind in ("note", "blind_transfer") if kind in state.done]
    kept = {promise.kept for promise in state.promises}
    flags += [name for name, was in (("promise_kept", True), ("promise_broken", False)) if was in kept]
    still_open = tuple(promise for promise in state.promises if promise.kept is None)
    return Carried(tuple(dict.fromkeys(flags)), None, state.carried.world, state.notes, still_open)


def replay(state: State, events: tuple[Event, ...]) -> State:
    """Apply ``events`` in order."""
    for event in events:
        state = apply(state, event)
    return state
