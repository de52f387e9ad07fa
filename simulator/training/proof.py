"""What the customer would have answered: a proposal played through the engine, at the moment it is made for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from scoring import Grade, with_before
from simulator.engine import Event, Responded, Spoke
from simulator.review import Played, conversation, transcript
from simulator.scenario import Speaker
from simulator.texts import Texts


@dataclass(frozen=True, slots=True)
class Answer:
    """The customer after a proposal, beside the customer as it was.

    Args:
        mood: all four dimensions in whole points, with the proposal said.
        mood_was: the same as it was.
        line: what the customer would have said; empty for nothing.
        line_was: what the customer said.
    """

    mood: dict[str, int]
    mood_was: dict[str, int]
    line: str
    line_was: str

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {"mood": self.mood, "mood_was": self.mood_was, "line": self.line, "line_was": self.line_was}


def answers(played: Played, grade: Grade) -> dict[str, Answer]:
    """Play every proposal of a grade at its moment; by step, those that can be played.

    Only the one turn is played again: what the trainee went on to say answered another customer.
    """
    graded, lines = conversation(played), transcript(played)
    found = {}
    for step, item in grade.steps.items():
        if item.improvement is not None:
            at = lines[graded.lines[item.improvement.turn]].step
            answer = _answer(played, at, item.improvement.text)
            if answer is not None:
                found[step] = answer
    return found


def _answer(played: Played, at: int, text: str) -> Answer | None:
    from .session import Session

    past = played.steps[at]
    if at == 0 or not isinstance(past.given, Responded):
        return None
    again = Session(replace(played, session_id="", steps=played.steps[:at], grade=None), None, 0)
    changed = with_before(text, past.given.text)
    events = again.take(Responded(changed, again.reads(changed)))
    return Answer(
        again.state.mood.points(), past.state.mood.points(), _said(again.played, events), _said(played, past.events)
    )


def _said(played: Played, events: Iterable[Event]) -> str:
    """What the customer says in these events."""
    state = played.state
    return " ".join(
        played.scenario.text(event.line, state.language, state.drawn)
        for event in events
        if isinstance(event, Spoke) and event.by == Speaker.CUSTOMER.value
    )


def answer_lines(t: Texts, answer: dict[str, Any] | None) -> Iterable[str]:
    """What the customer would have answered to a proposal, and how the mood would have been, as plain sentences."""
    if answer is None:
        return
    line, was = (" ".join(answer[name].split()) for name in ("line", "line_was"))
    if line and line != was:
        yield t("debrief.answer", line=line)
    moved = [
        t("debrief.answer_mood_part", mood=t(f"mood.{name}"), was=answer["mood_was"][name], now=now)
        for name, now in answer["mood"].items()
        if now != answer["mood_was"][name]
    ]
    if moved:
        yield t("debrief.answer_mood", parts=", ".join(moved))
    if not moved and line == was:
        yield t("debrief.answer_same")
