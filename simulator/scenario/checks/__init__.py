"""What must be true between the parts of a scenario, once each file has the right shape."""

from __future__ import annotations

from ..plans import ScenePath
from ..sources import Folder, Pool, Report, Source


def check_folder(folder: Folder, report: Report) -> None:
    """Check one scenario: its structure, its words in each language, its plans."""


def check_pool(pool: Pool, report: Report) -> None:
    """Check the common pool."""


def check_path(source: Source[ScenePath], known: list[str], report: Report) -> None:
    """Check a path of scenes."""
