"""A conversation and its acts -> a grade: points per step, evidence, reason, improvement, or unscored.

The same input gives the same bytes: integers, fixed order, no clock, no chance. Nothing here looks at an ending
or at a name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from scoring import codebook
from scoring.acts import Detection
from scoring.conversation import (
    Conversation,
    ConversationError,
    Evidence,
    Grade,
    Improvement,
    RubricExceptions,
    StepGrade,
    Turn,
    TurnAction,
    TurnActs,
)
from scoring.improvement import improve
from scoring.points import Result, rounded
from scoring.reasons import reason, whole_reason
from scoring.rubric import Loss, Rubric, load_rubric
from scoring.signals import Observations, Occurrence
from scoring.stamps import detector_version
from scoring.tally import Scored, detect_turns, pillar_points, score
from scoring.wording import FOLDER, language_or_fallback

MOST_EVIDENCE = 4


def grade(
    conversation: Conversation,
    rubric: Rubric | None = None,
    detections: Sequence[Detection | None] | None = None,
    *,
    improvements: bool = True,
) -> Grade:
    """Grade a conversation.

    ``detections`` is aligned with the turns; where it is None a trainee's turn is detected here, with what the
    customer said before. ``improvements`` False leaves out the proposals (they cost up to twelve re-scorings).
    Raises ValueError when ``detections`` is not as long as the turns.
    """
    rubric = rubric or load_rubric()
    found = detect_turns(conversation, detections)
    scored = score(conversation, found, rubric)
    proposals: Mapping[str, Improvement] = {}
    if improvements and scored.overall is not None:
        proposals = improve(conversation, found, rubric, scored)
    pillars = pillar_points(rubric, scored.per_mille())
    steps = {step.id: _step_grade(scored, step.id, conversation, proposals.get(step.id)) for step in rubric.steps}
    return Grade(
        overall=None if scored.overall is None else rounded(scored.overall),
        pillars=pillars,
        steps=steps,
        low_confidence=scored.seen.doubtful,
        versions=versions(conversation.language, rubric),
        turns=_turn_acts(conversation, found),
        caps=scored.caps,
        failed=_failed(conversation, rubric, scored.seen),
        unmet=rubric.unmet({**{step.id: scored.points(step.id) for step in rubric.steps}, **pillars}),
    )


def _step_grade(scored: Scored, step: str, conversation: Conversation, proposal: Improvement | None) -> StepGrade:
    result = scored.steps[step]
    if isinstance(result, str):
        return StepGrade(None, (), whole_reason(result, conversation.language))
    text = reason(result, scored.seen, conversation.channel, conversation.language)
    return StepGrade(rounded(result.points), _evidence(result, scored.seen), text, proposal)


def _evidence(result: Result, seen: Observations) -> tuple[Evidence, ...]:
    """What moved the step most, best first; a place that shows it twice is named once."""
    places: dict[tuple[int, str], Evidence] = {}
    for item, _, loss in result.moves:
        told = Evidence(item.turn, item.start, item.end, item.act, _cost(item, loss, seen))
        places.setdefault((item.turn, item.act), told)
    return tuple(places.values())[:MOST_EVIDENCE]


def _cost(item: Occurrence, loss: Loss | None, seen: Observations) -> str:
    """The signal by which an act that is no fault took points away; empty where it did not, or is one."""
    if loss is None or item.act in loss.signals:
        return ""
    return next((signal for signal in loss.signals if item in seen.of([signal])), "")


def _failed(conversation: Conversation, rubric: Rubric, seen: Observations) -> tuple[str, ...]:
    faults = dict.fromkeys((*rubric.failing, *conversation.exceptions.fails))
    return tuple(fault for fault in faults if seen.certain([fault]))


def _turn_acts(conversation: Conversation, found: Sequence[Detection | None]) -> tuple[TurnActs, ...]:
    return tuple(
        TurnActs(
            index,
            tuple(act for act in detection.acts if act.found) if detection else (),
            detection is None or detection.status == "ok",
        )
        for index, (turn, detection) in enumerate(zip(conversation.turns, found, strict=True))
        if turn.who == "trainee"
    )


GRADER = 2
"""Version of the program that turns detections into points; raised when the same detections get other points."""
WORDS = ("reasons.yaml", "moves.yaml", "customer.yaml")
"""Files of a language the grader reads itself; all others decide what is found."""


@cache
def _data_version(language: str, *, words: bool) -> str:
    """Hash of the files of a language: those of the grader, or those that decide what is found."""
    digest = hashlib.sha256()
    for path in sorted((FOLDER / language).glob("*.yaml")):
        if (path.name in WORDS) is words:
            digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


@cache
def _codebook_version() -> str:
    data = codebook.PATH.read_bytes().replace(b"\r\n", b"\n")
    return f"{codebook.load_codebook().version} {hashlib.sha256(data).hexdigest()[:12]}"


def versions(language: str, rubric: Rubric) -> dict[str, str]:
    """Return what a grade was made with: rubric, codebook, detector, weights and grader, with hashes of their data."""
    code = language_or_fallback(language)
    return {
        "rubric": rubric.label,
        "codebook": _codebook_version(),
        "detector": f"{code} 1 {_data_version(code, words=False)}",
        "weights": detector_version(code),
        "grader": f"{code} {GRADER} {_data_version(code, words=True)}",
    }


def grade_record(data: Mapping[str, Any], rubric: Rubric | None = None) -> dict[str, Any]:
    """Grade one line of the grade contract: JSON in, JSON out.

    The rubric asked for goes before the one the line names (``rubric``), that before the default. Raises ValueError
    for what is no conversation, and RubricError for a rubric that does not exist.
    """
    named = data.get("rubric")
    result = grade(Conversation.from_json(data), rubric or (load_rubric(str(named)) if named else None))
    return {"id": data.get("id"), **result.to_json()}


__all__ = [
    "Conversation",
    "ConversationError",
    "Evidence",
    "Grade",
    "Improvement",
    "RubricExceptions",
    "StepGrade",
    "Turn",
    "TurnAction",
    "TurnActs",
    "grade",
    "grade_record",
    "versions",
]
