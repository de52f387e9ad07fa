"""The tables of figures that were worked out of sessions, so that no page reads them all; loaded when first needed.

Nothing here is a record: everything can be made anew from the sessions (`journal.figures.begin`), so a backup leaves
these tables out. What stands in them is computed above this room and handed down.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text

from simulator.record import company_tables  # noqa: F401 - so that all tables are known where these are
from simulator.record.tables import UtcTime, metadata

result = Table(
    "result",
    metadata,
    Column("session_id", String(36), primary_key=True),
    Column("person_id", String(36), nullable=False),
    Column("slug", String(100), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("fork", Integer, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("entry_count", Integer, nullable=False),
    Column("unseen", Integer, nullable=False),
    # Only of sessions that have a grade and still have their words.
    Column("status", String(20)),
    Column("confirmed", Integer, nullable=False),
    Column("by_person", Integer, nullable=False),
    Column("overall", Integer),
    Column("grade", Text),
    Column("confirmed_at", UtcTime),
    Column("exam_at", UtcTime),
    Column("settled", Integer, nullable=False),
    # What waits for a person, by reasons that are the same at any time.
    Column("urgency", Integer),
    Column("place_at", UtcTime),
    Column("late_at", UtcTime),
    Column("graded_at", UtcTime),
    Column("reasons", Text),
    Column("own_far", Integer, nullable=False),
    Column("own_middle", Integer),
    Column("own_count", Integer),
    # What became of the conversation, also where its words are gone; of a shift, what it came to.
    Column("complaint", String(100)),
    Column("outcome", String(20)),
    Column("stars", Integer),
    Column("summed", Text),
    Index(None, "person_id"),
)
Index(
    "ix_result_exam_at_session_id", result.c.exam_at, result.c.session_id, result.c.settled,
    sqlite_where=result.c.exam_at.is_not(None), postgresql_where=result.c.exam_at.is_not(None),
)  # fmt: skip
Index(
    "ix_result_urgency_place_at_session_id",
    result.c.urgency, result.c.place_at, result.c.session_id, result.c.late_at,
    sqlite_where=result.c.urgency.is_not(None), postgresql_where=result.c.urgency.is_not(None),
)  # fmt: skip
Index(
    "ix_result_place_at_session_id", result.c.place_at, result.c.session_id, result.c.late_at, result.c.urgency,
    sqlite_where=result.c.late_at.is_not(None), postgresql_where=result.c.late_at.is_not(None),
)  # fmt: skip
Index(
    "ix_result_slug_overall", result.c.slug, result.c.overall,
    sqlite_where=result.c.own_far > 0, postgresql_where=result.c.own_far > 0,
)  # fmt: skip

standing = Table(
    "standing",
    metadata,
    Column("person_id", String(36), primary_key=True),
    # Sorts as the name's folded code points do, on both databases.
    Column("sort_key", LargeBinary, nullable=False),
    Column("folded", Text, nullable=False),
    Column("played", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("exams", Integer, nullable=False),
    Column("weakest", String(40)),
    Column("told", Text, nullable=False),
    Column("sessions", Integer, nullable=False),
    Column("confirmed", Integer, nullable=False),
    Column("graded", Integer, nullable=False),
    Column("settled", Integer, nullable=False),
    Column("help_step", String(40)),
    Column("help_points", Integer),
    Column("help_sessions", Integer),
    Column("help_confirmed", Integer),
    Index(None, "sort_key", "person_id", "played"),
    Index(None, "status", "sort_key", "person_id", "played"),
    Index(None, "help_step", "sort_key", "person_id"),
    # Sums of everybody are read from here, without the rows.
    Index(None, "sessions", "confirmed", "graded", "settled", "person_id"),
)

figure = Table(
    "figure",
    metadata,
    Column("person_id", String(36), primary_key=True),
    Column("step", String(40), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("latest", Integer, nullable=False),
    Column("best", Integer, nullable=False),
    Column("unseen", Integer),
    # Of the differences between sessions that followed each other: there is one less than there are sessions.
    Column("squares", BigInteger, nullable=False),
    Column("latest_session", String(36), nullable=False),
    Column("best_session", String(36), nullable=False),
    Column("unseen_session", String(36)),
    Index(None, "step", "latest", "best", "unseen", "first", "n", "squares"),
)

usual = Table(
    "usual",
    metadata,
    Column("slug", String(100), primary_key=True),
    Column("points", Integer, primary_key=True, autoincrement=False),
    Column("sessions", Integer, nullable=False),
    Column("far", Integer, nullable=False),
)

complaint_tally = Table(
    "complaint_tally",
    metadata,
    Column("complaint", String(100), primary_key=True),
    Column("outcome", String(20), primary_key=True),
    # 0 where there was no comment card.
    Column("stars", Integer, primary_key=True, autoincrement=False),
    Column("sessions", Integer, nullable=False),
)

shift_tally = Table(
    "shift_tally",
    metadata,
    Column("world", Text, primary_key=True),
    # Empty: the shifts themselves.
    Column("complaint", String(100), primary_key=True),
    Column("shifts", Integer, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("squares", BigInteger, nullable=False),
)

figuring = Table(
    "figuring",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("generation", BigInteger, nullable=False),
    Column("basis", Text, nullable=False),
    Column("counted_at", UtcTime, nullable=False),
    Column("holder", String(36), nullable=False),
    Column("held_until", UtcTime, nullable=False),
)

TALLIES = (usual, complaint_tally, shift_tally)
FIGURES = (result, standing, figure, *TALLIES, figuring)
