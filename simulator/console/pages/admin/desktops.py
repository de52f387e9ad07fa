"""Desktops: who has which, codes for somebody, what was not taken from them and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from simulator.console.given_figures import minutes_wrong
from simulator.console.pages.admin.asking import ADMINISTRATOR, by_whom, names
from simulator.console.pages.trainee_desktops import code_for, why
from simulator.console.routes import Route
from simulator.console.sheets import Column, Kind, Sheet
from simulator.console.things import ANY_DEVICE, ANY_REFUSAL
from simulator.record import JournalError

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.record import Device, RefusedUpload

HOME = "/admin/desktops"
MOST_REFUSED = 200
"""Refused uploads on the page."""
_COLUMNS: tuple[tuple[str, Kind], ...] = (
    ("name", "text"), ("person", "text"), ("product", "text"), ("joined", "day"), ("seen", "moment"),
    ("clock", "number"), ("state", "text"),
)  # fmt: skip


def show(ask: Ask) -> Response:
    """All desktops, the form for a code, and refused uploads."""
    return _page(ask)


def _page(ask: Ask, errors: dict[str, str] | None = None) -> Response:
    named = names(ask)
    refused = ask.journal.devices.refusals()
    devices = {each.id: each for each in ask.journal.devices.devices()}
    return ask.page(
        "admin/desktops.html.j2",
        422 if errors else 200,
        devices=[
            (each, by_whom(ask, named, each.person_id), minutes_wrong(each.clock_offset_s))
            for each in _ordered(devices.values())
        ],
        people=_people(ask),
        refused=[
            (
                each,
                by_whom(ask, named, each.person_id),
                devices[each.device_id].name if each.device_id in devices else "",
                why(ask, each),
                _to_do(ask, each),
            )
            for each in refused[:MOST_REFUSED]
        ],
        refused_count=len(refused),
        chosen=ask.form.get("person") or ask.query.get("person"),
        errors=errors or {},
    )


def _ordered(devices: Iterable[Device]) -> list[Device]:
    """Those that are let in first, the latest heard of first."""
    found = sorted(devices, key=lambda each: each.seen_at or each.joined_at, reverse=True)
    return sorted(found, key=lambda each: each.revoked_at is not None)


def _people(ask: Ask) -> list[tuple[str, str]]:
    """Everybody a desktop can belong to, by name."""
    found = [(each.id, each.display_name or ask.words("admin.nameless")) for each in ask.journal.people()]
    return sorted(found, key=lambda pair: (pair[1].casefold(), pair[0]))


def _to_do(ask: Ask, refused: RefusedUpload) -> str:
    key = f"admin.desktops.todo.{refused.reason}"
    return ask.words(key if key in ask.words else "admin.desktops.todo.unknown")


def table(ask: Ask) -> Sheet:
    """All desktops as a table."""
    t, named = ask.words, names(ask)
    columns = tuple(Column(key, t(f"admin.desktops.column.{key}"), kind) for key, kind in _COLUMNS)
    rows = tuple(
        (
            each.name,
            by_whom(ask, named, each.person_id),
            each.product,
            each.joined_at,
            each.seen_at,
            minutes_wrong(each.clock_offset_s) or None,
            t("admin.desktops.state.gone" if each.revoked_at else "admin.desktops.state.in"),
        )
        for each in _ordered(ask.journal.devices.devices())
    )
    return Sheet("desktops", t("admin.desktops.title"), columns, rows)


def make_code(ask: Ask) -> Response:
    """Make a code for somebody, and show it once."""
    person_id = ask.form.get("person")
    whose = dict(_people(ask)).get(person_id)
    if whose is None:
        return _page(ask, {"person": "shared.field.choice"})
    try:
        code, until = code_for(ask, person_id)
    except JournalError:  # erased a moment ago
        return _page(ask, {"person": "shared.field.choice"})
    return ask.page("trainee/join.html.j2", code=code, until=until, address=ask.origin, back=HOME, whose=whose)


def end(ask: Ask) -> Response:
    """Let a desktop in no longer."""
    ask.journal.devices.revoke(ask.thing.id)
    ask.log("desktop.revoked", "desktop", ask.thing.id, person=ask.thing.person_id)
    return ask.go(HOME, "admin.said.desktop_gone")


def settle(ask: Ask) -> Response:
    """Say that a refused session was looked at."""
    ask.journal.devices.settle_refusals(ask.thing.session_id)
    ask.log("refusal.settled", "session", ask.thing.session_id, why=ask.thing.reason)
    return ask.go(HOME, "admin.said.refusal_settled")


ROUTES = (
    Route("GET", HOME, show, ADMINISTRATOR),
    Route("GET", HOME, table, ADMINISTRATOR, sheet=True),
    Route("POST", f"{HOME}/code", make_code, ADMINISTRATOR),
    Route("POST", f"{HOME}/{{device}}/revoke", end, ADMINISTRATOR, ANY_DEVICE),
    Route("POST", f"{HOME}/refused/{{refusal}}/settle", settle, ADMINISTRATOR, ANY_REFUSAL),
)
