"""Integrity: every chain of the records checked, the audit log's among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulator.console.pages.admin.asking import ADMINISTRATOR, begin, by_whom, last_of, names, running
from simulator.console.routes import Route

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.console.jobs import Progress
    from simulator.record import Journal

KIND = "verifying"
MOST_NAMED = 200
"""Broken sessions that are named one by one."""
HELD = "sure"
"""Field by which a form says that its button was meant."""


def verify_all(journal: Journal, progress: Progress) -> Mapping[str, Any]:
    """Check every session, every shift and the audit log; what came of it as plain values."""
    records = (*journal.sessions(), *journal.shifts())
    broken, erased, checked = list[dict[str, Any]](), 0, 0
    for record in records:
        if progress.stopped():
            break
        found = journal.verify(record.id)
        checked += 1
        erased += record.erased_at is not None
        if not found.ok:
            broken.append({"session": record.id, "entry": found.broken_sequence, "reason": found.reason})
        progress.told(checked, len(records))
    for lost in journal.gone():
        broken.append({"session": lost.session_id, "entry": lost.broken_sequence, "reason": lost.reason})
    audit = journal.audit.verify()
    return {
        "checked": checked,
        "total": len(records),
        "erased": erased,
        "broken": broken[:MOST_NAMED],
        "broken_count": len(broken),
        "audit": {
            "count": audit.count,
            "broken": audit.broken_number,
            "reason": audit.reason,
            "head": audit.head.hex() if audit.head else "",
        },
    }


def show(ask: Ask, *, busy: bool = False) -> Response:
    """What the last check found."""
    found = last_of(ask, KIND)
    return ask.page(
        "admin/integrity.html.j2",
        409 if busy else 200,
        job=running(ask),
        kind=KIND,
        last=found,
        by=by_whom(ask, names(ask), found["by"]) if found else "",
        busy=busy,
    )


def start(ask: Ask) -> Response:
    """Check everything."""
    if ask.form.get(HELD) != "yes":
        return show(ask)
    journal = ask.journal
    if not begin(ask, KIND, lambda progress: verify_all(journal, progress)):
        return show(ask, busy=True)
    ask.log("chains.verified", "journal", "")
    return ask.go("/admin/integrity")


ROUTES = (
    Route("GET", "/admin/integrity", show, ADMINISTRATOR),
    Route("POST", "/admin/integrity", start, ADMINISTRATOR),
)
