"""Schema version 5: figures that were worked out of sessions, so that HR's pages need not read a million of them.

Nothing here is a record: it can all be made anew. Who counts is also told of people who came, were renamed or erased:
their ids stand in `touched` beside those of sessions, for the follower `figures` alone.
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
CREATE TABLE result (
    session_id VARCHAR(36) NOT NULL,
    person_id VARCHAR(36) NOT NULL,
    slug VARCHAR(100) NOT NULL,
    mode VARCHAR(20) NOT NULL,
    fork INTEGER NOT NULL,
    started_at {time} NOT NULL,
    entry_count INTEGER NOT NULL,
    unseen INTEGER NOT NULL,
    status VARCHAR(20),
    confirmed INTEGER NOT NULL,
    by_person INTEGER NOT NULL,
    overall INTEGER,
    grade TEXT,
    confirmed_at {time},
    exam_at {time},
    settled INTEGER NOT NULL,
    urgency INTEGER,
    place_at {time},
    late_at {time},
    graded_at {time},
    reasons TEXT,
    own_far INTEGER NOT NULL,
    own_middle INTEGER,
    own_count INTEGER,
    complaint VARCHAR(100),
    outcome VARCHAR(20),
    stars INTEGER,
    summed TEXT,
    CONSTRAINT pk_result PRIMARY KEY (session_id)
)

CREATE INDEX ix_result_exam_at_session_id ON result (exam_at, session_id, settled) WHERE exam_at IS NOT NULL

CREATE INDEX ix_result_person_id ON result (person_id)

CREATE INDEX ix_result_place_at_session_id ON result (place_at, session_id, late_at, urgency) WHERE late_at IS NOT NULL

CREATE INDEX ix_result_slug_overall ON result (slug, overall) WHERE own_far > 0

CREATE INDEX ix_result_urgency_place_at_session_id ON result
    (urgency, place_at, session_id, late_at) WHERE urgency IS NOT NULL

CREATE TABLE standing (
    person_id VARCHAR(36) NOT NULL,
    sort_key {bytes} NOT NULL,
    folded TEXT NOT NULL,
    played INTEGER NOT NULL,
    status VARCHAR(20) NOT NULL,
    exams INTEGER NOT NULL,
    weakest VARCHAR(40),
    told TEXT NOT NULL,
    sessions INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    graded INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    help_step VARCHAR(40),
    help_points INTEGER,
    help_sessions INTEGER,
    help_confirmed INTEGER,
    CONSTRAINT pk_standing PRIMARY KEY (person_id)
)

CREATE INDEX ix_standing_help_step_sort_key_person_id ON standing (help_step, sort_key, person_id)

CREATE INDEX ix_standing_sort_key_person_id_played ON standing (sort_key, person_id, played)

CREATE INDEX ix_standing_status_sort_key_person_id_played ON standing (status, sort_key, person_id, played)

CREATE INDEX ix_standing_sessions_confirmed_graded_settled_person_id
    ON standing (sessions, confirmed, graded, settled, person_id)

CREATE TABLE figure (
    person_id VARCHAR(36) NOT NULL,
    step VARCHAR(40) NOT NULL,
    n INTEGER NOT NULL,
    first INTEGER NOT NULL,
    latest INTEGER NOT NULL,
    best INTEGER NOT NULL,
    unseen INTEGER,
    squares BIGINT NOT NULL,
    latest_session VARCHAR(36) NOT NULL,
    best_session VARCHAR(36) NOT NULL,
    unseen_session VARCHAR(36),
    CONSTRAINT pk_figure PRIMARY KEY (person_id, step)
)

CREATE INDEX ix_figure_step_latest_best_unseen_first_n_squares ON figure
    (step, latest, best, unseen, first, n, squares)

CREATE TABLE usual (
    slug VARCHAR(100) NOT NULL,
    points INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    far INTEGER NOT NULL,
    CONSTRAINT pk_usual PRIMARY KEY (slug, points)
)

CREATE TABLE complaint_tally (
    complaint VARCHAR(100) NOT NULL,
    outcome VARCHAR(20) NOT NULL,
    stars INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    CONSTRAINT pk_complaint_tally PRIMARY KEY (complaint, outcome, stars)
)

CREATE TABLE shift_tally (
    world TEXT NOT NULL,
    complaint VARCHAR(100) NOT NULL,
    shifts INTEGER NOT NULL,
    total BIGINT NOT NULL,
    squares BIGINT NOT NULL,
    CONSTRAINT pk_shift_tally PRIMARY KEY (world, complaint)
)

CREATE TABLE figuring (
    id INTEGER NOT NULL,
    generation BIGINT NOT NULL,
    basis TEXT NOT NULL,
    counted_at {time} NOT NULL,
    holder VARCHAR(36) NOT NULL,
    held_until {time} NOT NULL,
    CONSTRAINT pk_figuring PRIMARY KEY (id)
)
"""

_TOUCHING = (
    "INSERT INTO touched (follower, session_id, mark) SELECT name, NEW.id, 1 FROM follower WHERE name = 'figures' "
    "ON CONFLICT (follower, session_id) DO UPDATE SET mark = touched.mark + 1"
)
_WHEN = (
    ("person_touches", "INSERT ON person"),
    ("naming_touches", "UPDATE OF display_name, erased_at ON person"),
)


def upgrade(connection: Connection) -> None:
    """Make the tables, and the triggers that say which people have moved."""
    for statement in _MAKING.format_map(_TYPES[connection.dialect.name]).strip().split("\n\n"):
        connection.exec_driver_sql(statement)
    for name, event in _WHEN:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_TOUCHING}; "
                "RETURN NULL; END $$"
            )
            connection.exec_driver_sql(f"CREATE TRIGGER {name} AFTER {event} FOR EACH ROW EXECUTE FUNCTION {name}()")
        else:
            connection.exec_driver_sql(f"CREATE TRIGGER {name} AFTER {event} BEGIN {_TOUCHING}; END")
