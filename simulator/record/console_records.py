"""What the console's tables hold, as frozen values: accounts, teams, the audit log, rounds, drafts, requests.

Wherever somebody is named (`by`, `actor`, `owner`, `created_by` …) it is the id of a person; "" is the program itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from simulator.record.records import JournalError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class TakenError(JournalError):
    """A login, a person's account or a subject of an identity provider is taken already; nothing was written."""


class Role(StrEnum):
    """What an account may do in the console; one may have several."""

    TRAINEE = "trainee"
    TRAINER = "trainer"
    HR = "hr"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Account:
    """How a person signs in.

    `login` is folded (see `fold_login`). `password_hash` is None where only an identity provider vouches; `issuer` and
    `subject` name the account there. `totp_secret` is None until a second factor was set up.
    """

    id: str
    person_id: str
    login: str
    password_hash: str | None
    totp_secret: str | None
    issuer: str | None
    subject: str | None
    created_at: datetime
    blocked_at: datetime | None
    notice_seen_at: datetime | None
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser that is signed in. `complete` is False while the second factor is still to come."""

    token_hash: str
    account_id: str
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    complete: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets somebody in once.

    `purpose` is `first` (the first administrator), `invite` or `reset`. `person_id` is set where the person is here
    already, and once the link was used; `display_name` is gone then, as the person has it.
    """

    id: str
    display_name: str | None
    person_id: str | None
    roles: frozenset[Role]
    team_id: str | None
    part: str | None
    purpose: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A program's way in, on behalf of an account."""

    id: str
    name: str
    account_id: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Team:
    """People who belong together: `kind` is `site` or `cohort`."""

    id: str
    name: str
    kind: str
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody in a team; `part` is `member` or `trainer`."""

    team_id: str
    person_id: str
    part: str
    since: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which object. `detail` is empty once its words were taken away (`erased`)."""

    number: int
    at: datetime
    actor: str
    action: str
    kind: str
    object_id: str
    detail: Mapping[str, Any]
    chain: bytes
    erased: bool = False

    @property
    def reason(self) -> str:
        """The reason that was given, or ""."""
        return str(self.detail.get("reason", ""))


@dataclass(frozen=True, slots=True)
class AuditVerification:
    """Whether the chain of the audit log holds.

    `broken_number` is the first entry that cannot be trusted, None when all hold. `head` is the last link, None of an
    empty log: who notes it elsewhere can tell later that nothing was cut off.
    """

    count: int
    erased_count: int
    broken_number: int | None
    reason: str | None
    head: bytes | None

    @property
    def ok(self) -> bool:
        """True when every entry fits the one before it."""
        return self.broken_number is None


@dataclass(frozen=True, slots=True)
class Round:
    """Sessions that several people rate without seeing each other's grade or the machine's."""

    id: str
    name: str
    team_id: str | None
    rubric: str
    created_by: str
    created_at: datetime
    closed_at: datetime | None
    sessions: tuple[str, ...]
    raters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A scene somebody is writing: its files by name. `revision` grows by one with each saving."""

    id: str
    slug: str
    owner: str
    files: Mapping[str, str]
    revision: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Publication:
    """A frozen version of a scene, given to a team (None: to everybody)."""

    id: str
    slug: str
    scenario_hash: str
    team_id: str | None
    draft_id: str | None
    published_by: str
    published_at: datetime
    withdrawn_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class PersonRequest:
    """What a person asked for about their own data: `kind` is `erasure`.

    `outcome` is a short id (`done`, `refused`, `withdrawn`), "" while open; `answer` is what the person is told.
    """

    id: str
    person_id: str
    kind: str
    asked_at: datetime
    reason: str
    settled_at: datetime | None
    settled_by: str | None
    outcome: str
    answer: str


@dataclass(frozen=True, slots=True)
class RegradingRun:
    """Grading again what is stored, with another version of the grader; nothing moves before it is applied.

    `report` holds ids and points, never words.
    """

    id: str
    started_by: str
    started_at: datetime
    total: int
    done: int
    finished_at: datetime | None
    applied_at: datetime | None
    report: Mapping[str, Any] | None
    versions: Mapping[str, Any]
