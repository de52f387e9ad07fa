"""What customers complain about, over all sessions, and what the firm could change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from simulator.console.pages.hr_people import HR
from simulator.console.routes import Route
from simulator.console.sheets import Cell, Column, Sheet
from simulator.console.workforce import Workforce
from simulator.review import ENDS, Cause
from simulator.scenario import load_world_words

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.scenario import Language


def words_of(language: str) -> Mapping[str, str]:
    """What causes and choices of the firm are called."""
    return load_world_words(cast("Language", language))


def causes(ask: Ask) -> Response:
    """Causes of complaint, how they ended, and what would ease them."""
    force = Workforce(ask)
    found = force.complaints()
    return ask.page(
        "hr/causes.html.j2",
        freshness=force.freshness,
        count=sum(cause.conversations for cause in found),
        causes=found,
        sheet=_causes_sheet(ask, found),
        policies=_policies_sheet(ask, found),
        names=words_of(ask.words.language),
    )


def causes_sheet(ask: Ask) -> Sheet:
    """The same as a table."""
    return _causes_sheet(ask, Workforce(ask).complaints())


def _causes_sheet(ask: Ask, found: tuple[Cause, ...]) -> Sheet:
    t, names = ask.words, words_of(ask.words.language)
    columns = (
        Column("cause", t("hr.column.cause")),
        Column("conversations", t("hr.column.conversations"), "number"),
        *(Column(end, t(f"hr.end.{end}"), "number") for end in ENDS),
        Column("lost_share", t("hr.column.lost_share"), "percent"),
        Column("interval", t("hr.column.interval")),
        Column("stars", t("hr.column.stars"), "number"),
        Column("cards", t("hr.column.cards"), "number"),
        Column("unhappy", t("hr.column.unhappy"), "number"),
        Column("in_shifts", t("hr.column.in_shifts"), "number"),
    )
    rows = []
    for cause in found:
        share = cause.lost
        told = ""
        if share.low is not None and share.high is not None:
            told = t("hr.interval", low=round(share.low), high=round(share.high))
        elif share.n:
            told = t("hr.too_few")
        row: tuple[Cell, ...] = (
            names[f"complaint.{cause.cause}"],
            cause.conversations,
            *(cause.ends[end] for end in ENDS),
            round(share.value) if share.value is not None and share.sure else None,
            told,
            None if cause.stars.value is None else round(cause.stars.value, 1),
            cause.stars.n,
            cause.unhappy,
            cause.in_shifts,
        )
        rows.append(row)
    return Sheet(
        "causes", t("hr.causes.title"), columns, tuple(rows), (t("hr.causes.note"), t("hr.note.too_few")), ask.now
    )


def policies_sheet(ask: Ask) -> Sheet:
    """What the firm could choose against which cause, as a table."""
    return _policies_sheet(ask, Workforce(ask).complaints())


def _policies_sheet(ask: Ask, found: tuple[Cause, ...]) -> Sheet:
    t, names = ask.words, words_of(ask.words.language)
    columns = (
        Column("choice", t("hr.column.choice")),
        Column("option", t("hr.column.option")),
        Column("cause", t("hr.column.eases")),
        Column("cost", t("hr.column.cost")),
        Column("with", t("hr.column.with_it"), "number"),
        Column("shifts_with", t("hr.column.shifts_with"), "number"),
        Column("without", t("hr.column.without"), "number"),
        Column("shifts_without", t("hr.column.shifts_without"), "number"),
    )
    rows = tuple(
        (
            names[f"world.{policy.choice}"],
            names[f"world.{policy.choice}.{policy.option}"],
            names[f"complaint.{cause.cause}"],
            t.money(policy.cost * 100),
            None if policy.with_it.value is None else round(policy.with_it.value, 1),
            policy.with_it.n,
            None if policy.without.value is None else round(policy.without.value, 1),
            policy.without.n,
        )
        for cause in found
        for policy in cause.eased_by
    )
    return Sheet("policies", t("hr.policies.title"), columns, rows, (t("hr.policies.note"),), ask.now)


ROUTES = (
    Route("GET", "/hr/causes", causes, HR),
    Route("GET", "/hr/causes", causes_sheet, HR, sheet=True),
    Route("GET", "/hr/causes/policies", policies_sheet, HR, sheet=True),
)
