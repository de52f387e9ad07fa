"""Frozen values of a conversation and of its grade. What goes into the grader and what comes out.

Nothing here holds a name, an ending or an earlier grade: a grade judges what was said and done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

from scoring.acts import STEPS, Act, Span
from scoring.case import Case

Who = Literal["customer", "trainee", "colleague", "supervisor", "bystander"]
SPEAKERS: tuple[str, ...] = get_args(Who)
DEEDS: tuple[str, ...] = (
    "lookup",
    "account",
    "supervisor",
    "warm_transfer",
    "blind_transfer",
    "note",
    "remedy",
    "comment_card",
    "hold",
    "call_back",
    "end_contact",
)
"""What a trainee can do besides speaking. A deed the grader does not know is kept and counts for nothing."""


ADDRESSES = ("polite", "familiar")
"""How a customer can be spoken to: French vous and tu, Finnish te and sinä."""


class ConversationError(ValueError):
    """The JSON of a conversation does not say what the grader needs."""


@dataclass(frozen=True, slots=True)
class TurnAction:
    """A deed done in a turn; ``id`` names which one (a remedy, a card), empty where there is only one."""

    type: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn. ``interrupted`` on a trainee's turn: with it the trainee cut the customer off.

    ``silence_s`` is the time in seconds the customer waited before this turn; ``actions`` are the deeds in it.
    ``better``: responses the author of a scene would rather have heard here; they are proposed, never graded.
    """

    who: Who
    text: str
    to: str | None = None
    interrupted: bool = False
    silence_s: int = 0
    actions: tuple[TurnAction, ...] = ()
    better: tuple[str, ...] = ()

    def did(self, *types: str) -> bool:
        """Whether a deed of one of these types was done in this turn."""
        return any(action.type in types for action in self.actions)


@dataclass(frozen=True, slots=True)
class RubricExceptions:
    """What a scene changes: steps it gives no occasion for, faults that fail it."""

    no_occasion: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is graded. ``deeds_recorded`` False: a bare transcript, in which a missing deed proves nothing.

    Two fields serve proposals alone: ``address``, how the customer is spoken to (``polite`` or ``familiar``), and
    ``words`` for the slots of sentences, by name and form (``item``, ``item.gen``).
    """

    language: str
    channel: str = "store"
    case: Case | None = None
    turns: tuple[Turn, ...] = ()
    exceptions: RubricExceptions = field(default_factory=RubricExceptions)
    deeds_recorded: bool = True
    address: str = "polite"
    words: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Conversation:
        """Read the contract: ``lang``, ``channel``, ``case``, ``turns``; with ``exceptions``, ``address``, ``words``.

        Deeds count as recorded when at least one turn has ``actions``. Raises ConversationError for an
        unknown speaker or turns that are no list, and pydantic.ValidationError (a ValueError) for a bad case.
        """
        turns = data.get("turns") or ()
        if isinstance(turns, (str, Mapping)):
            raise ConversationError("turns: a list of turns is needed")
        case = data.get("case")
        exceptions = data.get("exceptions") or {}
        return cls(
            language=str(data.get("lang") or data.get("language") or "en"),
            channel=str(data.get("channel") or "store"),
            case=None if case is None else Case.from_json(case),
            turns=tuple(_turn(index, turn) for index, turn in enumerate(turns)),
            exceptions=RubricExceptions(
                tuple(str(step) for step in exceptions.get("no_occasion") or ()),
                tuple(str(fault) for fault in exceptions.get("fails") or ()),
            ),
            deeds_recorded=any(bool(turn.get("actions")) for turn in turns),
            address=_address(data.get("address")),
            words={str(name): str(text) for name, text in (data.get("words") or {}).items()},
        )


def _address(given: Any) -> str:
    address = str(given or ADDRESSES[0])
    if address not in ADDRESSES:
        raise ConversationError(f"address: {address!r} is none of {', '.join(ADDRESSES)}")
    return address


def _turn(index: int, data: Mapping[str, Any]) -> Turn:
    who = str(data.get("who"))
    if who not in SPEAKERS:
        raise ConversationError(f"turns[{index}].who: {who!r} is none of {', '.join(SPEAKERS)}")
    to = data.get("to")
    return Turn(
        who=cast("Who", who),
        text=str(data.get("text") or ""),
        to=None if to is None else str(to),
        interrupted=bool(data.get("interrupted", False)),
        silence_s=int(data.get("silence_s") or 0),
        actions=tuple(_action(action) for action in data.get("actions") or ()),
        better=tuple(str(text) for text in data.get("better") or ()),
    )


def _action(data: Any) -> TurnAction:
    if isinstance(data, str):
        return TurnAction(data)
    return TurnAction(str(data.get("type") or ""), str(data.get("id") or ""))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a grade comes from: turn index, span in code points, act.

    For a deed ``act`` is the type of the deed and the span is empty (``start == end == 0``);
    for an interruption it is ``interrupted`` and the span is the whole turn. ``cost`` is set where an act that is no
    fault took points away all the same: the signal of the rubric that did, as ``stale_apology``.
    """

    turn: int
    start: int
    end: int
    act: str
    cost: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the contract's form; ``cost`` stands there only where there is one."""
        told: dict[str, Any] = {"turn": self.turn, "start": self.start, "end": self.end, "act": self.act}
        return {**told, "cost": self.cost} if self.cost else told


@dataclass(frozen=True, slots=True)
class Improvement:
    """A sentence that, said at the start of the turn, brings the step to ``points_after`` (re-scored).

    ``other`` says the same in other words; it was proved in the same way and brings ``other_points_after``.
    """

    turn: int
    text: str
    points_after: int
    other: str = ""
    other_points_after: int = 0

    def to_record(self) -> dict[str, Any]:
        """Return everything."""
        return {**self.to_json(), "other": self.other, "other_points_after": self.other_points_after}

    def to_json(self) -> dict[str, Any]:
        """Return the contract's form."""
        return {"turn": self.turn, "text": self.text, "points_after": self.points_after}


@dataclass(frozen=True, slots=True)
class StepGrade:
    """One step: points 0..100 or None where there was no occasion, with evidence and reason."""

    points: int | None
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    improvement: Improvement | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the contract's form."""
        return {
            "points": self.points,
            "evidence": [item.to_json() for item in self.evidence],
            "reason": self.reason,
            "improvement": None if self.improvement is None else self.improvement.to_json(),
        }

    def to_record(self) -> dict[str, Any]:
        """Return everything."""
        improvement = None if self.improvement is None else self.improvement.to_record()
        return {**self.to_json(), "improvement": improvement}


@dataclass(frozen=True, slots=True)
class TurnActs:
    """The acts found in one trainee turn; ``understood`` False where nothing could be read."""

    turn: int
    acts: tuple[Act, ...]
    understood: bool = True


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade of a conversation; None where nothing could be graded.

    ``low_confidence`` asks for a person's look: a fault that caps or fails was found below p 0.8. ``caps``
    are the ids of the rubric's caps that bound the overall points, ``failed`` the failing faults, ``unmet`` the steps
    and pillars below the minimum the rubric sets them.
    """

    overall: int | None
    pillars: Mapping[str, int | None]
    steps: Mapping[str, StepGrade]
    low_confidence: bool
    versions: Mapping[str, str]
    turns: tuple[TurnActs, ...] = ()
    caps: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether something was graded, no failing fault was found, and every minimum is reached."""
        return self.overall is not None and not self.failed and not self.unmet

    def to_json(self) -> dict[str, Any]:
        """Return the grade contract, without ``id``."""
        return {
            "overall": self.overall,
            "pillars": dict(self.pillars),
            "steps": {step: grade.to_json() for step, grade in self.steps.items()},
            "versions": dict(self.versions),
            "low_confidence": self.low_confidence,
        }

    def to_record(self) -> dict[str, Any]:
        """Return the whole grade, for keeping; :meth:`from_record` reads it back without loss."""
        return {
            **self.to_json(),
            "steps": {step: grade.to_record() for step, grade in self.steps.items()},
            "caps": list(self.caps),
            "failed": list(self.failed),
            "unmet": list(self.unmet),
            "turns": [
                {
                    "turn": turn.turn,
                    "understood": turn.understood,
                    "acts": {
                        act.name: {"p": act.p, "spans": [span.to_json() for span in act.spans]} for act in turn.acts
                    },
                }
                for turn in self.turns
            ],
        }

    @classmethod
    def from_record(cls, data: Mapping[str, Any]) -> Grade:
        """Read what :meth:`to_record` wrote."""
        return cls(
            overall=data["overall"],
            pillars=dict(data["pillars"]),
            steps={step: _step_grade(item) for step, item in data["steps"].items()},
            low_confidence=data["low_confidence"],
            versions=dict(data["versions"]),
            turns=tuple(_turn_acts(item) for item in data["turns"]),
            caps=tuple(data["caps"]),
            failed=tuple(data["failed"]),
            unmet=tuple(data.get("unmet", ())),
        )


def _step_grade(data: Mapping[str, Any]) -> StepGrade:
    improvement = data["improvement"]
    return StepGrade(
        points=data["points"],
        evidence=tuple(Evidence(**item) for item in data["evidence"]),
        reason=data["reason"],
        improvement=None if improvement is None else Improvement(**improvement),
    )


def _turn_acts(data: Mapping[str, Any]) -> TurnActs:
    acts = tuple(
        Act(name, found["p"], tuple(Span.from_json(span) for span in found["spans"]))
        for name, found in data["acts"].items()
    )
    return TurnActs(data["turn"], acts, data["understood"])


__all__ = [
    "DEEDS",
    "SPEAKERS",
    "STEPS",
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
    "Who",
]
