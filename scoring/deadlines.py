"""By when: the days and times of a stretch of a response, resolved against a moment.

A day alone gives a date, a time or hours give a date with time. A weekday is the next one; a bare hour from one to
seven is in the afternoon unless the morning is named, as shops and offices speak.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from scoring.comparing import comparing
from scoring.language import Language
from scoring.measures import Quantity, Sort
from scoring.text import Token

MOST_DAYS = 3660
MOST_MONTHS = 1200
AFTERNOON = 7
"""Up to this hour a bare hour is meant in the afternoon."""
_WORK_WEEK = 5


def read_moment(reference_time: str | None) -> datetime | None:
    """Read an ISO 8601 date or time; None for none, or for what cannot be read."""
    if not reference_time:
        return None
    try:
        return datetime.fromisoformat(reference_time)
    except ValueError:
        return None


def due_of(
    tokens: Sequence[Token], quantities: Sequence[Quantity], first: int, last: int, language: Language, moment: datetime
) -> str | None:
    """Return by when tokens ``first..last`` (exclusive) say it will be, as ISO 8601; None when they do not say.

    The last deadline said counts among days ("in three days, so by Monday"), a clock time joins the day.
    """
    inside = [quantity for quantity in quantities if first <= quantity.first and quantity.last < last]
    day, covered = _phrase(tokens, inside, first, last, language, moment.date())
    inside = [quantity for quantity in inside if quantity.first not in covered]
    exact: datetime | None = None
    minutes: tuple[int, bool] | None = None
    for quantity in inside:
        if _past(tokens, quantity, last, language):
            continue
        if quantity.sort is Sort.TIME:
            minutes = (int(quantity.value), quantity.sure)
        elif quantity.sort is Sort.DURATION and quantity.unit in ("minute", "hour"):
            exact = exact or _later(moment, quantity)
        else:
            day = day_of(quantity, moment.date()) or day
    if day is None:
        exact, day = _worded(tokens, first, last, language, moment, exact, {q.first for q in inside})
    if minutes is not None:
        return _at(moment, day, *minutes)
    if day is not None:
        return day.isoformat()
    return None if exact is None else exact.isoformat(timespec="minutes")


def _phrase(
    tokens: Sequence[Token], quantities: Sequence[Quantity], first: int, last: int, language: Language, today: date
) -> tuple[date | None, set[int]]:
    """A phrase that means another day than the word in it ("the day after tomorrow"), and the tokens it covers."""
    for value, begin, end in comparing(language.code).periods.find([token.text for token in tokens[first:last]]):
        covered = set(range(first + begin, first + end + 1))
        if any(quantity.sort is Sort.RELATIVE and quantity.first in covered for quantity in quantities):
            return period_day(str(value), today), covered
    return None, set()


def _past(tokens: Sequence[Token], quantity: Quantity, last: int, language: Language) -> bool:
    """Whether a quantity lies behind ("two weeks ago", "yesterday")."""
    behind = [token.text for token in tokens[quantity.last + 1 : min(last, quantity.last + 3)]]
    words = comparing(language.code)
    if any(words.has("past", word) for word in behind[:1]):
        return True
    return quantity.sort is Sort.RELATIVE and quantity.value < 0


def _later(moment: datetime, quantity: Quantity) -> datetime | None:
    minutes = float(quantity.value) * (60 if quantity.unit == "hour" else 1)
    return moment + timedelta(minutes=minutes) if 0 < minutes <= MOST_DAYS * 1440 else None


def _worded(
    tokens: Sequence[Token],
    first: int,
    last: int,
    language: Language,
    moment: datetime,
    exact: datetime | None,
    taken: set[int],
) -> tuple[datetime | None, date | None]:
    """Deadlines without a number: "in an hour", "within the week", "by the end of next week"."""
    words = comparing(language.code)
    texts = [token.text for token in tokens[first:last]]
    for value, _, _ in words.periods.find(texts):
        return exact, period_day(str(value), moment.date())
    for place, word in enumerate(texts):
        unit = language.units.get(word)
        if unit is None or first + place in taken or exact is not None or _counted(place, first, taken):
            continue
        before = texts[max(0, place - 2) : place]
        near = [*before, *texts[place + 1 : place + 2]]
        if any(other in language.deadline_words or words.has("within", other) for other in near) or words.ends(
            "within_endings", word
        ):
            one = Quantity(Sort.DURATION, Decimal(1), str(unit), first + place, first + place)
            if unit in ("minute", "hour"):
                return _later(moment, one), None
            return exact, day_of(one, moment.date())
    return exact, None


def _counted(place: int, first: int, taken: set[int]) -> bool:
    return any(first + place - step in taken for step in (1, 2))


def day_of(quantity: Quantity, today: date) -> date | None:
    """Return the day a quantity names, counted from ``today``; None where it names none or one gone by."""
    value = int(quantity.value)
    if quantity.sort is Sort.RELATIVE:
        return today + timedelta(days=value) if 0 <= value <= MOST_DAYS else None
    if quantity.sort is Sort.WEEKDAY:
        return today + timedelta(days=(value - today.weekday() - 1) % 7 + 1)
    if quantity.sort is Sort.DATE:
        return _next_date(value, today)
    if quantity.sort is Sort.DURATION and 0 < value <= MOST_DAYS:
        return _after(value, quantity.unit, today)
    return None


def _after(count: int, unit: str, today: date) -> date | None:
    """The day ``count`` units after ``today``; None for minutes and hours, and beyond all calendars."""
    if unit == "working_day":
        return add_working_days(today, count)
    days = {"day": 1, "week": 7}.get(unit)
    if days is not None:
        return today + timedelta(days=count * days)
    months = {"month": 1, "year": 12}.get(unit)
    return None if months is None or count * months > MOST_MONTHS else _add_months(today, count * months)


def _next_date(value: int, today: date) -> date | None:
    """``YYYYMMDD``; without a year the next such day."""
    year, month, day = value // 10000, value // 100 % 100, value % 100
    for candidate in (year,) if year else range(today.year, today.year + 9):
        try:
            named = date(candidate, month, day)
        except ValueError:
            continue
        if year or named >= today:
            return named
    return None


def period_day(period: str, today: date) -> date:
    """Return the last day of a named period: days from today as a number, ``week``, ``next_week``, ``month`` ..."""
    if period.isdigit():
        return today + timedelta(days=int(period))
    if period in ("week", "next_week"):
        return today + timedelta(days=6 - today.weekday() + (7 if period == "next_week" else 0))
    ahead = 2 if period == "next_month" else 1
    return _add_months(today.replace(day=1), ahead) - timedelta(days=1)


def add_working_days(start: date, count: int) -> date:
    """Return the day ``count`` working days after ``start``; Saturdays and Sundays do not count."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < _WORK_WEEK
    return day


def _add_months(start: date, count: int) -> date:
    month = start.month - 1 + count
    year, month = start.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(start.day, (following - timedelta(days=1)).day))


def _at(moment: datetime, day: date | None, minutes: int, sure: bool) -> str:
    if not sure and 0 < minutes // 60 <= AFTERNOON:
        minutes += 720
    base = datetime.combine(day or moment.date(), datetime.min.time(), moment.tzinfo)
    due = base + timedelta(minutes=minutes)
    if day is None and due <= moment:
        due += timedelta(hours=12) if not sure and minutes < 720 else timedelta(days=1)
    return due.isoformat(timespec="minutes")
