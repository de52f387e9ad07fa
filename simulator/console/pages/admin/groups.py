"""Groups: sites and cohorts, who is in them, and who trains them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from simulator.console.pages.admin.asking import ADMINISTRATOR, MOST_NAME, Form, called, filled
from simulator.console.routes import Route
from simulator.console.sheets import Column, Sheet
from simulator.console.things import ANY_TEAM
from simulator.record import JournalError, Team

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

KINDS = ("site", "cohort")
MOST_LISTED = 2_000
"""People offered in a list to choose from; more are found by their own page."""


class _New(Form):
    name: str = Field(min_length=1, max_length=MOST_NAME)
    kind: Literal["site", "cohort"]


class _Name(Form):
    name: str = Field(min_length=1, max_length=MOST_NAME)


class _Put(Form):
    person: str = Field(min_length=1)
    part: Literal["member", "trainer"] = "member"


class _Person(Form):
    person: str = Field(min_length=1)


def sheet(ask: Ask) -> Sheet:
    """Groups as a table."""
    words, memberships = ask.words, ask.journal.teams.memberships()
    here = {person.id for person in ask.journal.people()}

    def counted(team: Team, part: str) -> int:
        return sum(each.team_id == team.id and each.part == part and each.person_id in here for each in memberships)

    return Sheet(
        "groups",
        words("admin.groups.title"),
        (
            Column("name", words("admin.name")),
            Column("kind", words("admin.groups.kind")),
            Column("members", words("admin.groups.members"), "number"),
            Column("trainers", words("admin.groups.trainers"), "number"),
            Column("since", words("admin.since"), "day"),
            Column("status", words("admin.status")),
        ),
        tuple(
            (
                team.name,
                words(f"admin.groups.kind.{team.kind}"),
                counted(team, "member"),
                counted(team, "trainer"),
                team.created_at,
                words("admin.groups.closed" if team.closed_at else "admin.groups.open"),
            )
            for team in ask.journal.teams.teams(closed=True)
        ),
    )


def list_groups(ask: Ask, errors: dict[str, str] | None = None) -> Response:
    """All groups, and the form for a new one."""
    teams = ask.journal.teams.teams(closed=True)
    return ask.page(
        "admin/groups.html.j2",
        422 if errors else 200,
        sheet=sheet(ask),
        links={(place, "name"): f"/admin/groups/{team.id}" for place, team in enumerate(teams)},
        kinds=KINDS,
        name=ask.form.get("name"),
        kind=ask.form.get("kind", KINDS[0]),
        errors=errors or {},
    )


def add(ask: Ask) -> Response:
    """Make a group."""
    form, errors = filled(ask, _New)
    if form is None:
        return list_groups(ask, errors)
    team = ask.journal.teams.add(form.name, form.kind)
    ask.log("team.added", "team", team.id, sort=form.kind)
    return ask.go(f"/admin/groups/{team.id}", "admin.said.group_added")


def show_group(ask: Ask, errors: dict[str, str] | None = None) -> Response:
    """One group with its members and trainers."""
    team: Team = ask.thing
    people = {person.id: person for person in ask.journal.people()}
    inside = [(people[each.person_id], each) for each in ask.journal.teams.members(team.id) if each.person_id in people]
    inside.sort(key=lambda pair: (pair[1].part != "trainer", called(ask, pair[0]).casefold()))
    there = {person.id for person, _ in inside}
    outside = sorted(
        ((person.id, called(ask, person)) for person in people.values() if person.id not in there),
        key=lambda pair: pair[1].casefold(),
    )
    return ask.page(
        "admin/group.html.j2",
        422 if errors else 200,
        team=team,
        inside=[(person, called(ask, person), each) for person, each in inside],
        outside=outside[:MOST_LISTED],
        errors=errors or {},
    )


def rename(ask: Ask) -> Response:
    """Give a group another name."""
    form, errors = filled(ask, _Name)
    if form is None:
        return show_group(ask, errors)
    ask.journal.teams.rename(ask.thing.id, form.name)
    ask.log("team.renamed", "team", ask.thing.id)
    return _back(ask, "admin.said.renamed")


def close(ask: Ask) -> Response:
    """Close a group: its trainers no longer see its members through it."""
    ask.journal.teams.close(ask.thing.id)
    ask.log("team.closed", "team", ask.thing.id)
    return _back(ask, "admin.said.group_closed")


def put(ask: Ask) -> Response:
    """Put somebody into a group, or change their part in it."""
    form, errors = filled(ask, _Put)
    if form is None:
        return show_group(ask, errors)
    try:
        ask.journal.teams.put(ask.thing.id, form.person, form.part)
    except JournalError:
        return show_group(ask, {"person": "shared.field.choice"})
    ask.log("team.member_put", "team", ask.thing.id, person=form.person, part=form.part)
    return _back(ask, "admin.said.member_put")


def remove(ask: Ask) -> Response:
    """Take somebody out of a group."""
    form, errors = filled(ask, _Person)
    if form is None:
        return show_group(ask, errors)
    ask.journal.teams.remove(ask.thing.id, form.person)
    ask.log("team.member_removed", "team", ask.thing.id, person=form.person[:100])
    return _back(ask, "admin.said.member_removed")


def _back(ask: Ask, said: str) -> Response:
    return ask.go(f"/admin/groups/{ask.thing.id}", said)


_TEAM = "/admin/groups/{team}"
ROUTES = (
    Route("GET", "/admin/groups", list_groups, ADMINISTRATOR),
    Route("GET", "/admin/groups", sheet, ADMINISTRATOR, sheet=True),
    Route("POST", "/admin/groups", add, ADMINISTRATOR),
    Route("GET", _TEAM, show_group, ADMINISTRATOR, ANY_TEAM),
    Route("POST", f"{_TEAM}/name", rename, ADMINISTRATOR, ANY_TEAM),
    Route("POST", f"{_TEAM}/close", close, ADMINISTRATOR, ANY_TEAM),
    Route("POST", f"{_TEAM}/members", put, ADMINISTRATOR, ANY_TEAM),
    Route("POST", f"{_TEAM}/remove", remove, ADMINISTRATOR, ANY_TEAM),
)
