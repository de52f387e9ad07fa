"""What differs between two states of a draft, file by file."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

MOST_LINES = 3_000
"""Lines of a file up to which the lines that differ are looked for: it takes the square of them."""
MOST_SHOWN = 160
_CONTEXT = 2

Sort = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """A file that differs.

    Args:
        name: of the file.
        sort: what became of it.
        lines: what differs: each line behind its sign, `+`, `-`, ` ` or `@` for a place; empty where not looked for.
        more: lines there was no room for.
        before: how many lines it had.
        after: how many it has.
    """

    name: str
    sort: Sort
    lines: tuple[tuple[str, str], ...]
    more: int
    before: int
    after: int


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """Every file that differs, in the order of the names."""
    names = dict.fromkeys((*before, *after))
    return tuple(
        _change(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def _change(name: str, before: str | None, after: str | None) -> Change:
    old, new = (before or "").splitlines(), (after or "").splitlines()
    sort: Sort = "added" if before is None else "removed" if after is None else "changed"
    lines = tuple(_differing(old, new)) if sort == "changed" and max(len(old), len(new)) <= MOST_LINES else ()
    return Change(name, sort, lines[:MOST_SHOWN], max(0, len(lines) - MOST_SHOWN), len(old), len(new))


def _differing(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(difflib.unified_diff(old, new, n=_CONTEXT, lineterm="")):
        if number < 2:
            continue  # the names of the files
        yield ("@", line.split("@@")[1].strip()) if line.startswith("@@") else (line[0], line[1:])
