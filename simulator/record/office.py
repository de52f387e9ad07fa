"""The administrator's desk: settings, what people ask for about their own data, and runs that grade anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update

from simulator.record import accounts
from simulator.record.console_records import PersonRequest, RegradingRun
from simulator.record.console_tables import regrading, request, setting
from simulator.record.escaping import escape, unescape
from simulator.record.part import Part, put
from simulator.record.records import JournalError, UnknownRecordError, checked_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULTS: Mapping[str, Any] = {
    "retention.training": 730,
    "retention.assessment": 1095,
    "retention.demonstration": 30,
    "retention.audit": 1095,
    "retention.requests": 1095,
    "retention.invitations": 30,
    "retention.api_tokens": 365,
    "retention.sign_ins": 7,
    "retention.attempts": 1,
    "retention.join_codes": 30,
    "retention.devices": 365,
    "retention.refusals": 365,
    "retention.statements": 365,
    "retention.launches": 365,
}
"""What a setting says until somebody says otherwise. Retention is in days, None for ever (see the README)."""

RESTORED = "records.restored"
"""Setting that says when the records were last brought back from a backup: what came in after it is not here."""

MAX_DAYS = 36_500
"""Longest time to keep something, in days; None is for ever."""


class Office(Part):
    """Settings, requests and regrading runs of a journal: `journal.office`."""

    def settings(self) -> dict[str, Any]:
        """Return all settings by name: `DEFAULTS`, and over them what was set."""
        with self._store.read() as connection:
            return all_settings(connection)

    def setting(self, name: str, default: Any = None) -> Any:
        """Return one setting; `default` where it was neither set nor has a default of its own."""
        return self.settings().get(name, default)

    def set(self, name: str, value: Any, by: str) -> None:
        """Change a setting.

        Args:
            name: lower-case ASCII with dots.
            value: plain values for JSON.
            by: who changes it.

        Raises:
            ValueError: a name of other signs, or a time to keep something that is no number of days.
        """
        if name.startswith("retention.") and not (value is None or (type(value) is int and 0 <= value <= MAX_DAYS)):
            raise ValueError(f"nothing is kept for {value!a} days")
        row = {
            "name": checked_kind(name),
            "value": json.dumps(value, ensure_ascii=True, allow_nan=False),
            "changed_by": by,
            "changed_at": self._clock(),
        }
        with self._store.write() as connection:
            put(connection, setting, row, row)

    # What people ask for

    def ask(self, person_id: str, reason: str = "", kind: str = "erasure") -> PersonRequest:
        """Keep what a person asks for and return it; while one of the kind is open, that one.

        Raises:
            UnknownRecordError: no such person.
            JournalError: the person was erased.
        """
        row = {
            "id": self._new_id(),
            "person_id": person_id,
            "kind": checked_kind(kind),
            "asked_at": self._clock(),
            "reason": escape(reason),
            "outcome": "",
        }
        same = (request.c.person_id == person_id, request.c.kind == kind, request.c.settled_at.is_(None))
        with self._store.write() as connection:
            accounts.find_present(connection, person_id)
            there = connection.execute(select(request).where(*same)).first()
            if there is not None:
                return _request(there)
            connection.execute(insert(request).values(**row))
            return _find_request(connection, str(row["id"]))

    def settle(self, request_id: str, by: str, outcome: str, answer: str = "") -> PersonRequest:
        """Close a request and return it.

        Args:
            request_id: which.
            by: who settles it.
            outcome: a short id, for instance `done`, `refused` or `withdrawn`.
            answer: what the person is told, as it was typed.

        Raises:
            UnknownRecordError: no such request.
            JournalError: it was settled before.
        """
        values: dict[str, Any] = {
            "settled_at": self._clock(),
            "settled_by": by,
            "outcome": checked_kind(outcome),
            "answer": escape(answer),
        }
        with self._store.write() as connection:
            asked = _find_request(connection, request_id)
            if accounts.find(connection, asked.person_id).erased_at is not None:
                values["answer"] = None  # nobody is left to be told, and words may no longer be kept
            still_open = (request.c.id == request_id, request.c.settled_at.is_(None))
            if connection.execute(update(request).where(*still_open).values(**values)).rowcount == 0:
                raise JournalError("This request was settled before.", "Look at it again.")
            return _find_request(connection, request_id)

    def request(self, request_id: str) -> PersonRequest:
        """Return one request.

        Raises:
            UnknownRecordError: no such request.
        """
        with self._store.read() as connection:
            return _find_request(connection, request_id)

    def requests(self, person_id: str | None = None, *, settled: bool = True) -> tuple[PersonRequest, ...]:
        """Return the requests in the order they came.

        Args:
            person_id: only theirs.
            settled: those that were settled too.
        """
        query = select(request).order_by(request.c.asked_at, request.c.id)
        if person_id is not None:
            query = query.where(request.c.person_id == person_id)
        if not settled:
            query = query.where(request.c.settled_at.is_(None))
        with self._store.read() as connection:
            return tuple(_request(row) for row in connection.execute(query))

    # Grading anew

    def begin_regrading(self, by: str, total: int, versions: Mapping[str, Any]) -> RegradingRun:
        """Keep that a run has begun and return it.

        Args:
            by: who began it.
            total: how many sessions it will look at.
            versions: of what grades, plain values for JSON.
        """
        row = {
            "id": self._new_id(),
            "started_by": by,
            "started_at": self._clock(),
            "total": total,
            "done": 0,
            "versions": json.dumps(dict(versions), ensure_ascii=True),
        }
        with self._store.write() as connection:
            connection.execute(insert(regrading).values(**row))
            return _find_run(connection, str(row["id"]))

    def move_regrading(self, run_id: str, done: int) -> None:
        """Note how many sessions a run has looked at.

        Raises:
            UnknownRecordError: no such run.
        """
        self._change_run(run_id, done=done)

    def finish_regrading(self, run_id: str, report: Mapping[str, Any]) -> RegradingRun:
        """Keep what a run has found and return it.

        Args:
            run_id: which.
            report: ids and points, plain values for JSON; never words of a person.

        Raises:
            UnknownRecordError: no such run.
        """
        told = json.dumps(dict(report), ensure_ascii=True)
        return self._change_run(run_id, report=told, finished_at=self._clock())

    def apply_regrading(self, run_id: str) -> bool:
        """Note that what a run found is applied now; False where it was already. Of many at once one succeeds.

        Raises:
            UnknownRecordError: no such run.
        """
        with self._store.write() as connection:
            _find_run(connection, run_id)
            unapplied = (regrading.c.id == run_id, regrading.c.applied_at.is_(None))
            changed = connection.execute(update(regrading).where(*unapplied).values(applied_at=self._clock()))
            return changed.rowcount == 1

    def regrading(self, run_id: str) -> RegradingRun:
        """Return one run.

        Raises:
            UnknownRecordError: no such run.
        """
        with self._store.read() as connection:
            return _find_run(connection, run_id)

    def regradings(self) -> tuple[RegradingRun, ...]:
        """Return the runs, the latest first."""
        query = select(regrading).order_by(regrading.c.started_at.desc(), regrading.c.id.desc())
        with self._store.read() as connection:
            return tuple(_run(row) for row in connection.execute(query))

    def _change_run(self, run_id: str, **values: Any) -> RegradingRun:
        with self._store.write() as connection:
            connection.execute(update(regrading).where(regrading.c.id == run_id).values(**values))
            return _find_run(connection, run_id)


def all_settings(connection: Connection) -> dict[str, Any]:
    """Return all settings by name: `DEFAULTS`, and over them what was set."""
    rows = connection.execute(select(setting.c.name, setting.c.value).order_by(setting.c.name))
    return dict(DEFAULTS) | {name: json.loads(value) for name, value in rows}


def _find_request(connection: Connection, request_id: str) -> PersonRequest:
    row = connection.execute(select(request).where(request.c.id == request_id)).one_or_none()
    if row is None:
        raise UnknownRecordError(
            f"No request here has the id {request_id!a}.", "List the requests to see which there are."
        )
    return _request(row)


def _request(row: Row[Any]) -> PersonRequest:
    return PersonRequest(
        id=row.id,
        person_id=row.person_id,
        kind=row.kind,
        asked_at=row.asked_at,
        reason=unescape(row.reason or ""),
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        outcome=row.outcome,
        answer=unescape(row.answer or ""),
    )


def _find_run(connection: Connection, run_id: str) -> RegradingRun:
    row = connection.execute(select(regrading).where(regrading.c.id == run_id)).one_or_none()
    if row is None:
        raise UnknownRecordError(f"No run here has the id {run_id!a}.", "List the runs to see which there are.")
    return _run(row)


def _run(row: Row[Any]) -> RegradingRun:
    return RegradingRun(
        id=row.id,
        started_by=row.started_by,
        started_at=row.started_at,
        total=row.total,
        done=row.done,
        finished_at=row.finished_at,
        applied_at=row.applied_at,
        report=None if row.report is None else json.loads(row.report),
        versions=json.loads(row.versions),
    )
