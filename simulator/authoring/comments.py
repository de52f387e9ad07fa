"""The comments of a file an author wrote, by what they stand at, so that rewriting the file keeps them.

A comment above an entry of a list is kept by what the entry holds, not by its number: after a transition has been put
in, the ones below it keep theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comments:
    """Comments of one file: at its head, above its keys and entries, at its end; each line begins with `#`."""

    head: tuple[str, ...] = ()
    above: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    tail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: its path with the numbers of list entries, and 1-based line and column."""

    path: tuple[str | int, ...]
    line: int
    column: int
    end_line: int
    is_key: bool
    is_scalar: bool


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
            found.append(Place(path, mark.line + 1, mark.column + 1, end.line + 1, awaits_key, is_scalar))
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
    """The comments of a file that stand on lines of their own; none where it cannot be read."""
    try:
        places = read_places(text)
        data = yaml.load(text, Loader=_LOADER)  # noqa: S506 - the base loader makes texts only
    except (yaml.YAMLError, RecursionError):
        return Comments()
    inside = {line for place in places if place.is_scalar for line in range(place.line + 1, place.end_line + 1)}
    starts: dict[int, Place] = {}
    for place in places:
        # A mapping or list begins where its first key or entry does; the comment belongs to the latter.
        if place.is_key or (place.path and isinstance(place.path[-1], int)):
            starts.setdefault(place.line, place)
    blocks = list(_blocks(text, inside))
    head: tuple[str, ...] = ()
    above: dict[Path, tuple[str, ...]] = {}
    tail: tuple[str, ...] = ()
    for first, lines, below in blocks:
        if first == 1:
            head = lines
        elif below not in starts:
            tail += lines
        else:
            path = _named(starts[below].path, data)
            above[path] = above.get(path, ()) + lines
    return Comments(head, above, tail)


def _blocks(text: str, inside: set[int]) -> Iterator[tuple[int, tuple[str, ...], int]]:
    """Runs of comment lines: the number of the first, the lines, the number of the next line with something on it."""
    run: list[str] = []
    first = 0
    for number, line in enumerate([*text.split("\n"), "end"], start=1):
        stripped = line.strip()
        if stripped.startswith("#") and number not in inside:
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
