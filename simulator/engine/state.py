"""Everything that changes during a session, in one frozen value, and the only function that changes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any

from simulator.scenario import CENTI, MOOD, Language

from .events import (
    ActionDone,
    ActionRefused,
    CardFilled,
    CoachNoted,
    CutOff,
    Ended,
    EpilogueDue,
    Event,
    HeardOut,
    MoodChanged,
    Moved,
    NotUnderstood,
    PromiseMade,
    PromiseSettled,
    ResponseGiven,
    Restated,
    SilenceBroken,
    Spoke,
    TimePassed,
    WordSpread,
    WrongFact,
)

STATE_FORMAT = 1
"""Raised when the shape of the state changes."""

FULL = 100 * CENTI
"""The top of every mood scale, in hundredths of a point."""


class Phase(StrEnum):
    """Where a session stands as a whole."""

    OPEN = "open"
    DUE = "due"
    EPILOGUE = "epilogue"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Mood:
    """The customer's mood, in hundredths of a point, 0 to 10,000 each."""

    anger: int
    trust: int
    heard: int
    patience: int

    def points(self) -> dict[str, int]:
        """Whole points, rounded half up, for people and for conditions."""
        return {name: (getattr(self, name) + CENTI // 2) // CENTI for name in MOOD}


@dataclass(frozen=True, slots=True)
class Carried:
    """What an earlier scene or the shift brings along.

    Args:
        flags: `note`, `promise_kept`, `promise_broken`, `blind_transfer` …
        mood: the mood to begin with instead of the persona's.
        world: policy and staffing choices of the shift.
        notes: what was written on the account.
        promises: promises still open.
        own_limit: up to what cost, in hundredths of a money unit, the trainee may grant what else takes a supervisor.
    """

    flags: tuple[str, ...] = ()
    mood: Mood | None = None
    world: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    promises: tuple[Promise, ...] = ()
    own_limit: int = 0


@dataclass(frozen=True, slots=True)
class PendingLine:
    """A line the customer is saying, until the next input."""

    line: str
    chars: int
    duration_ms: int
    tells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment and what became of it: None while open."""

    act: str
    what: str
    due: str | None
    amount: str | None
    turn: int
    kept: bool | None = None


@dataclass(frozen=True, slots=True)
class State:
    """One session at one moment. Mappings in it are never changed in place.

    Args:
        clock_ms: virtual time since the scene began.
        silence_ms: silence since the last line was spoken.
        heard_out: how often a long line was heard to its end.
        drift_ms: the part of a second not yet counted in the mood's drift.
        spoken: how often each line was said.
        acts: how often each act was found.
        done: how often each action was done.
        apology_credit: anger, in hundredths, that apologies took away and a missing deed would bring back.
        apology_turn: the turn since which nothing has been done about it.
        said: digests of the responses given.
        notes: what was written on the account.
        epilogue_turn: the turn at which the epilogue began.
        endings: endings reached; a second one after an epilogue.
    """

    scenario: str
    scenario_hash: str
    language: Language
    seed: int
    drawn: dict[str, str]
    carried: Carried
    mood: Mood
    node: str = ""
    phase: Phase = Phase.OPEN
    clock_ms: int = 0
    turn: int = 0
    visits: dict[str, int] = field(default_factory=dict)
    stays: int = 0
    silence_ms: int = 0
    silences: int = 0
    drift_ms: int = 0
    pending: tuple[PendingLine, ...] = ()
    cut_in: bool = False
    heard_out: int = 0
    spoken: dict[str, int] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    restated: bool = False
    acts: dict[str, int] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    offered: tuple[str, ...] = ()
    apology_credit: int = 0
    apology_turn: int = 0
    promises: tuple[Promise, ...] = ()
    not_understood: int = 0
    empty: int = 0
    said: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    epilogue: str = ""
    epilogue_turn: int = 0
    endings: tuple[str, ...] = ()
    format: int = STATE_FORMAT

    @property
    def dice(self) -> int:
        """The counter of the dice: how many lines have been spoken."""
        return sum(self.spoken.values())

    @property
    def ended(self) -> bool:
        """Whether nothing more can happen."""
        return self.phase is Phase.ENDED


_NAMES = tuple(item.name for item in fields(State))
_PLACES = {name: place for place, name in enumerate(_NAMES)}
_VALUES = attrgetter(*_NAMES)


def _with(state: State, **changes: Any) -> State:
    """``state`` with some of its fields changed: `dataclasses.replace`, which takes five times as long for so many."""
    values = list(_VALUES(state))
    for name, value in changes.items():
        values[_PLACES[name]] = value
    return State(*values)


def _count(counts: dict[str, int], *names: str) -> dict[str, int]:
    changed = dict(counts)
    for name in names:
        changed[name] = changed.get(name, 0) + 1
    return changed


def _union(have: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return have + tuple(dict.fromkeys(name for name in more if name not in have))


def _spoke(state: State, event: Spoke) -> State:
    news = tuple(fact for fact in event.tells if fact not in state.told)
    pending = PendingLine(event.line, event.chars, event.duration_ms, news)
    return _with(
        state,
        spoken=_count(state.spoken, event.line),
        told=_union(state.told, event.tells),
        pending=(*state.pending, pending),
        silence_ms=0,
    )


def _responded(state: State, event: ResponseGiven) -> State:
    empty = 0 if event.acts else state.empty + 1
    return _with(
        state,
        turn=event.turn,
        stays=state.stays + 1,
        acts=_count(state.acts, *event.acts),
        stated=_union(state.stated, event.stated),
        offered=_union(state.offered, event.offered),
        not_understood=0,
        empty=state.empty if event.foreign else empty,
        said=_union(state.said, (event.digest,)),
        cut_in=False,
        silence_ms=0,
        silences=0,
    )


def _mood_changed(state: State, event: MoodChanged) -> State:
    values = {name: getattr(state.mood, name) + change for name, change in event.changes.items()}
    mood = replace(state.mood, **values)
    credit, turn = state.apology_credit, state.apology_turn
    if event.reason == "act" and event.cause in ("apologise", "admit_fault"):
        turn = state.turn if not credit else turn
        credit += max(0, -event.changes.get("anger", 0))
    elif event.reason == "apology_faded":
        credit = 0
    return _with(state, mood=mood, apology_credit=credit, apology_turn=turn)


def _action_done(state: State, event: ActionDone) -> State:
    credit = 0 if event.ref.startswith("remedy ") else state.apology_credit
    return _with(
        state,
        done=_count(state.done, event.ref),
        notes=(*state.notes, event.text) if event.text else state.notes,
        apology_credit=credit,
        apology_turn=state.turn,
        silence_ms=0,
    )


def _ended(state: State, event: Ended) -> State:
    return _with(state, phase=Phase.ENDED, endings=(*state.endings, event.ending))


def _settled(state: State, event: PromiseSettled) -> State:
    promises = list(state.promises)
    promises[event.number] = replace(promises[event.number], kept=event.kept)
    return _with(state, promises=tuple(promises))


def _time_passed(state: State, event: TimePassed) -> State:
    return _with(
        state,
        clock_ms=state.clock_ms + event.ms,
        silence_ms=state.silence_ms + (event.ms if event.silent else 0),
        drift_ms=(state.drift_ms + event.ms) % 1000,
        cut_in=state.cut_in and not event.silent,
    )


def _heard_out(state: State, event: HeardOut) -> State:
    heard_out = state.heard_out + event.attentive
    return _with(state, clock_ms=state.clock_ms + event.ms, pending=(), heard_out=heard_out)


def _cut_off(state: State, event: CutOff) -> State:
    told = tuple(fact for fact in state.told if fact not in event.lost)
    return _with(state, clock_ms=state.clock_ms + event.ms, pending=(), told=told, cut_in=True)


def _promised(state: State, event: PromiseMade) -> State:
    promise = Promise(event.act, event.what, event.due, event.amount, event.turn)
    return _with(state, promises=(*state.promises, promise))


def _moved(state: State, event: Moved) -> State:
    state = _with(state, node=event.to, visits=_count(state.visits, event.to), stays=0, silences=0)
    if state.phase is Phase.DUE:
        return _with(state, phase=Phase.EPILOGUE, epilogue_turn=state.turn)
    return state


def _due(state: State, event: EpilogueDue) -> State:
    return _with(state, phase=Phase.DUE, epilogue=event.epilogue, clock_ms=event.clock_ms, pending=())


def _unchanged(state: State, _event: Event) -> State:
    return state


_APPLY: dict[type, Callable[[State, Any], State]] = {
    Spoke: _spoke,
    HeardOut: _heard_out,
    CutOff: _cut_off,
    ResponseGiven: _responded,
    NotUnderstood: lambda state, event: _with(state, not_understood=event.count, pending=()),
    MoodChanged: _mood_changed,
    Restated: lambda state, _: _with(state, restated=True),
    PromiseMade: _promised,
    PromiseSettled: _settled,
    ActionDone: _action_done,
    TimePassed: _time_passed,
    SilenceBroken: lambda state, event: _with(state, silences=event.index + 1),
    Moved: _moved,
    Ended: _ended,
    EpilogueDue: _due,
    CoachNoted: _unchanged,
    ActionRefused: _unchanged,
    WrongFact: _unchanged,
    CardFilled: _unchanged,
    WordSpread: _unchanged,
}


def apply(state: State, event: Event) -> State:
    """The state after ``event``. Nothing else changes a state."""
    return _APPLY[type(event)](state, event)
