"""The figures of the mood model (`common/mood.yaml`): what acts, deeds and time do to an average customer.

They are data of a scene like its words: they lie in its bundle, so that a stored session replays by the figures it was
played with.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from scoring import ACTS

from .values import Effect, Part, Percent, Points


class LetFinish(Part):
    """What hearing a long line out to its end does."""

    effect: Effect
    """What it does to the mood each time."""
    chars: int
    """How long a line must be to count, in characters."""
    times: int
    """How often it counts in a session."""


class Fade(Part):
    """How apologies without a deed wear off."""

    turns: int
    """After so many turns in which nothing was done."""
    percent: Percent
    """So much of the anger that apologies took away comes back."""


class MoodTable(Part):
    """The whole of `common/mood.yaml`."""

    format: Literal[1]
    """The version of the format."""
    version: int
    """Raised when a figure changes."""
    acts: dict[str, Effect]
    """What each of the 37 acts does to an average customer."""
    unheard: Percent
    """How much of it arrives before the complaint has been said back, for `unheard_acts`."""
    unheard_acts: tuple[str, ...]
    """The acts that need a customer who feels heard."""
    order: tuple[int, ...]
    """Percent by place among the moves of one response; the last goes on."""
    repeat: dict[str, tuple[int, ...]]
    """Percent at the first, second, third use in a session, by act or `default`; the last goes on."""
    faults_repeat: tuple[int, ...]
    """The same for faults."""
    cap: Effect
    """The most one response can win; losses have no cap."""
    let_finish: LetFinish
    """Hearing a long line out to its end."""
    fade: Fade
    """Apologies with no deed after them."""
    no_act: Effect
    """A response in which nothing could be found, from the second in a row on."""
    wrong_language: Effect
    """A response in a language the customer does not speak."""
    remedy: Effect
    """A remedy carried out, where the scene gives it no effect of its own."""
    in_silence: Percent
    """How much of a remedy arrives without a word."""
    unwanted: Percent
    """How much of a remedy arrives that the customer neither came for nor would settle for."""
    heard_enough: Points
    """From this much feeling heard on, guarded facts are told without a restatement."""
    note: Effect
    """The first note on the account."""
    supervisor: Effect
    """Fetching the supervisor, where the scene says nothing else."""
    warm_transfer: Effect
    """Handing over in person, where the scene says nothing else."""
    blind_transfer: Effect
    """Putting through, where the scene says nothing else."""
    promise_broken: Effect
    """A promised call that never came."""
    promise_kept: Effect
    """A promised call."""
    sure: int = Field(ge=500, le=1000)
    """From this probability (per mille) on a fault weighs full."""
    doubt: Percent
    """How much it weighs below that."""

    @field_validator("acts")
    @classmethod
    def _every_act(cls, acts: dict[str, Effect]) -> dict[str, Effect]:
        if set(acts) != set(ACTS):
            raise ValueError(f"these acts are missing or unknown: {', '.join(sorted(set(acts) ^ set(ACTS)))}")
        return acts
