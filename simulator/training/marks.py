"""The marks of record of many sessions, read at once: what figures over people count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulator.marking import KINDS, PREFIX, Mark, mark_of, read_events
from simulator.record import GRADED_KIND, Journal, SessionRecord
from simulator.review import Marks, Standing

from .awaiting import FactsOfSessions

_ENTRY_KINDS = (GRADED_KIND, *(PREFIX + kind for kind in KINDS))


def standing_of(mark: Mark) -> Standing:
    """What a mark comes to for figures: confirmed is what a person stands behind and nobody contests."""
    return Standing(mark.grade, mark.by_person and mark.contest is None, mark.status.value)


class MarksOfRecord:
    """Gives marks of record without their evidence; it is a `simulator.review.Marks`.

    Args:
        journal: where the sessions lie.
        facts: what has read them before and remembers them; one of its own where None.
    """

    def __init__(self, journal: Journal, facts: FactsOfSessions | None = None) -> None:
        self._facts = facts or FactsOfSessions(journal)

    def __call__(self, records: Sequence[SessionRecord]) -> Mapping[str, Standing]:
        """The standing of those of the sessions that have a grade and still have their words."""
        return {session_id: standing_of(facts.mark) for session_id, facts in self._facts(records).items()}


def whole_marks(journal: Journal) -> Marks:
    """Gives marks of record with all their evidence, for reports that show it."""

    def read(records: Sequence[SessionRecord]) -> dict[str, Standing]:
        ids = [record.id for record in records if record.erased_at is None]
        found = journal.entries_of_kinds(ids, _ENTRY_KINDS)
        marks = {session_id: mark_of(read_events(entries)) for session_id, entries in found.items()}
        return {session_id: standing_of(mark) for session_id, mark in marks.items() if mark is not None}

    return read
