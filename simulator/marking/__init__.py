"""How a grade becomes the record: proposed by the grader, confirmed, corrected, contested, settled by people.

Pure: events in, a mark out. Where events are kept is the record's affair; who is signed in is the console's.
"""

from __future__ import annotations

from .events import (
    KINDS,
    ActChange,
    Confirmed,
    Contested,
    Corrected,
    Happening,
    MarkEvent,
    Proposed,
    Upheld,
    Withdrawn,
    happening_from_json,
)
from .keeping import PREFIX, append_event, read_events, read_mark
from .mark import Contest, Correction, Mark, Status, mark_of
from .reviewing import (
    ANSWER_DAYS,
    LEAST_REASON,
    MOST_REASON,
    MarkingError,
    Reviewer,
    confirm,
    contest,
    correct,
    propose,
    uphold,
    withdraw,
)

__all__ = [
    "ANSWER_DAYS",
    "KINDS",
    "LEAST_REASON",
    "MOST_REASON",
    "PREFIX",
    "ActChange",
    "Confirmed",
    "Contest",
    "Contested",
    "Corrected",
    "Correction",
    "Happening",
    "Mark",
    "MarkEvent",
    "MarkingError",
    "Proposed",
    "Reviewer",
    "Status",
    "Upheld",
    "Withdrawn",
    "append_event",
    "confirm",
    "contest",
    "correct",
    "happening_from_json",
    "mark_of",
    "propose",
    "read_events",
    "read_mark",
    "uphold",
    "withdraw",
]
