"""Third page of the debrief: the conversation, with the words that counted marked in the trainee's own responses."""

from __future__ import annotations

from dataclasses import dataclass, field

import pygame

from simulator.desktop.figures import icon
from simulator.desktop.legible import legible
from simulator.desktop.lettering import block, draw_text, fitted
from simulator.desktop.painting import blit
from simulator.desktop.theme import Colour, Palette, Theme
from simulator.desktop.views.debrief_curve import aligned_curve
from simulator.desktop.views.marking import INKS, draw_mark, draw_marks, draw_unheard
from simulator.desktop.views.page import Column, Findings, Page
from simulator.review import Bearing, TranscriptLine, acts_named, deed_name, effect_words
from simulator.texts import visible_char


def conversation_page(findings: Findings, theme: Theme, wide_px: int) -> Page:
    """Lay the page out: the conversation, and beside it how the customer felt; below each other where it is narrow."""
    page = Page(theme, wide_px)
    t, px = findings.desk.texts, theme.px
    top = px(8)
    side = 0 if theme.narrow else px(230)
    column = Column(page, wide_px, pad_units=24)
    column.text(t("desktop.debrief.transcript"), 17, bold=True)
    _legend(column, findings)
    column.gap(10)
    names = px(130 if not theme.narrow else 96)
    told = _Telling(column, findings, names, side)
    told.rows[0] = column.y + px(8)
    for place, line in enumerate(findings.debrief.lines):
        before = findings.debrief.lines[place - 1] if place else None
        again = before is not None and before.kind == line.kind == "spoken" and before.who == line.who
        told.tell(place, line, named=not again)
    box = column.place(page.left_px, top)
    if side:
        rows = {turn: y + box.y for turn, y in told.rows.items()}
        strip = pygame.Rect(box.right - side - px(10), box.y + px(16), side, box.height - px(32))
        aligned_curve(page, findings, strip, rows, (box.y + px(22), box.y + px(46)))
    return page


def _legend(column: Column, findings: Findings) -> None:
    px, theme, t = column.theme.px, column.theme, findings.desk.texts

    def paint(target: pygame.Surface, x: int, y: int) -> None:
        font = theme.font(12.5)
        sides: tuple[tuple[str, Bearing], ...] = (("for_you", "good"), ("against_you", "bad"))
        for key, bears in sides:
            draw_mark(target, pygame.Rect(x, y + px(4), px(22), px(14)), px(3), bears)
            x += px(28)
            x += draw_text(target, t(f"desktop.debrief.{key}"), font, Palette.INK_SOFT, (x, y)) + px(22)

    column.draw(px(22), paint)


@dataclass
class _Telling:
    """Tells the conversation line by line.

    Args:
        column: takes it.
        findings: what there is to show.
        names_px: width of the names.
        side_px: room at the right for the curve.
        rows: where each response ended up, by its number.
    """

    column: Column
    findings: Findings
    names_px: int
    side_px: int
    rows: dict[int, int] = field(default_factory=dict)

    @property
    def room_px(self) -> int:
        """Width for words."""
        return self.column.room_px - self.names_px - self.side_px

    def words(self, text: str, units: float, colour: Colour, *, more: int = 0, **style: bool) -> None:
        """Add words of a line."""
        column = self.column
        fonts = [column.theme.font(units - step, **style) for step in (0, 1, 2)]
        made = fitted(legible(text), fonts, self.room_px - more, 100_000, spacing=0.95)
        column.page.blocks.append((made, self.room_px - more))
        indent = self.names_px + more
        column.draw(made.height_px, lambda target, x, y: made.draw(target, colour, (x + indent, y)))

    def tell(self, place: int, line: TranscriptLine, *, named: bool) -> None:
        """Add a line."""
        t, column, findings = self.findings.desk.texts, self.column, self.findings
        match line.kind:
            case "spoken":
                words = line.text if line.cut_at is None else line.heard.rstrip() + "–"
                least = self._name(findings.cast.name_of(line.who), Palette.AMBER_DARK) if named else 0
                self.words(words, 15, Palette.INK_SOFT, bold=line.loud)
                column.y = max(column.y, least)
            case "response" | "unread":
                self._response(place, line)
            case "action":
                self._small("check", deed_name(findings.session.played, t, line.text), Palette.PLUM)
                if line.note:
                    note = t("quote.words", words=line.note)
                    self.words(note, 13, Palette.INK_SOFT, more=column.theme.px(24), italic=True)
            case "refused":
                self._small("warning", t(f"refused.{line.note}"), Palette.RED_DARK)
            case "opens":
                self._small("clock", line.text, Palette.INK_SOFT)
            case "coach":
                words = t(line.text, text=legible(" ".join(line.note.split())))
                self._small("hint", words, Palette.AMBER_DARK)
            case _:
                pass
        column.gap(8)

    def _name(self, who: str, colour: Colour) -> int:
        """Draw who speaks beside what comes next; gives the row at which the name ends."""
        theme = self.column.theme
        room = self.names_px - theme.px(10)
        fonts = [theme.font(size, bold=True) for size in (13.5, 13, 12.5, 12, 11.5, 11)]
        name = fitted(legible(who), fonts, room, theme.px(54), spacing=0.9)
        self.column.beside(lambda target, x, y: name.draw(target, colour, (x, y + theme.px(1))))
        return self.column.y + name.height_px

    def _small(self, icon_name: str, text: str, colour: Colour) -> None:
        px, names = self.column.theme.px, self.names_px
        self.column.beside(lambda target, x, y: blit(target, icon(icon_name, px(16), colour), (x + names, y + px(3))))
        self.words(text, 13.5, colour, more=px(24), italic=True)

    def _response(self, place: int, line: TranscriptLine) -> None:
        """The trainee's words with what counted marked under the letters, its names, and what it did."""
        column, theme, t, names = self.column, self.column.theme, self.findings.desk.texts, self.names_px
        px = theme.px
        self._name(f"{f'{line.turn}. ' if line.turn else ''}{t('desktop.you')}", Palette.GREEN_DARK)
        button = px(34) if line.turn else 0
        # Character for character, so that the grader's offsets hold.
        shown = "".join(visible_char(char) for char in line.text)
        made = block(shown, theme.font(15), self.room_px - button - px(10), spacing=1.02)
        marks = [mark for mark in self.findings.debrief.highlights if mark.line == place]

        def paint(target: pygame.Surface, x: int, y: int) -> None:
            draw_marks(target, made, marks, (x + names, y), px(3))
            made.draw(target, Palette.INK, (x + names, y))
            if line.cut_at is not None:
                draw_unheard(target, made, line.cut_at, (x + names, y))

        if line.turn:
            self.rows[line.turn] = column.y + px(12)
            left = names + self.room_px - button
            column.slot_beside(f"replay_{line.turn}", pygame.Rect(left, -px(2), button, px(30)))
        column.draw(max(made.height_px, px(28) if line.turn else 0), paint)
        for bears, label in acts_named(marks, t).items():
            self.words(label, 12.5, getattr(Palette, INKS[bears]), bold=True)
        moment = next((m for m in self.findings.debrief.moments if line.turn and m.turn == line.turn), None)
        if moment is not None:
            self.words(effect_words(self.findings.session.played, moment, t), 12.5, Palette.INK_SOFT)
