"""What stands in the record for a session, as far as figures need it.

Who confirmed or corrected what is the marking's affair, which this room does not know. So the caller passes `Marks`;
where none is given, the grader's proposals stand, and nothing counts as confirmed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.record import GRADED_KIND, Journal, SessionRecord

PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Standing:
    """The mark of record of one session.

    Args:
        grade: the grade that counts, as JSON: the grader's proposal, or what a person made of it.
        confirmed: whether a person stands behind it and nothing contested waits for an answer.
        status: `proposed`, `confirmed`, `corrected` or `contested`.
    """

    grade: Mapping[str, Any]
    confirmed: bool = False
    status: str = PROPOSED


Marks = Callable[[Sequence[SessionRecord]], Mapping[str, Standing]]
"""Gives the standing of those of the sessions that have a grade, by id."""


def proposals(journal: Journal) -> Marks:
    """What the grader proposed first, where no person's word is asked for."""

    def read(records: Sequence[SessionRecord]) -> dict[str, Standing]:
        found: dict[str, Standing] = {}
        for session_id, entries in journal.entries_of_kinds([record.id for record in records], (GRADED_KIND,)).items():
            for entry in entries:
                if entry.payload is not None and session_id not in found:
                    found[session_id] = Standing(json.loads(entry.payload)["grade"])
        return found

    return read
