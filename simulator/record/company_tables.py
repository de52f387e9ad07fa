"""The company's tables of the newest schema: desktops, receipts, assignments, statements; loaded when first needed."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from simulator.record.console_tables import team
from simulator.record.tables import UtcTime, metadata

_PERSON = "person.id"
_SESSION = "session.id"
_ASSIGNMENT = "assignment.id"

device = Table(
    "device",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("person_id", String(36), ForeignKey(_PERSON), nullable=False),
    Column("name", Text, nullable=False),
    Column("token_hash", String(64), nullable=False),
    Column("product", String(40), nullable=False),
    Column("joined_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime),
    Column("clock_offset_s", Integer),
    Column("revoked_at", UtcTime),
    UniqueConstraint("token_hash"),
    Index(None, "person_id"),
)

join_code = Table(
    "join_code",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("code_hash", String(64), nullable=False),
    Column("person_id", String(36), ForeignKey(_PERSON), nullable=False),
    Column("created_by", String(36), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    Column("device_id", String(36)),
    UniqueConstraint("code_hash"),
    Index(None, "person_id"),
)

signing_key = Table(
    "signing_key",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("private_key", LargeBinary),
    Column("made_at", UtcTime, nullable=False),
)

receipt = Table(
    "receipt",
    metadata,
    Column("session_id", String(36), ForeignKey(_SESSION), primary_key=True),
    # Of the desktop's chain: the server's own may have grown by what people did there.
    Column("entry_count", Integer, primary_key=True, autoincrement=False),
    Column("head_chain", LargeBinary, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("key_id", String(36), nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("device_id", String(36)),
    Column("clock_offset_s", Integer),
)

refusal = Table(
    "refusal",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("session_id", String(36), nullable=False),  # no foreign key: what was refused is not here
    Column("person_id", String(36)),
    Column("device_id", String(36)),
    Column("reason", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("times", Integer, nullable=False),
    Column("settled_at", UtcTime),
    UniqueConstraint("session_id", "device_id", "reason"),
    Index(None, "person_id"),
)

assignment = Table(
    "assignment",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text),
    Column("content", Text, nullable=False),
    Column("team_id", String(36), ForeignKey(team.c.id)),
    Column("person_id", String(36), ForeignKey(_PERSON)),
    Column("attempts", Integer),
    Column("opens_at", UtcTime),
    Column("due_at", UtcTime),
    Column("seed", BigInteger, nullable=False),
    Column("created_by", String(36), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
    CheckConstraint("(team_id IS NULL) <> (person_id IS NULL)", name="for_a_group_or_a_person"),
    Index(None, "team_id"),
    Index(None, "person_id"),
)

drawing = Table(
    "drawing",
    metadata,
    Column("assignment_id", String(36), ForeignKey(_ASSIGNMENT), primary_key=True),
    Column("person_id", String(36), ForeignKey(_PERSON), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("scenario_slug", String(100), nullable=False),
    Column("scenario_hash", String(64), ForeignKey("scenario.hash"), nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("drawn_at", UtcTime, nullable=False),
)

assigned_session = Table(
    "assigned_session",
    metadata,
    Column("session_id", String(36), ForeignKey(_SESSION), primary_key=True),
    Column("assignment_id", String(36), ForeignKey(_ASSIGNMENT), nullable=False),
    Column("person_id", String(36), nullable=False),
    Column("number", Integer, nullable=False),
    Index(None, "assignment_id", "person_id"),
)

statement = Table(
    "statement",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("session_id", String(36), nullable=False),
    Column("person_id", String(36)),
    Column("verb", String(40), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("body", Text),
    Column("state", String(20), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", UtcTime),
    Column("answered_at", UtcTime),
    Column("status", Integer),
    Column("answer", Text),
    UniqueConstraint("number"),
    Index(None, "state", "number"),
    Index(None, "session_id"),
)

launch = Table(
    "launch",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("person_id", String(36), ForeignKey(_PERSON), nullable=False),
    # The address an LMS gives its token at opens once: so does the launch.
    Column("fetch_hash", String(64), nullable=False),
    Column("registration", String(36), nullable=False),
    Column("activity", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("session_id", String(36)),
    Column("details", Text),
    Column("token", Text),
    Column("statements", Text, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", UtcTime),
    UniqueConstraint("fetch_hash"),
    Index(None, "person_id"),
    Index(None, "session_id"),
    Index(None, "state", "next_at"),
)

badge = Table(
    "badge",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("person_id", String(36), ForeignKey(_PERSON), nullable=False),
    Column("path", String(100), nullable=False),
    Column("content", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Index(None, "person_id"),
)

regraded = Table(
    "regraded",
    metadata,
    # No foreign keys: these rows live as long as a run does, and are written by many at once.
    Column("run_id", String(36), primary_key=True),
    Column("session_id", String(36), primary_key=True),
    Column("stamp", String(20), nullable=False),
    Column("told", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Index(None, "session_id"),
)

follower = Table(
    "follower",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("since", UtcTime, nullable=False),
)

touched = Table(
    "touched",
    metadata,
    Column("follower", String(40), primary_key=True),
    Column("session_id", String(36), primary_key=True),
    Column("mark", BigInteger, nullable=False),
)
