"""What is heard around a scene besides voices: the door, those who wait, the telephone, music on hold, a message."""

from __future__ import annotations

from simulator.desktop.desk import Desk
from simulator.desktop.views.narration import Narrator
from simulator.engine import State, queue_length
from simulator.scenario import Channel, Scenario

_MURMURS = {
    "shop": "shop_murmur",
    "espresso_bar": "cafe_murmur",
    "hotel": "lobby_murmur",
    "workshop": "workshop_murmur",
}
_GAIN, _GAIN_PER_HEAD = 0.4, 0.07
_HUSHED, _PAUSED, _UNDER_VOICE = 0.3, 0.35, 0.7
_HUSH_MS = 2600.0
_ON_HOLD = ("hold", "warm_transfer")


class Soundscape:
    """Sounds that go with a scene; nothing is heard where the desk has no sounds.

    Args:
        desk: sounds and settings.
        scenario: the scene: its place, its channel, its queue.
        fresh: whether the scene begins now, so that the customer is heard to come in.
    """

    def __init__(self, desk: Desk, scenario: Scenario, *, fresh: bool) -> None:
        self._desk = desk
        self._queue = scenario.file.queue
        self._channel = scenario.file.about.channel
        self._murmur = _MURMURS.get(scenario.file.about.place, "") if self._channel is Channel.STORE else ""
        self._waiting: int | None = None
        self._begun = 0
        self._hush_ms = 0.0
        effects = desk.effects
        if effects is None:
            return
        effects.set_volume(desk.settings.effects_percent)
        if self._channel is Channel.STORE:
            arrival = "desk_bell" if scenario.file.about.place == "hotel" else "door_bell"
            effects.prepare(arrival, *([self._murmur] if self._murmur else []))
            if fresh:
                effects.play(arrival)
        elif self._channel is Channel.PHONE:
            effects.prepare("pick_up", "hold_music")
            if fresh:
                effects.play("pick_up")
        else:
            effects.prepare("message_ping")

    def update(self, dt_ms: float, state: State, narrator: Narrator, *, paused: bool) -> None:
        """Let what is heard follow the scene.

        Args:
            dt_ms: real time.
            state: who waits.
            narrator: who speaks, and how loud; who is on hold.
            paused: whether the scene stands still.
        """
        effects = self._desk.effects
        if effects is None:
            return
        effects.set_volume(self._desk.settings.effects_percent)
        self._hush_ms = max(0.0, self._hush_ms - dt_ms)
        line = narrator.current
        if narrator.begun != self._begun:
            self._begun = narrator.begun
            if line is not None and line.loud:
                self._hush_ms = _HUSH_MS  # shouting makes those around fall silent
            if not self._channel.spoken:
                effects.play("message_ping", 0.7)
        if self._channel is Channel.PHONE:
            held = narrator.rest is not None and narrator.rest.kind in _ON_HOLD
            effects.loop("hold_music" if held else "", _PAUSED if paused else 0.8)
        elif self._murmur:
            self._hear_those_who_wait(state, speaking=line is not None, paused=paused)

    def _hear_those_who_wait(self, state: State, *, speaking: bool, paused: bool) -> None:
        effects = self._desk.effects
        if effects is None:
            return
        waiting = queue_length(self._queue, state)
        if self._waiting is not None and waiting > self._waiting and not speaking:
            effects.play("door_bell", 0.4)
        self._waiting = waiting
        gain = min(1.0, _GAIN + _GAIN_PER_HEAD * waiting)
        gain *= _HUSHED if self._hush_ms else _UNDER_VOICE if speaking else 1.0
        effects.loop(self._murmur, gain * (_PAUSED if paused else 1.0))

    def close(self) -> None:
        """Fall silent."""
        if self._desk.effects is not None:
            self._desk.effects.loop("")
