"""A case as keys of one language: what its facts are asked and stated with, and what its remedies are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from scoring.amounts import value_of
from scoring.language import Language, load_language
from scoring.matching import Collection, Phrase, Value, keys_of, strengths_of, value_keys
from scoring.measures import Sort, find_quantities
from scoring.numerals import parse_decimal
from scoring.remembering import per_case
from scoring.text import Token, read

if TYPE_CHECKING:
    from scoring.case import Case, CaseFact, RemedyTerm


@dataclass(frozen=True, slots=True)
class CaseIndex:
    """The wordings of a case as keys of one language."""

    asking: Collection
    stating: Collection
    granting: Collection
    questions: Mapping[str, tuple[Phrase, ...]]
    vocabulary: Mapping[str, frozenset[str]]
    asked_words: Mapping[str, frozenset[str]]
    statements: Mapping[str, tuple[Phrase, ...]]
    values: Mapping[str, tuple[Value, ...]]
    remedies: Mapping[str, tuple[Phrase, ...]]
    typical: Mapping[str, frozenset[str]]
    limits: Mapping[str, str | None]


@per_case
def index_case(case: Case, code: str) -> CaseIndex:
    """Prepare a case for comparison in language ``code``. Cached: a session asks with the same case each turn."""
    language = load_language(code)
    asking, stating, granting = Collection(), Collection(), Collection()
    for fact in case.facts:
        stating.cores[fact.id] = _values(fact, language)
        for text in _statements(fact):
            stating.add(fact.id, strengths_of(text, language))
            asking.add(fact.id, strengths_of(text, language))
        for text in fact.questions:
            asking.add(fact.id, strengths_of(text, language, question=True))
    terms = (*case.authority, *case.supervisor, *case.not_allowed)
    for term in terms:
        for text in _terms(term):
            granting.add(term.id, strengths_of(text, language))
    for collection in (asking, stating, granting):
        collection.weigh()
    return CaseIndex(
        asking=asking,
        stating=stating,
        granting=granting,
        questions={
            fact.id: asking.phrases(fact.id)[len(asking.phrases(fact.id)) - len(fact.questions) :]
            for fact in case.facts
        },
        vocabulary={name: frozenset(key for keys in items for key in keys) for name, items in asking.items.items()},
        asked_words={
            fact.id: frozenset(
                key for text in fact.questions or (fact.text,) for key in strengths_of(text, language, question=True)
            )
            for fact in case.facts
        },
        statements={fact.id: stating.phrases(fact.id) for fact in case.facts},
        values=dict(stating.cores),
        remedies={term.id: granting.phrases(term.id) for term in terms},
        typical={term.id: _typical(term, language) for term in terms},
        limits={term.id: _limit(term.limit) for term in terms},
    )


@lru_cache(maxsize=256)
def _numbers(text: str, code: str) -> tuple[tuple[Sort, Decimal], ...]:
    language = load_language(code)
    found = find_quantities(read(text, language.spelling), language)
    return tuple((quantity.sort, quantity.value) for quantity in found)


@per_case
def case_sums(case: Case, code: str) -> tuple[Decimal, ...]:
    """Return the sums the facts of a case name, in order; of a value in figures alone its number."""
    found: list[Decimal] = []
    for fact in case.facts:
        texts = [fact.value] if fact.value else [fact.text or fact.id]
        for text in texts:
            found.extend(value for sort, value in _numbers(text, code) if sort is Sort.SUM)
    return tuple(dict.fromkeys(found))


@per_case
def closing_minutes(case: Case, code: str) -> int | None:
    """Return when the doors close, in minutes since midnight, where the case knows its opening hours."""
    for fact in case.knowledge:
        if not any(word in fact.id for word in ("open", "hours", "clos")):
            continue
        for value in fact.values:
            told = [number for sort, number in _numbers(value, code) if sort in (Sort.TIME, Sort.NUMBER)]
            if len(told) == 2:
                hour = int(told[1]) if told[1] > 24 else int(told[1]) * 60
                return hour if hour > 720 or told[1] > 24 else hour + 720
    return None


def _values(fact: CaseFact, language: Language) -> tuple[Value, ...]:
    if fact.value:
        return value_keys(fact.value, language)
    if fact.wordings:
        return ()
    # A fact that is a bare sentence: its sums and days are its value.
    reading = read(fact.text or fact.id, language.spelling)
    found = [
        quantity
        for quantity in find_quantities(reading, language)
        if quantity.sort in (Sort.SUM, Sort.DATE, Sort.WEEKDAY)
    ]
    keys = keys_of(reading, language, found)
    return tuple(Value(frozenset({key.text}), frozenset({key.text})) for key in keys if key.text.startswith("#"))


def _statements(fact: CaseFact) -> list[str]:
    """Wordings of a fact; where there are any, its text is only a label."""
    text = fact.text or fact.id.replace("_", " ")
    if fact.wordings:
        return [*fact.wordings]
    return [text, *([fact.value] if fact.value else [])]


def _terms(term: RemedyTerm) -> list[str]:
    return [text for text in (term.text or term.id.replace("_", " "), *term.wordings) if text]


def _typical(term: RemedyTerm, language: Language) -> frozenset[str]:
    """The keys that stand in the name of a remedy or in several of its wordings."""
    wordings = [strengths_of(text, language) for text in term.wordings]
    counted = [key for keys in wordings for key, strength in keys.items() if strength >= 0.5]
    named = strengths_of(term.text or term.id.replace("_", " "), language)
    keys = {key for key in counted if counted.count(key) > 1} | {key for key, s in named.items() if s >= 0.5}
    return frozenset(key for key in keys if not key.startswith("#"))


def _limit(limit: str | None) -> str | None:
    keys = None if limit is None else strengths_of(limit, load_language("en"))
    return next((key for key in keys or () if key.startswith("#")), None)


def limit_of(term: RemedyTerm) -> Decimal | None:
    """Return the sum up to which a remedy may be granted; None without a limit that is a sum."""
    if term.limit is None:
        return None
    figures = "".join(char for char in term.limit if char.isdigit() or char in ".,")
    return parse_decimal(figures) if figures else None


@per_case
def case_stems(case: Case, code: str) -> frozenset[str]:
    """Return the content stems of what a case is about, as a sentence is compared with them.

    Of a case that names its key facts only those count: with every word of a large case in it, nearly any sentence
    would seem to say something back.
    """
    language = load_language(code)
    stems: set[str] = set()
    for fact in [fact for fact in case.facts if fact.key] or case.facts:
        for wording in (fact.text, fact.value or "", *fact.wordings):
            stems.update(content_stems(read(wording, language.spelling).tokens, language))
    return frozenset(stems)


def content_stems(tokens: Sequence[Token], language: Language) -> dict[str, Token]:
    """Return the content stems of ``tokens``; a number stands for itself (``=47.9``)."""
    found: dict[str, Token] = {}
    for token in tokens:
        value = value_of(token, language)
        if value is not None:
            found.setdefault(f"={value}", token)
        elif token.text not in language.stop_words and len(token.text) > 2:
            found.setdefault(language.stem(token.text), token)
    return found
