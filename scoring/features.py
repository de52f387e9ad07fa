"""What the trained classifier sees of a response: words, pieces of words and their surroundings, as hashes.

A response is taken sentence by sentence. Three kinds of features are told apart: *text* features (words and stems,
alone and in pairs) and *meaning* features (concepts named, alone and in pairs, alike in all languages), both weighted
by how rare they are and normed to length one, and *context* features (patterns and signs found, kinds of token,
position, marks, words and concepts shared with the customer), which are there or not.

Every feature is a 32-bit hash, the same on every machine; numbers and sums are masked, so
that no sum or date can be learnt by heart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from scoring.concepts import Concepts, Named, load_concepts
from scoring.evidence import Finding, View
from scoring.language import KNOWN_WORDS, load_language
from scoring.notation import KINDS
from scoring.patterns import GUARDS_ONLY, NEVER, STOCK
from scoring.shouting import shouted
from scoring.text import Sentence, Token

REACH = 8
"""Two concepts make a pair when the second begins at most so many tokens after the first ends."""
MOST_PAIRS = 25
MOST_REMEMBERED = 4096
"""So many context features, and so many concepts, are remembered with their hashes."""

_STEPS = (1, 2, 3, 4, 6, 9, 13, 18, 26, 40)
_LEVELS = ((800, "3"), (500, "2"), (0, "1"))

Hashes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Unit:
    """The features of one sentence: those of text and of meaning with the token each belongs to, and ``context``."""

    sentence: int
    text: Hashes
    text_tokens: NDArray[np.int32]
    meaning: Hashes
    meaning_tokens: NDArray[np.int32]
    context: Hashes


def feature(name: str, before: int = 0) -> int:
    """Return the hash of a named feature; ``before`` is that of what stands before ``name`` in it."""
    return crc32(_encoded(name), before)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


_WORD, _PAIR, _STEM, _NEXT, _LEAP, _CONCEPT, _EARLIER, _LATER = map(
    feature, ("w ", "b ", "s ", "t ", "u ", "z ", "< ", "> ")
)


_FIRST = feature("b ^ ")


class _Spellings(dict[str, tuple[bytes, bytes, int, int]]):
    """Words of a language as they are hashed: word and stem, and the hashes of both alone."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.stem = load_language(code).stem

    def __missing__(self, word: str) -> tuple[bytes, bytes, int, int]:
        spelled, stem = _encoded(word), _encoded(self.stem(word))
        found = (spelled, stem, crc32(spelled, _WORD), crc32(stem, _STEM))
        if len(self) < KNOWN_WORDS:
            self[word] = found
        return found


@cache
def _spellings(code: str) -> _Spellings:
    return _Spellings(code)


@lru_cache(maxsize=MOST_REMEMBERED)
def _mark(name: str) -> int:
    """Return the hash of a context feature: there are few of them."""
    return feature(name)


@lru_cache(maxsize=MOST_REMEMBERED)
def _concept(name: str) -> tuple[bytes, int, int]:
    """Return a concept as it is hashed: its name, alone, and what its pairs begin with."""
    spelled = _encoded(name)
    alone = crc32(spelled, _CONCEPT)
    return spelled, alone, crc32(b" ", alone)


def units_of(view: View, findings: Sequence[Finding]) -> list[Unit]:
    """Return the features of every sentence of ``view`` that counts.

    ``findings`` are those of the patterns and of what follows from them; each is a context feature of its sentence.
    """
    shown = _shown(view, findings)
    concepts = load_concepts(view.language.code)
    names = _names(view, concepts)
    named = [
        concepts.find(_without_names(view, sentence, names)) if counts else []
        for sentence, counts in zip(view.reading.sentences, view.counted, strict=True)
    ]
    whole = _Whole.of(view)
    units = []
    for number, sentence in enumerate(view.reading.sentences):
        if view.counted[number]:
            words = _words(view, sentence, names)
            text, text_tokens = _text(words, sentence, view)
            meaning, meaning_tokens = _meaning(named, number, sentence)
            both = (f"both {one.concept}" for one in named[number] if one.concept in view.customer.concepts)
            unnamed = [
                view.reading.tokens[place] for place in range(sentence.first, sentence.last) if place not in names
            ]
            signs = (*shown.get(number, ()), *_surroundings(view, whole, number, sentence, unnamed), *both)
            context = {_mark(name) for name in signs}
            marks = np.array(sorted(context), dtype=np.uint32)
            units.append(Unit(number, text, text_tokens, meaning, meaning_tokens, marks))
    return units


def _without_names(view: View, sentence: Sentence, names: frozenset[int]) -> list[Token | None]:
    """Return the tokens of a sentence without the names: what else a name may mean must make no difference."""
    vocabulary = view.language.acts.vocabulary
    dated = vocabulary.kind("day") | vocabulary.kind("month")
    return [
        None if place in names and not view.masks[place] & dated else view.reading.tokens[place]
        for place in range(sentence.first, sentence.last)
    ]


def _names(view: View, concepts: Concepts) -> frozenset[int]:
    """Return the tokens heard as names: those inside a sentence, and words nobody knows that open one.

    Known are function words, what patterns and concepts name, and the words of the calendar.
    """
    vocabulary = view.language.acts.vocabulary
    known = vocabulary.learnt & ~vocabulary.kind("heard")
    tokens, text = view.reading.tokens, view.reading.text
    loud = {place for first, last in shouted(view.reading) for place in range(first, last + 1)}
    opening = (
        sentence.first
        for sentence in view.reading.sentences
        if text[tokens[sentence.first].start].isupper() and not tokens[sentence.first].number
    )
    unknown = (
        place
        for place in opening
        if len(tokens[place].text) > 1
        and place not in loud
        and not view.masks[place] & known
        and tokens[place].text not in view.language.stop_words
        and not concepts.parts_of(tokens[place].alt or tokens[place].text)
    )
    return view.language.persons.names(view.reading) | frozenset(unknown)


def _words(view: View, sentence: Sentence, names: frozenset[int]) -> list[str]:
    amount, clock = map(view.language.acts.vocabulary.kind, ("amount", "clock"))
    words = []
    for place in range(sentence.first, sentence.last):
        token = view.reading.tokens[place]
        if token.number:
            mask = view.masks[place]
            words.append("#a" if mask & amount else "#c" if mask & clock else "#n")
        elif place in names:
            # Whose name it is must make no difference.
            words.append("#p")
        else:
            words.append(token.alt or token.text)
    return words


def _text(words: list[str], sentence: Sentence, view: View) -> tuple[Hashes, NDArray[np.int32]]:
    """Return words and stems of a sentence, alone, with the word before and with the one before that.

    A hash goes on where that of its first part ended: what words share is hashed once.
    """
    mark = sentence.mark if sentence.mark in ("?", "!") else ""
    hashes: list[int] = []
    spellings = _spellings(view.language.code)
    before, behind_one, behind_two, last_stem = _FIRST, 0, 0, b""
    for place, word in enumerate(words):
        spelled, stem, alone, stemmed = spellings[word]
        hashes += (alone, crc32(spelled, before), stemmed)
        if place:
            hashes.append(crc32(stem, behind_one))
        if place > 1:
            hashes.append(crc32(stem, behind_two))
        before = crc32(b" ", crc32(spelled, _PAIR))
        behind_two = crc32(last_stem + b" ", _LEAP) if place else 0
        behind_one = crc32(stem + b" ", _NEXT)
        last_stem = stem
    hashes.append(feature(f"${mark}", before))
    counts = [min(3 + place, 5) for place in range(len(words))]
    counts[-1] += 1
    tokens = np.arange(sentence.first, sentence.last, dtype=np.int32)
    return np.array(hashes, dtype=np.uint32), tokens.repeat(counts)


def _meaning(named: Sequence[Sequence[Named]], number: int, sentence: Sentence) -> tuple[Hashes, NDArray[np.int32]]:
    """Return the concepts of a sentence, with its mark, in pairs that stand close, and those of its neighbours."""
    mark = sentence.mark if sentence.mark in ("?", "!") else ""
    closing = _encoded(f"{mark}.")
    hashes: list[int] = []
    tokens: list[int] = []
    here = [(first, last, *_concept(concept)) for concept, first, last in named[number]]
    for place, (first, last, _, alone, pair) in enumerate(here, 1):
        hashes += (alone, crc32(closing, pair))
        tokens += (first, first)
        for second, _, spelled, _, _ in here[place : place + MOST_PAIRS]:
            if second - last > REACH:
                break
            if second > last:
                hashes.append(crc32(spelled, pair))
                tokens.append(second)
    for beside, sign in ((number - 1, _EARLIER), (number + 1, _LATER)):
        if 0 <= beside < len(named):
            around = sorted({other.concept for other in named[beside]})
            hashes += [crc32(_encoded(concept), sign) for concept in around]
            tokens += [0] * len(around)
    first_token = np.int32(sentence.first)
    return np.array(hashes, np.uint32), np.array(tokens, np.int32) + first_token


def _shown(view: View, findings: Iterable[Finding]) -> dict[int, set[str]]:
    """Return, per sentence, the patterns and signs found in it."""
    tokens = view.reading.tokens
    named: dict[int, set[str]] = {}
    for finding in findings:
        level = next(name for least, name in _LEVELS if finding.p >= least)
        named.setdefault(tokens[finding.first].sentence, set()).add(f"act {finding.act} {level}")
    for sign in view.signs.keys() - GUARDS_ONLY:
        for hit in () if sign.startswith((STOCK, NEVER)) else view.signs[sign]:
            named.setdefault(hit.sentence, set()).add(f"sign {sign}")
    return named


@dataclass(frozen=True, slots=True)
class _Whole:
    """What all sentences of a response share: which count, sentences with capitals."""

    counted: int
    first: int
    last: int
    shouted: frozenset[int]

    @classmethod
    def of(cls, view: View) -> _Whole:
        counted = [number for number, counts in enumerate(view.counted) if counts]
        tokens = view.reading.tokens
        loud = (tokens[place].sentence for first, last in shouted(view.reading) for place in range(first, last + 1))
        return cls(len(counted), min(counted, default=0), max(counted, default=0), frozenset(loud))


def _surroundings(
    view: View, whole: _Whole, number: int, sentence: Sentence, unnamed: Sequence[Token]
) -> Iterable[str]:
    tokens = view.tokens(sentence)
    yield f"mark {sentence.mark}"
    yield f"length {step(len(tokens))}"
    yield f"sentences {step(whole.counted)}"
    yield f"channel {view.channel}"
    if number == whole.first:
        yield "first"
    if number == whole.last:
        yield "last"
    if view.is_question(number):
        yield "question"
    yield from _kinds(view, sentence)
    yield from _shared(view, unnamed)
    if number in whole.shouted:
        yield "capitals"
    if any(token.quoted for token in tokens):
        yield "quoted"


def _kinds(view: View, sentence: Sentence) -> Iterable[str]:
    seen = 0
    for place in range(sentence.first, sentence.last):
        seen |= view.masks[place]
    vocabulary = view.language.acts.vocabulary
    for kind in KINDS:
        if seen & vocabulary.kind(kind):
            yield f"kind {kind}"


def _shared(view: View, tokens: Sequence[Token]) -> Iterable[str]:
    """How much of the sentence are the customer's words."""
    stop = view.language.stop_words
    content = [token for token in tokens if token.text not in stop]
    shared = sum(view.language.stem(token.text) in view.heard for token in content)
    yield f"shared {min(shared, 4)}"
    if content:
        yield f"share {shared * 4 // len(content)}"
    if any(token.number and token.text in view.customer.numbers for token in tokens):
        yield "their number"


def step(number: int) -> int:
    """Return the largest of a few steps that ``number`` reaches, for features that count."""
    return max((least for least in _STEPS if least <= number), default=0)
