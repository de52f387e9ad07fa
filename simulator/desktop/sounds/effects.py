"""Plays the sounds of the surroundings beside the voice: one that goes on, and short ones over it.

The voice keeps its own channel of the mixer. Nothing here opens a sound device or waits for one: without a device, or
before a sound has been worked out, nothing is heard.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pygame

LOOPED = ("shop_murmur", "cafe_murmur", "lobby_murmur", "workshop_murmur", "hold_music")
"""Sounds that go on until another is asked for."""
SOUND_NAMES = ("door_bell", "desk_bell", "phone_ring", "pick_up", "message_ping", *LOOPED)
"""All sounds there are."""
_LOOP_CHANNEL, _SHORT_CHANNEL = 6, 7
_FADE_PER_S = 1.6
_FULL_SCALE = 32_767
_LATE_MS = 700.0
"""A short sound that was worked out later than this after it was asked for is not played any more."""


class Work(Protocol):
    """Something being worked out off the frame loop."""

    done: bool

    def take(self) -> Any:
        """The result."""


class Effects:
    """Sounds of the surroundings.

    Args:
        volume_percent: 0 to 100.
        begin_work: takes a function and works it out, usually in a thread.
    """

    def __init__(self, volume_percent: int, begin_work: Callable[[Callable[[], Any]], Work]) -> None:
        self._volume = volume_percent / 100
        self._begin_work = begin_work
        self._made: dict[str, pygame.mixer.Sound] = {}
        self._making: dict[str, Work] = {}
        self._wanted = ""
        self._looping = ""
        self._gain = 1.0
        self._heard_gain = 0.0
        self._set_gain = -1.0
        self._short = ""
        self._next_short: tuple[str, float, float] | None = None

    def set_volume(self, volume_percent: int) -> None:
        """Set how loud the surroundings are, also of what is being heard: 0 to 100."""
        self._volume = volume_percent / 100

    def prepare(self, *names: str) -> None:
        """Have sounds worked out, so that they are there when they are wanted."""
        if self._volume > 0 and _device():
            for name in names:
                self._find(name)

    def loop(self, name: str, gain: float = 1.0) -> None:
        """Have a sound go on until another one, or "", is asked for; what was heard fades out first.

        Args:
            name: one of those that are looped, or "".
            gain: 0..1 of the volume; may be asked anew at any time.
        """
        if name and name not in LOOPED:
            raise ValueError(f"{name!r} does not go on; those that do are {', '.join(LOOPED)}")
        self._wanted, self._gain = name, gain

    def play(self, name: str, gain: float = 1.0) -> None:
        """Play a short sound once, as soon as it is worked out, and not at all if that takes too long."""
        self._next_short = (name, gain, 0.0)

    def hush(self, name: str) -> None:
        """Break a short sound off, if it is this one."""
        if self._next_short is not None and self._next_short[0] == name:
            self._next_short = None
        if self._short == name and _device():
            self._short = ""
            _channel(_SHORT_CHANNEL).fadeout(150)

    def update(self, dt_ms: float) -> None:
        """Let time pass: begin what is ready, fade what comes and goes."""
        if not _device():
            return
        self._update_short(dt_ms)
        self._update_loop(dt_ms)

    def _update_short(self, dt_ms: float) -> None:
        if self._next_short is None:
            return
        name, gain, waited_ms = self._next_short
        sound = self._find(name) if self._volume > 0 else None
        if sound is not None:
            channel = _channel(_SHORT_CHANNEL)
            channel.play(sound)
            channel.set_volume(self._volume * gain)  # after playing: it goes back to full at each play
            self._short, self._next_short = name, None
        else:
            late = waited_ms + dt_ms > _LATE_MS
            self._next_short = None if late or self._volume <= 0 else (name, gain, waited_ms + dt_ms)

    def _update_loop(self, dt_ms: float) -> None:
        channel = _channel(_LOOP_CHANNEL)
        goal = self._volume * self._gain if self._wanted == self._looping and self._looping else 0.0
        step = _FADE_PER_S * dt_ms / 1000 * max(self._volume, 0.05)
        self._heard_gain += max(-step, min(step, goal - self._heard_gain))
        if self._wanted != self._looping and self._heard_gain <= 0.001:
            sound = self._find(self._wanted) if self._wanted and self._volume > 0 else None
            if sound is not None or not self._wanted:
                channel.stop()
                if sound is not None:
                    channel.play(sound, loops=-1)
                self._looping, self._set_gain = self._wanted, -1.0
        if abs(self._heard_gain - self._set_gain) > 0.002:
            channel.set_volume(self._heard_gain)
            self._set_gain = self._heard_gain

    def _find(self, name: str) -> pygame.mixer.Sound | None:
        """Return a sound, or None while it is being worked out."""
        found = self._made.get(name)
        if found is not None:
            return found
        if name not in self._making:
            self._making[name] = self._begin_work(lambda: _as_bytes(name))
        work = self._making[name]
        if not work.done:
            return None
        import pygame

        self._made[name] = pygame.mixer.Sound(buffer=work.take())
        return self._made[name]

    def close(self) -> None:
        """Fall silent at once."""
        self._wanted = self._looping = ""
        self._next_short = None
        self._heard_gain = 0.0
        if _device():
            _channel(_LOOP_CHANNEL).stop()
            _channel(_SHORT_CHANNEL).stop()


def _device() -> bool:
    """Whether the player of the voice has opened a sound device."""
    import pygame

    return pygame.mixer.get_init() is not None


def _channel(number: int) -> pygame.mixer.Channel:
    import pygame

    return pygame.mixer.Channel(number)


def _as_bytes(name: str) -> bytes:
    import numpy as np

    from simulator.desktop.sounds.making import make

    return np.round(np.clip(make(name), -1, 1) * _FULL_SCALE).astype(np.int16).tobytes()
