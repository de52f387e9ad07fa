"""API tokens: programs that read on behalf of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, insert, or_, select, update

from simulator.record.console_records import ApiToken
from simulator.record.console_tables import account, api_token
from simulator.record.escaping import escape, unescape
from simulator.record.part import Part
from simulator.record.records import checked_hash, checked_kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Tokens(Part):
    """API tokens of a journal. Only their hashes are known: SHA-256 in 64 hex digits."""

    def add_token(
        self,
        token_hash: str,
        *,
        name: str,
        account_id: str,
        scopes: Iterable[str],
        expires_at: datetime | None = None,
    ) -> ApiToken:
        """Write a token and return it.

        Args:
            token_hash: hash of the token.
            name: what its owner calls it.
            account_id: on whose behalf it reads.
            scopes: what it may read, lower-case ids.
            expires_at: until when; None for no end.
        """
        told = " ".join(sorted({checked_kind(scope) for scope in scopes}))
        row = {
            "id": self._new_id(),
            "token_hash": checked_hash(token_hash),
            "name": escape(name),
            "account_id": account_id,
            "scopes": told,
            "created_at": self._clock(),
            "expires_at": expires_at,
        }
        with self._store.write() as connection:
            connection.execute(insert(api_token).values(**row))
            return _token(connection.execute(select(api_token).where(api_token.c.id == row["id"])).one())

    def token(self, token_hash: str) -> ApiToken | None:
        """Return a token that holds: neither revoked nor expired, its account not blocked; or None."""
        query = (
            select(api_token)
            .join(account, account.c.id == api_token.c.account_id)
            .where(
                api_token.c.token_hash == token_hash,
                api_token.c.revoked_at.is_(None),
                or_(api_token.c.expires_at.is_(None), api_token.c.expires_at > self._clock()),
                account.c.blocked_at.is_(None),
            )
        )
        with self._store.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _token(row)

    def tokens(self, account_id: str | None = None) -> tuple[ApiToken, ...]:
        """Return all tokens, revoked and expired ones too, in the order they were made.

        Args:
            account_id: only this account's.
        """
        query = select(api_token).order_by(api_token.c.created_at, api_token.c.id)
        if account_id is not None:
            query = query.where(api_token.c.account_id == account_id)
        with self._store.read() as connection:
            return tuple(_token(row) for row in connection.execute(query))

    def revoke_token(self, token_id: str) -> None:
        """End a token; once more does nothing."""
        with self._store.write() as connection:
            connection.execute(
                update(api_token)
                .where(api_token.c.id == token_id, api_token.c.revoked_at.is_(None))
                .values(revoked_at=self._clock())
            )

    def touch_token(self, token_id: str) -> None:
        """Note that a token was used just now."""
        with self._store.write() as connection:
            connection.execute(update(api_token).where(api_token.c.id == token_id).values(used_at=self._clock()))


def _token(row: Row[Any]) -> ApiToken:
    return ApiToken(
        id=row.id,
        name=unescape(row.name),
        account_id=row.account_id,
        scopes=frozenset(row.scopes.split()),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )
