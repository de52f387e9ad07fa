"""Twee 3: the text form of Twine stories, as the Interactive Fiction Technology Foundation specifies it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from .story import MOST_PASSAGES, At, ForeignError, Notes

_START = "::"


@dataclass(frozen=True, slots=True)
class Source:
    """A passage as it was written: name, tags, text with its marks, and the line its text begins in."""

    name: str
    tags: tuple[str, ...]
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class SourceStory:
    """A story of Twine before its marks are read.

    Args:
        title: its name.
        start: the name of the first passage, or "".
        form: the story format, lower case: `harlowe`, `sugarcube`, `chapbook`, `snowman` or "".
        passages: in order.
    """

    title: str
    start: str
    form: str
    passages: tuple[Source, ...]


def read_twee(text: str, notes: Notes) -> SourceStory:
    """A Twee file as a story.

    Raises:
        ForeignError: no passage stands in it, or too many.
    """
    title, start, form = "", "", ""
    passages: list[Source] = []
    for source in _passages(text.split("\n"), notes):
        if source.name == "StoryTitle":
            title = source.text.strip()
        elif source.name == "StoryData":
            start, form = _story_data(source, notes)
        else:
            passages.append(source)
            refuse_more(len(passages))
    if not passages:
        raise ForeignError("The file holds no passage; each begins with a line like `:: Name`.", "Export it as Twee 3.")
    return SourceStory(title, start, form, tuple(passages))


def refuse_more(count: int) -> None:
    """Raise ForeignError where a story has more passages than a scene can have."""
    if count > MOST_PASSAGES:
        raise ForeignError(f"The story has more than {MOST_PASSAGES} passages.", "Import a part of it.")


def _passages(lines: list[str], notes: Notes) -> list[Source]:
    found: list[Source] = []
    heads = [at for at, line in enumerate(lines) if line.startswith(_START)]
    if any(line.strip() for line in lines[: heads[0] if heads else 0]):
        notes.add("SG458", "What stands before the first passage was left out.", At(1))
    for number, at in enumerate(heads):
        end = heads[number + 1] if number + 1 < len(heads) else len(lines)
        name, tags = _header(lines[at][len(_START) :])
        if not name:
            notes.add("SG458", "A passage without a name was left out.", At(at + 1))
            continue
        found.append(Source(name, tags, "\n".join(lines[at + 1 : end]).rstrip(), at + 2))
        refuse_more(len(found) - 10)
    return found


def _header(head: str) -> tuple[str, tuple[str, ...]]:
    """Name and tags of `Name [tag tag] {"position":"1,2"}`; a backslash takes a mark's meaning away."""
    name: list[str] = []
    tags: list[str] = []
    into = name
    at = 0
    while at < len(head):
        char = head[at]
        if char == "\\" and at + 1 < len(head):
            into.append(head[at + 1])
            at += 2
            continue
        if char == "[" and into is name:
            into = tags
        elif (char == "]" and into is tags) or (char == "{" and into is name):
            break
        else:
            into.append(char)
        at += 1
    return " ".join("".join(name).split()), tuple("".join(tags).split())


def _story_data(source: Source, notes: Notes) -> tuple[str, str]:
    """The first passage and the story format; a decoding error is warned of and nothing more."""
    try:
        data = json.loads(source.text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        notes.add("SG458", "StoryData is no JSON; the story begins at the passage Start.", At(source.line))
        return "", ""
    start, form = data.get("start", ""), data.get("format", "")
    return (start if isinstance(start, str) else ""), (form.lower() if isinstance(form, str) else "")
