"""What a company has chosen to tell its LMS: nothing, until an administrator turns it on."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from simulator.record import Mode

from .vocabulary import Place

if TYPE_CHECKING:
    from simulator.record import Journal

CHOSEN = "xapi.chosen"
KEY = "xapi.key"
STOPPED = "xapi.stopped"
"""Names of settings: what was chosen, the key of the pseudonyms, and why sending has stopped."""
FOLLOWER = "statements"
"""By which name we are told which sessions have moved."""
MODES = (Mode.EXAM, Mode.PRACTICE, Mode.SHIFT)
"""What may be told about at all; demonstrations never are."""
NOWHERE = "https://silk-gloves.invalid"
"""Where names begin until a company says its address; nobody can ever have it."""
MOST_ADDRESS = 200
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is told.

    Args:
        on: whether anything is.
        home: the console's address as browsers call it; names of people and scenes begin with it.
        modes: sessions of which modes.
        proposals: whether "passed" and "failed" are told before a person stands behind the grade.
        void: whether what was told about an erased person is taken back.
    """

    on: bool = False
    home: str = NOWHERE
    modes: tuple[str, ...] = (Mode.EXAM.value,)
    proposals: bool = False
    void: bool = True

    @property
    def place(self) -> Place:
        """Where names begin."""
        return Place(self.home)


def read_chosen(journal: Journal) -> Chosen:
    """What holds now."""
    kept: dict[str, Any] = journal.office.setting(CHOSEN, {})
    return Chosen(**{**kept, "modes": tuple(kept["modes"])}) if kept else Chosen()


def choose(journal: Journal, chosen: Chosen, by: str, *, everything: bool = False) -> None:
    """Keep another choice, and follow the sessions or stop following them.

    Args:
        journal: the records.
        chosen: what is to hold.
        by: who chooses.
        everything: where it is turned on, tell about the sessions that are here as well, not only those that move.
    """
    journal.office.set(CHOSEN, {**asdict(chosen), "modes": list(chosen.modes)}, by)
    if chosen.on:
        journal.following.begin(FOLLOWER, every=everything)
    else:
        journal.following.end(FOLLOWER)


def checked_home(text: str) -> str:
    """An address in the form in which names begin with it.

    Raises:
        ValueError: no address of a server by http or https, or one that is too long.
    """
    typed = text.strip().rstrip("/")
    parts = urlsplit(typed)
    plain = typed.isascii() and typed.isprintable() and not set(typed) & set(' "<>\\^`{|}')
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError(f"not the address of a console: {text[:MOST_ADDRESS]!a}")
    if not plain or len(typed) > MOST_ADDRESS:
        raise ValueError(f"not the address of a console: {text[:MOST_ADDRESS]!a}")
    return typed


def key_of(journal: Journal) -> bytes:
    """The key of the pseudonyms; made when it is first asked for, and never changed: with another, all are others."""
    kept = journal.office.setting(KEY)
    if not kept:
        journal.office.set(KEY, secrets.token_hex(_KEY_BYTES), "")
        kept = journal.office.setting(KEY)
    return bytes.fromhex(kept)
