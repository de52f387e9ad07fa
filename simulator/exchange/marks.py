"""What became at the company of the grades of what a person sent: no more than their own pages there tell them."""

from __future__ import annotations

from simulator.marking import PREFIX, Status, mark_of, read_events
from simulator.record import GRADED_KIND, Entry, Journal, Role

from .wire import MOST_MARKS, MarkOfRecord


def marks_of(journal: Journal, person_id: str) -> tuple[MarkOfRecord, ...]:
    """The marks of record of the newest sessions that came from a person's desktops, in the order they began.

    It is asked for by every desktop every few minutes. Most marks are read from what figures were worked out of, or
    follow from nobody having written behind a session; only the others' own entries are read.

    Args:
        journal: the company's records.
        person_id: whose.
    """
    if not _may_see(journal, person_id):
        return ()
    here = [each for each in journal.sessions(person_id) if each.ended_at is not None and each.erased_at is None]
    sent = journal.devices.latest_receipts(each.id for each in here)
    newest = [each for each in here if each.id in sent][-MOST_MARKS:]
    # Where nobody has written behind what was sent, the grade is the one that came along.
    found = {
        each.id: _mark(each.id, each.overall, Status.PROPOSED.value)
        for each in newest
        if each.entry_count <= sent[each.id].entry_count
    }
    touched = {each.id: each.entry_count for each in newest if each.id not in found}
    counted = journal.figures.told_marks(list(touched)) if touched else {}
    for session_id, told in counted.items():
        if told.status is not None and told.entry_count == touched[session_id]:
            more = {"by_person": told.by_person, "at": told.confirmed_at}
            found[session_id] = _mark(session_id, told.overall, told.status, **more)
    rest = [session_id for session_id in touched if session_id not in found]
    entries = journal.entries_of_kinds(rest, (GRADED_KIND,), (PREFIX,)) if rest else {}
    for session_id, each in entries.items():
        mark = _of_entries(session_id, each)
        if mark is not None:
            found[session_id] = mark
    return tuple(found[each.id] for each in newest if each.id in found)


def _may_see(journal: Journal, person_id: str) -> bool:
    """Whether they may look at their own sessions at the company; who has no account there has no pages to look at."""
    account = journal.logins.by_person(person_id)
    return account is None or (account.blocked_at is None and Role.TRAINEE in account.roles)


def _of_entries(session_id: str, entries: tuple[Entry, ...]) -> MarkOfRecord | None:
    """The mark that entries come to; None without one, or where they do not fit together: their page says no more."""
    try:
        mark = mark_of(read_events(entries))
        if mark is None:
            return None
        return _mark(session_id, mark.overall, mark.status.value, by_person=mark.by_person, at=mark.confirmed_at)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _mark(session_id: str, points: int | None, status: str, **more: object) -> MarkOfRecord:
    return MarkOfRecord.model_validate({"session": session_id, "points": points, "status": status, **more})
