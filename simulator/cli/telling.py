"""What an LMS is told: sent, or written into a file."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.serving import LRS_VARIABLE, read_lrs
from simulator.cli.surroundings import print_json
from simulator.errors import EXIT_FAILED, SurroundingsError, UsageError

if TYPE_CHECKING:
    from simulator.exchange import xapi
    from simulator.record import Journal

_STDOUT = "-"


@click.command("statements")
@click.option("--database", default="", help="A file, or postgresql+psycopg://HOST/NAME. Left out: this machine's.")
@click.option("--xapi-out", default="", metavar="FILE", help="Write all of them there, one to a line; - prints them.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="With --xapi-out: only of that day or later.")
@click.option(
    "--mode", "modes", multiple=True, type=click.Choice(["exam", "practice", "shift"]),
    help="With --xapi-out: sessions of these modes. Left out: those the company has chosen, at first exams.",
)  # fmt: skip
@click.option("--send", is_flag=True, help=f"Send what waits, once, to the LMS of the file that {LRS_VARIABLE} names.")
@click.option("--json", "as_json", is_flag=True)
def statements(
    *, database: str, xapi_out: str, since: datetime | None, modes: tuple[str, ...], send: bool, as_json: bool
) -> None:
    """What an LMS is told by xAPI: say how it stands, write it into a file, or send it.

    Statements hold points and what was heard, under a pseudonym; no words of anybody, no names.
    """
    from simulator.record import open_journal
    from simulator.settings import JOURNAL_NAME, data_dir

    if send and xapi_out:
        raise UsageError("--send and --xapi-out are two ways out.", "Choose one of them.")
    with open_journal(database or str(data_dir() / JOURNAL_NAME)) as journal:
        if xapi_out:
            _write(journal, xapi_out, None if since is None else since.replace(tzinfo=UTC), modes)
        elif send:
            _send(journal, as_json=as_json)
        else:
            _tell(journal, as_json=as_json)


def _write(journal: Journal, target: str, since: datetime | None, modes: tuple[str, ...]) -> None:
    from simulator.exchange import xapi

    chosen = xapi.read_chosen(journal)
    if modes:
        chosen = replace(chosen, modes=modes)
    lines = (f"{each.to_json()}\n" for each in xapi.every_statement(journal, chosen, since))
    if target == _STDOUT:
        for line in lines:
            sys.stdout.write(line)
        return
    # Not all at once in memory: a company has millions of lines. Whole or not at all, all the same.
    path, part, count = Path(target), Path(f"{target}.part"), 0
    try:
        xapi.check_file(path)
        with part.open("w", encoding="ascii", newline="\n") as file:
            for line in lines:
                file.write(line)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SurroundingsError(
            f"{target} cannot be written: {error.strerror}.", "Name another file, or free some space."
        ) from error
    click.echo(f"Wrote {count} statements to {target}.")


def _send(journal: Journal, *, as_json: bool) -> None:
    from simulator.exchange import xapi

    options = read_lrs()
    if options is None:
        raise UsageError(
            f"{LRS_VARIABLE} names no LMS.", "Let it name a JSON file with address, key and secret; or use --xapi-out."
        )
    if not xapi.read_chosen(journal).on:
        raise UsageError("Nothing is told to an LMS yet.", "An administrator turns it on in the console: To the LMS.")
    done: xapi.Dispatched | None = None
    with suppress(KeyboardInterrupt):
        done = xapi.Dispatch(journal, xapi.LrsOutlet(xapi.Lrs(options))).run()
    if done is None:
        return
    if as_json:
        print_json(asdict(done))
    elif done.elsewhere:
        click.echo("Somebody else is sending right now; nothing was done.")
    else:
        click.echo(f"Sent: {done.sent}; refused: {done.refused}; waiting: {done.waiting}.")
    if done.answer and not as_json:
        click.echo(f"The LMS: {ascii(done.answer)[1:-1]}", err=True)
    if done.stopped:
        click.echo("Nothing more is sent until an administrator has looked and says so in the console.", err=True)
        raise click.exceptions.Exit(EXIT_FAILED)


def _tell(journal: Journal, *, as_json: bool) -> None:
    from simulator.exchange import xapi

    counts = {state.value: count for state, count in journal.statements.counts().items()}
    on, stopped = xapi.read_chosen(journal).on, xapi.stopped(journal)
    if as_json:
        print_json({"on": on, "stopped": stopped, **counts})
        return
    click.echo("Statements are sent." if on else "Nothing is told to an LMS.")
    click.echo(", ".join(f"{state}: {count}" for state, count in counts.items()))
    if stopped:
        click.echo(f"Sending has stopped: {stopped['status']} {ascii(stopped['answer'])[1:-1]}", err=True)
