"""Ways in for whoever has the server itself: the first administrator's link, and one for somebody locked out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from simulator.console.tokens import new_token, token_hash
from simulator.errors import UsageError
from simulator.record import Role

if TYPE_CHECKING:
    from simulator.record import Journal

FIRST, RESET = "first", "reset"
GOOD_FOR = timedelta(hours=24)


def first_link(journal: Journal) -> str:
    """The path of a fresh one-time link while there is no administrator; earlier ones stop working. Else empty.

    Args:
        journal: the records.
    """
    if any(Role.ADMINISTRATOR in account.roles and account.blocked_at is None for account in journal.logins.accounts()):
        return ""
    for earlier in journal.logins.invitations():
        if earlier.purpose == FIRST:
            journal.logins.withdraw_invitation(earlier.id)
    token = new_token()
    journal.logins.invite(
        token_hash(token),
        roles=frozenset({Role.ADMINISTRATOR}),
        purpose=FIRST,
        by="",
        expires_at=datetime.now(UTC) + GOOD_FOR,
    )
    return f"/invitation/{token}"


def link_for(journal: Journal, login: str, *, without_factor: bool = False) -> str:
    """The path of a one-time link by which somebody chooses a new password; it stands in the audit log.

    For an administrator who is locked out and has nobody to ask. Who may run this may read the records anyway.

    Args:
        journal: the records.
        login: whose.
        without_factor: take the second factor away as well; whoever needs one sets up another before anything else.

    Raises:
        UsageError: nobody has that login, or the account is blocked.
    """
    account = journal.logins.by_login(login)
    if account is None or account.blocked_at is not None:
        raise UsageError(f"Nobody can sign in as {login!a}.", "Give the login of an account that is not blocked.")
    if without_factor:
        journal.logins.set_totp(account.id, None)
        journal.logins.close_sign_ins(account.id)
        journal.audit.append("", "account.second_factor_removed", "account", account.id)
    token = new_token()
    ends = datetime.now(UTC) + GOOD_FOR
    journal.logins.invite(token_hash(token), by="", expires_at=ends, person_id=account.person_id, purpose=RESET)
    journal.audit.append("", "account.reset_link_made", "account", account.id)
    return f"/invitation/{token}"
