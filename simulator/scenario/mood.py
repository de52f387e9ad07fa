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
    chars: int
    times: int


class Fade(Part):
    """How apologies without a deed wear off."""

    turns: int
    percent: Percent


class MoodTable(Part):
    """The whole of `common/mood.yaml`."""

    format: Literal[1]
    version: int
    """Raised when a figure changes."""
    acts: dict[str, Effect]
    unheard: Percent
    unheard_acts: tuple[str, ...]
    order: tuple[int, ...]
    repeat: dict[str, tuple[int, ...]]
    faults_repeat: tuple[int, ...]
    cap: Effect
    let_finish: LetFinish
    fade: Fade
    no_act: Effect
    wrong_language: Effect
    remedy: Effect
    in_silence: Percent
    unwanted: Percent
    heard_enough: Points
    doubt: Percent
    note: Effect
    supervisor: Effect
    warm_transfer: Effect
    blind_transfer: Effect
    promise_broken: Effect
    promise_kept: Effect
    sure: int = Field(ge=500, le=1000)

    @field_validator("acts")
    @classmethod
    def _every_act(cls, acts: dict[str, Effect]) -> dict[str, Effect]:
        if set(acts) != set(ACTS):
            raise ValueError(f"these acts are missing or unknown: {', '.join(sorted(set(acts) ^ set(ACTS)))}")
        return acts
