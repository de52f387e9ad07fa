"""A dialog over the screen: what lies under it takes no input until it is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pygame

from simulator.desktop.lettering import Block, block
from simulator.desktop.painting import draw_box, draw_card
from simulator.desktop.theme import Palette, Theme, kept_with_palette
from simulator.desktop.widgets.button import Button
from simulator.desktop.widgets.element import Element, Focus

_MOUSE = (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)
Action = tuple[str, str, Callable[[], object], str]
"""Name, label, what it does, and style of a button."""


class Dialog(Element):
    """A card in the middle with a title, a text, elements and buttons.

    Args:
        name: what it is found by.
        theme: sizes.
        title: its heading.
        text: what it says.
        actions: its buttons, the first one has the focus.
        cancel: called at Esc, or None where Esc does nothing.
        wide_units: its width in design pixels.
        inner: makes an element between text and buttons, given its box; or None.
        inner_units: height of that element in design pixels.
        centre: middle of it on the screen; the window's where None.
        room: the part of the window it may take.
    """

    def __init__(
        self,
        name: str,
        theme: Theme,
        title: str,
        text: str,
        actions: Iterable[Action],
        *,
        cancel: Callable[[], object] | None = None,
        wide_units: float = 460,
        inner: Callable[[pygame.Rect], Element] | None = None,
        inner_units: float = 0,
        room: pygame.Rect | None = None,
    ) -> None:
        super().__init__(name, pygame.Rect(0, 0, 0, 0), theme)
        self.text = text
        self.title = title
        self._cancel = cancel
        room = room or pygame.Rect((0, 0), theme.size)
        actions = list(actions)
        wide = min(theme.px(wide_units), room.width - theme.px(24))
        pad, gap = theme.px(22), theme.px(12)
        self._title = block(title, theme.font(20, bold=True), wide - 2 * pad, spacing=0.95)
        self._text = block(text, theme.font(15), wide - 2 * pad) if text else None
        inner_px = min(theme.px(inner_units), room.height // 2)
        button_px = theme.px(42)
        rows = self._rows(actions, wide - 2 * pad)
        high = 2 * pad + self._title.height_px + (gap + self._text.height_px if self._text else 0)
        high += (gap + inner_px if inner else 0) + theme.px(16) + len(rows) * (button_px + gap) - gap
        self.box = pygame.Rect(0, 0, wide, min(high, room.height - theme.px(12)))
        self.box.center = room.center
        self._page_px = high
        self._offset_px = 0
        self._page: pygame.Surface | None = None
        # A dialog taller than its room is a page that scrolls; boxes in it are then the page's own.
        at = (0, 0) if self.scrolls else self.box.topleft
        self.inner: Element | None = None
        y = at[1] + pad + self._title.height_px + (gap + self._text.height_px if self._text else 0)
        if inner is not None:
            self.inner = inner(pygame.Rect(at[0] + pad, y + gap, wide - 2 * pad, inner_px))
            y += gap + inner_px
        self.buttons = self._buttons(rows, (at[0] + pad, y + theme.px(16)), (wide - 2 * pad, button_px, gap))
        self.focus = Focus(self._stops)
        stops = self.focus.stops()
        self.focus.to(stops[0] if stops else None)

    @property
    def scrolls(self) -> bool:
        """Whether it is taller than the room there is."""
        return self._page_px > self.box.height

    def on_screen(self, element: Element) -> pygame.Rect:
        """Where an element of it stands on the screen."""
        if not self.scrolls:
            return element.box
        return element.box.move(self.box.x, self.box.y - self._offset_px)

    def scroll_to(self, offset_px: int) -> None:
        """Scroll so that the page's row `offset_px` is at the top, as far as there is page."""
        self._offset_px = max(0, min(offset_px, self._page_px - self.box.height))

    def reveal(self, box: pygame.Rect) -> None:
        """Bring a part of it into view."""
        margin = self.theme.px(14)
        if box.top - margin < self._offset_px:
            self.scroll_to(box.top - margin)
        elif box.bottom + margin > self._offset_px + self.box.height:
            self.scroll_to(box.bottom + margin - self.box.height)

    def _rows(self, actions: list[Action], wide_px: int) -> list[list[Action]]:
        """Buttons side by side, as many in a row as their labels allow."""
        font, gap = self.theme.font(15, bold=True), self.theme.px(12)
        widest = max((font.size(label)[0] + self.theme.px(24) for _, label, _, _ in actions), default=0)
        for count in range(max(1, len(actions)), 1, -1):
            if widest <= (wide_px - (count - 1) * gap) // count:
                rows = -(-len(actions) // count)
                each = -(-len(actions) // rows)  # rows as even as they can be
                return [actions[start : start + each] for start in range(0, len(actions), each)]
        return [[action] for action in actions]

    def _buttons(self, rows: list[list[Action]], at: tuple[int, int], sizes: tuple[int, int, int]) -> list[Button]:
        (x, y), (wide, high, gap) = at, sizes
        found = []
        for row in rows:
            each = (wide - (len(row) - 1) * gap) // max(1, len(row))
            for index, (name, label, press, style) in enumerate(row):
                box = pygame.Rect(x + index * (each + gap), y, each, high)
                found.append(Button(name, box, self.theme, label, press, style=style))
            y += high + gap
        return found

    def _stops(self) -> Iterator[Element]:
        if self.inner is not None:
            yield self.inner
        yield from self.buttons

    def children(self) -> Iterable[Element]:
        """What stands in it."""
        return list(self._stops())

    def handle(self, event: pygame.event.Event) -> bool:
        """Take every event: nothing under the dialog may move."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            if self._cancel is not None:
                self._cancel()
            return True
        if self.focus.handle(event):
            if self.scrolls and self.focus.current is not None:
                self.reveal(self.focus.current.box)
            return True
        moved = self._moved(event)
        for element in self._stops():
            if element.handle(moved):
                if event.type == pygame.MOUSEBUTTONDOWN and element.can_focus:
                    self.focus.to(element)
                return True
        if self.scrolls:
            self._scroll(event)
        elif event.type == pygame.KEYDOWN and event.key in (pygame.K_UP, pygame.K_DOWN):
            self.focus.step(backwards=event.key == pygame.K_UP)
        return True

    def _moved(self, event: pygame.event.Event) -> pygame.event.Event:
        """An event of the mouse as the page sees it."""
        if not self.scrolls or event.type not in _MOUSE:
            return event
        inside = self.box.collidepoint(event.pos)
        at = (event.pos[0] - self.box.x, event.pos[1] - self.box.y + self._offset_px) if inside else (-9999, -9999)
        return pygame.event.Event(event.type, {**event.dict, "pos": at})

    def _scroll(self, event: pygame.event.Event) -> None:
        step, page = self.theme.px(60), self.box.height - self.theme.px(40)
        if event.type == pygame.MOUSEWHEEL:
            self.scroll_to(self._offset_px - round(event.y * step))
        elif event.type == pygame.KEYDOWN:
            steps = {pygame.K_DOWN: step, pygame.K_UP: -step, pygame.K_PAGEDOWN: page, pygame.K_PAGEUP: -page}
            self.scroll_to(self._offset_px + steps.get(event.key, 0))

    def update(self, dt_ms: float) -> None:
        """Let time pass in it."""
        for element in self._stops():
            element.update(dt_ms)

    def texts(self) -> list[Block]:
        """The texts in it, as they are drawn."""
        return [self._title, *([self._text] if self._text else [])]

    def draw(self, target: pygame.Surface) -> None:
        """Draw it on a darkened screen."""
        target.blit(_veil(target.get_size()), (0, 0))
        theme = self.theme
        draw_card(target, self.box, theme.px(16), depth=theme.px(16))
        if not self.scrolls:
            self._draw_page(target, self.box.topleft)
            return
        if self._page is None:
            self._page = pygame.Surface((self.box.width, self._page_px))
        self._page.fill(Palette.PAPER)
        self._draw_page(self._page, (0, 0))
        edge = theme.px(14)  # the card's round corners stay
        room = pygame.Rect(0, self._offset_px + edge, self.box.width, self.box.height - 2 * edge)
        target.blit(self._page, (self.box.x, self.box.y + edge), room)
        thumb = max(theme.px(24), room.height * room.height // self._page_px)
        down = (room.height - thumb) * self._offset_px // max(1, self._page_px - self.box.height)
        bar = pygame.Rect(self.box.right - theme.px(9), self.box.y + edge + down, theme.px(5), thumb)
        draw_box(target, bar, theme.px(2), Palette.INK_SOFT)

    def _draw_page(self, target: pygame.Surface, at: tuple[int, int]) -> None:
        pad, gap = self.theme.px(22), self.theme.px(12)
        self._title.draw(target, Palette.INK, (at[0] + pad, at[1] + pad))
        if self._text is not None:
            self._text.draw(target, Palette.INK_SOFT, (at[0] + pad, at[1] + pad + self._title.height_px + gap))
        for element in self._stops():
            element.draw(target)


@kept_with_palette
def _veil(size: tuple[int, int]) -> pygame.Surface:
    veil = pygame.Surface(size, pygame.SRCALPHA)
    veil.fill((28, 20, 34, 120))
    return veil
