"""Whether words said of a known fact agree with what is true, taken by themselves: for measuring, not for detection.

A labelled statement gives the words said and the true value. They agree when they are the same, measure the same, say
the same yes or no, or share most of their words without one denying what the other affirms.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from scoring.agreement import about, is_range, same
from scoring.case import Case, KnowledgeFact
from scoring.clauses import measured
from scoring.knowledge import Known, knowledge_of
from scoring.language import Language, load_language
from scoring.matching import SMALL_WEIGHT, keys_of
from scoring.measures import find_quantities
from scoring.stating import Stating
from scoring.text import Reading, fold, read

SHARED = 0.5
"""Share of the words of a value that must be said for the two to mean the same."""


def agrees(said: str, fact: KnowledgeFact, code: str, moment: datetime | None = None) -> bool:
    """Whether ``said``, at ``moment``, means one of the true values of ``fact``."""
    if any(fold(said) == fold(value) for value in fact.values):
        return True
    language = load_language(code)
    reading = read(said, language.spelling)
    stating = Stating([token.text for token in reading.tokens], code)
    (item,) = knowledge_of(Case(knowledge=(fact,)), code).facts
    measured = _measured(reading, item, stating, moment)
    if measured is not None:
        return measured
    plainly = _plainly(item, stating)
    return any(_shares(reading, value, language) for value in fact.values) if plainly is None else plainly


def worths(text: str, code: str) -> list[tuple[str, Decimal]]:
    """Return what is measured in words: "free" is worth nothing."""
    language = load_language(code)
    reading = read(text, language.spelling)
    stating = Stating([token.text for token in reading.tokens], code)
    found = measured(stating, 0, len(reading.tokens), find_quantities(reading, language), language)
    return [(quantity.sort, quantity.value) for quantity in found]


def _measured(reading: Reading, item: Known, stating: Stating, moment: datetime | None) -> bool | None:
    """Whether the quantities agree; None where there are none of one kind."""
    language = load_language(stating.code)
    told = measured(stating, 0, len(reading.tokens), find_quantities(reading, language), language)
    nearly = any(stating.nearly(quantity.first, quantity.last) for quantity in told)
    comparable = False
    for values in item.values:
        found = [[same(said, value, moment, by_day=True) for said in told] for value in values]
        comparable = comparable or any(agreed is not None for row in found for agreed in row)
        near = [nearly and any(about(said, value) for said in told) for value in values]
        ways = [any(row) or close for row, close in zip(found, near, strict=True)]
        # "Open till three" tells one end of "10-15".
        one_end = is_range(values) and len(told) == 1
        if found and (any(ways) if one_end else all(ways)):
            return True
    return False if comparable else None


def _plainly(item: Known, stating: Stating) -> bool | None:
    """Whether the same yes or no is said, or the same thing to be included, required or possible."""
    end = len(stating.texts)
    for stance, (holds, _, _) in stating.stances(0, end).items():
        if stance in item.stances:
            return item.stances[stance] == holds
    if not item.answer:
        return None
    denials = [place for place in range(end) if stating.denies(place)]
    lacking = [place for place in denials if stating.lacks(place)]
    # Nothing is done without it: it is needed.
    denied = bool(denials) and (not lacking or len(lacking) == len(denials))
    return (item.answer == "no") == denied


def _shares(reading: Reading, value: str, language: Language) -> bool:
    """Whether most words of a value are said, and both or neither with a "not"."""
    true = read(value, language.spelling)
    words = [{key.text for key in keys_of(text, language) if key.strength >= SMALL_WEIGHT} for text in (reading, true)]
    numbers = [{key for key in keys if key.startswith("#")} for keys in words]
    if all(numbers) and numbers[0].isdisjoint(numbers[1]):
        return False
    denied = []
    for text in (reading, true):
        stating = Stating([token.text for token in text.tokens], language.code)
        denied.append(any(stating.denies(place) for place in range(len(text.tokens))))
    return denied[0] == denied[1] and len(words[0] & words[1]) >= SHARED * max(1, len(words[1]))
