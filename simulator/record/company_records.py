"""What the company's tables hold, as frozen values: desktops, receipts, assignments, statements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
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


@dataclass(frozen=True, slots=True)
class Device:
    """A desktop that belongs to one person of the company.

    Args:
        id: names it.
        person_id: whose it is.
        name: what they call it, as it was typed.
        product: the program it runs.
        joined_at: when it joined.
        seen_at: when it was last heard of.
        clock_offset_s: by how many seconds its clock was ahead then.
        revoked_at: no longer let in since.
    """

    id: str
    person_id: str
    name: str
    product: str
    joined_at: datetime
    seen_at: datetime | None
    clock_offset_s: int | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class JoinCode:
    """A code by which one desktop joins, once. Only its hash is known.

    Args:
        id: names it.
        person_id: for whom.
        created_by: the account that made it.
        created_at: when.
        expires_at: until when it opens.
        used_at: when it was used.
        device_id: by which desktop.
    """

    id: str
    person_id: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    device_id: str | None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key by which receipts are signed (Ed25519, raw bytes). A desktop knows the public half alone."""

    id: str
    public_key: bytes
    private_key: bytes | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """A signed word of the server that it has a session up to an entry.

    Args:
        session_id: the session.
        entry_count: entries of the desktop's chain that it has.
        head_chain: the chain's link of the last of them.
        received_at: when it came.
        key_id: the key it is signed by.
        signature: 64 bytes.
        device_id: the desktop it came from; only the server knows.
        clock_offset_s: by how many seconds that desktop's clock was ahead; only the server knows.
    """

    session_id: str
    entry_count: int
    head_chain: bytes
    received_at: datetime
    key_id: str
    signature: bytes
    device_id: str | None = None
    clock_offset_s: int | None = None


@dataclass(frozen=True, slots=True)
class RefusedUpload:
    """A session that was sent and not taken; it stays where it was.

    Args:
        id: names the refusal.
        session_id: the session.
        person_id: whose desktop sent it.
        device_id: which desktop.
        reason: why, a word of `RefusalReason`.
        detail: what did not fit, in one line for a terminal.
        first_at: when first.
        last_at: when last.
        times: how often.
        settled_at: somebody has looked at it.
    """

    id: str
    session_id: str
    person_id: str | None
    device_id: str | None
    reason: str
    detail: str
    first_at: datetime
    last_at: datetime
    times: int
    settled_at: datetime | None


class Sending(StrEnum):
    """How far a statement has come on its way to the LMS."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    """The LMS will not have it; it waits for a person."""
    DROPPED = "dropped"
    """It is about somebody who was erased, or whose words were kept long enough, and stays here without its text."""


@dataclass(frozen=True, slots=True)
class NewStatement:
    """What is to be told to an LMS: `body` is the whole statement as JSON, `id` its UUID, the same on every day."""

    id: str
    session_id: str
    person_id: str | None
    verb: str
    body: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What was or will be told to an LMS, and what it answered.

    `number` is the order of sending. `body` is None once forgotten. `tries` counts how often it was on its way, also
    where nobody knows whether it arrived. `status` and `answer` are of the last answer, None before one came.
    """

    id: str
    number: int
    session_id: str
    person_id: str | None
    verb: str
    made_at: datetime
    body: str | None
    state: Sending
    tries: int
    next_at: datetime | None
    answered_at: datetime | None
    status: int | None
    answer: str | None
