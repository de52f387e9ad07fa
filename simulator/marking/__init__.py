"""How a grade becomes the record: proposed by the grader, confirmed, corrected, contested, settled by people.

Pure: events in, a mark out. Where events are kept is the record's affair; who is signed in is the console's.
"""

from __future__ import annotations

from .agreement import LEAST, Figure, StepAgreement, agreement, weighted_kappa
from .commenting import COMMENTED_KIND, MOST_COMMENT, CommentError, append_comment
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
from .gold import gold_rows, lines_of, rated_row
from .keeping import PREFIX, append_event, read_events, read_mark
from .mark import Contest, Correction, Mark, Status, mark_of
from .rating import LEVELS, RATED_KIND, Rating, RatingError, append_rating, check_rating, level, read_ratings
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
from .waiting import DAYS_TO_CONFIRM, Cause, Facts, Reason, Waiting, doubts, queue

__all__ = [
    "ANSWER_DAYS",
    "COMMENTED_KIND",
    "DAYS_TO_CONFIRM",
    "KINDS",
    "LEAST",
    "LEAST_REASON",
    "LEVELS",
    "MOST_COMMENT",
    "MOST_REASON",
    "PREFIX",
    "RATED_KIND",
    "ActChange",
    "Cause",
    "CommentError",
    "Confirmed",
    "Contest",
    "Contested",
    "Corrected",
    "Correction",
    "Facts",
    "Figure",
    "Happening",
    "Mark",
    "MarkEvent",
    "MarkingError",
    "Proposed",
    "Rating",
    "RatingError",
    "Reason",
    "Reviewer",
    "Status",
    "StepAgreement",
    "Upheld",
    "Waiting",
    "Withdrawn",
    "agreement",
    "append_comment",
    "append_event",
    "append_rating",
    "check_rating",
    "confirm",
    "contest",
    "correct",
    "doubts",
    "gold_rows",
    "happening_from_json",
    "level",
    "lines_of",
    "mark_of",
    "propose",
    "queue",
    "rated_row",
    "read_events",
    "read_mark",
    "read_ratings",
    "uphold",
    "weighted_kappa",
    "withdraw",
]
