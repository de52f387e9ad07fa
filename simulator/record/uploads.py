"""One session that a desktop sent, taken in with its receipt: all of it in one transaction, or nothing.

The desktop's chain and the company's begin alike. What people do to a mark makes the company's grow on its own; what
the desktop sends later (a tail) is then checked by the desktop's links, from the last receipt on, and written behind
the company's with links of its own: words, salts and times stay as they were.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select, update

from simulator.record import chain, stored
from simulator.record.company_records import Receipt
from simulator.record.company_tables import assigned_session, assignment, receipt, refusal
from simulator.record.devices import heads_signed_for, is_here, keep_receipt
from simulator.record.records import (
    FINISHED_KIND,
    Entry,
    SessionHeader,
    SessionRecord,
    checked_ending,
    checked_kind,
)
from simulator.record.tables import entry, session
from simulator.record.taking import (
    Incoming,
    Refusal,
    RefusalReason,
    attempt,
    check,
    check_copy,
    check_times,
    one_at_a_time,
    settle,
)

if TYPE_CHECKING:
    from simulator.record.journal import Journal

Signs = Callable[[int, bytes], Receipt]
"""Makes the receipt for so many entries with that last link."""


@dataclass(frozen=True, slots=True)
class SentSession:
    """A session as it was sent, believed in nothing yet.

    Args:
        id: of the session.
        person_id: whose it says it is.
        header: what it says is fixed about it.
        chain_version: of the rules its chain follows.
        started_at: when it began.
        first: number of the first entry that was sent.
        entries: from there to its end, numbered on.
    """

    id: str
    person_id: str
    header: SessionHeader
    chain_version: int
    started_at: datetime
    first: int
    entries: tuple[Entry, ...]

    @property
    def entry_count(self) -> int:
        """How many entries the desktop has."""
        return self.first + len(self.entries)

    @property
    def head_chain(self) -> bytes:
        """The link of the last of them."""
        return self.entries[-1].chain


@dataclass(frozen=True, slots=True)
class Judged:
    """What the company adds to a session that is new here.

    Args:
        after: kind and exact bytes of entries behind the desktop's.
        ending: how it ended, as the company sees it; "" where it agrees with the desktop.
        overall: points of the company's grader, along with the ending.
        assignment: what it was begun for, and as which attempt; kept where there is such an assignment.
    """

    after: tuple[tuple[str, bytes], ...] = ()
    ending: str = ""
    overall: int | None = None
    assignment: tuple[str, int] | None = None


def whole_of(sent: SentSession) -> SessionRecord | Refusal:
    """Look a whole session through: its chain, its values, and what its entries imply. Reads and writes nothing.

    Args:
        sent: from its first entry on.
    """
    try:
        columns = stored.fixed_columns(sent.id, sent.person_id, sent.header, sent.started_at)
        fault = _fault(sent, stored.chain_start({**columns, "chain_version": sent.chain_version}))
        if fault is not None:
            return fault
        implied = stored.derived(sent.entries)
        record = SessionRecord(
            sent.id,
            sent.person_id,
            sent.header,
            sent.started_at,
            None,
            sent.entry_count,
            implied["ended_at"],
            implied["ending"],
            implied["overall"],
        )
        check(record, sent.entries)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        return Refusal(sent.id, RefusalReason.FOREIGN, ascii(str(error))[:200])
    return record


def _fault(sent: SentSession, start: bytes) -> Refusal | None:
    """Whether the chain does not hold, from the link before the first entry on."""
    if sent.chain_version != chain.CHAIN_VERSION:
        return Refusal(sent.id, RefusalReason.BROKEN, f"its chain follows rules of version {sent.chain_version}")
    rows = (
        chain.StoredEntry(each.sequence, each.recorded_at, each.kind, each.payload, each.salt, each.digest, each.chain)
        for each in sent.entries
    )
    found = chain.first_fault(start, rows, erased=False, first=sent.first)
    return None if found is None else Refusal(sent.id, RefusalReason.BROKEN, f"entry {found[0]}: {found[1]}")


def take_upload(
    journal: Journal,
    sent: SentSession,
    sign: Signs,
    *,
    tail_kinds: Iterable[str],
    content: bytes = b"",
    judged: Judged | None = None,
) -> Receipt | Refusal:
    """Take a session in, or what has come to it since, with its receipt. Doing it again changes nothing.

    Args:
        journal: the company's records.
        sent: the session, or its entries from any up to the first that is missing here.
        sign: makes the receipt.
        tail_kinds: kinds of entries that may come to a session that is here.
        content: the bytes of its scene.
        judged: what is added where the session is new here.
    """
    kinds = frozenset(tail_kinds)

    def work(writing: Connection) -> Receipt | Refusal:
        latest = _latest(writing, sent.id)
        if latest is not None:
            return _grow(writing, sent, latest, kinds, sign)
        record = whole_of(sent)
        if isinstance(record, Refusal):
            return record
        outcome = settle(writing, Incoming(record, sent.entries, {"id": sent.person_id}, content), [])
        if isinstance(outcome, Refusal):
            return outcome
        _add_judged(journal, writing, sent, judged or Judged())
        return _signed(writing, sent, sign)

    with journal.store.write() as writing:
        one_at_a_time(writing)
        found = attempt(writing, sent.id, lambda: work(writing))
        if not isinstance(found, Refusal):
            here = (refusal.c.session_id == sent.id, refusal.c.settled_at.is_(None))
            writing.execute(update(refusal).where(*here).values(settled_at=journal.clock()))
        return found


def _latest(writing: Connection, session_id: str) -> Receipt | None:
    query = select(receipt).where(receipt.c.session_id == session_id).order_by(receipt.c.entry_count.desc()).limit(1)
    row = writing.execute(query).one_or_none()
    return None if row is None else Receipt(**row._asdict())


def _grow(
    writing: Connection, sent: SentSession, latest: Receipt, tail_kinds: frozenset[str], sign: Signs
) -> Receipt | Refusal:
    """Go on with a session that is here from its last receipt on."""
    row = writing.execute(select(session).where(session.c.id == sent.id).with_for_update()).one()
    if row.person_id != sent.person_id:
        return Refusal(sent.id, RefusalReason.OTHER_PERSON, "it belongs to somebody else here")
    conflict = _conflict(writing, sent, latest)
    fresh = sent.entries[max(0, latest.entry_count - sent.first) :]
    if conflict is not None or not fresh:
        return conflict or latest
    if row.erased_at is not None:
        return Refusal(sent.id, RefusalReason.ERASED_HERE, "its words were erased here")
    late = [line for line in fresh if line.kind not in tail_kinds]
    if late:
        detail = f"entry {late[0].sequence} of kind {late[0].kind} comes too late"
        return Refusal(sent.id, RefusalReason.FOREIGN, detail)
    check_times(line.recorded_at for line in fresh)
    if (row.entry_count, row.head_chain) == (latest.entry_count, latest.head_chain):
        writing.execute(insert(entry), [stored.entry_row(line) for line in fresh])
        _move_head(writing, sent.id, sent.entry_count, sent.head_chain)
    else:
        for line in fresh:
            _append(writing, line)
    return _signed(writing, sent, sign)


def _conflict(writing: Connection, sent: SentSession, latest: Receipt) -> Refusal | None:
    """Whether what was sent does not hold, or goes on otherwise than what is here."""
    heads = heads_signed_for(writing, sent.id)
    if sent.first == 0:
        columns = stored.fixed_columns(sent.id, sent.person_id, sent.header, sent.started_at)
        heads[0] = stored.chain_start({**columns, "chain_version": sent.chain_version})
    if sent.first not in heads:
        return Refusal(sent.id, RefusalReason.GAP, f"no receipt ends before entry {sent.first}")
    fault = _fault(sent, heads[sent.first])
    if fault is not None:
        # Links that begin elsewhere: another copy of the desktop has gone on otherwise.
        elsewhere = sent.first and fault.detail == f"entry {sent.first}: it does not fit the chain"
        return Refusal(sent.id, RefusalReason.CONFLICT, fault.detail) if elsewhere else fault
    place = latest.entry_count - 1 - sent.first
    if place < len(sent.entries):
        same = place < 0 or sent.entries[place].chain == latest.head_chain
        return None if same else Refusal(sent.id, RefusalReason.CONFLICT, f"entry {latest.entry_count - 1} differs")
    if is_here(writing, sent.id, sent.entry_count, sent.head_chain):
        return None  # an old copy of the desktop: what it has is here, and more
    return Refusal(sent.id, RefusalReason.CONFLICT, f"entry {sent.entry_count - 1} differs")


def _append(writing: Connection, line: Entry) -> None:
    """Write an entry behind whatever is here: its words, salt and time stay, its number and link are ours."""
    head = writing.execute(
        select(session.c.entry_count, session.c.head_chain).where(session.c.id == line.session_id)
    ).one()
    linked = chain.link(head.head_chain, head.entry_count, line.kind, line.recorded_at, line.digest)
    row: dict[str, Any] = {**stored.entry_row(line), "sequence": head.entry_count, "chain": linked}
    writing.execute(insert(entry).values(**row))
    _move_head(writing, line.session_id, head.entry_count + 1, linked)


def _move_head(writing: Connection, session_id: str, count: int, head: bytes) -> None:
    values = {"entry_count": count, "head_chain": head}
    writing.execute(update(session).where(session.c.id == session_id).values(**values))


def _add_judged(journal: Journal, writing: Connection, sent: SentSession, judged: Judged) -> None:
    """What the company's own grader says of it, and what it was begun for."""
    after: Sequence[tuple[str, bytes]] = judged.after
    if judged.ending:
        checked_ending(judged.ending, judged.overall)
        told = {"ending": judged.ending, "overall": judged.overall}
        after = (*after, (FINISHED_KIND, json.dumps(told, sort_keys=True, separators=(",", ":")).encode()))
        writing.execute(update(session).where(session.c.id == sent.id).values(**told))
    for kind, payload in after:
        salt = journal.new_salt()
        digest = chain.payload_digest(salt, payload)
        _append(writing, Entry(sent.id, 0, journal.clock(), checked_kind(kind), payload, salt, digest, b""))
    if judged.assignment is not None:
        named, number = judged.assignment
        known = writing.execute(select(assignment.c.id).where(assignment.c.id == named)).first()
        taken = writing.execute(
            select(assigned_session.c.number).where(assigned_session.c.session_id == sent.id)
        ).first()
        if known is not None and taken is None:
            row = {"session_id": sent.id, "assignment_id": named, "person_id": sent.person_id, "number": number}
            writing.execute(insert(assigned_session).values(**row))


def _signed(writing: Connection, sent: SentSession, sign: Signs) -> Receipt:
    check_copy(writing, sent.id)
    made = sign(sent.entry_count, sent.head_chain)
    keep_receipt(writing, made)
    return made
