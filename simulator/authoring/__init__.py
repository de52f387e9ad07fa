"""What trainers use on the files of a scene: written, drawn, carried over, tried out."""

from __future__ import annotations

from .workbook import export_workbook, import_workbook
from .writing import scene_texts, write_scene, yaml_text

__all__ = [
    "export_workbook",
    "import_workbook",
    "scene_texts",
    "write_scene",
    "yaml_text",
]
