"""A long drawing done a little at a time, so that no frame waits for it.

The drawing runs in a thread of its own, but only while somebody waits for its next slice: it is a coroutine whose
pauses are wherever a canvas paints something. What it draws does not depend on where it pauses.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

SLICE_S = 0.0018
_TAKES_NOTHING_S = 0.0003
_here = threading.local()


class _BrokenOffError(Exception):
    """Nobody wants the drawing any more."""


class _Slices:
    """One drawing and its thread."""

    def __init__(self, draw: Callable[[], object]) -> None:
        self._draw = draw
        self._go, self._stop = threading.Event(), threading.Event()
        self._until_s = 0.0
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = None
        self.done = self.broken_off = False

    def _run(self) -> None:
        _here.slices = self
        self._go.wait()
        try:
            if not self.broken_off:
                self._draw()
        except _BrokenOffError:
            pass
        except BaseException as error:  # noqa: BLE001 - raised again where the drawing is waited for
            self._error = error
        self.done = True
        self._stop.set()

    def pause(self) -> None:
        """Called by the drawing: wait for the next slice where this one is used up."""
        if time.perf_counter() < self._until_s:
            return
        self._go.clear()
        self._stop.set()
        self._go.wait()
        if self.broken_off:
            raise _BrokenOffError

    def step(self) -> None:
        """Let the drawing go on for one slice, and wait for it."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="drawing", daemon=True)
            self._thread.start()
        self._until_s = time.perf_counter() + SLICE_S
        self._stop.clear()
        self._go.set()
        self._stop.wait()
        if self._error is not None:
            raise self._error

    def break_off(self) -> None:
        """End a drawing nobody wants any more."""
        self.broken_off = True
        self._go.set()


def checkpoint() -> None:
    """Pause here if this is a drawing in slices and its time is up; painters call it between two strokes."""
    slices: _Slices | None = getattr(_here, "slices", None)
    if slices is not None:
        slices.pause()


def sliced(draw: Callable[[], object]) -> Iterator[None]:
    """Draw something, yielding about every two milliseconds, and at the end unless that took next to nothing.

    Args:
        draw: paints on canvases and changes nothing that is looked at before it has ended.
    """
    slices = _Slices(draw)
    try:
        while True:
            begun_s = time.perf_counter()
            slices.step()
            if slices.done:
                break
            yield
        # Many short drawings one after the other would be one long one for whoever waits for them.
        if time.perf_counter() - begun_s > _TAKES_NOTHING_S:
            yield
    finally:
        slices.break_off()
