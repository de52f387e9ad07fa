"""A page laid out once and painted at any scroll offset, and what the debrief's pages are laid out from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import pygame

from simulator.desktop.desk import Desk
from simulator.desktop.figures import icon
from simulator.desktop.legible import legible
from simulator.desktop.lettering import Block, fitted
from simulator.desktop.painting import blit, draw_card
from simulator.desktop.theme import Colour, Palette, Theme
from simulator.desktop.views.casting import Cast
from simulator.review import Debrief
from simulator.training import Session

_TALLEST_KEPT_PX = 6000
Paint = Callable[[pygame.Surface, int, int], None]
"""Draws at x, y."""


@dataclass(frozen=True)
class Findings:
    """What a debrief is laid out from.

    Args:
        turn_to_retry: the response that can be given anew at the press of one button; None where there is none.
    """

    debrief: Debrief
    session: Session
    desk: Desk
    cast: Cast
    turn_to_retry: int | None = None


@dataclass
class Piece:
    """A part of a page: a box, and how it is painted into it."""

    box: pygame.Rect
    paint: Callable[[pygame.Surface, pygame.Rect], None]
    picture: pygame.Surface | None = None
    """How it looks, kept from the first time it was in view."""


@dataclass
class Page:
    """A page of pieces.

    Args:
        theme: sizes.
        wide_px: its width.
    """

    theme: Theme
    wide_px: int
    pieces: list[Piece] = field(default_factory=list)
    blocks: list[tuple[Block, int]] = field(default_factory=list)
    """Every text on it with the room it has, for the test that measures."""
    slots: dict[str, pygame.Rect] = field(default_factory=dict)
    """Room left for elements, by their names."""

    @property
    def left_px(self) -> int:
        """Room at the left for shadows."""
        return self.theme.px(14)

    @property
    def height_px(self) -> int:
        """How tall it is."""
        return max((piece.box.bottom for piece in self.pieces), default=0)

    def add(self, box: pygame.Rect, paint: Callable[[pygame.Surface, pygame.Rect], None]) -> None:
        """Add a piece."""
        self.pieces.append(Piece(box, paint))

    def paint(self, target: pygame.Surface, offset_px: int) -> None:
        """Draw what is in view."""
        for piece in self.pieces:
            box = piece.box.move(0, -offset_px)
            if box.bottom > -self.theme.px(20) and box.top < target.get_height() + self.theme.px(20):
                self._paint_piece(target, piece, box)

    def _paint_piece(self, target: pygame.Surface, piece: Piece, box: pygame.Rect) -> None:
        margin = self.theme.px(24)
        if piece.box.height > _TALLEST_KEPT_PX:
            piece.paint(target, box)
            return
        if piece.picture is None:
            piece.picture = pygame.Surface((box.width + 2 * margin, box.height + 2 * margin), pygame.SRCALPHA)
            piece.paint(piece.picture, pygame.Rect((margin, margin), box.size))
        blit(target, piece.picture, (box.x - margin, box.y - margin))


class Column:
    """Texts and drawings below each other in a card.

    Args:
        page: the page it is for.
        wide_px: width of the card.
        pad_units: inner margin.
        colour: of the card; None draws none.
    """

    def __init__(
        self, page: Page, wide_px: int, *, pad_units: float = 20, colour: Colour | Literal["paper"] | None = "paper"
    ) -> None:
        self.page = page
        self.theme = page.theme
        self._pad = page.theme.px(pad_units)
        self._wide = wide_px
        self._colour = Palette.PAPER if colour == "paper" else colour
        self._parts: list[tuple[int, Paint]] = []
        self._slots: list[tuple[str, pygame.Rect]] = []
        self.y = self._pad

    @property
    def room_px(self) -> int:
        """Width for texts."""
        return self._wide - 2 * self._pad

    @property
    def height_px(self) -> int:
        """Height of the card."""
        return self.y + self._pad

    def gap(self, units: float) -> None:
        """Leave room."""
        self.y += self.theme.px(units)

    def text(
        self,
        text: str,
        units: float,
        colour: Colour | None = None,
        *,
        bold: bool = False,
        italic: bool = False,
        indent_px: int = 0,
        spacing: float = 0.95,
        centred: bool = False,
    ) -> Block:
        """Add wrapped text."""
        font = self.theme.font(units, bold=bold, italic=italic)
        room = self.room_px - indent_px
        smaller = [font, *(self.theme.font(units - step, bold=bold, italic=italic) for step in (1, 2, 3))]
        made = fitted(legible(text), smaller, room, 100_000, spacing=spacing)
        self.page.blocks.append((made, room))
        ink = Palette.INK if colour is None else colour
        self.draw(
            made.height_px,
            lambda target, x, y: made.draw(target, ink, (x + indent_px, y), centred_px=room if centred else 0),
        )
        return made

    def draw(self, height_px: int, paint: Paint) -> None:
        """Add a drawing of a height."""
        self._parts.append((self.y, paint))
        self.y += height_px

    def slot(self, name: str, high_px: int, wide_px: int | None = None, *, left_px: int = 0) -> None:
        """Leave room for an element; where it stands on the page is known once the card is placed."""
        wide = self.room_px - left_px if wide_px is None else min(wide_px, self.room_px - left_px)
        self._slots.append((name, pygame.Rect(self._pad + left_px, self.y, wide, high_px)))
        self.y += high_px

    def slot_beside(self, name: str, box: pygame.Rect) -> None:
        """Leave a place for an element beside what comes next; the box is seen from here."""
        self._slots.append((name, box.move(self._pad, self.y)))

    def beside(self, paint: Paint) -> None:
        """Draw at the present place without taking room."""
        self._parts.append((self.y, paint))

    def place(self, x: int, y: int, height_px: int | None = None) -> pygame.Rect:
        """Put the card on the page; returns its box."""
        box = pygame.Rect(x, y, self._wide, height_px or self.height_px)

        def paint(target: pygame.Surface, at: pygame.Rect) -> None:
            if self._colour is not None:
                draw_card(target, at, self.theme.px(14), colour=self._colour, depth=self.theme.px(8))
            for down, part in self._parts:
                part(target, at.x + self._pad, at.y + down)

        self.page.add(box, paint)
        self.page.slots.update({name: slot.move(box.topleft) for name, slot in self._slots})
        return box


def marked(column: Column, icon_name: str, words: str, ink: Colour, *, units: float = 14.5) -> None:
    """Add a text with an icon before it."""
    px = column.theme.px
    column.beside(lambda target, x, y: blit(target, icon(icon_name, px(19), ink), (x, y + px(1))))
    column.text(words, units, indent_px=px(30))
    column.gap(6)
