"""Commitments of the speaker: what, by when, how much."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.acts import Act, Promise
from scoring.evidence import Finding, View


def find_promises(
    view: View, findings: Sequence[Finding], acts: Sequence[Act], reference_time: str | None
) -> tuple[Promise, ...]:
    """Return the promises of a response; ``reference_time`` (ISO 8601) is what "tomorrow" is counted from."""
    return ()
