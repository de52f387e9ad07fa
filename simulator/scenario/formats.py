"""How a language says sums, dates, times and numbers (`common/formats.<code>.yaml`)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import Field

from .values import Id, Language, Part

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?\}")
"""`{name}` or `{name.form}`, in lines and in the patterns of this file."""

BASE = "base"
_NOON = 12


class SumFormat(Part):
    """How sums of one currency are said."""

    forms: dict[Id, str]
    """Form and pattern; `{number}` is the sum."""
    one: dict[Id, str] = {}
    """The same for a sum of exactly one, where it differs."""


class FormatsFile(Part):
    """The whole of `common/formats.<code>.yaml`."""

    format: Literal[1]
    """Always 1."""
    language: Language
    """The code in the file's name."""
    decimal: str
    """The decimal sign."""
    thousands: str = ""
    """What stands between thousands from 10,000 on."""
    sums: dict[Annotated[str, Field(pattern=r"^[A-Z]{3}$")], SumFormat]
    """How sums are said, by currency."""
    weekdays: dict[Id, Annotated[tuple[str, ...], Field(min_length=7, max_length=7)]]
    """Form and the seven days from Monday."""
    months: dict[Id, Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]]
    """Form and the twelve months."""
    dates: dict[Id, str]
    """Form and pattern of `{weekday}`, `{day}`, `{month}`, `{month_number}`, `{year}`."""
    past: dict[Id, str] = {}
    """The same for days before the scene's date, where they are said otherwise."""
    halves: tuple[str, str] = ("am", "pm")
    """Words for before and after noon."""
    times: dict[Id, str]
    """Form and pattern of `{hour}`, `{hour12}`, `{minute}`, `{half}`."""
    numbers: dict[Id, tuple[str, ...]] = {}
    """Form and the words for 0, 1, 2 … as far as they go; above that figures stand."""


def render(formats: FormatsFile, kind: str, value: str | int, form: str, *, currency: str, day: dt.date) -> str | None:
    """Say a value in one form, or None where the language has no such form or the value is no such thing.

    Args:
        formats: the conventions of the language.
        kind: the kind of the draw; only `sum`, `date`, `time` and `number` have conventions.
        value: `"47.90"`, days from `day`, `"14:30"` or a count.
        form: `base` or another form of the conventions.
        currency: three capitals, for sums.
        day: the scene's date.
    """
    try:
        if kind == "sum":
            return _sum(formats, Decimal(str(value)), str(value), form, currency)
        if kind == "date":
            return _date(formats, day, int(value), form)
        if kind == "time":
            return _time(formats, dt.time.fromisoformat(str(value)), form)
        if kind == "number":
            return _number(formats, int(value), form)
    except (ValueError, InvalidOperation, OverflowError):
        return None
    return None


def _fill(pattern: str, parts: dict[str, dict[str, str]]) -> str:
    def replace(match: re.Match[str]) -> str:
        return parts.get(match[1], {}).get(match[2] or BASE, match[0])

    return PLACEHOLDER.sub(replace, pattern)


def figures(formats: FormatsFile, text: str) -> str:
    """A decimal number written with a point, as the language writes it."""
    whole, _, fraction = text.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    if len(digits) > 4:
        groups = [digits[max(end - 3, 0) : end] for end in range(len(digits), 0, -3)]
        digits = formats.thousands.join(reversed(groups))
    return sign + digits + (formats.decimal + fraction if fraction else "")


def _sum(formats: FormatsFile, amount: Decimal, text: str, form: str, currency: str) -> str | None:
    entry = formats.sums.get(currency)
    if entry is None:
        return None
    pattern = (entry.one.get(form) if amount == 1 else None) or entry.forms.get(form)
    return None if pattern is None else _fill(pattern, {"number": {BASE: figures(formats, text)}})


def _date(formats: FormatsFile, today: dt.date, days: int, form: str) -> str | None:
    pattern = (formats.past.get(form) if days < 0 else None) or formats.dates.get(form)
    if pattern is None:
        return None
    day = today + dt.timedelta(days=days)
    parts = {
        "weekday": {name: words[day.weekday()] for name, words in formats.weekdays.items()},
        "month": {name: words[day.month - 1] for name, words in formats.months.items()},
        "day": {BASE: str(day.day)},
        "month_number": {BASE: str(day.month)},
        "year": {BASE: str(day.year)},
    }
    return _fill(pattern, parts)


def _time(formats: FormatsFile, time: dt.time, form: str) -> str | None:
    pattern = formats.times.get(form)
    if pattern is None:
        return None
    parts = {
        "hour": str(time.hour),
        "hour12": str((time.hour - 1) % _NOON + 1),
        "minute": f"{time.minute:02d}",
        "half": formats.halves[time.hour >= _NOON],
    }
    return _fill(pattern, {name: {BASE: text} for name, text in parts.items()})


def _number(formats: FormatsFile, count: int, form: str) -> str | None:
    words = formats.numbers.get(form, ())
    if 0 <= count < len(words):
        return words[count]
    return figures(formats, str(count)) if form == BASE or words else None
