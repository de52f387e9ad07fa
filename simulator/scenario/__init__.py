"""The scenario room: files in, a Scenario or diagnostics out.

A scenario is a folder: its structure in `scenario.yaml`, its words in `lines.<code>.yaml`, and how it must play in
`plans/*.yaml`. `scenarios/README.md` tells authors how to write one.
"""

from __future__ import annotations

from .bundle import load_bundle
from .conditions import Condition
from .diagnostics import Diagnostic, ScenarioError, counted
from .glance import Glance, glance
from .loading import assemble, check, load, load_path, load_plan, load_world, paths, plans, slugs, survey
from .matter import CaseFile, Fact, Knowledge, Remedy
from .mood import MoodTable
from .people import Burden, CastMember, Drift, Interrupted, Interrupts, Mood, Persona, Voice
from .plans import PathScene, Plan, PlanExpectation, PlanTurn, ScenePath, TurnExpectation
from .respect import Roughness, offered, roughness
from .saying import Reaction, Utterance, Variant
from .scenario import Drawn, Scenario, may_hold
from .schema import (
    FORMAT,
    About,
    Action,
    Candidate,
    Card,
    Draw,
    Ending,
    Epilogue,
    Hints,
    Limits,
    Node,
    Option,
    Queue,
    RubricExceptions,
    ScenarioFile,
    Silence,
    Transition,
    WordOfMouth,
)
from .sources import Folder, Report, draft_name, lines_name, shown
from .values import (
    CENTI,
    MOOD,
    ActionKind,
    Channel,
    Effect,
    EndingKind,
    Language,
    LineId,
    Part,
    Percent,
    Range,
    Speaker,
)
from .words import FactWords, KnowledgeWords, LinesFile, PoolFile, PoolLines, RemedyWords
from .world import Choice, ChoiceEffect, WorldFile

__all__ = [
    "CENTI",
    "FORMAT",
    "MOOD",
    "About",
    "Action",
    "ActionKind",
    "Burden",
    "Candidate",
    "Card",
    "CaseFile",
    "CastMember",
    "Channel",
    "Choice",
    "ChoiceEffect",
    "Condition",
    "Diagnostic",
    "Draw",
    "Drawn",
    "Drift",
    "Effect",
    "Ending",
    "EndingKind",
    "Epilogue",
    "Fact",
    "FactWords",
    "Folder",
    "Glance",
    "Hints",
    "Interrupted",
    "Interrupts",
    "Knowledge",
    "KnowledgeWords",
    "Language",
    "Limits",
    "LineId",
    "LinesFile",
    "Mood",
    "MoodTable",
    "Node",
    "Option",
    "Part",
    "PathScene",
    "Percent",
    "Persona",
    "Plan",
    "PlanExpectation",
    "PlanTurn",
    "PoolFile",
    "PoolLines",
    "Queue",
    "Range",
    "Reaction",
    "Remedy",
    "RemedyWords",
    "Report",
    "Roughness",
    "RubricExceptions",
    "Scenario",
    "ScenarioError",
    "ScenarioFile",
    "ScenePath",
    "Silence",
    "Speaker",
    "Transition",
    "TurnExpectation",
    "Utterance",
    "Variant",
    "Voice",
    "WordOfMouth",
    "WorldFile",
    "assemble",
    "check",
    "counted",
    "draft_name",
    "glance",
    "lines_name",
    "load",
    "load_bundle",
    "load_path",
    "load_plan",
    "load_world",
    "may_hold",
    "offered",
    "paths",
    "plans",
    "roughness",
    "shown",
    "slugs",
    "survey",
]
