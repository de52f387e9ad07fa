"""Schema version 4: desktops that join a company, what comes down to them, what went up, and what went on to an LMS.

`touched` tells those who work something out of sessions (figures, statements) which of them have moved since: triggers
write it, so that no way of writing can forget it, and only for who has asked to be told (`follower`). A desktop follows
nothing and pays nothing.
A migration is frozen: it says what the tables were then, and never imports `tables.py`, which says what they are now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TYPES = {
    "sqlite": {"time": "VARCHAR(27)", "bytes": "BLOB"},
    "postgresql": {"time": "TIMESTAMP WITH TIME ZONE", "bytes": "BYTEA"},
}

_MAKING = """
CREATE TABLE device (
    id VARCHAR(36) NOT NULL,
    person_id VARCHAR(36) NOT NULL,
    name TEXT NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    product VARCHAR(40) NOT NULL,
    joined_at {time} NOT NULL,
    seen_at {time},
    clock_offset_s INTEGER,
    revoked_at {time},
    CONSTRAINT pk_device PRIMARY KEY (id),
    CONSTRAINT uq_device_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_device_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
)

CREATE INDEX ix_device_person_id ON device (person_id)

CREATE TABLE join_code (
    id VARCHAR(36) NOT NULL,
    code_hash VARCHAR(64) NOT NULL,
    person_id VARCHAR(36) NOT NULL,
    created_by VARCHAR(36) NOT NULL,
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    used_at {time},
    device_id VARCHAR(36),
    CONSTRAINT pk_join_code PRIMARY KEY (id),
    CONSTRAINT uq_join_code_code_hash UNIQUE (code_hash),
    CONSTRAINT fk_join_code_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
)

CREATE INDEX ix_join_code_person_id ON join_code (person_id)

CREATE TABLE signing_key (
    id VARCHAR(36) NOT NULL,
    public_key {bytes} NOT NULL,
    private_key {bytes},
    made_at {time} NOT NULL,
    CONSTRAINT pk_signing_key PRIMARY KEY (id)
)

CREATE TABLE receipt (
    session_id VARCHAR(36) NOT NULL,
    entry_count INTEGER NOT NULL,
    head_chain {bytes} NOT NULL,
    received_at {time} NOT NULL,
    key_id VARCHAR(36) NOT NULL,
    signature {bytes} NOT NULL,
    device_id VARCHAR(36),
    clock_offset_s INTEGER,
    CONSTRAINT pk_receipt PRIMARY KEY (session_id, entry_count),
    CONSTRAINT fk_receipt_session_id_session FOREIGN KEY(session_id) REFERENCES session (id)
)

CREATE TABLE refusal (
    id VARCHAR(36) NOT NULL,
    session_id VARCHAR(36) NOT NULL,
    person_id VARCHAR(36),
    device_id VARCHAR(36),
    reason VARCHAR(40) NOT NULL,
    detail TEXT NOT NULL,
    first_at {time} NOT NULL,
    last_at {time} NOT NULL,
    times INTEGER NOT NULL,
    settled_at {time},
    CONSTRAINT pk_refusal PRIMARY KEY (id),
    CONSTRAINT uq_refusal_session_id_device_id_reason UNIQUE (session_id, device_id, reason)
)

CREATE INDEX ix_refusal_person_id ON refusal (person_id)

CREATE TABLE assignment (
    id VARCHAR(36) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    mode VARCHAR(20) NOT NULL,
    name TEXT NOT NULL,
    note TEXT,
    content TEXT NOT NULL,
    team_id VARCHAR(36),
    person_id VARCHAR(36),
    attempts INTEGER,
    opens_at {time},
    due_at {time},
    seed BIGINT NOT NULL,
    created_by VARCHAR(36) NOT NULL,
    created_at {time} NOT NULL,
    withdrawn_at {time},
    CONSTRAINT pk_assignment PRIMARY KEY (id),
    CONSTRAINT ck_assignment_for_a_group_or_a_person CHECK ((team_id IS NULL) <> (person_id IS NULL)),
    CONSTRAINT fk_assignment_team_id_team FOREIGN KEY(team_id) REFERENCES team (id),
    CONSTRAINT fk_assignment_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
)

CREATE INDEX ix_assignment_team_id ON assignment (team_id)

CREATE INDEX ix_assignment_person_id ON assignment (person_id)

CREATE TABLE drawing (
    assignment_id VARCHAR(36) NOT NULL,
    person_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    scenario_slug VARCHAR(100) NOT NULL,
    scenario_hash VARCHAR(64) NOT NULL,
    seed BIGINT NOT NULL,
    drawn_at {time} NOT NULL,
    CONSTRAINT pk_drawing PRIMARY KEY (assignment_id, person_id, number),
    CONSTRAINT fk_drawing_assignment_id_assignment FOREIGN KEY(assignment_id) REFERENCES assignment (id),
    CONSTRAINT fk_drawing_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_drawing_scenario_hash_scenario FOREIGN KEY(scenario_hash) REFERENCES scenario (hash)
)

CREATE TABLE assigned_session (
    session_id VARCHAR(36) NOT NULL,
    assignment_id VARCHAR(36) NOT NULL,
    person_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    CONSTRAINT pk_assigned_session PRIMARY KEY (session_id),
    CONSTRAINT fk_assigned_session_session_id_session FOREIGN KEY(session_id) REFERENCES session (id),
    CONSTRAINT fk_assigned_session_assignment_id_assignment FOREIGN KEY(assignment_id) REFERENCES assignment (id)
)

CREATE INDEX ix_assigned_session_assignment_id_person_id ON assigned_session (assignment_id, person_id)

CREATE TABLE statement (
    id VARCHAR(36) NOT NULL,
    number BIGINT NOT NULL,
    session_id VARCHAR(36) NOT NULL,
    person_id VARCHAR(36),
    verb VARCHAR(40) NOT NULL,
    made_at {time} NOT NULL,
    body TEXT,
    state VARCHAR(20) NOT NULL,
    tries INTEGER NOT NULL,
    next_at {time},
    answered_at {time},
    status INTEGER,
    answer TEXT,
    CONSTRAINT pk_statement PRIMARY KEY (id),
    CONSTRAINT uq_statement_number UNIQUE (number)
)

CREATE INDEX ix_statement_state_number ON statement (state, number)

CREATE INDEX ix_statement_session_id ON statement (session_id)

CREATE TABLE launch (
    id VARCHAR(36) NOT NULL,
    person_id VARCHAR(36) NOT NULL,
    fetch_hash VARCHAR(64) NOT NULL,
    registration VARCHAR(36) NOT NULL,
    activity TEXT NOT NULL,
    made_at {time} NOT NULL,
    state VARCHAR(20) NOT NULL,
    session_id VARCHAR(36),
    details TEXT,
    token TEXT,
    statements TEXT NOT NULL,
    sent INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    next_at {time},
    CONSTRAINT pk_launch PRIMARY KEY (id),
    CONSTRAINT uq_launch_fetch_hash UNIQUE (fetch_hash),
    CONSTRAINT fk_launch_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
)

CREATE INDEX ix_launch_person_id ON launch (person_id)

CREATE INDEX ix_launch_session_id ON launch (session_id)

CREATE INDEX ix_launch_state_next_at ON launch (state, next_at)

CREATE TABLE badge (
    id VARCHAR(36) NOT NULL,
    person_id VARCHAR(36) NOT NULL,
    path VARCHAR(100) NOT NULL,
    content TEXT NOT NULL,
    made_at {time} NOT NULL,
    CONSTRAINT pk_badge PRIMARY KEY (id),
    CONSTRAINT fk_badge_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
)

CREATE INDEX ix_badge_person_id ON badge (person_id)

CREATE TABLE regraded (
    run_id VARCHAR(36) NOT NULL,
    session_id VARCHAR(36) NOT NULL,
    stamp VARCHAR(20) NOT NULL,
    told TEXT NOT NULL,
    made_at {time} NOT NULL,
    CONSTRAINT pk_regraded PRIMARY KEY (run_id, session_id)
)

CREATE INDEX ix_regraded_session_id ON regraded (session_id)

CREATE TABLE follower (
    name VARCHAR(40) NOT NULL,
    since {time} NOT NULL,
    CONSTRAINT pk_follower PRIMARY KEY (name)
)

CREATE TABLE touched (
    follower VARCHAR(40) NOT NULL,
    session_id VARCHAR(36) NOT NULL,
    mark BIGINT NOT NULL,
    CONSTRAINT pk_touched PRIMARY KEY (follower, session_id)
)
"""

# An erased session has no entry more, but is another one all the same.
_TOUCHING = (
    "INSERT INTO touched (follower, session_id, mark) SELECT name, {session}, 1 FROM follower WHERE true "
    "ON CONFLICT (follower, session_id) DO UPDATE SET mark = touched.mark + 1"
)
_WHEN = (
    ("entry_touches", "INSERT ON entry", "NEW.session_id"),
    ("erasing_touches", "UPDATE OF erased_at ON session", "NEW.id"),
)


def upgrade(connection: Connection) -> None:
    """Make the tables, and the triggers that say which sessions have moved."""
    for statement in _MAKING.format_map(_TYPES[connection.dialect.name]).strip().split("\n\n"):
        connection.exec_driver_sql(statement)
    for name, event, session in _WHEN:
        touching = _TOUCHING.format(session=session)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {touching}; RETURN NULL; END $$"
            )
            connection.exec_driver_sql(f"CREATE TRIGGER {name} AFTER {event} FOR EACH ROW EXECUTE FUNCTION {name}()")
        else:
            connection.exec_driver_sql(f"CREATE TRIGGER {name} AFTER {event} BEGIN {touching}; END")
