"""A page of cards that lies over another view: title, way back, and elements where the cards leave room."""

from __future__ import annotations

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.lettering import Block, block
from simulator.desktop.painting import page_ground
from simulator.desktop.theme import Palette
from simulator.desktop.views.page import Page
from simulator.desktop.views.view import View
from simulator.desktop.widgets import Button, Element, ReplyBox, ScrollArea, Segments

WIDEST_UNITS = 1120


class LaidPage(View):
    """A page that scrolls. Derive from it, and give `heading`, `compose` and `fill`.

    Args:
        desk: what the screens share.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._area: ScrollArea | None = None
        self.build()

    def heading(self) -> str:
        """The title of the page."""
        raise NotImplementedError

    def compose(self, page: Page) -> None:
        """Put cards on the page, with slots for elements."""
        raise NotImplementedError

    def fill(self, name: str, box: pygame.Rect) -> Element:
        """The element of a slot."""
        raise NotImplementedError

    def build(self) -> None:
        """Make the elements."""
        theme, px, (wide, high) = self.theme, self.theme.px, self.theme.size
        column = min(wide - px(32 if theme.narrow else 64), px(WIDEST_UNITS))
        left = (wide - column) // 2
        back = pygame.Rect(0, 0, px(150), px(40))
        back.topright = (left + column, px(14))
        self._title = block(self.heading(), theme.font(25, bold=True), back.x - left - px(16), spacing=0.95)
        self._title_at = (left, px(16))
        top = max(back.bottom, px(16) + self._title.height_px) + px(8)
        box = pygame.Rect(left - px(14), top, column + px(28), high - top)
        offset = self._area.offset_px if self._area is not None else 0
        self.made = Page(theme, column)
        self.compose(self.made)
        self._area = ScrollArea("page", box, theme, self.made.height_px + px(28), self.made.paint)
        for name, slot in self.made.slots.items():
            self._area.add(self.fill(name, slot))
        leave = Button(
            "back", back, theme, self.desk.texts("desktop.back"), self.leave, icon_name="back", key_label="Esc"
        )  # fmt: skip
        self.elements = [self._area, leave]
        self._area.scroll_to(offset)
        if self.focus.current is None:
            self.focus.to(self.first_stop())

    def first_stop(self) -> Element:
        """What has the focus at first; the page is scrolled to it."""
        return self.focus.stops()[0]

    def columns(self, page: Page) -> tuple[int, int, int]:
        """Widths of the left and the right column, and where the right one begins; one below the other where narrow."""
        if page.theme.narrow:
            return page.wide_px, page.wide_px, page.left_px
        gap = page.theme.px(18)
        left = (page.wide_px - gap) // 2
        return left, page.wide_px - gap - left, page.left_px + left + gap

    def blocks(self) -> list[tuple[Block, int]]:
        """Every text on the page with the room it has, for the test that measures."""
        return self.made.blocks

    def leave(self) -> None:
        """Go back to what lies beneath."""
        self.desk.lift()

    def keys(self, event: pygame.event.Event) -> bool:
        """Esc goes back; the page scrolls, but from a box or a row of values, which take the keys themselves."""
        if event.type != pygame.KEYDOWN:
            return False
        if event.key == pygame.K_ESCAPE:
            self.leave()
            return True
        taken = isinstance(self.focus.current, ReplyBox | Segments)
        return not taken and self._area is not None and self._area.take_arrows(event)

    def draw_ground(self, target: pygame.Surface) -> None:
        """Draw the title."""
        target.blit(page_ground(self.theme.size), (0, 0))
        self._title.draw(target, Palette.INK, self._title_at)
