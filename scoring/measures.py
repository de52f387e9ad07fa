"""Numbers, sums, durations, days and times as a response says them, in figures or in words.

Language-independent: the words come from ``forms.yaml`` and ``matching.yaml``. One pass over the tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from scoring.comparing import Comparing, comparing
from scoring.language import Language
from scoring.text import Reading, Token

THOUSANDS = 3
READ_OUT = 3
"""From so many numbers in a row on they are figures read out one by one."""
MOST_DIGITS = 15
"""Longer runs of digits are a number of an account or the like, not a quantity to reckon with."""


class Sort(StrEnum):
    """What kind of thing a quantity measures."""

    NUMBER = "number"
    SUM = "sum"
    DURATION = "duration"
    WEEKDAY = "weekday"
    RELATIVE = "relative"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity; ``first`` and ``last`` are token numbers, both inclusive.

    ``value`` is a number, a sum, a count of ``unit``, a weekday (Monday 0), days from today, a date as
    ``YYYYMMDD`` (year 0 where none was said) or minutes since midnight.
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


def decimal_text(value: Decimal) -> str:
    """Return ``47.90`` for 47.9 and ``47`` for 47.00: two digits where there are cents, none otherwise."""
    whole = int(value)
    if value == whole:
        return str(whole)
    text = format(value.normalize(), "f")
    return f"{text}0" if len(text) - text.index(".") == 2 else text


def parse_decimal(text: str) -> Decimal | None:
    """Read ``47,90``, ``1.299,00``, ``1,299.00`` or ``18``; None when it is no plain number."""
    if not text or len(text) > MOST_DIGITS or ":" in text:
        return None
    kept = text.rstrip(".,")
    last = max(kept.rfind("."), kept.rfind(","))
    if last >= 0:
        digits_after = len(kept) - last - 1
        whole = kept[:last].replace(".", "").replace(",", "")
        repeated = kept.count(".") + kept.count(",") > 1
        thousands = digits_after == 3 and (repeated or len(kept[:last]) <= 3)
        kept = whole + kept[last + 1 :] if thousands else f"{whole}.{kept[last + 1 :]}"
    try:
        return Decimal(kept) if kept and all(char.isascii() for char in kept) else None
    except InvalidOperation:
        return None


def find_quantities(reading: Reading, language: Language) -> list[Quantity]:
    """Return the quantities of a reading in order; a token belongs to one of them at most."""
    return _Finder(reading, language).find()


@dataclass(slots=True)
class _Number:
    value: Decimal
    last: int
    figures: str = ""
    cents: bool = False


class _Finder:
    def __init__(self, reading: Reading, language: Language) -> None:
        self.reading = reading
        self.tokens: Sequence[Token] = reading.tokens
        self.language = language
        self.words: Comparing = comparing(language.code)
        self.known = tuple(sorted(language.numbers.exact, key=lambda word: (-len(word), word)))

    def find(self) -> list[Quantity]:
        found: list[Quantity] = []
        place = 0
        while place < len(self.tokens):
            quantity = self._at(place)
            if quantity is None:
                place += 1
            else:
                found.append(quantity)
                place = quantity.last + 1
        return found

    def _at(self, place: int) -> Quantity | None:
        token = self.tokens[place]
        if not token.number and self.language.currencies.get(token.text) is not None:
            number = self._number(place + 1)
            if number is not None and self._follows(place, number.last):
                return Quantity(Sort.SUM, number.value, "", place, number.last)
            return None
        for sort, table in ((Sort.WEEKDAY, self.language.weekdays), (Sort.RELATIVE, self.language.days)):
            value = None if token.number else table.get(token.text)
            if value is not None:
                return Quantity(sort, Decimal(value), "", place, place)
        date = self._date(place) or self._clock(place)
        if date is not None:
            return date
        number = self._number(place)
        return None if number is None else self._measure(place, number)

    def _follows(self, first: int, last: int) -> bool:
        return last < len(self.tokens) and self.tokens[first].sentence == self.tokens[last].sentence

    def _word(self, place: int) -> str:
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def _measure(self, place: int, number: _Number) -> Quantity:
        """Say what a number counts by the word behind it."""
        behind = number.last + 1
        counted = self._follows(place, behind) and not self.tokens[behind].number
        word = self._word(behind) if counted else ""
        if word and self.language.currencies.get(word) is not None:
            cents = self._cents(behind)
            if cents is not None:
                return Quantity(Sort.SUM, number.value + cents[0], "", place, cents[1])
            return Quantity(Sort.SUM, number.value, "", place, behind)
        unit = self._unit(behind) if word else None
        if unit is not None and self.words.has("hour_words", word) and self._tells_hour(self._word(place - 1)):
            last, add = self._half_day(behind, int(number.value))
            minutes = (int(number.value) + add) * 60
            return Quantity(Sort.TIME, Decimal(minutes % 1440), "", place, last, sure=last > behind)
        if unit is not None:
            return Quantity(Sort.DURATION, number.value, unit[0], place, unit[1])
        if number.cents:
            return Quantity(Sort.SUM, number.value, "", place, number.last)
        hour = self._hour(place, number)
        return hour or Quantity(Sort.NUMBER, number.value, number.figures, place, number.last)

    def _unit(self, place: int) -> tuple[str, int] | None:
        """A unit of time at ``place``, perhaps behind a word that makes days working days."""
        unit = self.language.units.get(self._word(place))
        following = self.language.units.get(self._word(place + 1)) if self._follows(place, place + 1) else None
        if self.words.has("workdays", self._word(place)) and following in ("day", "working_day"):
            return "working_day", place + 1
        if unit == "working_day" and following == "day":
            return "working_day", place + 1
        if unit == "day" and following == "working_day":
            return "working_day", place + 1
        return None if unit is None else (str(unit), place)

    def _cents(self, currency: int) -> tuple[Decimal, int] | None:
        """Read the cents behind a currency: "forty-seven euros ninety (cents)"."""
        place = currency + 1
        while self.words.has("joins", self._word(place)):
            place += 1
        if not self._follows(currency, place) or self.tokens[place].clause != self.tokens[currency].clause:
            return None
        number = self._number(place)
        if number is None or number.cents or not 0 < number.value < 100 or number.value % 1:
            return None
        named = self._follows(currency, number.last + 1) and self.language.currencies.get(self._word(number.last + 1))
        if not named and (number.value < 10 or place > currency + 1 or self._unit(number.last + 1) is not None):
            return None
        return number.value / 100, number.last + (1 if named else 0)

    def _number(self, place: int) -> _Number | None:
        """A number in figures or words at ``place``."""
        if place >= len(self.tokens):
            return None
        token = self.tokens[place]
        if token.number:
            value = parse_decimal(token.text)
            if value is None:
                return None
            tail = token.text.rstrip(".,")
            spaced = self._spaced(place)
            if spaced is not None:
                return spaced
            return _Number(value, place, tail, cents=len(tail) > 3 and tail[-3] in ".,")
        return self._spoken(place)

    def _spaced(self, place: int) -> _Number | None:
        """Thousands set apart by a space: ``1 299,00``."""
        first, second = self.tokens[place], self.tokens[place + 1] if self._follows(place, place + 1) else None
        if second is None or not second.number or second.start != first.end + 1:
            return None
        whole, _, cents = second.text.rstrip(".,").replace(".", ",").partition(",")
        joined = first.text.isdigit() and len(first.text) <= THOUSANDS and len(whole) == THOUSANDS and whole.isdigit()
        if not joined or first.text.startswith("0") or not self.reading.text[first.end].isspace():
            return None
        value = parse_decimal(f"{first.text}{whole}.{cents or '0'}")
        return None if value is None else _Number(value, place + 1, f"{first.text}{whole}", cents=len(cents) == 2)

    def _spoken(self, place: int) -> _Number | None:
        """Number words at ``place``: "forty-seven ninety", "a hundred and nineteen", compounds in one word."""
        sentence = self.tokens[place].sentence
        groups: list[tuple[Decimal, int]] = []
        here = place
        while here < len(self.tokens) and self.tokens[here].sentence == sentence and len(groups) < MOST_DIGITS:
            if groups and self._joins_hundred(groups[-1][0], here):
                here += 1
                continue
            value = None if self.tokens[here].number else self._value(self._word(here))
            if value is None:
                break
            joined = _joined(groups[-1][0], value) if groups else None
            if joined is None:
                groups.append((Decimal(value), here))
            else:
                groups[-1] = (joined, here)
            here += 1
        last = groups[-1][1] if groups else place
        return None if not groups else _spoken_value(last, groups)

    def _joins_hundred(self, value: Decimal, place: int) -> bool:
        """Whether the word at ``place`` is the "and" of "a hundred and nineteen"."""
        joins = value >= 100 and value % 100 == 0 and self.words.has("joins", self._word(place))
        return joins and self._value(self._word(place + 1)) is not None

    def _value(self, word: str) -> int | None:
        """The value of one number word; a compound word is the sum of its parts."""
        numbers = self.language.numbers
        if word in numbers.exact:
            return int(numbers.exact[word])
        if len(word) > 8:
            parts = self._parts(word)
            if parts is not None:
                return parts
        value = numbers.get(word)
        return None if value is None else int(value)

    def _parts(self, word: str) -> int | None:
        """Take a compound apart ("fyrtiosju"): all of it must be number words."""
        total = current = 0
        rest = word
        stems = self.language.numbers.stems
        while rest:
            teen = next((form for form in self.words.words["teens"] if rest.startswith(form)), None)
            if teen is not None and 0 < current < 10:
                current += 10
                rest = rest[len(teen) :]
                continue
            known = next((form for form in self.known if rest.startswith(form) and len(form) > 2), None)
            if known is None:
                known = next((stem for stem in stems if rest.startswith(stem) and len(stem) > 2), None)
            if known is None:
                return None if len(rest) > 3 or not total + current else total + current
            value = int(self.language.numbers.exact.get(known, stems.get(known, 0)))
            rest = rest[len(known) :]
            if value in (100, 1000):
                total += max(current, 1) * value
                current = 0
            else:
                current += value
        return total + current

    def _date(self, place: int) -> Quantity | None:
        """``12.3.``, ``12.3.2026``, ``2026-03-12``, ``12/3``, "12 March", "March 12"."""
        token = self.tokens[place]
        if token.number:
            parts = [part for part in token.text.split(".") if part]
            dotted = self.reading.text[token.end : token.end + 1] == "." or len(parts) == 3
            if "," not in token.text and ":" not in token.text and len(parts) in (2, 3) and dotted:
                return _dated(parts[0], parts[1], parts[2] if len(parts) == 3 else "", place, place)
            marked = self._marked(place)
            if marked is not None:
                return marked
            counted = self._follows(place, place + 1) and not self.tokens[place + 1].number
            month = self.language.months.get(self._word(place + 1)) if counted else None
            behind = place + 1
            if month is None and len(self._word(place + 1)) == 2 and self._follows(place, place + 2):
                # The letters of an ordinal: "12th March".
                behind = place + 2
                month = self.language.months.get(self._word(behind))
            if month is not None and self._small(token, 31):
                return _dated(token.text.rstrip("."), str(month), "", place, behind)
            return None
        month = self.language.months.get(token.text)
        if month is None or not self._follows(place, place + 1) or not self._small(self.tokens[place + 1], 31):
            return None
        return _dated(self._word(place + 1).rstrip("."), str(month), "", place, place + 1)

    def _marked(self, place: int) -> Quantity | None:
        """Figures held together by hyphens or slashes."""
        run = [place]
        while len(run) < 3 and self._follows(place, run[-1] + 1) and self.tokens[run[-1] + 1].number:
            if self.reading.text[self.tokens[run[-1]].end : self.tokens[run[-1] + 1].start] not in ("-", "/"):
                break
            run.append(run[-1] + 1)
        texts = [self._word(index) for index in run]
        if len(run) == 3 and len(texts[0]) == 4:
            return _dated(texts[2], texts[1], texts[0], place, run[-1])
        if len(run) == 3 or (len(run) == 2 and self.reading.text[self.tokens[place].end] == "/"):
            return _dated(texts[0], texts[1], texts[2] if len(run) == 3 else "", place, run[-1])
        return None

    def _small(self, token: Token, most: int) -> bool:
        text = token.text.rstrip(".")
        return text.isdigit() and len(text) <= 2 and 1 <= int(text) <= most

    def _clock(self, place: int) -> Quantity | None:
        """``17:30``, "noon", "half past three", or ``10.30`` behind a word for the clock."""
        token = self.tokens[place]
        half = self._half(place)
        if half is not None:
            return half
        named = None if token.number else self.language.clock_times.get(token.text)
        figures = str(named) if named is not None else token.text
        before = self._word(place - 1)
        dotted = token.number and self.language.clock_words and before in self.language.clock_words
        if named is None and not (token.number and ":" in token.text) and not (dotted and "." in token.text):
            return None
        hour, _, minute = figures.replace(".", ":").partition(":")
        if not (hour.isdigit() and minute.isdigit() and len(minute) == 2 and int(hour) < 24 and int(minute) < 60):
            return None
        sure = named is not None or len(hour) == 2
        last, add = self._half_day(place, int(hour))
        return Quantity(Sort.TIME, Decimal((int(hour) + add) * 60 + int(minute)), "", place, last, sure=sure or add > 0)

    def _half(self, place: int) -> Quantity | None:
        """Read "half past three", and what counts towards the hour ("puoli neljä" is half past three too)."""
        towards = self.words.has("half_to", self._word(place))
        behind = place + (1 if towards else 2)
        past = self.words.has("half_past", f"{self._word(place)} {self._word(place + 1)}")
        if not (towards or past) or not self._follows(place, behind):
            return None
        number = self._number(behind)
        if number is None or not 1 <= number.value <= 12 or number.value % 1 or self._unit(number.last + 1) is not None:
            return None
        last, add = self._half_day(number.last, int(number.value))
        minutes = (int(number.value) + add) * 60 + (-30 if towards else 30)
        return Quantity(Sort.TIME, Decimal(minutes % 1440), "", place, last, sure=last > number.last)

    def _hour(self, place: int, number: _Number) -> Quantity | None:
        """A bare hour: behind "at" or "by", before a postposition, or with an ending that tells the hour."""
        if number.value != int(number.value) or not 0 <= number.value <= 24 or len(number.figures) > 2:
            return None
        before, behind = self._word(place - 1), self._word(number.last + 1)
        last, add = self._half_day(number.last, int(number.value))
        told = (
            (place > 0 and self.tokens[place - 1].sentence == self.tokens[place].sentence and self._tells_hour(before))
            or self.words.has("after_words", behind)
            or (
                number.last == place
                and not self.tokens[place].number
                and self.words.ends("clock_endings", self._word(place))
            )
            or last > number.last
        )
        if not told or self._value(behind) is not None:
            return None
        return Quantity(
            Sort.TIME, Decimal((int(number.value) + add) % 24 * 60), "", place, last, sure=last > number.last
        )

    def _tells_hour(self, before: str) -> bool:
        return before in self.language.clock_words

    def _half_day(self, last: int, hour: int) -> tuple[int, int]:
        """Read "in the morning", "pm" behind an hour: (last token, hours to add)."""
        for step in range(1, 4):
            if not self._follows(last, last + step):
                break
            word = self._word(last + step)
            if self.words.has("pm", word):
                return last + step, 12 if hour < 12 else 0
            if self.words.has("am", word):
                return last + step, -12 if hour == 12 else 0
        return last, 0


def _spoken_value(last: int, groups: list[tuple[Decimal, int]]) -> _Number:
    """Make one number of the groups: a price, digits read out, or only the first of them."""
    values = [value for value, _ in groups]
    if len(values) == 2 and values[0] >= 10 and 10 <= values[1] < 100:
        return _Number(values[0] + values[1] / 100, last, cents=True)
    if READ_OUT <= len(values) <= MOST_DIGITS // 2 and all(value < 100 for value in values):
        digits = "".join(decimal_text(value) for value in values)
        return _Number(Decimal(digits), last, digits)
    return _Number(values[0], groups[0][1])


def _joined(last: Decimal, value: int) -> Decimal | None:
    """Return ``last`` and ``value`` as one number where the words make one: forty + seven, two * hundred."""
    if value in (100, 1000) and 0 < last < value:
        return last * value
    tens = last >= 20 and last % 10 == 0 and last % 100 != 0 and 0 < value < 10
    hundreds = last >= 100 and last % 100 == 0 and 0 < value < 100
    return last + value if tens or hundreds else None


def _dated(day: str, month: str, year: str, first: int, last: int) -> Quantity | None:
    if not (day.isdigit() and month.isdigit() and (not year or year.isdigit())):
        return None
    if not (
        1 <= int(day) <= 31 and 1 <= int(month) <= 12 and len(day) <= 2 and len(month) <= 2 and len(year) in (0, 2, 4)
    ):
        return None
    full = int(year or 0) + (2000 if len(year) == 2 else 0)
    return Quantity(Sort.DATE, Decimal(full * 10000 + int(month) * 100 + int(day)), "", first, last)
