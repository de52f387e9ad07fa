"""The big company that is measured is what the journal itself would have written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bench.cast import make_cast
from bench.company import Size
from bench.console import make

from simulator.record import Journal, open_journal

SMALL = Size(sessions=150, people=30, teams=4, trainers=2, whole=0.3)


def guards(journal: Journal) -> set[str]:
    """Names of triggers and indexes."""
    query = "SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger')"
    if journal.store.dialect == "postgresql":
        query = (
            "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' "
            "UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        )
    with journal.store.read() as connection:
        return set(connection.exec_driver_sql(query).scalars())


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some sessions that were truly played."""
    path = tmp_path_factory.mktemp("cast") / "cast.sqlite3"
    make_cast(path, ("en",), 1)
    return path


@pytest.mark.slow
def test_every_session_that_is_made_holds_and_guards_are_as_before(
    cast: Path, new_database: Callable[..., str]
) -> None:
    url = new_database()
    with open_journal(url) as journal:
        before = guards(journal)
    made = make(url.removeprefix("sqlite:///"), cast, SMALL)
    assert made["verified"] == made["sessions"] >= SMALL.sessions
    assert {"mark.confirmed", "mark.contested", "erased", "thin", "whole"} <= set(made["counts"])
    with open_journal(url) as journal:
        assert guards(journal) == before
        sessions = journal.sessions()
        assert {record.header.mode.value for record in sessions} >= {"exam", "shift"}
        assert all(journal.rebuild(record.id) == record for record in sessions if record.erased_at is None)
        assert len(journal.shifts()) > 0
        first = next(record for record in sessions if record.erased_at is None)
        journal.append(first.id, first.entry_count, "commented", b"{}")
        assert journal.verify(first.id).ok
        with pytest.raises(Exception, match="never"), journal.store.write() as connection:
            connection.exec_driver_sql("DELETE FROM entry")
