"""Who may do what to a mark, and what they must say with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scoring import Span
from simulator.errors import UsageError

from .events import ActChange, Confirmed, Contested, Corrected, MarkEvent, Proposed, Upheld, Withdrawn
from .mark import Mark

if TYPE_CHECKING:
    from scoring import Conversation, Detection

ANSWER_DAYS = 14
"""Days within which another reviewer answers a contest."""
LEAST_REASON = 10
"""Characters a reason has at least: a word alone explains nothing to who reads it next year."""
MOST_REASON = 2000


class MarkingError(UsageError):
    """This cannot be done to this mark by this person; nothing was written.

    Args:
        code: what stands in the way, for a face that says it in its reader's language.
        message: the same in a plain sentence.
        advice: what to do about it.
    """

    def __init__(self, code: str, message: str, advice: str = "") -> None:
        super().__init__(message, advice)
        self.code = code


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who acts.

    Args:
        id: the person.
        reviews: whether their role lets them review; a trainee's does not.
    """

    id: str
    reviews: bool = False


def propose(grade: Mapping[str, object], at: datetime) -> MarkEvent:
    """The grader's proposal."""
    return MarkEvent(at, "", Proposed(grade))


def confirm(mark: Mark, trainee: str, who: Reviewer, at: datetime, note: str = "") -> MarkEvent:
    """Agree with a mark as it stands.

    Args:
        mark: the mark.
        trainee: whose session it is.
        who: the reviewer.
        at: now.
        note: what they want to say with it.

    Raises:
        MarkingError: it is their own, or contested, or they may not review.
    """
    _may_review(mark, trainee, who)
    if mark.contest is not None:
        raise MarkingError(
            "contested", "This mark is contested.", "Answer the contest: correct the mark, or leave it with a reason."
        )
    return MarkEvent(at, who.id, Confirmed(note.strip()))


def correct(
    mark: Mark,
    trainee: str,
    who: Reviewer,
    at: datetime,
    reason: str,
    conversation: Conversation,
    detections: Sequence[Detection | None],
    rubric: str,
    *,
    points: Mapping[str, int] | None = None,
    acts: Sequence[ActChange] = (),
) -> MarkEvent:
    """See a mark otherwise: points of steps, or acts heard in responses; all else follows by the rubric.

    Args:
        mark: the mark.
        trainee: whose session it is.
        who: the reviewer.
        at: now.
        reason: why.
        conversation: the conversation as it was graded.
        detections: what was heard in it, aligned with its turns.
        rubric: name of the rubric.
        points: points 0..100 they give, by step.
        acts: acts they hear otherwise.

    Raises:
        MarkingError: nothing is corrected, the reason is missing, they may not, or a correction does not fit.
    """
    from scoring import ActCorrection, CorrectionError, load_rubric
    from scoring import correct as work_in

    _may_review(mark, trainee, who)
    if not points and not acts:
        raise MarkingError(
            "nothing_corrected",
            "Nothing is corrected.",
            "Give points to a step, or say which act was or was not there.",
        )
    why = _reason(reason)
    # Something done before any response stands as a turn without words, which the transcript does not count.
    responses = [place for place, turn in enumerate(conversation.turns) if turn.who == "trainee" and turn.text.strip()]
    # What people have corrected before still holds; an act the grader no longer hears needs no taking away.
    before = [item for item in mark.acts if item.heard or _hears(detections, responses, item)]
    changes = []
    for change in (*before, *acts):
        if not 1 <= change.turn <= len(responses):
            raise MarkingError(
                "no_response", f"There is no response {change.turn}.", f"The session has {len(responses)}."
            )
        words = change.words or Span(0, 1)
        changes.append(ActCorrection(responses[change.turn - 1], change.act, change.heard, words.start, words.end))
    try:
        grade = work_in(
            conversation, load_rubric(rubric), detections, acts=changes, points={**mark.points, **(points or {})}
        )
    except CorrectionError as error:
        raise MarkingError("does_not_fit", f"{error}.", "Look at the transcript and the codebook.") from error
    return MarkEvent(at, who.id, Corrected(why, grade.to_record(), dict(points or {}), tuple(acts)))


def _hears(detections: Sequence[Detection | None], responses: Sequence[int], change: ActChange) -> bool:
    """Whether the grader hears the act in that response."""
    found = detections[responses[change.turn - 1]] if 1 <= change.turn <= len(responses) else None
    return found is not None and change.act in found.names


def contest(mark: Mark, trainee: str, by: str, at: datetime, steps: Sequence[str], reason: str) -> MarkEvent:
    """Disagree with lines of one's own mark; another reviewer answers within `ANSWER_DAYS`.

    Raises:
        MarkingError: it is not theirs, it waits for an answer already, no step or no reason is given.
    """
    if by != trainee:
        raise MarkingError(
            "not_theirs", "A mark is contested by the person it is about.", "A reviewer corrects it instead."
        )
    if mark.contest is not None:
        raise MarkingError(
            "contested_already", "This mark is contested already.", "Wait for the answer, or take the contest back."
        )
    unknown = [step for step in steps if step not in mark.grade["steps"]]
    if unknown or not steps:
        known = ", ".join(mark.grade["steps"])
        raise MarkingError(
            "unknown_steps",
            f"Contested are steps of the mark, not {', '.join(unknown) or 'none'}.",
            f"They are: {known}.",
        )
    return MarkEvent(at, by, Contested(tuple(dict.fromkeys(steps)), _reason(reason), at + timedelta(days=ANSWER_DAYS)))


def withdraw(mark: Mark, by: str, at: datetime) -> MarkEvent:
    """Take one's contest back.

    Raises:
        MarkingError: none of theirs waits.
    """
    if mark.contest is None or mark.contest.by != by:
        raise MarkingError("no_contest", "No contest of yours waits for an answer.", "Look at the mark's history.")
    return MarkEvent(at, by, Withdrawn())


def uphold(mark: Mark, trainee: str, who: Reviewer, at: datetime, reason: str) -> MarkEvent:
    """Answer a contest by leaving the mark as it is.

    Raises:
        MarkingError: nothing is contested, the reason is missing, or they may not answer it.
    """
    if mark.contest is None:
        raise MarkingError("nothing_contested", "Nothing is contested here.", "Confirm or correct the mark.")
    _may_review(mark, trainee, who)
    return MarkEvent(at, who.id, Upheld(_reason(reason)))


def _may_review(mark: Mark, trainee: str, who: Reviewer) -> None:
    if who.id == trainee:
        raise MarkingError("own", "Nobody reviews their own session.", "Ask another reviewer.")
    if not who.reviews:
        raise MarkingError("not_reviewer", "Marks are reviewed by trainers and HR.", "Ask one of them.")
    if mark.contest is not None and who.id in mark.reviewers:
        raise MarkingError(
            "marked_before",
            "A contest is answered by somebody who has not marked this session before.",
            "Ask another reviewer.",
        )


def _reason(text: str) -> str:
    reason = text.strip()
    if len(reason) < LEAST_REASON:
        raise MarkingError(
            "reason_short",
            f"The reason has {len(reason)} characters; at least {LEAST_REASON} are needed.",
            "Say in a sentence what you saw.",
        )
    if len(reason) > MOST_REASON:
        raise MarkingError(
            "reason_long", f"The reason has {len(reason)} characters; {MOST_REASON} is the most.", "Make it shorter."
        )
    return reason
