"""The containers of a story of ink, and the paths that lead through them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .story import ForeignError

DEEPEST = 200
_MOST_PARTS = 400_000


@dataclass(slots=True)
class Container:
    """A container of ink: its parts in order, its named parts, and the way up."""

    parts: list[Any] = field(default_factory=list)
    named: dict[str, Container] = field(default_factory=dict)
    above: Container | None = None
    place: int = -1
    """Where it stands among the parts of the one above; -1 where it is reached by its name alone."""
    path: str = ""


Pointer = tuple[Container, int]


def build(source: list[Any]) -> Container:
    """Containers of the lists of the file. Raises ForeignError where there are too many or they are nested too deep."""
    root = Container()
    waiting: list[tuple[list[Any], Container, int]] = [(source, root, 0)]
    count = 0
    while waiting:
        items, container, depth = waiting.pop()
        count += len(items)
        if depth > DEEPEST or count > _MOST_PARTS:
            raise ForeignError("The story of ink is nested too deeply or too large.", "Import a part of it.")
        names = items[-1] if items and isinstance(items[-1], Mapping) else {}
        for at, item in enumerate(items[:-1]):
            if not isinstance(item, list):
                container.parts.append(item)
                continue
            inner = Container(above=container, place=at, path=_joined(container.path, str(at)))
            own = item[-1].get("#n") if item and isinstance(item[-1], Mapping) else None
            if isinstance(own, str):
                container.named[own] = inner
                inner.path = _joined(container.path, own)
            container.parts.append(inner)
            waiting.append((item, inner, depth + 1))
        for key, item in names.items():
            if isinstance(item, list):
                inner = Container(above=container, path=_joined(container.path, str(key)))
                container.named[str(key)] = inner
                waiting.append((item, inner, depth + 1))
    return root


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def find(root: Container, here: Container, path: str) -> Pointer | None:
    """Where a path leads, from the container it stands in, or None.

    A relative path begins with a point and is meant from the part itself, so that its first `^` is the container.
    """
    relative = path.startswith(".")
    at: Container | None = here if relative else root
    steps = path.lstrip(".").split(".")[:DEEPEST]
    if relative and steps and steps[0] == "^":
        steps = steps[1:]
    index = 0
    for number, step in enumerate(steps):
        if at is None or not step:
            return None
        if step == "^":
            at = at.above
        elif step in at.named:
            at = at.named[step]
        elif step.isascii() and step.isdecimal() and len(step) < 7 and int(step) < len(at.parts):
            part = at.parts[int(step)]
            if isinstance(part, Container):
                at = part
            elif number == len(steps) - 1:
                index = int(step)
            else:
                return None
        else:
            return None
    return None if at is None else (at, index)
