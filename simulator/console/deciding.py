"""A person's word on a mark, as the forms of trainers and of HR give it: confirmed, kept, corrected, or why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import BaseModel, Field, StringConstraints

from simulator.console.fields import FormError
from simulator.marking import (
    LEAST_REASON,
    MOST_REASON,
    ActChange,
    MarkingError,
    Reviewer,
    append_event,
    confirm,
    correct,
    read_mark,
    uphold,
)
from simulator.record import JournalError, SequenceError
from simulator.review import Graded, conversation, read_played, rubric_of

if TYPE_CHECKING:
    from simulator.console.ask import Ask
    from simulator.marking import Mark, MarkEvent

MOVED = "shared.marking.moved"
"""Somebody else has marked the session since the form was opened."""
_SHORT = "shared.marking.reason_short"
_REASONS = {"shared.field.long": "shared.marking.reason_long"}

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=LEAST_REASON, max_length=MOST_REASON)]
"""A reason as a field of a form."""


class Decision(BaseModel):
    """What every form that changes a mark holds: on how many events it was decided."""

    events: int = Field(ge=0)


class Agreed(Decision):
    """The mark is right as it stands."""

    note: str = Field(default="", max_length=MOST_REASON)


class Reasoned(Decision):
    """A decision with its reason."""

    reason: Reason


class StepPoints(Reasoned):
    """Other points for a step."""

    step: str
    points: int = Field(ge=0, le=100)


Form = TypeVar("Form", bound=Decision)


class UndecidedError(Exception):
    """Nothing was written.

    Args:
        status: of the answer.
        faults: what stands in the way, as keys of texts, by field; under "" what is about no single field.
    """

    def __init__(self, status: int, faults: Mapping[str, str]) -> None:
        super().__init__(status, dict(faults))
        self.status = status
        self.faults = dict(faults)


def mark_at_hand(ask: Ask) -> Mark | None:
    """The mark of the session a request is about; None where there is none, or it cannot be read."""
    try:
        return read_mark(ask.journal, ask.thing.id)
    except (ValueError, KeyError, TypeError):  # entries that cannot follow each other: nothing to decide on
        return None


def decide(ask: Ask, form: type[Form], make: Callable[[Mark, Form], MarkEvent]) -> None:
    """Read a form and write what it decides, unless somebody else was faster.

    Args:
        ask: the request; its object is the session.
        form: the form's model.
        make: gives the event; raises FormError, MarkingError or SequenceError where it cannot.

    Raises:
        UndecidedError: nothing was written.
    """
    mark = mark_at_hand(ask)
    if mark is None:
        raise UndecidedError(409, {"": "shared.marking.no_mark"})
    try:
        typed = ask.read(form)
        if typed.events != mark.events:
            raise UndecidedError(409, {"": MOVED})
        event = make(mark, typed)
        append_event(ask.journal, ask.thing.id, event, mark)
    except FormError as error:
        raise UndecidedError(422, with_reason_named(error)) from None
    except MarkingError as error:
        raise UndecidedError(409, {"": f"shared.marking.{error.code}"}) from None
    except SequenceError:
        raise UndecidedError(409, {"": MOVED}) from None
    except JournalError:  # erased while they decided
        raise UndecidedError(409, {"": "shared.marking.no_mark"}) from None
    ask.log(f"mark.{event.kind}", "session", ask.thing.id)


def with_reason_named(error: FormError) -> dict[str, str]:
    """What is wrong with a form; of a reason it is said how long one is."""
    return {name: _REASONS.get(key, _SHORT) if name == "reason" else key for name, key in error.fields.items()}


def agree(ask: Ask) -> None:
    """Confirm the mark as it stands. Raises UndecidedError as `decide` does."""
    decide(ask, Agreed, lambda mark, typed: confirm(mark, ask.thing.person_id, reviewer(ask), ask.now, typed.note))


def keep(ask: Ask) -> None:
    """Answer a contest by leaving the mark as it is. Raises UndecidedError as `decide` does."""
    decide(ask, Reasoned, lambda mark, typed: uphold(mark, ask.thing.person_id, reviewer(ask), ask.now, typed.reason))


def give_points(ask: Ask) -> None:
    """Give a step other points. Raises UndecidedError as `decide` does."""

    def make(mark: Mark, typed: StepPoints) -> MarkEvent:
        there = mark.grade["steps"].get(typed.step)
        if there is None:
            raise FormError({"step": "shared.field.choice"})
        if there["points"] == typed.points:
            raise FormError({"points": "shared.marking.same_points"})
        return corrected(ask, mark, graded(ask), typed.reason, points={typed.step: typed.points})

    decide(ask, StepPoints, make)


def reviewer(ask: Ask) -> Reviewer:
    """The visitor, who reviews by their role."""
    return Reviewer(ask.visitor.person_id, reviews=True)


def graded(ask: Ask) -> Graded:
    """The conversation of the session a request is about, as the grader sees it."""
    return conversation(read_played(ask.journal, ask.thing.id))


def corrected(
    ask: Ask,
    mark: Mark,
    of: Graded,
    reason: str,
    *,
    points: Mapping[str, int] | None = None,
    acts: tuple[ActChange, ...] = (),
) -> MarkEvent:
    """The event of a correction.

    Args:
        ask: the request.
        mark: what is corrected.
        of: the conversation it is about.
        reason: why.
        points: points by step.
        acts: acts heard otherwise.

    Raises:
        MarkingError: it does not fit, or they may not.
    """
    return correct(
        mark,
        ask.thing.person_id,
        reviewer(ask),
        ask.now,
        reason,
        of.conversation,
        of.detections,
        rubric_of(dict(mark.grade)),
        points=points,
        acts=acts,
    )
