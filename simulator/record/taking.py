"""What every session from elsewhere passes, however it came: the same checks, and the same rules of what goes on.

Nothing is believed before its chain holds and every value is one that this program could have written. A chain shows
that nothing was changed since, not who wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError

from simulator.record import stored
from simulator.record.records import FIRST_KIND, Entry, SessionRecord, checked_ending, checked_kind
from simulator.record.tables import entry, person, session

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_POSTGRESQL_LOCK = 5_110_907
FIRST_YEAR, LAST_YEAR = 1970, 2200
"""A clock may stand wrong by decades, and nothing is lost by it; a time beyond these was made up."""
Outcome = TypeVar("Outcome")


class RefusalReason(StrEnum):
    """Why a session was not taken in."""

    BROKEN = "broken"
    """Its chain does not hold."""
    FOREIGN = "foreign"
    """It holds values that this program does not write."""
    CONFLICT = "conflict"
    """It goes on otherwise than the session of the same id that is here."""
    ERASED_HERE = "erased_here"
    """Its words, or its person, were erased here and do not come back."""
    ERASED_THERE = "erased_there"
    """It has grown, but its words were erased there meanwhile."""
    GAP = "gap"
    """Entries between what is here and what was sent are missing."""
    OTHER_PERSON = "other_person"
    """It is not of the person whose desktop sent it."""
    NOT_ENDED = "not_ended"
    """It is still being played."""
    UNKNOWN_SCENE = "unknown_scene"
    """An exam on a scene that is neither one of ours nor was given to anybody."""
    UNGRADABLE = "ungradable"
    """Its scene or its words cannot be read, so that it cannot be graded."""
    FORGED = "forged"
    """Playing what was said and done again does not give what it says happened."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A session that was not taken in; `detail` says in one line for a terminal what did not fit."""

    session_id: str
    reason: RefusalReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A session from elsewhere that holds together, with its person's row and its scene's bytes."""

    record: SessionRecord
    entries: tuple[Entry, ...]
    person: dict[str, Any]
    content: bytes


def one_at_a_time(writing: Connection) -> None:
    """Let nobody else take sessions in until this transaction ends; SQLite has one writer anyhow."""
    if writing.dialect.name == "postgresql":
        writing.execute(select(func.pg_advisory_xact_lock(_POSTGRESQL_LOCK)))


def check_times(moments: Iterable[datetime]) -> None:
    """Refuse with ValueError times that no clock shows, however wrong it is: nobody could reckon with them."""
    for moment in moments:
        if not FIRST_YEAR <= moment.year < LAST_YEAR:
            raise ValueError(f"no clock shows the year {moment.year}")


def check(record: SessionRecord, entries: Sequence[Entry]) -> None:
    """Refuse with ValueError what could not have been written by `Journal`."""
    check_times((record.started_at, *(line.recorded_at for line in entries)))
    for number, line in enumerate(entries):
        checked_kind(line.kind)
        if (line.kind == FIRST_KIND) != (number == 0):
            raise ValueError(f"entry {number} cannot be of kind {line.kind}")
    parent = record.header.parent_session_id
    if not ID.match(record.person_id) or not (parent is None or ID.match(parent)):
        raise ValueError("an id is none of ours")
    if record.ended_at is not None:
        if not isinstance(record.overall, int | None):
            raise ValueError("its grade is no number")
        checked_ending(str(record.ending), record.overall)


def check_copy(writing: Connection, session_id: str) -> None:
    """Raise ValueError where a value has changed on its way, as a number does that was kept as a fraction."""
    copied = stored.verification(writing, session_id)
    if not copied.ok:
        raise ValueError(copied.reason)


def attempt(writing: Connection, session_id: str, work: Callable[[], Outcome]) -> Outcome | Refusal:
    """Do something with a session from elsewhere; what the database or a check of ours refuses leaves no trace.

    Args:
        writing: inside a writing transaction.
        session_id: the session.
        work: does it.
    """
    try:
        with writing.begin_nested():
            return work()
    except (ValueError, TypeError, KeyError, RecursionError, DataError, IntegrityError) as error:
        return Refusal(session_id, RefusalReason.FOREIGN, ascii(str(error))[:200])


def settle(writing: Connection, incoming: Incoming, people: list[str]) -> str | Refusal:
    """Take a session in, or go on with the one of that id that is here.

    Args:
        writing: inside a writing transaction.
        incoming: the session.
        people: whoever is new here is added to it.

    Returns:
        `taken`, `known`, `grown`, or why it was not taken.
    """
    session_id = incoming.record.id
    here = writing.execute(select(session).where(session.c.id == session_id).with_for_update()).one_or_none()
    if here is not None:
        return _go_on(writing, stored.session_record(here), incoming)
    if _erased_here(writing, incoming):
        return Refusal(session_id, RefusalReason.ERASED_HERE, "its person was erased here")
    new = _add_person(writing, incoming.person)
    _add(writing, incoming)
    if new:
        people.append(incoming.person["id"])
    return "taken"


def _erased_here(writing: Connection, incoming: Incoming) -> bool:
    """Whether this would bring words back of somebody who was erased here."""
    if incoming.record.erased_at is not None:
        return False
    erased = select(person.c.erased_at).where(person.c.id == incoming.person["id"])
    return writing.execute(erased).scalar_one_or_none() is not None


def _add_person(writing: Connection, row: dict[str, Any]) -> bool:
    if writing.execute(select(person.c.id).where(person.c.id == row["id"])).first() is not None:
        return False
    writing.execute(insert(person).values(**row))
    return True


def _add(writing: Connection, incoming: Incoming) -> None:
    record = incoming.record
    stored.keep_scenario(writing, record.header.scenario_hash, incoming.content)
    fixed = stored.fixed_columns(record.id, record.person_id, record.header, record.started_at)
    writing.execute(
        insert(session).values(
            **fixed,
            erased_at=record.erased_at,
            entry_count=record.entry_count,
            head_chain=incoming.entries[-1].chain,
            ended_at=record.ended_at,
            ending=record.ending,
            overall=record.overall,
        )
    )
    writing.execute(insert(entry), [stored.entry_row(line) for line in incoming.entries])


def _go_on(writing: Connection, here: SessionRecord, incoming: Incoming) -> str | Refusal:
    """Continue a session that is here with what is new in it there."""
    record, theirs = incoming.record, incoming.entries
    ours = stored.entries_of(writing, here.id)
    # The first link is chained to the header: where it is the same, the headers are.
    for number, (mine, other) in enumerate(zip(ours, theirs, strict=False)):
        if mine.chain != other.chain:
            return Refusal(here.id, RefusalReason.CONFLICT, f"entry {number} differs")
    if len(theirs) <= len(ours):
        return "known"
    if here.erased_at is not None:
        return Refusal(here.id, RefusalReason.ERASED_HERE, "its words were erased here")
    if record.erased_at is not None:
        return Refusal(here.id, RefusalReason.ERASED_THERE, "its words were erased there")
    writing.execute(insert(entry), [stored.entry_row(line) for line in theirs[len(ours) :]])
    writing.execute(update(session).where(session.c.id == here.id).values(**stored.derived(theirs)))
    return "grown"
