"""What a clause states and what it only supposes or reports; how near, how free, and by whom it says a thing is.

The words stand in ``languages/<code>/topics.yaml`` under names of more than one word, which no id of a fact can name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scoring.comparing import comparing
from scoring.topics import topics

SUPPOSED, AFTER_IF = "only supposed", "supposed after if"
TOLD, THAT = "told by others", "goes on with that"
FREE, CHARGING = "costs nothing", "asks money"
NEARLY, WHOLE = "nearly so", "whole ones"
DENYING, AFFIRMING, LACKING = "says no", "says yes", "is without"
DONE, SHUT = "has happened", "is shut"
KINDS = ("who does it", "how one pays", "by what way")
"""Kinds of values in words that shut each other out: what the manager does nobody else does."""
REACH = 3
"""So many words before a number may say that it is rounded."""


class Stating:
    """The words of one response, asked what stretches ``first..last`` (exclusive) of them say."""

    def __init__(self, texts: Sequence[str], code: str) -> None:
        self.texts = texts
        self.known = topics(code)
        self.words = comparing(code)

    def found(self, kind: str, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield the first and last token of each phrase of a section."""
        for place in range(first, last):
            for mark in self.known.at(self.texts, place, last):
                if mark.kind == kind:
                    yield place, place + mark.length - 1

    def holds(self, kind: str, first: int, last: int) -> bool:
        """Whether a phrase of a section stands there."""
        return next(self.found(kind, first, last), None) is not None

    def denies(self, place: int) -> bool:
        """Whether a word says no."""
        return self.words.has("no", self.texts[place]) or self.known.has(DENYING, self.texts[place])

    def affirms(self, first: int, last: int) -> bool:
        """Whether a clause says yes by itself, so that a "not" further on is of something else."""
        denied = any(self.denies(place) for place in range(first, last))
        return not denied and self.holds(AFFIRMING, first, last)

    def happened(self, first: int, last: int) -> bool:
        """Whether a clause tells what somebody did or paid, which is no rule; what is included in it may be."""
        return self.holds(DONE, first, last) and not self.holds(FREE, first, last)

    def supposes(self, first: int, last: int) -> bool:
        """Whether a clause says what could be, or would be if something were otherwise."""
        if self.holds(SUPPOSED, first, last):
            return True
        hanging = any(self.words.has("hanging", self.texts[place]) for place in range(first, last))
        return hanging and self.holds(AFTER_IF, first, last)

    def reports(self, first: int, last: int) -> bool:
        """Whether a clause tells what somebody else said."""
        return self.holds(TOLD, first, last)

    def goes_on(self, place: int) -> bool:
        """Whether a clause that begins at ``place`` is what somebody is said to have said."""
        return self.known.has(THAT, self.texts[place])

    def nearly(self, place: int) -> bool:
        """Whether the number at ``place`` is said to be rounded."""
        return self.holds(NEARLY, max(0, place - REACH), place)

    def free(self, first: int, last: int) -> tuple[int, int] | None:
        """Where it is said that something costs nothing, in a phrase or as a denial of payment."""
        phrase = next(self.found(FREE, first, last), None)
        if phrase is not None:
            return phrase
        denial = next((place for place in range(first, last) if self.denies(place)), None)
        paid = next(self.found(CHARGING, first, last), None)
        if denial is None or paid is None or self.known.has(LACKING, self.texts[denial]):
            return None
        return min(denial, paid[0]), max(denial, paid[1])
