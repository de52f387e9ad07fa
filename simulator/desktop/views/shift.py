"""The counter between two customers: who waits, the clock, the second till, calls that come due."""

from __future__ import annotations

from functools import partial

import pygame

from simulator.desktop.desk import Desk, Job
from simulator.desktop.lettering import draw_text, fitted
from simulator.desktop.painting import draw_box, page_ground
from simulator.desktop.theme import Palette
from simulator.desktop.views.page import Column, Page
from simulator.desktop.views.shift_guest import GuestCard
from simulator.desktop.views.shift_run import Run
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Action, Button, Dialog, Element, ScrollArea
from simulator.scenario import CENTI
from simulator.texts import clock_text
from simulator.training import CLOSES_MS, TILL_COST, TILL_DELAY_MS, Place, Summary

CARD_UNITS = 118
LARGEST_CARD_UNITS = 200


class ShiftView(View):
    """Choose whom to serve next, and what else to do.

    Args:
        desk: what the screens share.
        run: the shift.
    """

    name = "shift"
    plays = True

    def __init__(self, desk: Desk, run: Run) -> None:
        super().__init__(desk)
        self.run = run
        self._closing: Job[Summary] | None = None
        run.look()
        self.build()

    # -- building -------------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Make the elements: the queue, and at its side (or below it) what else there is to see and do."""
        theme, px, (wide, high) = self.theme, self.theme.px, self.theme.size
        self._margin, self._heading_px = px(16 if theme.narrow else 32), px(40)
        top = px(66 if theme.narrow else 96)
        side_wide = 0 if theme.narrow else px(356) + px(24)
        self._main = pygame.Rect(self._margin, top, wide - 2 * self._margin - side_wide, high - top - px(12))
        pad, below = px(12), self._main.y + self._heading_px
        area = pygame.Rect(self._main.x - pad, below, self._main.width + 2 * pad, self._main.bottom - below)
        self._page = Page(theme, area.width)
        queue, end = self._queue(pad, px(8), self._main.width, area.height)
        if theme.narrow:
            side, end = self._side(pad, end + px(14), self._main.width)
            self._areas = [self._scrolled("queue", area, end, [*queue, *side], self._page)]
        else:
            beside = pygame.Rect(self._main.right + px(24) - pad, top - px(8), side_wide - px(24) + 2 * pad, high - top)
            self._areas = [self._scrolled("queue", area, end, queue, Page(theme, area.width))]
            self._page = Page(theme, beside.width)
            side, end = self._side(pad, px(8), beside.width - 2 * pad)
            self._areas.append(self._scrolled("side", beside, end, side, self._page))
        self.elements = [*self._areas, *self._head_buttons()]
        self._compose_head()
        if self.focus.current is None or self.focus.current not in self.focus.stops():
            self.focus.to(next(iter(self.focus.stops()), None))

    def _scrolled(self, name: str, box: pygame.Rect, end: int, elements: list[Element], page: Page) -> ScrollArea:
        area = ScrollArea(name, box, self.theme, end + self.theme.px(12), page.paint)
        for element in elements:
            area.add(element)
        return area

    def _head_buttons(self) -> list[Button]:
        theme, t, px = self.theme, self.desk.texts, self.theme.px
        each, high = (px(140), px(40)) if theme.narrow else (px(176), px(44))
        end = pygame.Rect(theme.size[0] - self._margin - each, px(10 if theme.narrow else 24), each, high)
        stop = end.move(-each - px(12), 0)
        return [
            Button("stop", stop, theme, t("shift.stop"), self.stop, icon_name="pause", key_label="Esc", units=14),
            Button("end", end, theme, t("shift.end"), self.ask_to_end, units=14),
        ]

    def _queue(self, x: int, y: int, wide: int, room_px: int) -> tuple[list[Element], int]:
        """Who waits, or what to do where nobody does; and where it ends."""
        theme, t, px, shift = self.theme, self.desk.texts, self.theme.px, self.run.shift
        waiting, gap = shift.floor.waiting, px(14)
        if shift.floor.doors_closed or not waiting:
            name, label, press, picture = (
                ("close", "shift.close", self.close_shift, "check")
                if shift.floor.doors_closed
                else ("wait", "shift.wait", self.wait, "clock")
            )
            box = pygame.Rect(x, y + px(8), min(wide, px(420)), px(60))
            made = Button(name, box, theme, t(label), press, style="primary", icon_name=picture, units=17)
            return [made], box.bottom
        columns = 2 if wide >= px(620) else 1
        rows = -(-len(waiting) // columns)
        each, tall = (wide - gap * (columns - 1)) // columns, px(CARD_UNITS)
        while tall < px(LARGEST_CARD_UNITS) and rows * (tall + 2 * gap) < room_px:
            tall += gap  # with few who wait their pictures may be larger
        free, cards = shift.next_guests, list[Element]()
        for index, number in enumerate(waiting):
            row, column = divmod(index, columns)
            place = pygame.Rect(x + column * (each + gap), y + row * (tall + gap), each, tall)
            take = partial(self.take, number) if number in free else None
            cards.append(GuestCard(self.run, number, place, theme, take))
        return cards, y + rows * (tall + gap)

    def _side(self, x: int, y: int, wide: int) -> tuple[list[Element], int]:
        """Till, calls, and what has been so far, from top to bottom; and where it ends."""
        px, made = self.theme.px, list[Element]()
        till = self._till_button(pygame.Rect(x, y, wide, px(62)))
        if till is not None:
            made.append(till)
            y = till.box.bottom + px(14)
        column, calls = self._calls(x, y, wide)
        y = column.place(x, y).bottom + px(14)
        return [*made, *calls], self._so_far(wide).place(x, y).bottom

    def _till_button(self, box: pygame.Rect) -> Button | None:
        t = self.desk.texts
        if not self.run.shift.can_open_till:
            return None
        detail = t("shift.till.detail", cost=t.money(TILL_COST * CENTI), seconds=TILL_DELAY_MS // 1000)
        return Button(
            "till", box, self.theme, t("shift.till.open"), self.open_till, detail=detail, icon_name="person",
            style="card", units=15.5, centred=False,
        )  # fmt: skip

    def _calls(self, x: int, top: int, wide: int) -> tuple[Column, list[Element]]:
        t, px, shift = self.desk.texts, self.theme.px, self.run.shift
        column = Column(self._page, wide, pad_units=18)
        column.text(t("shift.calls"), 15.5, bold=True)
        column.gap(3)
        buttons: list[Element] = []
        calls = [call for call in shift.floor.calls if call.fate.value == "open"]
        if not calls:
            column.text(t("shift.calls.none"), 14, Palette.INK_SOFT)
        now = shift.floor.callable()
        for call in calls:
            later = call.due_ms > CLOSES_MS
            when = t("shift.calls.next") if later else t("shift.calls.due", time=clock_text(call.due_ms))
            column.text(self.run.name_of(call.session), 14.5, bold=True)
            column.text(when, 13, Palette.INK_SOFT)
            if call in now:
                box = pygame.Rect(x + px(18), top + column.y + px(4), wide - px(36), px(40))
                buttons.append(
                    Button(
                        f"call_{len(buttons)}", box, self.theme, t("shift.calls.now"), partial(self.call, call.session),
                        style="primary", icon_name="call_back", units=14.5,
                    )
                )  # fmt: skip
                column.gap(50)
            column.gap(4)
        return column, buttons

    def _so_far(self, wide: int) -> Column:
        t, floor = self.desk.texts, self.run.shift.floor
        column = Column(self._page, wide, pad_units=18)
        column.text(t("shift.so_far"), 15.5, bold=True)
        column.gap(2)
        for key, place in (("served", Place.SERVED), ("by_till", Place.TILL), ("walked_out", Place.WALKED_OUT)):
            figure_row(column, t(f"shift.{key}"), str(floor.count(place)))
        if floor.till_from_ms is not None:
            is_open = floor.till_from_ms <= floor.clock_ms
            time = clock_text(floor.till_from_ms)
            column.gap(4)
            words = t("shift.till.is_open") if is_open else t("shift.till.coming", time=time)
            column.text(words, 13.5, Palette.GREEN_DARK, bold=True)
        return column

    # -- what the trainee does ------------------------------------------------------------------------------------

    def take(self, number: int) -> None:
        """Serve somebody."""
        self.run.shift.take(number)
        self.run.go_on()

    def call(self, session_id: str) -> None:
        """Make a promised call."""
        self.run.shift.call(session_id)
        self.run.go_on()

    def open_till(self) -> None:
        """Send for a colleague."""
        self.run.shift.open_till()
        self._again()

    def wait(self) -> None:
        """Wait for the next customer, or until a call is due."""
        self.run.shift.wait()
        self._again()

    def _again(self) -> None:
        self.run.look()
        self.focus.to(None)
        self.rebuild()

    def stop(self) -> None:
        """Go home; the shift is gone on with later."""
        from simulator.desktop.views.home import HomeView

        self.desk.show(HomeView(self.desk))

    def ask_to_end(self) -> None:
        """Ask before the shift is ended early."""
        if self.run.shift.floor.doors_closed:
            self.close_shift()
            return
        t = self.desk.texts

        def keep() -> None:
            self.dialog = None

        actions: list[Action] = [
            ("keep_on", t("shift.end.keep"), keep, "primary"),
            ("end_now", t("shift.end"), self.close_shift, "plain"),
        ]
        self.dialog = Dialog("end_dialog", self.theme, t("shift.end.title"), t("shift.end.text"), actions, cancel=keep)

    def reopen_dialog(self) -> None:
        """The question is asked anew."""
        self.dialog = None
        self.ask_to_end()

    def close_shift(self) -> None:
        """Lock up; what it came to is added up off the frame loop."""
        self.dialog = None
        if self._closing is None:
            self._closing = self.desk.begin_work(self.run.shift.close)

    def handle(self, event: pygame.event.Event) -> None:
        """Take an event; not while the shift is being added up: a move made now would come between."""
        if self._closing is None:
            super().handle(event)

    def keys(self, event: pygame.event.Event) -> bool:
        """Esc stops for now; arrow keys walk the queue."""
        if event.type != pygame.KEYDOWN:
            return False
        if event.key == pygame.K_ESCAPE:
            self.stop()
            return True
        if event.key in (pygame.K_UP, pygame.K_DOWN, pygame.K_LEFT, pygame.K_RIGHT):
            self.focus.step(backwards=event.key in (pygame.K_UP, pygame.K_LEFT))
            return True
        return False

    # -- drawing --------------------------------------------------------------------------------------------------

    def update(self, dt_ms: float) -> None:
        """Draw one missing portrait a frame; go on once the shift is added up."""
        super().update(dt_ms)
        if self._closing is not None and self._closing.done:
            job, self._closing = self._closing, None  # first: one that failed is told once, and can be tried again
            job.take()
            self.run.go_on()
            return
        for element in self.walk():
            if isinstance(element, GuestCard) and element.draw_portrait():
                return

    def _compose_head(self) -> None:
        """Title and heading, laid out once for each build."""
        theme, t, px, floor = self.theme, self.desk.texts, self.theme.px, self.run.shift.floor
        self._room = self.find("stop").box.x - self._margin - px(24)
        self._title_font = theme.fitting(t("shift.title"), 25, self._room, bold=True)
        count = len(floor.waiting)
        heading = t("shift.waiting", number=count) if count else t("shift.nobody")
        heading = t("shift.doors") if floor.doors_closed else heading
        words = " · ".join([heading, *(t(key) for key in self.run.news)])
        fonts = [theme.font(size, bold=True) for size in (18, 17, 16, 15, 14, 13, 12)]
        self._heading = fitted(words, fonts, self._main.width, self._heading_px, spacing=0.88)

    def draw_ground(self, target: pygame.Surface) -> None:
        """Draw title, clock and heading."""
        theme, px, left = self.theme, self.theme.px, self._margin
        target.blit(page_ground(theme.size), (0, 0))
        at = (left, px(3 if theme.narrow else 17))
        draw_text(target, self.desk.texts("shift.title"), self._title_font, Palette.INK, at)
        self._draw_clock(target, pygame.Rect(left, px(42 if theme.narrow else 58), self._room, px(18)))
        self._heading.draw(target, Palette.INK, (self._main.x, self._main.y))

    def _draw_clock(self, target: pygame.Surface, box: pygame.Rect) -> None:
        """How much of the shift has passed, as figures and as a bar."""
        theme, px, clock_ms = self.theme, self.theme.px, self.run.shift.floor.clock_ms
        words = self.desk.texts("shift.clock", now=clock_text(clock_ms), whole=clock_text(CLOSES_MS))
        font = theme.font(15, bold=True)
        draw_text(target, words, font, Palette.INK_SOFT, (box.x, box.centery - font.get_linesize() // 2))
        left = box.x + font.size(words)[0] + px(14)
        bar = pygame.Rect(left, box.centery - px(5), max(px(60), box.right - left - px(20)), px(10))
        draw_box(target, bar, px(5), Palette.PAPER_EDGE)
        share = min(1.0, clock_ms / CLOSES_MS)
        if share > 0.02:
            draw_box(target, pygame.Rect(bar.topleft, (round(bar.width * share), bar.height)), px(5), Palette.PLUM)


def figure_row(column: Column, label: str, figure: str, *, units: float = 14.5, strong: bool = False) -> None:
    """Add a name with a figure at the right edge."""
    theme = column.theme
    font = theme.font(units, bold=True)
    wide, start, room = font.size(figure)[0], column.y, column.room_px

    def paint(target: pygame.Surface, x: int, y: int) -> None:
        draw_text(target, figure, font, Palette.INK, (x + room - wide, y))

    column.beside(paint)
    made = fitted(
        label, [theme.font(size, bold=strong) for size in (units, units - 1, units - 2, units - 3)],
        room - wide - theme.px(12), theme.px(60), spacing=0.9,
    )  # fmt: skip
    ink = Palette.INK if strong else Palette.INK_SOFT
    column.draw(made.height_px, lambda target, x, y: made.draw(target, ink, (x, y)))
    column.y = max(column.y, start + font.get_linesize()) + theme.px(3)
