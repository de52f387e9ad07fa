"""Buttons: with an icon, a label that fits in five languages, a second line, and the key that presses them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import pygame

from simulator.desktop.figures import icon
from simulator.desktop.lettering import Block, draw_text, fitted
from simulator.desktop.painting import blit, draw_box, draw_card
from simulator.desktop.theme import Colour, Palette, Theme, palette_name
from simulator.desktop.widgets.element import Element, pressed_by_key
from simulator.texts import Texts


@dataclass(frozen=True, slots=True)
class Style:
    """How a button looks: ground, letters, ground with the pointer on it, edge, small letters."""

    ground: Colour
    ink: Colour
    hover: Colour
    edge: Colour | None
    soft: Colour
    lifted: bool = False


def styles() -> dict[str, Style]:
    """The looks there are, by name."""
    return _styles(palette_name())


@lru_cache(maxsize=1)
def _styles(_palette: str) -> dict[str, Style]:
    p = Palette
    return {
        "primary": Style(p.GREEN, p.WHITE, p.GREEN_DARK, None, p.GREEN_PALE),
        "danger": Style(p.RED, p.WHITE, p.RED_DARK, None, p.RED_PALE),
        "plain": Style(p.PAPER, p.INK, p.PAPER_WARM, p.PAPER_EDGE, p.INK_SOFT),
        "card": Style(p.PAPER, p.INK, p.PAPER_WARM, p.PAPER_EDGE, p.INK_SOFT, lifted=True),
        "dark": Style(p.NIGHT_RAISED, p.CREAM, p.NIGHT_EDGE, p.NIGHT_EDGE, p.CREAM_SOFT),
    }


class Button(Element):
    """A button.

    Args:
        name: what it is found by.
        box: where.
        theme: sizes.
        text: its label.
        press: called when it is pressed.
        style: one of `styles`.
        icon_name: an icon before the label, or "".
        key_label: the key that presses it, shown small; or "".
        detail: a second, smaller line; or "".
        units: design size of the label.
        bold: whether the label is bold.
    """

    focusable = True
    kind = "button"

    def __init__(
        self,
        name: str,
        box: pygame.Rect,
        theme: Theme,
        text: str,
        press: Callable[[], object],
        *,
        style: str = "plain",
        icon_name: str = "",
        key_label: str = "",
        detail: str = "",
        units: float = 15,
        bold: bool = True,
        centred: bool = True,
    ) -> None:
        super().__init__(name, box, theme)
        self.text = text
        self.detail = detail
        self.press = press
        self._style = style
        self.icon_name = icon_name
        self.key_label = key_label
        self.units = units
        self.bold = bold
        self.centred = centred
        self.marked = False
        """Chosen among several."""
        self._held = False
        self._picture: tuple[object, pygame.Surface] | None = None
        self._label: tuple[tuple[object, ...], tuple[Block, Block | None]] = (
            (),
            (Block("", theme.font(units), (), 0), None),
        )

    def state(self, texts: Texts) -> list[str]:
        """The second line, whether it is chosen, and the key that presses it."""
        found = [self.detail] if self.detail else []
        if self.marked:
            found.append(texts("settings.state.marked"))
        return [*found, texts("settings.state.key", key=self.key_label)] if self.key_label else found

    @property
    def style(self) -> Style:
        """How it looks."""
        return styles()[self._style]

    def handle(self, event: pygame.event.Event) -> bool:
        """Press it by mouse, Enter or Space."""
        if event.type == pygame.MOUSEMOTION:
            self.hovered = self.box.collidepoint(event.pos)
            return False
        if not self.enabled:
            return event.type == pygame.MOUSEBUTTONDOWN and bool(self.box.collidepoint(event.pos))
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1 and self.box.collidepoint(event.pos):
            self._held = True
            return True
        if event.type == pygame.MOUSEBUTTONUP and event.button == 1 and self._held:
            self._held = False
            if self.box.collidepoint(event.pos):
                self.press()
            return True
        if self.focused and pressed_by_key(event):
            self.press()
            return True
        return False

    def fits_at(self, units: float) -> bool:
        """Whether the label fits at a design size, for rows of buttons that shall look alike."""
        kept, self.units = self.units, units
        font, room = self.theme.font(units, bold=self.bold), self._room()
        found = fitted(self.text, [font], room.width, room.height, spacing=0.88)
        wide = max((font.size(word)[0] for word in self.text.split()), default=0)
        self.units = kept
        return found.height_px <= room.height and wide <= room.width and found.text == self.text

    def least_px(self, units: float) -> int:
        """The least width of its box at which no word of the label is broken at a design size."""
        kept, self.units = self.units, units
        font = self.theme.font(units, bold=self.bold)
        wide = max((font.size(word)[0] for word in self.text.split()), default=0)
        around = self.box.width - self._room().width
        self.units = kept
        return wide + around + 1

    def label(self) -> tuple[Block, Block | None]:
        """The label and the second line as they will be drawn."""
        key = (self.text, self.detail, self.box.size, self.icon_name, self.key_label)
        if self._label[0] != key:
            self._label = (key, self._fit())
        return self._label[1]

    def _fit(self) -> tuple[Block, Block | None]:
        theme, room = self.theme, self._room()
        sizes = [self.units - step for step in (0, 1, 2, 3, 4, 5, 6, 7)]
        detail = None
        height = room.height
        if self.detail:
            detail = fitted(
                self.detail,
                [theme.font(size - 2.5) for size in sizes],
                room.width,
                round(room.height * 0.46),
                spacing=0.92,
            )
            height -= detail.height_px
        fonts = [theme.font(size, bold=self.bold) for size in sizes]
        return fitted(self.text, fonts, room.width, height, spacing=0.88), detail

    def _room(self) -> pygame.Rect:
        pad = self.theme.px(8 if self.centred else 6)  # cards are narrow, and their words long
        room = self.box.inflate(-2 * pad, -self.theme.px(4))
        if self.icon_name:
            taken = self._icon_px() + self.theme.px(7)
            room.x += taken
            room.width -= taken
        if self.key_label and not self._key_below:
            room.width -= self._key_font().size(self.key_label)[0] + self.theme.px(6)
        return room

    @property
    def _key_below(self) -> bool:
        """Whether there is room for the key under the icon, which leaves the label its full width."""
        high = self._icon_px() + self._key_font().get_linesize()
        return bool(self.icon_name) and not self.centred and self.box.height >= high + self.theme.px(4)

    def _icon_px(self) -> int:
        return min(self.theme.px(self.units + 6), self.box.height - self.theme.px(8), self.box.width)

    def _key_font(self) -> pygame.font.Font:
        return self.theme.font(10.5, bold=True)

    def look(self) -> tuple[object, ...]:
        """Its state and its words."""
        return (
            self.text, self.detail, self.icon_name, self.key_label, self.units, self.enabled, self.hovered,
            self.focused, self.marked, self.visible, *self.box,
        )  # fmt: skip

    def draw(self, target: pygame.Surface) -> None:
        """Draw it: a picture that is kept as long as it looks the same, which is most frames."""
        margin, box = self.theme.px(24), self.box
        key = (self.look()[:-4], box.size, self._style, palette_name())
        if self._picture is None or self._picture[0] != key:
            picture = pygame.Surface((box.width + 2 * margin, box.height + 2 * margin), pygame.SRCALPHA)
            self.box = pygame.Rect((margin, margin), box.size)
            self._draw_on(picture)
            self.box = box
            self._picture = (key, picture)
        blit(target, self._picture[1], (box.x - margin, box.y - margin))

    def _draw_on(self, target: pygame.Surface) -> None:
        """Draw its parts; letters stand on what is opaque, so that the picture is premultiplied."""
        style, theme = self.style, self.theme
        radius = theme.px(9)
        ground = style.hover if self.hovered and self.enabled else style.ground
        ink, soft, edge = style.ink, style.soft, style.edge
        if not self.enabled:
            ground, ink, soft, edge = self._dimmed()
        if self.marked:
            ground, ink, soft, edge = Palette.NIGHT, Palette.CREAM, Palette.CREAM_SOFT, Palette.NIGHT
        if style.lifted and self.enabled:
            draw_card(target, self.box, radius, colour=ground, border=edge, depth=theme.px(6))
        else:
            draw_box(target, self.box, radius, ground, border=edge, border_px=max(1, theme.px(1)))
        label, detail = self.label()
        room = self._room()
        total = label.height_px + (detail.height_px if detail else 0)
        text_wide = max(label.width_px, detail.width_px if detail else 0)
        x = room.x
        if self.centred and not self.key_label:
            x = room.x + max(0, (room.width - text_wide) // 2)
        y = self.box.y + (self.box.height - total) // 2
        if self.icon_name:
            size = self._icon_px()
            at = x - theme.px(7) - size if self.text else self.box.centerx - size // 2
            down = self._key_font().get_linesize() // 2 if self.key_label and self._key_below else 0
            blit(target, icon(self.icon_name, size, ink), (at, self.box.centery - size // 2 - down))
        label.draw(target, ink, (x, y))
        if detail:
            detail.draw(target, soft, (x, y + label.height_px))
        if self.key_label:
            self._draw_key(target, soft)
        self.draw_focus(target, radius)

    def _draw_key(self, target: pygame.Surface, soft: Colour) -> None:
        font = self._key_font()
        wide, high = font.size(self.key_label)
        if self._key_below:
            middle = self._room().x - self.theme.px(7) - self._icon_px() // 2
            top = self.box.centery + self._icon_px() // 2 - font.get_linesize() // 2
            draw_text(target, self.key_label, font, soft, (middle - wide // 2, top))
            return
        at = (self.box.right - wide - self.theme.px(7), self.box.y + self.theme.px(4))
        draw_text(target, self.key_label, font, soft, (at[0], at[1] - (font.get_linesize() - high) // 2))

    def _dimmed(self) -> tuple[Colour, Colour, Colour, Colour]:
        dark = self._style == "dark"
        if dark:
            return Palette.NIGHT, Palette.OFF_NIGHT_INK, Palette.OFF_NIGHT_INK, Palette.NIGHT_RAISED
        return Palette.OFF, Palette.OFF_INK, Palette.OFF_INK, Palette.OFF_EDGE
