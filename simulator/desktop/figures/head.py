"""The head without its moving parts: skull, ears, nose, beard, drawn once per step of turning."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.desktop.figures.canvas import Canvas, Linear, mix
from simulator.desktop.figures.geometry import Outline, Point, clamp, closed_by_mirror, ellipse, spline
from simulator.desktop.figures.look import Look
from simulator.desktop.figures.palette import Palette

# Design space of the head: the point between the eyes is (0, 0), y runs down, the chin is near 105.
EYE_X, EYE_Y, EYE_DEPTH = 35.0, 0.0, 52.0
BROW_Y, BROW_DEPTH = -27.0, 58.0
MOUTH_Y, MOUTH_DEPTH = 69.0, 62.0
NOSE_DEPTH = 78.0
TURN_DEG = 17.0
NOD_UNITS = 7.0


@dataclass(frozen=True)
class View:
    """From where the head is seen: turn -1..1 (right of the picture is 1), nod -1..1 (1 is chin down)."""

    turn: float = 0.0
    nod: float = 0.0

    def at(self, x: float, y: float, depth: float) -> Point:
        """Return where a point of the head at that depth (towards the viewer) appears."""
        angle = math.radians(TURN_DEG * self.turn)
        across = x * math.cos(angle) + depth * math.sin(angle)
        return across, y + NOD_UNITS * self.nod * depth / 60.0

    def narrowing(self, x: float) -> float:
        """Return how much narrower a feature at x appears: the far side of a turned head is narrower."""
        return clamp(1.0 - 0.0028 * self.turn * x, 0.8, 1.08)

    def outline(self, points: Sequence[Point], depth: float) -> Outline:
        """Return an outline seen from here, all of it at one depth."""
        return [self.at(x, y, depth) for x, y in points]


@dataclass(frozen=True)
class Skull:
    """The measures of one head in units."""

    cheek: float
    jaw: float
    chin_width: float
    chin_y: float
    top_y: float

    def face_half(self) -> Outline:
        """Return the right half of the face's outline, top to bottom."""
        return [
            (0.0, self.top_y),
            (40.0, self.top_y + 8),
            (self.cheek - 9, -72.0),
            (self.cheek, -32.0),
            (self.cheek - 1, 4.0),
            (self.cheek - 6, 36.0),
            (self.jaw, 64.0),
            ((self.jaw + self.chin_width) / 2 + 3, self.chin_y - 18),
            (self.chin_width, self.chin_y - 4),
            (0.0, self.chin_y),
        ]


def skull_for(look: Look) -> Skull:
    """Return the measures that age, build and features give a head."""
    cheek = {"slight": 70.0, "slim": 72.0, "average": 76.0, "broad": 81.0}[look.build]
    cheek += {"round": 5.0, "sharp": -2.0}.get(look.features, 0.0)
    jaw = {"slight": 52.0, "slim": 54.0, "average": 58.0, "broad": 64.0}[look.build] + {
        "soft": -3.0,
        "round": 6.0,
        "even": 0.0,
        "sharp": -5.0,
        "strong": 4.0,
    }[look.features]
    chin = {"soft": 15.0, "round": 23.0, "even": 18.0, "sharp": 13.0, "strong": 22.0}[look.features]
    if look.build == "broad":
        chin += 3.0
    chin_y = {"soft": 104.0, "round": 101.0, "even": 106.0, "sharp": 112.0, "strong": 109.0}[look.features]
    if look.age == "young":
        chin_y -= 3.0
    return Skull(cheek, jaw, chin, chin_y, -112.0)


def face_outline(skull: Skull, view: View) -> Outline:
    """Return the face's outline: the chin moves further than the skull when the head turns."""
    points = closed_by_mirror(skull.face_half(), steps=6)
    out: Outline = []
    for x, y in points:
        depth = 10.0 + 42.0 * clamp((y - 10.0) / 90.0, 0.0, 1.0)
        out.append(view.at(x, y, depth))
    return out


def draw_head(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    """Draw ears, face, shading, nose and what age leaves; no eyes, brows, mouth or hair."""
    covered = "headscarf" in look.accessories
    if not covered:
        _draw_ears(canvas, look, skull, tones, view)
    face = face_outline(skull, view)
    canvas.fill(face, Linear((-60, -60), (75, 95), mix(tones.skin, tones.skin_light, 0.55), tones.skin))
    _shade_face(canvas, skull, tones, view, face)
    if look.age in ("middle", "old"):
        _draw_age(canvas, look, tones, view, face)
    _draw_nose(canvas, look, tones, view, face)


def _shade_face(canvas: Canvas, skull: Skull, tones: Palette, view: View, face: Outline) -> None:
    side = [
        (skull.cheek + 14, -80),
        (skull.cheek - 16, -40),
        (skull.cheek - 15, 10),
        (skull.jaw - 9, 60),
        (skull.chin_width, skull.chin_y - 7),
        (0, skull.chin_y + 2),
        (20, skull.chin_y + 24),
        (skull.cheek + 30, 60),
    ]
    canvas.soft(spline(view.outline(side, 14), closed=True), tones.skin_shade, 205, 7, clip=face)
    under = [
        (-skull.jaw + 2, 72),
        (-skull.chin_width - 8, skull.chin_y - 5),
        (0, skull.chin_y - 4),
        (skull.chin_width + 8, skull.chin_y - 5),
        (skull.jaw - 2, 72),
        (40, 140),
        (-40, 140),
    ]
    canvas.soft(spline(view.outline(under, 40), closed=True), tones.skin_shade, 150, 5, clip=face)
    for sign in (-1, 1):
        x, y = view.at(sign * EYE_X, -3, EYE_DEPTH)
        canvas.soft(ellipse(x, y - 5, 25, 14), tones.skin_shade, 120, 6, clip=face)
        cx, cy = view.at(sign * 45, 38, 44)
        canvas.soft(ellipse(cx, cy, 18, 13), tones.blush, 62, 7, clip=face)
    x, y = view.at(-8, -62, 40)
    canvas.soft(ellipse(x - 6, y, 34, 20), tones.skin_light, 130, 10, clip=face)
    x, y = view.at(-42, 22, 48)
    canvas.soft(ellipse(x, y, 15, 8, -14), tones.skin_light, 140, 5, clip=face)
    x, y = view.at(0, skull.chin_y - 22, 60)
    canvas.soft(ellipse(x, y, 15, 3.4), tones.skin_deep, 70, 2.6, clip=face)
    if look_heavy(skull):
        jowl = [view.at(-36, skull.chin_y - 9, 40), view.at(0, skull.chin_y + 1, 50), view.at(36, skull.chin_y - 9, 40)]
        canvas.stroke(jowl, [0.5, 2.6, 0.5], tones.skin_deep, 60, clip=face)
    x, y = view.at(0, skull.chin_y - 12, 58)
    canvas.soft(ellipse(x - 2, y, 11, 6), tones.skin_light, 120, 4, clip=face)


def look_heavy(skull: Skull) -> bool:
    """Say whether a head is broad enough for a fold under the jaw."""
    return skull.cheek > 79


def _draw_ears(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    for sign in (-1, 1):
        x, y = view.at(sign * (skull.cheek + 1), 16, -14)
        tone = tones.skin if sign < 0 else mix(tones.skin, tones.skin_shade, 0.6)
        shape = [
            (x - sign * 8, y - 24),
            (x + sign * 8, y - 27),
            (x + sign * 14, y - 14),
            (x + sign * 10, y + 6),
            (x + sign * 5, y + 21),
            (x - sign * 5, y + 20),
        ]
        outline = spline(shape, closed=True)
        canvas.fill(outline, tone)
        canvas.stroke(
            [(x - sign * 1, y - 17), (x + sign * 7, y - 18), (x + sign * 8, y - 7), (x + sign * 3, y + 4)],
            [1.0, 2.6, 2.2, 0.8],
            tones.skin_deep,
            150,
            clip=outline,
        )
        canvas.soft(ellipse(x - sign * 2, y - 2, 5, 10), tones.skin_deep, 110, 2, clip=outline)
        if "earrings" in look.accessories:
            canvas.fill(ellipse(x + sign * 3, y + 25, 5.4, 5.4), (168, 120, 40))
            canvas.fill(ellipse(x + sign * 2.4, y + 24.2, 4.6, 4.6), (236, 196, 96))
            canvas.fill(ellipse(x + sign * 1.2, y + 22.8, 1.7, 1.7), (255, 244, 214))


def _draw_nose(canvas: Canvas, look: Look, tones: Palette, view: View, face: Outline) -> None:
    wide = {"soft": 12.0, "round": 14.0, "even": 13.5, "sharp": 12.5, "strong": 15.5}[look.features]
    wide += 1.5 if look.skin >= 5 else 0.0
    low = {"strong": 45.0, "sharp": 47.0, "round": 41.5}.get(look.features, 43.0)

    def at(x: float, y: float, out: float) -> Point:
        return view.at(x, y, 46 + out * (NOSE_DEPTH - 46))

    side = [
        at(7, -12, 0.1),
        at(6.5, 6, 0.5),
        at(9, 22, 0.8),
        at(wide + 2, 33, 0.5),
        at(wide, 42, 0.5),
        at(4, 40, 0.9),
        at(3, 20, 0.9),
        at(2.5, 0, 0.6),
    ]
    canvas.soft(spline(side, closed=True), tones.skin_shade, 235, 2.2, clip=face)
    wing = [
        at(-wide, 30, 0.5),
        at(-wide - 1.5, 37, 0.4),
        at(-wide + 3, 42, 0.6),
        at(-3, low + 2, 1.0),
        at(4, low + 2, 1.0),
        at(wide - 3, 42, 0.6),
        at(wide + 1.5, 37, 0.4),
        at(wide, 30, 0.5),
        at(5, 25, 1.0),
        at(-5, 25, 1.0),
    ]
    canvas.soft(spline(wing, closed=True), mix(tones.skin, tones.blush, 0.28), 120, 3.4, clip=face)
    canvas.soft(ellipse(*at(-2.6, 30, 1.0), 4.2, 3.6), tones.skin_light, 235, 1.8, clip=face)
    canvas.soft(
        spline([at(-4, -4, 0.5), at(-1, -4, 0.5), at(-1, 20, 0.9), at(-4, 20, 0.9)], closed=True),
        tones.skin_light,
        120,
        2.2,
        clip=face,
    )
    shadow = [
        at(-wide + 2, 43, 0.5),
        at(0, low + 2.5, 0.9),
        at(wide - 1, 43, 0.5),
        at(6, low + 9, 0.5),
        at(-4, low + 8, 0.5),
    ]
    canvas.soft(spline(shadow, closed=True), tones.skin_deep, 95, 2.4, clip=face)
    for sign in (-1, 1):
        canvas.stroke(
            [at(sign * 3.2, low, 0.95), at(sign * 7, low - 2.6, 0.8), at(sign * 10.2, low - 0.4, 0.7)],
            [1.2, 3.6, 1.4],
            tones.line,
            215,
        )
        canvas.stroke(
            [at(sign * (wide - 1), 29, 0.5), at(sign * (wide + 1.6), 36, 0.4), at(sign * (wide - 1.4), low - 0.6, 0.5)],
            [0.6, 2.0, 1.2],
            tones.skin_deep,
            170 if sign > 0 else 110,
        )


def _draw_age(canvas: Canvas, look: Look, tones: Palette, view: View, face: Outline) -> None:
    deep = 130 if look.age == "old" else 70
    for sign in (-1, 1):
        fold = [view.at(sign * 17, 40, 60), view.at(sign * 27, 52, 56), view.at(sign * 33, 68, 52)]
        canvas.stroke(fold, [0.8, 2.4, 0.6], tones.skin_deep, deep, clip=face)
        bag = [
            view.at(sign * 20, 11, EYE_DEPTH),
            view.at(sign * 34, 17, EYE_DEPTH),
            view.at(sign * 49, 12, EYE_DEPTH - 6),
        ]
        canvas.stroke(bag, [0.6, 2.2, 0.6], tones.skin_deep, deep, clip=face)
        for step in (-1, 0, 1):
            start, end = view.at(sign * 58, 2 + step * 3, 38), view.at(sign * 67, 3 + step * 7, 30)
            canvas.stroke([start, end], [1.6, 0.5], tones.skin_deep, deep - 20, smooth=False, clip=face)
    if look.age == "old":
        for y in (-58, -48):
            line = [view.at(-34, y + 3, 44), view.at(-10, y, 52), view.at(12, y, 52), view.at(34, y + 3, 44)]
            canvas.stroke(line, [0.5, 1.8, 1.8, 0.5], tones.skin_deep, 80, clip=face)


def draw_beard(canvas: Canvas, look: Look, skull: Skull, tones: Palette, view: View) -> None:
    """Draw stubble, moustache or beard under the place of the mouth."""
    if look.beard == "none":
        return
    face = face_outline(skull, view)
    if look.beard == "stubble":
        shade = spline(_beard_shape(skull, view, 2.0), closed=True)
        canvas.soft(shade, mix(tones.hair, tones.skin_deep, 0.6), 88, 4, clip=face)
        return
    if look.beard != "moustache":
        drop = 16.0 if look.beard == "full" else 4.0
        shape = spline(_beard_shape(skull, view, drop), closed=True)
        canvas.fill(shape, Linear((-50, 20), (45, 115), mix(tones.hair, tones.hair_light, 0.28), tones.hair_dark))
        mouth = view.at(0, MOUTH_Y + 1, MOUTH_DEPTH)
        canvas.soft(ellipse(mouth[0], mouth[1] + 1, 20, 8), tones.skin_shade, 255, 1.5)
        _beard_strands(canvas, skull, tones, view, drop)
    for sign in (-1, 1):
        x, y = view.at(0, 51, 66)
        tash = [
            (x - sign * 1, y - 1),
            (x + sign * 12, y - 2),
            (x + sign * 26, y + 8),
            (x + sign * 31, y + 18),
            (x + sign * 24, y + 13),
            (x + sign * 10, y + 9),
            (x - sign * 1, y + 8),
        ]
        canvas.fill(spline(tash, closed=True), tones.hair if sign < 0 else mix(tones.hair, tones.hair_dark, 0.4))
        canvas.stroke(
            [(x + sign * 3, y + 2), (x + sign * 15, y + 3), (x + sign * 26, y + 11)],
            [0.6, 1.6, 0.5],
            tones.hair_light,
            150,
        )


def _beard_shape(skull: Skull, view: View, drop: float) -> Outline:
    cheek, jaw, chin, low = skull.cheek, skull.jaw, skull.chin_width, skull.chin_y + drop
    half = [
        (cheek - 2.5, -8, 12),
        (cheek - 1.5, 8, 12),
        (cheek - 3, 34, 18),
        (jaw + 2 + drop * 0.2, 66, 30),
        (chin + 20, low - 16, 46),
        (chin + 2, low, 54),
    ]
    inner = [
        (0, 57, 60),
        (16, 55, 58),
        (31, 57, 52),
        (45, 51, 42),
        (cheek - 19, 34, 30),
        (cheek - 11, 12, 20),
        (cheek - 8, -8, 14),
    ]
    right = [view.at(x, y, z) for x, y, z in half]
    left = [view.at(-x, y, z) for x, y, z in reversed(half)]
    back = [view.at(-x, y, z) for x, y, z in reversed(inner)] + [view.at(x, y, z) for x, y, z in inner[1:]]
    return right + left + back


def _beard_strands(canvas: Canvas, skull: Skull, tones: Palette, view: View, drop: float) -> None:
    for index in range(15):
        share = index / 14 * 2 - 1
        x = share * (skull.jaw - 6)
        y = 92 - 26 * abs(share) ** 1.6
        start, end = view.at(x, y - 9, 50), view.at(x * 1.01, y + 4 + drop * 0.4 * (1 - abs(share)), 46)
        tone = tones.hair_light if index % 3 == 0 else tones.hair_dark
        canvas.stroke([start, end], [0.4, 1.3, 0.4], tone, 60, smooth=False)


def flush_layer(canvas: Canvas, skull: Skull, tones: Palette, view: View, alpha: int) -> None:
    """Draw the redness of strong feeling over cheeks, nose and forehead."""
    face = face_outline(skull, view)
    for sign in (-1, 1):
        x, y = view.at(sign * 44, 36, 44)
        canvas.soft(ellipse(x, y, 26, 20, -18 * sign), tones.flush, alpha * 3 // 4, 11, clip=face)
    x, y = view.at(0, 32, 66)
    canvas.soft(ellipse(x, y, 14, 10), tones.flush, alpha // 2, 6, clip=face)
    x, y = view.at(0, -56, 44)
    canvas.soft(ellipse(x, y, 46, 16), tones.flush, alpha // 4, 9, clip=face)


def head_box() -> tuple[float, float, float, float]:
    """Return the box of design units a head with any hair fits in."""
    return -135.0, -172.0, 135.0, 150.0


__all__ = [
    "BROW_DEPTH",
    "BROW_Y",
    "EYE_DEPTH",
    "EYE_X",
    "EYE_Y",
    "MOUTH_DEPTH",
    "MOUTH_Y",
    "Skull",
    "View",
    "draw_beard",
    "draw_head",
    "face_outline",
    "flush_layer",
    "head_box",
    "skull_for",
]
