"""Sends what waits, one sender at a time over any number of processes, until nothing does or nobody takes it.

At least once, under ids that are always the same: whoever is killed between sending and noting sends again, and the LMS
has it once. In the order it was made: what must wait holds back what comes after it.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from simulator.errors import SilkGlovesError
from simulator.exchange.sending import backoff_s
from simulator.record import Sending

from .choosing import STOPPED, read_chosen
from .outlets import Outlet
from .producing import produce

if TYPE_CHECKING:
    from simulator.record import Journal

logger = logging.getLogger(__name__)

BATCH = 50
"""Statements in one request."""
HOLD_S = 120.0
"""For so long nobody else sends, unless it is said again: before each request, and none takes longer."""
LOOK_S = 10.0
"""Seconds between two looks of a server."""


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What one run has done.

    Args:
        new: statements that were made.
        sent: statements that have arrived.
        refused: statements that will not be taken.
        waiting: statements that still wait.
        elsewhere: somebody else is sending; nothing was done.
        stopped: nothing more is sent before a person has looked.
        answer: why the rest waits.
    """

    new: int = 0
    sent: int = 0
    refused: int = 0
    waiting: int = 0
    elsewhere: bool = False
    stopped: bool = False
    answer: str = ""


class _LostError(Exception):
    """Somebody else is sending now."""


class Dispatch:
    """The way out of one process.

    Args:
        journal: the records.
        outlet: where statements go.
        dice: gives the chance in how long is waited.
    """

    def __init__(self, journal: Journal, outlet: Outlet, dice: random.Random | None = None) -> None:
        self._journal = journal
        self._outlet = outlet
        self._dice = dice or random.Random()  # noqa: S311 - no secret hangs on it
        self._holder = token_hex(8)

    def run(self, stopping: Callable[[], bool] = lambda: False) -> Dispatched:
        """Make what is to be said, and send what waits.

        Args:
            stopping: asked between two batches.

        Raises:
            SurroundingsError: the records, or the file, cannot be read or written.
        """
        if not read_chosen(self._journal).on:
            return Dispatched(waiting=self._journal.statements.counts()[Sending.WAITING])
        if not self._journal.statements.hold(self._holder, HOLD_S):
            return Dispatched(elsewhere=True)
        done = Dispatched()
        try:
            going = True
            while going and not stopping():
                new = produce(self._journal, BATCH)
                done, going = self._send(replace(done, new=done.new + new))
                going = going or new > 0
                self._beat()
        except _LostError:
            logger.info("somebody else is sending statements now")
        finally:
            self._journal.statements.let_go(self._holder)
        return replace(done, waiting=self._journal.statements.counts()[Sending.WAITING])

    def _send(self, done: Dispatched) -> tuple[Dispatched, bool]:
        """Send one batch; also whether it makes sense to go on."""
        statements = self._journal.statements
        if self._journal.office.setting(STOPPED):
            return replace(done, stopped=True), False
        batch = statements.take(BATCH)
        if not batch:
            return done, False
        outcome = self._outlet.put(batch, self._beat)
        for status in set(outcome.sent.values()):
            statements.answered([id_ for id_, found in outcome.sent.items() if found == status], status)
        for id_, (status, answer) in outcome.refused.items():
            statements.refused(id_, status, answer)
        done = replace(done, sent=done.sent + len(outcome.sent), refused=done.refused + len(outcome.refused))
        rest = [each for each in batch if each.id not in outcome.sent and each.id not in outcome.refused]
        if not rest:
            return done, True
        # A wait that was asked for is kept to, and a little chance added to it as well.
        wait_s = backoff_s(rest[0].tries, self._dice)
        if outcome.wait_s is not None:
            wait_s = outcome.wait_s + self._dice.uniform(0, 1)
        now = self._journal.clock()
        statements.later([each.id for each in rest], now + timedelta(seconds=wait_s), outcome.status, outcome.answer)
        if outcome.stop:
            told = {"at": now.isoformat(), "status": outcome.status, "answer": outcome.answer}
            self._journal.office.set(STOPPED, told, "")
        return replace(done, stopped=outcome.stop, answer=outcome.answer), False

    def _beat(self) -> None:
        if not self._journal.statements.hold(self._holder, HOLD_S):
            raise _LostError


def stopped(journal: Journal) -> dict[str, Any] | None:
    """Why nothing is sent until a person has looked: `at`, `status`, `answer`; None where nothing stands in the way."""
    found: dict[str, Any] | None = journal.office.setting(STOPPED)
    return found or None


def go_on(journal: Journal, by: str) -> None:
    """Have sending begin again, now: what was refused as well.

    Args:
        journal: the records.
        by: who says so.
    """
    if stopped(journal):
        journal.office.set(STOPPED, {}, by)
    journal.statements.retry()


class Running:
    """Sends from a thread of a server, every few seconds, until it is ended.

    Args:
        journal: the records; they must stay open until `end` has returned.
        outlet: where statements go.
        every_s: seconds between two looks.
    """

    def __init__(self, journal: Journal, outlet: Outlet, every_s: float = LOOK_S) -> None:
        self._dispatch = Dispatch(journal, outlet)
        self._every_s = every_s
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._go, name="statements", daemon=True)
        self._thread.start()

    def end(self, timeout_s: float = 40.0) -> None:
        """End after the request under way."""
        self._ending.set()
        self._thread.join(timeout_s)

    def _go(self) -> None:
        while not self._ending.wait(self._every_s):
            try:
                self._dispatch.run(self._ending.is_set)
            except SilkGlovesError as error:
                logger.warning("statements are not sent: %s", error)
            except Exception:
                logger.exception("statements are not sent")
