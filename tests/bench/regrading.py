"""How many sessions are graded anew in a second. Prints JSON.

    python tests/bench/regrading.py [--sessions 200] [--cores N] [--language CODE ...]

Plans of all scenes are played into a temporary journal, recorded copies of them stand for more sessions. `run` grades
everything and writes nothing, `apply` writes proposals for all of them (their stored grades are those of a grader that
heard nothing), `again` is a run over what is graded by this grader already.
"""

from __future__ import annotations

import argparse
import json
import platform
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

from simulator.record import Journal, Mode, open_journal  # noqa: E402 - the checkout must be on the path first
from simulator.scenario import load, plans, slugs  # noqa: E402
from simulator.training import Crew, end_here, plan_answer, play_answer, propose_anew, regrade, session  # noqa: E402

T = TypeVar("T")


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


def main() -> None:
    parser = argparse.ArgumentParser(description="Re-grading, in sessions per second.")
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--cores", type=int)
    parser.add_argument("--language", action="append")
    given = parser.parse_args()
    languages = given.language or ["en", "fi", "sv", "ru", "el"]
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
