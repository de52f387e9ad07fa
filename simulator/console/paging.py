"""Long lists in parts: which part is asked for, and the addresses of those before and behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.console.ask import Ask

PAGE = 50
"""Lines on one page of a list; a file holds them all."""
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a long list.

    Args:
        offset: so many lines stand before it.
        limit: so many lines it has at most.
        before: the address of the part before it, "" where there is none.
        behind: the address of the part behind it.
    """

    offset: int
    limit: int
    before: str
    behind: str

    @property
    def lines(self) -> slice:
        """Where it lies in the whole list."""
        return slice(self.offset, self.offset + self.limit)


def part_of(ask: Ask, count: int, query: str, size: int = PAGE) -> Part:
    """The part of a list that is asked for.

    Args:
        ask: the request.
        count: lines of the whole list.
        query: what else was chosen, as the part of an address behind the question mark.
        size: lines of a part.
    """
    asked = ask.query.get("page")
    last = max(1, -(-count // size))
    page = min(last, max(1, int(asked))) if asked.isdecimal() and len(asked) < _DIGITS else 1
    before, behind = (
        f"{ask.url}?{query + '&' if query else ''}page={each}" if 1 <= each <= last else ""
        for each in (page - 1, page + 1)
    )
    return Part((page - 1) * size, size, before, behind)
