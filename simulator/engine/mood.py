"""The mood model: what acts, deeds and time do to a customer, as data (`mood.yaml`) and a few plain rules.

The model is explicit on purpose: every change names the factors that scaled it, so that a debrief can say why.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml
from pydantic import Field

from scoring import ACTS, FAULTS, MOVES
from simulator.scenario import MOOD, Effect, Part, Percent, Persona

from .state import FULL, Mood, State

GAIN_SIGN = {"anger": -1, "trust": 1, "heard": 1, "patience": 1}
"""Which way each dimension moves when things get better."""


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
    """All figures of the mood model (`mood.yaml`)."""

    version: int
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
    note: Effect
    supervisor: Effect
    warm_transfer: Effect
    blind_transfer: Effect
    promise_broken: Effect
    promise_kept: Effect
    sure: int = Field(ge=500, le=1000)


@cache
def mood_table() -> MoodTable:
    """The figures shipped with the engine; constant data, read once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw = files("simulator.engine").joinpath("mood.yaml").read_bytes()
    data = yaml.load(raw, loader)  # noqa: S506 - one of the two safe loaders, the quick one where there is libyaml
    table = MoodTable.model_validate(data)
    if set(table.acts) != set(ACTS):
        raise ValueError(f"mood.yaml and the codebook differ: {sorted(set(table.acts) ^ set(ACTS))}")
    return table


def percent(value: int, factor: int) -> int:
    """``factor`` percent of ``value``, rounded half away from zero, in integers."""
    scaled = abs(value * factor)
    rounded = (scaled + 50) // 100
    return rounded if value * factor >= 0 else -rounded


def scale(effect: Effect, factors: Mapping[str, int]) -> dict[str, int]:
    """An effect multiplied by all its factors (percent each)."""
    changes = dict(effect.items())
    for factor in factors.values():
        changes = {name: percent(value, factor) for name, value in changes.items()}
    return changes


def act_factors(act: str, *, place: int, p: int, state: State, persona: Persona) -> dict[str, int]:
    """What scales one act: persona, place among the moves, repetition, not being heard yet, the detector's doubt.

    Args:
        act: the act found.
        place: its place among the moves of the response, from 0; ignored for faults.
        p: the detector's probability, per mille.
        state: the session before this act.
        persona: the customer.
    """
    table = mood_table()
    factors = {"persona": persona.factors.get(act, 100)}
    if act in MOVES:
        factors["order"] = table.order[min(place, len(table.order) - 1)]
        steps = table.repeat.get(act, table.repeat["default"])
        if act in table.unheard_acts and not state.restated:
            factors["unheard"] = table.unheard
    else:
        steps = table.repeat.get(act, table.faults_repeat)
        if p < table.sure:
            factors["doubt"] = 50
    factors["repeat"] = steps[min(state.acts.get(act, 0), len(steps) - 1)]
    return {name: value for name, value in factors.items() if value != 100}


def act_changes(act: str, factors: Mapping[str, int]) -> dict[str, int]:
    """The changes an act brings under ``factors``, before caps and ends of the scales."""
    return scale(mood_table().acts[act], factors)


class Cap:
    """Keeps account of what one response has already won, so that nobody wins a customer in one breath."""

    def __init__(self) -> None:
        self._left = {name: abs(value) for name, value in mood_table().cap.items()}

    def limit(self, changes: dict[str, int]) -> dict[str, int]:
        """Cut the gains in ``changes`` to what the response may still win; losses pass whole."""
        limited = {}
        for name, value in changes.items():
            gain = value * GAIN_SIGN[name]
            if gain > 0:
                allowed = min(gain, self._left[name])
                self._left[name] -= allowed
                limited[name] = allowed * GAIN_SIGN[name]
            else:
                limited[name] = value
        return limited


def clamp(mood: Mood, changes: Mapping[str, int]) -> dict[str, int]:
    """The part of ``changes`` that fits between the ends of the scales; zeros left out."""
    real = {}
    for name in MOOD:
        if name in changes:
            now = getattr(mood, name)
            value = min(FULL, max(0, now + changes[name])) - now
            if value:
                real[name] = value
    return real


def is_fault(act: str) -> bool:
    """Whether the act harms."""
    return act in FAULTS
