"""Verbs told by their form where no list can name them all: a prefix and an ending ("перенесу", "sovitetaan")."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from scoring.language import load_language
from scoring.lexicon import Mark, commitments
from scoring.text import fold

LEAST_LETTERS = 5
MOST_REMEMBERED = 20_000
LED = "deed"
SELF = "doing"
OUTCOME = "outcome"
LED_ONLY = "led"
"""Value of an outcome that counts only behind a weak lead, in a language that has both ("θα" and an ending)."""
DATED = "dated"
"""Value of an outcome that counts only with a day: with an hour alone it tells a habit ("frukosten serveras")."""
DAY = "day"
"""Value of an outcome that counts only with a day by its name: with a length of time it tells a rule."""
FIRST = "first"
"""Value of what counts only as the first word of a sentence."""
AT_START = "at_start"
TOLD = "told"
"""A verb of the present that no list names: with a day by its name it tells what will be (``foretelling.py``)."""
BEHIND = "behind"
"""Value of what is a verb only behind a noun or a pronoun, its form being that of nouns, too ("ships")."""
PASSIVE = "passive"
"""Value of a participle that tells what is done to a thing behind a helping verb only ("is mixed")."""
PAST = "past"
"""What a verb of the past is, whatever else its ending could tell."""


class Endings:
    """The verb endings of one language; what a word is taken for is remembered."""

    def __init__(self, code: str) -> None:
        sections = commitments(code).sections

        def listed(kind: str) -> tuple[str, ...]:
            return tuple(fold(form) for form in sections.get(kind, {}))

        self.code = code
        self.not_verbs = frozenset(listed("not_verbs"))
        self.not_endings = listed("not_endings")
        self.stop_words = load_language(code).stop_words
        self.own = (listed("verb_prefixes"), listed("verb_endings"))
        self.outcomes = (listed("outcome_prefixes"), listed("outcome_endings"))
        # A prefix makes a form of the present one of the future: it commits by itself.
        self.own_mark = Mark(SELF if self.own[0] else LED, value=True, length=1)
        self.needs = {
            fold(ending): str(kind) if not _plain(kind) else LED_ONLY if "weak_lead" in sections else True
            for ending, kind in sections.get("outcome_endings", {}).items()
        }
        # An ending may name its kind: "ла" tells a verb of the past.
        self.start = {
            fold(ending): Mark(AT_START, value=True, length=1) if _plain(kind) else Mark(str(kind), FIRST, 1)
            for ending, kind in sections.get("start_endings", {}).items()
        }
        self.told = {
            fold(ending): Mark(TOLD, value=True if _plain(kind) else str(kind), length=1)
            for ending, kind in sections.get("told_endings", {}).items()
        }
        self.not_told = frozenset(listed("not_told"))
        self.idle = not self.own[1] and not self.outcomes[1] and not self.start and not self.told
        self._memo: dict[str, tuple[Mark, ...]] = {}

    def marks(self, word: str) -> tuple[Mark, ...]:
        """Return what a word of no list is taken for: a verb that commits, an outcome, what its ending tells."""
        if self.idle:
            return ()
        if word not in self._memo:
            if len(self._memo) >= MOST_REMEMBERED:
                self._memo.clear()
            self._memo[word] = tuple(self._marks(word))
        return self._memo[word]

    def _marks(self, word: str) -> Iterator[Mark]:
        if word in self.not_verbs or word in self.stop_words or len(word) < LEAST_LETTERS:
            return
        if self.not_endings and word.endswith(self.not_endings):
            return
        if word not in self.not_told:
            yield from (mark for ending, mark in self.told.items() if word.endswith(ending))
        longest = max((ending for ending in self.start if word.endswith(ending)), key=len, default=None)
        if longest is not None and self.start[longest].kind == PAST:
            yield self.start[longest]
            return
        for (prefixes, endings), own in ((self.own, True), (self.outcomes, False)):
            if endings and word.endswith(endings) and (not prefixes or word.startswith(prefixes)):
                mark = self.own_mark if own else self._outcome(word)
                yield mark
                if mark.kind != LED:
                    return
                break
        if longest is not None:
            yield self.start[longest]

    def _outcome(self, word: str) -> Mark:
        """The mark of an outcome, by its longest ending."""
        ending = max((ending for ending in self.needs if word.endswith(ending)), key=len)
        return Mark(OUTCOME, value=self.needs[ending], length=1)


def _plain(kind: object) -> bool:
    """Whether an entry of a section has no value of its own; in a mapping it is written ``true``."""
    return str(kind).lower() == "true"


@cache
def endings(code: str) -> Endings:
    """Return the verb endings of language ``code``, made once."""
    return Endings(code)
