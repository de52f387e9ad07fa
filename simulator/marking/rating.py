"""Blind ratings: points a rater gives to the steps of a session without having seen anyone else's.

They lie in the session's own chain, as entries `rated`, and are exported and erased with it. They are no part of the
mark: what they come to is how far people agree with each other and with the grader.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from simulator.errors import UsageError

from .keeping import append_behind

if TYPE_CHECKING:
    from simulator.record import Entry, Journal

RATED_KIND = "rated"
LEVELS = (0, 25, 50, 75, 100)
"""What a rater may give a step: the three anchors of the codebook and the halves between them."""


class RatingError(UsageError):
    """This rating cannot be given; nothing was written."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What one rater gave one session in one round.

    Args:
        round: id of the round.
        by: id of the rater's person.
        points: by step, one of `LEVELS`; None where they saw no occasion.
        note: what they want to say with it.
        at: when; None before it is written.
    """

    round: str
    by: str
    points: Mapping[str, int | None]
    note: str = ""
    at: datetime | None = None


def level(points: int) -> int:
    """The level nearest to points 0..100; the higher one of two."""
    return min(LEVELS, key=lambda worth: (abs(worth - points), -worth))


def check_rating(points: Mapping[str, int | None], steps: Sequence[str]) -> None:
    """Refuse points that are no rating of these steps.

    Raises:
        RatingError: a step too many or too few, or points that are no level.
    """
    odd = sorted(set(points) ^ set(steps))
    if odd:
        raise RatingError(f"A rating gives each step its points once; not so: {', '.join(odd)}.", "Rate every step.")
    wrong = [str(worth) for worth in points.values() if worth is not None and worth not in LEVELS]
    if wrong:
        told = ", ".join(map(str, LEVELS))
        raise RatingError(f"{wrong[0]} is no level.", f"There are {told}, or no occasion.")


def append_rating(journal: Journal, session_id: str, rating: Rating) -> Entry:
    """Write a rating behind whatever stands in the session by now.

    Raises:
        SequenceError: others kept writing to the session meanwhile.
        UnknownRecordError: no such session.
        JournalError: the session was erased.
    """
    plain = {"round": rating.round, "by": rating.by, "points": dict(rating.points), "note": rating.note}
    return append_behind(journal, session_id, RATED_KIND, plain)


def read_ratings(entries: Sequence[Entry], round_id: str | None = None) -> tuple[Rating, ...]:
    """The ratings of a session, one a round and rater: their latest counts; erased ones are left out.

    Args:
        entries: all entries of the session, in order.
        round_id: only those of this round.

    Raises:
        ValueError: an entry that is no rating although it says so.
    """
    found: dict[tuple[str, str], Rating] = {}
    for entry in entries:
        if entry.kind != RATED_KIND or entry.payload is None:
            continue
        data = json.loads(entry.payload)
        try:
            rating = Rating(data["round"], data["by"], dict(data["points"]), data.get("note", ""), entry.recorded_at)
        except (KeyError, TypeError) as error:
            raise ValueError(f"entry {entry.sequence} is no rating: {error}") from error
        if round_id in (None, rating.round):
            found[rating.round, rating.by] = rating
    return tuple(found.values())
