"""Rows back into a scene's data, with the cell of every part, so that whatever is wrong is said where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .faults import Faults
from .grid import At, Read, Row
from .notation import CONDITION, NAME, NAMES, Codec
from .packing import POINTER, entry_head, find_table, setting_codec, usual_ranks
from .phrases import NotationError
from .sheets import AS_WRITTEN, PLAN_GOALS, PLANS, SETTINGS, TABLES, Path, Table
from .wordrows import WordReader

_MOST_STEPS = 8
_UTTERANCE = ("pick", "line", "if")


@dataclass(slots=True)
class Unpacked:
    """What a workbook holds.

    Args:
        scenario: the data of `scenario.yaml`.
        words: the data of the words by language.
        plans: the data of the plans by name.
        cells: the cell of each part, by the file and the path within it.
    """

    scenario: dict[str, Any]
    words: dict[str, dict[str, Any]]
    plans: dict[str, dict[str, Any]]
    cells: dict[str, dict[Path, At]] = field(default_factory=dict)


@dataclass(slots=True)
class _Entry:
    """One row as the entry of a container."""

    row: Row
    name: str
    data: dict[str, Any]
    cells: dict[Path, At]
    as_written: list[str]
    used: bool = False


def unpack_scene(sheets: Mapping[str, Read], faults: Faults) -> Unpacked:
    """The data of a scene.

    Args:
        sheets: what was read, by title; all that are not optional must be there.
        faults: where what is wrong is noted.
    """
    unpacker = _Unpacker(sheets, faults)
    for table in (*TABLES, PLAN_GOALS, PLANS):
        unpacker.collect(table)
    scenario = unpacker.settings()
    unpacker.fill(scenario)
    plans = unpacker.entries_of(("plans",), named=True)
    unpacker.tell_orphans()
    words = WordReader(faults)
    words.read(sheets)
    cells = {"scenario.yaml": unpacker.cells}
    cells |= {f"lines.{code}.yaml": found for code, found in words.cells.items()}
    for name in plans:
        own = {path[2:]: at for path, at in unpacker.cells.items() if path[:2] == ("plans", name)}
        cells[f"plans/{name}.yaml"] = own
    return Unpacked(scenario, words.data, plans, cells)


class _Unpacker:
    def __init__(self, sheets: Mapping[str, Read], faults: Faults) -> None:
        self.sheets, self.faults = sheets, faults
        self.containers: dict[Path, list[_Entry]] = {}
        self.cells: dict[Path, At] = {}

    # Rows.

    def collect(self, table: Table) -> None:
        """Read the rows of a table and sort them under the container they belong to."""
        sheet = self.sheets[table.sheet]
        found: dict[Path, list[_Entry]] = {}
        for row in sheet.rows:
            where = tuple(row.text(word) for word, _, _ in table.where)
            path = next((path for place in table.places if (path := place.find(where)) is not None), None)
            if path is None:
                head = table.where[0][0]
                self._tell_where(table, row, where, head)
                continue
            found.setdefault(path, []).append(self._entry(table, row))
        for path, entries in found.items():
            ordered = entries if table.name else self._ordered(table, entries)
            self.containers[path] = _utterances(ordered, self.faults) if table.sheet == "says" else ordered
            if table.name:
                self._mind_names(table, self.containers[path])

    def _tell_where(self, table: Table, row: Row, where: Sequence[str], head: str) -> None:
        if not any(where):
            self.faults.add(
                "SG414", "The row does not say where it belongs.", f'Fill the column "{head}".', at=row.at(head)
            )
            return
        message = f'"{" ".join(part for part in where if part)}" is no place rows of this sheet can belong to.'
        self.faults.add("SG413", message, f"{head}: {table.where[0][1]}", at=row.at(head))

    def _entry(self, table: Table, row: Row) -> _Entry:
        data: dict[str, Any] = {}
        cells: dict[Path, At] = {}
        for column in table.columns:
            if column.head in row.cells:
                value = self.value(row, column.head, column.codec)
                if value is not _NOTHING:
                    data[".".join(column.path)] = value
                    cells[column.path] = row.at(column.head)
        if table.sheet == "says":
            for head, codec in zip(_UTTERANCE, (NAME, NAME, CONDITION), strict=True):
                if head in row.cells and (value := self.value(row, head, codec)) is not _NOTHING:
                    data[f"({head})"] = value
        as_written = self.value(row, AS_WRITTEN, NAMES) if AS_WRITTEN in row.cells else []
        return _Entry(
            row, row.text(table.name) if table.name else "", data, cells, [] if as_written is _NOTHING else as_written
        )

    def value(self, row: Row, head: str, codec: Codec) -> Any:
        """The value of a cell, or _NOTHING with the fault said."""
        try:
            return codec.from_cell(row.cells[head])
        except NotationError as error:
            code = "SG411" if codec is CONDITION else "SG410"
            self.faults.add(code, error.message, error.advice, at=row.at(head))
            return _NOTHING

    def _ordered(self, table: Table, entries: list[_Entry]) -> list[_Entry]:
        """The entries by their number; one without stays behind the one before it."""
        head = entry_head(table)
        numbered = []
        last = 0.0
        for entry in entries:
            number = entry.row.cells.get(head)
            if isinstance(number, str):
                try:
                    number = float(number)
                except ValueError:
                    message = f'"{entry.row.text(head)[:20]}" is no number.'
                    self.faults.add(
                        "SG410", message, "Number the rows 1, 2, 3; 2.5 lies between.", at=entry.row.at(head)
                    )
            last = float(number) if isinstance(number, int | float) else last
            numbered.append((last, entry))
        return [entry for _, entry in sorted(numbered, key=lambda item: item[0])]

    def _mind_names(self, table: Table, entries: list[_Entry]) -> None:
        seen: dict[str, int] = {}
        for entry in entries:
            if not entry.name:
                self.faults.broken = True
                self.faults.add("SG414", f"The row has no {table.name}.", at=entry.row.at(table.name))
            elif entry.name in seen:
                message = f'"{entry.name}" stands here twice, first in row {seen[entry.name]}.'
                self.faults.add("SG412", message, at=entry.row.at(table.name))
            seen.setdefault(entry.name, entry.row.number)

    # Settings.

    def settings(self) -> dict[str, Any]:
        """The keys that stand one a row, with empty containers where tables go."""
        data: dict[str, Any] = {}
        for title in SETTINGS:
            for row in self.sheets[title].rows:
                self._setting(data, row)
        return data

    def _setting(self, data: dict[str, Any], row: Row) -> None:
        key = row.text("key")
        if not key:
            self.faults.add("SG414", "The row has a value but no key.", at=row.at("key"))
            return
        if "value" not in row.cells:
            return
        path = tuple(int(step) if step.isdecimal() and len(step) < 4 else step for step in key.split("."))
        cell = row.cells["value"]
        if isinstance(cell, str) and cell.startswith(POINTER):
            value: Any = [] if _is_list(path) else {}
        else:
            value = self.value(row, "value", setting_codec(path))
        if value is _NOTHING:
            return
        if len(path) > _MOST_STEPS or not _place(data, path, value):
            self.faults.add(
                "SG415", f'"{key}" does not go together with the rows above it.', "Correct the key.", at=row.at("key")
            )
            return
        self.cells[_counted(path)] = row.at("value")

    # Putting together.

    def fill(self, scenario: dict[str, Any]) -> None:
        """Put the rows of all tables into the scenario, at the places the settings keep for them."""
        roots = [path for path in self.containers if path[0] != "plans" and self._is_root(path)]
        for path in dict.fromkeys([*_pointed(scenario, ()), *roots]):
            holder: Any = scenario
            for step in path[:-1]:
                holder = holder.setdefault(str(step), {}) if isinstance(holder, dict) else {}
            if isinstance(holder, dict):
                holder[str(path[-1])] = self.entries_of(path, named=not _is_list(path))

    def _is_root(self, path: Path) -> bool:
        """Whether a container stands in the settings, not in a row of another table."""
        return not any(find_table(path[:depth]) for depth in range(1, len(path)))

    def entries_of(self, path: Path, *, named: bool) -> Any:
        """The entries of a container with all that stands below them."""
        table = find_table(path)
        found: list[tuple[str, Any]] = []
        for at, entry in enumerate(self.containers.get(path, ())):
            if table is None:
                continue
            entry.used = True
            name = entry.name if named else at
            below: Path = (*path, name)
            self.cells[below] = entry.row.at(entry_head(table))
            self.cells |= {(*below, *inner): at_cell for inner, at_cell in entry.cells.items()}
            found.append((entry.name, self._record(table, below, entry)))
        return dict(found) if named else [record for _, record in found]

    def _record(self, table: Table, path: Path, entry: _Entry) -> dict[str, Any]:
        """One mapping: its cells and the containers below it, in the order they had."""
        parts = dict(entry.data)
        for key in table.order:
            below = (*path, key)
            if find_table(below) is not None and (below in self.containers or key in entry.as_written):
                parts[key] = self.entries_of(below, named=not _is_list(below))
        plain = {column.path[0] for column in table.columns if len(column.path) == 2}
        names = [name for name in entry.as_written if name in parts or name in plain]
        ranks = usual_ranks(table)
        names += sorted((name for name in parts if name not in names), key=lambda name: ranks.get(name, len(ranks)))
        record: dict[str, Any] = {}
        for name in names:
            key, _, inner = name.partition(".")
            if inner:
                record.setdefault(key, {})[inner] = parts[name]
            else:
                record.setdefault(key, parts.get(name, {}))
        return record

    def tell_orphans(self) -> None:
        """Rows that belong to something no row of another sheet names."""
        for path, entries in self.containers.items():
            for entry in entries:
                if not entry.used:
                    table = find_table(path)
                    head = table.where[0][0] if table is not None and table.where else "name"
                    message = f'There is no "{entry.row.text(head)}" this row could belong to.'
                    self.faults.add("SG413", message, "Correct the name, or add its row.", at=entry.row.at(head))


_NOTHING = object()


def _is_list(path: Path) -> bool:
    """Whether the container at a path is a list, not a mapping by names."""
    table = find_table(path)
    return table is not None and not table.name


def _counted(path: Path) -> Path:
    """A path of a settings sheet with entries counted from 0, as the data does."""
    return tuple(step - 1 if isinstance(step, int) else step for step in path)


def _place(data: dict[str, Any], path: Path, value: Any) -> bool:
    """Put a value at its path; False where something else stands in the way."""
    holder: Any = data
    for step, following in zip(path, [*path[1:], None], strict=True):
        fresh: Any = value if following is None else [] if isinstance(following, int) else {}
        if isinstance(step, int):
            if (
                not isinstance(holder, list)
                or not 1 <= step <= len(holder) + 1
                or (following is None and step <= len(holder))
            ):
                return False
            if step == len(holder) + 1:
                holder.append(fresh)
            holder = holder[step - 1]
        else:
            if not isinstance(holder, dict) or (following is None and holder.get(step)):
                return False
            if following is None:
                holder.setdefault(step, fresh)
                holder[step] = fresh if not holder[step] else holder[step]
            holder = holder.setdefault(step, fresh)
    return True


def _pointed(data: Mapping[str, Any], path: Path) -> list[Path]:
    """The paths of containers that tables fill, in the order of the settings."""
    found: list[Path] = []
    for key, value in data.items():
        here = (*path, key)
        if find_table(here) is not None:
            found.append(here)
        elif isinstance(value, Mapping):
            found += _pointed(value, here)
    return found


def _utterances(entries: list[_Entry], faults: Faults) -> list[_Entry]:
    """Rows of the same number as one utterance with its variants."""
    found: list[_Entry] = []
    last: Any = None
    for entry in entries:
        number = entry.row.cells.get("nr")
        if not found or number is None or number != last:
            found.append(_Entry(entry.row, "", {}, {}, entry.as_written))
        last = number
        _add_pick(found[-1], entry, faults)
    return found


def _add_pick(utterance: _Entry, entry: _Entry, faults: Faults) -> None:
    """Add one row to its utterance."""
    row, data = entry.row, utterance.data
    pick = entry.data.pop("(pick)", "line")
    line, when = entry.data.pop("(line)", None), entry.data.pop("(if)", None)
    if pick == "variant":
        variant = line if isinstance(line, Mapping) else {"line": line} | ({} if when is None else {"when": when})
        if line is None:
            faults.add("SG414", "The row names no line.", at=row.at("line"))
        at = len(data.setdefault("variants", []))
        data["variants"].append(variant)
        utterance.cells["variants", at] = row.at("line")
        utterance.cells["variants", at, "when"] = row.at("if")
    elif pick != "line":
        faults.add("SG410", f'"{pick}" is neither variant nor line.', "Write variant or line.", at=row.at("pick"))
    elif "line" in data:
        faults.add(
            "SG415",
            "This utterance has a line already.",
            "Make it a variant, or give it its own number.",
            at=row.at("line"),
        )
    elif when is not None:
        faults.add(
            "SG415",
            'A row picked as "line" has no condition of its own.',
            "Pick variant, or use when.",
            at=row.at("if"),
        )
    elif line is not None:
        data["line"] = line
        utterance.cells["line",] = row.at("line")
    _add_shared(utterance, entry, faults)


def _add_shared(utterance: _Entry, entry: _Entry, faults: Faults) -> None:
    """What holds for the whole utterance may stand in any of its rows, but only once."""
    for key, value in entry.data.items():
        if key in utterance.data and utterance.data[key] != value:
            message = f'"{key}" stands differently in another row of this utterance.'
            faults.add("SG415", message, "Keep it in one row.", at=entry.row.at(key))
        utterance.data.setdefault(key, value)
    for path, at in entry.cells.items():
        utterance.cells.setdefault(path, at)
