"""Second page of the debrief: the seven steps in their three pillars, with points, reasons, evidence, improvement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pygame

from scoring import load_rubric
from simulator.desktop.lettering import draw_text
from simulator.desktop.painting import draw_box
from simulator.desktop.theme import Palette, Theme
from simulator.desktop.views.debrief_summary import bar_row, quote, response_number
from simulator.desktop.views.marking import INKS
from simulator.desktop.views.page import Column, Findings, Page
from simulator.review import Bearing, bearing, evidence_name, step_name
from simulator.training import answer_lines

_QUOTES = 4
_EDGES: Mapping[Bearing, str] = {"good": "GREEN", "mixed": "AMBER", "bad": "RED"}


def steps_page(findings: Findings, theme: Theme, wide_px: int) -> Page:
    """Lay the page out: a column for each pillar."""
    page = Page(theme, wide_px)
    gap = theme.px(18)
    pillars = load_rubric(findings.session.scenario.file.about.rubric).pillars
    each = wide_px if theme.narrow else (wide_px - gap * (len(pillars) - 1)) // len(pillars)
    bottom = theme.px(8)
    graded = findings.debrief.grade["steps"]
    order = [step for pillar in pillars for step in pillar.steps]
    for index, pillar in enumerate(pillars):
        x, y = page.left_px + index * (each + gap), theme.px(8)
        if theme.narrow:
            x, y = page.left_px, bottom
        head = Column(page, each, pad_units=16, colour=Palette.NIGHT)
        _pillar(head, findings, pillar.id)
        y = head.place(x, y).bottom + theme.px(12)
        # A grade by an older rubric may lack a step, or have one that is no longer there.
        gone = [step for step in graded if step not in order] if index == len(pillars) - 1 else []
        for step in [*(step for step in pillar.steps if step in graded), *gone]:
            number = order.index(step) + 1 if step in order else 0
            column = _step(page, findings, each, step, number)
            y = column.place(x, y).bottom + theme.px(12)
        bottom = y
    return page


def _pillar(column: Column, findings: Findings, pillar: str) -> None:
    px, theme = column.theme.px, column.theme
    points = findings.debrief.grade["pillars"].get(pillar)
    name, figure = findings.desk.texts(f"pillar.{pillar}"), "–" if points is None else str(points)

    def paint(target: pygame.Surface, x: int, y: int) -> None:
        font = theme.font(22, bold=True)
        wide = font.size(figure)[0]
        words = theme.fitting(name, 19, column.room_px - wide - px(10), bold=True)
        middle = y + px(13)
        right = x + column.room_px - wide
        draw_text(target, name, words, Palette.CREAM, (x, middle - words.get_linesize() // 2))
        draw_text(target, figure, font, Palette.AMBER_BRIGHT, (right, middle - font.get_linesize() // 2))

    column.draw(px(26), paint)


def _step(page: Page, findings: Findings, wide: int, step: str, number: int) -> Column:
    t, graded = findings.desk.texts, findings.debrief.grade["steps"][step]
    column = Column(page, wide, pad_units=16)
    name = step_name(t, findings.debrief.grade, step)
    bar_row(column, f"{number}. {name}" if number else name, graded["points"], units=15)
    column.gap(6)
    if graded["points"] is None:
        column.text(t("debrief.no_occasion"), 13, Palette.INK_SOFT, italic=True)
    column.text(graded["reason"], 14)
    marks = [mark for mark in findings.debrief.highlights if mark.step == step]
    for mark in marks[:_QUOTES]:
        words = " ".join(findings.debrief.lines[mark.line].text[mark.start : mark.end].split())
        bears = bearing(mark.act, mark.cost)
        column.gap(7)
        quote(column, t("quote.words", words=words), getattr(Palette, _EDGES[bears]), Palette.INK, 13.5)
        column.text(
            evidence_name(t, mark.act, mark.cost),
            12,
            getattr(Palette, INKS[bears]),
            bold=True,
            indent_px=page.theme.px(16),
        )
    improvement = graded["improvement"]
    if improvement is not None:
        answer = findings.debrief.grade.get("answers", {}).get(step)
        _improvement(column, findings, improvement, graded["points"], answer)
    return column


def _improvement(
    column: Column,
    findings: Findings,
    improvement: dict[str, object],
    before: int | None,
    answer: dict[str, Any] | None,
) -> None:
    t, px = findings.desk.texts, column.theme.px
    column.gap(10)
    start = column.y
    height = [0]
    column.beside(
        lambda target, x, y: draw_box(
            target,
            pygame.Rect(x - px(8), y - px(6), column.room_px + px(16), height[0] + px(12)),
            px(8),
            Palette.AMBER_PALE,
        )
    )
    turn = improvement["turn"]
    number = response_number(findings, turn if isinstance(turn, int) else 0)
    column.text(t("desktop.debrief.for_example", turn=number), 12.5, Palette.AMBER_DARK, bold=True)
    column.text(t("quote.words", words=improvement["text"]), 13.5, italic=True)
    column.text(t("desktop.debrief.would_be", before=before, after=improvement["points_after"]), 12.5, Palette.INK_SOFT)
    if improvement.get("other"):
        other = t("debrief.try_other", text=improvement["other"], after=improvement["other_points_after"])
        column.text(other, 12.5, Palette.INK_SOFT)
    for line in answer_lines(t, answer):
        column.text(line, 12.5, Palette.INK)
    height[0] = column.y - start
    column.gap(4)
