"""Drawn people, places and icons. Import only from here."""

from simulator.desktop.figures.crowd import Crowd
from simulator.desktop.figures.feelings import (
    FEELINGS,
    POSE_NAMES,
    Expression,
    blended,
    expression_for,
    feeling_name,
    with_pose,
)
from simulator.desktop.figures.icons import ICON_NAMES, icon
from simulator.desktop.figures.look import LOOK_CHOICES, Look
from simulator.desktop.figures.people import PRESETS
from simulator.desktop.figures.places import PLACE_NAMES, Place, Spot
from simulator.desktop.figures.rig import Figure

__all__ = [
    "FEELINGS",
    "ICON_NAMES",
    "LOOK_CHOICES",
    "PLACE_NAMES",
    "POSE_NAMES",
    "PRESETS",
    "Crowd",
    "Expression",
    "Figure",
    "Look",
    "Place",
    "Spot",
    "blended",
    "expression_for",
    "feeling_name",
    "icon",
    "with_pose",
]
