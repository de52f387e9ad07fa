"""Processes that share the work."""

from __future__ import annotations

import gc
import os
import signal
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self

from simulator.collecting import COLLECT_AFTER


def cores() -> int:
    """How many processes can work at once here."""
    with suppress(AttributeError, OSError):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


@dataclass
class Crew:
    """Processes that share work, started with the first piece; with one core the work is done here.

    Args:
        processes: how many; all cores where None.
    """

    processes: int | None = None
    _pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=error is None, cancel_futures=True)

    @property
    def count(self) -> int:
        """How many pieces are worked on at once."""
        return self.processes or cores()

    def renew(self) -> None:
        """Give up processes of which one has died: the next piece starts fresh ones."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def give(self, do: Any, *work: Any, alone: bool = False) -> Future[Any]:
        """Have ``do(*work)`` done; with ``alone`` here and now, else by whichever process is free."""
        if alone or self.count == 1:
            done: Future[Any] = Future()
            done.set_result(do(*work))
            return done
        if self._pool is None:
            # Started afresh on every system alike: a copy of a process that has threads may hang.
            self._pool = ProcessPoolExecutor(self.count, get_context("spawn"), initializer=_begin_work)
        return self._pool.submit(do, *work)


def _begin_work() -> None:
    """Leave interrupts to the parent, and let the garbage collector look less often."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(COLLECT_AFTER)
