"""What a trainee takes away: steps, evidence, turning points, promises, and one thing to try next time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring import STEPS
from simulator.engine import GAIN_SIGN, Acted, CardFilled, Left, MoodChanged, ResponseGiven, WordSpread, WrongFact
from simulator.scenario import CENTI
from simulator.texts import Texts

from .played import Played
from .transcript import Graded, TranscriptLine, conversation, mood_curve, transcript


@dataclass(frozen=True, slots=True)
class Moment:
    """A turn that moved the customer much.

    Args:
        turn: number of the response.
        change: points won or lost over all four dimensions, anger counted the other way round.
        text: the trainee's words.
        cause: the act (or reason) that did most of it.
        reason: the kind of change that did most of it.
        parts: everything that moved them, the largest first: reason, cause, points.
        step: index of the step in which the response was given.
    """

    turn: int
    change: int
    text: str
    cause: str
    reason: str
    parts: tuple[tuple[str, str, int], ...] = ()
    step: int = 0


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of a response that is evidence for a step."""

    line: int
    start: int
    end: int
    act: str
    step: str
    cost: str = ""
    """Why it took points away, where the act is no fault (`scoring.Evidence.cost`)."""


@dataclass(frozen=True, slots=True)
class Debrief:
    """Everything a debrief shows, in whatever face.

    Args:
        grade: the grade as JSON.
        lines: the transcript.
        highlights: evidence, by transcript line.
        curve: mood after the beginning and after each response.
        moments: what each response did to the customer, in order.
        best: the turn that won most, if any won.
        worst: the turn that cost most, if any cost.
        next_step: the step to work on: the weakest graded one.
        advice: the grader's proved improvement for it, if there is one.
        ending: id and kind of the ending.
        card: rating and words of the comment card.
        word_of_mouth: tone and number of people.
        promises: what was promised and what became of it.
        wrong_facts: facts stated wrongly: id, said, true.
        hints: hints that were shown.
        guided: suggestions were on offer.
        taken: suggestions that were taken, and model responses that were looked at.
        disputed: responses the trainee says were misread: reason, turn, text, claimed act.
    """

    grade: dict[str, Any]
    lines: tuple[TranscriptLine, ...]
    highlights: tuple[Highlight, ...]
    curve: tuple[dict[str, int], ...]
    moments: tuple[Moment, ...]
    best: Moment | None
    worst: Moment | None
    next_step: str | None
    advice: dict[str, Any] | None
    ending: str
    ending_kind: str
    card: tuple[int, str] | None
    word_of_mouth: tuple[str, int] | None
    promises: tuple[dict[str, Any], ...]
    wrong_facts: tuple[tuple[str, str, str], ...]
    hints: tuple[dict[str, Any], ...]
    guided: bool = False
    taken: tuple[dict[str, Any], ...] = ()
    disputed: tuple[dict[str, Any], ...] = ()


def debrief(played: Played, grade: dict[str, Any]) -> Debrief:
    """Put a debrief together from a played session and its grade (as JSON)."""
    graded, events = conversation(played), tuple(played.events)
    state = played.state
    moments = _moments(played)
    card = next((event for event in reversed(events) if isinstance(event, CardFilled)), None)
    word = next((event for event in reversed(events) if isinstance(event, WordSpread)), None)
    next_step = weakest(grade)
    ending = state.endings[-1] if state.endings else ""
    return Debrief(
        grade=grade,
        lines=transcript(played),
        highlights=_highlights(grade, graded),
        curve=tuple(mood_curve(played)),
        moments=tuple(moments),
        best=max((moment for moment in moments if moment.change > 0), key=lambda m: m.change, default=None),
        worst=min((moment for moment in moments if moment.change < 0), key=lambda m: m.change, default=None),
        next_step=next_step,
        advice=None if next_step is None else grade["steps"][next_step]["improvement"],
        ending=ending,
        ending_kind=ending_kind(played),
        card=None if card is None else (card.rating, played.scenario.text(card.line, state.language, state.drawn)),
        word_of_mouth=None if word is None else (word.tone, word.people),
        promises=promises_json(played),
        wrong_facts=tuple((event.fact, event.said, event.true) for event in events if isinstance(event, WrongFact)),
        hints=played.hints,
        guided=played.guided,
        taken=played.taken,
        disputed=played.cases,
    )


def ending_kind(played: Played) -> str:
    """The kind of the ending that was reached; `left` where the trainee ended it and no time ran out; "" before one."""
    endings = played.state.endings
    if not endings:
        return ""
    kind = played.scenario.file.endings[endings[-1]].kind.value
    return "left" if kind == "ran_out" and isinstance(played.steps[-1].given, Left) else kind


def weakest(grade: dict[str, Any]) -> str | None:
    """The graded step with the fewest points, the earlier one where two are level; None where all are full."""
    points = {step: grade["steps"][step]["points"] for step in step_order(grade)}
    graded = [step for step in points if points[step] is not None and points[step] < 100]
    return min(graded, key=lambda step: points[step], default=None)


def rubric_of(grade: Mapping[str, Any]) -> str:
    """Name of the rubric a grade (as JSON) was given by; empty where it does not say."""
    return str(grade["versions"].get("rubric", "")).partition(" ")[0]


def step_order(grade: Mapping[str, Any]) -> tuple[str, ...]:
    """The steps of a grade (as JSON) in the order of its rubric; what comes from a journal has them by letters."""
    from scoring import load_rubric, rubric_names

    name, there = rubric_of(grade), grade["steps"]
    order = [step.id for step in load_rubric(name).steps] if name in rubric_names() else STEPS
    return (*(step for step in order if step in there), *(step for step in there if step not in order))


def step_name(t: Texts, grade: Mapping[str, Any], step: str) -> str:
    """What a step is called: `step.<rubric>.<step>` where a rubric means its own by it, else `step.<step>`."""
    own = f"step.{rubric_of(grade)}.{step}"
    return t(own if own in t else f"step.{step}")


def promises_json(played: Played) -> tuple[dict[str, Any], ...]:
    """The promises of a session as plain values, in the order they were made."""
    return tuple(
        {
            "act": promise.act,
            "what": promise.what,
            "due": promise.due,
            "amount": promise.amount,
            "turn": promise.turn,
            "kept": promise.kept,
        }
        for promise in played.state.promises
    )


def _gain(event: MoodChanged) -> int:
    return sum(GAIN_SIGN[name] * change for name, change in event.changes.items())


def _moments(played: Played) -> list[Moment]:
    """What each response did to the mood, with the silence or interruption before it and the deeds after it."""
    found: list[tuple[int, ResponseGiven, list[MoodChanged]]] = []
    before: list[MoodChanged] = []
    for index, step in enumerate(played.steps):
        changes = [event for event in step.events if isinstance(event, MoodChanged)]
        response = next((event for event in step.events if isinstance(event, ResponseGiven)), None)
        if response is not None:
            found.append((index, response, before + changes))
            before = []
        elif isinstance(step.given, Acted) and found:
            found[-1][2].extend(changes)
        elif step.given is not None:
            before += changes
    return [_moment(step, response, changes) for step, response, changes in found if changes]


def _moment(step: int, response: ResponseGiven, changes: list[MoodChanged]) -> Moment:
    total = sum(_gain(event) for event in changes)
    main = max(changes, key=lambda event: _gain(event) * (1 if total > 0 else -1))
    sums: dict[tuple[str, str], int] = {}
    for event in changes:
        key = (event.reason, event.cause)
        sums[key] = sums.get(key, 0) + _gain(event)
    parts = [(reason, cause, round(gain / CENTI)) for (reason, cause), gain in sums.items()]
    parts = sorted((part for part in parts if part[2]), key=lambda part: -abs(part[2]))
    return Moment(response.turn, round(total / CENTI), response.text, main.cause, main.reason, tuple(parts), step)


def _highlights(grade: dict[str, Any], graded: Graded) -> tuple[Highlight, ...]:
    found = []
    for step in step_order(grade):
        for evidence in grade["steps"][step]["evidence"]:
            if evidence["end"] > evidence["start"]:
                line = graded.lines[evidence["turn"]]
                start, end, cost = evidence["start"], evidence["end"], evidence.get("cost", "")
                found.append(Highlight(line, start, end, evidence["act"], step, cost))
    return tuple(found)
