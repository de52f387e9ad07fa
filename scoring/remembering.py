"""What follows from a case is worked out once: remembered by the very case, and by an equal one."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from scoring.case import Case


Result = TypeVar("Result")
MOST = 16


class PerCase(Generic[Result]):
    """A function of a case and a language whose results are kept.

    A session asks with the same case turn by turn: finding it by identity spares hashing all its texts. The case is
    held with its result, so that no other can take its identity.
    """

    def __init__(self, function: Callable[[Case, str], Result]) -> None:
        self._equal = lru_cache(maxsize=MOST)(function)
        self._same: dict[tuple[int, str], tuple[Case, Result]] = {}
        update_wrapper(self, function)

    def __call__(self, case: Case, code: str) -> Result:
        """Return the result for ``case`` in language ``code``."""
        known = self._same.get((id(case), code))
        if known is not None:
            return known[1]
        result = self._equal(case, code)
        if len(self._same) >= MOST:
            self._same.clear()
        self._same[(id(case), code)] = (case, result)
        return result


def per_case(function: Callable[[Case, str], Result]) -> PerCase[Result]:
    """Remember the results of ``function(case, code)``."""
    return PerCase(function)
