"""Everything stored graded anew: the run itself, and workers who help with it from other machines."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from simulator.cli.records import database_option, open_records
from simulator.cli.surroundings import print_json
from simulator.errors import EXIT_FAILED

if TYPE_CHECKING:
    from simulator.training import Applied, Regrading


@click.command("regrade")
@database_option
@click.option("--apply", "applied", is_flag=True, help="Write what would change as new proposals.")
@click.option("--everything", is_flag=True, help="Also what this very grader has graded.")
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Processes of this machine. Left out: workers that run, or all cores."
)
@click.option("--json", "as_json", is_flag=True)
def regrade(*, database: str, applied: bool, everything: bool, workers: int | None, as_json: bool) -> None:
    """Grade everything stored with the grader as it is now and say what would change; --apply writes proposals.

    On PostgreSQL the work is shared by all `silkgloves work` of this version, wherever they run.
    """
    from simulator.training import hands, propose_anew
    from simulator.training import regrade as run

    tell = _told if sys.stderr.isatty() else None
    with open_records(database) as journal, hands(journal, workers) as crew:
        report = run(journal, crew=crew, everything=everything, told=tell)
        done = propose_anew(journal, report, datetime.now(UTC), crew=crew, told=tell) if applied else None
    if tell is not None:
        click.echo("", err=True)
    if as_json:
        written = None if done is None else list(done.written)
        print_json({"report": report.to_json(), "written": written})
    else:
        _tell(report, done)
    if report.failures or (done is not None and done.failures):
        raise click.exceptions.Exit(EXIT_FAILED)


@click.command("work")
@database_option
def work(*, database: str) -> None:
    """Grade anew what waits on PostgreSQL for a worker of this version, until it is stopped. One process uses one core.

    What is in hand is finished first; what a killed worker left is taken up by another within a minute.
    """
    from simulator.training import grader_stamp
    from simulator.training import work as run

    with open_records(database) as journal:
        click.echo(f"Works for grader {grader_stamp()}. Ctrl+C stops it.")
        run(journal)


def _told(done: int, total: int) -> None:
    click.echo(f"\r{done} of {total}", nl=False, err=True)


def _tell(report: Regrading, done: Applied | None) -> None:
    click.echo(
        f"{report.total} finished sessions: {report.current} graded by this grader already, "
        f"{report.unchanged} the same, {len(report.moved)} would move, {len(report.failures)} could not be graded."
    )
    for failure in report.failures:
        click.echo(f"  {failure.session}: {failure.said}", err=True)
    if done is not None:
        click.echo(f"Written: {len(done.written)} proposals. {len(done.already)} needed none.")
        for failure in done.failures:
            click.echo(f"  {failure.session}: {failure.said}", err=True)
    elif report.changed:
        click.echo("Nothing was changed. Write proposals with: silkgloves regrade --apply")
