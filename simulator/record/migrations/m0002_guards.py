"""Schema version 2: the database itself refuses to change or remove what was recorded.

An entry may lose its payload and salt (an erasure) and nothing else; a session may be marked as erased and have its
derived columns rebuilt; neither is ever deleted, and a scenario's bytes never change. This is a guard against our own
mistakes and idle hands, not against someone who can alter the schema: the hash chain shows their work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

_FIXED = {
    "session": (
        "id", "person_id", "chain_version", "scenario_slug", "scenario_hash", "language", "mode", "purpose", "seed",
        "parent_session_id", "fork_sequence", "started_at",
    ),
    "entry": ("session_id", "sequence", "recorded_at", "kind", "digest", "chain"),
    "scenario": ("hash", "content"),
}  # fmt: skip


def upgrade(connection: Connection) -> None:
    """Put the guards on the three tables."""
    make = _postgresql if connection.dialect.name == "postgresql" else _sqlite
    for table, columns in _FIXED.items():
        changed = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns]
        if table == "entry":
            changed += ["NEW.payload IS NOT NULL", "NEW.salt IS NOT NULL"]
        for statement in make(table, " OR ".join(changed)):
            connection.exec_driver_sql(statement)


def _sqlite(table: str, changed: str) -> tuple[str, ...]:
    # IS NOT means IS DISTINCT FROM on every SQLite; the standard's words only came with 3.39.
    condition = changed.replace("IS DISTINCT FROM", "IS NOT")
    changing = (
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, 'what was recorded in {table} never changes'); END"
    )
    deleting = (
        f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'what was recorded in {table} is never deleted'); END"
    )
    return changing, deleting


def _postgresql(table: str, changed: str) -> tuple[str, ...]:
    refusing = (
        f"CREATE FUNCTION {table}_refused() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION 'what was recorded in {table} never changes'; END $$"
    )
    changing = (
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) "
        f"EXECUTE FUNCTION {table}_refused()"
    )
    deleting = (
        f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refused()"
    )
    return refusing, changing, deleting
