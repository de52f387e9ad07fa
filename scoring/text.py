"""Text as the detectors read it: folded characters with a way back to the offsets of the original.

Folding removes what a reader does not see or care about (zero-width and direction marks, full-width and
styled letters, accents, case), so that patterns match with and without diacritics. Every folded
character remembers the code point it came from. All work is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

SENTENCE_ENDS = frozenset(".!?…;\u037e\n")
GREEK_QUESTION_MARKS = frozenset(";\u037e")
CLAUSE_ENDS = frozenset(",:;–—()[]/·|")
QUOTE_MARKS = frozenset('"«»“”„‟')
SIGNS = frozenset("€$£₽%")
"""Marks that are read as words."""
MAX_SENTENCE_TOKENS = 80
"""Longer runs without a full stop are cut, so that no work grows faster than the text."""

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_APOSTROPHES = frozenset("'’‘ʼ`´＇′")
_DASHES = frozenset("‐‑‒−")
# Each alternative starts with a different character class: one pass, no backtracking.
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|\n|[^\w\s]|_")
_RUN = re.compile(r"(.)\1{2,}")

# Letters that look alike, as (Latin, Cyrillic, Greek) in folded form.
_LOOKALIKES = (
    ("a", "а", "α"),
    ("e", "е", "ε"),
    ("o", "о", "ο"),
    ("p", "р", "ρ"),
    ("c", "с", ""),
    ("y", "у", "γ"),
    ("x", "х", "χ"),
    ("i", "і", "ι"),
    ("j", "ј", ""),
    ("s", "ѕ", ""),
    ("k", "к", "κ"),
    ("m", "м", ""),
    ("t", "т", "τ"),
    ("h", "һ", "η"),
    ("b", "в", "β"),
    ("n", "п", "ν"),
    ("u", "", "υ"),
    ("v", "ѵ", "ν"),
    ("w", "ш", "ω"),
    ("d", "ԁ", ""),
    ("l", "ӏ", ""),
    ("z", "", "ζ"),
)
_SCRIPTS = ("latin", "cyrillic", "greek")
_TO_SCRIPT: dict[str, dict[str, str]] = {
    script: {
        row[other]: row[place]
        for row in reversed(_LOOKALIKES)
        for other in range(3)
        if other != place and row[place] and row[other]
    }
    for place, script in enumerate(_SCRIPTS)
}
MOST_REMEMBERED = 20_000
"""So many characters and words are remembered with what they read as."""


class _Folded(dict[str, str]):
    """What characters read as, worked out when one is first met."""

    def __missing__(self, char: str) -> str:
        if char in _APOSTROPHES:
            folded = "'"
        elif char in _DASHES:
            folded = "-"
        elif char in {"\n", "\u2028", "\u2029"}:
            folded = "\n"
        elif _INVISIBLE.match(char):
            folded = ""
        else:
            folded = _fold_visible(char)
        if len(self) < MOST_REMEMBERED:
            self[char] = folded
        return folded


_FOLDED = _Folded()


def fold_char(char: str) -> str:
    """Return what ``char`` reads as: zero or more lower-case characters without accents."""
    return _FOLDED[char]


def _fold_visible(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zs", "Cf", "Co", "Cn"):
        return " "
    if category == "Cs":
        return "\ufffd"
    if category in ("Mn", "Me"):
        return ""
    wide = unicodedata.normalize("NFKD", char).casefold()
    parts = unicodedata.normalize("NFKD", wide)
    kept = "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Me"))
    return kept or " "


def fold(text: str) -> str:
    """Return ``text`` folded, without the map back. For comparing words of patterns and cases."""
    if text.isascii() and text.isalnum():
        return text.lower()
    return "".join(map(_FOLDED.__getitem__, text))


@lru_cache(maxsize=4096)
def script_of(char: str) -> str | None:
    """Return latin, cyrillic, greek, other, or None for what is no letter (folded characters)."""
    if "a" <= char <= "z":
        return "latin"
    if not char.isalpha():
        return None
    point = ord(char)
    if 0x400 <= point <= 0x52F:
        return "cyrillic"
    if 0x370 <= point <= 0x3FF:
        return "greek"
    return "latin" if point <= 0x24F else "other"


def unmix(word: str, preferred: str) -> str:
    """Return ``word`` with look-alike letters of other scripts brought into one script.

    A word in one script is returned as it is; in a mixed word the script with most letters wins, on a
    tie ``preferred``.
    """
    if word.isascii():
        return word
    counts: dict[str | None, int] = dict.fromkeys(_SCRIPTS, 0)
    for char in word:
        script = script_of(char)
        if script in counts:
            counts[script] += 1
    present = [script for script in _SCRIPTS if counts[script]]
    if len(present) < 2:
        return word
    winner = max(present, key=lambda script: (counts[script], script == preferred))
    table = _TO_SCRIPT[winner]
    return "".join(table.get(char, char) for char in word)


@dataclass(slots=True)
class Token:
    """One word or number: its folded text, where it stands in the original, and what surrounds it."""

    text: str
    start: int
    end: int
    sentence: int = 0
    clause: int = 0
    quoted: bool = False
    number: bool = False
    alt: str | None = None
    """The same word with stretched letters ("sooorry") brought down to one."""


@dataclass(slots=True)
class Sentence:
    """A run of tokens ``first:last`` with the span of its words and how it ends."""

    first: int
    last: int
    start: int
    end: int
    mark: str = ""
    """The closing mark: one of ``. ! ? …``, a line break, or empty."""
    starts_line: bool = False


@dataclass(slots=True)
class Reading:
    """A text taken apart: tokens in order, sentences over them, marks beside them."""

    text: str
    tokens: list[Token] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    shouted: list[tuple[int, int]] | None = None
    """Runs of tokens in capitals, once somebody has asked for them (see ``guards``)."""
    names: frozenset[int] | None = None
    """Tokens that are names, likewise (see ``persons``)."""

    def words(self, sentence: Sentence) -> list[Token]:
        """Return the tokens of ``sentence``."""
        return self.tokens[sentence.first : sentence.last]


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of what is written together: its text, with and without stretched letters; whether a clause begins."""

    text: str
    alt: str | None
    opens: bool


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a language writes words: contractions, abbreviations, words that open a clause, its script."""

    contractions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    endings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    abbreviations: frozenset[str] = frozenset()
    clause_words: frozenset[str] = frozenset()
    script: str = "latin"
    _parts: dict[str, tuple[_Part, ...]] = field(default_factory=dict, compare=False, repr=False)

    def parts(self, word: str) -> tuple[_Part, ...]:
        """Return what a written word (folded) is made of; remembered."""
        known = self._parts.get(word)
        if known is None:
            known = tuple(self._part(part) for part in self._split(unmix(word, self.script)))
            if len(self._parts) < MOST_REMEMBERED:
                self._parts[word] = known
        return known

    def _part(self, part: str) -> _Part:
        opens = part in self.clause_words
        if _RUN.search(part):
            return _Part(_RUN.sub(r"\1\1", part), _RUN.sub(r"\1", part), opens)
        return _Part(part, None, opens)

    def _split(self, word: str) -> Sequence[str]:
        whole = self.contractions.get(word)
        if whole is not None:
            return whole
        cut = word.rfind("'")
        if cut <= 0:
            return (word,)
        for ending, parts in self.endings.items():
            if word.endswith(ending) and len(word) > len(ending):
                return (word[: -len(ending)], *parts)
        return tuple(part for part in word.split("'") if part)


def read(text: str, spelling: Spelling | None = None) -> Reading:
    """Take ``text`` apart. Never fails, whatever the text holds; offsets are those of ``text``."""
    return _Reader(text, spelling or Spelling()).read()


_Raw = tuple[str, int, int]
"""A word or mark of the folded text, and where it stands there."""


class _Reader:
    def __init__(self, text: str, spelling: Spelling) -> None:
        self.text = text
        self.spelling = spelling
        self.reading = Reading(text)
        self.clause = 0
        self.first = 0
        self.quoted = False
        self.quote_first = 0
        self.newline = True

    def read(self) -> Reading:
        """Walk over the raw tokens once."""
        folded = list(map(_FOLDED.__getitem__, self.text))
        line = "".join(folded)
        origin: Sequence[int] = range(len(line))
        if len(line) != len(folded) or not all(folded):
            origin = [place for place, piece in enumerate(folded) for _ in piece]
        raw = [(line[start:end], start, end) for start, end in map(re.Match.span, _TOKEN.finditer(line))]
        if "-" in line:
            raw = self._with_double_names(raw, origin)
        for place, (piece, start, end) in enumerate(raw):
            if piece[0].isalnum():
                self._word(piece, origin[start], origin[end - 1] + 1)
            else:
                self._mark(piece, origin[start], raw[place + 1] if place + 1 < len(raw) else None, origin)
        self._unquote()
        self._close("")
        return self.reading

    def _with_double_names(self, raw: list[_Raw], origin: Sequence[int]) -> list[_Raw]:
        """Return ``raw`` with names of two words ("Lindqvist-Hale") as one: a hyphen between capitalised words."""
        joined: list[_Raw] = []
        for piece, start, end in raw:
            if len(joined) > 1 and joined[-1][0] == "-" and self._is_double(joined[-2], start, len(piece), origin):
                (first, begin, _), _ = joined[-2:]
                joined[-2:] = [(f"{first}-{piece}", begin, end)]
            else:
                joined.append((piece, start, end))
        return joined

    def _is_double(self, first: _Raw, start: int, length: int, origin: Sequence[int]) -> bool:
        _, begin, end = first
        return (
            length > 2
            and end - begin > 1
            and end + 1 == start
            and all(
                self.text[origin[place]].isupper() and self.text[origin[place + 1]].islower()
                for place in (begin, start)
            )
        )

    def _is_prefixed(self, piece: str, start: int) -> bool:
        """Whether an apostrophe behind the first letter is that of a name ("O'Hara"), not of a word."""
        return (
            piece not in self.spelling.contractions
            and self.text[start].isupper()
            and self.text[start + 2].isupper()
            and self.text[start + 3 : start + 4].islower()
        )

    def _word(self, piece: str, start: int, end: int) -> None:
        tokens, sentence = self.reading.tokens, len(self.reading.sentences)
        if piece[0].isdigit():
            self.clause += piece in self.spelling.clause_words
            tokens.append(Token(piece, start, end, sentence, self.clause, self.quoted, number=True))
        else:
            if piece[1:2] == "'" and self._is_prefixed(piece, start):
                piece = piece.replace("'", "")
            for part in self.spelling.parts(piece):
                self.clause += part.opens
                tokens.append(Token(part.text, start, end, sentence, self.clause, self.quoted, alt=part.alt))
        if len(tokens) - self.first >= MAX_SENTENCE_TOKENS:
            self._close("")

    def _mark(self, mark: str, place: int, following: tuple[str, int, int] | None, origin: Sequence[int]) -> None:
        if mark in SIGNS:
            token = Token(mark, place, place + 1, len(self.reading.sentences), self.clause, self.quoted)
            self.reading.tokens.append(token)
            return
        if mark in QUOTE_MARKS or mark == "'":
            self._quote(mark, place, following, origin)
            return
        if mark in CLAUSE_ENDS and mark != ";":
            self.clause += 1
            return
        if mark not in SENTENCE_ENDS:
            if mark == "-" and self.text[place - 1 : place].isspace():
                self.clause += 1
            return
        if mark == "." and not self._full_stop(place, following, origin):
            return
        if mark == "\n":
            self._unquote()
            if not self._line_ends(place, following, origin):
                return
        self._close(mark)
        if mark == "\n":
            self.newline = True

    def _quote(self, mark: str, place: int, following: tuple[str, int, int] | None, origin: Sequence[int]) -> None:
        if mark == "'" and not self.quoted:
            opens = place == 0 or not self.text[place - 1].isalnum()
            if not opens or following is None or origin[following[1]] != place + 1:
                return
        self.quoted = not self.quoted
        self.quote_first = len(self.reading.tokens)

    def _unquote(self) -> None:
        """Forget a quotation that was never closed."""
        if self.quoted:
            for token in self.reading.tokens[self.quote_first :]:
                token.quoted = False
        self.quoted = False

    def _full_stop(self, place: int, following: tuple[str, int, int] | None, origin: Sequence[int]) -> bool:
        tokens = self.reading.tokens
        if len(tokens) <= self.first:
            return True
        last = tokens[-1]
        if last.end == place and fold(self.text[last.start : last.end]) in self.spelling.abbreviations:
            return False
        if following is None or following[0] == "\n":
            return True
        begin = origin[following[1]]
        if begin == place + 1 and following[0][0].isalnum():
            return len(last.text) > 2 and self.text[begin].isupper()
        return not (last.number and following[0][0].isalpha() and self.text[begin].islower())

    def _line_ends(self, place: int, following: tuple[str, int, int] | None, origin: Sequence[int]) -> bool:
        tokens = self.reading.tokens
        if following is None or following[0] == "\n" or len(tokens) <= self.first:
            return True
        begin = origin[following[1]]
        line_start = self.text.rfind("\n", max(0, place - 200), place) + 1
        return not self.text[begin].islower() or place - line_start < 50

    def _close(self, mark: str) -> None:
        if self.spelling.script == "greek" and mark in GREEK_QUESTION_MARKS:
            mark = "?"
        tokens = self.reading.tokens
        self.clause += 1
        if len(tokens) > self.first:
            sentence = Sentence(self.first, len(tokens), tokens[self.first].start, tokens[-1].end, mark, self.newline)
            self.reading.sentences.append(sentence)
            self.first = len(tokens)
            self.newline = False
        elif self.reading.sentences and mark in "?!" and mark and self.reading.sentences[-1].mark != "?":
            # "!?" and "?!" after one sentence: the question mark is what counts.
            self.reading.sentences[-1].mark = mark


def clause_span(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Return the span of tokens ``first..last`` (inclusive) grown to the edges of their clauses."""
    tokens = reading.tokens
    while first > 0 and tokens[first - 1].clause == tokens[first].clause:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].clause == tokens[last].clause:
        last += 1
    return tokens[first].start, tokens[last].end
