"""Plain data into the files of a scene, laid out as authors write them by hand.

Short mappings stand in one line, long ones in block style; a text stays one line until it is too long to read. What is
written reads back as exactly the data it was made of, types and order of keys included, so that the hash of a scene
survives.
"""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scoring import LANGUAGES
from simulator.errors import SurroundingsError, UsageError
from simulator.scenario import lines_name

from .comments import Comments, item_key, read_comments

WIDTH = 140
"""Columns; flow style is used where it fits."""

_LONG_TEXT = 150
_FLOW_DEPTH = 4
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*\Z")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+\Z")
_PUNCTUATION = frozenset(" _-./'?!%()€$£+=–—…«»“”‘’;")
_NO_TEXT_ELSEWHERE = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}

_SCHEMAS = {
    "scenario": "# yaml-language-server: $schema=../schema.json",
    "words": "# yaml-language-server: $schema=../schema-lines.json",
    "plan": "# yaml-language-server: $schema=../../schema-plan.json",
}


def write_scene(
    folder: Path,
    scenario: Mapping[str, Any],
    words: Mapping[str, Mapping[str, Any]],
    plans: Mapping[str, Mapping[str, Any]],
    *,
    force: bool = False,
) -> tuple[Path, ...]:
    """Write the files of one scene, all of them or none.

    Everything is written beside the folder first and moved into place. With ``force`` the comments of files that are
    replaced are kept where what they stand at is still there, and files of words and plans the scene no longer has
    are removed.

    Args:
        folder: the scene's folder; its name is the scene's.
        scenario: the data of `scenario.yaml`.
        words: the data of `lines.<code>.yaml` by language.
        plans: the data of `plans/<name>.yaml` by name.
        force: whether a scene that stands there may be replaced.

    Returns:
        The files, in the order they were written.

    Raises:
        UsageError: a file would be replaced, and ``force`` was not given.
        SurroundingsError: the folder cannot be written.
        ValueError: a language or the name of a plan could not be a file's name.
    """
    old = {} if not force else {place: (folder / place) for place in _present(folder)}
    if not force and _present(folder):
        raise UsageError(f'"{folder}" holds a scene already.', "Add --force to replace it, or choose another name.")
    try:
        texts = scene_texts(scenario, words, plans, comments=_comments_of(old))
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
            for place, text in texts.items():
                target = Path(beside, place)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(text.encode("utf-8"))
            for place in texts:
                (folder / place).parent.mkdir(parents=True, exist_ok=True)
                os.replace(Path(beside, place), folder / place)  # noqa: PTH105 - replaces on Windows as well
        for place, path in old.items():
            if place not in texts:
                path.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        raise SurroundingsError(
            f'The scene cannot be written to "{folder}": {reason}.', "Look at the folder."
        ) from error
    return tuple(folder / place for place in texts)


def scene_texts(
    scenario: Mapping[str, Any],
    words: Mapping[str, Mapping[str, Any]],
    plans: Mapping[str, Mapping[str, Any]],
    *,
    comments: Mapping[str, Comments] | None = None,
) -> dict[str, str]:
    """The text of every file of a scene, by its place in the folder.

    Args:
        scenario: the data of `scenario.yaml`.
        words: the data of `lines.<code>.yaml` by language.
        plans: the data of `plans/<name>.yaml` by name.
        comments: what stood in the files before, by place.

    Raises:
        ValueError: a language or the name of a plan could not be a file's name.
    """
    kept = comments or {}
    texts = {"scenario.yaml": yaml_text(scenario, header=_SCHEMAS["scenario"], comments=kept.get("scenario.yaml"))}
    for code in sorted(words, key=_by_language):
        place = f"lines.{code}.yaml"
        texts[place] = yaml_text(words[code], header=_SCHEMAS["words"], comments=kept.get(place))
    for name in sorted(plans):
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a plan")
        place = f"plans/{name}.yaml"
        texts[place] = yaml_text(plans[name], header=_SCHEMAS["plan"], comments=kept.get(place))
    return texts


def _by_language(code: str) -> int:
    """The place of a language in the product's order. Raises ValueError for an unknown one."""
    return tuple(LANGUAGES).index(code)


def _present(folder: Path) -> list[str]:
    """The files of a scene that stand in a folder, by place."""
    words = (folder / lines_name(code) for code in LANGUAGES)
    found = [folder / "scenario.yaml", *words, *folder.glob("plans/*.yaml")]
    return sorted(path.relative_to(folder).as_posix() for path in found if path.exists())


def _comments_of(old: Mapping[str, Path]) -> dict[str, Comments]:
    return {place: read_comments(path.read_text(encoding="utf-8-sig", errors="replace")) for place, path in old.items()}


def yaml_text(data: Mapping[str, Any], *, header: str = "", comments: Comments | None = None) -> str:
    """One file as text.

    Args:
        data: what stands in it: mappings with text keys, lists, texts, whole numbers, true, false and null.
        header: a comment for the first line, where ``comments`` bring none.
        comments: comments to keep.

    Raises:
        TypeError: something stands in ``data`` that the files cannot hold.
    """
    layout = _Layout(comments or Comments())
    head = list(layout.comments.head) or ([header] if header else [])
    body: list[str] = []
    tall = False
    for key, value in data.items():
        lines = [*layout.above((key,), ""), *layout.entry((key,), value, "", f"{_key(key)}:")]
        # A part of several lines stands apart from what is around it.
        if body and (tall or len(lines) > 1):
            body.append("")
        tall = len(lines) > 1
        body += lines
    return "\n".join([*head, *body, *layout.comments.tail]) + "\n"


class _Layout:
    """Chooses between flow and block style and puts kept comments back."""

    def __init__(self, comments: Comments) -> None:
        self.comments = comments

    def above(self, path: tuple[str, ...], indent: str) -> list[str]:
        """The comments that stood above `path`."""
        return [f"{indent}{line}" for line in self.comments.above.get(path, ())]

    def entry(self, path: tuple[str, ...], value: Any, indent: str, lead: str) -> list[str]:
        """`value` after its key or dash, with the comment that stood behind it.

        Args:
            path: keys from the top; an entry of a list goes by what it holds.
            value: the data.
            indent: blanks before the lead.
            lead: `key:` or `-`.
        """
        lines = self._bare(path, value, indent, lead)
        if path in self.comments.behind:
            first = next(at for at, line in enumerate(lines) if not line.lstrip().startswith("#"))
            lines[first] += f"  {self.comments.behind[path]}"
        return lines

    def _bare(self, path: tuple[str, ...], value: Any, indent: str, lead: str) -> list[str]:
        if not isinstance(value, Mapping | list | tuple):
            return _text_entry(value, indent, lead, path)
        flow = flow_text(value, path[-1])
        if not value or (self._short(path, value) and len(indent) + len(lead) + 1 + len(flow) <= WIDTH):
            return [f"{indent}{lead} {flow}"]
        is_list_of_words = not isinstance(value, Mapping) and all(_is_plain_word(item) for item in value)
        if is_list_of_words and not self.comments.stand_inside(path):
            return _wrapped(value, indent, lead, path[-1])
        inner = list(self._inside(path, value, f"{indent}  "))
        if lead == "-":
            # The first line of what a dash holds stands beside it.
            first = next(at for at, line in enumerate(inner) if not line.lstrip().startswith("#"))
            return [*inner[:first], f"{indent}- {inner[first].lstrip()}", *inner[first + 1 :]]
        return [f"{indent}{lead}", *inner]

    def _inside(self, path: tuple[str, ...], value: Any, indent: str) -> Iterator[str]:
        """The lines of a mapping or list in block style."""
        if isinstance(value, Mapping):
            for at, (key, item) in enumerate(value.items()):
                below = (*path, key)
                if at and path == ("nodes",):
                    yield ""
                yield from self.above(below, indent)
                yield from self.entry(below, item, indent, f"{_key(key)}:")
        else:
            for item in value:
                below = (*path, item_key(item))
                yield from self.above(below, indent)
                yield from self.entry(below, item, indent, "-")

    def _short(self, path: tuple[str, ...], value: Any) -> bool:
        """Whether somebody writing by hand would put it in one line if it fits."""
        if path[0] in ("nodes", "lines") and len(path) <= 2:
            return False
        if len(path) == 1 and (path[0] in ("about", "turns") or _holds_mappings(value)):
            return False
        if self.comments.stand_inside(path):
            return False  # a comment inside needs a line of its own to stand at
        if isinstance(value, Mapping):
            return _depth(value) <= _FLOW_DEPTH
        if any(isinstance(item, Mapping | list) for item in value):
            return len(value) == 1 and _depth(value) <= _FLOW_DEPTH
        return True


def _holds_mappings(value: Any) -> bool:
    return isinstance(value, Mapping) and any(isinstance(item, Mapping) for item in value.values())


def _depth(value: Any) -> int:
    """How deep mappings and lists stand in one another."""
    if isinstance(value, Mapping):
        return 1 + max((_depth(item) for item in value.values()), default=0)
    if isinstance(value, list | tuple):
        return 1 + max((_depth(item) for item in value), default=0)
    return 0


def flow_text(value: Any, key: str = "") -> str:
    """A value in flow style: `{when: {any_act: [rude]}, to: flare}`.

    Args:
        value: the data.
        key: the key it stands under; a `value` keeps quotes around its numbers.
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(name)}: {flow_text(item, name)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow_text(item, key) for item in value) + "]"
    return _scalar(value, key, flow=True)


def _wrapped(value: Any, indent: str, lead: str, key: str) -> list[str]:
    """A long list of names in flow style over several lines."""
    lines = [f"{indent}{lead} ["]
    hang = " " * len(lines[0])
    for at, item in enumerate(value):
        word = flow_text(item, key) + ("]" if at == len(value) - 1 else ",")
        if at == 0:
            lines[-1] += word
        elif len(lines[-1]) + 1 + len(word) <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(hang + word)
    return lines


def _is_plain_word(item: Any) -> bool:
    return isinstance(item, int) or (isinstance(item, str) and len(item) <= 60 and item.count(" ") <= 1)


def _text_entry(value: Any, indent: str, lead: str, path: tuple[str, ...]) -> list[str]:
    """A scalar after its lead; a long text is folded, one of several lines stands as it is."""
    one = f"{indent}{lead} {_scalar(value, path[-1], flow=False)}"
    if not isinstance(value, str) or not _can_stand_in_block(value):
        return [one]
    inner = f"{indent}  "
    if "\n" in value:
        return [f"{indent}{lead} |-", *(f"{inner}{line}" if line else "" for line in value.split("\n"))]
    if len(value) > _LONG_TEXT and "  " not in value:
        return [f"{indent}{lead} >-", *(f"{inner}{line}" for line in _fold(value, WIDTH - len(inner)))]
    return [one]


def _can_stand_in_block(text: str) -> bool:
    """Whether block style keeps every character: no blank at the edge of a line, no line break but the plain one."""
    lines = text.split("\n")
    return bool(lines[0] and lines[-1]) and all(
        line.strip(" \t") == line and all(_is_written_plainly(char) for char in line) for line in lines
    )


def _fold(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return lines


def _key(key: str) -> str:
    return key if _KEY.match(key) and key.lower() not in _NO_TEXT_ELSEWHERE else _quoted(key)


def _scalar(value: Any, key: str, *, flow: bool) -> str:
    """A text, number or flag so that every YAML reader takes it for what it is.

    Raises:
        TypeError: it is something else.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise TypeError(f"a file of a scene cannot hold {type(value).__name__}")
    # Points are written as a number; a sum, whose last digit counts, is not.
    if key != "value" and _DECIMAL.match(value):
        return value
    return value if _is_plain(value, flow=flow) else _quoted(value)


def _is_plain(text: str, *, flow: bool) -> bool:
    """Whether a text can stand without quotes; sentences stand in them, because a colon would need them one day."""
    if " " in text and text[-1] in ".!?…»”)":
        return False
    if not text or not text[0].isalpha() or text[-1] == " " or text.lower() in _NO_TEXT_ELSEWHERE:
        return False
    allowed = _PUNCTUATION - {"?"} if flow else _PUNCTUATION | {","}
    return all(char in allowed or unicodedata.category(char)[0] in "LN" for char in text)


def _quoted(text: str) -> str:
    written = (_ESCAPES.get(char) or (char if _is_written_plainly(char) else _escape(char)) for char in text)
    return f'"{"".join(written)}"'


def _is_written_plainly(char: str) -> bool:
    """Whether a character can be seen in a file and is no line break of its own (U+0085, U+2028) or a hidden mark."""
    return char == "\n" or char in "\u00a0\u202f" or unicodedata.category(char)[0] not in "CZ" or char == " "


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
