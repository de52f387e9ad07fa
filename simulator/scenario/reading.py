"""Bytes of a YAML file into plain data with the place of every key and value, or diagnostics.

Only the part of YAML that people write by hand is read: mappings with text keys, sequences and scalars. Tags, anchors,
aliases, several documents and duplicate keys are refused, and scalars follow the core schema of YAML 1.2 (`no` and
`12:30` are text). A number with a point stays the text it was written as, so that `47.90` keeps its last digit.

It works on the events of the parser, never on its constructor, which is slower and falls over on deep nesting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from .diagnostics import Diagnostic

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 40

Path = tuple[str | int, ...]
Position = tuple[int, int]
"""1-based line and column."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+\Z")
_RADIX = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
_MAX_DIGITS = 18
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(slots=True)
class Place:
    """Where a mapping or sequence stands, and the places of what is in it."""

    at: Position
    keys: dict[str, Position] | None = None
    parts: dict[str, Place | Position] | list[Place | Position] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """One file as plain data, with the place of every part of it."""

    file: str
    data: Any
    place: Place | Position = (1, 1)

    def position(self, path: Path = (), *, key: bool = False) -> Position:
        """Line and column of the value at `path`, or of its nearest part that exists.

        Args:
            path: keys and indexes from the top.
            key: the place of the last key instead of its value.
        """
        place = self.place
        found = place.at if isinstance(place, Place) else place
        for depth, name in enumerate(path):
            if not isinstance(place, Place):
                break
            last = depth == len(path) - 1
            if isinstance(place.parts, dict):
                if name not in place.parts:
                    break
                child: Place | Position = place.parts[str(name)]
                if last and key and place.keys is not None:
                    return place.keys[str(name)]
            else:
                if not isinstance(name, int) or name >= len(place.parts):
                    break
                child = place.parts[name]
            place = child
            found = place.at if isinstance(place, Place) else place
        return found


class _Refusal(Exception):  # noqa: N818 - a jump out of the event loop, never seen outside this module
    def __init__(self, code: str, mark: Any, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.code, self.mark, self.message, self.suggestion = code, mark, message, suggestion


def read(raw: bytes, file: str) -> tuple[Document | None, list[Diagnostic]]:
    """Read one YAML file.

    Args:
        raw: its bytes.
        file: its name, for diagnostics.

    Returns:
        The document, or None where it could not be read, and what is wrong with it. Author faults never raise.
    """

    def refuse(code: str, position: Position, message: str, suggestion: str = "") -> tuple[None, list[Diagnostic]]:
        return None, [Diagnostic(file, *position, code, "error", message, suggestion)]

    if len(raw) > MAX_BYTES:
        return refuse("SG102", (1, 1), f"The file has {len(raw)} bytes; {MAX_BYTES} is the most.", "Split it.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        return refuse(
            "SG101", _position(before), f"Byte 0x{raw[error.start]:02x} is not UTF-8.", "Save the file as UTF-8."
        )
    if bad := _NO_TEXT.search(text):
        return refuse(
            "SG101",
            _position(text[: bad.start()]),
            f"The control character U+{ord(bad[0]):04X} does not belong in a text file.",
            "Delete it.",
        )
    reader = _Reader(file)
    try:
        document = reader.build(text)
    except _Refusal as refusal:
        position = (refusal.mark.line + 1, refusal.mark.column + 1)
        reader.faults.append(Diagnostic(file, *position, refusal.code, "error", refusal.message, refusal.suggestion))
        return None, reader.faults
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        position = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        problem = error.problem or "the line cannot be read"
        message = f"This is not valid YAML: {problem}."
        return None, [Diagnostic(file, *position, "SG103", "error", message, _yaml_advice(problem))]
    return document, reader.faults


def _position(before: str) -> Position:
    """The position right after the text `before`."""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _yaml_advice(problem: str) -> str:
    if "tab" in problem or "\\t" in problem:
        return "Indent with spaces, not tabs."
    if "mapping values" in problem or "could not find expected ':'" in problem:
        return "Put texts that hold a colon in quotes, and look at the indentation."
    return "Look at the indentation, the quotes and the line before."


class _Reader:
    """Builds data and places from events, with a stack of its own instead of recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Diagnostic] = []

    def build(self, text: str) -> Document:
        """Read a text. Raises _Refusal and yaml.YAMLError."""
        parser = _LOADER(text)
        try:
            # `yaml.parse` asks twice for each.
            return self._build(iter(parser.get_event, None))
        finally:
            parser.dispose()

    def _build(self, events: Iterator[Any]) -> Document:
        top: list[Any] = []
        top_place = Place((1, 1))
        stack: list[tuple[Any, Place]] = [(top, top_place)]
        keys: list[tuple[str, Position] | None] = [None]
        documents = 0
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    self._plain(event)
                mark = event.start_mark
                at = (mark.line + 1, mark.column + 1)
                holder, place = stack[-1]
                if keys[-1] is None and type(holder) is dict:
                    keys[-1] = (event.value, at)
                else:
                    self._put(holder, place, keys, scalar(event), at)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._open(event, stack, keys)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                data, inner = stack.pop()
                keys.pop()
                self._put(*stack[-1], keys, data, inner)
            elif kind is yaml.AliasEvent:
                raise _Refusal("SG107", event.start_mark, f"The alias *{event.anchor} is not allowed.", "Write it out.")
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _Refusal(
                        "SG108", event.start_mark, "A second document begins here.", "One file holds one document."
                    )
        parts = top_place.parts
        if not top or not isinstance(parts, list):
            return Document(self.file, None)
        return Document(self.file, top[0], parts[0])

    def _plain(self, event: Any) -> None:
        if event.anchor is not None:
            raise _Refusal("SG107", event.start_mark, f"The anchor &{event.anchor} is not allowed.", "Write it out.")
        if event.tag is not None:
            raise _Refusal("SG106", event.start_mark, f"The tag {event.tag} is not allowed.", "Delete it.")

    def _open(self, event: Any, stack: list[tuple[Any, Place]], keys: list[tuple[str, Position] | None]) -> None:
        self._plain(event)
        if type(stack[-1][0]) is dict and keys[-1] is None:
            raise _Refusal("SG103", event.start_mark, "A key is a plain word, not a list or mapping.")
        if len(stack) > MAX_DEPTH:
            raise _Refusal("SG109", event.start_mark, f"Nested deeper than {MAX_DEPTH} levels.", "Make it flatter.")
        at = (event.start_mark.line + 1, event.start_mark.column + 1)
        if type(event) is yaml.MappingStartEvent:
            stack.append(({}, Place(at, {}, {})))
        else:
            stack.append(([], Place(at)))
        keys.append(None)

    def _put(
        self,
        holder: Any,
        place: Place,
        keys: list[tuple[str, Position] | None],
        value: Any,
        where: Place | Position,
    ) -> None:
        if type(holder) is list:
            holder.append(value)
            if isinstance(place.parts, list):
                place.parts.append(where)
            return
        entry = keys[-1]
        keys[-1] = None
        if entry is None or place.keys is None or not isinstance(place.parts, dict):
            raise AssertionError("a value of a mapping comes after its key")
        name, at = entry
        if name in holder:
            first = place.keys[name]
            self.faults.append(
                Diagnostic(
                    self.file,
                    *at,
                    "SG105",
                    "error",
                    f'The key "{name}" stands here twice, first in line {first[0]}.',
                    "Keep one of them.",
                )
            )
            return
        holder[name] = value
        place.keys[name] = at
        place.parts[name] = where


def scalar(event: Any) -> str | int | bool | None:
    """The value of a scalar event by the core schema of YAML 1.2; numbers with a point stay text."""
    value: str = event.value
    if not event.implicit[0]:
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _INT.match(value) and len(value) <= _MAX_DIGITS:
        return int(value)
    if _RADIX.match(value) and len(value) <= _MAX_DIGITS:
        return int(value, 0)
    return value
