"""Sheets as files to take away. The same sheet gives the same bytes on any day, in all three forms."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Literal, get_args

from simulator.review import Document, Paragraph, Table, pdf
from simulator.texts import Texts, visible

from .sheets import Cell, Column, Sheet, dangerous, exact, harmless, shown

Form = Literal["csv", "xlsx", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)
_MEDIA_TYPES: Mapping[Form, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
MOST_ROWS: Mapping[Form, int] = {"xlsx": 100_000, "pdf": 5_000}
"""More rows no file of that form holds: it takes up to half a minute of a processor, and CSV takes any number."""
_ALIKE = 4_096
"""So many texts of a table are remembered with their guarded form: most are states, scenes and names that recur."""
_LONGEST_CELL = 32_767  # characters; Excel's own limit
_LONGEST_PRINTED = 1_200  # characters; a longer cell would fill a page of its own
_LONGEST_NAME = 31  # characters of the name of a worksheet, also Excel's
_WIDE_FROM = 6  # columns from which a page lies on its side
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - XLSX knows no zones; stands where no date of the data is given
_CELL_FORMS = {"day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "percent": "0.##%"}


@dataclass(frozen=True, slots=True)
class Written:
    """A file made of a sheet.

    Args:
        file_name: safe on every system, `readiness.xlsx`.
        media_type: for the Content-Type header.
        content: its bytes; of a sheet of `LongRows` as CSV they are made as they are taken.
    """

    file_name: str
    media_type: str
    content: bytes | Iterator[bytes]


def write_sheet(sheet: Sheet, form: Form, words: Texts) -> Written:
    """A sheet as a file.

    Args:
        sheet: the table; of more rows than `MOST_ROWS` only as CSV.
        form: "csv", "xlsx" or "pdf".
        words: texts of the reader's language.

    Raises:
        SurroundingsError: PDF without the font installed.
    """
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", sheet.name).strip("-") or "sheet"
    content: bytes | Iterator[bytes]
    if form == "csv":
        content = written_csv(sheet, words) if isinstance(sheet.rows, tuple) else csv_parts(sheet, words)
    else:
        content = (written_xlsx if form == "xlsx" else written_pdf)(sheet.whole(), words)
    return Written(f"{stem}.{form}", _MEDIA_TYPES[form], content)


def written_csv(sheet: Sheet, words: Texts) -> bytes:
    """UTF-8 with the mark Excel needs; the heads first, so that it can be sorted, what it is about under the rows."""
    return b"".join(csv_parts(sheet, words))


def csv_parts(sheet: Sheet, words: Texts) -> Iterator[bytes]:
    """The same a part at a time, as its rows are read; without what stands under the rows it is not whole."""
    guarded = lru_cache(_ALIKE)(harmless)
    heads = tuple(column.head for column in sheet.columns)
    foot = ((), *((line,) for line in (sheet.title, *sheet.about(words))))
    for number, rows in enumerate(chain(sheet.parts(), (foot,))):
        out = io.StringIO()
        lines = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        written = rows if number else chain((heads,), rows)
        lines.writerows([guarded(cell) if isinstance(cell, str) else exact(cell) for cell in row] for row in written)
        yield out.getvalue().encode("utf-8" if number else "utf-8-sig", "replace")


def written_xlsx(sheet: Sheet, words: Texts) -> bytes:
    """A workbook: the table under a head that stays in sight, and a second worksheet with what it is about.

    Texts are written as texts whatever they begin with, and marked so that they stay texts when somebody edits them.
    """
    from xlsxwriter import Workbook

    out = io.BytesIO()
    options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    book = Workbook(out, {**options, "in_memory": True, "default_date_format": _CELL_FORMS["day"]})
    book.set_properties({"title": _text(sheet.title), "author": "Silk Gloves", "created": _created(sheet)})
    wrapped = {"text_wrap": True, "valign": "top"}
    forms = {
        "head": book.add_format({**wrapped, "bold": True, "bottom": 1}),
        "text": book.add_format(wrapped),
        "quoted": book.add_format({**wrapped, "quote_prefix": True}),
        "number": book.add_format({"valign": "top"}),
        **{kind: book.add_format({"valign": "top", "num_format": form}) for kind, form in _CELL_FORMS.items()},
    }
    name, about = sheet_name(sheet.title), sheet_name(words("out.sheet.about"))
    page = book.add_worksheet(name)
    if about.casefold() == name.casefold():
        about = f"{about[: _LONGEST_NAME - 2]} 2"
    _fill(page, sheet, words, forms)
    page.set_header(f"&L{_text(sheet.title)[:100].replace('&', '&&')} ")
    page.set_footer("&R&P")
    notes = book.add_worksheet(about)
    notes.set_column(0, 0, 100)
    for at, line in enumerate((sheet.title, *sheet.about(words))):
        _write_text(notes, at, 0, line, forms, "text" if at else "head")
    book.close()
    return out.getvalue()


def written_pdf(sheet: Sheet, words: Texts) -> bytes:
    """Pages of A4, on their side where there are many columns, the head on each page, with page numbers."""
    rows = tuple(
        tuple(_printed(shown(cell, column.kind, words)) for cell, column in zip(row, sheet.columns, strict=True))
        for row in sheet.rows
    )
    heads = tuple(_printed(column.head) for column in sheet.columns)
    figures = frozenset(at for at, column in enumerate(sheet.columns) if column.kind in ("number", "percent"))
    table = Table(heads, rows, widths=_widths(heads, rows), figures=figures)
    about = sheet.about(words)
    empty = () if rows else (Paragraph(words("out.sheet.empty"), "soft"),)
    dated = "" if sheet.as_of is None else sheet.as_of.isoformat()[:10]
    document = Document(
        title=sheet.title,
        subtitle="\n".join(about),
        parts=(table, *empty),
        foot=sheet.title,
        language=words.language,
        dated=dated,
        wide=len(heads) >= _WIDE_FROM,
    )
    return pdf(document)


def sheet_name(title: str) -> str:
    """A title as the name of a worksheet: what Excel refuses is left out, and it is cut to what Excel takes."""
    name = " ".join(_NOT_IN_A_NAME.sub(" ", _text(title)).split())
    # Excel counts UTF-16 units; half a pair must not be left at the end.
    name = name.encode("utf-16-le")[: _LONGEST_NAME * 2].decode("utf-16-le", "ignore").strip(" '")
    return f"{name}_" if name.casefold() == "history" else name or "_"


def _fill(page: Any, sheet: Sheet, words: Texts, forms: Mapping[str, Any]) -> None:
    for at, column in enumerate(sheet.columns):
        _write_text(page, 0, at, column.head, forms, "head")
    for line, row in enumerate(sheet.rows, 1):
        for at, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write(page, (line, at), cell, column, forms)
    for at, wide in enumerate(_column_widths(sheet, words)):
        page.set_column(at, at, wide)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    if len(sheet.columns) >= _WIDE_FROM:
        page.set_landscape()
    if sheet.rows and sheet.columns:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _write(page: Any, place: tuple[int, int], cell: Cell, column: Column, forms: Mapping[str, Any]) -> None:
    if isinstance(cell, str):
        _write_text(page, *place, cell, forms, "text")
    elif isinstance(cell, datetime):
        # XLSX knows no zones: the hour is that of the person who reads it, as on the page.
        page.write_datetime(*place, cell.astimezone().replace(tzinfo=None, microsecond=0), forms["moment"])
    elif isinstance(cell, date):
        page.write_datetime(*place, cell, forms["day"])
    elif cell is not None and math.isfinite(cell):
        share = column.kind == "percent"
        page.write_number(*place, cell / 100 if share else cell, forms["percent" if share else "number"])


def _write_text(page: Any, line: int, at: int, text: str, forms: Mapping[str, Any], form: str) -> None:
    kept = _text(text)
    if len(kept) > _LONGEST_CELL:
        kept = f"{kept[: _LONGEST_CELL - 1]}…"
    page.write_string(line, at, kept, forms["quoted" if form == "text" and dangerous(text) else form])


def _text(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", visible(text))


def _created(sheet: Sheet) -> datetime:
    at = sheet.made_at or sheet.as_of
    if isinstance(at, datetime):
        return at.astimezone().replace(tzinfo=None, microsecond=0)
    return _UNDATED if at is None else datetime(at.year, at.month, at.day)  # noqa: DTZ001 - as above


def _column_widths(sheet: Sheet, words: Texts) -> list[int]:
    """Widths in characters: the longest line of a column within bounds."""
    heads = [column.head for column in sheet.columns]
    cells = [[shown(cell, c.kind, words) for cell, c in zip(row, sheet.columns, strict=True)] for row in sheet.rows]
    return [min(60, max(9, wide + 2)) for wide in _longest(heads, cells)]


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Shares of the page's width for each column: long texts get more, but a figure is never squeezed to nothing."""
    # A head is bold and must not break within a word; two characters are the space between the columns.
    words = [max(map(len, head.split()), default=0) for head in heads]
    longest = _longest(heads, rows)
    return tuple(max(5, min(36, wide), -(-word * 5 // 4)) + 2 for word, wide in zip(words, longest, strict=True))


def _longest(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    found = [max(map(len, head.split()), default=0) for head in heads]
    for row in rows:
        for at, cell in enumerate(row):
            found[at] = max(found[at], *(len(line) for line in cell.split("\n")))
    return found


def _printed(text: str) -> str:
    return text if len(text) <= _LONGEST_PRINTED else f"{text[: _LONGEST_PRINTED - 1]}…"
