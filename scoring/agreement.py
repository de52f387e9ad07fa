"""Whether what is said of a fact agrees with what is true: quantities of one kind held against each other."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import takewhile

from scoring.days import day_of
from scoring.lengths import span_of
from scoring.numerals import decimal_text
from scoring.quantities import Quantity, Sort

DAYS = (Sort.WEEKDAY, Sort.RELATIVE, Sort.DATE, Sort.MONTHDAY, Sort.FEAST)
COUNTED = (Sort.SUM, Sort.NUMBER)
LONGEST_DAY = 24
HALF_A_DAY = 720
LEAP_YEAR = 2024
YEARS = 10000
"""A date as a number holds its year from here on."""
SHORTEST = 3
"""So many letters at least two forms of a word share."""
MONTH = "month:"
"""How the unit of a month by itself ("in June") begins."""
_DAYS_ON = {"same": 0, "1": 1}
"""Days by name that a rule counts: the same day, the next."""
_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43200, "year": 525600}


def plain(quantity: Quantity) -> Quantity:
    """Return a period that is a length of time ("half a year") as a duration, a month without a day as a month."""
    if quantity.sort is Sort.DATE and quantity.value % 100 == 0:
        month = int(quantity.value) // 100 % 100
        return replace(quantity, sort=Sort.PERIOD, value=Decimal(month), unit=f"{MONTH}{month}")
    if quantity.sort is not Sort.PERIOD:
        return quantity
    if quantity.unit in _DAYS_ON:
        return replace(quantity, sort=Sort.DURATION, value=Decimal(_DAYS_ON[quantity.unit]), unit="day")
    span = span_of(quantity)
    if span is None:
        return quantity
    for count, unit in (
        (span.months, "month"),
        (span.working_days, "working_day"),
        (span.days, "day"),
        (span.minutes, "minute"),
    ):
        if count:
            return Quantity(Sort.DURATION, Decimal(count), unit, quantity.first, quantity.last)
    return quantity


def same(said: Quantity, true: Quantity, moment: datetime | None, *, by_day: bool) -> bool | None:
    """Whether two quantities agree; None where they measure different things.

    With ``by_day`` a day and a duration are compared by the date both come to, counted from ``moment``.
    """
    if said.sort is true.sort and said.sort is not Sort.NUMBER:
        return _SAME.get(said.sort, _equal)(said, true)
    sorts = {said.sort, true.sort}
    agreed: bool | None = None
    if sorts <= set(COUNTED):
        agreed = _same_count(said, true)
    elif sorts == {Sort.SHARE, Sort.PERCENT}:
        agreed = _percent(said) == _percent(true)
    elif sorts == {Sort.SHARE, Sort.SUM} and not true.value:
        # Half the price is not for nothing.
        agreed = False
    elif sorts == {Sort.TIME, Sort.NUMBER}:
        # Twenty-three kilos are no hour.
        agreed = None if _counts_things(said) or _counts_things(true) else _hour(said) == _hour(true)
    elif sorts == {Sort.MONTHDAY, Sort.DATE}:
        agreed = said.value % 100 == true.value % 100
    elif sorts == {Sort.DATE, Sort.PERIOD}:
        agreed = _same_month(said, true)
    elif by_day or sorts <= set(DAYS):
        agreed = _same_day(said, true, moment)
    return agreed


def _same_date(said: Quantity, true: Quantity) -> bool:
    years = min(said.value, true.value) >= YEARS
    return said.value == true.value if years else said.value % YEARS == true.value % YEARS


def _same_time(said: Quantity, true: Quantity) -> bool:
    return said.value % HALF_A_DAY == true.value % HALF_A_DAY


def _same_period(said: Quantity, true: Quantity) -> bool | None:
    """Compare named periods; a month by itself is no week."""
    months = [quantity.unit.startswith(MONTH) for quantity in (said, true)]
    return said.unit == true.unit and said.value == true.value if months[0] == months[1] else None


def _equal(said: Quantity, true: Quantity) -> bool:
    return said.value == true.value and (said.sort not in (Sort.PERIOD, Sort.FEAST) or said.unit == true.unit)


def _counts_things(quantity: Quantity) -> bool:
    return quantity.sort is Sort.NUMBER and bool(quantity.unit)


def _same_count(said: Quantity, true: Quantity) -> bool | None:
    """Compare numbers and sums; numbers of different things measure the same only where they are the same."""
    if said.value == true.value:
        return True
    if _counts_things(said) and _counts_things(true) and alike(said.unit, true.unit):
        return False
    return None if _counts_things(said) or _counts_things(true) else False


def alike(first: str, second: str) -> bool:
    """Whether two keys of nouns begin alike for three quarters of the longer one, short ones but for two letters."""
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
    longest = max(len(first), len(second))
    return common * 4 >= longest * 3 or (common >= SHORTEST and longest - common <= SHORTEST - 1)


def _same_month(said: Quantity, true: Quantity) -> bool | None:
    """Compare a date with a month by itself: another month contradicts it, its last day is its end.

    Any other day of the month is left open.
    """
    period, day = (said, true) if said.sort is Sort.PERIOD else (true, said)
    month = int(day.value) // 100 % 100
    if not period.unit.startswith(MONTH):
        return None
    if period.value != month:
        return False
    return True if day.value % 100 >= monthrange(LEAP_YEAR - 1, month)[1] else None


def _percent(quantity: Quantity) -> int:
    return int(quantity.value * (100 if quantity.sort is Sort.SHARE else 1))


def _both_days(said: Quantity, true: Quantity) -> bool:
    return said.sort in DAYS and true.sort in DAYS


def _same_day(said: Quantity, true: Quantity, moment: datetime | None) -> bool | None:
    """Compare a day with a duration or another kind of day, by the date both come to."""
    if moment is None or not (said.sort in DAYS or true.sort in DAYS):
        return None
    days: list[date | None] = [day_of(quantity, moment.date()) for quantity in (said, true)]
    return None if None in days else days[0] == days[1]


def loosely(said: Quantity, true: Quantity) -> bool:
    """Whether days are said for working days of the same number, or the other way round: people mix them."""
    units = {said.unit, true.unit}
    return units == {"day", "working_day"} and said.sort is true.sort and said.value == true.value


def about(said: Quantity, true: Quantity) -> bool:
    """Whether a rounded quantity comes near enough to the true one, by a tenth of it."""
    first, second = _measured(said), _measured(true)
    return first is not None and second is not None and abs(first - second) * 10 <= second


def _measured(quantity: Quantity) -> Decimal | None:
    if quantity.sort in COUNTED:
        return quantity.value
    if quantity.sort is not Sort.DURATION or quantity.unit not in _MINUTES:
        return None
    return quantity.value * _MINUTES[quantity.unit]


def is_range(values: Sequence[Quantity]) -> bool:
    """Whether a true value is a span of hours ("10-19"), and not "one guide for eight children"."""
    if len(values) != 2 or _counts_things(values[0]):
        return False
    return all(
        value.sort is Sort.TIME or (value.sort is Sort.NUMBER and 0 <= value.value <= LONGEST_DAY) for value in values
    )


def _same_duration(said: Quantity, true: Quantity) -> bool:
    """Compare durations of different units; a working day is no other unit."""
    if said.unit == true.unit:
        return said.value == true.value
    if "working_day" in (said.unit, true.unit):
        # A week has five working days.
        days = [quantity.value * (5 if quantity.unit == "week" else 1) for quantity in (said, true)]
        return {said.unit, true.unit} == {"week", "working_day"} and days[0] == days[1]
    months = {"month": 1, "year": 12}
    if said.unit in months and true.unit in months:
        return said.value * months[said.unit] == true.value * months[true.unit]
    return said.value * _MINUTES[said.unit] == true.value * _MINUTES[true.unit]


def _hour(quantity: Quantity) -> str:
    """An hour on a twelve-hour clock, of a time or of a bare number."""
    value = quantity.value / 60 if quantity.sort is Sort.TIME else quantity.value
    return decimal_text(value % 12)


_SAME: dict[Sort, Callable[[Quantity, Quantity], bool | None]] = {
    Sort.DURATION: _same_duration,
    Sort.DATE: _same_date,
    Sort.TIME: _same_time,
    Sort.PERIOD: _same_period,
}
