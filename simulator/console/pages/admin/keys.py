"""Keys: tokens by which programs of the company read on behalf of an account. Each is shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import Field

from simulator.console.pages.admin.asking import ADMINISTRATOR, Form, filled, names
from simulator.console.routes import Route
from simulator.console.scopes import SCOPES
from simulator.console.things import ANY_TOKEN
from simulator.console.tokens import new_token, token_hash
from simulator.record import ApiToken

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

MOST_DAYS = 730


class _New(Form):
    name: str = Field(min_length=1, max_length=100)
    account: str = Field(min_length=1)
    scopes: list[str] = Field(min_length=1)
    days: int = Field(ge=1, le=MOST_DAYS)


def state(ask: Ask, token: ApiToken) -> str:
    """How a key stands: `active`, `expired` or `revoked`."""
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_at is not None and token.expires_at <= ask.now else "active"


def list_keys(ask: Ask, errors: dict[str, str] | None = None) -> Response:
    """All keys, and the form for a new one."""
    named = names(ask)
    accounts = {account.id: account for account in ask.journal.logins.accounts()}
    offered = [
        (account.id, f"{named.get(account.person_id) or account.login} ({account.login})")
        for account in accounts.values()
        if account.blocked_at is None
    ]
    rows = [
        (
            token,
            named.get(accounts[token.account_id].person_id, "") if token.account_id in accounts else "",
            state(ask, token),
        )
        for token in reversed(ask.journal.logins.tokens())
    ]
    return ask.page(
        "admin/keys.html.j2",
        422 if errors else 200,
        rows=rows,
        accounts=offered,
        scopes=SCOPES,
        form=ask.form,
        own=ask.visitor.account_id,
        errors=errors or {},
        most_days=MOST_DAYS,
    )


def add(ask: Ask) -> Response:
    """Make a key and show it once."""
    form, errors = filled(ask, _New)
    if form is None:
        return list_keys(ask, errors)
    if not set(form.scopes) <= set(SCOPES):
        return list_keys(ask, {"scopes": "shared.field.choice"})
    if form.account not in {account.id for account in ask.journal.logins.accounts() if account.blocked_at is None}:
        return list_keys(ask, {"account": "shared.field.choice"})
    token = new_token()
    made = ask.journal.logins.add_token(
        token_hash(token),
        name=form.name,
        account_id=form.account,
        scopes=form.scopes,
        expires_at=ask.now + timedelta(days=form.days),
    )
    ask.log("token.added", "token", made.id, scopes=sorted(form.scopes), account=form.account, days=form.days)
    return ask.page("admin/key.html.j2", token=token, made=made)


def revoke(ask: Ask) -> Response:
    """End a key."""
    ask.journal.logins.revoke_token(ask.thing.id)
    ask.log("token.revoked", "token", ask.thing.id)
    return ask.go("/admin/keys", "admin.said.key_revoked")


ROUTES = (
    Route("GET", "/admin/keys", list_keys, ADMINISTRATOR),
    Route("POST", "/admin/keys", add, ADMINISTRATOR),
    Route("POST", "/admin/keys/{token}/revoke", revoke, ADMINISTRATOR, ANY_TOKEN),
)
