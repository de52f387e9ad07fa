"""A desktop's side: what goes up, what comes down, and what is known without a network."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from simulator.record import Journal, Receipt, SessionRecord

from .link import Link
from .sending import Sender, send_over_network
from .wire import Assigned


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A session the company did not take; it stays here as it was.

    Args:
        session: its id.
        reason: why, a word of `RefusalReason`; texts `company.refused.<reason>` say it.
        detail: what did not fit, in one line for a terminal.
    """

    session: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did.

    Args:
        uploaded: sessions that went up, or grew there.
        refused: sessions that were not taken.
        waiting: sessions that are to go up and have not, because of `error`.
        assignments: what is given now; the last known where nothing came down.
        error: "" where all went well; else `unreachable`, `busy`, `revoked`, `full`, `fault` (texts
            `company.error.<error>`).
        retry_at: when the next try is due; None where there was no error.
    """

    uploaded: tuple[str, ...] = ()
    refused: tuple[NotTaken, ...] = ()
    waiting: tuple[str, ...] = ()
    assignments: tuple[Assigned, ...] = ()
    error: str = ""
    retry_at: datetime | None = None


class Company:
    """This machine's side of the bond. One thread at a time; nothing is held open between calls.

    Args:
        journal: this machine's records.
        folder: the data folder.
        link: the bond.
        send: carries requests.
        clock: the present.
        dice: gives the chance in waiting times.
    """

    def __init__(
        self,
        journal: Journal,
        folder: Path,
        link: Link,
        *,
        send: Sender = send_over_network,
        clock: Callable[[], datetime],
        dice: random.Random | None = None,
    ) -> None:
        self.journal, self.folder, self.link = journal, folder, link
        self._send, self._clock = send, clock
        self._dice = dice or random.Random()  # noqa: S311 - spreads tries, guards nothing

    def sync(self) -> SyncReport:
        """Send what is to go up, keep the receipts, and fetch what was given, with the bytes of its scenes.

        It can be broken off at any moment and gone on with; doing it twice does nothing twice.

        Raises:
            SurroundingsError: the journal cannot be read or written. What the network does is in the report.
        """
        raise NotImplementedError

    def due(self) -> bool:
        """Whether a try by itself may be made now: nothing has failed, or the time of waiting is over."""
        return not self.link.revoked and (self.link.not_before is None or self._clock() >= self.link.not_before)

    def to_send(self) -> tuple[SessionRecord, ...]:
        """Sessions that are to go up and of which there is no receipt yet, the oldest first."""
        raise NotImplementedError

    def assignments(self) -> tuple[Assigned, ...]:
        """What was given when it was last heard of; needs no network."""
        raise NotImplementedError

    def receipts(self, session_ids: Iterable[str]) -> dict[str, Receipt]:
        """The latest receipt of each of the sessions that has one: of what stands in it the company has everything."""
        return self.journal.devices.latest_receipts(session_ids)

    def share_practice(self, *, share: bool) -> Link:
        """Say whether practice and shifts go up too; what went up stays there.

        Returns:
            The bond as it is now.
        """
        raise NotImplementedError

    def share(self, session_id: str) -> Link:
        """Give one session by hand; it goes up with the next sync.

        Returns:
            The bond as it is now.
        """
        raise NotImplementedError
