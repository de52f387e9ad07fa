"""The tables of `scenarios/README.md` with every code that a tool can answer with, made from the codes themselves."""

from __future__ import annotations

from .importing import story
from .smells import smell_table
from .translation import faults as translation_faults
from .workbook import faults as workbook_faults


def code_tables() -> dict[str, str]:
    """The generated parts of the manual by name, in addition to those of `simulator.scenario.reference`."""
    return {
        "codes-smells": smell_table(),
        "codes-workbook": workbook_faults.code_table(),
        "codes-translation": translation_faults.code_table(),
        "codes-stories": story.code_table(),
    }
