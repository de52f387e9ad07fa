"""Journals for the tests of this room: a clock, ids and salts that repeat, and a session to write into."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

from simulator.record import Journal, Mode, SessionHeader, open_journal

SCENE = b"a scenario's bytes\n\0\xff"
SCENE_HASH = hashlib.sha256(SCENE).hexdigest()
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Ticking:
    """A clock that moves on by one second each time it is read."""

    def __init__(self, start: datetime = NOON) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def counted_ids():
    numbers = itertools.count(1)
    return lambda: f"01957f00-0000-7000-8000-{next(numbers):012x}"


def counted_salts():
    numbers = itertools.count(1)
    return lambda: next(numbers).to_bytes(16, "big")


def open_fixed(path: Path | str, **more: object) -> Journal:
    """A journal whose ids, salts and times are the same in every run."""
    fixed = {"clock": Ticking(), "new_id": counted_ids(), "new_salt": counted_salts()}
    return open_journal(path, **(fixed | more))


def header(**more: object) -> SessionHeader:
    fields = {
        "scenario_slug": "some_scene",
        "scenario_hash": SCENE_HASH,
        "language": "fi",
        "mode": Mode.PRACTICE,
        "seed": 7,
    }
    return SessionHeader(**(fields | more))


def begin(
    journal: Journal, name: str = "Aino", first: bytes = b'{"event":"started"}', **more: object
) -> tuple[str, str]:
    """Add a person and begin a session of theirs; return both ids."""
    journal.put_scenario(SCENE_HASH, SCENE)
    person = journal.add_person(name)
    return person.id, journal.begin(person.id, header(**more), first)


def play(journal: Journal, session_id: str, *texts: bytes, start: int = 1) -> None:
    for sequence, text in enumerate(texts, start):
        journal.append(session_id, sequence, "responded", text)
