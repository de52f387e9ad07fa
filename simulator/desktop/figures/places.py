"""Places: what is behind a customer and the counter or desk in front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from simulator.desktop.figures.canvas import PREMULTIPLIED, Canvas
from simulator.desktop.figures.rig import Figure
from simulator.desktop.figures.rooms import ROOMS, Room, room_for

PLACE_NAMES = tuple(ROOMS)
_BLUR_SHRINK = 3
_LINES = 720.0
_TILE_PX = 96


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a figure belongs in a place, in pixels."""

    x: int
    baseline_y: int
    height_px: int


class Place:
    """One place at one size: ask for the two layers, or let it draw them."""

    def __init__(self, name: str, size: tuple[int, int], sector: str = "") -> None:
        """Prepare a place; nothing is drawn before it is asked for. Some look different in a sector, such as fashion.

        Raises:
            ValueError: an unknown name, or a size under 64 pixels.
        """
        if name not in ROOMS:
            raise ValueError(f"place cannot be {name!r}; allowed: {', '.join(PLACE_NAMES)}")
        if min(size) < 64:
            raise ValueError(f"size must be at least 64 pixels each way, not {size}")
        self.name = name
        self.size = size
        self._room: Room = room_for(name, sector)
        self._scale = size[1] / _LINES
        self._wide = size[0] / self._scale
        self._background: pygame.Surface | None = None
        self._foreground: pygame.Surface | None = None
        self._pieces: list[tuple[pygame.Surface, tuple[int, int], int]] | None = None

    @property
    def spot(self) -> Spot:
        """Where the customer stands; the right quarter of the screen stays free for a panel."""
        # A narrow window leaves less room beside the panel: the figure shrinks so that its gestures stay inside.
        narrow = min(1.0, self._wide / 1120.0)
        return Spot(
            round(self.size[0] * self._room.figure_x),
            round(self._room.baseline_y * self._scale),
            round(self._room.figure_height * narrow * self._scale),
        )

    @property
    def second_spot(self) -> Spot:
        """Where somebody else stands: a supervisor who steps in, the next in the queue."""
        first = self.spot
        return Spot(round(first.x + 0.3 * self.size[0]), first.baseline_y, round(first.height_px * 0.94))

    @property
    def phone(self) -> bool:
        """Whether people here hold a phone to the ear."""
        return self._room.phone

    @property
    def foreground_y(self) -> int:
        """The top of the foreground in pixels."""
        return round((self._room.baseline_y - self._room.overhang) * self._scale)

    @property
    def tile(self) -> pygame.Rect:
        """The part of the screen a figure may cover: a window or a portrait in some places, else everything."""
        if self._room.tile is None:
            return pygame.Rect((0, 0), self.size)
        left, top, right, low = self._room.tile
        x, y = round(left * self.size[0]), round(top * self._scale)
        return pygame.Rect(x, y, round(right * self.size[0]) - x, round(low * self._scale) - y)

    def draw_scene(self, target: pygame.Surface, figure: Figure, others: Sequence[tuple[Figure, Spot]] = ()) -> None:
        """Draw the place with its customer, and others (a supervisor, a queue) behind them at their own spots."""
        spot = self.spot
        self.draw_background(target)
        everyone = [*others, (figure, spot)]
        old_clip = target.get_clip()
        target.set_clip(old_clip.clip(self.tile))
        for person, at in everyone:
            person.draw_behind(target, at.x, at.baseline_y)
        target.set_clip(old_clip)
        self.draw_foreground(target)
        target.set_clip(old_clip.clip(self.tile))
        for person, at in everyone:
            person.draw_over(target, at.x, at.baseline_y)
        target.set_clip(old_clip)

    def background(self) -> pygame.Surface:
        """Return the opaque picture behind the customer, the size of the place."""
        if self._background is None:
            soft = Canvas((0, 0, self._wide, _LINES), self._scale / _BLUR_SHRINK, 2)
            self._room.behind(soft, self._wide)
            small = soft.finish().surface
            small = pygame.transform.gaussian_blur(small, max(1, round(self._room.blur * self._scale / _BLUR_SHRINK)))
            picture = pygame.Surface(self.size)
            picture.blit(pygame.transform.smoothscale(small, self.size), (0, 0))
            if self._room.sharp is not None:
                sharp = Canvas((0, 0, self._wide, _LINES), self._scale, 2)
                self._room.sharp(sharp, self._wide)
                sharp.finish().blit_to(picture, 0, 0)
            self._background = _fast(picture)
        return self._background

    def foreground(self) -> pygame.Surface:
        """Return the premultiplied strip in front of the customer; its top left belongs at (0, foreground_y)."""
        if self._foreground is None:
            room = self._room
            canvas = Canvas((0, room.baseline_y - room.overhang, self._wide, _LINES), self._scale, 2)
            room.before(canvas, self._wide)
            strip = pygame.Surface((self.size[0], self.size[1] - self.foreground_y), pygame.SRCALPHA)
            strip.blit(canvas.finish().surface, (0, 0))
            self._foreground = strip
        return self._foreground

    def draw_background(self, target: pygame.Surface) -> None:
        """Draw what is behind the customer."""
        target.blit(self.background(), (0, 0))

    def draw_foreground(self, target: pygame.Surface) -> None:
        """Draw what is in front of the customer (not their hands: see `Figure.draw_over`)."""
        for piece, place, flags in self._foreground_pieces():
            target.blit(piece, place, special_flags=flags)

    def _foreground_pieces(self) -> list[tuple[pygame.Surface, tuple[int, int], int]]:
        """Return the foreground cut for speed: what is solid as an opaque block, what stands up as small tiles."""
        if self._pieces is None:
            strip, top = self.foreground(), self.foreground_y
            solid_y = min(
                strip.get_height() - 1, self.spot.baseline_y - top + round(self._room.solid_below * self._scale)
            )
            wide = strip.get_width()
            low = pygame.Surface((wide, strip.get_height() - solid_y))
            low.blit(strip, (0, -solid_y), special_flags=PREMULTIPLIED)
            self._pieces = [(_fast(low), (0, top + solid_y), 0)]
            for x in range(0, wide, _TILE_PX):
                tile = strip.subsurface((x, 0, min(_TILE_PX, wide - x), solid_y))
                used = tile.get_bounding_rect()
                if used.w:
                    self._pieces.append((tile.subsurface(used), (x + used.x, top + used.y), PREMULTIPLIED))
        return self._pieces


def _fast(picture: pygame.Surface) -> pygame.Surface:
    """Return the picture in the display's own format when there is a display."""
    return picture.convert() if pygame.display.get_init() and pygame.display.get_surface() is not None else picture
