"""What a shift came to: one thing to do better, service, the ledger, word of mouth, causes, cards, conversations."""

from __future__ import annotations

from functools import partial
from typing import cast

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import icon
from simulator.desktop.lettering import draw_text, fitted
from simulator.desktop.painting import blit, draw_box, draw_score_ring, page_ground, points_colour
from simulator.desktop.theme import Palette
from simulator.desktop.views.debrief import DebriefView
from simulator.desktop.views.debrief_summary import bar_row
from simulator.desktop.views.page import Column, Page
from simulator.desktop.views.shift import figure_row
from simulator.desktop.views.shift_run import Run, shift_view
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, Element, ScrollArea
from simulator.review import step_name
from simulator.scenario import CENTI, ChoiceEffect, Language, load_world, load_world_words
from simulator.texts import clock_text
from simulator.training import TARGET_WAIT_MS, CustomerResult

ROW_UNITS = 54
CAUSES_SHOWN = 6
CARDS_SHOWN = 6


class ShiftSummaryView(View):
    """The shift in review.

    Args:
        desk: what the screens share.
        run: a shift that is over.
    """

    name = "shift_summary"

    def __init__(self, desk: Desk, run: Run) -> None:
        super().__init__(desk)
        self.run = run
        self.found = run.shift.summary()
        self._before = run.shift.before
        self._lines = load_world_words(cast("Language", run.shift.language))
        self.build()

    # -- building -------------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Make the elements and lay the page out."""
        theme, t = self.theme, self.desk.texts
        px, (wide, high) = theme.px, theme.size
        narrow = theme.narrow
        margin, each, top = (px(16), px(170), px(58)) if narrow else (px(32), px(220), px(86))
        again = pygame.Rect(wide - margin - each, px(8 if narrow else 22), each, px(42 if narrow else 46))
        home = again.move(-px(12) - px(150 if narrow else 190), 0)
        home.width = px(150 if narrow else 190)
        self._margin = margin
        sizes = [theme.font(size, bold=True) for size in (27, 25, 23, 21, 19, 17, 15, 13)]
        self._title = fitted(t("shift.summary"), sizes, home.x - margin - px(20), px(46))
        area = pygame.Rect(margin - px(14), top, wide - 2 * margin + px(28), high - top)
        self.made = Page(theme, area.width - px(28))
        elements = self._lay_out()
        scroll = ScrollArea("review", area, theme, self.made.height_px + px(34), self.made.paint)
        for element in elements:
            scroll.add(element)
        self._scroll = scroll
        self.elements = [
            Button("next", again, theme, t("shift.next"), self.next_shift, style="primary", icon_name="play", units=15),
            Button(
                "home", home, theme, t("desktop.debrief.home"), self.go_home, icon_name="back", key_label="Esc",
                units=14,
            ),
            scroll,
        ]  # fmt: skip
        if self.focus.current is None:
            self.focus.to(self.elements[0])

    def _lay_out(self) -> list[Element]:
        px, page = self.theme.px, self.made
        gap, left, top = px(16), page.left_px, px(8)
        columns = 1 if self.theme.narrow else 3
        wide = (page.wide_px - (columns - 1) * gap) // columns
        first_wide = min(page.wide_px, 2 * wide + gap)
        better, see = self._better(first_wide, left, top)
        end = better.place(left, top).bottom + gap
        parts = [
            [self._service(wide), self._causes(wide)],
            [self._ledger(wide), self._word(wide)],
            [self._points(wide), self._cards(wide)],
        ]
        changed = self._changed(wide)
        if changed is not None:
            parts[0].insert(1, changed)
        ends: list[int] = []
        for index, column in enumerate(parts):
            x = left if columns == 1 else left + index * (wide + gap)
            y = max([end, *ends]) if columns == 1 else (top if index == columns - 1 else end)
            for part in column:
                y = part.place(x, y).bottom + gap
            ends.append(y)
        return [*see, *self._conversations(left, max(ends))]

    def _changed(self, wide: int) -> Column | None:
        """What the house does otherwise than in the shift before, and what came of it; None where nothing is."""
        t, world, before = self.desk.texts, self.run.shift.roster.world, self._before
        names = [name for name, option in world.items() if before.get("world", world).get(name, option) != option]
        if not names:
            return None
        column = Column(self.made, wide, colour=Palette.PAPER_WARM)
        column.text(t("shift.choices.changed"), 16, bold=True)
        column.gap(3)
        causes, rules = dict(self.found.causes), load_world()
        for name in names:
            option = world[name]
            column.text(f"{self._lines[f'world.{name}']}: {self._lines[f'world.{name}.{option}']}", 14.5, bold=True)
            for cause in (rules.choices[name].effects.get(option) or ChoiceEffect()).eases:
                was, now = before["causes"].get(cause, 0), causes.get(cause, 0)
                if was or now:
                    figure_row(
                        column, self._compared(self._lines[f"complaint.{cause}"], str(was)), str(now), units=13.5
                    )
        for label, then, today in (
            ("shift.level", t.percent(before["service_level"]), t.percent(self.found.service_level)),
            ("shift.walked_out", str(before["walked_out"]), str(self.found.walked_out)),
            ("shift.ledger.balance", t.money(before["balance"] * CENTI), t.money(self.found.balance * CENTI)),
        ):
            figure_row(column, self._compared(t(label), then), today, units=13.5)
        return column

    def _compared(self, label: str, was: str) -> str:
        return f"{label} ({self.desk.texts('shift.before', figure=was)})"

    def _better(self, wide: int, x: int, y: int) -> tuple[Column, list[Element]]:
        t, px, found = self.desk.texts, self.theme.px, self.found
        column = Column(self.made, wide, pad_units=22, colour=Palette.NIGHT)
        column.text(t("shift.better.title"), 14.5, Palette.AMBER_BRIGHT, bold=True)
        values: dict[str, object] = {}
        see: list[Element] = []
        if found.better in ("till", "pace"):
            values = {"number": found.walked_out + found.still_waiting}
        elif found.better == "step" and found.weakest is not None:
            step, session = found.weakest
            shown = next(one for one in found.customers if one.session == session)
            grade = self.run.shift.sitting(session).finish() if self.run.shift.sitting(session).ended else {}
            name = step_name(t, grade, step) if grade else t(f"step.{step}")
            values = {"step": name, "points": found.steps[step], "title": shown.title}
        column.text(t(f"shift.better.{found.better}", **values), 19, Palette.CREAM, bold=True)
        if found.better == "step" and found.weakest is not None:
            column.gap(8)
            box = pygame.Rect(x + px(22), y + column.y, min(px(320), column.room_px), px(42))
            press = partial(self.open_debrief, found.weakest[1])
            see.append(
                Button("see", box, self.theme, t("shift.see"), press, style="dark", icon_name="book", units=14.5)
            )
            column.gap(46)
        return column, see

    def _service(self, wide: int) -> Column:
        t, found = self.desk.texts, self.found
        column = Column(self.made, wide)
        self._ring(column, found.service_level, t("shift.level"), t.percent(found.service_level))
        words = t("shift.level.detail", number=found.in_time, arrived=found.arrived, target=clock_text(TARGET_WAIT_MS))
        column.text(words, 13, Palette.INK_SOFT)
        column.gap(6)
        for key in ("served", "by_till", "walked_out", "still_waiting"):
            figure_row(column, t(f"shift.{key}"), str(getattr(found, key)))
        if found.calls_made or found.calls_missed:
            column.gap(4)
            column.text(t("shift.calls"), 14, bold=True)
            figure_row(column, t("shift.calls.made"), str(found.calls_made))
            figure_row(column, t("shift.calls.missed"), str(found.calls_missed))
        return column

    def _ring(self, column: Column, value: int | None, label: str, figure: str = "") -> None:
        """A ring with a figure in it, and beside it what it is."""
        theme, px = self.theme, self.theme.px
        ring = px(40)
        room = column.room_px - 2 * ring - px(16)
        words = figure or ("–" if value is None else str(value))
        font = theme.fitting(words, 24, round(ring * 1.45), bold=True)
        made = fitted(
            label, [theme.font(size, bold=True) for size in (18, 17, 16, 15, 14, 13, 12)], room, 2 * ring, spacing=0.9
        )
        self.made.blocks.append((made, room))

        def paint(target: pygame.Surface, x: int, y: int) -> None:
            draw_score_ring(target, (x + ring, y + ring), ring, (value or 0) / 100, points_colour(value))
            at = (x + ring - font.size(words)[0] // 2, y + ring - font.get_linesize() // 2)
            draw_text(target, words, font, Palette.INK, at)
            made.draw(target, Palette.INK, (x + 2 * ring + px(16), y + ring - made.height_px // 2))

        column.draw(2 * ring + px(8), paint)

    def _points(self, wide: int) -> Column:
        t, found = self.desk.texts, self.found
        column = Column(self.made, wide)
        self._ring(column, found.overall, t("shift.points"))
        column.gap(4)
        for pillar, points in found.pillars.items():
            bar_row(column, t(f"pillar.{pillar}"), points)
            column.gap(3)
        return column

    def _ledger(self, wide: int) -> Column:
        t, found = self.desk.texts, self.found
        column = Column(self.made, wide)
        column.text(t("shift.ledger"), 16, bold=True)
        column.gap(4)
        for key, figure in (
            ("remedies", found.remedies_cost), ("till", found.till_cost), ("policy", found.policy_cost),
        ):  # fmt: skip
            figure_row(column, t(f"shift.ledger.{key}"), t.money(figure * CENTI), units=13.5)
        figure_row(column, t("shift.ledger.cost"), t.money(found.cost * CENTI), strong=True)
        column.gap(6)
        figure_row(column, t("shift.ledger.kept"), t.money(found.kept_value * CENTI), units=13.5)
        figure_row(column, t("shift.ledger.more"), t.money(found.more_value * CENTI), units=13.5)
        figure_row(column, t("shift.ledger.balance"), t.money(found.balance * CENTI), strong=True)
        column.gap(6)
        figure_row(column, t("shift.ledger.lost_served"), t.money(found.lost_served * CENTI), units=13.5)
        figure_row(column, t("shift.ledger.lost_waiting"), t.money(found.lost_waiting * CENTI), units=13.5)
        return column

    def _word(self, wide: int) -> Column:
        t, found, px = self.desk.texts, self.found, self.theme.px
        column = Column(self.made, wide)
        column.text(t("shift.word"), 16, bold=True)
        column.gap(4)
        most = max(1, found.told_good, found.told_bad)
        for key, people in (("good", found.told_good), ("bad", found.told_bad)):
            figure_row(column, t(f"shift.word.{key}"), str(people))
            column.draw(px(14), partial(self._paint_share, column.room_px, people / most, good=key == "good"))
        column.text(t("shift.word.note"), 12.5, Palette.INK_SOFT)
        return column

    def _paint_share(self, room: int, share: float, target: pygame.Surface, x: int, y: int, *, good: bool) -> None:
        high = self.theme.px(8)
        draw_box(target, pygame.Rect(x, y, room, high), high // 2, Palette.PAPER_EDGE)
        if share > 0:
            bar = pygame.Rect(x, y, max(high, round(room * share)), high)
            draw_box(target, bar, high // 2, Palette.GREEN if good else Palette.RED)

    def _causes(self, wide: int) -> Column:
        t, found = self.desk.texts, self.found
        column = Column(self.made, wide)
        column.text(t("shift.causes"), 16, bold=True)
        column.gap(4)
        if not found.causes:
            column.text(t("shift.causes.none"), 14, Palette.INK_SOFT)
        for cause, number in found.causes[:CAUSES_SHOWN]:
            figure_row(column, self._lines[f"complaint.{cause}"], str(number), units=13.5)
        return column

    def _cards(self, wide: int) -> Column:
        t, found, px = self.desk.texts, self.found, self.theme.px
        column = Column(self.made, wide, colour=Palette.PAPER_WARM)
        column.text(t("shift.cards"), 16, bold=True)
        filled = [one for one in found.customers if one.rating is not None]
        if not filled:
            column.gap(3)
            column.text(t("shift.cards.none"), 14, Palette.INK_SOFT)
        for one in filled[:CARDS_SHOWN]:
            column.gap(6)

            def paint(target: pygame.Surface, x: int, y: int, rating: int = one.rating or 0) -> None:
                for index in range(5):
                    full = index < rating
                    name, ink = ("star", Palette.AMBER) if full else ("star_empty", Palette.INK_FAINT)
                    blit(target, icon(name, px(16), ink), (x + index * px(19), y))

            column.draw(px(20), paint)
            column.text(t("quote.words", words=one.card), 13.5, italic=True)
            column.text(one.name, 12.5, Palette.INK_SOFT)
        return column

    def _conversations(self, x: int, y: int) -> list[Element]:
        """A row for each conversation, which opens its debrief."""
        t, px, page = self.desk.texts, self.theme.px, self.made
        columns, gap, pad = 2 if page.wide_px > px(700) else 1, px(12), px(18)
        wide, tall = (page.wide_px - 2 * pad - gap * (columns - 1)) // columns, px(ROW_UNITS)
        rows = -(-len(self.found.customers) // columns)
        head = Column(page, page.wide_px, pad_units=18)
        head.text(t("shift.customers"), 16, bold=True)
        head.gap(6)
        down = head.y
        head.draw(rows * (tall + px(8)), lambda _target, _x, _y: None)
        head.place(x, y)
        x, y = x + pad, y + down
        made: list[Element] = []
        for index, one in enumerate(self.found.customers):
            box = pygame.Rect(x + index % columns * (wide + gap), y + index // columns * (tall + px(8)), wide, tall)
            made.append(ConversationRow(box, self, one))
        return made

    # -- what the trainee does ------------------------------------------------------------------------------------

    def open_debrief(self, session_id: str) -> None:
        """See a conversation's debrief."""
        session = self.run.shift.sitting(session_id)
        if session.ended:
            self.desk.show(ShiftDebriefView(self, session_id, session.finish()))

    def next_shift(self) -> None:
        """On to the next shift, by way of what may be changed for it."""
        self.desk.show(shift_view(self.desk))

    def go_home(self) -> None:
        """Go to the scenes."""
        from simulator.desktop.views.home import HomeView

        self.desk.show(HomeView(self.desk))

    def keys(self, event: pygame.event.Event) -> bool:
        """Esc goes home; arrow keys scroll."""
        if event.type != pygame.KEYDOWN:
            return False
        if event.key == pygame.K_ESCAPE:
            self.go_home()
            return True
        return self._scroll.take_arrows(event)

    def draw_ground(self, target: pygame.Surface) -> None:
        """Draw the title."""
        theme, px = self.theme, self.theme.px
        target.blit(page_ground(theme.size), (0, 0))
        self._title.draw(target, Palette.INK, (self._margin, px(8 if theme.narrow else 26)))


class ConversationRow(Button):
    """One conversation: whose, how it ended, what it was worth.

    Args:
        box: where, on the page.
        view: the review.
        one: the conversation.
    """

    def __init__(self, box: pygame.Rect, view: ShiftSummaryView, one: CustomerResult) -> None:
        ended = view.run.shift.sitting(one.session).ended
        press = partial(view.open_debrief, one.session)
        super().__init__(f"talk_{one.session}", box, view.theme, f"{one.name} · {one.title}", press, units=14)
        self.enabled = ended
        t = view.desk.texts
        ending = t(f"ending.{one.ending}") if ended else t("shift.calls.next")
        self.detail = f"{ending} · {t('shift.has_waited', time=clock_text(one.waited_ms))}"
        self._overall = one.overall
        theme, px = view.theme, view.theme.px
        room, sizes = box.width - px(76), (14, 13, 12, 11, 10)
        self._name = fitted(self.text, [theme.font(size, bold=True) for size in sizes], room, px(24))
        self._below = fitted(self.detail, [theme.font(size - 1) for size in sizes], room, px(22))

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        theme, px, box = self.theme, self.theme.px, self.box
        ground = Palette.PAPER_WARM if self.hovered and self.enabled else Palette.PAPER
        draw_box(target, box, px(9), ground, border=Palette.PAPER_EDGE)
        self._name.draw(target, Palette.INK, (box.x + px(14), box.y + px(5)))
        self._below.draw(target, Palette.INK_SOFT, (box.x + px(14), box.y + px(28)))
        words = "–" if self._overall is None else str(self._overall)
        font = theme.font(20, bold=True)
        at = (box.right - px(16) - font.size(words)[0], box.centery - font.get_linesize() // 2)
        draw_text(target, words, font, points_colour(self._overall), at)
        self.draw_focus(target, px(9))


class ShiftDebriefView(DebriefView):
    """The debrief of one conversation of a shift; it leads back to the shift.

    Args:
        review: the shift in review.
        session_id: the conversation.
        grade: its grade.
    """

    def __init__(self, review: ShiftSummaryView, session_id: str, grade: dict[str, object]) -> None:
        self._review = review
        super().__init__(review.desk, review.run.shift.sitting(session_id), grade)

    def go_home(self) -> None:
        """Back to the shift."""
        self.desk.show(ShiftSummaryView(self.desk, self._review.run))
