"""The base of everything on a screen, and the focus that Tab moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pygame

from simulator.desktop.painting import draw_ring
from simulator.desktop.theme import Theme
from simulator.texts import Texts

_REACH_UNITS = 42


class Element:
    """Something on the screen.

    Args:
        name: what tests and views find it by.
        box: where it stands.
        theme: sizes and fonts.
    """

    focusable = False
    kind = ""
    """What a voice calls it: `button`, `choice`, `box`, `page`; or nothing."""

    def __init__(self, name: str, box: pygame.Rect, theme: Theme) -> None:
        self.name = name
        self.box = box
        self.theme = theme
        self.text = ""
        """What it says, for tests and for voices."""
        self.called = ""
        """What it is called where a voice reads it, if that is not its text: an icon alone, a row of values."""
        self.visible = True
        self.enabled = True
        self.hovered = False
        self.focused = False
        self.on_focus: Callable[[Element], None] | None = None

    @property
    def can_focus(self) -> bool:
        """Whether Tab stops here."""
        return self.focusable and self.visible and self.enabled

    def children(self) -> Iterable[Element]:
        """Elements within it, in the order Tab walks them."""
        return ()

    def walk(self) -> Iterator[Element]:
        """It and everything within it."""
        yield self
        for child in self.children():
            yield from child.walk()

    def handle(self, _event: pygame.event.Event) -> bool:
        """Take an event; True where nobody else shall have it."""
        return False

    def update(self, dt_ms: float) -> None:
        """Let time pass."""

    def look(self) -> object:
        """What decides how it looks: while that stays the same it need not be drawn again. None is never the same."""
        return None

    def reach(self) -> pygame.Rect:
        """What can look different once its look has changed: its box with the shadow and the ring around it."""
        around = 2 * self.theme.px(_REACH_UNITS)
        return self.box.inflate(around, around)

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""

    def state(self, _texts: Texts) -> list[str]:
        """What else a voice says of it: the value chosen, the key, what stands in it."""
        return []

    def draw_focus(self, target: pygame.Surface, radius: int) -> None:
        """Draw the ring of focus, where it has the focus."""
        if self.focused:
            draw_ring(target, self.box, radius, max(2, self.theme.px(2)))

    def reveal(self, box: pygame.Rect) -> None:
        """Bring a part of it into view, where it scrolls."""


class Focus:
    """Which element the keyboard speaks to.

    Args:
        roots: gives the elements, in the order Tab walks them.
    """

    def __init__(self, roots: Callable[[], Iterable[Element]]) -> None:
        self._roots = roots
        self.current: Element | None = None

    def stops(self) -> list[Element]:
        """All elements Tab stops at."""
        return [element for root in self._roots() if root.visible for element in root.walk() if element.can_focus]

    def to(self, element: Element | None) -> None:
        """Give an element the focus."""
        if self.current is not None:
            self.current.focused = False
        self.current = element
        if element is not None:
            element.focused = True
            for root in self._roots():
                if root is not element and element in root.walk():
                    root.reveal(element.box)

    def step(self, backwards: bool = False) -> None:
        """Go on to the next stop, or back."""
        stops = self.stops()
        if not stops:
            self.to(None)
            return
        if self.current not in stops:
            self.to(stops[-1 if backwards else 0])
            return
        place = stops.index(self.current) + (-1 if backwards else 1)
        self.to(stops[place % len(stops)])

    def handle(self, event: pygame.event.Event) -> bool:
        """Take Tab and clicks. A click only moves the focus and goes on to the element."""
        if (
            event.type == pygame.KEYDOWN
            and event.key == pygame.K_TAB
            and not event.mod & (pygame.KMOD_CTRL | pygame.KMOD_ALT)
        ):
            self.step(backwards=bool(event.mod & pygame.KMOD_SHIFT))
            return True
        return False


def pressed_by_key(event: pygame.event.Event) -> bool:
    """Whether an event presses the element that has the focus."""
    return event.type == pygame.KEYDOWN and event.key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE)
