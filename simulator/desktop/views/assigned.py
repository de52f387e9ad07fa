"""What the company has assigned: a card each, the first list of home for whom the desktop belongs to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pygame

from simulator.desktop.assigned_words import PART, action_of, facts_of, name_of, state_of, title_of
from simulator.desktop.attempts import Standing, Standings, survey
from simulator.desktop.company_desk import CompanyDesk
from simulator.desktop.desk import Desk
from simulator.desktop.figures import icon
from simulator.desktop.legible import legible
from simulator.desktop.lettering import Block, block, draw_text
from simulator.desktop.painting import blit, draw_box, draw_card, draw_ring
from simulator.desktop.theme import Colour, Palette
from simulator.desktop.views.mark_words import line_of_mark
from simulator.desktop.widgets import Button, ScrollArea
from simulator.texts import Texts, texts_with

_NOTE_LINES = 3
_ICONS = {
    Standing.UNFINISHED: "play", Standing.OPEN: "play", Standing.COMING: "clock", Standing.NEXT: "clock",
    Standing.LATER: "clock", Standing.UNSHARED: "send", Standing.HANDED_IN: "check", Standing.DONE: "check",
    Standing.USED: "close", Standing.PAST: "clock",
}  # fmt: skip


def company_texts(desk: Desk) -> Texts:
    """The texts of the screens, with those about the company."""
    return texts_with(desk.language, PART)


def company_of(desk: Desk) -> CompanyDesk | None:
    """The company of whoever plays; None where the desktop belongs to nobody, or to somebody else."""
    company = desk.company
    return company if company is not None and company.is_of(desk.person_id) else None


class AssignedCard(Button):
    """An assignment: the whole card is the button.

    Args:
        found: the assignment as it stands.
        box: where; it becomes as tall as it must.
        desk: sizes and texts.
        press: called when it is pressed.
        mark: what became of the grade of what was played last for it, in words; or "".
    """

    def __init__(
        self, found: Standings, box: pygame.Rect, desk: Desk, press: Callable[[], object], mark: str = ""
    ) -> None:
        t, theme = company_texts(desk), desk.theme
        super().__init__(f"assigned_{found.given.id}", box, theme, name_of(found, t), press)
        self.found = found
        px, room = theme.px, box.width - theme.px(44)
        self._action, state = action_of(found, t), state_of(found, t)
        self._lines: list[tuple[Block, Colour, int]] = []
        self._write(self.text, 18, room, Palette.INK, 2, bold=True)
        exam = found.given.mode == "exam"
        self._write(facts_of(found, t), 13, room, Palette.PLUM if exam else Palette.INK_SOFT, 6, bold=True)
        if title_of(found, t):
            self._write(title_of(found, t), 14.5, room, Palette.INK, 4)
        if mark:
            self._write(mark, 14.5, room, Palette.INK, 6, bold=True)
        note = legible(" ".join(found.given.note.split()))
        if note:
            self._write(note, 13.5, room, Palette.INK_SOFT, 6, most_lines=_NOTE_LINES)
        self._state = block(state, theme.font(13.5, bold=True), room - px(26), spacing=0.95) if state else None
        label = theme.fitting(self._action, 15, room - px(60), bold=True)
        self._pill = (label, label.size(self._action)[0])
        high = px(14) + sum(part.height_px + px(after) for part, _, after in self._lines) + px(4)
        high += self._state.height_px + px(8) if self._state is not None else 0
        high += px(40 + 12) if self._action else px(6)
        self.box = pygame.Rect(box.topleft, (box.width, high))
        told = [facts_of(found, t), title_of(found, t), mark, note, state, self._action]
        self.called = ". ".join(part.rstrip(".") for part in (self.text, *told) if part)

    def _write(
        self, text: str, units: float, room: int, ink: Colour, after: int, *, bold: bool = False,
        most_lines: int | None = None,
    ) -> None:  # fmt: skip
        font = self.theme.font(units, bold=bold)
        made = block(text, font, room, spacing=0.95, **({} if most_lines is None else {"most_lines": most_lines}))
        self._lines.append((made, ink, after))

    def blocks(self) -> list[tuple[Block, int]]:
        """Every text on it with the room it has, for the test that measures."""
        room = self.box.width - self.theme.px(44)
        return [(part, room) for part, _, _ in self._lines] + ([(self._state, room)] if self._state else [])

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        px, box = self.theme.px, self.box
        draw_card(target, box, px(14), colour=Palette.PAPER_WARM if self.hovered else Palette.PAPER, depth=px(8))
        bar = pygame.Rect(box.x, box.y + px(14), px(5), box.height - px(28))
        draw_box(target, bar, px(2), Palette.PLUM if self.found.given.mode == "exam" else Palette.AMBER)
        x, y = box.x + px(22), box.y + px(14)
        for part, ink, after in self._lines:
            part.draw(target, ink, (x, y))
            y += part.height_px + px(after)
        y += px(4)
        if self._state is not None:
            over = self.found.standing in (Standing.DONE, Standing.HANDED_IN)
            ink = Palette.GREEN_DARK if over else Palette.AMBER_DARK
            blit(target, icon(_ICONS[self.found.standing], px(17), ink), (x, y + px(1)))
            self._state.draw(target, ink, (x + px(26), y))
            y += self._state.height_px + px(8)
        if self._action:
            self._draw_action(target, (x, y))
        if self.focused:
            draw_ring(target, box, px(14), max(2, px(2)))

    def _draw_action(self, target: pygame.Surface, at: tuple[int, int]) -> None:
        px, (font, wide) = self.theme.px, self._pill
        counts = self.found.standing in (Standing.OPEN, Standing.PAST, Standing.UNFINISHED, Standing.UNSHARED)
        pill = pygame.Rect(at, (wide + px(54), px(38)))
        ground, ink = (Palette.GREEN, Palette.WHITE) if counts else (Palette.PAPER, Palette.INK)
        draw_box(target, pill, px(9), ground, border=None if counts else Palette.PAPER_EDGE, border_px=max(1, px(1)))
        name = "next" if self.found.session_id and self.found.standing is not Standing.UNFINISHED else "play"
        blit(target, icon(name, px(18), ink), (pill.x + px(12), pill.centery - px(9)))
        draw_text(target, self._action, font, ink, (pill.x + px(38), pill.centery - font.get_linesize() // 2))


def assigned_list(
    desk: Desk, company: CompanyDesk, box: pygame.Rect, choose: Callable[[Standings], object]
) -> ScrollArea:  # fmt: skip
    """The list of assignments.

    Args:
        desk: sizes and texts.
        company: what is known of them.
        box: where.
        choose: called with the one that is pressed.
    """
    theme, px, t = desk.theme, desk.theme.px, company_texts(desk)
    found = survey(company.outlook, company.now())
    words = t("assigned.none" if company.looked else "assigned.loading")
    empty = block(words, theme.font(16), box.width - px(72), spacing=0.95)

    def paint(target: pygame.Surface, offset: int) -> None:
        if not found:
            plate = pygame.Rect(px(12), px(8) - offset, box.width - px(24), empty.height_px + px(48))
            draw_card(target, plate, px(14), depth=px(8))
            empty.draw(target, Palette.INK_SOFT, (px(36), px(32) - offset))

    area = ScrollArea("assigned", box, theme, 0, paint)
    y = px(8)
    for each in found:
        mark = company.outlook.marks.get(each.last)
        told = "" if mark is None else line_of_mark(mark, t)
        card = AssignedCard(each, pygame.Rect(px(12), y, box.width - px(24), 0), desk, partial(choose, each), told)
        area.add(card)
        y = card.box.bottom + px(14)
    area.page_height_px = max(y + px(8), 0 if found else empty.height_px + px(72))
    return area


def anything_open(company: CompanyDesk) -> bool:
    """Whether there is anything to be done; what is not known yet may be."""
    return not company.looked or bool(survey(company.outlook, company.now()))

