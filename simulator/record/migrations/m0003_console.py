"""Schema version 3: what the web console needs: accounts, teams, the audit log, rounds, drafts, settings, requests.

The audit log is guarded as entries are: a row may lose its payload and salt and nothing else, and is never deleted.
On PostgreSQL, guarded tables are not truncated either.
A migration is frozen: it says what the tables were then, and never imports `tables.py`, which says what they are now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

_FIXED = ("number", "at", "actor", "action", "kind", "object_id", "digest", "chain")
_TYPES = {
    "sqlite": {"time": "VARCHAR(27)", "bytes": "BLOB"},
    "postgresql": {"time": "TIMESTAMP WITH TIME ZONE", "bytes": "BYTEA"},
}

# Plain words of SQL: to build these tables as objects would take 25 ms at each first start, and in each test.
_MAKING = """
CREATE TABLE attempt (
    key_hash VARCHAR(64) NOT NULL,
    count INTEGER NOT NULL,
    since {time} NOT NULL,
    until {time} NOT NULL,
    CONSTRAINT pk_attempt PRIMARY KEY (key_hash)
)

CREATE TABLE audit (
    number BIGINT NOT NULL,
    at {time} NOT NULL,
    actor VARCHAR(36) NOT NULL,
    action VARCHAR(64) NOT NULL,
    kind VARCHAR(64) NOT NULL,
    object_id VARCHAR(200) NOT NULL,
    payload {bytes},
    salt {bytes},
    digest {bytes} NOT NULL,
    chain {bytes} NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (number),
    CONSTRAINT ck_audit_salt_goes_with_payload CHECK ((payload IS NULL) = (salt IS NULL))
)

CREATE INDEX ix_audit_actor_action ON audit (actor, action)

CREATE INDEX ix_audit_kind_object_id ON audit (kind, object_id)

CREATE TABLE draft (
    id VARCHAR(36) NOT NULL,
    slug VARCHAR(100) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    files TEXT NOT NULL,
    revision INTEGER NOT NULL,
    updated_at {time} NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY (id)
)

CREATE TABLE regrading (
    id VARCHAR(36) NOT NULL,
    started_by VARCHAR(36) NOT NULL,
    started_at {time} NOT NULL,
    total INTEGER NOT NULL,
    done INTEGER NOT NULL,
    finished_at {time},
    applied_at {time},
    report TEXT,
    versions TEXT NOT NULL,
    CONSTRAINT pk_regrading PRIMARY KEY (id)
)

CREATE TABLE setting (
    name VARCHAR(100) NOT NULL,
    value TEXT NOT NULL,
    changed_by VARCHAR(36) NOT NULL,
    changed_at {time} NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY (name)
)

CREATE TABLE team (
    id VARCHAR(36) NOT NULL,
    name TEXT NOT NULL,
    kind VARCHAR(20) NOT NULL,
    created_at {time} NOT NULL,
    closed_at {time},
    CONSTRAINT pk_team PRIMARY KEY (id)
)

CREATE TABLE account (
    id VARCHAR(36) NOT NULL,
    person_id VARCHAR(36) NOT NULL,
    login VARCHAR(320) NOT NULL,
    password_hash TEXT,
    totp_secret VARCHAR(200),
    totp_step BIGINT,
    issuer VARCHAR(500),
    subject VARCHAR(255),
    created_at {time} NOT NULL,
    blocked_at {time},
    notice_seen_at {time},
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT uq_account_person_id UNIQUE (person_id),
    CONSTRAINT uq_account_login UNIQUE (login),
    CONSTRAINT uq_account_issuer_subject UNIQUE (issuer, subject),
    CONSTRAINT fk_account_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
)

CREATE TABLE invitation (
    id VARCHAR(36) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    display_name TEXT,
    person_id VARCHAR(36),
    roles VARCHAR(100) NOT NULL,
    team_id VARCHAR(36),
    part VARCHAR(20),
    purpose VARCHAR(20) NOT NULL,
    created_by VARCHAR(36) NOT NULL,
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    used_at {time},
    CONSTRAINT pk_invitation PRIMARY KEY (id),
    CONSTRAINT uq_invitation_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_invitation_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_invitation_team_id_team FOREIGN KEY(team_id) REFERENCES team (id)
)

CREATE TABLE membership (
    team_id VARCHAR(36) NOT NULL,
    person_id VARCHAR(36) NOT NULL,
    part VARCHAR(20) NOT NULL,
    since {time} NOT NULL,
    CONSTRAINT pk_membership PRIMARY KEY (team_id, person_id),
    CONSTRAINT fk_membership_team_id_team FOREIGN KEY(team_id) REFERENCES team (id),
    CONSTRAINT fk_membership_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
)

CREATE INDEX ix_membership_person_id ON membership (person_id)

CREATE TABLE publication (
    id VARCHAR(36) NOT NULL,
    slug VARCHAR(100) NOT NULL,
    scenario_hash VARCHAR(64) NOT NULL,
    team_id VARCHAR(36),
    draft_id VARCHAR(36),
    published_by VARCHAR(36) NOT NULL,
    published_at {time} NOT NULL,
    withdrawn_at {time},
    note TEXT NOT NULL,
    CONSTRAINT pk_publication PRIMARY KEY (id),
    CONSTRAINT fk_publication_scenario_hash_scenario FOREIGN KEY(scenario_hash) REFERENCES scenario (hash),
    CONSTRAINT fk_publication_team_id_team FOREIGN KEY(team_id) REFERENCES team (id)
)

CREATE TABLE request (
    id VARCHAR(36) NOT NULL,
    person_id VARCHAR(36) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    asked_at {time} NOT NULL,
    reason TEXT,
    settled_at {time},
    settled_by VARCHAR(36),
    outcome VARCHAR(20) NOT NULL,
    answer TEXT,
    CONSTRAINT pk_request PRIMARY KEY (id),
    CONSTRAINT fk_request_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
)

CREATE INDEX ix_request_person_id ON request (person_id)

CREATE TABLE round (
    id VARCHAR(36) NOT NULL,
    name TEXT NOT NULL,
    team_id VARCHAR(36),
    rubric VARCHAR(100) NOT NULL,
    created_by VARCHAR(36) NOT NULL,
    created_at {time} NOT NULL,
    closed_at {time},
    CONSTRAINT pk_round PRIMARY KEY (id),
    CONSTRAINT fk_round_team_id_team FOREIGN KEY(team_id) REFERENCES team (id)
)

CREATE TABLE api_token (
    id VARCHAR(36) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    name TEXT NOT NULL,
    account_id VARCHAR(36) NOT NULL,
    scopes TEXT NOT NULL,
    created_at {time} NOT NULL,
    expires_at {time},
    revoked_at {time},
    used_at {time},
    CONSTRAINT pk_api_token PRIMARY KEY (id),
    CONSTRAINT uq_api_token_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_api_token_account_id_account FOREIGN KEY(account_id) REFERENCES account (id)
)

CREATE TABLE recovery_code (
    code_hash VARCHAR(64) NOT NULL,
    account_id VARCHAR(36) NOT NULL,
    CONSTRAINT pk_recovery_code PRIMARY KEY (code_hash),
    CONSTRAINT fk_recovery_code_account_id_account FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE
)

CREATE INDEX ix_recovery_code_account_id ON recovery_code (account_id)

CREATE TABLE role (
    account_id VARCHAR(36) NOT NULL,
    role VARCHAR(20) NOT NULL,
    given_by VARCHAR(36) NOT NULL,
    given_at {time} NOT NULL,
    CONSTRAINT pk_role PRIMARY KEY (account_id, role),
    CONSTRAINT fk_role_account_id_account FOREIGN KEY(account_id) REFERENCES account (id)
)

CREATE TABLE round_rater (
    round_id VARCHAR(36) NOT NULL,
    person_id VARCHAR(36) NOT NULL,
    CONSTRAINT pk_round_rater PRIMARY KEY (round_id, person_id),
    CONSTRAINT fk_round_rater_round_id_round FOREIGN KEY(round_id) REFERENCES round (id),
    CONSTRAINT fk_round_rater_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
)

CREATE TABLE round_session (
    round_id VARCHAR(36) NOT NULL,
    session_id VARCHAR(36) NOT NULL,
    place INTEGER NOT NULL,
    CONSTRAINT pk_round_session PRIMARY KEY (round_id, session_id),
    CONSTRAINT fk_round_session_round_id_round FOREIGN KEY(round_id) REFERENCES round (id),
    CONSTRAINT fk_round_session_session_id_session FOREIGN KEY(session_id) REFERENCES session (id)
)

CREATE TABLE sign_in (
    token_hash VARCHAR(64) NOT NULL,
    account_id VARCHAR(36) NOT NULL,
    opened_at {time} NOT NULL,
    seen_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    complete BOOLEAN NOT NULL,
    CONSTRAINT pk_sign_in PRIMARY KEY (token_hash),
    CONSTRAINT fk_sign_in_account_id_account FOREIGN KEY(account_id) REFERENCES account (id)
)

CREATE INDEX ix_sign_in_account_id ON sign_in (account_id)

CREATE INDEX ix_entry_kind_session_id ON entry (kind, session_id)
"""


def upgrade(connection: Connection) -> None:
    """Make the console's tables and put the guards on the audit log."""
    for statement in _MAKING.format_map(_TYPES[connection.dialect.name]).strip().split("\n\n"):
        connection.exec_driver_sql(statement)
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
    emptying = tuple(
        f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refused()"
        for table in ("session", "entry", "scenario", "audit")
    )
    return refusing, changing, deleting, *emptying
