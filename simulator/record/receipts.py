"""Chains held against receipts: what was signed for once is still there, and still the same.

Whoever may rewrite a whole file can make a chain hold again, but not make it end in the link that a receipt names, nor
make a receipt forget a session that is gone. A receipt names the *desktop's* entries, also at the company. There marks
may have come between what a desktop sent first and what it sent later; an entry's digest, kind and time stay what they
were, so the desktop's links can be worked out again from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from simulator.record import chain, stored
from simulator.record.company_tables import receipt
from simulator.record.records import Entry, Verification
from simulator.record.tables import session

if TYPE_CHECKING:
    from collections.abc import Sequence


def verification(connection: Connection, session_id: str) -> Verification:
    """Check a session as `stored.verification` does, and then against its receipts.

    Raises:
        UnknownRecordError: no such session.
    """
    checked = stored.verification(connection, session_id)
    if not checked.ok:
        return checked
    query = select(receipt.c.entry_count, receipt.c.head_chain).where(receipt.c.session_id == session_id)
    promised = [(row.entry_count, row.head_chain) for row in connection.execute(query.order_by(receipt.c.entry_count))]
    if not promised:
        return checked
    first = _first_fault(stored.entries_of(connection, session_id), promised)
    if first is None:
        return checked
    count = checked.entry_count
    # An old copy of a desktop has fewer: the company confirmed more than was ever kept there.
    short = f"its receipt names {first} entries, and there are {count}"
    reason = short if first > count else f"its first {first} entries are not those that its receipt names"
    return Verification(session_id, count, checked.erased_count, min(first, count), reason)


def gone(connection: Connection) -> tuple[Verification, ...]:
    """Return sessions that a receipt names and that are not here."""
    names = select(receipt.c.session_id).distinct().order_by(receipt.c.session_id)
    missing = names.where(receipt.c.session_id.not_in(select(session.c.id)))
    reason = "there is a receipt of it, but it is gone"
    return tuple(Verification(each, 0, 0, 0, reason) for each in connection.execute(missing).scalars())


def _first_fault(entries: Sequence[Entry], promised: Sequence[tuple[int, bytes]]) -> int | None:
    """The number of entries of the first receipt that does not hold; None when all do."""
    before: tuple[int, bytes] | None = None
    for count, head in promised:
        straight = 0 < count <= len(entries) and entries[count - 1].chain == head
        if not straight and (before is None or not _came_later(entries, before, (count, head))):
            return count
        before = count, head
    return None


def _came_later(entries: Sequence[Entry], before: tuple[int, bytes], after: tuple[int, bytes]) -> bool:
    """Whether some entries in a row, numbered on from one receipt, end in the link of the next."""
    first, last = before[0], after[0]
    for start in range(first, len(entries) - (last - first) + 1):
        link = before[1]
        for number, line in enumerate(entries[start : start + last - first], start=first):
            link = chain.link(link, number, line.kind, line.recorded_at, line.digest)
        if link == after[1]:
            return True
    return False
