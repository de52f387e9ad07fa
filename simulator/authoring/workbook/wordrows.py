"""The words of a scene in rows: one text a row, a column a language, and back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from .faults import Faults
from .grid import Head, Read, Row, Sheet
from .notation import NAME, NAMES, TEXT, CellValue, same
from .phrases import NotationError
from .sheets import (
    AS_WRITTEN,
    AS_WRITTEN_MEANING,
    CODES,
    DONE,
    FORMS,
    LANGUAGES_SHEET,
    LINES,
    OPTIONAL,
    SOURCES,
    STATUS,
    STATUS_MEANING,
    VALUES,
    WORD_PARTS,
    WORD_SHEETS,
    WORDS,
    Path,
)

_SECTIONS = {
    LINES: ("lines",),
    FORMS: ("forms",),
    VALUES: ("values",),
    SOURCES: ("sources",),
    WORDS: tuple(WORD_PARTS.values()),
}
_KINDS = {section: kind for kind, section in WORD_PARTS.items()}
_ORDER = ("language", "address", "lines", "forms", "values", "facts", "remedies", "knowledge", "sources")
_MEANINGS = {
    LINES: "Every line of the scene, a column a language.",
    WORDS: "The words of facts, remedies and knowledge, a column a language.",
    FORMS: "What was drawn, as the lines say it: {item.gen} in a line is the form gen of the draw item.",
    VALUES: "Where a sum, date or time differs in a language's country.",
    SOURCES: "What translated lines were made from; kept by the program.",
}
SOURCE_LANGUAGE = "en"


def source_hash(text: str) -> str:
    """What a translated line notes of the line it was made from (`sources` in the manual)."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def pack_words(words: Mapping[str, Mapping[str, Any]]) -> list[Sheet]:
    """The sheets of words and languages.

    Args:
        words: the data of `lines.<code>.yaml` by language.
    """
    sheets = []
    for title, sections in _SECTIONS.items():
        texts = {code: dict(_texts(data, sections)) for code, data in words.items()}
        if any(texts.values()) or title not in OPTIONAL:
            sheets.append(_sheet(title, texts, words))
    heads = [Head("language", "en, fi, sv, ru or el."), Head("address", "polite or familiar.", "addresses")]
    languages = Sheet(
        LANGUAGES_SHEET, "The languages of the scene.", "words", [*heads, Head(AS_WRITTEN, AS_WRITTEN_MEANING)]
    )
    for code, data in words.items():
        written = list(data)
        usual = written == [key for key in _ORDER if key in data] and all(data[key] for key in written)
        address = NAME.to_cell(data["address"]) if "address" in data else None
        languages.rows.append([code, address, None if usual else NAMES.to_cell(written)])
    return [*sheets, languages]


def _texts(data: Mapping[str, Any], sections: tuple[str, ...]) -> Iterator[tuple[Path, Any]]:
    """Path and text of everything in some sections of one language, in the order of its file."""
    for section in sections:
        for name, item in data.get(section, {}).items():
            yield from _leaves((section, name), item)


def _leaves(path: Path, item: Any) -> Iterator[tuple[Path, Any]]:
    if isinstance(item, Mapping) and item:
        for key, inner in item.items():
            yield from _leaves((*path, key), inner)
    elif isinstance(item, list) and item:
        for at, inner in enumerate(item):
            yield from _leaves((*path, at), inner)
    else:
        yield path, item


def _sheet(title: str, texts: Mapping[str, Mapping[Path, Any]], words: Mapping[str, Mapping[str, Any]]) -> Sheet:
    """One sheet of words: the rows of all languages in one order, and numbers where a language has another."""
    rows = _merged(texts)
    at = {path: number for number, path in enumerate(rows, start=1)}
    names = [Head(word, meaning, "", 30 if word == "line" else 18) for word, meaning in WORD_SHEETS[title]]
    heads = [
        *names,
        *(Head(code, f"The words in {code}.", "", 60 if title in (LINES, WORDS) else 24) for code in CODES),
    ]
    if title == LINES:
        heads.append(Head(STATUS, STATUS_MEANING, "statuses", 18))
    orders = {}
    for code, own in texts.items():
        places = [at[path] for path in own]
        if places != sorted(places):
            orders[code] = {path: number for number, path in enumerate(own, start=1)}
            heads.append(Head(f"order {code}", "Leave it: the order in this language's file.", "", 9))
    sheet = Sheet(title, _MEANINGS[title], "words", heads)
    for path in rows:
        row: list[CellValue] = [*_label(path)]
        row += [TEXT.to_cell(texts[code][path]) if path in texts.get(code, {}) else None for code in CODES]
        if title == LINES:
            row.append(_status(str(path[1]), words))
        row += [numbers.get(path) for numbers in orders.values()]
        sheet.rows.append(row)
    return sheet


def _merged(texts: Mapping[str, Mapping[Path, Any]]) -> list[Path]:
    """The paths of all languages: the first as they come, the others after what they follow there."""
    rows: dict[Path, list[Path]] = {}
    top: list[Path] = []
    for own in texts.values():
        before: list[Path] | None = None
        for path in own:
            if path not in rows:
                rows[path] = []
                (top if before is None else before).append(path)
            before = rows[path]
    # Each path stands before those that follow only it; a chain would be too deep to recurse.
    ordered: list[Path] = []
    stack = list(reversed(top))
    while stack:
        path = stack.pop()
        ordered.append(path)
        stack += reversed(rows[path])
    return ordered


def _label(path: Path) -> list[CellValue]:
    """What names a row: `lines, opening.1` -> opening.1; `facts, fee, questions, 0` -> fact, fee, questions 1."""
    if path[0] in _KINDS:
        part = " ".join(str(step + 1 if isinstance(step, int) else step) for step in path[2:])
        return [_KINDS[str(path[0])], str(path[1]), part]
    names: list[CellValue] = [str(step) for step in path[1:]]
    return names + [None] * (len(WORD_SHEETS[str(path[0])]) - len(names))


def _status(line: str, words: Mapping[str, Mapping[str, Any]]) -> str | None:
    """`missing: fi; stale: sv`, or nothing."""
    source = words.get(SOURCE_LANGUAGE, {}).get("lines", {}).get(line)
    missing = [code for code, data in words.items() if line not in data.get("lines", {})]
    stale = [
        code
        for code, data in words.items()
        if source is not None and data.get("sources", {}).get(line, source_hash(source)) != source_hash(source)
    ]
    found = [f"{word}: {', '.join(codes)}" for word, codes in (("missing", missing), ("stale", stale)) if codes]
    return "; ".join(found) or None


class WordReader:
    """Rows of words back into the data of each language, with the cell of every text."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.data: dict[str, dict[str, Any]] = {}
        self.cells: dict[str, dict[Path, tuple[str, int, int]]] = {}

    def read(self, sheets: Mapping[str, Read]) -> None:
        """Fill `data` and `cells` from the sheets there are."""
        orders: dict[str, list[str]] = {}
        texts: dict[str, dict[str, list[tuple[Path, Any]]]] = {code: {} for code in CODES}
        for row in sheets[LANGUAGES_SHEET].rows:
            self._language(row, orders)
        for title in WORD_SHEETS:
            if title in sheets:
                self._sheet(sheets[title], texts)
        for code in CODES:
            if code not in self.data and any(texts[code].values()):
                self.data[code] = {"language": code}
            if code in self.data:
                self._build(code, texts[code], orders.get(code, []))
        self._renew(sheets[LINES])

    def _language(self, row: Row, orders: dict[str, list[str]]) -> None:
        code = row.text("language")
        if code not in CODES or code in self.data:
            what = "stands twice" if code in self.data else "is not known"
            self.faults.add(
                "SG412" if code in self.data else "SG410", f'The language "{code}" {what}.', at=row.at("language")
            )
            return
        self.data[code] = {"language": code}
        self.cells.setdefault(code, {})["language",] = row.at("language")
        if "address" in row.cells:
            self.data[code]["address"] = row.text("address")
            self.cells[code]["address",] = row.at("address")
        orders[code] = [name.strip() for name in row.text(AS_WRITTEN).split(",") if name.strip()]

    def _sheet(self, sheet: Read, texts: dict[str, dict[str, list[tuple[Path, Any]]]]) -> None:
        """Collect the texts of one sheet by language, in the order of that language's file."""
        taken: set[Path] = set()
        paths = []
        for row in sheet.rows:
            path = self._path(sheet.title, row)
            if path is None:
                continue
            if path in taken:
                self.faults.add(
                    "SG412", "There is another row for the same words.", at=row.at(WORD_SHEETS[sheet.title][0][0])
                )
            taken.add(path)
            paths.append((path, row))
        for code in CODES:
            numbered = [(path, row) for path, row in paths if code in row.cells]
            for path, row in _in_order(numbered, f"order {code}"):
                try:
                    value = TEXT.from_cell(row.cells[code])
                except NotationError as error:
                    self.faults.add("SG410", error.message, error.advice, at=row.at(code))
                    continue
                self.cells.setdefault(code, {})[path] = row.at(code)
                texts[code].setdefault(str(path[0]), []).append((path, value))

    def _path(self, title: str, row: Row) -> Path | None:
        """The path of a row's words, or None with the fault said."""
        names = [row.text(word) for word, _ in WORD_SHEETS[title]]
        heads = [word for word, _ in WORD_SHEETS[title]]
        if not names[0] or (title != SOURCES and not all(names[:2])):
            self.faults.add("SG414", f"The row does not say which {heads[0]} its words belong to.", at=row.at(heads[0]))
            return None
        if title != WORDS:
            return (_SECTIONS[title][0], *(name for name in names if name))
        if names[0] not in WORD_PARTS:
            self.faults.add(
                "SG410", f'"{names[0]}" is no kind of words.', "Write fact, remedy or knowledge.", at=row.at("kind")
            )
            return None
        part, _, number = names[2].partition(" ")
        if number and not number.isdecimal():
            self.faults.add(
                "SG410", f'"{names[2]}" is no part.', "Write it like name, tell or questions 1.", at=row.at("part")
            )
            return None
        path: Path = (WORD_PARTS[names[0]], names[1], *([part] if part else []))
        return (*path, int(number)) if number else path

    def _build(self, code: str, texts: dict[str, list[tuple[Path, Any]]], order: list[str]) -> None:
        """Put the sections of one language together in the order they had."""
        data, cells = self.data[code], self.cells.setdefault(code, {})
        built: dict[str, Any] = {}
        for section, found in texts.items():
            built[section] = {}
            for path, value in found:
                _put(built[section], path[1:], value)
        cells.update(_renumbered(texts, cells))
        known = {**data, **built}
        names = [name for name in order if name in _ORDER]
        names += [name for name in _ORDER if name in known and name not in names]
        self.data[code] = {
            name: known.get(name, {}) for name in names if name in known or name not in ("language", "address")
        }

    def _renew(self, lines: Read) -> None:
        """Note the present source of lines somebody marked as done."""
        source = self.data.get(SOURCE_LANGUAGE, {}).get("lines", {})
        for row in lines.rows:
            line = row.text("line")
            if row.text(STATUS).lower() == DONE and isinstance(source.get(line), str):
                for data in self.data.values():
                    if line in data.get("sources", {}):
                        data["sources"][line] = source_hash(source[line])


def _in_order(rows: list[tuple[Path, Row]], head: str) -> list[tuple[Path, Row]]:
    """Rows by the numbers of a column; one without a number stays behind the one before it."""
    numbered = []
    last = 0.0
    for path, row in rows:
        number = row.cells.get(head)
        last = float(number) if isinstance(number, int | float) else last
        numbered.append((last, path, row))
    return [(path, row) for _, path, row in sorted(numbered, key=lambda item: item[0])]


def _put(holder: dict[str, Any], path: Path, value: Any) -> None:
    """Put a text at its path; numbers mean the next entry of a list, whatever they are."""
    for at, step in enumerate(path[:-1]):
        listed = isinstance(path[at + 1], int)
        inner = holder.setdefault(str(step), [] if listed else {})
        if isinstance(inner, list):
            inner.append(value)
            return
        if not isinstance(inner, dict):
            return  # the same words stand there as one text already; said as a row too many elsewhere
        holder = inner
    holder[str(path[-1])] = value


def _renumbered(
    texts: Mapping[str, list[tuple[Path, Any]]], cells: Mapping[Path, tuple[str, int, int]]
) -> dict[Path, tuple[str, int, int]]:
    """The cells of list entries by the number they have in the data."""
    counted: dict[Path, int] = {}
    found = {}
    for section in texts.values():
        for path, _ in section:
            if isinstance(path[-1], int):
                number = counted.get(path[:-1], 0)
                counted[path[:-1]] = number + 1
                found[(*path[:-1], number)] = cells[path]
    return found


__all__ = ["SOURCE_LANGUAGE", "WordReader", "pack_words", "same", "source_hash"]
