"""Pages of the area `trainee`: one's own sessions, grades with their evidence, progress, contests and data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field, StringConstraints
from starlette.responses import Response

from simulator.console import badges
from simulator.console.ask import Ask
from simulator.console.conversation_view import Comment, comments_of
from simulator.console.fields import FormError
from simulator.console.overseen import facts_reader
from simulator.console.own_assignments import lately, tasks
from simulator.console.own_figures import (
    confirmed,
    exam_courses,
    history_sheet,
    practice_plan,
    progress_charts,
    scene_title,
    sessions_sheet,
    sound_marks,
    sound_standing,
    steps_links,
    steps_sheet,
)
from simulator.console.own_records import erasure_requests, export_html, export_json, openings
from simulator.console.pages import trainee_desktops, trainee_given
from simulator.console.routes import SIGNED_IN, Route
from simulator.console.session_view import Names, SessionView, session_view
from simulator.console.sheets import Sheet
from simulator.console.things import OWN_SESSION, Missing
from simulator.marking import (
    ANSWER_DAYS,
    COMMENTED_KIND,
    LEAST_REASON,
    MOST_REASON,
    Contest,
    Mark,
    MarkingError,
    append_event,
    contest,
    read_mark,
    withdraw,
)
from simulator.record import JournalError, Role, SequenceError, SessionRecord
from simulator.review import certificate, gather_progress, pdf
from simulator.texts import local_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.review import Progress

TRAINEE = frozenset({Role.TRAINEE})
MENU: tuple[tuple[str, str], ...] = (
    ("/me", "trainee.menu.start"),
    ("/me/assignments", "trainee.menu.assignments"),
    ("/me/scenes", "editor.practice.menu"),
    ("/me/sessions", "trainee.menu.sessions"),
    ("/me/progress", "trainee.menu.progress"),
    ("/me/desktops", "trainee.menu.desktops"),
    ("/me/data", "trainee.menu.data"),
)
LATELY = timedelta(days=60)
"""How long an answer to a contest stays on the start page."""
COMMENTS_SHOWN = 3
LIMITS = {"least": LEAST_REASON, "most": MOST_REASON}
"""Characters of a reason."""

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=LEAST_REASON, max_length=MOST_REASON)]


class _Contest(BaseModel):
    steps: list[str] = Field(min_length=1, max_length=20)
    reason: Reason


class _Erasure(BaseModel):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_REASON)] = ""
    sure: str


def _records(ask: Ask) -> tuple[SessionRecord, ...]:
    return ask.journal.sessions(ask.visitor.person_id)


def _marks(ask: Ask, records: Sequence[SessionRecord]) -> dict[str, Mark]:
    return sound_marks(facts_reader(ask.journal), records)


def _progress(ask: Ask) -> Progress:
    marks = sound_standing(facts_reader(ask.journal))
    return gather_progress(ask.journal, ask.visitor.person_id, ask.words.language, marks=marks)


def _own(ask: Ask, session_id: str) -> SessionView:
    return session_view(ask.journal, session_id, ask.words, now=ask.now, reader=ask.visitor.person_id)


def start(ask: Ask) -> Response:
    """Where a trainee begins: the latest session, what to do next, contests and comments."""
    records = _records(ask)
    marks = _marks(ask, records)
    graded = [record for record in records if record.id in marks]
    latest = _own(ask, graded[-1].id) if graded else None
    progress = _progress(ask)
    return ask.page(
        "trainee/start.html.j2",
        tasks=lately(ask, tasks(ask)),
        latest=latest,
        readiness=progress.readiness,
        plan=practice_plan(progress, ask.words.language),
        scene_title=lambda slug: scene_title(slug, ask.words.language),
        contests=_contests(ask, records, marks),
        comments=_comments(ask, records),
    )


def _contests(
    ask: Ask, records: Sequence[SessionRecord], marks: Mapping[str, Mark]
) -> list[tuple[SessionRecord, str, Contest]]:
    """Contests that wait, and those answered lately: the session, its scene, the contest; the latest first."""
    found = [
        (record, scene_title(record.header.scenario_slug, ask.words.language), each)
        for record in records
        if record.id in marks
        for each in marks[record.id].contests
        if each.answered_at is None or ask.now - each.answered_at <= LATELY
    ]
    return sorted(found, key=lambda item: item[2].at, reverse=True)


def _comments(ask: Ask, records: Sequence[SessionRecord]) -> list[tuple[SessionRecord, str, Comment]]:
    """The latest comments of trainers: the session, its scene, the comment."""
    there = {record.id: record for record in records if record.erased_at is None}
    names = Names(ask.journal, ask.words)
    found = []
    for session_id, entries in ask.journal.entries_of_kinds(there, (COMMENTED_KIND,)).items():
        record = there[session_id]
        title = scene_title(record.header.scenario_slug, ask.words.language)
        found += [(record, title, comment) for comment in comments_of(entries, names)]
    return sorted(found, key=lambda item: item[2].at, reverse=True)[:COMMENTS_SHOWN]


def list_sessions(ask: Ask) -> Response:
    """All one's sessions."""
    records = _records(ask)
    marks = _marks(ask, records)
    links = {(row, "scene"): f"/me/sessions/{record.id}" for row, record in enumerate(reversed(records))}
    return ask.page("trainee/sessions.html.j2", sheet=sessions_sheet(records, marks, ask.words), links=links)


def sessions_table(ask: Ask) -> Sheet:
    """The same list as a table."""
    records = _records(ask)
    return sessions_sheet(records, _marks(ask, records), ask.words)


def show_session(ask: Ask) -> Response:
    """One session: what was said, the grade with its evidence, and how it came to stand."""
    view = _own(ask, ask.thing.id)
    return ask.page("trainee/session.html.j2", view=view, days=ANSWER_DAYS)


def _contestable(ask: Ask) -> SessionView:
    """The visitor's session, as long as it has a grade.

    Raises:
        Missing: there is no grade to contest.
    """
    view = _own(ask, ask.thing.id)
    if view.grade is None:
        raise Missing
    return view


def ask_contest(ask: Ask) -> Response:
    """The form in which a line of the grade is contested."""
    return _contest_form(ask, _contestable(ask), steps=ask.query.all("step"))


def _contest_form(
    ask: Ask,
    view: SessionView,
    *,
    steps: Sequence[str] = (),
    reason: str = "",
    errors: Mapping[str, str] | None = None,
    moved: bool = False,
) -> Response:
    return ask.page(
        "trainee/contest.html.j2",
        400 if errors or moved else 200,
        view=view,
        steps=steps,
        reason=reason,
        errors=errors or {},
        moved=moved,
        days=ANSWER_DAYS,
        limits=LIMITS,
    )


def contest_lines(ask: Ask) -> Response:
    """Contest lines of one's own mark."""
    view = _contestable(ask)
    given = {"steps": ask.form.all("steps"), "reason": ask.form.get("reason")}
    try:
        form = ask.read(_Contest)
    except FormError as error:
        told = {name: f"trainee.contest.wrong.{name}" for name in error.fields}
        return _contest_form(ask, view, steps=given["steps"], reason=str(given["reason"]), errors=told)
    mark = read_mark(ask.journal, ask.thing.id)
    if mark is None:
        raise Missing
    try:
        event = contest(mark, ask.thing.person_id, ask.visitor.person_id, ask.now, form.steps, form.reason)
        append_event(ask.journal, ask.thing.id, event, mark)
    except (MarkingError, SequenceError):
        # It waits for an answer already, a step is none of this mark, or somebody has marked it a moment ago.
        return _contest_form(ask, _contestable(ask), steps=form.steps, reason=form.reason, moved=True)
    ask.log("mark.contested", "session", ask.thing.id, steps=form.steps)
    return ask.go(f"/me/sessions/{ask.thing.id}", "trainee.said.contested")


def take_back(ask: Ask) -> Response:
    """Take one's contest back."""
    mark = read_mark(ask.journal, ask.thing.id)
    if mark is None:
        raise Missing
    try:
        append_event(ask.journal, ask.thing.id, withdraw(mark, ask.visitor.person_id, ask.now), mark)
    except (MarkingError, SequenceError):
        return ask.go(f"/me/sessions/{ask.thing.id}", "trainee.said.moved")
    ask.log("contest.withdrawn", "session", ask.thing.id)
    return ask.go(f"/me/sessions/{ask.thing.id}", "trainee.said.taken_back")


def show_progress(ask: Ask) -> Response:
    """How one's points move, what is missing to be ready, and the paths of exams."""
    progress = _progress(ask)
    marks = _marks(ask, _records(ask))
    courses = exam_courses(ask.journal, ask.visitor.person_id, marks)
    charts = progress_charts(progress, ask.words)
    return ask.page(
        "trainee/progress.html.j2",
        readiness=progress.readiness,
        steps=steps_sheet(progress, ask.words),
        links=steps_links(progress),
        overall=charts[0] if charts else None,
        charts=charts[1:],
        history=history_sheet(progress, ask.words),
        namely=lambda area, ids: ", ".join(ask.words(f"{area}.{each}") for each in ids),
        courses=[(course, confirmed(course, marks)) for course in courses],
        badges=badges.given_here(ask.journal),
        scene_title=lambda slug: scene_title(slug, ask.words.language),
    )


def progress_table(ask: Ask) -> Sheet:
    """Points of every step in every session, as a table."""
    return history_sheet(_progress(ask), ask.words)


def give_certificate(ask: Ask) -> Response:
    """The certificate of a path of exams that was passed, as PDF."""
    marks = _marks(ask, _records(ask))
    wanted = ask.query.get("path")
    for course in exam_courses(ask.journal, ask.visitor.person_id, marks):
        if course.path_id == wanted and course.certified:
            titles = {stage.scene: scene_title(stage.scene, ask.words.language) for stage in course.stages}
            made = certificate(
                course, ask.words, name=ask.visitor.name, titles=titles, confirmed=confirmed(course, marks)
            )
            return ask.download(f"certificate-{course.path_id}-{made.dated}.pdf", pdf(made), "application/pdf")
    return ask.go("/me/progress")


def show_data(ask: Ask) -> Response:
    """What is kept about one: to take along, who has looked at it, and to have it erased."""
    return _data_page(ask)


def _data_page(ask: Ask, *, reason: str = "", errors: Mapping[str, str] | None = None) -> Response:
    return ask.page(
        "trainee/data.html.j2",
        400 if errors else 200,
        opened=openings(ask.journal, _records(ask), ask.words),
        requests=erasure_requests(ask.journal, ask.visitor.person_id),
        count=sum(record.erased_at is None for record in _records(ask)),
        reason=reason,
        errors=errors or {},
        limits=LIMITS,
    )


def take_json(ask: Ask) -> Response:
    """Everything kept about one, as JSON with what is needed to verify it."""
    ask.log("person.exported", "person", ask.visitor.person_id, form="json")
    name = f"silk-gloves-{local_day(ask.now)}.json"
    return ask.download(name, export_json(ask.journal, ask.visitor.person_id), "application/json")


def take_html(ask: Ask) -> Response:
    """The same to read: one page that needs nothing else."""
    ask.log("person.exported", "person", ask.visitor.person_id, form="html")
    name = f"silk-gloves-{local_day(ask.now)}.html"
    content = export_html(ask.journal, ask.visitor.person_id, ask.words, ask.now, ask.console.renderer)
    return ask.download(name, content, "text/html; charset=utf-8")


def ask_erasure(ask: Ask) -> Response:
    """Ask to be erased; an administrator does it, since it cannot be undone."""
    try:
        form = ask.read(_Erasure)
    except FormError as error:
        told = {name: f"trainee.data.wrong.{name}" for name in error.fields}
        return _data_page(ask, reason=ask.form.get("reason"), errors=told)
    request = ask.journal.office.ask(ask.visitor.person_id, form.reason)
    ask.log("erasure.asked", "request", request.id)
    return ask.go("/me/data", "trainee.said.asked")


def withdraw_erasure(ask: Ask) -> Response:
    """Take the wish to be erased back."""
    for request in ask.journal.office.requests(ask.visitor.person_id, settled=False):
        try:
            ask.journal.office.settle(request.id, ask.visitor.person_id, "withdrawn")
        except JournalError:  # settled a moment ago
            return ask.go("/me/data")
        ask.log("erasure.withdrawn", "request", request.id)
    return ask.go("/me/data", "trainee.said.not_erased")


ROUTES: tuple[Route, ...] = (
    *trainee_given.ROUTES,
    *trainee_desktops.ROUTES,
    Route("GET", "/me", start, TRAINEE),
    Route("GET", "/me/sessions", list_sessions, TRAINEE),
    Route("GET", "/me/sessions", sessions_table, TRAINEE, sheet=True),
    Route("GET", "/me/sessions/{session}", show_session, TRAINEE, OWN_SESSION),
    Route("GET", "/me/sessions/{session}/contest", ask_contest, TRAINEE, OWN_SESSION),
    Route("POST", "/me/sessions/{session}/contest", contest_lines, TRAINEE, OWN_SESSION),
    Route("POST", "/me/sessions/{session}/withdraw", take_back, TRAINEE, OWN_SESSION),
    Route("GET", "/me/progress", show_progress, TRAINEE),
    Route("GET", "/me/progress", progress_table, TRAINEE, sheet=True),
    Route("GET", "/me/certificate", give_certificate, TRAINEE),
    Route("GET", "/me/data", show_data, SIGNED_IN),
    Route("GET", "/me/data/export.json", take_json, SIGNED_IN),
    Route("GET", "/me/data/export.html", take_html, SIGNED_IN),
    Route("POST", "/me/data/erasure", ask_erasure, SIGNED_IN),
    Route("POST", "/me/data/erasure/withdraw", withdraw_erasure, SIGNED_IN),
)
