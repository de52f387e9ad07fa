"""What a coach would say of one response: what counted as what, the step just achieved, and at most one fault.

Read from what the detector found and from the scene's own events; nothing here moves the mood or the grade.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scoring import FAULTS, MOVES, Act
from simulator.engine import GAIN_SIGN, Acted, MoodChanged, Responded, ResponseGiven, WrongFact
from simulator.review import INTERRUPTED, WRONG_FACT, Played, Step, conversation, is_fault

from .judging import grade_session

SURE = 800
"""Thousandths from which a finding is held certain."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a response that counted as an act."""

    act: str
    start: int
    end: int
    sure: bool = True
    cost: str = ""
    """What it cost is known with the grade only."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The one fault named of a response, with the words that caused it; empty words where none did."""

    name: str
    words: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class TurnNotes:
    """What is said of one response.

    Args:
        step: index of its step in the session.
        turn: its number; of one that could not be read, the one it would have been.
        text: the response, as typed.
        heard_to: characters that reached the customer.
        unread: it could not be read at all.
        foreign: the language it is in, where the customer does not speak it; else empty.
        repeated: the same words were said before.
        marks: what counted as what, in the order of the words.
        fault: the one fault named, if there was one.
        better: model responses for the moment it was given in; only now, as it has been answered.
        claimed: acts the trainee says they meant.
    """

    step: int
    turn: int
    text: str
    heard_to: int
    unread: bool
    foreign: str
    repeated: bool
    marks: tuple[Mark, ...]
    fault: Fault | None
    better: tuple[str, ...]
    claimed: tuple[str, ...]


def notes_on(played: Played, step: int) -> TurnNotes:
    """What a coach says of a response.

    Args:
        played: the session.
        step: index of the step with the response.

    Raises:
        ValueError: the step holds no response.
    """
    past = played.steps[step]
    if not isinstance(past.given, Responded):
        raise ValueError(f"step {step} is no response")  # noqa: TRY004 - the number is wrong, not its type
    before = played.steps[step - 1].state
    event = next((event for event in past.events if isinstance(event, ResponseGiven)), None)
    text, found = past.given.text, past.given.detection
    node = played.scenario.file.nodes.get(before.node)
    claimed = tuple(case["claimed"] for case in played.cases if case["step"] == step)
    better = tuple(played.scenario.text(line, before.language, before.drawn) for line in (node.better if node else ()))
    if event is None:
        return TurnNotes(step, before.turn + 1, text, 0, True, "", False, (), None, better, claimed)  # noqa: FBT003
    acts = tuple(act for act in found.acts if act.name in event.acts)
    return TurnNotes(
        step,
        event.turn,
        text,
        event.heard_to,
        found.status == "not_understood",
        event.language if event.foreign else "",
        event.repeated,
        _marks(acts, event.heard_to),
        _fault(past, event, acts),
        better,
        claimed,
    )


def _marks(acts: tuple[Act, ...], heard_to: int) -> tuple[Mark, ...]:
    marks = (
        Mark(act.name, span.start, min(span.end, heard_to), act.p >= SURE)
        for act in acts
        for span in act.spans
        if span.start < heard_to
    )
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end, mark.act)))


def _fault(past: Step, event: ResponseGiven, acts: tuple[Act, ...]) -> Fault | None:
    """The fault that cost most; a wrong fact, or speaking over the customer, where nothing worse was said."""
    lost = dict.fromkeys(FAULTS, 0)
    for change in past.events:
        if isinstance(change, MoodChanged) and change.reason == "act" and change.cause in lost:
            lost[change.cause] += sum(GAIN_SIGN[name] * moved for name, moved in change.changes.items())
    faults = sorted((act for act in acts if act.name in FAULTS), key=lambda act: (lost[act.name], -act.p))
    if faults:
        span = faults[0].spans[0]
        words = event.text[span.start : min(span.end, event.heard_to)]
        return Fault(faults[0].name, words, faults[0].p >= SURE)
    wrong = next((change for change in past.events if isinstance(change, WrongFact)), None)
    if wrong is not None:
        return Fault(WRONG_FACT, wrong.said)
    return Fault(INTERRUPTED, "") if event.interrupted else None


def achieved(played: Played, step: int) -> tuple[str, ...]:
    """Steps of the rubric that a response or a deed has just brought to the rubric's minimum, in its order.

    What it said or did must be evidence for the step itself: that a remedy lifts a limit somewhere else is not
    something the trainee has just done there.

    Args:
        played: the session.
        step: index of the step with the response or deed.
    """
    from scoring import load_rubric

    if not isinstance(played.steps[step].given, Responded | Acted) or step == 0:
        return ()
    rubric = load_rubric(played.scenario.file.about.rubric)
    now = replace(played, steps=played.steps[: step + 1])
    before = grade_session(replace(played, steps=played.steps[:step]), improvements=False).steps
    after = grade_session(now, improvements=False).steps
    turns = conversation(now).conversation.turns
    last = next((index for index in reversed(range(len(turns))) if turns[index].who == "trainee"), -1)
    found = []
    for each in rubric.steps:
        then, points = before[each.id].points if each.id in before else None, after[each.id].points
        least = each.minimum or rubric.minimum
        shown = any(e.turn == last and not is_fault(e.act) for e in after[each.id].evidence)
        if shown and points is not None and points >= least > (then or 0):
            found.append(each.id)
    return tuple(found)


def meanings() -> tuple[str, ...]:
    """The acts somebody may say they meant, in the order of the codebook; nobody means a fault."""
    return MOVES
