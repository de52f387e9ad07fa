"""The shift: ten virtual minutes at the counter, with a queue, a second till, calls that come due, and what it came to.

`roster` draws who comes, `floor` is the pure course of things, `meeting` says in what mood they come and how long they
took, `playing` plays it with ordinary sessions and keeps it in the journal, `ledger` adds up cost and value.
"""

from .floor import Floor, Guest, Move, Place, advance, follow, opening
from .floor import news as shift_news
from .ledger import CustomerResult, Summary
from .meeting import shift_scenes
from .playing import Shift, latest_shift, shift_due_ms
from .roster import (
    CLOSES_MS,
    HOUR_MS,
    TARGET_WAIT_MS,
    TILL_COST,
    TILL_DELAY_MS,
    Arrival,
    Call,
    Roster,
    draw_roster,
    roster_from_json,
    roster_to_json,
)

__all__ = [
    "CLOSES_MS",
    "HOUR_MS",
    "TARGET_WAIT_MS",
    "TILL_COST",
    "TILL_DELAY_MS",
    "Arrival",
    "Call",
    "CustomerResult",
    "Floor",
    "Guest",
    "Move",
    "Place",
    "Roster",
    "Shift",
    "Summary",
    "advance",
    "draw_roster",
    "follow",
    "latest_shift",
    "opening",
    "roster_from_json",
    "roster_to_json",
    "shift_due_ms",
    "shift_news",
    "shift_scenes",
]
