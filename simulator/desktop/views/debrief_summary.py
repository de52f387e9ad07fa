"""First page of the debrief: the one thing to try first, the points, the curve, the customer's card."""

from __future__ import annotations

import pygame

from scoring import load_rubric
from simulator.desktop.figures import Figure, expression_for, icon
from simulator.desktop.lettering import draw_text
from simulator.desktop.painting import blit, draw_box, draw_line, draw_score_ring, points_colour, smooth_curve
from simulator.desktop.theme import Colour, Palette, Theme
from simulator.desktop.views.page import Column, Findings, Page
from simulator.desktop.views.play import action_name, reason_name
from simulator.desktop.views.side_panel import mood_figure
from simulator.review import Moment, step_name

_CURVE_UNITS = 216


def summary_page(findings: Findings, theme: Theme, wide_px: int) -> Page:
    """Lay the page out: finding and curve at the left, points, card and aftermath at the right."""
    page = Page(theme, wide_px)
    gap = theme.px(18)
    right_wide = round((wide_px - gap) * 0.36)
    left_wide = wide_px - gap - right_wide
    first, curve = _finding(page, findings, left_wide), _curve(page, findings, left_wide)
    points, card, after = (
        _points(page, findings, right_wide),
        _card(page, findings, right_wide),
        _after(page, findings, right_wide),
    )
    top, left = theme.px(8), page.left_px
    right = left + left_wide + gap
    at = first.place(left, top)
    end = curve.place(left, at.bottom + gap).bottom
    at = points.place(right, top)
    at = card.place(right, at.bottom + gap)
    after.place(right, at.bottom + gap, max(after.height_px, end - at.bottom - gap))
    return page


def _finding(page: Page, findings: Findings, wide: int) -> Column:
    t, found = findings.desk.texts, findings.debrief
    column = Column(page, wide, pad_units=22, colour=Palette.NIGHT)
    if found.next_step is None:
        column.text(t("desktop.debrief.first"), 14.5, Palette.AMBER_BRIGHT, bold=True)
        column.text(t("desktop.debrief.all_good"), 22, Palette.CREAM, bold=True)
        return column
    step = found.grade["steps"][found.next_step]
    column.text(t("desktop.debrief.first"), 14.5, Palette.AMBER_BRIGHT, bold=True)
    column.text(step_name(t, found.grade, found.next_step), 27, Palette.CREAM, bold=True)
    column.gap(2)
    column.text(step["reason"], 15.5, Palette.CREAM)
    if found.advice is not None:
        column.gap(10)
        turn = response_number(findings, found.advice["turn"])
        column.text(t("desktop.debrief.for_example", turn=turn), 13.5, Palette.CREAM_SOFT)
        column.gap(2)
        quote(column, found.advice["text"], Palette.AMBER_BRIGHT, Palette.CREAM)
        column.gap(4)
        words = t("desktop.debrief.would_be", before=step["points"], after=found.advice["points_after"])
        column.text(words, 13.5, Palette.GREEN_BRIGHT, bold=True)
    return column


def quote(column: Column, text: str, bar: Colour, ink: Colour, units: float = 16.5) -> None:
    """Add a quotation with a bar at its side."""
    px, start = column.theme.px, column.y
    made = column.text(text, units, ink, italic=True, indent_px=px(16))
    height = made.height_px
    column.y = start
    column.draw(
        height, lambda target, x, y: draw_box(target, pygame.Rect(x, y + px(2), px(4), height - px(4)), px(2), bar)
    )


def response_number(findings: Findings, turn: int) -> int:
    """Which of the trainee's responses a turn of the graded conversation is, from 1."""
    from simulator.review import conversation

    turns = conversation(findings.session.played).conversation.turns
    return sum(1 for given in turns[: turn + 1] if given.who == "trainee")


def _points(page: Page, findings: Findings, wide: int) -> Column:
    t, grade = findings.desk.texts, findings.debrief.grade
    column = Column(page, wide)
    px, theme, overall = page.theme.px, page.theme, grade["overall"]
    ring = px(54)
    start = column.y

    def paint(target: pygame.Surface, x: int, y: int) -> None:
        colour = points_colour(overall)
        draw_score_ring(target, (x + ring, y + ring), ring, (overall or 0) / 100, colour)
        words = "–" if overall is None else str(overall)
        font = theme.font(34, bold=True)
        at = (x + ring - font.size(words)[0] // 2, y + ring - font.get_linesize() // 2 - px(6))
        draw_text(target, words, font, Palette.INK, at)
        below = t("desktop.debrief.of_100")
        small = theme.font(11.5)
        draw_text(target, below, small, Palette.INK_SOFT, (x + ring - small.size(below)[0] // 2, y + ring + px(14)))

    column.beside(paint)
    indent = 2 * ring + px(20)
    pillars = load_rubric(findings.session.scenario.file.about.rubric).pillars
    for pillar in pillars:
        points = grade["pillars"].get(pillar.id)
        bar_row(column, t(f"pillar.{pillar.id}"), points, indent)
        column.gap(3)
    column.y = max(column.y, start + 2 * ring + px(4))
    if overall is None:
        column.text(t("debrief.ungraded"), 13, Palette.INK_SOFT)
    if grade.get("low_confidence"):
        column.gap(4)
        column.text(t("debrief.low_confidence"), 13, Palette.AMBER_DARK, bold=True)
    column.gap(4)
    column.text(t("debrief.proposal"), 12.5, Palette.INK_SOFT, spacing=0.9)
    if findings.debrief.hints:
        column.gap(4)
        column.text(t.count("debrief.hints", len(findings.debrief.hints)), 12.5, Palette.INK_SOFT)
    return column


def bar_row(column: Column, label: str, points: int | None, indent_px: int = 0, units: float = 14) -> None:
    """Add a name with its points and a bar below it."""
    px, theme = column.theme.px, column.theme
    room = column.room_px - indent_px
    figure = "–" if points is None else str(points)

    def paint(target: pygame.Surface, x: int, y: int) -> None:
        left = x + indent_px
        font = theme.font(units + 1, bold=True)
        wide = font.size(figure)[0]
        name = theme.fitting(label, units, room - wide - px(8), bold=True)
        draw_text(target, label, name, Palette.INK, (left, y))
        draw_text(target, figure, font, Palette.INK, (left + room - wide, y - px(1)))
        bar = pygame.Rect(left, y + px(22), room, px(8))
        draw_box(target, bar, px(4), Palette.PAPER_EDGE)
        if points:
            draw_box(
                target,
                pygame.Rect(bar.x, bar.y, max(px(8), round(bar.width * points / 100)), bar.height),
                px(4),
                points_colour(points),
            )

    column.draw(px(34), paint)


def _card(page: Page, findings: Findings, wide: int) -> Column:
    """The customer's comment card: face, stars and words."""
    t, found = findings.desk.texts, findings.debrief
    column = Column(page, wide, colour=Palette.PAPER_WARM)
    px = page.theme.px
    face = px(92)
    state = findings.session.state
    column.text(t("desktop.debrief.card"), 14.5, bold=True)
    column.gap(4)
    start = column.y
    figure = Figure(findings.cast.look_of("customer"), px(150), seed=5)
    figure.settle(expression_for(**state.mood.points()))

    def paint(target: pygame.Surface, x: int, y: int) -> None:
        plate = pygame.Surface((face, face), pygame.SRCALPHA)
        plate.fill((*Palette.BLUE_PALE, 255))
        figure.draw(plate, face // 2, px(170))
        mask = pygame.Surface((face, face), pygame.SRCALPHA)
        draw_box(mask, mask.get_rect(), face // 2, (255, 255, 255))
        plate.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
        blit(target, plate, (x, y))
        size = px(22)
        for index in range(5):
            rated = found.card is not None and index < found.card[0]
            name, colour = ("star", Palette.AMBER) if rated else ("star_empty", Palette.INK_FAINT)
            blit(target, icon(name, size, colour), (x + face + px(16) + index * px(25), y + px(2)))

    column.beside(paint)
    column.gap(28)
    words = t("debrief.no_card") if found.card is None else found.card[1]
    column.text(
        words,
        14.5,
        Palette.INK if found.card else Palette.INK_SOFT,
        italic=found.card is not None,
        indent_px=face + px(16),
    )
    column.y = max(column.y, start + face)
    if found.word_of_mouth is not None and found.word_of_mouth[0] != "none":
        column.gap(6)
        column.text(t.count(f"debrief.word.{found.word_of_mouth[0]}", found.word_of_mouth[1]), 13.5, Palette.INK_SOFT)
    return column


def _after(page: Page, findings: Findings, wide: int) -> Column:
    """Promises and facts that were not right."""
    t, found, session = findings.desk.texts, findings.debrief, findings.session
    column = Column(page, wide)
    px = page.theme.px
    column.text(t("debrief.promises") if found.promises else t("desktop.debrief.aftermath"), 14.5, bold=True)
    column.gap(3)
    for promise in found.promises:
        what = str(promise["what"]) or t("debrief.promise.call")
        if what in session.scenario.file.case.remedies:
            what = action_name(session, findings.desk, f"remedy {what}")
        if promise["due"]:
            what = t("debrief.promise.by", what=what, due=str(promise["due"]).replace("T", " "))
        fate = {True: "kept", False: "broken", None: "open"}[promise["kept"]]
        name, colour = {
            "kept": ("check", Palette.GREEN),
            "broken": ("close", Palette.RED),
            "open": ("clock", Palette.AMBER_DARK),
        }[fate]

        def mark(target: pygame.Surface, x: int, y: int, name: str = name, colour: Colour = colour) -> None:
            blit(target, icon(name, px(16), colour), (x, y + px(3)))

        column.beside(mark)
        column.text(t("debrief.promise", what=what, fate=t(f"debrief.fate.{fate}")), 13.5, indent_px=px(24))
        column.gap(2)
    for _, said, true in found.wrong_facts:
        column.text(t("debrief.wrong_fact", said=said, true=true), 13.5, Palette.RED_DARK)
    if not found.promises and not found.wrong_facts:
        column.text(t("desktop.debrief.nothing_after"), 13.5, Palette.INK_SOFT)
    return column


def _curve(page: Page, findings: Findings, wide: int) -> Column:
    t = findings.desk.texts
    column = Column(page, wide)
    px, theme = page.theme.px, page.theme
    column.text(t("desktop.debrief.curve"), 14.5, bold=True)
    column.gap(4)
    legend = [(t("desktop.debrief.mood"), Palette.GREEN), (t("mood.patience"), Palette.AMBER)]

    def paint_legend(target: pygame.Surface, x: int, y: int) -> None:
        font, right = theme.font(12.5), x + column.room_px
        for label, colour in reversed(legend):
            right -= font.size(label)[0]
            draw_text(target, label, font, Palette.INK_SOFT, (right, y - px(26)))
            draw_line(target, [(right - px(26), y - px(16)), (right - px(8), y - px(16))], colour, px(3))
            right -= px(44)

    column.beside(paint_legend)
    column.draw(
        px(_CURVE_UNITS),
        lambda target, x, y: _paint_curve(target, pygame.Rect(x, y, column.room_px, px(_CURVE_UNITS)), theme, findings),
    )
    column.gap(8)
    for key, moment, colour in (
        ("best", findings.debrief.best, Palette.GREEN),
        ("worst", findings.debrief.worst, Palette.RED),
    ):
        if moment is not None:
            _moment(column, findings, key, moment, colour)
    return column


def _moment(column: Column, findings: Findings, key: str, moment: Moment, colour: Colour) -> None:
    px, t = column.theme.px, findings.desk.texts
    sign = "+" if moment.change > 0 else "−"
    why = reason_name(findings.session, findings.desk, moment.reason, moment.cause)

    def dot(target: pygame.Surface, x: int, y: int) -> None:
        pygame.draw.aacircle(target, colour, (x + px(7), y + px(11)), px(6))

    column.beside(dot)
    column.text(
        f"{t(f'desktop.debrief.{key}', turn=moment.turn)} · {why} ({sign}{abs(moment.change)})",
        14,
        bold=True,
        indent_px=px(24),
    )
    words = " ".join(moment.text.split())
    column.text(f"“{shortened(words)}”", 13.5, Palette.INK_SOFT, indent_px=px(24))
    column.gap(5)


def shortened(words: str, most: int = 160) -> str:
    """A text cut at a word, with an ellipsis, where it is longer than that."""
    if len(words) <= most:
        return words
    return words[: max(words.rfind(" ", 0, most), most // 2)].rstrip(" ,;") + "…"


def _paint_curve(target: pygame.Surface, box: pygame.Rect, theme: Theme, findings: Findings) -> None:
    """Mood and patience over the responses, with the best and the worst one marked."""
    px, curve, found = theme.px, findings.debrief.curve, findings.debrief
    small = theme.font(11.5)
    plot = pygame.Rect(box.x + px(34), box.y + px(8), box.width - px(46), box.height - px(34))
    draw_box(target, pygame.Rect(plot.x, plot.y, plot.width, plot.height // 3), px(4), Palette.GREEN_FAINT)
    draw_box(
        target,
        pygame.Rect(plot.x, plot.bottom - plot.height // 3, plot.width, plot.height // 3),
        px(4),
        Palette.RED_FAINT,
    )
    for value in (0, 25, 50, 75, 100):
        y = plot.bottom - plot.height * value // 100
        pygame.draw.line(target, Palette.PAPER_EDGE, (plot.x, y), (plot.right, y))
        words = str(value)
        draw_text(
            target,
            words,
            small,
            Palette.INK_SOFT,
            (plot.x - px(8) - small.size(words)[0], y - small.get_linesize() // 2),
        )
    count = max(1, len(curve) - 1)
    inset = px(10)

    def at(index: int, value: float) -> tuple[float, float]:
        return plot.x + inset + (plot.width - 2 * inset) * index / count, plot.bottom - plot.height * max(
            0, min(100, value)
        ) / 100

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
            draw_text(
                target,
                words,
                small,
                Palette.INK_SOFT,
                (round(mood[index][0]) - small.size(words)[0] // 2, plot.bottom + px(4)),
            )
    for moment, colour in ((found.best, Palette.GREEN), (found.worst, Palette.RED)):
        place = next((i for i, p in enumerate(curve) if moment is not None and p["turn"] == moment.turn), None)
        if place is not None:
            pygame.draw.line(target, colour, mood[place], (mood[place][0], plot.bottom), max(1, px(1)))
            pygame.draw.aacircle(target, Palette.PAPER, mood[place], px(9))
            pygame.draw.aacircle(target, colour, mood[place], px(7.5))
