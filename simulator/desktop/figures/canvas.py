"""A drawing board: outlines in design units, painted at a multiple of the size and scaled down.

Everything that leaves the board is premultiplied; blit it with `pygame.BLEND_PREMULTIPLIED`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pygame

from simulator.desktop.figures.geometry import Outline, Point, ribbon
from simulator.desktop.figures.slicing import checkpoint

Colour = tuple[int, int, int]
PREMULTIPLIED = pygame.BLEND_PREMULTIPLIED
# A gradient is computed on a few points and scaled up smoothly: round ones need more points than straight ones.
_LINEAR_POINTS, _RADIAL_POINTS = 10, 20
_PIXELS_PER_POINT = 12
_BAND_PX = 48
_STRIP_PX = 256
_WHITE = (255, 255, 255, 255)
_MOST_LAYER_PX = 1_000_000  # a layer of more pixels is painted in strips: four bytes each, and a texture beside it


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the colour `share` (0..1) of the way from first to second."""
    share = 0.0 if share < 0 else 1.0 if share > 1 else share
    (r, g, b), (x, y, z) = first, second
    return int(r + (x - r) * share + 0.5), int(g + (y - g) * share + 0.5), int(b + (z - b) * share + 0.5)


def tinted(colour: Colour, red: float, green: float, blue: float) -> Colour:
    """Return the colour with each channel multiplied."""
    return min(255, round(colour[0] * red)), min(255, round(colour[1] * green)), min(255, round(colour[2] * blue))


@dataclass(frozen=True)
class Linear:
    """A straight gradient between two points in design units; alphas run 0..255."""

    start: Point
    end: Point
    first: Colour
    last: Colour
    first_alpha: int = 255
    last_alpha: int = 255

    def share(self, x: float, y: float) -> float:
        """Return how far along the gradient a point lies, 0..1."""
        dx, dy = self.end[0] - self.start[0], self.end[1] - self.start[1]
        place = ((x - self.start[0]) * dx + (y - self.start[1]) * dy) / (dx * dx + dy * dy or 1.0)
        return min(1.0, max(0.0, place))


@dataclass(frozen=True)
class Radial:
    """A round gradient from a centre outwards; alphas run 0..255."""

    centre: Point
    radius: float
    first: Colour
    last: Colour
    first_alpha: int = 255
    last_alpha: int = 255

    def share(self, x: float, y: float) -> float:
        """Return how far from the centre a point lies, 0..1."""
        return min(1.0, math.hypot(x - self.centre[0], y - self.centre[1]) / self.radius)


Paint = Colour | Linear | Radial


@dataclass(frozen=True, eq=False)
class Sprite:
    """A finished premultiplied picture and its offset in pixels from the design origin."""

    surface: pygame.Surface
    dx: int
    dy: int

    def blit_to(self, target: pygame.Surface, x: float, y: float) -> None:
        """Draw with the design origin at (x, y)."""
        target.blit(self.surface, (round(x) + self.dx, round(y) + self.dy), special_flags=PREMULTIPLIED)


class Canvas:
    """Paints outlines inside a box of design units, `oversample` times larger than the finished size."""

    def __init__(self, box: tuple[float, float, float, float], scale: float, oversample: int = 3) -> None:
        """box: left, top, right, bottom in units; scale: finished pixels per unit."""
        self.dx = math.floor(box[0] * scale)
        self.dy = math.floor(box[1] * scale)
        self.width_px = max(1, math.ceil(box[2] * scale) - self.dx)
        self.height_px = max(1, math.ceil(box[3] * scale) - self.dy)
        self.oversample = oversample
        self.unit_px = scale * oversample
        self.origin_x, self.origin_y = self.dx * oversample, self.dy * oversample
        self.surface = pygame.Surface((self.width_px * oversample, self.height_px * oversample), pygame.SRCALPHA)

    def finish(self) -> Sprite:
        """Return the picture at its finished size."""
        if self.oversample == 1:
            return Sprite(self.surface, self.dx, self.dy)
        picture = pygame.Surface((self.width_px, self.height_px), pygame.SRCALPHA)
        for top in range(0, self.height_px, _BAND_PX):  # in bands, so that a drawing in slices can pause between them
            checkpoint()
            rows = min(_BAND_PX, self.height_px - top)
            large = pygame.Rect(0, top * self.oversample, self.surface.get_width(), rows * self.oversample)
            band = picture.subsurface((0, top, self.width_px, rows))
            pygame.transform.smoothscale(self.surface.subsurface(large), band.get_size(), band)
        return Sprite(picture, self.dx, self.dy)

    def finish_cropped(self) -> Sprite:
        """Return the picture at its finished size without its empty margins."""
        whole = self.finish()
        # A clear rim of two pixels keeps the edges smooth when the picture is turned.
        used = whole.surface.get_bounding_rect().inflate(4, 4).clip(whole.surface.get_rect())
        if not used.w or used.size == whole.surface.get_size():
            return whole
        return Sprite(whole.surface.subsurface(used).copy(), whole.dx + used.x, whole.dy + used.y)

    def fill(
        self, outline: Sequence[Point], paint: Paint, alpha: int = 255, clip: Sequence[Point] | None = None
    ) -> None:
        """Paint the inside of an outline; `clip` keeps the paint inside a second outline."""
        points = self._pixels(outline)
        if len(points) < 3:
            return
        if alpha == 255 and clip is None and not isinstance(paint, (Linear, Radial)):
            pygame.draw.polygon(self.surface, paint, points)
            return
        area = self._area(points)
        if area.w <= 0 or area.h <= 0:
            return
        if clip is None and area.w * area.h > _MOST_LAYER_PX:
            self._fill_in_strips(points, paint, alpha, area)
            return
        layer = pygame.Surface(area.size, pygame.SRCALPHA)
        moved = [(x - area.x, y - area.y) for x, y in points]
        if isinstance(paint, (Linear, Radial)):
            pygame.draw.polygon(layer, (255, 255, 255, 255), moved)
            texture = pygame.transform.smoothscale(self._points_of(paint, area, alpha), area.size)
            layer.blit(texture, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
        else:
            pygame.draw.polygon(layer, _premultiplied(paint, alpha), moved)
        self._place(layer, area, clip)

    def _fill_in_strips(self, points: Outline, paint: Paint, alpha: int, area: pygame.Rect) -> None:
        """Paint a large area in upright strips: it comes out the same, and takes a tenth of the memory meanwhile."""
        # Outlines are cut to whole pixels as pygame does it, before they are moved to a strip.
        moved = [(int(x - area.x), int(y - area.y)) for x, y in points]
        if isinstance(paint, (Linear, Radial)):
            few, colour = self._points_of(paint, area, alpha), _WHITE
        else:
            few, colour = _one_point(_WHITE), _premultiplied(paint, alpha)
        for strip, texture in _scaled_in_strips(few, area.size):
            layer = pygame.Surface(strip.size, pygame.SRCALPHA)
            pygame.draw.polygon(layer, colour, [(x - strip.x, y) for x, y in moved])
            layer.blit(texture, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
            self._place(layer, strip.move(area.topleft), None)

    def stroke(
        self,
        points: Sequence[Point],
        widths: Sequence[float],
        colour: Colour,
        alpha: int = 255,
        clip: Sequence[Point] | None = None,
        smooth: bool = True,
    ) -> None:
        """Paint a tapered line along a smooth curve."""
        self.fill(ribbon(points, widths, smooth=smooth), colour, alpha, clip)

    def soft(
        self,
        outline: Sequence[Point],
        colour: Colour,
        alpha: int,
        blur: float,
        clip: Sequence[Point] | None = None,
    ) -> None:
        """Paint a blurred shape (a shadow, a glow, a blush); blur in units."""
        blur_px = blur * self.unit_px
        shrink = max(1.0, blur_px / 3.0)
        points = self._pixels(outline)
        area = self._area(points, margin=round(blur_px * 2.2) + 2)
        if area.w <= 0 or area.h <= 0 or len(points) < 3:
            return
        small = (max(2, round(area.w / shrink)), max(2, round(area.h / shrink)))
        fx, fy = small[0] / area.w, small[1] / area.h
        layer = pygame.Surface(small, pygame.SRCALPHA)
        pygame.draw.polygon(
            layer, _premultiplied(colour, alpha), [((x - area.x) * fx, (y - area.y) * fy) for x, y in points]
        )
        layer = pygame.transform.gaussian_blur(layer, max(1, round(blur_px / shrink)))
        if clip is None and area.w * area.h > _MOST_LAYER_PX:
            for strip, part in _scaled_in_strips(layer, area.size):
                self._place(part, strip.move(area.topleft), None)
            return
        self._place(pygame.transform.smoothscale(layer, area.size), area, clip)

    @contextmanager
    def clipped(self, outline: Sequence[Point]) -> Iterator[Canvas]:
        """Give a board of its own for what lies inside an outline; it is cut once, when the block ends."""
        points = self._pixels(outline)
        area = self._area(points)
        inner = Canvas.__new__(Canvas)
        inner.dx, inner.dy, inner.width_px, inner.height_px = self.dx, self.dy, area.w, area.h
        inner.oversample, inner.unit_px = self.oversample, self.unit_px
        inner.origin_x, inner.origin_y = self.origin_x + area.x, self.origin_y + area.y
        inner.surface = pygame.Surface((max(1, area.w), max(1, area.h)), pygame.SRCALPHA)
        yield inner
        if area.w > 0 and area.h > 0:
            self._place(inner.surface, area, outline)

    def erase(self, outline: Sequence[Point]) -> None:
        """Make the inside of an outline transparent again."""
        pygame.draw.polygon(self.surface, (0, 0, 0, 0), self._pixels(outline))

    def _pixels(self, outline: Sequence[Point]) -> Outline:
        checkpoint()
        unit, ox, oy = self.unit_px, self.origin_x, self.origin_y
        return [(x * unit - ox, y * unit - oy) for x, y in outline]

    def _area(self, points: Sequence[Point], margin: int = 1) -> pygame.Rect:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        left, top = math.floor(min(xs)) - margin, math.floor(min(ys)) - margin
        area = pygame.Rect(left, top, math.ceil(max(xs)) + margin - left, math.ceil(max(ys)) + margin - top)
        # Blurs reach over the edge: keep the margin, so that clipping does not move the shape.
        return area if margin > 1 else area.clip(self.surface.get_rect())

    def _points_of(self, paint: Linear | Radial, area: pygame.Rect, alpha: int) -> pygame.Surface:
        """Return the few points of a gradient over an area, to be scaled up to it."""
        most = _RADIAL_POINTS if isinstance(paint, Radial) else _LINEAR_POINTS
        size = (min(most, 2 + area.w // _PIXELS_PER_POINT), min(most, 2 + area.h // _PIXELS_PER_POINT))
        if isinstance(paint, Linear):
            # Along one axis only: one row or column of points says it all.
            size = (1 if paint.start[0] == paint.end[0] else size[0], 1 if paint.start[1] == paint.end[1] else size[1])
        texture = pygame.Surface(size, pygame.SRCALPHA)
        for row in range(size[1]):
            y = (area.y + (row + 0.5) / size[1] * area.h + self.origin_y) / self.unit_px
            for column in range(size[0]):
                x = (area.x + (column + 0.5) / size[0] * area.w + self.origin_x) / self.unit_px
                share = paint.share(x, y)
                opacity = (paint.first_alpha + (paint.last_alpha - paint.first_alpha) * share) * alpha / 255
                texture.set_at((column, row), _premultiplied(mix(paint.first, paint.last, share), round(opacity)))
        return texture

    def _place(self, layer: pygame.Surface, area: pygame.Rect, clip: Sequence[Point] | None) -> None:
        if clip is not None:
            mask = pygame.Surface(area.size, pygame.SRCALPHA)
            points = [(x - area.x, y - area.y) for x, y in self._pixels(clip)]
            pygame.draw.polygon(mask, (255, 255, 255, 255), points)
            layer.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
        self.surface.blit(layer, area.topleft, special_flags=PREMULTIPLIED)


def _premultiplied(colour: Colour, alpha: int) -> tuple[int, int, int, int]:
    return colour[0] * alpha // 255, colour[1] * alpha // 255, colour[2] * alpha // 255, alpha


def _one_point(colour: tuple[int, int, int, int]) -> pygame.Surface:
    point = pygame.Surface((1, 1), pygame.SRCALPHA)
    point.fill(colour)
    return point


def _scaled_in_strips(small: pygame.Surface, size: tuple[int, int]) -> Iterator[tuple[pygame.Rect, pygame.Surface]]:
    """Scale a picture up to a size, an upright strip at a time, exactly as it would be scaled as a whole.

    Scaling goes across first and then down, so that what is scaled across as a whole can be cut before it goes down.
    """
    across = pygame.transform.smoothscale(small, (size[0], small.get_height()))
    for left in range(0, size[0], _STRIP_PX):
        strip = pygame.Rect(left, 0, min(_STRIP_PX, size[0] - left), size[1])
        part = across.subsurface((left, 0, strip.w, across.get_height()))
        yield strip, pygame.transform.smoothscale(part, strip.size)
