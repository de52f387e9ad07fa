"""How often Python's garbage collector looks.

Scenes are trees of thousands of parts and no garbage. While they are read the collector would go through all of them
again and again: half of the time it takes to read a large one.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

COLLECT_AFTER = 100_000
"""Objects made between two looks, where it looks seldom."""

_lock = Lock()
_before: list[tuple[int, int, int]] = []
"""What was set before, once for each thread that reads just now."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let the garbage collector look less often for a while; any number of threads may ask at once."""
    with _lock:
        _before.append(gc.get_threshold())
        gc.set_threshold(COLLECT_AFTER)
    try:
        yield
    finally:
        with _lock:
            # The last to leave finds what the first has met.
            first = _before[0]
            _before.pop()
            if not _before:
                gc.set_threshold(*first)
