"""The course of a shift: who waits, who is served, who walks out. Pure: a roster and the moves made give the floor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Literal

from .roster import CLOSES_MS, HOUR_MS, TILL_DELAY_MS, Roster

TILL_SERVES_MS = 90_000
"""The colleague at the second till takes this long with an ordinary customer: about every other one, that is."""
TILL_TAKES_AFTER_MS = 20_000
"""Who has waited this long goes over to the second till."""
CALL_EARLY_MS = 60_000
"""A promised call can be made this much before its time."""
CALL_GRACE_MS = 150_000
"""And this much after it; then the promise is broken."""
_COUNTER = "store"


class Place(StrEnum):
    """Where a customer is."""

    COMING = "coming"
    WAITING = "waiting"
    SERVING = "serving"
    SERVED = "served"
    TILL = "till"
    WALKED_OUT = "walked_out"


class CallFate(StrEnum):
    """What became of a promised call."""

    OPEN = "open"
    CALLING = "calling"
    MADE = "made"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Guest:
    """One customer: where they are, how long they waited for it, and their session once they have one."""

    place: Place = Place.COMING
    waited_ms: int = 0
    session: str = ""


@dataclass(frozen=True, slots=True)
class PromisedCall:
    """A promised call and what became of it."""

    session: str
    due_ms: int
    fate: CallFate = CallFate.OPEN


@dataclass(frozen=True, slots=True)
class Move:
    """What the trainee did, as the journal holds it.

    Args:
        kind: `took` and `parted` a customer, opened the second `till`, `waited` for what comes next, `called` and
            `rang_off`, `closed` the shift.
        guest: whom.
        session: the session they are served in, or the one a call was promised in.
        ms: virtual time it took; for `till`, the moment on the shift's clock.
        due_ms: milliseconds until a call promised there is due; None where none was.
    """

    kind: Literal["took", "parted", "till", "waited", "called", "rang_off", "closed"]
    guest: int = -1
    session: str = ""
    ms: int = 0
    due_ms: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Floor:
    """A shift at one moment.

    Args:
        clock_ms: virtual time since it began.
        guests: one for each arrival of the roster, in its order.
        calls: promised calls.
        till_from_ms: when the second till opens or opened; None while nobody was asked.
        till_free_ms: when the colleague there is free again.
        hired: whether the trainee sent for them.
        busy_from_ms: when the customer or the call in hand was begun.
        closed: whether the shift is over.
    """

    guests: tuple[Guest, ...]
    calls: tuple[PromisedCall, ...] = ()
    clock_ms: int = 0
    till_from_ms: int | None = None
    till_free_ms: int = 0
    hired: bool = False
    busy_from_ms: int = 0
    closed: bool = False

    @property
    def serving(self) -> int | None:
        """The number of the customer being served."""
        return next((number for number, guest in enumerate(self.guests) if guest.place is Place.SERVING), None)

    @property
    def calling(self) -> PromisedCall | None:
        """The call being made."""
        return next((call for call in self.calls if call.fate is CallFate.CALLING), None)

    @property
    def waiting(self) -> tuple[int, ...]:
        """Numbers of those who wait, in the order they came."""
        return tuple(number for number, guest in enumerate(self.guests) if guest.place is Place.WAITING)

    @property
    def doors_closed(self) -> bool:
        """Whether nobody is served any more."""
        return self.clock_ms >= CLOSES_MS or self.closed

    def count(self, place: Place) -> int:
        """How many are there."""
        return sum(guest.place is place for guest in self.guests)

    def callable(self) -> tuple[PromisedCall, ...]:
        """Calls that can be made now; once the doors have closed, all that were due today."""
        before = CLOSES_MS if self.clock_ms >= CLOSES_MS else self.clock_ms + CALL_EARLY_MS
        return tuple(call for call in self.calls if call.fate is CallFate.OPEN and call.due_ms <= before)


def opening(roster: Roster) -> Floor:
    """The floor as the doors open: whoever stands outside already is in."""
    calls = tuple(PromisedCall(call.session, call.due_ms) for call in roster.calls)
    return advance(roster, Floor(tuple(Guest() for _ in roster.arrivals), calls), 0)


def news(before: Floor, after: Floor) -> tuple[str, ...]:
    """What happened by itself between two moments: `walked`, `till`, `missed`."""
    missed = [sum(call.fate is CallFate.MISSED for call in floor.calls) for floor in (before, after)]
    found = {
        "walked": after.count(Place.WALKED_OUT) > before.count(Place.WALKED_OUT),
        "till": after.count(Place.TILL) > before.count(Place.TILL),
        "missed": missed[1] > missed[0],
    }
    return tuple(name for name, happened in found.items() if happened)


def heads(roster: Roster, floor: Floor) -> tuple[int, ...]:
    """Who can be served next: the first of each line (at the counter, on the phone, in the chat)."""
    first: dict[str, int] = {}
    for number in floor.waiting:
        first.setdefault(roster.arrivals[number].line, number)
    return tuple(sorted(first.values()))


def advance(roster: Roster, floor: Floor, to_ms: int) -> Floor:
    """Let time pass: people come, give up, go over to the second till; calls pass their time.

    Nothing happens any more after the doors have closed; only the clock runs on.
    """
    until = min(to_ms, CLOSES_MS)
    while True:
        found = _next(roster, floor)
        if found is None or found[0] > until:
            return replace(floor, clock_ms=max(floor.clock_ms, to_ms))
        floor = _happen(roster, floor, *found)


def next_arrival_ms(roster: Roster, floor: Floor) -> int | None:
    """When the next customer comes; None where nobody does any more."""
    times = [arrival.at_ms for arrival, guest in zip(roster.arrivals, floor.guests, strict=True)
             if guest.place is Place.COMING]  # fmt: skip
    return min(times, default=None)


def _next(roster: Roster, floor: Floor) -> tuple[int, str, int] | None:
    """The next thing that happens by itself: when, what, and to whom."""
    found: list[tuple[int, int, str, int]] = []
    for number, (arrival, guest) in enumerate(zip(roster.arrivals, floor.guests, strict=True)):
        if guest.place is Place.COMING:
            found.append((arrival.at_ms, 0, "comes", number))
        elif guest.place is Place.WAITING:
            found.append((arrival.at_ms + arrival.patience_ms, 3, "walks", number))
    if floor.till_from_ms is None and roster.till_opens_ms is not None:
        found.append((roster.till_opens_ms, 1, "opens", 0))
    taken = _till_takes(roster, floor)
    if taken is not None:
        found.append((taken[0], 2, "till", taken[1]))
    for place, call in enumerate(floor.calls):
        if call.fate is CallFate.OPEN:
            found.append((call.due_ms + CALL_GRACE_MS, 4, "missed", place))
    if not found:
        return None
    at, _, what, whom = min(found)
    return at, what, whom


def _till_takes(roster: Roster, floor: Floor) -> tuple[int, int] | None:
    """Whom the second till takes next, and when: an ordinary customer at the counter who has waited a while."""
    if floor.till_from_ms is None:
        return None
    free = max(floor.till_from_ms, floor.till_free_ms)
    for number in floor.waiting:
        arrival = roster.arrivals[number]
        if arrival.line == _COUNTER and not arrival.upset:
            return max(free, arrival.at_ms + TILL_TAKES_AFTER_MS), number
    return None


def _happen(roster: Roster, floor: Floor, at: int, what: str, whom: int) -> Floor:
    floor = replace(floor, clock_ms=max(floor.clock_ms, at))
    if what == "opens":
        return replace(floor, till_from_ms=at)
    if what == "missed":
        return _call(floor, floor.calls[whom].session, CallFate.MISSED)
    waited = at - roster.arrivals[whom].at_ms
    if what == "comes":
        return _put(floor, whom, Place.WAITING, 0)
    if what == "till":
        return replace(_put(floor, whom, Place.TILL, waited), till_free_ms=at + TILL_SERVES_MS)
    return _put(floor, whom, Place.WALKED_OUT, waited)


def _put(floor: Floor, number: int, place: Place, waited_ms: int, session: str = "") -> Floor:
    guests = list(floor.guests)
    guests[number] = Guest(place, waited_ms, session or guests[number].session)
    return replace(floor, guests=tuple(guests))


def _call(floor: Floor, session: str, fate: CallFate) -> Floor:
    calls = tuple(replace(call, fate=fate) if call.session == session else call for call in floor.calls)
    return replace(floor, calls=calls)


def follow(roster: Roster, floor: Floor, move: Move) -> Floor:
    """The floor after a move.

    Raises:
        ValueError: the move is not possible now.
    """
    if not may(roster, floor, move):
        raise ValueError(f"{move.kind} is not possible now")
    return _MAKE[move.kind](roster, floor, move)


def may(roster: Roster, floor: Floor, move: Move) -> bool:
    """Whether a move is possible now."""
    if floor.closed:
        return False
    free = floor.serving is None and floor.calling is None
    possible = {
        "took": free and not floor.doors_closed and move.guest in heads(roster, floor),
        "parted": floor.serving is not None and floor.serving == move.guest,
        "till": floor.till_from_ms is None and max(move.ms, floor.clock_ms) < CLOSES_MS,
        "waited": free and not floor.doors_closed,
        "called": free and any(call.session == move.session for call in floor.callable()),
        "rang_off": floor.calling is not None and floor.calling.session == move.session,
        "closed": free,
    }
    return possible[move.kind]


def _took(roster: Roster, floor: Floor, move: Move) -> Floor:
    waited = floor.clock_ms - roster.arrivals[move.guest].at_ms
    return replace(_put(floor, move.guest, Place.SERVING, waited, move.session), busy_from_ms=floor.clock_ms)


def _till(roster: Roster, floor: Floor, move: Move) -> Floor:
    floor = advance(roster, floor, max(floor.clock_ms, move.ms))
    if floor.till_from_ms is not None:  # it has opened by itself meanwhile: nobody is sent for, nothing is paid
        return floor
    return replace(floor, till_from_ms=floor.clock_ms + TILL_DELAY_MS, hired=True)


def _waited(roster: Roster, floor: Floor, _move: Move) -> Floor:
    return advance(roster, floor, _next_of_interest(roster, floor))


def _called(_roster: Roster, floor: Floor, move: Move) -> Floor:
    return replace(_call(floor, move.session, CallFate.CALLING), busy_from_ms=floor.clock_ms)


def _rang_off(roster: Roster, floor: Floor, move: Move) -> Floor:
    return _call(advance(roster, floor, floor.busy_from_ms + move.ms), move.session, CallFate.MADE)


def _parted(roster: Roster, floor: Floor, move: Move) -> Floor:
    session, waited = floor.guests[move.guest].session, floor.guests[move.guest].waited_ms
    # The second till may have been opened meanwhile, which has moved the clock already: `ms` counts from taking them.
    floor = advance(roster, _put(floor, move.guest, Place.SERVED, waited), floor.busy_from_ms + move.ms)
    if move.due_ms is None:
        return floor
    due = call_due_ms(floor.clock_ms, move.due_ms)
    return replace(floor, calls=(*floor.calls, PromisedCall(session, due)))


def call_due_ms(clock_ms: int, until_ms: int) -> int:
    """When a promised call is due on the shift's clock, where the promise has so long to run from now."""
    return clock_ms + max(HOUR_MS, until_ms // 3_600_000 * HOUR_MS)


def _next_of_interest(roster: Roster, floor: Floor) -> int:
    """Until when somebody stands idle who has nobody to serve: the next arrival, or a call that can be made."""
    times = [CLOSES_MS]
    arrival = next_arrival_ms(roster, floor)
    if arrival is not None:
        times.append(arrival)
    times += [call.due_ms for call in floor.calls if call.fate is CallFate.OPEN and call.due_ms > floor.clock_ms]
    return max(floor.clock_ms, min(times))


def _closed(_roster: Roster, floor: Floor, _move: Move) -> Floor:
    """Lock the doors: calls that were due today and not made are promises broken."""
    missed = [call.session for call in floor.calls if call.fate is CallFate.OPEN and call.due_ms <= CLOSES_MS]
    for session in missed:
        floor = _call(floor, session, CallFate.MISSED)
    return replace(floor, closed=True)


_MAKE: dict[str, Callable[[Roster, Floor, Move], Floor]] = {
    "took": _took,
    "parted": _parted,
    "till": _till,
    "waited": _waited,
    "called": _called,
    "rang_off": _rang_off,
    "closed": _closed,
}
