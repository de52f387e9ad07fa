"""A response cut into pieces, so that a page can mark the words each act was heard in. Pure; nothing here is HTML.

Pieces hold the words exactly as they were typed; whoever shows them makes them visible and escapes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Bearing = Literal["good", "mixed", "bad"]
_WORSE: tuple[Bearing, ...] = ("bad", "mixed", "good")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of words that is marked.

    Args:
        start: where it begins, in code points.
        end: where it ends.
        number: which act of the response it shows, from 1.
        bearing: how that act bears on the trainee.
    """

    start: int
    end: int
    number: int
    bearing: Bearing


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are marked alike.

    Args:
        text: the words, as typed.
        numbers: the acts they show; empty where none.
        bearing: of several acts the one that weighs most against the trainee; empty where there is none.
        ends: the acts whose words end with this piece; their numbers are written behind it.
    """

    text: str
    numbers: tuple[int, ...] = ()
    bearing: Bearing | Literal[""] = ""
    ends: tuple[int, ...] = ()


def pieces(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """Cut a text at the edges of its marks; marks may overlap, and what lies outside the text is left out.

    Args:
        text: the words.
        marks: in any order.

    Returns:
        Pieces whose texts, one after another, are the text again.
    """
    within = [mark for mark in marks if 0 <= mark.start < min(mark.end, len(text))]
    edges = {0, len(text)} | {edge for mark in within for edge in (mark.start, min(mark.end, len(text)))}
    return tuple(_piece(text, within, start, end) for start, end in pairwise(sorted(edges)))


def _piece(text: str, marks: Sequence[Mark], start: int, end: int) -> Piece:
    over = sorted((mark for mark in marks if mark.start <= start and end <= mark.end), key=lambda mark: mark.number)
    if not over:
        return Piece(text[start:end])
    numbers = tuple(dict.fromkeys(mark.number for mark in over))
    bearing = next(bearing for bearing in _WORSE if any(mark.bearing == bearing for mark in over))
    ends = tuple(dict.fromkeys(mark.number for mark in over if min(mark.end, len(text)) == end))
    return Piece(text[start:end], numbers, bearing, ends)
