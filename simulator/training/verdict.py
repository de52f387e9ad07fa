"""What a company makes of a session that came from elsewhere: graded from its responses, whatever it says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scoring import Grade, load_rubric
from simulator.engine import Responded
from simulator.marking import mark_of, read_events
from simulator.record import Entry, Mode
from simulator.review import Played, conversation, rebuild
from simulator.scenario import Scenario

from .heading import versions_of
from .hearing import heard_again
from .judging import grade_session, proposal, replays
from .proof import Answer
from .regraded import difference
from .session import length_limit

NEAR = 0.02
"""By how much probabilities may differ between two machines that are right both."""
_MORE = 20
"""Responses beyond twice a scene's own limit that nobody comes to, however its promises are taken up behind its end."""
_FORMATS = ("scenario_format", "events", "state", "mood")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was made of a session.

    Args:
        played: the session.
        ending: how it ended, as its steps say.
        overall: points, 0..100, None where nothing could be graded.
        grade: the whole grade where the one that came along is another, or cannot be read; else None.
        replays: playing the inputs again gives what was recorded; where it does not, nothing was graded. None where an
            older program played it.
    """

    played: Played
    ending: str
    overall: int | None
    grade: dict[str, Any] | None
    replays: bool | None


def judge(session_id: str, scenario: Scenario, entries: Iterable[Entry]) -> Verdict:
    """Grade a session anew, from its scene and its responses.

    Args:
        session_id: the session.
        scenario: its scene, as it was played.
        entries: all of them.

    Raises:
        JournalError: an entry cannot be read.
        ValueError: an entry does not hold what its kind says; TypeError, KeyError, AttributeError, RecursionError,
            OverflowError likewise.
    """
    kept = tuple(entries)
    played = rebuild(session_id, scenario, kept)
    _check_sizes(played)
    mark_of(read_events(kept))  # what it says of its own grade must be readable, even where it is not believed
    same_formats = all(played.versions.get(name) == versions_of(scenario)[name] for name in _FORMATS)
    ending = played.state.endings[-1] if played.state.endings else "left"
    replayed = replays(played) if same_formats else None
    if replayed is False:  # before anything is heard, which is what takes long
        return Verdict(played, ending, None, None, replayed)
    again = heard_again(played)
    mine = grade_session(again, improvements=False).to_record()
    believed = _agrees(played, mine, again)
    return Verdict(
        played,
        ending,
        mine["overall"],
        None if believed else proposal(again),
        replayed,
    )


def _check_sizes(played: Played) -> None:
    """Raise ValueError where a response is longer than anybody could have typed it, or there are too many of them."""
    most = length_limit(played.scenario)
    responses = sum(isinstance(step.given, Responded) for step in played.steps)
    if responses > 2 * played.scenario.file.limits.turns + _MORE:
        raise ValueError("more responses than the scene takes")
    for step in played.steps:
        if len(getattr(step.given, "text", "")) > most:
            raise ValueError("a response is too long")


def _agrees(played: Played, mine: Mapping[str, Any], again: Played) -> bool:
    """Whether the grade that came along is the one that is given here, and whole.

    In an exam its proposals are worked out again as well; in practice they only must be readable.
    """
    told = played.grade
    if told is None:
        return False
    try:
        if not _readable(told):
            return False
        if difference(told, mine, conversation(again), load_rubric(played.scenario.file.about.rubric)).any:
            return False
        if played.mode == Mode.EXAM.value:
            return _alike(told, json.loads(json.dumps(proposal(again))))
        return _alike(_bare(told), json.loads(json.dumps(_bare(mine))))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False


def _readable(grade: Mapping[str, Any]) -> bool:
    for item in grade["answers"].values():
        answer = Answer(**item)
        lines: tuple[object, ...] = (answer.line, answer.line_was)
        moods: tuple[object, ...] = (*answer.mood.values(), *answer.mood_was.values())
        if not (all(isinstance(line, str) for line in lines) and all(isinstance(points, int) for points in moods)):
            return False
    bare = {name: value for name, value in grade.items() if name != "answers"}
    return bool(json.loads(json.dumps(Grade.from_record(bare).to_record())) == bare)


def _bare(grade: Mapping[str, Any]) -> dict[str, Any]:
    """A grade without its proposals."""
    steps = {name: {**step, "improvement": None} for name, step in grade["steps"].items()}
    return {name: value for name, value in grade.items() if name != "answers"} | {"steps": steps}


def _alike(left: Any, right: Any) -> bool:
    """Whether two plain values say the same; probabilities may differ by `NEAR`."""
    if isinstance(left, float) or isinstance(right, float):
        return isinstance(left, int | float) and isinstance(right, int | float) and abs(left - right) <= NEAR
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_alike(left[name], right[name]) for name in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_alike, left, right))
    return type(left) is type(right) and bool(left == right)
