"""The audit log: who did what to which object, in one hash chain; words can be taken away and it still verifies.

digest  = SHA-256(salt, payload)                       payload: ASCII JSON of detail and reason
chain_n = SHA-256(chain_{n-1}, canonical JSON of number, at, actor, action, kind, object_id, digest in hex)
chain_0 follows SHA-256 of a fixed tag; numbers begin at 1 and have no gaps
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, insert, select, type_coerce
from sqlalchemy.types import NullType

from simulator.record.chain import payload_digest, stamp
from simulator.record.console_records import AuditEntry, AuditVerification
from simulator.record.console_tables import audit
from simulator.record.part import Part
from simulator.record.records import checked_kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_OBJECT_ID = 200
"""Longest id of an object in characters."""

MAX_ACTOR = 36
"""Longest id of a person in characters."""

_START = hashlib.sha256(b"silkgloves audit chain\n").digest()
_LAST = select(audit.c.number, audit.c.chain).order_by(audit.c.number.desc()).limit(1)
_RAW = select(*(type_coerce(column, NullType()).label(column.name) for column in audit.c)).order_by(audit.c.number)
_RAW = _RAW.execution_options(yield_per=1000)  # a long log is not held in memory
# Any number will do as long as all our processes use the same; PostgreSQL's lock table knows no names.
_POSTGRESQL_LOCK = 5_110_906


class Audit(Part):
    """The audit log of a journal: `journal.audit`."""

    def append(
        self,
        actor: str,
        action: str,
        kind: str,
        object_id: str,
        detail: Mapping[str, Any] | None = None,
        reason: str = "",
    ) -> AuditEntry:
        """Write who did what and return the entry.

        Args:
            actor: id of a person, "" for the program itself.
            action: what was done, lower-case ASCII with dots, for instance `transcript.opened`.
            kind: what sort of thing it was done to, for instance `session`.
            object_id: which one; an id, never words of a person.
            detail: more about it, plain values for JSON; may hold words, they can be taken away later.
            reason: why, as it was typed.

        Raises:
            ValueError: an action or kind of other signs, or an id that is too long or not printable.
        """
        if len(object_id) > MAX_OBJECT_ID or not (object_id + "x").isprintable():
            raise ValueError(f"not the id of an object: {object_id[:MAX_OBJECT_ID]!a}")
        if len(actor) > MAX_ACTOR or not (actor + "x").isprintable():
            raise ValueError(f"not the id of a person: {actor[:MAX_ACTOR]!a}")
        told = dict(detail or {}) | ({"reason": reason} if reason else {})
        payload = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")
        salt = self._new_salt()
        row: dict[str, Any] = {
            "actor": actor,
            "action": checked_kind(action),
            "kind": checked_kind(kind),
            "object_id": object_id,
            "payload": payload,
            "salt": salt,
            "digest": payload_digest(salt, payload),
        }
        with self._store.write() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_POSTGRESQL_LOCK)))
            last = connection.execute(_LAST).one_or_none()
            row["number"] = 1 if last is None else last.number + 1
            row["at"] = self._clock()
            row["chain"] = link(_START if last is None else last.chain, row)
            connection.execute(insert(audit).values(**row))
        return AuditEntry(row["number"], row["at"], actor, action, kind, object_id, json.loads(payload), row["chain"])

    def entries(
        self,
        before: int | None = None,
        limit: int = 100,
        *,
        actor: str | None = None,
        action: str | None = None,
        kind: str | None = None,
        object_id: str | None = None,
        since: datetime | None = None,
    ) -> tuple[AuditEntry, ...]:
        """Return entries, newest first.

        Args:
            before: only those with a smaller number, to page on.
            limit: at most so many.
            actor: only what this person did.
            action: only this.
            kind: only to things of this sort.
            object_id: only to this one.
            since: only at this moment or later.
        """
        query = select(audit).order_by(audit.c.number.desc()).limit(limit)
        wanted = {"actor": actor, "action": action, "kind": kind, "object_id": object_id}
        for name, value in wanted.items():
            if value is not None:
                query = query.where(audit.c[name] == value)
        if before is not None:
            query = query.where(audit.c.number < before)
        if since is not None:
            query = query.where(audit.c.at >= since)
        with self._store.read() as connection:
            return tuple(audit_entry(row) for row in connection.execute(query))

    def objects(self, actor: str, actions: Sequence[str], kind: str, object_ids: Sequence[str]) -> frozenset[str]:
        """Return to which of some things a person has done any of some actions.

        Args:
            actor: who.
            actions: what.
            kind: what sort of things.
            object_ids: the things; so many that they fit into one statement.
        """
        done = (audit.c.actor == actor, audit.c.action.in_(actions))
        query = select(audit.c.object_id).where(*done, audit.c.kind == kind, audit.c.object_id.in_(object_ids))
        with self._store.read() as connection:
            return frozenset(connection.execute(query).scalars())

    def verify(self) -> AuditVerification:
        """Check every entry of the log against the one before it."""
        with self._store.read() as connection:
            return verification(connection)


def link(previous: bytes, row: Mapping[str, Any]) -> bytes:
    """Return the chain value of an entry that follows `previous`.

    Args:
        previous: chain value of the entry before it.
        row: the entry's columns.
    """
    told = [row["number"], stamp(row["at"]), row["actor"], row["action"], row["kind"], row["object_id"]]
    canonical = json.dumps([*told, row["digest"].hex()], separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(previous + canonical.encode("ascii")).digest()


def verification(connection: Connection) -> AuditVerification:
    """Check every entry of the log against the one before it.

    Args:
        connection: inside a transaction.
    """
    previous, count, erased = _START, 0, 0
    with connection.execute(_RAW) as rows:
        for row in rows.mappings():
            fault = _fault(dict(row), count + 1, previous)
            if fault is not None:
                return AuditVerification(count, erased, count + 1, fault, None)
            count += 1
            erased += row["payload"] is None
            previous = row["chain"]
    return AuditVerification(count, erased, None, None, previous if count else None)


def _fault(row: Mapping[str, Any], expected: int, previous: bytes) -> str | None:
    if row["number"] != expected:
        return f"entry {expected} is missing"
    try:
        if (row["payload"] is None) != (row["salt"] is None):
            return "its payload or its salt is gone"
        if row["payload"] is not None and payload_digest(row["salt"], row["payload"]) != row["digest"]:
            return "its payload does not fit its digest"
        at = row["at"] if isinstance(row["at"], datetime) else datetime.fromisoformat(row["at"])
        if link(previous, {**row, "at": at}) != row["chain"]:
            return "it does not fit the chain"
    except (TypeError, ValueError, AttributeError) as error:  # a value that cannot have been written by us
        return f"it cannot be read: {error}"
    return None


def audit_entry(row: Row[Any]) -> AuditEntry:
    """Return the entry a row holds."""
    detail = {} if row.payload is None else json.loads(row.payload)
    return AuditEntry(
        row.number, row.at, row.actor, row.action, row.kind, row.object_id, detail, row.chain, row.payload is None
    )
