"""What the screens know of the company a desktop belongs to: frozen values, read by views, made elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Bond:
    """To whom this desktop belongs.

    Args:
        company: what it calls itself.
        address: of its server.
        person_id: whose desktop it is; the same id here and there.
        person_name: their name.
        share_practice: whether practice goes up as exams do.
    """

    company: str
    address: str
    person_id: str
    person_name: str
    share_practice: bool = False


@dataclass(frozen=True, slots=True)
class GivenScene:
    """A scene of an assignment.

    Args:
        slug: its name.
        hash: of its frozen bytes.
        titles: by language; empty while it is not to be known.
        languages: in which it can be played.
        done: whether the company holds it for done.
    """

    slug: str
    hash: str
    titles: Mapping[str, str] = field(default_factory=dict)
    languages: Sequence[str] = ()
    done: bool = False


@dataclass(frozen=True, slots=True)
class Draw:
    """What the next attempt is played on.

    Args:
        number: which attempt, from 1.
        slug: its scene.
        hash: of the scene's frozen bytes.
        seed: what the scene draws by.
    """

    number: int
    slug: str
    hash: str
    seed: int


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment as it came down.

    Args:
        id: what the company knows it by.
        kind: `scene` or `path`.
        mode: `practice` or `exam`.
        name: what the trainer calls it.
        note: what the trainer says along with it.
        scenes: in their order; for an exam those it may be drawn from.
        opens_at: from when on.
        due_at: until when.
        attempts: how often it may be tried; None for as often as one likes.
        used: attempts that the company knows of.
        next: what the next attempt is played on, where that was decided there.
    """

    id: str
    kind: str
    mode: str
    name: str
    note: str = ""
    scenes: Sequence[GivenScene] = ()
    opens_at: datetime | None = None
    due_at: datetime | None = None
    attempts: int | None = None
    used: int = 0
    next: Draw | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A session of this desktop that was begun for an assignment.

    Args:
        assignment: its id.
        number: as which attempt.
        session_id: the session.
        hash: of its scene's bytes.
        ended: whether it is over.
    """

    assignment: str
    number: int
    session_id: str
    hash: str
    ended: bool


@dataclass(frozen=True, slots=True)
class Turned:
    """A session the company did not take.

    Args:
        session_id: the session; it stays here as it is.
        reason: one of `REASONS`, or one that is newer than this program.
        detail: what did not fit, in one line for whoever helps.
    """

    session_id: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of the grade of a session at the company.

    Args:
        points: overall points of record, 0..100; None where there are none.
        status: one of `STATUSES`.
        at: when a person last confirmed or corrected it; None before that.
    """

    points: int | None
    status: str
    at: datetime | None = None

    @property
    def by_person(self) -> bool:
        """Whether a person stands behind the points."""
        return self.at is not None


STATUSES = ("proposed", "confirmed", "corrected", "contested")
"""How far a mark has come; each has a text that says so, and a short one for lists."""


REASONS = (
    "broken", "foreign", "conflict", "erased_here", "erased_there", "gap", "other_person", "not_ended",
    "unknown_scene", "ungradable", "forged", "too_large", "unknown",
)  # fmt: skip
"""Why a session may be refused; each has a text that says why, and one that says what to do."""


class Trouble(StrEnum):
    """What kept the desktop from hearing from its company, or from joining it; each has a text."""

    NONE = ""
    OFFLINE = "offline"
    CERTIFICATE = "certificate"
    SERVER = "server"
    STRANGER = "stranger"
    REMOVED = "removed"
    BLOCKED = "blocked"
    DISK = "disk"
    HTTPS = "https"
    ADDRESS = "address"
    CODE = "code"
    USED = "used"
    TRIES = "tries"
    JOINED = "joined"
    OLD = "old"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Outlook:
    """How things stand between a desktop and its company.

    Args:
        bond: to whom it belongs; None where it belongs to nobody.
        given: assignments, as they came down last.
        here: hashes of scenes whose bytes are here.
        begun: sessions begun for assignments.
        waiting: ids of sessions that go up as soon as they can.
        turned: sessions that were refused.
        received: when sessions were received, by their ids.
        marks: what became of the grades of sessions that were received, by their ids.
        fresh: sessions whose grades a person has confirmed or changed since the program was started, and when.
        heard_at: when the company was heard from last.
        trouble: what was in the way the last time.
        retry_at: when to try again after that; None where it need not be soon.
    """

    bond: Bond | None = None
    given: Sequence[Given] = ()
    here: frozenset[str] = frozenset()
    begun: Sequence[Begun] = ()
    waiting: Sequence[str] = ()
    turned: Sequence[Turned] = ()
    received: Mapping[str, datetime] = field(default_factory=dict)
    heard_at: datetime | None = None
    trouble: Trouble = Trouble.NONE
    retry_at: datetime | None = None
    marks: Mapping[str, Marked] = field(default_factory=dict)
    fresh: frozenset[tuple[str, datetime | None]] = frozenset()

    def where(self, session_id: str) -> str:
        """Where a session is: `received`, `refused`, `waits`, or only `here`."""
        if any(each.session_id == session_id for each in self.turned):
            return "refused"
        if session_id in self.waiting:
            return "waits"
        return "received" if session_id in self.received else "here"


class JoinError(Exception):
    """Joining did not work; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
