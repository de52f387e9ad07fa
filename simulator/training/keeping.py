"""What was worked out before and would come out the same again, kept in the person's data folder.

A result lies under a digest of the scene, the language and the program; with one changed, it is worked out anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from simulator.resources import PACKAGE_DIR
from simulator.scenario import Language, Scenario
from simulator.settings import data_dir

KEPT = 600
"""Files of results kept; each holds one scene in one language."""

ROOMS = ("scoring", "simulator/scenario", "simulator/engine", "simulator/review", "simulator/training")
"""Where lies what decides how a response is heard, played and graded."""


@dataclass
class Store:
    """Results of one scene in one language as plain values; where they cannot be read or written, nothing is kept."""

    path: Path
    kept: dict[str, Any]
    changed: bool = False

    @classmethod
    def open(cls, scenario: Scenario, language: Language, what: str, *, fresh: bool = False) -> Self:
        """Read what is kept.

        Args:
            scenario: the scene.
            language: one of its languages.
            what: the sort of results, a folder's name.
            fresh: begin with nothing.
        """
        made_by = hashlib.sha256(f"{program()}{scenario.slug}{scenario.hash}{language}".encode()).hexdigest()
        path = data_dir() / "worked_out" / what / f"{made_by[:40]}.json"
        kept: Any = {}
        if not fresh:
            with suppress(OSError, ValueError, RecursionError):
                kept = json.loads(path.read_bytes())
        return cls(path, kept if isinstance(kept, dict) else {})

    def keep(self, key: str, value: Any) -> None:
        """Note a result; `close` writes it."""
        self.kept[key] = value
        self.changed = True

    def close(self) -> None:
        """Write what is new, and clear away the oldest files beyond `KEPT`."""
        if not self.changed:
            return
        self.changed = False
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Two commands at once write the same; whoever is last leaves a whole file.
            beside = self.path.with_suffix(f".{os.getpid()}")
            beside.write_text(json.dumps(self.kept), encoding="ascii")
            beside.replace(self.path)
            files = sorted(self.path.parent.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
            for old in files[:-KEPT]:
                old.unlink()


@cache
def program() -> str:
    """A digest of everything that decides what comes out: names, sizes and times of the program's files."""
    digest = hashlib.sha256()
    root = PACKAGE_DIR.parent
    for path in sorted(_sources(root)):
        stat = path.stat()
        digest.update(f"{path.relative_to(root).as_posix()}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    rooms = [root / room for room in ROOMS] + [root / "simulator" / "authoring" / "smells"]
    for room in rooms:
        yield from (path for path in room.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
