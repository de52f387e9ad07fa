"""Files for people: a debrief as PDF, Markdown or JSON, and the certificate of an exam path."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from simulator.desktop.desk import Desk, Job
from simulator.desktop.views.path_card import PathShown
from simulator.errors import SurroundingsError, UsageError
from simulator.files import write_whole
from simulator.review import Debrief, session_json
from simulator.settings import exports_dir
from simulator.texts import local_day, texts
from simulator.training import Session

FORMATS = ("pdf", "md", "json")
_UNFIT = re.compile(r"[^\w.-]+")


def save_debrief(desk: Desk, session: Session, found: Debrief, kind: str, language: str) -> Job[str]:
    """Write a debrief to a file, off the frame loop; the job gives the file's path.

    Args:
        desk: whose it is.
        session: finished.
        found: its debrief.
        kind: one of `FORMATS`.
        language: of the headings.
    """
    from simulator.review import debrief_document, markdown, pdf

    played, name = session.played, desk.person_name
    started: datetime | None = None
    if desk.journal is not None and played.session_id:
        started = desk.journal.session(played.session_id).started_at

    def make() -> bytes:
        if kind == "json":
            whole = {**session_json(played, found.grade), "guess": played.guess}
            return (json.dumps(whole, indent=2, ensure_ascii=True) + "\n").encode()
        made = debrief_document(played, found, texts(language), name=name, started_at=started)
        return pdf(made) if kind == "pdf" else markdown(made).encode()

    day = local_day(started) if started is not None else "session"
    stem = f"{day}-{played.scenario.slug}-{played.session_id[-6:] or 'x'}-{language}"
    return desk.begin_work(lambda: _write(f"{stem}.{kind}", make))


def save_certificate(desk: Desk, shown: PathShown) -> Job[str]:
    """Write the certificate of a path that was passed to a file; the job gives the file's path."""
    from simulator.review import certificate, pdf

    titles = {slug: scene.title for slug, scene in shown.scenes.items()}
    made = certificate(shown.course, desk.texts, name=desk.person_name, titles=titles, confirmed=shown.course.confirmed)
    stem = _UNFIT.sub("_", f"{made.dated}-{shown.course.path_id}-{desk.person_name}-{desk.language}")
    return desk.begin_work(lambda: _write(f"{stem}.pdf", lambda: pdf(made)))


def _write(name: str, make: Callable[[], bytes]) -> str:
    folder = exports_dir()
    try:
        content = make()
        folder.mkdir(parents=True, exist_ok=True)
        path: Path = folder / name
        write_whole(path, content)
    except OSError as error:
        raise SurroundingsError(
            f"The file cannot be written to {folder}: {error.strerror}.", "Check who may write there."
        ) from error
    except ImportError as error:
        raise UsageError(
            "PDF needs the package reportlab.", "Run: python -m pip install reportlab, or save as Markdown."
        ) from error
    return str(path)
