"""What the queue goes by, read for many sessions at once: marks of record, and responses said to be misread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from simulator.marking import PREFIX, Facts, mark_of, read_events
from simulator.record import GRADED_KIND, Entry, Journal, SessionRecord
from simulator.review import CASE_KIND


class FactsOfSessions:
    """Reads the facts of sessions and remembers them until something is added to one.

    Their marks hold points, faults, versions and how sure the grader was, not the evidence: a list of thousands of
    sessions needs no words, and should not keep any.

    Args:
        journal: where the sessions lie.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._known: dict[str, tuple[int, Facts | None]] = {}

    def __call__(self, records: Sequence[SessionRecord]) -> dict[str, Facts]:
        """The facts of those of the sessions that have a grade and still have their words, by id."""
        for record in records:
            if record.erased_at is not None:
                self._known.pop(record.id, None)
        here = [record for record in records if record.erased_at is None]
        # A session's entries only ever become more, so their number says whether anything may have moved.
        fresh = [record for record in here if self._known.get(record.id, (-1,))[0] != record.entry_count]
        ids = [record.id for record in fresh]
        found = self._journal.entries_of_kinds(ids, (GRADED_KIND, CASE_KIND), (PREFIX,)) if fresh else {}
        for record in fresh:
            self._known[record.id] = (record.entry_count, facts_of(record, found.get(record.id, ())))
        known = ((record.id, self._known[record.id][1]) for record in here)
        return {session_id: facts for session_id, facts in known if facts is not None}


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
