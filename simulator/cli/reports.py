"""For reviewers and the machine: sessions, who stands where, and what works here."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.files import refuse_existing, write
from simulator.cli.surroundings import (
    LANGUAGES,
    get_texts,
    open_own_journal,
    person_id_of,
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
@click.option("--pdf", "pdf_file", type=click.Path(dir_okay=False, path_type=Path), help="With SESSION: its debrief.")
@click.option("--markdown", "markdown_file", type=click.Path(dir_okay=False, path_type=Path), help="The same as text.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="With --all: write a page.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="With --all: write a table.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the page.")
def report(
    *,
    session_id: str | None,
    everyone: bool,
    as_json: bool,
    pdf_file: Path | None,
    markdown_file: Path | None,
    html: Path | None,
    csv_file: Path | None,
    language: str | None,
) -> None:
    """Show one session with its grade and evidence, or with --all who stands where.

    A file that is there already is written anew.
    """
    if everyone == (session_id is not None):
        raise UsageError("Name one session, or ask for --all.", "silkgloves report --all lists the sessions.")
    if everyone and (pdf_file or markdown_file):
        raise UsageError("--pdf and --markdown write the debrief of one session.", "Name that session.")
    with open_own_journal() as journal:
        if session_id is not None:
            _refuse_running_exam(journal, session_id)
        if session_id is not None and (pdf_file or markdown_file):
            _write_debrief(journal, session_id, pdf_file, markdown_file, language=language)
        elif session_id is not None:
            _report_session(journal, session_id, as_json=as_json, language=language)
        else:
            _report_all(journal, as_json=as_json, html=html, csv_file=csv_file, language=language)


def _refuse_running_exam(journal: Journal, session_id: str) -> None:
    """What counted in an exam, and what would be better, is told once it is over."""
    from simulator.record import Mode

    record = journal.session(session_id)
    if record.header.mode is Mode.EXAM and record.ended_at is None:
        raise UsageError("This exam is not over.", "Go on with it, or end it: silkgloves resume")


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


def _write_debrief(
    journal: Journal, session_id: str, pdf_file: Path | None, markdown_file: Path | None, *, language: str | None
) -> None:
    from simulator.review import debrief, debrief_document, markdown, pdf
    from simulator.training import Session, grade_session

    session, record = Session.resume(journal, session_id), journal.session(session_id)
    played = session.played
    found = debrief(played, played.grade or grade_session(played).to_record())
    name = journal.person(record.person_id).display_name or ""
    t = get_texts(language or session.state.language)
    made = debrief_document(played, found, t, name=name, started_at=record.started_at)
    if pdf_file is not None:
        write(pdf_file, pdf(made))
        click.echo(f"Wrote {pdf_file}.")
    if markdown_file is not None:
        write(markdown_file, markdown(made).encode())
        click.echo(f"Wrote {markdown_file}.")


@click.command()
@click.argument("path_id", metavar="PATH")
@click.option("--trainee", help="Who passed; if left out, who joined a company, else your user name.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="FILE.pdf; PATH.pdf if left out.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the certificate.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def certificate(*, path_id: str, trainee: str | None, out: Path | None, language: str | None, force: bool) -> None:
    """Write the certificate of the exam path PATH, for somebody who has passed it."""
    from simulator.review import certificate as written
    from simulator.review import follow, pdf
    from simulator.scenario import glance, load_path, paths
    from simulator.training import MarksOfRecord

    t = get_texts(language)
    if path_id not in paths():
        raise UsageError(f"There is no path {path_id!r}.", f"There are {', '.join(paths())}.")
    with open_own_journal() as journal:
        person = person_id_of(journal, trainee)
        name = journal.person(person).display_name or ""
        records = journal.sessions(person)
        course = follow(path_id, load_path(path_id), records, MarksOfRecord(journal)(records))
    if not course.certified:
        missing = ", ".join(stage.scene for stage in course.stages if not stage.passed)
        raise UsageError(f"{name} has not passed the exam path {path_id}.", f"To pass as exams: {missing or 'none'}.")
    target = out or Path(f"{path_id}.pdf")
    refuse_existing(target, force=force)
    titles = {stage.scene: glance(stage.scene, t.language).title for stage in course.stages}
    write(target, pdf(written(course, t, name=name, titles=titles, confirmed=course.confirmed)))
    click.echo(f"Wrote {target}.")


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
    from simulator.training import whole_marks

    t = get_texts(language)
    found = gather_overview(journal, marks=whole_marks(journal))
    if html is not None:
        write(html, overview_html(found, t, partial(read_played, journal)).encode())
    if csv_file is not None:
        write(csv_file, overview_csv(found, t).encode("utf-8-sig"))
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
