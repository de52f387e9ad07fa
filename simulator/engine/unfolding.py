"""One step in the making: the state as it stands so far, and the events that led there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from simulator.scenario import Condition, Effect, Language, Node, Scenario

from .conditions import Moment, holds
from .events import Event, MoodChanged, TimePassed
from .mood import clamp, scale
from .state import State, apply


def roll(seed: int, counter: int, sides: int) -> int:
    """A die that depends on nothing but its arguments: 0 to ``sides`` - 1."""
    digest = hashlib.sha256(f"{seed}:{counter}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % sides


class Unfolding:
    """Collects the events of one step; each is applied at once, so that later rules see its result.

    Args:
        scenario: the scene being played.
        state: the session before the step.
    """

    def __init__(self, scenario: Scenario, state: State) -> None:
        self.scenario = scenario
        self.file = scenario.file
        self.state = state
        self.events: list[Event] = []
        self.moment = Moment()
        self.key_facts = frozenset(name for name, fact in self.file.case.facts.items() if fact.key)

    @property
    def node(self) -> Node:
        """The node the session stands in."""
        return self.file.moment(self.state.node)

    @property
    def customer_language(self) -> Language:
        """The language the customer speaks."""
        speaks = self.file.persona.speaks
        return self.state.language if speaks == "scene" else speaks

    def emit(self, event: Event) -> None:
        """Add an event and apply it."""
        self.state = apply(self.state, event)
        self.events.append(event)

    def holds(self, condition: Condition) -> bool:
        """Whether a condition holds right now."""
        return self._holds(condition, self.moment)

    def holds_surely(self, condition: Condition) -> bool:
        """Whether a condition holds right now, and would without the faults that are doubted."""
        sure = replace(self.moment, acts=self.moment.acts - self.moment.doubted)
        return self.holds(condition) and self._holds(condition, sure)

    def _holds(self, condition: Condition, moment: Moment) -> bool:
        return holds(condition, self.state, moment, queue=self.file.queue, key_facts=self.key_facts)

    def change(
        self, changes: Mapping[str, int], reason: str, cause: str = "", factors: Mapping[str, int] | None = None
    ) -> None:
        """Move the mood by ``changes`` (hundredths), as far as the scales allow, and keep the reason."""
        real = clamp(self.state.mood, changes)
        if real:
            self.emit(MoodChanged(real, reason, cause, dict(factors or {})))

    def effect(self, effect: Effect, reason: str, cause: str = "", factors: Mapping[str, int] | None = None) -> None:
        """Apply an author's effect, scaled by ``factors`` (percent)."""
        self.change(scale(effect, factors or {}), reason, cause, factors)

    def pass_time(self, ms: int, *, silent: bool, cause: str = "") -> None:
        """Let virtual time go by with nothing said; the customer's mood drifts by whole seconds."""
        if ms <= 0:
            return
        seconds = (self.state.drift_ms + ms) // 1000
        self.emit(TimePassed(ms, silent))
        drift = dict(self.file.persona.drift.per_second.items())
        self.change({name: value * seconds for name, value in drift.items()}, "drift_time", cause)
