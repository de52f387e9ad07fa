"""A session graded from what was said and done, and held against itself by playing it again."""

from __future__ import annotations

from typing import Any

from scoring import Grade
from scoring import grade as grade_conversation
from simulator.engine import initial, replay, start, step
from simulator.review import Played, conversation

from .proof import answers


def grade_session(played: Played, *, improvements: bool = True) -> Grade:
    """Grade what was said and done in a session, by the rubric of its scene; the ending is not looked at.

    Args:
        played: the session.
        improvements: whether proved improvements are looked for, which costs some re-scoring.
    """
    from scoring import load_rubric

    graded = conversation(played)
    return grade_conversation(
        graded.conversation,
        load_rubric(played.scenario.file.about.rubric),
        graded.detections,
        improvements=improvements,
    )


def proposal(played: Played) -> dict[str, Any]:
    """The grade of a session as its record keeps it, with what the customer would have answered to each proposal."""
    grade = grade_session(played)
    return {**grade.to_record(), "answers": {step: item.to_json() for step, item in answers(played, grade).items()}}


def replays(played: Played) -> bool:
    """Whether playing the recorded inputs again gives exactly the recorded events and state."""
    first = played.steps[0].state
    state = initial(played.scenario, first.language, first.seed, first.carried)
    fresh, events = start(played.scenario, first.language, first.seed, first.carried)
    same = events == played.steps[0].events and replay(state, events) == fresh
    for past in played.steps[1:]:
        if past.given is not None:
            fresh, events = step(played.scenario, fresh, past.given)
            same = same and events == past.events and fresh == past.state
    return same
