"""The days that quantities name, counted from a day: "Friday", "the 14th", "the end of the month", "week 25"."""

from __future__ import annotations

from datetime import date, timedelta

from scoring.feasts import next_feast
from scoring.lengths import MOST_DAYS, MOST_MONTHS
from scoring.quantities import Quantity, Sort

FAR = 250
"""A day of the year that lies further ahead is the one just gone: "on 4 September" said on the 7th."""
_WORK_WEEK = 5


def day_of(quantity: Quantity, today: date) -> date | None:
    """Return the day a quantity names, counted from ``today``; None where it names none or one gone by."""
    value = int(quantity.value)
    day: date | None = None
    if quantity.sort is Sort.RELATIVE:
        day = today + timedelta(days=value) if 0 <= value <= MOST_DAYS else None
    elif quantity.sort is Sort.WEEKDAY:
        day = today + timedelta(days=(value - today.weekday() - 1) % 7 + 1)
    elif quantity.sort is Sort.DATE:
        day = _next_date(value, today)
    elif quantity.sort is Sort.MONTHDAY:
        day = next_monthday(value, today)
    elif quantity.sort is Sort.FEAST:
        day = next_feast(quantity.unit, today)
        day = day if day is not None and (day - today).days <= FAR else None
    elif quantity.sort is Sort.DURATION and 0 < quantity.value <= MOST_DAYS:
        day = _days_after(value, quantity.unit, today)
    return day


def _days_after(count: int, unit: str, today: date) -> date | None:
    """The day ``count`` units after ``today``; None for minutes and hours, and beyond all calendars."""
    if unit == "working_day":
        return add_working_days(today, count)
    days = {"day": 1, "week": 7}.get(unit)
    if days is not None:
        return today + timedelta(days=count * days)
    months = {"month": 1, "year": 12}.get(unit)
    return None if months is None or count * months > MOST_MONTHS else add_months(today, count * months)


def _next_date(value: int, today: date) -> date | None:
    """``YYYYMMDD``; without a year the next such day; day 0 is the last of the month."""
    year, month, day = value // 10000, value // 100 % 100, value % 100
    for candidate in (year,) if year else range(today.year, today.year + 9):
        try:
            named = date(candidate, month, day) if day else _month_end(date(candidate, month, 1))
        except ValueError:
            continue
        if year or 0 <= (named - today).days <= FAR:
            return named
    return None


def next_monthday(day: int, today: date) -> date | None:
    """The next such day of a month, today left out: "on the 14th" said on the 14th is a month ahead."""
    for ahead in range(13):
        first = add_months(today.replace(day=1), ahead)
        try:
            named = first.replace(day=day)
        except ValueError:
            continue
        if named > today:
            return named
    return None


_FROM_SUNDAY = {"week": 0, "weekend": 0, "next_week": 7, "next_weekend": 7, "week_after_next": 14, "before_weekend": -2}
"""Days from the Sunday of this week to the last day of a period."""


def period_day(period: str, today: date) -> date | None:
    """Return the last day of a named period: days from today as a number, ``week``, ``next_week``, ``month`` ..."""
    if period.isdigit():
        return today + timedelta(days=int(period))
    if period in _FROM_SUNDAY:
        return today + timedelta(days=6 - today.weekday() + _FROM_SUNDAY[period])
    if period.startswith("week") and period[4:].isdigit():
        return _week_end(int(period[4:]), today)
    into = (today.month - 1) % 3
    months = {"month": 1, "next_month": 2, "quarter": 3 - into, "next_quarter": 6 - into}.get(period)
    if months is not None:
        return add_months(today.replace(day=1), months) - timedelta(days=1)
    return date(today.year, 12, 31) if period == "year" else None


def _week_end(number: int, today: date) -> date | None:
    """The Sunday of the week of that number, of next year where it is over."""
    for year in (today.year, today.year + 1):
        try:
            end = date.fromisocalendar(year, number, 7)
        except ValueError:
            continue
        if end >= today:
            return end
    return None


def add_working_days(start: date, count: int) -> date:
    """Return the day ``count`` working days after ``start``; Saturdays and Sundays do not count."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < _WORK_WEEK
    return day


def _month_end(first: date) -> date:
    return add_months(first, 1) - timedelta(days=1)


def add_months(start: date, count: int) -> date:
    """Return the day ``count`` months after ``start``, the last of a month that is shorter."""
    month = start.month - 1 + count
    year, month = start.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(start.day, (following - timedelta(days=1)).day))
