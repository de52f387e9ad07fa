"""What the console's tables hold about one person: given out to them, and taken away when they are erased.

The audit log keeps who did what to which object; what was said about somebody goes with them, and its chain still
verifies. What they themselves wrote about others (the reason of a correction) belongs to those others and stays.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, select, update

from simulator.record import counting
from simulator.record.chain import stamp
from simulator.record.company_tables import assignment, badge, device, join_code, launch, refusal, regraded, statement
from simulator.record.console_tables import (
    account,
    api_token,
    audit,
    draft,
    invitation,
    membership,
    publication,
    rating_round,
    recovery_code,
    request,
    role,
    round_rater,
    sign_in,
    team,
)
from simulator.record.disclosure import plain, told_by_company
from simulator.record.escaping import unescape
from simulator.record.figures_tables import standing
from simulator.record.following import touch
from simulator.record.stored import BATCH
from simulator.record.tables import person, session

if TYPE_CHECKING:
    from collections.abc import Iterator

_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def forget(connection: Connection, person_id: str) -> None:
    """Take a person's account, roles, memberships, sign-ins, invitations, tokens and the words about them away.

    Args:
        connection: inside a writing transaction; the person's name is still there.
        person_id: who.
    """
    _empty(connection, [row.number for row in _about(connection, person_id)])
    theirs = _account_ids(connection, person_id)
    counting.forget(connection, person_id)
    for table in (api_token, recovery_code, role, sign_in):
        connection.execute(delete(table).where(table.c.account_id.in_(theirs)))
    for table in (account, invitation, membership, device, join_code, refusal, launch, badge):
        connection.execute(delete(table).where(table.c.person_id == person_id))
    connection.execute(update(request).where(request.c.person_id == person_id).values(reason=None, answer=None))
    connection.execute(update(assignment).where(assignment.c.person_id == person_id).values(note=None))
    forget_statements(connection, statement.c.person_id == person_id)
    own = select(session.c.id).where(session.c.person_id == person_id)
    connection.execute(delete(regraded).where(regraded.c.session_id.in_(own)))
    # Sessions whose words went before do not change any more; whoever follows them is told all the same.
    gone = select(session.c.id).where(session.c.person_id == person_id, session.c.erased_at.is_not(None))
    touch(connection, connection.execute(gone).scalars().all())


def forget_statements(connection: Connection, which: ColumnElement[bool]) -> None:
    """Empty what was told to an LMS; what was not yet told is not told any more.

    Args:
        connection: inside a writing transaction.
        which: which rows of `statement`.
    """
    waiting, refused = statement.c.state == "waiting", statement.c.state == "refused"
    connection.execute(update(statement).where(which, waiting).values(state="dropped", next_at=None))
    # What was refused is not there: nothing of it needs to be voided.
    connection.execute(update(statement).where(which, refused).values(state="dropped", next_at=None, tries=0))
    connection.execute(update(statement).where(which).values(body=None, answer=None))


def told(connection: Connection, person_id: str) -> dict[str, Any]:
    """Return what the console's tables hold about one person as plain values for JSON; no secrets, no hashes.

    Args:
        connection: inside a transaction.
        person_id: who.
    """
    theirs = _account_ids(connection, person_id)
    of_account = {
        "sign_ins": (sign_in, sign_in.c.opened_at),
        "api_tokens": (api_token, api_token.c.created_at),
        "roles": (role, role.c.role),
    }
    of_person = {
        "account": (account, account.c.created_at),
        "invitations": (invitation, invitation.c.created_at),
        "requests": (request, request.c.asked_at),
        "launches": (launch, launch.c.made_at),
        "badges": (badge, badge.c.made_at),
    }
    found: dict[str, Any] = {
        key: [
            plain(row) for row in connection.execute(select(table).where(table.c.person_id == person_id).order_by(by))
        ]
        for key, (table, by) in of_person.items()
    }
    found |= {
        key: [
            plain(row) for row in connection.execute(select(table).where(table.c.account_id.in_(theirs)).order_by(by))
        ]
        for key, (table, by) in of_account.items()
    }
    found["account"] = next(iter(found["account"]), None)
    if found["account"] is not None:
        second = select(account.c.totp_secret).where(account.c.person_id == person_id)
        found["account"]["second_factor"] = connection.execute(second).scalar_one() is not None
    found["teams"] = _named(connection, membership, team, membership.c.team_id == team.c.id, person_id)
    found["rounds"] = _named(
        connection, round_rater, rating_round, round_rater.c.round_id == rating_round.c.id, person_id
    )
    mine = select(draft.c.id, draft.c.slug, draft.c.updated_at).where(draft.c.owner == person_id)
    found["drafts"] = [plain(row) for row in connection.execute(mine.order_by(draft.c.updated_at))]
    given = select(publication.c.id, publication.c.slug, publication.c.published_at, publication.c.note)
    given = given.where(publication.c.published_by == person_id).order_by(publication.c.published_at)
    found["publications"] = [plain(row) for row in connection.execute(given)]
    stands = select(*(column for column in standing.c if column.name not in ("sort_key", "folded")))
    stood = connection.execute(stands.where(standing.c.person_id == person_id)).one_or_none()
    found["standing"] = None if stood is None else plain(stood)
    found |= told_by_company(connection, person_id)
    found["audit"] = [_told_entry(row, with_detail=True) for row in _about(connection, person_id)]
    by_them = select(audit).where(audit.c.actor == person_id).order_by(audit.c.number)
    found["done"] = [_told_entry(row, with_detail=False) for row in connection.execute(by_them)]
    return found


def _account_ids(connection: Connection, person_id: str) -> list[str]:
    return list(connection.execute(select(account.c.id).where(account.c.person_id == person_id)).scalars())


def _about(connection: Connection, person_id: str) -> list[Row[Any]]:
    """Entries to one of a person's objects, or that name one of them, their login or their name in the details."""
    theirs = _account_ids(connection, person_id)
    ids = {person_id, *theirs}
    for table in (session, request, invitation):
        ids.update(connection.execute(select(table.c.id).where(table.c.person_id == person_id)).scalars())
    ids.update(connection.execute(select(api_token.c.id).where(api_token.c.account_id.in_(theirs))).scalars())
    names = set(connection.execute(select(account.c.login).where(account.c.person_id == person_id)).scalars())
    name = connection.execute(select(person.c.display_name).where(person.c.id == person_id)).scalar_one_or_none()
    if name:
        names.add(unescape(name).casefold())
    return [
        row
        for row in connection.execute(select(audit).order_by(audit.c.number).execution_options(yield_per=1000))
        if row.object_id in ids or (row.payload is not None and _names(bytes(row.payload), ids, names))
    ]


def _names(payload: bytes, ids: set[str], names: set[str]) -> bool:
    if any(found.decode("ascii") in ids for found in _ID.findall(payload)):
        return True
    return any(text.casefold() in names for text in _texts(json.loads(payload)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _empty(connection: Connection, numbers: list[int]) -> None:
    for at in range(0, len(numbers), BATCH):
        which = audit.c.number.in_(numbers[at : at + BATCH])
        connection.execute(update(audit).where(which, audit.c.payload.is_not(None)).values(payload=None, salt=None))


def _named(connection: Connection, link: Table, named: Table, joined: Any, person_id: str) -> list[dict[str, Any]]:
    columns = [column for column in link.c if column.name != "person_id"]
    query = select(*columns, named.c.name).join(named, joined).where(link.c.person_id == person_id)
    return [plain(row) for row in connection.execute(query.order_by(named.c.created_at, named.c.id))]


def _told_entry(row: Row[Any], *, with_detail: bool) -> dict[str, Any]:
    shown = {
        "number": row.number,
        "at": stamp(row.at),
        "actor": row.actor,
        "action": row.action,
        "kind": row.kind,
        "object_id": row.object_id,
    }
    if with_detail:
        shown["detail"] = None if row.payload is None else json.loads(row.payload)
    return shown
