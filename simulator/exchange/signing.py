"""Receipts: what the company signs, and how both sides check it.

Signed is Ed25519 over the canonical JSON (ASCII, keys in order, no blanks) of `session`, `entry_count`, `head` (64 hex
digits), `received_at` (as a chain holds times) and `key`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from simulator.record import Journal, Receipt, SigningKey

from .wire import Key, SignedReceipt


def new_key() -> tuple[bytes, bytes]:
    """A fresh key: its public and its private half, raw."""
    made = Ed25519PrivateKey.generate()
    return made.public_key().public_bytes_raw(), made.private_bytes_raw()


def stamp(moment: datetime) -> str:
    """A time as a chain holds it: UTC, microseconds, 27 characters."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _signed(session_id: str, entry_count: int, head_chain: bytes, received_at: datetime, key_id: str) -> bytes:
    told = {
        "session": session_id,
        "entry_count": entry_count,
        "head": head_chain.hex(),
        "received_at": stamp(received_at),
        "key": key_id,
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode("ascii")


def signer(
    key: SigningKey, session_id: str, received_at: datetime, device_id: str, clock_offset_s: int
) -> Callable[[int, bytes], Receipt]:
    """What makes the receipt of a session, once it is known up to which entry.

    Args:
        key: with its private half.
        session_id: the session.
        received_at: the company's clock.
        device_id: who sent it.
        clock_offset_s: by how many seconds their clock is ahead.
    """
    private = Ed25519PrivateKey.from_private_bytes(key.private_key or b"")

    def sign(entry_count: int, head_chain: bytes) -> Receipt:
        signature = private.sign(_signed(session_id, entry_count, head_chain, received_at, key.id))
        return Receipt(
            session_id, entry_count, head_chain, received_at, key.id, signature, device_id, clock_offset_s
        )  # fmt: skip

    return sign


def receipt_holds(receipt: Receipt, public_key: bytes) -> bool:
    """Whether a receipt was signed with a key.

    Args:
        receipt: any receipt.
        public_key: the key's public half, raw.
    """
    said = _signed(
        receipt.session_id, receipt.entry_count, receipt.head_chain, receipt.received_at, receipt.key_id
    )  # fmt: skip
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(receipt.signature, said)
    except (InvalidSignature, ValueError):
        return False
    return True


def to_wire(receipt: Receipt) -> SignedReceipt:
    """A receipt as it goes over the wire, without what only the company needs."""
    return SignedReceipt(
        session=receipt.session_id,
        entry_count=receipt.entry_count,
        head=receipt.head_chain,
        received_at=stamp(receipt.received_at),
        key=receipt.key_id,
        signature=receipt.signature,
    )


def from_wire(sent: SignedReceipt) -> Receipt:
    """A receipt as a desktop keeps it.

    Raises:
        ValueError: its time is none.
    """
    moment = datetime.fromisoformat(sent.received_at)
    return Receipt(sent.session, sent.entry_count, sent.head, moment, sent.key, sent.signature)


def public_keys(keys: tuple[SigningKey, ...]) -> list[Key]:
    """The public halves, for desktops."""
    return [Key(id=key.id, public=key.public_key) for key in keys]


def unsigned(journal: Journal) -> tuple[str, ...]:
    """Sessions whose latest receipt no key that is known here has signed: it proves nothing.

    Args:
        journal: a desktop's, or the company's.
    """
    known = journal.devices.keys()
    keys = {key.id: key.public_key for key in known}
    kept = journal.devices.latest_receipts(each.id for each in (*journal.sessions(), *journal.shifts()))
    return tuple(
        session_id
        for session_id, receipt in kept.items()
        if receipt.key_id not in keys or not receipt_holds(receipt, keys[receipt.key_id])
    )
