"""Backups: a whole journal in one SQLite file, verified after it was written; and back again, into either database."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from simulator.errors import SurroundingsError
from simulator.record import audit, counting, receipts
from simulator.record.chain import stamp
from simulator.record.company_tables import device, follower, join_code, touched
from simulator.record.connection import open_store, plain_words
from simulator.record.console_tables import attempt, setting, sign_in
from simulator.record.figures_tables import FIGURES
from simulator.record.office import RESTORED
from simulator.record.part import put
from simulator.record.tables import metadata, migration, person, session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from os import PathLike

    from simulator.record.connection import Store
    from simulator.record.journal import Journal

_MAGIC = b"SQLite format 3\0"
_GUARDED = ("session", "entry", "scenario", "audit")
_AT_ONCE = 500  # rows in one statement
# Figures that were worked out of sessions are made anew where a backup is brought back.
# Last of all who follows sessions: else the triggers would tell them of every session that is copied.
_LAST = (follower, touched)
_TABLES = (*(table for table in metadata.sorted_tables if table not in {migration, *_LAST, *FIGURES}), *_LAST)


@dataclass(frozen=True, slots=True)
class Soundness:
    """What a journal holds and whether it holds together.

    `rows` counts by table; `broken` are sessions whose chain does not hold, is not the one that a receipt names, or
    that are gone though there is a receipt; `audit_head` is the last link of the audit log (None of an empty or broken
    one); `fault` is what the database itself found wrong with its file, or None.
    """

    rows: dict[str, int]
    broken: tuple[str, ...]
    audit_ok: bool
    audit_head: bytes | None
    fault: str | None

    @property
    def ok(self) -> bool:
        """True when the file, every session's chain and the audit log hold."""
        return not self.broken and self.audit_ok and self.fault is None


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made or brought back: where, how big, what it holds.

    `erased_again` are people in it whom the journal it replaced had erased since: they were erased in it too. Likewise
    `revoked_again` are desktops that were let in no longer. `let_in` are the desktops whose tokens open what was
    brought back: where the journal before is lost, some may have been revoked since; somebody has to look.
    `kept_aside` is where the file lies that was replaced.
    """

    path: str
    size_bytes: int
    found: Soundness
    erased_again: tuple[str, ...] = ()
    revoked_again: tuple[str, ...] = ()
    let_in: tuple[str, ...] = ()
    kept_aside: str | None = None


def examine(journal: Journal) -> Soundness:
    """Count what a journal holds and check its file, all its chains and its audit log; it can be used meanwhile."""
    store = journal.store
    if store.path is None:
        return _examine(store)
    other = open_store(store.path, readonly=True, busy_timeout_ms=5_000)
    try:
        return _examine(other)
    finally:
        other.close()


def backup(journal: Journal, target_path: str | PathLike[str]) -> Backup:
    """Write a whole journal into a new SQLite file and return what was found in it.

    Others may read and write meanwhile; the file holds one moment. A chain that is broken in the journal is broken in
    the backup, and told. The file holds everything, hashes of passwords too: only its owner may read it.

    Args:
        journal: on either database.
        target_path: a file that does not exist yet.

    Raises:
        SurroundingsError: the file exists or cannot be written, or is not whole after it was written.
    """
    target = Path(target_path).absolute()
    if target.exists():
        raise SurroundingsError(f"{target} exists already.", "Name a new file.")
    with _beside(target) as made:
        if journal.store.dialect == "sqlite":
            _vacuum_into(journal.store, made)
        else:
            with _opened(journal, made) as copy, journal.store.read() as reading, copy.store.write() as writing:
                _copy(reading, writing)
        _settle_file(made, f"The backup {target}")
        with _opened(journal, made, readonly=True) as copy:
            found = examine(copy)
        if found.fault is not None:
            raise SurroundingsError(f"The backup {target} is not whole: {found.fault}.", "Check the drive; try again.")
        made.replace(target)
    _sync(target.parent)
    return Backup(str(target), target.stat().st_size, found)


def restore(
    source_path: str | PathLike[str],
    target_url: str | PathLike[str],
    *,
    replace: bool = False,
    accept_broken: bool = False,
) -> Backup:
    """Bring a backup back and return what it holds.

    Whoever was erased in the journal that is replaced is erased in what is brought back, and a desktop that was revoked
    in it stays out; who was signed in is not any more, and codes to join by open nothing. A file that is replaced is
    kept aside; on PostgreSQL its rows are gone.

    Args:
        source_path: the file of a backup, also of an older version; it is only read.
        target_url: a file or address, as for `open_journal`.
        replace: also where the target holds something.
        accept_broken: also where a chain in the backup does not hold.

    Raises:
        SurroundingsError: no backup, damaged, the target holds something or is open in another program.
    """
    from simulator.record import open_journal  # the door stands above its room

    source = Path(source_path).absolute()
    where = f"The backup {source}"
    _check_is_file(source, where)
    with open_journal(target_url) as target:
        into = target.store.path
        if into is not None and into.samefile(source):
            raise SurroundingsError(f"{where} is the target itself.", "Name another target.")
        gone, out, full = _people_erased(target), _desktops_out(target), _holds_something(target)
        if full and not replace:
            raise SurroundingsError("The target holds something already.", "Name an empty one, or say that it may go.")
        with _beside(into or Path(tempfile.gettempdir()) / "restored") as made:
            _read_into(source, made, where)
            with open_journal(made) as copy:
                again = _make_ready(copy, gone)
                revoked, let_in = _keep_out(copy, out)
                found = examine(copy)
            if found.fault is not None or not (found.ok or accept_broken):
                raise SurroundingsError(f"{where} is damaged: {_told(found)}.", "Take another backup.")
            aside = None
            if into is None:
                with open_journal(made, readonly=True) as copy:
                    _fill(copy, target)
            else:
                target.close()
                _settle_file(made, where)
                aside = _swap(made, into, full=full)
    with open_journal(target_url) as target:
        if examine(target) != found:
            raise SurroundingsError("What was brought back differs from the backup.", "Check the drive; try again.")
        size = source.stat().st_size
    return Backup(str(source), size, found, again, revoked, let_in, None if aside is None else str(aside))


def _examine(store: Store) -> Soundness:
    with store.read() as connection:
        rows = {table.name: _count(connection, table) for table in _TABLES}
        ids = connection.execute(select(session.c.id).order_by(session.c.started_at, session.c.id)).scalars().all()
        lost = (each.session_id for each in receipts.gone(connection))
        broken = (*(each for each in ids if not receipts.verification(connection, each).ok), *lost)
        log = audit.verification(connection)
        fault = _file_fault(connection)
    return Soundness(rows, broken, log.ok, log.head, fault)


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _file_fault(connection: Connection) -> str | None:
    if connection.dialect.name != "sqlite":
        return None
    told = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one())
    if told != "ok":
        return told
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    return None if loose is None else f"a row of {loose[0]} belongs to nothing"


def _told(found: Soundness) -> str:
    if found.fault is not None:
        return found.fault
    return f"{len(found.broken)} broken sessions" if found.broken else "the audit log is broken"


def _opened(journal: Journal, path: Path, *, readonly: bool = False) -> Journal:
    """Another journal with this one's clock and ids."""
    from simulator.record.journal import open_at

    return open_at(
        path,
        readonly=readonly,
        clock=journal.clock,
        new_id=journal.new_id,
        new_salt=journal.new_salt,
        busy_timeout_ms=5_000,
    )


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A new empty file in the target's folder that only its owner may read; gone afterwards unless it was moved."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise SurroundingsError(
            f"{target} cannot be written: {error.strerror}.", "Name a folder you may write to, or free some space."
        ) from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for left in (name, f"{name}-wal", f"{name}-shm", f"{name}-journal"):
            with suppress(OSError):
                Path(left).unlink()


def _vacuum_into(store: Store, made: Path) -> None:
    # A connection of its own: the journal goes on being used. Freed bytes are not copied, erased words neither.
    if store.path is None:
        with store.alone() as driver:
            driver.execute("VACUUM INTO ?", (str(made),))
        return
    with plain_words(store.where), closing(sqlite3.connect(f"{store.path.as_uri()}?mode=ro", uri=True)) as driver:
        driver.execute("VACUUM INTO ?", (str(made),))


def _read_into(source: Path, made: Path, where: str) -> None:
    with (
        plain_words(where),
        closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as reading,
        closing(sqlite3.connect(made)) as writing,
    ):
        reading.backup(writing, pages=-1)


def _check_is_file(source: Path, where: str) -> None:
    open_store(source, readonly=True, busy_timeout_ms=5_000).close()  # says what is missing
    with source.open("rb") as opened:
        if opened.read(len(_MAGIC)) != _MAGIC:
            raise SurroundingsError(f"{where} is no backup.", "Give the file that was made as one.")


def _settle_file(made: Path, where: str) -> None:
    """Leave a file that needs no log beside it, with every byte of it on the drive."""
    with plain_words(where), closing(sqlite3.connect(made, isolation_level=None)) as driver:
        driver.execute("PRAGMA journal_mode=DELETE")
    _sync(made)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name != "posix":
        return  # folders are not opened there
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy(reading: Connection, writing: Connection) -> None:
    for table in _TABLES:
        query = select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE)
        for rows in reading.execute(query).mappings().partitions():
            writing.execute(insert(table), [dict(row) for row in rows])


def _people_erased(target: Journal) -> tuple[str, ...]:
    with target.store.read() as connection:
        return tuple(connection.execute(select(person.c.id).where(person.c.erased_at.is_not(None))).scalars())


def _desktops_out(target: Journal) -> dict[str, datetime]:
    """Desktops that are let in no longer, with since when."""
    with target.store.read() as connection:
        rows = connection.execute(select(device.c.id, device.c.revoked_at).where(device.c.revoked_at.is_not(None)))
        return {row.id: row.revoked_at for row in rows}


def _holds_something(target: Journal) -> bool:
    with target.store.read() as connection:
        return any(_count(connection, table) for table in _TABLES)


def _make_ready(copy: Journal, gone: tuple[str, ...]) -> tuple[str, ...]:
    """Sign everybody out, note when it was, have all figures made anew; erase who was erased since, and return them."""
    with copy.store.write() as connection:
        for table in (sign_in, attempt):
            connection.execute(delete(table))
        now = copy.clock()
        told = {"name": RESTORED, "value": json.dumps(stamp(now)), "changed_by": "", "changed_at": now}
        put(connection, setting, told, told)
        # A code opens once; whether it has done so since the backup nobody here can know.
        connection.execute(delete(join_code).where(join_code.c.used_at.is_(None)))
        counting.empty(connection)
    again = tuple(one.id for one in copy.people() if one.id in set(gone))
    for person_id in again:
        copy.erase_person(person_id)
    return again


def _keep_out(copy: Journal, out: dict[str, datetime]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Revoke again which desktops were revoked since; return those, and those whose tokens open."""
    live = select(device.c.id).where(device.c.revoked_at.is_(None)).order_by(device.c.joined_at, device.c.id)
    with copy.store.write() as connection:
        again = tuple(each for each in connection.execute(live).scalars() if each in out)
        for each in again:
            connection.execute(update(device).where(device.c.id == each).values(revoked_at=out[each]))
        return again, tuple(connection.execute(live).scalars())


def _fill(copy: Journal, target: Journal) -> None:
    names = ", ".join(f'"{table.name}"' for table in (*_TABLES, *FIGURES))
    with copy.store.read() as reading, target.store.write() as writing:
        for change in (
            "DISABLE",
            "ENABLE",
        ):  # the guards stand aside while everything is replaced, and nobody else sees
            for table in _GUARDED:
                writing.exec_driver_sql(f"ALTER TABLE {table} {change} TRIGGER {table}_never_emptied")
            if change == "DISABLE":
                writing.exec_driver_sql(f"TRUNCATE {names}")
        _copy(reading, writing)


def _swap(made: Path, into: Path, *, full: bool) -> Path | None:
    """Put a file in the place of another; return where the other is kept when it held something."""
    where = f"The journal {into}"
    with plain_words(where), closing(sqlite3.connect(into, isolation_level=None, timeout=1)) as driver:
        # Leaving the write-ahead log works only while nobody else has the file open.
        driver.execute("PRAGMA journal_mode=DELETE")
    aside = None
    if full:
        numbers: Any = (into.with_name(f"{into.name}.replaced-{number}") for number in range(1, 10_000))
        aside = next(path for path in numbers if not path.exists())
        try:
            os.link(into, aside)
        except OSError:  # a drive without links
            shutil.copy2(into, aside)
    made.replace(into)
    _sync(into.parent)
    return aside
