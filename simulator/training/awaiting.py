"""What the queue goes by, read for many sessions at once: marks of record, and responses said to be misread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

from simulator.marking import PREFIX, Facts, mark_of, read_events
from simulator.record import GRADED_KIND, Entry, Journal, SessionRecord
from simulator.review import CASE_KIND

MOST_KNOWN = 2000
"""Sessions whose facts are remembered, 16 kB each: those of the pages that people look at, not of a company."""


class FactsOfSessions:
    """Reads the facts of sessions and remembers them until something is added to one, those asked for last.

    Their marks hold points, faults, versions and how sure the grader was, not the evidence: a list of thousands of
    sessions needs no words, and should not keep any.

    Args:
        journal: where the sessions lie.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = Lock()
        self._known: dict[str, tuple[int, Facts | None]] = {}

    def __call__(self, records: Sequence[SessionRecord]) -> dict[str, Facts]:
        """The facts of those of the sessions that have a grade and still have their words, by id."""
        here = [record for record in records if record.erased_at is None]
        with self._lock:
            for record in records:
                if record.erased_at is not None:
                    self._known.pop(record.id, None)
            known = {record.id: self._known[record.id] for record in here if record.id in self._known}
        # A session's entries only ever become more, so their number says whether anything may have moved.
        fresh = [record for record in here if known.get(record.id, (-1,))[0] != record.entry_count]
        ids = [record.id for record in fresh]
        found = self._journal.entries_of_kinds(ids, (GRADED_KIND, CASE_KIND), (PREFIX,)) if fresh else {}
        for record in fresh:
            known[record.id] = (record.entry_count, facts_of(record, found.get(record.id, ())))
        self._remember(known)
        told = ((record.id, known[record.id][1]) for record in here)
        return {session_id: facts for session_id, facts in told if facts is not None}

    def _remember(self, known: Mapping[str, tuple[int, Facts | None]]) -> None:
        """Remember the last of these, and forget what nobody has asked for longest."""
        with self._lock:
            for session_id in list(known)[-MOST_KNOWN:]:
                self._known.pop(session_id, None)
                self._known[session_id] = known[session_id]
            while len(self._known) > MOST_KNOWN:
                del self._known[next(iter(self._known))]


def facts_of(record: SessionRecord, entries: Iterable[Entry]) -> Facts | None:
    """The facts of one session; None without a grade.

    Args:
        record: the session.
        entries: its entries, at least those of the kinds a mark and a dispute are made of.

    Raises:
        ValueError: entries that cannot follow each other.
    """
    entries = [entry for entry in entries if entry.payload is not None]
    mark = mark_of(read_events(entries))
    if mark is None:
        return None
    header = record.header
    machine = _figures(mark.machine)
    grade = machine if mark.grade is mark.machine else _figures(mark.grade)
    return Facts(
        record.id,
        record.person_id,
        header.scenario_slug,
        header.mode.value,
        next(entry.recorded_at for entry in entries if entry.kind == GRADED_KIND),
        replace(mark, machine=machine, grade=grade),
        tuple(entry.recorded_at for entry in entries if entry.kind == CASE_KIND),
        header.parent_session_id is None,
    )


def _figures(grade: Mapping[str, Any]) -> dict[str, Any]:
    """A grade without its evidence and sentences: points, and how sure each act was."""
    turns = [
        {"turn": turn["turn"], "understood": turn["understood"], "acts": _sure(turn["acts"])}
        for turn in grade.get("turns", ())
    ]
    steps = {step: {"points": graded["points"]} for step, graded in grade["steps"].items()}
    rest = {name: grade[name] for name in grade if name not in ("steps", "turns")}
    return {**rest, "steps": steps, "turns": turns}


def _sure(acts: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    return {name: {"p": found["p"]} for name, found in acts.items()}
