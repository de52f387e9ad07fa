"""Lines being spoken, one after the other: heard, or kept time for; how far each is; where it broke off."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from simulator.desktop.desk import Desk
from simulator.desktop.speech import Playback, Utterance, UtteranceState, VoiceParameters, raised
from simulator.desktop.views.casting import Cast
from simulator.engine import speaking_ms
from simulator.review import TranscriptLine
from simulator.scenario import Channel

_GIVE_UP_MS = 1500
_PAUSE_MS = 320


class Manner(StrEnum):
    """How lines reach the trainee."""

    SPOKEN = "spoken"
    """Heard, and shown as far as they were said."""
    PHONE = "phone"
    """The same over a telephone."""
    TYPED = "typed"
    """Written while the trainee waits, and there at once when they are done."""
    WHOLE = "whole"
    """There at once: a letter."""


MANNERS = {
    Channel.STORE: Manner.SPOKEN, Channel.PHONE: Manner.PHONE, Channel.CHAT: Manner.TYPED, Channel.EMAIL: Manner.WHOLE,
}  # fmt: skip
"""How lines reach the trainee on each channel."""


@dataclass(slots=True)
class Rest:
    """A while in which nobody speaks: a caller on hold, somebody being fetched, a line that drops.

    Args:
        kind: what is going on.
        virtual_ms: how long it takes on the virtual clock.
        real_ms: how long it is shown.
        passed_ms: how much of that is over.
    """

    kind: str
    virtual_ms: int
    real_ms: float
    passed_ms: float = 0.0

    @property
    def share(self) -> float:
        """How much of it is over, 0..1."""
        return min(1.0, self.passed_ms / max(1.0, self.real_ms))


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A line to be said.

    Args:
        by: the `Speaker`.
        text: its words.
        voice: how it sounds.
        language: in which language.
        step: index of the step it belongs to.
        loud: shouted.
        cut_at: where it broke off, if it did.
    """

    by: str
    text: str
    voice: VoiceParameters
    language: str
    step: int
    loud: bool = False
    cut_at: int | None = None


class Narrator:
    """Says lines through the player of the desk; without one they are there at once.

    Args:
        desk: player, speaker and settings.
        manner: how lines reach the trainee.
        said: called with each line once it was said, or broke off.
    """

    def __init__(self, desk: Desk, *, manner: Manner, said: Callable[[SpokenLine], object]) -> None:
        self._desk = desk
        self.manner = manner
        self._said = said
        self._queue: deque[tuple[SpokenLine | Rest, Utterance | None]] = deque()
        self._utterance: Utterance | None = None
        self._playback: Playback | None = None
        self._waited_ms = 0.0
        self._pause_ms = 0.0
        self._whole = False
        self._done: list[SpokenLine] = []
        self.current: SpokenLine | None = None
        """The line being said."""
        self.rest: Rest | None = None
        """What is going on while nobody speaks."""
        self.last: SpokenLine | None = None
        """The line said last, which stays in its bubble."""
        self.begun = 0
        """How many lines were begun, for what starts with a line."""

    @property
    def speaking(self) -> bool:
        """Whether somebody speaks or is about to."""
        return self.current is not None or self.rest is not None or bool(self._queue)

    @property
    def _occupied(self) -> bool:
        return self.current is not None or self.rest is not None

    @property
    def shown(self) -> SpokenLine | None:
        """The line in the bubble."""
        return self.current or self.last

    @property
    def revealed(self) -> int:
        """How many characters of the line in the bubble are shown."""
        line = self.shown
        if line is None:
            return 0
        if line.cut_at is not None:
            return line.cut_at
        return len(line.text) if self.current is None or self._whole else self._spoken()

    def passed_ms(self, step: int) -> int:
        """How much of the lines of one step is over on the virtual clock."""
        done = sum(speaking_ms(len(line.text)) for line in self._done if line.step == step)
        line = self.current
        if line is None or line.step != step:
            return done
        return done + speaking_ms(len(line.text)) * self._spoken() // max(1, len(line.text))

    @property
    def loudness(self) -> float:
        """Loudness of the voice now, 0..1."""
        return self._playback.loudness if self._playback is not None and self.current is not None else 0.0

    def _spoken(self) -> int:
        if self.current is None:
            return 0
        if self._playback is None or self.manner is Manner.TYPED:
            return 0
        return min(len(self.current.text), self._playback.spoken_chars)

    def say(self, lines: Iterable[SpokenLine]) -> None:
        """Have lines said after those that are still to come."""
        desk = self._desk
        for line in lines:
            utterance = None
            if desk.speaker is not None and desk.settings.voice and self.manner in (Manner.SPOKEN, Manner.PHONE):
                over_phone = self.manner is Manner.PHONE and line.by != "supervisor"
                utterance = desk.speaker.say(line.text, line.language, line.voice, phone=over_phone)
            self._queue.append((line, utterance))

    def wait(self, rest: Rest) -> None:
        """Have nobody speak for a while, after what is still to come; nothing is waited for without a player."""
        if self._desk.player is not None:
            self._queue.append((rest, None))
            if self.current is None:
                self._pause_ms = 0.0

    @property
    def to_come_ms(self) -> int:
        """How much of the virtual clock is still to pass in rests."""
        begun = 0 if self.rest is None else round(self.rest.virtual_ms * (1 - self.rest.share))
        return begun + sum(item.virtual_ms for item, _ in self._queue if isinstance(item, Rest))

    def show_whole(self) -> None:
        """Show the whole line at once; its voice goes on. What is being typed is there, and a rest is over."""
        self._whole = True
        if self.rest is not None:
            self.rest = None
        elif self.current is not None and self.manner is Manner.TYPED:
            self._finish(self.current)

    def heard_of(self, step: int) -> int:
        """How many characters of the lines of one step were heard so far."""
        before = sum(len(line.text) for line in self._done if line.step == step)
        return before + (self._spoken() if self.current is not None and self.current.step == step else 0)

    def hold(self, held: bool) -> None:
        """Let the line stand still, or go on with it."""
        if self._desk.player is not None:
            if held:
                self._desk.player.hold()
            else:
                self._desk.player.go_on()

    def cut(self) -> None:
        """Break off, and drop what was still to come."""
        self._drop()
        if self.current is None:
            return
        line = replace(self.current, cut_at=self._spoken())
        if self._desk.player is not None:
            self._desk.player.stop()
        self._finish(line)

    def _drop(self) -> None:
        """Give up what was still to come, so that no voice is made for it any more."""
        for utterance in (self._utterance, *(utterance for _, utterance in self._queue)):
            if utterance is not None:
                utterance.cancel()
        self._queue.clear()
        self.rest = None

    def update(self, dt_ms: float) -> None:
        """Let time pass."""
        if self.rest is not None:
            self.rest.passed_ms += dt_ms
            if self.rest.passed_ms >= self.rest.real_ms:
                self.rest = None
        elif self.current is None:
            self._pause_ms = max(0.0, self._pause_ms - dt_ms)
            while self._queue and self._pause_ms <= 0 and not self._occupied:
                self._begin()  # the parts of a letter all at once; else one line
        elif self._playback is None:
            self._wait_for_sound(dt_ms)
        elif self._playback.finished:
            self._finish(self.current)

    def _begin(self) -> None:
        begun, self._utterance = self._queue.popleft()
        if isinstance(begun, Rest):
            self.rest = begun
            return
        self.current = begun
        self._playback, self._waited_ms, self._whole = None, 0.0, False
        self.begun += 1
        if self._done and self._done[-1].step != self.current.step:
            self._done = []
        self._wait_for_sound(0.0)

    def _wait_for_sound(self, dt_ms: float) -> None:
        """Play the line as soon as it is sound; where that takes too long, keep its time in silence."""
        line = self.current
        if line is None:
            return
        if self._desk.player is None or self.manner is Manner.WHOLE:
            self._finish(line)
            return
        if self.manner is Manner.TYPED:
            duration_ms = speaking_ms(len(line.text)) * 100 // self._desk.settings.pace_percent
            self._playback = Playback(line.text, duration_ms, self._desk.clock_s, None)
            return
        self._waited_ms += dt_ms
        utterance = self._utterance
        if utterance is not None and utterance.pending and self._waited_ms < _GIVE_UP_MS:
            return
        if utterance is None or utterance.pending:
            if utterance is not None:
                utterance.cancel()
            utterance = Utterance(0, line.text, line.language, line.voice, phone=False)
            utterance.resolve(UtteranceState.CANCELLED)
        self._playback = self._desk.player.play(utterance)

    def _finish(self, line: SpokenLine) -> None:
        self.current, self._playback, self._utterance = None, None, None
        self.last = line
        self._done.append(line)
        self._pause_ms = 0.0 if self.manner is Manner.WHOLE else _PAUSE_MS
        self._said(line)

    def close(self) -> None:
        """Fall silent."""
        self._drop()
        self.current = None
        if self._desk.player is not None:
            self._desk.player.stop()


def spoken_line(desk: Desk, cast: Cast, line: TranscriptLine, words: str, language: str) -> SpokenLine:
    """A line of a transcript as it is said.

    Args:
        desk: at which pace, and whether shouting is toned down.
        cast: how whoever says it sounds.
        line: the line.
        words: all of it, or what was heard of it.
        language: in which language.
    """
    voice, loud = cast.voice_of(line.who, desk.settings.pace_percent), is_loud(desk, line)
    return SpokenLine(line.who, words, raised(voice) if loud else voice, language, line.step, loud=loud)


def is_loud(desk: Desk, line: TranscriptLine) -> bool:
    """Whether a line looks and sounds shouted: not for those who want shouting toned down."""
    return line.loud and not desk.settings.calm_shouting
