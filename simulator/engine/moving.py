"""Going from node to node, ending, and what becomes of promises afterwards."""

from __future__ import annotations

from datetime import datetime

from simulator.scenario import EndingKind, Transition

from .conditions import tests_action
from .events import CardFilled, Ended, EpilogueDue, Moved, PromiseSettled, WordSpread
from .speaking import say
from .state import FULL, Phase
from .unfolding import Unfolding

HOUR_MS = 3_600_000
CALL_ACTS = ("follow_up", "explain_next", "own")
"""Promises that a call back keeps; the first of them says best when."""

BROKEN_OFF = frozenset({EndingKind.WALKS_OUT, EndingKind.HANGS_UP, EndingKind.ENDED_FOR_ABUSE})
"""Endings in which the customer breaks off. A first fault the program is not sure of costs mood, as any other, and
breaks off nothing: a misheard kind word must not cost a trainee the scene."""


def enter(u: Unfolding, to: str, by: str) -> None:
    """Go to a node or an ending and let the lines there be said."""
    if to in u.file.endings:
        end(u, to)
        return
    u.emit(Moved(to, by))
    u.effect(u.node.effect, "node", to)
    say(u, u.node.say, "node", to)


def follow(u: Unfolding, *, after_action: bool = False) -> bool:
    """Take the first transition that fits. After an action only those count that ask for an action.

    Returns whether the scene moved.
    """
    for index, transition in enumerate(u.node.goto):
        if after_action and not tests_action(transition.when):
            continue
        if _applies(u, transition):
            u.effect(transition.effect, "transition", transition.to)
            enter(u, transition.to, f"goto {index}")
            return True
    return False


def _applies(u: Unfolding, transition: Transition) -> bool:
    ending = u.file.endings.get(transition.to)
    if ending is not None and ending.kind in BROKEN_OFF:
        return u.holds_surely(transition.when)
    return u.holds(transition.when)


def enforce_mood_limits(u: Unfolding) -> bool:
    """End the scene where patience has run out or anger is complete. Returns whether it did."""
    limits, phase = u.file.limits, u.state.phase
    if u.state.mood.patience <= 0:
        end(u, limits.patience_to)
    elif limits.anger_to is not None and u.state.mood.anger >= FULL:
        end(u, limits.anger_to)
    return u.state.phase is not phase


def enforce_turn_limit(u: Unfolding) -> None:
    """End the scene at its last turn; an epilogue has a few turns of its own."""
    limits, state = u.file.limits, u.state
    over = state.phase is Phase.OPEN and state.turn >= limits.turns
    epilogue_over = state.phase is Phase.EPILOGUE and state.turn - state.epilogue_turn >= EPILOGUE_TURNS
    if over or epilogue_over:
        end(u, limits.turns_to)


EPILOGUE_TURNS = 4
"""Turns an epilogue may take."""


def end(u: Unfolding, ending_id: str) -> None:
    """Reach an ending: last words, and then either a promise falls due or the aftermath is settled."""
    if u.state.ended:
        return
    ending = u.file.endings[ending_id]
    was = u.state.phase
    u.emit(Ended(ending_id, ending.kind.value))
    say(u, ending.say, "ending", ending_id)
    if was is Phase.OPEN and ending.epilogue is not None:
        epilogue = u.file.epilogues[ending.epilogue]
        if u.holds(epilogue.when):
            u.emit(EpilogueDue(ending.epilogue, epilogue.opens, _due_ms(u, epilogue.due_h)))
            return
    _aftermath(u, ending_id)


def _due_ms(u: Unfolding, due_h: int) -> int:
    """When the promised call is due: as promised, if a later day was named, else after the scene's usual time."""
    began = datetime.fromisoformat(u.file.about.starts_at)
    calls = [promise for promise in u.state.promises if promise.due is not None and promise.act in CALL_ACTS]
    for promise in sorted(calls, key=lambda promise: CALL_ACTS.index(promise.act)):
        if promise.due is not None:
            due_ms = _elapsed_ms(began, promise.due)
            if due_ms is not None and due_ms >= u.state.clock_ms + HOUR_MS:
                return due_ms
    return u.state.clock_ms + due_h * HOUR_MS


def _elapsed_ms(began: datetime, due: str) -> int | None:
    """Milliseconds from the scene's beginning to ``due``; a bare date means nine in the morning."""
    try:
        at = datetime.fromisoformat(due if "T" in due else f"{due}T09:00")
    except ValueError:
        return None
    return int((at.replace(tzinfo=None) - began).total_seconds()) * 1000


def _aftermath(u: Unfolding, ending_id: str) -> None:
    ending = u.file.endings[ending_id]
    for number, promise in enumerate(u.state.promises):
        if promise.kept is None and f"remedy {promise.what}" in u.state.done:
            u.emit(PromiseSettled(number, kept=True))
        elif promise.kept is None and promise.what in u.file.case.remedies:
            u.emit(PromiseSettled(number, kept=False))
    card = next((card for card in ending.cards if u.holds(card.when)), None)
    if card is not None:
        u.emit(CardFilled(card.rating, card.line))
    if ending.word_of_mouth.people:
        u.emit(WordSpread(ending.word_of_mouth.tone, ending.word_of_mouth.people))


def _settle_call(u: Unfolding, *, kept: bool) -> None:
    for number, promise in enumerate(u.state.promises):
        if promise.kept is None and promise.act in CALL_ACTS and promise.what not in u.file.case.remedies:
            u.emit(PromiseSettled(number, kept=kept))


def keep_call(u: Unfolding) -> None:
    """The promised call is made: its epilogue begins."""
    table = u.scenario.mood
    _settle_call(u, kept=True)
    u.effect(table.promise_kept, "promise_kept")
    enter(u, u.file.epilogues[u.state.epilogue].start, "call_back")


def miss_call(u: Unfolding) -> None:
    """Nobody called when it was due."""
    _settle_call(u, kept=False)
    u.effect(u.scenario.mood.promise_broken, "promise_broken")
    end(u, u.file.epilogues[u.state.epilogue].missed)
