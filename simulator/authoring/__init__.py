"""What trainers use on the files of a scene: written, drawn, carried over, tried out."""

from __future__ import annotations

from .writing import scene_texts, write_scene, yaml_text

__all__ = [
    "scene_texts",
    "write_scene",
    "yaml_text",
]
