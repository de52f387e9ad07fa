"""Statements about things the case knows, compared with what is true."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.acts import Act, Check
from scoring.evidence import View


def find_checks(view: View, acts: Sequence[Act], reference_time: str | None) -> tuple[Check, ...]:
    """Return what the response says about ``case.knowledge``, right or wrong, in order of appearance."""
    return ()
