"""Links that let somebody in once: invitations, and links to choose a new password. Each is shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import Field

from simulator.console.pages.admin.asking import ADMINISTRATOR, MOST_NAME, Form, called, filled, names
from simulator.console.pages.admin.people import show_person
from simulator.console.routes import Route
from simulator.console.things import ANY_INVITATION, ANY_PERSON
from simulator.console.tokens import new_token, token_hash
from simulator.record import Invitation, Role

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

INVITED_FOR = timedelta(days=3)
RESET_FOR = timedelta(hours=24)
PARTS = ("member", "trainer")


class _New(Form):
    name: str = Field(min_length=1, max_length=MOST_NAME)
    roles: list[Role] = Field(min_length=1)
    team: str = ""
    part: str = PARTS[0]


def begin(ask: Ask, errors: dict[str, str] | None = None) -> Response:
    """The form that invites somebody new."""
    form = ask.form
    return ask.page(
        "admin/invite.html.j2",
        422 if errors else 200,
        roles=tuple(Role),
        teams=ask.journal.teams.teams(),
        name=form.get("name"),
        chosen=form.all("roles") or [Role.TRAINEE.value],
        team=form.get("team"),
        part=form.get("part", PARTS[0]),
        errors=errors or {},
    )


def invite(ask: Ask) -> Response:
    """Invite somebody new, and show the link once."""
    form, errors = filled(ask, _New)
    if form is None:
        return begin(ask, errors)
    team, errors = _team(ask, form.team, form.part)
    if errors:
        return begin(ask, errors)
    token = new_token()
    made = ask.journal.logins.invite(
        token_hash(token),
        by=ask.visitor.person_id,
        expires_at=ask.now + INVITED_FOR,
        display_name=form.name,
        roles=form.roles,
        team_id=team,
        part=form.part if team else None,
    )
    ask.log("person.invited", "invitation", made.id, roles=sorted(role.value for role in form.roles), team=team or "")
    return _show_link(ask, token, made, form.name)


class _Existing(Form):
    roles: list[Role] = Field(min_length=1)


def invite_person(ask: Ask) -> Response:
    """Invite somebody who has records here and no account yet."""
    form, errors = filled(ask, _Existing)
    if form is None:
        return show_person(ask, errors)
    if ask.journal.logins.by_person(ask.thing.id) is not None:
        return show_person(ask, problem="admin.problem.has_account")
    token = new_token()
    made = ask.journal.logins.invite(
        token_hash(token),
        by=ask.visitor.person_id,
        expires_at=ask.now + INVITED_FOR,
        person_id=ask.thing.id,
        roles=form.roles,
    )
    ask.log("person.invited", "person", ask.thing.id, roles=sorted(role.value for role in form.roles))
    return _show_link(ask, token, made, called(ask, ask.thing))


def reset(ask: Ask) -> Response:
    """A link by which somebody chooses a new password."""
    account = ask.journal.logins.by_person(ask.thing.id)
    if account is None or account.blocked_at is not None:
        return show_person(ask, problem="admin.problem.cannot_reset")
    token = new_token()
    made = ask.journal.logins.invite(
        token_hash(token),
        by=ask.visitor.person_id,
        expires_at=ask.now + RESET_FOR,
        person_id=ask.thing.id,
        purpose="reset",
    )
    ask.log("account.reset_link_made", "account", account.id)
    return _show_link(ask, token, made, called(ask, ask.thing))


def withdraw(ask: Ask) -> Response:
    """Take a link back that was not used."""
    ask.journal.logins.withdraw_invitation(ask.thing.id)
    ask.log("invitation.withdrawn", "invitation", ask.thing.id)
    return ask.go("/admin/invitations", "admin.said.invitation_withdrawn")


def list_invitations(ask: Ask) -> Response:
    """Links that can still be used."""
    return ask.page(
        "admin/invitations.html.j2", invitations=ask.journal.logins.invitations(), named=names(ask), roles=tuple(Role)
    )


def _team(ask: Ask, team_id: str, part: str) -> tuple[str | None, dict[str, str]]:
    if part not in PARTS:
        return None, {"part": "shared.field.choice"}
    if team_id and team_id not in {team.id for team in ask.journal.teams.teams()}:
        return None, {"team": "shared.field.choice"}
    return team_id or None, {}


def _show_link(ask: Ask, token: str, made: Invitation, name: str) -> Response:
    return ask.page("admin/link.html.j2", link=f"{ask.origin}/invitation/{token}", made=made, name=name)


ROUTES = (
    Route("GET", "/admin/people/new", begin, ADMINISTRATOR),
    Route("POST", "/admin/people/new", invite, ADMINISTRATOR),
    Route("POST", "/admin/people/{person}/invite", invite_person, ADMINISTRATOR, ANY_PERSON),
    Route("POST", "/admin/people/{person}/reset", reset, ADMINISTRATOR, ANY_PERSON),
    Route("GET", "/admin/invitations", list_invitations, ADMINISTRATOR),
    Route("POST", "/admin/invitations/{invitation}/withdraw", withdraw, ADMINISTRATOR, ANY_INVITATION),
)
