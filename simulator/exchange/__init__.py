"""In and out: a desktop that belongs to a company, what goes up from it and what comes down."""

from __future__ import annotations

from . import badges, cmi5, xapi
from .asking import BLOCKED, REVOKED, UNKNOWN_TOKEN
from .assigning import assigned_to, scenes_given
from .codes import code_hash, new_code, token_hash
from .company import Company, NotTaken, SyncReport
from .joining import join, leave
from .link import Link, load_link
from .packing import TooLargeError, unpacked, upload_of
from .receiving import (
    BUSY,
    COMPANY,
    SCENARIO_NEEDED,
    Received,
    admit,
    answer_offer,
    offset_s,
    receive,
    scenario_for,
    state_for,
    take_scenario,
)
from .sending import Answer, Request, Sender, UnreachableError, backoff_s, checked_address, send_over_network
from .signing import new_key, receipt_holds, unsigned
from .wire import (
    HASH,
    ID,
    MOST_MET,
    MOST_PACKED,
    MOST_UNPACKED,
    SLUG,
    Assigned,
    AssignedScene,
    JoinAsked,
    Joined,
    MarkOfRecord,
    NextAttempt,
    Offer,
    OfferAnswers,
    SignedReceipt,
    State,
    Upload,
)

__all__ = [
    "BLOCKED",
    "BUSY",
    "COMPANY",
    "HASH",
    "ID",
    "MOST_MET",
    "MOST_PACKED",
    "MOST_UNPACKED",
    "REVOKED",
    "SCENARIO_NEEDED",
    "SLUG",
    "UNKNOWN_TOKEN",
    "Answer",
    "Assigned",
    "AssignedScene",
    "Company",
    "JoinAsked",
    "Joined",
    "Link",
    "MarkOfRecord",
    "NextAttempt",
    "NotTaken",
    "Offer",
    "OfferAnswers",
    "Received",
    "Request",
    "Sender",
    "SignedReceipt",
    "State",
    "SyncReport",
    "TooLargeError",
    "UnreachableError",
    "Upload",
    "admit",
    "answer_offer",
    "assigned_to",
    "backoff_s",
    "badges",
    "checked_address",
    "cmi5",
    "code_hash",
    "join",
    "leave",
    "load_link",
    "new_code",
    "new_key",
    "offset_s",
    "receipt_holds",
    "receive",
    "scenario_for",
    "scenes_given",
    "send_over_network",
    "state_for",
    "take_scenario",
    "token_hash",
    "unpacked",
    "unsigned",
    "upload_of",
    "xapi",
]
