"""What a response says about the case: the facts it asks for or states back, and the remedies it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scoring.acts import Act, FactMentions, RemedyMention
from scoring.evidence import Finding, View


def find_facts(view: View, acts: Sequence[Act]) -> dict[str, FactMentions]:
    """Return, per fact id of the case, where the response asks for it and where it states it back."""
    return {}


def find_remedies(view: View) -> dict[str, RemedyMention]:
    """Return, per remedy id of the case, where the response speaks of it and the sum it names."""
    return {}


def restatements(view: View) -> Iterable[Finding]:
    """Yield findings of ``restate`` where a statement says key facts of the case back in own words."""
    return ()
