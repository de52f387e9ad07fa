"""What trainers use on the files of a scene: written, drawn, carried over, tried out."""

from __future__ import annotations

from . import drafts, graph, simulation, smells
from .beginning import copy_scene, start_scene
from .importing import ForeignError, draft_foreign, import_foreign
from .packed import PackError
from .packing import pack_scene, unpack_scene
from .translation import State, TranslationError, export_words, import_words
from .watching import Watch, watching
from .workbook import export_workbook, import_workbook
from .writing import scene_texts, write_scene, yaml_text

__all__ = [
    "ForeignError",
    "PackError",
    "State",
    "TranslationError",
    "Watch",
    "copy_scene",
    "draft_foreign",
    "drafts",
    "export_words",
    "export_workbook",
    "graph",
    "import_foreign",
    "import_words",
    "import_workbook",
    "pack_scene",
    "scene_texts",
    "simulation",
    "smells",
    "start_scene",
    "unpack_scene",
    "watching",
    "write_scene",
    "yaml_text",
]
