"""Lengths of time: durations and periods that are one ("half an hour", "a fortnight"), brought to one form."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from scoring.quantities import Quantity, Sort

MOST_DAYS = 3660
MOST_MONTHS = 1200


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: months and working days apart from what is fixed."""

    minutes: int = 0
    days: int = 0
    working_days: int = 0
    months: int = 0


def span_of(quantity: Quantity) -> Length | None:
    """Return a duration, or a period that is one (``30m``, ``2h``, ``14d``, ``2w``, ``5wd``, ``1M``), as a length."""
    if quantity.sort is Sort.DURATION:
        value, unit = quantity.value, quantity.unit
    elif quantity.sort is Sort.PERIOD:
        code = quantity.unit.lstrip("+")
        figures = code.rstrip("mhdwM")
        names = {"m": "minute", "h": "hour", "d": "day", "w": "week", "wd": "working_day", "M": "month"}
        unit = names.get(code[len(figures) :], "")
        if not unit or not figures.isdigit():
            return None
        value = Decimal(figures)
    else:
        return None
    if not 0 < value <= MOST_DAYS * 1440:
        return None
    return _length(value, unit)


def _length(value: Decimal, unit: str) -> Length | None:
    if unit in ("minute", "hour"):
        minutes = int(value * (60 if unit == "hour" else 1))
        return Length(minutes=minutes) if minutes else None
    whole = int(value) if value == int(value) else int(value) + 1
    if unit in ("day", "week"):
        days = int(value * 7) if unit == "week" else whole
        return Length(days=days) if days <= MOST_DAYS else None
    if unit == "working_day":
        return Length(working_days=whole) if whole <= MOST_DAYS else None
    months = whole * (12 if unit == "year" else 1)
    return Length(months=months) if months <= MOST_MONTHS else None


def added(first: Length, second: Length) -> Length:
    """Return two lengths as one."""
    return Length(
        first.minutes + second.minutes,
        first.days + second.days,
        first.working_days + second.working_days,
        first.months + second.months,
    )
