"""Editing text: caret, selection, words, undo. Knows no screen and no keyboard."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_JOINERS = {"\u200d", "\ufe0e", "\ufe0f"}
_UNDO_STEPS = 400


@dataclass(frozen=True, slots=True)
class _Snapshot:
    text: str
    caret: int
    anchor: int


def _continues(char: str) -> bool:
    """Whether a character belongs to the letter before it."""
    return char in _JOINERS or unicodedata.combining(char) != 0 or 0x1F3FB <= ord(char) <= 0x1F3FF


class Editing:
    """A text being edited. `anchor` is where the selection began; without a selection it is where the caret is.

    Args:
        text: the text at first.
        most: characters beyond which nothing more is taken in.
        one_line: line breaks become spaces.
    """

    def __init__(self, text: str = "", *, most: int = 100_000, one_line: bool = False) -> None:
        self.text = text
        self.caret = self.anchor = len(text)
        self._most = most
        self._one_line = one_line
        self._undo: list[_Snapshot] = []
        self._redo: list[_Snapshot] = []
        self._kind = ""

    @property
    def selection(self) -> tuple[int, int]:
        """First and last place of the selection, in order."""
        return min(self.caret, self.anchor), max(self.caret, self.anchor)

    @property
    def selected(self) -> str:
        """The selected text."""
        first, last = self.selection
        return self.text[first:last]

    def replace(self, text: str) -> None:
        """Put another text in, which can be undone."""
        self._remember("replace")
        self.text = text
        self.caret = self.anchor = len(text)

    def clear(self) -> None:
        """Begin anew: empty, with nothing to undo."""
        self.text = ""
        self.caret = self.anchor = 0
        self._undo, self._redo, self._kind = [], [], ""

    def insert(self, text: str, *, kind: str = "type") -> None:
        """Put text in place of the selection. Typing on is undone word by word.

        Args:
            text: any text; carriage returns become line breaks.
            kind: `type` or `paste`.
        """
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if self._one_line:
            text = text.replace("\n", " ")
        first, last = self.selection
        text = text[: max(0, self._most - (len(self.text) - (last - first)))]
        if not text and first == last:
            return
        breaks = text.isspace() or kind != "type"
        self._remember("" if breaks else kind)
        self.text = self.text[:first] + text + self.text[last:]
        self.caret = self.anchor = first + len(text)
        if breaks:
            self._kind = ""

    def delete(self, *, forwards: bool = False, word: bool = False) -> None:
        """Delete the selection, else a letter or a word before or behind the caret."""
        first, last = self.selection
        if first == last:
            other = self._target(1 if forwards else -1, word=word)
            first, last = min(self.caret, other), max(self.caret, other)
        if first == last:
            return
        self._remember("delete")
        self.text = self.text[:first] + self.text[last:]
        self.caret = self.anchor = first

    def move(self, to: int, *, select: bool = False) -> None:
        """Move the caret, taking the selection along or dropping it."""
        self.caret = max(0, min(len(self.text), to))
        if not select:
            self.anchor = self.caret
        self._kind = ""

    def step(self, direction: int, *, select: bool = False, word: bool = False) -> None:
        """Move a letter or a word on (1) or back (-1); a selection is left at its end."""
        first, last = self.selection
        if first != last and not select and not word:
            self.move(last if direction > 0 else first)
            return
        self.move(self._target(direction, word=word), select=select)

    def select_all(self) -> None:
        """Select everything."""
        self.anchor, self.caret = 0, len(self.text)
        self._kind = ""

    def select_word(self, at: int) -> None:
        """Select the word around a place."""
        first = last = max(0, min(len(self.text), at))
        while first > 0 and not self.text[first - 1].isspace():
            first -= 1
        while last < len(self.text) and not self.text[last].isspace():
            last += 1
        self.anchor, self.caret = first, last

    def undo(self) -> bool:
        """Take the last change back; False where there is none."""
        return self._swap(self._undo, self._redo)

    def redo(self) -> bool:
        """Make the last change taken back again; False where there is none."""
        return self._swap(self._redo, self._undo)

    def _swap(self, source: list[_Snapshot], other: list[_Snapshot]) -> bool:
        if not source:
            return False
        other.append(_Snapshot(self.text, self.caret, self.anchor))
        found = source.pop()
        self.text, self.caret, self.anchor = found.text, found.caret, found.anchor
        self._kind = ""
        return True

    def _remember(self, kind: str) -> None:
        if kind and kind == self._kind and self.caret == self.anchor:
            self._redo.clear()
            return
        self._undo.append(_Snapshot(self.text, self.caret, self.anchor))
        del self._undo[:-_UNDO_STEPS]
        self._redo.clear()
        self._kind = kind

    def _target(self, direction: int, *, word: bool) -> int:
        at = self.caret
        if not word:
            at += direction
            while 0 < at < len(self.text) and _continues(self.text[at]):
                at += direction
            return max(0, min(len(self.text), at))
        if direction < 0:
            while at > 0 and self.text[at - 1].isspace():
                at -= 1
            while at > 0 and not self.text[at - 1].isspace():
                at -= 1
            return at
        while at < len(self.text) and not self.text[at].isspace():
            at += 1
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at
