"""Coming in and going: sign-in, second factor, recovery codes, the company's provider, sign-out."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from simulator.console import second_factor, tokens
from simulator.console.ask import Ask
from simulator.console.limiting import BY_CODE
from simulator.console.oidc import Identity, OidcError
from simulator.console.pages import entrance_account, entrance_links
from simulator.console.routes import Route
from simulator.console.signing_in import (
    PROVIDER_COOKIE,
    keep_provider_token,
    let_in,
    limiting,
    next_step,
    send_away,
    try_password,
)
from simulator.console.things import Missing
from simulator.record import Account

if TYPE_CHECKING:
    from simulator.console.oidc import Provider

logger = logging.getLogger(__name__)

BACK = "/sign-in/provider/back"


class _SignIn(BaseModel):
    login: str = ""
    password: str = ""


class _Code(BaseModel):
    code: str = ""


def sign_in(ask: Ask) -> Response:
    """Where everybody comes in."""
    return ask.go("/") if ask.visitor.known else _sign_in_page(ask)


def try_to_sign_in(ask: Ask) -> Response:
    """A login and a password."""
    sent = ask.read(_SignIn)
    tried = try_password(ask, sent.login, sent.password)
    if tried.account is not None:
        return next_step(ask, tried.account)
    if tried.wait_s:
        return waiting(_sign_in_page(ask, 429, sent.login, wait_s=tried.wait_s), tried.wait_s)
    return _sign_in_page(ask, 422, sent.login, "entrance.sign_in.wrong")


def _sign_in_page(ask: Ask, status: int = 200, login: str = "", error: str = "", wait_s: int = 0) -> Response:
    provider = ask.console.provider
    return ask.page(
        "entrance/sign_in.html.j2",
        status,
        login=login,
        error=error,
        wait=math.ceil(wait_s / 60),
        provider=provider.options.name if provider else "",
    )


def waiting(answer: Response, wait_s: int) -> Response:
    """Tell programs too how long to wait.

    Args:
        answer: the page that tells people.
        wait_s: seconds.
    """
    answer.headers["Retry-After"] = str(wait_s)
    return answer


def code(ask: Ask) -> Response:
    """Where the second factor is asked for."""
    return _code_page(ask, "code") if _pending(ask) else ask.go("/")


def recovery(ask: Ask) -> Response:
    """Where a recovery code is asked for."""
    return _code_page(ask, "recovery") if _pending(ask) else ask.go("/")


def try_code(ask: Ask) -> Response:
    """Six digits of the second factor; each code opens once."""
    return _tried_code(ask, "code", _takes_code, "")


def try_recovery(ask: Ask) -> Response:
    """A recovery code; each opens once."""
    return _tried_code(ask, "recovery", _takes_recovery_code, "entrance.said.recovered")


def _tried_code(ask: Ask, page: str, takes: Callable[[Ask, Account, str], bool], said: str) -> Response:
    if not _pending(ask):
        return ask.go("/sign-in")
    account = ask.journal.logins.account(ask.visitor.account_id)
    tries = limiting(ask)
    if wait_s := tries.take(BY_CODE, account.id):
        return waiting(_code_page(ask, page, 429, wait_s=wait_s), wait_s)
    if not takes(ask, account, ask.read(_Code).code):
        ask.journal.audit.append("", f"{page}.refused", "account", account.id, {"address": ask.address})
        return _code_page(ask, page, 422, f"entrance.{page}.wrong")
    tries.forget(BY_CODE, account.id)
    if page == "recovery":
        ask.journal.audit.append(account.person_id, "recovery.used", "account", account.id, {"address": ask.address})
    return let_in(ask, account, ask.go("/", said), complete=True)


def _takes_code(ask: Ask, account: Account, typed: str) -> bool:
    step = second_factor.step_of(account.totp_secret or "", typed, ask.now) if account.totp_secret else None
    return step is not None and ask.journal.logins.take_totp_step(account.id, step)


def _takes_recovery_code(ask: Ask, account: Account, typed: str) -> bool:
    return ask.journal.logins.take_recovery_code(account.id, second_factor.recovery_hash(typed))


def _code_page(ask: Ask, page: str, status: int = 200, error: str = "", wait_s: int = 0) -> Response:
    return ask.page(f"entrance/{page}.html.j2", status, error=error, wait=math.ceil(wait_s / 60))


def _pending(ask: Ask) -> bool:
    """Whether the visitor has given a password and not yet the second factor."""
    return bool(ask.visitor.account_id) and not ask.visitor.complete


def sign_out(ask: Ask) -> Response:
    """Going."""
    return send_away(ask)


def to_provider(ask: Ask) -> Response:
    """To the company's sign-in service, with an invitation where one is answered by it."""
    provider, token = _provider(ask), tokens.new_token()
    try:
        address = provider.address_to_sign_in(token, ask.origin + BACK, ask.now)
    except OidcError as error:
        return _refused(ask, error)
    invitation = ask.query.get("invitation")
    answer = RedirectResponse(address, status_code=303)
    keep_provider_token(answer, f"{token}.{invitation}" if tokens.looks_like_token(invitation) else token)
    return answer


def from_provider(ask: Ask) -> Response:
    """Back from the company's sign-in service. It lets in whom we know or have invited, and nobody else."""
    provider = _provider(ask)
    token, _, invitation = ask.cookies.get(PROVIDER_COOKIE, "").partition(".")
    try:
        identity = provider.identity(token, ask.origin + BACK, dict(ask.query.pairs), ask.now)
    except OidcError as error:
        answer = _refused(ask, error)
    else:
        account = _account_of(ask, identity, invitation)
        if account is None or account.blocked_at is not None:
            ask.journal.audit.append("", "sign_in.refused", "account", "", {"address": ask.address})
            answer = _sign_in_page(ask, 403, error="entrance.provider.unknown")
        else:
            answer = next_step(ask, account)
    answer.delete_cookie(PROVIDER_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _account_of(ask: Ask, identity: Identity, invitation: str) -> Account | None:
    """The account a provider's word leads to: linked before, invited just now, or of the verified address.

    Nobody proved that a login we gave is theirs. So whoever chose this one before loses their password and is signed
    out everywhere when the provider says whose address it is.
    """
    logins = ask.journal.logins
    linked = logins.by_subject(identity.issuer, identity.subject)
    if linked is not None:
        return linked
    invited = entrance_links.join_by_provider(ask, invitation, identity)
    if invited is not None:
        return invited
    known = logins.by_login(identity.email) if identity.email else None
    if known is None or known.issuer is not None:
        return None
    logins.link_subject(known.id, identity.issuer, identity.subject)
    logins.set_password(known.id, None)
    logins.close_sign_ins(known.id)
    ask.journal.audit.append(known.person_id, "account.linked", "account", known.id, {"issuer": identity.issuer})
    return logins.account(known.id)


def _provider(ask: Ask) -> Provider:
    if ask.console.provider is None:
        raise Missing
    return ask.console.provider


def _refused(ask: Ask, error: OidcError) -> Response:
    logger.warning("sign-in at the provider: %s", ascii(str(error)))
    return _sign_in_page(ask, 502 if error.fault == "unreachable" else 403, error=f"entrance.provider.{error.fault}")


ROUTES: tuple[Route, ...] = (
    Route("GET", "/sign-in", sign_in, None),
    Route("POST", "/sign-in", try_to_sign_in, None),
    Route("GET", "/second-factor", code, None),
    Route("POST", "/second-factor", try_code, None),
    Route("GET", "/second-factor/recovery", recovery, None),
    Route("POST", "/second-factor/recovery", try_recovery, None),
    Route("POST", "/sign-out", sign_out, None),
    Route("GET", "/sign-in/provider", to_provider, None),
    Route("GET", BACK, from_provider, None),
    *entrance_links.ROUTES,
    *entrance_account.ROUTES,
)
MENU: tuple[tuple[str, str], ...] = ()
