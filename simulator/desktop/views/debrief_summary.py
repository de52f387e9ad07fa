"""First page of the debrief: the one thing to try, with the button that tries it; grade, guess, comment card."""

from __future__ import annotations

from typing import Any

import pygame

from scoring import load_rubric
from simulator.desktop.figures import Figure, expression_for, icon
from simulator.desktop.lettering import draw_text
from simulator.desktop.painting import blit, draw_box, draw_score_ring, points_colour
from simulator.desktop.theme import Colour, Palette, Theme
from simulator.desktop.views.debrief_curve import curve_card, moment_words, shortened
from simulator.desktop.views.page import Column, Findings, Page
from simulator.record import Mode
from simulator.review import conversation, help_lines, promise_name, short_pillars, step_name
from simulator.texts import Texts

CLOSE = 8
"""A guess so many points off is called close."""


_WORTH_NAMING = -3
"""A response that cost less than this many points is none to be held up to somebody."""


def summary_page(findings: Findings, theme: Theme, wide_px: int) -> Page:
    """Lay the page out: the finding with its button, beside it grade and comment card; one column where narrow."""
    page = Page(theme, wide_px)
    gap, top, left = theme.px(18), theme.px(8), page.left_px
    right_wide = wide_px if theme.narrow else round((wide_px - gap) * 0.4)
    left_wide = wide_px if theme.narrow else wide_px - gap - right_wide
    first = [_finding(page, findings, left_wide), curve_card(page, findings, left_wide)]
    second = [
        _points(page, findings, right_wide),
        _card(page, findings, right_wide),
        _after(page, findings, right_wide),
    ]
    if findings.desk.company is not None:
        from simulator.desktop.views.debrief_company import company_card, is_shown, stands

        if is_shown(findings.desk, findings.session):
            first_of_all = stands(findings.desk, findings.session)
            second.insert(0 if first_of_all else 1, company_card(page, findings, right_wide))
    y = top
    for column in first[:1] if theme.narrow else first:
        y = column.place(left, y).bottom + gap
    x, y = (left, y) if theme.narrow else (left + left_wide + gap, top)
    for column in (*second, *(first[1:] if theme.narrow else ())):
        y = column.place(x, y).bottom + gap
    return page


def _finding(page: Page, findings: Findings, wide: int) -> Column:
    """The one finding, the moment it hangs on, and the one button."""
    t, found, px = findings.desk.texts, findings.debrief, page.theme.px
    column = Column(page, wide, pad_units=24, colour=Palette.NIGHT)
    column.text(t("desktop.debrief.first"), 14.5, Palette.AMBER_BRIGHT, bold=True)
    if found.next_step is None:
        column.text(t("desktop.debrief.all_good"), 22, Palette.CREAM, bold=True)
    else:
        column.text(step_name(t, found.grade, found.next_step), 27, Palette.CREAM, bold=True)
        column.gap(2)
        column.text(found.grade["steps"][found.next_step]["reason"], 15.5, Palette.CREAM)
    if found.worst is not None and found.worst.change <= _WORTH_NAMING:
        column.gap(12)
        # The finding is the weakest step, the moment the dearest response: two things that need not be one.
        column.text(t("desktop.debrief.cost_most"), 13.5, Palette.AMBER_BRIGHT, bold=True)
        column.text(moment_words(findings, found.worst), 13.5, Palette.CREAM_SOFT)
        column.gap(2)
        words = t("quote.words", words=shortened(" ".join(found.worst.text.split()), 220))
        quote(column, words, Palette.RED_BRIGHT, Palette.CREAM, 15)
    if found.advice is not None and found.next_step is not None:
        column.gap(12)
        turn = response_number(findings, found.advice["turn"])
        column.text(t("desktop.debrief.for_example", turn=turn), 13.5, Palette.CREAM_SOFT)
        column.gap(2)
        quote(column, t("quote.words", words=found.advice["text"]), Palette.AMBER_BRIGHT, Palette.CREAM)
        column.gap(4)
        before = found.grade["steps"][found.next_step]["points"]
        words = t("desktop.debrief.would_be", before=before, after=found.advice["points_after"])
        column.text(words, 13.5, Palette.GREEN_BRIGHT, bold=True)
    if findings.turn_to_retry is not None:
        column.gap(16)
        column.slot("try_again", px(58), px(460))
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
    return conversation(findings.session.played).response_number(turn)


def _points(page: Page, findings: Findings, wide: int) -> Column:
    t, grade = findings.desk.texts, findings.debrief.grade
    column = Column(page, wide)
    px, theme, overall = page.theme.px, page.theme, grade["overall"]
    ring = px(54)
    if findings.desk.company is not None:
        from simulator.desktop.views.debrief_company import whose_words

        if whose := whose_words(findings.desk, findings.session):
            column.text(whose, 13.5, bold=True)
            column.gap(6)
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
    guess = findings.session.played.guess or {}
    for pillar in pillars:
        points = grade["pillars"].get(pillar.id)
        bar_row(column, t(f"pillar.{pillar.id}"), points, indent, guess=guess.get(pillar.id))
        column.gap(3)
    column.y = max(column.y, start + 2 * ring + px(4))
    _guess_words(column, guess, grade, t)
    if overall is None:
        column.text(t("debrief.ungraded"), 13, Palette.INK_SOFT)
    if overall is not None and findings.session.played.mode == Mode.EXAM.value:
        _exam_words(column, findings, t)
    if grade.get("low_confidence"):
        column.gap(4)
        column.text(t("debrief.low_confidence"), 13, Palette.AMBER_DARK, bold=True)
    column.gap(4)
    column.text(t("debrief.proposal"), 12.5, Palette.INK_SOFT, spacing=0.9)
    for words in help_lines(findings.debrief, t, findings.session.played.resumed):
        column.gap(4)
        column.beside(lambda target, x, y: blit(target, icon("hint", px(15), Palette.AMBER_DARK), (x, y + px(2))))
        column.text(words, 12.5, Palette.INK, indent_px=px(22))
    return column


def _exam_words(column: Column, findings: Findings, t: Texts) -> None:
    """What an exam shows by itself, against the minimum of its rubric."""
    grade = findings.debrief.grade
    short = dict.fromkeys(short_pillars(grade, findings.session.scenario.file.about.rubric))
    column.gap(4)
    if short:
        words = t("report.short", pillars=", ".join(t(f"pillar.{name}") for name in short))
        column.text(words, 13.5, Palette.RED_DARK, bold=True)
    if grade["failed"]:
        words = t("report.failed", faults=", ".join(t(f"act.{name}") for name in grade["failed"]))
        column.text(words, 13.5, Palette.RED_DARK, bold=True)
    if not short and not grade["failed"]:
        column.text(t("report.met"), 13.5, Palette.GREEN_DARK, bold=True)


def _guess_words(column: Column, guess: dict[str, int], grade: dict[str, Any], t: Texts) -> None:
    """How far the trainee's own guess was off, in a sentence."""
    px = column.theme.px
    away = [points - grade["pillars"][name] for name, points in guess.items() if grade["pillars"].get(name) is not None]
    if not away:
        return
    mean = round(sum(away) / len(away))
    off = round(sum(map(abs, away)) / len(away))
    kind = "close" if off <= CLOSE else "mixed" if 2 * abs(mean) < off else "high" if mean > 0 else "low"
    column.gap(2)

    def mark(target: pygame.Surface, x: int, y: int) -> None:
        target.fill(Palette.PLUM, (x + px(6), y + px(3), px(3), px(15)))

    column.beside(mark)
    shown = abs(mean) if kind in ("high", "low") else off
    column.text(f"{t('guess.yours')}. {t(f'guess.{kind}', away=shown)}", 13, Palette.PLUM, bold=True, indent_px=px(18))


def bar_row(
    column: Column, label: str, points: int | None, indent_px: int = 0, units: float = 14, guess: int | None = None
) -> None:
    """Add a name with its points and a bar below it; a mark on the bar shows what was guessed."""
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
        if guess is not None:
            at = bar.x + bar.width * guess // 100
            target.fill(Palette.PLUM, (at - px(1), bar.y - px(4), px(3), bar.height + px(8)))

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
        what = promise_name(session.played, promise, t)
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
