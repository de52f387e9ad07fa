"""Outlines as lists of points: splines, tapered ribbons, ellipses. Pure arithmetic, no pygame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

Point = tuple[float, float]
Outline = list[Point]


def lerp(start: float, end: float, share: float) -> float:
    """Return the value `share` (0..1) of the way from start to end."""
    return start + (end - start) * share


def clamp(value: float, low: float, high: float) -> float:
    """Return value held inside low..high."""
    return low if value < low else min(value, high)


@cache
def _weights(steps: int) -> tuple[tuple[float, float, float, float], ...]:
    """How much each of four neighbouring points counts at the steps of a span."""
    found = []
    for step in range(steps):
        t = step / steps
        t2, t3 = t * t, t * t * t
        found.append(
            (-0.5 * t3 + t2 - 0.5 * t, 1.5 * t3 - 2.5 * t2 + 1.0, -1.5 * t3 + 2.0 * t2 + 0.5 * t, 0.5 * t3 - 0.5 * t2)
        )
    return tuple(found)


def spline(points: Sequence[Point], closed: bool = False, steps: int = 8) -> Outline:
    """Return a smooth Catmull-Rom curve through all points (steps points per span)."""
    count = len(points)
    if count < 3:
        return list(points)
    weights = _weights(steps)
    around = [points[-1], *points, *points[:2]] if closed else [points[0], *points, points[-1]]
    out: Outline = []
    for (px, py), (qx, qy), (rx, ry), (sx, sy) in zip(around, around[1:], around[2:], around[3:], strict=False):
        out += [(a * px + b * qx + c * rx + d * sx, a * py + b * qy + c * ry + d * sy) for a, b, c, d in weights]
    if not closed:
        out.append(points[-1])
    return out


def arc(cx: float, cy: float, radius: float, start_deg: float, end_deg: float, count: int = 12) -> Outline:
    """Return points on a circle from one angle to another (0 is right, 90 is down)."""
    sin, cos, radians, turn_deg = math.sin, math.cos, math.radians, end_deg - start_deg
    angles = [radians(start_deg + turn_deg * (i / count)) for i in range(count + 1)]
    return [(cx + radius * cos(angle), cy + radius * sin(angle)) for angle in angles]


def ellipse(cx: float, cy: float, rx: float, ry: float, turn_deg: float = 0.0, count: int = 36) -> Outline:
    """Return an ellipse as a polygon, turned by turn_deg."""
    out = [(rx * math.cos(math.tau * i / count), ry * math.sin(math.tau * i / count)) for i in range(count)]
    return shifted(rotated(out, turn_deg), cx, cy)


def rounded_box(x0: float, y0: float, x1: float, y1: float, radius: float) -> Outline:
    """Return a box with round corners."""
    r = min(radius, abs(x1 - x0) / 2, abs(y1 - y0) / 2)
    return (
        arc(x1 - r, y0 + r, r, -90, 0, 6)
        + arc(x1 - r, y1 - r, r, 0, 90, 6)
        + arc(x0 + r, y1 - r, r, 90, 180, 6)
        + arc(x0 + r, y0 + r, r, 180, 270, 6)
    )


def capsule(start: Point, start_radius: float, end: Point, end_radius: float) -> Outline:
    """Return the tapered limb around two circles."""
    angle = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    ratio = clamp((start_radius - end_radius) / length, -0.95, 0.95) if length > 1e-6 else 0.0
    lean = math.degrees(math.asin(ratio))
    tail = arc(start[0], start[1], start_radius, angle + 90 - lean, angle + 270 + lean, 14)
    return tail + arc(end[0], end[1], end_radius, angle - 90 + lean, angle + 90 - lean, 14)


def ribbon(points: Sequence[Point], widths: Sequence[float], smooth: bool = True, round_ends: bool = True) -> Outline:
    """Return a stroke of changing width along a curve; widths (full) are spread evenly over its length."""
    line = spline(points, steps=6) if smooth and len(points) > 2 else list(points)
    if len(line) < 2:
        return line
    last = len(line) - 1
    loop = last > 2 and line[0] == line[-1]
    before = [line[-2] if loop else line[0], *line[:-1]]
    after = [*line[1:], line[1] if loop else line[-1]]
    halves = _spread(widths, last)
    sqrt = math.sqrt
    left: Outline = []
    right: Outline = []
    for (ax, ay), (x, y), (bx, by), half in zip(before, line, after, halves, strict=True):
        dx, dy = bx - ax, by - ay
        size = sqrt(dx * dx + dy * dy) or 1.0
        ox, oy = dy / size * half, dx / size * half
        left.append((x - ox, y + oy))
        right.append((x + ox, y - oy))
    if not round_ends or loop:
        return left + right[::-1]
    return left + _cap(line[-2], line[-1], widths[-1] / 2) + right[::-1] + _cap(line[1], line[0], widths[0] / 2)


def _spread(widths: Sequence[float], last: int) -> list[float]:
    """Return half the width at each of last + 1 points, the given widths spread evenly."""
    if len(widths) == 1:
        return [widths[0] / 2] * (last + 1)
    spans = len(widths) - 1
    out: list[float] = []
    for i in range(last + 1):
        place = i * spans / last
        at = int(place)
        if at >= spans:
            at = spans - 1
        first = widths[at]
        out.append((first + (widths[at + 1] - first) * (place - at)) / 2)
    return out


def _cap(before: Point, end: Point, radius: float) -> Outline:
    angle = math.degrees(math.atan2(end[1] - before[1], end[0] - before[0]))
    return arc(end[0], end[1], radius, angle + 90, angle - 90, 8) if radius > 0.3 else []


def shifted(points: Sequence[Point], dx: float, dy: float) -> Outline:
    """Return the outline moved by (dx, dy)."""
    return [(x + dx, y + dy) for x, y in points]


def scaled(points: Sequence[Point], sx: float, sy: float) -> Outline:
    """Return the outline stretched about the origin."""
    return [(x * sx, y * sy) for x, y in points]


def rotated(points: Sequence[Point], turn_deg: float, centre: Point = (0.0, 0.0)) -> Outline:
    """Return the outline turned clockwise on screen by turn_deg about a centre."""
    cos, sin = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    cx, cy = centre
    return [(cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos) for x, y in points]


def mirrored(points: Sequence[Point]) -> Outline:
    """Return the outline seen in a mirror at x = 0."""
    return [(-x, y) for x, y in points]


def closed_by_mirror(half: Sequence[Point], steps: int = 8) -> Outline:
    """Return the smooth closed outline whose right half runs top to bottom through the points (ends at x = 0)."""
    left = [(-x, y) for x, y in reversed(half) if x > 1e-6]
    return spline(list(half) + left, closed=True, steps=steps)
