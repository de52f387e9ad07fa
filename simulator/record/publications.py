"""Drafts of scenes that people write in the console, and the frozen versions given to teams."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from simulator.record import stored
from simulator.record.console_records import Draft, Publication
from simulator.record.console_tables import draft, publication
from simulator.record.escaping import escape, unescape
from simulator.record.part import Part
from simulator.record.records import SequenceError, UnknownRecordError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Publications(Part):
    """Drafts and publications of a journal: `journal.publications`."""

    def add_draft(self, slug: str, owner: str, files: Mapping[str, str]) -> Draft:
        """Keep a new draft and return it, at revision 1.

        Args:
            slug: folder name of the scene.
            owner: who writes it.
            files: texts by file name.
        """
        row = {
            "id": self._new_id(),
            "slug": slug,
            "owner": owner,
            "files": _plain(files),
            "revision": 1,
            "updated_at": self._clock(),
        }
        with self._store.write() as connection:
            connection.execute(insert(draft).values(**row))
            return _find_draft(connection, str(row["id"]))

    def save_draft(self, draft_id: str, files: Mapping[str, str], revision: int, *, slug: str | None = None) -> Draft:
        """Keep a draft's files anew and return it with the next revision.

        Args:
            draft_id: which.
            files: texts by file name; those that are left out are gone.
            revision: the one the change was made on.
            slug: another folder name, if it changes.

        Raises:
            UnknownRecordError: no such draft.
            SequenceError: somebody has saved it meanwhile.
        """
        values = {"files": _plain(files), "revision": revision + 1, "updated_at": self._clock()}
        if slug is not None:
            values["slug"] = slug
        with self._store.write() as connection:
            _find_draft(connection, draft_id)
            same = (draft.c.id == draft_id, draft.c.revision == revision)
            if connection.execute(update(draft).where(*same).values(**values)).rowcount == 0:
                raise SequenceError("This draft was saved elsewhere meanwhile.", "Open it again, then change it.")
            return _find_draft(connection, draft_id)

    def draft(self, draft_id: str) -> Draft:
        """Return one draft.

        Raises:
            UnknownRecordError: no such draft.
        """
        with self._store.read() as connection:
            return _find_draft(connection, draft_id)

    def drafts(self, owner: str | None = None) -> tuple[Draft, ...]:
        """Return the drafts, the latest changed first.

        Args:
            owner: only theirs.
        """
        query = select(draft).order_by(draft.c.updated_at.desc(), draft.c.id)
        if owner is not None:
            query = query.where(draft.c.owner == owner)
        with self._store.read() as connection:
            return tuple(_draft(row) for row in connection.execute(query))

    def drop_draft(self, draft_id: str) -> None:
        """Throw a draft away; what was published of it stays."""
        with self._store.write() as connection:
            connection.execute(delete(draft).where(draft.c.id == draft_id))

    def publish(
        self,
        slug: str,
        scenario_hash: str,
        *,
        by: str,
        team_id: str | None = None,
        draft_id: str | None = None,
        note: str = "",
    ) -> Publication:
        """Give a frozen version of a scene to a team and return the publication.

        Args:
            slug: folder name of the scene.
            scenario_hash: its bytes, stored before by `Journal.put_scenario`.
            by: who publishes.
            team_id: to whom; None for everybody.
            draft_id: what it was made of.
            note: what is new, as it was typed.

        Raises:
            UnknownRecordError: the scenario's bytes were not stored.
        """
        row = {
            "id": self._new_id(),
            "slug": slug,
            "scenario_hash": scenario_hash,
            "team_id": team_id,
            "draft_id": draft_id,
            "published_by": by,
            "published_at": self._clock(),
            "note": escape(note),
        }
        with self._store.write() as connection:
            stored.scenario_bytes(connection, scenario_hash)
            connection.execute(insert(publication).values(**row))
            return _find_publication(connection, str(row["id"]))

    def withdraw(self, publication_id: str) -> Publication:
        """Take a publication back and return it; what was played of it stays.

        Raises:
            UnknownRecordError: no such publication.
        """
        with self._store.write() as connection:
            if _find_publication(connection, publication_id).withdrawn_at is None:
                connection.execute(
                    update(publication).where(publication.c.id == publication_id).values(withdrawn_at=self._clock())
                )
            return _find_publication(connection, publication_id)

    def publication(self, publication_id: str) -> Publication:
        """Return one publication, also a withdrawn one.

        Raises:
            UnknownRecordError: no such publication.
        """
        with self._store.read() as connection:
            return _find_publication(connection, publication_id)

    def publications(self, team_id: str | None = None, *, withdrawn: bool = False) -> tuple[Publication, ...]:
        """Return the publications in the order they were made; withdrawn ones only when asked for.

        Args:
            team_id: only what this team sees: what was given to it or to everybody.
            withdrawn: those too.
        """
        query = select(publication).order_by(publication.c.published_at, publication.c.id)
        if team_id is not None:
            query = query.where(or_(publication.c.team_id == team_id, publication.c.team_id.is_(None)))
        if not withdrawn:
            query = query.where(publication.c.withdrawn_at.is_(None))
        with self._store.read() as connection:
            return tuple(_publication(row) for row in connection.execute(query))


def _plain(files: Mapping[str, str]) -> str:
    # ASCII with escapes: half a letter and NUL survive in every database.
    return json.dumps(dict(files), ensure_ascii=True)


def _find_draft(connection: Connection, draft_id: str) -> Draft:
    row = connection.execute(select(draft).where(draft.c.id == draft_id)).one_or_none()
    if row is None:
        raise UnknownRecordError(f"No draft here has the id {draft_id!a}.", "List the drafts to see which there are.")
    return _draft(row)


def _draft(row: Row[Any]) -> Draft:
    return Draft(row.id, row.slug, row.owner, json.loads(row.files), row.revision, row.updated_at)


def _find_publication(connection: Connection, publication_id: str) -> Publication:
    row = connection.execute(select(publication).where(publication.c.id == publication_id)).one_or_none()
    if row is None:
        raise UnknownRecordError(
            f"No publication here has the id {publication_id!a}.", "List the publications to see which there are."
        )
    return _publication(row)


def _publication(row: Row[Any]) -> Publication:
    return Publication(
        id=row.id,
        slug=row.slug,
        scenario_hash=row.scenario_hash,
        team_id=row.team_id,
        draft_id=row.draft_id,
        published_by=row.published_by,
        published_at=row.published_at,
        withdrawn_at=row.withdrawn_at,
        note=unescape(row.note),
    )
