"""The values this room hands out and takes in: frozen, without a database behind them, cheap to import."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from simulator.errors import SilkGlovesError, UsageError

if TYPE_CHECKING:
    from datetime import datetime

FIRST_KIND = "started"
"""Kind of entry 0 of every session."""

FINISHED_KIND = "finished"
"""Kind of the entry that `Journal.finish` writes; the session's derived columns are rebuilt from it, or from the last
of them where a server wrote its own behind a desktop's."""

GRADED_KIND = "graded"
"""Kind of the entry that holds what the grader made of a session: a proposal."""

_SLUG = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_KIND = re.compile(r"[a-z][a-z0-9_.-]{0,63}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")
_INT64 = range(-(2**63), 2**63)


class JournalError(SilkGlovesError):
    """The journal was asked for something it cannot do; nothing was written."""


class SequenceError(JournalError):
    """An entry did not carry the next sequence: a gap, or a number that is taken."""


class UnknownRecordError(JournalError, UsageError):
    """No person, session or scenario goes by the id that was asked for."""


class Mode(StrEnum):
    """What a session was played as."""

    PRACTICE = "practice"
    EXAM = "exam"
    DEMONSTRATION = "demonstration"
    SHIFT = "shift"
    """One customer, or one call back, of a shift."""
    ROSTER = "roster"
    """A shift itself: who came, who was served when, the second till. Its scenario's bytes are its roster."""


class Purpose(StrEnum):
    """Why a session's words are kept; how long they are kept follows from it."""

    TRAINING = "training"
    ASSESSMENT = "assessment"
    DEMONSTRATION = "demonstration"


_PURPOSE_OF = {
    Mode.PRACTICE: Purpose.TRAINING,
    Mode.EXAM: Purpose.ASSESSMENT,
    Mode.DEMONSTRATION: Purpose.DEMONSTRATION,
    Mode.SHIFT: Purpose.TRAINING,
    Mode.ROSTER: Purpose.TRAINING,
}


@dataclass(frozen=True, slots=True)
class SessionHeader:
    """What is fixed about a session before its first entry; bound into its chain.

    Args:
        scenario_slug: folder name of the scenario.
        scenario_hash: SHA-256 (64 hex digits) of the scenario's bytes, stored before by `Journal.put_scenario`.
        language: language code the session is played in.
        mode: a `Mode` or its value.
        seed: the seed of the draws and dice, a signed 64-bit integer.
        parent_session_id: the session this one was forked from, if any.
        fork_sequence: last entry of the parent that this session shares; given exactly when the parent is.
        purpose: why it is kept; follows from the mode when left out.

    Raises:
        ValueError: a field that cannot be stored exactly.
    """

    scenario_slug: str
    scenario_hash: str
    language: str
    mode: Mode
    seed: int
    parent_session_id: str | None = None
    fork_sequence: int | None = None
    purpose: Purpose | None = None

    def __post_init__(self) -> None:
        """Check the fields and settle mode and purpose as enumerations."""
        if not _SLUG.match(self.scenario_slug):
            raise ValueError(f"not a scenario slug: {self.scenario_slug!a}")
        if not _HASH.match(self.scenario_hash):
            raise ValueError(f"not a SHA-256 in 64 hex digits: {self.scenario_hash!a}")
        if not _LANGUAGE.match(self.language):
            raise ValueError(f"not a language code: {self.language!a}")
        # Looking for anything but an int, a range would be gone through number by number.
        if not isinstance(self.seed, int) or self.seed not in _INT64:  # type: ignore[redundant-expr]
            raise ValueError(f"the seed does not fit 64 bits: {self.seed}")
        if (self.parent_session_id is None) != (self.fork_sequence is None):
            raise ValueError("a fork names both its parent session and the parent's entry")
        object.__setattr__(self, "mode", Mode(self.mode))
        object.__setattr__(self, "purpose", Purpose(self.purpose or _PURPOSE_OF[self.mode]))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a session's journal.

    `payload` holds the exact bytes that were given; it and `salt` are None once erased. `digest` is SHA-256 of salt and
    payload, `chain` the link that binds it to everything before it (see `chain.py`).
    """

    session_id: str
    sequence: int
    recorded_at: datetime
    kind: str
    payload: bytes | None
    salt: bytes | None
    digest: bytes
    chain: bytes


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session as listed. The second block is derived from the entries and can be rebuilt from them."""

    id: str
    person_id: str
    header: SessionHeader
    started_at: datetime
    erased_at: datetime | None

    entry_count: int
    ended_at: datetime | None
    ending: str | None
    overall: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with records here. `display_name` is exactly what was typed, None once erased."""

    id: str
    display_name: str | None
    language: str | None
    created_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a session's chain holds.

    `broken_sequence` is the first entry that cannot be trusted, None when all hold; where entries are missing at the
    end it is the first missing one. `reason` says in one line what did not fit.
    """

    session_id: str
    entry_count: int
    erased_count: int
    broken_sequence: int | None
    reason: str | None

    @property
    def ok(self) -> bool:
        """True when every entry, the header and the derived columns fit together."""
        return self.broken_sequence is None


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did. `scrubbed` is False when freed bytes may still lie in the file (see `Journal.scrub`)."""

    sessions: int
    entries: int
    scrubbed: bool


def checked_kind(kind: str) -> str:
    """Return `kind` if an entry may have it (lower-case ASCII, at most 64 characters).

    Raises:
        ValueError: anything else.
    """
    if not _KIND.match(kind):
        raise ValueError(f"not a kind of entry: {kind!a}")
    return kind


def checked_hash(digest_hex: str) -> str:
    """Return `digest_hex` if it is a SHA-256 in 64 lower-case hex digits.

    Raises:
        ValueError: anything else.
    """
    if not _HASH.match(digest_hex):
        raise ValueError(f"not a SHA-256 in 64 hex digits: {digest_hex!a}")
    return digest_hex


def checked_ending(ending: str, overall: int | None) -> None:
    """Refuse an ending's id or a grade that cannot be stored.

    Raises:
        ValueError: an id of other signs than a-z, 0-9, `_`, `.`, `-`, or a grade outside 0 to 100.
    """
    if not _SLUG.match(ending):
        raise ValueError(f"not the id of an ending: {ending!a}")
    if overall is not None and not 0 <= overall <= 100:
        raise ValueError(f"a grade lies between 0 and 100, not at {overall}")


def met(records: Iterable[SessionRecord]) -> dict[str, str]:
    """Scenes somebody has met, each with the id of the session in which they met it first.

    Begun is met, in whatever mode: shown in a demonstration as well, and also where the words were erased since.
    Whoever knows what is coming is not tried on something unseen.

    Args:
        records: all sessions of one person, in the order they began.
    """
    first: dict[str, str] = {}
    for record in records:
        first.setdefault(record.header.scenario_slug, record.id)
    return first


def resumable(records: Sequence[SessionRecord]) -> list[SessionRecord]:
    """Those of a person's sessions that can be gone on with, the latest first.

    Not those left for another road; and a customer of a shift is gone on with in the shift.

    Args:
        records: all sessions of one person, in the order they began.
    """
    left = {record.header.parent_session_id for record in records}
    return [
        record
        for record in reversed(records)
        if record.ended_at is None
        and record.erased_at is None
        and record.id not in left
        and record.header.mode is not Mode.SHIFT
    ]
