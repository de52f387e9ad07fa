"""How long the journal takes: prints one JSON with medians in milliseconds.

    python tests/bench/journal.py [FOLDER]

FOLDER should lie on the disk that will hold the journal: a folder in memory syncs in no time. Without it a temporary
folder beside this file is used.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from simulator.record import Journal, Mode, SessionHeader, open_journal

TURN = json.dumps({"text": "I am so sorry this happened to you. " * 12, "acts": list(range(60))}).encode()
ENTRIES = 200


def milliseconds(call: Callable[[], object], times: int) -> list[float]:
    """Return how long each of `times` calls took."""
    taken = []
    for _ in range(times):
        start = perf_counter()
        call()
        taken.append((perf_counter() - start) * 1000)
    return taken


def begin(journal: Journal) -> str:
    """Begin a session by a new person."""
    content = b"scenario"
    scenario_hash = hashlib.sha256(content).hexdigest()
    journal.put_scenario(scenario_hash, content)
    header = SessionHeader("bench", scenario_hash, "en", Mode.PRACTICE, 1)
    return journal.begin(journal.add_person("Bench").id, header, TURN)


def importing(what: str) -> list[float]:
    """Return the time of a whole new process that imports `what`."""
    command = [sys.executable, "-c", f"import {what}"]
    return milliseconds(lambda: subprocess.run(command, check=True), 7)


def following(folder: Path, entries: int = 1500) -> dict[str, float]:
    """Medians of appends in turn: without the triggers that tell followers, with nobody following, with one, with three.

    In memory, so that no drive's syncing hides the difference, and then on the drive.
    """
    told = {}
    for place, address in (("memory", "sqlite://"), ("drive", "")):
        journals, sessions = {}, {}
        for number, name in enumerate(("no_triggers", "none_following", "one_following", "three_following")):
            journal = journals[name] = open_journal(address or folder / f"{name}.db")
            for follower in range((0, 0, 1, 3)[number]):
                journal.following.begin(f"follower {follower}")
            if name == "no_triggers":
                with journal.store.alone() as driver:
                    for trigger in ("entry_touches", "erasing_touches"):
                        driver.execute(f"DROP TRIGGER {trigger}")
            sessions[name] = begin(journal)
        taken: dict[str, list[float]] = {name: [] for name in journals}
        for sequence in range(1, entries if place == "memory" else entries // 5):
            for name, journal in journals.items():
                start = perf_counter()
                journal.append(sessions[name], sequence, "responded", TURN)
                taken[name].append((perf_counter() - start) * 1000)
        for name, journal in journals.items():
            journal.close()
            told[f"append_{place}_{name}_ms"] = round(statistics.median(taken[name]), 3)
    return told


def measure(folder: Path) -> dict[str, object]:
    """Return all figures."""
    path = folder / "bench.db"
    with open_journal(path) as journal:
        session_id = begin(journal)
        numbers = iter(range(1, ENTRIES))
        appended = milliseconds(lambda: journal.append(session_id, next(numbers), "responded", TURN), ENTRIES - 1)
        verified = milliseconds(lambda: journal.verify(session_id), 9)

    def resume() -> None:
        with open_journal(path) as again:
            [unfinished] = again.sessions(unfinished=True)
            assert len(again.entries(unfinished.id)) == ENTRIES

    opened = milliseconds(lambda: open_journal(path).close(), 15)
    created = milliseconds(lambda: open_journal(folder / f"new{perf_counter()}.db").close(), 9)
    resumed = milliseconds(resume, 9)
    median = statistics.median
    return {
        "append_fsync_ms": round(median(appended), 3),
        "append_fsync_p95_ms": round(sorted(appended)[int(len(appended) * 0.95)], 3),
        "create_ms": round(median(created), 3),
        "open_ms": round(median(opened), 3),
        "resume_200_ms": round(median(resumed), 3),
        "verify_200_ms": round(median(verified), 3),
        **following(folder),
        "process_bare_ms": round(median(importing("sys")), 1),
        "process_import_record_ms": round(median(importing("simulator.record")), 1),
        "process_import_journal_ms": round(median(importing("simulator.record.journal")), 1),
        "payload_bytes": len(TURN),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent) as name:
        print(json.dumps(measure(Path(name)), indent=2))
