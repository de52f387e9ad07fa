"""Arms: postures, and a sleeve drawn from shoulder to wrist with the hand at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot

from simulator.desktop.figures.body import Frame
from simulator.desktop.figures.canvas import Canvas, Colour, mix
from simulator.desktop.figures.geometry import Outline, Point, capsule, lerp, rotated, scaled, shifted
from simulator.desktop.figures.hands import draw_hand
from simulator.desktop.figures.look import Look
from simulator.desktop.figures.palette import Palette


@dataclass(frozen=True, slots=True)
class ArmPose:
    """Where one arm is, drawn as the arm on the right of the picture; the left one is its mirror image.

    elbow_x is counted from the shoulder joint, so that broad people reach further; angle in degrees, 0 to the right, 90 down.
    """

    elbow_dx: float
    elbow_y: float
    wrist_dx: float
    wrist_y: float
    angle: float
    hand: str
    over_counter: bool = False
    thumb_in: bool = True


_SIDES = ArmPose(26, 385, 20, 470, 92, "relaxed")
_COUNTER = ArmPose(38, 352, -6, 418, 112, "flat", over_counter=True)
_FIST = ArmPose(44, 350, 14, 412, 104, "fist", over_counter=True)
_FOLD_OVER = ArmPose(28, 358, -128, 322, 188, "over")
_FOLD_UNDER = ArmPose(28, 358, -60, 322, 190, "hidden")
_POINT = ArmPose(58, 338, 88, 226, -64, "point", over_counter=True, thumb_in=False)
_THROWN = ArmPose(62, 338, 122, 236, -52, "open", over_counter=True, thumb_in=False)
_PHONE = ArmPose(62, 262, -2, 104, -101, "grip", over_counter=True, thumb_in=False)
_ACROSS = ArmPose(30, 366, -92, 344, 184, "over")

POSES: Mapping[str, tuple[ArmPose, ArmPose]] = {
    "sides": (_SIDES, _SIDES),
    "folded": (_FOLD_UNDER, _FOLD_OVER),
    "counter": (_COUNTER, _COUNTER),
    "pointing": (_POINT, _FIST),
    "thrown": (_THROWN, _THROWN),
    "phone": (_ACROSS, _PHONE),
}
"""Left and right arm of each posture."""

_SLEEVES = {"blazer": 1.0, "shirt": 0.34, "hoodie": 1.0, "coat": 1.0, "apron": 0.3, "knit": 0.96}


@dataclass(frozen=True, slots=True)
class ArmState:
    """Rounded place of one arm in units; `side` is -1 for the left of the picture."""

    side: int
    elbow: Point
    wrist: Point
    angle: float
    hand: str
    thumb_in: bool


def arm_box(frame: Frame, state: ArmState) -> tuple[float, float, float, float]:
    """Return the box the arm fits in."""
    joint = (state.side * frame.joint[0], frame.joint[1])
    xs, ys = (joint[0], state.elbow[0], state.wrist[0]), (joint[1], state.elbow[1], state.wrist[1])
    reach = 30.0 if state.hand == "hidden" else 118.0
    tip = rotated([(reach, 0.0)], state.angle)[0]
    tx, ty = state.wrist[0] + tip[0], state.wrist[1] + tip[1]
    pad = frame.sleeve + 12
    return min(*xs, tx - 8) - pad, min(*ys, ty - 8) - pad, max(*xs, tx + 8) + pad, max(*ys, ty + 8) + pad


def draw_arm(canvas: Canvas, look: Look, frame: Frame, tones: Palette, state: ArmState) -> None:
    """Draw the hand and then the sleeve over its wrist."""
    joint: Point = (state.side * frame.joint[0], frame.joint[1])
    cloth: Colour = (240, 234, 224) if look.dress == "apron" else tones.cloth
    shade: Colour = (198, 188, 190) if look.dress == "apron" else tones.cloth_shade
    deep: Colour = (140, 128, 138) if look.dress == "apron" else tones.cloth_deep
    size = {"slim": 0.96, "average": 1.02, "broad": 1.12}[look.build] * {"soft": 0.93, "even": 1.0, "strong": 1.1}[look.features]
    flip = state.side if state.thumb_in else -state.side

    def place(points: Outline) -> Outline:
        return shifted(rotated(scaled(points, size, size * -flip), state.angle), *state.wrist)

    r1, r2, r3 = frame.sleeve, frame.sleeve * 0.78, frame.sleeve * 0.58
    share = _SLEEVES[look.dress]
    bare = share < 0.9
    wrist_r = 17.5 * size
    if bare:
        _limb(canvas, state.elbow, r2 * 0.82, state.wrist, wrist_r, tones.skin, tones.skin_shade, tones.skin_deep, state.side)
    draw_hand(canvas, state.hand, tones, place)
    if not bare:
        canvas.fill(capsule(_toward(state.wrist, state.elbow, 8), wrist_r, _toward(state.wrist, state.elbow, -4), wrist_r - 1), tones.skin)
    else:
        canvas.fill(capsule(_toward(state.wrist, state.elbow, 14), wrist_r - 1.5, _toward(state.wrist, state.elbow, -6), wrist_r - 2.5), tones.skin)
    end = (lerp(state.elbow[0], state.wrist[0], share), lerp(state.elbow[1], state.wrist[1], share))
    end_r = lerp(r2, max(r3, wrist_r + 3), share) + (2.0 if bare else 0.0)
    _cuff(canvas, look, state, end, end_r, cloth, deep)
    _sleeve(canvas, joint, state, end, (r1, r2, end_r), (cloth, mix(cloth, (255, 246, 226), 0.2), shade, deep))


def _toward(start: Point, end: Point, distance: float) -> Point:
    size = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    return start[0] + (end[0] - start[0]) / size * distance, start[1] + (end[1] - start[1]) / size * distance


def _limb(canvas: Canvas, a: Point, ra: float, b: Point, rb: float, base: Colour, shade: Colour, deep: Colour, side: int) -> None:
    canvas.fill(capsule(a, ra + 1.3, b, rb + 1.3), mix(deep, shade, 0.3))
    canvas.fill(capsule(a, ra, b, rb), shade)
    for step in range(1, 5):
        pull = step * 1.25
        canvas.fill(capsule((a[0] - pull, a[1] - pull), ra - pull, (b[0] - pull, b[1] - pull * 0.9), rb - pull * 0.8), mix(shade, base, step / 4))


def _sleeve(canvas: Canvas, joint: Point, state: ArmState, end: Point, radii: tuple[float, float, float], tones: tuple[Colour, Colour, Colour, Colour]) -> None:
    r1, r2, r3 = radii
    cloth, light, shade, deep = tones
    elbow = state.elbow
    low = _toward(joint, elbow, hypot(elbow[0] - joint[0], elbow[1] - joint[1]) * 0.42)
    mid = lerp(r1, r2, 0.42)
    rim = mix(deep, shade, 0.25)
    for grow, tone in ((1.8, rim), (0.0, shade)):
        canvas.fill(capsule(low, mid + grow, elbow, r2 + grow), tone)
    canvas.fill(capsule(joint, r1, low, mid), cloth)
    for step in range(1, 5):
        pull = step * 1.7
        canvas.fill(capsule((low[0] - pull, low[1] - pull * 0.4), mid - pull, (elbow[0] - pull, elbow[1] - pull), r2 - pull), mix(shade, cloth, step / 4))
    canvas.fill(capsule(joint, r1 - 0.5, (low[0] - 2, low[1]), mid - 3), cloth)
    for grow, tone in ((1.8, rim), (0.0, shade)):
        canvas.fill(capsule(elbow, r2 + grow * 0.4, end, r3 + grow), tone)
    for step in range(1, 5):
        pull = step * 1.6
        canvas.fill(capsule((elbow[0] - pull, elbow[1] - pull), r2 - pull, (end[0] - pull, end[1] - pull), r3 - pull * 0.7), mix(shade, cloth, step / 4))
    _creases(canvas, joint, elbow, end, r2, deep, light)


def _creases(canvas: Canvas, joint: Point, elbow: Point, end: Point, radius: float, deep: Colour, light: Colour) -> None:
    """Draw the folds a bent elbow makes: long ones round the inside, a short one on the upper arm."""
    inner = ((joint[0] + end[0]) / 2 - elbow[0], (joint[1] + end[1]) / 2 - elbow[1])
    size = hypot(*inner)
    bend = min(1.0, size / 60.0)
    if size < 14:
        return
    ux, uy = inner[0] / size, inner[1] / size
    x, y = elbow[0] + ux * radius * 0.95, elbow[1] + uy * radius * 0.95
    for spread, length, curl in ((-0.75, 0.95, 0.2), (0.35, 1.15, -0.18), (0.95, 0.8, -0.3)):
        dx, dy = -ux * 0.62 - uy * spread, -uy * 0.62 + ux * spread
        mid = (x + (dx * 0.5 - dy * curl) * radius * length, y + (dy * 0.5 + dx * curl) * radius * length)
        canvas.stroke([(x, y), mid, (x + dx * radius * length, y + dy * radius * length)], [2.6, 1.7, 0.4], deep, round(110 * bend))


def _cuff(canvas: Canvas, look: Look, state: ArmState, end: Point, radius: float, cloth: Colour, deep: Colour) -> None:
    if look.dress == "blazer":
        far = _toward(end, state.elbow, -7)
        canvas.fill(capsule(end, radius - 3, far, radius - 4.5), (250, 245, 237))
    elif look.dress in ("shirt", "apron"):
        near = _toward(end, state.elbow, 2)
        canvas.fill(capsule(near, radius + 2.6, _toward(end, state.wrist, 7), radius + 1.6), deep)
        canvas.fill(capsule(near, radius + 1.2, _toward(end, state.wrist, 6), radius + 0.4), mix(cloth, (255, 250, 240), 0.22))
    elif look.dress in ("hoodie", "knit"):
        far = _toward(end, state.elbow, -9)
        canvas.fill(capsule(end, radius - 1, far, radius - 4), mix(cloth, deep, 0.5))


__all__ = ["POSES", "ArmPose", "ArmState", "arm_box", "draw_arm"]
