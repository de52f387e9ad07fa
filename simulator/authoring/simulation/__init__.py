"""Simulated trainees: five levels of skill and three tricks, what they see, what they say, and the figures of it.

Pure: who plays the sessions is `simulator.training.simulation`, where the rooms meet.
"""

from __future__ import annotations

from .bank import Bank, BankError, load_bank, own_sentences
from .drawing import draw_simulation, simulation_svg
from .figures import Run, Simulation, summarise
from .playing import Player, Trainee, player
from .sight import CutIn, Do, Leave, Offer, Say, Sight, Step, Told
from .trainees import LEVELS, PLAYERS, TRICKS

__all__ = [
    "LEVELS",
    "PLAYERS",
    "TRICKS",
    "Bank",
    "BankError",
    "CutIn",
    "Do",
    "Leave",
    "Offer",
    "Player",
    "Run",
    "Say",
    "Sight",
    "Simulation",
    "Step",
    "Told",
    "Trainee",
    "draw_simulation",
    "load_bank",
    "own_sentences",
    "player",
    "simulation_svg",
    "summarise",
]
