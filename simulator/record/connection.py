"""Opening a database so that what is acknowledged stays, and saying in one sentence what stands in the way.

SQLite runs with WAL and synchronous=FULL (with NORMAL a power cut loses commits that were acknowledged), foreign keys,
secure_delete, a busy timeout, and BEGIN IMMEDIATE for every write, so that a writer waits at the start instead of
failing in the middle.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from simulator.errors import SurroundingsError
from simulator.record.records import UnknownRecordError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

_WRITING = "silkgloves_writing"
_SNAPSHOT: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_POOL: dict[str, Any] = {"pool_size": 5, "max_overflow": 15, "pool_timeout": 15, "pool_pre_ping": True}


class Store:
    """An open database, with its transactions and its errors in plain words.

    Threads may share it. On SQLite they take turns on one connection; on PostgreSQL each transaction takes a connection
    from a pool, which opens a lost one again before it is used.

    Args:
        engine: where connections come from.
        where: the database in words for a person, without a password.
        readonly: refuse to write.
        path: the file, where it is one.
    """

    def __init__(self, engine: Engine, where: str, *, readonly: bool, path: Path | None = None) -> None:
        self.where = where
        self.path = path
        self.readonly = readonly
        self._engine = engine
        self._turn = threading.RLock()
        with plain_words(where):
            opened = engine.connect()
        self._connection = opened
        if self.dialect != "sqlite":
            opened.close()  # it could be reached: back into the pool

    @property
    def dialect(self) -> str:
        """Name of the database: `sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @property
    def conninfo(self) -> str:
        """PostgreSQL's address in its driver's own notation, with the password."""
        return self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection inside one reading transaction: everything read belongs together.

        Raises:
            UnknownRecordError: what is looked for is nothing that a database can hold.
            SurroundingsError: the database cannot be read.
        """
        with plain_words(self.where), self._taken(writing=False) as connection, connection.begin(), _not_there():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection inside one writing transaction, on disk when the block is left, or nothing of it.

        Raises:
            SurroundingsError: disk full, locked too long, not writable.
        """
        if self.readonly:
            raise SurroundingsError(f"{self.where} is open for reading only.", "Open it for writing.")
        with plain_words(self.where), self._taken(writing=True) as connection, connection.begin():
            yield connection

    def apart(self) -> Connection:
        """A connection of PostgreSQL's own for whoever needs a session to last; outside any transaction."""
        return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def _taken(self, *, writing: bool) -> Iterator[Connection]:
        if self.dialect != "sqlite":
            with self._engine.connect() as connection:
                # A snapshot, as SQLite's readers have; writers see what others have committed since.
                yield connection if writing else connection.execution_options(**_SNAPSHOT)
            return
        with self._turn:
            self._connection.info[_WRITING] = writing
            yield self._connection

    @contextmanager
    def alone(self) -> Iterator[Any]:
        """Give SQLite's own connection, outside any transaction, while no other thread uses it."""
        with self._turn, plain_words(self.where):
            yield self._connection.connection.driver_connection

    def scrub(self) -> bool:
        """Rewrite the file without its freed parts; return whether nothing freed is left (see `Journal.scrub`)."""
        if self.dialect != "sqlite":
            return False
        with self._turn:
            driver: Any = self._connection.connection.driver_connection
            try:
                # Zeroing freed bytes (secure_delete) misses copies left behind where SQLite moved rows between pages.
                driver.execute("VACUUM")
                busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except sqlite3.OperationalError:  # in use elsewhere, or no room for the copy: the erasure itself stands
                return False
        return bool(busy == 0)

    def close(self) -> None:
        """Close the connection; closing twice does nothing."""
        self._connection.close()
        self._engine.dispose()


def open_store(url_or_path: str | PathLike[str], *, readonly: bool, busy_timeout_ms: int) -> Store:
    """Open a database by path or SQLAlchemy URL; a missing SQLite file and its folders are made.

    Args:
        url_or_path: a file, `sqlite:///file`, `sqlite://` (in memory) or `postgresql+psycopg://…`.
        readonly: never write, not even to make the file.
        busy_timeout_ms: how long to wait for another process.

    Raises:
        SurroundingsError: it cannot be opened.
    """
    text = str(url_or_path)
    if "://" in text and not text.startswith("sqlite"):
        try:
            url = make_url(text)
            options = f"{url.query.get('options', '')} -c lock_timeout={int(busy_timeout_ms)}"
            engine = create_engine(url, connect_args={"options": options.strip()}, **_POOL)
        except (ArgumentError, ImportError) as error:  # the address itself may hold a password: it is not repeated
            raise SurroundingsError(
                "The journal's address names a database this program cannot reach.",
                "Give a file, sqlite:///FILE, or postgresql+psycopg://HOST/NAME with psycopg installed.",
            ) from error
        return Store(engine, url.render_as_string(hide_password=True), readonly=readonly)
    path = _sqlite_path(text)
    where = "The journal in memory" if path is None else f"The journal {path}"
    if path is not None:
        _prepare(path, where, readonly=readonly)

    def connect() -> sqlite3.Connection:
        opened = _open_readonly(path, busy_timeout_ms) if readonly and path else _open(path, busy_timeout_ms)
        try:
            _set_pragmas(opened, readonly=readonly)
        except BaseException:
            opened.close()
            raise
        return opened

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return Store(engine, where, readonly=readonly, path=path)


def _sqlite_path(text: str) -> Path | None:
    name = make_url(text).database if "://" in text else text
    return None if name in {None, "", ":memory:"} else Path(str(name)).absolute()


def _prepare(path: Path, where: str, *, readonly: bool) -> None:
    if path.is_dir():
        raise SurroundingsError(f"{where} is a folder, not a file.", "Name a file inside it.")
    if readonly:
        if not path.exists():
            raise SurroundingsError(f"{where} does not exist.", "Play a scene first, or name another journal.")
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SurroundingsError(
            f"{where} cannot be made: {error.strerror}.", "Name a folder you may write to, or free some space."
        ) from error


def _begin(connection: Connection) -> None:
    # sqlite3 is told to start no transactions by itself (isolation_level=None); this hook starts them all.
    writing = connection.info.get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN DEFERRED")


def _open(path: Path | None, busy_timeout_ms: int) -> sqlite3.Connection:
    # `Store` lets one thread at a time; the check would forbid them to take turns.
    return sqlite3.connect(
        path or ":memory:", timeout=busy_timeout_ms / 1000, isolation_level=None, check_same_thread=False
    )


def _open_readonly(path: Path, busy_timeout_ms: int) -> sqlite3.Connection:
    address = path.as_uri() + "?mode=ro"
    opened = sqlite3.connect(
        address, uri=True, timeout=busy_timeout_ms / 1000, isolation_level=None, check_same_thread=False
    )
    try:
        opened.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        opened.close()
        # WAL needs a small file beside the journal even for reading. Where the folder is read-only and no writer has
        # left a log, nothing can change under us, and the file may be read as it lies.
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size > 0:
            raise
        return sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None, check_same_thread=False)
    return opened


def _set_pragmas(opened: sqlite3.Connection, *, readonly: bool) -> None:
    opened.execute("PRAGMA foreign_keys=ON")
    opened.execute("PRAGMA recursive_triggers=ON")  # else INSERT OR REPLACE would delete behind the guards' back
    opened.execute("PRAGMA trusted_schema=OFF")
    opened.execute("PRAGMA cell_size_check=ON")
    opened.execute("PRAGMA secure_delete=ON")
    if readonly:
        opened.execute("PRAGMA query_only=ON")
        return
    mode = opened.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    # Where there is no WAL (some network drives) only EXTRA also syncs the folder after a commit.
    opened.execute("PRAGMA synchronous=FULL" if mode == "wal" else "PRAGMA synchronous=EXTRA")
    opened.execute("PRAGMA fullfsync=ON")  # macOS: ask the drive itself; elsewhere without effect
    opened.execute("PRAGMA checkpoint_fullfsync=ON")


@contextmanager
def _not_there() -> Iterator[None]:
    """Of an id with NUL or half a letter in it, or a number beyond all bounds, nothing needs to be looked for."""
    try:
        yield
    except (DataError, UnicodeEncodeError, OverflowError) as error:
        raise UnknownRecordError("Nothing here goes by that.", "Look at the list again.") from error


@contextmanager
def plain_words(where: str) -> Iterator[None]:
    """Turn a database's complaint about its surroundings into one sentence; let our own mistakes pass as they are.

    Args:
        where: the database in words for a person.

    Raises:
        SurroundingsError: disk full, locked too long, not a database, damaged, not readable or writable, unreachable.
    """
    try:
        yield
    except PoolTimeout as error:
        raise SurroundingsError(f"{where} has too much to do at once.", "Try again in a moment.") from error
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        told = _sentence(cause, where)
        if told is None and isinstance(error, OperationalError) and not isinstance(cause, sqlite3.Error):
            told = (f"{where} cannot be reached.", "See that the database server runs and the address is right.")
        if told is None:
            raise
        raise SurroundingsError(*told) from error


def _sentence(cause: BaseException | None, where: str) -> tuple[str, str] | None:
    code = 0
    with suppress(AttributeError):  # only errors that SQLite itself reports carry a code
        code = int(getattr(cause, "sqlite_errorcode", 0)) & 0xFF
    again = "Nothing acknowledged is lost."
    return {
        sqlite3.SQLITE_FULL: (f"{where} cannot grow: the disk is full. {again}", "Free some space and go on."),
        sqlite3.SQLITE_IOERR: (
            f"{where}: the disk refused to read or write. {again}", "Check free space, quota and the drive; then go on."
        ),
        sqlite3.SQLITE_BUSY: (
            f"{where} has been locked by another program for too long.", "Close that program and try again."
        ),
        sqlite3.SQLITE_NOTADB: (f"{where} is not a database.", "Name another file, or move this one away."),
        sqlite3.SQLITE_CORRUPT: (f"{where} is damaged.", "Keep a copy of it and go back to a backup."),
        sqlite3.SQLITE_READONLY: (f"{where} may not be written to.", "Name a file in a folder you may write to."),
        sqlite3.SQLITE_PERM: (f"{where} may not be opened.", "Name a file you may read and write."),
        sqlite3.SQLITE_CANTOPEN: (
            f"{where} cannot be opened.", "See that its folder exists and that you may write to it."
        ),
    }.get(code) or _server_sentence(str(getattr(cause, "sqlstate", None) or ""), where)  # fmt: skip


def _server_sentence(sqlstate: str, where: str) -> tuple[str, str] | None:
    """What PostgreSQL complains of, by the code it gives."""
    busy = (f"{where} has been locked by another program for too long.", "Close that program and try again.")
    kept_out = (f"{where} may not be written to.", "Name a user of the database who may make and change tables.")
    return {
        "53100": (
            f"{where} cannot grow: the disk is full. Nothing acknowledged is lost.",
            "Free some space and go on.",
        ),
        "55P03": busy,
        "40P01": busy,
        "40001": busy,
        "25006": kept_out,
        "42501": kept_out,
    }.get(sqlstate)
