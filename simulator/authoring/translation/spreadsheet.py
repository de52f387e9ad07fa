"""Units as CSV for spreadsheets: UTF-8 with a mark, and nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from scoring import LANGUAGES

from .exchanged import Exchanged, Row, decode
from .faults import Faults
from .units import State, Unit

_HEAD = ("id", "en", "", "state", "note")
_SOURCE, _TARGET, _STATE = 1, 2, 3
# Spreadsheets take these for the beginning of a formula, the wide ones in Asia, too.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_MAX_CELL = 131_072


def write_csv(units: Iterable[Unit], language: str) -> bytes:
    """The file for a spreadsheet."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow((*_HEAD[:2], language, *_HEAD[3:]))
    for unit in units:
        cells = (unit.id, unit.shown_source, unit.target, unit.state.value, unit.note)
        table.writerow([_defused(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _defused(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _fused(cell: str) -> str:
    return cell[1:] if _DEFUSED.match(cell) else cell


def read_csv(raw: bytes, faults: Faults) -> Exchanged | None:
    """The rows of a file a spreadsheet has saved, with commas, semicolons or tabs, or None where it is none."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        # What spreadsheets call Unicode text.
        try:
            text: str | None = raw.decode("utf-16")
        except UnicodeDecodeError:
            faults.add(1, "SG431", "The file says it is UTF-16 and is not.")
            return None
    else:
        text = decode(raw, faults)
    if text is None:
        return None
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    old = csv.field_size_limit(_MAX_CELL)
    try:
        return _read_rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), faults)
    finally:
        csv.field_size_limit(old)


def _read_rows(table: csv._reader, faults: Faults) -> Exchanged | None:  # type: ignore[name-defined]  # the stubs' name
    rows: list[Row] = []
    try:
        head = [cell.strip().lower() for cell in next(table, [])]
        # Columns behind ours are the translator's own business.
        if len(head) < _STATE or head[:_TARGET] != list(_HEAD[:_TARGET]) or head[_TARGET] not in LANGUAGES:
            advice = "The first row is id, en, the code of the language (fi, sv, ru, el), state, note."
            faults.add(1, "SG433", "The columns are not those of an export.", advice)
            return None
        line = table.line_num + 1
        for cells in table:
            if any(cell.strip() for cell in cells):
                rows.append(_row(cells, head, line, faults))
            line = table.line_num + 1
    except csv.Error as error:
        faults.add(table.line_num, "SG432", f"The table cannot be read: {error}.", "Look at the quotes near this line.")
        return None
    return Exchanged("", head[_TARGET], rows)


def _row(cells: list[str], head: list[str], line: int, faults: Faults) -> Row:
    cells = [_fused(cell) for cell in cells] + [""] * (len(head) + _STATE - len(cells))
    said = cells[_STATE].strip().lower() if len(head) > _STATE and head[_STATE] == "state" else ""
    state = None
    if said in {state.value for state in State}:
        state = State(said)
    elif said:
        faults.add(line, "SG443", f'There is no state "{said[:40]}".')
    return Row(cells[0].strip(), cells[_SOURCE], cells[_TARGET], state, line)
