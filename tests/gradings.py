"""Grading without proofs: what would have been better takes the detector and most of a second a session."""

from __future__ import annotations

from typing import Any

from simulator.review import Played
from simulator.training import grade_session

PROPOSAL = "simulator.training.session.proposal"
"""Where a session looks for its grade; a test puts `unimproved` there."""


def unimproved(played: Played) -> dict[str, Any]:
    """The grade of a session as its record keeps it, without proved improvements."""
    return {**grade_session(played, improvements=False).to_record(), "answers": {}}
