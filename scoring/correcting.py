"""A grade as a person corrects it: acts heard otherwise, points given to a step; everything else follows again.

Whoever corrects changes what was heard or what a step is worth, never a total: pillars, caps, minimums and the overall
points are worked out from the corrected parts by the same rubric.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scoring.acts import ACT_ORDER, ACTS, Act, Detection, Span
from scoring.conversation import Conversation, Grade
from scoring.grading import grade
from scoring.points import PER_POINT, rounded
from scoring.tally import detect_turns, pillar_points, score, total

if TYPE_CHECKING:
    from scoring.rubric import Rubric

CERTAIN = 1000
"""Probability (per mille) of an act a person hears."""
FULL_POINTS = 100


class CorrectionError(ValueError):
    """A correction does not fit the conversation or the rubric."""


@dataclass(frozen=True, slots=True)
class ActCorrection:
    """One act a person hears where the grader did not, or does not hear where it did.

    Args:
        turn: number of the trainee's turn in the conversation, from 0.
        act: name of the act.
        heard: whether it is there.
        start: where its words begin in the turn, in code points; for an act that is there.
        end: where they end.
    """

    turn: int
    act: str
    heard: bool
    start: int = 0
    end: int = 0


def correct(
    conversation: Conversation,
    rubric: Rubric,
    detections: Sequence[Detection | None] | None = None,
    *,
    acts: Sequence[ActCorrection] = (),
    points: Mapping[str, int] | None = None,
) -> Grade:
    """Grade a conversation as a person corrects it.

    Args:
        conversation: what was said.
        rubric: the rubric it is graded by.
        detections: what the grader heard, aligned with the turns; worked out here where it is None.
        acts: acts heard otherwise, in the order in which they were corrected.
        points: points 0..100 a person gives to steps, also to one that had no occasion.

    Raises:
        CorrectionError: a turn that is not the trainee's, an unknown act or step, words outside the turn, points
            outside the scale, an act that is not there to be taken away.
    """
    given = dict(points or {})
    for step, worth in given.items():
        if step not in {item.id for item in rubric.steps}:
            raise CorrectionError(f"the rubric {rubric.id} has no step {step!r}")
        if not 0 <= worth <= FULL_POINTS:
            raise CorrectionError(f"{step}: {worth} points; a step has 0 to {FULL_POINTS}")
    found = list(detect_turns(conversation, detections))
    for change in acts:
        found[change.turn] = _changed(conversation, found, change)
    base = grade(conversation, rubric, found, improvements=False)
    if not given:
        return base
    scored = score(conversation, found, rubric)
    worth_of = {**scored.per_mille(), **{step: worth * PER_POINT for step, worth in given.items()}}
    overall, caps = total(rubric, scored.seen, worth_of)
    pillars = pillar_points(rubric, worth_of)
    steps = {step: replace(old, points=given.get(step, old.points)) for step, old in base.steps.items()}
    return replace(
        base,
        overall=None if overall is None else rounded(overall),
        pillars=pillars,
        steps=steps,
        caps=caps,
        unmet=rubric.unmet({**{step: item.points for step, item in steps.items()}, **pillars}),
    )


def _changed(conversation: Conversation, found: Sequence[Detection | None], change: ActCorrection) -> Detection:
    """The detection of a turn with one act added or taken away."""
    detection = found[change.turn] if 0 <= change.turn < len(found) else None
    if detection is None:
        raise CorrectionError(f"turn {change.turn} is no response of the trainee")
    if change.act not in ACTS:
        raise CorrectionError(f"there is no act {change.act!r}; the codebook names {', '.join(ACTS)}")
    if not change.heard:
        if change.act not in detection.names:
            raise CorrectionError(f"{change.act} was not found in turn {change.turn}")
        return replace(detection, acts=tuple(act for act in detection.acts if act.name != change.act))
    text = conversation.turns[change.turn].text
    if not 0 <= change.start < change.end <= len(text):
        raise CorrectionError(f"turn {change.turn} has {len(text)} characters; no words at {change.start}-{change.end}")
    others = [act for act in detection.acts if act.name != change.act]
    spans = [span for act in detection.acts if act.name == change.act and act.found for span in act.spans]
    merged = Act(change.act, CERTAIN, tuple(sorted({*spans, Span(change.start, change.end)})))
    return replace(detection, acts=tuple(sorted((*others, merged), key=lambda act: ACT_ORDER[act.name])))
