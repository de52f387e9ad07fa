"""What happens to a grade on its way to the record. Each is an event that is appended and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from scoring import Span


@dataclass(frozen=True, slots=True)
class ActChange:
    """An act a person hears where the grader did not, or does not hear where it did.

    Args:
        turn: number of the response, from 1, as the transcript counts them.
        act: name of the act.
        words: where its words stand in the response, in code points; None for an act that is not there.
    """

    turn: int
    act: str
    words: Span | None = None

    @property
    def heard(self) -> bool:
        """Whether the act is there."""
        return self.words is not None


@dataclass(frozen=True, slots=True)
class Proposed:
    """The grader's grade: a proposal.

    Args:
        grade: the grade as its record form (`Grade.to_record`), versions included.
    """

    grade: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A person has looked and agrees with the mark as it stands.

    Args:
        note: what they want to say with it; may be empty.
    """

    note: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A person sees it otherwise. What they give stands beside what was there; both stay.

    Args:
        reason: why, in their words.
        grade: the whole grade with their corrections worked in.
        points: points they gave, by step.
        acts: acts they heard otherwise.
    """

    reason: str
    grade: Mapping[str, Any]
    points: Mapping[str, int] = field(default_factory=dict)
    acts: tuple[ActChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Contested:
    """The trainee disagrees with lines of the mark.

    Args:
        steps: the steps they contest.
        reason: why, in their words.
        answer_by: until when another reviewer answers.
    """

    steps: tuple[str, ...]
    reason: str
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class Upheld:
    """Another reviewer has looked at what was contested and leaves the mark as it is.

    Args:
        reason: why, in their words.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The trainee takes the contest back."""


Happening = Proposed | Confirmed | Corrected | Contested | Upheld | Withdrawn

KINDS: Mapping[str, type[Happening]] = {
    "proposed": Proposed,
    "confirmed": Confirmed,
    "corrected": Corrected,
    "contested": Contested,
    "upheld": Upheld,
    "withdrawn": Withdrawn,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class MarkEvent:
    """One event.

    Args:
        at: when, with its zone.
        by: who: the id of a person, empty for the grader.
        what: what happened.
    """

    at: datetime
    by: str
    what: Happening

    @property
    def kind(self) -> str:
        """The name of what happened."""
        return _NAMES[type(self.what)]

    def to_json(self) -> dict[str, Any]:
        """What happened as plain values; when and by whom are columns of the record."""
        plain = asdict(self.what)
        if isinstance(self.what, Contested):
            plain["answer_by"] = self.what.answer_by.isoformat()
        return plain


def happening_from_json(kind: str, data: Mapping[str, Any]) -> Happening:
    """Read what `MarkEvent.to_json` wrote.

    Raises:
        ValueError: an unknown kind, or fields that are not its own.
    """
    if kind not in KINDS:
        raise ValueError(f"no event of a mark is called {kind!r}")
    values = dict(data)
    try:
        if kind == "contested":
            values |= {"steps": tuple(values["steps"]), "answer_by": datetime.fromisoformat(values["answer_by"])}
        if kind == "corrected":
            values["acts"] = tuple(_change(item) for item in values.get("acts", ()))
        return KINDS[kind](**values)
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is no {kind}: {error}") from error


def _change(item: Mapping[str, Any]) -> ActChange:
    words = item["words"]
    return ActChange(item["turn"], item["act"], None if words is None else Span(words["start"], words["end"]))
