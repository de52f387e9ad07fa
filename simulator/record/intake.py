"""Taking the sessions of another journal in, as they are: same ids, digests and chains.

Nothing in the other file is believed before its chain holds and every value is one that this program could have
written. A chain shows that nothing was changed since, not who wrote it: whoever may take journals in vouches for them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, column, select, table, type_coerce
from sqlalchemy.types import NullType

from simulator.errors import SurroundingsError
from simulator.record import stored
from simulator.record.connection import Store, open_store
from simulator.record.escaping import escape, unescape
from simulator.record.migrations import MIGRATIONS, stored_version
from simulator.record.records import (
    SessionRecord,
    UnknownRecordError,
    checked_hash,
)
from simulator.record.tables import entry, person, scenario, session
from simulator.record.taking import (
    ID,
    Incoming,
    Refusal,
    RefusalReason,
    attempt,
    check,
    check_copy,
    one_at_a_time,
    settle,
)

if TYPE_CHECKING:
    from os import PathLike

    from simulator.record.journal import Journal

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")
_MAGIC = b"SQLite format 3\0"
_TABLES = (person, scenario, session, entry)
_MASTER = table("sqlite_master", column("type"), column("name"), column("sql"))
_SCHEMA = select(_MASTER.c.sql)
_HEADS = select(session.c.id, session.c.entry_count, session.c.head_chain)
_AT_ONCE = 100  # sessions in one transaction


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of the sessions of another journal, by id, and which people are new here."""

    taken: tuple[str, ...]
    known: tuple[str, ...]
    grown: tuple[str, ...]
    refused: tuple[Refusal, ...]
    people: tuple[str, ...]


def take_in(journal: Journal, other_path: str | PathLike[str]) -> Intake:
    """Take the sessions and people of another journal in; doing it again takes only what is new there.

    People are told apart by id; somebody who is here already keeps the name they have here. Accounts, teams and
    settings of the other journal are not taken.

    Args:
        journal: where to.
        other_path: a journal's SQLite file; it is only read.

    Raises:
        SurroundingsError: no such file, not a journal, from a newer program, this very journal; or the journal cannot
            be written. What was taken before stays.
    """
    source = _open_source(Path(other_path), journal.store)
    found: dict[str, list[Any]] = {"taken": [], "known": [], "grown": [], "refused": [], "people": []}
    try:
        with source.read() as reading:
            heads = _all_heads(reading)
            with journal.store.read() as here:
                same = {tuple(row) for row in here.execute(_HEADS)}
            # What ends in the very same link holds the very same entries: it need not be looked through.
            found["known"] = [head[0] for head in heads if head in same]
            ids = [head[0] for head in heads if head not in same]
            for at in range(0, len(ids), _AT_ONCE):
                incoming = [_load(reading, session_id) for session_id in ids[at : at + _AT_ONCE]]
                with journal.store.write() as writing:
                    one_at_a_time(writing)
                    for each in incoming:
                        _sort(writing, each, found)
    finally:
        source.close()
    return Intake(**{name: tuple(values) for name, values in found.items()})


def _open_source(path: Path, target: Store) -> Store:
    where = f"The journal {path}"
    if path.is_file():
        with path.open("rb") as opened:
            if opened.read(len(_MAGIC)) != _MAGIC:
                raise SurroundingsError(
                    f"{path} is not a journal.", "Give the file of a journal itself, not an archive or an export of it."
                )
        if target.path is not None and target.path.exists() and target.path.samefile(path):
            raise SurroundingsError(f"{where} is the one to take it into.", "Name another journal.")
    source = open_store(path, readonly=True, busy_timeout_ms=5_000)
    try:
        with source.read() as reading:
            fault = _source_fault(reading, where)
    except BaseException:
        source.close()
        raise
    if fault is not None:
        source.close()
        raise SurroundingsError(*fault)
    return source


def _source_fault(reading: Connection, where: str) -> tuple[str, str] | None:
    version = stored_version(reading, where)
    if version > MIGRATIONS[-1].number:
        return f"{where} was written by a newer Silk Gloves.", "Update this one first."
    # A view or a virtual table in a table's place could be made to run for ever, or to answer differently each time.
    wanted = [each.name for each in _TABLES]
    made = reading.execute(_SCHEMA.where(_MASTER.c.name.in_(wanted), _MASTER.c.type == "table")).scalars().all()
    if version == 0 or len(made) != len(wanted) or any("virtual" in str(sql).casefold() for sql in made):
        return f"{where} does not hold what a journal holds.", "Name another file."
    return None


def _all_heads(reading: Connection) -> list[tuple[Any, ...]]:
    """Id, number of entries and last link of every session there, as they lie in the file."""
    raw = (type_coerce(each, NullType()) for each in _HEADS.selected_columns)
    return [tuple(row) for row in reading.execute(select(*raw).order_by(session.c.started_at, session.c.id))]


def _load(reading: Connection, session_id: object) -> Incoming | Refusal:
    if not isinstance(session_id, str) or not ID.match(session_id):
        return Refusal(ascii(session_id)[:100], RefusalReason.FOREIGN, "its id is none of ours")
    try:
        checked = stored.verification(reading, session_id)
        if not checked.ok:
            detail = f"entry {checked.broken_sequence}: {checked.reason}"
            return Refusal(session_id, RefusalReason.BROKEN, detail)
        record = stored.session_of(reading, session_id)
        entries = stored.entries_of(reading, session_id)
        check(record, entries)
        return Incoming(record, entries, _person(reading, record.person_id), _content(reading, record))
    except (ValueError, TypeError, KeyError, RecursionError, UnknownRecordError) as error:
        return Refusal(session_id, RefusalReason.FOREIGN, ascii(str(error))[:200])


def _person(reading: Connection, person_id: str) -> dict[str, Any]:
    row = reading.execute(select(person).where(person.c.id == person_id)).one_or_none()
    if row is None:
        raise ValueError("nobody has played it")
    name = row.display_name
    if not isinstance(name, str | None):
        raise TypeError("a name is no text")
    known = isinstance(row.language, str) and _LANGUAGE.match(row.language)
    return {
        "id": row.id,
        "display_name": None if name is None or row.erased_at is not None else escape(unescape(name)),
        "language": row.language if known and row.erased_at is None else None,
        "created_at": row.created_at,
        "erased_at": row.erased_at,
    }


def _content(reading: Connection, record: SessionRecord) -> bytes:
    content = stored.scenario_bytes(reading, checked_hash(record.header.scenario_hash))
    if hashlib.sha256(content).hexdigest() != record.header.scenario_hash:
        raise ValueError("its scenario is damaged")
    return content


def _sort(writing: Connection, incoming: Incoming | Refusal, found: dict[str, list[Any]]) -> None:
    if isinstance(incoming, Refusal):
        found["refused"].append(incoming)
        return

    def work() -> str | Refusal:
        outcome = settle(writing, incoming, found["people"])
        if not isinstance(outcome, Refusal):
            check_copy(writing, incoming.record.id)
        return outcome

    outcome = attempt(writing, incoming.record.id, work)
    if isinstance(outcome, Refusal):
        found["refused"].append(outcome)
    else:
        found[outcome].append(incoming.record.id)
