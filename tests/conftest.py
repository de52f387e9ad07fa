"""What every test stands on: a data folder of its own and no real display, sound device or locale."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test away from the developer's own journal and settings."""
    folder = tmp_path / "silk-gloves-data"
    monkeypatch.setenv("SILKGLOVES_HOME", str(folder))
    return folder
