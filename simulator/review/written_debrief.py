"""A debrief as a document: what the screen shows, in the order one reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from scoring import load_rubric, rubric_names
from simulator.texts import Texts, local_day

from .causes import Bearing, acts_named, bearing, cause_name, deed_name, evidence_name, speaker_name
from .debrief import Debrief, Moment, rubric_of, step_name, step_order
from .document import Curve, Document, Heading, Paragraph, Part, Table, Tone
from .played import Played
from .transcript import TranscriptLine, mood_figure

_TONES: Mapping[Bearing, Tone] = {"good": "good", "mixed": "plain", "bad": "bad"}


def debrief_document(
    played: Played, found: Debrief, t: Texts, *, name: str, started_at: dt.datetime | None
) -> Document:
    """Put the document of a debrief together.

    Args:
        played: the session.
        found: its debrief.
        t: the language of the headings; what the grader said stays as it was said.
        name: whose session it is.
        started_at: when it began; None where that was not recorded.
    """
    state, scenario = played.state, played.scenario
    scene = scenario.text("about.title", state.language, state.drawn)
    told = [name, t(f"report.mode.{played.mode}"), t.moment(started_at) if started_at is not None else ""]
    if found.ending_kind:
        told.append(t("desktop.over.text", ending=t(f"ending.{found.ending_kind}")))
    parts = (
        *_first(played, found, t),
        *_figures(played, found, t),
        *_course(played, found, t),
        *_steps(found, t),
        *_after(played, found, t),
        *_conversation(played, found, t),
        Paragraph(", ".join(f"{name} {value}" for name, value in sorted(found.grade["versions"].items())), "soft"),
    )
    foot = t("export.foot", session=played.session_id or "–")
    title = t("debrief.title", scene=scene)
    day = local_day(started_at) if started_at is not None else ""
    return Document(title, " · ".join(part for part in told if part), parts, foot, t.language, day)


def _first(played: Played, found: Debrief, t: Texts) -> Iterator[Part]:
    grade = found.grade
    yield Heading(t("desktop.debrief.first"))
    if found.next_step is None:
        yield Paragraph(t("desktop.debrief.all_good"))
        return
    step = grade["steps"][found.next_step]
    yield Paragraph(step_name(t, grade, found.next_step), "strong")
    yield Paragraph(step["reason"])
    if found.worst is not None:
        yield Paragraph(_moment_words(played, found.worst, t), "soft")
        yield Paragraph(found.worst.text, "quote")
    if found.advice is not None:
        yield Paragraph(t("takeaway.try"), "soft")
        yield Paragraph(found.advice["text"], "quote")
        words = t("desktop.debrief.would_be", before=step["points"], after=found.advice["points_after"])
        yield Paragraph(words, "good")


def _moment_words(played: Played, moment: Moment, t: Texts) -> str:
    why = cause_name(played, t, moment.reason, moment.cause)
    return t("takeaway.moment", turn=moment.turn, why=why, change=signed(moment.change))


def signed(points: int) -> str:
    """Points with their sign."""
    return f"+{points}" if points > 0 else f"−{abs(points)}" if points else "0"


def _figures(played: Played, found: Debrief, t: Texts) -> Iterator[Part]:
    grade = found.grade
    yield Heading(t("export.figures"))
    heads: tuple[str, ...] = (t("report.step"), t("export.points"))
    rows = [(t("report.overall"), _points(grade["overall"]))]
    rows += [(t(f"pillar.{pillar}"), _points(points)) for pillar, points in grade["pillars"].items()]
    if played.guess is None:
        yield Table(heads, tuple(rows), bars=True)
    else:
        guess = played.guess
        pillars = ["", *(str(guess.get(pillar, "–")) for pillar in grade["pillars"])]
        guessed = tuple((name, mine, points) for (name, points), mine in zip(rows, pillars, strict=True))
        yield Table((heads[0], t("guess.yours"), heads[1]), guessed, bars=True)
    if grade["overall"] is None:
        yield Paragraph(t("debrief.ungraded"), "soft")
    if grade.get("low_confidence"):
        yield Paragraph(t("debrief.low_confidence"), "strong")
    yield Paragraph(t("debrief.proposal"), "soft")
    for words in help_lines(found, t, played.resumed):
        yield Paragraph(words, "soft")


def help_lines(found: Debrief, t: Texts, resumed: int = 0) -> Iterator[str]:
    """Hints, suggestions, disputed responses and interruptions, as sentences that stand beside the grade."""
    if found.hints:
        yield t.count("debrief.hints", len(found.hints))
    if found.guided:
        yield t("takeaway.guided")
    if found.taken:
        yield t.count("takeaway.taken", len(found.taken))
    if found.disputed:
        yield t.count("takeaway.cases", len(found.disputed))
    if resumed:
        yield t("takeaway.resumed", count=resumed)


def _points(points: int | None) -> str:
    return "–" if points is None else str(points)


def _course(played: Played, found: Debrief, t: Texts) -> Iterator[Part]:
    yield Heading(t("desktop.debrief.curve"))
    mood = tuple(round(mood_figure(point)) for point in found.curve)
    patience = tuple(max(0, min(100, point["patience"])) for point in found.curve)
    names = (t("desktop.debrief.mood"), t("mood.patience"))
    yield Curve(names, (mood, patience), t("desktop.debrief.start"))
    for moment in (found.best, found.worst):
        if moment is not None:
            yield Paragraph(_moment_words(played, moment, t), "good" if moment.change > 0 else "bad")


def _steps(found: Debrief, t: Texts) -> Iterator[Part]:
    grade = found.grade
    yield Heading(t("desktop.debrief.steps"))
    rubric = rubric_of(grade)
    order = [step.id for step in load_rubric(rubric).steps] if rubric in rubric_names() else []
    for step in step_order(grade):
        graded = grade["steps"][step]
        number = f"{order.index(step) + 1}. " if step in order else ""
        yield Heading(f"{number}{step_name(t, grade, step)}: {_points(graded['points'])}", 2)
        yield Paragraph(t("debrief.no_occasion") if graded["points"] is None else graded["reason"])
        for mark in found.highlights:
            if mark.step == step:
                words = " ".join(found.lines[mark.line].text[mark.start : mark.end].split())
                told = f"{t('quote.words', words=words)} ({evidence_name(t, mark.act, mark.cost)})"
                yield Paragraph(told, _TONES[bearing(mark.act, mark.cost)])
        if graded["improvement"] is not None:
            yield from _improvement(graded, t)


def _improvement(graded: dict[str, Any], t: Texts) -> Iterator[Part]:
    improvement = graded["improvement"]
    yield Paragraph(t("takeaway.try"), "soft")
    yield Paragraph(improvement["text"], "quote")
    words = t("desktop.debrief.would_be", before=graded["points"], after=improvement["points_after"])
    yield Paragraph(words, "soft")


def _after(played: Played, found: Debrief, t: Texts) -> Iterator[Part]:
    yield Heading(t("desktop.debrief.card"))
    if found.card is None:
        yield Paragraph(t("debrief.no_card"), "soft")
    else:
        yield Paragraph(found.card[1], "quote", mark=t("desktop.debrief.stars", rating=found.card[0]))
    if found.word_of_mouth is not None and found.word_of_mouth[0] != "none":
        yield Paragraph(t.count(f"debrief.word.{found.word_of_mouth[0]}", found.word_of_mouth[1]), "soft")
    if found.promises:
        yield Heading(t("debrief.promises"), 2)
    for promise in found.promises:
        fate = {True: "kept", False: "broken", None: "open"}[promise["kept"]]
        yield Paragraph(t("debrief.promise", what=promise_name(played, promise, t), fate=t(f"debrief.fate.{fate}")))
    for _, said, true in found.wrong_facts:
        yield Paragraph(t("debrief.wrong_fact", said=said, true=true), "bad")


def promise_name(played: Played, promise: dict[str, Any], t: Texts) -> str:
    """What was promised, and by when."""
    what = str(promise["what"]) or t("debrief.promise.call")
    if what in played.scenario.file.case.remedies:
        what = deed_name(played, t, f"remedy {what}")
    if promise["due"]:
        what = t("debrief.promise.by", what=what, due=_day_and_hour(played, str(promise["due"])))
    return what


def _day_and_hour(played: Played, due: str) -> str:
    """A day, with its hour where there is one, as the scene's language writes them."""
    scenario = played.scenario
    since = dt.datetime.fromisoformat(due) - dt.datetime.fromisoformat(scenario.starts_at)
    day, hour = scenario.moment(round(since / dt.timedelta(milliseconds=1)), played.state.language)
    return f"{day} {hour}" if "T" in due else day


def _conversation(played: Played, found: Debrief, t: Texts) -> Iterator[Part]:
    yield Heading(t("desktop.debrief.transcript"))
    moments = {moment.turn: moment for moment in found.moments}
    for place, line in enumerate(found.lines):
        yield from _line(played, line, t)
        if line.kind == "response":
            for bears, named in acts_named([mark for mark in found.highlights if mark.line == place], t).items():
                yield Paragraph(named, _TONES[bears])
            if line.turn in moments:
                yield Paragraph(effect_words(played, moments[line.turn], t), "soft")


def effect_words(played: Played, moment: Moment, t: Texts, most: int = 3) -> str:
    """What a response did to the customer, and why, in a line."""
    named: dict[str, int] = {}
    for reason, cause, points in moment.parts:
        name = cause_name(played, t, reason, cause)
        named[name] = named.get(name, 0) + points
    largest = sorted(named.items(), key=lambda item: -abs(item[1]))[:most]
    why = ", ".join(f"{name} {signed(points)}" for name, points in largest)
    return t("takeaway.effect", change=signed(moment.change), why=why or "–")


def _line(played: Played, line: TranscriptLine, t: Texts) -> Iterator[Part]:
    match line.kind:
        case "spoken":
            words = line.text if line.cut_at is None else line.heard.rstrip() + "–"
            yield Paragraph(words, mark=speaker_name(played.scenario, played.state, t, line.who))
        case "response" | "unread":
            number = f"{line.turn}. " if line.turn else ""
            yield Paragraph(line.text, mark=f"{number}{t('desktop.you')}")
        case "action":
            yield Paragraph(t("terminal.did", action=deed_name(played, t, line.text)), "soft")
            if line.note:
                yield Paragraph(line.note, "quote")
        case "refused":
            yield Paragraph(t(f"refused.{line.note}"), "bad")
        case "opens":
            yield Paragraph(line.text, "soft")
        case _:
            return
