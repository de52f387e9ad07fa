"""A shift being played: each customer an ordinary session, and the moves between them kept in the journal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from simulator import __version__
from simulator.engine import Carried, EpilogueDue, Phase, to_bytes
from simulator.errors import UsageError
from simulator.record import Entry, Journal, JournalError, Mode, SessionHeader, SessionRecord
from simulator.review import SUMMED_KIND
from simulator.scenario import Glance, Language, Scenario, load, load_world
from simulator.training.session import Session

from .floor import CallFate, Floor, Move, Place, advance, call_due_ms, follow, heads, may, opening
from .ledger import Summary, summarise
from .meeting import shift_scenes, spent_ms, starting_mood
from .roster import CLOSES_MS, Roster, draw_roster, roster_from_json, roster_to_json

SHIFT_KIND = "shift"
CHOSEN_KIND = "chosen"
SLUG = "shift"
"""What a shift's record is called in the journal, where sessions name their scene."""


def latest_shift(journal: Journal, person_id: str) -> SessionRecord | None:
    """The record of a person's latest shift that can still be read, finished or not."""
    kept = [record for record in journal.shifts(person_id) if record.erased_at is None]
    return kept[-1] if kept else None


class Shift:
    """One shift. Make it with `begin` or `resume`.

    Every move is on disk before the call returns. A session belongs to the shift from the move `took` on; it writes its
    own turns as ever, so that a kill in the middle of a customer loses nothing.
    """

    def __init__(self, roster: Roster, floor: Floor, journal: Journal | None, shift_id: str, sequence: int) -> None:
        self.roster = roster
        self.floor = floor
        self.shift_id = shift_id
        self.session: Session | None = None
        """The customer being served, or called."""
        self.person_id = ""
        self.chosen: tuple[str, str] | None = None
        """The choice changed after the shift, and its option."""
        self.figures: dict[str, Any] = {}
        """What it came to, once it is over; see `Summary.figures`."""
        self.before: dict[str, Any] = {}
        """The figures of the shift before, and its choices under `world`; empty for the first."""
        self._journal = journal
        self._sequence = sequence
        self.scene: Callable[[str], Scenario] = load
        """Gives a scene by its name; a face that keeps scenes puts its own here."""
        self._sessions: dict[str, Session] = {}

    @classmethod
    def begin(
        cls,
        language: Language,
        seed: int,
        *,
        journal: Journal | None = None,
        person_id: str = "",
        scenes: Sequence[Glance] | None = None,
        scene: Callable[[str], Scenario] = load,
        after: Shift | None = None,
        world: Mapping[str, str] | None = None,
    ) -> Self:
        """Begin a shift.

        Args:
            language: the language it is played in.
            seed: decides who comes.
            journal: where it is recorded; None plays without a record.
            person_id: who plays; needed with a journal.
            scenes: what may come; all that are for shifts where None.
            scene: gives a scene by its name; a face that keeps scenes gives its own.
            after: the shift before, whose promised calls and choices are taken over.
            world: choices of the firm, instead of those of the shift before.

        Raises:
            UsageError: no scene can be played in that language, or the shift before is not over.
            SurroundingsError: the journal cannot be written.
        """
        drawn = shift_scenes(language) if scenes is None else list(scenes)
        if not drawn:
            raise UsageError(f"No scene for a shift can be played in {language!r}.")
        if after is not None and not after.floor.closed:
            raise UsageError("The shift before is not over.", "Go on with it, or close it.")
        chosen = world if world is not None else {} if after is None else after.next_world
        calls = () if after is None else after.promised
        roster = draw_roster(seed, language, drawn, scene, load_world(), chosen, calls)
        before = {} if after is None else after.figures | {"world": after.roster.world}
        shift_id, sequence = "", 0
        if journal is not None:
            content = to_bytes(roster_to_json(roster))
            digest = hashlib.sha256(content).hexdigest()
            journal.put_scenario(digest, content)
            header = SessionHeader(SLUG, digest, language, Mode.ROSTER, seed)
            first = {"product": __version__, "roster": digest, "before": before}
            shift_id = journal.begin(person_id, header, to_bytes(first))
            sequence = 1
        shift = cls(roster, opening(roster), journal, shift_id, sequence)
        shift.before = before
        shift.person_id, shift.scene = person_id, scene
        if journal is None and after is not None:
            shift._sessions = {name: after.sitting(name) for name in calls}
        return shift

    @classmethod
    def resume(cls, journal: Journal, shift_id: str) -> Self:
        """Go on with a shift where it stood.

        Raises:
            UnknownRecordError: no such shift.
            JournalError: its entries were erased, or cannot be read.
        """
        record = journal.session(shift_id)
        try:
            roster = roster_from_json(json.loads(journal.scenario(record.header.scenario_hash)))
            floor, chosen = opening(roster), None
            figures: dict[str, Any] = {}
            before: dict[str, Any] = {}
            for entry in journal.entries(shift_id):
                data = _read(entry)
                if entry.kind == SHIFT_KIND:
                    floor = follow(roster, floor, Move(**data))
                elif entry.kind == CHOSEN_KIND:
                    chosen = (data["choice"], data["option"])
                elif entry.kind == SUMMED_KIND:
                    figures = data
                elif not entry.sequence:
                    before = data["before"]
        except (ValueError, KeyError, TypeError) as error:
            raise JournalError(f"The shift {shift_id} cannot be read: {error}.", "Begin a new one.") from error
        shift = cls(roster, floor, journal, shift_id, record.entry_count)
        shift.person_id, shift.chosen = record.person_id, chosen
        shift.figures, shift.before = figures, before
        shift._settle_missed()
        if floor.serving is not None:
            shift.session = shift.sitting(floor.guests[floor.serving].session)
        elif floor.calling is not None:
            shift.session = shift._ring(floor.calling.session)
        if floor.closed and record.ended_at is None:
            shift._finish()
        return shift

    # -- as it stands ---------------------------------------------------------------------------------------------

    @property
    def language(self) -> str:
        """The language it is played in."""
        return self.roster.language

    @property
    def clock_ms(self) -> int:
        """The shift's clock, the time with the customer in hand included."""
        if self.session is None:
            return self.floor.clock_ms
        spent = spent_ms(self.session.played.events, call=self.floor.calling is not None)
        return max(self.floor.clock_ms, self.floor.busy_from_ms + spent)

    @property
    def now(self) -> Floor:
        """The floor at this moment; while a customer is served, as it has become meanwhile."""
        return self.floor if self.session is None else advance(self.roster, self.floor, self.clock_ms)

    @property
    def next_guests(self) -> tuple[int, ...]:
        """Who can be served now: the first of each line."""
        return () if self.session is not None or self.floor.doors_closed else heads(self.roster, self.floor)

    @property
    def promised(self) -> tuple[str, ...]:
        """Sessions with a call promised for the next shift, in the order of their hours."""
        still = [call for call in self.floor.calls if call.fate is CallFate.OPEN and call.due_ms > CLOSES_MS]
        return tuple(call.session for call in sorted(still, key=lambda call: call.due_ms))

    @property
    def next_world(self) -> dict[str, str]:
        """The firm's choices for the next shift."""
        return self.roster.world | (dict([self.chosen]) if self.chosen is not None else {})

    @property
    def can_open_till(self) -> bool:
        """Whether a second till can be opened now."""
        return may(self.roster, self.now, Move("till", ms=self.clock_ms))

    def sitting(self, session_id: str) -> Session:
        """A session of this shift, or one a call was promised in."""
        if session_id not in self._sessions:
            if self._journal is None:
                raise UsageError(f"There is no session {session_id!r} in this shift.")
            self._sessions[session_id] = Session.resume(self._journal, session_id)
        return self._sessions[session_id]

    # -- moves ----------------------------------------------------------------------------------------------------

    def take(self, number: int) -> Session:
        """Serve a customer who is first in their line.

        Raises:
            ValueError: they are not, or somebody is being served.
        """
        if not may(self.roster, self.floor, Move("took", number)):
            raise ValueError(f"customer {number} cannot be served now")
        arrival = self.roster.arrivals[number]
        session = self._begun_before(number) or self._begin_session(number)
        session_id = session.played.session_id or f"guest {arrival.number}"
        self._sessions[session_id] = session
        self._make(Move("took", number, session_id))
        self.session = session
        return session

    def _begin_session(self, number: int) -> Session:
        arrival = self.roster.arrivals[number]
        scenario = self.scene(arrival.scene)
        waited = self.floor.clock_ms - arrival.at_ms
        mood = starting_mood(scenario, waited, eased=arrival.eased)
        carried = Carried((), mood, dict(self.roster.world), own_limit=self.roster.own_limit)
        language: Any = self.roster.language
        return Session.begin(
            scenario, language, arrival.seed, mode=Mode.SHIFT,
            journal=self._journal, person_id=self.person_id, carried=carried,
        )  # fmt: skip

    def _begun_before(self, number: int) -> Session | None:
        """A session that was begun for this customer just before the program was killed."""
        if self._journal is None:
            return None
        arrival, known = self.roster.arrivals[number], {guest.session for guest in self.floor.guests}
        began_at = self._journal.session(self.shift_id).started_at
        for record in reversed(self._journal.sessions(self.person_id, unfinished=True)):
            header = record.header
            same = (header.scenario_slug, header.seed) == (arrival.scene, arrival.seed)
            new = record.entry_count == 1 and record.started_at >= began_at and record.id not in known
            if header.mode is Mode.SHIFT and same and new:
                return Session.resume(self._journal, record.id)
        return None

    def part(self) -> None:
        """The customer in hand has left, or the call is over: grade what is finished, and let the queue move up.

        A scene that still runs is ended here.
        """
        session, calling = self.session, self.floor.calling
        if session is None:
            return
        while not session.ended and (calling is not None or session.state.phase is not Phase.DUE):
            session.leave()
        if session.ended:
            session.finish()
        if calling is not None:
            spent = spent_ms(session.played.events, call=True, last_words=True)
            self._make(Move("rang_off", session=calling.session, ms=spent))
        else:
            number = self.floor.serving
            spent = spent_ms(session.played.events, last_words=True)
            due_ms = _until_due(session) if session.state.phase is Phase.DUE else None
            self._make(Move("parted", -1 if number is None else number, ms=spent, due_ms=due_ms))
        self.session = None

    def open_till(self) -> None:
        """Send for a colleague who opens the second till."""
        self._make(Move("till", ms=self.clock_ms))

    def wait(self) -> None:
        """Stand at the counter until somebody comes or a call is due."""
        self._make(Move("waited"))

    def call(self, session_id: str) -> Session:
        """Make a promised call.

        Raises:
            ValueError: it is not time for it, or somebody is being served.
        """
        self._make(Move("called", session=session_id))
        self.session = self._ring(session_id)
        return self.session

    def _ring(self, session_id: str) -> Session:
        """The session of a call with the call made in it; a kill may have come between the move and that."""
        session = self.sitting(session_id)
        if session.state.phase is Phase.DUE:
            session.act("call_back")
        return session

    def close(self) -> Summary:
        """Lock the doors and add everything up."""
        if self.session is not None:
            self.part()
        if not self.floor.closed:
            self._make(Move("closed"))
            self._finish()
        return self.summary()

    def choose(self, choice: str, option: str) -> None:
        """Change one choice of the firm for the next shift; choosing again takes its place.

        Raises:
            UsageError: there is no such choice or option, or the shift is not over.
        """
        rules = load_world()
        if choice not in rules.choices or option not in rules.choices[choice].options:
            raise UsageError(f"There is no option {option!r} of {choice!r}.")
        if not self.floor.closed:
            raise UsageError("The shift is not over.")
        self._write(CHOSEN_KIND, {"choice": choice, "option": option})
        self.chosen = (choice, option)

    def summary(self) -> Summary:
        """What the shift came to."""
        ids = [guest.session for guest in self.floor.guests if guest.place is Place.SERVED]
        ids += [call.session for call in self.floor.calls if call.session not in ids and call.fate is not CallFate.OPEN]
        return summarise(self.roster, self.floor, {name: self.sitting(name) for name in ids})

    # -- keeping --------------------------------------------------------------------------------------------------

    def _make(self, move: Move) -> None:
        floor = follow(self.roster, self.floor, move)
        self._write(SHIFT_KIND, move.to_json())
        self.floor = floor
        self._settle_missed()

    def _settle_missed(self) -> None:
        """Calls whose time has passed are promises broken: their sessions end so."""
        for call in self.floor.calls:
            if call.fate is CallFate.MISSED:
                session = self.sitting(call.session)
                if not session.ended:
                    session.leave()
                if session.played.grade is None:
                    session.finish()

    def _finish(self) -> None:
        if not self.figures:
            figures = self.summary().figures()
            self._write(SUMMED_KIND, figures)
            self.figures = figures
        if self._journal is not None:
            overall = self.figures["overall"]
            self._journal.finish(self.shift_id, self._sequence, ending="closed", overall=overall)
            self._sequence += 1

    def _write(self, kind: str, payload: dict[str, Any]) -> None:
        if self._journal is not None:
            self._journal.append(self.shift_id, self._sequence, kind, to_bytes(payload))
        self._sequence += 1


def shift_due_ms(shift: Shift, session: Session) -> int:
    """When a call that was just promised is due on the shift's clock; beyond its end, in the next one."""
    return call_due_ms(shift.clock_ms, _until_due(session))


def _until_due(session: Session) -> int:
    """Milliseconds from the customer's leaving until the promised call is due."""
    due = next((event for event in session.played.events if isinstance(event, EpilogueDue)), None)
    return 0 if due is None else max(0, due.clock_ms - spent_ms(session.played.events))


def _read(entry: Entry) -> dict[str, Any]:
    if entry.payload is None:
        raise JournalError("The record of this shift was erased.", "Begin a new one.")
    data: dict[str, Any] = json.loads(entry.payload)
    return data
