"""One's own account: password, second factor, recovery codes, and where one is signed in."""

from __future__ import annotations

from pydantic import BaseModel
from starlette.responses import Response

from simulator.console import second_factor
from simulator.console.ask import Ask
from simulator.console.limiting import BY_CODE
from simulator.console.pages.entrance_links import password_faults
from simulator.console.routes import SIGNED_IN, Route
from simulator.console.signing_in import confirmed, is_fresh, limiting, password_fits, renew_everywhere
from simulator.console.visitor import COOKIE, REVIEWING
from simulator.record import Account


class _NewPassword(BaseModel):
    current: str = ""
    password: str = ""
    again: str = ""


class _SetUp(BaseModel):
    code: str = ""
    current: str = ""


class _Confirmed(BaseModel):
    current: str = ""


class _Place(BaseModel):
    current: str = ""
    place: str = ""


def account(ask: Ask) -> Response:
    """One's own account."""
    return _account_page(ask)


def password(ask: Ask) -> Response:
    """Where the password is changed."""
    return ask.page("entrance/password.html.j2", errors={}, login=ask.visitor.login)


def change_password(ask: Ask) -> Response:
    """Another password; every other sign-in ends."""
    sent, own = ask.read(_NewPassword), _own(ask)
    wrong = password_faults(sent.password, sent.again, own.login, ask.visitor.name)
    if own.password_hash and not wrong and not password_fits(ask, own, sent.current):
        wrong = {"current": "entrance.password.wrong"}
    if not own.password_hash:
        wrong = {"password": "entrance.confirm.provider"}
    if wrong:
        return ask.page("entrance/password.html.j2", 422, errors=wrong, login=own.login)
    ask.journal.logins.set_password(own.id, ask.console.passwords.hash(sent.password))
    ask.log("password.changed", "account", own.id)
    return renew_everywhere(ask, own.id, ask.go("/account", "entrance.said.password"))


def set_up(ask: Ask) -> Response:
    """Where a second factor is set up, or moved to another telephone."""
    return _set_up_page(ask)


def turn_on(ask: Ask) -> Response:
    """The second factor holds once a code of it was right. The recovery codes are shown this once."""
    sent, own = ask.read(_SetUp), _own(ask)
    secret = second_factor.secret_of(ask.cookies.get(COOKIE, ""))
    tries = limiting(ask)
    if tries.take(BY_CODE, f"set up {own.id}"):
        return _set_up_page(ask, {"code": "entrance.code.wrong"}, 429)
    if wrong := confirmed(ask, sent.current):
        return _set_up_page(ask, {"current": wrong})
    step = second_factor.step_of(secret, sent.code, ask.now)
    if step is None:
        return _set_up_page(ask, {"code": "entrance.code.wrong"})
    tries.forget(BY_CODE, f"set up {own.id}")
    ask.journal.logins.set_totp(own.id, secret)
    ask.journal.logins.take_totp_step(own.id, step)
    ask.log("second_factor.set", "account", own.id)
    return renew_everywhere(ask, own.id, _fresh_codes(ask, own.id, said="entrance.said.factor"))


def new_codes(ask: Ask) -> Response:
    """New recovery codes in place of the old ones."""
    own = _own(ask)
    wrong = confirmed(ask, ask.read(_Confirmed).current)
    if wrong or not own.totp_secret:
        return _account_page(ask, {"codes": wrong})
    ask.log("recovery_codes.made", "account", own.id)
    return _fresh_codes(ask, own.id)


def turn_off(ask: Ask) -> Response:
    """No second factor any more; not for roles that need one."""
    own = _own(ask)
    wrong = confirmed(ask, ask.read(_Confirmed).current)
    if ask.visitor.needs_factor:
        wrong = "entrance.account.factor.needed"
    if wrong:
        return _account_page(ask, {"factor": wrong})
    ask.journal.logins.set_totp(own.id, None)
    ask.log("second_factor.removed", "account", own.id)
    return renew_everywhere(ask, own.id, ask.go("/account", "entrance.said.factor_off"))


def close(ask: Ask) -> Response:
    """Sign out somewhere else, or everywhere else."""
    sent, own = ask.read(_Place), _own(ask)
    if wrong := confirmed(ask, sent.current):
        return _account_page(ask, {"places": wrong})
    if sent.place:
        mine = {each.token_hash for each in ask.journal.logins.sign_ins(own.id)}
        if sent.place in mine:
            ask.journal.logins.close_sign_in(sent.place)
        ask.log("sign_in.closed", "account", own.id)
        return ask.go("/account", "entrance.said.closed")
    ask.journal.logins.close_sign_ins(own.id, keep=ask.visitor.token_hash)
    ask.log("sign_ins.closed", "account", own.id)
    return ask.go("/account", "entrance.said.closed_all")


def _own(ask: Ask) -> Account:
    return ask.journal.logins.account(ask.visitor.account_id)


def _account_page(ask: Ask, errors: dict[str, str] | None = None) -> Response:
    own = _own(ask)
    provider = ask.console.provider
    return ask.page(
        "entrance/account.html.j2",
        422 if errors else 200,
        own=own,
        roles=sorted(own.roles),
        places=ask.journal.logins.sign_ins(own.id),
        left=ask.journal.logins.recovery_codes_left(own.id),
        needs_factor=ask.visitor.needs_factor,
        asks_password=not is_fresh(ask),
        provider=provider.options.name if provider and own.issuer else "",
        errors=errors or {},
    )


def _set_up_page(ask: Ask, errors: dict[str, str] | None = None, status: int = 422) -> Response:
    secret = second_factor.secret_of(ask.cookies.get(COOKIE, ""))
    address = second_factor.address_of(secret, ask.visitor.login, ask.words("shared.brand"))
    return ask.page(
        "entrance/set_up.html.j2",
        status if errors else 200,
        drawing=second_factor.drawing_of(address),
        key=second_factor.grouped(secret),
        required=bool(ask.visitor.roles & REVIEWING),
        asks_password=not is_fresh(ask),
        errors=errors or {},
    )


def _fresh_codes(ask: Ask, account_id: str, said: str = "") -> Response:
    codes = second_factor.new_recovery_codes()
    ask.journal.logins.set_recovery_codes(account_id, [second_factor.recovery_hash(each) for each in codes])
    return ask.page("entrance/codes.html.j2", codes=[second_factor.grouped(each) for each in codes], done=said)


ROUTES = (
    Route("GET", "/account", account, SIGNED_IN),
    Route("GET", "/account/password", password, SIGNED_IN),
    Route("POST", "/account/password", change_password, SIGNED_IN),
    Route("GET", "/second-factor/set-up", set_up, SIGNED_IN, early=True),
    Route("POST", "/second-factor/set-up", turn_on, SIGNED_IN, early=True),
    Route("POST", "/second-factor/remove", turn_off, SIGNED_IN),
    Route("POST", "/second-factor/codes", new_codes, SIGNED_IN),
    Route("POST", "/account/sign-ins", close, SIGNED_IN),
)
