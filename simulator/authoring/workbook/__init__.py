"""A scene as a workbook, for trainers who would rather not see YAML: out of the files, and back into them."""

from __future__ import annotations

from .faults import CODES, CellDiagnostic, WorkbookError
from .transfer import export_workbook, import_workbook

__all__ = ["CODES", "CellDiagnostic", "WorkbookError", "export_workbook", "import_workbook"]
