"""The mood model: what acts, deeds and time do to a customer, by the scene's mood table and a few plain rules.

The model is explicit on purpose: every change names the factors that scaled it, so that a debrief can say why.
"""

from __future__ import annotations

from collections.abc import Mapping

from scoring import MOVES
from simulator.scenario import MOOD, Effect, MoodTable, Persona

from .state import FULL, Mood, State

GAIN_SIGN = {"anger": -1, "trust": 1, "heard": 1, "patience": 1}
"""Which way each dimension moves when things get better."""


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


def act_factors(act: str, *, place: int, p: int, state: State, persona: Persona, table: MoodTable) -> dict[str, int]:
    """What scales one act: persona, place among the moves, repetition, not being heard yet, the detector's doubt.

    Args:
        act: the act found.
        place: its place among the moves of the response, from 0; ignored for faults.
        p: the detector's probability, per mille.
        state: the session before this act.
        persona: the customer.
        table: the figures of the mood model.
    """
    factors = {"persona": persona.factors.get(act, 100)}
    if act in MOVES:
        factors["order"] = table.order[min(place, len(table.order) - 1)]
        steps = table.repeat.get(act, table.repeat["default"])
        if act in table.unheard_acts and not state.restated:
            factors["unheard"] = table.unheard
    else:
        steps = table.repeat.get(act, table.faults_repeat)
        if p < table.sure:
            factors["doubt"] = table.doubt
    factors["repeat"] = steps[min(state.acts.get(act, 0), len(steps) - 1)]
    return {name: value for name, value in factors.items() if value != 100}


class Cap:
    """Keeps account of what one response has already won, so that nobody wins a customer in one breath."""

    def __init__(self, table: MoodTable) -> None:
        self._left = {name: abs(value) for name, value in table.cap.items()}

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
