"""Where the events of a mark lie: in the session's own chain, behind what was played.

So a mark is bound into the same hashes as the words it is about, is exported and erased with them, and goes wherever
they go. The grader's proposal is the entry that was written when the session was graded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simulator.record import GRADED_KIND, SequenceError

from .events import MarkEvent, Proposed, happening_from_json
from .mark import Mark, mark_of

if TYPE_CHECKING:
    from simulator.record import Entry, Journal

PREFIX = "mark."
"""What the kinds of entries that belong to a mark begin with."""
ATTEMPTS = 5
"""How often an entry that hangs on nothing before it is tried while others write to the same session."""


def read_events(entries: Sequence[Entry]) -> list[MarkEvent]:
    """The events of a session's mark, in order; those whose words were erased are left out.

    Args:
        entries: all entries of the session, in order.

    Raises:
        ValueError: an entry that is no event of a mark although it says so.
    """
    events = []
    for entry in entries:
        if entry.payload is None:
            continue
        if entry.kind == GRADED_KIND:
            events.append(MarkEvent(entry.recorded_at, "", Proposed(json.loads(entry.payload)["grade"])))
        elif entry.kind.startswith(PREFIX):
            data = json.loads(entry.payload)
            what = happening_from_json(entry.kind.removeprefix(PREFIX), data["what"])
            events.append(MarkEvent(entry.recorded_at, data["by"], what))
    return events


def read_mark(journal: Journal, session_id: str) -> Mark | None:
    """What stands in the record for a session; None before it was graded, and once it was erased.

    Raises:
        UnknownRecordError: no such session.
        ValueError: entries that cannot follow each other.
    """
    return mark_of(read_events(journal.entries(session_id)))


def append_event(journal: Journal, session_id: str, event: MarkEvent, after: Mark) -> Mark:
    """Write an event and return what it comes to.

    Args:
        journal: where the session lies.
        session_id: the session.
        event: what happened.
        after: the mark it was decided on; when somebody else has written meanwhile nothing is written.

    Raises:
        SequenceError: the mark has moved since; look again.
        UnknownRecordError: no such session.
        SurroundingsError: the journal cannot be written.
    """
    entries = journal.entries(session_id)
    before = read_events(entries)
    if len(before) != after.events:
        raise SequenceError("Somebody else has marked this session meanwhile.", "Look at the mark again, then decide.")
    # ASCII: a reason may hold half a letter, and nothing that a person wrote is refused or lost.
    payload = json.dumps({"by": event.by, "what": event.to_json()}, sort_keys=True, separators=(",", ":")).encode()
    added = journal.append(session_id, len(entries), PREFIX + event.kind, payload)
    mark = mark_of([*before, MarkEvent(added.recorded_at, event.by, event.what)])
    if mark is None:
        raise AssertionError("events come to a mark")
    return mark


def append_behind(journal: Journal, session_id: str, kind: str, data: Mapping[str, Any]) -> Entry:
    """Write an entry behind whatever stands in a session by now: what hangs on nothing that others write meanwhile.

    Args:
        journal: where the session lies.
        session_id: the session.
        kind: kind of the entry.
        data: plain values.

    Raises:
        SequenceError: others kept writing to the session.
        UnknownRecordError: no such session.
        JournalError: the session was erased.
    """
    # ASCII, as above.
    payload = json.dumps(data, sort_keys=True, separators=(",", ":")).encode()
    for attempt in range(ATTEMPTS):
        try:
            return journal.append(session_id, journal.session(session_id).entry_count, kind, payload)
        except SequenceError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("the last attempt returns or raises")
