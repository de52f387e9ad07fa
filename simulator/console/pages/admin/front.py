"""The administrator's first page, the settings of the company, and the job that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from simulator.console import chosen
from simulator.console.fields import Seen
from simulator.console.pages.admin.asking import ADMINISTRATOR, Form, filled, last_of, running
from simulator.console.routes import Route
from simulator.exchange import COMPANY
from simulator.review import LEAST_MINIMUM

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.console.jobs import Job

MOST_CONTACT = 500
PAGES = {
    "verifying": "/admin/integrity",
    "retention": "/admin/retention",
    "backup": "/admin/backups",
    "drill": "/admin/backups",
}
"""Where each kind of job is shown, besides re-grading, which has a page for each run."""


def show(ask: Ask) -> Response:
    """What there is to do, and how the records stand."""
    journal = ask.journal
    return ask.page(
        "admin/front.html.j2",
        people=journal.person_count(),
        accounts=journal.logins.count(),
        requests=len(journal.office.requests(settled=False)),
        invitations=len(journal.logins.invitations()),
        sessions=journal.session_count(),
        verified=last_of(ask, "verifying"),
        backup=last_of(ask, "backup"),
        contact=chosen.contact(journal),
        job=running(ask),
    )


def show_settings(ask: Ask, errors: dict[str, str] | None = None) -> Response:
    """What holds for the whole company."""
    journal, options = ask.journal, ask.console.options
    return ask.page(
        "admin/settings.html.j2",
        422 if errors else 200,
        company=ask.form.get("company") if errors else chosen.company(journal),
        group=ask.form.get("group") if errors else chosen.minimum_group(journal),
        idle=ask.form.get("idle") if errors else chosen.idle_minutes(journal, options),
        contact=ask.form.get("contact") if errors else chosen.contact(journal),
        most_name=chosen.MOST_NAME,
        least_group=LEAST_MINIMUM,
        most_group=chosen.MOST_GROUP,
        least_idle=min(chosen.LEAST_IDLE, options.idle_minutes),
        most_idle=options.idle_minutes,
        errors=errors or {},
    )


class _Settings(Form):
    company: Seen = Field(default="", max_length=chosen.MOST_NAME)
    group: int = Field(ge=LEAST_MINIMUM, le=chosen.MOST_GROUP)
    idle: int = Field(ge=1, le=chosen.MOST_IDLE)
    contact: str = Field(default="", max_length=MOST_CONTACT)


def change_settings(ask: Ask) -> Response:
    """Keep other settings."""
    form, errors = filled(ask, _Settings)
    if form is not None and form.idle > ask.console.options.idle_minutes:
        form, errors = None, {"idle": "shared.field.range"}
    if form is None:
        return show_settings(ask, errors)
    office = ask.journal.office
    before = {
        COMPANY: chosen.company(ask.journal),
        chosen.GROUP: chosen.minimum_group(ask.journal),
        chosen.IDLE: chosen.idle_minutes(ask.journal, ask.console.options),
        chosen.CONTACT: chosen.contact(ask.journal),
    }
    after = {
        COMPANY: form.company, chosen.GROUP: form.group, chosen.IDLE: form.idle, chosen.CONTACT: form.contact,
    }  # fmt: skip
    for name, value in after.items():
        if value != before[name]:
            office.set(name, value, ask.visitor.person_id)
            ask.log("setting.changed", "setting", name, before=before[name], after=value)
    return ask.go("/admin/settings", "admin.said.saved")


def show_job(ask: Ask) -> Response:
    """How far the job that runs is, as part of a page; when it is over the page is loaded anew."""
    job = running(ask)
    if not ask.fragment:
        return ask.go(_page_of(job))
    answer = ask.part("admin/job.html.j2", job=job)
    if job is None:
        answer.headers["HX-Refresh"] = "true"
    return answer


def stop_job(ask: Ask) -> Response:
    """Ask the job that runs to stop."""
    job = running(ask)
    if job is None or not ask.console.jobs.stop(ask.journal, ask.now, ask.visitor.person_id):
        return ask.go(_page_of(job))
    ask.log("job.stopped", job.kind, job.subject)
    return ask.go(_page_of(job), "admin.said.job_stopping")


def _page_of(job: Job | None) -> str:
    """The page that shows a job."""
    if job is None:
        return "/admin"
    if job.kind in ("regrading", "applying"):
        return f"/admin/regrading/{job.subject}"
    return PAGES.get(job.kind, "/admin")


ROUTES = (
    Route("GET", "/admin", show, ADMINISTRATOR),
    Route("GET", "/admin/settings", show_settings, ADMINISTRATOR),
    Route("POST", "/admin/settings", change_settings, ADMINISTRATOR),
    Route("GET", "/admin/job", show_job, ADMINISTRATOR),
    Route("POST", "/admin/job/stop", stop_job, ADMINISTRATOR),
)
