"""Schema version 1: people, scenarios, sessions and their entries.

A migration is frozen: it says what the tables were then, and never imports `tables.py`, which says what they are now.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
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

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_TIME = String(27).with_variant(DateTime(timezone=True), "postgresql")


def upgrade(connection: Connection) -> None:
    """Make the first tables."""
    metadata = MetaData(naming_convention=_NAMING)
    Table(
        "person",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("display_name", Text),
        Column("language", String(35)),
        Column("created_at", _TIME, nullable=False),
        Column("erased_at", _TIME),
    )
    Table(
        "scenario",
        metadata,
        Column("hash", String(64), primary_key=True),
        Column("content", LargeBinary, nullable=False),
    )
    _session(metadata)
    Table(
        "entry",
        metadata,
        Column("session_id", String(36), ForeignKey("session.id"), primary_key=True),
        Column("sequence", Integer, primary_key=True, autoincrement=False),
        Column("recorded_at", _TIME, nullable=False),
        Column("kind", String(64), nullable=False),
        Column("payload", LargeBinary),
        Column("salt", LargeBinary),
        Column("digest", LargeBinary, nullable=False),
        Column("chain", LargeBinary, nullable=False),
        CheckConstraint("sequence >= 0", name="sequence_counts_up"),
        CheckConstraint("(payload IS NULL) = (salt IS NULL)", name="salt_goes_with_payload"),
    )
    metadata.create_all(connection)


def _session(metadata: MetaData) -> None:
    Table(
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
        Column("parent_session_id", String(36)),
        Column("fork_sequence", Integer),
        Column("started_at", _TIME, nullable=False),
        Column("erased_at", _TIME),
        Column("entry_count", Integer, nullable=False),
        Column("head_chain", LargeBinary, nullable=False),
        Column("ended_at", _TIME),
        Column("ending", String(100)),
        Column("overall", Integer),
        Index(None, "person_id", "started_at"),
        Index(None, "purpose", "started_at"),
    )
