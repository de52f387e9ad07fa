"""Numbers and sums as people write them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from scoring.language import Language
from scoring.text import Token


def value_of(token: Token, language: Language) -> Decimal | None:
    """Return the value of a number or number word, without trailing zeros; None for other words."""
    if token.number:
        return parse_number(token.text)
    value = language.numbers.get(token.text)
    return None if value is None else Decimal(int(value))


def parse_number(text: str) -> Decimal | None:
    """Read ``47.90``, ``47,90``, ``1.200,50`` or ``1,200``; None for what is no number (``17:30``, ``1.2.3``).

    A single separator followed by exactly three digits is read as a thousands separator.
    """
    if ":" in text:
        return None
    dots, commas = text.count("."), text.count(",")
    if dots and commas:
        decimal = max(text.rfind("."), text.rfind(","))
        plain = text[:decimal].replace(".", "").replace(",", "") + "." + text[decimal + 1 :]
    elif dots + commas == 1:
        whole, _, rest = text.replace(",", ".").partition(".")
        plain = whole + rest if len(rest) == 3 else f"{whole}.{rest}"
    elif dots + commas > 1:
        parts = text.replace(",", ".").split(".")
        if any(len(part) != 3 for part in parts[1:]):
            return None
        plain = "".join(parts)
    else:
        plain = text
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value.normalize() if value else Decimal(0)


def amount_text(value: Decimal) -> str:
    """Return a sum as a plain decimal string: ``47.90``, ``25``."""
    if value == value.to_integral_value():
        return str(int(value))
    return f"{value:.2f}"
