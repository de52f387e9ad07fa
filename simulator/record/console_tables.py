"""The console's tables of the newest schema, beside those of `tables.py`; loaded when the first of them is needed."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
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

from simulator.record.tables import UtcTime, metadata

_PERSON = "person.id"
_ACCOUNT = "account.id"
_TEAM = "team.id"

account = Table(
    "account",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("person_id", String(36), ForeignKey(_PERSON), nullable=False),
    Column("login", String(320), nullable=False),
    Column("password_hash", Text),
    Column("totp_secret", String(200)),
    Column("totp_step", BigInteger),
    Column("issuer", String(500)),
    Column("subject", String(255)),
    Column("created_at", UtcTime, nullable=False),
    Column("blocked_at", UtcTime),
    Column("notice_seen_at", UtcTime),
    UniqueConstraint("person_id"),
    UniqueConstraint("login"),
    UniqueConstraint("issuer", "subject"),
)

role = Table(
    "role",
    metadata,
    Column("account_id", String(36), ForeignKey(_ACCOUNT), primary_key=True),
    Column("role", String(20), primary_key=True),
    Column("given_by", String(36), nullable=False),
    Column("given_at", UtcTime, nullable=False),
)

team = Table(
    "team",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
)

membership = Table(
    "membership",
    metadata,
    Column("team_id", String(36), ForeignKey(_TEAM), primary_key=True),
    Column("person_id", String(36), ForeignKey(_PERSON), primary_key=True),
    Column("part", String(20), nullable=False),
    Column("since", UtcTime, nullable=False),
    Index(None, "person_id"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("token_hash", String(64), nullable=False),
    Column("display_name", Text),
    Column("person_id", String(36), ForeignKey(_PERSON)),
    Column("roles", String(100), nullable=False),
    Column("team_id", String(36), ForeignKey(_TEAM)),
    Column("part", String(20)),
    Column("purpose", String(20), nullable=False),
    Column("created_by", String(36), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    UniqueConstraint("token_hash"),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", String(36), ForeignKey(_ACCOUNT), nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("complete", Boolean, nullable=False),
    Index(None, "account_id"),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("account_id", String(36), ForeignKey(_ACCOUNT, ondelete="CASCADE"), nullable=False),
    Index(None, "account_id"),
)

api_token = Table(
    "api_token",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("token_hash", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("account_id", String(36), ForeignKey(_ACCOUNT), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("revoked_at", UtcTime),
    Column("used_at", UtcTime),
    UniqueConstraint("token_hash"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("actor", String(36), nullable=False),
    Column("action", String(64), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("object_id", String(200), nullable=False),
    Column("payload", LargeBinary),
    Column("salt", LargeBinary),
    Column("digest", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    CheckConstraint("(payload IS NULL) = (salt IS NULL)", name="salt_goes_with_payload"),
    Index(None, "actor", "action"),
    Index(None, "kind", "object_id"),
)

rating_round = Table(
    "round",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Text, nullable=False),
    Column("team_id", String(36), ForeignKey(_TEAM)),
    Column("rubric", String(100), nullable=False),
    Column("created_by", String(36), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
)

round_session = Table(
    "round_session",
    metadata,
    Column("round_id", String(36), ForeignKey("round.id"), primary_key=True),
    Column("session_id", String(36), ForeignKey("session.id"), primary_key=True),
    Column("place", Integer, nullable=False),
)

round_rater = Table(
    "round_rater",
    metadata,
    Column("round_id", String(36), ForeignKey("round.id"), primary_key=True),
    Column("person_id", String(36), ForeignKey(_PERSON), primary_key=True),
)

draft = Table(
    "draft",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("slug", String(100), nullable=False),
    Column("owner", String(36), nullable=False),
    Column("files", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)

publication = Table(
    "publication",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("slug", String(100), nullable=False),
    Column("scenario_hash", String(64), ForeignKey("scenario.hash"), nullable=False),
    Column("team_id", String(36), ForeignKey(_TEAM)),
    Column("draft_id", String(36)),  # no foreign key: a draft may be thrown away, what was published stays
    Column("published_by", String(36), nullable=False),
    Column("published_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
    Column("note", Text, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_by", String(36), nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)

request = Table(
    "request",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("person_id", String(36), ForeignKey(_PERSON), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("reason", Text),
    Column("settled_at", UtcTime),
    Column("settled_by", String(36)),
    Column("outcome", String(20), nullable=False),
    Column("answer", Text),
    Index(None, "person_id"),
)

regrading = Table(
    "regrading",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("started_by", String(36), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("finished_at", UtcTime),
    Column("applied_at", UtcTime),
    Column("report", Text),
    Column("versions", Text, nullable=False),
)
