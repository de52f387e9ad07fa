"""The words of a scene for translators: out as CSV, XLIFF or PO, and back."""

from __future__ import annotations

from .carrying import FORMATS, Carried, export_words, import_words
from .faults import TranslationError
from .units import State

__all__ = ["FORMATS", "Carried", "State", "TranslationError", "export_words", "import_words"]
