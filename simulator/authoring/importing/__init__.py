"""Stories of other programs (Twine, H5P Branching Scenario, ink) as draft scenes that can be played at once."""

from __future__ import annotations

from .story import CODES, ForeignError, SourceDiagnostic
from .transfer import draft_foreign, import_foreign

__all__ = ["CODES", "ForeignError", "SourceDiagnostic", "draft_foreign", "import_foreign"]
