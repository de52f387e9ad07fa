"""How long words are kept, and taking them away afterwards: what is erased leaves its digests, so chains still hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from simulator.record.records import Purpose
from simulator.record.tables import entry, session

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BATCH = 500  # below every SQLite's limit of parameters in one statement


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Sessions kept for `purpose` lose their words `keep_days` days after their last entry."""

    purpose: Purpose
    keep_days: int

    def __post_init__(self) -> None:
        """Refuse a negative time.

        Raises:
            ValueError: `keep_days` below 0.
        """
        if self.keep_days < 0:
            raise ValueError(f"words cannot be kept for {self.keep_days} days")


@dataclass(frozen=True, slots=True)
class Expiry:
    """A session whose time is over."""

    session_id: str
    person_id: str
    purpose: Purpose
    last_entry_at: datetime
    entries: int
    payload_bytes: int


@dataclass(frozen=True, slots=True)
class RetentionReport:
    """What was taken away, or with `dry_run` what would be."""

    dry_run: bool
    expired: tuple[Expiry, ...]
    scrubbed: bool


def expired(connection: Connection, rules: Sequence[RetentionRule], now: datetime) -> tuple[Expiry, ...]:
    """Return the sessions whose time is over, oldest first.

    Args:
        connection: inside a transaction.
        rules: one per purpose; a purpose without a rule is kept.
        now: aware time to count from.
    """
    if not rules:
        return ()
    last_entry_at = func.max(entry.c.recorded_at)
    over = [
        and_(session.c.purpose == rule.purpose.value, last_entry_at < now - timedelta(days=rule.keep_days))
        for rule in rules
    ]
    query = (
        select(
            session.c.id,
            session.c.person_id,
            session.c.purpose,
            last_entry_at.label("last_entry_at"),
            func.count().label("entries"),
            func.coalesce(func.sum(func.length(entry.c.payload)), 0).label("payload_bytes"),
        )
        .join(entry, entry.c.session_id == session.c.id)
        .where(session.c.erased_at.is_(None))
        .group_by(session.c.id, session.c.person_id, session.c.purpose)
        .having(or_(*over))
        .order_by(last_entry_at, session.c.id)
    )
    return tuple(
        Expiry(row.id, row.person_id, Purpose(row.purpose), row.last_entry_at, row.entries, row.payload_bytes)
        for row in connection.execute(query)
    )


def empty_sessions(connection: Connection, session_ids: Iterable[str], at: datetime) -> int:
    """Erase payloads and salts of whole sessions and mark them; return how many entries lost their words.

    Digests, chain, header and the derived columns (ending, grade) stay; what an LMS was told goes too.

    Args:
        connection: inside a writing transaction.
        session_ids: the sessions.
        at: aware time of the erasure.
    """
    from simulator.record import personal  # and with it the console's tables, which playing does not need
    from simulator.record.company_tables import statement

    ids = list(session_ids)
    emptied = 0
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        theirs: ColumnElement[bool] = entry.c.session_id.in_(batch)
        result = connection.execute(
            update(entry).where(theirs, entry.c.payload.is_not(None)).values(payload=None, salt=None)
        )
        emptied += result.rowcount
        personal.forget_statements(connection, statement.c.session_id.in_(batch))
        connection.execute(
            update(session).where(session.c.id.in_(batch), session.c.erased_at.is_(None)).values(erased_at=at)
        )
    return emptied
