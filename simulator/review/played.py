"""A session as the journal holds it: its start, each step with its events, and the state they add up to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from scoring import Detection
from simulator.engine import (
    Carried,
    Event,
    Input,
    Mood,
    Promise,
    Responded,
    State,
    events_from_json,
    initial,
    input_from_json,
    replay,
)
from simulator.record import GRADED_KIND, Entry, Journal, JournalError
from simulator.scenario import Scenario, load_bundle

STEP_KIND = "step"
COACHED_KIND = "coached"
GUESSED_KIND = "guessed"
CASE_KIND = "case"
RESUMED_KIND = "resumed"
SUMMED_KIND = "summed"
"""What a shift came to, in the shift's own record."""
HINT_STRENGTHS = ("light", "clear", "strong")
GUIDED, OPENER, CANDIDATE, EXAMPLE = "guided", "opener", "candidate", "example"
"""Help besides hints, as `coached` entries name it: a session with suggestions on offer, one that was taken, and a
model response looked at."""


@dataclass(frozen=True, slots=True)
class Fork:
    """Where two roads part.

    Args:
        session: the other session: the one forked from, or one that was forked off.
        turn: number of the response that is given anew, from 1; everything before it both have in common.
    """

    session: str
    turn: int


@dataclass(frozen=True, slots=True)
class Assigned:
    """What a session was begun for.

    Args:
        assignment: id of the company's assignment.
        number: which attempt, from 1.
    """

    assignment: str
    number: int


@dataclass(frozen=True, slots=True)
class Step:
    """One input and what followed from it; the first step of a session has no input."""

    given: Input | None
    events: tuple[Event, ...]
    state: State

    @property
    def detection(self) -> Detection | None:
        """What the detector found, where the input was a response."""
        return self.given.detection if isinstance(self.given, Responded) else None


@dataclass(frozen=True, slots=True)
class Played:
    """A whole session, rebuilt from its journal or still being played.

    Args:
        session_id: its id in the journal, empty if it was never recorded.
        scenario: the scene, as it was when the session began.
        mode: `practice`, `exam`, `shift` or `demonstration`.
        versions: of the product and of every format the bytes follow.
        steps: in order.
        grade: the grade as first given, as JSON; None while the session runs.
        coached: help that was shown, by turn: hints, and what else `GUIDED` and its like name.
        fork: the session it was forked from, and at which turn; None for one played from the beginning.
        guess: what the trainee thought the pillars were worth before the grade was shown; never part of the grade.
        cases: responses the trainee says were misread, as `cases` keeps them; they change nothing here.
        resumed: how often an exam that had been torn off was gone on with.
        assigned: the assignment it was begun for; None for one that was chosen freely.
    """

    session_id: str
    scenario: Scenario
    mode: str
    versions: dict[str, str]
    steps: tuple[Step, ...]
    grade: dict[str, Any] | None = None
    coached: tuple[dict[str, Any], ...] = ()
    fork: Fork | None = None
    guess: dict[str, int] | None = None
    cases: tuple[dict[str, Any], ...] = ()
    resumed: int = 0
    assigned: Assigned | None = None

    @property
    def hints(self) -> tuple[dict[str, Any], ...]:
        """The hints that were shown."""
        return tuple(coached for coached in self.coached if coached["strength"] in HINT_STRENGTHS)

    @property
    def guided(self) -> bool:
        """Whether suggestions were on offer."""
        return any(coached["strength"] == GUIDED for coached in self.coached)

    @property
    def taken(self) -> tuple[dict[str, Any], ...]:
        """Suggestions that were taken into the box, and model responses that were looked at."""
        return tuple(coached for coached in self.coached if coached["strength"] in (OPENER, CANDIDATE, EXAMPLE))

    @property
    def state(self) -> State:
        """The session as it stands."""
        return self.steps[-1].state

    @property
    def events(self) -> Iterable[Event]:
        """All events in order."""
        return (event for step in self.steps for event in step.events)


def carried_to_json(carried: Carried) -> dict[str, Any]:
    """What was carried in, as the first entry holds it."""
    mood = carried.mood
    more: dict[str, Any] = {"notes": list(carried.notes)} if carried.notes else {}
    if carried.promises:
        more["promises"] = [asdict(promise) for promise in carried.promises]
    if carried.own_limit:
        more["own_limit"] = carried.own_limit
    return more | {
        "flags": list(carried.flags),
        "mood": None
        if mood is None
        else {"anger": mood.anger, "trust": mood.trust, "heard": mood.heard, "patience": mood.patience},
        "world": dict(carried.world),
    }


def carried_from_json(data: dict[str, Any]) -> Carried:
    """Read back what `carried_to_json` wrote."""
    mood = data["mood"]
    return Carried(
        tuple(data["flags"]),
        None if mood is None else Mood(**mood),
        dict(data["world"]),
        tuple(data.get("notes", ())),
        tuple(Promise(**promise) for promise in data.get("promises", ())),
        data.get("own_limit", 0),
    )


def read_played(journal: Journal, session_id: str) -> Played:
    """Rebuild a session from its journal, applying its events; nothing is detected or graded again.

    Raises:
        UnknownRecordError: no such session.
        JournalError: its words were erased, or its entries cannot be read.
    """
    record = journal.session(session_id)
    scenario = load_bundle(journal.scenario(record.header.scenario_hash))
    return rebuild(session_id, scenario, journal.entries(session_id))


def rebuild(session_id: str, scenario: Scenario, entries: Iterable[Entry]) -> Played:
    """Rebuild a session from its entries. Raises JournalError as `read_played` does."""
    steps: list[Step] = []
    first: dict[str, Any] = {}
    grade: dict[str, Any] | None = None
    coached: list[dict[str, Any]] = []
    guess: dict[str, int] | None = None
    disputed: list[dict[str, Any]] = []
    resumed = 0
    for entry in entries:
        data = _payload(entry)
        if entry.kind == GRADED_KIND:
            grade = grade or data["grade"]
        elif entry.kind == GUESSED_KIND:
            guess = guess or data["pillars"]
        elif entry.kind == COACHED_KIND:
            coached.append(data)
        elif entry.kind == CASE_KIND:
            disputed.append(data)
        elif entry.kind == RESUMED_KIND:
            resumed += 1
        elif entry.kind == STEP_KIND:
            steps.append(_step(steps[-1].state, data, input_from_json(data["input"])))
        elif not steps:
            first = data
            begin = initial(scenario, data["language"], data["seed"], carried_from_json(data["carried"]))
            steps.append(_step(begin, data, None))
    return Played(
        session_id,
        scenario,
        first["mode"],
        first["versions"],
        tuple(steps),
        grade,
        tuple(coached),
        fork_from_json(first.get("fork")),
        guess,
        tuple(disputed),
        resumed,
        assigned_from_json(first.get("assignment")),
    )


def fork_from_json(data: dict[str, Any] | None) -> Fork | None:
    """Where a session was forked from, as its first entry holds it."""
    return None if data is None else Fork(data["session"], data["turn"])


def assigned_from_json(data: dict[str, Any] | None) -> Assigned | None:
    """What a session was begun for, as its first entry holds it."""
    return None if data is None else Assigned(data["id"], data["number"])


def forks_of(journal: Journal, session_id: str) -> tuple[Fork, ...]:
    """The sessions that were forked off a session, in the order they began; erased ones are left out.

    Raises:
        UnknownRecordError: no such session.
        JournalError: a fork's first entry cannot be read.
    """
    found = []
    for record in journal.sessions(journal.session(session_id).person_id):
        if record.header.parent_session_id == session_id and record.erased_at is None:
            fork = fork_from_json(_payload(journal.entries(record.id)[0])["fork"])
            if fork is not None:
                found.append(Fork(record.id, fork.turn))
    return tuple(found)


def _payload(entry: Entry) -> dict[str, Any]:
    if entry.payload is None:
        raise JournalError("The words of this session were erased.", "Its grade and dates are all that is left.")
    try:
        data: dict[str, Any] = json.loads(entry.payload)
    except ValueError as error:
        raise JournalError(
            f"Entry {entry.sequence} of session {entry.session_id} cannot be read.",
            "Run `silkgloves doctor`; the other sessions are not affected.",
        ) from error
    return data


def _step(before: State, data: dict[str, Any], given: Input | None) -> Step:
    events = events_from_json(data["events"])
    return Step(given, events, replay(before, events))
