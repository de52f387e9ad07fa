"""Figures in a text, made comparable between languages: 47.90 and 47,90, 10,000 and 10 000, 5 pm and 17.00."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.scenario import Language

_FIGURE = re.compile(r"\d+(?:[.,:\u00a0\u202f ]\d+)*")
_HALF = re.compile(r"\s?([ap])\.?m\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+")
_HOURS = 12
_DAY = 24


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text.

    Args:
        whole: the digits before the separator.
        rest: those after it, without zeros at the end; empty for none.
        shown: the figure as it stands in the text.
        half: `a` or `p` where the text says "am" or "pm".
    """

    whole: int
    rest: str
    shown: str
    half: str = ""

    def same(self, other: Figure) -> bool:
        """Whether two figures say the same; a time in halves of the day is the one of 24 hours."""
        if self.rest != other.rest:
            return False
        return bool(self._hours() & other._hours())

    def _hours(self) -> set[int]:
        if self.half:
            hour = self.whole % _HOURS + (_HOURS if self.half == "p" else 0)
            return {hour, self.whole}
        # "between 9 and 5" is "9-17" elsewhere: an hour of the afternoon may be said either way.
        if _HOURS < self.whole < _DAY:
            return {self.whole, self.whole - _HOURS}
        return {self.whole}


def figures(text: str, language: Language) -> list[Figure]:
    """The figures of a text in digits, in order.

    Args:
        text: the text, its placeholders taken out.
        language: English writes 10,000 where others write 10.000 or 10 000.
    """
    return list(_found(text, language))


def _found(text: str, language: Language) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        shown = match[0]
        half = _HALF.match(text, match.end())
        if _THOUSANDS.fullmatch(shown) and not (language == "en" and "." in shown):
            yield Figure(int(re.sub(r"\D", "", shown)), "", shown)
            continue
        for part in re.split(r"[\u00a0\u202f ]", shown):
            pieces = re.split(r"[.,:]", part)
            if len(pieces) > 2:
                # A date in figures, 2.3.2026: its parts, for the order differs.
                yield from (Figure(int(piece), "", piece) for piece in pieces)
            else:
                rest = pieces[1].rstrip("0") if len(pieces) == 2 else ""
                yield Figure(int(pieces[0]), rest, part, half[1].lower() if half else "")
