"""What cannot be played: told in the language somebody plays in."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.errors import UsageError
from simulator.texts import FALLBACK_LANGUAGE, Texts, texts

Said = tuple[str, Mapping[str, object]]
"""A text of the interface by its key, with the values of its placeholders."""


class AnswersError(UsageError):
    """A line of an answers file, or something typed, cannot be played.

    Args:
        what: what is wrong.
        advised: what to do.
        line: the line of the file, or None where it was typed.
    """

    def __init__(self, what: Said, advised: Said, *, line: int | None = None) -> None:
        self.what, self.advised, self.line = what, advised, line
        super().__init__(*self._in(texts(FALLBACK_LANGUAGE)))

    def _in(self, t: Texts) -> tuple[str, str]:
        what, advice = (t(key, **values) for key, values in (self.what, self.advised))
        return (what if self.line is None else t("answer.line", number=self.line, text=what)), advice

    def said(self, t: Texts) -> str:
        """The same in the language somebody plays in."""
        return " ".join(self._in(t))
