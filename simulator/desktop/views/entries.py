"""What stands in the transcript beside what was said: what was refused and why, and what a step did to the customer."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.desktop.desk import Desk
from simulator.desktop.widgets import Entry
from simulator.engine import GAIN_SIGN
from simulator.review import NOTED_FACTORS, TranscriptLine, cause_name, deed_name, reasons
from simulator.scenario import CENTI
from simulator.training import Session


def refusal(session: Session, desk: Desk, line: TranscriptLine) -> str:
    """Why something could not be done, in the trainee's language, with what it was."""
    t = desk.texts
    why = t(f"refused.{line.note}")
    kind, _, target = line.text.partition(" ")
    known = target in session.scenario.file.case.remedies if target else f"action.{kind}" in t
    return t("desktop.scene.refused", action=deed_name(session.played, t, line.text), why=why) if known else why


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
            notes.setdefault(key, []).extend(name for name in event.factors if name in NOTED_FACTORS)
    for kind, (reason, gain) in (
        ("up", max(gains.items(), key=lambda item: item[1], default=(("", ""), 0))),
        ("down", min(gains.items(), key=lambda item: item[1], default=(("", ""), 0))),
    ):
        points = round(abs(gain) / CENTI)
        if points and (gain > 0) == (kind == "up"):
            sign = "+" if gain > 0 else "−"
            why = cause_name(session.played, t, *reason)
            scaled = [t(f"factor.{name}") for name in dict.fromkeys(notes.get(reason, ())) if f"factor.{name}" in t]
            yield Entry(kind, f"{sign}{points}  {why}" + (f" ({', '.join(scaled)})" if scaled else ""))
