"""Statements about things the case knows, compared with what is true."""

from __future__ import annotations

from scoring.acts import Check
from scoring.evidence import View


def find_checks(view: View) -> tuple[Check, ...]:
    """Return what the response says about ``case.knowledge``, right or wrong, in order of appearance."""
    return ()
