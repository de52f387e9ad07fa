"""What the exchange's tests stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.record import open_journal

from .bound import Bound, bound


@pytest.fixture
def pair(tmp_path, made_journal: bytes) -> Iterator[Bound]:
    """A company and a desktop that has joined it."""
    (tmp_path / "desktop.sqlite3").write_bytes(made_journal)
    (tmp_path / "company.sqlite3").write_bytes(made_journal)
    with open_journal(tmp_path / "company.sqlite3") as company:
        made = bound(tmp_path, company)
        yield made
        made.desktop.close()
