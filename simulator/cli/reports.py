"""For reviewers and the machine: sessions, who stands where, and what works here."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.surroundings import (
    LANGUAGES,
    get_texts,
    open_own_journal,
    print_json,
)
from simulator.errors import (
    EXIT_SURROUNDINGS,
    UsageError,
)

if TYPE_CHECKING:
    from simulator.record import Journal


@click.command()
@click.argument("session_id", required=False)
@click.option("--all", "everyone", is_flag=True, help="People by steps: best, latest and unseen, and who is ready.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="With --all: write a page.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="With --all: write a table.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the page.")
def report(
    *,
    session_id: str | None,
    everyone: bool,
    as_json: bool,
    html: Path | None,
    csv_file: Path | None,
    language: str | None,
) -> None:
    """Show one session with its grade and evidence, or with --all who stands where."""
    if everyone == (session_id is not None):
        raise UsageError("Name one session, or ask for --all.", "silkgloves report --all lists the sessions.")
    with open_own_journal() as journal:
        if session_id is not None:
            _report_session(journal, session_id, as_json=as_json, language=language)
        else:
            _report_all(journal, as_json=as_json, html=html, csv_file=csv_file, language=language)


def _report_session(journal: Journal, session_id: str, *, as_json: bool, language: str | None) -> None:
    from simulator import terminal
    from simulator.review import session_json
    from simulator.training import Session, grade_session

    session = Session.resume(journal, session_id)
    if as_json:
        grade = session.played.grade or grade_session(session.played).to_record()
        print_json(session_json(session.played, grade))
        return
    t = get_texts(language or session.state.language)
    terminal.Stage(session, t).whole()
    grade = session.played.grade or grade_session(session.played).to_record()
    terminal.show_debrief(session, t, grade=grade)


def _report_all(
    journal: Journal, *, as_json: bool, html: Path | None, csv_file: Path | None, language: str | None
) -> None:
    from simulator.review import (
        gather_overview,
        overview_csv,
        overview_html,
        overview_json,
        overview_text,
        read_played,
    )

    t = get_texts(language)
    found = gather_overview(journal)
    if html is not None:
        html.write_text(overview_html(found, t, partial(read_played, journal)), encoding="utf-8")
    if csv_file is not None:
        csv_file.write_text(overview_csv(found, t), encoding="utf-8-sig", newline="")
    if as_json:
        print_json(overview_json(found))
    elif html is None and csv_file is None:
        click.echo(overview_text(found, t))


@click.command()
@click.option("--json", "as_json", is_flag=True)
@click.option("--language", type=click.Choice(LANGUAGES))
def doctor(*, as_json: bool, language: str | None) -> None:
    """Say what works on this machine and what to do about what does not."""
    from dataclasses import asdict

    from simulator.doctor import examine, verdict

    t = get_texts(language)
    checks = examine(t)
    if as_json:
        print_json([asdict(found) for found in checks])
    else:
        click.echo(t("doctor.title"))
        for found in checks:
            click.echo(f"{t(f'doctor.status.{found.status}')}: {found.what}")
            if found.advice:
                click.echo(f"    {found.advice}")
        click.echo(t(f"doctor.summary.{verdict(checks)}"))
    if verdict(checks) == "fail":
        raise click.exceptions.Exit(EXIT_SURROUNDINGS)
