"""Badges for paths of exams, as the pages see them: whether there are any, for what, and whether one still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.record import Journal

ON, ISSUER = "badges.on", "badges.issuer"
"""Settings: whether badges are given, and what the company is called on them."""


def given_here(journal: Journal) -> bool:
    """Whether badges are given; not before an administrator says so."""
    return bool(journal.office.setting(ON))


def issuer(journal: Journal) -> str:
    """What the company is called on badges."""
    return str(journal.office.setting(ISSUER, ""))
