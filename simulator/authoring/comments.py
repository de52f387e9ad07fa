"""The comments of a file an author wrote, by what they stand at, so that rewriting the file keeps them.

A comment at an entry of a list is kept by what the entry holds, not by its number: after a transition has been put
in, the ones below it keep theirs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_COMMENT = re.compile(r"(?<!\S)#")

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comments:
    """Comments of one file: at its head, above and behind its keys and entries, at its end; each begins with `#`."""

    head: tuple[str, ...] = ()
    above: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    behind: dict[Path, str] = field(default_factory=dict)
    tail: tuple[str, ...] = ()

    def stand_inside(self, path: Path) -> bool:
        """Whether one of them stands at a part of what is at `path`."""
        return any(len(path) < len(kept) and kept[: len(path)] == path for kept in (*self.above, *self.behind))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: its path with the numbers of list entries, and 1-based line and column.

    `is_block` is a text in lines of its own, below its `|` or `>`.
    """

    path: tuple[str | int, ...]
    line: int
    column: int
    end_line: int
    end_column: int
    is_key: bool
    is_scalar: bool
    is_block: bool


def item_key(item: Any) -> str:
    """What an entry of a list is known by, whatever kind its numbers are read as."""
    return "- " + json.dumps(_as_text(item), ensure_ascii=False, separators=(",", ":"))


def _as_text(item: Any) -> Any:
    if isinstance(item, dict):
        return {key: _as_text(value) for key, value in item.items()}
    if isinstance(item, list | tuple):
        return [_as_text(value) for value in item]
    return item if isinstance(item, str) else json.dumps(item)


def read_places(text: str) -> list[Place]:
    """The place of every key and value of a YAML text.

    Raises:
        yaml.YAMLError: the text is no YAML.
    """
    found: list[Place] = []
    stack: list[list[Any]] = []  # [is_mapping, next index or key]
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            stack.pop()
            _step(stack)
        elif isinstance(event, yaml.NodeEvent):
            mark: Any = event.start_mark
            end: Any = event.end_mark
            awaits_key = bool(stack) and stack[-1][0] and stack[-1][1] is None
            is_scalar = isinstance(event, yaml.ScalarEvent)
            if awaits_key:
                stack[-1][1] = getattr(event, "value", "")
            path = tuple(level[1] for level in stack)
            is_block = getattr(event, "style", None) in ("|", ">")
            from_to = (mark.line + 1, mark.column + 1, end.line + 1, end.column + 1)
            found.append(Place(path, *from_to, awaits_key, is_scalar, is_block))
            if isinstance(event, yaml.MappingStartEvent):
                stack.append([True, None])
            elif isinstance(event, yaml.SequenceStartEvent):
                stack.append([False, 0])
            elif not awaits_key:
                _step(stack)
    return found


def _step(stack: list[list[Any]]) -> None:
    """A value has ended: the next key, or the next entry."""
    if stack:
        stack[-1][1] = None if stack[-1][0] else stack[-1][1] + 1


def read_comments(text: str) -> Comments:
    """The comments of a file; none where it cannot be read."""
    try:
        places = read_places(text)
        data = yaml.load(text, Loader=_LOADER)  # noqa: S506 - the base loader makes texts only
    except (yaml.YAMLError, RecursionError):
        return Comments()
    starts: dict[int, Place] = {}
    for place in places:
        # A mapping or list begins where its first key or entry does; the comment belongs to the latter.
        if place.is_key or (place.path and isinstance(place.path[-1], int)):
            starts.setdefault(place.line, place)
    lines = text.split("\n")
    columns = _columns(lines, places)
    head: tuple[str, ...] = ()
    above: dict[Path, tuple[str, ...]] = {}
    tail: tuple[str, ...] = ()
    for first, block, below in _blocks(lines, columns):
        if first == 1:
            head = block
        elif below not in starts:
            tail += block
        else:
            path = _named(starts[below].path, data)
            above[path] = above.get(path, ()) + block
    behind: dict[Path, str] = {}
    for number, column in columns.items():
        # Where nothing begins, something that began further up ends.
        started = max((line for line in starts if line <= number), default=0)
        if started and lines[number - 1][:column].strip():
            path = _named(starts[started].path, data)
            note = lines[number - 1][column:].strip()
            behind[path] = f"{behind[path]} {note}" if path in behind else note
    return Comments(head, above, behind, tail)


def _columns(lines: list[str], places: list[Place]) -> dict[int, int]:
    """In which lines a comment stands, and at which 0-based column it begins."""
    texts: dict[int, list[tuple[int, int]]] = {}
    for place in places:
        for number in range(place.line + place.is_block, place.end_line + 1) if place.is_scalar else ():
            start = place.column - 1 if number == place.line else 0
            end = place.end_column - 1 if number == place.end_line else len(lines[number - 1])
            texts.setdefault(number, []).append((start, end))
    found: dict[int, int] = {}
    for number, line in enumerate(lines, start=1):
        for mark in _COMMENT.finditer(line):
            if not any(start <= mark.start() < end for start, end in texts.get(number, ())):
                found[number] = mark.start()
                break
    return found


def _blocks(lines: list[str], columns: dict[int, int]) -> Iterator[tuple[int, tuple[str, ...], int]]:
    """Runs of comment lines: the number of the first, the lines, the number of the next line with something on it."""
    run: list[str] = []
    first = 0
    for number, line in enumerate([*lines, "end"], start=1):
        stripped = line.strip()
        if number in columns and not line[: columns[number]].strip():
            first = first if run else number
            run.append(stripped)
        elif run and stripped:
            yield first, tuple(run), number
            run = []


def _named(path: tuple[str | int, ...], data: Any) -> Path:
    """A path with the entries of lists named by what they hold (all of it as text, as the base loader reads it)."""
    named: list[str] = []
    for step in path:
        data = data[step]
        named.append(item_key(data) if isinstance(step, int) else step)
    return tuple(named)
