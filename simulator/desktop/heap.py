"""Keeps the process small where the C library would rather hold what was freed (glibc; elsewhere nothing is done).

Surfaces come and go. glibc learns from the first large one freed to take the next ones from its heap, up to 32 MB each,
and threads get heaps of their own; small ones that stay then hold the holes open: 140 MB of them in an hour of play.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGE_BYTES = 16 * 1024 * 1024
"""What is at least so large is asked of the system, and given back when it is freed; holes go back between views.

At 256 KB half an hour of play holds 10 MB less of 300, but every drawing asks for fresh pages: 0.3 s more at start, and
2 ms more in the slowest frames at 1080 lines.
"""


def keep_tight() -> None:
    """Have large pieces given back when they are freed, and one heap for all threads. Call it before any is made."""
    found = _call("mallopt")
    if found is not None:
        for option, value in ((_MMAP_THRESHOLD, _LARGE_BYTES), (_TRIM_THRESHOLD, 2 * _LARGE_BYTES), (_ARENA_MAX, 1)):
            found(option, value)


def give_back() -> None:
    """Give the holes in the heap back to the system: some milliseconds, so between two views."""
    found = _call("malloc_trim")
    if found is not None:
        found(0)


@cache
def _call(name: str) -> Callable[..., int] | None:
    """Return a function of the C library; None where it has none of that name."""
    try:
        found: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    except (AttributeError, OSError, TypeError):  # musl and macOS have none; Windows has no such way to ask
        return None
    return found
