"""This machine and its company: join it, send what was played, leave it."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from simulator.cli.surroundings import get_texts, open_own_journal
from simulator.errors import EXIT_FAILED, EXIT_SURROUNDINGS, UsageError

if TYPE_CHECKING:
    from simulator.exchange import Link, SyncReport
    from simulator.texts import Texts


def _now() -> datetime:
    return datetime.now(UTC)


@click.command()
@click.argument("address")
@click.option("--code", default="", help="The code you were given; it works once. Left out: you are asked for it.")
@click.option("--name", default="", help="What this machine is called in your list of desktops.")
def join(*, address: str, code: str, name: str) -> None:
    """Join the company whose console is at ADDRESS, as https://training.example.org."""
    from simulator.exchange import join as join_company
    from simulator.settings import data_dir
    from simulator.texts import visible

    t = get_texts()
    code = code or click.prompt(t("company.code.ask"))
    with open_own_journal() as journal:
        link = join_company(address, code, journal, data_dir(), device=name or platform.node(), clock=_now)
        who = journal.person(link.person_id).display_name or ""
    click.echo(t("company.joined", name=visible(who), address=link.address))
    click.echo(t("company.joined.about"))


@click.command()
@click.option("--share-practice/--keep-practice", "share", default=None, help="Whether practice goes up as well.")
def sync(*, share: bool | None) -> None:
    """Send what is to go up to the company, and fetch what was given. Without --share-practice only exams go up."""
    from simulator.exchange import Company
    from simulator.settings import data_dir
    from simulator.texts import visible

    t, link = get_texts(), own_link()
    with open_own_journal() as journal:
        company = Company(journal, data_dir(), link, clock=_now)
        if share is not None:
            company.share_practice(share=share)
            click.echo(t("company.share.on" if share else "company.share.off"))
        report = company.sync()
    _tell(report, t, visible(link.company) or link.address)
    if report.error:
        raise click.exceptions.Exit(EXIT_SURROUNDINGS)
    if report.refused:
        raise click.exceptions.Exit(EXIT_FAILED)


def _tell(report: SyncReport, t: Texts, company: str) -> None:
    if report.uploaded:
        click.echo(t.count("company.sync.up", len(report.uploaded)))
    for each in report.refused:
        key = f"company.refused.{each.reason}"
        why = t(key) if key in t else each.reason
        click.echo(t("company.not_taken", session=each.session, why=why), err=True)
    if report.error:
        click.echo(t(f"company.error.{report.error}", company=company), err=True)
        if report.said:
            click.echo(report.said, err=True)
        if report.waiting:
            click.echo(t.count("company.sync.waiting", len(report.waiting)), err=True)
    elif not report.refused:
        click.echo(t("company.sync.done"))
    if report.marked:
        click.echo(t.count("company.sync.marked", len(report.marked)))
    if report.assignments:
        click.echo(t.count("company.sync.given", len(report.assignments)) + " " + t("company.given.see"))


@click.command()
def leave() -> None:
    """Leave the company. What was recorded stays, here and there."""
    from simulator.exchange import leave as leave_company
    from simulator.settings import data_dir

    address = own_link().address
    leave_company(data_dir())
    click.echo(get_texts()("company.left", address=address))


def own_link() -> Link:
    """The bond of this machine with its company.

    Raises:
        UsageError: there is none.
    """
    from simulator.exchange import load_link
    from simulator.settings import data_dir

    link = load_link(data_dir())
    if link is None:
        raise UsageError(get_texts()("company.none"))
    return link
