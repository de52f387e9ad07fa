"""The points of a conversation worked out, without words: what grading shows and what improvements are proved by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.observation import observe
from scoring.points import PER_POINT, Result, caps_in_force, rounded, step_result, weighted_mean
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

    def per_mille(self) -> dict[str, int]:
        """Points per mille of the steps that are graded."""
        return {name: result.points for name, result in self.steps.items() if not isinstance(result, str)}


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
    points = {name: result.points for name, result in steps.items() if not isinstance(result, str)}
    overall, binding = total(rubric, seen, points)
    return Scored(seen, steps, overall, binding)


def total(rubric: Rubric, seen: Observations, points: Mapping[str, int]) -> tuple[int | None, tuple[str, ...]]:
    """The overall points per mille and the ids of the caps that bound them; None where no step is graded.

    Args:
        rubric: weights and caps.
        seen: what happened in the conversation, for the caps.
        points: per mille by step; steps without points are left out.
    """
    overall = weighted_mean([(points[step.id], step.weight) for step in rubric.steps if step.id in points])
    if overall is None:
        return None, ()
    caps = caps_in_force(rubric, seen, list(points))
    binding = tuple(cap.id for cap in caps if cap.most * PER_POINT < overall)
    return min([overall, *(cap.most * PER_POINT for cap in caps)]), binding


def pillar_points(rubric: Rubric, points: Mapping[str, int]) -> dict[str, int | None]:
    """Points 0..100 by pillar, None for one without a graded step; ``points`` as for :func:`total`."""
    weights = {step.id: step.weight for step in rubric.steps}
    means = {
        pillar.id: weighted_mean([(points[name], weights[name]) for name in pillar.steps if name in points])
        for pillar in rubric.pillars
    }
    return {name: None if mean is None else rounded(mean) for name, mean in means.items()}


def _left_out(step: Step, conversation: Conversation, seen: Observations) -> str:
    """Key of the sentence that says why a step is not graded; empty where it is."""
    if not seen.spoke:
        return "no_turn"
    if not seen.understood:
        return "not_understood"
    if step.id in conversation.exceptions.no_occasion or (step.occasion and not seen.any(step.occasion)):
        return "no_occasion"
    return "no_complaint" if step.complaint_only and not seen.complaint else ""
