"""The measures of a trunk and its clothed outline. Same units as the head: eyes at y 0, the counter's edge at y 400."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.desktop.figures.geometry import Outline, Point, mirrored, spline
from simulator.desktop.figures.look import Look

BASELINE_Y = 400.0
BODY_BOX = (-215.0, 55.0, 215.0, 440.0)
_BOTTOM = 438.0


@dataclass(frozen=True)
class Frame:
    """The measures of one trunk in units."""

    neck: float
    shoulder: float
    chest: float
    waist: float
    joint: Point
    sleeve: float
    bust: float


def frame_for(look: Look) -> Frame:
    """Return the measures that build and features give a trunk."""
    wide = {"slight": 0.84, "slim": 0.91, "average": 1.0, "broad": 1.15}[look.build] * {
        "soft": 0.94,
        "round": 0.96,
        "even": 0.99,
        "sharp": 0.98,
        "strong": 1.07,
    }[look.features]
    neck = {"soft": 30.0, "round": 33.0, "even": 35.0, "sharp": 33.0, "strong": 43.0}[look.features] + {
        "slight": -3.0,
        "slim": -2.0,
        "average": 0.0,
        "broad": 5.0,
    }[look.build]
    waist = {"slight": 84.0, "slim": 92.0, "average": 106.0, "broad": 140.0}[look.build]
    waist *= 0.95 if look.gentle else 1.0
    if look.features == "round":
        waist *= 1.08
    sleeve = {"slight": 31.0, "slim": 33.0, "average": 36.0, "broad": 42.0}[look.build] * {
        "soft": 0.92,
        "round": 0.98,
        "even": 1.0,
        "sharp": 0.94,
        "strong": 1.06,
    }[look.features]
    if look.dress in ("hoodie", "coat", "jacket", "knit"):
        sleeve *= 1.08
    shoulder = 152.0 * wide
    return Frame(
        neck,
        shoulder,
        124.0 * wide,
        waist,
        (shoulder - sleeve + 4 + {"coat": 6.0, "jacket": 5.0, "hoodie": 4.0, "knit": 3.0}.get(look.dress, 0.0), 213.0),
        sleeve,
        1.0 if look.gentle else 0.0,
    )


def stature_of(look: Look) -> float:
    """Return how tall somebody is beside others; 1 is usual."""
    tall = {"slight": 0.945, "slim": 0.99, "average": 1.0, "broad": 1.015}[look.build]
    return tall * (0.975 if look.age == "old" and look.gentle else 0.98 if look.age == "young" else 1.0)


def trunk(frame: Frame, neckline: list[Point], grow: float = 0.0) -> Outline:
    """Return the clothed outline; neckline runs from the left neck point to the right one."""
    s, right = frame.shoulder + grow, neckline[-1]
    half: list[Point] = [
        right,
        (right[0] + 24, right[1] + 17),
        (s * 0.64, 160 - grow),
        (s * 0.9, 178 - grow),
        (s * 0.985, 204),
        (s * 0.94, 242),
        (frame.chest + 4 + grow, 290),
        (frame.waist + grow + 5, 352),
        (frame.waist + grow + 9, _BOTTOM),
    ]
    side = spline(half, steps=6)
    return neckline + side[1:] + mirrored(side)[::-1][:-1]
