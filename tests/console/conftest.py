"""What the console's tests stand on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .world import World, world


@pytest.fixture
def company(tmp_path: Path) -> Iterator[World]:
    """A small company with its console, on a file of its own."""
    with world(tmp_path) as made:
        yield made


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords in a moment; `test_passwords.py` looks at what they cost in earnest."""
    monkeypatch.setattr("simulator.console.passwords.MEMORY_KIB", 64)
