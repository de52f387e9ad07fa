"""For whoever keeps the records: journals taken in, backups and back again, retention, and whether all is whole."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.surroundings import print_json
from simulator.errors import EXIT_FAILED

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.record import Backup, Journal, Soundness

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def database_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option that names other records than this machine's."""
    told = "A file, or postgresql+psycopg://HOST/NAME. Left out: this machine's records."
    return click.option("--database", default="", help=told)(command)


def _address(database: str) -> str:
    """Where the records are; this machine's own where nothing is named."""
    from simulator.settings import JOURNAL_NAME, data_dir

    return database or str(data_dir() / JOURNAL_NAME)


def open_records(database: str) -> Journal:
    """The records an option names, or this machine's own."""
    from simulator.record import open_journal

    return open_journal(_address(database))


@click.command("import-journal")
@click.argument("file", type=_FILE)
@database_option
@click.option("--json", "as_json", is_flag=True)
def import_journal(*, file: Path, database: str, as_json: bool) -> None:
    """Take the sessions of another machine's journal FILE in. Doing it again takes only what is new there.

    Every chain is checked before anything of it is taken. Whoever was erased here stays erased.
    """
    from simulator.record import take_in

    with open_records(database) as journal:
        found = take_in(journal, file)
    if as_json:
        print_json(
            {
                "taken": list(found.taken),
                "known": list(found.known),
                "grown": list(found.grown),
                "people": list(found.people),
                "refused": [
                    {"session": each.session_id, "reason": each.reason.value, "detail": each.detail}
                    for each in found.refused
                ],
            }
        )
    else:
        click.echo(
            f"Sessions taken in: {len(found.taken)}; grown: {len(found.grown)}; here already: {len(found.known)}. "
            f"New people: {len(found.people)}."
        )
        for each in found.refused:
            click.echo(f"{each.session_id} was not taken ({each.reason.value}): {ascii(each.detail)[1:-1]}", err=True)
    if found.refused:
        raise click.exceptions.Exit(EXIT_FAILED)


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@database_option
def back_up(*, file: Path, database: str) -> None:
    """Write all records into the new FILE, and check it. It holds names, words, hashes of passwords: keep it safe."""
    from simulator.record import backup

    with open_records(database) as journal:
        made = backup(journal, file)
    click.echo(f"Wrote {made.path}, {made.size_bytes / 1_000_000:.1f} MB.")
    _tell_found(made.found)


@click.command("restore")
@click.argument("file", type=_FILE)
@database_option
@click.option("--replace", is_flag=True, help="Also where there are records already; a file is kept aside.")
@click.option("--accept-broken", is_flag=True, help="Also a backup in which a chain does not hold.")
@click.option("--drill", is_flag=True, help="Only try it, in a place of its own that is cleared away again.")
def bring_back(*, file: Path, database: str, replace: bool, accept_broken: bool, drill: bool) -> None:
    """Bring the records of the backup FILE back. Stop the console and the desktops first.

    Whoever was erased since the backup is erased in what comes back; a desktop that was revoked since stays out.
    """
    from simulator.record import restore

    if drill:
        with tempfile.TemporaryDirectory() as folder:
            tried = restore(file, str(Path(folder) / "drill.sqlite3"), accept_broken=accept_broken)
        click.echo("The backup can be brought back. Nothing was changed here.")
        _tell_found(tried.found)
        return
    done = restore(file, _address(database), replace=replace, accept_broken=accept_broken)
    _tell_restored(done)


def _tell_restored(done: Backup) -> None:
    click.echo("The records are back. Whoever was signed in signs in again.")
    if done.erased_again:
        click.echo(f"People erased since the backup, and erased again: {len(done.erased_again)}.")
    if done.revoked_again:
        click.echo(f"Desktops revoked since the backup, and revoked again: {len(done.revoked_again)}.")
    if done.let_in:
        click.echo(f"Desktops that are let in, as the backup says: {len(done.let_in)}. Look them through.")
    if done.kept_aside:
        click.echo(f"What was there before lies in {done.kept_aside}.")
    _tell_found(done.found)


def _tell_found(found: Soundness) -> None:
    """What records hold, and whether it holds together."""
    rows = found.rows
    click.echo(f"It holds {rows.get('session', 0)} sessions of {rows.get('person', 0)} people.")
    if found.fault is not None:
        click.echo(f"The file is damaged: {found.fault}", err=True)
    if found.broken:
        click.echo(f"Sessions that do not hold (chain, or receipt): {', '.join(found.broken)}", err=True)
    if not found.audit_ok:
        click.echo("The chain of the audit log does not hold.", err=True)
    if found.ok:
        head = found.audit_head.hex() if found.audit_head else "empty"
        click.echo(f"All chains hold. Head of the audit log: {head}")


@click.command("verify")
@database_option
@click.option("--json", "as_json", is_flag=True)
def verify(*, database: str, as_json: bool) -> None:
    """Check the file, every session's chain and receipts, and the audit log."""
    from simulator.exchange import unsigned
    from simulator.record import examine

    with open_records(database) as journal:
        found = examine(journal)
        doubtful = unsigned(journal)
    if as_json:
        head = found.audit_head.hex() if found.audit_head else None
        print_json(
            {
                "ok": found.ok and not doubtful,
                "receipts_not_signed": list(doubtful),
                "fault": found.fault,
                "broken": list(found.broken),
                "audit_ok": found.audit_ok,
                "audit_head": head,
                "rows": found.rows,
            }
        )
    else:
        _tell_found(found)
        if doubtful:
            click.echo(f"Receipts that no known key has signed: {', '.join(doubtful)}", err=True)
    if doubtful or not found.ok:
        raise click.exceptions.Exit(EXIT_FAILED)


@click.command("retain")
@database_option
@click.option("--apply", "applied", is_flag=True, help="Take it away. Left out: only say what that would be.")
@click.option("--json", "as_json", is_flag=True)
def retain(*, database: str, applied: bool, as_json: bool) -> None:
    """Say what has been kept long enough by the rules of retention, and with --apply take it away."""
    from simulator.record import upkeep

    with open_records(database) as journal:
        found = upkeep(journal, dry_run=not applied)
        names = {person.id: person.display_name or "" for person in journal.people(erased=True)}
    if as_json:
        sessions = [
            {
                "session": each.session_id,
                "person": each.person_id,
                "purpose": each.purpose.value,
                "entries": each.entries,
            }
            for each in found.sessions
        ]
        removed = dict(found.removed)
        print_json({"applied": applied, "sessions": sessions, "removed": removed, "scrubbed": found.scrubbed})
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from simulator.texts import visible

    table = Table("purpose", "who", "last entry", "entries", "session")
    for each in found.sessions:
        who = Text(visible(names.get(each.person_id, "")))
        table.add_row(each.purpose.value, who, f"{each.last_entry_at:%Y-%m-%d}", str(each.entries), each.session_id)
    if found.sessions:
        Console().print(table)
    by_purpose = Counter(each.purpose.value for each in found.sessions)
    counted = {**by_purpose, **{name: count for name, count in found.removed.items() if count}}
    told = ", ".join(f"{name} {count}" for name, count in counted.items()) or "nothing"
    click.echo(f"{'Taken away' if applied else 'Would be taken away'}: {told}.")
    if applied and not found.scrubbed:
        click.echo("Old bytes may still lie in the file: another program has it open. Run it again later.", err=True)
    if not applied and counted:
        click.echo("Nothing was changed. Take it away with: silkgloves retain --apply")
