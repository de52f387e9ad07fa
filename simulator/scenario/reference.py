"""The tables of keys in `scenarios/README.md`, made from the models so that they cannot disagree with them."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from . import values
from .codes import code_table
from .mood import MoodTable
from .plans import Plan, ScenePath
from .schema import ScenarioFile
from .schema_export import described
from .words import LinesFile, PoolFile
from .world import WorldFile

_NAMED: tuple[tuple[Any, str], ...] = (
    (values.Points, "points"),
    (values.Id, "name"),
    (values.LineId, "line"),
    (values.Act, "act"),
    (values.Step, "step"),
    (values.Flag, "true or false"),
    (values.Percent, "percent, 0-400"),
    (values.Moment, "date and time"),
    (values.Language, "language"),
)
_PLAIN = {str: "text", int: "whole number", bool: "true or false", type(None): "nothing"}


def key_table(model: type[BaseModel]) -> str:
    """One table: each key, what it holds, what it means."""
    rows = ["| key | value | meaning |", "|---|---|---|"]
    hints = get_type_hints(model, include_extras=True)
    texts = described(model)
    for name, field in model.model_fields.items():
        key = field.alias or name
        needed = " *" if field.is_required() else ""
        rows.append(f"| `{key}`{needed} | {_words(hints[name], field)} | {texts.get(key, '')} |")
    return "\n".join(rows)


def key_tables(root: type[BaseModel], *, known: frozenset[str] = frozenset()) -> str:
    """The tables of a file's model and of all within it, in the order they are met, each under its name.

    Args:
        root: the model of the whole file.
        known: names of models that have a table elsewhere.
    """
    parts, seen, waiting = [], set(known), [root]
    while waiting:
        model = waiting.pop(0)
        if model.__name__ in seen:
            continue
        seen.add(model.__name__)
        title = (model.__doc__ or "").split("\n")[0]
        parts.append(f"#### {model.__name__}\n\n{title}\n\n{key_table(model)}")
        waiting = [*_inner(get_type_hints(model, include_extras=True).values()), *waiting]
    return "\n\n".join(parts)


def models_of(root: type[BaseModel]) -> frozenset[str]:
    """The names of a model and of all within it."""
    seen: dict[str, type[BaseModel]] = {}
    waiting = [root]
    while waiting:
        model = waiting.pop()
        if model.__name__ not in seen:
            seen[model.__name__] = model
            waiting += _inner(get_type_hints(model, include_extras=True).values())
    return frozenset(seen)


def _inner(annotations: Any) -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = []
    for item in annotations:
        if isinstance(item, type) and issubclass(item, BaseModel):
            found.append(item)
        else:
            found += _inner(get_args(item))
    return found


def _words(annotation: Any, field: FieldInfo | None = None) -> str:
    """What a key holds, in words."""
    named = next((word for known, word in _NAMED if annotation == known), None)
    if named is not None:
        return named
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in _GENERIC:
        return _GENERIC[origin](parts)
    if issubclass(annotation, Enum):
        return ", ".join(f"`{item.value}`" for item in annotation)
    if issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return _PLAIN[annotation] + (_bounds(field) if annotation is int and field is not None else "")


def _either(parts: tuple[Any, ...]) -> str:
    return " or ".join(_words(item) for item in parts if item is not type(None))


_GENERIC: dict[Any, Callable[[tuple[Any, ...]], str]] = {
    Annotated: lambda parts: _words(parts[0]),
    Literal: lambda parts: ", ".join(f"`{item}`" for item in parts),
    Union: _either,
    types.UnionType: _either,
    tuple: lambda parts: f"list of {_words(parts[0])}",
    dict: lambda parts: f"{_words(parts[0])}: {_words(parts[1])}",
}


def _bounds(field: FieldInfo) -> str:
    least = next((item.ge for item in field.metadata if isinstance(item, annotated_types.Ge)), None)
    most = next((item.le for item in field.metadata if isinstance(item, annotated_types.Le)), None)
    return "" if least is None and most is None else f", {least}-{most}" if most is not None else f", {least} or more"


def tables() -> dict[str, str]:
    """The generated parts of `scenarios/README.md` by name: `keys-scenario`, `keys-lines`, … and `codes`."""
    structure = models_of(ScenarioFile)
    shared: dict[str, type[BaseModel]] = {
        "lines": LinesFile,
        "plan": Plan,
        "path": ScenePath,
        "pool": PoolFile,
        "world": WorldFile,
        "mood": MoodTable,
    }
    parts = {"keys-scenario": key_tables(ScenarioFile)}
    for name, model in shared.items():
        parts[f"keys-{name}"] = key_tables(model, known=structure)
    return {**parts, "codes": code_table()}


def refresh(text: str, parts: Mapping[str, str]) -> str:
    """A README with its generated parts made anew; they stand between `<!-- name -->` and `<!-- end name -->`."""
    for name, table in parts.items():
        begin, end = f"<!-- {name} -->", f"<!-- end {name} -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n\n{table}\n\n{end}{after}"
    return text
