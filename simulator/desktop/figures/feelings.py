"""Feelings as continuous parameters of face and posture, and how a mood blends them. Imports no pygame."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Expression:
    """One moment of a face and a body. Zero is at rest unless said otherwise.

    Shares run 0..1; signed values -1..1; tilt is in degrees. The `arms_` weights say how much each
    posture of the arms is wanted; the heaviest one is taken.
    """

    brow_raise: float = 0.0
    brow_inner: float = 0.0  # -1 inner ends pulled down (anger), 1 pulled up (sorrow)
    brow_furrow: float = 0.0
    brow_skew: float = 0.0  # one brow up, the other down
    lid: float = 1.0  # openness of the upper lid, 0..1.3
    squint: float = 0.0  # lower lid
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    mouth_curve: float = 0.0
    mouth_open: float = 0.0
    mouth_width: float = 0.0
    mouth_teeth: float = 0.0
    mouth_press: float = 0.0
    mouth_skew: float = 0.0
    flush: float = 0.0
    head_tilt: float = 0.0
    head_turn: float = 0.0
    head_nod: float = 0.0  # 1 chin down, -1 chin up
    lean: float = 0.0  # 1 towards the counter
    shoulders: float = 0.0  # 1 drawn up, -1 hanging
    arms_sides: float = 0.0
    arms_folded: float = 0.0
    arms_counter: float = 0.0
    arms_pointing: float = 0.0
    arms_thrown: float = 0.0
    arms_phone: float = 0.0
    arms_chest: float = 0.0
    arms_face: float = 0.0
    arms_watch: float = 0.0
    arms_filming: float = 0.0

    def pose(self) -> str:
        """Return the arm posture with the greatest weight ("sides" when none is asked for)."""
        weights = {name: getattr(self, f"arms_{name}") for name in POSE_NAMES}
        best = max(weights, key=lambda name: weights[name])
        return best if weights[best] > 0 else "sides"


POSE_NAMES = ("sides", "folded", "counter", "pointing", "thrown", "phone", "chest", "face", "watch", "filming")

FEELINGS: Mapping[str, Expression] = MappingProxyType(
    {
        "furious": Expression(
            brow_raise=-0.75,
            brow_inner=-1.0,
            brow_furrow=1.0,
            lid=1.02,
            squint=0.45,
            mouth_curve=-0.75,
            mouth_open=0.62,
            mouth_width=0.3,
            mouth_teeth=1.0,
            flush=1.0,
            head_tilt=-2.0,
            head_nod=0.35,
            lean=1.0,
            shoulders=0.9,
            arms_pointing=1.0,
        ),
        "angry": Expression(
            brow_raise=-0.6,
            brow_inner=-0.85,
            brow_furrow=0.9,
            lid=0.84,
            squint=0.5,
            mouth_curve=-0.7,
            mouth_open=0.16,
            mouth_width=0.15,
            mouth_teeth=0.8,
            flush=0.65,
            head_nod=0.25,
            lean=0.7,
            shoulders=0.55,
            arms_counter=1.0,
        ),
        "irritated": Expression(
            brow_raise=-0.35,
            brow_inner=-0.5,
            brow_furrow=0.55,
            brow_skew=0.12,
            lid=0.78,
            squint=0.3,
            mouth_curve=-0.42,
            mouth_press=0.5,
            mouth_skew=0.2,
            flush=0.25,
            head_tilt=-3.0,
            gaze_x=0.1,
            shoulders=0.1,
            arms_folded=1.0,
        ),
        "tense": Expression(
            brow_raise=0.05,
            brow_inner=0.2,
            brow_furrow=0.6,
            lid=0.98,
            squint=0.3,
            mouth_curve=-0.2,
            mouth_press=1.0,
            mouth_width=-0.25,
            flush=0.12,
            head_nod=0.1,
            shoulders=0.75,
            arms_counter=0.8,
        ),
        "hurt": Expression(
            brow_raise=0.05,
            brow_inner=0.9,
            brow_furrow=0.35,
            lid=0.76,
            gaze_y=0.45,
            gaze_x=-0.15,
            mouth_curve=-0.62,
            mouth_width=-0.12,
            mouth_press=0.25,
            head_tilt=5.0,
            head_nod=0.35,
            head_turn=-0.25,
            shoulders=-0.5,
            lean=-0.3,
            arms_sides=1.0,
        ),
        "worried": Expression(
            brow_raise=0.45,
            brow_inner=0.95,
            brow_furrow=0.5,
            lid=1.1,
            mouth_curve=-0.4,
            mouth_open=0.1,
            mouth_width=-0.1,
            head_tilt=3.0,
            shoulders=0.4,
            arms_counter=0.9,
        ),
        "tired": Expression(
            brow_raise=-0.05,
            brow_inner=0.4,
            brow_furrow=0.05,
            lid=0.5,
            gaze_y=0.25,
            mouth_curve=-0.22,
            mouth_width=-0.1,
            head_tilt=-4.0,
            head_nod=0.45,
            shoulders=-0.8,
            lean=0.1,
            arms_face=0.9,
        ),
        "sceptical": Expression(
            brow_raise=0.05,
            brow_inner=-0.15,
            brow_furrow=0.15,
            brow_skew=1.0,
            lid=0.76,
            squint=0.25,
            gaze_x=0.25,
            mouth_curve=-0.15,
            mouth_skew=0.75,
            mouth_press=0.35,
            head_tilt=5.0,
            head_turn=-0.4,
            head_nod=-0.15,
            lean=-0.5,
            arms_folded=0.9,
        ),
        "neutral": Expression(brow_raise=0.12, mouth_curve=0.22, lid=0.9, arms_sides=0.5),
        "surprised": Expression(
            brow_raise=1.0,
            brow_inner=0.25,
            lid=1.28,
            mouth_open=0.55,
            mouth_width=-0.5,
            head_nod=-0.3,
            shoulders=0.35,
            lean=-0.4,
            arms_thrown=0.7,
        ),
        "relieved": Expression(
            brow_raise=0.35,
            brow_inner=0.65,
            lid=0.62,
            squint=0.4,
            mouth_curve=0.75,
            mouth_open=0.2,
            mouth_width=0.1,
            mouth_teeth=0.7,
            head_tilt=4.0,
            head_nod=-0.15,
            shoulders=-0.7,
            arms_chest=0.8,
        ),
        "warm": Expression(
            brow_raise=0.25,
            brow_inner=0.15,
            lid=0.88,
            squint=0.6,
            mouth_curve=1.0,
            mouth_open=0.36,
            mouth_width=0.35,
            mouth_teeth=1.0,
            flush=0.08,
            head_tilt=4.0,
            lean=0.25,
            shoulders=-0.2,
            arms_counter=0.8,
        ),
    }
)
"""The twelve nameable feelings."""

# Where each feeling lies in the mood: anger, trust, heard, patience (0..100). Surprise is a moment, not a
# mood: it is only ever shown on an event, through FEELINGS["surprised"].
_CENTRES: dict[str, tuple[int, int, int, int]] = {
    "furious": (92, 10, 6, 30),
    "angry": (75, 22, 10, 48),
    "irritated": (58, 34, 24, 52),
    "tense": (46, 40, 34, 64),
    "hurt": (44, 12, 8, 66),
    "worried": (30, 38, 30, 72),
    "tired": (34, 34, 34, 14),
    "sceptical": (32, 20, 52, 54),
    "neutral": (20, 50, 50, 66),
    "relieved": (12, 66, 80, 60),
    "warm": (4, 90, 90, 84),
}
# Anger shows most, patience least.
_WEIGHTS = (1.7, 0.9, 0.6, 0.45)
_SPREAD = 15.0
_NAMES = tuple(field.name for field in fields(Expression))


def _shares(mood: tuple[int, int, int, int]) -> dict[str, float]:
    distances = {
        name: sum((weight * (value - at)) ** 2 for weight, value, at in zip(_WEIGHTS, mood, centre, strict=True))
        for name, centre in _CENTRES.items()
    }
    nearest = min(distances.values())
    raw = {name: math.exp((nearest - distance) / (2 * _SPREAD * _SPREAD)) for name, distance in distances.items()}
    total = sum(raw.values())
    return {name: value / total for name, value in raw.items()}


def _mood(anger: int, trust: int, heard: int, patience: int) -> tuple[int, int, int, int]:
    for name, value in (("anger", anger), ("trust", trust), ("heard", heard), ("patience", patience)):
        if not 0 <= value <= 100:
            raise ValueError(f"{name} must lie in 0..100, not {value}")
    return anger, trust, heard, patience


def feeling_name(anger: int, trust: int, heard: int, patience: int) -> str:
    """Return the feeling that dominates a mood (each 0..100).

    Raises:
        ValueError: a value outside 0..100.
    """
    shares = _shares(_mood(anger, trust, heard, patience))
    return max(shares, key=lambda name: shares[name])


@lru_cache(maxsize=64)
def expression_for(anger: int, trust: int, heard: int, patience: int) -> Expression:
    """Return the smooth blend of feelings for a mood (each 0..100).

    Weights are a normalised Gaussian of the distance to each feeling's place in the mood.

    Raises:
        ValueError: a value outside 0..100.
    """
    return blended(_shares(_mood(anger, trust, heard, patience)))


def blended(shares: Mapping[str, float]) -> Expression:
    """Return the weighted mean of named feelings (weights need not sum to one).

    Raises:
        KeyError: a name that is not one of FEELINGS.
        ValueError: weights that sum to nothing.
    """
    total = sum(shares.values())
    if total <= 0:
        raise ValueError("weights must sum to more than zero")
    pairs = [(FEELINGS[name], share / total) for name, share in shares.items()]
    return Expression(**{field: sum(getattr(f, field) * share for f, share in pairs) for field in _NAMES})


def with_pose(expression: Expression, pose: str) -> Expression:
    """Return the expression with one posture of the arms only.

    Raises:
        ValueError: a name that is not one of POSE_NAMES.
    """
    if pose not in POSE_NAMES:
        raise ValueError(f"pose cannot be {pose!r}; allowed: {', '.join(POSE_NAMES)}")
    weights = {f"arms_{name}": 1.0 if name == pose else 0.0 for name in POSE_NAMES}
    return replace(expression, **weights)
