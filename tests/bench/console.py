"""A big company's records made, and every page of its console measured on them. Prints JSON.

    python tests/bench/console.py --make FILE|URL [--sessions 1000000] [--cast FILE]
    python tests/bench/console.py --measure FILE|URL [--times 5]

`--make` plays a cast once (some hundred sessions in five languages, kept in `--cast`), and copies it into an empty
database under 20,000 people. `--measure` starts the console as `silkgloves serve` does, signs in by password and second
factor, and asks for every page and sheet of HR's in the route table in random order, and for the front pages of others.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.asking import measure  # noqa: E402 - the checkout must be on the path first
from bench.cast import make_cast  # noqa: E402
from bench.company import Company, Size, read_cast  # noqa: E402
from bench.loading import Sink, open_sink  # noqa: E402

from simulator.console.passwords import Passwords  # noqa: E402
from simulator.record import open_journal  # noqa: E402

PASSWORD, SECRET = "lamp ox river eleven", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BATCH = 2000
"""Sessions written at a time."""
SAMPLE = 500
"""Sessions verified at the end."""
ENTRY = ("session_id", "sequence", "recorded_at", "kind", "payload", "salt", "digest", "chain")


def make(database: str, cast: Path, size: Size) -> dict[str, Any]:
    """Fill an empty database; tells what is in it, and how long that took."""
    began = time.monotonic()
    make_cast(cast)
    played = time.monotonic()
    with open_journal(database) as journal:
        if journal.people(erased=True):
            raise SystemExit(f"{database} is not empty. Name another one.")
    with open_journal(cast) as journal:  # for writing: one of an earlier schema version is brought up to date
        company = Company(read_cast(journal), size, datetime.now(UTC))
    with open_sink(database) as sink:
        made = _fill(sink, company)
        copied = time.monotonic()
        sink.finish()
    indexed = time.monotonic()
    sound = verified(database, made)
    return {
        "database": "postgresql" if database.startswith("postgresql") else "sqlite",
        "size": {name: getattr(size, name) for name in Size.__slots__},
        "steps": "complete in the sessions counted whole; of thin ones the last step and the comment card",
        "sessions": len(made),
        "counts": dict(sorted(company.counts.items())),
        "cast_s": round(played - began),
        "copied_s": round(copied - played),
        "indexed_s": round(indexed - copied),
        **sound,
    }


def _fill(sink: Sink, company: Company) -> list[str]:
    """Write everything; gives the ids of all sessions."""
    secret_hash = Passwords().hash(PASSWORD)
    tables: dict[str, list[dict[str, Any]]] = {}
    for table, row in company.household(secret_hash, SECRET):
        tables.setdefault(table, []).append(row)
    tables["scenario"] = [{"hash": name, "content": content} for name, content in company.cast.scenarios.items()]
    for table, rows in tables.items():
        _put(sink, table, rows)
    sessions, entries, every = list[dict[str, Any]](), list[tuple[Any, ...]](), list[str]()
    for columns, made in company.sessions():
        sessions.append(columns)
        every.append(columns["id"])
        entries += made
        if len(sessions) == BATCH:
            _put(sink, "session", sessions)
            sink.put("entry", ENTRY, entries)
            sessions, entries = [], []
    _put(sink, "session", sessions)
    sink.put("entry", ENTRY, entries)
    _put(sink, "audit", list(company.log()))
    return every


def _put(sink: Sink, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        sink.put(table, tuple(rows[0]), (tuple(row.values()) for row in rows))


def verified(database: str, every: list[str]) -> dict[str, Any]:
    """Check some of these sessions and the audit log as the product does, and tell how big it all is."""
    began = time.monotonic()
    with open_journal(database) as journal:
        chosen = random.Random(2).sample(every, min(SAMPLE, len(every)))
        broken = [found.reason for session in chosen if not (found := journal.verify(session)).ok]
        log = journal.audit.verify()
        if broken or not log.ok:
            raise SystemExit(f"What was made does not hold: {broken[:3]} {log}")
    size = Path(database).stat().st_size if not database.startswith("postgresql") else _size(database)
    return {
        "verified": len(chosen),
        "verified_log": log.count,
        "verify_s": round(time.monotonic() - began),
        "gib": round(size / 2**30, 2),
        "bytes_a_session": round(size / max(1, len(every))),
    }


def _size(url: str) -> int:
    import psycopg

    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1)) as database:
        found = database.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(found[0]) if found else 0


def main() -> None:
    """Make or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--make", metavar="FILE|URL", help="fill an empty database")
    parser.add_argument("--measure", metavar="FILE|URL")
    parser.add_argument("--sessions", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--teams", type=int, default=400)
    parser.add_argument("--trainers", type=int, default=50)
    parser.add_argument("--whole", type=float, default=0.05, help="share of sessions that keep every step")
    parser.add_argument("--cast", type=Path, default=Path("cast.sqlite3"))
    parser.add_argument("--times", type=int, default=5, help="how often each page is asked for")
    parser.add_argument("--only-pages", action="store_true", help="no tables as files")
    given = parser.parse_args()
    if given.measure:
        sys.stdout.write(
            json.dumps(measure(given.measure, PASSWORD, SECRET, given.times, sheets=not given.only_pages), indent=2)
            + "\n"
        )
    if given.make:
        size = Size(given.sessions, given.people, given.teams, given.trainers, given.whole)
        sys.stdout.write(json.dumps(make(given.make, given.cast, size), indent=2) + "\n")


if __name__ == "__main__":
    main()
