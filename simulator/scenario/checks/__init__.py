"""What must be true between the parts of a scenario, once each file has the right shape."""

from __future__ import annotations

from simulator.scenario.checks.plans import check_path, check_plans
from simulator.scenario.checks.pool import check_pool
from simulator.scenario.checks.structure import check_structure
from simulator.scenario.checks.words import check_words
from simulator.scenario.sources import Folder, Report


def check_folder(folder: Folder, report: Report) -> None:
    """Check one scenario: its structure, its words in each language, its plans."""
    if folder.scenario is None:
        return
    used = check_structure(folder, report)
    check_words(folder, used, report)
    check_plans(folder, report)


__all__ = ["check_folder", "check_path", "check_pool"]
