"""Figures that pages over everybody show, kept fresh: a little at once, much behind the pages."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from secrets import token_hex
from threading import Event, Lock, Thread
from time import monotonic, thread_time
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from simulator.errors import SilkGlovesError
from simulator.training import Summing

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from simulator.record import Freshness, Journal

logger = logging.getLogger(__name__)

AT_ONCE = 100
"""So many sessions that have moved are counted before a page is shown; more are counted behind the pages."""
AT_ONCE_S = 2.0
"""And no longer than so: whoever has just confirmed something should see it, also on a slow machine."""
LONG_S = 0.1
"""What took more of a processor than so many seconds is not worked out anew with every session that comes in, ..."""
_WORTH = 100
"""... but stands for so many times as long as it took: groups of 20,000 people for about a minute."""
_FEW = 10
_TURN_S, _HELD_S = 5.0, 60
_KEPT = 128
_COUNTED_EVERY_S = 2.0
_MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was worked out, of which generation of the figures, and until when it stands in any case."""

    value: Any
    generation: int | None
    until: float


class Figuring:
    """Keeps the figures of one journal fresh for the requests of one server process.

    Args:
        journal: the records.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._summing = Summing(journal)
        self._turn, self._starting = Lock(), Lock()
        self._thread: Thread | None = None
        self._ending = Event()
        self._begun = False
        self._counted = (0.0, 0)
        self._kept: dict[Hashable, _Kept] = {}

    def fresh(self) -> Freshness:
        """Bring figures up to date where little has moved, else have it done; says how fresh they are then."""
        if not self._begin():
            return self._told()
        found = self._journal.counting.freshness(AT_ONCE + 1)
        if not found.waiting:
            return found
        if found.waiting <= AT_ONCE:
            with self._turn:
                if self._summing.some(AT_ONCE_S, _FEW):
                    return self._journal.counting.freshness(AT_ONCE + 1)
        self.start()
        return self._told()

    def remembered(self, key: Hashable, generation: int | None, made: Callable[[], Any]) -> Any:
        """What is worked out of figures, once for each state of them; what takes long not more often than is worth it.

        Args:
            key: what it is.
            generation: of the figures; None for what moves without them.
            made: works it out.
        """
        kept = self._kept.get(key)
        same = kept is not None and kept.generation is not None and kept.generation == generation
        if kept is not None and (same or monotonic() < kept.until):
            return kept.value
        begun = thread_time()
        value = made()
        cost = thread_time() - begun
        if len(self._kept) >= _KEPT:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[key] = _Kept(value, generation, monotonic() + _WORTH * cost if cost > LONG_S else 0.0)
        return value

    def start(self) -> None:
        """Count behind the pages, unless that is done already."""
        with self._starting:
            if self._ending.is_set() or (self._thread is not None and self._thread.is_alive()):
                return
            self._thread = Thread(target=self._run, name="figures", daemon=True)
            self._thread.start()

    def end(self, timeout_s: float = 20.0) -> None:
        """Count no more, because the server ends; what was begun is gone on with another day."""
        self._ending.set()
        self.wait(timeout_s)

    def wait(self, timeout_s: float) -> bool:
        """Wait for what is counted behind the pages; says whether that is over."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout_s)
        return thread is None or not thread.is_alive()

    def _begin(self) -> bool:
        """Whether sessions are followed; a long list of them is begun with behind the pages."""
        if not self._begun:
            if self._summing.begun or not self._journal.counting.longer_than(AT_ONCE):
                self._summing.begin()
                self._begun = True
            else:
                self.start()
        return self._begun

    def _told(self) -> Freshness:
        """How fresh figures are; many that wait are counted now and then only."""
        found = self._journal.counting.freshness(AT_ONCE + 1)
        if found.waiting <= AT_ONCE:
            return found
        at, waiting = self._counted
        if monotonic() - at > _COUNTED_EVERY_S:
            found = self._journal.counting.freshness(_MOST)
            self._counted = (monotonic(), found.waiting)
            return found
        return type(found)(found.generation, found.counted_at, waiting)

    def _run(self) -> None:
        holder, summing = token_hex(8), Summing(self._journal)
        try:
            summing.begin()
            while not self._ending.is_set():
                if not self._journal.counting.hold(holder, _HELD_S):
                    return  # another process of the server does it
                if summing.some(_TURN_S):
                    break
            self._journal.counting.release(holder)
        except SilkGlovesError as error:
            logger.warning("figures were not counted: %s", error)
        except Exception:
            logger.exception("figures were not counted")


_FIGURING: WeakKeyDictionary[Journal, Figuring] = WeakKeyDictionary()
_LOCK = Lock()


def figuring_of(journal: Journal) -> Figuring:
    """What keeps the figures of a journal fresh, one for all requests."""
    with _LOCK:
        found = _FIGURING.get(journal)
        if found is None:
            found = _FIGURING[journal] = Figuring(journal)
        return found
