"""Retention: how long what is kept, what the next run would take away, and running it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulator.console.pages.admin.asking import ADMINISTRATOR, begin, by_whom, last_of, names, running
from simulator.console.routes import Route
from simulator.console.sheets import Column, Sheet
from simulator.record import Upkeep, upkeep

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.console.jobs import Progress

KIND = "retention"
PREFIX = "retention."
MOST_DAYS = 36_500
MOST_SHOWN = 200
HELD = "sure"


def _ruled(ask: Ask) -> dict[str, int | None]:
    """Days by what they are for; None for ever."""
    return {
        name.removeprefix(PREFIX): days
        for name, days in ask.journal.office.settings().items()
        if name.startswith(PREFIX)
    }


def sheet(ask: Ask, found: Upkeep | None = None) -> Sheet:
    """What a run would take away now, oldest first."""
    words, named = ask.words, names(ask)
    found = upkeep(ask.journal) if found is None else found
    return Sheet(
        "retention",
        words("admin.retention.would.title"),
        (
            Column("person", words("admin.name")),
            Column("purpose", words("admin.retention.purpose")),
            Column("last", words("admin.retention.last"), "day"),
            Column("entries", words("admin.retention.entries"), "number"),
            Column("session", words("admin.session")),
        ),
        tuple(
            (
                by_whom(ask, named, each.person_id),
                words(f"admin.retention.for.{each.purpose.value}"),
                each.last_entry_at,
                each.entries,
                each.session_id,
            )
            for each in found.sessions
        ),
        (words("admin.retention.stays"),),
    )


def show(ask: Ask, errors: Mapping[str, str] | None = None, *, busy: bool = False) -> Response:
    """The rules, what a run would take away, and what the last one did."""
    found = upkeep(ask.journal)
    table = sheet(ask, found)
    last = last_of(ask, KIND)
    return ask.page(
        "admin/retention.html.j2",
        422 if errors else 409 if busy else 200,
        ruled=_ruled(ask),
        typed={name: ask.form.get(name) for name in _ruled(ask)} if errors else {},
        sheet=Sheet(table.name, table.title, table.columns, tuple(table.rows)[:MOST_SHOWN], table.notes),
        total=len(found.sessions),
        removed={name: count for name, count in found.removed.items() if count},
        most=MOST_SHOWN,
        last=last,
        by=by_whom(ask, names(ask), last["by"]) if last else "",
        job=running(ask),
        kind=KIND,
        busy=busy,
        errors=errors or {},
    )


def change(ask: Ask) -> Response:
    """Keep other rules. An empty field keeps for ever."""
    before, after, errors = _ruled(ask), dict[str, int | None](), dict[str, str]()
    for name in before:
        given = ask.form.get(name).strip()
        if name not in ask.form:
            continue
        if not given:
            after[name] = None
        elif given.isascii() and given.isdigit() and int(given[:9]) <= MOST_DAYS:
            after[name] = int(given)
        else:
            errors[name] = "shared.field.range" if given.lstrip("-").isdigit() else "shared.field.number"
    if errors:
        return show(ask, errors)
    changed = {name: days for name, days in after.items() if days != before[name]}
    for name, days in changed.items():
        ask.journal.office.set(PREFIX + name, days, ask.visitor.person_id)
    if changed:
        ask.log("retention.set", "journal", "", before={name: before[name] for name in changed}, after=changed)
    return ask.go("/admin/retention", "admin.said.saved")


def run(ask: Ask) -> Response:
    """Take away what is over."""
    if ask.form.get(HELD) != "yes":
        return show(ask, {HELD: "admin.retention.confirm.missing"})
    journal = ask.journal

    def work(progress: Progress) -> Mapping[str, Any]:
        done = upkeep(journal, dry_run=False)
        progress.told(len(done.sessions), len(done.sessions))
        return {
            "sessions": len(done.sessions),
            "removed": {name: count for name, count in done.removed.items() if count},
            "scrubbed": done.scrubbed,
        }

    if not begin(ask, KIND, work):
        return show(ask, busy=True)
    ask.log("retention.run", "journal", "")
    return ask.go("/admin/retention")


ROUTES = (
    Route("GET", "/admin/retention", show, ADMINISTRATOR),
    Route("POST", "/admin/retention", change, ADMINISTRATOR),
    Route("POST", "/admin/retention/run", run, ADMINISTRATOR),
    Route("GET", "/admin/retention/due", sheet, ADMINISTRATOR, sheet=True),
)
