"""Fourth page of the debrief: two roads through the same scene side by side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

import pygame

from simulator.desktop.legible import legible
from simulator.desktop.lettering import Block, block, draw_text
from simulator.desktop.painting import draw_box, points_colour
from simulator.desktop.theme import Palette, Theme
from simulator.desktop.views.page import Column, Findings, Page
from simulator.review import Debrief, Played, TranscriptLine, effect_words, step_name, step_order

MOST_ROADS = 4


@dataclass(frozen=True)
class Road:
    """Another road through the scene.

    Args:
        session_id: its session.
        label: what it is called.
        played: the session.
        debrief: its debrief.
        parts_at: the response at which the roads part; 0 where they are different sessions altogether.
    """

    session_id: str
    label: str
    played: Played
    debrief: Debrief
    parts_at: int = 0


def roads_page(findings: Findings, theme: Theme, wide_px: int, other: Road | None) -> Page:
    """Lay the page out: points step by step, then what was said, response by response."""
    page = Page(theme, wide_px)
    t, gap = findings.desk.texts, theme.px(18)
    if other is None:
        column = Column(page, wide_px, pad_units=24)
        column.text(t("roads.none"), 18, bold=True)
        column.text(t("roads.how"), 15, Palette.INK_SOFT)
        if findings.turn_to_retry is not None:
            column.gap(12)
            column.slot("try_again", theme.px(58), theme.px(460))
        column.place(page.left_px, theme.px(8))
        return page
    figures = _figures(page, findings, other, wide_px)
    y = figures.place(page.left_px, theme.px(8)).bottom + gap
    _words(page, findings, other, wide_px).place(page.left_px, y)
    return page


def _figures(page: Page, findings: Findings, other: Road, wide: int) -> Column:
    """Points of both, step by step."""
    t, theme, px = findings.desk.texts, page.theme, page.theme.px
    column = Column(page, wide, pad_units=22)
    mine, theirs = findings.debrief.grade, other.debrief.grade
    each = min(px(170), column.room_px // 4)
    heads = (other.label, t("roads.this"))

    def paint_heads(target: pygame.Surface, x: int, y: int) -> None:
        for index, words in enumerate(heads):
            font = theme.fitting(words, 13, each - px(10), bold=True)
            left = x + column.room_px - (2 - index) * each
            draw_text(target, words, font, Palette.INK_SOFT, (left, y))

    column.draw(px(26), paint_heads)
    rows = [(t("report.overall"), theirs["overall"], mine["overall"])]
    there = theirs["steps"]
    rows += [
        (step_name(t, mine, step), there.get(step, {}).get("points"), mine["steps"][step]["points"])
        for step in step_order(mine)
    ]
    for index, (label, before, after) in enumerate(rows):

        def paint(
            target: pygame.Surface,
            x: int,
            y: int,
            label: str = label,
            pair: tuple[int | None, int | None] = (before, after),
            whole: bool = index == 0,
        ) -> None:
            target.fill(Palette.PAPER_EDGE, (x, y, column.room_px, max(1, px(1))))
            room = column.room_px - 2 * each - px(10)
            font = theme.fitting(label, 14.5, room, bold=whole)
            draw_text(target, label, font, Palette.INK, (x, y + px(13) - font.get_linesize() // 2))
            _paint_pair(target, theme, (x + column.room_px - 2 * each, y), each, pair)

        column.draw(px(27), paint)
    return column


def _paint_pair(
    target: pygame.Surface, theme: Theme, at: tuple[int, int], each: int, pair: tuple[int | None, int | None]
) -> None:
    px, bold, (x, y) = theme.px, theme.font(14.5, bold=True), at
    for index, points in enumerate(pair):
        left = x + index * each
        words = "–" if points is None else str(points)
        draw_text(target, words, bold, Palette.INK, (left, y + px(13) - bold.get_linesize() // 2))
        bar = pygame.Rect(left + px(40), y + px(10), each - px(62), px(7))
        draw_box(target, bar, px(3), Palette.PAPER_EDGE)
        if points:
            done = pygame.Rect(bar.x, bar.y, max(px(7), bar.width * points // 100), bar.height)
            draw_box(target, done, px(3), points_colour(points))


def _words(page: Page, findings: Findings, other: Road, wide: int) -> Column:
    """What was said on both, from where they part: the response, what it did, what the customer answered."""
    t, theme, px = findings.desk.texts, page.theme, page.theme.px
    column = Column(page, wide, pad_units=22)
    if other.parts_at:
        column.text(t("roads.parted", turn=other.parts_at), 14.5, Palette.PLUM, bold=True)
        column.gap(8)
    half = (column.room_px - px(24)) // 2
    names = [block(words, theme.font(14, bold=True), half, most_lines=1) for words in (other.label, t("roads.this"))]

    def paint_names(target: pygame.Surface, x: int, y: int) -> None:
        for index, name in enumerate(names):
            name.draw(target, Palette.INK_SOFT, (x + index * (half + px(24)), y))

    column.draw(px(28), paint_names)
    first = max(1, other.parts_at)
    left = _exchanges(other.debrief, first)
    right = _exchanges(findings.debrief, first)
    for one, two in zip_longest(left, right):
        cells = [
            _cell(page, findings, played, exchange, half)
            for played, exchange in ((other.played, one), (findings.session.played, two))
        ]
        _row(column, cells, half)
    return column


_Exchange = tuple[Debrief, TranscriptLine, str]
"""A debrief, a response of it, and what the customer answered."""


def _exchanges(found: Debrief, first: int) -> list[_Exchange]:
    """Responses from a turn on, each with what the customer answered."""
    made: list[_Exchange] = []
    for line in found.lines:
        if line.kind == "response" and line.turn >= first:
            made.append((found, line, ""))
        elif line.kind == "spoken" and made and line.heard.strip():
            kept, response, answer = made[-1]
            made[-1] = (kept, response, f"{answer} {line.heard}".strip())
    return made


def _cell(
    page: Page, findings: Findings, played: Played, exchange: _Exchange | None, wide: int
) -> list[tuple[Block, str]]:
    theme, t = page.theme, findings.desk.texts
    if exchange is None:
        parts = [(block(t("roads.nothing"), theme.font(13.5, italic=True), wide), "soft")]
    else:
        found, line, answer = exchange
        said = f"{line.turn}. {legible(' '.join(line.text.split()))}"
        parts = [(block(said, theme.font(15), wide), "ink")]
        moment = next((moment for moment in found.moments if moment.turn == line.turn), None)
        if moment is not None:
            tone = "good" if moment.change > 0 else "bad" if moment.change < 0 else "soft"
            words = effect_words(played, moment, t, most=2)
            parts.append((block(words, theme.font(13, bold=True), wide, spacing=0.92), tone))
        if answer:
            words = t("quote.words", words=answer)
            parts.append((block(words, theme.font(14, italic=True), wide, spacing=0.95), "soft"))
    page.blocks.extend((made, wide) for made, _ in parts)
    return parts


def _row(column: Column, cells: list[list[tuple[Block, str]]], half: int) -> None:
    px = column.theme.px
    high = max(sum(made.height_px + px(4) for made, _ in cell) for cell in cells)
    inks = {
        "ink": Palette.INK, "soft": Palette.INK_SOFT, "good": Palette.GREEN_DARK, "bad": Palette.RED_DARK,
    }  # fmt: skip

    def paint(target: pygame.Surface, x: int, y: int) -> None:
        target.fill(Palette.PAPER_EDGE, (x, y, column.room_px, max(1, px(1))))
        for index, cell in enumerate(cells):
            at, down = x + index * (half + px(24)), y + px(8)
            for made, tone in cell:
                made.draw(target, inks[tone], (at, down))
                down += made.height_px + px(4)

    column.draw(high + px(18), paint)
