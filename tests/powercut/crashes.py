"""Cuts the power at random moments of a workload and looks at what can be opened afterwards.

    python -m tests.powercut.crashes desktop --crashes 1000 --seed 1 [--synchronous NORMAL]

One line of JSON. A process of its own, as SQLite is given other functions for its files in it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from simulator.errors import SurroundingsError
from simulator.record import Journal, examine, open_journal
from tests.powercut.disk import Disk
from tests.powercut.logging_vfs import Done, Recorder
from tests.powercut.workloads import WORKLOADS
from tests.record.journals import Ticking, counted_ids, open_fixed

NAME = "journal.db"
CHECKPOINT_PAGES = 24
"""The log is brought into the file after so many pages: often, so that cuts fall into that too."""
TWICE = 0.2
"""How many of the journals lose power a second time, while they are opened again."""
GOOD = ("as_acknowledged", "and_what_was_under_way")
"""What a cut may leave: everything that was acknowledged, perhaps with the transaction that was just being written."""
PHYSICAL = frozenset(("create", "write", "truncate", "sync", "delete", "folder"))


def contents(driver: Any) -> str:
    """A digest of every row of a journal; of one without tables the same as of one without rows."""
    found = hashlib.sha256()
    names = driver.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (name,) in names:
        rows = driver.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall()
        if rows and name != "migration":  # says when the file was made, also where a cut had it made again
            found.update(repr((name, rows)).encode())
    return found.hexdigest()


@contextmanager
def _commits_marked(recorder: Recorder) -> Iterator[None]:
    """While it lasts each commit is marked, before it begins, with what the journal will hold."""

    def committing(connection: Any) -> None:
        if connection.info.get("silkgloves_writing"):
            recorder.mark("committing", contents(connection.connection.driver_connection))

    event.listen(Engine, "commit", committing)
    try:
        yield
    finally:
        event.remove(Engine, "commit", committing)


def record(
    recorder: Recorder, workload: str, folder: Path, aside: Path, synchronous: str
) -> tuple[dict[str, bytes], list[Done]]:
    """Run a workload once; return the files there were before, and what was done to them, with marks between."""
    clock, ids = Ticking(), counted_ids()

    def opened() -> Journal:
        journal = open_fixed(folder / NAME, clock=clock, new_id=ids)
        with journal.store.alone() as driver:
            driver.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
            if synchronous != "FULL":  # FULL is what the journal has set itself
                driver.execute(f"PRAGMA synchronous={synchronous}")
        return journal

    steps = WORKLOADS[workload](opened, folder / NAME, aside)
    with _commits_marked(recorder):
        next(steps)
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        log = recorder.watch(folder)
        for _ in steps:
            recorder.mark("acknowledged")
    recorder.watch(None)
    return before, log


class Crashes:
    """Cuts through one log.

    Args:
        recorder: notes what SQLite does when a journal is opened after a cut.
        before: files there were.
        log: what was done to them, with marks.
        scratch: an empty folder.
        dice: where and what is lost.
    """

    def __init__(
        self, recorder: Recorder, before: dict[str, bytes], log: list[Done], scratch: Path, dice: random.Random
    ) -> None:
        self.found: Counter[str] = Counter()
        self.faults: list[str] = []
        self._before, self._recorder, self._log, self._scratch, self._dice = before, recorder, log, scratch, dice
        self._commits = [at for at, done in enumerate(log) if done.what == "committing"]
        self._acknowledged = [at for at, done in enumerate(log) if done.what == "acknowledged"]
        self._states = [self._state_before(), *(log[at].data for at in self._commits)]
        self._sound = set[str]()
        self._numbers = count()

    def run(self, crashes: int) -> None:
        """Cut so many times: half of them anywhere, half right after something was acknowledged."""
        anywhere = [at for at, done in enumerate(self._log) if done.what in PHYSICAL]
        disk, done = Disk(self._before), 0
        points = (anywhere, self._acknowledged)
        for cut in sorted(self._dice.choice(self._dice.choice(points)) + 1 for _ in range(crashes)):
            for each in self._log[done:cut]:
                disk.do(each)
            done = cut
            self._crash(disk, cut)

    def _state_before(self) -> str:
        with closing(sqlite3.connect(self._scratch / NAME)) as driver:  # empty, unless something lay there
            (self._scratch / NAME).write_bytes(self._before.get(NAME, b""))
            return contents(driver)

    def _crash(self, disk: Disk, cut: int) -> None:
        """Cut here, open what is left, see whether it is what it may be."""
        before = bisect_right(self._acknowledged, cut - 1)
        least = bisect_right(self._commits, self._acknowledged[before - 1]) if before else 0
        most = bisect_right(self._commits, cut - 1)
        folder = self._lay(disk.cut(self._dice))
        self.found["crashes"] += 1
        if self._dice.random() < TWICE:
            folder = self._cut_again(folder)
        verdict, detail = self._verdict(folder, least, most)
        self.found[verdict] += 1
        if verdict not in GOOD:
            self.faults.append(f"cut after {cut} of {len(self._log)}: {verdict} {detail}")
        shutil.rmtree(folder)

    def _lay(self, files: dict[str, bytes]) -> Path:
        folder = self._scratch / f"cut_{next(self._numbers)}"
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        if self._dice.random() < 0.5:  # the index of the log is never synced: anything may stand in it
            (folder / f"{NAME}-shm").write_bytes(self._dice.randbytes(32768))
        return folder

    def _cut_again(self, folder: Path) -> Path:
        before = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}
        log = self._recorder.watch(folder)
        with suppress(SurroundingsError):  # the verdict will tell
            open_journal(folder / NAME).close()
        self._recorder.watch(None)
        shutil.rmtree(folder)
        disk = Disk(before)
        for each in log[: self._dice.randrange(len(log) + 1)]:
            disk.do(each)
        self.found["cut_twice"] += 1
        return self._lay(disk.cut(self._dice))

    def _verdict(self, folder: Path, least: int, most: int) -> tuple[str, str]:
        try:
            with open_journal(folder / NAME) as journal:
                with journal.store.alone() as driver:
                    state = contents(driver)
                    fault = driver.execute("PRAGMA integrity_check(1)").fetchone()[0]
                if fault != "ok":
                    return "damaged", fault
                if state not in self._sound:  # the very same rows need to be verified once only
                    if not (sound := examine(journal)).ok:
                        return "unsound", str(sound)
                    self._sound.add(state)
                journal.add_person("After the cut")
        except SurroundingsError as error:
            return "unreadable", error.message
        if state in self._states[least : most + 1]:
            return GOOD[state != self._states[least]], ""
        return ("lost" if state in self._states[:least] else "never_was"), state


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    """Run a workload, cut it many times, and print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("workload", choices=sorted(WORKLOADS))
    parser.add_argument("--crashes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--synchronous", choices=("FULL", "NORMAL", "OFF"), default="FULL")
    asked = parser.parse_args(arguments)
    recorder = Recorder()
    with tempfile.TemporaryDirectory() as scratch:
        top = Path(scratch).resolve()
        for name in ("data", "aside", "cuts"):
            (top / name).mkdir()
        began = time.perf_counter()
        before, log = record(recorder, asked.workload, top / "data", top / "aside", asked.synchronous)
        recorded = time.perf_counter()
        crashes = Crashes(recorder, before, log, top / "cuts", random.Random(asked.seed))
        crashes.run(asked.crashes)
        ended = time.perf_counter()
    told = {
        "workload": asked.workload,
        "synchronous": asked.synchronous,
        "done": Counter(each.what for each in log),
        **crashes.found,
        "faults": crashes.faults[:5],
        "recording_s": round(recorded - began, 1),
        "cutting_s": round(ended - recorded, 1),
    }
    sys.stdout.write(json.dumps(told) + "\n")
    return told


if __name__ == "__main__":
    main()
