"""Arms: postures, and a sleeve drawn from shoulder to wrist with the hand at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import atan2, degrees, hypot

from simulator.desktop.figures.canvas import Canvas, Colour, mix
from simulator.desktop.figures.geometry import Outline, Point, capsule, lerp, ribbon, rotated, scaled, spline
from simulator.desktop.figures.hands import draw_hand
from simulator.desktop.figures.look import Look
from simulator.desktop.figures.palette import Palette
from simulator.desktop.figures.trunk import Frame


@dataclass(frozen=True, slots=True)
class ArmPose:
    """Where one arm is, drawn as the arm on the right of the picture; the left one is its mirror image.

    The dx values count from the shoulder joint, so that broad people reach further; angle in degrees, 0 to the right,
    90 down.
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
_COUNTER = ArmPose(36, 346, -4, 402, 112, "flat", over_counter=True)
_FIST = ArmPose(42, 344, 14, 404, 106, "fist", over_counter=True)
_FOLD_OVER = ArmPose(28, 358, -128, 322, 188, "over")
_FOLD_UNDER = ArmPose(28, 358, -60, 322, 190, "hidden")
_POINT = ArmPose(58, 338, 88, 226, -64, "point", over_counter=True, thumb_in=False)
_THROWN = ArmPose(62, 338, 122, 236, -52, "open", over_counter=True, thumb_in=False)
_PHONE = ArmPose(62, 262, -2, 104, -101, "grip", over_counter=True, thumb_in=False)
_CHEST = ArmPose(32, 344, -84, 256, 206, "over")
_FACE = ArmPose(24, 326, -42, 176, -98, "over")
_WATCH = ArmPose(34, 344, -58, 268, 196, "watch")
_FILM = ArmPose(54, 330, 26, 214, -92, "film", over_counter=True, thumb_in=False)
_ACROSS = ArmPose(30, 366, -92, 344, 184, "over")

POSES: Mapping[str, tuple[ArmPose, ArmPose]] = {
    "sides": (_SIDES, _SIDES),
    "folded": (_FOLD_UNDER, _FOLD_OVER),
    "counter": (_COUNTER, _COUNTER),
    "pointing": (_POINT, _FIST),
    "thrown": (_THROWN, _THROWN),
    "phone": (_ACROSS, _PHONE),
    "chest": (_SIDES, _CHEST),
    "face": (_ACROSS, _FACE),
    "watch": (_WATCH, _SIDES),
    "filming": (_SIDES, _FILM),
}
"""Left and right arm of each posture."""

_SHARP_BEND_DEG = 80.0
_FORESHORTENED = 0.76
_SLEEVES = {"blazer": 1.0, "shirt": 0.34, "hoodie": 1.0, "coat": 1.0, "jacket": 1.0, "apron": 0.3, "knit": 0.96}


@dataclass(frozen=True, slots=True)
class ArmState:
    """Rounded place of one sleeve in units; `side` is -1 for the left of the picture."""

    side: int
    elbow: Point
    wrist: Point


@dataclass(frozen=True, slots=True)
class HandState:
    """Kind and rounded direction of one hand; its wrist is the origin."""

    side: int
    angle: float
    kind: str
    thumb_in: bool


def hand_box(state: HandState) -> tuple[float, float, float, float]:
    """Return the box a hand fits in, whichever way it points."""
    reach = _FORESHORTENED * 92.0 if state.kind in ("flat", "fist") else 186.0 if state.kind == "film" else 126.0
    side = 76.0 if state.kind == "open" else 50.0
    corners = rotated([(-24.0, -side), (reach, -side), (reach, side), (-24.0, side)], state.angle)
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def arm_box(frame: Frame, state: ArmState) -> tuple[float, float, float, float]:
    """Return the box the sleeve fits in."""
    joint = (state.side * frame.joint[0], frame.joint[1])
    xs, ys = (joint[0], state.elbow[0], state.wrist[0]), (joint[1], state.elbow[1], state.wrist[1])
    pad = frame.sleeve + 12
    return min(xs) - pad, min(ys) - pad, max(xs) + pad, max(ys) + pad


def draw_hand_at(canvas: Canvas, look: Look, tones: Palette, state: HandState) -> None:
    """Draw one hand with its wrist at the origin."""
    size = _hand_size(look)
    flip = state.side if state.thumb_in else -state.side
    # A hand that lies on the counter points at the viewer: it appears shorter.
    near = _FORESHORTENED if state.kind in ("flat", "fist") else 1.0

    def place(points: Outline) -> Outline:
        return rotated(scaled(points, size * near, size * -flip), state.angle)

    draw_hand(canvas, state.kind, tones, place)


def _hand_size(look: Look) -> float:
    return {"slight": 0.93, "slim": 0.96, "average": 1.02, "broad": 1.12}[look.build] * {
        "soft": 0.93,
        "round": 0.96,
        "even": 1.0,
        "sharp": 1.0,
        "strong": 1.1,
    }[look.features]


def draw_sleeve(canvas: Canvas, look: Look, frame: Frame, tones: Palette, state: ArmState) -> None:
    """Draw the arm from the shoulder to the wrist, over the hand's root."""
    joint: Point = (state.side * frame.joint[0], frame.joint[1])
    cloth: Colour = (240, 234, 224) if look.dress == "apron" else tones.cloth
    shade: Colour = (198, 188, 190) if look.dress == "apron" else tones.cloth_shade
    deep: Colour = (140, 128, 138) if look.dress == "apron" else tones.cloth_deep
    r1, r2, r3 = frame.sleeve, frame.sleeve * 0.78, frame.sleeve * 0.58
    share = _SLEEVES[look.dress]
    bare = share < 0.9
    wrist_r = 17.5 * _hand_size(look)
    if bare:
        _limb(
            canvas,
            state.elbow,
            r2 * 0.82,
            _toward(state.wrist, state.elbow, 12),
            wrist_r,
            tones.skin,
            tones.skin_shade,
            tones.skin_deep,
        )
    # Skin over the seam between arm and hand.
    canvas.fill(
        capsule(
            _toward(state.wrist, state.elbow, 14), wrist_r - 1.5, _toward(state.wrist, state.elbow, -6), wrist_r - 2.5
        ),
        tones.skin,
    )
    end = (lerp(state.elbow[0], state.wrist[0], share), lerp(state.elbow[1], state.wrist[1], share))
    end_r = lerp(r2, max(r3, wrist_r + 3), share) + (2.0 if bare else 0.0)
    _cuff(canvas, look, state, end, end_r, cloth, deep)
    _sleeve(canvas, joint, state, end, (r1, r2, end_r), (cloth, shade, deep), bare)


def _toward(start: Point, end: Point, distance: float) -> Point:
    size = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    return start[0] + (end[0] - start[0]) / size * distance, start[1] + (end[1] - start[1]) / size * distance


def _limb(canvas: Canvas, a: Point, ra: float, b: Point, rb: float, base: Colour, shade: Colour, deep: Colour) -> None:
    canvas.fill(capsule(a, ra + 1.3, b, rb + 1.3), mix(deep, shade, 0.3))
    canvas.fill(capsule(a, ra, b, rb), shade)
    for step in range(1, 5):
        pull = step * 1.25
        canvas.fill(
            capsule((a[0] - pull, a[1] - pull), ra - pull, (b[0] - pull, b[1] - pull * 0.9), rb - pull * 0.8),
            mix(shade, base, step / 4),
        )


def _sleeve(
    canvas: Canvas,
    joint: Point,
    state: ArmState,
    end: Point,
    radii: tuple[float, float, float],
    tones: tuple[Colour, Colour, Colour],
    bare: bool,
) -> None:
    """Draw upper and lower arm; a soft bend is one smooth shape, a sharp one two limbs with the forearm in front."""
    cloth, shade, deep = tones
    elbow = state.elbow
    rim = mix(deep, shade, 0.25)
    if _bend(joint, elbow, end) > _SHARP_BEND_DEG:
        _sharp(canvas, joint, elbow, end, radii, (cloth, shade, rim))
    else:
        _smooth(canvas, joint, elbow, end, radii, (cloth, shade, rim))
    if not bare:
        _creases(canvas, joint, elbow, end, radii[1], deep)


def _bend(joint: Point, elbow: Point, end: Point) -> float:
    """Return by how many degrees the arm is bent; 0 is straight."""
    first = atan2(elbow[1] - joint[1], elbow[0] - joint[0])
    second = atan2(end[1] - elbow[1], end[0] - elbow[0])
    return abs((degrees(second - first) + 180.0) % 360.0 - 180.0)


def _smooth(
    canvas: Canvas,
    joint: Point,
    elbow: Point,
    end: Point,
    radii: tuple[float, float, float],
    tones: tuple[Colour, Colour, Colour],
) -> None:
    r1, r2, r3 = radii
    cloth, shade, rim = tones
    widths = [2 * r1, 2 * lerp(r1, r2, 0.55), 2 * r2, 2 * lerp(r2, r3, 0.4), 2 * r3]
    upper = (lerp(joint[0], elbow[0], 0.5), lerp(joint[1], elbow[1], 0.5))
    near, far = _toward(elbow, joint, r2 * 0.7), _toward(elbow, end, r2 * 0.7)
    bent = ((near[0] + far[0]) / 2 * 0.5 + elbow[0] * 0.5, (near[1] + far[1]) / 2 * 0.5 + elbow[1] * 0.5)
    line = spline([joint, upper, near, bent, far, end], steps=5)
    cut = len(line) // 5
    # The rim starts below the shoulder: there the sleeve runs into the trunk without a line.
    grown = [width + more for width, more in zip(widths, (-4.0, 1.6, 3.2, 3.4, 3.4), strict=True)]
    canvas.fill(ribbon(line[cut:], grown, smooth=False, round_ends=False), rim)
    canvas.fill(ribbon(line[cut:], widths, smooth=False, round_ends=False), shade)
    canvas.fill(capsule(joint, r1, line[cut], r1), cloth)
    for step in range(1, 6):
        pull = step * 1.4
        moved = [(x - pull * 0.9, y - pull * 0.7) for x, y in line[cut:]]
        canvas.fill(
            ribbon(moved, [width - 2 * pull for width in widths], smooth=False, round_ends=False),
            mix(shade, cloth, step / 5),
        )
    canvas.fill(capsule(joint, r1 - 0.5, (line[cut + 2][0] - 2, line[cut + 2][1]), r1 - 5), cloth)


def _sharp(
    canvas: Canvas,
    joint: Point,
    elbow: Point,
    end: Point,
    radii: tuple[float, float, float],
    tones: tuple[Colour, Colour, Colour],
) -> None:
    r1, r2, r3 = radii
    cloth, shade, rim = tones
    low = _toward(joint, elbow, hypot(elbow[0] - joint[0], elbow[1] - joint[1]) * 0.42)
    mid = lerp(r1, r2, 0.42)
    for grow, tone in ((1.7, rim), (0.0, shade)):
        canvas.fill(capsule(low, mid + grow, elbow, r2 + grow), tone)
    canvas.fill(capsule(joint, r1, low, mid), cloth)
    for step in range(1, 6):
        pull = step * 1.4
        canvas.fill(
            capsule((low[0] - pull, low[1] - pull * 0.4), mid - pull, (elbow[0] - pull, elbow[1] - pull), r2 - pull),
            mix(shade, cloth, step / 5),
        )
    canvas.fill(capsule(joint, r1 - 0.5, (low[0] - 2, low[1]), mid - 3), cloth)
    # The forearm's outline begins past the elbow, so that no ring shows on the joint.
    start = _toward(elbow, end, r2 * 0.45)
    canvas.fill(capsule(start, r2 + 0.6, end, r3 + 1.7), rim)
    canvas.fill(capsule(elbow, r2, end, r3), shade)
    for step in range(1, 6):
        pull = step * 1.4
        canvas.fill(
            capsule((elbow[0] - pull, elbow[1] - pull), r2 - pull, (end[0] - pull, end[1] - pull), r3 - pull * 0.7),
            mix(shade, cloth, step / 5),
        )


def _creases(canvas: Canvas, joint: Point, elbow: Point, end: Point, radius: float, deep: Colour) -> None:
    """Draw the folds a bent elbow makes: long ones round the inside, a short one on the upper arm."""
    inner = ((joint[0] + end[0]) / 2 - elbow[0], (joint[1] + end[1]) / 2 - elbow[1])
    size = hypot(*inner)
    bend = min(1.0, (size - 18.0) / 50.0)
    if bend <= 0.05:
        return
    ux, uy = inner[0] / size, inner[1] / size
    x, y = elbow[0] + ux * radius * 0.95, elbow[1] + uy * radius * 0.95
    for spread, length, curl in ((0.1, 0.8, -0.12),) if bend >= 1.0 else ((-0.5, 0.75, 0.16), (0.45, 0.95, -0.14)):
        dx, dy = -ux * 0.62 - uy * spread, -uy * 0.62 + ux * spread
        mid = (x + (dx * 0.5 - dy * curl) * radius * length, y + (dy * 0.5 + dx * curl) * radius * length)
        canvas.stroke(
            [(x, y), mid, (x + dx * radius * length, y + dy * radius * length)],
            [2.4, 1.6, 0.4],
            deep,
            round(100 * bend),
        )


def _cuff(canvas: Canvas, look: Look, state: ArmState, end: Point, radius: float, cloth: Colour, deep: Colour) -> None:
    if look.dress == "blazer":
        far = _toward(end, state.elbow, -7)
        canvas.fill(capsule(end, radius - 3, far, radius - 4.5), (250, 245, 237))
    elif look.dress in ("shirt", "apron"):
        near = _toward(end, state.elbow, 2)
        canvas.fill(capsule(near, radius + 2.6, _toward(end, state.wrist, 7), radius + 1.6), deep)
        canvas.fill(
            capsule(near, radius + 1.2, _toward(end, state.wrist, 6), radius + 0.4), mix(cloth, (255, 250, 240), 0.22)
        )
    elif look.dress in ("hoodie", "knit"):
        far = _toward(end, state.elbow, -9)
        canvas.fill(capsule(end, radius - 1, far, radius - 4), mix(cloth, deep, 0.5))


__all__ = ["POSES", "ArmPose", "ArmState", "HandState", "arm_box", "draw_hand_at", "draw_sleeve", "hand_box"]
