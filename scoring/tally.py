"""The points of a conversation worked out, without words: what grading shows and what improvements are proved by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.observation import observe
from scoring.points import Result, caps_in_force, rounded, step_result, weighted_mean
from scoring.wording import language_or_fallback

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scoring.acts import Detection
    from scoring.conversation import Conversation
    from scoring.rubric import Rubric, Step
    from scoring.signals import Observations

SOME_TIME = "2024-01-01T09:00:00+00:00"
"""A grade asks only whether a promise has a date, not which: any fixed moment lets "on Thursday" be read as one."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A conversation worked out: per step a result, or the key of the sentence that says why there is none."""

    seen: Observations
    steps: Mapping[str, Result | str]
    overall: int | None
    caps: tuple[str, ...]

    def points(self, step: str) -> int | None:
        """Points 0..100 of a step, None where it is not graded."""
        result = self.steps[step]
        return None if isinstance(result, str) else rounded(result.points)


def detect_turns(
    conversation: Conversation, detections: Sequence[Detection | None] | None = None
) -> tuple[Detection | None, ...]:
    """Return a detection for each trainee turn with text, None for every other turn."""
    turns = conversation.turns
    given: Sequence[Detection | None] = detections if detections is not None else [None] * len(turns)
    if len(given) != len(turns):
        raise ValueError(f"{len(given)} detections for {len(turns)} turns")
    return tuple(
        (given[index] or detect_turn(conversation, index, turn.text))
        if turn.who == "trainee" and turn.text.strip()
        else None
        for index, turn in enumerate(turns)
    )


def detect_turn(conversation: Conversation, index: int, text: str) -> Detection:
    """Detect ``text`` as the trainee's words of turn ``index``, with what the customer said before it."""
    from scoring import detector

    before = conversation.turns[:index]
    said = [turn.text for turn in before if turn.who == "customer"]
    return detector(language_or_fallback(conversation.language)).detect(
        text,
        customer=said[-1] if said else "",
        channel=conversation.channel,
        case=conversation.case,
        reference_time=SOME_TIME,
    )


def score(conversation: Conversation, found: Sequence[Detection | None], rubric: Rubric) -> Scored:
    """Work out all steps and the overall points per mille; no words, no evidence yet."""
    seen = observe(conversation, found, rubric)
    steps: dict[str, Result | str] = {}
    for step in rubric.steps:
        left_out = _left_out(step, conversation, seen)
        steps[step.id] = left_out or step_result(step, seen, rubric, conversation.channel)
    graded = [result for result in steps.values() if isinstance(result, Result)]
    overall = weighted_mean([(result.points, result.step.weight) for result in graded])
    caps = caps_in_force(rubric, seen, [result.step.id for result in graded]) if overall is not None else ()
    binding = tuple(cap.id for cap in caps if overall is not None and cap.most * 10 < overall)
    if overall is not None:
        overall = min([overall, *(cap.most * 10 for cap in caps)])
    return Scored(seen, steps, overall, binding)


def _left_out(step: Step, conversation: Conversation, seen: Observations) -> str:
    """Key of the sentence that says why a step is not graded; empty where it is."""
    if not seen.spoke:
        return "no_turn"
    if not seen.understood:
        return "not_understood"
    if step.id in conversation.exceptions.no_occasion or (step.occasion and not seen.any(step.occasion)):
        return "no_occasion"
    return "no_complaint" if step.complaint_only and not seen.complaint else ""
