"""What stands in the transcript beside what was said: what was refused and why, and what a step did to the customer."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.desktop.desk import Desk
from simulator.desktop.widgets import Entry
from simulator.engine import GAIN_SIGN
from simulator.review import TranscriptLine, reasons
from simulator.scenario import CENTI
from simulator.training import Session

_NOTED_FACTORS = ("unheard", "silent", "unwanted", "repeat", "doubt")


def refusal(session: Session, desk: Desk, line: TranscriptLine) -> str:
    """Why something could not be done, in the trainee's language, with what it was."""
    t = desk.texts
    why = t(f"refused.{line.note}")
    kind, _, target = line.text.partition(" ")
    known = target in session.scenario.file.case.remedies if target else f"action.{kind}" in t
    return t("desktop.scene.refused", action=action_name(session, desk, line.text), why=why) if known else why


def effects(session: Session, desk: Desk, step_index: int) -> Iterator[Entry]:
    """What helped most and what hurt most in one step."""
    t = desk.texts
    notes: dict[tuple[str, str], list[str]] = {}
    gains: dict[tuple[str, str], int] = {}
    for event in reasons(session.played.steps[step_index]):
        if not event.reason.startswith("drift"):
            gain = sum(GAIN_SIGN[name] * change for name, change in event.changes.items())
            key = (event.reason, event.cause)
            gains[key] = gains.get(key, 0) + gain
            notes.setdefault(key, []).extend(name for name in event.factors if name in _NOTED_FACTORS)
    for kind, (reason, gain) in (
        ("up", max(gains.items(), key=lambda item: item[1], default=(("", ""), 0))),
        ("down", min(gains.items(), key=lambda item: item[1], default=(("", ""), 0))),
    ):
        points = round(abs(gain) / CENTI)
        if points and (gain > 0) == (kind == "up"):
            sign = "+" if gain > 0 else "−"
            why = reason_name(session, desk, *reason)
            scaled = [t(f"factor.{name}") for name in dict.fromkeys(notes.get(reason, ())) if f"factor.{name}" in t]
            yield Entry(kind, f"{sign}{points}  {why}" + (f" ({', '.join(scaled)})" if scaled else ""))


def action_name(session: Session, desk: Desk, ref: str) -> str:
    """An action as people call it; a remedy by its own name."""
    kind, _, target = ref.partition(" ")
    if not target:
        return desk.texts(f"action.{kind}")
    state = session.state
    return session.scenario.fill(
        session.scenario.words[state.language].remedies[target].name, state.language, state.drawn
    )


def reason_name(session: Session, desk: Desk, reason: str, cause: str) -> str:
    """Why the mood moved, in plain words."""
    t = desk.texts
    if reason == "act":
        return t(f"act.{cause}")
    if reason in ("action", "action_early"):
        return t(f"reason.{reason}", action=action_name(session, desk, cause))
    return t(f"reason.{reason}") if f"reason.{reason}" in t else t("reason.node")
