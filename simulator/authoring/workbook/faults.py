"""What can be wrong with a workbook, said by sheet and cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from simulator.scenario import Diagnostic, ScenarioError

CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "SG400": ("The workbook is not there or cannot be opened.", "Check the name and the folder."),
        "SG401": ("The file is no workbook, or it is damaged or locked.", "Save it as .xlsx without a password."),
        "SG402": ("The workbook is too large, or holds what no workbook of ours holds.", "Begin with a fresh export."),
        "SG403": ("A sheet is missing.", "Take it over from a fresh export."),
        "SG404": ("A column is missing.", "Take its head over from a fresh export."),
        "SG405": ("A sheet or column is unknown.", "Correct or delete it; nothing is skipped silently."),
        "SG406": ("A formula stands where a value belongs.", "Paste the value instead."),
        "SG407": (
            "A date or time stands where a text or number belongs.",
            "Format the cell as text and type it again.",
        ),
        "SG408": ("Cells are merged.", "Split them; each cell holds one thing."),
        "SG409": ("A cell holds an error like #REF!.", "Type the value again."),
        "SG410": ("A cell cannot be read.", "Write it as the head of its column tells."),
        "SG411": ("A condition cannot be read.", "Write it like `any_act: rude; anger >= 40`."),
        "SG412": ("A name stands twice.", "Rename one of the two, or put the rows together."),
        "SG413": ("A row belongs to something that is not there.", "Correct the name, or add its row."),
        "SG414": ("A row lacks a name it needs.", "Fill the cell, or clear the row."),
        "SG415": ("Two cells contradict each other.", "Keep one of the two."),
        "SG416": ("A text is too long for a cell.", "Shorten it; a cell holds 32,767 characters."),
    }
)


@dataclass(frozen=True, slots=True)
class CellDiagnostic(Diagnostic):
    """A fault of a workbook. `line` and `column` count rows and columns of the sheet.

    Args:
        sheet: the sheet, or "" where the whole workbook is meant.
        cell: like `D12`, or "".
    """

    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        place = f'{self.file}, sheet "{self.sheet}"' if self.sheet else self.file
        place += f", cell {self.cell}" if self.cell else ""
        tail = f" {self.suggestion}" if self.suggestion else ""
        return f"{place}: {self.code} {self.severity}: {self.message}{tail}"

    def to_json(self) -> dict[str, str | int]:
        """The diagnostic as the command prints it with `--json`."""
        # Not super(): a dataclass with slots is another class than the one its methods were written in.
        return {**Diagnostic.to_json(self), "sheet": self.sheet, "cell": self.cell}


class WorkbookError(ScenarioError):
    """A workbook cannot become a scene; `diagnostics` say why, all at once."""


@dataclass(slots=True)
class Faults:
    """Collects what is wrong with one workbook."""

    file: str
    found: list[CellDiagnostic] = field(default_factory=list)
    broken: bool = False
    """Something is missing on which so much depends that looking on would only tell what follows from it."""

    def add(self, code: str, message: str, suggestion: str = "", *, at: tuple[str, int, int] | None = None) -> None:
        """Note an error at sheet, row and column (1-based), or of the whole workbook."""
        self.found.append(at_cell(self.file, at, code, message, suggestion or CODES[code][1]))

    def ordered(self) -> list[CellDiagnostic]:
        """Without repetitions, sheet by sheet as they came."""
        return list(dict.fromkeys(self.found))


def at_cell(
    file: str, at: tuple[str, int, int] | None, code: str, message: str, suggestion: str, severity: Any = "error"
) -> CellDiagnostic:
    """A diagnostic at a cell."""
    sheet, row, column = at or ("", 1, 1)
    cell = f"{column_letters(column)}{row}" if at else ""
    return CellDiagnostic(file, row, column, code, severity, message, suggestion, sheet, cell)


def column_letters(number: int) -> str:
    """`A` for 1, `AA` for 27."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters or "A"


def raise_errors(found: Iterable[Diagnostic]) -> None:
    """Raise WorkbookError if any of them is an error."""
    found = list(found)
    if any(item.severity == "error" for item in found):
        raise WorkbookError(found)


def code_table() -> str:
    """The table of codes in Markdown."""
    rows = [f"| `{code}` | {meaning} | {advice} |" for code, (meaning, advice) in CODES.items()]
    return "\n".join(["| code | meaning | what to do |", "|---|---|---|", *rows])
