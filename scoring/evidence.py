"""What the detectors look at together: one response read, its signs found, and findings with weights.

A source of findings is anything with ``find(view) -> Iterable[Finding]``. The token patterns are one
source; a trained classifier can stand beside them without a change elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from scoring.acts import ACT_ORDER, FOUND, Act, Span
from scoring.language import Language
from scoring.patterns import Condition, Hit, PatternSet
from scoring.text import Reading, Sentence, Token

if TYPE_CHECKING:
    from scoring.case import Case
    from scoring.message import Message

LONG_CLAUSE = 24
"""From this many tokens on a clause is too long to be shown whole as evidence."""
FEW = 8
"""So many places of a sign are looked through faster than halved."""

_SENTENCE = attrgetter("sentence")


class Finding(NamedTuple):
    """A piece of evidence for an act: ``first`` and ``last`` are token numbers, both inclusive."""

    act: str
    p: int
    first: int
    last: int
    source: str


class FindingSource(Protocol):
    """Anything that finds acts in a view."""

    def find(self, view: View) -> Iterable[Finding]:
        """Return the findings in ``view``."""
        ...


@dataclass(slots=True)
class View:
    """One response as all sources see it."""

    language: Language
    reading: Reading
    customer: Message
    channel: str
    case: Case | None
    masks: list[int]
    counted: list[bool]
    """Per sentence: False where a guard says that it does not count."""
    signs: dict[str, list[Hit]] = field(default_factory=dict)
    """Per sign the places that show it, in order of their sentences."""
    heard: frozenset[str] = frozenset()
    unmeant: frozenset[int] = frozenset()
    """Tokens that are taken back, broken off or said in mockery: faults in them were said, moves were not made."""

    def tokens(self, sentence: Sentence) -> list[Token]:
        """Return the tokens of ``sentence``."""
        return self.reading.words(sentence)

    def sign_in_sentence(self, sign: str, number: int) -> bool:
        """Whether ``sign`` is found in sentence ``number``."""
        return bool(self.signs_among(sign, number, number))

    def signs_among(self, sign: str, first: int, last: int) -> Sequence[Hit]:
        """Return where ``sign`` is found in sentences ``first..last`` (inclusive)."""
        hits = self.signs.get(sign, ())
        if len(hits) <= FEW:
            return [hit for hit in hits if first <= hit.sentence <= last]
        # Looking through all of them for each match would take a long response the square of its length.
        return hits[bisect_left(hits, first, key=_SENTENCE) : bisect_right(hits, last, key=_SENTENCE)]

    def sign_clauses(self, sign: str) -> set[int]:
        """Return the numbers of the clauses that show ``sign``."""
        tokens = self.reading.tokens
        return {tokens[place].clause for hit in self.signs.get(sign, ()) for place in range(hit.first, hit.last + 1)}

    def is_question(self, number: int) -> bool:
        """Whether sentence ``number`` asks, by its mark or by its form."""
        sentence = self.reading.sentences[number]
        return sentence.mark == "?" or (sentence.mark != "!" and self.sign_in_sentence("question_form", number))

    def holds(self, condition: Condition, hit: Hit) -> bool:
        """Whether the sign of ``condition`` is found in its scope around ``hit`` (``customer``: in what they said)."""
        if condition.scope == "customer":
            return condition.sign in self.customer.signs
        if condition.sign not in self.signs:
            return False
        if condition.scope == "response":
            return True
        reach = 1 if condition.scope == "near" else 0
        signs = self.signs_among(condition.sign, hit.sentence - reach, hit.sentence + reach)
        if not signs or condition.scope in ("near", "sentence"):
            return bool(signs)
        tokens = self.reading.tokens
        clauses = (tokens[hit.first].clause, tokens[hit.last].clause)
        return any(_in_scope(condition.scope, sign, hit, tokens, clauses) for sign in signs)


def _in_scope(scope: str, sign: Hit, hit: Hit, tokens: Sequence[Token], clauses: tuple[int, int]) -> bool:
    """Whether a sign in the sentence of a match stands behind it, or in its clauses (``before``: ahead of it)."""
    if scope == "after":
        return sign.first >= hit.first
    touches = tokens[sign.last].clause >= clauses[0] and tokens[sign.first].clause <= clauses[1]
    return touches and (scope == "clause" or sign.first < hit.first)


class PatternSource:
    """The token patterns of a language as a source of findings."""

    def find(self, view: View) -> Iterable[Finding]:
        """Yield a finding for every pattern that matches under its conditions."""
        patterns = view.language.acts
        for hit, place in _hits(view, patterns):
            pattern = patterns.patterns[place]
            if not _allowed(view, hit, pattern.places) or not view.customer.signs.issuperset(pattern.heard):
                continue
            if _conditions_hold(view, hit, pattern.unless, pattern.needs):
                yield Finding(hit.name, hit.p, hit.first, hit.last, f"{hit.name}: {hit.source}")


def _hits(view: View, patterns: PatternSet) -> Iterable[tuple[Hit, int]]:
    for number, sentence in enumerate(view.reading.sentences):
        if view.counted[number]:
            yield from patterns.find(view.masks, sentence, number)


def find_signs(patterns: PatternSet, reading: Reading, masks: Sequence[int]) -> dict[str, list[Hit]]:
    """Return the signs of a reading by name."""
    found: dict[str, list[Hit]] = {}
    for number, sentence in enumerate(reading.sentences):
        for hit, _ in patterns.find(masks, sentence, number):
            found.setdefault(hit.name, []).append(hit)
    return found


def _allowed(view: View, hit: Hit, places: tuple[str, ...]) -> bool:
    for place in places:
        if place == "question" and not view.is_question(hit.sentence):
            return False
        if place == "statement" and view.is_question(hit.sentence):
            return False
        if place == "start" and hit.sentence != 0:
            return False
        if place == "end" and hit.sentence != len(view.reading.sentences) - 1:
            return False
    return True


def _conditions_hold(view: View, hit: Hit, unless: tuple[Condition, ...], needs: tuple[Condition, ...]) -> bool:
    if any(view.holds(condition, hit) for condition in unless):
        return False
    return all(view.holds(condition, hit) for condition in needs)


def combine(view: View, findings: Iterable[Finding]) -> tuple[Act, ...]:
    """Turn findings into acts: independent pieces of evidence add up as a noisy-or.

    The same source counts once. Only acts found (``p >= 500``) are returned, in codebook order.
    """
    by_act: dict[str, dict[str, list[Finding]]] = {}
    for finding in findings:
        by_act.setdefault(finding.act, {}).setdefault(finding.source, []).append(finding)
    acts = []
    for name, sources in by_act.items():
        miss = 1000
        for group in sources.values():
            miss = miss * (1000 - max(finding.p for finding in group)) // 1000
        p = min(990, 1000 - miss)
        if p >= FOUND:
            acts.append(Act(name, p, _spans(view, [finding for group in sources.values() for finding in group])))
    return tuple(sorted(acts, key=lambda act: ACT_ORDER[act.name]))


def _spans(view: View, findings: Sequence[Finding]) -> tuple[Span, ...]:
    strong = [finding for finding in findings if finding.p >= FOUND] or list(findings)
    ranges = sorted(evidence_range(view.reading, finding.first, finding.last) for finding in strong)
    merged: list[tuple[int, int]] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(Span(start, end) for start, end in merged)


def evidence_range(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Return the offsets of the clauses around tokens ``first..last``; long clauses are cut close."""
    tokens = reading.tokens
    low, high = first, last
    while low > 0 and tokens[low - 1].clause == tokens[first].clause and first - low < LONG_CLAUSE // 2:
        low -= 1
    while high + 1 < len(tokens) and tokens[high + 1].clause == tokens[last].clause and high - last < LONG_CLAUSE // 2:
        high += 1
    return tokens[low].start, tokens[high].end
