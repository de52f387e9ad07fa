"""What can be wrong with a file of translations, said by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from simulator.scenario import Diagnostic, ScenarioError

CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "SG430": ("The file is larger than 16 MB.", "Send back the file that was exported, not a collection of them."),
        "SG431": ("The file is not UTF-8.", "Save it as UTF-8; spreadsheets call it CSV UTF-8."),
        "SG432": ("The file is broken.", "Look at the place named, or begin with a fresh export."),
        "SG433": ("The file is no CSV, XLIFF 2 or PO of ours.", "Begin with a fresh export."),
        "SG434": ("The file is in another language than asked for.", "Name the language of the file."),
        "SG435": ("The file belongs to another scene.", "Name that scene, or take the right file."),
        "SG436": ("The scene has no text of that id.", "Leave the ids as they were exported."),
        "SG437": ("An id stands twice.", "Keep one of the two."),
        "SG438": ("A placeholder of the original is lost.", "Put it back, in the form the language needs."),
        "SG439": ("A placeholder names no draw.", "Write it as in the original."),
        "SG440": ("The text cannot be read.", "Write one entry a line, as the note tells."),
        "SG441": (
            "The original has changed since the export (warning).",
            "Export again and look at the text once more.",
        ),
        "SG442": ("A translation is missing.", "Translate it, or import with --unfinished and go on later."),
        "SG443": ("The state is unknown.", "Write `missing`, `stale` or `done`."),
    }
)


class TranslationError(ScenarioError):
    """A file of translations cannot be taken over; `diagnostics` say why, all at once. Nothing was written."""


@dataclass(slots=True)
class Faults:
    """Collects what is wrong with one file."""

    file: str
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, line: int, code: str, message: str, suggestion: str = "", *, warning: bool = False) -> None:
        """Note a fault at a line (1-based) of the file."""
        severity = "warning" if warning else "error"
        self.found.append(
            Diagnostic(self.file, max(line, 1), 1, code, severity, message, suggestion or CODES[code][1])  # type: ignore[arg-type]  # one of the two
        )

    def raise_errors(self) -> None:
        """Raise TranslationError if anything found is an error."""
        if any(item.severity == "error" for item in self.found):
            raise TranslationError(sorted(dict.fromkeys(self.found), key=lambda item: (item.line, item.code)))


def code_table() -> str:
    """The table of codes in Markdown."""
    rows = [f"| `{code}` | {meaning} | {advice} |" for code, (meaning, advice) in CODES.items()]
    return "\n".join(["| code | meaning | what to do |", "|---|---|---|", *rows])
