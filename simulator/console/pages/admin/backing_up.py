"""Backups: one made now into the data folder of the server, those that lie there, and the last restore drill."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.console.pages.admin.asking import ADMINISTRATOR, begin, by_whom, last_of, names, running
from simulator.console.routes import Route
from simulator.console.sheets import Column, Sheet

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.console.jobs import Progress

KIND, DRILL = "backup", "drill"
FOLDER = "backups"
HELD = "sure"
MB = 1_000_000


def backup_file(home: Path, at: datetime) -> Path:
    """Where a backup made now lies.

    Args:
        home: the data folder.
        at: now.
    """
    return home / FOLDER / f"silk-gloves-{at:%Y%m%d-%H%M%S}.backup"


def lying_there(home: Path) -> tuple[tuple[Path, int, datetime], ...]:
    """Backups in the data folder with their bytes and times, the latest first."""
    found = []
    for path in (home / FOLDER).glob("*.backup") if (home / FOLDER).is_dir() else ():
        stat = path.stat()
        found.append((path, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC)))
    return tuple(sorted(found, key=lambda each: each[2], reverse=True))


def show(ask: Ask, *, busy: bool = False) -> Response:
    """The backups, and the last one made here."""
    words, last = ask.words, last_of(ask, KIND)
    sheet = Sheet(
        "backups",
        words("admin.backups.title"),
        (
            Column("file", words("admin.backups.file")),
            Column("at", words("admin.backups.at"), "moment"),
            Column("size", words("admin.backups.size"), "number"),
        ),
        tuple((path.name, at, size / MB) for path, size, at in lying_there(ask.console.options.home)),
    )
    return ask.page(
        "admin/backups.html.j2",
        409 if busy else 200,
        sheet=sheet,
        folder=str(ask.console.options.home / FOLDER),
        last=last,
        by=by_whom(ask, names(ask), last["by"]) if last else "",
        job=running(ask),
        kind=KIND,
        drill=last_of(ask, DRILL),
        busy=busy,
    )


def make(ask: Ask) -> Response:
    """Make a backup now."""
    if ask.form.get(HELD) != "yes":
        return show(ask)
    options = ask.console.options
    target = backup_file(options.home, ask.now)
    if not begin(ask, KIND, lambda progress: _make(options.database, target, progress)):
        return show(ask, busy=True)
    ask.log("backup.made", "journal", "", file=target.name)
    return ask.go("/admin/backups")


def _make(database: str, target: Path, progress: Progress) -> Mapping[str, Any]:
    """Write a backup over a connection of its own: nobody's page waits for it."""
    from simulator.record import backup, open_journal

    del progress
    target.parent.mkdir(parents=True, exist_ok=True)
    with open_journal(database) as journal:
        made = backup(journal, target)
    return {"file": made.path, "bytes": made.size_bytes, "whole": made.found.ok, "sessions": made.found.rows["session"]}


def drill(ask: Ask) -> Response:
    """Try whether the latest backup can be brought back, in a place of its own."""
    found = lying_there(ask.console.options.home)
    if ask.form.get(HELD) != "yes" or not found:
        return show(ask)
    latest = found[0][0]
    if not begin(ask, DRILL, lambda progress: _drill(latest, progress)):
        return show(ask, busy=True)
    ask.log("backup.drilled", "journal", "", file=latest.name)
    return ask.go("/admin/backups")


def _drill(source: Path, progress: Progress) -> Mapping[str, Any]:
    from simulator.record import restore

    del progress
    with tempfile.TemporaryDirectory() as folder:
        tried = restore(source, str(Path(folder) / "drill.sqlite3"), accept_broken=True)
    return {"file": source.name, "whole": tried.found.ok, "sessions": tried.found.rows["session"]}


ROUTES = (
    Route("GET", "/admin/backups", show, ADMINISTRATOR),
    Route("POST", "/admin/backups", make, ADMINISTRATOR),
    Route("POST", "/admin/backups/drill", drill, ADMINISTRATOR),
)
