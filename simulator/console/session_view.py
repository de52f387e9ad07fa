"""Everything a page shows of one session: what was said, what was heard in it, and the grade with its reasons.

Pure apart from reading the journal: nothing is detected or graded here, and nothing is HTML. Texts that a person or a
scene wrote stand as they were written; pages make them visible and escape them.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from simulator.marking import Mark, mark_of, read_events
from simulator.record import Entry, Journal, JournalError, SessionRecord, UnknownRecordError
from simulator.review import Debrief, Played, debrief, help_lines, mood_figure, rebuild
from simulator.scenario import Scenario, ScenarioError, load_bundle
from simulator.texts import Texts, TextsError

from .charts import Chart, Line, line_chart
from .conversation_view import Comment, Utterance, comments_of, utterances
from .grade_view import GradeView, grade_view
from .mark_view import MarkView, mark_view

DAMAGED = (JournalError, TextsError, LookupError, TypeError, ValueError, AttributeError)
"""What comes of entries that are not as this program writes them."""
logger = logging.getLogger(__name__)


class Shows(StrEnum):
    """How much of a session a page may show."""

    ALL = "all"
    WORDS = "words"
    """What was said and done, without anything the grader heard or gave: for raters who shall not see it."""
    FIGURES = "figures"
    """The grade, without anybody's words: for whoever has not given a reason to read them."""


@dataclass(frozen=True, slots=True)
class MoodPoint:
    """How the customer felt after a response; 0 is the beginning.

    Args:
        turn: number of the response.
        time_s: seconds on the scene's clock.
        figure: one figure for the mood, 0..100.
        parts: points of anger, trust, being heard and patience.
    """

    turn: int
    time_s: int
    figure: int
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a session without its words.

    Args:
        id: the session.
        person_id: whose it is.
        person: their name, None once erased.
        title: of the scene, in the session's language; its folder's name where the scene can no longer be read.
        slug: folder name of the scene.
        mode: practice, exam, shift, demonstration.
        language: the language it was played in.
        started_at: when it began.
        ended_at: when it ended; None while it is not finished.
        erased_at: when its words were taken away; None where they are there.
        overall: points it was given when it ended, 0..100.
    """

    id: str
    person_id: str
    person: str | None
    title: str
    slug: str
    mode: str
    language: str
    started_at: datetime
    ended_at: datetime | None
    erased_at: datetime | None
    overall: int | None


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session for a page.

    Args:
        frame: what is known without its words.
        state: `whole`, `unfinished` (not graded yet), `erased` or `unreadable` (its entries do not fit together).
        ending: the kind of the ending; empty before one.
        utterances: what was said and done, in order.
        mood: how the customer felt, after the beginning and each response.
        curve: the same as a chart with its table.
        grade: the grade of record, step by step; None where there is none, or it is not shown.
        mark: how the grade came to stand, and the machine's beside it; None as the grade.
        help: what help was given, as sentences.
        guess: what the trainee thought the pillars were worth: name and points.
        remarks: comments on the whole session.
        versions: of the program and its formats, of the session.
    """

    frame: Frame
    state: str
    ending: str = ""
    utterances: tuple[Utterance, ...] = ()
    mood: tuple[MoodPoint, ...] = ()
    curve: Chart | None = None
    grade: GradeView | None = None
    mark: MarkView | None = None
    help: tuple[str, ...] = ()
    guess: tuple[tuple[str, int], ...] = ()
    remarks: tuple[Comment, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def graded(self) -> bool:
        """Whether it has a grade that is shown."""
        return self.grade is not None


def session_view(
    journal: Journal, session_id: str, words: Texts, *, now: datetime, shows: Shows = Shows.ALL, reader: str = ""
) -> SessionView:
    """Put together what a page shows of a session.

    Args:
        journal: where it lies.
        session_id: the session.
        words: the language of names and sentences; what was said, and the grader's reasons, stay in the session's own.
        now: the present, for deadlines.
        shows: how much of it.
        reader: id of who reads it: to the trainee themself their own lines are said by "you".

    Raises:
        UnknownRecordError: no such session.
    """
    record = journal.session(session_id)
    scenario = _scenario(journal, record)
    frame = _frame(journal, record, scenario)
    if record.erased_at is not None:
        return SessionView(frame, "erased")
    try:
        if scenario is None:
            return SessionView(frame, "unreadable")
        entries = journal.entries(session_id)
        played = rebuild(session_id, scenario, entries)
        mark = mark_of(read_events(entries))
        return _whole(journal, frame, played, entries, mark, words, now=now, shows=shows, reader=reader)
    except DAMAGED as error:
        # Erased while we read, entries that cannot follow each other, or a grade that another program wrote: the page
        # says so and does not fall over. The log names the sort of fault and none of the words.
        logger.warning("session %s cannot be shown: %s", session_id, type(error).__name__)
        return SessionView(frame, "unreadable")


def _whole(
    journal: Journal,
    frame: Frame,
    played: Played,
    entries: tuple[Entry, ...],
    mark: Mark | None,
    words: Texts,
    *,
    now: datetime,
    shows: Shows,
    reader: str,
) -> SessionView:
    """The view of a session that can be read."""
    hidden = mark is None or shows is Shows.WORDS
    found = None if mark is None or hidden else debrief(played, dict(mark.grade))
    names = Names(journal, words)
    comments = () if shows is not Shows.ALL else comments_of(entries, names)
    said: tuple[Utterance, ...] = ()
    if shows is not Shows.FIGURES:
        said = utterances(
            played, found, None if hidden else mark, words, comments, _called(frame, words, shows, reader)
        )
    whole = frame.ended_at is not None and mark is not None
    mood = () if hidden else _mood(played, found)
    return SessionView(
        frame,
        "whole" if whole else "unfinished",
        _ending(played, found),
        said,
        mood,
        mood_chart(mood, words) if len(mood) > 1 else None,
        None if found is None or mark is None else grade_view(played, found, mark, words, quoted=shows is Shows.ALL),
        None if hidden or mark is None else mark_view(entries, mark, words, names, now),
        () if found is None else tuple(help_lines(found, words, played.resumed)),
        () if hidden else _guess(played, words),
        tuple(comment for comment in comments if not comment.turn),
        played.versions,
    )


def named(view: SessionView, name: str) -> SessionView:
    """A session as somebody else reads it than who played it: the trainee is called by a name instead of "you".

    Args:
        view: the session.
        name: what the trainee is called.
    """
    lines = tuple(replace(line, name=name) if line.who == "trainee" else line for line in view.utterances)
    return replace(view, utterances=lines)


def _called(frame: Frame, words: Texts, shows: Shows, reader: str) -> str:
    """What the trainee is called in the conversation; empty for "you". A rater who shall judge blindly sees no name."""
    if reader == frame.person_id:
        return ""
    return words("shared.session.trainee") if shows is Shows.WORDS or not frame.person else frame.person


class Names:
    """Names of the people who act on a session, looked up once each.

    Args:
        journal: where people are.
        words: what nobody, and somebody erased, is called.
    """

    def __init__(self, journal: Journal, words: Texts) -> None:
        self._journal = journal
        self._words = words
        self._known: dict[str, str] = {}

    def __call__(self, person_id: str) -> str:
        """The name of a person; of the grader where the id is empty."""
        if person_id not in self._known:
            self._known[person_id] = self._name(person_id)
        return self._known[person_id]

    def _name(self, person_id: str) -> str:
        if not person_id:
            return self._words("shared.session.grader")
        try:
            name = self._journal.person(person_id).display_name
        except UnknownRecordError:
            name = None
        return name or self._words("shared.session.somebody")


def _scenario(journal: Journal, record: SessionRecord) -> Scenario | None:
    """The scene as it was played; None where it was not kept or an older program's cannot be read any more."""
    try:
        return load_bundle(journal.scenario(record.header.scenario_hash))
    except (JournalError, ScenarioError, ValueError, KeyError, TypeError):
        return None


def _frame(journal: Journal, record: SessionRecord, scenario: Scenario | None) -> Frame:
    header = record.header
    return Frame(
        record.id,
        record.person_id,
        journal.person(record.person_id).display_name,
        header.scenario_slug if scenario is None else title_of(scenario, header.language, header.seed),
        header.scenario_slug,
        header.mode.value,
        header.language,
        record.started_at,
        record.ended_at,
        record.erased_at,
        record.overall,
    )


def title_of(scenario: Scenario, language: str, seed: int) -> str:
    """What a scene was called when it was played, its folder's name where it never spoke that language."""
    try:
        return scenario.text("about.title", language, scenario.draw(seed))  # type: ignore[arg-type]  # as it was played
    except (KeyError, ValueError):
        return scenario.slug


def _ending(played: Played, found: Debrief | None) -> str:
    from simulator.review import ending_kind

    return ending_kind(played) if found is None else found.ending_kind


def _mood(played: Played, found: Debrief | None) -> tuple[MoodPoint, ...]:
    from simulator.review import mood_curve

    curve: Any = mood_curve(played) if found is None else found.curve
    # What could not be read has the number of the response before it; what it did is seen in the next point.
    firsts = {point["turn"]: point for point in reversed(curve)}
    return tuple(
        MoodPoint(
            point["turn"],
            point["time_s"],
            round(mood_figure(point)),
            {name: max(0, min(100, point[name])) for name in ("anger", "trust", "heard", "patience")},
        )
        for point in (firsts[turn] for turn in sorted(firsts))
    )


def mood_chart(mood: Sequence[MoodPoint], words: Texts) -> Chart:
    """How the customer felt over the responses.

    Args:
        mood: the beginning and what followed, at least one.
        words: names of the lines.
    """
    figures = [point.figure for point in mood]
    about = words("shared.session.mood.about", start=figures[0], end=figures[-1], least=min(figures), most=max(figures))
    lines = [Line(words("desktop.debrief.mood"), tuple(figures))]
    lines += [Line(words(f"mood.{name}"), tuple(point.parts[name] for point in mood)) for name in ("anger", "patience")]
    return line_chart(
        "mood",
        words("shared.session.mood.chart"),
        about,
        along=words("shared.session.responses"),
        up=words("shared.session.mood.up"),
        places=[str(point.turn) if point.turn else words("desktop.debrief.start") for point in mood],
        lines=lines,
    )


def _guess(played: Played, words: Texts) -> tuple[tuple[str, int], ...]:
    return tuple((words(f"pillar.{pillar}"), points) for pillar, points in (played.guess or {}).items())
