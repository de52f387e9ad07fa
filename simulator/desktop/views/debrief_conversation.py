"""Third page of the debrief: the conversation, with the words that counted marked in the trainee's own responses."""

from __future__ import annotations

import pygame

from scoring import FAULTS
from simulator.desktop.figures import icon
from simulator.desktop.lettering import Block, block, draw_text, legible
from simulator.desktop.painting import blit, draw_box
from simulator.desktop.theme import Colour, Palette, Theme
from simulator.desktop.views.debrief_steps import evidence_name
from simulator.desktop.views.page import Column, Findings, Page
from simulator.desktop.views.play import action_name
from simulator.review import Highlight, TranscriptLine
from simulator.texts import visible_char


def conversation_page(findings: Findings, theme: Theme, wide_px: int) -> Page:
    """Lay the page out: one card, lines below each other."""
    page = Page(theme, wide_px)
    column = Column(page, wide_px, pad_units=24)
    t, px = findings.desk.texts, theme.px
    column.text(t("desktop.debrief.transcript"), 17, bold=True)
    _legend(column, findings)
    column.gap(10)
    names = px(150)
    for place, line in enumerate(findings.debrief.lines):
        marks = [mark for mark in findings.debrief.highlights if mark.line == place]
        before = findings.debrief.lines[place - 1] if place else None
        again = before is not None and before.kind == line.kind == "spoken" and before.who == line.who
        _line(column, findings, line, marks, 0 if again else names, names)
    column.place(page.left_px, px(8))
    return page


def _legend(column: Column, findings: Findings) -> None:
    px, theme, t = column.theme.px, column.theme, findings.desk.texts

    def paint(target: pygame.Surface, x: int, y: int) -> None:
        font = theme.font(12.5)
        for colour, key in ((Palette.GREEN_PALE, "for_you"), (Palette.RED_PALE, "against_you")):
            draw_box(target, pygame.Rect(x, y + px(4), px(22), px(14)), px(3), colour)
            x += px(28)
            x += draw_text(target, t(f"desktop.debrief.{key}"), font, Palette.INK_SOFT, (x, y)) + px(22)

    column.draw(px(22), paint)


def _line(
    column: Column, findings: Findings, line: TranscriptLine, marks: list[Highlight], name_px: int, names_px: int
) -> None:
    t = findings.desk.texts
    match line.kind:
        case "spoken":
            words = line.text if line.cut_at is None else line.heard.rstrip() + "–"
            _speech(
                column,
                findings.cast.name_of(line.who) if name_px else "",
                words,
                Palette.INK_SOFT,
                names_px,
                loud=line.loud,
            )
        case "response" | "unread":
            number = f"{line.turn}. " if line.turn else ""
            _response(column, findings, line, marks, (names_px, f"{number}{t('desktop.you')}"))
        case "action":
            _small(column, "check", action_name(findings.session, findings.desk, line.text), Palette.PLUM, names_px)
            if line.note:
                column.text(
                    f"“{line.note}”", 13, Palette.INK_SOFT, italic=True, indent_px=names_px + column.theme.px(24)
                )
        case "refused":
            _small(column, "warning", t(f"refused.{line.note}"), Palette.RED_DARK, names_px)
        case "opens":
            _small(column, "clock", line.text, Palette.INK_SOFT, names_px)
        case "coach":
            _small(
                column, "hint", t(line.text, text=legible(" ".join(line.note.split()))), Palette.AMBER_DARK, names_px
            )
        case _:
            pass
    column.gap(8)


def _small(column: Column, icon_name: str, text: str, colour: Colour, names_px: int) -> None:
    px = column.theme.px
    column.beside(lambda target, x, y: blit(target, icon(icon_name, px(16), colour), (x + names_px, y + px(3))))
    column.text(text, 13.5, colour, italic=True, indent_px=names_px + px(24))


def _speech(column: Column, who: str, words: str, ink: Colour, names_px: int, *, loud: bool = False) -> None:
    theme = column.theme
    name = block(legible(who), theme.font(13.5, bold=True), names_px - theme.px(12), most_lines=2, spacing=0.9)
    column.beside(lambda target, x, y: name.draw(target, Palette.AMBER_DARK, (x, y + theme.px(1))))
    column.text(words, 15, ink, bold=loud, indent_px=names_px)


def _response(
    column: Column, findings: Findings, line: TranscriptLine, marks: list[Highlight], named: tuple[int, str]
) -> None:
    """The trainee's words with what counted marked under the letters, and its names below."""
    theme, px = column.theme, column.theme.px
    names_px, who = named
    name = block(who, theme.font(13.5, bold=True), names_px - px(12), most_lines=2, spacing=0.9)
    column.beside(lambda target, x, y: name.draw(target, Palette.GREEN_DARK, (x, y + px(1))))
    # Character for character, so that the grader's offsets hold.
    shown = "".join(visible_char(char) for char in line.text)
    made = block(shown, theme.font(15), column.room_px - names_px, spacing=1.02)

    def paint(target: pygame.Surface, x: int, y: int) -> None:
        for mark in marks:
            _mark(target, made, mark, (x + names_px, y), px(3))
        made.draw(target, Palette.INK, (x + names_px, y))
        if line.cut_at is not None:
            _strike(target, made, line.cut_at, (x + names_px, y))

    column.draw(made.height_px, paint)
    if marks:
        t = findings.desk.texts
        for fault in (False, True):
            acts = dict.fromkeys(mark.act for mark in marks if is_fault(mark.act) is fault)
            if acts:
                label = ", ".join(evidence_name(t, act) for act in acts)
                colour = Palette.RED_DARK if fault else Palette.GREEN_DARK
                column.text(label, 12.5, colour, bold=True, indent_px=names_px)


def is_fault(act: str) -> bool:
    """Whether evidence of this act speaks against the trainee."""
    return act in FAULTS or act == "interrupted"


def _mark(target: pygame.Surface, made: Block, mark: Highlight, at: tuple[int, int], radius: int) -> None:
    colour = Palette.RED_PALE if is_fault(mark.act) else Palette.GREEN_PALE
    edge = Palette.RED if is_fault(mark.act) else Palette.GREEN
    x, y = at
    for index, line in enumerate(made.lines):
        begin, end = max(mark.start, line.start), min(mark.end, line.end)
        words = made.text[begin:end].rstrip()
        if begin >= end or not words:
            continue
        left = made.font.size(made.text[line.start : begin])[0]
        wide = made.font.size(words)[0]
        box = pygame.Rect(x + left - 1, y + index * made.line_px, wide + 2, made.line_px - 1)
        draw_box(target, box, radius, colour)
        target.fill(edge, (box.x, box.bottom - max(1, radius // 2), box.width, max(1, radius // 2)))


def _strike(target: pygame.Surface, made: Block, cut_at: int, at: tuple[int, int]) -> None:
    """Grey out what the customer no longer listened to."""
    x, y = at
    for index, line in enumerate(made.lines):
        begin = max(cut_at, line.start)
        if begin >= line.end:
            continue
        left = made.font.size(made.text[line.start : begin])[0]
        wide = made.font.size(made.text[begin : line.end].rstrip())[0]
        target.fill(Palette.INK_FAINT, (x + left, y + index * made.line_px + made.line_px // 2, wide, 1))
