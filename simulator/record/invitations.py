"""Invitations: links that let somebody in once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, delete, insert, select, update

from simulator.record.console_records import Invitation, Role
from simulator.record.console_tables import invitation
from simulator.record.escaping import escape, unescape
from simulator.record.part import Part
from simulator.record.records import checked_hash

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

PURPOSES = ("first", "invite", "reset")
"""What a link may be for: the first administrator, somebody new, a forgotten password."""


class Invitations(Part):
    """Invitations of a journal. Of a link only the hash of its token is known: SHA-256 in 64 hex digits."""

    def invite(
        self,
        token_hash: str,
        *,
        by: str,
        expires_at: datetime,
        display_name: str | None = None,
        person_id: str | None = None,
        roles: Iterable[Role] = (),
        team_id: str | None = None,
        part: str | None = None,
        purpose: str = "invite",
    ) -> Invitation:
        """Write an invitation and return it.

        Args:
            token_hash: hash of the token in the link.
            by: who invites; "" for the program itself.
            expires_at: until when the link holds.
            display_name: the name of somebody who is not here yet.
            person_id: somebody who is.
            roles: what they will be able to do.
            team_id: the team they will be put in.
            part: as what.
            purpose: one of `PURPOSES`.

        Raises:
            ValueError: another purpose, or no hash.
        """
        if purpose not in PURPOSES:
            raise ValueError(f"an invitation is not for {purpose!a}")
        row = {
            "id": self._new_id(),
            "token_hash": checked_hash(token_hash),
            "display_name": None if display_name is None else escape(display_name),
            "person_id": person_id,
            "roles": " ".join(sorted(Role(each).value for each in roles)),
            "team_id": team_id,
            "part": part,
            "purpose": purpose,
            "created_by": by,
            "created_at": self._clock(),
            "expires_at": expires_at,
        }
        with self._store.write() as connection:
            connection.execute(insert(invitation).values(**row))
            return _invitation(connection.execute(select(invitation).where(invitation.c.id == row["id"])).one())

    def invitation(self, token_hash: str) -> Invitation | None:
        """Return the invitation of a link, used and expired ones too, or None."""
        with self._store.read() as connection:
            row = connection.execute(select(invitation).where(invitation.c.token_hash == token_hash)).one_or_none()
        return None if row is None else _invitation(row)

    def use_invitation(self, token_hash: str, person_id: str | None = None) -> bool:
        """Use a link up; False where it is unknown, expired, or was used before. Of many at once one succeeds.

        Args:
            token_hash: hash of the token in the link.
            person_id: who has come; noted so that the invitation goes when they are erased.
        """
        now = self._clock()
        values: dict[str, Any] = {"used_at": now, "display_name": None}
        if person_id is not None:
            values["person_id"] = person_id
        usable = (
            invitation.c.token_hash == token_hash,
            invitation.c.used_at.is_(None),
            invitation.c.expires_at > now,
        )
        with self._store.write() as connection:
            return connection.execute(update(invitation).where(*usable).values(**values)).rowcount == 1

    def invitations(self) -> tuple[Invitation, ...]:
        """Return the invitations that can still be used, in the order they were made."""
        query = select(invitation).where(invitation.c.used_at.is_(None), invitation.c.expires_at > self._clock())
        with self._store.read() as connection:
            rows = connection.execute(query.order_by(invitation.c.created_at, invitation.c.id))
            return tuple(_invitation(row) for row in rows)

    def withdraw_invitation(self, invitation_id: str) -> None:
        """Take a link back that was not used; once more does nothing."""
        unused = (invitation.c.id == invitation_id, invitation.c.used_at.is_(None))
        with self._store.write() as connection:
            connection.execute(delete(invitation).where(*unused))


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        id=row.id,
        display_name=None if row.display_name is None else unescape(row.display_name),
        person_id=row.person_id,
        roles=frozenset(Role(each) for each in row.roles.split()),
        team_id=row.team_id,
        part=row.part,
        purpose=row.purpose,
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
