"""A few values of a YAML file changed or added; everything else keeps its bytes, comments and layout included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from simulator.errors import CheckFailedError

from .writing import flow_text, yaml_text

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path = tuple[str | int, ...]
Text = Any
"""Nested mappings and lists of texts."""


@dataclass(slots=True, eq=False)
class Node:
    """A value of a file and the characters it takes up.

    Args:
        start: where it begins.
        end: where it ends; a mapping or list in block style ends with the last value in it.
        value: its text, where it is one.
        flow: in braces or brackets, or a scalar.
        column: 0-based.
    """

    start: int
    end: int
    value: str | None
    flow: bool
    column: int
    keys: dict[str, Node] = field(default_factory=dict)
    parts: dict[str, Node] | list[Node] | None = None

    def plain(self) -> Text:
        """The data, every scalar as its text."""
        if isinstance(self.parts, dict):
            return {key: part.plain() for key, part in self.parts.items()}
        if isinstance(self.parts, list):
            return [part.plain() for part in self.parts]
        return self.value


def read_nodes(text: str) -> Node:
    """The values of a file that `check` has found readable: one document, no aliases, no key twice.

    Raises:
        yaml.YAMLError: it is not.
    """
    stack: list[tuple[Node, list[Node]]] = []  # a collection, and the key that awaits its value
    top: Node | None = None
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionEndEvent):
            done = stack.pop()[0]
            mark: Any = event.end_mark
            done.end = mark.index if done.flow else _last_end(done)
        elif isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        elif isinstance(event, yaml.NodeEvent):
            node = _node(event, text)
            top = top or node
            _put(node, stack)
            if not isinstance(event, yaml.ScalarEvent):
                stack.append((node, []))
    if top is None:
        raise yaml.YAMLError("the file is empty")
    return top


def _node(found: yaml.NodeEvent, text: str) -> Node:
    event: Any = found
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(found, yaml.ScalarEvent):
        if event.style in ("|", ">"):
            # The parser counts the blank lines behind a block as part of it.
            end = start + len(text[start:end].rstrip())
        return Node(start, end, event.value, flow=True, column=event.start_mark.column)
    parts: Any = {} if isinstance(found, yaml.MappingStartEvent) else []
    return Node(start, end, None, flow=bool(event.flow_style), column=event.start_mark.column, parts=parts)


def _put(node: Node, stack: list[tuple[Node, list[Node]]]) -> None:
    if not stack:
        return
    holder, waiting = stack[-1]
    if isinstance(holder.parts, list):
        holder.parts.append(node)
    elif not waiting:
        waiting.append(node)
    elif isinstance(holder.parts, dict):
        key = waiting.pop()
        holder.keys[key.value or ""] = key
        holder.parts[key.value or ""] = node


def _last_end(node: Node) -> int:
    """Where the last value of a collection in block style ends."""
    inner = list(node.parts.values()) if isinstance(node.parts, dict) else node.parts or []
    last_key = max((key.end for key in node.keys.values()), default=node.start)
    return max([last_key, *(part.end for part in inner)])


def edit_yaml(text: str, edits: Mapping[Path, Text], *, like: Text = None) -> str:
    """The text of a file with some of its values replaced and others added.

    Args:
        text: the file; `check` has found it readable.
        edits: the new values by their paths: texts, lists of texts, mappings of texts. What is missing on the way to
            a path is added.
        like: data whose order of keys tells where an added one belongs; behind the others where it tells nothing.

    Raises:
        CheckFailedError: the file is laid out in a way that cannot be edited in place.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix("\ufeff")
    if not edits:
        return mark + text
    top = read_nodes(text)
    wanted = top.plain()
    for path, value in edits.items():
        _set(wanted, path, value)
    pieces = _Editor(text, top, like).pieces(edits)
    edited = _joined(text, pieces)
    if "\r\n" in text:
        edited = edited.replace("\r\n", "\n").replace("\n", "\r\n")
    try:
        same = read_nodes(edited).plain() == wanted
    except yaml.YAMLError:
        same = False
    if not same:
        raise CheckFailedError(
            "The file is laid out in a way that cannot be edited in place.",
            "Write its keys plainly, `key: value`, one below the other, and try again.",
        )
    return mark + edited


def _set(data: Text, path: Path, value: Text) -> None:
    for step in path[:-1]:
        data = data.setdefault(step, {}) if isinstance(data, dict) else data[step]
    data[path[-1]] = value


Piece = tuple[int, int, str]
"""From, to, and what stands there instead."""


def _joined(text: str, pieces: list[Piece]) -> str:
    parts, at = [], 0
    for start, end, new in sorted(pieces, key=lambda piece: piece[:2]):
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


class _Editor:
    """Turns edits of data into edits of text."""

    def __init__(self, text: str, top: Node, like: Text) -> None:
        self.text, self.top, self.like = text, top, like

    def pieces(self, edits: Mapping[Path, Text]) -> list[Piece]:
        found: list[Piece] = []
        missing: dict[Path, Text] = {}
        for path, value in edits.items():
            holder, depth = self._deepest(path)
            if depth == len(path) - 1 and isinstance(holder.parts, dict) and path[-1] in holder.parts:
                found.append(self._replaced(holder, str(path[-1]), value))
            else:
                _set(missing.setdefault(path[: depth + 1], {}), path[depth:], value)
        # Two additions may fall behind the same value: the deeper one belongs to it.
        for path in sorted(missing, key=lambda path: (-len(path), self._rank(path))):
            holder, _ = self._deepest(path)
            key = str(path[-1])
            # `facts: {}` is there, but has to become a part with something in it.
            there = isinstance(holder.parts, dict) and key in holder.parts
            entry = missing[path]
            found.append(self._replaced(holder, key, entry[key]) if there else self._added(path, holder, entry))
        return found

    def _deepest(self, path: Path) -> tuple[Node, int]:
        """The deepest collection on the way that can be added to, and how many steps lead to it."""
        node, depth = self.top, 0
        for depth, step in enumerate(path):
            parts = node.parts
            if isinstance(parts, dict):
                child = parts.get(str(step))
            else:
                child = parts[step] if isinstance(parts, list) and isinstance(step, int) else None
            if child is None or child.parts is None or depth == len(path) - 1:
                return node, depth
            if not child.parts and not node.flow:
                return node, depth
            node = child
        return node, depth

    def _replaced(self, holder: Node, key: str, value: Text) -> Piece:
        if not isinstance(holder.parts, dict):
            raise TypeError("only values of mappings are replaced")
        old, name = holder.parts[key], holder.keys[key]
        if holder.flow:
            return old.start, old.end, flow_text(value, key)
        lines = self._rendered(key, value, name.column)
        rest = self.text[old.end :].split("\n", 1)[0].strip()
        if rest and len(lines) > 1:
            # A comment behind the value would become part of a block.
            lines = [f"{self.text[name.start : name.end]}: {flow_text(value, key)}"]
        return name.start, old.end, "\n".join(lines)

    @staticmethod
    def _rendered(key: str, value: Text, column: int) -> list[str]:
        first, *rest = yaml_text({key: value}).removesuffix("\n").split("\n")
        return [first, *(f"{' ' * column}{line}" if line else "" for line in rest)]

    def _added(self, path: Path, holder: Node, entry: Text) -> Piece:
        """A new entry, behind the one that stands before it in what is taken for the order."""
        if not isinstance(holder.parts, dict):
            raise TypeError("only mappings are added to")
        before = self._before(path, holder)
        if holder.flow:
            words = flow_text(entry)[1:-1]
            return (before.end, before.end, f", {words}") if before else (holder.end - 1, holder.end - 1, words)
        key = str(path[-1])
        column = next(iter(holder.keys.values())).column
        lines = self._rendered(key, entry[key], column)
        apart = "\n" if column == 0 and len(lines) > 1 else ""
        at = self.text.find("\n", holder.end if before is None else before.end)
        at = len(self.text.rstrip()) if at < 0 else at
        return at, at, f"{apart}\n{' ' * column}" + "\n".join(lines)

    def _siblings(self, path: Path) -> list[str]:
        data = self.like
        for step in path[:-1]:
            if isinstance(data, dict):
                data = data.get(step)
            else:
                data = data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None
        return list(data) if isinstance(data, dict) else []

    def _rank(self, path: Path) -> int:
        siblings = self._siblings(path)
        return siblings.index(str(path[-1])) if path[-1] in siblings else len(siblings)

    def _before(self, path: Path, holder: Node) -> Node | None:
        """The value behind which an added key belongs; the last one where nothing tells."""
        if not isinstance(holder.parts, dict) or not holder.parts:
            return None
        siblings = self._siblings(path)
        if path[-1] in siblings:
            for name in reversed(siblings[: siblings.index(str(path[-1]))]):
                if name in holder.parts:
                    return holder.parts[name]
        return max(holder.parts.values(), key=lambda part: part.end)
