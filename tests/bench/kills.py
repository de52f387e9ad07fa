"""Kill a played session 500 times at random moments; print what was lost, as JSON.

    python tests/bench/kills.py [--kills 500] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kills import kill_once, whole_play_s

from simulator.record import open_journal
from simulator.scenario import load


def main() -> None:
    """Run the kills and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    dice, scenario = random.Random(chosen.seed), load("overcharged_card")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.sqlite3"
        with open_journal(path) as journal:
            person = journal.add_person("bench").id
        lasts_s = whole_play_s(scenario, path, person)
        found = [kill_once(scenario, path, person, dice, lasts_s) for _ in range(chosen.kills)]
    begun = [killed for killed in found if killed is not None]
    print(
        json.dumps(
            {
                "kills": chosen.kills,
                "seed": chosen.seed,
                "sessions_begun": len(begun),
                "killed_before_the_end": sum(killed.kept < max(k.kept for k in begun) for killed in begun),
                "unreadable_or_not_resumed": sum(not killed.resumed for killed in begun),
                "completed_turns_lost": sum(max(0, killed.acknowledged - killed.kept) for killed in begun),
                "replay_differs": sum(not killed.replayed for killed in begun),
                "chain_broken": sum(not killed.verified for killed in begun),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
