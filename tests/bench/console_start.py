"""Measure how long `silkgloves serve` takes to its first page on an empty database. Prints JSON.

    python tests/bench/console_start.py [--starts 5]

A start is a process of its own with a new data folder: from starting the command to the whole first page (the one-time
link of the first administrator) in a client's hands. The limit is 1.5 s; the exit code is 1 where the median is above.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 1.5


def start(home: str) -> dict[str, float]:
    """Seconds to the line that says where it listens and to the first page, and of processor until it was stopped."""
    command = [sys.executable, "-m", "simulator", "serve", "--port", "0"]
    environment = {**os.environ, "SILKGLOVES_HOME": home, "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        try:
            link = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+/invitation/[\w-]+", line)))
            told = time.perf_counter() - began
            with urllib.request.urlopen(link, timeout=20) as answer:
                page = answer.read().decode("utf-8")
            took = time.perf_counter() - began
            assert "<h1>" in page
        finally:
            process.send_signal(signal.SIGINT)
            process.stdout.read()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"told_s": round(told, 3), "first_page_s": round(took, 3), "cpu_s": round(cpu, 3)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=5)
    starts = []
    for _ in range(parser.parse_args().starts):
        with tempfile.TemporaryDirectory() as home:
            starts.append(start(home))
    median = {name: statistics.median(each[name] for each in starts) for name in starts[0]}
    print(json.dumps({"limit_s": LIMIT_S, "median": median, "starts": starts, "load": os.getloadavg()}, indent=2))
    sys.exit(median["first_page_s"] > LIMIT_S)


if __name__ == "__main__":
    main()
