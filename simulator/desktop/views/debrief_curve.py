"""How the customer felt: a curve over the responses, and the same down the side of the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pygame

from simulator.desktop.lettering import Block, block, draw_text
from simulator.desktop.painting import draw_box, draw_line, smooth_curve
from simulator.desktop.theme import Colour, Palette, Theme
from simulator.desktop.views.page import Column, Findings, Page
from simulator.review import Moment, cause_name, mood_figure, signed

_CURVE_UNITS = 190
_TURNS_POINT = 12
"""A response that moved the customer by so many points is named as a turning point."""


def curve_card(page: Page, findings: Findings, wide: int) -> Column:
    """The curve over the responses, with the turning points named below it."""
    t = findings.desk.texts
    column = Column(page, wide)
    px, theme = page.theme.px, page.theme
    column.text(t("desktop.debrief.curve"), 14.5, bold=True)
    column.draw(px(24), lambda target, x, y: _paint_legend(target, theme, findings, (x, y)))
    column.draw(
        px(_CURVE_UNITS),
        lambda target, x, y: _paint_curve(target, pygame.Rect(x, y, column.room_px, px(_CURVE_UNITS)), theme, findings),
    )
    column.gap(8)
    for moment in turning_points(findings):
        colour = Palette.GREEN if moment.change > 0 else Palette.RED
        _dot(column, colour)
        column.text(moment_words(findings, moment), 14, bold=True, indent_px=px(24))
        words = t("quote.words", words=shortened(" ".join(moment.text.split())))
        column.text(words, 13.5, Palette.INK_SOFT, indent_px=px(24))
        column.gap(5)
    return column


def _dot(column: Column, colour: Colour) -> None:
    px = column.theme.px

    def paint(target: pygame.Surface, x: int, y: int) -> None:
        pygame.draw.aacircle(target, colour, (x + px(7), y + px(11)), px(6))

    column.beside(paint)


def turning_points(findings: Findings) -> list[Moment]:
    """The responses that moved the customer most, in order; always the best and the hardest, where there are any."""
    found = findings.debrief
    named = [moment for moment in found.moments if abs(moment.change) >= _TURNS_POINT]
    named = sorted(named, key=lambda moment: -abs(moment.change))[:4]
    named += [moment for moment in (found.best, found.worst) if moment is not None and moment not in named]
    return sorted(named, key=lambda moment: moment.turn)


def moment_words(findings: Findings, moment: Moment) -> str:
    """A moment in a line: which response, why, how much."""
    t = findings.desk.texts
    why = cause_name(findings.session.played, t, moment.reason, moment.cause)
    return t("takeaway.moment", turn=moment.turn, why=why, change=signed(moment.change))


def shortened(words: str, most: int = 160) -> str:
    """A text cut at a word, with an ellipsis, where it is longer than that."""
    if len(words) <= most:
        return words
    return words[: max(words.rfind(" ", 0, most), most // 2)].rstrip(" ,;") + "…"


def _lines(findings: Findings) -> list[tuple[str, Colour]]:
    t = findings.desk.texts
    return [(t("desktop.debrief.mood"), Palette.GREEN), (t("mood.patience"), Palette.AMBER)]


def _paint_legend(target: pygame.Surface, theme: Theme, findings: Findings, at: tuple[int, int]) -> None:
    px, font, (x, y) = theme.px, theme.font(12.5), at
    for label, colour in _lines(findings):
        draw_line(target, [(x, y + px(10)), (x + px(18), y + px(10))], colour, px(3))
        x += px(26) + draw_text(target, label, font, Palette.INK_SOFT, (x + px(26), y)) + px(20)


def _paint_curve(target: pygame.Surface, box: pygame.Rect, theme: Theme, findings: Findings) -> None:
    """Mood and patience over the responses, with the turning points marked."""
    px, curve = theme.px, findings.debrief.curve
    small = theme.font(11.5)
    plot = pygame.Rect(box.x + px(34), box.y + px(8), box.width - px(46), box.height - px(34))
    third = plot.height // 3
    draw_box(target, pygame.Rect(plot.x, plot.y, plot.width, third), px(4), Palette.GREEN_FAINT)
    draw_box(target, pygame.Rect(plot.x, plot.bottom - third, plot.width, third), px(4), Palette.RED_FAINT)
    for value in (0, 25, 50, 75, 100):
        y = plot.bottom - plot.height * value // 100
        pygame.draw.line(target, Palette.PAPER_EDGE, (plot.x, y), (plot.right, y))
        left = plot.x - px(8) - small.size(str(value))[0]
        draw_text(target, str(value), small, Palette.INK_SOFT, (left, y - small.get_linesize() // 2))
    count = max(1, len(curve) - 1)
    inset = px(10)

    def at(index: int, value: float) -> tuple[float, float]:
        x = plot.x + inset + (plot.width - 2 * inset) * index / count
        return x, plot.bottom - plot.height * max(0, min(100, value)) / 100

    mood = [at(i, mood_figure(p)) for i, p in enumerate(curve)]
    patience = [at(i, p["patience"]) for i, p in enumerate(curve)]
    for points, colour, width in ((patience, Palette.AMBER, 2), (mood, Palette.GREEN, 3)):
        draw_line(target, smooth_curve(points), colour, max(2, px(width)))
        for point in points:
            pygame.draw.aacircle(target, colour, point, px(4.5))
            pygame.draw.aacircle(target, Palette.PAPER, point, px(2.5))
    step = max(1, -(-len(curve) * px(26) // max(1, plot.width)))
    for index, measured in enumerate(curve):
        words = findings.desk.texts("desktop.debrief.start") if index == 0 else str(measured["turn"])
        if index % step == 0:
            left = round(mood[index][0]) - small.size(words)[0] // 2
            draw_text(target, words, small, Palette.INK_SOFT, (left, plot.bottom + px(4)))
    for moment in turning_points(findings):
        place = next((i for i, p in enumerate(curve) if p["turn"] == moment.turn), None)
        if place is not None:
            colour = Palette.GREEN if moment.change > 0 else Palette.RED
            pygame.draw.line(target, colour, mood[place], (mood[place][0], plot.bottom), max(1, px(1)))
            pygame.draw.aacircle(target, Palette.PAPER, mood[place], px(9))
            pygame.draw.aacircle(target, colour, mood[place], px(7.5))


def aligned_curve(
    page: Page, findings: Findings, box: pygame.Rect, rows: Mapping[int, int], heads: Sequence[int]
) -> None:
    """Put the curve down the side of the conversation: each point stands beside the response after which it held.

    Args:
        page: takes it.
        findings: what there is to show.
        box: where, on the page.
        rows: row on the page of each response, by its number; 0 for the beginning.
        heads: rows of the legend and of the scale.
    """
    theme, px = page.theme, page.theme.px
    points = [(rows[point["turn"]], point) for point in findings.debrief.curve if point["turn"] in rows]
    named = {moment.turn: moment for moment in turning_points(findings) if moment.turn in rows}
    room = box.width - px(24)
    labels = {}
    for turn, moment in named.items():
        why = cause_name(findings.session.played, findings.desk.texts, moment.reason, moment.cause)
        labels[turn] = block(f"{signed(moment.change)} {why}", theme.font(12, bold=True), room, spacing=0.9)
        page.blocks.append((labels[turn], room))

    def paint(target: pygame.Surface, at: pygame.Rect) -> None:
        plot = pygame.Rect(at.x + px(12), at.y, room, at.height)
        down = at.y - box.y
        _paint_legend(target, theme, findings, (plot.x, heads[0] + down))
        _paint_upright_scale(target, theme, plot, heads[1] + down)
        for key, colour, width in (("patience", Palette.AMBER, 2), ("mood", Palette.GREEN, 3)):
            path = [(plot.x + plot.width * _value(point, key) / 100, y + down) for y, point in points]
            draw_line(target, path, colour, max(2, px(width)))
            for place in path:
                pygame.draw.aacircle(target, colour, place, px(4.5))
                pygame.draw.aacircle(target, Palette.PAPER, place, px(2.5))
        for y, point in points:
            if point["turn"] not in named:
                continue
            place = (plot.x + plot.width * _value(point, "mood") / 100, y + down)
            won = named[point["turn"]].change > 0
            _paint_turning_point(target, theme, plot, place, labels[point["turn"]], won=won)

    page.add(box, paint)


def _paint_upright_scale(target: pygame.Surface, theme: Theme, plot: pygame.Rect, top: int) -> None:
    """Draw the lines for 0, 50 and 100 down the plot, with their figures at `top`."""
    small = theme.font(11)
    for value in (0, 50, 100):
        x = plot.x + plot.width * value // 100
        pygame.draw.line(target, Palette.PAPER_EDGE, (x, top + theme.px(18)), (x, plot.bottom))
        left = max(plot.x, min(plot.right - small.size(str(value))[0], x - small.size(str(value))[0] // 2))
        draw_text(target, str(value), small, Palette.INK_SOFT, (left, top))


def _paint_turning_point(
    target: pygame.Surface, theme: Theme, plot: pygame.Rect, place: tuple[float, int], label: Block, *, won: bool
) -> None:
    """Draw a large point with what it won or cost on a plate below it, within the plot."""
    px = theme.px
    pygame.draw.aacircle(target, Palette.PAPER, place, px(9))
    pygame.draw.aacircle(target, Palette.GREEN if won else Palette.RED, place, px(7.5))
    left = max(plot.x, min(plot.right - label.width_px, round(place[0]) - label.width_px // 2))
    plate = pygame.Rect(left - px(4), place[1] + px(11), label.width_px + px(8), label.height_px + px(2))
    draw_box(target, plate, px(5), Palette.GREEN_FAINT if won else Palette.RED_FAINT)
    label.draw(target, Palette.GREEN_DARK if won else Palette.RED_DARK, (left, plate.y + px(1)))


def _value(point: Mapping[str, int], key: str) -> float:
    figure = mood_figure(point) if key == "mood" else point["patience"]
    return max(0.0, min(100.0, float(figure)))
