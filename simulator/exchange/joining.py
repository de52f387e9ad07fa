"""A desktop joins a company and leaves it again."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from simulator import __version__
from simulator.errors import SurroundingsError, UsageError
from simulator.record import Journal

from .asking import Asking, Problem, TurnedAwayError
from .link import LINK_NAME, STATE_NAME, Link, load_link, save_link
from .sending import Sender, checked_address, send_over_network
from .wire import JoinAsked, Joined


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
        JournalError: the person was erased on this machine.
    """
    place = checked_address(address)
    if _joined(folder):
        raise UsageError("This machine belongs to a company already.", "Leave it first: silkgloves leave")
    _check_folder(folder)  # a code works once: better to know before it is used up
    typed = code.strip()[:100]
    if not any(sign.isalnum() for sign in typed):
        raise UsageError("A code is needed to join.", "Whoever runs the console makes one for you.")
    asked = JoinAsked(
        code=typed.encode("ascii", "replace").decode(),
        device=device.encode("utf-8", "replace").decode()[:200],
        product=__version__[:40],
        now=clock(),
    )
    try:
        joined = Asking(place, "", send).fetch(Joined, "POST", "/join", asked)
    except TurnedAwayError as error:
        raise SurroundingsError(
            "The company's console has no time just now.", f"Try again in {max(1, error.wait_s // 60)} minutes."
        ) from error
    if isinstance(joined, Problem):
        raise UsageError(
            "This code opens nothing: it may have been used, run out, or be mistyped.", "Ask for a new one."
        )
    journal.devices.take_person(joined.person.id, joined.person.name, joined.person.language)
    for key in joined.keys:
        journal.devices.know_key(key.id, key.public)
    link = Link(
        address=place,
        company=joined.company,
        token=joined.token,
        device_id=joined.device_id,
        person_id=joined.person.id,
        joined_at=clock(),
    )
    with suppress(OSError):  # what an earlier bond was told is somebody else's
        (folder / STATE_NAME).unlink(missing_ok=True)
    save_link(folder, link)
    return link


def _joined(folder: Path) -> bool:
    """Whether a bond is kept that can be read; what cannot be read is replaced."""
    with suppress(SurroundingsError):
        return load_link(folder) is not None
    return False


def _check_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SurroundingsError(
            f"{folder} cannot be made: {error.strerror}.", "Check who may write there."
        ) from error  # fmt: skip
    if not os.access(folder, os.W_OK):
        raise SurroundingsError(f"{folder} may not be written to.", "Check who may write there.")


def leave(folder: Path) -> Link | None:
    """Take the bond away; everything recorded stays, here and at the company. Without a bond nothing happens.

    Args:
        folder: the data folder.

    Returns:
        The bond there was; None where there was none that can be read.

    Raises:
        SurroundingsError: the file cannot be removed.
    """
    link = None
    with suppress(SurroundingsError):
        link = load_link(folder)
    try:
        (folder / LINK_NAME).unlink(missing_ok=True)
        (folder / STATE_NAME).unlink(missing_ok=True)
    except OSError as error:
        raise SurroundingsError(
            f"{folder / LINK_NAME} cannot be removed: {error.strerror}.", "Remove it by hand."
        ) from error  # fmt: skip
    return link
