"""Plays utterances through the sound device, or keeps their time where there is none.

A line without sound, and a machine without a sound device, take the time the line would take to be said, so that
interrupting, waiting and the moving mouth work the same everywhere.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from simulator.desktop.speech.rate import RATE_HZ
from simulator.desktop.speech.speaker import Utterance

if TYPE_CHECKING:
    import pygame

    from simulator.desktop.speech.sound import SpokenSound

_BUFFER_SAMPLES = 512
_MS_PER_LETTER = 62
_PAUSES_MS = {",": 150, ";": 250, ":": 250, ".": 350, "!": 350, "?": 350, "…": 350, "·": 250}
_LEAD_MS = 200
_LOWERED = 0.25
"""How loud a customer is, of their usual loudness, while the screen is read aloud."""
_UNRAISED = 0.72
"""Loudness of a line that is not shouted, so that shouting can be louder without being cut off at the top."""
_VOICE_CHANNELS = 2
"""The customer's, and the one that reads the screen; other sounds take the rest."""


def estimated_duration_ms(text: str, rate_percent: int = 100) -> int:
    """How long a line would take to be said: letters at a steady pace, and a pause after each sign.

    Args:
        text: the line.
        rate_percent: of a normal speaking rate.
    """
    spoken_ms = sum(_PAUSES_MS.get(letter, _MS_PER_LETTER) for letter in text)
    return _LEAD_MS + spoken_ms * 100 // max(1, rate_percent)


class Playback:
    """A line being said.

    Args:
        text: the line.
        duration_ms: how long it takes.
        clock: seconds, running on.
        sound: what is heard, or None where only its time passes.
    """

    def __init__(self, text: str, duration_ms: int, clock: Callable[[], float], sound: SpokenSound | None) -> None:
        self.text = text
        self.duration_ms = duration_ms
        self._sound = sound
        self._clock = clock
        self._started_s = clock()
        self._stopped_ms: int | None = None
        self._held_ms: int | None = None

    @property
    def position_ms(self) -> int:
        """How far it is; stands still once it is over or stopped, and while it is held."""
        if self._stopped_ms is not None:
            return self._stopped_ms
        if self._held_ms is not None:
            return self._held_ms
        return min(self.duration_ms, round((self._clock() - self._started_s) * 1000))

    @property
    def finished(self) -> bool:
        """True once it was said to the end or stopped."""
        return self._stopped_ms is not None or self.position_ms >= self.duration_ms

    @property
    def loudness(self) -> float:
        """Loudness 0..1 at this moment, for the mouth."""
        if self.finished:
            return 0.0
        if self._sound is not None:
            return self._sound.loudness(self.position_ms)
        spoken = self.text[: self.spoken_chars]
        return 0.6 if spoken[-1:].isalnum() else 0.0

    @property
    def spoken_chars(self) -> int:
        """How many characters of the text were said: the place at which an interruption falls."""
        position_ms = self.position_ms
        if position_ms >= self.duration_ms:
            return len(self.text)
        if self._sound is not None and self._sound.words:
            begun = [word.end for word in self._sound.words if word.at_ms <= position_ms]
            return min(len(self.text), max(begun, default=0))
        return len(self.text) * position_ms // max(1, self.duration_ms)

    def hold(self) -> None:
        """Stand still until `go_on`."""
        if not self.finished:
            self._held_ms = self.position_ms

    def go_on(self) -> None:
        """Go on where it was held."""
        if self._held_ms is not None:
            self._started_s = self._clock() - self._held_ms / 1000
            self._held_ms = None

    def end(self) -> None:
        """Freeze it where it is."""
        if self._stopped_ms is None:
            self._stopped_ms = self.position_ms


class Player:
    """The one voice that is heard at a time.

    Args:
        volume_percent: 0 to 100.
        clock: seconds, running on; tests pass their own.
        heard: False to keep the time only, as where the trainee has turned the sound off.
    """

    def __init__(
        self, *, volume_percent: int = 80, clock: Callable[[], float] = time.monotonic, heard: bool = True
    ) -> None:
        self._clock = clock
        self._volume_percent = volume_percent
        self._playback: Playback | None = None
        self._channel: pygame.mixer.Channel | None = None
        self._reading: pygame.mixer.Channel | None = None
        self._held = False
        self._lowered = False
        self._raised = False
        self.fault = ""
        """Why nothing is heard, or ""."""
        if heard:
            self._open()

    def _open(self) -> None:
        os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
        import pygame

        try:
            pygame.mixer.init(RATE_HZ, -16, 1, _BUFFER_SAMPLES, allowedchanges=0)
            pygame.mixer.set_reserved(_VOICE_CHANNELS)
            self._channel = pygame.mixer.Channel(0)
            self._reading = pygame.mixer.Channel(1)
        except pygame.error as error:
            self.fault = str(error)

    @property
    def heard(self) -> bool:
        """True where there is a sound device."""
        return self._channel is not None

    def set_volume(self, volume_percent: int) -> None:
        """Set the volume, also of a line being said.

        Args:
            volume_percent: 0 to 100.
        """
        self._volume_percent = volume_percent
        if self._channel is not None and (heard := self._channel.get_sound()):
            heard.set_volume(self._level)

    @property
    def _level(self) -> float:
        return self._volume_percent / 100 * (_LOWERED if self._lowered else 1.0) * (1.0 if self._raised else _UNRAISED)

    def read(self, utterance: Utterance) -> None:
        """Read something aloud beside the customer's line, which is lowered meanwhile; what was being read breaks off.

        Args:
            utterance: no longer pending; one without sound is not heard.
        """
        self.hush()
        if utterance.sound is None or self._reading is None:
            return
        import pygame

        heard = pygame.mixer.Sound(buffer=utterance.sound.samples)
        heard.set_volume(self._volume_percent / 100)
        self._reading.play(heard)
        self._lowered = True
        self.set_volume(self._volume_percent)

    @property
    def reading(self) -> bool:
        """Whether something is being read aloud."""
        return self._reading is not None and self._reading.get_busy()

    def hush(self) -> None:
        """Read no further."""
        if self._reading is not None:
            self._reading.stop()
        self.raise_again()

    def raise_again(self) -> None:
        """Give the customer their usual loudness back, once nothing is read any more; call it every frame."""
        if self._lowered and not self.reading:
            self._lowered = False
            self.set_volume(self._volume_percent)

    def play(self, utterance: Utterance) -> Playback:
        """Say a line now; one that is being said is stopped.

        Args:
            utterance: a line that is no longer pending. Without a sound it is silent for as long as it would take.

        Raises:
            ValueError: it is still pending; look again in the next frame.
        """
        if utterance.pending:
            raise ValueError("this utterance is still pending")
        self.stop()
        sound = utterance.sound
        duration_ms = sound.duration_ms if sound else self._silent_ms(utterance)
        if sound is not None and self._channel is not None:
            import pygame

            self._raised = utterance.voice.raised
            heard = pygame.mixer.Sound(buffer=sound.samples)
            heard.set_volume(self._level)  # a channel's own volume goes back to full at each play
            self._channel.play(heard)
        self._playback = Playback(utterance.text, duration_ms, self._clock, sound)
        return self._playback

    def hold(self) -> None:
        """Pause the line that is being said; nothing of it is lost."""
        if not self._held:
            self._held = True
            if self._channel is not None:
                self._channel.pause()
            if self._playback is not None:
                self._playback.hold()

    def go_on(self) -> None:
        """Go on with the line that was paused."""
        if self._held:
            self._held = False
            if self._channel is not None:
                self._channel.unpause()
            if self._playback is not None:
                self._playback.go_on()

    def stop(self) -> None:
        """Silence at once. The line that was being said stays where it was."""
        self.go_on()  # a paused channel would hold the next line too
        if self._channel is not None:
            self._channel.stop()
        if self._playback is not None:
            self._playback.end()
            self._playback = None

    def close(self) -> None:
        """Stop and give the sound device back."""
        self.stop()
        if self._channel is not None:
            import pygame

            self._channel = self._reading = None
            pygame.mixer.quit()

    @staticmethod
    def _silent_ms(utterance: Utterance) -> int:
        return estimated_duration_ms(utterance.text, utterance.voice.rate_percent)
