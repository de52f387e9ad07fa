"""Everything graded anew with the grader as it is now: whose marks would move and why, before anybody applies it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from simulator.console.pages.admin.asking import ADMINISTRATOR, begin, by_whom, last_of, names, running
from simulator.console.routes import Route
from simulator.console.sheets import Column, Sheet
from simulator.console.things import ANY_RUN
from simulator.errors import SilkGlovesError
from simulator.record import RegradingRun

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.console.jobs import Progress
    from simulator.record import Journal
    from simulator.training import HeardOtherwise, Regraded, Regrading

GRADING, APPLYING = "regrading", "applying"
MOST_SHOWN = 200
"""Sessions shown on the page; the table as a file has all."""
NEWER, EVERYTHING = "newer", "everything"
HEARD = "heard"
"""The cause of which the acts are named."""
FAILED = "failed"
"""Key of a kept report whose run ended with a fault."""


def list_runs(ask: Ask, *, busy: bool = False) -> Response:
    """All runs, and the form that begins one."""
    from simulator.training import grader_stamp

    named = names(ask)
    runs = ask.journal.office.regradings()
    job = running(ask)
    return ask.page(
        "admin/regradings.html.j2",
        409 if busy else 200,
        runs=[(run, by_whom(ask, named, run.started_by), state(run, job)) for run in runs],
        stamp=grader_stamp(),
        sessions=ask.journal.session_count(),
        job=job,
        busy=busy,
    )


def state(run: RegradingRun, job: Any) -> str:
    """How a run stands: `running`, `interrupted`, `failed`, `cancelled`, `applied`, `nothing` to apply, or `ready`."""
    if run.finished_at is None:
        return "running" if job is not None and job.subject == run.id else "interrupted"
    report = run.report or {}
    if FAILED in report:
        return "failed"
    if run.applied_at is not None:
        return "applied"
    if report.get("cancelled"):
        return "cancelled"
    return "ready" if any(item["moved"] or not item["by_person"] for item in report["changed"]) else "nothing"


def start(ask: Ask) -> Response:
    """Begin a run."""
    from simulator.training import grader_stamp

    scope = ask.form.get("scope")
    if scope not in (NEWER, EVERYTHING):
        return list_runs(ask)
    if running(ask) is not None:
        return list_runs(ask, busy=True)
    journal, total = ask.journal, sum(record.ended_at is not None for record in ask.journal.sessions())
    run = journal.office.begin_regrading(ask.visitor.person_id, total, {"grader": grader_stamp(), "scope": scope})
    if not begin(ask, GRADING, lambda progress: _grade(journal, run.id, scope, progress), run.id):
        journal.office.finish_regrading(run.id, {FAILED: ""})
        return list_runs(ask, busy=True)
    ask.log("regrading.started", "regrading", run.id, scope=scope, grader=run.versions["grader"])
    return ask.go(f"/admin/regrading/{run.id}")


def _grade(journal: Journal, run_id: str, scope: str, progress: Progress) -> Mapping[str, Any]:
    """The work of a run; what came of it is kept with the run."""
    from simulator.training import hands, regrade

    def told(done: int, total: int) -> None:
        progress.told(done, total)
        if done % 25 == 0:
            journal.office.move_regrading(run_id, done)

    try:
        with hands(journal) as crew:
            report = regrade(journal, crew=crew, everything=scope == EVERYTHING, told=told, stopped=progress.stopped)
    except BaseException as error:
        said = error.message if isinstance(error, SilkGlovesError) else type(error).__name__
        journal.office.finish_regrading(run_id, {FAILED: said})
        raise
    journal.office.move_regrading(run_id, report.done)
    journal.office.finish_regrading(run_id, report.to_json())
    return {"run": run_id}


def report_of(run: RegradingRun) -> Regrading | None:
    """The report of a run that has one."""
    from simulator.training import Regrading

    if run.report is None or FAILED in run.report:
        return None
    return Regrading.from_json(run.report)


def show_run(ask: Ask, *, problem: str = "") -> Response:
    """One run: how far it is, or what it found."""
    from simulator.training import grader_stamp

    run: RegradingRun = ask.thing
    job, report, named = running(ask), report_of(run), names(ask)
    applying = job is not None and job.kind == APPLYING and job.subject == run.id
    applied = last_of(ask, APPLYING)
    moved = sheet(ask) if report else None
    return ask.page(
        "admin/regrading.html.j2",
        409 if problem else 200,
        run=run,
        state=state(run, job),
        job=job if job is not None and job.subject == run.id else None,
        applying=applying,
        report=report,
        sheet=moved,
        shown=_shown(ask, report, named) if report else (),
        readiness=readiness(ask, report, named) if report else None,
        by=by_whom(ask, named, run.started_by),
        stale=report is not None and report.stamp != grader_stamp(),
        applied=applied if applied and applied.get("subject") == run.id else None,
        titles=_titles(ask, report) if report else {},
        most=MOST_SHOWN,
        problem=problem,
    )


def _titles(ask: Ask, report: Regrading) -> dict[str, str]:
    """What scenes are called in the reader's language, those that are still there."""
    from simulator.scenario import ScenarioError, glance

    found = {}
    for slug in {item.scene for item in report.changed[:MOST_SHOWN]}:
        with suppress(ScenarioError, OSError):
            found[slug] = glance(slug, ask.words.language).title
    return found


def _shown(ask: Ask, report: Regrading, named: Mapping[str, str]) -> list[tuple[Regraded, str, list[str]]]:
    """What the page lists: a session, whose it is, and why, a sentence for each step."""
    return [(item, by_whom(ask, named, item.person), why(ask, item)) for item in report.changed[:MOST_SHOWN]]


def why(ask: Ask, item: Regraded) -> list[str]:
    """Why a session's points move, a sentence for each step; names of acts, never words that were said."""
    words = ask.words
    told = []
    for step in item.steps:
        causes: list[str] = []
        for cause in step.causes:
            if cause == HEARD:
                acts = [item.heard[place] for place in step.acts]
                causes += [_heard(ask, acts, now=now) for now in (True, False) if any(act.now is now for act in acts)]
            else:
                causes.append(words(f"admin.regrading.cause.{cause}"))
        told.append(
            words(
                "admin.regrading.step",
                step=words(f"step.{step.step}"),
                before="–" if step.before is None else step.before,
                after="–" if step.after is None else step.after,
                why="; ".join(causes),
            )
        )
    return told or [words("admin.regrading.evidence_only" if not item.moved else "admin.regrading.bounds_only")]


def _heard(ask: Ask, acts: Sequence[HeardOtherwise], *, now: bool) -> str:
    """The acts that are heard now, or that are not heard any more, each with the responses."""
    turns: dict[str, list[int]] = {}
    for act in acts:
        if act.now is now:
            turns.setdefault(act.act, []).append(act.turn)
    named = (
        ask.words("admin.regrading.in_responses", act=ask.words(f"act.{name}"), turns=", ".join(map(str, sorted(each))))
        for name, each in turns.items()
    )
    return ask.words("admin.regrading.heard" if now else "admin.regrading.not_heard", acts=", ".join(named))


def sheet(ask: Ask) -> Sheet:
    """Sessions whose marks would move, as a table."""
    words, named, report = ask.words, names(ask), report_of(ask.thing)
    return Sheet(
        "regrading",
        words("admin.regrading.moved.title"),
        (
            Column("person", words("admin.name")),
            Column("scene", words("admin.scene")),
            Column("mode", words("admin.mode")),
            Column("session", words("admin.session")),
            Column("before", words("admin.regrading.before"), "number"),
            Column("after", words("admin.regrading.after"), "number"),
            Column("mark", words("admin.regrading.mark")),
            Column("why", words("admin.regrading.why")),
        ),
        tuple(
            (
                by_whom(ask, named, item.person),
                item.scene,
                words(f"desktop.mode.{item.mode}") if f"desktop.mode.{item.mode}" in words else item.mode,
                item.session,
                item.before,
                item.after,
                words("admin.regrading.stays" if item.by_person else "admin.regrading.follows"),
                " | ".join(why(ask, item)),
            )
            for item in (report.changed if report else ())
        ),
        (words("admin.regrading.proposals_only"),),
    )


def readiness(ask: Ask, report: Regrading, named: Mapping[str, str]) -> Sheet:
    """Whose readiness would change."""
    words = ask.words
    return Sheet(
        "readiness",
        words("admin.regrading.readiness"),
        (
            Column("person", words("admin.name")),
            Column("before", words("admin.regrading.before")),
            Column("after", words("admin.regrading.after")),
        ),
        tuple(
            (
                by_whom(ask, named, item.person),
                words(f"report.status.{item.before}"),
                words(f"report.status.{item.after}"),
            )
            for item in report.readiness
        ),
    )


def apply(ask: Ask) -> Response:
    """Write what a run found as new proposals: all of it, or the sessions that were chosen."""
    from simulator.training import grader_stamp

    run: RegradingRun = ask.thing
    report, chosen = report_of(run), tuple(ask.form.all("session"))
    every = ask.form.get("which") == "all"
    if report is None or not (every or chosen):
        return show_run(ask, problem="" if report is None else "admin.regrading.problem.nothing_chosen")
    if report.stamp != grader_stamp():
        return show_run(ask, problem="admin.regrading.problem.stale")
    journal, clock = ask.journal, ask.console.clock
    sessions = None if every else frozenset(chosen)

    def work(progress: Progress) -> Mapping[str, Any]:
        from simulator.training import hands, propose_anew

        with hands(journal) as crew:
            done = propose_anew(
                journal, report, clock(), crew=crew, sessions=sessions, told=progress.told, stopped=progress.stopped
            )
        if every and not done.cancelled:
            journal.office.apply_regrading(run.id)
        return {
            "written": len(done.written),
            "already": len(done.already),
            "failures": [[each.session, each.said] for each in done.failures],
            "cancelled": done.cancelled,
        }

    if not begin(ask, APPLYING, work, run.id):
        return show_run(ask, problem="admin.job.busy")
    ask.log("regrading.applied", "regrading", run.id, which="all" if every else len(chosen))
    return ask.go(f"/admin/regrading/{run.id}")


ROUTES = (
    Route("GET", "/admin/regrading", list_runs, ADMINISTRATOR),
    Route("POST", "/admin/regrading", start, ADMINISTRATOR),
    Route("GET", "/admin/regrading/{run}", show_run, ADMINISTRATOR, ANY_RUN),
    Route("GET", "/admin/regrading/{run}/sessions", sheet, ADMINISTRATOR, ANY_RUN, sheet=True),
    Route("POST", "/admin/regrading/{run}/apply", apply, ADMINISTRATOR, ANY_RUN),
)
