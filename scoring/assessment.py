"""python -m scoring evaluate: detection held against labelled responses and traps.

Everything printed but the speed is the same every time; the speed is process time and never decides anything.
"""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import scoring
from scoring.acts import Detection
from scoring.evaluation import Evaluation, Trapped, evaluate, overview, spring, table, trap_table
from scoring.labelled import Gold, Trap, development_path, read_gold, read_traps
from scoring.language import FOLDER, LANGUAGES
from scoring.lines import InputError, write_report


def add_options(command: ArgumentParser) -> None:
    """Add the options of the command line."""
    add_gold_options(command)
    command.add_argument(
        "--traps",
        type=Path,
        metavar="FILE",
        help="JSONL file of responses built to get acts credited (id, language, channel, customer, response, "
        "built_for): tell how many were; without --gold nothing else is measured",
    )


def add_gold_options(command: ArgumentParser) -> None:
    """Add the options that say which labelled responses are meant, and ``--json``."""
    command.add_argument(
        "--gold",
        action="append",
        type=Path,
        metavar="FILE",
        help="JSONL file of labelled responses; without it the development set of each language",
    )
    command.add_argument(
        "--language", action="extend", nargs="+", choices=LANGUAGES, metavar="CODE", help="only these languages"
    )
    command.add_argument("--json", action="store_true", help="print JSON instead of tables")


def run(chosen: Namespace) -> int:
    """Measure and print. Raises InputError or GoldError for files that are missing or cannot be read."""
    trapped = measure_traps(chosen.traps, chosen.language) if chosen.traps else []
    results = []
    if chosen.gold or not chosen.traps:
        results = [measure(code, golds) for code, golds in gold_sets(chosen.gold, chosen.language)]
    if chosen.json:
        measured = [result.to_json() for result in results]
        told: Any = {"responses": measured, "traps": [each.to_json() for each in trapped]} if chosen.traps else measured
        write_report(json.dumps(told, indent=1))
        return 0
    parts = [table(result) for result in results]
    if len(results) > 1:
        parts.append(overview(results))
    if trapped:
        parts.append(trap_table(trapped))
    write_report("\n\n".join(parts))
    return 0


def gold_sets(paths: Sequence[Path] | None, wanted: Sequence[str] | None) -> list[tuple[str, list[Gold]]]:
    """Return the labelled responses asked for, a list a language, in the order of the files.

    A row that names no language has the one asked for, where it is one alone, else that of its file's name. Raises
    InputError where a file is missing or nothing is left, GoldError for a bad line.
    """
    if not paths:
        return _development(wanted)
    sets: list[tuple[str, list[Gold]]] = []
    for path in paths:
        by_language: dict[str, list[Gold]] = {}
        for gold in read_gold(path):
            by_language.setdefault(gold.language or _language_of(path, wanted), []).append(gold)
        asked = {code: golds for code, golds in by_language.items() if not wanted or code in wanted}
        if not asked:
            named = f" in {', '.join(wanted)}" if wanted else ""
            raise InputError(f"{path.name}: no labelled responses{named}")
        sets.extend(asked.items())
    return sets


def _development(wanted: Sequence[str] | None) -> list[tuple[str, list[Gold]]]:
    codes = [code for code in LANGUAGES if not wanted or code in wanted]
    paths = {code: development_path(code, FOLDER) for code in codes}
    missing = [f"languages/{code}/{path.name}" for code, path in paths.items() if not path.is_file()]
    if missing:
        raise InputError(
            f"the development set is missing: {', '.join(missing)}. Put it there, ask for other languages with "
            "--language, or name a file of labelled responses with --gold"
        )
    sets = [(code, read_gold(path)) for code, path in paths.items()]
    for code, golds in sets:
        if not golds:
            raise InputError(f"languages/{code}/{paths[code].name}: no labelled responses in it")
    return sets


def _language_of(path: Path, wanted: Sequence[str] | None) -> str:
    codes = set(wanted or ())
    if len(codes) == 1:
        return codes.pop()
    code = path.stem.split("_")[-1]
    if code not in LANGUAGES:
        raise InputError(f"{path.name}: which language? Give --language")
    return code


def measure(code: str, golds: Sequence[Gold]) -> Evaluation:
    """Detect labelled responses of one language and compare."""
    found, times_ms = timed(code, golds)
    return evaluate(golds, found, code, (percentile(times_ms, 50), percentile(times_ms, 99)))


def timed(code: str, rows: Sequence[Gold | Trap]) -> tuple[list[Detection], list[float]]:
    """Return the detections of responses of one language, and the process time of each in milliseconds."""
    detector = scoring.detector(code)
    found, times_ms = [], []
    for row in rows:
        began = time.process_time_ns()
        found.append(detector.detect(row.response, customer=row.customer, channel=row.channel, case=row.case))
        times_ms.append((time.process_time_ns() - began) / 1e6)
    return found, times_ms


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that ``percent`` of the values do not exceed; 0 without values."""
    place = -(-len(values) * percent // 100)
    return sorted(values)[max(0, place - 1)] if values else 0.0


def measure_traps(path: Path, wanted: Sequence[str] | None) -> list[Trapped]:
    """Detect traps and count what they got credited, a result a language. Raises InputError or GoldError."""
    traps = [trap for trap in read_traps(path) if not wanted or trap.language in wanted]
    if not traps:
        raise InputError(f"{path.name}: no traps" + (f" in {', '.join(wanted)}" if wanted else ""))
    by_language: dict[str, list[Trap]] = {}
    for trap in traps:
        by_language.setdefault(trap.language, []).append(trap)
    ordered = [(code, by_language[code]) for code in LANGUAGES if code in by_language]
    return [spring(rows, timed(code, rows)[0], code) for code, rows in ordered]
