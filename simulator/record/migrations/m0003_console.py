"""Schema version 3: what the web console needs: accounts, teams, the audit log, rounds, drafts, settings, requests.

The audit log is guarded as entries are: a row may lose its payload and salt and nothing else, and is never deleted.
A migration is frozen: it says what the tables were then, and never imports `tables.py`, which says what they are now.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
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
    UniqueConstraint,
)

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_TIME = String(27).with_variant(DateTime(timezone=True), "postgresql")
_FIXED = ("number", "at", "actor", "action", "kind", "object_id", "digest", "chain")


def upgrade(connection: Connection) -> None:
    """Make the console's tables and put the guards on the audit log."""
    metadata = MetaData(naming_convention=_NAMING)
    for older, key in (("person", "id"), ("scenario", "hash"), ("session", "id")):
        Table(older, metadata, Column(key, String(64), primary_key=True))
    made = set(metadata.tables)
    for tables in (_teams, _sign_in, _audit, _rounds, _scenes, _office):
        tables(metadata)
    metadata.create_all(connection, [table for table in metadata.sorted_tables if table.name not in made])
    connection.exec_driver_sql("CREATE INDEX ix_entry_kind_session_id ON entry (kind, session_id)")
    changed = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FIXED]
    condition = " OR ".join([*changed, "NEW.payload IS NOT NULL", "NEW.salt IS NOT NULL"])
    guard = _postgresql if connection.dialect.name == "postgresql" else _sqlite
    for statement in guard(condition):
        connection.exec_driver_sql(statement)


def _sqlite(changed: str) -> tuple[str, ...]:
    # IS NOT means IS DISTINCT FROM on every SQLite; the standard's words only came with 3.39.
    condition = changed.replace("IS DISTINCT FROM", "IS NOT")
    changing = (
        f"CREATE TRIGGER audit_never_changed BEFORE UPDATE ON audit WHEN {condition} "
        "BEGIN SELECT RAISE(ABORT, 'what was recorded in audit never changes'); END"
    )
    deleting = (
        "CREATE TRIGGER audit_never_deleted BEFORE DELETE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'what was recorded in audit is never deleted'); END"
    )
    return changing, deleting


def _postgresql(changed: str) -> tuple[str, ...]:
    refusing = (
        "CREATE FUNCTION audit_refused() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'what was recorded in audit never changes'; END $$"
    )
    changing = (
        f"CREATE TRIGGER audit_never_changed BEFORE UPDATE ON audit FOR EACH ROW WHEN ({changed}) "
        "EXECUTE FUNCTION audit_refused()"
    )
    deleting = "CREATE TRIGGER audit_never_deleted BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refused()"
    return refusing, changing, deleting


def _sign_in(metadata: MetaData) -> None:
    Table(
        "account",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("person_id", String(36), ForeignKey("person.id"), nullable=False),
        Column("login", String(320), nullable=False),
        Column("password_hash", Text),
        Column("totp_secret", String(200)),
        Column("totp_step", BigInteger),
        Column("issuer", String(500)),
        Column("subject", String(255)),
        Column("created_at", _TIME, nullable=False),
        Column("blocked_at", _TIME),
        Column("notice_seen_at", _TIME),
        UniqueConstraint("person_id"),
        UniqueConstraint("login"),
        UniqueConstraint("issuer", "subject"),
    )
    Table(
        "role",
        metadata,
        Column("account_id", String(36), ForeignKey("account.id"), primary_key=True),
        Column("role", String(20), primary_key=True),
        Column("given_by", String(36), nullable=False),
        Column("given_at", _TIME, nullable=False),
    )
    Table(
        "invitation",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("token_hash", String(64), nullable=False),
        Column("display_name", Text),
        Column("person_id", String(36), ForeignKey("person.id")),
        Column("roles", String(100), nullable=False),
        Column("team_id", String(36), ForeignKey("team.id")),
        Column("part", String(20)),
        Column("purpose", String(20), nullable=False),
        Column("created_by", String(36), nullable=False),
        Column("created_at", _TIME, nullable=False),
        Column("expires_at", _TIME, nullable=False),
        Column("used_at", _TIME),
        UniqueConstraint("token_hash"),
    )
    Table(
        "sign_in",
        metadata,
        Column("token_hash", String(64), primary_key=True),
        Column("account_id", String(36), ForeignKey("account.id"), nullable=False),
        Column("opened_at", _TIME, nullable=False),
        Column("seen_at", _TIME, nullable=False),
        Column("expires_at", _TIME, nullable=False),
        Column("complete", Boolean, nullable=False),
        Index(None, "account_id"),
    )
    Table(
        "recovery_code",
        metadata,
        Column("code_hash", String(64), primary_key=True),
        Column("account_id", String(36), ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
        Index(None, "account_id"),
    )
    Table(
        "api_token",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("token_hash", String(64), nullable=False),
        Column("name", Text, nullable=False),
        Column("account_id", String(36), ForeignKey("account.id"), nullable=False),
        Column("scopes", Text, nullable=False),
        Column("created_at", _TIME, nullable=False),
        Column("expires_at", _TIME),
        Column("revoked_at", _TIME),
        Column("used_at", _TIME),
        UniqueConstraint("token_hash"),
    )
    Table(
        "attempt",
        metadata,
        Column("key_hash", String(64), primary_key=True),
        Column("count", Integer, nullable=False),
        Column("since", _TIME, nullable=False),
        Column("until", _TIME, nullable=False),
    )


def _teams(metadata: MetaData) -> None:
    Table(
        "team",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("name", Text, nullable=False),
        Column("kind", String(20), nullable=False),
        Column("created_at", _TIME, nullable=False),
        Column("closed_at", _TIME),
    )
    Table(
        "membership",
        metadata,
        Column("team_id", String(36), ForeignKey("team.id"), primary_key=True),
        Column("person_id", String(36), ForeignKey("person.id"), primary_key=True),
        Column("part", String(20), nullable=False),
        Column("since", _TIME, nullable=False),
        Index(None, "person_id"),
    )


def _audit(metadata: MetaData) -> None:
    Table(
        "audit",
        metadata,
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("at", _TIME, nullable=False),
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


def _rounds(metadata: MetaData) -> None:
    Table(
        "round",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("name", Text, nullable=False),
        Column("team_id", String(36), ForeignKey("team.id")),
        Column("rubric", String(100), nullable=False),
        Column("created_by", String(36), nullable=False),
        Column("created_at", _TIME, nullable=False),
        Column("closed_at", _TIME),
    )
    Table(
        "round_session",
        metadata,
        Column("round_id", String(36), ForeignKey("round.id"), primary_key=True),
        Column("session_id", String(36), ForeignKey("session.id"), primary_key=True),
        Column("place", Integer, nullable=False),
    )
    Table(
        "round_rater",
        metadata,
        Column("round_id", String(36), ForeignKey("round.id"), primary_key=True),
        Column("person_id", String(36), ForeignKey("person.id"), primary_key=True),
    )


def _scenes(metadata: MetaData) -> None:
    Table(
        "draft",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("slug", String(100), nullable=False),
        Column("owner", String(36), nullable=False),
        Column("files", Text, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("updated_at", _TIME, nullable=False),
    )
    Table(
        "publication",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("slug", String(100), nullable=False),
        Column("scenario_hash", String(64), ForeignKey("scenario.hash"), nullable=False),
        Column("team_id", String(36), ForeignKey("team.id")),
        Column("draft_id", String(36)),  # no foreign key: a draft may be thrown away, what was published stays
        Column("published_by", String(36), nullable=False),
        Column("published_at", _TIME, nullable=False),
        Column("withdrawn_at", _TIME),
        Column("note", Text, nullable=False),
    )


def _office(metadata: MetaData) -> None:
    Table(
        "setting",
        metadata,
        Column("name", String(100), primary_key=True),
        Column("value", Text, nullable=False),
        Column("changed_by", String(36), nullable=False),
        Column("changed_at", _TIME, nullable=False),
    )
    Table(
        "request",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("person_id", String(36), ForeignKey("person.id"), nullable=False),
        Column("kind", String(20), nullable=False),
        Column("asked_at", _TIME, nullable=False),
        Column("reason", Text),
        Column("settled_at", _TIME),
        Column("settled_by", String(36)),
        Column("outcome", String(20), nullable=False),
        Column("answer", Text),
        Index(None, "person_id"),
    )
    Table(
        "regrading",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("started_by", String(36), nullable=False),
        Column("started_at", _TIME, nullable=False),
        Column("total", Integer, nullable=False),
        Column("done", Integer, nullable=False),
        Column("finished_at", _TIME),
        Column("applied_at", _TIME),
        Column("report", Text),
        Column("versions", Text, nullable=False),
    )
