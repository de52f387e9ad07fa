"""Measure how a scene's size tells: checking, loading, starting, the cost of a turn, memory. Prints JSON.

    python tests/bench/engine.py [--sizes 10 100 1000 10000] [--turns 2000]

The scene is the small one of `silkgloves new` with a chain of nodes laid into it; each has a line with a draw, conditions
on acts, mood and facts, a branch and a way back. Each size is measured in a process of its own. `check_s` is `check
--no-smells`, `inspect_s` the whole of `check` on all cores with nothing kept, the median
of three. A turn of the engine is one `step` with its detection given, spread over the chain; a turn of a session is
detected as well. `turn_growth` and `session_growth` compare the largest scene's turn with the smallest's (1.0: the same);
wanted is less than 1.5. Exit code 1 where a limit is missed.
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
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

CHECK_LIMIT_S = 8.0
GROWTH_LIMIT = 1.5
INSPECTIONS = 3
DOORS = 50
"""Ways from the first node into the chain, evenly spread, so that turns are played all over it; as many in any size."""


def grow(root: Path, nodes: int) -> Path:
    """The folder of a scene with ``nodes`` nodes in a chain besides its own six."""
    from simulator.authoring import start_scene

    folder = start_scene("grown", root)
    structure = (folder / "scenario.yaml").read_text(encoding="utf-8")
    words = (folder / "lines.en.yaml").read_text(encoding="utf-8")
    chain = "".join(
        f"  n{n}:\n    say: [{{line: n{n}.1, when: {{anger: {{min: 20}}}}}}]\n    again: [{{line: n{n}.2}}]\n    goto:\n"
        f"      - {{when: {{any_act: [rude]}}, to: colder}}\n"
        f"      - {{when: {{any_act: [apologise, empathise], known: [dark]}}, to: n{(n + 1) % nodes}}}\n"
        f"      - {{when: {{done: [remedy new_lamp]}}, to: closing}}\n"
        for n in range(nodes)
    )
    doors = [number * nodes // DOORS for number in range(DOORS)]
    first = "".join(
        f"      - {{when: {{turn: {{max: 1}}, time_s: {{min: {1000 * (place + 1)}}}}}, to: n{n}}}\n"
        for place, n in reversed(list(enumerate(doors)))
    )
    structure = structure.replace(
        "    goto:\n", f"    goto:\n{first}      - {{when: {{any_act: [thank]}}, to: n0}}\n", 1
    )
    structure = structure.replace("  colder:\n", chain + "  colder:\n", 1)
    lines = "".join(f'  n{n}.1: "{{price}}, says line {n}."\n  n{n}.2: "{n} again."\n' for n in range(nodes))
    (folder / "scenario.yaml").write_text(structure, encoding="utf-8")
    (folder / "lines.en.yaml").write_text(words.replace("  opening.1:", lines + "  opening.1:", 1), encoding="utf-8")
    return folder


def resident_mb() -> float:
    """Megabytes this process has needed at most, or 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 / (1024 if sys.platform == "darwin" else 1)


def measure(nodes: int, turns: int) -> dict[str, float | int]:
    """All figures of one size."""
    from simulator.scenario import check, load

    with tempfile.TemporaryDirectory() as home:
        os.environ["SILKGLOVES_HOME"] = home
        folder = grow(Path(home) / "scenes", nodes)
        size = sum(file.stat().st_size for file in folder.rglob("*.yaml"))
        before = resident_mb()
        began = time.perf_counter()
        scenario = load(folder)
        load_s = time.perf_counter() - began
        after = resident_mb()
        figures: dict[str, float | int] = {"nodes": nodes, "file_kb": size // 1024, "load_s": round(load_s, 3)}
        figures |= {"memory_mb": round(after - before, 1)}
        figures |= play(scenario, turns)
        began = time.perf_counter()
        found = check(folder)
        figures["check_s"] = round(time.perf_counter() - began, 3)
        assert not [item for item in found if item.severity == "error"], found[:3]
        del scenario
        figures["inspect_s"] = round(statistics.median(inspect_s(folder) for _ in range(INSPECTIONS)), 3)
        figures["most_mb"] = round(resident_mb(), 1)
    return figures


def play(scenario, turns: int) -> dict[str, float]:
    """Microseconds of a start, of an engine's turn, of a session's turn; and bytes of a saved state."""
    from simulator.engine import Responded, save, start, step
    from simulator.training import Session

    session = Session.begin(scenario, "en", 1)
    sorry = session.reads("I'm sorry about that.")
    assert "apologise" in sorry.names, sorry.names
    starts, took, saved = [], [], 0
    met: set[str] = set()
    door = 0
    while len(took) < turns:
        began = time.perf_counter_ns()
        state, _ = start(scenario, "en", door)
        starts.append(time.perf_counter_ns() - began)
        # The clock opens a door of the chain.
        state = replace(state, clock_ms=1_000_000 * (1 + door % DOORS))
        door += 1
        for number in range(8):
            given = Responded(f"I'm sorry about that, {number}.", sorry)
            began = time.perf_counter_ns()
            state, _ = step(scenario, state, given)
            took.append(time.perf_counter_ns() - began)
            met.add(state.node)
            if state.ended:
                break
        saved = max(saved, len(save(state)))
    talked = []
    for number in range(max(1, turns // 100)):
        session = Session.begin(scenario, "en", number)
        for text in ("I'm sorry about that", "Thank you", "I can imagine how annoying that was", "When did you buy it"):
            began = time.perf_counter_ns()
            session.respond(f"{text}, number {number}.")
            talked.append(time.perf_counter_ns() - began)
    return {
        "start_us": round(statistics.median(starts) / 1000, 1),
        "turn_us": round(statistics.median(took) / 1000, 1),
        "session_turn_us": round(statistics.median(talked) / 1000, 1),
        "nodes_met": len(met),
        "state_bytes": saved,
    }


def inspect_s(folder: Path) -> float:
    """Seconds of `silkgloves check`, smells included, nothing kept from before; a process of its own, all cores."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "check", "--fresh", str(folder)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-500:]
    return time.perf_counter() - began


def main() -> int:
    """Measure, print, and say whether the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000, 10_000])
    parser.add_argument("--turns", type=int, default=2000)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.turns)))
        return 0
    rows = []
    for nodes in options.sizes:
        command = [sys.executable, __file__, "--one", str(nodes), "--turns", str(options.turns)]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        rows.append(json.loads(done.stdout))
    smallest, largest = rows[0], rows[-1]
    growth = {
        "turn_growth": round(largest["turn_us"] / smallest["turn_us"], 2),
        "session_growth": round(largest["session_turn_us"] / smallest["session_turn_us"], 2),
        "check_us_a_node": {str(row["nodes"]): round(row["check_s"] * 1e6 / row["nodes"]) for row in rows},
    }
    held = largest["check_s"] < CHECK_LIMIT_S and largest["inspect_s"] < CHECK_LIMIT_S
    held = held and growth["turn_growth"] < GROWTH_LIMIT and growth["session_growth"] < GROWTH_LIMIT
    print(json.dumps({"sizes": rows, **growth, "limits_hold": held}, indent=2))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
