"""People: everybody with records or an account, what they may do, and where they belong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from simulator.console.pages.admin.asking import ADMINISTRATOR, Form, accounts_by_person, called, filled, names
from simulator.console.routes import Route
from simulator.console.sheets import Column, Sheet
from simulator.console.things import ANY_PERSON
from simulator.record import JournalError, Role

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.record import Account, Person

PAGE = 100
"""People on one page."""
NO_ACCOUNT = "none"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as the list shows them.

    Args:
        person: who.
        account: theirs, if they have one.
        teams: names of the groups they are in.
    """

    person: Person
    account: Account | None
    teams: tuple[str, ...]


def everybody(ask: Ask) -> tuple[Somebody, ...]:
    """Who is here, by name, as the filters of the address want it."""
    accounts, teams = accounts_by_person(ask), {team.id: team.name for team in ask.journal.teams.teams()}
    groups: dict[str, list[str]] = {}
    for membership in ask.journal.teams.memberships():
        if membership.team_id in teams:
            groups.setdefault(membership.person_id, []).append(teams[membership.team_id])
    listed = (
        Somebody(person, accounts.get(person.id), tuple(groups.get(person.id, ()))) for person in ask.journal.people()
    )
    return tuple(sorted(_wanted(ask, listed), key=lambda each: (each.person.display_name or "").casefold()))


def _wanted(ask: Ask, listed: Iterator[Somebody]) -> Iterator[Somebody]:
    sought, role = ask.query.get("q").strip().casefold(), ask.query.get("role")
    for each in listed:
        login = each.account.login if each.account else ""
        if sought and sought not in (each.person.display_name or "").casefold() and sought not in login:
            continue
        if role == NO_ACCOUNT and each.account is not None:
            continue
        if role and role != NO_ACCOUNT and (each.account is None or role not in each.account.roles):
            continue
        yield each


def status(ask: Ask, account: Account | None) -> str:
    """How somebody can come in."""
    if account is None:
        return ask.words("admin.people.no_account")
    return ask.words("admin.people.blocked" if account.blocked_at else "admin.people.active")


def roles_named(ask: Ask, roles: frozenset[Role]) -> str:
    """Roles as people read them, in the order of the table of roles."""
    return ", ".join(ask.words(f"shared.role.{role.value}") for role in Role if role in roles)


def sheet(ask: Ask, found: tuple[Somebody, ...] | None = None) -> Sheet:
    """Everybody as a table.

    Args:
        ask: the request.
        found: only these; all that the filters want where None.
    """
    words = ask.words
    return Sheet(
        "people",
        words("admin.people.title"),
        (
            Column("name", words("admin.name")),
            Column("login", words("admin.login")),
            Column("roles", words("admin.roles")),
            Column("groups", words("admin.groups.menu")),
            Column("status", words("admin.status")),
            Column("since", words("admin.since"), "day"),
        ),
        tuple(
            (
                called(ask, each.person),
                each.account.login if each.account else None,
                roles_named(ask, each.account.roles) if each.account else None,
                ", ".join(each.teams) or None,
                status(ask, each.account),
                each.person.created_at,
            )
            for each in (everybody(ask) if found is None else found)
        ),
    )


def list_people(ask: Ask) -> Response:
    """Everybody, a hundred at a time."""
    found = everybody(ask)
    given = ask.query.get("from")
    start = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 0
    shown = found[start : start + PAGE]
    links = {(place, "name"): f"/admin/people/{each.person.id}" for place, each in enumerate(shown)}
    return ask.page(
        "admin/people.html.j2",
        sheet=sheet(ask, shown),
        links=links,
        total=len(found),
        start=start,
        page=PAGE,
        sought=ask.query.get("q"),
        role=ask.query.get("role"),
        roles=tuple(Role),
        invitations=ask.journal.logins.invitations(),
        named=names(ask),
    )


def show_person(ask: Ask, errors: dict[str, str] | None = None, *, problem: str = "") -> Response:
    """One person.

    Args:
        ask: the request.
        errors: what is wrong with a form, by field.
        problem: key of what could not be done.
    """
    person: Person = ask.thing
    account = ask.journal.logins.by_person(person.id)
    teams = {team.id: team for team in ask.journal.teams.teams(closed=True)}
    sessions = ask.journal.sessions(person.id)
    return ask.page(
        "admin/person.html.j2",
        422 if errors or problem else 200,
        person=person,
        name=called(ask, person),
        account=account,
        standing=status(ask, account),
        roles=tuple(Role),
        chosen=account.roles if account else frozenset({Role.TRAINEE}),
        memberships=[
            (teams[each.team_id], each) for each in ask.journal.teams.of_person(person.id) if each.team_id in teams
        ],
        open_teams=ask.journal.teams.teams(),
        sessions=len(sessions),
        erased_sessions=sum(record.erased_at is not None for record in sessions),
        requests=ask.journal.office.requests(person.id, settled=False),
        own=person.id == ask.visitor.person_id,
        errors=errors or {},
        problem=problem,
    )


class _Roles(Form):
    roles: list[Role] = Field(default_factory=list)


def set_roles(ask: Ask) -> Response:
    """Say what somebody may do; where they are signed in elsewhere, they sign in again."""
    account = _account(ask)
    form, errors = filled(ask, _Roles)
    if account is None or form is None:
        return show_person(ask, errors)
    try:
        ask.journal.logins.set_roles(account.id, form.roles, ask.visitor.person_id)
    except JournalError:
        return show_person(ask, problem="admin.problem.last_administrator")
    ask.journal.logins.close_sign_ins(account.id, keep=ask.visitor.token_hash)
    ask.log(
        "account.roles_set",
        "account",
        account.id,
        before=sorted(role.value for role in account.roles),
        after=sorted(role.value for role in form.roles),
    )
    return _back(ask, "admin.said.roles_set")


def block(ask: Ask) -> Response:
    """Lock an account out."""
    account = _account(ask)
    if account is None or account.id == ask.visitor.account_id:
        return show_person(ask, problem="admin.problem.own_account" if account else "")
    try:
        ask.journal.logins.block(account.id)
    except JournalError:
        return show_person(ask, problem="admin.problem.last_administrator")
    ask.log("account.blocked", "account", account.id)
    return _back(ask, "admin.said.blocked")


def unblock(ask: Ask) -> Response:
    """Let an account in again."""
    account = _account(ask)
    if account is None:
        return show_person(ask)
    ask.journal.logins.unblock(account.id)
    ask.log("account.unblocked", "account", account.id)
    return _back(ask, "admin.said.unblocked")


def drop_second_factor(ask: Ask) -> Response:
    """Take the second factor off an account whose owner has lost it; they set up another when they sign in."""
    account = _account(ask)
    if account is None:
        return show_person(ask)
    ask.journal.logins.set_totp(account.id, None)
    ask.journal.logins.close_sign_ins(account.id, keep=ask.visitor.token_hash)
    ask.log("account.second_factor_removed", "account", account.id)
    return _back(ask, "admin.said.second_factor_removed")


class _Name(Form):
    name: str = Field(min_length=1, max_length=200)


def rename(ask: Ask) -> Response:
    """Give somebody another name."""
    form, errors = filled(ask, _Name)
    if form is None:
        return show_person(ask, errors)
    ask.journal.rename(ask.thing.id, form.name)
    ask.log("person.renamed", "person", ask.thing.id)
    return _back(ask, "admin.said.renamed")


def _account(ask: Ask) -> Account | None:
    return ask.journal.logins.by_person(ask.thing.id)


def _back(ask: Ask, said: str) -> Response:
    return ask.go(f"/admin/people/{ask.thing.id}", said)


_PERSON = "/admin/people/{person}"
ROUTES = (
    Route("GET", "/admin/people", list_people, ADMINISTRATOR),
    Route("GET", "/admin/people", sheet, ADMINISTRATOR, sheet=True),
    Route("GET", _PERSON, show_person, ADMINISTRATOR, ANY_PERSON),
    Route("POST", f"{_PERSON}/roles", set_roles, ADMINISTRATOR, ANY_PERSON),
    Route("POST", f"{_PERSON}/block", block, ADMINISTRATOR, ANY_PERSON),
    Route("POST", f"{_PERSON}/unblock", unblock, ADMINISTRATOR, ANY_PERSON),
    Route("POST", f"{_PERSON}/second-factor", drop_second_factor, ADMINISTRATOR, ANY_PERSON),
    Route("POST", f"{_PERSON}/name", rename, ADMINISTRATOR, ANY_PERSON),
)
