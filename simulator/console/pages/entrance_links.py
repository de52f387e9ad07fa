"""Links that let somebody in once: the first administrator, an invitation, a forgotten password."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pydantic import BaseModel
from starlette.responses import Response

from simulator.console import tokens
from simulator.console.ask import Ask
from simulator.console.limiting import BY_LINK, BY_LOGIN
from simulator.console.passwords import MAX_LENGTH, fault_of
from simulator.console.routes import Route
from simulator.console.signing_in import impossible_login, limiting, next_step
from simulator.record import Account, Invitation, UnknownRecordError

if TYPE_CHECKING:
    from simulator.console.oidc import Identity

RESET = "reset"
MAX_NAME = 200


class _Joining(BaseModel):
    name: str = ""
    login: str = ""
    password: str = ""
    again: str = ""


def link(ask: Ask) -> Response:
    """What a link leads to."""
    invitation = _usable(ask, ask.path["invitation_link"])
    return _gone(ask) if invitation is None else _page(ask, invitation, _Joining(name=invitation.display_name or ""))


def use_link(ask: Ask) -> Response:
    """Somebody comes in by a link: with a new account, or with a new password for theirs."""
    link_token = ask.path["invitation_link"]
    invitation = _usable(ask, link_token)
    if invitation is None:
        return _gone(ask)
    sent = ask.read(_Joining)
    account = _account_behind(ask, invitation)
    if account is None and invitation.purpose == RESET:
        return _gone(ask)
    names = (account.login, _name(ask, invitation)) if account else (sent.login, sent.name)
    wrong = password_faults(sent.password, sent.again, *names)
    if account is None:
        wrong |= _faults(ask, invitation, sent)
    if wrong:
        return _page(ask, invitation, sent, wrong)
    if not ask.journal.logins.use_invitation(tokens.token_hash(link_token), account.person_id if account else None):
        return _gone(ask)
    password_hash = ask.console.passwords.hash(sent.password)
    if account is None:
        return next_step(ask, _join(ask, invitation, sent.name.strip(), sent.login, password_hash))
    return next_step(ask, _reset(ask, invitation, account, password_hash), complete_said="entrance.said.password")


def join_by_provider(ask: Ask, link_token: str, identity: Identity) -> Account | None:
    """Answer an invitation by signing in at the company's provider; None where it does not hold.

    Args:
        ask: the request.
        link_token: the token of the invitation, empty for none.
        identity: whom the provider vouches for.
    """
    invitation = _usable(ask, link_token) if link_token else None
    if invitation is None or invitation.purpose == RESET or _account_behind(ask, invitation) is not None:
        return None
    login = identity.email or f"{identity.subject}@{identity.issuer.removeprefix('https://')}"
    if impossible_login(ask, login) or not ask.journal.logins.use_invitation(tokens.token_hash(link_token)):
        return None
    name = invitation.display_name or identity.name or login
    return _join(ask, invitation, name[:MAX_NAME], login, None, (identity.issuer, identity.subject))


def password_faults(password: str, again: str, *names: str) -> dict[str, str]:
    """What is wrong with a new password, by field, as keys of texts.

    Args:
        password: as it was typed.
        again: the second time.
        names: the person's login and name.
    """
    if fault := fault_of(password, *names):
        return {"password": f"entrance.password.{fault}"}
    return {} if tokens.same(password, again) else {"again": "entrance.password.again.wrong"}


def _faults(ask: Ask, invitation: Invitation, sent: _Joining) -> dict[str, str]:
    wrong = {}
    if fault := impossible_login(ask, sent.login):
        wrong["login"] = fault
    if invitation.person_id is None and not sent.name.strip():
        wrong["name"] = "shared.field.missing"
    elif len(sent.name) > MAX_NAME:
        wrong["name"] = "shared.field.long"
    return wrong


def _join(
    ask: Ask,
    invitation: Invitation,
    name: str,
    login: str,
    password_hash: str | None,
    identity: tuple[str, str] = ("", ""),
) -> Account:
    """The account an invitation makes, with its person where there is none yet, and their place in a group."""
    journal = ask.journal
    person_id = invitation.person_id or journal.add_person(name, language=ask.visitor.language).id
    issuer, subject = identity
    account = journal.logins.add(
        person_id, login, password_hash, invitation.roles, invitation.created_by,
        issuer=issuer or None, subject=subject or None,
    )  # fmt: skip
    if invitation.team_id:
        journal.teams.put(invitation.team_id, person_id, invitation.part or "member")
    journal.audit.append(person_id, "invitation.used", "invitation", invitation.id, {"address": ask.address})
    return account


def _reset(ask: Ask, invitation: Invitation, account: Account, password_hash: str) -> Account:
    """The account with its new password; whoever was in by the old one is out."""
    logins = ask.journal.logins
    logins.set_password(account.id, password_hash)
    logins.close_sign_ins(account.id)
    limiting(ask).forget(BY_LOGIN, account.login)
    ask.journal.audit.append(
        account.person_id, "password.reset", "account", account.id,
        {"address": ask.address, "invitation": invitation.id},
    )  # fmt: skip
    return logins.account(account.id)


def _usable(ask: Ask, link_token: str) -> Invitation | None:
    """The invitation behind a link that still holds; tries that lead nowhere are counted by address."""
    tries = limiting(ask)
    if tries.wait_s(BY_LINK, ask.address):
        return None
    found = (
        ask.journal.logins.invitation(tokens.token_hash(link_token)) if tokens.looks_like_token(link_token) else None
    )
    if found is None:
        tries.take(BY_LINK, ask.address)
        return None
    account = _account_behind(ask, found)
    blocked = account is not None and account.blocked_at is not None
    return None if blocked or found.used_at is not None or found.expires_at <= ask.now else found


def _account_behind(ask: Ask, invitation: Invitation) -> Account | None:
    return ask.journal.logins.by_person(invitation.person_id) if invitation.person_id else None


def _name(ask: Ask, invitation: Invitation) -> str:
    """The name of the person a link is for, where they are here already."""
    if invitation.person_id is None:
        return invitation.display_name or ""
    try:
        return ask.journal.person(invitation.person_id).display_name or ""
    except UnknownRecordError:
        return ""


def _gone(ask: Ask) -> Response:
    wait_s = limiting(ask).wait_s(BY_LINK, ask.address)
    return ask.page("entrance/link_gone.html.j2", 429 if wait_s else 404, wait=math.ceil(wait_s / 60))


def _page(ask: Ask, invitation: Invitation, sent: _Joining, errors: dict[str, str] | None = None) -> Response:
    provider = ask.console.provider
    has_account = _account_behind(ask, invitation) is not None
    return ask.page(
        "entrance/link.html.j2",
        422 if errors else 200,
        purpose=RESET if has_account else invitation.purpose,
        person=_name(ask, invitation),
        is_here=invitation.person_id is not None,
        roles_named=", ".join(ask.words(f"shared.role.{role}") for role in sorted(invitation.roles)),
        sent=sent,
        errors=errors or {},
        provider=provider.options.name if provider and not has_account else "",
        link=ask.path["invitation_link"],
        longest=MAX_LENGTH,
    )


ROUTES = (
    Route("GET", "/invitation/{invitation_link}", link, None),
    Route("POST", "/invitation/{invitation_link}", use_link, None),
)
