"""Words without their dress: HTML and the marks of wikis taken off, paragraphs told apart."""

from __future__ import annotations

import html
import re

MAX_SOURCE = 100_000
"""Characters of one passage that are read; a screen of any of these programs holds a hundredth of that."""

MAX_PARAGRAPH = 1200
"""Characters; longer ones are split at the end of a sentence."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})([^<>]{0,2000})>")
_COMMENT_OPEN, _COMMENT_CLOSE = "<!--", "-->"
BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "hr",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "table",
        "section",
        "article",
        "blockquote",
        "pre",
        "header",
        "footer",
    ]
)
MEDIA = frozenset(["img", "audio", "video", "iframe", "svg", "canvas", "object", "embed", "picture", "source"])
UNSEEN = frozenset({"script", "style"})
_DOUBLED = re.compile(r"''|\*\*|__|~~|\^\^|(?<!:)//")
_EMPHASIS = re.compile(r"(?<![\w*])\*([^*\n]{1,300})\*(?![\w*])")
_RULES = ("-", "*", "_", "=<>")
_LEAD = re.compile(r"\A[ \t]*(?:#{1,6}[ \t]+|!{1,6}(?=\w)|>[ \t]+|[*+-][ \t]+)")
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufffe\uffff]"
)
_SENTENCE_END = re.compile(r"[.!?…;]['\"”»’)]*\s")


def html_paragraphs(source: str) -> tuple[list[str], set[str]]:
    """The paragraphs of a piece of HTML, and which media stood in it."""
    text, media = without_tags(without_comments(source[:MAX_SOURCE]))
    return paragraphs(html.unescape(text)), media


def without_comments(source: str) -> str:
    """The source without `<!-- … -->`; one that never closes takes the rest with it."""
    kept: list[str] = []
    at = 0
    while (opens := source.find(_COMMENT_OPEN, at)) >= 0:
        kept.append(source[at:opens])
        closes = source.find(_COMMENT_CLOSE, opens)
        if closes < 0:
            return "".join(kept)
        at = closes + len(_COMMENT_CLOSE)
    return "".join([*kept, source[at:]])


def without_tags(source: str) -> tuple[str, set[str]]:
    """The source without its tags, a line break for each block, and the media among them."""
    kept: list[str] = []
    media: set[str] = set()
    at, unseen = 0, ""
    for match in _TAG.finditer(source):
        name = match[2].lower()
        if unseen:
            if match[1] and name == unseen:
                unseen, at = "", match.end()
            continue
        kept.append(source[at : match.start()])
        at = match.end()
        if name in MEDIA or name in UNSEEN:
            media.add(name)
        if name in UNSEEN and not match[1]:
            unseen = name
        elif name in BLOCKS:
            kept.append("\n" if name == "br" else "\n\n")
    if not unseen:
        kept.append(source[at:])
    return "".join(kept), media


def without_marks(text: str) -> str:
    """A text without the marks of wikis and of Markdown."""
    lines = ["" if _is_rule(line) else _LEAD.sub("", line, count=1) for line in text.split("\n")]
    return _EMPHASIS.sub(r"\1", _DOUBLED.sub("", "\n".join(lines)))


def _is_rule(line: str) -> bool:
    """Whether a line is a rule across the page or a mark of alignment, like `---` or `=><=`."""
    chars = "".join(line.split())
    return len(chars) >= 3 and any(set(chars) <= set(rule) for rule in _RULES)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: what blank lines part, each in one line, none too long to be said."""
    parts: list[list[str]] = [[]]
    for line in _CONTROL.sub("", text).split("\n"):
        words = _BLANKS.sub(" ", line).strip()
        if words:
            parts[-1].append(words)
        elif parts[-1]:
            parts.append([])
    return [piece for part in parts if part for piece in _split(" ".join(part))]


def one_line(text: str, most: int = 400) -> str:
    """A text in one line, cut after `most` characters."""
    words = " ".join(_CONTROL.sub("", text).split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _split(text: str) -> list[str]:
    pieces: list[str] = []
    begins = 0
    while len(text) - begins > MAX_PARAGRAPH:
        limit = begins + MAX_PARAGRAPH
        ends = [match.end() for match in _SENTENCE_END.finditer(text, begins, limit)]
        blank = text.rfind(" ", begins + 1, limit)
        at = ends[-1] if ends else blank if blank > 0 else limit
        pieces.append(text[begins:at].strip())
        begins = at
    return [piece for piece in (*pieces, text[begins:].strip()) if piece]
