"""A re-grading shared among workers on any number of machines, and what a worker does.

A run is cut into pieces that wait on the database (`simulator.record.Errands`). Whoever grades a piece keeps what came
of each session once, by run and session; when all are there, they are gathered as if this process had graded them.
Pieces wait in a queue of the grader's own, so that a worker of another version never sees them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from itertools import count
from types import TracebackType
from typing import Any, Self

from simulator.errors import UsageError
from simulator.record import Errands, Journal, SessionRecord, UnknownRecordError, errands_of

from .crew import Crew
from .regraded import bare, regraded_from_json
from .regrading import FAILED, Asked, Hands, Outcome, Stopped, Told, alike, grade_chunk, grader_stamp, read_chunk

PIECE = 20
"""Sessions of one piece: some seconds of work, lost when a worker is killed."""
LOOK_S = 0.5
"""How often it is looked how far a run is, in seconds."""
LEFT_EVERY = 10
"""In one of so many looks it is asked whether anything is being done at all."""
LOST = "No worker could grade it."
BEGUN_MOST = 3
"""A piece begun so often, and never ended, kills whoever takes it: its sessions are tried one by one, then given up."""


def queue_of(stamp: str) -> str:
    """The queue of a grader."""
    return f"grading-{stamp}"


def hands(journal: Journal, processes: int | None = None) -> Crew | Workers:
    """Who grades: workers, where the journal lies on PostgreSQL and one of this grader answers; else this machine.

    Args:
        journal: where the sessions lie.
        processes: of this machine, which then does it in any case.
    """
    errands = errands_of(journal) if processes is None else None
    if errands is not None and errands.somebody_is_there(queue_of(grader_stamp())):
        return Workers(errands)
    return Crew(processes)


class Workers:
    """Workers somewhere, used like a `Crew`.

    Args:
        errands: what waits for them.
    """

    def __init__(self, errands: Errands) -> None:
        self._errands = errands

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open between two runs."""

    def outcomes(
        self, journal: Journal, records: Sequence[SessionRecord], asked: Asked, told: Told, stopped: Stopped
    ) -> Iterator[Outcome]:
        """What came of each session, once all of them were graded, or of those that were by when it was stopped."""
        run, stamp = journal.regraded.new_run(), grader_stamp()
        errand = {"run": run, "stamp": stamp, "everything": asked.everything, "whole": asked.whole}
        try:
            pieces = ({**errand, "sessions": [one.id for one in piece]} for piece in alike(records, PIECE))
            self._errands.put(queue_of(stamp), pieces)
            self._wait(journal, run, len(records), told, stopped)
            missing = dict.fromkeys(one.id for one in records)
            for known in journal.regraded.outcomes(run):
                missing.pop(known["session"], None)
                yield _outcome(known)
            if not self._errands.left(run):
                yield from (Outcome(name, FAILED, said=LOST) for name in missing)
        finally:
            self._errands.drop(run)
            journal.regraded.clear(run)

    def _wait(self, journal: Journal, run: str, total: int, told: Told, stopped: Stopped) -> None:
        """Wait until all sessions are known, nothing is being done any more, or somebody asks to stop."""
        for looked in count(1):
            done = journal.regraded.count(run)
            told(done, total)
            if done >= total or stopped():
                return
            if looked % LEFT_EVERY == 0 and not self._errands.left(run):
                return  # a worker failed over a piece, or somebody was erased meanwhile
            time.sleep(LOOK_S)


def work(journal: Journal, **times: Any) -> None:
    """Grade what waits for this grader, until the process is told to end.

    Args:
        journal: on PostgreSQL.
        times: as `Errands.work` takes them.

    Raises:
        UsageError: the journal lies in a file.
    """
    errands = errands_of(journal)
    if errands is None:
        raise UsageError(
            "Workers need PostgreSQL.",
            "Name --database postgresql+psycopg://HOST/NAME; a file is graded where it lies.",
        )
    errands.work(queue_of(grader_stamp()), lambda errand, begun: do_piece(journal, errand, begun), **times)


def do_piece(journal: Journal, errand: Mapping[str, Any], begun: int = 0) -> None:
    """Grade one piece and keep what came of it; what is known already is not graded again.

    Args:
        journal: where the sessions are.
        errand: as `Workers.outcomes` put it.
        begun: how often it was begun before, by workers that died.

    Raises:
        UsageError: it is for another grader.
    """
    if errand["stamp"] != grader_stamp():
        raise UsageError("This piece is for another grader.", "Start workers of the version that began the run.")
    ids = journal.regraded.missing(errand["run"], errand["sessions"])
    asked = Asked(errand["everything"], errand["whole"])
    if begun < BEGUN_MOST:
        _keep(journal, errand, _grade(journal, ids, asked))
        return
    for place, session_id in enumerate(ids):
        # One of them kills, and one by one it is the first that nothing is known of after that.
        killed = begun > BEGUN_MOST and place == 0
        given_up = [Outcome(session_id, FAILED, said=BrokenProcessPool.__name__)]
        _keep(journal, errand, given_up if killed else _grade(journal, [session_id], asked))


def _grade(journal: Journal, ids: Sequence[str], asked: Asked) -> list[Outcome]:
    records, found = list[SessionRecord](), list[Outcome]()
    for session_id in ids:
        try:
            records.append(journal.session(session_id))
        except UnknownRecordError as error:
            found.append(Outcome(session_id, FAILED, said=error.message))
    if records:
        readable, failed = read_chunk(journal, records)
        found += failed
        if readable is not None:
            found += grade_chunk(*readable, asked)
    return found


def _keep(journal: Journal, errand: Mapping[str, Any], found: Sequence[Outcome]) -> None:
    journal.regraded.put(errand["run"], errand["stamp"], {each.session: _told(each) for each in found})


def _told(found: Outcome) -> dict[str, Any]:
    """An outcome as plain values, without a word that anybody said but those in a grade's evidence."""
    change = None if found.change is None else asdict(bare(found.change))
    return {"session": found.session, "kind": found.kind, "change": change, "grade": found.grade, "said": found.said}


def _outcome(told: Mapping[str, Any]) -> Outcome:
    change = None if told["change"] is None else regraded_from_json(told["change"])
    return Outcome(told["session"], told["kind"], change, told["grade"], told["said"])


__all__ = ["Hands", "Workers", "do_piece", "hands", "queue_of", "work"]
