"""What all views have in common: elements that are built for a window size, focus, dialogs."""

from __future__ import annotations

from collections.abc import Iterator

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.painting import page_ground
from simulator.desktop.theme import Theme
from simulator.desktop.widgets import Action, Dialog, Element, Focus


class View:
    """One screen.

    Args:
        desk: what all views share.
    """

    name = "view"
    plays = False
    """Whether somebody is being talked to: the machine is left to them, and nobody else sits down meanwhile."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.elements: list[Element] = []
        self.dialog: Dialog | None = None
        self.news: list[str] = []
        """What was told without having the focus, for those who have the screen read aloud."""
        self.focus = Focus(lambda: self.elements)

    @property
    def theme(self) -> Theme:
        """Sizes for the window as it is."""
        return self.desk.theme

    @property
    def runs_on(self) -> bool:
        """Whether time passes for it also while another view lies over it."""
        return False

    def rebuild(self) -> None:
        """Make the elements anew for the window's size and language; focus stays on what has the same name."""
        focused = self.focus.current.name if self.focus.current is not None else ""
        self.elements = []
        self.focus.to(None)
        self.build()
        if self.dialog is not None:
            self.reopen_dialog()
        same = next((e for e in self.focus.stops() if e.name == focused), None)
        if focused and (same is not None or self.focus.current not in self.focus.stops()):
            self.focus.to(same)

    def build(self) -> None:
        """Make the elements."""

    def reopen_dialog(self) -> None:
        """Make the open dialog anew; closed where a view has nothing better."""
        self.dialog = None

    def tell(self, text: str, title: str = "") -> None:
        """Tell something in a dialog that is only closed; without a title of its own, that something did not work."""
        t = self.desk.texts

        def close() -> None:
            self.dialog = None

        actions: list[Action] = [("close", t("desktop.close"), close, "primary")]
        self.dialog = Dialog("notice", self.theme, title or t("desktop.error.title"), text, actions, cancel=close)

    def walk(self) -> Iterator[Element]:
        """All elements on the screen, the dialog's first."""
        if self.dialog is not None:
            yield from self.dialog.walk()
        for element in self.elements:
            yield from element.walk()

    def find(self, name: str) -> Element:
        """The element of this name.

        Raises:
            KeyError: there is none.
        """
        for element in self.walk():
            if element.name == name:
                return element
        raise KeyError(name)

    def has(self, name: str) -> bool:
        """Whether there is a visible element of this name."""
        return any(element.name == name and element.visible for element in self.walk())

    def handle(self, event: pygame.event.Event) -> None:
        """Take an event: dialog, keys of the view, focus, elements."""
        if self.dialog is not None:
            self.dialog.handle(event)
            return
        if self.keys(event) or self.focus.handle(event):
            return
        current = self.focus.current
        if (
            event.type in (pygame.KEYDOWN, pygame.TEXTINPUT, pygame.TEXTEDITING)
            and current is not None
            and current.handle(event)
        ):
            return
        by_key = event.type in (pygame.KEYDOWN, pygame.TEXTINPUT, pygame.TEXTEDITING)
        for element in list(reversed(self.elements)):
            if (element is current and by_key) or not element.visible:
                continue
            if element.handle(event):
                self._clicked(event, element)
                return
        self.background(event)

    def _clicked(self, event: pygame.event.Event, element: Element) -> None:
        if event.type == pygame.MOUSEBUTTONDOWN and element in self.elements and element.can_focus:
            self.focus.to(element)

    def keys(self, _event: pygame.event.Event) -> bool:
        """Take keys that hold on the whole screen; True where nobody else shall have them."""
        return False

    def background(self, event: pygame.event.Event) -> None:
        """Take what no element wanted."""

    def pause(self) -> None:
        """Stop the clock, where one runs: F10 and the Pause key do it at any time."""

    def update(self, dt_ms: float) -> None:
        """Let time pass."""
        for element in [*self.elements, *([self.dialog] if self.dialog else [])]:
            element.update(dt_ms)

    def draw(self, target: pygame.Surface) -> None:
        """Draw the screen."""
        self.draw_ground(target)
        for element in self.elements:
            if element.visible:
                element.draw(target)
        if self.dialog is not None:
            self.dialog.draw(target)

    def draw_ground(self, target: pygame.Surface) -> None:
        """Draw what is behind the elements."""
        target.blit(page_ground(self.theme.size), (0, 0))

    def left(self) -> None:
        """Somebody went away from it of their own will: to another view, or by closing the window. No crash."""

    def close(self) -> None:
        """Let go of what would run on."""

    def release(self) -> None:
        """Let go of all that was made to be drawn; called once the view is closed and nothing of it is at work.

        A view and its elements hold each other. Python finds such circles late, for few large pictures are few objects:
        some closed scenes were a hundred megabytes.
        """
        for name, value in [*vars(self).items()]:
            if _is_drawn(value):
                delattr(self, name)
        self.elements, self.dialog = [], None
        self.focus = Focus(list)


def _is_drawn(value: object) -> bool:
    """Whether this is a picture, draws something, or holds what does."""
    if isinstance(value, (list, tuple)):
        return any(_is_drawn(part) for part in value)
    return isinstance(value, pygame.Surface) or any(callable(getattr(value, name, None)) for name in ("draw", "paint"))
