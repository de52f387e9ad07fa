"""What is kept about somebody, for themselves: as JSON or as a page, and who has opened their words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from simulator.record import Journal, PersonRequest, SessionRecord
from simulator.texts import Texts

from .own_figures import scene_title
from .session_view import Names, session_view
from .things import OPENED

if TYPE_CHECKING:
    from .rendering import Renderer

MOST_OPENINGS = 1000
"""Entries of the audit log that are looked through for those about one's own sessions."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opened the words of a session: who, when, which scene, and the reason they gave."""

    at: datetime
    by: str
    scene: str
    session: str
    reason: str


def openings(journal: Journal, records: Sequence[SessionRecord], words: Texts) -> tuple[Opening, ...]:
    """Who has opened the words of these sessions with a reason, the latest first.

    Args:
        journal: the records.
        records: one person's sessions.
        words: language of the reader.
    """
    slugs = {record.id: record.header.scenario_slug for record in records}
    names = Names(journal, words)
    return tuple(
        Opening(
            entry.at,
            names(entry.actor),
            scene_title(slugs[entry.object_id], words.language),
            entry.object_id,
            entry.reason,
        )
        for entry in journal.audit.entries(limit=MOST_OPENINGS, action=OPENED, kind="session")
        if entry.object_id in slugs
    )


def erasure_requests(journal: Journal, person_id: str) -> tuple[PersonRequest, ...]:
    """What somebody has asked for, the latest first."""
    return tuple(reversed(journal.office.requests(person_id)))


def export_json(journal: Journal, person_id: str) -> bytes:
    """Everything kept about somebody; ASCII, so that half a letter that was typed survives."""
    return json.dumps(journal.export_person(person_id), indent=1, ensure_ascii=True).encode()


def export_html(journal: Journal, person_id: str, words: Texts, now: datetime, renderer: Renderer) -> bytes:
    """The same as one page to read, which needs no other file.

    Args:
        journal: the records.
        person_id: whose.
        words: language of the page.
        now: the present.
        renderer: makes it.
    """
    records = journal.sessions(person_id)
    page = renderer.render(
        "trainee/export.html.j2",
        words,
        {
            "person": journal.person(person_id),
            "kept": journal.export_person(person_id)["console"],
            "views": [session_view(journal, record.id, words, now=now, reader=person_id) for record in records],
            "opened": openings(journal, records, words),
            "requests": erasure_requests(journal, person_id),
            "now": now,
        },
    )
    return page.encode("utf-8", "replace")
