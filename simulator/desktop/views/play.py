"""A session as it is played on the desktop: lines said in time, silence counted, responses read off the frame loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scoring import Detection
from simulator.desktop.desk import Desk, Job
from simulator.desktop.legible import legible
from simulator.desktop.views.casting import Cast
from simulator.desktop.views.entries import effects, refusal
from simulator.desktop.views.narration import MANNERS, Manner, Narrator, Rest, SpokenLine, is_loud, spoken_line
from simulator.desktop.widgets import Entry
from simulator.engine import (
    TYPING_LIMIT_MS,
    ActionDone,
    CutOff,
    EpilogueDue,
    Event,
    HeardOut,
    Phase,
    Waited,
    step,
)
from simulator.errors import SilkGlovesError
from simulator.record import Mode
from simulator.review import TranscriptLine, deed_name, transcript
from simulator.training import Session, length_limit

SILENCE_STEP_MS = 2000
"""Silence goes to the session in steps of this much, and what is left of it at the first key."""
CHOSEN_SILENCE_MS = 10_000
"""What a trainee without time pressure lets pass who means to say nothing."""
_LEAST_SILENCE_MS = 250
_JOINTS = {Manner.TYPED: "\n", Manner.WHOLE: "\n\n"}
"""What stands between the two parts of a response that was sent in two goes; a space in speech."""
_READ_MS = 1800.0
"""In a chat the other side reads for so long; what is sent meanwhile joins what was sent before."""
_READ_ON_MS = 8000.0
"""So long they wait where the trainee is seen to write on."""
_RESTS = {
    "hold": 4500.0, "warm_transfer": 2600.0, "supervisor": 2200.0, "blind_transfer": 1800.0, "call_back": 2000.0,
}  # fmt: skip
"""On the phone these take a while that is shown, in real milliseconds, with the virtual time running through it."""


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
        self.narrator = Narrator(desk, manner=MANNERS[session.scenario.file.about.channel], said=self._said)
        self.waiting_text: str | None = None
        """A response that will be said once the customer has finished."""
        self.heard_out = False
        """Whether the customer was heard to the end just now, and noticed it."""
        self._since_sent_ms = 0.0
        self._seen_ms = 0
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
    def clock_ms(self) -> int:
        """The virtual clock as it is seen: with the part of a line that was said, and of a rest that is over."""
        last = len(self.session.played.steps) - 1
        spoken = self.narrator.passed_ms(last) if self.session.state.pending else 0
        ms = self.session.state.clock_ms + spoken + round(self._silence_ms) - self.narrator.to_come_ms
        self._seen_ms = max(self._seen_ms, ms)  # what was done while somebody spoke counted their line to its end
        return self._seen_ms

    @property
    def call_ms(self) -> int:
        """How long the call lasts already, or letter or chat; a promised one begins when it is made."""
        if not self.session.state.epilogue:
            return self.clock_ms
        events = (event for played in self.session.played.steps for event in played.events)
        began_ms = next((event.clock_ms for event in events if isinstance(event, EpilogueDue)), 0)
        return max(0, self.clock_ms - began_ms)

    @property
    def busy(self) -> bool:
        """Whether a response is on its way."""
        return self.waiting_text is not None or self._reading is not None

    def begin(self) -> None:
        """Show what was before, and have the pending lines said."""
        lines = transcript(self.session.played)
        if self.session.played.fork is not None:
            turn = self.session.played.fork.turn
            self._note(Entry("opens", self._desk.texts("coaching.forked", turn=turn)))
        pending = len(self.session.state.pending)
        spoken = [place for place, line in enumerate(lines) if line.kind == "spoken"]
        again = set(spoken[len(spoken) - pending :]) if pending else set()
        cuts = [place for place, played in enumerate(self.session.played.steps) if _breaks_off(played.events)]
        for place, line in enumerate(lines):
            while cuts and cuts[0] <= line.step:
                self._enter_effects(cuts.pop(0))
            if place not in again:
                self._enter(line)
        for step_index in cuts:
            self._enter_effects(step_index)
        if self.narrator.manner is Manner.TYPED and len(self.session.played.steps) == 1:
            for place in sorted(again):  # written before anybody here had opened the chat
                self._enter(lines[place])
            again = set()
        self.narrator.say(self._line(lines[place]) for place in sorted(again))
        self._shown = len(lines)

    # -- what the trainee does ------------------------------------------------------------------------------------

    def respond(self, text: str) -> bool:
        """Say or write something: now, or as soon as the customer has finished. False where it cannot be sent.

        What is sent before the customer has answered joins what was sent before: to them, and to the grade, it is one
        response. Two responses would count the first half as one that lacks what the second half says.
        """
        if self.waiting_text is not None:
            text = self.waiting_text + _JOINTS.get(self.narrator.manner, " ") + text
        if self.session.ended or self.session.state.phase is Phase.DUE or len(text) > self.limit:
            return False
        self.waiting_text, self._reading = text, None
        self._since_sent_ms = 0.0
        return True

    def take_back(self) -> str | None:
        """Take a response back that was not said yet; it goes into the box again."""
        text, self.waiting_text, self._reading = self.waiting_text, None, None
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
        if self.waiting_text is not None and (self.session.ended or self.session.state.phase is Phase.DUE):
            self._come_too_late(self.waiting_text)
        elif self._reading is not None:
            if self._reading.done:
                self._take_in()
        elif self.waiting_text is not None:
            self._since_sent_ms += dt_ms
            if not self.narrator.speaking and self._is_warm() and self._is_whole(typing=typing):
                self._read_response()
        elif not self.narrator.speaking and not self.session.ended and self.session.state.phase is not Phase.DUE:
            self._count_silence(dt_ms, typing=typing)
        self._was_typing = typing

    def _come_too_late(self, text: str) -> None:
        """Give a response back that nobody is there to hear any more; said now, it would break a promised call."""
        self.waiting_text = self._reading = None
        if self.session.ended:
            self.session.unsaid(text)
        self._give_back(text)

    def _is_whole(self, *, typing: bool) -> bool:
        """Whether nothing more is to be expected of a response."""
        if self.narrator.manner is not Manner.TYPED or self._desk.player is None:
            return True
        return self._since_sent_ms >= (_READ_ON_MS if typing else _READ_MS)

    def _count_silence(self, dt_ms: float, *, typing: bool) -> None:
        if self._desk.settings.untimed:
            self._silence_ms = 0.0
            return
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

    def stay_silent(self) -> None:
        """Let silence pass on purpose: without time pressure nothing else does, and some customers need it."""
        if self._desk.settings.untimed and not self.busy and not self.due:
            self._silence_ms = CHOSEN_SILENCE_MS
            self._pass_silence()

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
        events = list(events)
        if not events:
            return
        self.heard_out = False
        lines = transcript(self.session.played)
        spoken: list[SpokenLine] = []
        if _breaks_off(events):
            self._enter_effects(len(self.session.played.steps) - 1)
        for event in events:
            if isinstance(event, ActionDone):
                self._rest(event)
        for line in lines[self._shown :]:
            if line.kind == "spoken":
                spoken.append(self._line(line))
            elif line.kind == "unread":
                self._give_back(line.text)
                self._tell_unread(lines[self._shown :])
            else:
                self._enter(line)
        self._shown = len(lines)
        self.narrator.say(spoken)

    def _rest(self, done: ActionDone) -> None:
        """Let a caller wait where something takes a while."""
        if self.narrator.manner is Manner.PHONE and done.ref in _RESTS:
            self.narrator.wait(Rest(done.ref, done.takes_ms, _RESTS[done.ref]))

    def _notice_attention(self) -> None:
        """Whether the customer will have noticed that they were heard out; the engine is asked, nothing happens."""
        if self.coached and not self.narrator.speaking and self.session.state.pending:
            _, events = step(self.session.scenario, self.session.state, Waited(1))
            self.heard_out = any(isinstance(event, HeardOut) and event.attentive for event in events)

    def _tell_unread(self, news: Iterable[TranscriptLine]) -> None:
        """Say that a response could not be read, where the engine has no longer word for it yet."""
        if self.coached and not any(line.kind == "coach" for line in news):
            self._note(Entry("coach", self._desk.texts("coaching.unread_note")))

    def _line(self, line: TranscriptLine) -> SpokenLine:
        return spoken_line(self._desk, self.cast, line, line.text, self.session.state.language)

    def _said(self, line: SpokenLine) -> None:
        words = line.text if line.cut_at is None else line.text[: line.cut_at].rstrip(" ,;:") + "–"
        side = "customer" if line.by == "customer" else "other"
        at_ms = self._at_ms(line.step)
        self._note(Entry("said", words, self.cast.name_of(line.by), side, loud=line.loud, at_ms=at_ms, step=line.step))
        if line.cut_at is None:
            self._notice_attention()

    def _at_ms(self, step_index: int) -> int:
        return self.session.played.steps[step_index].state.clock_ms

    def _enter(self, line: TranscriptLine) -> None:
        t, at_ms = self._desk.texts, self._at_ms(line.step)
        match line.kind:
            case "spoken":
                side = "customer" if line.who == "customer" else "other"
                words = line.text if line.cut_at is None else line.heard.rstrip(" ,;:") + "–"
                name, loud = self.cast.name_of(line.who), is_loud(self._desk, line)
                self._note(Entry("said", words, name, side, loud=loud, at_ms=at_ms, step=line.step))
            case "response":
                you = t("desktop.you")
                self._note(Entry("said", line.heard, you, "trainee", at_ms=at_ms, step=line.step))
                if line.cut_at is not None:
                    self._note(Entry("refused", t("desktop.scene.unheard", text=line.text[line.cut_at :].strip())))
                self._enter_effects(line.step)
            case "action":
                self._note(Entry("action", deed_name(self.session.played, t, line.text)))
                self._enter_effects(line.step)
                if line.shows:
                    self._read(deed_name(self.session.played, t, line.text), line.shows)
            case "refused":
                self._note(Entry("refused", refusal(self.session, self._desk, line)))
            case "coach" if self.coached:
                self._note(Entry("coach", t(line.text, text=legible(" ".join(line.note.split())))))
            case "opens":
                self._note(Entry("opens", line.text))
            case _:
                pass

    def _enter_effects(self, step_index: int) -> None:
        """Say what a step did to the customer, but not in an exam."""
        for entry in effects(self.session, self._desk, step_index) if self.coached else ():
            self._note(entry)

    def close(self) -> None:
        """Fall silent."""
        self.narrator.close()


def _breaks_off(events: Iterable[Event]) -> bool:
    """Whether somebody was spoken over."""
    return any(isinstance(event, CutOff) for event in events)
