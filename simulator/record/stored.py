"""Between rows and values: what a session's row says, what its entries imply, and whether the two agree."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, and_, bindparam, func, or_, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import NullType

from simulator.record import chain
from simulator.record.records import (
    FINISHED_KIND,
    Entry,
    Mode,
    Purpose,
    SessionHeader,
    SessionRecord,
    UnknownRecordError,
    Verification,
)
from simulator.record.tables import entry, scenario, session

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ENTRIES = select(entry).where(entry.c.session_id == bindparam("of")).order_by(entry.c.sequence)
_SESSION = select(session).where(session.c.id == bindparam("of"))
# As they lie in the file, unconverted: a damaged value has to be reported and must not stop the reading.
_RAW_ENTRIES = (
    select(*(type_coerce(column, NullType()).label(column.name) for column in entry.c if column.name != "session_id"))
    .where(entry.c.session_id == bindparam("of"))
    .order_by(entry.c.sequence)
)
_RAW_SESSION = select(*(type_coerce(column, NullType()).label(column.name) for column in session.c)).where(
    session.c.id == bindparam("of")
)
BATCH = 500
"""How many ids stand in one statement: below every SQLite's limit of parameters."""

HEADER_COLUMNS = (
    "id", "person_id", "chain_version", "scenario_slug", "scenario_hash", "language", "mode", "purpose", "seed",
    "parent_session_id", "fork_sequence", "started_at",
)  # fmt: skip
"""The columns of a session that are fixed when it begins and bound into its chain."""

DERIVED_COLUMNS = tuple(column.name for column in session.c if column.info.get("derived"))
"""The columns of a session that `derived` can make anew."""


def fixed_columns(session_id: str, person_id: str, header: SessionHeader, at: datetime) -> dict[str, Any]:
    """Return the header columns of a new session."""
    return {
        "id": session_id,
        "person_id": person_id,
        "chain_version": chain.CHAIN_VERSION,
        "scenario_slug": header.scenario_slug,
        "scenario_hash": header.scenario_hash,
        "language": header.language,
        "mode": str(header.mode),
        "purpose": str(header.purpose),
        "seed": header.seed,
        "parent_session_id": header.parent_session_id,
        "fork_sequence": header.fork_sequence,
        "started_at": at,
    }


def chain_start(columns: Mapping[str, Any]) -> bytes:
    """Return the start of a session's chain.

    Args:
        columns: its columns by name; `HEADER_COLUMNS` are taken.

    Raises:
        TypeError: a stored value that cannot have been written by us.
    """
    fields = {name: columns[name] for name in HEADER_COLUMNS}
    started_at = fields["started_at"]
    fields["started_at"] = chain.stamp(started_at) if isinstance(started_at, datetime) else started_at
    return chain.header_digest(fields)


def entry_row(line: Entry) -> dict[str, Any]:
    """Return the columns of an entry."""
    return {name: getattr(line, name) for name in Entry.__dataclass_fields__}


def entries_of(connection: Connection, session_id: str) -> tuple[Entry, ...]:
    """Return the entries of a session in order.

    Raises:
        UnknownRecordError: no such session.
    """
    rows = connection.execute(_ENTRIES, {"of": session_id}).all()
    if not rows:
        raise unknown_session(session_id)
    return tuple(Entry(*row) for row in rows)


def entries_of_kinds(
    connection: Connection, session_ids: Iterable[str] | None, kinds: Sequence[str], prefixes: Sequence[str]
) -> dict[str, tuple[Entry, ...]]:
    """Return the entries of some kinds of many sessions, in order, by session.

    Args:
        connection: inside a transaction.
        session_ids: the sessions; None for all of them.
        kinds: kinds of entries.
        prefixes: what kinds begin with.
    """
    wanted = or_(entry.c.kind.in_(kinds), *(func.substr(entry.c.kind, 1, len(start)) == start for start in prefixes))
    query = select(entry).where(wanted).order_by(entry.c.session_id, entry.c.sequence)
    found: dict[str, list[Entry]] = {}
    if session_ids is None:
        queries = [query]
        found = {session_id: [] for session_id in connection.execute(select(session.c.id)).scalars()}
    else:
        found = {session_id: [] for session_id in session_ids}
        ids = list(found)
        queries = [query.where(entry.c.session_id.in_(ids[at : at + BATCH])) for at in range(0, len(ids), BATCH)]
    for each in queries:
        for row in connection.execute(each):
            found[row.session_id].append(Entry(*row))
    return {session_id: tuple(entries) for session_id, entries in found.items()}


def last_entries(connection: Connection, kind: str, session_ids: Iterable[str]) -> dict[str, Entry]:
    """Return the last entry of a kind of each of the sessions that has one."""
    ids, found = list(session_ids), {}
    for at in range(0, len(ids), BATCH):
        last = (
            select(entry.c.session_id, func.max(entry.c.sequence).label("sequence"))
            .where(entry.c.kind == kind, entry.c.session_id.in_(ids[at : at + BATCH]))
            .group_by(entry.c.session_id)
            .subquery()
        )
        both = and_(entry.c.session_id == last.c.session_id, entry.c.sequence == last.c.sequence)
        for row in connection.execute(select(entry).join(last, both)):
            found[row.session_id] = Entry(*row)
    return found


def session_of(connection: Connection, session_id: str) -> SessionRecord:
    """Return a session.

    Raises:
        UnknownRecordError: no such session.
    """
    row = connection.execute(_SESSION, {"of": session_id}).one_or_none()
    if row is None:
        raise unknown_session(session_id)
    return session_record(row)


def session_record(row: Row[Any]) -> SessionRecord:
    """Return the session a row holds."""
    header = SessionHeader(
        scenario_slug=row.scenario_slug,
        scenario_hash=row.scenario_hash,
        language=row.language,
        mode=Mode(row.mode),
        seed=row.seed,
        parent_session_id=row.parent_session_id,
        fork_sequence=row.fork_sequence,
        purpose=Purpose(row.purpose),
    )
    return SessionRecord(
        id=row.id,
        person_id=row.person_id,
        header=header,
        started_at=row.started_at,
        erased_at=row.erased_at,
        entry_count=row.entry_count,
        ended_at=row.ended_at,
        ending=row.ending,
        overall=row.overall,
    )


def scenario_bytes(connection: Connection, scenario_hash: str) -> bytes:
    """Return a scenario's stored bytes.

    Raises:
        UnknownRecordError: they were never stored.
    """
    content = connection.execute(
        select(scenario.c.content).where(scenario.c.hash == scenario_hash)
    ).scalar_one_or_none()
    if content is None:
        raise UnknownRecordError(
            f"The scenario {scenario_hash[:12]!a} is not in the journal.", "Store its bytes before the session begins."
        )
    return bytes(content)


def keep_scenario(connection: Connection, scenario_hash: str, content: bytes) -> None:
    """Keep a scenario's bytes; where they are kept already, by somebody else at this very moment too, nothing happens.

    Args:
        connection: inside a writing transaction.
        scenario_hash: SHA-256 of the bytes.
        content: the bytes.
    """
    if connection.execute(select(scenario.c.hash).where(scenario.c.hash == scenario_hash)).first() is None:
        made = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        row = made(scenario).values(hash=scenario_hash, content=content)
        connection.execute(row.on_conflict_do_nothing())


def unknown_session(session_id: str) -> UnknownRecordError:
    """Return the error for an id no session has."""
    return UnknownRecordError(
        f"No session here has the id {session_id!a}.", "List the sessions to see which there are."
    )


def derived(entries: Sequence[Entry]) -> dict[str, Any]:
    """Return the derived columns of a session as its entries imply them.

    It ended with the first entry that says so, and the last of them tells how: a company that sees the end of a session
    from a desktop otherwise writes its own behind it. Ending and grade are left out where that entry was erased.

    Args:
        entries: all of them, in order, at least one.
    """
    values: dict[str, Any] = {"entry_count": len(entries), "head_chain": entries[-1].chain}
    finished = [line for line in entries if line.kind == FINISHED_KIND]
    if not finished:
        return values | {"ended_at": None, "ending": None, "overall": None}
    values["ended_at"] = finished[0].recorded_at
    payload = finished[-1].payload
    if payload is not None:
        told = json.loads(payload)
        values |= {"ending": told["ending"], "overall": told["overall"]}
    return values


def verification(connection: Connection, session_id: str) -> Verification:
    """Check a session's header, entries, payloads, chain and derived columns against each other.

    Raises:
        UnknownRecordError: no such session.
    """
    found = connection.execute(_RAW_SESSION, {"of": session_id}).one_or_none()
    if found is None:
        raise unknown_session(session_id)
    stored: dict[str, Any] = found._asdict()
    rows = [chain.StoredEntry(**row._asdict()) for row in connection.execute(_RAW_ENTRIES, {"of": session_id})]
    fault = _first_fault(stored, rows)
    if fault is None:  # only now are the values known to be readable
        fault = _derived_fault(stored, derived(entries_of(connection, session_id)))
    broken, reason = fault or (None, None)
    return Verification(session_id, len(rows), sum(row.payload is None for row in rows), broken, reason)


def _first_fault(stored: dict[str, Any], rows: list[chain.StoredEntry]) -> tuple[int, str] | None:
    if stored["chain_version"] != chain.CHAIN_VERSION:
        return 0, f"its chain follows rules of version {stored['chain_version']!a}, which this program does not know"
    try:
        start = chain_start(stored)
    except TypeError:
        return 0, "the session's header cannot be read"
    fault = chain.first_fault(start, rows, erased=stored["erased_at"] is not None)
    if fault is None and len(rows) != stored["entry_count"]:
        return min(len(rows), _count(stored)), f"the session has {len(rows)} entries, not {stored['entry_count']!a}"
    return fault


def _derived_fault(stored: dict[str, Any], implied: dict[str, Any]) -> tuple[int, str] | None:
    for name, value in implied.items():
        told = stored[name]
        if isinstance(value, datetime):
            value = chain.stamp(value)  # noqa: PLW2901 - one value, compared in the form it is stored in
            told = chain.stamp(told) if isinstance(told, datetime) else told
        if told != value:
            return implied["entry_count"] - 1, f"its column {name} does not say what the entries say"
    return None


def _count(stored: dict[str, Any]) -> int:
    count = stored["entry_count"]
    return count if isinstance(count, int) and count >= 0 else 0
