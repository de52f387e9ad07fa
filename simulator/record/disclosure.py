"""What the company's tables hold about one person, given out to them: desktops, receipts, assignments, statements.

Without secrets: no token or code, not even its hash; and not which scene an exam will be on that has not begun yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, or_, select

from simulator.record.chain import stamp
from simulator.record.company_tables import (
    assigned_session,
    assignment,
    device,
    drawing,
    join_code,
    receipt,
    refusal,
    signing_key,
    statement,
)
from simulator.record.console_tables import membership
from simulator.record.escaping import unescape
from simulator.record.tables import session

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

SECRET = frozenset(
    (
        "password_hash",
        "totp_secret",
        "totp_step",
        "token_hash",
        "token",
        "fetch_hash",
        "code_hash",
        "private_key",
        "seed",
    )
)
_ESCAPED = frozenset(("name", "display_name", "reason", "answer", "note", "detail"))


def plain(row: Any) -> dict[str, Any]:
    """A row as plain values for JSON, without secrets: times as text, bytes in hex."""
    shown: dict[str, Any] = {}
    for name, value in row._mapping.items():  # noqa: SLF001 - SQLAlchemy's public name for it
        if name in SECRET:
            continue
        if hasattr(value, "tzinfo"):
            shown[name] = stamp(value)
        elif isinstance(value, bytes):
            shown[name] = value.hex()
        else:
            shown[name] = unescape(value) if name in _ESCAPED and value is not None else value
    return shown


def told_by_company(connection: Connection, person_id: str) -> dict[str, Any]:
    """Return what the company's tables hold about one person.

    Args:
        connection: inside a transaction.
        person_id: who.
    """
    own = select(session.c.id).where(session.c.person_id == person_id)
    receipts = _rows(connection, receipt, receipt.c.session_id.in_(own))
    signed = {each["key_id"] for each in receipts}
    begun = (
        (assigned_session.c.assignment_id == drawing.c.assignment_id)
        & (assigned_session.c.person_id == drawing.c.person_id)
        & (assigned_session.c.number == drawing.c.number)
    )
    drawn = select(drawing).join(assigned_session, begun).where(drawing.c.person_id == person_id)
    return {
        "desktops": _rows(connection, device, device.c.person_id == person_id),
        "join_codes": _rows(connection, join_code, join_code.c.person_id == person_id),
        "receipts": receipts,
        "receipt_keys": _rows(connection, signing_key, signing_key.c.id.in_(signed)),
        "refused_uploads": _rows(connection, refusal, refusal.c.person_id == person_id),
        "assignments": _assignments(connection, person_id),
        "drawn": _listed(connection, drawn.order_by(drawing.c.drawn_at)),
        "assigned_sessions": _rows(connection, assigned_session, assigned_session.c.person_id == person_id),
        "statements": _rows(connection, statement, statement.c.person_id == person_id),
    }


def _assignments(connection: Connection, person_id: str) -> list[dict[str, Any]]:
    """What they were given, alone or with a group they are in, and what they have begun."""
    groups = select(membership.c.team_id).where(membership.c.person_id == person_id, membership.c.part == "member")
    met = select(assigned_session.c.assignment_id).where(assigned_session.c.person_id == person_id)
    which = (assignment.c.person_id == person_id, assignment.c.team_id.in_(groups), assignment.c.id.in_(met))
    # Which scenes an exam may be on is not theirs to know beforehand.
    columns = [column for column in assignment.c if column.name not in {"content", "created_by"}]
    return _listed(connection, select(*columns).where(or_(*which)).order_by(assignment.c.created_at, assignment.c.id))


def _rows(connection: Connection, table: Table, which: ColumnElement[bool]) -> list[dict[str, Any]]:
    return _listed(connection, select(table).where(which).order_by(*table.primary_key))


def _listed(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    return [plain(row) for row in connection.execute(query)]
