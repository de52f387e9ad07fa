"""What the company's tables hold, as frozen values: desktops, receipts, assignments, statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from simulator.record.records import Mode, SessionRecord


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a team or one person was given to play: exactly one of `team_id` and `person_id` is set.

    `kind` is `scene` or `path`, `mode` practice or exam. `content` holds the scenes with the hashes of their frozen
    bytes. `attempts` is None where it may be tried as often as one likes. `seed` decides what an exam draws.
    """

    id: str
    kind: str
    mode: Mode
    name: str
    note: str
    content: Mapping[str, Any]
    team_id: str | None
    person_id: str | None
    attempts: int | None
    opens_at: datetime | None
    due_at: datetime | None
    seed: int
    created_by: str
    created_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The scene that one attempt of somebody's exam is played on; drawn once, it stands."""

    assignment_id: str
    person_id: str
    number: int
    scenario_slug: str
    scenario_hash: str
    seed: int
    drawn_at: datetime


@dataclass(frozen=True, slots=True)
class AssignedSession:
    """A session that was begun for an assignment, as which attempt."""

    assignment_id: str
    person_id: str
    number: int
    session: SessionRecord
