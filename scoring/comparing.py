"""How a language says the same thing in other words: related words, kinds of question, words of promises.

The data of a language stand in ``languages/<code>/matching.yaml``; a language without that file compares by stems
alone. Nothing of a language stands in the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from scoring.language import FOLDER, LanguageError, Table, load_yaml
from scoring.text import fold

_WORDS = (
    "asking",
    "asking_inside",
    "asking_endings",
    "teens",
    "asking_verbs",
    "skip",
    "joins",
    "one",
    "workdays",
    "after_words",
    "clock_endings",
    "am",
    "pm",
    "open",
    "done",
    "hanging",
    "wishing",
    "past",
    "within_endings",
    "within",
    "should",
    "half_past",
    "hour_words",
    "half_to",
    "yes",
    "no",
)
_KEYS = {*_WORDS, "weak", "related", "question_kinds", "periods"}


MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one to four words with what they stand for, looked up by their first word."""

    singles: Table
    by_first: Mapping[str, tuple[tuple[tuple[str, ...], Any], ...]]
    stems_first: tuple[tuple[tuple[str, ...], Any], ...]
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What single words stand for, once looked up."""

    @classmethod
    def of(cls, entries: Sequence[tuple[str, Any]]) -> Phrases:
        """Read ``(phrase, value)`` pairs; a word may end in ``*``. The first entry of a phrase wins."""
        singles: dict[str, Any] = {}
        several: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
        starred: list[tuple[tuple[str, ...], Any]] = []
        for phrase, value in entries:
            words = tuple(fold(phrase).split())
            if len(words) == 1:
                singles.setdefault(words[0], value)
            elif words and words[0].endswith("*"):
                starred.append((words, value))
            elif words:
                several.setdefault(words[0], []).append((words, value))
        ordered = {first: tuple(sorted(ways, key=lambda way: -len(way[0]))) for first, ways in several.items()}
        return cls(Table.of(singles), ordered, tuple(starred))

    def at(self, words: Sequence[str], place: int) -> tuple[Any, int] | None:
        """Return (value, number of words) of the longest phrase at ``place``, or None."""
        word = words[place]
        several = self.by_first.get(word, ())
        if several or self.stems_first:
            for phrase, value in (*several, *self.stems_first):
                if len(phrase) <= len(words) - place and all(
                    _fits(form, words[place + step]) for step, form in enumerate(phrase)
                ):
                    return value, len(phrase)
        return self._single(word)

    def _single(self, word: str) -> tuple[Any, int] | None:
        if word not in self.memo:
            value = self.singles.get(word)
            if len(self.memo) >= MOST_REMEMBERED:
                self.memo.clear()
            self.memo[word] = None if value is None else (value, 1)
        found: tuple[Any, int] | None = self.memo[word]
        return found

    def find(self, words: Sequence[str]) -> Iterator[tuple[Any, int, int]]:
        """Yield (value, first, last) of the phrases in ``words``, left to right, without overlap."""
        place = 0
        while place < len(words):
            found = self.at(words, place)
            if found is None:
                place += 1
            else:
                yield found[0], place, place + found[1] - 1
                place += found[1]


def _fits(form: str, word: str) -> bool:
    return word.startswith(form[:-1]) if form.endswith("*") else word == form


@dataclass(frozen=True, slots=True)
class Comparing:
    """The data of one ``matching.yaml``; every part may be empty."""

    related: Phrases
    weak: Table
    question_kinds: Phrases
    periods: Phrases
    asking_verbs: Phrases
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def has(self, kind: str, word: str) -> bool:
        """Whether ``word`` (folded) is listed under ``kind``."""
        return word in self.words[kind]

    def ends(self, kind: str, word: str) -> bool:
        """Whether ``word`` ends in an ending listed under ``kind``."""
        return any(len(word) > len(ending) + 1 and word.endswith(ending) for ending in self.words[kind])


@cache
def comparing(code: str) -> Comparing:
    """Return the data of language ``code``, loaded once. Raises LanguageError for an unknown key."""
    path = FOLDER / code / "matching.yaml"
    return build(load_yaml(path) if path.is_file() else {}, path)


def build(data: Mapping[str, Any], path: Path) -> Comparing:
    """Build from parsed data. Raises LanguageError naming the key that is not known."""
    unknown = set(data) - _KEYS
    if unknown:
        raise LanguageError(f"{path.parent.name}/{path.name}: unknown key {min(map(str, unknown))!r}")
    related = [(str(form), f"={place}") for place, group in enumerate(data.get("related") or ()) for form in group]
    kinds = [(str(form), f"?{kind}") for kind, forms in (data.get("question_kinds") or {}).items() for form in forms]
    return Comparing(
        related=Phrases.of(related),
        weak=Table.of(dict.fromkeys((str(form) for form in data.get("weak") or ()), True)),
        question_kinds=Phrases.of(kinds),
        periods=Phrases.of([(str(form), value) for form, value in (data.get("periods") or {}).items()]),
        asking_verbs=Phrases.of([(str(form), True) for form in data.get("asking_verbs") or ()]),
        words={kind: frozenset(fold(str(word)) for word in data.get(kind) or ()) for kind in _WORDS},
    )
