"""How grading works, in plain words and measured figures; and the notice of what is recorded and who sees it."""

from __future__ import annotations

from starlette.responses import Response

from scoring import load_rubric
from simulator.console.ask import Ask
from simulator.console.chosen import contact
from simulator.console.grading_figures import (
    RUBRIC,
    acts_named,
    acts_sheet,
    figures_parts,
    figures_sheet,
    retention_sheet,
    rubric_lines,
    versions_sheet,
    weak_acts,
)
from simulator.console.menu import start
from simulator.console.routes import SIGNED_IN, Route
from simulator.console.sheets import Sheet
from simulator.marking import ANSWER_DAYS


def how_grading_works(ask: Ask) -> Response:
    """The model card in plain words; open to everybody, since it is about nobody."""
    moves, faults = acts_named(ask.words)
    figures, talks = figures_parts(ask.words)
    return ask.page(
        "grading/how.html.j2",
        steps=rubric_lines(ask.words),
        moves=moves,
        faults=faults,
        figures=figures,
        talks=talks,
        acts=acts_sheet(ask.words.language, ask.words),
        weak=weak_acts(ask.words),
        versions=versions_sheet(ask.words),
        retention=retention_sheet(ask.journal.office.settings(), ask.words),
        days=ANSWER_DAYS,
        below=load_rubric(RUBRIC).improve_below,
    )


def figures_table(ask: Ask) -> Sheet:
    """The measured figures, as a table."""
    return figures_sheet(ask.words)


def show_notice(ask: Ask) -> Response:
    """What is recorded, and who sees it."""
    from simulator.exchange import xapi

    retention = retention_sheet(ask.journal.office.settings(), ask.words)
    chosen = xapi.read_chosen(ask.journal)
    return ask.page(
        "grading/notice.html.j2",
        retention=retention,
        days=ANSWER_DAYS,
        contact=contact(ask.journal),
        told=[ask.words(f"lms.mode.{mode}") for mode in chosen.modes] if chosen.on else [],
    )


def have_read(ask: Ask) -> Response:
    """The visitor has read the notice; everything else is open to them now."""
    if not ask.visitor.notice_seen:
        ask.journal.logins.see_notice(ask.visitor.account_id)
        ask.log("notice.seen", "account", ask.visitor.account_id)
    return ask.go(start(ask.visitor))


ROUTES: tuple[Route, ...] = (
    Route("GET", "/how-grading-works", how_grading_works, None),
    Route("GET", "/how-grading-works/figures", figures_table, None, sheet=True),
    Route("GET", "/notice", show_notice, SIGNED_IN, early=True),
    Route("POST", "/notice", have_read, SIGNED_IN, early=True),
)
