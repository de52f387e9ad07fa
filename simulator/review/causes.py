"""What happened, in the words of the screens: deeds, reasons of a change of mood, and who speaks."""

from __future__ import annotations

from simulator.texts import Texts

from .played import Played


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
    for key in (f"act.{act}", f"action.{act}"):
        if key in t:
            return t(key)
    return t("reason.interrupted")


def speaker_name(played: Played, t: Texts, who: str) -> str:
    """The customer's name, or what the speaker is."""
    scenario, state = played.scenario, played.state
    name = scenario.file.persona.name
    if who != "customer":
        name = next((member.name for role, member in scenario.file.cast.items() if role == who), None) or ""
    if name:
        return scenario.wording(name, "base", state.language, state.drawn)
    words = t(f"speaker.{who}")
    return words[:1].upper() + words[1:]
