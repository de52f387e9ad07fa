"""Measure plain-text play: from command to the customer's first line, and the cost of a turn. Prints JSON.

    python tests/bench/play.py [--starts 15] [--sessions 12]

A start is a process of its own, measured to the first line of the customer's on its output. A turn is a response that
is detected, stepped and journalled with fsync, measured in this process.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests"))


def start_ms(home: str, slug: str, language: str) -> float:
    """Milliseconds from starting the command to the customer's first spoken line."""
    command = [sys.executable, "-m", "simulator", "play", slug, "--text", "--language", language, "--seed", "7"]
    environment = {**os.environ, "SILKGLOVES_HOME": home, "PYTHONUNBUFFERED": "1"}
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        blank = False
        for line in process.stdout:
            if blank:
                break
            blank = not line.strip()
        took = (time.perf_counter() - began) * 1000
        assert process.stdin is not None
        process.stdin.close()
        process.stdout.read()
    return took


def turn_ms(home: str, slug: str, language: str, sessions: int) -> list[float]:
    """Milliseconds of each response of a plan, over several sessions."""
    from simulator.record import open_journal
    from simulator.scenario import load, load_plan
    from simulator.training import Session, plan_answer, play_answer

    scenario, took = load(slug), []
    plan = load_plan(scenario, "good")
    with open_journal(Path(home) / "turns.sqlite3") as journal:
        person = journal.add_person("bench").id
        for seed in range(sessions):
            session = Session.begin(scenario, language, seed, journal=journal, person_id=person)
            for turn in plan.turns:
                if session.ended:
                    break
                answer = plan_answer(session, turn, language)
                began = time.perf_counter()
                play_answer(session, answer)
                if not answer.command:
                    took.append((time.perf_counter() - began) * 1000)
    return took[1:]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=15)
    parser.add_argument("--sessions", type=int, default=12)
    parser.add_argument("--scene", default="overcharged_card")
    chosen = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as home:
        for language in ("en", "fi"):
            starts = [start_ms(home, chosen.scene, language) for _ in range(chosen.starts)]
            turns = turn_ms(home, chosen.scene, language, chosen.sessions)
            figures[language] = {
                "first_line_ms_median": round(statistics.median(starts), 1),
                "first_line_ms_best": round(min(starts), 1),
                "turns": len(turns),
                "turn_ms_median": round(statistics.median(turns), 2),
                "turn_ms_p95": round(sorted(turns)[int(len(turns) * 0.95)], 2),
            }
    print(json.dumps({"scene": chosen.scene, "load_average": os.getloadavg()[0], **figures}, indent=2))


if __name__ == "__main__":
    main()
