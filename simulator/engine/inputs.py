"""What can happen to a session from outside.

Detection happens elsewhere and comes with the input, so that replaying a journal never detects anything again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scoring import Detection


@dataclass(frozen=True, slots=True)
class Responded:
    """The trainee said or wrote something."""

    text: str
    detection: Detection


@dataclass(frozen=True, slots=True)
class Acted:
    """The trainee did something besides speaking.

    Args:
        kind: an `ActionKind` value.
        target: the remedy, where ``kind`` is `remedy`.
        text: what was written, where ``kind`` is `note`.
    """

    kind: str
    target: str = ""
    text: str = ""

    @property
    def ref(self) -> str:
        """The action as conditions name it: `note`, `remedy refund`."""
        return f"{self.kind} {self.target}" if self.target else self.kind


@dataclass(frozen=True, slots=True)
class Waited:
    """Nothing was typed for ``ms`` milliseconds after the customer had finished."""

    ms: int


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The trainee cut in at character ``at_char`` of the lines being spoken; without it, half way."""

    at_char: int | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """The trainee has nothing more to say and leaves the scene, or an answers file is at its end."""


Input = Responded | Acted | Waited | Interrupted | Left


def input_to_json(given: Input) -> dict[str, Any]:
    """The input as it stands in the journal."""
    match given:
        case Responded(text, detection):
            return {"type": "responded", "text": text, "detection": detection.to_json()}
        case Acted(kind, target, text):
            return {"type": "acted", "action": kind, "target": target, "text": text}
        case Waited(ms):
            return {"type": "waited", "ms": ms}
        case Interrupted(at_char):
            return {"type": "interrupted", "at_char": at_char}
        case Left():
            return {"type": "left"}


def input_from_json(data: dict[str, Any]) -> Input:
    """Read back what `input_to_json` wrote.

    Raises:
        ValueError: an unknown type of input.
    """
    match data["type"]:
        case "responded":
            return Responded(data["text"], Detection.from_json(data["detection"]))
        case "acted":
            return Acted(data["action"], data["target"], data["text"])
        case "waited":
            return Waited(data["ms"])
        case "interrupted":
            return Interrupted(data["at_char"])
        case "left":
            return Left()
    raise ValueError(f"unknown input type {data['type']!r}")
