"""Erasing a person: what they asked for, what will be taken away, done once their name was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from simulator.console.pages.admin.asking import ADMINISTRATOR, Form, by_whom, called, filled, names
from simulator.console.routes import Route
from simulator.console.things import ANY_PERSON, ANY_REQUEST
from simulator.record import Person, Role
from simulator.texts import visible

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

DONE, REFUSED = "done", "refused"
MOST_ANSWER = 2000


def list_requests(ask: Ask) -> Response:
    """What people ask for about their own data."""
    found, named = ask.journal.office.requests(), names(ask)
    return ask.page(
        "admin/requests.html.j2",
        waiting=[each for each in found if each.settled_at is None],
        settled=[each for each in reversed(found) if each.settled_at is not None][:100],
        named=named,
        by={each.id: by_whom(ask, named, each.settled_by) for each in found if each.settled_at},
    )


class _Answer(Form):
    answer: str = Field(min_length=10, max_length=MOST_ANSWER)


def refuse(ask: Ask) -> Response:
    """Close a request without erasing, and say why; the person reads it."""
    if ask.thing.settled_at is not None:
        return ask.go("/admin/requests")
    form, errors = filled(ask, _Answer)
    if form is None:
        return _show_request(ask, errors)
    ask.journal.office.settle(ask.thing.id, ask.visitor.person_id, REFUSED, form.answer)
    ask.log("request.settled", "request", ask.thing.id, form.answer, outcome=REFUSED)
    return ask.go("/admin/requests", "admin.said.request_refused")


def show_request(ask: Ask) -> Response:
    """One request."""
    return _show_request(ask)


def _show_request(ask: Ask, errors: dict[str, str] | None = None) -> Response:
    named = names(ask)
    return ask.page(
        "admin/request.html.j2",
        422 if errors else 200,
        request=ask.thing,
        name=by_whom(ask, named, ask.thing.person_id),
        by=by_whom(ask, named, ask.thing.settled_by),
        answer=ask.form.get("answer"),
        errors=errors or {},
    )


def ask_to_erase(ask: Ask, errors: dict[str, str] | None = None) -> Response:
    """What erasing a person takes away and what stays, before it is done."""
    person: Person = ask.thing
    account = ask.journal.logins.by_person(person.id)
    sessions = ask.journal.sessions(person.id)
    return ask.page(
        "admin/erase.html.j2",
        422 if errors else 200,
        person=person,
        name=called(ask, person),
        sessions=len(sessions),
        entries=sum(record.entry_count for record in sessions),
        account=account,
        tokens=len(ask.journal.logins.tokens(account.id)) if account else 0,
        groups=len(ask.journal.teams.of_person(person.id)),
        last=_is_last_administrator(ask, person),
        errors=errors or {},
    )


def erase(ask: Ask) -> Response:
    """Erase a person whose name was typed exactly, and close what they had asked for."""
    person: Person = ask.thing
    if ask.form.get("name").strip() != visible(called(ask, person)).strip():
        return ask_to_erase(ask, {"name": "admin.erase.wrong_name"})
    if _is_last_administrator(ask, person):
        return ask_to_erase(ask, {"name": "admin.problem.last_administrator"})
    waiting = ask.journal.office.requests(person.id, settled=False)
    own = person.id == ask.visitor.person_id
    done = ask.journal.erase_person(person.id)
    still_open = {each.id for each in ask.journal.office.requests(person.id, settled=False)}
    for request in waiting:
        if request.id in still_open:
            ask.journal.office.settle(request.id, ask.visitor.person_id, DONE)
    ask.log("person.erased", "person", person.id, sessions=done.sessions, entries=done.entries, scrubbed=done.scrubbed)
    if own:
        return ask.go("/sign-in")
    return ask.go("/admin/people", "admin.said.erased" if done.scrubbed else "admin.said.erased_unscrubbed")


def _is_last_administrator(ask: Ask, person: Person) -> bool:
    others = {
        account.person_id
        for account in ask.journal.logins.accounts()
        if Role.ADMINISTRATOR in account.roles and account.blocked_at is None
    }
    return others == {person.id}


ROUTES = (
    Route("GET", "/admin/requests", list_requests, ADMINISTRATOR),
    Route("GET", "/admin/requests/{request}", show_request, ADMINISTRATOR, ANY_REQUEST),
    Route("POST", "/admin/requests/{request}/refuse", refuse, ADMINISTRATOR, ANY_REQUEST),
    Route("GET", "/admin/people/{person}/erase", ask_to_erase, ADMINISTRATOR, ANY_PERSON),
    Route("POST", "/admin/people/{person}/erase", erase, ADMINISTRATOR, ANY_PERSON),
)
