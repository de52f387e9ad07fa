"""How long HR's figures take over many people: prints one JSON, medians in milliseconds, wall clock and CPU.

    python tests/bench/workforce.py [--people 200] [--sessions 20] [--folder FOLDER] [--times 5]

"cold" reads every mark from the journal, "warm" is a page asked for again. With FOLDER the journal is kept and used
again, so that figures of two versions compare.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scoring import STEPS
from simulator.record import GRADED_KIND, Journal, Mode, SessionHeader, open_journal
from simulator.review import (
    COLUMNS,
    Group,
    Outcomes,
    cohort_change,
    compare,
    distribution,
    gather_causes,
    gather_overview,
    heat_map,
    needs,
    unseen_gap,
)
from simulator.scenario import load, load_world, slugs
from simulator.training import FactsOfSessions, MarksOfRecord

REASON = "The customer's complaint was said back in other words before anything was offered. " * 3


def grade(dice: random.Random) -> dict[str, object]:
    """A grade of about the size of a real one."""
    steps = {
        step: {
            "points": dice.randint(0, 100),
            "reason": REASON,
            "evidence": [{"turn": 1, "start": 0, "end": 12, "act": "restate"}] * 2,
            "improvement": {"turn": 1, "text": REASON, "points_after": 90, "other": REASON, "other_points_after": 80},
        }
        for step in STEPS
    }
    acts = {name: {"p": 900, "spans": [{"start": 0, "end": 12}]} for name in ("apologise", "restate", "own", "listen")}
    points = dice.randint(20, 95)
    return {
        "overall": points,
        "pillars": {"listening": points, "apology": points, "ownership": points},
        "steps": steps,
        "low_confidence": False,
        "versions": {"rubric": "seven_steps 1"},
        "turns": [{"turn": turn, "understood": True, "acts": acts} for turn in range(8)],
        "caps": [],
        "failed": [],
        "unmet": [],
    }


def fill(journal: Journal, people: int, sessions: int) -> None:
    """Write people with sessions of a plausible size."""
    dice, scenes = random.Random(1), {}
    for slug in slugs()[:12]:
        scene = load(slug)
        journal.put_scenario(scene.hash, scene.bundle())
        scenes[slug] = scene
    turn = json.dumps({"input": {}, "events": [{"kind": "responded", "text": REASON * 4}]}).encode()
    card = json.dumps({"input": {}, "events": [{"kind": "card_filled", "rating": 4, "line": "card.good"}]}).encode()
    for number in range(people):
        person = journal.add_person(f"Person {number:04}").id
        for _ in range(sessions):
            slug = dice.choice(sorted(scenes))
            header = SessionHeader(slug, scenes[slug].hash, "en", Mode.PRACTICE, 1)
            steps = [("step", turn)] * 8 + [("step", card)]
            graded = json.dumps({"grade": grade(dice)}).encode()
            session = journal.begin(person, header, b"{}", [*steps, (GRADED_KIND, graded)])
            journal.finish(session, len(steps) + 2, ending="won", overall=50)


def timed(call: Callable[[], object], times: int) -> dict[str, float]:
    """Median wall-clock and CPU milliseconds of some calls."""
    wall, cpu = [], []
    for _ in range(times):
        begun, begun_cpu = time.perf_counter(), time.process_time()
        call()
        wall.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.process_time() - begun_cpu) * 1000)
    return {"wall_ms": round(statistics.median(wall), 1), "cpu_ms": round(statistics.median(cpu), 1)}


def measure(journal: Journal, times: int) -> dict[str, object]:
    """All figures."""
    warm = MarksOfRecord(journal)
    overview = gather_overview(journal, marks=warm, language="en")
    people = overview.people
    groups = [
        Group(str(site), f"Site {site}", frozenset(person.person_id for person in people[site::6])) for site in range(6)
    ]
    warm_outcomes = Outcomes(journal)
    warm_outcomes.conversations(journal.sessions())

    def causes(outcomes: Outcomes) -> object:
        return gather_causes(
            outcomes.conversations(journal.sessions()), outcomes.shifts(journal.shifts()), load_world()
        )

    return {
        "overview_cold": timed(lambda: gather_overview(journal, marks=MarksOfRecord(journal), language="en"), times),
        "overview_warm": timed(lambda: gather_overview(journal, marks=warm, language="en"), times),
        "facts_cold": timed(lambda: FactsOfSessions(journal)(journal.sessions()), times),
        "heat_map": timed(lambda: heat_map(people, "latest"), times),
        "distribution": timed(lambda: [distribution(people, column, "latest") for column in COLUMNS], times),
        "change": timed(lambda: [cohort_change(people, column) for column in COLUMNS], times),
        "unseen": timed(lambda: [unseen_gap(people, column) for column in COLUMNS], times),
        "needs": timed(lambda: needs(people), times),
        "groups": timed(lambda: compare(people, groups, "latest", 5), times),
        "causes_cold": timed(lambda: causes(Outcomes(journal)), times),
        "causes_warm": timed(lambda: causes(warm_outcomes), times),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--sessions", type=int, default=20, help="for each of them")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="keeps the journal there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        path = (given.folder or Path(temporary)) / f"workforce-{given.people}x{given.sessions}.sqlite3"
        there = path.is_file()
        with open_journal(path) as journal:
            if not there:
                fill(journal, given.people, given.sessions)
            found = {"people": given.people, "sessions": len(journal.sessions()), **measure(journal, given.times)}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
