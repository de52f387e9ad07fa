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
from simulator.console.tokens import looks_like_token, token_hash
from simulator.record import Account, Person, Role
from simulator.training import FactsOfSessions

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
        self.facts = FactsOfSessions(console.journal)


@dataclass(frozen=True)
class Caller:
    """Who calls.

    Args:
        shared: what all requests share.
        account: the account the token belongs to.
        everybody: people who are not erased, by id.
        reach: those whose figures the account may see.
    """

    shared: Shared
    account: Account
    everybody: dict[str, Person]
    reach: frozenset[str]

    @property
    def roles(self) -> frozenset[Role]:
        """What they are."""
        return self.account.roles

    @property
    def listed(self) -> frozenset[str]:
        """Those whose names they may see: an administrator knows everybody, but not how they did."""
        return frozenset(self.everybody) if Role.ADMINISTRATOR in self.roles else self.reach


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
        everybody = {person.id: person for person in shared.journal.people()}
        if account.person_id not in everybody:
            raise ProblemError(HTTPStatus.UNAUTHORIZED, "The account is gone.", WWW_Authenticate="Bearer")
        return Caller(shared, account, everybody, _reach(shared, account, everybody))

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


def _reach(shared: Shared, account: Account, everybody: dict[str, Person]) -> frozenset[str]:
    """People whose figures an account may see, as on the pages: HR everybody, trainers groups, all themselves."""
    if Role.HR in account.roles:
        return frozenset(everybody)
    found = {account.person_id} if Role.TRAINEE in account.roles else set()
    if Role.TRAINER in account.roles:
        found |= shared.journal.teams.people_led_by(account.person_id)
    return frozenset(found & everybody.keys())
