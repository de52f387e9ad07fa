"""The marks of record of many sessions, read at once: for figures over people and for the queue of reviewers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from simulator.marking import KINDS, PREFIX, Facts, Mark, mark_of, read_events
from simulator.record import GRADED_KIND, Entry, Journal, SessionRecord
from simulator.review import CASE_KIND, Standing

_ENTRY_KINDS = (GRADED_KIND, CASE_KIND, *(PREFIX + kind for kind in KINDS))
_FIGURES = ("overall", "pillars", "failed", "unmet", "caps", "versions", "low_confidence")


@dataclass(frozen=True, slots=True)
class _Known:
    """A session's mark as it was after so many entries; None where it has none."""

    entries: int
    mark: Mark | None
    standing: Standing | None
    graded_at: datetime | None
    disputed_at: tuple[datetime, ...]


class MarksOfRecord:
    """Reads marks of record and remembers them until something is added to a session.

    It is a `simulator.review.Marks`. What it gives holds points, pillars, failing faults, versions and how surely each
    act was heard, but no words: an overview of thousands of sessions needs no evidence, and should not keep any.

    Args:
        journal: where the sessions lie.
        whole: whether grades are given with their evidence.
    """

    def __init__(self, journal: Journal, *, whole: bool = False) -> None:
        self._journal = journal
        self._whole = whole
        self._known: dict[str, _Known] = {}

    def __call__(self, records: Sequence[SessionRecord]) -> Mapping[str, Standing]:
        """The standing of those of the sessions that have a grade and still have their words."""
        return {session_id: known.standing for session_id, known in self._look(records) if known.standing is not None}

    def marks(self, records: Sequence[SessionRecord]) -> dict[str, Mark]:
        """Their marks of record."""
        return {session_id: known.mark for session_id, known in self._look(records) if known.mark is not None}

    def facts(self, records: Sequence[SessionRecord]) -> list[Facts]:
        """What the queue of reviewers needs to know of them (`simulator.marking.queue`)."""
        by_id = {record.id: record for record in records}
        found = []
        for session_id, known in self._look(records):
            header = by_id[session_id].header
            if known.mark is not None and known.graded_at is not None:
                counts = header.parent_session_id is None
                place = (session_id, by_id[session_id].person_id, header.scenario_slug, header.mode.value)
                found.append(Facts(*place, known.graded_at, known.mark, known.disputed_at, counts))
        return found

    def _look(self, records: Sequence[SessionRecord]) -> list[tuple[str, _Known]]:
        here = [record for record in records if record.erased_at is None]
        for record in records:
            if record.erased_at is not None:
                self._known.pop(record.id, None)
        # A session's entries only ever become more, so their number says whether a mark may have moved.
        found = [(record, self._known.get(record.id)) for record in here]
        fresh = [record for record, known in found if known is None or known.entries != record.entry_count]
        if fresh:
            entries = self._journal.entries_of_kinds([record.id for record in fresh], _ENTRY_KINDS)
            for record in fresh:
                self._known[record.id] = self._read(record.entry_count, entries.get(record.id, ()))
        return [(record.id, self._known[record.id]) for record in here]

    def _read(self, count: int, entries: Sequence[Entry]) -> _Known:
        graded = [entry.recorded_at for entry in entries if entry.kind == GRADED_KIND]
        disputed = tuple(entry.recorded_at for entry in entries if entry.kind == CASE_KIND)
        mark = mark_of(read_events(entries))
        if mark is None:
            return _Known(count, None, None, None, disputed)
        if not self._whole:
            mark = replace(mark, machine=_figures(mark.machine), grade=_figures(mark.grade))
        standing = Standing(mark.grade, mark.by_person and mark.contest is None, mark.status.value)
        return _Known(count, mark, standing, graded[0], disputed)


def _figures(grade: Mapping[str, Any]) -> dict[str, Any]:
    """A grade without its evidence."""
    steps = {step: {"points": graded["points"]} for step, graded in grade["steps"].items()}
    turns = [
        {"understood": turn["understood"], "acts": {name: {"p": act["p"]} for name, act in turn["acts"].items()}}
        for turn in grade.get("turns", ())
    ]
    return {name: grade[name] for name in _FIGURES if name in grade} | {"steps": steps, "turns": turns}
