"""Numbers, sums, durations, days and times as a response says them, in figures or in words.

Language-independent: the words come from ``forms.yaml``, ``matching.yaml`` and ``calendar.yaml``. One pass over the
tokens; a token belongs to one quantity at most.
"""

from __future__ import annotations

from decimal import Decimal

from scoring.clock import bare_hour, clock_at, half_day
from scoring.dates import day_at
from scoring.language import Language
from scoring.numerals import Number, decimal_text, parse_decimal
from scoring.quantities import Quantity, Sort, Source
from scoring.text import Reading

__all__ = ["Quantity", "Sort", "decimal_text", "find_quantities", "parse_decimal"]

_SHARES = {
    "half": Decimal("0.5"),
    "third": Decimal(1) / 3,
    "quarter": Decimal("0.25"),
    "whole": Decimal(1),
    "rest": Decimal(0),
}
"""Of the rest the share is what was not said yet: nought stands for it."""
_MOST_HOUR = 24
_THOUSAND = 1000
_SUM_SIGNS = (":-", ",-", ".-")
"""Signs that tell figures before them to be a sum: "79:-"."""


def find_quantities(reading: Reading, language: Language) -> list[Quantity]:
    """Return the quantities of a reading in order; a token belongs to one of them at most."""
    source = Source(reading, language.code)
    begins = source.measures.begins
    found: list[Quantity] = []
    free = 0
    for place, (token, following) in enumerate(zip(reading.tokens, [*reading.tokens[1:], None], strict=False)):
        if place < free or not (token.number or begins(token.text, following)):
            continue
        quantity = _at(source, place, found[-1] if found else None)
        if quantity is not None:
            found.append(quantity)
            free = quantity.last + 1
    return found


def _at(source: Source, place: int, previous: Quantity | None) -> Quantity | None:
    token = source.tokens[place]
    if not token.number and source.language.currencies.get(token.text) is not None:
        number = source.number(place + 1) if source.follows(place, place + 1) else None
        # "€47": the currency belongs to the number behind it, unless a number before it has claimed it.
        told = number is not None and source.follows(place, number.last)
        return Quantity(Sort.SUM, number.value, "", place, number.last) if told and number is not None else None
    day = day_at(source, place)
    time = clock_at(source, place, previous)
    if time is not None and (day is None or time.last > day.last):
        return time
    if day is not None:
        return day
    named = None if token.number else _named(source, place)
    if named is not None:
        return named
    fraction = None if token.number else source.lexicon.value("fractions", token.text)
    number = Number(Decimal(str(fraction)), place) if fraction is not None else source.number(place)
    return None if number is None else _measure(source, place, _in_thousands(source, number), previous)


def _in_thousands(source: Source, number: Number) -> Number:
    """A number and a half, or a fraction, of thousands: "nine and a half thousand", "полторы тысячи"."""
    place = number.last + 1
    more = source.named(place, "half_more") if source.follows(number.last, place) else None
    last = more[2] if more is not None else number.last
    fraction = number.value % 1 != 0
    thousand = source.measures.numerals.value(source.behind(last)) == _THOUSAND
    if not thousand or not (fraction or more is not None) or number.value >= _THOUSAND:
        return number
    return Number((number.value + (Decimal("0.5") if more is not None else 0)) * _THOUSAND, last + 1)


def _named(source: Source, place: int) -> Quantity | None:
    """A sum with a name of its own ("tenner"), or a share of a whole ("half of it")."""
    worth = source.lexicon.value("money", source.word(place))
    if worth is not None:
        return Quantity(Sort.SUM, Decimal(int(worth)), "", place, place)
    share = source.named(place, *_SHARES)
    return None if share is None else Quantity(Sort.SHARE, _SHARES[share[0]], "", place, share[2])


def _measure(source: Source, place: int, number: Number, previous: Quantity | None) -> Quantity:
    """Say what a number counts by the word behind it."""
    behind = number.last + 1
    word = source.behind(number.last)
    if word:
        counted = _counted(source, place, number, behind, word)
        if counted is not None:
            return counted
    end = source.tokens[number.last].end
    if number.cents or (number.figures and source.reading.text[end : end + 2] in _SUM_SIGNS):
        return Quantity(Sort.SUM, number.value, "", place, number.last)
    value = number.value
    if value == int(value) and 0 <= value <= _MOST_HOUR and len(number.figures) <= 2:
        hour = bare_hour(source, place, number.last, int(value), previous)
        if hour is not None:
            return hour
    return Quantity(Sort.NUMBER, value, number.figures, place, number.last)


def _counted(source: Source, place: int, number: Number, behind: int, word: str) -> Quantity | None:
    """A sum, a percentage, a duration or an hour, by the word behind the number; None for a mere number."""
    if source.language.currencies.get(word) is not None and source.language.units.get(word) is None:
        cents = _cents(source, behind)
        if cents is not None:
            return Quantity(Sort.SUM, number.value + cents[0], "", place, cents[1])
        return Quantity(Sort.SUM, number.value, "", place, behind)
    more = source.named(behind, "half_more")
    value = number.value
    if more is not None:
        value, behind = value + Decimal("0.5"), more[2] + 1
        word = source.word(behind)
    percent = source.named(behind, "percent") if source.follows(place, behind) else None
    if percent is not None:
        return Quantity(Sort.PERCENT, value, "", place, percent[2])
    unit = source.unit(behind) if source.follows(place, behind) else None
    if unit is None or (number.cents and unit[0] not in ("minute", "hour")):
        # "24.90 a month" is a price.
        return None
    whole = value == int(value) and 0 <= value <= _MOST_HOUR
    if source.words.has("hour_words", word) and whole and _tells_hour(source, place):
        hour = _hour_of_word(source, place, behind, int(value))
        if hour is not None:
            return hour
    return Quantity(Sort.DURATION, value, unit[0], place, unit[1])


def _tells_hour(source: Source, place: int) -> bool:
    before = source.before(place)
    return before in source.language.clock_words or source.lexicon.has("clock_before", before)


def _hour_of_word(source: Source, place: int, behind: int, value: int) -> Quantity | None:
    """Read "в десять часов": an hour named with the word for hour."""
    last, half = half_day(source, behind)
    add = 12 if half == "pm" and value < 12 else -12 if half == "am" and value == 12 else 0
    return Quantity(Sort.TIME, Decimal((value + add) % 24 * 60), "", place, last, sure=half is not None or value > 12)


def _cents(source: Source, currency: int) -> tuple[Decimal, int] | None:
    """Read the cents behind a currency: "forty-seven euros ninety (cents)"."""
    place = currency + 1
    while source.follows(currency, place) and source.words.has("joins", source.word(place)):
        place += 1
    if not source.follows(currency, place) or source.tokens[place].clause != source.tokens[currency].clause:
        return None
    number = source.number(place)
    if number is None or number.cents or not 0 < number.value < 100 or number.value % 1:
        return None
    named = source.language.currencies.get(source.behind(number.last)) if source.behind(number.last) else None
    if named is None and (number.value < 10 or place > currency + 1 or source.counted(number.last + 1)):
        return None
    return number.value / 100, number.last + (0 if named is None else 1)
