"""What a clause states and what it only supposes or reports; how near, how free, and by whom it says a thing is.

The words stand in ``languages/<code>/topics.yaml`` under names of more than one word, which no id of a fact can name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scoring.comparing import comparing
from scoring.topics import topics

SUPPOSED, AFTER_IF, IF_ALONE = "only supposed", "supposed after if", "supposed without if"
TOLD, THAT = "told by others", "goes on with that"
FREE, CHARGING = "costs nothing", "asks money"
NEARLY, BEHIND_NEARLY, WHOLE = "nearly so", "or nearly", "whole ones"
DENYING, AFFIRMING, LACKING = "says no", "says yes", "is without"
OFTEN, TIMES = "how often", "so many times"
DONE, SINCE, SHUT = "has happened", "since it has", "is shut"
NONE = "there is none"
LASTING, ROUGHLY = "so long", "some so many"
ROUND, ORDINALS, BEHIND, SEVERAL = "round the clock", "which one", "counted behind", "more than one"
ONLY, ANYONE, NEVER = "only so", "any of them", "never at all"
UNLIMITED, PAID = "without limit", "it costs money"
ONE_BEFORE = "one of them before"
EITHER, MEANT, MEASURED = "one or another", "what was named", "measured in"
GIVEN, CALMING = "you are given", "do not worry"
HAVING_NONE = "we have none"
FREE_OF = "free of it"
SO_THEN = "so it follows"
KINDS = ("who does it", "how one pays", "by what way")
"""Kinds of values in words that shut each other out: what the manager does nobody else does."""
STANCES = {
    "included": ("it is included", "it costs extra"),
    "required": ("it is required", "it is voluntary"),
    "possible": ("it can be done", "it cannot be done"),
    "open": ("it is open", "it is shut"),
}
"""What a rule may say of a thing, in words for it and for its contrary."""
RULES = frozenset({FREE, CHARGING, *(section for pair in STANCES.values() for section in pair)})
REACH = 3
"""So many words before a number, and one less behind it, may say that it is rounded."""


class Stating:
    """The words of one response, asked what stretches ``first..last`` (exclusive) of them say."""

    def __init__(self, texts: Sequence[str], code: str) -> None:
        self.texts = texts
        self.code = code
        self.known = topics(code)
        self.words = comparing(code)
        ends = self.found(CALMING, 0, len(texts))
        self.calming = frozenset(place for first, last in ends for place in range(first, last + 1))

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
        """Whether a word says no, and not only "no worries"."""
        if place in self.calming:
            return False
        return self.words.has("no", self.texts[place]) or self.known.has(DENYING, self.texts[place])

    def affirms(self, first: int, last: int) -> bool:
        """Whether a clause says yes by itself, so that a "not" further on is of something else."""
        denied = any(self.denies(place) for place in range(first, last))
        return not denied and self.holds(AFFIRMING, first, last)

    def stances(self, first: int, last: int) -> dict[str, tuple[bool, int, int]]:
        """Return what is said to be included, required or possible: whether it is, the first and the last token.

        A "not" before or behind turns it round; "without" speaks of something else.
        """
        found: dict[str, tuple[bool, int, int]] = {}
        denials = [place for place in range(first, last) if self.denies(place) and not self.lacks(place)]
        for stance, sections in STANCES.items():
            for section, holds in zip(sections, (True, False), strict=True):
                start, end = next(self.found(section, first, last), (-1, -1))
                if start < 0:
                    continue
                outside = next((place for place in denials if not start <= place <= end), start)
                reach = (start, end, outside)
                found.setdefault(stance, (holds == (outside == start), min(reach), max(reach)))
        return found

    def lacks(self, place: int) -> bool:
        """Whether a word is a "without"."""
        return self.known.has(LACKING, self.texts[place])

    def happened(self, first: int, last: int) -> bool:
        """Whether a clause tells what somebody did or paid, which is no rule; what is included in it may be."""
        done = [place for place, _ in self.found(DONE, first, last)]
        # "A month after you bought it" is still a rule.
        told = all(self.holds(SINCE, max(first, place - REACH), place) for place in done)
        return not told and not self.holds(FREE, first, last)

    def joint_before_done(self, first: int, last: int) -> int | None:
        """Return the place of the "and" before what somebody did, behind a few words at least; None for none."""
        done = next((place for place, _ in self.found(DONE, first, last)), first)
        joints = [place for place in range(first + REACH, done) if self.words.has("joins", self.texts[place])]
        return joints[-1] if joints else None

    def of_rules(self, place: int) -> bool:
        """Whether a word stands in any rule: that a thing costs money, is included, required or possible."""
        return self.known.has_any(RULES, self.texts[place])

    def supposes(self, first: int, last: int) -> bool:
        """Whether a clause says what could be, or would be if something were otherwise."""
        if self.holds(SUPPOSED, first, last) or self.known.has(IF_ALONE, self.texts[first]):
            return True
        return self.hangs(first, last) and self.holds(AFTER_IF, first, last)

    def hangs(self, first: int, last: int) -> bool:
        """Whether a clause hangs on an "if"."""
        return any(self.words.has("hanging", self.texts[place]) for place in range(first, last))

    def reports(self, first: int, last: int) -> bool:
        """Whether a clause tells what somebody else said."""
        return self.holds(TOLD, first, last)

    def concludes(self, place: int) -> bool:
        """Whether a clause that begins at ``place`` draws a conclusion: "so the spare costs you nothing"."""
        return self.known.has(SO_THEN, self.texts[place])

    def goes_on(self, place: int) -> bool:
        """Whether a clause that begins at ``place`` is what somebody is said to have said."""
        return self.known.has(THAT, self.texts[place])

    def nearly(self, first: int, last: int) -> bool:
        """Whether the number of tokens ``first..last`` is said to be rounded: "about ten", "ten or so"."""
        behind = min(len(self.texts), last + REACH)
        return self.holds(NEARLY, max(0, first - REACH), first) or self.holds(BEHIND_NEARLY, last + 1, behind)

    def costs_nothing(self, first: int, last: int) -> tuple[int, int] | None:
        """Where it is said in so many words that something costs nothing: "included", but not "not included"."""
        for start, end in self.found(FREE, first, last):
            beside = [*range(max(first, start - 2), start), *range(end + 1, min(last, end + 2))]
            if not any(self.denies(place) and not self.lacks(place) for place in beside):
                return start, end
        return None

    def free(self, first: int, last: int) -> tuple[int, int] | None:
        """Where it is said that something costs nothing, in a phrase or as a denial of payment."""
        phrase = self.costs_nothing(first, last)
        if phrase is not None:
            return phrase
        denial = next((place for place in range(first, last) if self.denies(place)), None)
        paid = next(self.found(CHARGING, first, last), None)
        if denial is None or paid is None or self.known.has(LACKING, self.texts[denial]):
            return None
        return min(denial, paid[0]), max(denial, paid[1])
