"""The constants of virtual time. They are fixed, so that a file, a plan and the desktop play the same scene."""

from __future__ import annotations

LINE_START_MS = 350
CHAR_MS = 62
"""Speech at about 16 characters a second, an unhurried pace in all five languages."""

THINKING_MS = 1200
WRITING_CHAR_MS = 18
MOST_PAUSE_MS = 6000
"""In text, the silence before an answer: a moment of thought, and a little more for a longer answer."""

TYPING_LIMIT_MS = 60_000
"""In an exam the clock stands still for at most this long while somebody types."""


def speaking_ms(chars: int) -> int:
    """How long a line of ``chars`` characters takes to say."""
    return LINE_START_MS + CHAR_MS * chars


def pause_ms(chars: int) -> int:
    """The silence that a response of ``chars`` characters stands for where nobody can measure one."""
    return min(MOST_PAUSE_MS, THINKING_MS + WRITING_CHAR_MS * chars)
