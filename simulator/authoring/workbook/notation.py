"""What stands in one cell: compact notations that people read and type, and that are read back strictly.

`any_act: rude, dismiss; anger >= 40; not (known: fee)` is a condition, `anger +8, patience -6` a change of mood,
`20..60` a range. What a notation cannot say exactly (an order of keys nobody writes, a null) stands in the cell as
`json: …`; so nothing is ever lost, and everything stays visible.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .phrases import COMBINED, FLAGS, INT, LISTS, MAPS, RANGES, REFERENCE, NotationError, Reader, flag_of, near

CellValue = str | int | float | bool | None
"""What a cell of a workbook can hold."""

JSON = "json:"
MOST_CHARS = 32_767
"""Characters a cell can hold."""

_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,6}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

MOODS = ("anger", "trust", "heard", "patience")
_NONE = "(none)"


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
    if isinstance(cell, bool) or not (INT.fullmatch(text) or _DECIMAL.fullmatch(text)):
        raise NotationError(f'"{text[:40]}" is no number.', "Write a number like 12 or -0.25.")
    return _points(text)


def _points(text: str) -> int | str:
    """A number as the files hold it: whole, or a text with a point."""
    return int(text) if INT.fullmatch(text) else text.removeprefix("+")


def _write_flag(value: Any) -> CellValue:
    return ("yes" if value else "no") if isinstance(value, bool) else None


def _read_flag(cell: CellValue) -> bool:
    return flag_of(_read_text(cell))


def _read_setting(cell: CellValue) -> Any:
    """A value by what it looks like: a number, yes or no, else a text."""
    value = _read_scalar(cell)
    if isinstance(value, str):
        if value.lower() in ("yes", "no", "true", "false"):
            return _read_flag(value)
        if INT.fullmatch(value) or _DECIMAL.fullmatch(value):
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
        and all(isinstance(item, int) or (isinstance(item, str) and REFERENCE.fullmatch(item)) for item in value)
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
        if not REFERENCE.fullmatch(item):
            raise NotationError(f'"{item[:40]}" is no name.', "Write names with commas between them: one, two.")
    return [int(item) if INT.fullmatch(item) else item for item in items]


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
                f'"{name[:40]}" is no part of the mood.{near(name, MOODS)}', f"There are {', '.join(MOODS)}."
            )
        if name in found:
            raise NotationError(f'"{name}" stands here twice.', "Keep one of the two.")
        if not (INT.fullmatch(number) or _DECIMAL.fullmatch(number)):
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
    reader = Reader(_read_text(cell))
    found = reader.range_()
    reader.end()
    return found


def _write_ranges(value: Any) -> CellValue:
    if not isinstance(value, Mapping) or not value:
        return None
    parts = [(name, _write_range(item)) for name, item in value.items()]
    return None if any(item is None for _, item in parts) else "; ".join(f"{name} {item}" for name, item in parts)


def _read_ranges(cell: CellValue) -> dict[str, Any]:
    reader = Reader(_read_text(cell))
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
    reader = Reader(_read_text(cell))
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
        if not colon or not REFERENCE.fullmatch(line) or not REFERENCE.fullmatch(quality):
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
    reader = Reader(_read_text(cell))
    found = reader.condition()
    reader.end()
    return found


CONDITION = Codec("condition", _write_condition, _read_condition)
