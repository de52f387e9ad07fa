"""Whether what is said of a fact agrees with what is true: quantities of one kind held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from scoring.deadlines import day_of
from scoring.lengths import span_of
from scoring.numerals import decimal_text
from scoring.quantities import Quantity, Sort

DAYS = (Sort.WEEKDAY, Sort.RELATIVE, Sort.DATE, Sort.MONTHDAY, Sort.FEAST)
COUNTED = (Sort.SUM, Sort.NUMBER)
LONGEST_DAY = 24
_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43200, "year": 525600}


def plain(quantity: Quantity) -> Quantity:
    """Return a period that is a length of time ("half a year") as a duration, anything else as it is."""
    if quantity.sort is not Sort.PERIOD:
        return quantity
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
    if said.sort is true.sort is Sort.DURATION:
        return _same_duration(said, true)
    if said.sort is true.sort is Sort.DATE:
        years = min(said.value, true.value) >= 10000
        return said.value == true.value if years else said.value % 10000 == true.value % 10000
    if said.sort is true.sort and said.sort is not Sort.NUMBER:
        return said.value % 720 == true.value % 720 if said.sort is Sort.TIME else _equal(said, true)
    if said.sort in COUNTED and true.sort in COUNTED:
        return said.value == true.value
    if Sort.TIME in (said.sort, true.sort) and Sort.NUMBER in (said.sort, true.sort):
        return _hour(said) == _hour(true)
    return _same_day(said, true, moment) if by_day or _both_days(said, true) else None


def _equal(said: Quantity, true: Quantity) -> bool:
    return said.value == true.value and (said.sort not in (Sort.PERIOD, Sort.FEAST) or said.unit == true.unit)


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
    """Whether a true value is a span of hours ("10-19")."""
    return len(values) == 2 and all(
        value.sort is Sort.TIME or (value.sort is Sort.NUMBER and 0 <= value.value <= LONGEST_DAY) for value in values
    )


def _same_duration(said: Quantity, true: Quantity) -> bool:
    """Compare durations of different units; a working day is no other unit."""
    if said.unit == true.unit:
        return said.value == true.value
    if "working_day" in (said.unit, true.unit):
        return False
    months = {"month": 1, "year": 12}
    if said.unit in months and true.unit in months:
        return said.value * months[said.unit] == true.value * months[true.unit]
    return said.value * _MINUTES[said.unit] == true.value * _MINUTES[true.unit]


def _hour(quantity: Quantity) -> str:
    """An hour on a twelve-hour clock, of a time or of a bare number."""
    value = quantity.value / 60 if quantity.sort is Sort.TIME else quantity.value
    return decimal_text(value % 12)
