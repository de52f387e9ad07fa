"""The audit log: who did what, with filters, as a file, and whether its chain holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from simulator.console.pages.admin.asking import ADMINISTRATOR, by_whom, names
from simulator.console.routes import Route
from simulator.console.sheets import Column, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.record import AuditEntry

PAGE = 100
MOST_WRITTEN = 50_000
"""Entries in a file; older ones are reached by filters."""
FILTERS = ("actor", "action", "kind", "object_id")
MOST_ASKED = 200
RECENT = 2_000
"""Entries whose actions and actors are offered as filters."""


def _asked(ask: Ask) -> dict[str, Any]:
    """What of the log is wanted, by the address."""
    wanted: dict[str, Any] = {
        name: value for name in FILTERS if 0 < len(value := ask.query.get(name).strip()) <= MOST_ASKED
    }
    try:
        wanted["since"] = datetime.combine(datetime.fromisoformat(ask.query.get("since")).date(), time.min, UTC)
    except ValueError:
        wanted.pop("since", None)
    return wanted


def sheet(ask: Ask, entries: Sequence[AuditEntry] | None = None) -> Sheet:
    """The log as a table, newest first.

    Args:
        ask: the request, with its filters.
        entries: only these.
    """
    words, named = ask.words, names(ask)
    called = {
        **named,
        **{team.id: team.name for team in ask.journal.teams.teams(closed=True)},
        **{account.id: account.login for account in ask.journal.logins.accounts()},
    }
    found = ask.journal.audit.entries(limit=MOST_WRITTEN, **_asked(ask)) if entries is None else entries
    chain = (Column("chain", words("admin.log.chain")),) if entries is None else ()
    return Sheet(
        "audit-log",
        words("admin.log.title"),
        (
            Column("number", words("admin.log.number"), "number"),
            Column("at", words("admin.log.at"), "moment"),
            Column("actor", words("admin.log.actor")),
            Column("action", words("admin.log.action")),
            Column("object", words("admin.log.object")),
            Column("detail", words("admin.log.detail")),
            *chain,
        ),
        tuple(
            (
                entry.number,
                entry.at,
                by_whom(ask, named, entry.actor),
                action_named(ask, entry.action),
                _object(ask, entry, called),
                words("admin.log.words_erased") if entry.erased else _detail(entry),
                *((entry.chain.hex(),) if chain else ()),
            )
            for entry in found
        ),
    )


def action_named(ask: Ask, action: str) -> str:
    """An action in words, where there are some for it."""
    key = f"admin.action.{action}"
    return ask.words(key) if key in ask.words else action


def _object(ask: Ask, entry: AuditEntry, called: Mapping[str, str]) -> str:
    """What something was done to: its sort in words, and its name where it has one that is still known."""
    key = f"admin.kind.{entry.kind}"
    kind = ask.words(key) if key in ask.words else entry.kind
    return f"{kind} {called.get(entry.object_id) or entry.object_id}".strip()


def _detail(entry: AuditEntry) -> str | None:
    rest = {name: value for name, value in entry.detail.items() if name not in ("reason", "before", "after")}
    told = "; ".join(f"{name}: {_plain(value)}" for name, value in rest.items())
    if "before" in entry.detail and "after" in entry.detail:
        told = "; ".join(filter(None, (f"{_plain(entry.detail['before'])} → {_plain(entry.detail['after'])}", told)))
    return "; ".join(filter(None, (entry.reason, told))) or None


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(map(_plain, value)) or "–"
    return json.dumps(value, ensure_ascii=False)


def show_log(ask: Ask) -> Response:
    """A page of the log."""
    before = ask.query.get("before")
    first = int(before) if before.isascii() and before.isdigit() and len(before) < 15 else None
    wanted = _asked(ask)
    found = ask.journal.audit.entries(before=first, limit=PAGE + 1, **wanted)
    entries, named = found[:PAGE], names(ask)
    recent = ask.journal.audit.entries(limit=RECENT)
    kept = {name: value for name in (*FILTERS, "since") if (value := ask.query.get(name))}
    older = urlencode({**kept, "before": entries[-1].number}) if len(found) > PAGE else ""
    return ask.page(
        "admin/log.html.j2",
        sheet=sheet(ask, entries),
        query=urlencode(kept),
        kept=kept,
        older=f"/admin/log?{older}" if older else "",
        newest=f"/admin/log?{urlencode(kept)}" if first is not None else "",
        actions=sorted({(entry.action, action_named(ask, entry.action)) for entry in recent}, key=lambda pair: pair[1]),
        actors=sorted(
            {(entry.actor, by_whom(ask, named, entry.actor)) for entry in recent if entry.actor},
            key=lambda pair: pair[1].casefold(),
        ),
    )


ROUTES = (
    Route("GET", "/admin/log", show_log, ADMINISTRATOR),
    Route("GET", "/admin/log", sheet, ADMINISTRATOR, sheet=True),
)
