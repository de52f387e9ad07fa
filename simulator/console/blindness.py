"""Who may still rate a session blindly: whoever has not seen its grade, marked it, or played it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from simulator.console.things import OPENED
from simulator.marking import RATED_KIND, Facts, Rating, read_ratings

if TYPE_CHECKING:
    from simulator.console.ask import Ask
    from simulator.record import Journal, Round, SessionRecord
    from simulator.training import FactsOfSessions

SEEN = "grade.seen"
"""Action of the audit log: a trainer has opened a session with its grade."""


class Place(StrEnum):
    """How a rater stands to a session of a round."""

    RATED = "rated"
    OPEN = "open"
    """Theirs to rate."""
    SEEN = "seen"
    MARKED = "marked"
    OWN = "own"
    GONE = "gone"
    """Its words were erased."""


class RoundState:
    """One round as it stands when it is asked for: its sessions, the ratings given, and who may still rate what.

    Args:
        journal: the records.
        round_: the round.
        facts: reads marks.
    """

    def __init__(self, journal: Journal, round_: Round, facts: FactsOfSessions) -> None:
        self._journal = journal
        self._seen: dict[str, frozenset[str]] = {}
        self.round = round_
        self.records = tuple(journal.reading.some(round_.sessions).values())
        self.facts: Mapping[str, Facts] = facts(self.records)
        entries = journal.entries_of_kinds(round_.sessions, (RATED_KIND,)) if round_.sessions else {}
        self.ratings: Mapping[str, tuple[Rating, ...]] = {
            session: read_ratings(entries.get(session, ()), round_.id) for session in round_.sessions
        }

    def places(self, person_id: str) -> dict[str, Place]:
        """How a rater stands to each session, in the order of the round."""
        return {record.id: self.place(person_id, record) for record in self.records}

    def place(self, person_id: str, record: SessionRecord) -> Place:
        """How a rater stands to one session."""
        facts = self.facts.get(record.id)
        if any(rating.by == person_id for rating in self.ratings.get(record.id, ())):
            return Place.RATED
        if facts is None:
            return Place.GONE
        if record.person_id == person_id:
            return Place.OWN
        if person_id in facts.mark.reviewers:
            return Place.MARKED
        return Place.SEEN if record.id in self._seen_by(person_id) else Place.OPEN

    def _seen_by(self, person_id: str) -> frozenset[str]:
        if person_id not in self._seen:
            asked = (person_id, (SEEN, OPENED), "session", self.round.sessions)
            self._seen[person_id] = self._journal.audit.objects(*asked)
        return self._seen[person_id]

    def left(self, person_id: str) -> tuple[str, ...]:
        """Sessions that somebody is still to rate; none once the round is closed."""
        if self.round.closed_at is not None or person_id not in self.round.raters:
            return ()
        return tuple(session for session, place in self.places(person_id).items() if place is Place.OPEN)


def has_seen(journal: Journal, person_id: str, session_id: str) -> bool:
    """Whether somebody has opened a session with its grade, as a trainer or as HR."""
    return bool(journal.audit.objects(person_id, (SEEN, OPENED), "session", (session_id,)))


def to_rate(journal: Journal, person_id: str, facts: FactsOfSessions) -> dict[str, Round]:
    """Sessions that somebody is to rate blindly in an open round and has not rated yet, with the round."""
    return {
        session: each
        for each in journal.rounds.of_rater(person_id)
        if each.closed_at is None
        for session in RoundState(journal, each, facts).left(person_id)
    }


def note_seen(ask: Ask, session_id: str, in_round: str = "") -> None:
    """Write down that the visitor has seen the grade of a session: they cannot rate it blindly any more.

    Args:
        ask: the request.
        session_id: the session.
        in_round: the round on whose page they saw it.
    """
    if not has_seen(ask.journal, ask.visitor.person_id, session_id):
        ask.log(SEEN, "session", session_id, **({"round": in_round} if in_round else {}))
