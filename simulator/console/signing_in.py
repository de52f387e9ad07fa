"""Opening and closing sign-ins: the cookie, the token behind it, and what is tried before one opens.

A token is never used on: at each step (password, second factor, a new password) the browser gets a fresh one and the
old one is closed, so that whoever planted or saw an earlier one has nothing.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from simulator.console import tokens
from simulator.console.launched import LAUNCH_COOKIE
from simulator.console.limiting import BY_ADDRESS, BY_BROWSER, BY_CODE, BY_LOGIN, Limiting
from simulator.console.visitor import COOKIE
from simulator.record import Account

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

KNOWN_COOKIE = "__Host-known"
"""Tells that an account has signed in from this browser before, so that strangers who guess do not make it wait."""
PROVIDER_COOKIE = "__Host-provider"
"""A sign-in at the company's provider that is under way, and the invitation it answers."""
PENDING = timedelta(minutes=10)
"""How long the second factor may take to come, and how long a sign-in counts as fresh."""
MAX_LOGIN = 320
_KNOWN_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a login and a password.

    Args:
        account: whose they are; None where they are wrong or had to wait.
        wait_s: seconds to wait, 0 for none.
    """

    account: Account | None = None
    wait_s: int = 0


def limiting(ask: Ask) -> Limiting:
    """The counters, by the server's clock."""
    return Limiting(ask.journal.logins, ask.console.clock)


def try_password(ask: Ask, login: str, password: str) -> Tried:
    """Whose a login and a password are. Whoever they are not anybody's of, the answer and its cost are the same.

    Args:
        ask: the request.
        login: as it was typed.
        password: as it was typed.
    """
    account = ask.journal.logins.by_login(login)
    stored = account.password_hash if account else None
    known = account is not None and _is_known(ask, account)
    counted = BY_BROWSER if known else BY_LOGIN
    subject = account.login if account else _folded(login)
    tries = limiting(ask)
    # Who guesses from the same address, as from the same office, does not make a known browser wait either.
    wait_s = (0 if known else tries.wait_s(BY_ADDRESS, ask.address)) or tries.take(counted, subject)
    if wait_s:
        return Tried(wait_s=wait_s)
    verdict = ask.console.passwords.check(stored, password)
    if account is None or not verdict.right or account.blocked_at is not None:
        if not known:
            tries.take(BY_ADDRESS, ask.address)
        # What was typed as a login is not written down: people type their password there.
        _note(ask, account, "sign_in.refused")
        return Tried()
    tries.forget(counted, subject)
    if verdict.renewed:
        ask.journal.logins.set_password(account.id, verdict.renewed)
    return Tried(account)


def confirmed(ask: Ask, password: str) -> str:
    """Whether the visitor is who signed in: they did so just now, or know the password.

    Args:
        ask: the request of somebody signed in.
        password: as it was typed, empty where none was asked for.

    Returns:
        Empty, or the key of a text that says what is wrong.
    """
    if is_fresh(ask):
        return ""
    account = ask.journal.logins.account(ask.visitor.account_id)
    if not account.password_hash:
        return "entrance.confirm.provider"
    return "" if password_fits(ask, account, password) else "entrance.password.wrong"


def password_fits(ask: Ask, account: Account, password: str) -> bool:
    """Whether somebody who is signed in knows their password; guessing is limited as it is at the door."""
    tries = limiting(ask)
    if tries.take(BY_CODE, f"password {account.id}"):
        return False
    if not ask.console.passwords.check(account.password_hash, password).right:
        return False
    tries.forget(BY_CODE, f"password {account.id}")
    return True


def is_fresh(ask: Ask) -> bool:
    """Whether the visitor signed in within the last ten minutes, so that nothing more is asked."""
    found = ask.journal.logins.sign_in(ask.visitor.token_hash)
    return found is not None and ask.now - found.opened_at < PENDING


def let_in(ask: Ask, account: Account, answer: Response, *, complete: bool) -> Response:
    """Open a sign-in under a fresh token in place of whatever the browser held.

    Args:
        ask: the request.
        account: whose.
        answer: gets the cookies.
        complete: False while the second factor is still to come.
    """
    if ask.visitor.token_hash:
        ask.journal.logins.close_sign_in(ask.visitor.token_hash)
    token = tokens.new_token()
    lasts = timedelta(hours=ask.console.options.longest_hours) if complete else PENDING
    ask.journal.logins.open_sign_in(account.id, tokens.token_hash(token), ask.now + lasts, complete)
    _set(answer, COOKIE, token)
    if complete:
        _note(ask, account, "sign_in.opened")
        if account.password_hash:
            _set(answer, KNOWN_COOKIE, _known_value(account, tokens.new_token()), _KNOWN_FOR)
    return answer


def next_step(ask: Ask, account: Account, *, complete_said: str = "") -> Response:
    """Let somebody in whose password, link or provider was right: to the second factor where there is one.

    Args:
        ask: the request.
        account: whose.
        complete_said: key of what is told where nothing more is asked.
    """
    if account.totp_secret:
        return let_in(ask, account, ask.go("/second-factor"), complete=False)
    return let_in(ask, account, ask.go("/", complete_said), complete=True)


def send_away(ask: Ask) -> Response:
    """Close the visitor's sign-in, and let the browser forget what it showed."""
    if ask.visitor.token_hash:
        ask.journal.logins.close_sign_in(ask.visitor.token_hash)
        ask.journal.audit.append(ask.visitor.person_id, "sign_in.closed", "account", ask.visitor.account_id)
    answer = ask.go("/sign-in", "entrance.said.signed_out")
    for name in (COOKIE, LAUNCH_COOKIE):  # a launch was meant for whoever was here
        answer.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def renew_everywhere(ask: Ask, account_id: str, answer: Response) -> Response:
    """After a new password or second factor: close all of an account's sign-ins, and open this one anew.

    Args:
        ask: the request.
        account_id: whose.
        answer: gets the cookies.
    """
    ask.journal.logins.close_sign_ins(account_id)
    return let_in(ask, ask.journal.logins.account(account_id), answer, complete=True)


def keep_provider_token(answer: Response, value: str) -> None:
    """Keep what belongs to a sign-in at the provider in the browser, for ten minutes.

    Args:
        answer: gets the cookie.
        value: the token, and the token of an invitation behind it.
    """
    _set(answer, PROVIDER_COOKIE, value, PENDING)


def impossible_login(ask: Ask, login: str) -> str:
    """Why a login cannot be somebody's new one, as the key of a text; empty where it can."""
    plain = _folded(login)
    if not plain or len(plain) > MAX_LOGIN or not plain.isprintable() or any(sign.isspace() for sign in plain):
        return "entrance.login.impossible"
    return "entrance.login.taken" if ask.journal.logins.by_login(login) else ""


def _folded(login: str) -> str:
    """A login as the record compares it, so that one nobody has is counted as one that somebody has."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", login).casefold()).strip()


def _note(ask: Ask, account: Account | None, action: str) -> None:
    """Write into the audit log who came in, or that somebody did not; never what they typed."""
    actor = account.person_id if account and action.endswith("opened") else ""
    ask.journal.audit.append(actor, action, "account", account.id if account else "", {"address": ask.address})


def _is_known(ask: Ask, account: Account) -> bool:
    value = ask.cookies.get(KNOWN_COOKIE, "")
    nonce, _, proof = value.partition(".")
    return bool(proof and account.password_hash) and tokens.same(_known_value(account, nonce), f"{nonce}.{proof}")


def _known_value(account: Account, nonce: str) -> str:
    # Signed with the stored hash, which never leaves the server and changes with the password: nothing to keep.
    return f"{nonce}.{tokens.derived(account.password_hash or '', f'known {account.id} {nonce}').hex()}"


def _set(answer: Response, name: str, value: str, lasts: timedelta | None = None) -> None:
    seconds = int(lasts.total_seconds()) if lasts else None
    answer.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")
