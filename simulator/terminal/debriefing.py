"""A debrief in plain lines, and the reasons of a mood in plain words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

from simulator.engine import GAIN_SIGN, MoodChanged
from simulator.review import (
    NOTED_FACTORS,
    Debrief,
    Moment,
    conversation,
    debrief,
    evidence_name,
    help_lines,
    promise_name,
    signed,
    step_name,
    step_order,
)
from simulator.scenario import CENTI
from simulator.texts import Texts, visible
from simulator.training import Session, answer_lines

Write = Callable[[str], None]


def write_line(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def show_debrief(
    session: Session, texts: Texts, write: Write = write_line, *, grade: dict[str, Any] | None = None
) -> None:
    """Show the debrief; without a grade the session is graded and closed."""
    grade = grade or session.finish()
    found = debrief(session.played, grade)
    for line in debrief_lines(session, found, texts):
        write(visible(line))


def debrief_lines(session: Session, found: Debrief, t: Texts) -> Iterable[str]:
    """A debrief as plain lines."""
    grade = found.grade
    yield ""
    yield t("debrief.title", scene=session.words("about.title"))
    if found.ending_kind:
        yield t("terminal.over", ending=t(f"ending.{found.ending_kind}"))
    yield t("debrief.ungraded") if grade["overall"] is None else t("debrief.overall", points=grade["overall"])
    if grade.get("low_confidence"):
        yield t("debrief.low_confidence")
    if found.next_step is not None:
        yield t("debrief.next", step=step_name(t, grade, found.next_step))
    yield ""
    for number, step in enumerate(step_order(grade), start=1):
        yield from _step_lines(session, found, t, number, step, grade["steps"][step])
    yield ""
    for key, moment in (("debrief.best", found.best), ("debrief.worst", found.worst)):
        if moment is not None:
            yield _moment_line(session, t, key, moment)
    yield from _aftermath_lines(session, found, t)
    yield t("debrief.proposal")


def _step_lines(
    session: Session, found: Debrief, t: Texts, number: int, step: str, graded: dict[str, object]
) -> Iterable[str]:
    points = graded["points"]
    figure = t("debrief.no_occasion") if points is None else t("debrief.points", points=points)
    yield f"{number}. {step_name(t, found.grade, step)}: {figure}"
    yield f"   {graded['reason']}"
    for mark in found.highlights:
        if mark.step == step:
            words = found.lines[mark.line].text[mark.start : mark.end]
            name = evidence_name(t, mark.act, mark.cost)
            yield f"   {t('debrief.evidence', words=' '.join(words.split()), act=name)}"
    improvement = graded["improvement"]
    if isinstance(improvement, dict):
        yield "   " + t(
            "debrief.try",
            text=improvement["text"],
            turn=conversation(session.played).response_number(improvement["turn"]),
            after=improvement["points_after"],
            before=points,
        )
        if improvement.get("other"):
            yield "   " + t("debrief.try_other", text=improvement["other"], after=improvement["other_points_after"])
        for line in answer_lines(t, found.grade.get("answers", {}).get(step)):
            yield "   " + line


def why(session: Session, t: Texts, reason: str, cause: str) -> str:
    """Why the mood moved, in plain words."""
    if reason == "act":
        return t(f"act.{cause}")
    if reason in ("action", "action_early"):
        return t(f"reason.{reason}", action=action_name(session, t, cause))
    return t(f"reason.{reason}")


def gain(event: MoodChanged) -> int:
    """Points one change won or lost, over all four dimensions; anger counts the other way round."""
    return round(sum(GAIN_SIGN[name] * change for name, change in event.changes.items()) / CENTI)


def explain(session: Session, t: Texts, event: MoodChanged) -> str:
    """Why the mood moved, with what scaled it where that is worth knowing."""
    notes = [t(f"factor.{name}") for name in event.factors if name in NOTED_FACTORS]
    cause = why(session, t, event.reason, event.cause)
    return f"{cause} ({', '.join(notes)})" if notes else cause


def _moment_line(session: Session, t: Texts, key: str, moment: Moment) -> str:
    text = " ".join(moment.text.split())
    cause = why(session, t, moment.reason, moment.cause)
    return t(key, turn=moment.turn, text=text, why=cause, change=signed(moment.change))


def _aftermath_lines(session: Session, found: Debrief, t: Texts) -> Iterable[str]:
    if found.promises:
        yield t("debrief.promises")
    for promise in found.promises:
        what = promise_name(session.played, promise, t)
        fate = {True: "kept", False: "broken", None: "open"}[promise["kept"]]
        yield "  " + t("debrief.promise", what=what, fate=t(f"debrief.fate.{fate}"))
    for _, said, true in found.wrong_facts:
        yield t("debrief.wrong_fact", said=said, true=true)
    yield t("debrief.no_card") if found.card is None else t("debrief.card", rating=found.card[0], text=found.card[1])
    if found.word_of_mouth is not None and found.word_of_mouth[0] != "none":
        yield t.count(f"debrief.word.{found.word_of_mouth[0]}", found.word_of_mouth[1])
    yield from help_lines(found, t, session.played.resumed)


def action_name(session: Session, texts: Texts, ref: str) -> str:
    """An action as people call it."""
    kind, _, target = ref.partition(" ")
    if not target:
        return texts(f"action.{kind}")
    scenario, state = session.scenario, session.state
    words = scenario.words[state.language].remedies[target]
    return texts("terminal.remedy", name=scenario.fill(words.name, state.language, state.drawn))
