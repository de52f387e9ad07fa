"""Signals: what was said and done in a conversation, where, and what it is worth in per mille."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.cues import says, wish_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scoring.acts import Detection
    from scoring.conversation import Conversation, Turn
    from scoring.rubric import Rubric

FULL = 1000


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence of a signal. ``value`` in per mille; ``turn`` -1 where no words or deed show it."""

    turn: int
    start: int
    end: int
    act: str
    value: int = FULL

    @property
    def position(self) -> tuple[int, int]:
        """Place in the conversation."""
        return (self.turn, self.start)


UNSEEN = Occurrence(-1, 0, 0, "")


@dataclass(frozen=True, slots=True)
class Observations:
    """All signals of a conversation, and what the grader must know beside them.

    ``solution``: place of the first way forward. ``mismatches``: by step, the word and deed that do not agree.
    ``doubtful``: a fault that caps or fails was found with less certainty than that needs.
    """

    signals: Mapping[str, tuple[Occurrence, ...]]
    solution: tuple[int, int] | None
    mismatches: Mapping[str, str]
    doubtful: bool
    understood: bool
    spoke: bool
    complaint: bool

    def of(self, names: Iterable[str]) -> tuple[Occurrence, ...]:
        """Occurrences of any of the signals, in the order of the conversation."""
        return tuple(sorted((item for name in names for item in self.signals.get(name, ())), key=_place))

    def any(self, names: Iterable[str]) -> bool:
        """Whether one of the signals occurred with any worth."""
        return any(item.value > 0 for name in names for item in self.signals.get(name, ()))

    def certain(self, names: Iterable[str]) -> bool:
        """Whether one of the signals occurred beyond doubt."""
        return any(item.value == FULL for name in names for item in self.signals.get(name, ()))


def _place(item: Occurrence) -> tuple[tuple[int, int], str]:
    return (item.position, item.act)


class Book:
    """Signals while they are gathered, beside the conversation they come from."""

    def __init__(self, talk: Conversation, detections: Sequence[Detection | None], rubric: Rubric) -> None:
        """Begin with an empty book. ``detections`` is aligned with the turns; None where nobody was read."""
        self.talk = talk
        self.rubric = rubric
        self.signals: dict[str, list[Occurrence]] = {}
        self.mismatches: dict[str, str] = {}
        self.wish_within = wish_within(talk.case)
        self.live = talk.channel in rubric.live_channels
        self.one_answer = talk.channel in rubric.one_answer_channels
        self.mine: tuple[tuple[int, Turn, Detection | None], ...] = tuple(
            (index, turn, detections[index]) for index, turn in enumerate(talk.turns) if turn.who == "trainee"
        )

    def add(self, signal: str, *found: Occurrence) -> None:
        """Write occurrences of a signal down."""
        self.signals.setdefault(signal, []).extend(found)

    def of(self, *names: str) -> list[Occurrence]:
        """Occurrences of any of the signals, in the order of the conversation."""
        return sorted((item for name in names for item in self.signals.get(name, ())), key=_place)

    def customer_after(self, turn: int) -> str | None:
        """What the customer says next after ``turn``, unless the trainee speaks first."""
        for later in self.talk.turns[turn + 1 :]:
            if later.who == "customer":
                return later.text
            if later.who == "trainee" and later.text.strip():
                return None
        return None

    def customer_says(self, kind: str, before: int) -> bool:
        """Whether the customer gave a cue of ``kind`` before turn ``before``."""
        turns = self.talk.turns[:before]
        return any(turn.who == "customer" and says(turn.text, self.talk.language, kind) for turn in turns)
