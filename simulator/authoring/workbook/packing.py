"""A scene's data into rows: every key of it finds its cell, and its place among the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.errors import UsageError

from .grid import Head, Sheet
from .notation import CONDITION, MOST_CHARS, NAME, NAMES, SETTING, CellValue, Codec
from .sheets import (
    AS_WRITTEN,
    AS_WRITTEN_MEANING,
    LISTED_SETTINGS,
    ORDER,
    PLAN_GOALS,
    PLANS,
    SETTING_CODECS,
    SETTINGS,
    SETTINGS_OF,
    TABLES,
    USUAL_SETTINGS,
    Path,
    Table,
)
from .wordrows import pack_words

POINTER = "(sheet "
ENTRY_ORDER = "order"
SAYS_HEADS = (
    Head("nr", "Counts the utterances said one after another.", width=6),
    Head("pick", "variant: the first that fits is spoken; line: when none does, or the only one.", "picks", 9),
    Head("line", "The line; its words stand in the sheet lines.", "", 30),
    Head("if", "The variant is right only then.", "", 44),
)


def pack_scene(
    scenario: Mapping[str, Any], words: Mapping[str, Mapping[str, Any]], plans: Mapping[str, Mapping[str, Any]]
) -> list[Sheet]:
    """All sheets of a scene but the first and the lists, in their order.

    Args:
        scenario: the data of `scenario.yaml`.
        words: the data of the words by language.
        plans: the data of the plans by name.

    Raises:
        UsageError: a text is too long for a cell.
    """
    packer = _Packer()
    packer.settings(scenario)
    packer.containers((), scenario)
    packer.containers((), {"plans": plans})
    sheets = {sheet.title: sheet for sheet in [*packer.sheets.values(), *pack_words(words)]}
    found = [sheets[title] for title in ORDER if title in sheets]
    for sheet in found:
        _mind_lengths(sheet)
    return found


def _mind_lengths(sheet: Sheet) -> None:
    for row in sheet.rows:
        for cell in row:
            if isinstance(cell, str) and len(cell) > MOST_CHARS:
                raise UsageError(
                    f'A text in the sheet "{sheet.title}" has {len(cell)} characters; a cell holds {MOST_CHARS}.',
                    f"Shorten the text that begins with: {cell[:60]}",
                )


def find_table(path: Path) -> Table | None:
    """The table whose rows are the entries of the container at `path`."""
    for table in (*TABLES, PLAN_GOALS, PLANS):
        if any(_fits(place.pattern, path) for place in table.places):
            return table
    return None


def _fits(pattern: tuple[str, ...], path: Path) -> bool:
    return len(pattern) == len(path) and all(step in ("*", part) for step, part in zip(pattern, path, strict=True))


def setting_codec(path: Path) -> Codec:
    """How a key of a settings sheet is written."""
    special = next((codec for pattern, codec in SETTING_CODECS.items() if _fits(pattern, path)), None)
    return special or (NAMES if path[-1] in LISTED_SETTINGS else SETTING)


class _Packer:
    def __init__(self) -> None:
        self.sheets: dict[str, Sheet] = {}
        for title, meaning in SETTINGS.items():
            heads = [Head("key", "What it is.", width=34), Head("value", "Fill it in.", width=70)]
            self.sheets[title] = Sheet(title, meaning, "scene", heads)
        for table in (*TABLES, PLAN_GOALS, PLANS):
            self.sheets[table.sheet] = Sheet(table.sheet, table.meaning, table.kind, _heads(table))

    # Settings.

    def settings(self, scenario: Mapping[str, Any]) -> None:
        """The keys that stand one a row."""
        for key, value in scenario.items():
            sheet = SETTINGS_OF.get(key, "about")
            if sheet != "about":
                self.sheets["about"].rows.append([key, f"{POINTER}{sheet})"])
            for path, cell in _settings((key,), value):
                self.sheets[sheet].rows.append([".".join(map(str, path)), cell])
        for sheet, usual in USUAL_SETTINGS.items():
            there = {row[0] for row in self.sheets[sheet].rows}
            self.sheets[sheet].rows += [[key, None] for key in usual if key not in there]

    # Tables.

    def containers(self, path: Path, value: Any) -> None:
        """Walk down to the containers whose entries stand in tables."""
        table = find_table(path)
        if table is not None and table.sheet == "says":
            self._says(table, path, value)
            return
        entries = value.items() if isinstance(value, Mapping) else enumerate(value)
        for name, item in entries:
            if table is not None:
                self._row(table, path, name, item)
            if isinstance(item, Mapping | list):
                self.containers((*path, name), item)

    def _row(self, table: Table, path: Path, name: str | int, item: Mapping[str, Any]) -> None:
        key: CellValue = int(name) + 1 if isinstance(name, int) else name
        cells, as_written = record_cells(table, item)
        row = [*_where(table, path), key, *cells, as_written]
        self.sheets[table.sheet].rows.append(row)

    def _says(self, table: Table, path: Path, utterances: list[Mapping[str, Any]]) -> None:
        where = _where(table, path)
        for number, utterance in enumerate(utterances, start=1):
            cells, as_written = record_cells(table, utterance)
            picks: list[list[CellValue]] = [["variant", *_variant(item)] for item in utterance.get("variants", ())]
            if "line" in utterance or not picks:
                picks.append(["line", NAME.to_cell(utterance["line"]) if "line" in utterance else None, None])
            for at, pick in enumerate(picks):
                own = [*cells, as_written] if at == 0 else [None] * (len(cells) + 1)
                self.sheets[table.sheet].rows.append([*where, number, *pick, *own])


def _heads(table: Table) -> list[Head]:
    where = [Head(word, meaning, choices, 22) for word, meaning, choices in table.where]
    own = [Head(column.head, column.meaning, column.choices, column.width) for column in table.columns]
    if table.sheet == "says":
        middle = list(SAYS_HEADS)
    elif table.name:
        middle = [Head(table.name, "Its name: small letters, digits, underscores.", _own_choices(table), 22)]
    else:
        word = "turn" if table is PLANS else ENTRY_ORDER
        middle = [Head(word, "Counts; a row put in between may carry a number like 2.5.", width=8)]
    return [*where, *middle, *own, Head(AS_WRITTEN, AS_WRITTEN_MEANING, width=14)]


def entry_head(table: Table) -> str:
    """The head of the column with the name of a row, or with its number."""
    return table.name or {"says": "nr", "plans": "turn"}.get(table.sheet, ENTRY_ORDER)


def _own_choices(table: Table) -> str:
    return "action kinds" if table.sheet == "actions" else ""


def _where(table: Table, path: Path) -> tuple[CellValue, ...]:
    place = next(place for place in table.places if _fits(place.pattern, path))
    return place.label(path)


def _variant(item: Mapping[str, Any]) -> list[CellValue]:
    """A variant as its line and its condition; whole in one cell where its keys stand in another order."""
    if tuple(item) in (("line",), ("line", "when")):
        when = CONDITION.to_cell(item["when"]) if "when" in item else None
        return [NAME.to_cell(item["line"]), when]
    return [NAME.to_cell(dict(item)), None]


def record_cells(table: Table, item: Mapping[str, Any]) -> tuple[list[CellValue], CellValue]:
    """The cells of one row, and the order of its keys where it is not the usual one."""
    by_path = {column.path: column for column in table.columns}
    cells: dict[tuple[str, ...], CellValue] = {}
    written: list[str] = []
    usual = True
    for key, value in item.items():
        column = by_path.get((key,))
        if column is not None:
            cells[key,] = column.codec.to_cell(value)
            written.append(key)
        elif isinstance(value, Mapping) and any(path[0] == key for path in by_path):
            for inner, part in value.items():
                cells[key, inner] = by_path[key, inner].codec.to_cell(part)
                written.append(f"{key}.{inner}")
            if not value:
                written.append(key)
                usual = False
        else:
            written.append(key)
            usual = usual and bool(value)
    rank = usual_ranks(table)
    usual = usual and written == sorted(written, key=lambda name: rank[name])
    return [cells.get(column.path) for column in table.columns], None if usual else NAMES.to_cell(written)


def usual_ranks(table: Table) -> dict[str, int]:
    """The place of each key of a row in the usual order, dotted ones included."""
    inner = {key: [".".join(column.path) for column in table.columns if column.path[0] == key] for key in table.order}
    names: list[str] = []
    for key in table.order:
        names += [key, *(name for name in inner[key] if name != key)]
    return {name: at for at, name in enumerate(names)}


def _settings(path: Path, value: Any) -> Iterator[tuple[Path, CellValue]]:
    """The rows of one part of the scene: a key with its cell, or with the sheet its entries stand in."""
    table = find_table(path)
    special = any(_fits(pattern, path) for pattern in SETTING_CODECS)
    if table is not None:
        yield path, f"{POINTER}{table.sheet})"
    elif isinstance(value, Mapping) and value and not special:
        for key, item in value.items():
            yield from _settings((*path, key), item)
    elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        for at, item in enumerate(value):
            yield from _settings((*path, at + 1), item)
    else:
        yield path, setting_codec(path).to_cell(value)
