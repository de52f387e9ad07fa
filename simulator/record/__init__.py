"""The journal: what was said and done, kept append-only, verifiable, and erasable. The only SQL of the product.

`open_journal` is the way in. Importing this room is cheap: the database library loads when the first journal is opened.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from simulator.record.chain import SALT_BYTES
from simulator.record.records import (
    FINISHED_KIND,
    FIRST_KIND,
    GRADED_KIND,
    Entry,
    Erasure,
    JournalError,
    Mode,
    Person,
    Purpose,
    SequenceError,
    SessionHeader,
    SessionRecord,
    UnknownRecordError,
    Verification,
    met,
    resumable,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from simulator.record.backups import Backup, Soundness, backup, examine, restore
    from simulator.record.badges import Badge
    from simulator.record.company_records import (
        AssignedSession,
        Assignment,
        Device,
        Drawing,
        JoinCode,
        NewStatement,
        Receipt,
        RefusedUpload,
        Sending,
        SigningKey,
        Statement,
    )
    from simulator.record.console_records import (
        Account,
        ApiToken,
        AuditEntry,
        AuditVerification,
        Draft,
        Invitation,
        Membership,
        PersonRequest,
        Publication,
        RegradingRun,
        Role,
        Round,
        SignIn,
        TakenError,
        Team,
    )
    from simulator.record.errands import Errands, errands_of
    from simulator.record.figure_lists import OverseenSessions
    from simulator.record.figure_records import (
        FAR,
        NOT_FAR,
        UNKNOWN,
        Amount,
        ComplaintTally,
        Freshness,
        Listed,
        Moved,
        PersonFigures,
        PersonStanding,
        Result,
        ShiftTally,
        StepFigure,
        StepSums,
    )
    from simulator.record.figures import Figures, Those
    from simulator.record.holding import Held
    from simulator.record.intake import Intake, take_in
    from simulator.record.journal import Journal
    from simulator.record.launches import Launch
    from simulator.record.office import RESTORED
    from simulator.record.reading import Asked, Reach
    from simulator.record.retention import Expiry, RetentionReport, RetentionRule
    from simulator.record.taking import Refusal, RefusalReason
    from simulator.record.tidying import Upkeep, upkeep
    from simulator.record.uploads import Judged, SentSession, take_upload, whole_of

__all__ = [
    "FAR",
    "FINISHED_KIND",
    "FIRST_KIND",
    "GRADED_KIND",
    "NOT_FAR",
    "RESTORED",
    "UNKNOWN",
    "Account",
    "Amount",
    "ApiToken",
    "Asked",
    "AssignedSession",
    "Assignment",
    "AuditEntry",
    "AuditVerification",
    "Backup",
    "Badge",
    "ComplaintTally",
    "Device",
    "Draft",
    "Drawing",
    "Entry",
    "Erasure",
    "Errands",
    "Expiry",
    "Figures",
    "Freshness",
    "Held",
    "Intake",
    "Invitation",
    "JoinCode",
    "Journal",
    "JournalError",
    "Judged",
    "Launch",
    "Listed",
    "Membership",
    "Mode",
    "Moved",
    "NewStatement",
    "OverseenSessions",
    "Person",
    "PersonFigures",
    "PersonRequest",
    "PersonStanding",
    "Publication",
    "Purpose",
    "Reach",
    "Receipt",
    "Refusal",
    "RefusalReason",
    "RefusedUpload",
    "RegradingRun",
    "Result",
    "RetentionReport",
    "RetentionRule",
    "Role",
    "Round",
    "Sending",
    "SentSession",
    "SequenceError",
    "SessionHeader",
    "SessionRecord",
    "ShiftTally",
    "SignIn",
    "SigningKey",
    "Soundness",
    "Statement",
    "StepFigure",
    "StepSums",
    "TakenError",
    "Team",
    "Those",
    "UnknownRecordError",
    "Upkeep",
    "Verification",
    "backup",
    "errands_of",
    "examine",
    "met",
    "open_journal",
    "restore",
    "resumable",
    "take_in",
    "take_upload",
    "upkeep",
    "whole_of",
]

_LAZY = {
    "Judged": "uploads",
    "SentSession": "uploads",
    "take_upload": "uploads",
    "whole_of": "uploads",
    "Launch": "launches",
    "Badge": "badges",
    "SigningKey": "company_records",
    "RefusedUpload": "company_records",
    "Receipt": "company_records",
    "JoinCode": "company_records",
    "Device": "company_records",
    "Account": "console_records",
    "ApiToken": "console_records",
    "AssignedSession": "company_records",
    "Assignment": "company_records",
    "AuditEntry": "console_records",
    "AuditVerification": "console_records",
    "Backup": "backups",
    "Draft": "console_records",
    "Drawing": "company_records",
    "Expiry": "retention",
    "Intake": "intake",
    "FAR": "figure_records",
    "NOT_FAR": "figure_records",
    "UNKNOWN": "figure_records",
    "Freshness": "figure_records",
    "Moved": "figure_records",
    "PersonFigures": "figure_records",
    "PersonStanding": "figure_records",
    "Result": "figure_records",
    "StepFigure": "figure_records",
    "Listed": "figure_records",
    "StepSums": "figure_records",
    "ShiftTally": "figure_records",
    "Amount": "figure_records",
    "ComplaintTally": "figure_records",
    "OverseenSessions": "figure_lists",
    "Invitation": "console_records",
    "Journal": "journal",
    "Membership": "console_records",
    "NewStatement": "company_records",
    "PersonRequest": "console_records",
    "Publication": "console_records",
    "Refusal": "taking",
    "RefusalReason": "taking",
    "RESTORED": "office",
    "RegradingRun": "console_records",
    "RetentionReport": "retention",
    "RetentionRule": "retention",
    "Role": "console_records",
    "Round": "console_records",
    "Sending": "company_records",
    "SignIn": "console_records",
    "Soundness": "backups",
    "Statement": "company_records",
    "TakenError": "console_records",
    "Team": "console_records",
    "Figures": "figures",
    "Those": "figures",
    "Asked": "reading",
    "Reach": "reading",
    "Upkeep": "tidying",
    "backup": "backups",
    "examine": "backups",
    "restore": "backups",
    "Errands": "errands",
    "Held": "holding",
    "errands_of": "errands",
    "take_in": "intake",
    "upkeep": "tidying",
}


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    if sys.version_info >= (3, 14):
        from uuid import uuid7
    else:
        from uuid6 import uuid7  # reads its own metadata when imported, which takes 40 ms
    return str(uuid7())


def _new_salt() -> bytes:
    return os.urandom(SALT_BYTES)


def open_journal(
    url_or_path: str | PathLike[str],
    *,
    readonly: bool = False,
    clock: Callable[[], datetime] = _now,
    new_id: Callable[[], str] = _new_id,
    new_salt: Callable[[], bytes] = _new_salt,
    busy_timeout_ms: int = 5_000,
) -> Journal:
    """Open a journal; make it, and its folders, where there is none; bring an older one to the newest schema.

    Args:
        url_or_path: a file, or a SQLAlchemy URL; `sqlite://` is a journal in memory.
        readonly: only read; nothing is made or upgraded.
        clock: gives the present as an aware time.
        new_id: gives a new UUIDv7 as text.
        new_salt: gives 16 unpredictable bytes; outside tests never replace it.
        busy_timeout_ms: how long to wait for another program that is writing.

    Raises:
        SurroundingsError: disk full, locked too long, not a database, not a journal, written by a newer program, not
            readable or not writable; each in one sentence with what to do.
    """
    from simulator.record.journal import open_at  # the database library costs 0.25 s at start

    return open_at(
        url_or_path,
        readonly=readonly,
        clock=clock,
        new_id=new_id,
        new_salt=new_salt,
        busy_timeout_ms=busy_timeout_ms,
    )


def __getattr__(name: str) -> Any:
    """Load the names that need the database library when they are first asked for.

    Raises:
        AttributeError: any other name.
    """
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # costs nothing until a name is asked for

    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
