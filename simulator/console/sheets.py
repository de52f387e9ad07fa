"""Tables of the console as values: the page shows them, and each goes out as CSV, XLSX and PDF by `written_sheets`."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from simulator.texts import Texts, visible

Kind = Literal["text", "number", "percent", "day", "moment"]
Cell = str | int | float | date | datetime | None
Row = tuple[Cell, ...]
FORMULA_STARTS = frozenset("=+-@")
"""A text that begins so would be read as a formula by a spreadsheet."""
_UNSEEN_STARTS = frozenset("\t\r\x00\n")
# A quotation mark behind a break opens or closes a cell and is gone; what stands behind it begins the cell.
_AFTER_A_BREAK = re.compile(r"([;\t\n][\s\"\u00ad\u200b-\u200f\u2060\ufeff]*)([=+\-@＝＋－＠﹢﹣﹦﹫])")
_MOST_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        key: names it in code and in machine-readable output.
        head: what people read over it, in their language.
        kind: how its cells are shown. "percent" cells are numbers of a hundred; "moment" cells are aware times.
    """

    key: str
    head: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class LongRows:
    """Rows of a whole company: they are read a part at a time while a file is written, and never held together.

    Args:
        count: how many there are, found out without reading them; what the forms that hold no more refuse by.
        read: reads them from the first on, part by part.
    """

    count: int
    read: Callable[[], Iterator[Iterable[Row]]]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Row]:
        for part in self.read():
            yield from part


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with what one must know to read it.

    Args:
        name: short ASCII name, for the file.
        title: what it is, in the reader's language.
        columns: from left to right.
        rows: each as many cells as there are columns; None is "nothing to show". `LongRows` where they may be very
            many.
        notes: what it shows: mark of record or proposal, smallest group, what is left out.
        as_of: the day or aware moment the data are of.
        made_at: when the file was made; given only where that itself matters, since two files of the same data are
            the same bytes without it.

    Raises:
        ValueError: a row of the wrong length, a time without a zone, a truth value as a cell: faults of our own.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] | LongRows
    notes: tuple[str, ...] = ()
    as_of: date | None = None
    made_at: datetime | None = None

    def __post_init__(self) -> None:
        if isinstance(self.rows, tuple):
            self._checked(self.rows)
        _check(self.name, self.as_of)
        _check(self.name, self.made_at)

    def parts(self) -> Iterator[Iterable[Row]]:
        """Its rows, a part at a time."""
        if isinstance(self.rows, tuple):
            yield self.rows
            return
        for part in self.rows.read():
            yield self._checked(tuple(part))

    def whole(self) -> Sheet:
        """The same with all its rows read."""
        return self if isinstance(self.rows, tuple) else replace(self, rows=tuple(self.rows))

    def _checked(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        for row in rows:
            if len(row) != len(self.columns):
                raise ValueError(f"sheet {self.name!r}: {len(row)} cells under {len(self.columns)} columns")
            for cell in row:
                _check(self.name, cell)
        return rows

    def about(self, words: Texts) -> tuple[str, ...]:
        """Its notes, the date of its data and, where given, when it was made."""
        dated = () if self.as_of is None else (words("out.sheet.as_of", date=_when(self.as_of, words)),)
        made = () if self.made_at is None else (words("out.sheet.made_at", date=words.moment(self.made_at)),)
        return (*self.notes, *dated, *made)


def shown(cell: Cell, kind: Kind, words: Texts) -> str:
    """A cell as people read it on a page or on paper; "–" where there is nothing.

    Args:
        cell: the cell.
        kind: its column's kind.
        words: texts of the reader's language.
    """
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return "–"
    if isinstance(cell, date):
        return words.day(cell) if kind == "day" else _when(cell, words)
    if isinstance(cell, str):
        return visible(cell)
    if kind == "percent":
        return words("number.percent", number=_figures(cell, words))
    return _figures(cell, words)


def exact(cell: Cell) -> str:
    """A cell for a machine: full figures with a point, days and times as ISO 8601 writes them; empty for nothing."""
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone().isoformat(timespec="minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def dangerous(text: str) -> bool:
    """Whether a spreadsheet might take a text for a formula: also behind blanks, unseen and full-width characters."""
    if text[:1] in _UNSEEN_STARTS and text:
        return True
    for char in text:
        if char.isspace() or unicodedata.category(char) in ("Cf", "Cc", "Cs"):
            continue
        return unicodedata.normalize("NFKC", char)[:1] in FORMULA_STARTS
    return False


def harmless(text: str) -> str:
    """A text as a cell of CSV: no formula wherever it is opened, nothing in it unseen.

    A spreadsheet set to semicolons or tabs splits a line within our quotes; so what follows one of these is looked at
    as the beginning of a cell as well.
    """
    guarded = _AFTER_A_BREAK.sub(r"\1'\2", visible(text))
    return f"'{guarded}" if dangerous(text) else guarded


def _check(name: str, cell: Cell) -> None:
    if isinstance(cell, bool):
        raise ValueError(f"sheet {name!r}: a truth value is no cell; say it in words")  # noqa: TRY004 - our own fault
    if isinstance(cell, datetime) and cell.tzinfo is None:
        raise ValueError(f"sheet {name!r}: a time without a zone")


def _when(at: date, words: Texts) -> str:
    return words.moment(at) if isinstance(at, datetime) else words.day(at)


def _figures(number: float, words: Texts) -> str:
    if isinstance(number, int):
        written = f"{abs(number):,}"
    else:
        written = f"{abs(number):,.{_MOST_DECIMALS}f}".rstrip("0").rstrip(".")
    thousand, point = words("number.figures")[1], words("number.figures")[-3]
    written = written.translate({ord(","): thousand, ord("."): point})
    return ("−" if number < 0 and written != "0" else "") + written
