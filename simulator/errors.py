"""What can go wrong outside our own code, as exceptions that a face turns into one plain sentence and an exit code.

Exit codes: 0 fine, 1 a check or plan failed, 2 usage, 3 surroundings, 130 interrupted. An author's faults are not
exceptions but lists of diagnostics, and a trainee's words are never an error.
"""

from __future__ import annotations

from typing import ClassVar

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_SURROUNDINGS = 3
EXIT_INTERRUPTED = 130


class SilkGlovesError(Exception):
    """Something a person can be told in one sentence.

    Args:
        message: what is wrong, one plain sentence.
        advice: what to do about it, or "" where nothing can be said.
    """

    exit_code: ClassVar[int] = EXIT_FAILED

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message, advice)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}" if self.advice else self.message


class CheckFailedError(SilkGlovesError):
    """A check, a plan or an integrity test found a fault in what it was given."""

    exit_code: ClassVar[int] = EXIT_FAILED


class UsageError(SilkGlovesError):
    """A command was asked for something it does not know: an unknown scene, language, session or option."""

    exit_code: ClassVar[int] = EXIT_USAGE


class SurroundingsError(SilkGlovesError):
    """The machine cannot do what was asked: no display, no voice, disk full, database busy, file unreadable."""

    exit_code: ClassVar[int] = EXIT_SURROUNDINGS
