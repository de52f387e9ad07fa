"""What is wrong with a file, said so that its author can mend it: place, code, message, suggestion."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from simulator.errors import CheckFailedError

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault of a file.

    Args:
        file: the path as the author would write it.
        line: 1-based line, or 1 where the whole file is meant.
        column: 1-based column in characters.
        code: `SG1xx`, explained in `scenarios/README.md`.
        severity: an `error` keeps the scene from being played, a `warning` does not.
        message: one plain sentence.
        suggestion: what to do, or "".
    """

    file: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        tail = f" {self.suggestion}" if self.suggestion else ""
        return f"{self.file}:{self.line}:{self.column} {self.code} {self.severity}: {self.message}{tail}"

    def to_json(self) -> dict[str, str | int]:
        """The diagnostic as the `check --json` command prints it."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "suggestion": self.suggestion,
        }


class ScenarioError(CheckFailedError):
    """A scenario cannot be played; `diagnostics` say why, all at once."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        errors = [item for item in self.diagnostics if item.severity == "error"]
        super().__init__("\n".join(str(item) for item in errors) or "The scenario cannot be read.")


def near_to(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The nearest known name, or "" where none is alike enough."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=likeness)), "")


def did_you_mean(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """`Did you mean "calm"?` for the nearest known name, or "" where none is near."""
    near = near_to(name, known, likeness)
    return f'Did you mean "{near}"?' if near else ""


def counted(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are: `1 error, 2 warnings`."""
    kinds = [item.severity for item in diagnostics]
    numbers = ((kinds.count(kind), kind) for kind in ("error", "warning"))
    return ", ".join(f"{number} {kind}{'' if number == 1 else 's'}" for number, kind in numbers)


def failed(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error."""
    return any(item.severity == "error" for item in diagnostics)
