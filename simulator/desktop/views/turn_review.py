"""The coach's card about one response: what counted as what, one fault, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import icon
from simulator.desktop.legible import legible
from simulator.desktop.lettering import Block, block, capital, draw_text
from simulator.desktop.painting import blit, draw_box
from simulator.desktop.theme import Palette
from simulator.desktop.views.marking import draw_marks, draw_unheard
from simulator.desktop.widgets import Action, Button, Dialog, Element, ScrollArea
from simulator.review import is_fault
from simulator.texts import Texts, visible_char
from simulator.training import TurnNotes, meanings, shortened, told

_PLATES = {"fault": ("warning", "RED_PALE", "RED_DARK"), "unread": ("warning", "AMBER_PALE", "AMBER_DARK"),
           "better": ("hint", "BLUE_PALE", "BLUE"), "kept": ("check", "GREEN_PALE", "GREEN_DARK"),
           "note": ("hint", "PAPER_WARM", "INK_SOFT")}  # fmt: skip
"""Icon, ground and ink of the plates on the card, by what they say."""


@dataclass(frozen=True, slots=True)
class Doings:
    """What can be done on the card; None where it cannot.

    Args:
        close: put the card away.
        turn: go to an earlier (-1) or later (1) response.
        meant: say what was meant.
        misread: keep a response that could not be read.
        example: show one way to say it.
        other_road: go back to this response.
    """

    close: Callable[[], object]
    turn: Callable[[int], object]
    meant: Callable[[], object] | None = None
    misread: Callable[[], object] | None = None
    example: Callable[[], object] | None = None
    other_road: Callable[[], object] | None = None


class TurnPage:
    """What stands on the card, laid out for a width.

    Args:
        desk: texts and sizes.
        notes: what is said of the response.
        width_px: room.
        example: a way to say it, where it may be shown.
    """

    def __init__(self, desk: Desk, notes: TurnNotes, width_px: int, example: str = "") -> None:
        self._theme, self._t, self._notes = desk.theme, desk.texts, notes
        px = self._theme.px
        shown = "".join(visible_char(char) for char in notes.text)
        self.words = block(shown or " ", self._theme.font(16), width_px, spacing=1.04)
        self.rows = self._rows(width_px)
        self.plates = [
            (kind, block(legible(said), self._theme.font(14), width_px - px(48), spacing=0.95))
            for kind, said in told(desk.texts, notes, example)
        ]
        self.height_px = self.words.height_px + px(10)
        self.height_px += sum(row.height_px + px(5) for _, row in self.rows) + (px(8) if self.rows else 0)
        self.height_px += sum(part.height_px + px(24) for _, part in self.plates)

    def _rows(self, width_px: int) -> list[tuple[str, Block]]:
        quoted: dict[str, list[str]] = {}
        for mark in self._notes.marks:
            quoted.setdefault(mark.act, []).append(" ".join(self._notes.text[mark.start : mark.end].split()))
        unsure = {mark.act for mark in self._notes.marks if not mark.sure}
        font, px = self._theme.font(14), self._theme.px
        found = []
        for act, words in quoted.items():
            name = capital(self._t(f"act.{act}"))
            doubt = f" ({self._t('coaching.unsure')})" if act in unsure else ""
            said = legible(shortened(" … ".join(words)))
            row = self._t("coaching.row", act=f"{name}{doubt}", words=said)
            found.append((act, block(row, font, width_px - px(24), spacing=0.95)))
        return found

    def paint(self, target: pygame.Surface, offset: int) -> None:
        """Draw it on a surface as wide as the room, scrolled by so many pixels."""
        px, notes = self._theme.px, self._notes
        y = -offset
        draw_marks(target, self.words, notes.marks, (0, y), px(4))
        self.words.draw(target, Palette.INK, (0, y))
        if notes.heard_to < len(notes.text) and not notes.unread:
            draw_unheard(target, self.words, notes.heard_to, (0, y))
        y += self.words.height_px + px(10)
        for act, row in self.rows:
            bad = is_fault(act)
            ink = Palette.RED_DARK if bad else Palette.GREEN_DARK
            blit(target, icon("warning" if bad else "check", px(15), ink), (px(1), y + px(3)))
            row.draw(target, ink, (px(24), y))
            y += row.height_px + px(5)
        y += px(8) if self.rows else 0
        for kind, part in self.plates:
            name, ground, ink_name = _PLATES[kind]
            plate = pygame.Rect(0, y, target.get_width() - px(8), part.height_px + px(16))
            draw_box(target, plate, px(9), getattr(Palette, ground))
            blit(target, icon(name, px(18), getattr(Palette, ink_name)), (px(10), y + px(9)))
            part.draw(target, Palette.INK, (px(38), y + px(8)))
            y += plate.height + px(8)


class TurnDialog(Dialog):
    """The card.

    Args:
        desk: texts and sizes.
        room: the part of the window it may take.
        notes: what is said of the response.
        place: which response it is, counted from 1, and of how many.
        doings: what can be done on it.
        example: a way to say it, where it may be shown.
    """

    def __init__(
        self, desk: Desk, room: pygame.Rect, notes: TurnNotes, place: tuple[int, int], doings: Doings, example: str = ""
    ) -> None:
        t, theme = desk.texts, desk.theme
        px = theme.px
        wide = min(px(640), room.width - px(24)) - 2 * px(22)
        self.page = TurnPage(desk, notes, wide - px(14), example)
        super().__init__(
            "turn_review", theme, t("coaching.title", turn=notes.turn), "", _actions(t, doings),
            cancel=doings.close, wide_units=640, inner=self._area,
            inner_units=min(300, self.page.height_px * 720 / max(1, px(720)) + 4), room=room,
        )  # fmt: skip
        self.text = "\n".join([notes.text, *(part.text for _, part in (*self.page.rows, *self.page.plates))])
        self._turn = doings.turn
        self._count = t("coaching.of", place=place[0], count=place[1])
        self._places = self._steppers(t, place)
        self.focus.to(next(button for button in self.buttons if button.name == "close"))

    def _area(self, box: pygame.Rect) -> ScrollArea:
        return ScrollArea("turn_page", box, self.theme, self.page.height_px, self.page.paint)

    def _steppers(self, t: Texts, place: tuple[int, int]) -> list[Button]:
        """The small buttons to the earlier and the later response."""
        px, made = self.theme.px, []
        right = self.box.right - px(18)
        for index, (name, by, shown) in enumerate((("earlier", -1, "back"), ("later", 1, "next"))):
            box = pygame.Rect(right - (2 - index) * px(40), self.box.y + px(16), px(36), px(34))
            made.append(Button(f"turn_{name}", box, self.theme, "", partial(self._turn, by), icon_name=shown))
            made[-1].called = t(f"coaching.{name}")
            made[-1].enabled = 1 <= place[0] + by <= place[1]
        return made if place[1] > 1 else []

    def _stops(self) -> Iterator[Element]:
        yield from super()._stops()
        yield from getattr(self, "_places", ())

    def handle(self, event: pygame.event.Event) -> bool:
        """Left and right go to the earlier and the later response."""
        if event.type == pygame.KEYDOWN and event.key in (pygame.K_LEFT, pygame.K_RIGHT):
            if self._places:
                self._turn(-1 if event.key == pygame.K_LEFT else 1)
            return True
        return super().handle(event)

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        super().draw(target)
        if self._places:
            px, font = self.theme.px, self.theme.font(13)
            wide = font.size(self._count)[0]
            at = (self._places[0].box.x - wide - px(10), self._places[0].box.centery - font.get_linesize() // 2)
            draw_text(target, self._count, font, Palette.INK_SOFT, at)


def _actions(t: Texts, doings: Doings) -> list[Action]:
    offered: Sequence[tuple[str, str, Callable[[], object] | None]] = (
        ("misread", "coaching.misread", doings.misread),
        ("meant", "coaching.meant", doings.meant),
        ("example", "coaching.example", doings.example),
        ("other_road", "coaching.other_road", doings.other_road),
    )
    made: list[Action] = [("close", t("desktop.close"), doings.close, "primary")]
    return made + [(name, t(key), press, "plain") for name, key, press in offered if press is not None]


class MeaningsDialog(Dialog):
    """The list of acts somebody may have meant, by their plain names. Arrows walk, a letter jumps.

    Args:
        desk: texts and sizes.
        room: the part of the window it may take.
        choose: called with the act.
        cancel: called at Esc.
    """

    def __init__(
        self, desk: Desk, room: pygame.Rect, choose: Callable[[str], object], cancel: Callable[[], object]
    ) -> None:
        self._t, self._choose = desk.texts, choose
        t = desk.texts
        super().__init__(
            "meanings", desk.theme, t("coaching.choose"), t("coaching.choose_text"),
            [("meant_cancel", t("desktop.cancel"), cancel, "plain")],
            cancel=cancel, wide_units=640, inner=self._list, inner_units=330, room=room,
        )  # fmt: skip

    def _list(self, box: pygame.Rect) -> ScrollArea:
        px, acts = self.theme.px, meanings()
        rows, high, gap = -(-len(acts) // 2), px(40), px(8)
        area = ScrollArea("meanings_list", box, self.theme, rows * (high + gap) + px(8))
        wide = (box.width - px(24) - gap) // 2
        for index, act in enumerate(acts):
            place = pygame.Rect(px(4) + index // rows * (wide + gap), px(4) + index % rows * (high + gap), wide, high)
            label = capital(self._t(f"act.{act}"))
            area.add(Button(f"meant_{act}", place, self.theme, label, partial(self._choose, act), units=14, bold=False))
        return area

    def handle(self, event: pygame.event.Event) -> bool:
        """Arrow keys walk the list, a letter goes to the next act that begins with it."""
        if event.type == pygame.KEYDOWN and event.key in (pygame.K_DOWN, pygame.K_UP):
            self.focus.step(backwards=event.key == pygame.K_UP)
            return True
        if event.type == pygame.TEXTINPUT and event.text.strip():
            self._jump(event.text.casefold())
            return True
        return super().handle(event)

    def _jump(self, letter: str) -> None:
        stops = self.focus.stops()
        here = stops.index(self.focus.current) + 1 if self.focus.current in stops else 0
        for stop in (*stops[here:], *stops[:here]):
            if stop.text.casefold().startswith(letter):
                self.focus.to(stop)
                return


def road_dialog(
    desk: Desk, room: pygame.Rect, turn: int, go_back: Callable[[], object], cancel: Callable[[], object]
) -> Dialog:
    """Ask whether to go back to a response and take the other road."""
    t = desk.texts
    actions: list[Action] = [
        ("go_back", t("coaching.road_go"), go_back, "primary"),
        ("stay", t("desktop.cancel"), cancel, "plain"),
    ]
    title, text = t("coaching.road_title", turn=turn), t("coaching.road_text")
    return Dialog("road_dialog", desk.theme, title, text, actions, cancel=cancel, wide_units=480, room=room)
