"""The hash chain of one session: pure functions over bytes, no database.

    header  = SHA-256(tag, canonical JSON of the session's fixed columns)
    digest  = SHA-256(salt, payload)
    chain_n = SHA-256(chain_{n-1}, sequence, kind, recorded_at, digest_n)      chain_{-1} = header

`sequence` is 8 bytes big-endian, `kind` is preceded by its length in one byte, `recorded_at` is the 27 ASCII characters
of `stamp`, hashes are 32 raw bytes: no two different entries give the same bytes. The chain runs over digests, so a
payload and its salt can be erased and every later link still verifies; without the 128-bit salt a digest does not even
let anyone try likely sentences. A chain shows damage and tampering by others, not by whoever can rewrite the whole
file: for that a server signs receipts.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CHAIN_VERSION = 1
"""Version of the rules above; stored with each session, so that they may change without breaking old chains."""

SALT_BYTES = 16

_TAG = b"silkgloves session chain\n"


def stamp(moment: datetime) -> str:
    """Return an aware time as `2026-01-02T03:04:05.000000Z`: UTC, microseconds, always 27 characters.

    Raises:
        ValueError: a naive time.
    """
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be recorded")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read_stamp(text: str) -> datetime:
    """Return the time that `stamp` wrote.

    Raises:
        ValueError: any other spelling, also of the same moment.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or stamp(moment) != text:
        raise ValueError(f"not a recorded time: {text!a}")
    return moment.astimezone(UTC)


def header_digest(fields: Mapping[str, str | int | None]) -> bytes:
    """Return the start of a session's chain.

    Args:
        fields: the session's fixed columns by name; times as `stamp` text.
    """
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(_TAG + canonical.encode("ascii")).digest()


def payload_digest(salt: bytes, payload: bytes) -> bytes:
    """Return SHA-256 over salt and payload.

    Raises:
        ValueError: a salt of another length than `SALT_BYTES`, which would blur where the payload starts.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(salt + payload).digest()


def link(previous: bytes, sequence: int, kind: str, recorded_at: datetime, digest: bytes) -> bytes:
    """Return the chain value of an entry that follows `previous` (the header's digest for entry 0)."""
    name = kind.encode("utf-8")
    parts = (previous, sequence.to_bytes(8, "big"), bytes([len(name)]), name, stamp(recorded_at).encode(), digest)
    return hashlib.sha256(b"".join(parts)).digest()


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it lies in the database, before anything about it is believed: each field may hold any value."""

    sequence: object
    recorded_at: object
    kind: object
    payload: object
    salt: object
    digest: object
    chain: object


def entry_fault(row: StoredEntry, expected: int, previous: bytes, *, erased: bool) -> str | None:
    """Return what is wrong with one stored entry, or None.

    Args:
        row: the entry as stored.
        expected: the sequence it must have.
        previous: chain value of the entry before it.
        erased: whether its session is marked as erased, so that payload and salt may be gone.
    """
    if not isinstance(row.sequence, int) or row.sequence != expected:
        return f"entry {expected} is missing"
    if not (_is_hash(row.digest) and _is_hash(row.chain)):
        return "its digest or chain is not a hash"
    try:
        moment = row.recorded_at if isinstance(row.recorded_at, datetime) else read_stamp(str(row.recorded_at))
        fault = _payload_fault(row, erased=erased)
        if fault is None and link(previous, expected, str(row.kind), moment, row.digest) != row.chain:
            fault = "it does not fit the chain"
    except ValueError as error:  # a time, kind or salt that cannot have been written by us
        fault = f"it cannot be read: {error}"
    return fault


def _is_hash(value: object) -> TypeGuard[bytes]:
    return isinstance(value, bytes) and len(value) == hashlib.sha256().digest_size


def _payload_fault(row: StoredEntry, *, erased: bool) -> str | None:
    if row.payload is None and row.salt is None:
        return None if erased else "its payload is gone though nobody erased it"
    if not (isinstance(row.payload, bytes) and isinstance(row.salt, bytes)):
        return "its payload or salt is not bytes"
    return None if payload_digest(row.salt, row.payload) == row.digest else "its payload does not fit its digest"


def first_fault(start: bytes, rows: Iterable[StoredEntry], *, erased: bool, first: int = 0) -> tuple[int, str] | None:
    """Return the first entry that does not hold and why, or None when all do.

    Args:
        start: the header's digest, recomputed from the session's columns.
        rows: the session's entries ordered by sequence.
        erased: whether the session is marked as erased.
        first: number of the first of them; `start` is then the link of the entry before it.
    """
    previous = start
    for expected, row in enumerate(rows, start=first):
        fault = entry_fault(row, expected, previous, erased=erased)
        if fault is not None or not _is_hash(row.chain):
            return expected, fault or "its chain is not a hash"
        previous = row.chain
    return None
