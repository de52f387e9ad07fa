"""What a case knows, as keys and quantities of one language, to hold statements against."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from scoring.agreement import is_range, plain
from scoring.case import Case, KnowledgeFact
from scoring.comparing import comparing
from scoring.language import Language, load_language
from scoring.lexicon import lexicon
from scoring.matching import Collection, Phrase, keys_of, strengths_of
from scoring.measures import find_quantities
from scoring.quantities import Quantity, Sort
from scoring.remembering import per_case
from scoring.stating import KINDS
from scoring.text import read
from scoring.topics import topic_keys, topics_of

CONTENT = 0.4
"""Strength from which a key of a value in words belongs to its content."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A value in words: its content, whether it denies ("not included"), and the kinds of values it is of."""

    content: frozenset[str]
    negative: bool
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """One fact: how it is spoken of, and its true values as quantities, in words, or as a plain yes or no."""

    fact: KnowledgeFact
    phrases: tuple[Phrase, ...]
    topics: tuple[Phrase, ...]
    values: tuple[tuple[Quantity, ...], ...]
    worded: tuple[Worded, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All a case knows, in one language, with the topics its names use."""

    facts: tuple[Known, ...]
    topics: frozenset[str]


@per_case
def knowledge_of(case: Case, code: str) -> Knowledge:
    """Prepare what a case knows for comparison in language ``code``. Remembered case by case."""
    language = load_language(code)
    wordings, named = Collection(), Collection()
    used: set[str] = set()
    for fact in case.knowledge:
        words = topics_of(fact.id, code)
        used.update(words)
        named.add(fact.id, dict.fromkeys((f"@{word}" for word in words), 1.0))
        texts = [text for text in (fact.text, *fact.wordings) if text]
        if not texts and not words:
            texts = [fact.id.replace("_", " ").replace("-", " ")]
        for text in texts:
            wordings.add(fact.id, {key: s for key, s in strengths_of(text, language).items() if key[0] != "#"})
    wordings.weigh()
    named.weigh()
    known = tuple(_read_fact(fact, wordings, named, language) for fact in case.knowledge)
    return Knowledge(known, frozenset(used))


def _read_fact(fact: KnowledgeFact, wordings: Collection, named: Collection, language: Language) -> Known:
    words = comparing(language.code)
    quantities: list[tuple[Quantity, ...]] = []
    worded: list[Worded] = []
    answer = ""
    for value in fact.values:
        reading = read(value, language.spelling)
        found = tuple(plain(quantity) for quantity in find_quantities(reading, language))
        texts = [token.text for token in reading.tokens]
        free = not found and any(is_free(text, language.code) for text in texts)
        if not free and len(texts) == 1 and (words.has("yes", texts[0]) or words.has("no", texts[0])):
            answer = answer or ("yes" if words.has("yes", texts[0]) else "no")
            continue
        if free:
            found = (Quantity(Sort.SUM, Decimal(0), "", 0, 0),)
        if found:
            quantities.append(_hours(found))
            continue
        content = frozenset(
            key.text for key in keys_of(reading, language) if key.strength >= CONTENT and not words.has("no", key.text)
        )
        if content:
            shown = {key for key, _, _ in topic_keys(texts, 0, len(texts), language.code, KINDS)}
            kinds = tuple(kind for kind in KINDS if f"@{kind}" in shown)
            worded.append(Worded(content, any(words.has("no", text) for text in texts), kinds))
    return Known(fact, wordings.phrases(fact.id), named.phrases(fact.id), tuple(quantities), tuple(worded), answer)


def _hours(values: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """Hours written as bare numbers ("10-19") as times."""
    if not is_range(values):
        return values
    return tuple(
        replace(value, sort=Sort.TIME, value=value.value * 60) if value.sort is Sort.NUMBER else value
        for value in values
    )


def is_free(word: str, code: str) -> bool:
    """Whether a word says that something costs nothing."""
    return lexicon(code).has("free", word)
