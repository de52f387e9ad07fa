"""Sign-ins and attempts: which browsers are signed in, and how often somebody has tried something of late."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, case, delete, insert, select, update

from simulator.record.console_records import SignIn
from simulator.record.console_tables import account, attempt, sign_in
from simulator.record.part import Part, put
from simulator.record.records import checked_hash

if TYPE_CHECKING:
    from datetime import datetime


class SignIns(Part):
    """Sign-ins and attempts of a journal. Of a token only its hash is known here: SHA-256 in 64 hex digits."""

    def open_sign_in(self, account_id: str, token_hash: str, expires_at: datetime, complete: bool) -> SignIn:
        """Write a sign-in and return it.

        Args:
            account_id: whose.
            token_hash: hash of the token the browser holds.
            expires_at: when it ends, whatever happens.
            complete: False while the second factor is still to come.
        """
        now = self._clock()
        row = {
            "token_hash": checked_hash(token_hash),
            "account_id": account_id,
            "opened_at": now,
            "seen_at": now,
            "expires_at": expires_at,
            "complete": complete,
        }
        with self._store.write() as connection:
            connection.execute(insert(sign_in).values(**row))
        return SignIn(token_hash, account_id, now, now, expires_at, complete)

    def sign_in(self, token_hash: str) -> SignIn | None:
        """Return a sign-in that holds: it is there, its time is not over, its account is not blocked; or None."""
        query = (
            select(sign_in)
            .join(account, account.c.id == sign_in.c.account_id)
            .where(
                sign_in.c.token_hash == token_hash,
                sign_in.c.expires_at > self._clock(),
                account.c.blocked_at.is_(None),
            )
        )
        with self._store.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _sign_in(row)

    def sign_ins(self, account_id: str) -> tuple[SignIn, ...]:
        """Return an account's sign-ins whose time is not over, the latest seen first."""
        query = select(sign_in).where(sign_in.c.account_id == account_id, sign_in.c.expires_at > self._clock())
        with self._store.read() as connection:
            rows = connection.execute(query.order_by(sign_in.c.seen_at.desc(), sign_in.c.token_hash))
            return tuple(_sign_in(row) for row in rows)

    def touch_sign_in(self, token_hash: str) -> None:
        """Note that a sign-in was used just now."""
        with self._store.write() as connection:
            connection.execute(update(sign_in).where(sign_in.c.token_hash == token_hash).values(seen_at=self._clock()))

    def close_sign_in(self, token_hash: str) -> None:
        """Close a sign-in; closing twice does nothing."""
        with self._store.write() as connection:
            connection.execute(delete(sign_in).where(sign_in.c.token_hash == token_hash))

    def close_sign_ins(self, account_id: str, keep: str = "") -> int:
        """Close an account's sign-ins and return how many.

        Args:
            account_id: whose.
            keep: hash of the token of one that stays.
        """
        with self._store.write() as connection:
            return self._close_all(connection, account_id, keep)

    def hit(self, key: str, window_s: int) -> int:
        """Count one attempt and return how many there were since the first one of `window_s` seconds, this one too.

        Args:
            key: what is counted, for instance a login or an address; only its hash is kept.
            window_s: seconds after which counting begins anew.
        """
        now = self._clock()
        until = now + timedelta(seconds=window_s)
        over = attempt.c.until <= now
        row = {"key_hash": _key_hash(key), "count": 1, "since": now, "until": until}
        changes = {
            "count": case((over, 1), else_=attempt.c.count + 1),
            "since": case((over, now), else_=attempt.c.since),
            "until": case((over, until), else_=attempt.c.until),
        }
        with self._store.write() as connection:
            put(connection, attempt, row, changes)
            counted = select(attempt.c.count).where(attempt.c.key_hash == row["key_hash"])
            return int(connection.execute(counted).scalar_one())

    def hits(self, key: str) -> int:
        """Return how many attempts there were in the window that is open, 0 when none is."""
        query = select(attempt.c.count).where(attempt.c.key_hash == _key_hash(key), attempt.c.until > self._clock())
        with self._store.read() as connection:
            return int(connection.execute(query).scalar_one_or_none() or 0)

    def hits_end(self, key: str) -> datetime | None:
        """Return when the window that is open ends and counting begins anew, or None when none is."""
        query = select(attempt.c.until).where(attempt.c.key_hash == _key_hash(key), attempt.c.until > self._clock())
        with self._store.read() as connection:
            until: datetime | None = connection.execute(query).scalar_one_or_none()
            return until

    def forget_hits(self, key: str) -> None:
        """Begin counting anew, as after a success."""
        with self._store.write() as connection:
            connection.execute(delete(attempt).where(attempt.c.key_hash == _key_hash(key)))

    @staticmethod
    def _close_all(connection: Connection, account_id: str, keep: str = "") -> int:
        which = (sign_in.c.account_id == account_id) & (sign_in.c.token_hash != keep)
        return connection.execute(delete(sign_in).where(which)).rowcount


def _key_hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _sign_in(row: Row[Any]) -> SignIn:
    return SignIn(row.token_hash, row.account_id, row.opened_at, row.seen_at, row.expires_at, bool(row.complete))
