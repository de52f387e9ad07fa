"""Plain data into a model of the format; what pydantic finds wrong is said at its place in the file."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from .diagnostics import Diagnostic, did_you_mean, near_to
from .reading import Document, Path

Model = TypeVar("Model", bound=BaseModel)

_KEY = "[key]"
_DEEPEST = 3
_SHORT = 40
EXAMPLES: Mapping[str, str] = types.MappingProxyType(
    {
        "Utterance": "{line: opening.1}",
        "Variant": "{line: opening.hot, when: {anger: {min: 60}}}",
        "Transition": "{when: {any_act: [apologise]}, to: calm}",
        "Condition": "{any_act: [apologise]}",
        "Effect": "{anger: -5, trust: 3}",
        "Option": "{value: 2}",
        "Range": "{min: 40}",
    }
)
"""How the parts that are written most are written; for the others what they must have tells."""
_TYPE_WORDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "dict_type": "a mapping of keys and values",
    "model_type": "a mapping of keys and values",
    "model_attributes_type": "a mapping of keys and values",
    "tuple_type": "a list",
    "list_type": "a list",
}


def shape(model: type[Model], document: Document) -> tuple[Model | None, list[Diagnostic]]:
    """Turn a document into `model`.

    Args:
        model: the model of the whole file.
        document: what was read.

    Returns:
        The model, or None where the data does not fit it, and all that is wrong.
    """
    if not isinstance(document.data, dict):
        message = "The file is empty." if document.data is None else "The file must be a mapping of keys and values."
        return None, [Diagnostic(document.file, *document.position(), "SG110", "error", message)]
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        found: dict[tuple[int, int, str], Diagnostic] = {}
        for fault in _told_once(model, error.errors(include_url=False)):
            item = _explain(model, document, fault)
            found.setdefault((item.line, item.column, item.code), item)
        return None, sorted(found.values(), key=lambda item: (item.line, item.column))


def _told_once(model: type[BaseModel], faults: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The faults without what only follows from another: a key is not missing that stands there misspelt."""
    faults = [fault for fault in faults if fault["type"] != "default_factory_not_called"]
    misspelt = set()
    for fault in faults:
        if fault["type"] == "extra_forbidden":
            *holder, name = fault["loc"]
            meant = near_to(str(name), keys_at(model, tuple(holder)))
            misspelt.add((*holder, meant))
    yield from (fault for fault in faults if fault["type"] != "missing" or tuple(fault["loc"]) not in misspelt)


def _explain(model: type[BaseModel], document: Document, fault: Mapping[str, Any]) -> Diagnostic:
    """One fault of pydantic as a diagnostic."""
    kind: str = fault["type"]
    path, at_key = _real_path(document.data, tuple(fault["loc"]))
    if kind == "missing":
        line, column = document.position(path)
        name = fault["loc"][-1]
        if isinstance(name, int):
            message = f"The list has {name} {'entry' if name == 1 else 'entries'}, too few{_in(path)}."
            return Diagnostic(document.file, line, column, "SG117", "error", message)
        message = f'The key "{name}" is missing{_in(path)}.'
        return Diagnostic(document.file, line, column, "SG112", "error", message, "Add it.")
    line, column = document.position(path, key=at_key or kind == "extra_forbidden")
    name = str(path[-1]) if path else "the file"
    context: Mapping[str, Any] = fault.get("ctx") or {}
    words = _Fault(model, path, name, kind, fault["input"], context, str(fault["msg"]))
    code, message, suggestion = _SAID.get(kind, _other)(words)
    return Diagnostic(document.file, line, column, code, "error", message, suggestion)


@dataclass(slots=True, frozen=True)
class _Fault:
    """One fault of pydantic, at its real path."""

    model: type[BaseModel]
    path: Path
    name: str
    kind: str
    value: Any
    context: Mapping[str, Any]
    text: str

    @property
    def is_entry(self) -> bool:
        """Whether it is an entry of a list."""
        return bool(self.path) and isinstance(self.path[-1], int)

    @property
    def called(self) -> str:
        """What it is called at the beginning of a sentence."""
        if not self.is_entry:
            return f'"{self.name}"'
        names = [str(part) for part in self.path if not isinstance(part, int)]
        return f'Entry {int(self.name) + 1} of "{names[-1]}"' if names else f"Entry {int(self.name) + 1}"

    @property
    def shown(self) -> str:
        return _shown(self.value)


Words = tuple[str, str, str]
"""Code, message and suggestion."""


def _unknown_key(fault: _Fault) -> Words:
    known = keys_at(fault.model, fault.path[:-1])
    listed = f"Known here: {', '.join(known)}." if known else ""
    message = f'Unknown key "{fault.name}"{_in(fault.path[:-1])}.'
    return "SG111", message, did_you_mean(fault.name, known) or listed


def _not_among(fault: _Fault) -> Words:
    if fault.path == ("format",):
        return "SG119", f"This program reads format 1, not {fault.shown}.", "Write `format: 1`."
    known = allowed_at(fault.model, fault.path)
    near = did_you_mean(str(fault.value), known)
    return "SG115", f'{fault.called} cannot be {fault.shown}; it is one of {", ".join(known)}.', near


def _wrong_kind(fault: _Fault) -> Words:
    wanted = "text or a whole number" if _is_union(fault.model, fault.path) else _TYPE_WORDS[fault.kind]
    advice = "Put it in quotes." if wanted == "text" and isinstance(fault.value, int) else ""
    if wanted.startswith(("a mapping", "a list")):
        example = _example(_type_at(fault.model, fault.path))
        if example == "[…]" and isinstance(fault.value, str) and len(fault.value) <= _SHORT:
            example = f"[{fault.value}]"
        # A key is shown with its value, an entry by itself.
        advice = f"Write it like `{example}`." if fault.is_entry else f"Write it like `{fault.name}: {example}`."
    return "SG113", f"{fault.called} must be {wanted}, not {fault.shown}.", advice


def _wrong_pattern(fault: _Fault) -> Words:
    message = f"{fault.shown} is not allowed as {_what(fault)}."
    return "SG116", message, _pattern_advice(str(fault.context["pattern"]))


def _wrong_count(fault: _Fault) -> Words:
    least, most = fault.context.get("min_length"), fault.context.get("max_length")
    bound = f"at least {least}" if least is not None else f"at most {most}"
    return "SG117", f'{fault.called} needs {bound} {"entry" if 1 in (least, most) else "entries"}.', ""


def _out_of_bounds(fault: _Fault) -> Words:
    return "SG114", f"{fault.called} is {fault.shown}; {_bound(fault.kind, fault.context)}.", ""


def _other(fault: _Fault) -> Words:
    own = "SG126" if fault.name == "starts_at" else "SG118"
    code = own if fault.kind == "value_error" else "SG113"
    return code, f'{fault.called} is {fault.shown}: {fault.text.removeprefix("Value error, ")}.', ""


_SAID: Mapping[str, Callable[[_Fault], Words]] = {
    "extra_forbidden": _unknown_key,
    "literal_error": _not_among,
    "enum": _not_among,
    **dict.fromkeys(_TYPE_WORDS, _wrong_kind),
    "string_pattern_mismatch": _wrong_pattern,
    "too_short": _wrong_count,
    "too_long": _wrong_count,
    "greater_than_equal": _out_of_bounds,
    "less_than_equal": _out_of_bounds,
    "string_too_long": _out_of_bounds,
}


def _what(fault: _Fault) -> str:
    return "a name" if f'"{fault.name}"' == fault.shown else fault.called.replace("Entry", "entry", 1)


def _bound(kind: str, context: Mapping[str, Any]) -> str:
    if kind == "greater_than_equal":
        return f"the least is {context['ge']}"
    if kind == "less_than_equal":
        return f"the most is {context['le']}"
    return f"the longest has {context['max_length']} characters"


def _pattern_advice(pattern: str) -> str:
    if pattern.startswith("^[a-z][a-z0-9_"):
        dots = " and dots" if "." in pattern else ""
        return f"Use small letters a-z, digits{dots} and underscores, a letter first."
    if pattern.startswith("^[A-Z]{3}"):
        return "Use three capitals, like EUR."
    if "T" in pattern:
        return "Write it like 2026-03-04T10:15."
    return "Write an action, like `note` or `remedy refund`."


def _shown(value: Any) -> str:
    """A value short enough for a message."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    text = text if len(text) <= 60 else text[:57] + "..."
    return f'"{text}"' if isinstance(value, str) else text


def _in(path: Path) -> str:
    """` in "nodes.calm"`, or "" at the top."""
    return f' in "{".".join(str(part) for part in path)}"' if path else ""


def _real_path(data: Any, location: tuple[str | int, ...]) -> tuple[Path, bool]:
    """The part of pydantic's location that is in the data (it names union members and keys too)."""
    path: list[str | int] = []
    for part in location:
        if part == _KEY:
            return tuple(path), True
        inside = (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        )
        if not inside:
            break
        data = data[part]
        path.append(part)
    return tuple(path), False


def _step(annotation: Any, part: str | int) -> Any:
    """The type of `part` within `annotation`, or None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _step(get_args(annotation)[0], part)
    if origin in (Union, types.UnionType):
        found = (_step(member, part) for member in get_args(annotation))
        return next((item for item in found if item is not None), None)
    if origin is dict:
        return get_args(annotation)[1]
    if origin is tuple:
        return get_args(annotation)[0]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if part in (name, field.alias):
                return field.annotation
    return None


def _type_at(model: type[BaseModel], path: Path) -> Any:
    annotation: Any = model
    for part in path:
        annotation = _step(annotation, part)
    return annotation


def _example(annotation: Any, depth: int = 0) -> str:
    """How something of that type is written, with what must be there and little else."""
    origin, members = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return str(members[0])
    if origin is not None:
        # Bounds and the like stand among the members, too.
        types_in = [item for item in members if isinstance(item, type) or get_origin(item)]
        first, *others = (_example(item, depth + (origin in (tuple, dict))) for item in types_in)
        return f"[{first}]" if origin is tuple else f"{{{first}: {others[0]}}}" if origin is dict else first
    if issubclass(annotation, BaseModel):
        return EXAMPLES.get(annotation.__name__) or _model_example(annotation, depth)
    if issubclass(annotation, Enum):
        return str(next(iter(annotation)).value)
    return {bool: "true", int: "1"}.get(annotation, "…")


def _model_example(model: type[BaseModel], depth: int) -> str:
    needed = {name: field for name, field in model.model_fields.items() if field.is_required()}
    fields = needed or dict(list(model.model_fields.items())[:1])
    if depth > _DEEPEST:
        return "{…}"
    parts = (f"{field.alias or name}: {_example(field.annotation, depth + 1)}" for name, field in fields.items())
    return f"{{{', '.join(parts)}}}"


def _is_union(model: type[BaseModel], path: Path) -> bool:
    members = set(get_args(_type_at(model, path)))
    return {str, int} <= members


def keys_at(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The keys the format knows at `path`."""
    annotation = _type_at(model, path)
    while annotation is not None:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return tuple(field.alias or name for name, field in annotation.model_fields.items())
        members = [item for item in get_args(annotation) if item is not type(None)]
        annotation = members[0] if members and get_origin(annotation) not in (dict, tuple) else None
    return ()


def allowed_at(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The words the format allows as the value (or as the keys) at `path`, where they are a closed set."""
    annotation = _type_at(model, path)
    for candidate in (annotation, *_keys_of(_type_at(model, path[:-1]))):
        stack = [candidate]
        while stack:
            item = stack.pop()
            if get_origin(item) is Literal:
                return tuple(str(word) for word in get_args(item))
            if isinstance(item, type) and issubclass(item, Enum):
                return tuple(str(member.value) for member in item)
            if get_origin(item) in (Annotated, Union, types.UnionType):
                stack.extend(get_args(item))
    return ()


def _keys_of(annotation: Any) -> tuple[Any, ...]:
    return (get_args(annotation)[0],) if get_origin(annotation) is dict else ()
