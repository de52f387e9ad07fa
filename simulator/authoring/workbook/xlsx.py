"""Rows into an .xlsx file, the same bytes every time, and such a file back into rows, trusting nothing.

The library is openpyxl (MIT), an optional part of the installation: `pip install silk-gloves[author]`.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.errors import SurroundingsError

from .faults import Faults, column_letters
from .grid import Head, Read, Row, Sheet
from .heads import find_heads, required_heads
from .notation import CellValue
from .sheets import AS_WRITTEN, LISTS_SHEET, ORDER, README, STATUS

MAX_BYTES = 16 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024
MAX_RATIO = 400
"""XML of many like rows packs well: a scene of 10,000 nodes reaches about 40."""
MAX_PARTS = 200
MAX_ROWS = 200_000
MAX_COLUMNS = 60
_HEAD_ROWS = 6
"""The heads are looked for in the first rows; somebody may have put a note above them."""

_FIRST_ROW = 3
_MOMENT = (1980, 1, 1, 0, 0, 0)
_COLOURS = {
    "scene": "4F6D7A",
    "matter": "2E7D5B",
    "play": "8A5A2B",
    "words": "3D5A9E",
    "plans": "7A3E8E",
    "help": "5F6368",
}
_PALE = {
    "scene": "E9EFF2",
    "matter": "E6F3EC",
    "play": "F6EDE3",
    "words": "E7ECF7",
    "plans": "F2E8F6",
    "help": "EFEFF0",
}


def need_openpyxl() -> Any:
    """The library. Raises SurroundingsError where it is not installed."""
    try:
        import openpyxl
    except ImportError as error:
        raise SurroundingsError(
            "Workbooks need the library openpyxl, which is not installed.",
            'Install it with: python -m pip install "silk-gloves[author]"',
        ) from error
    return openpyxl


# Writing.


def workbook_bytes(
    sheets: Sequence[Sheet], readme: Sequence[tuple[str, str]], lists: Mapping[str, Sequence[str]]
) -> bytes:
    """The file.

    Args:
        sheets: the sheets in their order.
        readme: the lines of the first sheet, each with its kind: `title`, `head`, `text`, `code`.
        lists: what drop-down lists offer, by name.
    """
    openpyxl = need_openpyxl()
    book = openpyxl.Workbook()
    book.remove(book.active)
    _write_readme(book.create_sheet(README), readme)
    columns = {name: at for at, name in enumerate(lists, start=1)}
    for sheet in sheets:
        _write_sheet(book.create_sheet(sheet.title), sheet, columns, lists)
    heads = [Head(name, width=20) for name in lists]
    rows = max(map(len, lists.values()), default=0)
    cells: list[list[CellValue]] = [
        [values[at] if at < len(values) else None for values in lists.values()] for at in range(rows)
    ]
    own = Sheet(LISTS_SHEET, "What the drop-down lists offer. It is not read back.", "help", heads, cells)
    _write_sheet(book.create_sheet(LISTS_SHEET), own, {}, lists)
    book.properties.creator = "Silk Gloves"
    stream = io.BytesIO()
    book.save(stream)
    return _steady(stream.getvalue())


def _write_readme(page: Any, lines: Sequence[tuple[str, str]]) -> None:
    from openpyxl.styles import Alignment, Font

    fonts = {
        "title": Font(size=18, bold=True, color=_COLOURS["scene"]),
        "head": Font(size=13, bold=True, color=_COLOURS["words"]),
        "text": Font(size=11),
        "code": Font(size=11, name="Consolas"),
    }
    page.column_dimensions["A"].width = 110
    page.sheet_properties.tabColor = _COLOURS["help"]
    page.sheet_view.showGridLines = False
    for number, (kind, text) in enumerate(lines, start=1):
        cell = page.cell(number, 1)
        _put(cell, text)
        cell.font = fonts[kind]
        cell.alignment = Alignment(wrap_text=True, vertical="top", indent=0 if kind in ("title", "head") else 1)


def _write_sheet(page: Any, sheet: Sheet, columns: Mapping[str, int], lists: Mapping[str, Sequence[str]]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    dark, pale = _COLOURS[sheet.kind], _PALE[sheet.kind]
    page.sheet_properties.tabColor = dark
    meaning = {"font": Font(size=9, italic=True, color="444444"), "fill": PatternFill("solid", fgColor=pale)}
    head_style = {"font": Font(bold=True, color="FFFFFF"), "fill": PatternFill("solid", fgColor=dark)}
    top = Alignment(wrap_text=True, vertical="top")
    line = Border(bottom=Side(style="hair", color="BBBBBB"))
    quiet = Font(color="888888", size=9)
    for at, head in enumerate(sheet.heads, start=1):
        page.column_dimensions[column_letters(at)].width = head.width
        above, cell = page.cell(1, at), page.cell(2, at)
        _put(above, head.meaning or None)
        _put(cell, head.word)
        above.font, above.fill, above.alignment = meaning["font"], meaning["fill"], top
        cell.font, cell.fill, cell.alignment = head_style["font"], head_style["fill"], Alignment(vertical="center")
    page.row_dimensions[1].height = 52
    page.row_dimensions[2].height = 20
    for number, row in enumerate(sheet.rows, start=_FIRST_ROW):
        for at, value in enumerate(row, start=1):
            cell = page.cell(number, at)
            _put(cell, value)
            cell.alignment, cell.border = top, line
            if sheet.heads[at - 1].word in (AS_WRITTEN, STATUS):
                cell.font = quiet
    last = max(_FIRST_ROW, len(sheet.rows) + _FIRST_ROW - 1)
    page.freeze_panes = f"{column_letters(_frozen(sheet))}{_FIRST_ROW}"
    page.auto_filter.ref = f"A2:{column_letters(len(sheet.heads))}{last}"
    _offer(page, sheet, columns, lists, last)


def _frozen(sheet: Sheet) -> int:
    """The first column that scrolls: what names a row stays in sight."""
    return {"words": 4, "forms": 4, "says": 4, "options": 3}.get(sheet.title, 2)


def _put(cell: Any, value: CellValue) -> None:
    """Put a value into a cell; a text is never taken for a formula, now or when somebody edits it."""
    if value is None:
        return
    if isinstance(value, str):
        cell.value = ""
        cell.data_type = "s"
        cell._value = value  # noqa: SLF001 - the setter guesses formulas and errors from the text
        cell.number_format = "@"
        cell.quotePrefix = value[:1] in "=+-@'"
    else:
        cell.value = value


def _offer(page: Any, sheet: Sheet, columns: Mapping[str, int], lists: Mapping[str, Sequence[str]], last: int) -> None:
    """Drop-down lists; what is not among them is questioned, not refused: a new node has a new name."""
    from openpyxl.worksheet.datavalidation import DataValidation

    for at, head in enumerate(sheet.heads, start=1):
        if head.choices not in columns or not lists[head.choices]:
            continue
        letters = column_letters(columns[head.choices])
        source = f"{LISTS_SHEET}!${letters}${_FIRST_ROW}:${letters}${_FIRST_ROW + len(lists[head.choices]) - 1}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True, errorStyle="warning")
        rule.showErrorMessage = True
        rule.errorTitle = "Not in the list"
        rule.error = "This name is not in the list. Keep it only if you add it elsewhere."
        letters = column_letters(at)
        rule.add(f"{letters}{_FIRST_ROW}:{letters}{last + 200}")
        page.add_data_validation(rule)


def _steady(raw: bytes) -> bytes:
    """The same parts with fixed times, so that the same scene gives the same bytes."""
    stream = io.BytesIO()
    now = b"1980-01-01T00:00:00Z"
    with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as taken:
        for name in given.namelist():
            content = given.read(name)
            if name == "docProps/core.xml":
                content = _without_times(content, now)
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 0
            taken.writestr(info, content)
    return stream.getvalue()


def _without_times(content: bytes, now: bytes) -> bytes:
    """The properties with their times replaced."""
    for tag in (b"dcterms:created", b"dcterms:modified"):
        before, opening, rest = content.partition(b"<" + tag)
        if opening:
            inside, closing, after = rest.partition(b"</" + tag)
            content = before + opening + inside.partition(b">")[0] + b">" + now + closing + after
    return content


# Reading.


def read_workbook(path: Path, faults: Faults) -> dict[str, Read]:
    """The sheets of a file by title, without the first and the lists.

    Args:
        path: the file.
        faults: where what is wrong is noted; `broken` where nothing could be read.
    """
    openpyxl = need_openpyxl()
    raw = _open(path, faults)
    if raw is None:
        faults.broken = True
        return {}
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), data_only=False, keep_links=False)
    except Exception:  # noqa: BLE001 - the library raises whatever a damaged file makes it stumble over
        faults.add("SG401", "The file cannot be read as a workbook.")
        faults.broken = True
        return {}
    known = {title.lower(): title for title in ORDER}
    found = {}
    for page in book.worksheets:
        title = known.get(page.title.strip().lower())
        if title is None:
            faults.add("SG405", f'There is no sheet "{page.title[:31]}" in a scene.', at=(page.title[:31], 1, 1))
        elif title not in (README, LISTS_SHEET):
            found[title] = _read_page(page, title, faults)
    return found


def _open(path: Path, faults: Faults) -> bytes | None:
    """The bytes of a file that is fit to be parsed, or None with the reason said."""
    try:
        if path.stat().st_size > MAX_BYTES:
            faults.add("SG402", f"The file is larger than {MAX_BYTES // 2**20} MB.")
            return None
        raw = path.read_bytes()
    except OSError as error:
        faults.add("SG400", f"The file cannot be opened: {error.strerror or error}.")
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            reason = _suspicion(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        OverflowError,
    ):
        faults.add("SG401", "The file is no workbook (.xlsx), or it is damaged.")
        return None
    if reason:
        faults.add("SG402", reason)
        return None
    return raw


def _suspicion(archive: zipfile.ZipFile) -> str:
    """Why a file is not to be parsed, or "". Every part is unpacked once, in pieces, and never more than is allowed."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        return f"The workbook has {len(parts)} parts; {MAX_PARTS} is the most."
    if len({part.filename for part in parts}) != len(parts):
        return "Two parts of the workbook have the same name."
    total = 0
    for part in parts:
        size, start = 0, b""
        tail = b""
        with archive.open(part) as stream:
            while piece := stream.read(1 << 20):
                size += len(piece)
                total += len(piece)
                if total > MAX_UNPACKED or size > MAX_RATIO * max(part.compress_size, 1024):
                    return "The workbook unpacks to far more than a scene can hold."
                start = start or piece[:4]
                # Declarations may lie across two pieces.
                if b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece:
                    return "The workbook declares entities, which no workbook needs."
                tail = piece[-16:]
        if part.filename.endswith((".xml", ".rels")) and (b"\0" in start or start[:2] in (b"\xff\xfe", b"\xfe\xff")):
            return "A part of the workbook is not written in UTF-8."
    return ""


def _read_page(page: Any, title: str, faults: Faults) -> Read:
    for area in list(page.merged_cells.ranges):
        faults.add("SG408", f"The cells {area.coord} are merged.", at=(title, area.min_row, area.min_col))
    if page.max_row > MAX_ROWS or page.max_column > MAX_COLUMNS:
        _far_out(page, title, faults)
        return Read(title, {}, [])
    grid = [(number, list(cells)) for number, cells in enumerate(page.iter_rows(), start=1)]
    at, columns = find_heads(title, ((number, [cell.value for cell in cells]) for number, cells in grid[:_HEAD_ROWS]))
    if at == 0:
        faults.broken = True
        faults.add("SG404", "The heads of the columns are missing.", at=(title, 2, 1))
        return Read(title, {}, [])
    for head in required_heads(title):
        if head not in columns:
            faults.broken = True
            faults.add("SG404", f'The column "{head}" is missing.', at=(title, at, 1))
    by_number = {number: head for head, number in columns.items()}
    rows = []
    for number, cells in grid[at:]:
        row = _read_row(title, number, cells, by_number, faults)
        if row:
            rows.append(Row(title, number, row, columns))
    return Read(title, columns, rows)


def _far_out(page: Any, title: str, faults: Faults) -> None:
    faults.broken = True
    message = f"The sheet reaches to row {page.max_row}, column {page.max_column}; that is too far out."
    faults.add("SG402", message, "Delete what stands there.", at=(title, page.max_row, page.max_column))


def _read_row(
    title: str, number: int, cells: Iterable[Any], heads: Mapping[int, str], faults: Faults
) -> dict[str, CellValue]:
    """What stands in a row; what cannot be a value is said and left out."""
    found: dict[str, CellValue] = {}
    for at, cell in enumerate(cells, start=1):
        value = cell.value
        if value is None or (isinstance(value, str) and not value.strip(" \t\n")):
            continue
        place = (title, number, at)
        if at not in heads:
            message = f"Something stands in column {column_letters(at)}, which has no head we know."
            if not any(item.message == message and item.sheet == title for item in faults.found):
                faults.add("SG405", message, at=place)
        elif cell.data_type == "f":
            faults.add("SG406", "A formula stands here.", at=place)
        elif cell.data_type == "e":
            faults.add("SG409", f"The cell holds the error {str(value)[:20]}.", at=place)
        elif cell.is_date or isinstance(value, dt.date | dt.time | dt.timedelta):
            faults.add("SG407", f"A date or time stands here ({str(value)[:19]}).", at=place)
        elif isinstance(value, str | int | float):
            found[heads[at]] = value
        else:
            faults.add("SG410", "What stands here is neither text nor number.", at=place)
    return found
