"""What the customer said, read once for all that is held against it.

A customer says a thing once and hears many answers to it: those of a trainee who tries again, of the plans of a scene,
of simulated trainees. What an answer is compared with is worked out when it is first asked for, and kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from scoring.case_index import content_stems
from scoring.concepts import load_concepts
from scoring.evidence import find_signs
from scoring.language import Language, load_language
from scoring.masks import masks_of
from scoring.matching import keys_of
from scoring.measures import find_quantities
from scoring.quantities import Quantity
from scoring.text import read

MOST = 64
"""Messages that are remembered: those of a scene or two; more are met again too seldom to be worth their room."""
GRAM = 4
"""Words in a row that are compared to tell a copy."""


class Message:
    """A customer's message as responses are held against it; nothing in it changes once it is read.

    Args:
        text: what the customer said; empty when nothing was.
        language: the language it is read in.
    """

    def __init__(self, text: str, language: Language) -> None:
        self.language = language
        self.reading = read(text, language.spelling)
        self.words = frozenset(token.text for token in self.reading.tokens)
        """Its words as they are written, titles too."""
        language.persons.level(self.reading)

    @cached_property
    def signs(self) -> frozenset[str]:
        """Of the signs that a pattern asks of the customer's message, those found here."""
        masks = masks_of(self.reading, self.language, frozenset())
        return frozenset(find_signs(self.language.customer_signs, self.reading, masks))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its content stems; a number stands for itself."""
        return frozenset(content_stems(self.reading.tokens, self.language))

    @cached_property
    def concepts(self) -> frozenset[str]:
        """The concepts it names; what a name may mean besides counts for nothing."""
        names = self.language.persons.names(self.reading)
        tokens = [None if place in names else token for place, token in enumerate(self.reading.tokens)]
        return frozenset(one.concept for one in load_concepts(self.language.code).find(tokens))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Its numbers in figures, as written."""
        return frozenset(token.text for token in self.reading.tokens if token.number)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Its sums, numbers, days and times, in order."""
        return tuple(find_quantities(self.reading, self.language))

    @cached_property
    def clauses(self) -> tuple[Mapping[str, float], ...]:
        """Per clause that holds any the keys it is compared by, with their strengths."""
        clauses: dict[int, dict[str, float]] = {}
        for key in keys_of(self.reading, self.language, self.quantities):
            clauses.setdefault(self.reading.tokens[key.first].clause, {})[key.text] = key.strength
        return tuple(clauses.values())

    @cached_property
    def sentences(self) -> frozenset[tuple[str, ...]]:
        """The words of each of its sentences."""
        return frozenset(
            tuple(token.text for token in self.reading.words(sentence)) for sentence in self.reading.sentences
        )

    @cached_property
    def grams(self) -> frozenset[tuple[str, ...]]:
        """Every few words in a row."""
        return frozenset(grams([token.text for token in self.reading.tokens]))


def grams(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return every `GRAM` words in a row, in order."""
    return [tuple(words[place : place + GRAM]) for place in range(len(words) - GRAM + 1)]


@lru_cache(maxsize=MOST)
def message_of(text: str, code: str) -> Message:
    """Return what was said in the language with this code, read; the same words are read once."""
    return Message(text, load_language(code))
