"""Figures of many people: heat map, spread, progress, groups. Nobody is ranked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.console.charts import column_chart
from simulator.console.pages.hr_people import HR, chosen_query, column_words, confirmed_note, note_of_those
from simulator.console.paging import part_of
from simulator.console.routes import Route
from simulator.console.sheets import Cell, Column, LongRows, Row, Sheet
from simulator.console.workforce import TEAM_KINDS, StepRow, Workforce
from simulator.review import (
    COLUMNS,
    OVERALL,
    WHICH,
    CohortChange,
    Comparison,
    Distribution,
    Estimate,
    Which,
    distribution_of,
    unseen_gap_of,
)

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.record import Freshness
    from simulator.texts import Texts


def _which(ask: Ask) -> Which:
    which = ask.query.get("which")
    return which if which in WHICH else WHICH[0]


def _column(ask: Ask) -> str:
    column = ask.query.get("step")
    return column if column in COLUMNS else OVERALL


def steps(ask: Ask) -> Response:
    """The heat map: people by steps."""
    which, force = _which(ask), Workforce(ask, ask.query.get("team"))
    query = chosen_query(which=which, team=force.team_id)
    part = part_of(ask, force.count(force.those()), query)
    return ask.page(
        "hr/steps.html.j2",
        freshness=force.freshness,
        rows=force.heat_map(which, offset=part.offset, limit=part.limit),
        part=part,
        columns=[column_words(ask.words, column) for column in COLUMNS],
        which=which,
        points=[(each, ask.words(f"hr.which.{each}")) for each in WHICH],
        team=force.team_id,
        teams=force.teams,
        query=query,
        title=ask.words(f"hr.steps.title.{which}"),
        note=note_of_those(force, ask.words),
    )


def steps_sheet(ask: Ask) -> Sheet:
    """The heat map as a table; beside each overall figure whether a person confirmed it."""
    t, which = ask.words, _which(ask)
    force = Workforce(ask, ask.query.get("team"))
    columns = (
        Column("name", t("report.name")),
        *(Column(column, column_words(t, column), "number") for column in COLUMNS),
        Column("status", t("hr.column.status_overall")),
        Column("confirmed", t("hr.column.confirmed"), "number"),
    )

    def rows(found: Sequence[StepRow]) -> Iterator[Row]:
        for row in found:
            overall = row.cells[-1].status
            status = None if overall is None else t(f"shared.status.{overall}")
            yield row.name, *(cell.points for cell in row.cells), status, sum(c.confirmed for c in row.cells)

    read = LongRows(force.count(force.those()), lambda: map(rows, force.whole_heat_map(which)))
    notes = (
        t(f"hr.which.{which}.about"),
        note_of_those(force, t),
        t("out.note.record"),
        t("hr.note.unranked"),
    )
    return Sheet("people-and-steps", t(f"hr.steps.title.{which}"), columns, read, notes, ask.now)


def spread(ask: Ask) -> Response:
    """How the points of a step are spread over people."""
    t, which, column = ask.words, _which(ask), _column(ask)
    force = Workforce(ask)
    found = distribution_of(column, force.bands(which).get(column, {}))
    name = column_words(t, column)
    about = _spread_words(t, found)
    chart = column_chart(
        "spread",
        t("hr.spread.chart", step=name, which=t(f"hr.which.{which}")),
        about,
        along=t("hr.spread.points"),
        up=t("hr.spread.people"),
        places=[_band(band, len(found.bands)) for band in range(len(found.bands))],
        counts=found.bands,
    )
    return ask.page(
        "hr/spread.html.j2",
        freshness=force.freshness,
        chart=chart,
        about=about,
        found=found,
        which=which,
        step=column,
        points=[(each, t(f"hr.which.{each}")) for each in WHICH],
        steps=[(each, column_words(t, each)) for each in COLUMNS],
        sheet=_spread(ask, force),
        query=chosen_query(which=which),
    )


def _band(band: int, bands: int) -> str:
    return f"{band * 10}–{100 if band == bands - 1 else band * 10 + 9}"


def _spread_words(words: Texts, found: Distribution) -> str:
    if not found.n:
        return words("hr.spread.nobody")
    if found.middle is None or found.lower is None or found.upper is None:
        return words.count("hr.spread.too_few", found.n)
    figures = {"middle": round(found.middle), "lower": round(found.lower), "upper": round(found.upper)}
    return words.count("hr.spread.told", found.n, **figures)


def spread_sheet(ask: Ask) -> Sheet:
    """The spread of every step as a table."""
    return _spread(ask, Workforce(ask))


def _spread(ask: Ask, force: Workforce) -> Sheet:
    t, which = ask.words, _which(ask)
    found = [distribution_of(column, force.bands(which).get(column, {})) for column in COLUMNS]
    bands = len(found[0].bands)
    columns = (
        Column("step", t("report.step")),
        Column("people", t("hr.column.people"), "number"),
        Column("lower", t("hr.column.lower"), "number"),
        Column("middle", t("hr.column.middle"), "number"),
        Column("upper", t("hr.column.upper"), "number"),
        *(Column(f"band{band}", _band(band, bands), "number") for band in range(bands)),
    )
    rows = tuple(
        (column_words(t, each.column), each.n, _whole(each.lower), _whole(each.middle), _whole(each.upper), *each.bands)
        for each in found
    )
    notes = (
        t(f"hr.which.{which}.about"),
        note_of_those(force, t),
        t("out.note.record"),
        t("hr.note.too_few"),
    )
    return Sheet("spread", t("hr.spread.table"), columns, rows, notes, ask.now)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def progress(ask: Ask) -> Response:
    """From the first session to the latest, and unseen scenes beside the best grade."""
    force = Workforce(ask)
    return ask.page(
        "hr/progress.html.j2",
        freshness=force.freshness,
        told=_change_words(ask.words, force.changes()[OVERALL]),
        change=_change(ask, force),
        unseen=_unseen(ask, force),
    )


def _change_words(words: Texts, found: CohortChange) -> str:
    moved = found.moved
    if moved.value is None:
        return words("hr.change.nobody")
    if moved.low is None or moved.high is None:
        return words.count("hr.change.too_few", moved.n)
    return words.count(
        f"hr.change.{moved.direction}", moved.n,
        points=signed(moved.value), low=signed(moved.low), high=signed(moved.high),
    )  # fmt: skip


def signed(value: float) -> str:
    """A change in whole points with its sign."""
    whole = round(value)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


def interval(words: Texts, found: Estimate, *, sign: bool = False) -> str:
    """A 95 % interval in words; where there are too few, that."""
    if not found.n:
        return ""
    if found.low is None or found.high is None:
        return words("hr.too_few")
    low, high = (signed(each) if sign else str(round(each)) for each in (found.low, found.high))
    return words("hr.interval", low=low, high=high)


def change_sheet(ask: Ask) -> Sheet:
    """First-to-latest change of every step as a table."""
    return _change(ask, Workforce(ask))


def _change(ask: Ask, force: Workforce) -> Sheet:
    t = ask.words
    columns = (
        Column("step", t("report.step")),
        Column("people", t("hr.column.people_twice"), "number"),
        Column("first", t("hr.column.first_mean"), "number"),
        Column("latest", t("hr.column.latest_mean"), "number"),
        Column("moved", t("hr.column.moved"), "number"),
        Column("interval", t("hr.column.interval")),
        Column("verdict", t("hr.column.verdict")),
        Column("rose", t("hr.column.rose"), "number"),
        Column("fell", t("hr.column.fell"), "number"),
        Column("limit", t("hr.column.limit"), "number"),
    )
    rows = []
    changes = force.changes()
    for column in COLUMNS:
        found = changes[column]
        verdict = t(f"hr.moved.{found.moved.direction}") if found.moved.n else ""
        told = found.limit is not None
        rows.append(
            (
                column_words(t, column),
                found.moved.n,
                _whole(found.first.value),
                _whole(found.latest.value),
                _whole(found.moved.value),
                interval(t, found.moved, sign=True),
                verdict,
                found.rose if told else None,
                found.fell if told else None,
                _whole(found.limit),
            )
        )
    notes = (
        t("hr.change.note"),
        t("hr.change.limit"),
        t("hr.note.too_few"),
        note_of_those(force, t),
        t("out.note.record"),
    )
    return Sheet("change", t("hr.change.title"), columns, tuple(rows), notes, ask.now)


def unseen_sheet(ask: Ask) -> Sheet:
    """Unseen scenes beside the best grade, as a table."""
    return _unseen(ask, Workforce(ask))


def _unseen(ask: Ask, force: Workforce) -> Sheet:
    t = ask.words
    columns = (
        Column("step", t("report.step")),
        Column("people", t("hr.column.people"), "number"),
        Column("unseen", t("hr.column.unseen_mean"), "number"),
        Column("best", t("hr.column.best_mean"), "number"),
        Column("gap", t("hr.column.gap"), "number"),
        Column("interval", t("hr.column.interval")),
    )
    rows = []
    for column in COLUMNS:
        found = unseen_gap_of(column, force.sums)
        means = (_whole(each.value) for each in (found.unseen, found.best, found.gap))
        rows.append((column_words(t, column), found.gap.n, *means, interval(t, found.gap)))
    notes = (t("hr.unseen.note"), t("hr.note.too_few"), note_of_those(force, t), t("out.note.record"))
    return Sheet("unseen", t("hr.unseen.title"), columns, tuple(rows), notes, ask.now)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Groups of a kind as they are asked for, and how many of the grades behind them a person has confirmed."""

    found: Comparison
    kind: str
    which: Which
    note: str
    freshness: Freshness


def _compared(ask: Ask) -> _Groups:
    force, which = Workforce(ask), _which(ask)
    kind = ask.query.get("kind")
    if kind not in TEAM_KINDS:
        kind = next(iter(force.kinds()), TEAM_KINDS[0])
    asked = force.groups(kind, which)
    note = confirmed_note(ask.words, asked.sessions, asked.confirmed)
    return _Groups(asked.found, kind, which, note, force.freshness)


def groups(ask: Ask) -> Response:
    """Groups beside each other."""
    t, asked = ask.words, _compared(ask)
    query = chosen_query(kind=asked.kind, which=asked.which)
    part = part_of(ask, len(asked.found.groups), query)
    return ask.page(
        "hr/groups.html.j2",
        freshness=asked.freshness,
        found=asked.found,
        groups=asked.found.groups[part.lines],
        part=part,
        kind=asked.kind,
        which=asked.which,
        note=asked.note,
        columns=[(column, column_words(t, column)) for column in COLUMNS],
        points=[(each, t(f"hr.which.{each}")) for each in WHICH],
        kinds=[(each, t(f"hr.kind.{each}")) for each in TEAM_KINDS],
        interval=interval,
        query=query,
        title=t(f"hr.groups.title.{asked.kind}"),
    )


def groups_sheet(ask: Ask) -> Sheet:
    """Groups beside each other as a table: a line for each group and step."""
    t, asked = ask.words, _compared(ask)
    columns = (
        Column("group", t("hr.column.group")),
        Column("step", t("report.step")),
        Column("people", t("hr.column.people"), "number"),
        Column("mean", t("hr.column.mean"), "number"),
        Column("low", t("hr.column.low"), "number"),
        Column("high", t("hr.column.high"), "number"),
        Column("told", t("hr.column.told")),
    )
    named = [(each.group.name, each.means) for each in asked.found.groups]
    rows = tuple(
        (name, column_words(t, column), *_told_mean(t, means[column]))
        for name, means in ((t("hr.groups.everybody"), asked.found.everybody), *named)
        for column in COLUMNS
    )
    notes = (
        t(f"hr.which.{asked.which}.about"),
        t.count("out.note.minimum", asked.found.minimum),
        t("hr.groups.rest"),
        asked.note,
        t("out.note.record"),
    )
    return Sheet("groups", t(f"hr.groups.title.{asked.kind}"), columns, rows, notes, ask.now)


def _told_mean(words: Texts, mean: Estimate | None) -> tuple[Cell, ...]:
    """A group's mean as cells; where it is held back, only that."""
    if mean is None:
        return (None, None, None, None, words("hr.groups.held"))
    told = "" if mean.sure or not mean.n else words("hr.too_few")
    return (mean.n, *(_whole(each) for each in (mean.value, mean.low, mean.high)), told)


ROUTES = (
    Route("GET", "/hr/steps", steps, HR),
    Route("GET", "/hr/steps", steps_sheet, HR, sheet=True),
    Route("GET", "/hr/spread", spread, HR),
    Route("GET", "/hr/spread", spread_sheet, HR, sheet=True),
    Route("GET", "/hr/progress", progress, HR),
    Route("GET", "/hr/progress/change", change_sheet, HR, sheet=True),
    Route("GET", "/hr/progress/unseen", unseen_sheet, HR, sheet=True),
    Route("GET", "/hr/groups", groups, HR),
    Route("GET", "/hr/groups", groups_sheet, HR, sheet=True),
)
