"""What the grader reads in the customer's words: agreement, thanks, a wish, a call for the manager; facts told.

Plain comparison of words, no patterns on user text: every function is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from scoring.wording import customer_cues

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scoring.case import Case, CaseFact, RemedyTerm

_WORD = re.compile(r"\w+")
_POINT = re.compile(r"(?<=[0-9])[.,](?=[0-9])")  # "47,90" and "47.90" are one sum; the word pattern keeps "_"
_STOPS = re.compile(r"[.!?;\u037e\n]+")
_LETTERS = re.compile(r"[^\W\d_][\w'’]*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")  # so that "that's" stays one word
WORDS_REMEMBERED = 256
"""Texts whose words are remembered: what a scene's people say, and the wordings it is compared with."""
STEM = 4
"""Words that share this many first letters, and most of their length, are forms of one word."""


@lru_cache(maxsize=WORDS_REMEMBERED)
def words(text: str) -> tuple[str, ...]:
    """Return the words of ``text``, case-folded and without accents, sums with a point."""
    plain = unicodedata.normalize("NFD", text.translate(_APOSTROPHES).casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return tuple(_join_sums(_WORD.findall(_POINT.sub("_", plain))))


def _join_sums(tokens: Iterable[str]) -> list[str]:
    # 47.90, 47,9 and 47_90 are written alike; 47.00 is 47.
    joined = []
    for token in tokens:
        whole, mark, part = token.partition("_")
        if mark and whole.isdigit() and part.isdigit():
            cents = part.rstrip("0")
            joined.append(f"{whole}.{cents}" if cents else whole)
        else:
            joined.append(token)
    return joined


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase as words; a word ending in ``*`` stands for every word that begins so."""

    words: tuple[str, ...]

    def at(self, tokens: tuple[str, ...], place: int) -> bool:
        """Whether the phrase stands at ``place``."""
        if place + len(self.words) > len(tokens):
            return False
        return all(_fits(word, tokens[place + step]) for step, word in enumerate(self.words))


def _fits(pattern: str, token: str) -> bool:
    return token.startswith(pattern[:-1]) if pattern.endswith("*") else token == pattern


@dataclass(frozen=True, slots=True)
class CueTable:
    """Cues of one kind by their first word, so that a long text is read once whatever their number."""

    exact: Mapping[str, tuple[Cue, ...]]
    stems: Mapping[str, tuple[Cue, ...]]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, cues: Iterable[Cue]) -> CueTable:
        """Sort cues by their first word; one ending in ``*`` goes by its stem."""
        exact: dict[str, tuple[Cue, ...]] = {}
        stems: dict[str, tuple[Cue, ...]] = {}
        for cue in cues:
            first = cue.words[0]
            table, key = (stems, first[:-1]) if first.endswith("*") else (exact, first)
            table[key] = (*table.get(key, ()), cue)
        return cls(exact, stems, tuple(sorted({len(stem) for stem in stems})))

    def found_in(self, tokens: tuple[str, ...]) -> bool:
        """Whether one of the cues stands anywhere in ``tokens``."""
        for place, token in enumerate(tokens):
            cues = self.exact.get(token, ())
            for length in self.lengths:
                cues += self.stems.get(token[:length], ())
            if cues and any(cue.at(tokens, place) for cue in cues):
                return True
        return False


@cache
def _cues(language: str, kind: str) -> CueTable:
    phrases = customer_cues(language).get(kind, ())
    return CueTable.of(Cue(tuple(_cue_word(word) for word in phrase.split())) for phrase in phrases)


def _cue_word(word: str) -> str:
    stem = "".join(words(word.rstrip("*")))
    return f"{stem}*" if word.endswith("*") else stem


def says(text: str, language: str, kind: str, *, first: int | None = None) -> bool:
    """Whether the customer's ``text`` holds a cue of ``kind``; ``first`` looks at the first so many words only."""
    return _cues(language, kind).found_in(words(text)[:first])


def names_somebody(text: str, language: str) -> bool:
    """Whether the words of a greeting give or use a name: a capital inside a sentence, or "my name is"."""
    if says(text, language, "names"):
        return True
    no_names = {word.casefold() for word in customer_cues(language).get("not_names", ())}
    for sentence in _STOPS.split(text):
        later = _LETTERS.findall(sentence)[1:]
        if any(word[0].isupper() and not word.isupper() and word.casefold() not in no_names for word in later):
            return True
    return False


def asks(text: str, language: str) -> bool:
    """Whether ``text`` holds a question mark as the language writes it."""
    return any(mark in text for mark in customer_cues(language).get("question_marks", ("?",)))


class WordSet:
    """The words of a text, to be asked for forms of a word: a lookup, not a scan."""

    def __init__(self, text: str) -> None:
        """Index ``text`` by the first letters of its words."""
        self._by_stem: dict[str, set[str]] = {}
        for word in words(text):
            self._by_stem.setdefault(word[:STEM], set()).add(word)

    def has(self, word: str) -> bool:
        """Whether ``word`` or another form of it is in the text."""
        return any(same_word(word, other) for other in self._by_stem.get(word[:STEM], ()))

    def share(self, text: str) -> int:
        """Per mille of the content words of ``text`` that are here; 0 when it has none."""
        wanted = content(text)
        return 1000 * sum(self.has(word) for word in wanted) // len(wanted) if wanted else 0


def same_word(one: str, other: str) -> bool:
    """Whether two words are forms of one: equal, or a long common beginning (numbers must be equal)."""
    if one == other:
        return True
    if one[:1].isdigit() or other[:1].isdigit():
        return False
    longer = max(len(one), len(other))
    common = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    common = min(common, len(one), len(other))
    return common >= STEM and common * 10 >= longer * 6


def content(text: str) -> tuple[str, ...]:
    """Return the words that carry content: numbers, and words of four letters or more, each once."""
    kept = (word for word in words(text) if word[:1].isdigit() or len(word) >= STEM)
    return tuple(dict.fromkeys(kept))


def tells(text: WordSet, fact: CaseFact) -> bool:
    """Whether the words of ``text`` tell ``fact``: its value, or most words of one of its wordings."""
    if fact.value and text.share(fact.value) == 1000:
        return True
    return any(text.share(form) >= 600 for form in (fact.text, *fact.wordings) if form)


def wish_within(case: Case | None) -> bool | None:
    """Whether what the customer wants lies within the trainee's authority; None where the case does not tell."""
    if case is None or case.wish_within is not None or not case.customer_wants:
        return None if case is None else case.wish_within
    wanted = WordSet(case.customer_wants)
    granted, refused = (_nearness(wanted, terms) for terms in (case.authority, (*case.not_allowed, *case.supervisor)))
    return None if granted == refused == 0 else granted >= refused


def _nearness(wanted: WordSet, terms: tuple[RemedyTerm, ...]) -> int:
    forms = (form for term in terms for form in (term.id.replace("_", " "), term.text, *term.wordings) if form)
    return max((wanted.share(form) for form in forms), default=0)
