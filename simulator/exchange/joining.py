"""A desktop joins a company and leaves it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from simulator.record import Journal

from .link import Link
from .sending import Sender, send_over_network


def join(
    address: str,
    code: str,
    journal: Journal,
    folder: Path,
    *,
    device: str,
    clock: Callable[[], datetime],
    send: Sender = send_over_network,
) -> Link:
    """Join a company with a code that works once.

    The journal gets a person with the id the company knows them by; what was played as somebody else stays at home.

    Args:
        address: of the company's console.
        code: as it was given.
        journal: this machine's records.
        folder: the data folder.
        device: what this desktop is called.
        clock: the present.
        send: carries requests.

    Raises:
        UsageError: no such address, the code opens nothing, or this machine has joined already.
        SurroundingsError: nothing can be reached, or the bond cannot be kept.
    """
    raise NotImplementedError


def leave(folder: Path) -> Link | None:
    """Take the bond away; everything recorded stays, here and at the company. Without a bond nothing happens.

    Returns:
        The bond there was.
    """
    raise NotImplementedError
