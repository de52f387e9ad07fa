"""Recovery codes: what lets somebody in whose second factor is lost. Of a code only its hash is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from simulator.record.console_tables import recovery_code
from simulator.record.part import Part
from simulator.record.records import checked_hash

if TYPE_CHECKING:
    from collections.abc import Iterable


class RecoveryCodes(Part):
    """Recovery codes of a journal's accounts."""

    def set_recovery_codes(self, account_id: str, code_hashes: Iterable[str]) -> None:
        """Keep other codes in place of those there were.

        Args:
            account_id: whose.
            code_hashes: SHA-256 in 64 hex digits each; none at all takes the codes away.
        """
        rows = [{"code_hash": checked_hash(each), "account_id": account_id} for each in code_hashes]
        with self._store.write() as connection:
            connection.execute(delete(recovery_code).where(recovery_code.c.account_id == account_id))
            if rows:
                connection.execute(insert(recovery_code), rows)

    def take_recovery_code(self, account_id: str, code_hash: str) -> bool:
        """Use a code up; False where the account has no such code. Of many at once one succeeds.

        Args:
            account_id: whose.
            code_hash: of the code.
        """
        which = (recovery_code.c.code_hash == code_hash) & (recovery_code.c.account_id == account_id)
        with self._store.write() as connection:
            return connection.execute(delete(recovery_code).where(which)).rowcount == 1

    def recovery_codes_left(self, account_id: str) -> int:
        """Return how many codes an account has not used."""
        query = select(func.count()).select_from(recovery_code).where(recovery_code.c.account_id == account_id)
        with self._store.read() as connection:
            return int(connection.execute(query).scalar_one())
