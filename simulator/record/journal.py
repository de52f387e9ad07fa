"""The journal: append-only, one hash chain per session, on disk when a call returns."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, insert, select, update

from simulator.record import accounts, chain, retention, stored
from simulator.record.connection import Store, open_store
from simulator.record.migrations import migrate
from simulator.record.parts import Parts
from simulator.record.records import (
    FINISHED_KIND,
    FIRST_KIND,
    Entry,
    Erasure,
    JournalError,
    Mode,
    Person,
    SequenceError,
    SessionHeader,
    SessionRecord,
    Verification,
    checked_ending,
    checked_hash,
    checked_kind,
)
from simulator.record.tables import entry, session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from os import PathLike
    from types import TracebackType

# Statements are built once: making one costs more than running it.
# FOR UPDATE makes two servers' appends to one session wait for each other; SQLite has one writer anyhow.
_HEAD = (
    select(session.c.entry_count, session.c.head_chain, session.c.ended_at, session.c.erased_at)
    .where(session.c.id == bindparam("of"))
    .with_for_update()
)
_ADD_ENTRY = insert(entry)
_MOVE_HEAD = (
    update(session)
    .where(session.c.id == bindparam("of"))
    .values(entry_count=bindparam("count"), head_chain=bindparam("head"))
)


class Journal(Parts):
    """An open journal. Threads may share it and take turns; other processes may read and write the same file.

    Made by `open_journal`. Every writing call is one transaction: when it returns, what it wrote is on disk; when it
    raises, nothing of it is.

    Args:
        store: the open database, migrated.
        clock: gives the present as an aware time.
        new_id: gives a new UUIDv7 as text.
        new_salt: gives `chain.SALT_BYTES` random bytes.
        schema_version: number of the last migration applied.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        new_salt: Callable[[], bytes],
        schema_version: int,
    ) -> None:
        super().__init__(store, clock, new_id, new_salt)
        self.schema_version = schema_version

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; closing twice does nothing."""
        self._store.close()

    # Sessions and their entries

    def begin(
        self,
        person_id: str,
        header: SessionHeader,
        first_payload: bytes,
        following: Sequence[tuple[str, bytes]] = (),
    ) -> str:
        """Write a new session with its entry 0 (kind `started`) and return its id.

        Args:
            person_id: who plays.
            header: what is fixed about the session; its scenario's bytes must be stored already.
            first_payload: the first event, exact bytes.
            following: kind and exact bytes of entries that come with it, as a fork shares its parent's; all or nothing.

        Raises:
            UnknownRecordError: no such person, or the scenario's bytes were not stored.
            JournalError: the person was erased.
            SurroundingsError: disk full, locked too long, not writable.
        """
        with self._store.write() as connection:
            accounts.find_present(connection, person_id)
            stored.scenario_bytes(connection, header.scenario_hash)
            fixed = stored.fixed_columns(self._new_id(), person_id, header, self._clock())
            start = stored.chain_start(fixed)
            first = self._entry(fixed["id"], 0, FIRST_KIND, first_payload, fixed["started_at"], start)
            connection.execute(insert(session).values(**fixed, entry_count=1, head_chain=first.chain))
            connection.execute(_ADD_ENTRY, stored.entry_row(first))
            for sequence, (kind, payload) in enumerate(following, start=1):
                self._append(connection, first.session_id, sequence, kind, payload)
        return first.session_id

    def append(self, session_id: str, sequence: int, kind: str, payload: bytes) -> Entry:
        """Write the next entry of a session and return it; it is on disk then.

        Args:
            session_id: the session.
            sequence: the number the entry must get: one more than the last.
            kind: what sort of event it is, lower-case ASCII.
            payload: exact bytes.

        Raises:
            SequenceError: a gap or a number that is taken.
            UnknownRecordError: no such session.
            JournalError: the session was erased.
            SurroundingsError: disk full, locked too long, not writable.
        """
        with self._store.write() as connection:
            added, _ = self._append(connection, session_id, sequence, kind, payload)
        return added

    def finish(self, session_id: str, sequence: int, *, ending: str, overall: int | None) -> Entry:
        """Write that a session has ended (an entry of kind `finished`) and fill its derived columns.

        Later entries, such as a correction, may still follow.

        Args:
            session_id: the session.
            sequence: the number the entry must get.
            ending: the id of the ending.
            overall: the grade in points, 0 to 100, or None where nothing could be graded.

        Raises:
            SequenceError: a gap or a number that is taken.
            JournalError: the session has ended already, or was erased.
            UnknownRecordError: no such session.
            SurroundingsError: disk full, locked too long, not writable.
        """
        checked_ending(ending, overall)
        payload = json.dumps({"ending": ending, "overall": overall}, sort_keys=True, separators=(",", ":")).encode()
        with self._store.write() as connection:
            added, before = self._append(connection, session_id, sequence, FINISHED_KIND, payload)
            if before.ended_at is not None:
                raise JournalError("This session has ended already.", "Begin a new one.")
            connection.execute(
                update(session)
                .where(session.c.id == session_id)
                .values(ended_at=added.recorded_at, ending=ending, overall=overall)
            )
        return added

    def entries(self, session_id: str) -> tuple[Entry, ...]:
        """Return all entries of a session in order.

        Raises:
            UnknownRecordError: no such session.
        """
        with self._store.read() as connection:
            return stored.entries_of(connection, session_id)

    def entries_of_kinds(
        self, session_ids: Iterable[str] | None, kinds: Iterable[str], prefixes: Iterable[str] = ()
    ) -> dict[str, tuple[Entry, ...]]:
        """Return the entries of some kinds, in order, of many sessions at once; the words between are not read.

        Args:
            session_ids: the sessions; None for all of them. One without such an entry has an empty tuple.
            kinds: kinds of entries, for instance `GRADED_KIND`.
            prefixes: what kinds begin with, for instance `mark.`.
        """
        with self._store.read() as connection:
            return stored.entries_of_kinds(connection, session_ids, tuple(kinds), tuple(prefixes))

    def last_entries(self, kind: str, session_ids: Iterable[str]) -> dict[str, Entry]:
        """Return the last entry of a kind by session; sessions without one are left out."""
        with self._store.read() as connection:
            return stored.last_entries(connection, kind, session_ids)

    def session(self, session_id: str) -> SessionRecord:
        """Return one session.

        Raises:
            UnknownRecordError: no such session.
        """
        with self._store.read() as connection:
            return stored.session_of(connection, session_id)

    def sessions(self, person_id: str | None = None, *, unfinished: bool = False) -> tuple[SessionRecord, ...]:
        """Return sessions in the order they began; the records of shifts are not among them (see `shifts`).

        Args:
            person_id: only this person's.
            unfinished: only those that can be gone on with: not ended, not erased.
        """
        return self._listed(session.c.mode != Mode.ROSTER.value, person_id, unfinished=unfinished)

    def session_count(self) -> int:
        """Return how many sessions there are; the records of shifts are not among them."""
        query = select(func.count()).select_from(session).where(session.c.mode != Mode.ROSTER.value)
        with self._store.read() as connection:
            return int(connection.execute(query).scalar_one())

    def shifts(self, person_id: str | None = None, *, unfinished: bool = False) -> tuple[SessionRecord, ...]:
        """Return the records of shifts in the order they began; their customers are `sessions`.

        Args:
            person_id: only this person's.
            unfinished: only those that can be gone on with: not ended, not erased.
        """
        return self._listed(session.c.mode == Mode.ROSTER.value, person_id, unfinished=unfinished)

    def _listed(
        self, which: ColumnElement[bool], person_id: str | None, *, unfinished: bool
    ) -> tuple[SessionRecord, ...]:
        query = select(session).where(which).order_by(session.c.started_at, session.c.id)
        if person_id is not None:
            query = query.where(session.c.person_id == person_id)
        if unfinished:
            query = query.where(session.c.ended_at.is_(None), session.c.erased_at.is_(None))
        with self._store.read() as connection:
            return tuple(stored.session_record(row) for row in connection.execute(query))

    def put_scenario(self, scenario_hash: str, content: bytes) -> None:
        """Keep a scenario's bytes; keeping the same ones again does nothing.

        Args:
            scenario_hash: SHA-256 of `content` in 64 hex digits.
            content: the scenario as it was played.

        Raises:
            ValueError: the hash is not that of the bytes.
        """
        if hashlib.sha256(content).hexdigest() != checked_hash(scenario_hash):
            raise ValueError("the scenario's hash is not the SHA-256 of its bytes")
        with self._store.write() as connection:
            stored.keep_scenario(connection, scenario_hash, content)

    def scenario(self, scenario_hash: str) -> bytes:
        """Return a scenario's bytes as they were played.

        Raises:
            UnknownRecordError: they were never stored.
            JournalError: they no longer fit their hash.
        """
        with self._store.read() as connection:
            content = stored.scenario_bytes(connection, scenario_hash)
        if hashlib.sha256(content).hexdigest() != scenario_hash:
            raise JournalError(f"The stored scenario {scenario_hash[:12]} is damaged.", "Go back to a backup.")
        return content

    def verify(self, session_id: str) -> Verification:
        """Check a session's header, entries, payloads, chain, derived columns and receipts against each other.

        Raises:
            UnknownRecordError: no such session.
        """
        from simulator.record import receipts  # and with it the company's tables, which playing does not need

        with self._store.read() as connection:
            return receipts.verification(connection, session_id)

    def gone(self) -> tuple[Verification, ...]:
        """Return sessions that a receipt names and that are not here (any more), each with the reason."""
        from simulator.record import receipts

        with self._store.read() as connection:
            return receipts.gone(connection)

    def rebuild(self, session_id: str) -> SessionRecord:
        """Make a session's derived columns anew from its entries and return it.

        Of an erased session the ending and grade stay as they are: the words they came from are gone.

        Raises:
            UnknownRecordError: no such session.
        """
        with self._store.write() as connection:
            values = stored.derived(stored.entries_of(connection, session_id))
            connection.execute(update(session).where(session.c.id == session_id).values(**values))
            return stored.session_of(connection, session_id)

    # People

    def add_person(self, name: str, *, language: str | None = None) -> Person:
        """Write a new person and return them.

        Args:
            name: any text; two people may share it.
            language: the language they like to see.
        """
        with self._store.write() as connection:
            return accounts.add(connection, self._new_id(), name, language, self._clock())

    def person(self, person_id: str) -> Person:
        """Return one person, also an erased one.

        Raises:
            UnknownRecordError: nobody has this id.
        """
        with self._store.read() as connection:
            return accounts.find(connection, person_id)

    def people(self, *, erased: bool = False) -> tuple[Person, ...]:
        """Return the people in the order they came; erased ones only when asked for."""
        with self._store.read() as connection:
            return accounts.everyone(connection, erased=erased)

    def person_count(self) -> int:
        """Return how many people there are; erased ones are not among them."""
        with self._store.read() as connection:
            return accounts.how_many(connection)

    def rename(self, person_id: str, name: str) -> Person:
        """Give a person another name and return them.

        Raises:
            UnknownRecordError: nobody has this id.
            JournalError: the person was erased.
        """
        with self._store.write() as connection:
            return accounts.rename(connection, person_id, name)

    def speak(self, person_id: str, language: str | None) -> Person:
        """Note in which language a person likes to read and return them.

        Raises:
            UnknownRecordError: nobody has this id.
            JournalError: the person was erased.
        """
        with self._store.write() as connection:
            return accounts.speak(connection, person_id, language)

    def export_person(self, person_id: str) -> dict[str, Any]:
        """Return everything kept about one person as plain values for JSON, with what is needed to verify it.

        Raises:
            UnknownRecordError: nobody has this id.
        """
        from simulator.record import personal  # and with it the console's tables, which playing does not need

        with self._store.read() as connection:
            who = accounts.find(connection, person_id)
            query = select(session).where(session.c.person_id == person_id)
            rows = connection.execute(query.order_by(session.c.started_at, session.c.id)).all()
            sessions = [(stored.session_record(row), stored.entries_of(connection, row.id)) for row in rows]
            return accounts.export(who, sessions, personal.told(connection, person_id))

    # Taking away

    def erase_person(self, person_id: str) -> Erasure:
        """Erase a person's name and every payload and salt of theirs, and rewrite the file without them.

        Digests, headers, endings and grades stay under an id that no longer leads to anyone, and chains still verify.

        Raises:
            UnknownRecordError: nobody has this id.
        """
        with self._store.write() as connection:
            sessions, entries = accounts.erase(connection, person_id, self._clock())
        return Erasure(sessions, entries, self.scrub())

    def retain(self, rules: Sequence[retention.RetentionRule], *, dry_run: bool = True) -> retention.RetentionReport:
        """Take away the words of every session whose time is over by the rules, or only say which those are.

        Args:
            rules: how long each purpose keeps its words; a purpose without a rule keeps them.
            dry_run: only report.
        """
        now = self._clock()
        if dry_run:
            with self._store.read() as connection:
                return retention.RetentionReport(
                    dry_run=True, expired=retention.expired(connection, rules, now), scrubbed=False
                )
        with self._store.write() as connection:
            over = retention.expired(connection, rules, now)
            retention.empty_sessions(connection, [expiry.session_id for expiry in over], now)
        return retention.RetentionReport(dry_run=False, expired=over, scrubbed=self.scrub() if over else True)

    def scrub(self) -> bool:
        """Rewrite the file so that no erased byte is left in it; return whether that worked.

        It does not while another program has the journal open, or without free space for a copy: try again then. What
        the drive itself still holds of an old block, and backups, are out of reach.
        """
        return self._store.scrub()

    def _append(
        self, connection: Connection, session_id: str, sequence: int, kind: str, payload: bytes
    ) -> tuple[Entry, Row[*tuple[Any, ...]]]:
        head = connection.execute(_HEAD, {"of": session_id}).one_or_none()
        if head is None:
            raise stored.unknown_session(session_id)
        if head.erased_at is not None:
            raise JournalError("This session was erased.", "Begin a new one.")
        if sequence != head.entry_count:
            said = "is taken" if sequence < head.entry_count else "would leave a gap"
            raise SequenceError(
                f"Entry {sequence} {said}: the next entry of this session is {head.entry_count}.",
                "Read the session again and go on from its last entry.",
            )
        added = self._entry(session_id, sequence, kind, payload, self._clock(), head.head_chain)
        connection.execute(_ADD_ENTRY, stored.entry_row(added))
        connection.execute(_MOVE_HEAD, {"of": session_id, "count": sequence + 1, "head": added.chain})
        return added, head

    def _entry(self, session_id: str, sequence: int, kind: str, payload: bytes, at: datetime, previous: bytes) -> Entry:
        salt = self._new_salt()
        digest = chain.payload_digest(salt, payload)
        linked = chain.link(previous, sequence, checked_kind(kind), at, digest)
        return Entry(session_id, sequence, at, kind, payload, salt, digest, linked)


def open_at(
    url_or_path: str | PathLike[str],
    *,
    readonly: bool,
    clock: Callable[[], datetime],
    new_id: Callable[[], str],
    new_salt: Callable[[], bytes],
    busy_timeout_ms: int,
) -> Journal:
    """Open, make or upgrade a journal; the door of it is `simulator.record.open_journal`."""
    store = open_store(url_or_path, readonly=readonly, busy_timeout_ms=busy_timeout_ms)
    try:
        version = migrate(store, clock, may_write=not readonly)
    except BaseException:
        store.close()
        raise
    return Journal(store, clock=clock, new_id=new_id, new_salt=new_salt, schema_version=version)
