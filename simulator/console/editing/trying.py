"""A try in the browser: what was said, what was heard in it, how the customer feels, and the grade at the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from simulator.console.conversation_view import utterances
from simulator.console.fields import Fields
from simulator.console.grade_view import grade_view
from simulator.console.mark_view import mark_view
from simulator.console.session_view import Frame, MoodPoint, SessionView, mood_chart, title_of
from simulator.engine import GAIN_SIGN, Phase
from simulator.marking import MarkEvent, Proposed, mark_of
from simulator.review import (
    TranscriptLine,
    cause_name,
    debrief,
    deed_name,
    mood_figure,
    reasons,
    signed,
    speaker_name,
    transcript,
)
from simulator.scenario import CENTI
from simulator.texts import Texts
from simulator.training import END_HERE, MOST_LINES, Choice, Session, Tried, coach_lines, notes_on

MOST_SEED = 999_999
MOST_WAIT_S = 120
_MOST_LINES_CHARS = 200_000
_MOST_CAUSES = 3
_MOODS = ("anger", "trust", "heard", "patience")


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of a try.

    Args:
        kind: as of a `TranscriptLine`.
        who: who speaks; empty for what is told.
        text: the words, or what was done.
        shows: what was read to the trainee.
        notes: what a coach says of a response.
        moved: why the mood moved, or "".
        mood: the mood after a response; None elsewhere.
    """

    kind: str
    who: str
    text: str
    shows: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    moved: str = ""
    mood: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TryView:
    """Everything a page shows of a try.

    Args:
        said: the conversation.
        mood: how the customer feels now.
        node: where the scene stands.
        choices: what can be done besides speaking.
        due: whether a promised call is due.
        ended: whether it is over.
        graded: all of it with its grade, as recorded sessions are shown; None before the end.
        lines: what was played, for the next turn.
        mistake: why the last line could not be played, or "".
        full: whether no further line is taken.
    """

    said: tuple[Said, ...]
    mood: tuple[tuple[str, int], ...]
    node: str
    choices: tuple[Choice, ...]
    due: bool
    ended: bool
    graded: SessionView | None
    lines: tuple[str, ...]
    mistake: str
    full: bool

    @property
    def kept(self) -> str:
        """The lines as a form carries them."""
        return json.dumps(self.lines)


def lines_sent(form: Fields) -> list[str]:
    """The lines of a try with what this turn adds; whatever cannot be read counts for nothing."""
    raw = form.get("lines")
    try:
        kept = json.loads(raw) if len(raw) <= _MOST_LINES_CHARS else []
    except (ValueError, RecursionError):
        kept = []
    lines = [line for line in kept if isinstance(line, str)] if isinstance(kept, list) else []
    if form.get("do") == "undo":
        return lines[:-1]
    added = line_sent(form)
    return lines if added is None else [*lines[: MOST_LINES - 1], added]


def line_sent(form: Fields) -> str | None:
    """The line of this turn, as an answers file has it; None where nothing was given."""
    deed, text = form.get("do"), form.get("text").strip()
    if deed == "end":
        return END_HERE
    if deed == "wait":
        seconds = form.get("seconds")
        good = seconds.isascii() and seconds.isdigit() and len(seconds) <= 3
        return f"!wait {min(int(seconds), MOST_WAIT_S)}" if good else None
    if deed not in ("", "say"):
        return "!" + " ".join(deed.split())
    if not text:
        return None
    plain = text.replace("\\", "\\\\").replace("\n", "\\n")
    return "\\" + plain if plain.startswith("!") else plain


def seed_of(fields: Fields) -> int:
    """The seed of a try; 1 where none fits."""
    given = fields.get("seed", "1")
    fits = given.isascii() and given.isdigit() and len(given) <= len(str(MOST_SEED))
    return int(given) if fits else 1


def view_of(tried: Tried, t: Texts) -> TryView:
    """What a page shows of a try.

    Args:
        tried: the try.
        t: the language of the page.
    """
    mistake = "" if tried.mistake is None else tried.mistake.said(t)
    view = stage_of(tried.session, t, mistake)
    graded = _graded(tried.session, t) if view.ended else None
    return replace(view, graded=graded, lines=tried.lines, full=len(tried.lines) >= MOST_LINES - 1)


def stage_of(session: Session, t: Texts, mistake: str = "") -> TryView:
    """What a page shows of a session that is being played.

    Args:
        session: the session.
        t: the language of the page.
        mistake: why what was given last could not be played.
    """
    return TryView(
        said=tuple(_said(session, t)),
        mood=_mood(session),
        node=session.state.node,
        choices=() if session.ended else session.choices(),
        due=session.state.phase is Phase.DUE,
        ended=session.ended,
        graded=None,
        lines=(),
        mistake=mistake,
        full=False,
    )


def _mood(session: Session) -> tuple[tuple[str, int], ...]:
    points = session.state.mood.points()
    return tuple((name, points[name]) for name in _MOODS)


def _said(session: Session, t: Texts) -> Iterator[Said]:
    played = session.played
    for line in transcript(played):
        match line.kind:
            case "spoken":
                words = line.text if line.cut_at is None else line.heard.rstrip() + "–"
                yield Said(line.kind, speaker_name(session.scenario, session.state, t, line.who), words)
            case "response" | "unread":
                yield _response(session, line, t)
            case "action":
                done = t("terminal.did", action=deed_name(played, t, line.text))
                yield Said(line.kind, "", done, tuple(line.shows), moved=_moved(session, line.step, t))
            case "refused":
                yield Said(line.kind, "", t(f"refused.{line.note}"))
            case "opens":
                yield Said(line.kind, "", line.text)
            case _:
                pass


def _response(session: Session, line: TranscriptLine, t: Texts) -> Said:
    points = session.played.steps[line.step].state.mood.points()
    return Said(
        line.kind,
        t("desktop.you"),
        line.text,
        notes=tuple(coach_lines(t, notes_on(session.played, line.step))),
        moved=_moved(session, line.step, t),
        mood=tuple((name, points[name]) for name in _MOODS),
    )


def _moved(session: Session, step: int, t: Texts) -> str:
    """The largest causes of what one step did to the mood, with what each moved."""
    named: dict[str, int] = {}
    for event in reasons(session.played.steps[step]):
        cause = cause_name(session.played, t, event.reason, event.cause)
        gained = sum(GAIN_SIGN[name] * change for name, change in event.changes.items())
        named[cause] = named.get(cause, 0) + round(gained / CENTI)
    told = sorted((item for item in named.items() if item[1]), key=lambda item: -abs(item[1]))[:_MOST_CAUSES]
    return ", ".join(f"{cause} {signed(points)}" for cause, points in told)


def _graded(session: Session, t: Texts) -> SessionView:
    """The session as the pages of recorded ones show it, under a grade that nobody has confirmed."""
    played, grade = session.played, session.finish()
    found = debrief(played, grade)
    at = datetime.fromtimestamp(0, UTC)  # it has no time: it was never recorded, and no page shows it
    mark = mark_of((MarkEvent(at, "", Proposed(grade)),))
    if mark is None:
        raise AssertionError("a proposal makes a mark")
    state, scenario = session.state, session.scenario
    title = title_of(scenario, state.language, state.seed)
    frame = Frame("", "", None, title, scenario.slug, played.mode, state.language, at, at, None, grade["overall"])
    mood = [
        MoodPoint(point["turn"], point["time_s"], round(mood_figure(point)), {name: point[name] for name in _MOODS})
        for point in found.curve
    ]
    return SessionView(
        frame,
        "whole",
        found.ending_kind,
        utterances(played, found, mark, t),
        tuple(mood),
        mood_chart(mood, t) if len(mood) > 1 else None,
        grade_view(played, found, mark, t, quoted=True),
        mark_view((), mark, t, lambda _: "", at),
        versions=played.versions,
    )
