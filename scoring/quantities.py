"""What a quantity is, and the words of a language by which one is recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from scoring.comparing import Comparing, comparing
from scoring.language import Language, load_language
from scoring.lexicon import Lexicon, lexicon
from scoring.numerals import Number, Numerals, decimal_text
from scoring.templates import Templates, numerals, templates
from scoring.text import Reading, Token

MOST_REMEMBERED = 20_000
_NAMED = ("periods", "feasts", "half", "third", "quarter", "whole", "rest", "fractions", "money", "numbered_week")
LEAST_SPOKEN = 20
"""From this number on one said in words without a currency may be a sum."""


class Sort(StrEnum):
    """What kind of thing a quantity measures."""

    NUMBER = "number"
    SUM = "sum"
    PERCENT = "percent"
    SHARE = "share"
    DURATION = "duration"
    WEEKDAY = "weekday"
    RELATIVE = "relative"
    DATE = "date"
    MONTHDAY = "monthday"
    PERIOD = "period"
    FEAST = "feast"
    TIME = "time"


DAYS = (Sort.WEEKDAY, Sort.RELATIVE, Sort.DATE, Sort.MONTHDAY, Sort.TIME, Sort.FEAST)
"""Sorts that say when."""
MONEY = (Sort.SUM, Sort.PERCENT, Sort.SHARE)
"""Sorts that say how much."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity; ``first`` and ``last`` are token numbers, both inclusive.

    ``value`` is a number, a sum, a percentage, a share of a whole (0.5), a count of ``unit``, a weekday (Monday 0),
    days from today, a date as ``YYYYMMDD`` (year 0 where none was said), a day of the month or minutes since midnight.
    Named periods and feasts have their code in ``unit``.
    """

    sort: Sort
    value: Decimal
    unit: str
    first: int
    last: int
    sure: bool = True
    """For times: whether morning or afternoon is beyond doubt."""

    @property
    def text(self) -> str:
        """The value as a plain decimal string."""
        return decimal_text(self.value)


def names_day(quantity: Quantity) -> bool:
    """Whether a quantity names a day or an hour: "Friday", "at seven", "this evening"."""
    return quantity.sort in DAYS or (quantity.sort is Sort.PERIOD and quantity.unit.isdigit())


@dataclass(frozen=True, slots=True)
class Opening:
    """How a word may begin a quantity: ``alone``, or before one of ``words``, of ``stems`` or what fills a ``slot``.

    ``fills``: whether it may fill one itself, as a number, an ordinal or a month does. Most articles and prepositions
    begin some date or time ("the 14th", "by half past"), and mostly none follows.
    """

    alone: bool = False
    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    slot: bool = False
    fills: bool = False


NEVER, FILLS = Opening(), Opening(fills=True)


class Measures:
    """The words of one language that begin or make up a quantity; what a word can begin is remembered."""

    def __init__(self, code: str) -> None:
        self.language: Language = load_language(code)
        self.words: Comparing = comparing(code)
        self.lexicon: Lexicon = lexicon(code)
        self.numerals: Numerals = numerals(code)
        self.clock: Templates = templates(code, "clock")
        self.dates: Templates = templates(code, "dates")
        self.month_ends: Templates = templates(code, "month_ends")
        prefixes = self.lexicon.sections.get("hour_prefixes", {})
        self.hour_prefixes = tuple((prefix, str(half)) for prefix, half in prefixes.items())
        self._memo: dict[str, Opening] = {}

    def begins(self, word: str, following: Token | None) -> bool:
        """Whether a quantity may begin with ``word`` (no figures), before the token ``following``."""
        opening = self._opening(word)
        if opening.alone or opening is NEVER:
            return opening.alone
        if following is None:
            return False
        behind = following.text
        if behind in opening.words or (opening.stems and behind.startswith(opening.stems)):
            return True
        return opening.slot and (following.number or self._opening(behind).fills)

    def _opening(self, word: str) -> Opening:
        known = self._memo.get(word)
        if known is None:
            known = self._begun(word)
            if len(self._memo) < MOST_REMEMBERED:
                self._memo[word] = known
        return known

    def _begun(self, word: str) -> Opening:
        language = self.language
        tables = (language.currencies, language.weekdays, language.days, language.months, language.clock_times)
        told = self.numerals.value(word) is not None or any(table.get(word) is not None for table in tables)
        told = told or self.hour_with_prefix(word) is not None or self.words.has("half_to", word)
        fills = told or self.lexicon.opens("ordinals", word) or self.lexicon.has("minute_words", word)
        seconds = {
            *self.lexicon.seconds((*_NAMED, "ordinals"), word),
            *(second for section in (self.clock, self.dates, self.month_ends) for second in section.seconds(word)),
        }
        if not told and not seconds:
            return FILLS if fills else NEVER
        stems = tuple(second.removesuffix("*") for second in seconds if second.endswith("*"))
        return Opening(told or "" in seconds, frozenset(seconds), stems, any(map(_is_slot, seconds)), fills)

    def hour_with_prefix(self, word: str) -> tuple[int, str] | None:
        """An hour with the half of the day before it in one word ("aamukahdeksasta"): (hour, am or pm)."""
        for prefix, half in self.hour_prefixes:
            if word.startswith(prefix) and len(word) > len(prefix) + 2:
                value = self.numerals.value(word[len(prefix) :])
                if value is not None and 1 <= value <= 12:
                    return value, half
        return None


def _is_slot(piece: str) -> bool:
    return piece.startswith("{")


@cache
def measures_of(code: str) -> Measures:
    """Return the measures of language ``code``, made once."""
    return Measures(code)


class Source:
    """One reading with the words of its language: what the readers of dates, times and sums share."""

    def __init__(self, reading: Reading, code: str) -> None:
        self.reading = reading
        self.tokens: Sequence[Token] = reading.tokens
        self.texts = [token.text for token in reading.tokens]
        self.measures = measures_of(code)
        self.language = self.measures.language
        self.lexicon = self.measures.lexicon
        self.words = self.measures.words

    def word(self, place: int) -> str:
        """The text of a token; empty where there is none."""
        return self.texts[place] if 0 <= place < len(self.texts) else ""

    def follows(self, first: int, last: int) -> bool:
        """Whether token ``last`` is there and in the sentence of token ``first``."""
        return last < len(self.tokens) and self.tokens[first].sentence == self.tokens[last].sentence

    def behind(self, place: int) -> str:
        """The word behind token ``place`` in its sentence; empty for figures or at the end."""
        following = place + 1
        return self.texts[following] if self.follows(place, following) and not self.tokens[following].number else ""

    def before(self, place: int) -> str:
        """The word before token ``place`` in its sentence; empty at its start."""
        return self.texts[place - 1] if place and self.tokens[place - 1].sentence == self.tokens[place].sentence else ""

    def number(self, place: int) -> Number | None:
        """A number in figures or words at ``place``."""
        return self.measures.numerals.at(self.reading, place)

    def named(self, place: int, *kinds: str) -> tuple[str, object, int] | None:
        """The longest phrase of the given sections at ``place``: (section, value, last token)."""
        if not any(self.lexicon.opens(kind, self.texts[place]) for kind in kinds):
            return None
        end = place
        sentence = self.tokens[place].sentence
        while end < len(self.tokens) and end < place + 8 and self.tokens[end].sentence == sentence:
            end += 1
        marks = [mark for mark in self.lexicon.at(self.texts, place, end) if mark.kind in kinds]
        if not marks:
            return None
        best = max(marks, key=lambda mark: mark.length)
        return best.kind, best.value, place + best.length - 1

    def unit(self, place: int) -> tuple[str, int] | None:
        """A unit of time at ``place``, perhaps behind a word that makes days working days: (unit, last token)."""
        if not 0 <= place < len(self.tokens):
            return None
        named = self.lexicon.value("time_units", self.texts[place])
        unit = named or self.language.units.get(self.texts[place])
        unit = unit or self.lexicon.value("counted_units", self.texts[place])
        following = self.language.units.get(self.word(place + 1)) if self.follows(place, place + 1) else None
        if self.words.has("workdays", self.word(place)) and following in ("day", "working_day"):
            return "working_day", place + 1
        if (unit, following) in (("working_day", "day"), ("day", "working_day")):
            return "working_day", place + 1
        return None if unit is None else (str(unit), place)

    def counted(self, place: int) -> bool:
        """Whether the token at ``place`` says what is counted: money, a unit of time, per cent."""
        if not 0 <= place < len(self.tokens):
            return False
        word = self.texts[place]
        if self.language.currencies.get(word) is not None or self.lexicon.opens("percent", word):
            return True
        return self.unit(place) is not None
