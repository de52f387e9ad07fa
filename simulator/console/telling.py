"""Goes on telling LMSes about launches whose first try came to nothing, from a thread of the server."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from simulator.errors import SilkGlovesError

if TYPE_CHECKING:
    from simulator.record import Journal

logger = logging.getLogger(__name__)

LOOK_S = 20.0
"""Seconds between two looks; of several servers each looks, and one sends."""


class Telling:
    """Looks every few seconds whether something waits, until it is ended.

    Args:
        journal: the records; they must stay open until `end` has returned.
        every_s: seconds between two looks.
    """

    def __init__(self, journal: Journal, every_s: float = LOOK_S) -> None:
        self._journal = journal
        self._every_s = every_s
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._go, name="launches", daemon=True)
        self._thread.start()

    def end(self, timeout_s: float = 30.0) -> None:
        """End after what is under way."""
        self._ending.set()
        self._thread.join(timeout_s)

    def _go(self) -> None:
        while not self._ending.wait(self._every_s):
            try:
                if self._journal.launches.waiting(1):
                    from simulator.exchange import cmi5  # nobody loads it for a company without an LMS

                    cmi5.send_waiting(self._journal)
            except SilkGlovesError as error:
                logger.warning("launches are not told: %s", error)
            except Exception:
                logger.exception("launches are not told")
