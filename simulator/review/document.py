"""A document to keep or to hand on: its parts, and the same as Markdown. `portable` makes pages of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Tone = Literal["plain", "soft", "strong", "quote", "good", "bad"]
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_AT_START = re.compile(r"^(\s*)([-+>]|\d+[.)])(?=\s)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 stands over a part, level 2 within one."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text in one tone; `mark` is a word or two before it, as who speaks."""

    text: str
    tone: Tone = "plain"
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under heads; where `bars` is set, the last cell is points of 100 and drawn as a bar as well.

    Args:
        heads: over the columns.
        rows: under them.
        bars: see above.
        widths: shares of the page's width, one for each column; without them the first column is the widest.
        figures: columns of numbers, which stand at the right.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: bool = False
    widths: tuple[int, ...] = ()
    figures: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Curve:
    """Lines over the responses, 0 to 100.

    Args:
        names: what each line is called.
        lines: its values, the first at the beginning of the scene.
        start: what the beginning is called.
    """

    names: tuple[str, ...]
    lines: tuple[tuple[int, ...], ...]
    start: str


Part = Heading | Paragraph | Table | Curve


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    Args:
        title: what it is.
        subtitle: whose, when, how.
        parts: in order.
        foot: stands at the foot of each page.
        language: the language of its own words.
        dated: the day it speaks of, `2026-03-04`; nothing in it depends on the day it is made.
        wide: the pages lie on their side.
    """

    title: str
    subtitle: str
    parts: tuple[Part, ...]
    foot: str
    language: str
    dated: str
    wide: bool = False


def markdown(document: Document) -> str:
    """The document as Markdown (CommonMark with tables)."""
    lines = [f"# {_escaped(document.title)}", "", _escaped(document.subtitle), ""]
    for part in document.parts:
        lines += [*_lines_of(part), ""]
    lines += ["---", "", _escaped(document.foot), ""]
    return "\n".join(lines).encode("utf-8", "backslashreplace").decode("utf-8")


def _lines_of(part: Part) -> Iterator[str]:
    match part:
        case Heading(text, level):
            yield f"{'#' * (level + 1)} {_escaped(text)}"
        case Paragraph():
            yield from _paragraph(part)
        case Table(heads, rows):
            yield "| " + " | ".join(map(_cell, heads)) + " |"
            yield "|" + " --- |" * len(heads)
            for row in rows:
                yield "| " + " | ".join(map(_cell, row)) + " |"
        case Curve(names, curves, start):
            yield "| | " + " | ".join(map(_cell, names)) + " |"
            yield "| --- |" + " --- |" * len(names)
            for index, values in enumerate(zip(*curves, strict=True)):
                yield f"| {index or _cell(start)} | " + " | ".join(map(str, values)) + " |"


def _paragraph(part: Paragraph) -> Iterator[str]:
    text = _escaped(part.text)
    mark = f"**{_escaped(part.mark)}** " if part.mark else ""
    for index, line in enumerate(text.split("\n")):
        words = f"**{line}**" if part.tone == "strong" and line else line
        ending = "  " if index < text.count("\n") else ""
        yield f"{'> ' if part.tone == 'quote' else ''}{mark if index == 0 else ''}{words}{ending}"


def _escaped(text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", text)
    return _AT_START.sub(lambda match: match[1] + _before_last(match[2]), escaped)


def _before_last(mark: str) -> str:
    """A mark of a list where none is meant, with a backslash before its last character."""
    return mark[:-1] + "\\" + mark[-1]


def _cell(text: str) -> str:
    return " ".join(_escaped(text).split())
