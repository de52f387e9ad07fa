"""What the company has assigned: listed, and played in plain text."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.joining import own_link
from simulator.cli.playing import SEEDS, run_session
from simulator.cli.surroundings import LANGUAGES, get_texts, open_own_journal, ui_language
from simulator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.desktop import Standings
    from simulator.record import Journal
    from simulator.texts import Texts
    from simulator.training import Session


@click.command()
@click.argument("number", required=False, type=click.IntRange(1))
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the scene.")
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Play this file; an exam begins unasked.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the session as one JSON at its end.")
def assigned(*, number: int | None, language: str | None, answers: Path | None, as_json: bool) -> None:
    """List what your company assigned to you, or play NUMBER of the list in plain text."""
    from simulator.desktop import assignments
    from simulator.settings import data_dir

    t, link = get_texts(), own_link()
    with open_own_journal() as journal:
        found = assignments(journal, data_dir(), datetime.now(UTC))
        if number is None:
            _list(found, t)
            return
        if number > len(found):
            raise UsageError(t("company.given.unknown", number=number), t("company.given.see"))
        session = _begun(journal, found[number - 1], language, t, asks=answers is None)
        if session is None:
            return

        def keep() -> None:
            if not session.recorded:
                session.keep(journal, link.person_id)

        if answers is None and session.played.mode == "exam":
            keep()  # from now on it counts, as was said; a file is read first
        run_session(session, answers, keep, as_json=as_json, t=get_texts(session.state.language))
        if session.ended and found[number - 1].given.mode == "exam":
            click.echo(t("company.given.over"), err=True)


def _list(found: Sequence[Standings], t: Texts) -> None:
    from simulator.desktop import assignment_words

    for number, each in enumerate(found, 1):
        name, *lines = assignment_words(each, ui_language())
        click.echo(f"{number}. {name}")
        for line in lines:
            click.echo(f"   {line}")
    click.echo(t("company.given.how" if found else "company.given.none"))


def _begun(journal: Journal, found: Standings, language: str | None, t: Texts, *, asks: bool) -> Session | None:
    """The session of an assignment: the one under way, or a new one, not recorded yet; None where an exam is put off.

    Raises:
        UsageError: nothing can be begun for it now.
    """
    from simulator.desktop import assignment_words
    from simulator.record import Mode
    from simulator.review import Assigned
    from simulator.scenario import load_bundle
    from simulator.training import Session

    name, *lines = assignment_words(found, ui_language())
    attempt, given = found.attempt, found.given
    if attempt is None:
        if found.standing != "unfinished":
            raise UsageError(f"{name}: {lines[-1]}", t("company.given.see"))
        session = Session.resume(journal, found.session_id)
        session.go_on()
        return session
    scenario = load_bundle(journal.scenario(attempt.hash))
    if given.mode == "exam" and asks:
        for line in (name, *lines):
            click.echo(line, err=True)  # on the output stands nothing but what was played, or its JSON
        click.echo(f"{t('company.given.ask')} ", nl=False, err=True)
        if not input().strip().lower().startswith(t("terminal.yes")):
            return None
    wanted = language or ui_language()
    if language is not None and language not in scenario.languages:
        raise UsageError(
            t("company.given.language", languages=", ".join(t(f"language.{code}") for code in scenario.languages))
        )
    code: Any = wanted if wanted in scenario.languages else scenario.languages[0]
    return Session.begin(
        scenario,
        code,
        secrets.randbelow(SEEDS) if attempt.seed is None else attempt.seed,
        mode=Mode(given.mode),
        assigned=Assigned(given.id, attempt.number) if attempt.number else None,
    )
