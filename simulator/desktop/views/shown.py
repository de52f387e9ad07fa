"""A written conversation as the workplaces of chat and e-mail need it: one being played, or one looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from simulator.desktop.views.casting import Cast
from simulator.desktop.views.narration import Narrator
from simulator.training import Session


class Shown(Protocol):
    """What a workplace asks of a conversation."""

    @property
    def session(self) -> Session:
        """Whose words and hours these are."""

    @property
    def cast(self) -> Cast:
        """Who is who."""

    @property
    def narrator(self) -> Narrator:
        """Who is writing just now."""

    @property
    def waiting_text(self) -> str | None:
        """What was sent and not taken in yet."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A conversation that is over, for looking at it again.

    Args:
        session: the one that was played.
        cast: who is who.
        narrator: says the lines once more.
    """

    session: Session
    cast: Cast
    narrator: Narrator

    @property
    def waiting_text(self) -> str | None:
        """Nothing waits in what is over."""
        return None
