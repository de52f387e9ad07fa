"""Assignments as they come down to a desktop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from simulator.record import Journal

from .wire import Assigned


def assigned_to(
    journal: Journal, person_id: str, now: datetime, met: Sequence[str] = ()
) -> tuple[tuple[Assigned, ...], tuple[str, ...]]:
    """What was given to a person, in the order to be shown, and the ids of what was withdrawn.

    Args:
        journal: the company's records.
        person_id: whose.
        now: the company's clock.
        met: scenes they have met on the desktop that asks, by slug.
    """
    del journal, person_id, now, met  # the assignments of the record room come here
    return (), ()


def scenes_given(journal: Journal, person_id: str) -> frozenset[str]:
    """Hashes of the scenes that were assigned to a person, drawn ones too: their bytes come down.

    Args:
        journal: the company's records.
        person_id: whose.
    """
    del journal, person_id
    return frozenset()
