"""The job that takes away what is no longer needed, by the settings `retention.*` (see the README); dry at first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, or_, select, update

from simulator.record import retention
from simulator.record.company_tables import device, join_code, launch, refusal, statement
from simulator.record.console_tables import api_token, attempt, audit, invitation, request, sign_in
from simulator.record.launches import CLAIMED, ENDED, LEFT, OPEN
from simulator.record.office import all_settings
from simulator.record.personal import forget_statements
from simulator.record.records import Purpose

if TYPE_CHECKING:
    from simulator.record.journal import Journal

PREFIX = "retention."
"""What the names of the settings begin with that say how many days something is kept."""

UNDER_WAY_DAYS = 30
"""A launch from an LMS that was never brought to its end is over after so long: no LMS lets us in by it then."""

_REMOVED: Mapping[str, tuple[Table, tuple[ColumnElement[Any], ...]]] = {
    "sign_ins": (sign_in, (sign_in.c.expires_at,)),
    "attempts": (attempt, (attempt.c.until,)),
    "invitations": (invitation, (invitation.c.used_at, invitation.c.expires_at)),
    "api_tokens": (api_token, (api_token.c.revoked_at, api_token.c.expires_at)),
    "requests": (request, (request.c.settled_at,)),
    "join_codes": (join_code, (join_code.c.used_at, join_code.c.expires_at)),
    "devices": (device, (device.c.revoked_at,)),
    "refusals": (refusal, (refusal.c.settled_at,)),
}
"""Rows that go, by the name of their setting: counted from the first of these moments that is over."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What was taken away, or with `dry_run` what would be.

    `sessions` lose their words. `removed` counts by setting: rows that went, under `audit` and `statements` the
    entries of the audit log and the statements to an LMS that lost their words, and under `launches` also those that
    were given up and lost their token. `scrubbed` is False when freed bytes
    may still lie in the file (see `Journal.scrub`).
    """

    dry_run: bool
    sessions: tuple[retention.Expiry, ...]
    removed: Mapping[str, int]
    scrubbed: bool


def upkeep(journal: Journal, *, dry_run: bool = True) -> Upkeep:
    """Take away whatever's time is over by the settings `retention.*`, or only say what that is.

    Args:
        journal: the journal.
        dry_run: only report.

    Raises:
        SurroundingsError: disk full, locked too long, not writable; nothing was taken away then.
    """
    now = journal.clock()
    if dry_run:
        with journal.store.read() as connection:
            sessions, removed = _over(connection, now)
        return Upkeep(dry_run=True, sessions=sessions, removed=removed, scrubbed=False)
    with journal.store.write() as connection:
        sessions, removed = _over(connection, now)
        days = _days(connection)
        retention.empty_sessions(connection, [expiry.session_id for expiry in sessions], now)
        for name, (table, moments) in _REMOVED.items():
            if name in days:
                connection.execute(delete(table).where(_before(moments, now, days[name])))
        if "audit" in days:
            over = _before((audit.c.at,), now, days["audit"])
            connection.execute(update(audit).where(over, audit.c.payload.is_not(None)).values(payload=None, salt=None))
        if "statements" in days:
            forget_statements(connection, _told_before(now, days["statements"]))
        if "launches" in days:
            connection.execute(delete(launch).where(_launched_before(now, days["launches"])))
            connection.execute(update(launch).where(_given_up(now)).values(state=LEFT, token=None, next_at=None))
    scrubbed = journal.scrub() if sessions or any(removed.values()) else True
    return Upkeep(dry_run=False, sessions=sessions, removed=removed, scrubbed=scrubbed)


def _days(connection: Connection) -> dict[str, int]:
    """How many days each thing is kept; what is kept for ever is left out."""
    told = all_settings(connection)
    return {
        name.removeprefix(PREFIX): days for name, days in told.items() if name.startswith(PREFIX) and days is not None
    }


def _over(connection: Connection, now: datetime) -> tuple[tuple[retention.Expiry, ...], dict[str, int]]:
    days = _days(connection)
    rules = [retention.RetentionRule(purpose, days[purpose.value]) for purpose in Purpose if purpose.value in days]
    removed = {
        name: _count(connection, table, _before(moments, now, days[name]))
        for name, (table, moments) in _REMOVED.items()
        if name in days
    }
    if "audit" in days:
        worded = audit.c.payload.is_not(None)
        removed["audit"] = _count(connection, audit, _before((audit.c.at,), now, days["audit"]), worded)
    if "statements" in days:
        removed["statements"] = _count(connection, statement, _told_before(now, days["statements"]))
    if "launches" in days:
        removed["launches"] = _count(connection, launch, _launched_before(now, days["launches"]) | _given_up(now))
    return retention.expired(connection, rules, now), removed


def _before(moments: tuple[ColumnElement[Any], ...], now: datetime, days: int) -> ColumnElement[bool]:
    return or_(*(moment < now - timedelta(days=days) for moment in moments))


def _told_before(now: datetime, days: int) -> ColumnElement[bool]:
    """Statements to an LMS that are not waiting any more and still have their words."""
    worded = or_(statement.c.body.is_not(None), statement.c.answer.is_not(None))
    return and_(worded, statement.c.state != "waiting", _before((statement.c.made_at,), now, days))


def _launched_before(now: datetime, days: int) -> ColumnElement[bool]:
    """Launches whose time is over; not those that somebody may still play, or that are still told."""
    old = _before((launch.c.made_at,), now, days)
    return and_(old, or_(~_under_way(), _before((launch.c.made_at,), now, UNDER_WAY_DAYS)))


def _given_up(now: datetime) -> ColumnElement[bool]:
    """Launches that were never brought to their end, and still hold what their LMS let us in by."""
    return and_(_under_way(), launch.c.token.is_not(None), _before((launch.c.made_at,), now, UNDER_WAY_DAYS))


def _under_way() -> ColumnElement[bool]:
    return launch.c.state.in_((CLAIMED, OPEN, ENDED))


def _count(connection: Connection, table: Table, *which: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(table).where(*which)).scalar_one())
