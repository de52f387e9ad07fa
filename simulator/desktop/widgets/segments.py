"""One of a few: a row of buttons of which exactly one is chosen. Arrow keys go along, one Tab stop for the row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pygame

from simulator.desktop.lettering import Block, fitted
from simulator.desktop.painting import draw_box
from simulator.desktop.theme import Palette, Theme
from simulator.desktop.widgets.element import Element
from simulator.texts import Texts

_UNITS = 14


class Segments(Element):
    """A choice between a few.

    Args:
        name: what it is found by.
        box: where.
        theme: sizes.
        options: value and label of each.
        chosen: the value chosen at first.
        choose: called with the new value.
    """

    focusable = True
    kind = "choice"

    def __init__(
        self,
        name: str,
        box: pygame.Rect,
        theme: Theme,
        options: Sequence[tuple[str, str]],
        chosen: str,
        choose: Callable[[str], object],
    ) -> None:
        super().__init__(name, box, theme)
        self.options = tuple(options)
        self.chosen = chosen
        self._choose = choose
        self._over = -1
        self._kept: tuple[object, list[int]] | None = None
        self.text = " ".join(label for _, label in self.options)

    def state(self, texts: Texts) -> list[str]:
        """What is chosen."""
        chosen = next(label for value, label in self.options if value == self.chosen)
        return [texts("settings.state.chosen", what=chosen)]

    def part(self, index: int) -> pygame.Rect:
        """The box of one option: all alike where the labels allow it, else each as wide as its label asks."""
        edges = self._edges()
        return pygame.Rect(self.box.x + edges[index], self.box.y, edges[index + 1] - edges[index], self.box.height)

    def _edges(self) -> list[int]:
        key = (self.box.width, self.theme, self.options)
        if self._kept is None or self._kept[0] != key:
            font, pad = self.theme.font(_UNITS, bold=True), self.theme.px(16)
            asked = [font.size(label)[0] + pad for _, label in self.options]
            each = self.box.width / len(asked)
            if max(asked) > each:
                over, whole = self.box.width - sum(asked), sum(asked)
                shares = [w + over / len(asked) if over >= 0 else self.box.width * w / whole for w in asked]
            else:
                shares = [each] * len(asked)
            self._kept = (key, [round(sum(shares[:place])) for place in range(len(shares) + 1)])
        return self._kept[1]

    def _pick(self, index: int) -> None:
        value = self.options[index % len(self.options)][0]
        if value != self.chosen:
            self.chosen = value
            self._choose(value)

    def handle(self, event: pygame.event.Event) -> bool:
        """Choose by mouse or arrow keys."""
        if event.type == pygame.MOUSEMOTION:
            inside = self.box.collidepoint(event.pos)
            self._over = self._at(event.pos) if inside else -1
            return False
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1 and self.box.collidepoint(event.pos):
            if not self.enabled:
                return True
            self._pick(self._at(event.pos))
            return True
        if self.focused and event.type == pygame.KEYDOWN:
            index = [value for value, _ in self.options].index(self.chosen)
            if event.key in (pygame.K_RIGHT, pygame.K_DOWN):
                self._pick(index + 1)
                return True
            if event.key in (pygame.K_LEFT, pygame.K_UP):
                self._pick(index - 1)
                return True
        return False

    def _at(self, pos: tuple[int, int]) -> int:
        return next((i for i in range(len(self.options)) if self.part(i).collidepoint(pos)), len(self.options) - 1)

    def _label_room(self, index: int) -> pygame.Rect:
        return self.part(index).inflate(-self.theme.px(12), -self.theme.px(4))

    def label_block(self, index: int) -> Block:
        """The label of one option as it is drawn."""
        value, label = self.options[index]
        room = self._label_room(index)
        fonts = [self.theme.font(size, bold=value == self.chosen) for size in (_UNITS, 13, 12, 11, 10, 9)]
        return fitted(label, fonts, room.width, room.height)

    def draw(self, target: pygame.Surface) -> None:
        """Draw it."""
        theme = self.theme
        radius = theme.px(9)
        draw_box(target, self.box, radius, Palette.PAPER, border=Palette.PAPER_EDGE, border_px=max(1, theme.px(1)))
        for index, (value, _) in enumerate(self.options):
            part = self.part(index)
            chosen = value == self.chosen
            if chosen:
                draw_box(target, part.inflate(-theme.px(4), -theme.px(4)), theme.px(7), Palette.NIGHT)
            elif index == self._over:
                draw_box(target, part.inflate(-theme.px(4), -theme.px(4)), theme.px(7), Palette.PAPER_WARM)
            room = self._label_room(index)
            found = self.label_block(index)
            y = part.y + (part.height - found.height_px) // 2
            found.draw(target, Palette.CREAM if chosen else Palette.INK, (room.x, y), centred_px=room.width)
        self.draw_focus(target, radius)
