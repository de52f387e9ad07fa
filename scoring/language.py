"""The five languages: loads one language folder, and guesses the language of a text.

A folder ``languages/<code>/`` holds data only: ``forms.yaml`` (spelling, numbers, dates, function words)
and ``patterns.yaml`` (what shows each act). Nothing of a language stands in the program.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from scoring.persons import Persons
from scoring.text import Spelling, fold, script_of

if TYPE_CHECKING:
    from scoring.patterns import PatternSet

LANGUAGES: tuple[str, ...] = ("en", "fi", "sv", "ru", "el")
FOLDER = Path(__file__).with_name("languages")
VOWELS = frozenset("aeiouyаеиоуыэюяαεηιουω")
LEAST_STEM = 3
KNOWN_WORDS = 50_000
"""So many words are remembered with their stem and with what a table holds for them."""
UNITS = ("minute", "hour", "day", "working_day", "week", "month", "year")

_SPELLING_KEYS = {"script", "contractions", "endings", "abbreviations", "clause_words"}
_KEYS = _SPELLING_KEYS | {
    "function_words",
    "stop_words",
    "word_endings",
    "stem_length",
    "numbers",
    "weekdays",
    "months",
    "days",
    "units",
    "currencies",
    "clock_words",
    "clock_times",
    "deadline_words",
    "persons",
    "open_words",
}


class LanguageError(ValueError):
    """The code names no language of the program, or its folder is damaged."""


@dataclass(frozen=True, slots=True)
class Table:
    """A lookup of word forms: whole words, and stems written ``stem*``."""

    exact: Mapping[str, Any]
    stems: Mapping[str, Any]
    lengths: tuple[int, ...]
    _memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, data: Mapping[Any, Any] | None) -> Table:
        """Read ``{form: value}``; a form ending in ``*`` is a stem. Keys are folded, digits become numbers."""
        exact: dict[str, Any] = {}
        stems: dict[str, Any] = {}
        for key, entry in (data or {}).items():
            form = fold(str(key))
            value = int(entry) if str(entry).lstrip("-").isdigit() else entry
            if form.endswith("*"):
                stems[form[:-1]] = value
            else:
                exact[form] = value
        return cls(exact, stems, tuple(sorted({len(stem) for stem in stems}, reverse=True)))

    def get(self, word: str) -> Any:
        """Return the value of ``word`` (folded), the longest stem winning, or None."""
        try:
            return self._memo[word]
        except KeyError:
            value = self._get(word)
            if len(self._memo) < KNOWN_WORDS:
                self._memo[word] = value
            return value

    def _get(self, word: str) -> Any:
        if word in self.exact:
            return self.exact[word]
        for length in self.lengths:
            value = self.stems.get(word[:length])
            if value is not None and length <= len(word):
                return value
        return None


@dataclass(frozen=True, slots=True)
class Language:
    """What the detectors know about one language."""

    code: str
    spelling: Spelling
    stop_words: frozenset[str]
    word_endings: tuple[str, ...]
    stem_length: int
    numbers: Table
    weekdays: Table
    months: Table
    days: Table
    units: Table
    currencies: Table
    clock_words: frozenset[str]
    persons: Persons
    clock_times: Table
    deadline_words: frozenset[str]
    open_words: frozenset[str]
    """Words that something must follow: a sentence that ends with one was broken off."""
    acts: PatternSet
    signs: PatternSet
    customer_signs: PatternSet
    """Those of ``signs`` that are looked for in what the customer said."""
    _stems: dict[str, str] = field(default_factory=dict)
    _bits: dict[str, int] = field(default_factory=dict)

    def bits(self, word: str) -> int:
        """Return the bits of the forms and kinds a word (no figures) is of, whatever stands beside it."""
        known = self._bits.get(word)
        if known is None:
            kind = self.acts.vocabulary.kind
            tables = {
                "number": (self.numbers,),
                "day": (self.weekdays, self.days),
                "month": (self.months,),
                "unit": (self.units,),
                "clock": (self.clock_times,),
            }
            known = self.acts.vocabulary.of_text(word)
            for name, kept in tables.items():
                if any(table.get(word) is not None for table in kept):
                    known |= kind(name)
            if len(self._bits) < KNOWN_WORDS:
                self._bits[word] = known
        return known

    def stem(self, word: str) -> str:
        """Return a rough stem: doubled consonants undone, an ending and a last vowel cut off, cut to length.

        Undoing doubled consonants evens out consonant gradation (Finnish "matto", "maton").
        """
        known = self._stems.get(word)
        if known is None:
            known = self._stem(word)
            if len(self._stems) < KNOWN_WORDS:
                self._stems[word] = known
        return known

    def _stem(self, word: str) -> str:
        word = _single_consonants(word)
        for ending in self.word_endings:
            if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
                word = word[: -len(ending)]
                break
        word = word[: self.stem_length]
        return word[:-1] if len(word) > LEAST_STEM and word[-1] in VOWELS else word


def _single_consonants(word: str) -> str:
    """Return ``word`` with each doubled consonant written once."""
    return "".join(char for place, char in enumerate(word) if place == 0 or char != word[place - 1] or char in VOWELS)


def load_yaml(path: Path) -> Any:
    """Return the data of a language file, every scalar as a string. Raises LanguageError."""
    import yaml

    # Every scalar stays a string: "no", "on" and "yes" are words here, not truth values.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - builds no objects
    except FileNotFoundError:
        raise LanguageError(f"no language data at {path.parent.name}/{path.name}") from None
    except yaml.YAMLError as error:
        raise LanguageError(f"{path.parent.name}/{path.name}: {error}") from error


@contextmanager
def kept_together() -> Iterator[None]:
    """Put off the collection of garbage while much is built that stays: looking through it is a sixth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@cache
def load_language(code: str) -> Language:
    """Return the language ``code``, loaded once.

    Raises LanguageError for a code outside :data:`LANGUAGES` or unreadable data, PatternError for a bad
    pattern.
    """
    if code not in LANGUAGES:
        raise LanguageError(f"no language {code!r}; there are {', '.join(LANGUAGES)}")
    folder = FOLDER / code
    with kept_together():
        forms = load_yaml(folder / "forms.yaml")
        patterns = load_yaml(folder / "patterns.yaml")
        names = _given_names()
        given = f"{names[code]} {names[str(forms.get('script', 'latin'))]}"
        return build_language(code, forms, patterns, given)


def build_language(code: str, forms: Mapping[str, Any], patterns: Mapping[str, Any], given: str = "") -> Language:
    """Build a language from parsed data; ``given`` are given names, blanks between them.

    Raises LanguageError or PatternError naming the entry.
    """
    from scoring.patterns import compile_patterns

    unknown = set(forms) - _KEYS
    if unknown:
        raise LanguageError(f"{code}/forms.yaml: unknown key {min(unknown)!r}")
    acts, signs = compile_patterns(patterns, f"{code}/patterns.yaml")
    units = Table.of(forms.get("units"))
    for value in (*units.exact.values(), *units.stems.values()):
        if value not in UNITS:
            raise LanguageError(f"{code}/forms.yaml: units: no unit {value!r}; there are {', '.join(UNITS)}")
    return Language(
        code=code,
        spelling=spelling_of(forms),
        stop_words=_words(forms, "stop_words") | _words(forms, "function_words"),
        word_endings=_endings(forms),
        stem_length=int(forms.get("stem_length", 6)),
        numbers=Table.of(forms.get("numbers")),
        weekdays=Table.of(forms.get("weekdays")),
        months=Table.of(forms.get("months")),
        days=Table.of(forms.get("days")),
        units=units,
        currencies=Table.of(forms.get("currencies")),
        clock_words=_words(forms, "clock_words"),
        persons=_persons(code, forms, given),
        clock_times=Table.of(forms.get("clock_times")),
        deadline_words=_words(forms, "deadline_words"),
        open_words=_words(forms, "open_words"),
        acts=acts,
        signs=signs,
        customer_signs=signs.only(acts.asked_of_customer()),
    )


def spelling_of(forms: Mapping[str, Any]) -> Spelling:
    """Read the spelling part of ``forms.yaml``."""
    contractions = {fold(str(word)): tuple(fold(str(parts)).split()) for word, parts in _mapping(forms, "contractions")}
    endings = {fold(str(word)): tuple(fold(str(parts)).split()) for word, parts in _mapping(forms, "endings")}
    return Spelling(
        contractions=contractions,
        endings=dict(sorted(endings.items(), key=lambda item: -len(item[0]))),
        abbreviations=_words(forms, "abbreviations"),
        clause_words=_words(forms, "clause_words"),
        script=str(forms.get("script", "latin")),
    )


def _mapping(forms: Mapping[str, Any], key: str) -> Sequence[tuple[Any, Any]]:
    return tuple((forms.get(key) or {}).items())


def _persons(code: str, forms: Mapping[str, Any], given: str) -> Persons:
    common = (str(word) for key in ("stop_words", "function_words") for word in forms.get(key) or ())
    try:
        return Persons.of(forms.get("persons") or {}, given, common)
    except ValueError as error:
        raise LanguageError(f"{code}/forms.yaml: {error}") from error


@cache
def _given_names() -> Mapping[str, str]:
    """Given names per language, and per script for those from elsewhere."""
    return cast("Mapping[str, str]", load_yaml(FOLDER / "given_names.yaml"))


def _words(forms: Mapping[str, Any], key: str) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in forms.get(key) or ())


def _endings(forms: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the endings to cut off, in the spelling words have when they are cut, longest first."""
    endings = {_single_consonants(ending) for ending in _words(forms, "word_endings")}
    return tuple(sorted(endings, key=lambda ending: (-len(ending), ending)))


@cache
def _function_words() -> tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]:
    """Codes of the five languages and of others that must not be mistaken for them; function words with theirs."""
    words: dict[str, tuple[str, ...]] = {}
    data = load_yaml(FOLDER / "function_words.yaml")
    for code, listed in data.items():
        for word in {fold(str(word)) for word in str(listed).split()}:
            words[word] = (*words.get(word, ()), code)
    return tuple(data), words


def guess_language(words: Sequence[str], expected: str) -> str | None:
    """Guess the language of folded ``words``; None when it is none of the five.

    ``expected`` wins whenever the words do not clearly say otherwise, so a short answer keeps the
    language of the scene.
    """
    pairs = [(word, script) for word in words if word and (script := script_of(word[0]))][:400]
    if not pairs:
        return expected
    letters, scripts = zip(*pairs, strict=True)
    main = max(set(scripts), key=lambda script: (scripts.count(script), script == "latin"))
    if main == "other":
        return None if scripts.count(main) * 2 > len(scripts) else expected
    codes, known = _function_words()
    counts = dict.fromkeys(codes, 0)
    for word in letters:
        for code in known.get(word, ()):
            counts[code] += 1
    if main == "greek":
        return "el"
    allowed = {"ru", "uk", "bg"} if main == "cyrillic" else set(counts) - {"ru", "uk", "bg", "el"}
    if main == "cyrillic" and expected != "ru":
        counts["ru"] += 1
    best = max(sorted(allowed), key=lambda code: (counts[code], code == expected, code in LANGUAGES))
    ahead = counts[best] - counts.get(expected, 0)
    if expected in allowed and (ahead < 2 or counts[best] * 6 < len(letters)):
        return expected
    if expected not in allowed and counts[best] == 0 and len(letters) < 3:
        return "ru" if main == "cyrillic" else expected
    return best if best in LANGUAGES else None
