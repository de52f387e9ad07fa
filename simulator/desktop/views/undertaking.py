"""What is undertaken for an assignment: which scene, as which attempt, and the session where it has begun already."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.desktop.attempts import Attempt
from simulator.review import Assigned
from simulator.training import Session


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A scene that is played from its stored bytes.

    Args:
        assignment: id of the assignment.
        name: what it is called; "" where the session counts for nothing.
        note: what the trainer says along with it.
        attempt: the scene, and as which attempt.
        session: begun already, as an exam is before its briefing is shown; None for practice.
    """

    assignment: str
    name: str
    note: str
    attempt: Attempt
    session: Session | None = None

    @property
    def assigned(self) -> Assigned | None:
        """What the session says of it; None where it counts for nothing."""
        return Assigned(self.assignment, self.attempt.number) if self.attempt.number else None
