"""Exams: one take, on a scene the person has never met, drawn for them.

Leaving an exam ends it: it is graded as it stands (`end_here`). Only one that was torn off by a crash, with nothing
written about leaving, can be gone on with; that it was is recorded and stands beside the grade (`Session.go_on`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from simulator.record import Journal, met

from .session import Session

MOST_LEAVES = 3
"""Leaving may be answered by a call that falls due, which is then let go by."""


def unseen_exams(journal: Journal, person_id: str, scenes: Iterable[str]) -> tuple[str, ...]:
    """Those of `scenes` this person has never met."""
    known = met(journal.sessions(person_id))
    return tuple(slug for slug in scenes if slug not in known)


def draw_exam(journal: Journal, person_id: str, scenes: Iterable[str], seed: int) -> str | None:
    """Draw an unseen exam scene, or None where this person has met them all.

    Args:
        journal: what they have played.
        person_id: who.
        scenes: scenes that may be an exam, and are no rougher than this person is willing to hear.
        seed: decides; the same seed with the same scenes left draws the same.
    """
    unseen = sorted(unseen_exams(journal, person_id, scenes))
    return min(unseen, key=lambda slug: hashlib.sha256(f"{seed} {slug}".encode()).digest(), default=None)


def end_here(session: Session) -> None:
    """End an exam where it stands, and grade it.

    Raises:
        SurroundingsError: the journal cannot be written.
    """
    for _ in range(MOST_LEAVES):
        if not session.ended:
            session.leave()
    session.finish()
