"""Cases for a reviewer: responses a trainee says were misread. They change neither mood nor grade; a person decides.

Kept beside the session they belong to, so that erasing the person or the end of the retention time takes them too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scoring import Detection
from simulator.engine import Responded
from simulator.record import Journal, SessionRecord

from .played import CASE_KIND, Played

MEANT = "meant"
MISREAD = "misread"
"""Reasons: the trainee meant another act; the response could not be read at all."""


@dataclass(frozen=True, slots=True)
class DisputedResponse:
    """A response whose reading a trainee disputes.

    Args:
        session: its session.
        sequence: the journal entry that holds the dispute.
        person: who said it.
        disputed_at: when it was disputed.
        scene: slug of the scene.
        mode: practice, exam, shift or demonstration.
        language: of the session.
        reason: `MEANT` or `MISREAD`.
        step: index of the step in the session, for the words before it.
        turn: number of the response; of one that could not be read, the one it would have been.
        text: the response, as typed.
        detection: what was found in it.
        claimed: the act the trainee says they meant; empty where none was named.
    """

    session: str
    sequence: int
    person: str
    disputed_at: datetime
    scene: str
    mode: str
    language: str
    reason: str
    step: int
    turn: int
    text: str
    detection: Detection
    claimed: str


def case_entry(played: Played, step: int, claimed: str) -> dict[str, Any]:
    """What the journal keeps of a disputed response.

    Args:
        played: the session.
        step: index of the step with the response.
        claimed: an act; may be empty where the response could not be read.

    Raises:
        ValueError: the step holds no response.
    """
    found = responses(played)
    if step not in found:
        raise ValueError(f"step {step} is no response")
    given = found[step]
    unread = given.detection.status == "not_understood"
    before = played.steps[step - 1].state.turn
    return {
        "reason": MISREAD if unread else MEANT,
        "step": step,
        "turn": before + 1,
        "text": given.text,
        "detection": given.detection.to_json(),
        "claimed": claimed,
    }


def responses(played: Played) -> dict[int, Responded]:
    """Everything the trainee said, by the index of its step, in order; also what could not be read."""
    return {index: step.given for index, step in enumerate(played.steps) if isinstance(step.given, Responded)}


def cases(journal: Journal, person_id: str | None = None) -> tuple[DisputedResponse, ...]:
    """All disputed responses of a journal, in the order of their sessions; erased ones are left out.

    Args:
        journal: where to look.
        person_id: only this person's.
    """
    return tuple(
        _disputed(record, entry.sequence, entry.recorded_at, json.loads(entry.payload))
        for record in journal.sessions(person_id)
        if record.erased_at is None
        for entry in journal.entries(record.id)
        if entry.kind == CASE_KIND and entry.payload is not None
    )


def _disputed(record: SessionRecord, sequence: int, at: datetime, data: dict[str, Any]) -> DisputedResponse:
    header = record.header
    return DisputedResponse(
        record.id,
        sequence,
        record.person_id,
        at,
        header.scenario_slug,
        header.mode.value,
        header.language,
        data["reason"],
        data["step"],
        data["turn"],
        data["text"],
        Detection.from_json(data["detection"]),
        data["claimed"],
    )
