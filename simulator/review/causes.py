"""What happened, in the words of the screens: deeds, reasons of a change of mood, and who speaks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from scoring import FAULTS
from simulator.engine import State
from simulator.scenario import Scenario
from simulator.texts import Texts

from .debrief import Highlight
from .played import Played

Bearing = Literal["good", "mixed", "bad"]
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


def bearing(act: str, cost: str = "") -> Bearing:
    """How evidence bears on the trainee: what is no fault and still cost points is neither good nor bad."""
    return "bad" if is_fault(act) else "mixed" if cost else "good"


def evidence_name(t: Texts, act: str, cost: str = "") -> str:
    """What a piece of evidence shows, in plain words; and why it cost points where the act alone does not say it."""
    name = t(next(key for key in (f"act.{act}", f"action.{act}", f"reason.{act}", "reason.node") if key in t))
    return t("cost.told", act=name, why=t(f"cost.{cost}")) if f"cost.{cost}" in t else name


def acts_named(marks: Iterable[Highlight], t: Texts) -> dict[Bearing, str]:
    """What the words of one response showed, by how it bears on the trainee, each act in one place.

    An act that earned points in one step and cost some in another is named with what it cost.
    """
    marks = tuple(marks)
    costs = {mark.act: mark.cost for mark in marks if mark.cost}
    found: dict[Bearing, list[str]] = {"good": [], "mixed": [], "bad": []}
    for act in dict.fromkeys(mark.act for mark in marks):
        cost = costs.get(act, "")
        found[bearing(act, cost)].append(evidence_name(t, act, cost))
    return {bears: ", ".join(names) for bears, names in found.items() if names}


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
