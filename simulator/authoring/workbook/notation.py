"""What stands in one cell: compact notations that people read and type, and that are read back strictly.

`any_act: rude, dismiss; anger >= 40; not (known: fee)` is a condition, `anger +8, patience -6` a change of mood,
`20..60` a range. What a notation cannot say exactly (an order of keys nobody writes, a null) stands in the cell as
`json: …`; so nothing is ever lost, and everything stays visible.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CellValue = str | int | float | bool | None
"""What a cell of a workbook can hold."""

JSON = "json:"
MOST_CHARS = 32_767
"""Characters a cell can hold."""

_REFERENCE = re.compile(r"[A-Za-z0-9_.]+(?: [A-Za-z0-9_.]+)?")
_INT = re.compile(r"[-+]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,6}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TOKEN = re.compile(r"\s*(?:(>=|<=|≥|≤|\.\.|[();:,|=])|([-+]?[A-Za-z0-9_]+)|(\S))")
_SAME = {"≥": ">=", "≤": "<="}

LISTS = (
    "acts", "any_act", "no_act", "asked", "stated", "wrong_fact", "action", "offered", "said", "said_any", "unsaid",
    "known", "unknown", "done", "undone", "promised", "carried",
)  # fmt: skip
FLAGS = ("interrupted", "wrong_language", "restated")
RANGES = ("facts_stated", "anger", "trust", "heard", "patience", "turn", "visits", "stays", "time_s", "queue")
MAPS = ("drawn", "world")
COMBINED = ("all", "any", "not")
CONDITION_KEYS = (*LISTS, *FLAGS, *RANGES, *MAPS, *COMBINED)
MOODS = ("anger", "trust", "heard", "patience")
_DEEPEST = 20
_NONE = "(none)"


class NotationError(Exception):
    """A cell cannot be read: what is wrong with it, and what to write."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message, self.advice = message, advice


@dataclass(frozen=True, slots=True)
class Codec:
    """How one sort of value is written into a cell and read from it.

    Args:
        name: what it is called in messages.
        write: data to cell; None where the notation cannot say it.
        read: a cell that is not empty to data. Raises NotationError.
    """

    name: str
    write: Callable[[Any], CellValue]
    read: Callable[[CellValue], Any]

    def to_cell(self, value: Any) -> CellValue:
        """The cell for `value`; JSON where the notation would not give it back as it is."""
        cell = self.write(value)
        if cell is not None and cell != "":
            try:
                if same(self.read(cell), value):
                    return cell
            except NotationError:
                pass
        return f"{JSON} {json.dumps(value, ensure_ascii=True)}"

    def from_cell(self, cell: CellValue) -> Any:
        """The value of a cell that is not empty. Raises NotationError."""
        if isinstance(cell, str) and cell.lstrip().startswith(JSON):
            return _read_json(cell.strip()[len(JSON) :])
        return self.read(cell)


def same(left: Any, right: Any) -> bool:
    """Whether two pieces of data are equal to the last type and order of keys."""
    return json.dumps(left) == json.dumps(right)


def _read_json(text: str) -> Any:
    def refuse(number: str) -> Any:
        raise NotationError(f"{number} has a point.", "Write it in quotes.")

    try:
        return json.loads(text, parse_float=refuse, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise NotationError("What stands after json: is no JSON.", "Take it over from the export unchanged.") from error


# Single values.


def _write_text(value: Any) -> CellValue:
    plain = isinstance(value, str) and not _CONTROL.search(value) and not value.lstrip().startswith(JSON)
    return value if plain else None


def _read_text(cell: CellValue) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).replace("\r\n", "\n").replace("\r", "\n")


def _read_name(cell: CellValue) -> str:
    return _read_text(cell).strip()


def _write_scalar(value: Any) -> CellValue:
    return value if isinstance(value, bool | int) else _write_text(value)


def _read_scalar(cell: CellValue) -> Any:
    if isinstance(cell, bool | int):
        return cell
    return int(cell) if isinstance(cell, float) and cell.is_integer() else _read_name(cell)


def _write_number(value: Any) -> CellValue:
    if isinstance(value, int):
        return None if isinstance(value, bool) else value
    # 47.90 stays text, so that its last digit is not lost.
    return (
        float(value) if isinstance(value, str) and _DECIMAL.fullmatch(value) and repr(float(value)) == value else None
    )


def _read_number(cell: CellValue) -> Any:
    text = _read_text(cell).strip().replace("\u2212", "-")
    if isinstance(cell, bool) or not (_INT.fullmatch(text) or _DECIMAL.fullmatch(text)):
        raise NotationError(f'"{text[:40]}" is no number.', "Write a number like 12 or -0.25.")
    return _points(text)


def _points(text: str) -> int | str:
    """A number as the files hold it: whole, or a text with a point."""
    return int(text) if _INT.fullmatch(text) else text.removeprefix("+")


def _write_flag(value: Any) -> CellValue:
    return ("yes" if value else "no") if isinstance(value, bool) else None


def _read_flag(cell: CellValue) -> bool:
    word = _read_text(cell).strip().lower()
    if word not in ("yes", "no", "true", "false"):
        raise NotationError(f'"{word[:40]}" is neither yes nor no.', "Write yes or no.")
    return word in ("yes", "true")


def _read_setting(cell: CellValue) -> Any:
    """A value by what it looks like: a number, yes or no, else a text."""
    value = _read_scalar(cell)
    if isinstance(value, str):
        if value.lower() in ("yes", "no", "true", "false"):
            return _read_flag(value)
        if _INT.fullmatch(value) or _DECIMAL.fullmatch(value):
            return _points(value)
    return value


def _write_setting(value: Any) -> CellValue:
    return _write_flag(value) if isinstance(value, bool) else _write_number(value) or _write_scalar(value)


SETTING = Codec("setting", _write_setting, _read_setting)
TEXT = Codec("text", _write_text, _read_text)
NAME = Codec("name", _write_text, _read_name)
SCALAR = Codec("value", _write_scalar, _read_scalar)
NUMBER = Codec("number", _write_number, _read_number)
FLAG = Codec("yes or no", _write_flag, _read_flag)


# Lists and small mappings.


def _is_list_of_names(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and bool(value)
        and all(isinstance(item, int) or (isinstance(item, str) and _REFERENCE.fullmatch(item)) for item in value)
    )


def _write_names(value: Any) -> CellValue:
    if value == []:
        return _NONE
    return ", ".join(map(str, value)) if _is_list_of_names(value) else None


def _read_names(cell: CellValue) -> list[Any]:
    text = _read_text(cell)
    if text.strip() == _NONE:
        return []
    items = [" ".join(item.split()) for item in text.split(",")]
    for item in items:
        if not _REFERENCE.fullmatch(item):
            raise NotationError(f'"{item[:40]}" is no name.', "Write names with commas between them: one, two.")
    return [int(item) if _INT.fullmatch(item) else item for item in items]


def _write_effect(value: Any) -> CellValue:
    if not isinstance(value, Mapping) or not value:
        return None
    return ", ".join(f"{name} {_signed(points)}" for name, points in value.items())


def _signed(points: Any) -> str:
    text = str(points)
    return text if text.startswith("-") else f"+{text}"


def _read_effect(cell: CellValue) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in _read_text(cell).replace("\u2212", "-").split(","):
        name, _, number = part.strip().partition(" ")
        name, number = name.lower(), number.replace(" ", "")
        if name not in MOODS:
            raise NotationError(
                f'"{name[:40]}" is no part of the mood.{_near(name, MOODS)}', f"There are {', '.join(MOODS)}."
            )
        if name in found:
            raise NotationError(f'"{name}" stands here twice.', "Keep one of the two.")
        if not (_INT.fullmatch(number) or _DECIMAL.fullmatch(number)):
            raise NotationError(f'"{part.strip()[:40]}" has no number.', "Write it like: anger -6, trust +4.")
        found[name] = _points(number)
    return found


def _write_range(value: Any) -> CellValue:
    if not isinstance(value, Mapping) or not all(type(number) is int for number in value.values()):
        return None
    ends = tuple(value)
    if ends == ("min",):
        return f">= {value['min']}"
    if ends == ("max",):
        return f"<= {value['max']}"
    if ends != ("min", "max"):
        return None
    return f"= {value['min']}" if value["min"] == value["max"] else f"{value['min']}..{value['max']}"


def _read_range(cell: CellValue) -> dict[str, int]:
    reader = _Reader(_read_text(cell))
    found = reader.range_()
    reader.end()
    return found


def _write_ranges(value: Any) -> CellValue:
    if not isinstance(value, Mapping) or not value:
        return None
    parts = [(name, _write_range(item)) for name, item in value.items()]
    return None if any(item is None for _, item in parts) else "; ".join(f"{name} {item}" for name, item in parts)


def _read_ranges(cell: CellValue) -> dict[str, Any]:
    reader = _Reader(_read_text(cell))
    found: dict[str, Any] = {}
    while True:
        name = reader.new_name(found)
        found[name] = reader.range_()
        if not reader.took(";"):
            reader.end()
            return found


def _write_picked(value: Any) -> CellValue:
    if not isinstance(value, Mapping) or not value:
        return None
    try:
        return "; ".join(f"{name}: {_must(_write_names(items))}" for name, items in value.items())
    except TypeError:
        return None


def _read_picked(cell: CellValue) -> dict[str, Any]:
    reader = _Reader(_read_text(cell))
    found: dict[str, Any] = {}
    while True:
        name = reader.new_name(found)
        reader.need(":")
        found[name] = reader.names()
        if not reader.took(";"):
            reader.end()
            return found


def _write_candidates(value: Any) -> CellValue:
    if not isinstance(value, list) or not all(
        isinstance(item, Mapping) and tuple(item) == ("line", "quality") for item in value
    ):
        return None
    return "; ".join(f"{item['quality']}: {item['line']}" for item in value)


def _read_candidates(cell: CellValue) -> list[dict[str, str]]:
    found = []
    for part in _read_text(cell).split(";"):
        quality, colon, line = (piece.strip() for piece in part.partition(":"))
        if not colon or not _REFERENCE.fullmatch(line) or not _REFERENCE.fullmatch(quality):
            raise NotationError(
                f'"{part.strip()[:40]}" names no line.', "Write it like: good: cand.one; poor: cand.two."
            )
        found.append({"line": line, "quality": quality})
    return found


NAMES = Codec("list of names", _write_names, _read_names)
EFFECT = Codec("change of mood", _write_effect, _read_effect)
RANGE = Codec("range", _write_range, _read_range)
RANGES_BY_NAME = Codec("ranges by name", _write_ranges, _read_ranges)
PICKED = Codec("options by draw", _write_picked, _read_picked)
CANDIDATES = Codec("responses by quality", _write_candidates, _read_candidates)


# Conditions.


def _write_condition(value: Any) -> CellValue:
    try:
        return _condition_text(value)
    except (TypeError, KeyError, AttributeError):
        return None


def _condition_text(value: Mapping[str, Any]) -> str:
    return "; ".join(_clauses(value)) if value else "always"


def _clauses(value: Mapping[str, Any]) -> Iterator[str]:
    """The clauses of a condition. Raises TypeError where the notation has none for what it holds."""
    for key, item in value.items():
        if key in LISTS:
            yield f"{key}: {_must(_write_names(item))}"
        elif key in FLAGS:
            yield f"{key}: {_must(_write_flag(item))}"
        elif key in RANGES:
            yield f"{key} {_must(_write_range(item))}"
        elif key in MAPS:
            yield from (f"{key} {name}: {_must(_write_names(options))}" for name, options in item.items())
        elif key == "not":
            yield f"not ({_condition_text(item)})"
        elif key in COMBINED:
            yield f"{key} of ({' | '.join(_condition_text(part) for part in item)})"
        else:
            raise TypeError(key)


def _must(cell: CellValue) -> str:
    if cell is None or cell == _NONE:
        raise TypeError
    return str(cell)


def _read_condition(cell: CellValue) -> dict[str, Any]:
    reader = _Reader(_read_text(cell))
    found = reader.condition()
    reader.end()
    return found


CONDITION = Codec("condition", _write_condition, _read_condition)


class _Reader:
    """Reads the tokens of one cell from left to right, without ever going back."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        for match in _TOKEN.finditer(" ".join(text.split())):
            if match[3]:
                raise NotationError(f'"{match[3]}" does not belong here.', "Write it like: any_act: rude; anger >= 40.")
            self.tokens.append(_SAME.get(match[1] or "", match[1] or match[2]))
        self.at = 0
        self.deep = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def took(self, token: str) -> bool:
        """Whether the next token is this one; then it is taken."""
        if self.peek() != token:
            return False
        self.at += 1
        return True

    def need(self, token: str) -> None:
        if not self.took(token):
            raise NotationError(f'Here "{token}" is missing{self._where()}.', f'Put "{token}" there.')

    def end(self) -> None:
        if self.peek():
            raise NotationError(
                f'"{self.peek()[:40]}" is one too many{self._where()}.', "Separate parts by a semicolon."
            )

    def _where(self) -> str:
        before = " ".join(self.tokens[max(0, self.at - 3) : self.at])
        return f' after "{before}"' if before else ""

    def name(self) -> str:
        token = self.take()
        if not _REFERENCE.fullmatch(token):
            raise NotationError(f"A name is missing{self._where()}.", "Write it like: any_act: rude, dismiss.")
        return token

    def new_name(self, found: Mapping[str, Any]) -> str:
        """A name that is not among those found before."""
        name = self.name()
        if name in found:
            raise NotationError(f'"{name}" stands here twice.', "Put the two together.")
        return name

    def names(self) -> list[Any]:
        found = []
        while True:
            item = self.name()
            # `remedy refund` is one name of two words.
            if _REFERENCE.fullmatch(self.peek()):
                item += f" {self.take()}"
            found.append(int(item) if _INT.fullmatch(item) else item)
            if not self.took(","):
                return found

    def number(self) -> int:
        token = self.take()
        if not _INT.fullmatch(token):
            raise NotationError(f'"{token[:40]}" is no whole number.', "Write a range like >= 40, <= 60 or 40..60.")
        return int(token)

    def range_(self) -> dict[str, int]:
        if self.took(">="):
            return {"min": self.number()}
        if self.took("<="):
            return {"max": self.number()}
        if self.took("="):
            number = self.number()
            return {"min": number, "max": number}
        least = self.number()
        self.need("..")
        return {"min": least, "max": self.number()}

    def condition(self) -> dict[str, Any]:
        """Clauses between semicolons, up to a bar, a closing bracket or the end."""
        self.deep += 1
        if self.deep > _DEEPEST:
            raise NotationError("The brackets stand too deep in one another.", "Make it simpler.")
        found: dict[str, Any] = {}
        if not (self.peek() == "always" and self.took("always")):
            while True:
                self.clause(found)
                if not self.took(";"):
                    break
        self.deep -= 1
        return found

    def clause(self, found: dict[str, Any]) -> None:
        key = self.name().lower()
        if key not in CONDITION_KEYS:
            raise NotationError(
                f'"{key[:40]}" is no condition.{_near(key, CONDITION_KEYS)}', "The first sheet lists them."
            )
        if key in MAPS:
            name = self.new_name(found.get(key, {}))
            self.need(":")
            found.setdefault(key, {})[name] = self.names()
            return
        if key in found:
            raise NotationError(f'"{key}" stands here twice.', "Put the two together, or use: all of (… | …).")
        if key in RANGES:
            found[key] = self.range_()
        elif key in FLAGS:
            self.need(":")
            found[key] = _read_flag(self.take())
        elif key in LISTS:
            self.need(":")
            found[key] = self.names()
        else:
            found[key] = self.combined(key)

    def combined(self, key: str) -> Any:
        """`not (…)`, `all of (… | …)`, `any of (… | …)`."""
        if key != "not":
            self.need("of")
        self.need("(")
        parts = [self.condition()]
        while key != "not" and self.took("|"):
            parts.append(self.condition())
        self.need(")")
        return parts[0] if key == "not" else parts


def _near(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""
