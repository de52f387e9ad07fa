"""Sounds of the surroundings, worked out when they are first wanted: no recordings. numpy and pygame load only then."""

from simulator.desktop.sounds.effects import LOOPED, SOUND_NAMES, Effects

__all__ = ["LOOPED", "SOUND_NAMES", "Effects"]
