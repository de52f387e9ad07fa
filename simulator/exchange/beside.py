"""What a desktop writes beside the conversation, also later: it must be what this program writes.

Nobody grades it, so nobody would notice; but every page of the session reads it, and one that cannot be read would keep
trainers and HR from a conversation that its trainee would rather not have seen.
"""

from __future__ import annotations

import json
from typing import Any

from simulator.record import Entry
from simulator.review import CASE_KIND, COACHED_KIND, GUESSED_KIND

UNSAID_KIND = "unsaid"
MOST_DEEP = 12
"""So deep may be nested what stands beside the conversation."""
MOST_NUMBER = 10_000
_SHAPES: dict[str, dict[str, type]] = {
    CASE_KIND: {"turn": int},
    COACHED_KIND: {"turn": int, "strength": str},
    GUESSED_KIND: {"pillars": dict},
    UNSAID_KIND: {"text": str},
}
"""What each must hold; what else it may hold is of these sorts where it has one of these names."""
_SORTS: dict[str, type] = {"turn": int, "claimed": str, "reason": str, "strength": str, "node": str, "text": str}
BESIDE_KINDS = frozenset(_SHAPES)


def is_readable(entry: Entry) -> bool:
    """Whether an entry beside the conversation holds what its kind says; entries of other kinds are read elsewhere."""
    shape = _SHAPES.get(entry.kind)
    if shape is None:
        return True
    try:
        data = json.loads(entry.payload or b"")
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(data, dict)
        and _deep(data) <= MOST_DEEP
        and shape.keys() <= data.keys()
        and all(_is(data[name], sort) for name, sort in {**_SORTS, **shape}.items() if name in data)
        and all(_is(points, int) for points in data.get("pillars", {}).values())
    )


def _is(value: Any, sort: type) -> bool:
    """Whether a value is of a sort; what was typed may hold anything, halves of letters as well."""
    if sort is int:
        return type(value) is int and 0 <= value <= MOST_NUMBER
    return isinstance(value, sort)


def _deep(value: object, at: int = 1) -> int:
    """How deep something is nested, as far as it matters."""
    if at > MOST_DEEP or not isinstance(value, dict | list):
        return at
    inner = value.values() if isinstance(value, dict) else value
    return max((_deep(each, at + 1) for each in inner), default=at)
