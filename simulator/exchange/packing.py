"""A recorded session as it goes over the wire, byte for byte."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from datetime import datetime

from simulator.record import Entry, SessionRecord

from .signing import stamp
from .wire import MOST_UNPACKED, SentEntry, SentHeader, Upload

CHAIN_VERSION = 1


class TooLargeError(ValueError):
    """A body unpacks to more than anybody may send."""


def upload_of(record: SessionRecord, entries: Sequence[Entry], first: int, now: datetime) -> Upload:
    """A session, or what has come to one.

    Args:
        record: the session.
        entries: all of them, in order.
        first: the first that is sent.
        now: the desktop's clock.

    Raises:
        ValueError: it is larger than anything that is taken, or holds what no session holds.
    """
    header = record.header
    return Upload(
        header=SentHeader(
            id=record.id,
            person_id=record.person_id,
            chain_version=CHAIN_VERSION,
            scenario_slug=header.scenario_slug,
            scenario_hash=header.scenario_hash,
            language=header.language,
            mode=header.mode,
            purpose=str(header.purpose),
            seed=header.seed,
            parent_session_id=header.parent_session_id,
            fork_sequence=header.fork_sequence,
            started_at=stamp(record.started_at),
        ),
        first=first,
        entries=[_sent(each) for each in entries[first:]],
        now=now,
    )


def _sent(entry: Entry) -> SentEntry:
    if entry.payload is None or entry.salt is None:
        raise ValueError("its words were erased")
    return SentEntry(
        recorded_at=stamp(entry.recorded_at),
        kind=entry.kind,
        payload=entry.payload,
        salt=entry.salt,
        digest=entry.digest,
        chain=entry.chain,
    )


def packed(body: bytes) -> bytes:
    """A body, packed (gzip); the same body gives the same bytes."""
    return gzip.compress(body, mtime=0)


def unpacked(body: bytes, most: int = MOST_UNPACKED) -> bytes:
    """A packed body, unpacked no further than so many bytes, however small it was.

    Args:
        body: as it was sent.
        most: bytes.

    Raises:
        TooLargeError: it is larger.
        ValueError: it is not packed like that, or not whole.
    """
    unpacking = zlib.decompressobj(wbits=31)
    try:
        content = unpacking.decompress(body, most + 1)
    except zlib.error as error:
        raise ValueError("not a whole gzip") from error
    if len(content) > most:
        raise TooLargeError("more than may be sent")
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError("not a whole gzip")
    return content
