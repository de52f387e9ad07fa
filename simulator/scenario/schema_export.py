"""JSON Schemas of the format, generated from the models, for completion and hints in editors."""

from __future__ import annotations

import ast
import inspect
import json
from functools import cache
from itertools import pairwise
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from .formats import FormatsFile
from .mood import MoodTable
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
    "schema-mood.json": MoodTable,
}
"""File beside the scenarios, and the model it describes."""


class _Named(GenerateJsonSchema):
    """Leaves out the titles pydantic makes of field names: editors would show them instead of the description."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the signature is pydantic's
        return False


@cache
def described(model: type[BaseModel]) -> dict[str, str]:
    """The docstrings under the fields of a model, by the key an author writes.

    Args:
        model: a model of this room, with its source at hand.
    """
    tree = ast.parse(inspect.getsource(model))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    found: dict[str, str] = {}
    for field, after in pairwise(body):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            name = field.target.id
            found[model.model_fields[name].alias or name] = " ".join(str(after.value.value).split())
    return found


def _models(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """A model and all models within it, by class name."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[Any] = [model]
    while waiting:
        item = waiting.pop()
        if isinstance(item, type) and issubclass(item, BaseModel):
            if item.__name__ not in found:
                found[item.__name__] = item
                waiting.extend(field.annotation for field in item.model_fields.values())
        else:
            waiting.extend(get_args(item))
    return found


def _tidy(part: Any) -> Any:
    """What an editor needs and no more: no empty defaults, points as authors write them, sums without quotes."""
    if isinstance(part, list):
        return [_tidy(item) for item in part]
    if not isinstance(part, dict):
        return part
    tidied: dict[str, Any] = {
        key: _tidy_all(value) if key in ("properties", "$defs") else _tidy(value) for key, value in part.items()
    }
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


def _tidy_all(parts: dict[str, Any]) -> dict[str, Any]:
    """The same for parts by name, where `default` may be a name."""
    return {name: _tidy(part) for name, part in parts.items()}


def export(name: str) -> str:
    """The text of one schema file.

    Args:
        name: one of `SCHEMAS`.

    Raises:
        KeyError: there is no such schema.
    """
    schema = _tidy(SCHEMAS[name].model_json_schema(by_alias=True, schema_generator=_Named))
    for title, model in _models(SCHEMAS[name]).items():
        place = schema if title == SCHEMAS[name].__name__ else schema["$defs"][title]
        for key, text in described(model).items():
            place["properties"][key]["description"] = text
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def export_all() -> dict[str, str]:
    """All schema files by name."""
    return {name: export(name) for name in SCHEMAS}
