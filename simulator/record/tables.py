"""The tables of the newest schema, for SQLite and PostgreSQL alike.

`migrations/` makes them; a test holds that both say the same. Columns with `info={"derived": True}` repeat what the
entries say, for lists and totals; `Journal.rebuild` makes them anew. Each column's meaning, and whether it is personal,
stands in this room's README. The console's tables are in `console_tables.py`: playing needs none of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from simulator.record.chain import read_stamp, stamp

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraint names, the same on both databases, so that a later migration can name what it changes."""

metadata = MetaData(naming_convention=NAMING)


class UtcTime(TypeDecorator[datetime]):
    """An aware time in UTC: 27 characters that sort on SQLite (which drops zones), `timestamptz` on PostgreSQL."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type by database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive times; write the canonical form."""
        if value is None:
            return None
        text = stamp(value)
        return value if dialect.name == "postgresql" else text

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give an aware time back."""
        if value is None:
            return None
        return read_stamp(stamp(value) if isinstance(value, datetime) else str(value))


def _derived(name: str, kind: TypeEngine[Any], *, nullable: bool = True) -> Column[Any]:
    return Column(name, kind, nullable=nullable, info={"derived": True})


migration = Table(
    "migration",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("applied_at", UtcTime, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("display_name", Text),
    Column("language", String(35)),
    Column("created_at", UtcTime, nullable=False),
    Column("erased_at", UtcTime),
)

scenario = Table(
    "scenario",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("person_id", String(36), ForeignKey("person.id"), nullable=False),
    Column("chain_version", Integer, nullable=False),
    Column("scenario_slug", String(100), nullable=False),
    Column("scenario_hash", String(64), ForeignKey("scenario.hash"), nullable=False),
    Column("language", String(35), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("seed", BigInteger, nullable=False),
    # No foreign key: a fork may be uploaded while its parent, a practice session, stays at home.
    Column("parent_session_id", String(36)),
    Column("fork_sequence", Integer),
    Column("started_at", UtcTime, nullable=False),
    Column("erased_at", UtcTime),
    _derived("entry_count", Integer(), nullable=False),
    _derived("head_chain", LargeBinary(), nullable=False),
    _derived("ended_at", UtcTime()),
    _derived("ending", String(100)),
    _derived("overall", Integer()),
    Index(None, "person_id", "started_at"),
    Index(None, "purpose", "started_at"),
)

entry = Table(
    "entry",
    metadata,
    Column("session_id", String(36), ForeignKey("session.id"), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("payload", LargeBinary),
    Column("salt", LargeBinary),
    Column("digest", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    CheckConstraint("sequence >= 0", name="sequence_counts_up"),
    CheckConstraint(
        "(payload IS NULL) = (salt IS NULL)", name="salt_goes_with_payload"
    ),  # Marks and grades of many sessions are read at once, without the words between them.
    Index(None, "kind", "session_id"),
)
