"""The overview as text, JSON, CSV and one page of HTML that needs no server: HR's page until the console exists."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from html import escape
from typing import Any

from simulator.texts import Texts

from .causes import evidence_name
from .debrief import step_name, step_order
from .played import Played
from .progress import COLUMNS, OVERALL, Cell, Figure, GradedSession, Overview, Progress
from .transcript import conversation, transcript

AROUND = 80
"""Characters shown on either side of a piece of evidence."""

KINDS = ("best", "latest", "unseen")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\x00")
"""A cell that begins so would be read as a formula by a spreadsheet."""


def column_name(column: str, t: Texts) -> str:
    """The heading of a column."""
    return t("report.overall") if column == OVERALL else t(f"step.{column}")


def readiness_text(progress: Progress, t: Texts) -> str:
    """The verdict in one sentence, with the next thing to do."""
    ready = progress.readiness
    parts = [t(f"report.status.{ready.status}")]
    if ready.short:
        parts.append(t("report.short", pillars=", ".join(t(f"pillar.{name}") for name in ready.short)))
    if ready.failed:
        parts.append(t("report.failed", faults=", ".join(t(f"act.{name}") for name in ready.failed)))
    if ready.status != "ready" and ready.weakest is not None:
        parts.append(t("report.weakest", step=t(f"step.{ready.weakest}")))
    if ready.status != "ready" and ready.next_scene is not None:
        parts.append(t("report.next_scene", scene=ready.next_scene))
    return " ".join(parts)


def _figure(cell: Cell, kind: str) -> Figure | None:
    figure: Figure | None = getattr(cell, kind)
    return figure


def overview_json(found: Overview) -> list[dict[str, Any]]:
    """The overview as plain values."""
    return [
        {
            "person": progress.person_id,
            "name": progress.name,
            "sessions": [_session_json(session) for session in progress.sessions],
            "columns": {
                column: {kind: _figure_json(_figure(cell, kind)) for kind in KINDS}
                for column, cell in progress.cells.items()
            },
            "readiness": {
                "status": progress.readiness.status,
                "unseen_exams": progress.readiness.exams,
                "short": list(progress.readiness.short),
                "failed": list(progress.readiness.failed),
                "weakest": progress.readiness.weakest,
                "next_scene": progress.readiness.next_scene,
            },
        }
        for progress in found.people
    ]


def _figure_json(figure: Figure | None) -> dict[str, Any] | None:
    return None if figure is None else {"points": figure.points, "session": figure.session.id}


def _session_json(session: GradedSession) -> dict[str, Any]:
    return {
        "session": session.id,
        "scenario": session.slug,
        "mode": session.mode,
        "language": session.language,
        "started_at": session.started_at,
        "ending": session.ending,
        "unseen": session.unseen,
        "overall": session.grade[OVERALL],
    }


def overview_text(found: Overview, t: Texts) -> str:
    """The overview as plain lines, one block a person."""
    if not found.people:
        return t("report.nobody")
    return "\n".join(line for progress in found.people for line in _person_lines(progress, t))


def _person_lines(progress: Progress, t: Texts) -> Iterator[str]:
    yield progress.name
    yield f"  {readiness_text(progress, t)}"
    for column in COLUMNS:
        figures = [_figure(progress.cells[column], kind) for kind in KINDS]
        if any(figures):
            told = (f"{t(f'report.{kind}')} {f.points}" for kind, f in zip(KINDS, figures, strict=True) if f)
            yield f"  {column_name(column, t)}: {', '.join(told)}"
    for session in progress.sessions:
        yield "  " + t("report.session", id=session.id, scene=session.title, points=_shown(session.grade[OVERALL]))
    yield ""


def _shown(points: int | None) -> str:
    return "–" if points is None else str(points)


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = text.replace("\x00", "\u2400").encode("utf-8", "backslashreplace").decode("utf-8")
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def overview_csv(found: Overview, t: Texts) -> str:
    """The overview as CSV: a row for each person and column, with the sessions that carry the figures."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    heads = [
        cell for kind in KINDS for cell in (t(f"report.{kind}"), t("report.session_of", which=t(f"report.{kind}")))
    ]
    rows.writerow([t("report.name"), t("report.step"), *heads, t("report.readiness")])
    for progress in found.people:
        for column in COLUMNS:
            cells: list[str | int] = []
            for kind in KINDS:
                figure = _figure(progress.cells[column], kind)
                cells += ["", ""] if figure is None else [figure.points, figure.session.id]
            verdict = safe_cell(readiness_text(progress, t))
            rows.writerow([safe_cell(progress.name), column_name(column, t), *cells, verdict])
    return out.getvalue()


STYLE = """
:root { color-scheme: light dark; --line: #8886; --low: #b3402a; --mid: #9a6b00; --high: #2c6e49; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 100rem; padding: 0 1.5rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { border-bottom: 1px solid var(--line); padding: .45rem .5rem; text-align: left; vertical-align: top; }
td.points { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.points span { display: block; }
td.points small { opacity: .75; font-size: .75rem; }
td.ready { min-width: 15rem; font-size: .9rem; }
thead th { font-size: .85rem; vertical-align: bottom; }
.low { color: var(--low); } .mid { color: var(--mid); } .high { color: var(--high); }
blockquote { margin: .3rem 0; padding-left: .8rem; border-left: 3px solid var(--line); }
mark { background: #f4d35e66; color: inherit; }
article { border-top: 2px solid var(--line); margin-top: 2rem; }
.wide { overflow-x: auto; }
@media (prefers-color-scheme: dark) { :root { --low: #ff9c85; --mid: #f0c25a; --high: #7fd1a2; } }
@media print { article { break-inside: avoid; } }
"""


def overview_html(found: Overview, t: Texts, read: Callable[[str], Played]) -> str:
    """One page: people by steps, each figure a link to the session's evidence below.

    Args:
        found: the overview.
        t: the interface's language.
        read: gives a session by its id, for the words that are the evidence.
    """
    title = escape(t("report.title"))
    parts = [
        f'<!doctype html><html lang="{t.language}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>",
        f"<p>{escape(t('report.intro'))}</p><p>{escape(t('debrief.proposal'))}</p>",
        _table(found, t) if found.people else f"<p>{escape(t('report.nobody'))}</p>",
        *(
            _evidence(progress.name, session, t, read(session.id))
            for progress in found.people
            for session in progress.sessions
        ),
        "</main></body></html>\n",
    ]
    return "".join(parts).encode("utf-8", "backslashreplace").decode("utf-8")


def _table(found: Overview, t: Texts) -> str:
    heads = "".join(f'<th scope="col">{escape(column_name(column, t))}</th>' for column in COLUMNS)
    rows = "".join(
        f'<tr><th scope="row">{escape(progress.name)}</th>'
        f'<td class="ready">{escape(readiness_text(progress, t))}</td>'
        + "".join(f'<td class="points">{_cell(progress.cells[column], t)}</td>' for column in COLUMNS)
        + "</tr>"
        for progress in found.people
    )
    name, ready = escape(t("report.name")), escape(t("report.readiness"))
    return (
        f'<div class="wide"><table><thead><tr><th scope="col">{name}</th><th scope="col">{ready}</th>{heads}'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(cell: Cell, t: Texts) -> str:
    shown = [
        f'<span><a class="{_level(figure.points)}" href="#{figure.session.id}">{figure.points}</a> '
        f"<small>{escape(t(f'report.{kind}'))}</small></span>"
        for kind in KINDS
        if (figure := _figure(cell, kind)) is not None
    ]
    return "".join(shown) or "–"


def _level(points: int) -> str:
    return "low" if points < 50 else "mid" if points < 75 else "high"


def _evidence(name: str, session: GradedSession, t: Texts, played: Played) -> str:
    lines, graded = transcript(played), conversation(played)
    rows = []
    for step in step_order(session.grade):
        grade = session.grade["steps"][step]
        quotes = "".join(
            f"<blockquote>{_quote(lines[graded.lines[item['turn']]].text, item)} "
            f"<small>{escape(evidence_name(t, item['act'], item.get('cost', '')))}</small></blockquote>"
            for item in grade["evidence"]
            if item["end"] > item["start"]
        )
        points = "–" if grade["points"] is None else grade["points"]
        rows.append(
            f'<tr><th scope="row">{escape(step_name(t, session.grade, step))}</th><td class="points">{points}</td>'
            f"<td>{escape(grade['reason'])}{quotes}</td></tr>"
        )
    at = t.moment(datetime.fromisoformat(session.started_at))
    about = f"{name} · " + t("report.about", scene=session.title, mode=t(f"report.mode.{session.mode}"), at=at)
    return (
        f'<article id="{escape(session.id)}"><h2>{escape(about)}</h2>'
        f"<p>{escape(t('report.overall'))}: {_shown(session.grade[OVERALL])}</p>"
        f'<div class="wide"><table>{"".join(rows)}</table></div></article>'
    )


def _quote(text: str, item: dict[str, Any]) -> str:
    """The response with the evidence marked, cut to its surroundings where it is long."""
    start, end = item["start"], item["end"]
    before, words, after = text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND]
    if start > AROUND:
        before = f"… {before.partition(' ')[2]}"
    if end + AROUND < len(text):
        after = f"{after.rpartition(' ')[0]} …"
    return f"{escape(before)}<mark>{escape(words)}</mark>{escape(after)}"
