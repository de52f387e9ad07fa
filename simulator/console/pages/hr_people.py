"""People as HR sees them: who is ready and why not yet, who needs which help, one person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from simulator.console.paging import part_of
from simulator.console.routes import Route
from simulator.console.sheets import Column, LongRows, Row, Sheet
from simulator.console.things import ANY_PERSON
from simulator.console.workforce import Workforce, scene_title
from simulator.record import Role, Those
from simulator.review import (
    COLUMNS,
    OVERALL,
    READINESS,
    Help,
    Progress,
    change,
    limit_of,
    step_name,
)
from simulator.texts import visible

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.texts import Texts

HR = frozenset({Role.HR})
TONES = {"ready": "good", "to_confirm": "warn", "not_yet": "bad"}
"""The tone of a chip; the word on it says the same."""
COMPLETE = ("ready", "to_confirm")
"""Who stands so needs no scene named that comes next."""
HELPED = 10
"""People of each step that are shown together; of one step all are, in parts."""


def column_words(words: Texts, column: str) -> str:
    """What a step, or the whole, is called over a column."""
    return words("report.overall") if column == OVERALL else words(f"step.{column}")


def readiness_links(words: Texts, counts: Mapping[str, int]) -> list[tuple[str, str, str]]:
    """How many people are in each state: the state, a sentence, and where they are listed."""
    return [
        (state, words.count(f"hr.state.{state}", counts[state]), f"/hr/readiness?{urlencode({'state': state})}")
        for state in READINESS
        if counts.get(state)
    ]


def confirmed_note(words: Texts, sessions: int, confirmed: int) -> str:
    """How many grades stand behind figures of people, and how many of them a person has confirmed or corrected."""
    return words.count("hr.note.confirmed", sessions, confirmed=confirmed)


def note_of_those(force: Workforce, words: Texts) -> str:
    """The same, of everybody in the group that was chosen."""
    totals = force.figures.totals(force.those())
    return confirmed_note(words, totals["sessions"], totals["confirmed"])


def reasons(words: Texts, person: Progress) -> list[str]:
    """Why somebody is where they are, in sentences."""
    ready = person.readiness
    if ready.status == "exams_missing":
        told = [words.count("hr.why.exams_missing", 2 - ready.exams)]
    elif ready.status == "to_confirm":
        told = [words.count("hr.why.to_confirm", len(ready.waiting))]
    else:
        told = [words(f"hr.why.{ready.status}")]
    if ready.short:
        told.append(words("report.short", pillars=", ".join(words(f"pillar.{name}") for name in ready.short)))
    if ready.failed:
        told.append(words("report.failed", faults=", ".join(words(f"act.{name}") for name in ready.failed)))
    return told


def _filtered(ask: Ask) -> tuple[Workforce, Those]:
    force = Workforce(ask, ask.query.get("team"))
    state = ask.query.get("state")
    return force, force.those(state if state in READINESS else "", search=ask.query.get("name").strip())


def chosen_query(**chosen: str) -> str:
    """What was chosen as the part of an address behind the question mark; what is empty is left out."""
    return urlencode({name: value for name, value in chosen.items() if value})


def readiness(ask: Ask) -> Response:
    """Who is ready, who is not yet, why, and what comes next."""
    force, those = _filtered(ask)
    query = chosen_query(team=those.team, state=those.status, name=those.search)
    count = force.count(those)
    part = part_of(ask, count, query)
    people = force.people(those, offset=part.offset, limit=part.limit)
    return ask.page(
        "hr/readiness.html.j2",
        freshness=force.freshness,
        people=[(person, reasons(ask.words, person), _next(ask, person)) for person in people],
        count=count,
        part=part,
        state=those.status,
        states=[(each, ask.words(f"hr.status.{each}")) for each in READINESS],
        name=those.search,
        team=those.team,
        teams=force.teams,
        tones=TONES,
        query=query,
        notes=_readiness(ask).about(ask.words)[1:],
        title=ask.words("hr.ready.title"),
    )


def _next(ask: Ask, person: Progress) -> str:
    if person.readiness.status in COMPLETE:
        return ""
    return scene_title(person.readiness.next_scene, ask.words.language)


class _Titles(dict[str | None, str]):
    """What scenes are called now, each looked up once."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._language = ask.words.language

    def __missing__(self, slug: str | None) -> str:
        self[slug] = visible(scene_title(slug, self._language))
        return self[slug]


def readiness_sheet(ask: Ask) -> Sheet:
    """The same as a table."""
    force, those = _filtered(ask)
    rows = _readiness_rows(ask)
    return _readiness(ask, LongRows(force.count(those), lambda: map(rows, force.every_person(those))))


def _readiness(ask: Ask, rows: LongRows | tuple[Row, ...] = ()) -> Sheet:
    t = ask.words
    columns = (
        Column("name", t("report.name")),
        Column("status", t("report.readiness")),
        Column("why", t("hr.column.why")),
        Column("exams", t("hr.column.unseen_exams"), "number"),
        Column("weakest", t("hr.column.weakest")),
        Column("next", t("hr.column.next")),
    )
    notes = (t("hr.ready.definition"), t("out.note.record"))
    return Sheet("readiness", t("hr.ready.title"), columns, rows, notes, ask.now)


def _readiness_rows(ask: Ask) -> Callable[[Sequence[Progress]], Iterator[Row]]:
    """What makes rows of people; what recurs is looked up once for all of them."""
    t, titles = ask.words, _Titles(ask)

    def rows(people: Sequence[Progress]) -> Iterator[Row]:
        for person in people:
            ready = person.readiness
            yield (
                person.name,
                t(f"hr.status.{ready.status}"),
                " ".join(reasons(t, person)),
                ready.exams,
                "" if ready.weakest is None else t(f"step.{ready.weakest}"),
                "" if ready.status in COMPLETE else titles[ready.next_scene],
            )

    return rows


def who_needs_help(ask: Ask) -> Response:
    """Who needs help with which step: some of each step, or all of one in parts."""
    force = Workforce(ask, ask.query.get("team"))
    counts = force.figures.help_counts(force.those())
    steps = [step for step in COLUMNS if step in counts]
    chosen = ask.query.get("step")
    chosen = chosen if chosen in steps else ""
    query = chosen_query(team=force.team_id, step=chosen)
    part = part_of(ask, counts[chosen], query) if chosen else None
    shown = {}
    for step in [chosen] if chosen else steps:
        place = {"limit": HELPED} if part is None else {"offset": part.offset, "limit": part.limit}
        shown[step] = [(each, _following(ask, each)) for each in force.helped(step, **place)]
    return ask.page(
        "hr/help.html.j2",
        freshness=force.freshness,
        steps=shown,
        counts=counts,
        chosen=chosen,
        part=part,
        whole_of={step: chosen_query(team=force.team_id, step=step) for step in steps},
        back=chosen_query(team=force.team_id),
        team=force.team_id,
        teams=force.teams,
        query=chosen_query(team=force.team_id),
        title=ask.words("hr.help.title"),
    )


def _following(ask: Ask, each: Help) -> str:
    return scene_title(each.person.readiness.next_scene, ask.words.language)


def help_sheet(ask: Ask) -> Sheet:
    """Who needs help with which step as a table."""
    t = ask.words
    force = Workforce(ask, ask.query.get("team"))
    columns = (
        Column("step", t("report.step")),
        Column("name", t("report.name")),
        Column("points", t("hr.column.mean_latest"), "number"),
        Column("sessions", t("hr.column.sessions"), "number"),
        Column("confirmed", t("hr.column.confirmed"), "number"),
        Column("next", t("hr.column.next")),
    )
    titles = _Titles(ask)

    def rows(found: Sequence[Help]) -> Iterator[Row]:
        for each in found:
            following = titles[each.person.readiness.next_scene]
            yield t(f"step.{each.step}"), each.person.name, each.points, each.n, each.confirmed, following

    count = sum(force.figures.help_counts(force.those()).values())
    read = LongRows(count, lambda: map(rows, force.every_help()))
    return Sheet("help", t("hr.help.title"), columns, read, (t("hr.help.note"), t("out.note.record")), ask.now)


def person(ask: Ask) -> Response:
    """One person: how far, every step, every session; none of their words."""
    force = Workforce(ask)
    found = force.person(ask.thing.id)
    return ask.page(
        "hr/person.html.j2",
        freshness=force.freshness,
        person=found,
        teams=force.teams_of(found.person_id),
        tone=TONES.get(found.readiness.status, "plain"),
        why=reasons(ask.words, found),
        next=_next(ask, found),
        figures=_figures(ask, force, found),
        sessions=_sessions(ask, found),
        links={
            (place, "started"): f"/hr/sessions/{session.id}" for place, session in enumerate(reversed(found.sessions))
        },
        waits=force.waiting_of(found.person_id),
    )


def _figures(ask: Ask, force: Workforce, found: Progress) -> Sheet:
    t = ask.words
    columns = (
        Column("step", t("report.step")),
        Column("sessions", t("hr.column.sessions"), "number"),
        Column("first", t("hr.column.first"), "number"),
        Column("latest", t("report.latest"), "number"),
        Column("status", t("hr.column.status_latest")),
        Column("verdict", t("hr.column.verdict")),
        Column("best", t("report.best"), "number"),
        Column("unseen", t("report.unseen"), "number"),
    )
    rows = []
    for column in COLUMNS:
        moved = change(found, column, limit_of(force.sums, column))
        cell = found.cells[column]
        points = [None if figure is None else figure.points for figure in (cell.latest, cell.best, cell.unseen)]
        verdict = t(f"hr.verdict.{moved.verdict}") if moved.n else ""
        status = "" if cell.latest is None else t(f"shared.status.{cell.latest.session.status}")
        rows.append((column_words(t, column), moved.n, moved.first, points[0], status, verdict, *points[1:]))
    confirmed = sum(each.confirmed for each in found.whole)
    notes = (t("hr.person.chance"), confirmed_note(t, len(found.whole), confirmed), t("out.note.record"))
    return Sheet("figures", t("hr.person.figures"), columns, tuple(rows), notes)


def figures_sheet(ask: Ask) -> Sheet:
    """The figures of one person as a table."""
    force = Workforce(ask)
    return _figures(ask, force, force.person(ask.thing.id))


def sessions_sheet(ask: Ask) -> Sheet:
    """The sessions of one person as a table, the latest first."""
    return _sessions(ask, Workforce(ask).person(ask.thing.id))


def _sessions(ask: Ask, found: Progress) -> Sheet:
    t = ask.words
    columns = (
        Column("started", t("hr.column.started"), "moment"),
        Column("scene", t("hr.column.scene")),
        Column("mode", t("hr.column.mode")),
        Column("unseen", t("hr.column.new_to_them")),
        Column("points", t("report.overall"), "number"),
        Column("status", t("hr.column.status")),
    )
    rows = tuple(
        (
            datetime.fromisoformat(session.started_at),
            session.title,
            _mode(t, session.mode, fork=session.fork),
            t("hr.yes") if session.unseen else t("hr.no"),
            session.points(OVERALL),
            t(f"shared.status.{session.status}"),
        )
        for session in reversed(found.sessions)
    )
    return Sheet("sessions", t("hr.person.sessions"), columns, rows, (t("out.note.record"),), ask.now)


def _mode(words: Texts, mode: str, *, fork: bool) -> str:
    told = words(f"report.mode.{mode}")
    return words("hr.again", mode=told) if fork else told


def step_words(words: Texts, grade: Mapping[str, object], steps: Sequence[str]) -> str:
    """Names of steps of a grade, one after another."""
    return ", ".join(step_name(words, grade, step) for step in steps)


ROUTES = (
    Route("GET", "/hr/readiness", readiness, HR),
    Route("GET", "/hr/readiness", readiness_sheet, HR, sheet=True),
    Route("GET", "/hr/help", who_needs_help, HR),
    Route("GET", "/hr/help", help_sheet, HR, sheet=True),
    Route("GET", "/hr/people/{person}", person, HR, ANY_PERSON),
    Route("GET", "/hr/people/{person}/figures", figures_sheet, HR, ANY_PERSON, sheet=True),
    Route("GET", "/hr/people/{person}/sessions", sessions_sheet, HR, ANY_PERSON, sheet=True),
)
