"""The counter of a scene: its cards, the tray that opens above one, and what was looked up."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.theme import Theme
from simulator.desktop.views.cards import CardRow, Tray
from simulator.desktop.views.reading import Reading, ReadingCard
from simulator.desktop.widgets import Element
from simulator.engine import State
from simulator.training import Session

_GIVES_AWAY = ("warm_transfer", "blind_transfer", "end_contact")


class Counter:
    """Cards, the open tray and the card that is read. It outlives a rebuild: what was open stays open.

    Args:
        desk: texts and sizes.
        session: what can be done, and by whom.
        choose: called with kind and target of what was picked.
        give_focus: gives the focus to an element, or with None back to the reply box.
    """

    def __init__(
        self,
        desk: Desk,
        session: Session,
        choose: Callable[[str, str], object],
        give_focus: Callable[[Element | None], object],
    ) -> None:
        self._desk = desk
        self._session = session
        self._choose = choose
        self._give_focus = give_focus
        self._choices_of: State | None = None
        self._room = pygame.Rect(0, 0, 0, 0)
        self._stays = False
        self.readings: list[Reading] = []
        """What lies open to be read, the latest first."""
        self.tray: Tray | None = None
        self.paper: ReadingCard | None = None

    @property
    def _theme(self) -> Theme:
        return self._desk.theme

    def build(self, box: pygame.Rect, room: pygame.Rect, *, stays: bool = False) -> None:
        """Make the elements for the window's size.

        Args:
            box: where the cards lie.
            room: where a card that was looked up may lie.
            stays: whether it stays there and gathers all that is looked up.
        """
        self._room, self._stays = room, stays
        self.cards = CardRow(box, self._theme, self._desk.texts, self.open_group)
        self._choices_of = None
        self.refresh()
        opened, self.tray = self.tray, None
        if opened is not None and self.cards.members(opened.group):  # a scene that is over has no cards any more
            self._make_tray(opened.group)
        self._make_paper()

    def elements(self) -> list[Element]:
        """Tray and cards, in the order Tab walks them, and what is read."""
        return [e for e in (self.tray, *self.cards.buttons, self.paper) if e is not None]

    def refresh(self) -> None:
        """Show what can be done now."""
        if self._choices_of is not self._session.state:  # asking costs a third of a millisecond
            self._choices_of = self._session.state
            self.cards.refresh(self._session.choices() if not self._session.ended else ())

    def open_group(self, group: str) -> None:
        """Open the tray of a card, or close it again; a card with one action does it at once.

        What gives the customer away is asked first: a card pressed to see what it does must not end the conversation.
        """
        choices = self.cards.members(group)
        if len(choices) == 1 and group != "remedies" and choices[0].kind not in _GIVES_AWAY:
            self._choose(choices[0].kind, choices[0].target)
            return
        reopen = self.tray is None or self.tray.group != group
        self.close_tray()
        if reopen:
            self._make_tray(group)
            if self.tray is not None:
                self._give_focus(next((e for e in self.tray.walk() if e.can_focus), None))

    def _make_tray(self, group: str) -> None:
        self.tray = Tray(self.cards, group, self._theme, self._desk, self._session, self._choose)

    def close_tray(self) -> None:
        """Close the tray, if one is open."""
        if self.tray is not None:
            self.tray = None
            self._give_focus(None)

    def lay_open(self, title: str, lines: tuple[str, ...]) -> None:
        """Lay something open to be read: in place of what was read before, or where it stays, on top of it."""
        new = Reading(title, lines)
        self.readings = [new, *(old for old in self.readings if self._stays and old.title != title)]
        self._make_paper()

    def _make_paper(self) -> None:
        put_away = None if self._stays else self.put_away
        self.paper = None
        if self.readings:
            self.paper = ReadingCard(self._room, self._theme, self.readings, put_away, self._desk.texts)

    def put_away(self) -> None:
        """Put what was read away."""
        self.readings, self.paper = [], None
        self._give_focus(None)

    def keys(self, event: pygame.event.Event) -> bool:
        """F-keys and Ctrl+digits for the cards, digits for the open tray, Esc to close."""
        if event.key == pygame.K_ESCAPE:
            return self._escape()
        control = bool(event.mod & pygame.KMOD_CTRL) and not event.mod & pygame.KMOD_ALT
        number = event.key - pygame.K_F1 if pygame.K_F1 <= event.key <= pygame.K_F10 else -1
        if control and pygame.K_1 <= event.key <= pygame.K_9:
            number = event.key - pygame.K_1
        if 0 <= number < len(self.cards.buttons):
            if self.cards.buttons[number].enabled:
                self.cards.buttons[number].press()
            return True
        if self.tray is not None and not control and pygame.K_1 <= event.key <= pygame.K_9:
            return self.tray.pick(event.key - pygame.K_1)
        return False

    def _escape(self) -> bool:
        if self.tray is not None:
            self.close_tray()
        elif self.readings and not self._stays:
            self.put_away()
        else:
            return False
        return True
