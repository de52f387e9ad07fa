"""Comments: what a trainer says to a trainee about a response, or about the whole session. No part of the mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import UsageError

from .keeping import append_behind

if TYPE_CHECKING:
    from simulator.record import Entry, Journal

COMMENTED_KIND = "commented"
"""Kind of the entries that hold a comment: `{"by", "turn", "text"}`; turn 0 is the whole session."""
MOST_COMMENT = 2000
"""Characters."""


class CommentError(UsageError):
    """This is no comment; nothing was written."""


def append_comment(journal: Journal, session_id: str, by: str, turn: int, text: str) -> Entry:
    """Write a comment behind whatever stands in the session by now.

    Args:
        journal: where the session lies.
        session_id: the session.
        by: id of who says it.
        turn: number of the response, from 1; 0 for the whole session.
        text: their words.

    Raises:
        CommentError: it is empty or too long.
        SequenceError: others kept writing to the session meanwhile.
        UnknownRecordError: no such session.
        JournalError: the session was erased.
    """
    said = text.strip()
    if not said:
        raise CommentError("The comment is empty.", "Say what you saw.")
    if len(said) > MOST_COMMENT:
        raise CommentError(f"The comment has {len(said)} characters; {MOST_COMMENT} is the most.", "Make it shorter.")
    return append_behind(journal, session_id, COMMENTED_KIND, {"by": by, "turn": turn, "text": said})
