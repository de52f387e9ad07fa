"""The first administrator: a link that works once, printed where the console was started; no default account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from simulator.console.tokens import new_token, token_hash
from simulator.record import Role

if TYPE_CHECKING:
    from simulator.record import Journal

FIRST = "first"
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
