"""Accounts and their roles: who may sign in, with what, and as what."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from simulator.record import accounts
from simulator.record.console_records import Account, Role, TakenError
from simulator.record.console_tables import account, role
from simulator.record.invitations import Invitations
from simulator.record.records import JournalError, UnknownRecordError
from simulator.record.recovery_codes import RecoveryCodes
from simulator.record.sign_ins import SignIns
from simulator.record.stored import BATCH
from simulator.record.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

MAX_LOGIN = 320
"""Longest login in characters: as long as an address may be."""


def fold_login(login: str) -> str:
    """Return the form a login is kept and compared in: composed, case folded, without surrounding spaces.

    Raises:
        JournalError: empty, too long, or with signs that cannot be seen.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", login).casefold()).strip()
    if not folded or len(folded) > MAX_LOGIN or not folded.isprintable():
        raise JournalError("This cannot be a login.", f"Give up to {MAX_LOGIN} letters, digits and signs.")
    return folded


class Logins(SignIns, Invitations, Tokens, RecoveryCodes):
    """Accounts, roles, sign-ins, attempts, invitations and API tokens of a journal: `journal.logins`."""

    def add(
        self,
        person_id: str,
        login: str,
        password_hash: str | None,
        roles: Iterable[Role] = (),
        by: str = "",
        *,
        issuer: str | None = None,
        subject: str | None = None,
    ) -> Account:
        """Give a person an account and return it.

        Args:
            person_id: who it is for.
            login: what they sign in with; compared without regard to case.
            password_hash: of their password, or None.
            roles: what they may do.
            by: who gave the roles.
            issuer: an identity provider that vouches for them.
            subject: who they are there.

        Raises:
            TakenError: the login, the person or the subject has an account already.
            UnknownRecordError: no such person.
            JournalError: the person was erased, or no login.
        """
        at = self._clock()
        columns = {
            "id": self._new_id(),
            "person_id": person_id,
            "login": fold_login(login),
            "password_hash": password_hash,
            "issuer": issuer,
            "subject": subject,
            "created_at": at,
        }
        with self._store.write() as connection:
            return add_account(connection, columns, frozenset(roles), by)

    def account(self, account_id: str) -> Account:
        """Return one account.

        Raises:
            UnknownRecordError: no such account.
        """
        with self._store.read() as connection:
            return account_of(connection, account_id)

    def by_login(self, login: str) -> Account | None:
        """Return the account that signs in with `login`, whatever its case, or None."""
        try:
            folded = fold_login(login)
        except JournalError:
            return None
        return self._one(account.c.login == folded)

    def by_person(self, person_id: str) -> Account | None:
        """Return a person's account, or None."""
        return self._one(account.c.person_id == person_id)

    def by_subject(self, issuer: str, subject: str) -> Account | None:
        """Return the account an identity provider calls `subject`, or None."""
        return self._one((account.c.issuer == issuer) & (account.c.subject == subject))

    def is_blocked(self, person_id: str) -> bool:
        """Whether a person has an account that is blocked; whoever has none is not."""
        query = select(account.c.id).where(account.c.person_id == person_id, account.c.blocked_at.is_not(None))
        with self._store.read() as connection:
            return connection.execute(query).first() is not None

    def of_people(self, person_ids: Iterable[str]) -> dict[str, Account]:
        """Return the accounts of a few people, by person; those without one are left out."""
        query = select(account).where(account.c.person_id.in_(list(person_ids)))
        with self._store.read() as connection:
            return {each.person_id: each for each in _accounts(connection, connection.execute(query).all())}

    def accounts(self) -> tuple[Account, ...]:
        """Return all accounts in the order they were made."""
        with self._store.read() as connection:
            rows = connection.execute(select(account).order_by(account.c.created_at, account.c.id)).all()
            return _accounts(connection, rows)

    def having(self, wanted: Role) -> tuple[Account, ...]:
        """Return the accounts that have a role, blocked ones too, in the order they were made."""
        those = select(role.c.account_id).where(role.c.role == wanted.value)
        query = select(account).where(account.c.id.in_(those)).order_by(account.c.created_at, account.c.id)
        with self._store.read() as connection:
            return _accounts(connection, connection.execute(query).all())

    def count(self) -> int:
        """Return how many accounts there are."""
        with self._store.read() as connection:
            return int(connection.execute(select(func.count()).select_from(account)).scalar_one())

    def set_login(self, account_id: str, login: str) -> None:
        """Give an account another login.

        Raises:
            TakenError: somebody else has it.
            UnknownRecordError: no such account.
        """
        self._change(account_id, login=fold_login(login))

    def set_password(self, account_id: str, password_hash: str | None) -> None:
        """Keep the hash of another password.

        Raises:
            UnknownRecordError: no such account.
        """
        self._change(account_id, password_hash=password_hash)

    def set_totp(self, account_id: str, secret: str | None) -> None:
        """Keep the secret of a second factor, or None to go without; recovery codes there were go with the old one.

        Raises:
            UnknownRecordError: no such account.
        """
        self._change(account_id, totp_secret=secret, totp_step=None)
        self.set_recovery_codes(account_id, ())

    def take_totp_step(self, account_id: str, step: int) -> bool:
        """Use up a time step of the second factor; False where it, or a later one, was used already.

        Args:
            account_id: the account.
            step: the number of the step, growing with time.
        """
        fresh = or_(account.c.totp_step.is_(None), account.c.totp_step < step)
        with self._store.write() as connection:
            taken = connection.execute(update(account).where(account.c.id == account_id, fresh).values(totp_step=step))
            return taken.rowcount == 1

    def set_roles(self, account_id: str, roles: Iterable[Role], by: str) -> None:
        """Replace an account's roles.

        Raises:
            UnknownRecordError: no such account.
            JournalError: there would be no administrator left who can sign in.
        """
        with self._store.write() as connection:
            before = _administrators(connection)
            account_of(connection, account_id)
            connection.execute(delete(role).where(role.c.account_id == account_id))
            _give_roles(connection, account_id, frozenset(roles), by, self._clock())
            _refuse_headless(connection, before)

    def block(self, account_id: str) -> None:
        """Lock an account out, and close what it has open.

        Raises:
            UnknownRecordError: no such account.
            JournalError: there would be no administrator left who can sign in.
        """
        with self._store.write() as connection:
            before = _administrators(connection)
            if account_of(connection, account_id).blocked_at is None:
                connection.execute(update(account).where(account.c.id == account_id).values(blocked_at=self._clock()))
            self._close_all(connection, account_id)
            _refuse_headless(connection, before)

    def unblock(self, account_id: str) -> None:
        """Let an account in again.

        Raises:
            UnknownRecordError: no such account.
        """
        self._change(account_id, blocked_at=None)

    def link_subject(self, account_id: str, issuer: str | None, subject: str | None) -> None:
        """Note who an account is at an identity provider; None to take it back.

        Raises:
            TakenError: another account is that subject.
            UnknownRecordError: no such account.
        """
        self._change(account_id, issuer=issuer, subject=subject)

    def see_notice(self, account_id: str) -> None:
        """Note that the person has seen what is recorded about them and who sees it.

        Raises:
            UnknownRecordError: no such account.
        """
        self._change(account_id, notice_seen_at=self._clock())

    def _one(self, which: Any) -> Account | None:
        with self._store.read() as connection:
            rows = connection.execute(select(account).where(which)).all()
            return next(iter(_accounts(connection, rows)), None)

    def _change(self, account_id: str, **values: Any) -> None:
        with self._store.write() as connection, _taken():
            changed = connection.execute(update(account).where(account.c.id == account_id).values(**values))
            if changed.rowcount == 0:
                raise unknown_account(account_id)


@contextmanager
def _taken() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise TakenError(
            "This login, person or subject has an account already.", "Take another, or use that account."
        ) from error


def add_account(connection: Connection, columns: dict[str, Any], roles: frozenset[Role], by: str) -> Account:
    """Write an account with its roles and return it.

    Args:
        connection: inside a writing transaction.
        columns: of the account.
        roles: what it may do.
        by: who gave the roles.

    Raises:
        TakenError: the login, the person or the subject has an account already.
        UnknownRecordError: no such person.
        JournalError: the person was erased.
    """
    accounts.find_present(connection, columns["person_id"])
    with _taken():
        connection.execute(insert(account).values(**columns))
    _give_roles(connection, columns["id"], roles, by, columns["created_at"])
    return account_of(connection, columns["id"])


def account_of(connection: Connection, account_id: str) -> Account:
    """Return one account.

    Raises:
        UnknownRecordError: no such account.
    """
    rows = connection.execute(select(account).where(account.c.id == account_id)).all()
    if not rows:
        raise unknown_account(account_id)
    return _accounts(connection, rows)[0]


def unknown_account(account_id: str) -> UnknownRecordError:
    """Return the error for an id no account has."""
    return UnknownRecordError(
        f"No account here has the id {account_id!a}.", "List the accounts to see which there are."
    )


def _give_roles(connection: Connection, account_id: str, roles: frozenset[Role], by: str, at: datetime) -> None:
    for each in sorted(roles):
        connection.execute(insert(role).values(account_id=account_id, role=Role(each).value, given_by=by, given_at=at))


def _administrators(connection: Connection) -> int:
    counted = (
        select(func.count())
        .select_from(role)
        .join(account, account.c.id == role.c.account_id)
        .where(role.c.role == Role.ADMINISTRATOR.value, account.c.blocked_at.is_(None))
    )
    return int(connection.execute(counted).scalar_one())


def _refuse_headless(connection: Connection, before: int) -> None:
    if before and not _administrators(connection):
        raise JournalError("There would be no administrator left.", "Make somebody else administrator first.")


def _accounts(connection: Connection, rows: Iterable[Row[Any]]) -> tuple[Account, ...]:
    rows = list(rows)
    roles: defaultdict[str, set[Role]] = defaultdict(set)
    wanted = select(role.c.account_id, role.c.role)
    if len(rows) <= BATCH:
        wanted = wanted.where(role.c.account_id.in_([row.id for row in rows]))
    for account_id, each in connection.execute(wanted) if rows else ():
        roles[account_id].add(Role(each))
    return tuple(
        Account(
            id=row.id,
            person_id=row.person_id,
            login=row.login,
            password_hash=row.password_hash,
            totp_secret=row.totp_secret,
            issuer=row.issuer,
            subject=row.subject,
            created_at=row.created_at,
            blocked_at=row.blocked_at,
            notice_seen_at=row.notice_seen_at,
            roles=frozenset(roles[row.id]),
        )
        for row in rows
    )
