"""People: their names, everything kept about one of them, and its erasure."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, insert, select, update

from simulator.record.chain import stamp
from simulator.record.escaping import escape, unescape
from simulator.record.records import Entry, JournalError, Person, SessionRecord, UnknownRecordError
from simulator.record.retention import empty_sessions
from simulator.record.tables import person, session

if TYPE_CHECKING:
    from datetime import datetime

EXPORT_FORMAT = "silkgloves.person/1"


def add(connection: Connection, person_id: str, name: str, language: str | None, at: datetime) -> Person:
    """Write a new person and return them.

    Args:
        connection: inside a writing transaction.
        person_id: a new id.
        name: any text at all.
        language: the language they like to see, or None.
        at: aware time.
    """
    row = {"id": person_id, "display_name": escape(name), "language": language, "created_at": at}
    connection.execute(insert(person).values(row))
    return Person(person_id, name, language, at, None)


def find(connection: Connection, person_id: str) -> Person:
    """Return one person, also an erased one.

    Raises:
        UnknownRecordError: nobody has this id.
    """
    row = connection.execute(select(person).where(person.c.id == person_id)).one_or_none()
    if row is None:
        raise UnknownRecordError(f"Nobody here has the id {person_id!a}.", "List the people to see who there is.")
    return person_of(row)


def find_present(connection: Connection, person_id: str) -> Person:
    """Return one person who has not been erased.

    Raises:
        UnknownRecordError: nobody has this id.
        JournalError: the person was erased.
    """
    found = find(connection, person_id)
    if found.erased_at is not None:
        raise JournalError("This person's records were erased.", "Add the person anew.")
    return found


def how_many(connection: Connection) -> int:
    """Return how many people there are who are not erased."""
    counted = select(func.count()).select_from(person).where(person.c.erased_at.is_(None))
    return int(connection.execute(counted).scalar_one())


def everyone(connection: Connection, *, erased: bool) -> tuple[Person, ...]:
    """Return the people in the order they came; erased ones only when asked for."""
    query = select(person).order_by(person.c.created_at, person.c.id)
    if not erased:
        query = query.where(person.c.erased_at.is_(None))
    return tuple(person_of(row) for row in connection.execute(query))


def rename(connection: Connection, person_id: str, name: str) -> Person:
    """Give a person another name and return them.

    Raises:
        UnknownRecordError: nobody has this id.
        JournalError: the person was erased.
    """
    find_present(connection, person_id)
    connection.execute(update(person).where(person.c.id == person_id).values(display_name=escape(name)))
    return find(connection, person_id)


def speak(connection: Connection, person_id: str, language: str | None) -> Person:
    """Note in which language a person likes to read and return them.

    Raises:
        UnknownRecordError: nobody has this id.
        JournalError: the person was erased.
    """
    find_present(connection, person_id)
    connection.execute(update(person).where(person.c.id == person_id).values(language=language))
    return find(connection, person_id)


def erase(connection: Connection, person_id: str, at: datetime) -> tuple[int, int]:
    """Erase a person's name and language, what the console keeps, and every payload and salt of theirs.

    Returns:
        How many sessions and entries were emptied.

    Raises:
        UnknownRecordError: nobody has this id.
    """
    from simulator.record import personal  # and with it the console's tables, which playing does not need

    find(connection, person_id)
    personal.forget(connection, person_id)
    theirs = select(session.c.id).where(session.c.person_id == person_id, session.c.erased_at.is_(None))
    session_ids = connection.execute(theirs).scalars().all()
    entries = empty_sessions(connection, session_ids, at)
    connection.execute(
        update(person)
        .where(person.c.id == person_id, person.c.erased_at.is_(None))
        .values(display_name=None, language=None, erased_at=at)
    )
    return len(session_ids), entries


def export(
    who: Person, sessions: list[tuple[SessionRecord, tuple[Entry, ...]]], console: dict[str, Any]
) -> dict[str, Any]:
    """Return everything kept about one person as plain values for JSON.

    A payload that is UTF-8 stands as `payload`, any other as `payload_base64`; salt, digest and chain are hex, so that
    the person can verify the chain.

    Args:
        who: the person.
        sessions: all their sessions with their entries.
        console: what the console's tables hold about them (`personal.told`).
    """
    return {
        "format": EXPORT_FORMAT,
        "person": {
            "id": who.id,
            "display_name": who.display_name,
            "language": who.language,
            "created_at": stamp(who.created_at),
            "erased_at": stamp(who.erased_at) if who.erased_at else None,
        },
        "console": console,
        "sessions": [_exported_session(record, entries) for record, entries in sessions],
    }


def person_of(row: Row[Any]) -> Person:
    """The person a row holds."""
    name = None if row.display_name is None else unescape(row.display_name)
    return Person(row.id, name, row.language, row.created_at, row.erased_at)


def _exported_session(record: SessionRecord, entries: tuple[Entry, ...]) -> dict[str, Any]:
    header = record.header
    return {
        "id": record.id,
        "scenario_slug": header.scenario_slug,
        "scenario_hash": header.scenario_hash,
        "language": header.language,
        "mode": str(header.mode),
        "purpose": str(header.purpose),
        "seed": header.seed,
        "parent_session_id": header.parent_session_id,
        "fork_sequence": header.fork_sequence,
        "started_at": stamp(record.started_at),
        "ended_at": stamp(record.ended_at) if record.ended_at else None,
        "erased_at": stamp(record.erased_at) if record.erased_at else None,
        "ending": record.ending,
        "overall": record.overall,
        "entries": [_exported_entry(line) for line in entries],
    }


def _exported_entry(line: Entry) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "sequence": line.sequence,
        "recorded_at": stamp(line.recorded_at),
        "kind": line.kind,
        "salt": None if line.salt is None else line.salt.hex(),
        "digest": line.digest.hex(),
        "chain": line.chain.hex(),
    }
    try:
        shown["payload"] = None if line.payload is None else line.payload.decode("utf-8")
    except UnicodeDecodeError:
        shown["payload_base64"] = base64.b64encode(line.payload or b"").decode("ascii")
    return shown
