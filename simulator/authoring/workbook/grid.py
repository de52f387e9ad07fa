"""A workbook as plain rows, before it is a file and after it was one."""

from __future__ import annotations

from dataclasses import dataclass, field

from .notation import CellValue

At = tuple[str, int, int]
"""Sheet, row and column, from 1."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its word, what it means, what its drop-down list offers, how wide it is."""

    word: str
    meaning: str = ""
    choices: str = ""
    width: int = 16


@dataclass(slots=True)
class Sheet:
    """A sheet that is to be written.

    Args:
        title: its name.
        meaning: what it is for.
        kind: decides the colour.
        heads: its columns.
        rows: their cells, as many as there are heads.
    """

    title: str
    meaning: str
    kind: str
    heads: list[Head]
    rows: list[list[CellValue]] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """A row that was read.

    Args:
        sheet: the sheet's name.
        number: its number in the sheet.
        cells: what stands in it by the head of the column; empty cells are not there.
        columns: the number of each column.
    """

    sheet: str
    number: int
    cells: dict[str, CellValue]
    columns: dict[str, int]

    def at(self, head: str) -> At:
        """The place of a cell."""
        return self.sheet, self.number, self.columns.get(head, 1)

    def text(self, head: str) -> str:
        """A cell as a name: without blanks around it, "" where it is empty."""
        value = self.cells.get(head)
        return "" if value is None else str(value).strip()


@dataclass(slots=True)
class Read:
    """A sheet that was read: its columns by head and its rows with something in them."""

    title: str
    columns: dict[str, int]
    rows: list[Row]
