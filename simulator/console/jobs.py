"""Long work behind the pages: one job at a time, in a thread of the server; what comes of it stays in the records.

What runs is written down with a beat, so that every process of the server can show it. On PostgreSQL the process that
does it holds a lock of the database: no other one begins, on whichever machine, and one that was killed has let go.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

from simulator.errors import SilkGlovesError

if TYPE_CHECKING:
    from simulator.record import Held, Journal

logger = logging.getLogger(__name__)

RUNNING = "job.running"
STOP = "job.stop"
LAST = "job.last."
"""Settings of the records: what runs, which job is asked to stop, and what came of the last job of each kind."""
HOLD = "console job"
"""What the process that does a job holds."""
QUIET = timedelta(minutes=2)
"""A job of another process on a file that has not been heard of for so long is over."""
BEAT_S = 1.0
"""How often progress is written down, in seconds."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the records tell of it.

    Args:
        kind: what is done, for instance `regrading`.
        subject: id of what it is done to; may be empty.
        by: person who started it.
        process: the server process that does it.
        started_at: when it began.
        beat_at: when it was last heard of.
        done: pieces done.
        total: pieces there are; 0 while nobody knows.
    """

    kind: str
    subject: str
    by: str
    process: str
    started_at: datetime
    beat_at: datetime
    done: int = 0
    total: int = 0

    @property
    def key(self) -> str:
        """Tells it from every other job."""
        return f"{self.process} {self.started_at.isoformat()}"

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "kind": self.kind, "subject": self.subject, "by": self.by, "process": self.process,
            "started_at": self.started_at.isoformat(), "beat_at": self.beat_at.isoformat(),
            "done": self.done, "total": self.total,
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Job:
        """Read what `to_json` wrote."""
        times = {name: datetime.fromisoformat(data[name]) for name in ("started_at", "beat_at")}
        return cls(**{**data, **times})


class Progress:
    """What work is given to tell how far it is, and to ask whether it is still wanted.

    Args:
        journal: the records.
        job: the job.
        clock: the present.
        ending: is set when the server ends.
    """

    def __init__(self, journal: Journal, job: Job, clock: Callable[[], datetime], ending: Event) -> None:
        self._journal, self._job, self._clock, self._ending = journal, job, clock, ending
        self._said = 0.0
        self._stopping = False
        self.done, self.total = job.done, job.total

    def told(self, done: int, total: int) -> None:
        """Say how many pieces of how many are done; written down once a second."""
        self.done, self.total = done, total
        now = time.monotonic()
        if now - self._said >= BEAT_S or done == total:
            self._said = now
            self._write()

    def stopped(self) -> bool:
        """Whether somebody has asked the work to stop, or the server ends."""
        if self._ending.is_set():
            return True
        if not self._stopping and time.monotonic() - self._said >= BEAT_S:
            self.told(self.done, self.total)
        return self._stopping

    def _write(self) -> None:
        self._stopping = self._stopping or self._journal.office.setting(STOP) == self._job.key
        job = replace(self._job, beat_at=self._clock(), done=self.done, total=self.total)
        self._journal.office.set(RUNNING, job.to_json(), self._job.by)


Work = Callable[[Progress], Mapping[str, Any]]


class Jobs:
    """The jobs of one server process; it has one thread for them.

    Args:
        alone: this process is the only one that serves these records; on PostgreSQL nobody is taken to be.
    """

    def __init__(self, *, alone: bool = True) -> None:
        self._alone = alone
        self._process = token_hex(8)
        self._lock = Lock()
        self._thread: Thread | None = None
        self._ending = Event()

    def running(self, journal: Journal, now: datetime) -> Job | None:
        """The job that runs, here or in another process of the server; None where none does.

        Args:
            journal: the records.
            now: the present.
        """
        kept = journal.office.setting(RUNNING)
        if not kept:
            return None
        job = Job.from_json(kept)
        if job.process == self._process:
            return job if self._thread is not None and self._thread.is_alive() else None
        if journal.holding.shared:
            return job if journal.holding.taken(HOLD) else None
        return None if self._alone or now - job.beat_at > QUIET else job

    def start(
        self, journal: Journal, clock: Callable[[], datetime], work: Work, *, kind: str, by: str, subject: str = ""
    ) -> bool:
        """Begin a job, unless one runs already.

        Args:
            journal: the records.
            clock: the present.
            work: does it; what it returns, plain values, is kept as the last of its kind.
            kind: what it is.
            by: the person who starts it.
            subject: id of what it is done to.

        Returns:
            Whether it was begun.
        """
        with self._lock:
            now = clock()
            if self.running(journal, now) is not None or (held := journal.holding.take(HOLD)) is None:
                return False
            job = Job(kind, subject, by, self._process, now, now)
            try:
                journal.office.set(RUNNING, job.to_json(), by)
                about = (journal, clock, job, work, self._ending, held)
                self._thread = Thread(target=_run, args=about, name=f"job-{kind}", daemon=True)
                self._thread.start()
            except BaseException:
                held.release()
                raise
            return True

    def stop(self, journal: Journal, now: datetime, by: str) -> bool:
        """Ask the job that runs to stop; False where none does."""
        job = self.running(journal, now)
        if job is None:
            return False
        journal.office.set(STOP, job.key, by)
        return True

    def end(self, timeout_s: float = 20.0) -> None:
        """Ask this process's job to stop because the server ends, and wait for it while the records are still open."""
        self._ending.set()
        self.wait(timeout_s)

    def wait(self, timeout_s: float = 60.0) -> None:
        """Wait for this process's job."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout_s)


def last(journal: Journal, kind: str) -> Mapping[str, Any] | None:
    """What came of the last job of a kind: `at`, `by`, `ok`, `said`, and what the work returned; None before that."""
    found: Mapping[str, Any] | None = journal.office.setting(LAST + kind)
    return found


def _run(journal: Journal, clock: Callable[[], datetime], job: Job, work: Work, ending: Event, held: Held) -> None:
    """Do a job, keep what came of it whatever happens, and let the next one begin."""
    try:
        _do(journal, clock, job, work, ending)
    finally:
        held.release()


def _do(journal: Journal, clock: Callable[[], datetime], job: Job, work: Work, ending: Event) -> None:
    told: dict[str, Any] = {"ok": False, "said": ""}
    try:
        told = {"ok": True, "said": "", **work(Progress(journal, job, clock, ending))}
    except SilkGlovesError as error:
        told["said"] = str(error)
    except Exception:
        logger.exception("job %s failed", job.kind)
    try:
        about = {"by": job.by, "subject": job.subject, "started_at": job.started_at.isoformat()}
        journal.office.set(LAST + job.kind, {"at": clock().isoformat(), **about, **told}, job.by)
        journal.office.set(RUNNING, {}, job.by)
    except Exception:
        logger.exception("what came of job %s could not be kept", job.kind)
