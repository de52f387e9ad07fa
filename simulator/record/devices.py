"""Desktops of the company: codes they join by, tokens, signing keys, receipts, and what was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, exists, func, insert, select, update

from simulator.record import accounts
from simulator.record.company_records import Device, JoinCode, Receipt, RefusedUpload, SigningKey
from simulator.record.company_tables import device, join_code, receipt, refusal, signing_key
from simulator.record.console_tables import account
from simulator.record.escaping import escape, unescape
from simulator.record.part import Part, put
from simulator.record.records import Person, UnknownRecordError, checked_hash
from simulator.record.stored import BATCH
from simulator.record.tables import entry, person, session

if TYPE_CHECKING:
    from datetime import datetime

MOST_DETAIL = 300
"""Characters that are kept of why something was refused."""
MOST_REFUSED = 1_000
"""Refused sessions of one desktop that are named; whoever makes more of them up fills nobody's list, and no disk."""
_POSTGRESQL_LOCK = 5_110_908

Made = Callable[[], tuple[bytes, bytes]]
"""Makes a signing key: its public and its private half."""


class Devices(Part):
    """Desktops: `journal.devices`. Of codes and tokens only hashes are known: SHA-256 in 64 hex digits."""

    # Joining

    def make_code(self, code_hash: str, *, person_id: str, by: str, expires_at: datetime) -> JoinCode:
        """Write a code and return it.

        Args:
            code_hash: hash of the code.
            person_id: for whom.
            by: the account that makes it.
            expires_at: until when it opens.

        Raises:
            UnknownRecordError: nobody has this id.
            JournalError: the person was erased.
        """
        row = {
            "id": self._new_id(),
            "code_hash": checked_hash(code_hash),
            "person_id": person_id,
            "created_by": by,
            "created_at": self._clock(),
            "expires_at": expires_at,
        }
        with self._store.write() as connection:
            accounts.find_present(connection, person_id)
            connection.execute(insert(join_code).values(**row))
            return _code(connection.execute(select(join_code).where(join_code.c.id == row["id"])).one())

    def codes(self, person_id: str | None = None, *, used: bool = False) -> tuple[JoinCode, ...]:
        """Return the codes that still open, in the order they were made.

        Args:
            person_id: only this person's.
            used: used and expired ones too.
        """
        query = select(join_code).order_by(join_code.c.created_at, join_code.c.id)
        if person_id is not None:
            query = query.where(join_code.c.person_id == person_id)
        if not used:
            query = query.where(join_code.c.used_at.is_(None), join_code.c.expires_at > self._clock())
        with self._store.read() as connection:
            return tuple(_code(row) for row in connection.execute(query))

    def withdraw_code(self, code_id: str) -> None:
        """End a code that was not used; once more does nothing."""
        unused = (join_code.c.id == code_id, join_code.c.used_at.is_(None))
        with self._store.write() as connection:
            connection.execute(update(join_code).where(*unused).values(expires_at=self._clock()))

    def add(self, code_hash: str, token_hash: str, *, name: str, product: str) -> Device | None:
        """Use a code up and write the desktop that came with it; None where the code opens nothing (any more).

        Of many that come with one code at once, one gets in. While the account of its person is blocked, a code opens
        nothing and stays as it is.

        Args:
            code_hash: hash of the code.
            token_hash: hash of the token the desktop will show from now on.
            name: what it is called.
            product: the program it runs, at most 40 ASCII characters.
        """
        now, device_id = self._clock(), self._new_id()
        blocked = exists().where(account.c.person_id == join_code.c.person_id, account.c.blocked_at.is_not(None))
        usable = (
            join_code.c.code_hash == code_hash, join_code.c.used_at.is_(None), join_code.c.expires_at > now, ~blocked,
        )  # fmt: skip
        with self._store.write() as connection:
            used = connection.execute(update(join_code).where(*usable).values(used_at=now, device_id=device_id))
            if used.rowcount != 1:
                return None
            whose = select(join_code.c.person_id).where(join_code.c.code_hash == code_hash)
            row = {
                "id": device_id,
                "person_id": connection.execute(whose).scalar_one(),
                "name": escape(name),
                "token_hash": checked_hash(token_hash),
                "product": product,
                "joined_at": now,
                "seen_at": now,
            }
            connection.execute(insert(device).values(**row))
            return _find(connection, device_id)

    # Desktops

    def by_token(self, token_hash: str) -> Device | None:
        """Return the desktop a token belongs to, a revoked one too, or None."""
        with self._store.read() as connection:
            row = connection.execute(select(device).where(device.c.token_hash == token_hash)).one_or_none()
        return None if row is None else _device(row)

    def device(self, device_id: str) -> Device:
        """Return one desktop, also a revoked one.

        Raises:
            UnknownRecordError: no such desktop.
        """
        with self._store.read() as connection:
            return _find(connection, device_id)

    def of_person(self, person_id: str) -> tuple[Device, ...]:
        """Return somebody's desktops in the order they joined, revoked ones too."""
        return self._listed(person_id)

    def devices(self) -> tuple[Device, ...]:
        """Return all desktops in the order they joined, revoked ones too."""
        return self._listed(None)

    def _listed(self, person_id: str | None) -> tuple[Device, ...]:
        query = select(device).order_by(device.c.joined_at, device.c.id)
        if person_id is not None:
            query = query.where(device.c.person_id == person_id)
        with self._store.read() as connection:
            return tuple(_device(row) for row in connection.execute(query))

    def touch(self, device_id: str, clock_offset_s: int | None) -> None:
        """Note that a desktop was heard of just now.

        Args:
            device_id: which.
            clock_offset_s: by how many seconds its clock is ahead; None where it did not say.
        """
        values: dict[str, Any] = {"seen_at": self._clock()}
        if clock_offset_s is not None:
            values["clock_offset_s"] = clock_offset_s
        with self._store.write() as connection:
            connection.execute(update(device).where(device.c.id == device_id).values(**values))

    def revoke(self, device_id: str) -> None:
        """Let a desktop in no longer; once more does nothing."""
        with self._store.write() as connection:
            connection.execute(
                update(device)
                .where(device.c.id == device_id, device.c.revoked_at.is_(None))
                .values(revoked_at=self._clock())
            )

    # Keys

    def signing_key(self, make: Made) -> SigningKey:
        """Return the key receipts are signed by: the newest with a private half; the first call makes it.

        Of many servers that call at once, one makes it and all get the same.

        Args:
            make: makes a key.
        """
        newest = (
            select(signing_key)
            .where(signing_key.c.private_key.is_not(None))
            .order_by(signing_key.c.made_at.desc(), signing_key.c.id.desc())
            .limit(1)
        )
        with self._store.read() as connection:
            row = connection.execute(newest).one_or_none()
        if row is None:
            with self._store.write() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(select(func.pg_advisory_xact_lock(_POSTGRESQL_LOCK)))
                row = connection.execute(newest).one_or_none()
                if row is None:
                    public, private = make()
                    values = {"id": self._new_id(), "public_key": public, "private_key": private}
                    connection.execute(insert(signing_key).values(**values, made_at=self._clock()))
                    row = connection.execute(newest).one()
        return SigningKey(**row._asdict())

    def keys(self) -> tuple[SigningKey, ...]:
        """Return all keys in the order they were made; receipts signed by an old one still hold."""
        with self._store.read() as connection:
            rows = connection.execute(select(signing_key).order_by(signing_key.c.made_at, signing_key.c.id))
            return tuple(SigningKey(**row._asdict()) for row in rows)

    def know_key(self, key_id: str, public_key: bytes) -> None:
        """Keep the public half of the company's key; one that is known stays as it was."""
        with self._store.write() as connection:
            known = connection.execute(select(signing_key.c.id).where(signing_key.c.id == key_id)).first()
            if known is None:
                values = {"id": key_id, "public_key": public_key, "private_key": None, "made_at": self._clock()}
                connection.execute(insert(signing_key).values(**values))

    # Receipts

    def keep_receipt(self, one: Receipt) -> None:
        """Keep a receipt; keeping it again changes nothing.

        Raises:
            UnknownRecordError: its session is not here.
        """
        with self._store.write() as connection:
            keep_receipt(connection, one)

    def receipts(self, session_id: str) -> tuple[Receipt, ...]:
        """Return the receipts of a session, the one for the fewest entries first."""
        query = select(receipt).where(receipt.c.session_id == session_id).order_by(receipt.c.entry_count)
        with self._store.read() as connection:
            return tuple(_receipt(row) for row in connection.execute(query))

    def latest_receipts(self, session_ids: Iterable[str]) -> dict[str, Receipt]:
        """Return the receipt for the most entries of each of the sessions that has one."""
        ids, found = list(session_ids), dict[str, Receipt]()
        with self._store.read() as connection:
            for at in range(0, len(ids), BATCH):
                some = select(receipt).where(receipt.c.session_id.in_(ids[at : at + BATCH]))
                for row in connection.execute(some.order_by(receipt.c.entry_count)):
                    found[row.session_id] = _receipt(row)
        return found

    def holds(self, session_id: str, entry_count: int, head_chain: bytes) -> bool:
        """Whether a session is here at least up to an entry with that link; see `is_here`."""
        with self._store.read() as connection:
            return is_here(connection, session_id, entry_count, head_chain)

    # Refusals

    def note_refusal(
        self, session_id: str, reason: str, detail: str, *, person_id: str | None, device_id: str | None
    ) -> None:
        """Note that a session was sent and not taken; the same again counts up, and is unsettled again.

        Of one desktop `MOST_REFUSED` are noted.

        Args:
            session_id: the session.
            reason: a word of `RefusalReason`.
            detail: what did not fit.
            person_id: whose desktop sent it.
            device_id: which desktop.
        """
        told, now = escape(detail)[:MOST_DETAIL], self._clock()
        same = (
            refusal.c.session_id == session_id,
            refusal.c.reason == reason,
            refusal.c.device_id == device_id if device_id is not None else refusal.c.device_id.is_(None),
        )
        with self._store.write() as connection:
            known = connection.execute(select(refusal.c.id).where(*same).with_for_update()).scalar_one_or_none()
            named = select(func.count()).select_from(refusal).where(same[2])
            if known is None and connection.execute(named).scalar_one() >= MOST_REFUSED:
                return
            row = {
                "id": known or self._new_id(),
                "session_id": session_id,
                "person_id": person_id,
                "device_id": device_id,
                "reason": reason,
                "detail": told,
                "first_at": now,
                "last_at": now,
                "times": 1,
            }
            changes = {"detail": told, "last_at": now, "times": refusal.c.times + 1, "settled_at": None}
            put(connection, refusal, row, changes)

    def refusals(self, person_id: str | None = None, *, settled: bool = False) -> tuple[RefusedUpload, ...]:
        """Return what was refused, the latest first.

        Args:
            person_id: only from this person's desktops.
            settled: also what somebody has looked at.
        """
        query = select(refusal).order_by(refusal.c.last_at.desc(), refusal.c.id)
        if person_id is not None:
            query = query.where(refusal.c.person_id == person_id)
        if not settled:
            query = query.where(refusal.c.settled_at.is_(None))
        with self._store.read() as connection:
            return tuple(_refusal(row) for row in connection.execute(query))

    def settle_refusals(self, session_id: str) -> None:
        """Say that what was refused of a session was looked at, or has been taken since."""
        with self._store.write() as connection:
            connection.execute(
                update(refusal)
                .where(refusal.c.session_id == session_id, refusal.c.settled_at.is_(None))
                .values(settled_at=self._clock())
            )

    # On a desktop

    def take_person(self, person_id: str, name: str, language: str | None) -> Person:
        """Have somebody of the company here, under the id they have there; who is here already stays as they are.

        Args:
            person_id: their id at the company.
            name: what they are called there.
            language: the language they like to see.

        Raises:
            JournalError: they were erased here.
        """
        with self._store.write() as connection:
            if connection.execute(select(person.c.id).where(person.c.id == person_id)).first() is None:
                accounts.add(connection, person_id, name, language, self._clock())
            return accounts.find_present(connection, person_id)

    def heads(self, person_id: str) -> dict[str, tuple[int, bytes]]:
        """Return how many entries each session of a person has, and the link of the last; shifts too."""
        query = select(session.c.id, session.c.entry_count, session.c.head_chain)
        with self._store.read() as connection:
            rows = connection.execute(query.where(session.c.person_id == person_id).order_by(session.c.id))
            return {row.id: (row.entry_count, row.head_chain) for row in rows}


def keep_receipt(connection: Connection, one: Receipt) -> None:
    """Keep a receipt inside a writing transaction; one for so many entries that is there stays."""
    same = (receipt.c.session_id == one.session_id, receipt.c.entry_count == one.entry_count)
    if connection.execute(select(receipt.c.key_id).where(*same)).first() is not None:
        return
    if connection.execute(select(session.c.id).where(session.c.id == one.session_id)).first() is None:
        raise UnknownRecordError("A receipt needs its session.", "Take the session in first.")
    connection.execute(insert(receipt).values(**{name: getattr(one, name) for name in Receipt.__dataclass_fields__}))


def heads_signed_for(reading: Connection, session_id: str) -> dict[int, bytes]:
    """Return the links of a desktop's chain that receipts name, by the number of entries they stand for."""
    query = select(receipt.c.entry_count, receipt.c.head_chain).where(receipt.c.session_id == session_id)
    return {row.entry_count: row.head_chain for row in reading.execute(query)}


def is_here(reading: Connection, session_id: str, entry_count: int, head_chain: bytes) -> bool:
    """Whether a session is here at least up to an entry with that link.

    Args:
        reading: inside a transaction.
        session_id: the session.
        entry_count: so many entries.
        head_chain: the link of the last of them, on the desktop.
    """
    if heads_signed_for(reading, session_id).get(entry_count) == head_chain:
        return True
    query = select(entry.c.chain).where(entry.c.session_id == session_id, entry.c.sequence == entry_count - 1)
    return bool(reading.execute(query).scalar_one_or_none() == head_chain)


def _find(connection: Connection, device_id: str) -> Device:
    row = connection.execute(select(device).where(device.c.id == device_id)).one_or_none()
    if row is None:
        raise UnknownRecordError(
            f"No desktop here has the id {device_id!a}.", "List the desktops to see which there are."
        )
    return _device(row)


def _device(row: Row[Any]) -> Device:
    return Device(
        row.id, row.person_id, unescape(row.name), row.product, row.joined_at, row.seen_at,
        row.clock_offset_s, row.revoked_at,
    )  # fmt: skip


def _code(row: Row[Any]) -> JoinCode:
    return JoinCode(
        row.id, row.person_id, row.created_by, row.created_at, row.expires_at, row.used_at, row.device_id
    )  # fmt: skip


def _receipt(row: Row[Any]) -> Receipt:
    return Receipt(**row._asdict())


def _refusal(row: Row[Any]) -> RefusedUpload:
    return RefusedUpload(**{**row._asdict(), "detail": unescape(row.detail)})
