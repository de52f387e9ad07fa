"""What every test stands on: a data folder of its own and no real display, sound device or locale."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from simulator import scenario
from simulator.resources import scenarios_dir
from tests.record.postgresql import database_url, made_journal, new_database, postgresql_server

__all__ = ["data_folder", "database_url", "local_zone", "made_journal", "new_database", "postgresql_server"]

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
os.environ["TZ"] = "UTC"  # a person reads local time; what tests read shall not hang on where they run
if hasattr(time, "tzset"):
    time.tzset()


SCENES = scenarios_dir()
_read_scene = scenario.load


@lru_cache(maxsize=12)
def _kept_scene(slug: str) -> scenario.Scenario:
    return _read_scene(slug)


def _load(slug_or_path: str | Path, *, root: Path | None = None) -> scenario.Scenario:
    """Our own scenes do not change while tests run, and nobody can change a `Scenario`: each is read once a process.

    What lies in any other folder is read as the product reads it.
    """
    if isinstance(slug_or_path, str) and root is None and scenarios_dir() == SCENES:
        own = SCENES / slug_or_path / "scenario.yaml"
        if "/" not in slug_or_path and own.is_file():
            return _kept_scene(slug_or_path)
    return _read_scene(slug_or_path, root=root)


# Before any module of another room, or of tests, takes the function by its name.
scenario.load = _load


@pytest.fixture
def local_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Move the machine to another time zone, in the notation of POSIX: `EET-2` is two hours before UTC."""
    if not hasattr(time, "tzset"):
        pytest.skip("only POSIX can move a process to another time zone")

    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test away from the developer's own journal and settings."""
    folder = tmp_path / "silk-gloves-data"
    monkeypatch.setenv("SILKGLOVES_HOME", str(folder))
    return folder
