"""What happened, in the words of the screens: deeds, reasons of a change of mood, and who speaks."""

from __future__ import annotations

from scoring import FAULTS
from simulator.engine import State
from simulator.scenario import Scenario
from simulator.texts import Texts

from .played import Played

INTERRUPTED, WRONG_FACT = "interrupted", "wrong_fact"
"""Faults that are no act of the codebook."""
NOTED_FACTORS = ("unheard", "silent", "unwanted", "repeat", "doubt")
"""Factors that tell a trainee something; persona and place in the response would only be noise."""


def is_fault(act: str) -> bool:
    """Whether evidence of this act speaks against the trainee."""
    return act in FAULTS or act in (INTERRUPTED, WRONG_FACT)


def deed_name(played: Played, t: Texts, ref: str) -> str:
    """A deed as people call it; a remedy by its own name, in the session's language."""
    kind, _, target = ref.partition(" ")
    state, scenario = played.state, played.scenario
    if not target or target not in scenario.words[state.language].remedies:
        return t(f"action.{kind}")
    return scenario.fill(scenario.words[state.language].remedies[target].name, state.language, state.drawn)


def cause_name(played: Played, t: Texts, reason: str, cause: str) -> str:
    """Why the mood moved, in plain words."""
    if reason == "act" and f"act.{cause}" in t:
        return t(f"act.{cause}")
    if reason in ("action", "action_early"):
        return t(f"reason.{reason}", action=deed_name(played, t, cause))
    known = f"reason.{reason}" in t and not t.placeholders(f"reason.{reason}")
    return t(f"reason.{reason}" if known else "reason.node")


def evidence_name(t: Texts, act: str) -> str:
    """What a piece of evidence shows, in plain words."""
    return t(next(key for key in (f"act.{act}", f"action.{act}", f"reason.{act}", "reason.node") if key in t))


def speaker_name(scenario: Scenario, state: State, t: Texts, who: str) -> str:
    """The customer's name, or what the speaker is.

    Args:
        scenario: the scene.
        state: the session; its language and draws decide names.
        t: what speakers without a name are called.
        who: the `Speaker`.
    """
    name = scenario.file.persona.name
    if who != "customer":
        name = next((member.name for role, member in scenario.file.cast.items() if role == who), None) or ""
    if name:
        return scenario.wording(name, "base", state.language, state.drawn)
    words = t(f"speaker.{who}")
    return words[:1].upper() + words[1:]
