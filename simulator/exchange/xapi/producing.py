"""From the records to statements: of each session that has moved, those that are not there yet."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulator.marking import PREFIX
from simulator.record import JournalError, NewStatement, UnknownRecordError
from simulator.scenario import ScenarioError, load_bundle

from .choosing import FOLLOWER, Chosen, key_of, read_chosen
from .telling import Subject, Told, pseudonym, tell, tell_voided

if TYPE_CHECKING:
    from simulator.record import Entry, Journal, SessionRecord
    from simulator.scenario import Scenario

logger = logging.getLogger(__name__)

SESSIONS = 50
"""Sessions looked at between two writes."""
GRADED_WITHIN = timedelta(minutes=10)
"""A proposal so soon after a session was received is that of receiving it; a later one is a run that graded anew."""
_KEPT_SCENES = 200


class Producer:
    """Makes the statements of a journal.

    Args:
        journal: the records.
        chosen: what is told.
    """

    def __init__(self, journal: Journal, chosen: Chosen) -> None:
        self._journal = journal
        self._chosen = chosen
        self._key = key_of(journal)
        self._scenes: dict[str, Scenario | None] = {}

    def of_session(self, record: SessionRecord) -> tuple[Told, ...]:
        """All statements about one session, in order; none where it is not told about or has not ended.

        Raises:
            JournalError: its entries cannot be read.
            ValueError: entries that cannot follow each other.
        """
        if record.header.mode.value not in self._chosen.modes or record.ended_at is None or record.erased_at:
            return ()
        entries = self._journal.entries(record.id)
        given = self._journal.assignments.of_session(record.id)
        subject = Subject(
            record,
            pseudonym(self._key, record.person_id),
            self._chosen.place,
            self._titles(record),
            None if given is None else (given.assignment_id, given.number),
            self._chosen.proposals,
            self._untrusted(record, entries),
        )
        return tell(subject, entries)

    def of_erased(self, record: SessionRecord, now: datetime) -> tuple[Told, ...]:
        """What takes back what an LMS knows about a session of an erased person."""
        if not self._chosen.void or self._journal.person(record.person_id).erased_at is None:
            return ()
        known = self._journal.statements.perhaps_there(record.id)
        return tuple(tell_voided(self._chosen.place, each, now) for each in known)

    def _untrusted(self, record: SessionRecord, entries: Sequence[Entry]) -> int:
        """Up to which entry a desktop's own grade stands that the company's grader did not find when it came."""
        receipts = self._journal.devices.receipts(record.id)
        if not receipts or len(entries) <= receipts[0].entry_count:
            return 0
        own, received_at = entries[receipts[0].entry_count], receipts[0].received_at
        at_once = own.kind == PREFIX + "proposed" and own.recorded_at - received_at < GRADED_WITHIN
        return own.sequence if at_once else 0

    def _titles(self, record: SessionRecord) -> dict[str, str]:
        hash_ = record.header.scenario_hash
        if hash_ not in self._scenes:
            if len(self._scenes) >= _KEPT_SCENES:
                self._scenes.clear()
            try:
                self._scenes[hash_] = load_bundle(self._journal.scenario(hash_))
            except (ScenarioError, JournalError, ValueError):
                self._scenes[hash_] = None  # a scene of another program is told by its folder alone
        scene = self._scenes[hash_]
        if scene is None:
            return {}
        drawn = scene.draw(record.header.seed)
        return {language: scene.text("about.title", language, drawn) for language in scene.languages}


def produce(journal: Journal, most: int = 1000) -> int:
    """Keep the statements of sessions that have moved, and return how many were new.

    Args:
        journal: the records.
        most: look at most at so many sessions.
    """
    chosen = read_chosen(journal)
    if not chosen.on:
        return 0
    producer, new, looked = Producer(journal, chosen), 0, 0
    while looked < most and (moved := journal.following.waiting(FOLLOWER, min(SESSIONS, most - looked))):
        said = [each for session_id in sorted(moved) for each in _of_moved(producer, journal, session_id)]
        new += journal.statements.add(said)
        # Only now: whoever is killed before this looks at the same sessions again and finds the same statements.
        journal.following.settle(FOLLOWER, moved.items())
        looked += len(moved)
    return new


def every_statement(journal: Journal, chosen: Chosen, since: datetime | None = None) -> Iterator[Told]:
    """All statements of the records as they stand, session by session in the order they began.

    Args:
        journal: the records.
        chosen: what is told.
        since: only what happened then or later; aware.
    """
    from .telling import stamp

    producer, first = Producer(journal, chosen), "" if since is None else stamp(since)
    for record in journal.sessions():
        yield from (each for each in _told(producer, record) if each.body["timestamp"] >= first)


def _of_moved(producer: Producer, journal: Journal, session_id: str) -> Iterator[NewStatement]:
    try:
        record = journal.session(session_id)
    except UnknownRecordError:
        return
    if record.erased_at is None:
        for each in _told(producer, record):
            yield NewStatement(each.id, record.id, record.person_id, each.verb, each.to_json())
    else:
        for each in producer.of_erased(record, journal.clock()):
            yield NewStatement(each.id, record.id, None, each.verb, each.to_json())


def _told(producer: Producer, record: SessionRecord) -> tuple[Told, ...]:
    try:
        return producer.of_session(record)
    except (JournalError, ValueError, KeyError, TypeError) as error:
        # Of a record that cannot be read nothing is told; checking the records names it.
        logger.warning("nothing is told about session %s: %s", record.id, error)
        return ()
