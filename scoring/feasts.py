"""Feast days: fixed ones, those that follow Easter, and those that fall on a weekday of a season.

Easter in the West by the anonymous Gregorian algorithm (Meeus/Jones/Butcher), in the East by Meeus' Julian algorithm
with thirteen days added (right from 1900 to 2099). Which names a language has for them, and whose Easter it keeps,
stands in ``calendar.yaml``.
"""

from __future__ import annotations

from datetime import date, timedelta

JULIAN_OFFSET_DAYS = 13
SATURDAY, SUNDAY, FRIDAY, MONDAY = 5, 6, 4, 0
_YEARS_AHEAD = 9


def western_easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, within = divmod(century, 4)
    epact = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * within + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Orthodox churches, as a Gregorian date."""
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=JULIAN_OFFSET_DAYS)


def _weekday_from(start: date, weekday: int) -> date:
    """The first ``weekday`` on or after ``start``."""
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def feast_in(code: str, year: int) -> date | None:
    """Return the day of a feast in a year.

    ``code`` is ``MM-DD``, ``easter``, ``orthodox`` (both with days to add, ``easter+1``), ``DAY@MM-DD`` (the first such
    weekday on or after a date, Monday 0: midsummer is ``5@06-20``), with days to add after a further ``+`` or ``-``.
    None for a code that is none.
    """
    base, add = code, 0
    for mark in ("+", "~"):
        if mark in code:
            base, _, days = code.partition(mark)
            add = int(days) if mark == "+" else -int(days)
    try:
        if base == "easter":
            day = western_easter(year)
        elif base == "orthodox":
            day = orthodox_easter(year)
        elif "@" in base:
            weekday, _, start = base.partition("@")
            day = _weekday_from(date.fromisoformat(f"{year}-{start}"), int(weekday))
        else:
            day = date.fromisoformat(f"{year}-{base}")
    except ValueError:
        return None
    return day + timedelta(days=add)


def next_feast(code: str, today: date) -> date | None:
    """Return the next day of a feast, today included; None for a code that is none."""
    for year in range(today.year, min(today.year + _YEARS_AHEAD, date.max.year)):
        day = feast_in(code, year)
        if day is None:
            return None
        if day >= today:
            return day
    return None
