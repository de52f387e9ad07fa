"""Which columns each sheet has, and where they stand in a sheet that was read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .packing import SAYS_HEADS, entry_head
from .sheets import (
    AS_WRITTEN,
    CODES,
    LANGUAGES_SHEET,
    LINES,
    PLAN_GOALS,
    PLANS,
    SETTINGS,
    STATUS,
    TABLES,
    WORD_SHEETS,
)


def required_heads(title: str) -> tuple[str, ...]:
    """The columns a sheet must have; languages, status and orders may be left out."""
    if title in SETTINGS:
        return "key", "value"
    if title == LANGUAGES_SHEET:
        return "language", "address"
    if title in WORD_SHEETS:
        return tuple(word for word, _ in WORD_SHEETS[title])
    table = next(table for table in (*TABLES, PLAN_GOALS, PLANS) if table.sheet == title)
    middle = [head.word for head in SAYS_HEADS] if title == "says" else [entry_head(table)]
    columns = [column.head for column in table.columns if column.head not in CODES]
    return (*(word for word, _, _ in table.where), *middle, *columns)


def _known_heads(title: str) -> set[str]:
    known = {*required_heads(title), AS_WRITTEN, *CODES}
    if title == LINES:
        known.add(STATUS)
    return known | {f"order {code}" for code in CODES}


def find_heads(title: str, rows: Iterable[tuple[int, list[Any]]]) -> tuple[int, dict[str, int]]:
    """The row with the heads of a sheet, and the column of each.

    Args:
        title: the sheet.
        rows: the first rows: their numbers and cells.

    Returns:
        The number of the row, 0 where there is none, and the columns by head.
    """
    known = _known_heads(title)
    first = required_heads(title)[0]
    for number, cells in rows:
        words = [str(cell).strip().lower() if cell is not None else "" for cell in cells]
        if first in words and sum(word in known for word in words) >= 2:
            columns: dict[str, int] = {}
            for at, word in enumerate(words, start=1):
                if word in known:
                    columns.setdefault(word, at)
            return number, columns
    return 0, {}
