"""One session as one JSON: what `play --json` and `report SESSION --json` print."""

from __future__ import annotations

from typing import Any

from simulator.engine import CardFilled, MoodChanged, ResponseGiven, WordSpread, WrongFact

from .debrief import promises_json
from .played import Played, Step
from .transcript import TranscriptLine, transcript


def session_json(played: Played, grade: dict[str, Any]) -> dict[str, Any]:
    """The whole session as plain values.

    The same seed and the same answers give the same bytes, apart from `session` (the id).

    Args:
        played: the session.
        grade: its grade as JSON.
    """
    state, events = played.state, tuple(played.events)
    card = next((event for event in reversed(events) if isinstance(event, CardFilled)), None)
    word = next((event for event in reversed(events) if isinstance(event, WordSpread)), None)
    ending = state.endings[-1] if state.endings else None
    endings = played.scenario.file.endings
    return {
        "session": played.session_id or None,
        "scenario": {"slug": state.scenario, "hash": state.scenario_hash},
        "language": state.language,
        "seed": state.seed,
        "mode": played.mode,
        "drawn": dict(sorted(state.drawn.items())),
        "ended": state.ended,
        "ending": ending,
        "ending_kind": endings[ending].kind.value if ending else None,
        "endings": list(state.endings),
        "turns": [_turn(index, step) for index, step in enumerate(played.steps) if _counts(step)],
        "transcript": [_line(line) for line in transcript(played)],
        "promises": list(promises_json(played)),
        "wrong_facts": [
            {"fact": event.fact, "said": event.said, "true": event.true}
            for event in events
            if isinstance(event, WrongFact)
        ],
        "grade": {name: value for name, value in grade.items() if name != "turns"},
        "comment_card": None
        if card is None
        else {"rating": card.rating, "text": played.scenario.text(card.line, state.language, state.drawn)},
        "word_of_mouth": None if word is None else {"tone": word.tone, "people": word.people},
        "hints": [dict(hint) for hint in played.hints],
        "guided": played.guided,
        "resumed": played.resumed,
        "help_taken": [dict(taken) for taken in played.taken],
        "disputed": [{name: case[name] for name in ("turn", "reason", "text", "claimed")} for case in played.cases],
        "fork": None if played.fork is None else {"session": played.fork.session, "turn": played.fork.turn},
        "versions": dict(sorted(played.versions.items())),
    }


def _counts(step: Step) -> bool:
    return any(isinstance(event, ResponseGiven | MoodChanged) for event in step.events)


def _turn(index: int, step: Step) -> dict[str, Any]:
    """One step that moved something: the response, if it was one, the mood after it, and why it moved."""
    detection = step.detection
    response = next((event for event in step.events if isinstance(event, ResponseGiven)), None)
    return {
        "step": index,
        "turn": step.state.turn,
        "response": None if response is None else response.text,
        "heard_to": None if response is None else response.heard_to,
        "detection": None if detection is None else detection.to_json(),
        "node": step.state.node,
        "mood": step.state.mood.points(),
        "reasons": [_reason(event) for event in step.events if isinstance(event, MoodChanged)],
    }


def _reason(event: MoodChanged) -> dict[str, Any]:
    changes = {name: points(change) for name, change in event.changes.items()}
    return {"reason": event.reason, "cause": event.cause, "changes": changes, "factors": dict(event.factors)}


def points(hundredths: int) -> float:
    """Hundredths of a mood point as points, for people and JSON."""
    return hundredths / 100


def _line(line: TranscriptLine) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": line.kind, "who": line.who, "text": line.text}
    if line.line:
        data["line"] = line.line
    if line.turn:
        data["turn"] = line.turn
    if line.cut_at is not None:
        data["cut_at"] = line.cut_at
    if line.shows:
        data["shows"] = list(line.shows)
    if line.note:
        data["note"] = line.note
    return data
