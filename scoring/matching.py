"""Comparing a stretch of a response with the wordings of a case.

Both are brought down to keys: stems, groups of related words, quantities, kinds of question. A key weighs more the
fewer items of the case share it (inverse document frequency, the case itself being the collection), so that "card"
says little where every fact is about a card.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile

from scoring.comparing import MOST_REMEMBERED, comparing
from scoring.language import Language, load_language
from scoring.measures import Quantity, Sort, decimal_text, find_quantities
from scoring.text import Reading, read

FUNCTION_WEIGHT = 0.12
"""A function word still tells "in front of" from "behind", but hardly."""
PLAIN_WEIGHT = 0.5
"""A word said of everything ("take") that has a meaning of its own among its relations ("charge")."""
SMALL_WEIGHT = 0.4
"""Numbers up to twelve are said of many things."""
UNKNOWN_WEIGHT = 0.45
"""A content word that no item of the case has speaks of something else."""
SMALL = 12
TELLING = 0.25
"""A wording is looked at only when a word of this weight is shared."""
KEYED = (Sort.NUMBER, Sort.SUM, Sort.DURATION, Sort.WEEKDAY, Sort.RELATIVE, Sort.DATE, Sort.TIME)
"""Quantities that are keys of their own; the words of others ("half of it", "this week") are compared as words."""
ALIKE = 4
"""Stems alike in so many letters at least, and in three quarters of the longer one, are taken for one word."""

WORDINGS_REMEMBERED = 4096
"""The draws of a scene change few of its wordings: its next case finds most of them read."""


@dataclass(frozen=True, slots=True)
class Key:
    """What one or more tokens are compared by. ``strength`` is 1 for content, less for what says little."""

    text: str
    strength: float
    first: int
    last: int


def keys_of(reading: Reading, language: Language, quantities: Sequence[Quantity] | None = None) -> list[Key]:
    """Return the keys of a reading in order; a token belongs to one key."""
    quantities = find_quantities(reading, language) if quantities is None else quantities
    starts = {quantity.first: quantity for quantity in quantities if quantity.sort in KEYED}
    words = [token.text for token in reading.tokens]
    related = comparing(language.code).related
    keys: list[Key] = []
    place = 0
    while place < len(words):
        group = related.at(words, place)
        quantity = starts.get(place)
        sentence = reading.tokens[place].sentence
        if group is not None and group[1] > 1 and reading.tokens[place + group[1] - 1].sentence != sentence:
            group = None
        small = quantity is not None and quantity.sort is Sort.NUMBER and quantity.value <= SMALL
        if quantity is not None and (group is None or (group[1] == 1 and not small)):
            key = _quantity_key(quantity)
        elif group is not None:
            plain = group[1] == 1 and words[place] in language.stop_words
            key = Key(group[0], PLAIN_WEIGHT if plain else 1.0, place, place + group[1] - 1)
        else:
            text, strength = word_key(words[place], language)
            key = Key(text, strength, place, place)
        keys.append(key)
        place = key.last + 1
    return keys


_REMEMBERED: dict[str, dict[str, tuple[str, float]]] = {}
"""The keys of single words by language; a word has the same key wherever it stands."""


def word_key(word: str, language: Language) -> tuple[str, float]:
    """The key of a word by itself: the word where it says little, else its stem; with its strength."""
    known = _REMEMBERED.setdefault(language.code, {})
    found = known.get(word)
    if found is None:
        found = (word, FUNCTION_WEIGHT) if _plain(word, language) else (language.stem(word), 1.0)
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        known[word] = found
    return found


def _plain(word: str, language: Language) -> bool:
    """Whether a word says little: a stop word, also with the ending that makes it a question."""
    words = comparing(language.code)
    if word in language.stop_words or words.weak.get(word):
        return True
    endings = words.words["asking_endings"]
    return any(word.endswith(ending) and word[: -len(ending)] in language.stop_words for ending in endings)


def _quantity_key(quantity: Quantity) -> Key:
    if quantity.sort in (Sort.SUM, Sort.NUMBER, Sort.DURATION):
        small = quantity.sort is not Sort.SUM and abs(quantity.value) <= SMALL
        last = quantity.first if quantity.sort is Sort.DURATION else quantity.last
        return Key(number_key(quantity.value), SMALL_WEIGHT if small else 1.0, quantity.first, last)
    if quantity.sort is Sort.DATE:
        month, day = int(quantity.value) // 100 % 100, int(quantity.value) % 100
        return Key(f"#{month:02d}-{day:02d}", 1.0, quantity.first, quantity.last)
    return Key(f"#{quantity.sort}:{quantity.value}", 1.0, quantity.first, quantity.last)


def number_key(value: Decimal) -> str:
    """Return the key of a number or sum, the same for 47.9 and 47.90."""
    return f"#{decimal_text(value)}"


@dataclass(frozen=True, slots=True)
class Value:
    """One way a value shows: by its content keys, all of them, among all its keys."""

    content: frozenset[str]
    every: frozenset[str]

    def said(self, keys: AbstractSet[str]) -> bool:
        """Whether ``keys`` hold the content and most of the rest: "as good as new" is more than "new"."""
        return self.content <= keys and len(self.every & keys) * 5 >= len(self.every) * 3


def value_keys(value: str, language: Language) -> tuple[Value, ...]:
    """Return the ways to say a value, any of which will do: an ISO date by its day or weekday, else its own keys."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        keys = keys_of(read(value, language.spelling), language)
        content = frozenset(key.text for key in keys if key.strength >= SMALL_WEIGHT)
        return (Value(content, frozenset(key.text for key in keys)),) if content else ()
    named = (f"#{Sort.WEEKDAY}:{day.weekday()}", f"#{day.month:02d}-{day.day:02d}")
    return tuple(Value(frozenset({key}), frozenset({key})) for key in named)


def kind_keys(reading: Reading, first: int, last: int, language: Language) -> set[str]:
    """Return the kinds of question asked by tokens ``first..last`` (exclusive)."""
    words = [token.text for token in reading.tokens[first:last]]
    return {str(kind) for kind, _, _ in comparing(language.code).question_kinds.find(words)}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One wording: its keys with their weights; ``core`` are those of the item's value, ``telling`` the heavy ones."""

    weights: Mapping[str, float]
    total: float
    telling: frozenset[str]
    core: frozenset[str] = frozenset()

    def shared(self, keys: Container[str]) -> float:
        """Weight of the keys that are there."""
        return sum(weight for key, weight in self.weights.items() if key in keys)


@dataclass(slots=True)
class Collection:
    """Items (facts, remedies) by id, each with wordings as sets of keys; gives the keys their weights."""

    items: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    cores: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)
    similar: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, strengths: Mapping[str, float]) -> None:
        """Add a wording (key -> strength) to the item ``name``."""
        if strengths:
            self.items.setdefault(name, []).append(dict(strengths))

    def weigh(self) -> None:
        """Work out the inverse document frequency of every key, between 0 and 1."""
        counts: dict[str, int] = {}
        for wordings in self.items.values():
            for key in {key for wording in wordings for key in wording}:
                counts[key] = counts.get(key, 0) + 1
        size = len(self.items) + 1
        self.rarity = {key: math.log(size / count) / math.log(size) for key, count in counts.items()}
        for key in sorted(self.rarity):
            if key[0].isalpha() and len(key) >= ALIKE:
                self.similar.setdefault(key[:ALIKE], []).append(key)

    def known(self, keys: Sequence[Key]) -> list[Key]:
        """Return ``keys``, an unknown stem replaced by the stem of the case it looks like (an inflected form)."""
        return [self._alike(key) for key in keys]

    def _alike(self, key: Key) -> Key:
        if key.text in self.rarity or key.strength < 1.0:
            return key
        for other in self.similar.get(key.text[:ALIKE], ()):
            common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(key.text, other, strict=False)))
            if common * 4 >= max(len(key.text), len(other)) * 3:
                return Key(other, key.strength, key.first, key.last)
        return key

    def weight(self, key: str, strength: float) -> float:
        """Weight of a key of a response."""
        rare = self.rarity.get(key)
        return strength * (UNKNOWN_WEIGHT if rare is None else rare) if rare is not None or strength == 1.0 else 0.0

    def phrases(self, name: str) -> tuple[Phrase, ...]:
        """Return the weighted wordings of an item."""
        values = frozenset(key for value in self.cores.get(name, ()) for key in value.content)
        found = []
        for wording in self.items.get(name, ()):
            weights = {key: strength * self.rarity[key] for key, strength in wording.items()}
            weights = {key: weight for key, weight in weights.items() if weight > 0}
            if weights:
                telling = frozenset(key for key, weight in weights.items() if weight >= TELLING)
                found.append(Phrase(weights, sum(weights.values()), telling, frozenset(weights) & values))
        return tuple(found)


def strengths_of(text: str, language: Language, *, question: bool = False) -> Mapping[str, float]:
    """Return the keys of a wording with their strengths; of a question its kinds too."""
    if load_language(language.code) is language:
        return _remembered_strengths(text, language.code, question)
    return _strengths(text, language, question)


@lru_cache(maxsize=WORDINGS_REMEMBERED)
def _remembered_strengths(text: str, code: str, question: bool) -> Mapping[str, float]:
    return _strengths(text, load_language(code), question)


def _strengths(text: str, language: Language, question: bool) -> Mapping[str, float]:
    reading = read(text, language.spelling)
    found: dict[str, float] = {}
    for key in keys_of(reading, language):
        found[key.text] = max(found.get(key.text, 0.0), key.strength)
    if question:
        found.update(dict.fromkeys(kind_keys(reading, 0, len(reading.tokens), language), 1.0))
    return found
