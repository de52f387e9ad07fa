"""What is wrong with a draft, as the pages show it: where it leads, what sort it is, how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulator.scenario import Diagnostic

MOST_SHOWN = 200
_SORTS = (
    ("103", "109", "yaml"),
    ("100", "102", "file"),
    ("127", "128", "file"),
    ("110", "126", "shape"),
    ("141", "159", "reference"),
    ("160", "172", "words"),
    ("180", "183", "plan"),
    ("300", "399", "smell"),
    ("400", "449", "workbook"),
    ("450", "499", "story"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One diagnostic.

    Args:
        file: the file of the draft; "" of one that came from elsewhere.
        line: 1-based.
        column: 1-based, in characters.
        place: where it is in a file that has no lines of ours, as `sheet "nodes", cell D12`; or "".
        code: `SG104`.
        sort: last part of the key of what such a thing is called.
        grave: whether it keeps the scene from being played.
        message: one sentence, in English as everything that authors write to the program.
        advice: what to do, or "".
    """

    file: str
    line: int
    column: int
    place: str
    code: str
    sort: str
    grave: bool
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that was found, errors first.

    Args:
        shown: as much of it as is shown.
        errors: how many keep it from being played.
        warnings: how many do not.
        here: the file that is being looked at, whose lines can be jumped to; "" for none.
    """

    shown: tuple[Finding, ...]
    errors: int
    warnings: int
    here: str = ""

    @property
    def sound(self) -> bool:
        """Whether it can be played."""
        return self.errors == 0

    @property
    def left_out(self) -> int:
        """How many are not shown."""
        return self.errors + self.warnings - len(self.shown)

    def in_file(self, name: str, *, grave: bool = True) -> int:
        """How many of those shown are in a file."""
        return sum(item.file == name and item.grave == grave for item in self.shown)


def findings_of(found: Sequence[Diagnostic], *, here: str = "") -> Findings:
    """What pages show of diagnostics: of the file that is looked at first, errors before warnings.

    Args:
        found: the diagnostics.
        here: the file that is looked at.
    """
    items = [_finding(item) for item in found]
    errors = sum(item.grave for item in items)
    items.sort(key=lambda item: (not item.grave, item.file != here))
    return Findings(tuple(items[:MOST_SHOWN]), errors, len(items) - errors, here)


def notes_of(found: Iterable[Diagnostic]) -> Findings:
    """What was found in a file that was sent in: its places are not lines of a draft."""
    items = [_finding(item, foreign=True) for item in found]
    errors = sum(item.grave for item in items)
    items.sort(key=lambda item: not item.grave)
    return Findings(tuple(items[:MOST_SHOWN]), errors, len(items) - errors)


def _finding(item: Diagnostic, *, foreign: bool = False) -> Finding:
    place = ""
    if foreign:
        sheet, cell, part = (str(getattr(item, name, "")) for name in ("sheet", "cell", "part"))
        place = " ".join(filter(None, (sheet, cell))) or part or f"{item.line}:{item.column}"
    return Finding(
        "" if foreign else item.file,
        item.line,
        item.column,
        place,
        item.code,
        _sort(item.code),
        item.severity == "error",
        item.message,
        item.suggestion,
    )


def _sort(code: str) -> str:
    number = code.removeprefix("SG")
    return next((sort for least, most, sort in _SORTS if least <= number <= most), "rest")
