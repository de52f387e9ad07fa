"""A session that is played, detected, journalled and graded.

Clock, seed and journal are passed in; the detector and the grader load with their first use, so that the customer's
first line is there at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scoring import ACTS, Case, Detection, detect
from simulator.engine import (
    Acted,
    Carried,
    Event,
    Input,
    Interrupted,
    Left,
    Responded,
    State,
    Waited,
    events_to_json,
    input_to_json,
    start,
    step,
    to_bytes,
)
from simulator.errors import UsageError
from simulator.record import GRADED_KIND, Journal, Mode, SessionHeader
from simulator.review import (
    CASE_KIND,
    COACHED_KIND,
    GUESSED_KIND,
    MEANT,
    RESUMED_KIND,
    STEP_KIND,
    Assigned,
    Fork,
    Played,
    Step,
    case_entry,
    customer_said,
    ending_kind,
    read_played,
)
from simulator.scenario import Channel, EndingKind, Language, Scenario

from .choices import Choice, choices_of
from .forking import shared_entries, shared_steps
from .heading import first_entry, versions_of
from .hearing import case_at, heard, is_supervised, moment
from .judging import proposal
from .mistakes import AnswersError

UNSAID_KIND = "unsaid"
LENGTH_LIMITS = {Channel.EMAIL: 20_000}
LENGTH_LIMIT = 2_000
"""Characters a response may have: speech and chat, and e-mail."""


def length_limit(scenario: Scenario) -> int:
    """How many characters a response may have in this scene."""
    return LENGTH_LIMITS.get(scenario.file.about.channel, LENGTH_LIMIT)


def check_length(scenario: Scenario, text: str) -> None:
    """Raise AnswersError where a response is longer than the channel allows."""
    limit = length_limit(scenario)
    if len(text) > limit:
        raise AnswersError(("answer.too_long", {"length": len(text), "limit": limit}), ("answer.shorter", {}))


class Session:
    """One session being played. Make it with `begin` or `resume`.

    Every call that plays on writes its step to the journal before it returns: a turn is on disk before the customer's
    answer is shown.
    """

    def __init__(self, played: Played, journal: Journal | None, sequence: int) -> None:
        self._played = played
        self._journal = journal
        self._sequence = sequence
        self._cases: dict[bool, Case] = {}

    @classmethod
    def begin(
        cls,
        scenario: Scenario,
        language: Language,
        seed: int,
        *,
        mode: Mode = Mode.PRACTICE,
        journal: Journal | None = None,
        person_id: str = "",
        carried: Carried | None = None,
        assigned: Assigned | None = None,
    ) -> Session:
        """Start a session; with a journal it is on disk before the first line is shown.

        Args:
            scenario: the scene.
            language: one of its languages.
            seed: decides the draws.
            mode: practice, exam, shift or demonstration.
            journal: where it is recorded; None plays without a record (plans, demonstrations).
            person_id: who plays; needed with a journal.
            carried: what earlier scenes bring along.
            assigned: the company's assignment it is begun for.

        Raises:
            UsageError: the scene does not exist in that language, or is not for that mode.
            SurroundingsError: the journal cannot be written.
        """
        if language not in scenario.words:
            raise UsageError(
                f"{scenario.slug} cannot be played in {language!r}.", f"It speaks {', '.join(scenario.languages)}."
            )
        if mode is not Mode.DEMONSTRATION and mode.value not in scenario.file.about.use:
            raise UsageError(
                f"{scenario.slug} is not for {mode.value}.", f"It is for {', '.join(scenario.file.about.use)}."
            )
        carried = carried or Carried()
        state, events = start(scenario, language, seed, carried)
        first = Step(None, events, state)
        played = Played("", scenario, mode.value, versions_of(scenario), (first,), assigned=assigned)
        session = cls(played, None, 0)
        if journal is not None:
            session.keep(journal, person_id)
        return session

    def keep(self, journal: Journal, person_id: str) -> None:
        """Record a session that has only begun, and everything it plays from now on.

        A face that must show the first line at once may begin without a journal, which takes a while to open, and keep
        the session right after.

        Args:
            journal: where it is recorded.
            person_id: who plays.

        Raises:
            ValueError: the session has been played on already.
            SurroundingsError: the journal cannot be written.
        """
        if len(self._played.steps) != 1 or self._journal is not None:
            raise ValueError("only a session that has just begun can be kept")
        played, state, scenario = self._played, self.state, self.scenario
        journal.put_scenario(scenario.hash, scenario.bundle())
        header = SessionHeader(scenario.slug, scenario.hash, state.language, Mode(played.mode), state.seed)
        session_id = journal.begin(person_id, header, to_bytes(first_entry(played)))
        self._played = replace(played, session_id=session_id)
        self._journal, self._sequence = journal, 1

    @classmethod
    def resume(cls, journal: Journal, session_id: str) -> Session:
        """Go on with a session at its last full turn.

        Raises:
            UnknownRecordError: no such session.
            JournalError: its words were erased, or it cannot be read.
        """
        played = read_played(journal, session_id)
        return cls(played, journal, journal.session(session_id).entry_count)

    @classmethod
    def fork(cls, journal: Journal, session_id: str, turn: int) -> Session:
        """Take the other road: a new recorded session that is the old one up to a turn, and goes on from there.

        It has the seed, the draws and every input before that turn, and the help seen until then; it is replayed and
        graded like any other. The old session stays as it was recorded, finished or not. The fork of an exam that is
        over, or of a customer of a shift, is practice.

        Args:
            journal: where the parent is, and the fork will be.
            session_id: the parent.
            turn: number of the response to give anew, from 1; see `fork_turns`.

        Raises:
            UsageError: there is no such turn, the scene was over by then, or an exam is still going on.
            UnknownRecordError: no such session.
            JournalError: its words were erased, or it cannot be read.
            SurroundingsError: the journal cannot be written.
        """
        parent, record = read_played(journal, session_id), journal.session(session_id)
        steps = parent.steps[: shared_steps(parent, turn)]
        if parent.mode == Mode.EXAM and record.ended_at is None:
            raise UsageError("An exam is one take.", "Once it is over, any turn of it can be tried again.")
        mode = Mode.PRACTICE if parent.mode in (Mode.EXAM, Mode.SHIFT) else Mode(parent.mode)
        sequence, shared = shared_entries(journal.entries(session_id), parent, turn)
        coached = tuple(coached for coached in parent.coached if coached["turn"] < turn)
        played = Played(
            "", parent.scenario, mode.value, versions_of(parent.scenario), steps, None, coached, Fork(session_id, turn)
        )
        header = replace(record.header, mode=mode, purpose=None, parent_session_id=session_id, fork_sequence=sequence)
        new_id = journal.begin(record.person_id, header, to_bytes(first_entry(played)), shared)
        return cls(replace(played, session_id=new_id), journal, 1 + len(shared))

    def go_on(self) -> None:
        """Note that an exam which had been torn off is gone on with; it stands beside the grade. Else nothing.

        Raises:
            SurroundingsError: the journal cannot be written.
        """
        if self._played.mode == Mode.EXAM and not self.ended and self._played.grade is None:
            self._write(RESUMED_KIND, {"turn": self.state.turn})
            self._played = replace(self._played, resumed=self._played.resumed + 1)

    @property
    def recorded(self) -> bool:
        """Whether what is played goes into a journal."""
        return self._journal is not None

    def rewind(self, turn: int) -> Session:
        """Go back to a turn of this session; see `fork`. One that is not recorded is forked in memory.

        Raises:
            UsageError: as `fork` does.
            SurroundingsError: the journal cannot be written.
        """
        if self._journal is not None:
            return self.fork(self._journal, self._played.session_id, turn)
        steps = self._played.steps[: shared_steps(self._played, turn)]
        coached = tuple(coached for coached in self._played.coached if coached["turn"] < turn)
        return Session(replace(self._played, steps=steps, grade=None, coached=coached, guess=None, cases=()), None, 0)

    @property
    def played(self) -> Played:
        """Everything so far."""
        return self._played

    @property
    def scenario(self) -> Scenario:
        """The scene."""
        return self._played.scenario

    @property
    def state(self) -> State:
        """The session as it stands."""
        return self._played.state

    @property
    def ended(self) -> bool:
        """Whether the scene is over, its epilogue included."""
        return self.state.ended

    @property
    def ending_kind(self) -> str:
        """The kind of the ending reached last, see `review.ending_kind`; `ran_out` where there is none."""
        return ending_kind(self._played) or EndingKind.RAN_OUT.value

    @property
    def customer_name(self) -> str:
        """What the customer is called."""
        state = self.state
        return self.scenario.wording(self.scenario.file.persona.name, "base", state.language, state.drawn)

    def words(self, line: str) -> str:
        """A line's words in the session's language, with what was drawn."""
        return self.scenario.text(line, self.state.language, self.state.drawn)

    def choices(self) -> tuple[Choice, ...]:
        """What the trainee can do besides speaking."""
        return choices_of(self.scenario, self.state)

    def reads(self, text: str) -> Detection:
        """What the detector finds in ``text``, said now. Changes nothing."""
        return heard(
            detect,
            text,
            self.state.language,
            customer_said(self._played),
            self.scenario.file.about.channel.value,
            self._case(),
            moment(self.scenario, self.state),
        )

    def _case(self) -> Case:
        """The case as it stands."""
        supervised = is_supervised(self.state)
        if supervised not in self._cases:
            self._cases[supervised] = case_at(self.scenario, self.state)
        return self._cases[supervised]

    def respond(self, text: str, detection: Detection | None = None) -> tuple[Event, ...]:
        """Say or write ``text``; it is detected here, once, and kept with what was found.

        Raises:
            UsageError: the text is longer than the channel allows.
            SurroundingsError: the journal cannot be written.
        """
        check_length(self.scenario, text)
        return self.take(Responded(text, detection or self.reads(text)))

    def act(self, kind: str, target: str = "", text: str = "") -> tuple[Event, ...]:
        """Do something besides speaking; see `Choice`."""
        return self.take(Acted(kind, target, text))

    def wait(self, ms: int) -> tuple[Event, ...]:
        """Let ``ms`` of silence pass."""
        return self.take(Waited(ms))

    def interrupt(self, at_char: int | None = None) -> tuple[Event, ...]:
        """Speak over the customer."""
        return self.take(Interrupted(at_char))

    def leave(self) -> tuple[Event, ...]:
        """End the scene here, or let a due call go by."""
        return self.take(Left())

    def take(self, given: Input) -> tuple[Event, ...]:
        """Play one input on, record it, and return what happened.

        Raises:
            SurroundingsError: the journal cannot be written; then the session stands where it stood.
        """
        state, events = step(self.scenario, self.state, given)
        if not events:
            return ()
        if self._journal is not None:
            self._write(STEP_KIND, {"input": input_to_json(given), "events": events_to_json(events)})
        self._played = replace(self._played, steps=(*self._played.steps, Step(given, events, state)))
        return events

    def hint(self, strength: str) -> str | None:
        """The line of a hint for this moment (`light`, `clear`, `strong`), or None where there is none, as in exams.

        That it was shown is recorded and stands beside the grade; it is never subtracted.
        """
        hints = self.scenario.file.nodes[self.state.node].hints
        if hints is None or self._played.mode == Mode.EXAM:
            return None
        words = self.words(getattr(hints, strength))
        self.note_help(strength)
        return words

    def note_help(self, strength: str, **more: Any) -> None:
        """Record that help was given at this moment; it stands beside the grade and is never subtracted.

        Args:
            strength: of a hint, or `GUIDED`, `OPENER`, `CANDIDATE`, `EXAMPLE` (see `review`).
            more: what else to keep of it, as plain values.

        Raises:
            UsageError: in an exam nobody is helped.
            SurroundingsError: the journal cannot be written.
        """
        if self._played.mode == Mode.EXAM:
            raise UsageError("In an exam there is no help.", "Practise the scene to have some.")
        coached = {"turn": self.state.turn, "node": self.state.node, "strength": strength, **more}
        self._write(COACHED_KIND, coached)
        self._played = replace(self._played, coached=(*self._played.coached, coached))

    def dispute(self, step: int, claimed: str = "") -> bool:
        """Keep a response for a reviewer: "that is not what I meant", or "I was misread".

        Neither the mood nor the grade changes by it. The same claim is kept once.

        Args:
            step: index of the step with the response.
            claimed: the act that was meant; may be left out where the response could not be read.

        Returns:
            Whether it is a new claim.

        Raises:
            UsageError: the step holds no response, there is no such act, or none was named where one is needed.
            SurroundingsError: the journal cannot be written.
        """
        try:
            case = case_entry(self._played, step, claimed)
        except ValueError as error:
            raise UsageError("Only a response can be disputed.", "Choose one of your own.") from error
        if claimed not in ACTS and (claimed or case["reason"] == MEANT):
            raise UsageError(f"There is no act {claimed!r}.", f"There are {', '.join(ACTS)}.")
        if case in self._played.cases:
            return False
        self._write(CASE_KIND, case)
        self._played = replace(self._played, cases=(*self._played.cases, case))
        return True

    def finish(self) -> dict[str, Any]:
        """Grade the session and close it in the journal. Doing it again gives the same grade.

        Returns:
            The grade as JSON: the contract of `python -m scoring grade`, with what bounded it beside it, and under
            `answers` what the customer would have answered to each proposal.

        Raises:
            SurroundingsError: the journal cannot be written.
        """
        if self._played.grade is None:
            data = proposal(self._played)
            self._write(GRADED_KIND, {"grade": data})
            self._played = replace(self._played, grade=data)
        self._close()
        return self._played.grade or {}

    def guess(self, pillars: dict[str, int]) -> None:
        """Keep what the trainee thinks the pillars are worth, before the grade is shown; only the first guess counts.

        Args:
            pillars: points by pillar; those not guessed are left out.

        Raises:
            SurroundingsError: the journal cannot be written.
        """
        if self._played.guess is None and pillars:
            self._write(GUESSED_KIND, {"pillars": dict(pillars)})
            self._played = replace(self._played, guess=dict(pillars))

    def _close(self) -> None:
        """Close the session in the journal, also where it was killed between its grade and its end."""
        journal, grade, session_id = self._journal, self._played.grade, self._played.session_id
        if journal is None or grade is None or journal.session(session_id).ended_at is not None:
            return
        ending = self.state.endings[-1] if self.state.endings else "left"
        journal.finish(session_id, self._sequence, ending=ending, overall=grade["overall"])
        self._sequence += 1

    def unsaid(self, text: str) -> None:
        """Keep what was typed but came too late: the customer had gone.

        Raises:
            SurroundingsError: the journal cannot be written.
        """
        self._write(UNSAID_KIND, {"text": text})

    def _write(self, kind: str, payload: dict[str, Any]) -> None:
        if self._journal is not None:
            self._journal.append(self._played.session_id, self._sequence, kind, to_bytes(payload))
        self._sequence += 1
