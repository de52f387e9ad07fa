"""Words and phrases of time, money and commitment of a language, looked up once per word.

The data stand in ``languages/<code>/calendar.yaml`` (days, hours, feasts, numbers beyond ``forms.yaml``) and
``languages/<code>/promises.yaml`` (how speakers commit themselves, leave it open, suppose). A section is a list of
phrases or a mapping of phrases to what they stand for; a word may end in ``*`` (any ending), and ``a|b`` are two words.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any

from scoring.language import FOLDER, LanguageError, load_yaml
from scoring.text import fold

CALENDAR = (
    "numbers",
    "fractions",
    "ordinals",
    "ordinal_endings",
    "minute_words",
    "hour_prefixes",
    "clock",
    "dates",
    "month_ends",
    "clock_before",
    "day_before",
    "periods",
    "feasts",
    "next",
    "again_week",
    "within",
    "within_behind",
    "lasting",
    "ago",
    "gone",
    "gone_span",
    "am",
    "pm",
    "half_more",
    "percent",
    "half",
    "third",
    "quarter",
    "whole",
    "rest",
    "closing",
    "cents_join",
    "hours_join",
    "ranges",
    "and_more",
    "time_units",
    "free",
    "counted_units",
    "money",
    "offset",
    "relative_after",
    "counting",
    "naming",
    "whole_of",
    "whole_ending",
    "same_as",
    "pricing",
    "plurals",
    "numbered_week",
    "giving",
    "day_prefix",
    "between",
)
COMMITTING = (
    "lead",
    "weak_lead",
    "subject",
    "call",
    "calling",
    "pay",
    "paying",
    "deed",
    "doing",
    "fetch",
    "fetching",
    "note",
    "noting",
    "outcome",
    "open",
    "not",
    "not_no",
    "condition",
    "checking",
    "habit",
    "past",
    "closed",
    "duty",
    "anaphor",
    "gift",
    "joins",
    "said",
    "at_start",
    "receiving",
    "verb_endings",
    "verb_prefixes",
    "outcome_endings",
    "outcome_prefixes",
    "not_verbs",
    "not_endings",
    "start_endings",
    "told_endings",
    "not_told",
    "helpers",
    "correction",
    "result",
)
TEMPLATES = ("clock", "dates", "month_ends")
"""Sections whose entries hold slots: they are read by :mod:`scoring.templates`."""
MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A phrase found: its section, what it stands for, and how many tokens it takes."""

    kind: str
    value: Any
    length: int


@dataclass(frozen=True, slots=True)
class _Way:
    words: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class _Entry:
    """What can begin with one word: marks of the word alone, and longer phrases by their second word."""

    alone: tuple[Mark, ...] = ()
    by_second: Mapping[str, tuple[_Way, ...]] = field(default_factory=dict)
    open_second: tuple[_Way, ...] = ()
    kinds: frozenset[str] = frozenset()
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the word alone stands for, by section."""

    @classmethod
    def of(cls, ways: Sequence[_Way]) -> _Entry:
        """Sort the phrases that begin with a word; of one section the first of a single word counts."""
        alone: dict[str, Mark] = {}
        by_second: dict[str, tuple[_Way, ...]] = {}
        open_second: list[_Way] = []
        for way in ways:
            if way.mark.length == 1:
                alone.setdefault(way.mark.kind, way.mark)
            elif way.words[1].endswith("*"):
                open_second.append(way)
            else:
                by_second[way.words[1]] = (*by_second.get(way.words[1], ()), way)
        kinds = frozenset(way.mark.kind for way in ways)
        values = {kind: mark.value for kind, mark in alone.items()}
        return cls(tuple(alone.values()), by_second, tuple(open_second), kinds, values)


_NOTHING = _Entry()


class Lexicon:
    """All phrases of a language; words are remembered once they have been looked up."""

    def __init__(self, sections: Mapping[str, Mapping[str, Any]]) -> None:
        self._memo: dict[str, _Entry] = {}
        self.sections = sections

    @cached_property
    def _index(self) -> tuple[dict[str, list[_Way]], dict[str, list[_Way]], list[int]]:
        """Phrases by their first word, by their first stem, and how long stems are; of some only sections are read."""
        exact: dict[str, list[_Way]] = {}
        stems: dict[str, list[_Way]] = {}
        for kind, entries in self.sections.items():
            if kind in TEMPLATES:
                continue
            for phrase, value in entries.items():
                for words in _spelled(phrase):
                    table = stems if words[0].endswith("*") else exact
                    table.setdefault(words[0].rstrip("*"), []).append(_Way(words, Mark(kind, value, len(words))))
        return exact, stems, sorted({len(stem) for stem in stems}, reverse=True)

    def _entry(self, word: str) -> _Entry:
        known = self._memo.get(word)
        if known is None:
            exact, stems, lengths = self._index
            found = list(exact.get(word, ()))
            for length in lengths:
                if length <= len(word):
                    found.extend(stems.get(word[:length], ()))
            known = _Entry.of(found) if found else _NOTHING
            if len(self._memo) < MOST_REMEMBERED:
                self._memo[word] = known
        return known

    def at(self, words: Sequence[str], place: int, end: int) -> list[Mark]:
        """Return the longest phrase of each section that begins at ``place`` and ends before ``end``."""
        entry = self._entry(words[place])
        if entry is _NOTHING:
            return []
        longer = (*entry.by_second.get(words[place + 1], ()), *entry.open_second) if place + 1 < end else ()
        if not longer:
            return list(entry.alone)
        best = {mark.kind: mark for mark in entry.alone}
        for way in longer:
            mark = way.mark
            known = best.get(mark.kind)
            if (known is None or known.length < mark.length) and _follows(way.words, words, place, end):
                best[mark.kind] = mark
        return list(best.values())

    def value(self, kind: str, word: str) -> Any:
        """Return what one word stands for in a section, or None."""
        return self._entry(word).values.get(kind)

    def kinds(self, word: str) -> frozenset[str]:
        """Return the sections of which a phrase begins with ``word``."""
        return self._entry(word).kinds

    def opens(self, kind: str, word: str) -> bool:
        """Whether a phrase of a section begins with ``word``."""
        return kind in self._entry(word).kinds

    def seconds(self, kinds: Container[str], word: str) -> Iterator[str]:
        """Yield the second words of the phrases of some sections that begin with ``word``, "" where there is none."""
        entry = self._entry(word)
        if any(mark.kind in kinds for mark in entry.alone):
            yield ""
        longer = (way for ways in (*entry.by_second.values(), entry.open_second) for way in ways)
        yield from (way.words[1] for way in longer if way.mark.kind in kinds)

    def has(self, kind: str, word: str) -> bool:
        """Whether one word stands in a section."""
        return self.value(kind, word) is not None

    def has_any(self, kinds: frozenset[str], word: str) -> bool:
        """Whether one word stands in any of some sections."""
        return not kinds.isdisjoint(self._entry(word).values)


def _follows(phrase: tuple[str, ...], words: Sequence[str], place: int, end: int) -> bool:
    if place + len(phrase) > end:
        return False
    for step in range(1, len(phrase)):
        form, word = phrase[step], words[place + step]
        if form != word and not (form.endswith("*") and word.startswith(form[:-1])):
            return False
    return True


def _spelled(phrase: str) -> Iterator[tuple[str, ...]]:
    """Yield every way a phrase with ``a|b`` and optional ``word?`` can be spelled."""
    pieces = fold(phrase).split()
    if pieces and not any("|" in piece or "?" in piece for piece in pieces):
        yield tuple(pieces)
        return
    choices = []
    for piece in pieces:
        optional = piece.endswith("?")
        forms = piece.rstrip("?").split("|")
        choices.append([*forms, ""] if optional else forms)
    for words in product(*choices):
        kept = tuple(word for word in words if word)
        if kept:
            yield kept


@cache
def lexicon(code: str) -> Lexicon:
    """Return the words of time and money of language ``code``, loaded once. Raises LanguageError."""
    return _load(code, "calendar.yaml", CALENDAR)


@cache
def commitments(code: str) -> Lexicon:
    """Return the words of commitment of language ``code``, loaded once. Raises LanguageError."""
    return _load(code, "promises.yaml", COMMITTING)


def _load(code: str, name: str, kinds: Sequence[str]) -> Lexicon:
    path = FOLDER / code / name
    data = load_yaml(path) if path.is_file() else {}
    return Lexicon(sections_of(data or {}, kinds, path))


def sections_of(data: Mapping[str, Any], kinds: Sequence[str], path: Path) -> dict[str, Mapping[str, Any]]:
    """Check the sections of one file. Raises LanguageError naming one that is not known."""
    unknown = set(data) - set(kinds)
    if unknown:
        raise LanguageError(f"{path.parent.name}/{path.name}: unknown section {min(map(str, unknown))!r}")
    found: dict[str, Mapping[str, Any]] = {}
    for kind, entries in data.items():
        if isinstance(entries, Mapping):
            found[kind] = {str(phrase): _value(value) for phrase, value in entries.items()}
        else:
            phrases = str(entries).split(",") if isinstance(entries, str) else entries or ()
            found[kind] = {str(phrase).strip(): True for phrase in phrases if str(phrase).strip()}
    return found


def _value(value: Any) -> Any:
    text = str(value)
    return int(text) if text.lstrip("-").isdigit() else text
