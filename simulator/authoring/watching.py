"""Waits until the files of a scene have been saved.

What counts is what the files look like: names, sizes, times. The system's messages (library watchdog, where it is
installed) only end the waiting sooner; without it, on a network drive, or when the whole folder is replaced, looking
every now and then finds the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOOK_S = 0.5
"""Seconds between two looks where no message comes."""
QUIET_S = 0.2
"""Files are read once nothing has changed for so long: editors save in several steps, and several files at once."""
LONGEST_S = 3.0
"""A folder that never comes to rest is read after so long all the same."""
MOST_FILES = 1000

Pause = Callable[[float], object]
Stamp = dict[str, tuple[int, int, int]]


class Watch:
    """The files of one scene, and what they looked like when they were last read.

    Args:
        folder: of the scene; it may be gone for a while.
        pause: waits for so many seconds, or less where something has happened.
    """

    def __init__(self, folder: Path, pause: Pause) -> None:
        self._folder = folder
        self._pause = pause
        self._seen: Stamp = stamp(folder)

    def changed(self) -> list[str]:
        """Names of the files that are new, gone or different since they were last read, sorted."""
        now = stamp(self._folder)
        return sorted(name for name in now.keys() | self._seen.keys() if now.get(name) != self._seen.get(name))

    def next(self) -> list[str]:
        """Wait for the next save, and until it is whole; returns the names of the files changed.

        A change that was taken back while waiting counts as none.
        """
        while True:
            while not self.changed():
                self._pause(LOOK_S)
            self._settle()
            names = self.changed()
            self._seen = stamp(self._folder)
            if names:
                return names

    def _settle(self) -> None:
        before, waited = stamp(self._folder), 0.0
        while waited < LONGEST_S:
            self._pause(QUIET_S)
            waited += QUIET_S
            now = stamp(self._folder)
            if now == before:
                return
            before = now


def stamp(folder: Path) -> Stamp:
    """What the YAML files of a scene's folder look like; empty where there is none."""
    found: Stamp = {}
    for pattern in ("*.yaml", "plans/*.yaml"):
        with suppress(OSError):
            for file in sorted(folder.glob(pattern))[:MOST_FILES]:
                with suppress(OSError):  # saved by renaming: gone for a moment
                    status = file.stat()
                    name = file.relative_to(folder).as_posix()
                    found[name] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


@contextmanager
def watching(folder: Path) -> Iterator[Watch]:
    """A `Watch` that is woken by the system's messages where they can be had."""
    woken = threading.Event()

    def pause(seconds: float) -> None:
        woken.wait(seconds)
        woken.clear()

    stop = _listen(folder, woken)
    try:
        yield Watch(folder, pause)
    finally:
        stop()


def _listen(folder: Path, woken: threading.Event) -> Callable[[], None]:
    """Have ``woken`` set at each message on the folder. Returns what ends it; where messages cannot be had, nothing."""
    try:
        from watchdog.events import FileSystemEvent, FileSystemEventHandler
        from watchdog.observers import Observer
    except ImportError:
        return lambda: None

    class Waking(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            # Reading is told as well; to be woken by it would be to wake oneself.
            if event.event_type not in ("opened", "closed_no_write"):
                woken.set()

    observer = Observer()
    try:
        observer.schedule(Waking(), str(folder), recursive=True)
        observer.start()
    except (OSError, RuntimeError):  # no more watches to be had, or the folder is gone: looking does
        return lambda: None

    def stop() -> None:
        observer.stop()
        observer.join()

    return stop
