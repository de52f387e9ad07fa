"""Everything stored graded anew by the grader as it is now, from the stored words; a report first, proposals after.

A session is graded from the scene's bytes and the responses it was played with; whatever grade came along is only what
the new one is held against. Nothing is written by `regrade`; `propose_anew` writes what its report says would change.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, Protocol

from scoring import LANGUAGES, load_rubric, rubric_names, versions
from simulator.errors import SilkGlovesError, UsageError
from simulator.marking import append_event, mark_of, propose, read_events, read_mark
from simulator.record import Entry, Journal, SequenceError, SessionRecord
from simulator.review import Graded, conversation, rebuild
from simulator.scenario import Scenario, load_bundle

from .crew import Crew
from .hearing import heard_again
from .judging import grade_session, proposal
from .regraded import OVERALL, Difference, Failure, Regraded, Regrading, difference, with_numbers
from .standing import UNREADABLE, figures, readiness_moved

CHUNK = 8
"""Sessions handed to a process at a time: so many are waited for when a run is cancelled."""
AHEAD = 2
"""Chunks per process that are read before they are needed."""
TRIES = 3
"""How often a proposal is written anew where somebody else writes to the same session at the same moment."""

CURRENT, UNGRADED, SAME, CHANGED, FAILED = "current", "ungraded", "same", "changed", "failed"

Told = Callable[[int, int], None]
Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one session.

    Args:
        session: its id.
        kind: `CURRENT`, `UNGRADED`, `SAME`, `CHANGED` or `FAILED`.
        change: what is seen otherwise.
        grade: the new grade as a record keeps it, or its figures alone, as was asked.
        said: why it failed.
    """

    session: str
    kind: str
    change: Regraded | None = None
    grade: dict[str, Any] | None = None
    said: str = ""


class Hands(Protocol):
    """Who grades, if it is not a crew of this machine: see `sharing.Workers`."""

    def outcomes(
        self, journal: Journal, records: Sequence[SessionRecord], asked: Asked, told: Told, stopped: Stopped
    ) -> Iterator[Outcome]:
        """What comes of each session, in whatever order."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a report did.

    Args:
        written: sessions that have a new proposal.
        already: sessions that needed none: it was there, or a person's mark would be reopened for evidence alone.
        failures: could not be graded or written.
        cancelled: ended before everything was written; applying again goes on.
    """

    written: tuple[str, ...] = ()
    already: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """How sessions are graded: `everything` also where this grader has, `whole` with what is proposed to learn."""

    everything: bool
    whole: bool = False


def grader_stamp() -> str:
    """What the present grader is, in 12 hex digits: everything that decides points, in all languages and rubrics."""
    found = {
        f"{language} {name}": versions(language, load_rubric(name)) for language in LANGUAGES for name in rubric_names()
    }
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:12]


def regrade(
    journal: Journal,
    *,
    crew: Crew | Hands,
    everything: bool = False,
    told: Told | None = None,
    stopped: Stopped | None = None,
) -> Regrading:
    """Grade every stored session anew and report what would change; nothing is written.

    Args:
        journal: where they are.
        crew: the processes that work, here or elsewhere.
        everything: also sessions whose latest proposal says that this very grader made it.
        told: called with the sessions done and their total.
        stopped: asked between pieces of work; True ends the run with what there is by then.
    """
    listed = journal.sessions()
    ready = [record for record in listed if record.ended_at is not None and record.erased_at is None]
    count = {CURRENT: 0, UNGRADED: 0, SAME: 0}
    changed, failures, grades = list[Regraded](), list[Failure](), dict[str, dict[str, Any]]()
    done = 0
    for found in _graded(journal, ready, crew, Asked(everything), told, stopped):
        done += 1
        if found.change is not None:
            changed.append(found.change)
            grades[found.session] = found.grade or {}
        elif found.kind == FAILED:
            failures.append(Failure(found.session, found.said))
        else:
            count[found.kind] += 1
    place = {record.id: number for number, record in enumerate(listed)}
    changed.sort(key=lambda item: (item.person, place[item.session]))
    return Regrading(
        grader_stamp(),
        len(ready),
        count[CURRENT],
        count[SAME],
        count[UNGRADED],
        sum(record.ended_at is None and record.erased_at is None for record in listed),
        sum(record.erased_at is not None for record in listed),
        tuple(changed),
        tuple(sorted(failures, key=lambda item: place[item.session])),
        tuple(readiness_moved(journal, changed, grades)),
        done < len(ready),
    )


def propose_anew(
    journal: Journal,
    report: Regrading,
    at: datetime,
    *,
    crew: Crew | Hands,
    sessions: Collection[str] | None = None,
    told: Told | None = None,
    stopped: Stopped | None = None,
) -> Applied:
    """Write the grader's new proposals for what a report says would change. Doing it twice writes nothing twice.

    Args:
        journal: where the sessions are.
        report: of `regrade`; what it holds is graded once more, never taken from the report.
        at: now.
        crew: the processes that work.
        sessions: only these of the report's.
        told: as for `regrade`.
        stopped: as for `regrade`.

    Raises:
        UsageError: the grader is another than the one that made the report.
    """
    if report.stamp != grader_stamp():
        raise UsageError("The grader has changed since this report was made.", "Start the re-grading again.")
    wanted = [item.session for item in report.changed if sessions is None or item.session in sessions]
    records = {record.id: record for record in journal.sessions()}
    ready = [records[name] for name in wanted if name in records and records[name].erased_at is None]
    written, already, failures = list[str](), list[str](), list[Failure]()
    done = 0
    for found in _graded(journal, ready, crew, Asked(everything=True, whole=True), told, stopped):
        done += 1
        said = found.said or _write(journal, found, at)
        if said in (SAME, CHANGED):
            (written if said == CHANGED else already).append(found.session)
        else:
            failures.append(Failure(found.session, said))
    return Applied(tuple(written), tuple(already), tuple(failures), done < len(ready))


def _never() -> bool:
    return False


def _nobody(done: int, total: int) -> None:
    """Told to nobody."""


def _graded(
    journal: Journal,
    ready: Sequence[SessionRecord],
    crew: Crew | Hands,
    asked: Asked,
    told: Told | None,
    stopped: Stopped | None,
) -> Iterator[Outcome]:
    """What comes of each session, whoever grades it."""
    told, stopped = told or _nobody, stopped or _never
    if not isinstance(crew, Crew):
        yield from crew.outcomes(journal, ready, asked, told, stopped)
        return
    for done, found in enumerate(_outcomes(journal, ready, crew, asked, stopped), start=1):
        yield found  # what comes of it is kept before it counts as done
        told(done, len(ready))


def _write(journal: Journal, found: Outcome, at: datetime) -> str:
    """Write a proposal if it is still worth it. Returns `CHANGED` where it was written, `SAME`, or what went wrong."""
    if found.change is None or found.grade is None or not found.change.to_propose:
        return SAME
    try:
        for _ in range(TRIES):
            mark = read_mark(journal, found.session)
            if mark is None:
                return UNGRADED
            if mark.machine == json.loads(json.dumps(found.grade)):
                return SAME  # another run of the same was quicker
            try:
                append_event(journal, found.session, propose(found.grade, at), mark)
            except SequenceError:
                continue
            return CHANGED
    except (SilkGlovesError, *UNREADABLE) as error:
        return _said(error)
    return SequenceError.__name__


def _outcomes(
    journal: Journal, records: Sequence[SessionRecord], crew: Crew, asked: Asked, stopped: Stopped
) -> Iterator[Outcome]:
    """What comes of each session, in whatever order. A process that dies takes one session with it and no more."""
    waiting, suspects = deque(alike(records)), deque[tuple[SessionRecord, ...]]()
    running: dict[Future[Any], tuple[SessionRecord, ...]] = {}
    while True:
        while not stopped() and (queue := _next_queue(waiting, suspects, running, crew)):
            chunk = queue.popleft()
            work, failed = read_chunk(journal, chunk)
            yield from failed
            if work is not None:
                try:
                    running[crew.give(grade_chunk, *work, asked)] = chunk
                except BrokenProcessPool:
                    crew.renew()
                    waiting.appendleft(chunk)
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            chunk = running.pop(future)
            try:
                yield from future.result()
            except BrokenProcessPool:
                crew.renew()
                if len(chunk) == 1:
                    yield Outcome(chunk[0].id, FAILED, said=BrokenProcessPool.__name__)
                else:
                    suspects.extend((record,) for record in chunk)


def _next_queue(
    waiting: deque[tuple[SessionRecord, ...]],
    suspects: deque[tuple[SessionRecord, ...]],
    running: dict[Future[Any], tuple[SessionRecord, ...]],
    crew: Crew,
) -> deque[tuple[SessionRecord, ...]] | None:
    """Where the next piece is taken from, if any may begin now. What may kill a process is tried alone."""
    if suspects:
        return None if running else suspects
    return waiting if waiting and len(running) < AHEAD * crew.count else None


def alike(records: Sequence[SessionRecord], most: int | None = None) -> Iterator[tuple[SessionRecord, ...]]:
    """Sessions of one scene and language together: a process reads both once."""

    def key(record: SessionRecord) -> tuple[str, str]:
        return record.header.language, record.header.scenario_hash

    for _, same in groupby(sorted(records, key=key), key):
        group, size = tuple(same), most or CHUNK
        for start in range(0, len(group), size):
            yield group[start : start + size]


_Work = tuple[bytes, tuple[tuple[SessionRecord, tuple[Entry, ...]], ...]]


def read_chunk(journal: Journal, chunk: Sequence[SessionRecord]) -> tuple[_Work | None, list[Outcome]]:
    """What a process needs for a chunk, and the sessions that cannot be read."""
    failed = list[Outcome]()
    entries = list[tuple[SessionRecord, tuple[Entry, ...]]]()
    try:
        content = journal.scenario(chunk[0].header.scenario_hash)
    except SilkGlovesError as error:
        return None, [Outcome(record.id, FAILED, said=_said(error)) for record in chunk]
    for record in chunk:
        try:
            entries.append((record, journal.entries(record.id)))
        except SilkGlovesError as error:
            failed.append(Outcome(record.id, FAILED, said=_said(error)))
    return ((content, tuple(entries)) if entries else None), failed


@lru_cache(maxsize=4)
def _scenario(content: bytes) -> Scenario:
    return load_bundle(content)


def grade_chunk(
    content: bytes, sessions: Sequence[tuple[SessionRecord, tuple[Entry, ...]]], asked: Asked
) -> list[Outcome]:
    """Grade some sessions of one scene anew; runs in a process of the crew, and never raises.

    Args:
        content: the scene's bytes, as played.
        sessions: each with its entries.
        asked: how.
    """
    found = []
    for record, entries in sessions:
        try:
            found.append(_grade(content, record, entries, asked))
        except Exception as error:  # noqa: BLE001 - one session that cannot be graded must not end the run
            found.append(Outcome(record.id, FAILED, said=_said(error)))
    return found


def _said(error: Exception) -> str:
    """What went wrong, without words that somebody may have typed."""
    return error.message if isinstance(error, SilkGlovesError) else type(error).__name__


def _is_current(record: SessionRecord, grade: Mapping[str, Any]) -> bool:
    """Whether a grade says that the present grader made it; by which rubric, the scene's bytes have settled."""
    made = grade.get("versions", {})
    name = str(made.get("rubric", "")).partition(" ")[0]
    return name in rubric_names() and made == versions(record.header.language, load_rubric(name))


def _grade(content: bytes, record: SessionRecord, entries: tuple[Entry, ...], asked: Asked) -> Outcome:
    mark = mark_of(read_events(entries))
    if mark is None:
        return Outcome(record.id, UNGRADED)
    if not asked.everything and _is_current(record, mark.machine):
        return Outcome(record.id, CURRENT)
    scenario = _scenario(content)
    rubric = load_rubric(scenario.file.about.rubric)
    again = heard_again(rebuild(record.id, scenario, entries))
    grade = grade_session(again, improvements=False).to_record()
    graded: Graded = conversation(again)
    seen = difference(mark.machine, grade, graded, rubric)
    if not seen.any:
        return Outcome(record.id, SAME)
    change = _change(record, with_numbers(seen, again, graded), mark.machine, grade, by_person=mark.by_person)
    return Outcome(record.id, CHANGED, change, proposal(again) if asked.whole else figures(grade))


def _change(
    record: SessionRecord, seen: Difference, before: Any, after: dict[str, Any], *, by_person: bool
) -> Regraded:
    header = record.header
    return Regraded(
        record.id,
        record.person_id,
        header.scenario_slug,
        header.language,
        header.mode.value,
        before.get(OVERALL),
        after[OVERALL],
        seen.steps,
        seen.heard,
        seen.versions,
        by_person=by_person,
        moved=seen.moved,
    )
