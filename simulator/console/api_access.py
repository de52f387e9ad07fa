"""Who calls the read API: a token leads to an account, the account to what it may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import parse_many

from simulator.console.api_problems import ProblemError
from simulator.console.limiting import Limit, Limiting
from simulator.console.overseen import facts_reader
from simulator.console.tokens import looks_like_token, token_hash
from simulator.record import Account, Reach, Role, UnknownRecordError

if TYPE_CHECKING:
    from simulator.console.ask import Console

BY_TOKEN = Limit("api", tuple(parse_many("120 per minute")))
"""Requests with one token."""
BY_STRANGER = Limit("api stranger", tuple(parse_many("60 per 15 minutes")))
"""Requests with tokens that are none, from one address."""
_NOTED_EVERY = timedelta(minutes=1)
BEARER = HTTPBearer(auto_error=False, description="An administrator makes tokens on the console's pages.")


class Shared:
    """What all requests to the API share.

    Args:
        console: what they share with the pages.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.journal = console.journal
        self.limiting = Limiting(console.journal.logins, console.clock)
        self.facts = facts_reader(console.journal)


@dataclass(frozen=True)
class Caller:
    """Who calls.

    Args:
        shared: what all requests share.
        account: the account the token belongs to.
        reach: those whose figures the account may see, as on the pages: HR everybody, trainers groups, all themselves.
    """

    shared: Shared
    account: Account
    reach: Reach

    @property
    def roles(self) -> frozenset[Role]:
        """What they are."""
        return self.account.roles

    @property
    def listed(self) -> Reach:
        """Those whose names they may see: an administrator knows everybody, but not how they did."""
        return Reach(everybody=True) if Role.ADMINISTRATOR in self.roles else self.reach


class Reads:
    """The dependency of a route: who calls, or the problem they are answered with.

    Args:
        scope: what a token must be allowed to read.
    """

    def __init__(self, scope: str) -> None:
        self._scope = scope

    def __call__(
        self, request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)] = None
    ) -> Caller:
        """Find the caller.

        Raises:
            ProblemError: no valid token, none that reads this, or too many requests.
        """
        shared: Shared = request.app.state.shared
        address = request.client.host if request.client else ""
        account = self._account(shared, given.credentials if given else "", address)
        try:
            gone = shared.journal.person(account.person_id).erased_at is not None
        except UnknownRecordError:
            gone = True
        if gone:
            raise ProblemError(HTTPStatus.UNAUTHORIZED, "The account is gone.", WWW_Authenticate="Bearer")
        return Caller(shared, account, _reach(account))

    def _account(self, shared: Shared, token: str, address: str) -> Account:
        logins, now = shared.journal.logins, shared.console.clock()
        found = logins.token(token_hash(token)) if looks_like_token(token) else None
        if found is None:
            _count(shared, BY_STRANGER, address)
            raise ProblemError(
                HTTPStatus.UNAUTHORIZED, "Send a valid token: Authorization: Bearer TOKEN", WWW_Authenticate="Bearer"
            )
        _count(shared, BY_TOKEN, found.id)
        if self._scope not in found.scopes:
            challenge = f'Bearer error="insufficient_scope", scope="{self._scope}"'
            raise ProblemError(
                HTTPStatus.FORBIDDEN, f"This token has no scope {self._scope!r}.", WWW_Authenticate=challenge
            )
        if found.used_at is None or now - found.used_at > _NOTED_EVERY:
            logins.touch_token(found.id)
        return logins.account(found.account_id)


def _count(shared: Shared, rate: Limit, subject: str) -> None:
    if wait_s := shared.limiting.take(rate, subject):
        raise ProblemError(HTTPStatus.TOO_MANY_REQUESTS, f"Try again in {wait_s} seconds.", Retry_After=str(wait_s))


def _reach(account: Account) -> Reach:
    me = account.person_id
    return Reach(
        everybody=Role.HR in account.roles,
        person=me if Role.TRAINEE in account.roles else "",
        trainer=me if Role.TRAINER in account.roles else "",
    )
