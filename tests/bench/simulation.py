"""Let simulated trainees play every scene in every language it has: mean grades, gaps, warnings, ease. Prints JSON.

    python tests/bench/simulation.py [--trainees 20] [--seed 1] [--cores N] [--scene SLUG ...] [--language CODE ...]

Scenes that do not pass `check` are named and left out. `ease` is what a scene's `difficulty` is held against: the mean,
over the able, the skilled and the master, of their grade and of the share of their sessions in which the customer left
content (won back, satisfied, settled), in percent.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from simulator.authoring.simulation import Simulation
    from simulator.scenario import Scenario


CONTENT = ("won_back", "satisfied", "settled")
PRACTISED = ("able", "skilled", "master")


def ease(scenario: Scenario, found: Simulation) -> float:
    """How easily those who know something of it bring the scene to a good end, 0 to 100."""
    endings = scenario.file.endings
    well = {name for name, ending in endings.items() if ending.kind.value in CONTENT}
    rows = [row for row in found.rows if row.player in PRACTISED]
    shares = [100 * sum(count for name, count in row.endings.items() if name in well) / row.sessions for row in rows]
    return round(sum((row.mean + share) / 2 for row, share in zip(rows, shares, strict=True)) / len(rows), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description="Simulated trainees over all scenes.")
    parser.add_argument("--trainees", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cores", type=int)
    parser.add_argument("--scene", action="append")
    parser.add_argument("--language", action="append")
    given = parser.parse_args()
    from simulator.scenario import ScenarioError, load, slugs
    from simulator.training import simulate_all

    wanted, left_out = [], []
    for slug in given.scene or slugs():
        try:
            spoken = load(slug).languages
        except ScenarioError:
            left_out.append(slug)
            continue
        wanted += [(slug, code) for code in spoken if not given.language or code in given.language]
    began, scenes = time.perf_counter(), []
    for found in simulate_all(wanted, trainees=given.trainees, seed=given.seed, cores=given.cores):
        means = {row.player: row.mean for row in found.rows}
        scenes.append(
            {
                "scenario": found.scenario,
                "language": found.language,
                "means": means,
                "gaps": found.gaps,
                "ease": ease(load(found.scenario), found),
                "warnings": list(found.warnings),
            }
        )
        print(found.scenario, found.language, *means.values(), *found.gaps.values(), scenes[-1]["ease"], file=sys.stderr)
    gaps = [gap for scene in scenes for gap in scene["gaps"].values()]
    summary = {
        "scenes": len(scenes),
        "in_order": sum(min(scene["gaps"].values()) >= 0 for scene in scenes),
        "all_gaps_of_5": sum(min(scene["gaps"].values()) >= 5 for scene in scenes),
        "least_gap": min(gaps, default=None),
        "mean_gap": round(sum(gaps) / len(gaps), 1) if gaps else None,
        "left_out": left_out,
        "took_s": round(time.perf_counter() - began, 1),
    }
    print(json.dumps({"trainees": given.trainees, "seed": given.seed, "summary": summary, "scenes": scenes}, indent=2))


if __name__ == "__main__":
    main()
