"""A session as it is played on the desktop: lines said in time, silence counted, responses read off the frame loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scoring import Detection
from simulator.desktop.desk import Desk, Job
from simulator.desktop.lettering import legible
from simulator.desktop.views.casting import Cast
from simulator.desktop.views.narration import Narrator, SpokenLine
from simulator.desktop.widgets import Entry
from simulator.engine import GAIN_SIGN, TYPING_LIMIT_MS, Event, Phase
from simulator.errors import SilkGlovesError
from simulator.record import Mode
from simulator.review import TranscriptLine, reasons, transcript
from simulator.scenario import CENTI
from simulator.training import Session, length_limit

SILENCE_STEP_MS = 2000
"""Silence goes to the session in steps of this much, and what is left of it at the first key."""
_LEAST_SILENCE_MS = 250
_NOTED_FACTORS = ("unheard", "silent", "unwanted", "repeat", "doubt")


class Play:
    """Plays a session on.

    Args:
        desk: what the screens share.
        session: begun or resumed.
        note: called with each entry of the transcript, as it comes.
        give_back: called with a text that could not be read, for the box.
        read: called with the title and the lines of something the trainee reads.
    """

    def __init__(
        self,
        desk: Desk,
        session: Session,
        *,
        note: Callable[[Entry], object],
        give_back: Callable[[str], object],
        read: Callable[[str, tuple[str, ...]], object],
    ) -> None:
        self._desk = desk
        self.session = session
        self._note = note
        self._give_back = give_back
        self._read = read
        self.cast = Cast(session.scenario, session.state, desk.texts)
        channel = session.scenario.file.about.channel
        self.narrator = Narrator(desk, phone=channel.value == "phone", said=self._said)
        self.waiting_text: str | None = None
        """A response that will be said once the customer has finished."""
        self._reading: Job[Detection] | None = None
        self._shown = 0
        self._silence_ms = 0.0
        self._typing_ms = 0.0
        self._was_typing = False
        self._warm: Job[object] | None = None
        self._warmed = False

    @property
    def coached(self) -> bool:
        """Whether mood, hints and effects are shown: not in an exam."""
        return self.session.played.mode != Mode.EXAM.value

    @property
    def limit(self) -> int:
        """How many characters a response may have."""
        return length_limit(self.session.scenario)

    @property
    def due(self) -> bool:
        """Whether a promised call is due, and nobody speaks any more."""
        return self.session.state.phase is Phase.DUE and not self.narrator.speaking

    @property
    def over(self) -> bool:
        """Whether the scene is over and the last word spoken."""
        return self.session.ended and not self.narrator.speaking

    @property
    def can_interrupt(self) -> bool:
        """Whether the customer can be spoken over now."""
        return (
            self.narrator.current is not None
            and bool(self.session.state.pending)
            and self.session.scenario.file.about.channel.spoken
            and self.session.state.phase is not Phase.DUE
            and not self.session.ended
        )

    @property
    def busy(self) -> bool:
        """Whether a response is on its way."""
        return self.waiting_text is not None or self._reading is not None

    def begin(self) -> None:
        """Show what was before, and have the pending lines said."""
        lines = transcript(self.session.played)
        pending = len(self.session.state.pending)
        spoken = [place for place, line in enumerate(lines) if line.kind == "spoken"]
        again = set(spoken[len(spoken) - pending :]) if pending else set()
        for place, line in enumerate(lines):
            if place not in again:
                self._enter(line)
        self.narrator.say(self._line(lines[place]) for place in sorted(again))
        self._shown = len(lines)

    # -- what the trainee does ------------------------------------------------------------------------------------

    def respond(self, text: str) -> bool:
        """Say or write something: now, or as soon as the customer has finished. False where it cannot be sent."""
        if self.busy or self.session.ended or self.session.state.phase is Phase.DUE or len(text) > self.limit:
            return False
        self.waiting_text = text
        return True

    def take_back(self) -> str | None:
        """Take a response back that was not said yet; it goes into the box again."""
        text, self.waiting_text = self.waiting_text, None
        return text

    def interrupt(self) -> None:
        """Speak over the customer."""
        if not self.can_interrupt:
            return
        at_char = self.narrator.heard_of(len(self.session.played.steps) - 1)
        self.narrator.cut()
        self._follow(self.session.interrupt(at_char))

    def act(self, kind: str, target: str = "", text: str = "") -> None:
        """Do something besides speaking."""
        self._pass_silence()
        self._follow(self.session.act(kind, target, text))

    def leave(self) -> None:
        """End the scene here, or let a due call go by."""
        self.narrator.cut()
        self._follow(self.session.leave())

    def hint(self, strength: str) -> None:
        """Ask for a hint."""
        line = self.session.hint(strength) if self.coached else None
        t = self._desk.texts
        self._note(Entry("hint", t("desktop.scene.no_hint") if line is None else line))

    # -- time -----------------------------------------------------------------------------------------------------

    def update(self, dt_ms: float, *, typing: bool, paused: bool) -> None:
        """Let time pass.

        Args:
            dt_ms: real time.
            typing: whether something stands in the reply box.
            paused: whether the clock stands still, as under a dialog.
        """
        self.narrator.hold(paused)
        if paused:
            return
        self.narrator.update(dt_ms)
        if self._reading is not None:
            if self._reading.done:
                self._take_in()
        elif self.waiting_text is not None:
            if not self.narrator.speaking and self._is_warm():
                self._read_response()
        elif not self.narrator.speaking and not self.session.ended and self.session.state.phase is not Phase.DUE:
            self._count_silence(dt_ms, typing=typing)
        self._was_typing = typing

    def _count_silence(self, dt_ms: float, *, typing: bool) -> None:
        if typing:
            if not self._was_typing:
                self._pass_silence()
            self._typing_ms += dt_ms
            if self.coached or self._typing_ms <= TYPING_LIMIT_MS:
                return
        self._silence_ms += dt_ms
        if self._silence_ms >= SILENCE_STEP_MS:
            self._pass_silence()

    def _pass_silence(self) -> None:
        if self._silence_ms >= _LEAST_SILENCE_MS and not self.narrator.speaking and not self.session.ended:
            ms, self._silence_ms = round(self._silence_ms), 0.0
            self._follow(self.session.wait(ms))

    def warm_up(self) -> None:
        """Load the detector while the customer speaks."""
        if self._desk.detect is None:
            self._warm = self._desk.begin_work(lambda: self.session.reads(""))
        self._warmed = self._desk.detect is not None

    def _is_warm(self) -> bool:
        return self._warmed or self._warm is None or self._warm.done

    def _read_response(self) -> None:
        text = self.waiting_text or ""
        detect = self._desk.detect or self.session.reads
        self._reading = self._desk.begin_work(lambda: detect(text))
        if self._reading.done:
            self._take_in()

    def _take_in(self) -> None:
        text, job = self.waiting_text or "", self._reading
        self.waiting_text = self._reading = None
        self._typing_ms = self._silence_ms = 0.0
        if job is None:
            return
        try:
            events = self.session.respond(text, job.take())
        except SilkGlovesError:
            self._give_back(text)
            raise
        self._follow(events)

    # -- what happens ---------------------------------------------------------------------------------------------

    def _follow(self, events: Iterable[Event]) -> None:
        """Show what came of an input: entries at once, spoken lines in their time."""
        if not list(events):
            return
        lines = transcript(self.session.played)
        spoken: list[SpokenLine] = []
        for line in lines[self._shown :]:
            if line.kind == "spoken":
                spoken.append(self._line(line))
            elif line.kind == "unread":
                self._give_back(line.text)
            else:
                self._enter(line)
        self._shown = len(lines)
        self.narrator.say(spoken)

    def _line(self, line: TranscriptLine) -> SpokenLine:
        voice = self.cast.voice_of(line.who, self._desk.settings.pace_percent)
        return SpokenLine(line.who, line.text, voice, self.session.state.language, line.step, loud=line.loud)

    def _said(self, line: SpokenLine) -> None:
        words = line.text if line.cut_at is None else line.text[: line.cut_at].rstrip() + "–"
        side = "customer" if line.by == "customer" else "other"
        self._note(Entry("said", words, self.cast.name_of(line.by), side, loud=line.loud))

    def _enter(self, line: TranscriptLine) -> None:
        t = self._desk.texts
        match line.kind:
            case "spoken":
                side = "customer" if line.who == "customer" else "other"
                words = line.text if line.cut_at is None else line.heard.rstrip() + "–"
                self._note(Entry("said", words, self.cast.name_of(line.who), side, loud=line.loud))
            case "response":
                self._note(Entry("said", line.heard, t("desktop.you"), "trainee"))
                if line.cut_at is not None:
                    self._note(Entry("refused", t("desktop.scene.unheard", text=line.text[line.cut_at :].strip())))
                self._enter_effects(line)
            case "action":
                self._note(Entry("action", action_name(self.session, self._desk, line.text)))
                if line.shows:
                    self._read(action_name(self.session, self._desk, line.text), line.shows)
            case "refused":
                self._note(Entry("refused", t(f"refused.{line.note}")))
            case "coach" if self.coached:
                self._note(Entry("coach", t(line.text, text=legible(" ".join(line.note.split())))))
            case "opens":
                self._note(Entry("opens", line.text))
            case _:
                pass

    def _enter_effects(self, line: TranscriptLine) -> None:
        """Say what a response did to the customer: what helped most, and what hurt most."""
        if not self.coached:
            return
        t = self._desk.texts
        notes: dict[tuple[str, str], list[str]] = {}
        gains: dict[tuple[str, str], int] = {}
        for event in reasons(self.session.played.steps[line.step]):
            if not event.reason.startswith("drift"):
                gain = sum(GAIN_SIGN[name] * change for name, change in event.changes.items())
                key = (event.reason, event.cause)
                gains[key] = gains.get(key, 0) + gain
                notes.setdefault(key, []).extend(name for name in event.factors if name in _NOTED_FACTORS)
        for kind, (reason, gain) in (
            ("up", max(gains.items(), key=lambda item: item[1], default=(("", ""), 0))),
            ("down", min(gains.items(), key=lambda item: item[1], default=(("", ""), 0))),
        ):
            points = round(abs(gain) / CENTI)
            if points and (gain > 0) == (kind == "up"):
                sign = "+" if gain > 0 else "−"
                why = reason_name(self.session, self._desk, *reason)
                scaled = [t(f"factor.{name}") for name in dict.fromkeys(notes.get(reason, ())) if f"factor.{name}" in t]
                self._note(Entry(kind, f"{sign}{points}  {why}" + (f" ({', '.join(scaled)})" if scaled else "")))

    def close(self) -> None:
        """Fall silent."""
        self.narrator.close()


def action_name(session: Session, desk: Desk, ref: str) -> str:
    """An action as people call it; a remedy by its own name."""
    kind, _, target = ref.partition(" ")
    if not target:
        return desk.texts(f"action.{kind}")
    state = session.state
    return session.scenario.fill(
        session.scenario.words[state.language].remedies[target].name, state.language, state.drawn
    )


def reason_name(session: Session, desk: Desk, reason: str, cause: str) -> str:
    """Why the mood moved, in plain words."""
    t = desk.texts
    if reason == "act":
        return t(f"act.{cause}")
    if reason in ("action", "action_early"):
        return t(f"reason.{reason}", action=action_name(session, desk, cause))
    return t(f"reason.{reason}") if f"reason.{reason}" in t else t("reason.node")
