"""The values of draws: each fits the kind of its draw."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from simulator.scenario.checks.naming import Referee
from simulator.scenario.reading import Path as Place
from simulator.scenario.schema import Draw

VALUES = {
    "sum": 'a sum like "47.90"',
    "date": "days from the scene's date, like -3",
    "time": 'a time like "14:30"',
    "number": "a whole number, 0 or more",
}
"""What the options of such a draw have as their value."""


def check_values(refer: Referee, path: Place, draw: Draw, values: dict[str, str | int | None]) -> None:
    """The value of each option fits the kind of the draw."""
    wanted = VALUES.get(draw.kind)
    for name, value in values.items():
        if wanted is not None and not fits(draw.kind, value):
            shown = "nothing" if value is None else f'"{value}"'
            message = f'The option "{name}" of a {draw.kind} is {shown}; it must be {wanted}.'
            own = (*path, name, "value")
            refer.report.error(refer.document, own, "SG125", message)


def fits(kind: str, value: str | int | None) -> bool:
    """Whether a value is one of its kind: a sum, days, a time of day, a count."""
    try:
        if value is None:
            return False
        if kind == "sum":
            amount = Decimal(str(value))
            return amount.is_finite() and amount >= 0 and "E" not in str(value).upper()
        if kind == "time":
            return isinstance(value, str) and dt.time.fromisoformat(value).isoformat("minutes") == value
        count = int(value)
        return abs(count) <= 3660 if kind == "date" else count >= 0
    except (ValueError, InvalidOperation):
        return False
