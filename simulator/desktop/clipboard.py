"""The clipboard, with a memory of our own where the system has none to offer."""

from __future__ import annotations

import pygame


class Clipboard:
    """Copies and pastes text."""

    def __init__(self) -> None:
        self._own = ""

    def put(self, text: str) -> None:
        """Copy a text."""
        self._own = text
        try:
            pygame.scrap.put_text(text)
        except (pygame.error, UnicodeError, AttributeError, TypeError):
            return  # a lone surrogate, or a system without a clipboard: our own memory holds it

    def get(self) -> str:
        """What would be pasted now."""
        try:
            return pygame.scrap.get_text() or self._own
        except (pygame.error, UnicodeError, AttributeError):
            return self._own


clipboard = Clipboard()
"""The one clipboard of the program."""
