"""Concepts: words and short phrases of a language that mean the same kind of thing.

``languages/<code>/concepts.yaml`` names, for every concept all languages share, how the language says it. A response
seen as concepts ("me", "future", "give_money_back", "later_day") looks alike in every language, so that what is learnt
from labelled responses of one serves the others too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from scoring.language import FOLDER, LanguageError, kept_together, load_language, load_yaml
from scoring.text import Spelling, Token, fold, read

LONGEST_PHRASE = 8
LEAST_PART = 2
"""A stem or an ending shorter than this would match nearly anything."""
KNOWN_WORDS = 50_000
"""So many words are remembered with what they match."""


class Named(NamedTuple):
    """A concept named by tokens ``first..last`` (inclusive) of a response."""

    concept: str
    first: int
    last: int


Followers = Mapping[int, Sequence[tuple[tuple[int, ...], str]]]
"""By the second part of a phrase: the parts that follow it, and the concept."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a word is heard as: the parts it matches, the concepts it names by itself, what follows where it begins."""

    parts: frozenset[int] = frozenset()
    concepts: tuple[str, ...] = ()
    begun: Followers = field(default_factory=dict)


_NOTHING = _Heard()


@dataclass(slots=True)
class Concepts:
    """The concepts of one language, indexed by word, stem and ending; phrases by their first part."""

    names: tuple[str, ...]
    words: Mapping[str, tuple[int, ...]]
    stems: Mapping[str, tuple[int, ...]]
    endings: Mapping[str, tuple[int, ...]]
    around: Sequence[tuple[tuple[str, ...], int]]
    """Parts with a star inside or several: the pieces between the stars."""
    single: Mapping[int, tuple[str, ...]]
    """Concepts a single part names by itself."""
    phrases: Mapping[int, Followers]
    """By the first part: what may follow it."""
    _known: dict[str, _Heard] = field(default_factory=dict)

    def parts_of(self, word: str) -> frozenset[int]:
        """Return the numbers of all parts that match the folded ``word``."""
        return self._hear(word).parts

    def _hear(self, word: str) -> _Heard:
        known = self._known.get(word)
        if known is None:
            found = set(self.words.get(word, ()))
            for length in range(LEAST_PART, len(word) + 1):
                found.update(self.stems.get(word[:length], ()))
                found.update(self.endings.get(word[-length:], ()))
            found.update(part for pieces, part in self.around if _fits(word, pieces))
            named = {concept for part in found for concept in self.single.get(part, ())}
            begun = _merged([self.phrases[part] for part in found if part in self.phrases])
            known = _Heard(frozenset(found), tuple(named), begun) if found else _NOTHING
            if len(self._known) < KNOWN_WORDS:
                self._known[word] = known
        return known

    def find(self, tokens: Sequence[Token | None]) -> list[Named]:
        """Return the concepts ``tokens`` name, in order of their first token (numbers are those of ``tokens``).

        Numbers name none, nor does None, which stands for a word that is not to be heard.
        """
        words = [
            _NOTHING if token is None or token.number else self._hear(token.alt or token.text) for token in tokens
        ]
        named: list[Named] = []
        words += (_NOTHING, _NOTHING)
        for place in range(len(tokens)):
            word = words[place]
            if word is _NOTHING:
                continue
            found = dict.fromkeys(word.concepts, place)
            following, third = words[place + 1].parts, words[place + 2].parts
            for second in word.begun.keys() & following if following and word.begun else ():
                for rest, concept in word.begun[second]:
                    # Most phrases end here, or fail at their third part.
                    if not rest or (rest[0] in third and _follow(rest, words, place + 2)):
                        found[concept] = max(place + 1 + len(rest), found.get(concept, 0))
            named += [Named(concept, place, found[concept]) for concept in sorted(found)]
        return named


def _merged(begun: Sequence[Followers]) -> Followers:
    """Return several followers as one, so that a word is held against the one behind it only once."""
    if len(begun) == 1:
        return begun[0]
    merged: dict[int, Sequence[tuple[tuple[int, ...], str]]] = {}
    for followers in begun:
        for second, ways in followers.items():
            merged[second] = [*merged[second], *ways] if second in merged else ways
    return merged


def _follow(parts: Sequence[int], words: Sequence[_Heard], place: int) -> bool:
    """Whether the words from ``place`` on match ``parts`` in order."""
    behind = words[place : place + len(parts)]
    return len(behind) == len(parts) and all(part in word.parts for part, word in zip(parts, behind, strict=True))


@cache
def load_concepts(code: str) -> Concepts:
    """Return the concepts of language ``code``. Raises LanguageError for unreadable data."""
    language = load_language(code)
    with kept_together():
        data = load_yaml(FOLDER / code / "concepts.yaml")
        return build_concepts(data, f"{code}/concepts.yaml", language.spelling)


def build_concepts(data: Any, place: str, spelling: Spelling | None = None) -> Concepts:
    """Build concepts from ``{name: "entry, entry, ..."}``; contractions are opened as in responses.

    Raises LanguageError naming the bad entry.
    """
    if not isinstance(data, Mapping):
        raise LanguageError(f"{place}: a mapping of concept names to their words is expected")
    numbers: dict[str, int] = {}
    opened: dict[str, tuple[int, ...]] = {}
    single: dict[int, dict[str, None]] = {}
    phrases: dict[int, dict[int, list[tuple[tuple[int, ...], str]]]] = {}
    for name, entries in data.items():
        concept = str(name)
        for entry in str(entries).split(","):
            parts: list[int] = []
            for word in entry.split():
                known = opened.get(word)
                if known is None:
                    forms = [_part(form, f"{place}: {name}") for form in _opened(word, spelling)]
                    known = opened[word] = tuple(numbers.setdefault(form, len(numbers)) for form in forms)
                parts += known
            if len(parts) == 1:
                single.setdefault(parts[0], {})[concept] = None
            elif parts:
                first, second, *rest = parts
                if len(parts) > LONGEST_PHRASE:
                    shown = " ".join(entry.split())
                    raise LanguageError(f"{place}: {name}: {shown!r} has more than {LONGEST_PHRASE} words")
                phrases.setdefault(first, {}).setdefault(second, []).append((tuple(rest), concept))
    tables: tuple[dict[str, tuple[int, ...]], ...] = ({}, {}, {})
    around = []
    for part, number in numbers.items():
        stem, star, ending = part.partition("*")
        if (star and stem and ending) or "*" in ending:
            around.append((tuple(part.split("*")), number))
        else:
            table = tables[0] if not star else tables[1] if stem else tables[2]
            key = stem or ending
            table[key] = (*table.get(key, ()), number)
    return Concepts(
        names=tuple(str(name) for name in data),
        words=tables[0],
        stems=tables[1],
        endings=tables[2],
        around=tuple(around),
        single={part: tuple(names) for part, names in single.items()},
        phrases=phrases,
    )


def _opened(word: str, spelling: Spelling | None) -> Sequence[str]:
    """Return ``word`` folded and, if it is no stem or ending, taken apart as a response would be."""
    folded = fold(word)
    if "*" in word or (folded.isalpha() and (spelling is None or folded not in spelling.contractions)):
        return (folded,)
    return tuple(token.text for token in read(word, spelling).tokens)


def _part(part: str, place: str) -> str:
    if "*" in part and max(map(len, part.split("*"))) < LEAST_PART:
        raise LanguageError(f"{place}: {part!r} needs a stretch of at least {LEAST_PART} letters beside its star")
    return part


def _fits(word: str, pieces: Sequence[str]) -> bool:
    """Whether ``word`` begins with the first piece, ends with the last, and holds the others between in order."""
    first, *middle, last = pieces
    if len(word) < len(first) + len(last) or not word.startswith(first) or not word.endswith(last):
        return False
    place, end = len(first), len(word) - len(last)
    for piece in middle:
        place = word.find(piece, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True
