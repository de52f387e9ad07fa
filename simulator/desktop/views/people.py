"""Who plays: the people known here, and a new name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.legible import legible
from simulator.desktop.theme import Theme
from simulator.desktop.widgets import Action, Button, Dialog, Element, ReplyBox, ScrollArea
from simulator.record import Person

LONGEST_NAME = 60


class _Choice(Element):
    """The list of people and the box for a new name, as one element of the dialog."""

    def __init__(
        self,
        box: pygame.Rect,
        theme: Theme,
        people: Sequence[Person],
        pick: Callable[[Person], object],
        new_name: ReplyBox,
    ) -> None:
        super().__init__("people", box, theme)
        px = theme.px
        row = px(46)
        area = pygame.Rect(box.x, box.y, box.width, max(0, box.height - px(64)))
        self.list = ScrollArea("people_list", area, theme, len(people) * row)
        for index, person in enumerate(people):
            place = pygame.Rect(px(4), index * row + px(4), area.width - px(20), row - px(8))
            name = legible(person.display_name or "")
            self.list.add(
                Button(f"person_{index}", place, theme, name, partial(pick, person), icon_name="person", centred=False)
            )
        self.new_name = new_name

    def children(self) -> Iterable[Element]:
        """List and box."""
        return [self.list, self.new_name] if self.list.page_height_px else [self.new_name]

    def handle(self, event: pygame.event.Event) -> bool:
        """Pass events on; a click gives the focus."""
        took = [child.handle(event) for child in self.children()]  # each must see the pointer go
        return any(took)

    def update(self, dt_ms: float) -> None:
        """Let time pass."""
        for child in self.children():
            child.update(dt_ms)

    def reveal(self, box: pygame.Rect) -> None:
        """Bring a person into view."""
        self.list.reveal(box)

    def draw(self, target: pygame.Surface) -> None:
        """Draw both."""
        for child in self.children():
            child.draw(target)


class PeopleDialog:
    """Asks who plays.

    Args:
        desk: what the screens share.
        people: those known here.
        chosen: called with id and name.
        cancelled: called where nobody new is chosen; not possible while nobody plays.
        join: called by whoever was given a code of their company; None where that cannot be.
    """

    def __init__(
        self,
        desk: Desk,
        people: Sequence[Person],
        chosen: Callable[[str, str], object],
        cancelled: Callable[[], object],
        join: Callable[[], object] | None = None,
    ) -> None:
        self._desk = desk
        self._chosen = chosen
        t, theme = desk.texts, desk.theme
        rows = min(5, len(people))

        def inner(box: pygame.Rect) -> Element:
            px = theme.px
            place = pygame.Rect(box.x + px(4), box.bottom - px(48), box.width - px(8), px(44))
            self._new = ReplyBox(
                "new_name",
                place,
                theme,
                limit=LONGEST_NAME,
                placeholder=t("desktop.people.new"),
                send=self._add,
                one_line=True,
                units=16,
            )
            return _Choice(box, theme, people, lambda person: chosen(person.id, person.display_name or ""), self._new)

        actions: list[Action] = [("person_add", t("desktop.people.add"), self._add, "primary")]
        if join is not None:
            actions.append(("person_join", t("desktop.people.join"), join, "plain"))
        if desk.person_id:
            actions.append(("person_cancel", t("desktop.cancel"), cancelled, "plain"))
        self.dialog = Dialog(
            "people_dialog", theme, t("desktop.people.title"), t("desktop.people.text"), actions,
            cancel=cancelled if desk.person_id else None, inner=inner, inner_units=64 + 46 * rows, wide_units=480,
        )  # fmt: skip
        stops = self.dialog.focus.stops()
        self.dialog.focus.to(stops[0] if people and stops else self._new)

    def _add(self) -> None:
        name = " ".join(self._new.written.split())[:LONGEST_NAME]
        journal = self._desk.journal
        if not name or journal is None:
            return
        known = next((person for person in journal.people() if person.display_name == name), None)
        person = known or journal.add_person(name, language=self._desk.language)
        self._chosen(person.id, name)
