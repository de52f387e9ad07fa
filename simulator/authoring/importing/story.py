"""A branching story of any program as the importers hand it on: passages, what can be answered, where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from simulator.errors import CheckFailedError
from simulator.scenario import Diagnostic

CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "SG450": ("A script, macro or variable was left out.", "Say it with conditions and moods where it matters."),
        "SG451": ("A condition was left out.", "Write it as `when`, if it still matters."),
        "SG452": ("A picture, sound or other medium was left out.", "Say in words what it showed."),
        "SG453": ("A link leads to nothing.", "Add the passage, or delete the link."),
        "SG454": ("Nothing leads to a passage.", "Lead to it, or delete its node."),
        "SG455": ("Answers cannot be told apart by what they do.", "Word them so that they do different things."),
        "SG456": ("Answers show no act; they are told apart by their words.", "Word them as somebody would say them."),
        "SG457": ("A comment for the player was left out.", "Put it into a hint, if it helps."),
        "SG458": ("A part of the file is no passage of the story.", "Nothing need be done."),
        "SG459": ("The file holds several stories.", "Name the one you want with --story."),
        "SG460": ("A text was shortened or changed to fit.", "Look at it."),
        "SG461": ("The story has no end of its own there.", "Write the ending the draft needs."),
    }
)

MOST_PASSAGES = 1000
MOST_CHOICES = 2000
MOST_NOTES = 300


class ForeignError(CheckFailedError):
    """A file of another program cannot become a scene; nothing was written."""


@dataclass(frozen=True, slots=True)
class At:
    """A place in the source.

    Args:
        line: 1-based line of a text file.
        part: what the place is called in a file without lines, like `content 3, alternative 1`.
    """

    line: int = 1
    part: str = ""


@dataclass(frozen=True, slots=True)
class SourceDiagnostic(Diagnostic):
    """What could not be carried over from a source; `part` is its place in a file without lines."""

    part: str = ""

    def __str__(self) -> str:
        place = f"{self.file}, {self.part}" if self.part else f"{self.file}:{self.line}"
        tail = f" {self.suggestion}" if self.suggestion else ""
        return f"{place}: {self.code} {self.severity}: {self.message}{tail}"

    def to_json(self) -> dict[str, str | int]:
        """The diagnostic as the command prints it with `--json`."""
        # Not super(): a dataclass with slots is another class than the one its methods were written in.
        return {**Diagnostic.to_json(self), "part": self.part}


@dataclass(slots=True)
class Notes:
    """Collects what could not be carried over from one file, each thing once."""

    file: str
    found: dict[SourceDiagnostic, None] = field(default_factory=dict)
    left_off: int = 0

    def add(self, code: str, message: str, at: At, suggestion: str = "") -> None:
        """Note it; a source with endless faults fills no memory."""
        advice = suggestion or CODES[code][1]
        note = SourceDiagnostic(self.file, max(at.line, 1), 1, code, "warning", message, advice, at.part)
        if note in self.found:
            return
        if len(self.found) >= MOST_NOTES:
            self.left_off += 1
            return
        self.found[note] = None

    def listed(self) -> list[SourceDiagnostic]:
        """All of them in the order of the source, and how many there was no room for."""
        notes = list(self.found)
        if all(not note.part for note in notes):
            notes.sort(key=lambda note: note.line)
        if self.left_off:
            text = f"{self.left_off} more things were left out that are not listed."
            notes.append(SourceDiagnostic(self.file, 1, 1, "SG450", "warning", text, "", "the rest"))
        return notes


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, known by where it came from, so that two nodes can share its line."""

    owner: str
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the player may answer.

    Args:
        words: the answer.
        to: the key of the passage it leads to.
        at: where it stands.
    """

    words: str
    to: str
    at: At


@dataclass(frozen=True, slots=True)
class Passage:
    """One moment of a story.

    Args:
        key: what links call it.
        texts: its paragraphs.
        choices: what can be answered, in order.
        onward: where it leads without an answer, or None.
        at: where it stands.
    """

    key: str
    texts: tuple[Text, ...]
    choices: tuple[Choice, ...]
    onward: str | None
    at: At


@dataclass(frozen=True, slots=True)
class Story:
    """A whole story.

    Args:
        title: what it is called, or "".
        summary: what it says of itself, or "".
        start: the key of the first passage.
        passages: by key, in order.
    """

    title: str
    summary: str
    start: str
    passages: Mapping[str, Passage]


def code_table() -> str:
    """The table of codes in Markdown."""
    rows = [f"| `{code}` | {meaning} | {advice} |" for code, (meaning, advice) in CODES.items()]
    return "\n".join(["| code | meaning | what to do |", "|---|---|---|", *rows])
