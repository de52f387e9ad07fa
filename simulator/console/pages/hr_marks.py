"""Exams, the queue, and one session: its grade for HR, its words with a reason, and a person's own word on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel

from simulator.console.blindness import note_seen
from simulator.console.deciding import (
    Reason,
    UndecidedError,
    agree,
    give_points,
    keep,
    mark_at_hand,
    with_reason_named,
)
from simulator.console.fields import FormError
from simulator.console.given_figures import notes_on
from simulator.console.overseen import listed_title, reason_words
from simulator.console.pages.hr_people import HR, chosen_query
from simulator.console.paging import PAGE, part_of
from simulator.console.routes import Route
from simulator.console.session_view import Shows, session_view
from simulator.console.sheets import Column, LongRows, Row, Sheet
from simulator.console.things import ANY_SESSION, OPENED, OPENED_SESSION, opened
from simulator.console.workforce import Workforce, scene_title, scene_titles
from simulator.marking import Cause
from simulator.record import Listed, Role
from simulator.review import short_pillars, step_name, step_order

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.training import WaitingSession

SETTLED = ("open", "settled")


class Opening(BaseModel):
    """Why somebody reads what a trainee said."""

    reason: Reason


# -- lists -----------------------------------------------------------------------------------------------------------


def _chosen(ask: Ask) -> tuple[Workforce, bool | None, str]:
    """Which exams are asked for: of a group or everybody, settled ones, others or all."""
    wanted = ask.query.get("settled")
    force = Workforce(ask, ask.query.get("team"))
    return (force, wanted == "settled", wanted) if wanted in SETTLED else (force, None, "")


def exams(ask: Ask) -> Response:
    """Exam results, and whether a person stands behind them."""
    force, settled, wanted = _chosen(ask)
    count = force.figures.count_exams(force.team_id, settled=settled)
    query = chosen_query(team=force.team_id, settled=wanted)
    part = part_of(ask, count, query, PAGE)
    found = force.figures.exams(force.team_id, settled=settled, offset=part.offset, limit=part.limit)
    titles = scene_titles((exam.result.slug for exam in found), ask.words)
    return ask.page(
        "hr/exams.html.j2",
        freshness=force.freshness,
        exams=[(exam, titles[exam.result.slug], _passed(ask, exam)) for exam in found],
        notes=notes_on(ask, [exam.result.session_id for exam in found]),
        count=count,
        newer=part.before,
        older=part.behind,
        wanted=wanted,
        choices=[(each, ask.words(f"hr.exams.{each}")) for each in SETTLED],
        team=force.team_id,
        teams=force.teams,
        query=query,
        title=ask.words("hr.exams.title"),
    )


def _passed(ask: Ask, exam: Listed) -> str:
    """Whether an exam reaches the minimum, in words."""
    grade, t = json.loads(exam.result.grade or "{}"), ask.words
    if exam.result.overall is None:
        return t("hr.exams.ungraded")
    if grade.get("failed"):
        return t("report.failed", faults=", ".join(t(f"act.{name}") for name in grade["failed"]))
    short = tuple(dict.fromkeys(short_pillars(grade, "seven_steps")))
    if short:
        return t("report.short", pillars=", ".join(t(f"pillar.{name}") for name in short))
    return t("report.met")


def exams_sheet(ask: Ask) -> Sheet:
    """Exam results as a table."""
    t = ask.words
    force, settled, _ = _chosen(ask)
    titles: dict[str, str] = {}
    columns = (
        Column("name", t("report.name")),
        Column("scene", t("hr.column.scene")),
        Column("started", t("hr.column.started"), "moment"),
        Column("unseen", t("hr.column.new_to_them")),
        Column("points", t("report.overall"), "number"),
        Column("minimum", t("hr.column.minimum")),
        Column("status", t("hr.column.status")),
        Column("confirmed_at", t("hr.column.confirmed_at"), "day"),
        Column("given", t("hr.given.column")),
    )

    def rows(found: Sequence[Listed]) -> Iterator[Row]:
        notes = notes_on(ask, [exam.result.session_id for exam in found])
        for exam in found:
            each = exam.result
            if each.slug not in titles:
                titles[each.slug] = scene_title(each.slug, t.language)
            yield (
                exam.name,
                titles[each.slug],
                each.started_at,
                t("hr.yes") if each.unseen else t("hr.no"),
                each.overall,
                _passed(ask, exam),
                t(f"shared.status.{each.status}"),
                each.confirmed_at,
                "; ".join(notes[each.session_id]) or None,
            )

    count = force.figures.count_exams(force.team_id, settled=settled)
    read = LongRows(count, lambda: map(rows, force.figures.every_exam(force.team_id, settled=settled)))
    return Sheet("exams", t("hr.exams.title"), columns, read, (t("out.note.record"), t("hr.exams.note")), ask.now)


def waiting(ask: Ask) -> Response:
    """Grades a person should look at, and why; the most urgent first."""
    force = Workforce(ask)
    wanted = _cause(ask)
    counts = force.waiting_counts()
    total = sum(counts.values())
    me = ask.visitor.person_id
    query = chosen_query(cause="" if wanted is None else wanted.value)
    part = part_of(ask, total if wanted is None else counts.get(wanted, 0), query, PAGE)
    found = force.waiting(wanted, offset=part.offset, limit=part.limit)
    return ask.page(
        "hr/waiting.html.j2",
        freshness=force.freshness,
        lines=[
            (
                each,
                listed_title(ask, each.listed),
                [reason_words(ask.words, reason) for reason in each.reasons],
                me in each.closed_to,
            )
            for each in found
        ],
        newer=part.before,
        older=part.behind,
        counts={cause.value: count for cause, count in counts.items()},
        total=total,
        wanted=wanted.value if wanted in counts else "",
        query=query,
        title=ask.words("hr.waiting.title"),
    )


def _cause(ask: Ask) -> Cause | None:
    """Which cause is asked for; None for all."""
    return next((cause for cause in Cause if cause.value == ask.query.get("cause")), None)


def waiting_sheet(ask: Ask) -> Sheet:
    """The queue as a table."""
    t, force, cause = ask.words, Workforce(ask), _cause(ask)
    columns = (
        Column("cause", t("hr.column.cause_waiting")),
        Column("name", t("report.name")),
        Column("scene", t("hr.column.scene")),
        Column("mode", t("hr.column.mode")),
        Column("started", t("hr.column.started"), "moment"),
        Column("points", t("report.overall"), "number"),
        Column("status", t("hr.column.status")),
        Column("reasons", t("hr.column.why")),
    )

    def rows(found: Sequence[WaitingSession]) -> Iterator[Row]:
        for each in found:
            yield (
                t(f"hr.cause.{each.cause}"),
                each.listed.name,
                listed_title(ask, each.listed),
                t(f"report.mode.{each.result.mode}"),
                each.result.started_at,
                each.result.overall,
                t(f"shared.status.{each.result.status}"),
                " ".join(reason_words(t, reason) for reason in each.reasons),
            )

    counts = force.waiting_counts()
    count = sum(counts.values()) if cause is None else counts.get(cause, 0)
    read = LongRows(count, lambda: map(rows, force.every_waiting(cause)))
    return Sheet("waiting", t("hr.waiting.title"), columns, read, (t("hr.waiting.note"), t("out.note.record")), ask.now)


# -- one session -----------------------------------------------------------------------------------------------------


def session(ask: Ask) -> Response:
    """A session's grade and how it stands; nothing of what was said."""
    return _figures(ask)


def _figures(ask: Ask, status: int = 200, errors: Mapping[str, str] | None = None) -> Response:
    record, force = ask.thing, Workforce(ask)
    view = session_view(ask.journal, record.id, ask.words, now=ask.now, shows=Shows.FIGURES)
    if view.grade is not None and Role.TRAINER in ask.visitor.roles:
        note_seen(ask, ask.thing.id)
    waits = force.waits_for(record.id)
    return ask.page(
        "hr/session.html.j2",
        status,
        view=view,
        record=record,
        waits=() if waits is None else tuple(reason_words(ask.words, reason) for reason in waits.reasons),
        notes=notes_on(ask, [record.id])[record.id],
        open=opened(ask, record.id),
        errors=errors or {},
        typed=ask.form.get("reason"),
    )


def open_words(ask: Ask) -> Response:
    """Open what was said, with a reason that stays in the audit log."""
    try:
        given = ask.read(Opening)
    except FormError as error:
        return _figures(ask, 422, with_reason_named(error))
    ask.log(OPENED, "session", ask.thing.id, given.reason)
    return ask.go(f"/hr/sessions/{ask.thing.id}/words", "hr.said.opened")


def words(ask: Ask) -> Response:
    """What was said, with the grade; here a person confirms or corrects."""
    return _words(ask)


def _words(ask: Ask, status: int = 200, doing: str = "", errors: Mapping[str, str] | None = None) -> Response:
    record, me = ask.thing, ask.visitor.person_id
    view = session_view(ask.journal, record.id, ask.words, now=ask.now)
    mark = mark_at_hand(ask)
    own = record.person_id == me
    closed = mark is not None and mark.contest is not None and me in mark.reviewers
    steps = [] if mark is None else [(s, step_name(ask.words, mark.grade, s)) for s in step_order(mark.grade)]
    return ask.page(
        "hr/words.html.j2",
        status,
        view=view,
        record=record,
        events=0 if mark is None else mark.events,
        may=mark is not None and not own and not closed,
        own=own,
        closed=closed,
        contested=mark is not None and mark.contest is not None,
        by_person=mark is not None and mark.by_person,
        steps=steps,
        doing=doing,
        typed=dict(ask.form.pairs) if doing else {},
        errors=errors or {},
    )


def _attempted(ask: Ask, doing: str, attempt: Callable[[Ask], None], said: str) -> Response:
    """Write what a person decided, or show the form again with what stands in the way.

    Args:
        ask: the request.
        doing: which form it was.
        attempt: decides.
        said: what is told afterwards.
    """
    try:
        attempt(ask)
    except UndecidedError as undecided:
        return _words(ask, undecided.status, doing, undecided.faults)
    return ask.go(f"/hr/sessions/{ask.thing.id}/words", said)


def confirmed(ask: Ask) -> Response:
    """Confirm the mark as it stands."""
    return _attempted(ask, "confirm", agree, "hr.said.confirmed")


def kept(ask: Ask) -> Response:
    """Answer a contest by leaving the mark as it is."""
    return _attempted(ask, "uphold", keep, "hr.said.upheld")


def pointed(ask: Ask) -> Response:
    """Give a step other points."""
    return _attempted(ask, "points", give_points, "hr.said.corrected")


ROUTES = (
    Route("GET", "/hr/exams", exams, HR),
    Route("GET", "/hr/exams", exams_sheet, HR, sheet=True),
    Route("GET", "/hr/waiting", waiting, HR),
    Route("GET", "/hr/waiting", waiting_sheet, HR, sheet=True),
    Route("GET", "/hr/sessions/{session}", session, HR, ANY_SESSION),
    Route("POST", "/hr/sessions/{session}/open", open_words, HR, ANY_SESSION),
    Route("GET", "/hr/sessions/{session}/words", words, HR, OPENED_SESSION),
    Route("POST", "/hr/sessions/{session}/confirm", confirmed, HR, OPENED_SESSION),
    Route("POST", "/hr/sessions/{session}/uphold", kept, HR, OPENED_SESSION),
    Route("POST", "/hr/sessions/{session}/points", pointed, HR, OPENED_SESSION),
)
