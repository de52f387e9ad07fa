"""Saying back in own words: ``restate`` found by the facts of the case that a sentence states."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from scoring.acts import FOUND, FactMentions, Span
from scoring.case_index import content_stems
from scoring.evidence import Finding, View

SEVERAL = 780
"""Probability (per mille) where a sentence states two key facts or more."""
ONE = 600
"""Probability where it states one, behind a lead or in a report of what happened."""
SPOILING = ("deny", "blame_customer")


def restatements(view: View, facts: Mapping[str, FactMentions], findings: Sequence[Finding]) -> Iterable[Finding]:
    """Yield findings of ``restate`` where a sentence states key facts of the case.

    One key fact needs a lead or a report beside it, two speak for themselves. Sentences with a fault that spoils a
    restatement are left out. Copies of the customer's sentence never come this far: they do not count.
    """
    if view.case is None:
        return
    tokens = view.reading.tokens
    spoiled = {tokens[f.first].sentence for f in findings if f.act in SPOILING and f.p >= FOUND}
    key = {fact.id for fact in view.case.facts if fact.key} or {fact.id for fact in view.case.facts}
    leads = {hit.sentence for hit in view.signs.get("restate_lead", ())}
    reports = view.sign_clauses("report")
    for number, said in _by_sentence(view, facts, key).items():
        sentence = view.reading.sentences[number]
        led = number in leads or any(token.clause in reports for token in view.tokens(sentence))
        p = SEVERAL if len({name for name, _ in said}) > 1 else ONE if led else 0
        if p and number not in spoiled and view.counted[number]:
            start, end = min(span.start for _, span in said), max(span.end for _, span in said)
            inside = [place for place in range(sentence.first, sentence.last) if start <= tokens[place].start < end]
            yield Finding("restate", p, inside[0], inside[-1], "key facts of the case said back")


def _by_sentence(view: View, facts: Mapping[str, FactMentions], key: set[str]) -> dict[int, list[tuple[str, Span]]]:
    starts = [sentence.start for sentence in view.reading.sentences]
    found: dict[int, list[tuple[str, Span]]] = {}
    for name, mention in facts.items():
        for span in mention.stated if name in key else ():
            found.setdefault(bisect_right(starts, span.start) - 1, []).append((name, span))
    return dict(sorted(found.items()))


def has_element(view: View, number: int, facts: Mapping[str, FactMentions]) -> bool:
    """Whether sentence ``number`` holds a concrete element of this complaint in other words than the customer's.

    An element is a fact of the case stated there, or a sum, a day, a number or a content word of the complaint (the
    customer's message and the case). A copy of the customer's sentence holds none: it does not count.
    """
    if not view.counted[number]:
        return False
    sentence = view.reading.sentences[number]
    stated = [span for mention in facts.values() for span in mention.stated]
    if any(sentence.start <= span.start < sentence.end for span in stated):
        return True
    return not view.heard.isdisjoint(content_stems(view.tokens(sentence), view.language))
