"""Which LMSes may launch scenes, and whether badges are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from simulator.console import badges, chosen, launched
from simulator.console.fields import Seen
from simulator.console.pages.admin.asking import ADMINISTRATOR, Form, filled
from simulator.console.routes import Route

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

MOST_ADDRESSES = 20


class _Courses(Form):
    lms: str = Field(default="", max_length=5000)
    badges: str = Field(default="", max_length=3)
    issuer: Seen = Field(default="", max_length=chosen.MOST_NAME)


def show(ask: Ask, errors: dict[str, str] | None = None) -> Response:
    """The settings, or what was typed as long as something is wrong with it."""
    journal = ask.journal
    return ask.page(
        "admin/courses.html.j2",
        422 if errors else 200,
        lms=ask.form.get("lms") if errors else "\n".join(launched.allowed(journal)),
        badges=bool(ask.form.get("badges")) if errors else badges.given_here(journal),
        issuer=ask.form.get("issuer") if errors else badges.own_issuer(journal),
        company=chosen.company(journal),
        errors=errors or {},
    )


def change(ask: Ask) -> Response:
    """Keep other settings."""
    form, errors = filled(ask, _Courses)
    addresses = None if form is None else _addresses(form.lms)
    if form is not None and addresses is None:
        errors["lms"] = "course.admin.lms_wrong"
    if form is not None and form.badges and not (form.issuer or chosen.company(ask.journal)):
        errors["issuer"] = "course.admin.issuer_missing"
    if form is None or errors or addresses is None:
        return show(ask, errors)
    journal = ask.journal
    before = {
        launched.ALLOWED: list(launched.allowed(journal)),
        badges.ON: badges.given_here(journal),
        badges.ISSUER: badges.own_issuer(journal),
    }
    after = {launched.ALLOWED: addresses, badges.ON: form.badges == "yes", badges.ISSUER: form.issuer}
    for name, value in after.items():
        if value != before[name]:
            journal.office.set(name, value, ask.visitor.person_id)
            ask.log("setting.changed", "setting", name, before=before[name], after=value)
    return ask.go("/admin/courses", "admin.said.saved")


def _addresses(typed: str) -> list[str] | None:
    """The addresses, each once; None where one of them is none, or there are too many."""
    from simulator.exchange import cmi5

    try:
        found = [cmi5.read_address(line) for line in typed.splitlines() if line.strip()]
    except cmi5.AddressError:
        return None
    return list(dict.fromkeys(found)) if len(found) <= MOST_ADDRESSES else None


ROUTES = (
    Route("GET", "/admin/courses", show, ADMINISTRATOR),
    Route("POST", "/admin/courses", change, ADMINISTRATOR),
)
