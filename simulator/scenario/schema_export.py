"""JSON Schemas of the format, generated from the models, for completion and hints in editors."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from .formats import FormatsFile
from .plans import Plan, ScenePath
from .schema import ScenarioFile
from .values import CENTI
from .words import LinesFile, PoolFile, PoolLines
from .world import WorldFile

SCHEMAS: dict[str, type[BaseModel]] = {
    "schema.json": ScenarioFile,
    "schema-lines.json": LinesFile,
    "schema-plan.json": Plan,
    "schema-path.json": ScenePath,
    "schema-pool.json": PoolFile,
    "schema-pool-lines.json": PoolLines,
    "schema-formats.json": FormatsFile,
    "schema-world.json": WorldFile,
}
"""File beside the scenarios, and the model it describes."""


class _Named(GenerateJsonSchema):
    """Leaves out the titles pydantic makes of field names: editors would show them instead of the description."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the signature is pydantic's
        return False


def _tidy(part: Any) -> Any:
    """What an editor needs and no more: no empty defaults, points as authors write them, sums without quotes."""
    if isinstance(part, list):
        return [_tidy(item) for item in part]
    if not isinstance(part, dict):
        return part
    tidied = {key: _tidy(value) for key, value in part.items()}
    if tidied.pop("x-points", False) and "default" in tidied:
        tidied["default"] = tidied["default"] // CENTI
    if isinstance(tidied.get("default"), dict | list) or tidied.get("default", "") is None:
        del tidied["default"]
    kinds = tidied.get("anyOf")
    if kinds == [{"type": "string"}, {"type": "integer"}, {"type": "null"}]:
        # An unquoted 47.90 is a number to an editor; the loader keeps its text.
        tidied["anyOf"] = [{"type": "string"}, {"type": "number"}]
    elif isinstance(kinds, list) and {"type": "null"} in kinds and len(kinds) == 2:
        del tidied["anyOf"]
        tidied = {**next(item for item in kinds if item != {"type": "null"}), **tidied}
    return tidied


def export(name: str) -> str:
    """The text of one schema file.

    Args:
        name: one of `SCHEMAS`.

    Raises:
        KeyError: there is no such schema.
    """
    schema = _tidy(SCHEMAS[name].model_json_schema(by_alias=True, schema_generator=_Named))
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def export_all() -> dict[str, str]:
    """All schema files by name."""
    return {name: export(name) for name in SCHEMAS}
