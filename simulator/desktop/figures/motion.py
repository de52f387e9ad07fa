"""How a figure moves: springs for its parameters, breathing, blinking and a talking mouth. Imports no pygame."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields

from simulator.desktop.figures.arms import POSES, ArmPose
from simulator.desktop.figures.feelings import FEELINGS, Expression
from simulator.desktop.figures.geometry import clamp

_NAMES = tuple(item.name for item in fields(Expression) if not item.name.startswith("arms_"))
_QUICK_PER_S = {"lid": 22.0, "squint": 16.0, "gaze_x": 26.0, "gaze_y": 26.0, "mouth_open": 20.0, "mouth_teeth": 16.0}
_BODY_PER_S = {"lean": 4.5, "shoulders": 5.0, "head_tilt": 5.5, "head_turn": 5.5, "head_nod": 6.5, "flush": 2.2}
_FACE_PER_S = 11.0
_ARM_PER_S = 8.5
_BLINK_MS = 170
_LONGEST_STEP_MS = 60
_ASIDE_TURN, _ASIDE_GAZE = 0.55, 0.8
_HAIR_PULL, _HAIR_DRAG = 130.0, 7.0


def mixed(seed: int, counter: int) -> int:
    """Return a well mixed number from two: blinks look random and repeat exactly."""
    value = (seed * 0x9E3779B1 + counter * 0x85EBCA77 + 0x165667B1) & 0xFFFFFFFF
    value = ((value ^ (value >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    value = ((value ^ (value >> 12)) * 0x297A2D39) & 0xFFFFFFFF
    return value ^ (value >> 15)


@dataclass(slots=True)
class Spring:
    """A critically damped spring: reaches its target without swinging past it."""

    value: float
    rate_per_s: float
    speed: float = 0.0

    def step(self, target: float, dt_s: float) -> None:
        """Move towards the target; exact for any step length."""
        away = self.value - target
        drive = self.speed + self.rate_per_s * away
        fade = math.exp(-self.rate_per_s * dt_s)
        self.value = target + (away + drive * dt_s) * fade
        self.speed = (self.speed - self.rate_per_s * drive * dt_s) * fade


@dataclass(slots=True)
class ArmMotion:
    """The springs of one arm; places as in ArmPose."""

    springs: list[Spring]
    pose: ArmPose

    @classmethod
    def at(cls, pose: ArmPose) -> ArmMotion:
        """Return an arm at rest in a posture."""
        return cls([Spring(value, _ARM_PER_S) for value in _numbers(pose)], pose)

    def step(self, pose: ArmPose, dt_s: float) -> None:
        """Move towards a posture; the hand changes its shape on the way."""
        before = abs(self.springs[2].value - pose.wrist_dx) + abs(self.springs[3].value - pose.wrist_y)
        for spring, target in zip(self.springs, _numbers(pose), strict=True):
            spring.step(target, dt_s)
        # A hand tucked away must be there as soon as the arm leaves its place.
        if pose is not self.pose and (before < 90 or self.pose.hand == "hidden"):
            self.pose = pose

    def speed(self) -> float:
        """Return how fast wrist and elbow move, in units a second."""
        return sum(abs(spring.speed) for spring in self.springs[:4])

    def values(self) -> tuple[float, float, float, float, float]:
        """Return elbow dx, elbow y, wrist dx, wrist y, angle."""
        a, b, c, d, e = (spring.value for spring in self.springs)
        return a, b, c, d, e


def _numbers(pose: ArmPose) -> tuple[float, float, float, float, float]:
    return pose.elbow_dx, pose.elbow_y, pose.wrist_dx, pose.wrist_y, pose.angle


@dataclass(slots=True)
class Motion:
    """Everything about a figure that changes with time; the same inputs give the same motion."""

    seed: int = 0
    clock_ms: float = 0.0
    talking: float = 0.0
    phone: bool = False
    still: bool = False
    """No breath, no sway, no glances: for those who asked for little motion."""
    aside: float = 0.0
    """Where the attention goes: -1 to the left of the picture, 0 to the trainee, 1 to the right."""
    pose: str = "sides"
    springs: dict[str, Spring] = field(default_factory=dict)
    arms: list[ArmMotion] = field(default_factory=list)
    _blink_at_ms: float = 1200.0
    _blinks: int = 0
    _hair: float = 0.0
    _hair_speed: float = 0.0

    def __post_init__(self) -> None:
        """Start at rest, neutral."""
        for name in _NAMES:
            rate = _QUICK_PER_S.get(name) or _BODY_PER_S.get(name) or _FACE_PER_S
            self.springs[name] = Spring(getattr(FEELINGS["neutral"], name), rate)
        self.arms = [ArmMotion.at(pose) for pose in self._wanted()]
        self._blink_at_ms = 700.0 + mixed(self.seed, 0) % 2600

    def step(self, dt_ms: float, target: Expression, talking: float) -> None:
        """Advance by dt_ms towards an expression; talking is the loudness of the voice, 0..1."""
        dt_s = min(dt_ms, _LONGEST_STEP_MS) / 1000.0
        self.clock_ms += dt_ms
        self.talking += (clamp(talking, 0.0, 1.0) - self.talking) * (1.0 - math.exp(-dt_s * 28.0))
        for name, spring in self.springs.items():
            spring.step(self._attentive(name, getattr(target, name)), dt_s)
        self._swing_hair(dt_s)
        self._choose_pose(target)
        for arm, pose in zip(self.arms, self._wanted(), strict=True):
            arm.step(pose, dt_s)
        while self.clock_ms > self._blink_at_ms + _BLINK_MS:
            self._blinks += 1
            pause = 1900 + mixed(self.seed, self._blinks) % 4200
            self._blink_at_ms += 320 if self._blinks % 7 == 3 else pause

    def settle(self, target: Expression) -> None:
        """Jump to an expression at once, without a blink."""
        for name, spring in self.springs.items():
            spring.value, spring.speed = self._attentive(name, getattr(target, name)), 0.0
        self._hair, self._hair_speed = self._head_x(), 0.0
        self._choose_pose(target, keep=0.0)
        self.arms = [ArmMotion.at(pose) for pose in self._wanted()]

    def _attentive(self, name: str, wanted: float) -> float:
        """Return what a parameter is to be, seeing where the attention goes: the eyes jump, the head follows."""
        if name == "head_turn":
            return clamp(wanted * (1.0 - abs(self.aside)) + _ASIDE_TURN * self.aside, -1.0, 1.0)
        if name == "gaze_x":
            return clamp(wanted * (1.0 - abs(self.aside)) + _ASIDE_GAZE * self.aside, -1.0, 1.0)
        return wanted

    def _head_x(self) -> float:
        return 9.0 * self.value("head_turn") + 1.2 * self.value("head_tilt") + 1.6 * self.sway()

    def _swing_hair(self, dt_s: float) -> None:
        """Let hair that hangs free come after the head, and swing a little past it."""
        away = self._head_x() - self._hair
        self._hair_speed += (_HAIR_PULL * away - _HAIR_DRAG * self._hair_speed) * dt_s
        self._hair += self._hair_speed * dt_s

    def hair_swing(self) -> float:
        """Return how far free hair hangs beside its place, in units."""
        return 0.0 if self.still else clamp(self._hair - self._head_x(), -9.0, 9.0)

    def _choose_pose(self, target: Expression, keep: float = 0.12) -> None:
        # The old posture stays until another is clearly wanted, else arms would flutter at the border of two moods.
        best = target.pose()
        if getattr(target, f"arms_{best}") > getattr(target, f"arms_{self.pose}") + keep or keep == 0.0:
            self.pose = best

    def _wanted(self) -> tuple[ArmPose, ArmPose]:
        left, right = POSES[self.pose]
        if self.phone and self.pose != "phone":
            across, held = POSES["phone"]
            # A caller has no counter to lean on.
            return (across if self.pose in ("folded", "counter") else left), held
        return left, right

    def blink(self) -> float:
        """Return how far the lids are shut by a blink, 0..1."""
        since = self.clock_ms - self._blink_at_ms
        if not 0.0 <= since <= _BLINK_MS:
            return 0.0
        share = since / _BLINK_MS
        return math.pow(math.sin(math.pi * share), 0.6)

    def value(self, name: str) -> float:
        """Return one parameter as it is now."""
        return self.springs[name].value

    def breath(self) -> float:
        """Return the chest's place in a breath, -1..1; strong feeling breathes faster."""
        if self.still:
            return 0.0
        return math.sin(self.clock_ms * math.tau / 4100.0 + self.seed % 7) + 0.45 * self.value("flush") * math.sin(
            self.clock_ms * math.tau / 1350.0
        )

    def sway(self) -> float:
        """Return the slow shift of weight, -1..1."""
        if self.still:
            return 0.0
        return 0.7 * math.sin(self.clock_ms / 2300.0 + self.seed % 5) + 0.3 * math.sin(self.clock_ms / 910.0)

    def glance(self) -> tuple[float, float]:
        """Return small jumps of the eyes that keep a still face alive."""
        beat = mixed(self.seed + 17, int(self.clock_ms // 1450))
        if beat % 4 or self.still:
            return 0.0, 0.0
        return ((beat >> 8) % 100 - 50) / 180.0, ((beat >> 16) % 100 - 50) / 320.0

    def mouth(self) -> tuple[float, float, float]:
        """Return open, width and teeth of the mouth with the voice on top of the feeling."""
        opened, width, teeth = self.value("mouth_open"), self.value("mouth_width"), self.value("mouth_teeth")
        if self.talking < 0.02:
            return opened, width, teeth
        beat = self.clock_ms / 1000.0
        flap = 0.5 + 0.5 * math.sin(beat * 31.0) * math.sin(beat * 13.7 + 1.3)
        loud = 0.34 + 0.5 * opened
        spoken = self.talking * (0.2 + loud * (0.5 + flap))
        width += self.talking * 0.45 * math.sin(beat * 17.3)
        rest = opened * (1.0 - 0.6 * self.talking)
        return clamp(max(rest, spoken), 0.0, 1.0), width, max(teeth, 0.35 * self.talking)
