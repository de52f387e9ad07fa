"""A part of the screen that scrolls: paints a page taller than itself and holds elements on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pygame

from simulator.desktop.painting import draw_box
from simulator.desktop.theme import Palette, Theme
from simulator.desktop.widgets.element import Element

_WHEEL_UNITS = 60
_MOUSE = (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)


class ScrollArea(Element):
    """Scrolls a page by wheel, by keys, and by dragging its bar.

    Boxes of its elements are in the page's own coordinates: (0, 0) is the page's top left.

    Args:
        name: what it is found by.
        box: where.
        theme: sizes.
        page_height_px: the page's height.
        paint: draws what is no element, onto a surface as large as the box, for an offset.
    """

    kind = "page"

    def __init__(
        self,
        name: str,
        box: pygame.Rect,
        theme: Theme,
        page_height_px: int,
        paint: Callable[[pygame.Surface, int], None] | None = None,
    ) -> None:
        super().__init__(name, box, theme)
        self.page_height_px = page_height_px
        self.offset_px = 0
        self._paint = paint
        self._elements: list[Element] = []
        self._drag: int | None = None
        self.version = 0
        """Raised by whoever changes what is painted."""

    @property
    def focusable_page(self) -> bool:
        """Whether there is anything to scroll."""
        return self.page_height_px > self.box.height

    @property
    def can_focus(self) -> bool:
        """A page without elements is a stop of its own, so that keys can scroll it."""
        return self.visible and self.focusable_page and not any(element.can_focus for element in self._elements)

    def add(self, element: Element) -> Element:
        """Put an element on the page."""
        self._elements.append(element)
        return element

    def children(self) -> Iterable[Element]:
        """The elements on the page."""
        return self._elements

    def on_screen(self, element: Element) -> pygame.Rect:
        """Where an element of the page stands on the screen now."""
        return element.box.move(self.box.x, self.box.y - self.offset_px)

    def scroll_to(self, offset_px: int) -> None:
        """Scroll so that the page's row `offset_px` is at the top, as far as there is page."""
        self.offset_px = max(0, min(offset_px, self.page_height_px - self.box.height))

    def reveal(self, box: pygame.Rect) -> None:
        """Bring a part of the page into view."""
        margin = self.theme.px(14)
        if box.top - margin < self.offset_px:
            self.scroll_to(box.top - margin)
        elif box.bottom + margin > self.offset_px + self.box.height:
            self.scroll_to(box.bottom + margin - self.box.height)

    def handle(self, event: pygame.event.Event) -> bool:
        """Scroll, or pass the event to the page's elements."""
        if event.type == pygame.MOUSEWHEEL:
            if self.box.collidepoint(pygame.mouse.get_pos()) or self.hovered:
                self.scroll_to(self.offset_px - round(event.y * self.theme.px(_WHEEL_UNITS)))
                return True
            return False
        if event.type in _MOUSE:
            return self._mouse(event)
        if any(element.handle(event) for element in self._elements if element.visible):
            return True
        return event.type == pygame.KEYDOWN and self._key(event)

    def _key(self, event: pygame.event.Event) -> bool:
        if self.focused and self.take_arrows(event):
            return True
        page = self.box.height - self.theme.px(40)
        steps = {pygame.K_PAGEDOWN: page, pygame.K_PAGEUP: -page}
        if event.key in steps and self.focusable_page:
            self.scroll_to(self.offset_px + steps[event.key])
            return True
        return False

    def take_arrows(self, event: pygame.event.Event) -> bool:
        """Scroll by the up and down arrows; a view that is one page calls this whatever has the focus."""
        directions = {pygame.K_DOWN: 1, pygame.K_UP: -1}
        if event.type != pygame.KEYDOWN or event.key not in directions:
            return False
        self.scroll_to(self.offset_px + directions[event.key] * self.theme.px(_WHEEL_UNITS))
        return True

    def _mouse(self, event: pygame.event.Event) -> bool:
        inside = self.box.collidepoint(event.pos)
        self.hovered = bool(inside)
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1 and self._track().collidepoint(event.pos):
            self._drag = event.pos[1] - self._thumb().y
            return True
        if event.type == pygame.MOUSEBUTTONUP and self._drag is not None:
            self._drag = None
            return True
        if event.type == pygame.MOUSEMOTION and self._drag is not None:
            room = self.box.height - self._thumb().height
            share = (event.pos[1] - self._drag - self.box.y) / max(1, room)
            self.scroll_to(round(share * (self.page_height_px - self.box.height)))
            return True
        at = (event.pos[0] - self.box.x, event.pos[1] - self.box.y + self.offset_px) if inside else (-9999, -9999)
        moved = pygame.event.Event(event.type, {**event.dict, "pos": at})
        took = [element.handle(moved) for element in self._elements if element.visible]  # each must see the pointer go
        return any(took)

    def _track(self) -> pygame.Rect:
        if not self.focusable_page:
            return pygame.Rect(0, 0, 0, 0)
        wide = self.theme.px(10)
        return pygame.Rect(self.box.right - wide, self.box.y, wide, self.box.height)

    def _thumb(self) -> pygame.Rect:
        track = self._track()
        high = max(self.theme.px(30), self.box.height * self.box.height // max(1, self.page_height_px))
        room = self.page_height_px - self.box.height
        return pygame.Rect(track.x, track.y + (track.height - high) * self.offset_px // max(1, room), track.width, high)

    def update(self, dt_ms: float) -> None:
        """Let time pass for the elements."""
        for element in self._elements:
            element.update(dt_ms)

    def look(self) -> object:
        """How far it is scrolled, and what is on it."""
        children = tuple(element.look() for element in self._elements)
        return None if None in children else (self.offset_px, self.page_height_px, self.version, self.focused, children)

    def draw(self, target: pygame.Surface) -> None:
        """Draw the visible part of the page."""
        self.scroll_to(self.offset_px)
        clip = target.get_clip()
        target.set_clip(clip.clip(self.box))
        inside = self.box.clip(target.get_rect())
        if not (inside.width and inside.height):  # the window was made smaller and is not laid out anew yet
            target.set_clip(clip)
            return
        shown = target.subsurface(inside)
        shown.set_clip(target.get_clip().move(-inside.x, -inside.y))  # it would not know the clip by itself
        if self._paint is not None:
            self._paint(shown, self.offset_px)
        for element in self._elements:
            if not element.visible:
                continue
            kept = element.box
            element.box = kept.move(0, -self.offset_px)
            if element.box.bottom > -self.theme.px(20) and element.box.top < self.box.height + self.theme.px(20):
                element.draw(shown)
            element.box = kept
        target.set_clip(clip)
        if self.focusable_page:
            thumb = self._thumb().inflate(-self.theme.px(4), -self.theme.px(4))
            draw_box(target, thumb, thumb.width // 2, (*Palette.INK_SOFT, 130))
        self.draw_focus(target, self.theme.px(6))
