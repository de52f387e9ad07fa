"""Twine 2: the HTML it publishes, and archives of several stories.

Passages are single text nodes by the specification of the format, so the file is scanned for its four elements and
nothing else of HTML is read. That takes one pass whatever the file holds.
"""

from __future__ import annotations

import html

from .story import At, ForeignError, Notes
from .twee import Source, SourceStory, refuse_more

_STORY, _STORY_END = "<tw-storydata", "</tw-storydata>"
_PASSAGE, _PASSAGE_END = "<tw-passagedata", "</tw-passagedata>"
_MAX_TAG = 20_000


def read_twine(text: str, wanted: str, notes: Notes) -> SourceStory:
    """One story of a Twine file.

    Args:
        text: the file.
        wanted: the name of the story, or "" for the first.
        notes: what is left out.

    Raises:
        ForeignError: there is no story, none of that name, or it is damaged.
    """
    found: list[tuple[dict[str, str], int, int]] = []
    at = 0
    while (opens := text.find(_STORY, at)) >= 0:
        attributes, begins = _tag(text, opens + len(_STORY))
        closes = text.find(_STORY_END, begins)
        end = len(text) if closes < 0 else closes
        found.append((attributes, begins, end))
        at = end
    if not found:
        raise ForeignError("The file holds no story of Twine 2.", "Publish it to a file in Twine 2, or export Twee.")
    names = [attributes.get("name", "") for attributes, _, _ in found]
    if wanted and wanted not in names:
        raise ForeignError(f'The file holds no story named "{wanted}".', f"It holds {', '.join(names[:20])}.")
    if not wanted and len(found) > 1:
        others = ", ".join(f'"{name}"' for name in names[1:20])
        notes.add("SG459", f'The file holds {len(found)} stories; "{names[0]}" was taken, not {others}.', At(1))
    attributes, begins, end = found[names.index(wanted) if wanted else 0]
    return _story(text, attributes, begins, end, notes)


def _story(text: str, attributes: dict[str, str], begins: int, end: int, notes: Notes) -> SourceStory:
    passages: list[Source] = []
    start = ""
    at, line = begins, text.count("\n", 0, begins) + 1
    counted = begins
    while (opens := text.find(_PASSAGE, at, end)) >= 0:
        own, inner = _tag(text, opens + len(_PASSAGE))
        closes = text.find(_PASSAGE_END, inner, end)
        if closes < 0:
            raise ForeignError("The story of Twine is damaged: a passage does not close.", "Publish it again.")
        line += text.count("\n", counted, inner)
        counted = inner
        name = " ".join(own.get("name", "").split()) or f"passage {len(passages) + 1}"
        source = html.unescape(text[inner:closes])
        passages.append(Source(name, tuple(own.get("tags", "").split()), source, line))
        refuse_more(len(passages))
        if own.get("pid", "") == attributes.get("startnode", "-"):
            start = name
        at = closes
    for kind in ("script", "style"):
        if _has_own(text, kind, begins, end):
            notes.add("SG450", f"The {kind} of the story was left out.", At(text.count("\n", 0, begins) + 1))
    if not passages:
        raise ForeignError("The story of Twine has no passages.", "Publish it again.")
    title = " ".join(attributes.get("name", "").split())
    return SourceStory(title, start, attributes.get("format", "").lower(), tuple(passages))


def _has_own(text: str, kind: str, begins: int, end: int) -> bool:
    """Whether the story has a script or style of its own that is not empty."""
    opens = text.find(f"<{kind}", begins, end)
    if opens < 0:
        return False
    inner = text.find(">", opens, end)
    closes = text.find(f"</{kind}", opens, end)
    return 0 <= inner < closes and bool(text[inner + 1 : closes].strip())


def _tag(text: str, at: int) -> tuple[dict[str, str], int]:
    """The attributes of a tag, from behind its name on, and where it ends.

    Raises:
        ForeignError: it does not end.
    """
    found: dict[str, str] = {}
    limit = min(len(text), at + _MAX_TAG)
    while at < limit:
        char = text[at]
        if char == ">":
            return found, at + 1
        if char.isspace() or char == "/":
            at += 1
            continue
        name_end = at
        while name_end < limit and not text[name_end].isspace() and text[name_end] not in "=>/":
            name_end += 1
        name, at = text[at:name_end].lower(), max(name_end, at + 1)
        if at < limit and text[at] == "=":
            value, at = _value(text, at + 1, limit)
            found.setdefault(name, html.unescape(value))
        else:
            found.setdefault(name, "")
    raise ForeignError("The story of Twine is damaged: a tag does not end.", "Publish it again.")


def _value(text: str, at: int, limit: int) -> tuple[str, int]:
    quote = text[at : at + 1]
    if quote and quote in "\"'":
        closes = text.find(quote, at + 1, limit)
        if closes < 0:
            raise ForeignError("The story of Twine is damaged: a quote does not close.", "Publish it again.")
        return text[at + 1 : closes], closes + 1
    end = at
    while end < limit and not text[end].isspace() and text[end] != ">":
        end += 1
    return text[at:end], end
