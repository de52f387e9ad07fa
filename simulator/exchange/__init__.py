"""In and out: a desktop that belongs to a company, what goes up from it and what comes down."""

from __future__ import annotations

from . import cmi5, xapi
from .assigning import assigned_to, scenes_given
from .company import Company, NotTaken, SyncReport
from .joining import join, leave
from .link import Link, load_link
from .receiving import (
    Received,
    admit,
    answer_offer,
    code_hash,
    new_code,
    receive,
    scenario_for,
    state_for,
    take_scenario,
)
from .sending import Answer, Request, Sender, UnreachableError, backoff_s, checked_address, send_over_network
from .wire import Assigned, AssignedScene, NextAttempt

__all__ = [
    "Answer",
    "Assigned",
    "AssignedScene",
    "Company",
    "Link",
    "NextAttempt",
    "NotTaken",
    "Received",
    "Request",
    "Sender",
    "SyncReport",
    "UnreachableError",
    "admit",
    "answer_offer",
    "assigned_to",
    "backoff_s",
    "checked_address",
    "cmi5",
    "code_hash",
    "join",
    "leave",
    "load_link",
    "new_code",
    "receive",
    "scenario_for",
    "scenes_given",
    "send_over_network",
    "state_for",
    "take_scenario",
    "xapi",
]
