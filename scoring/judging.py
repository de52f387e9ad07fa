"""From the scores of the classifier to findings: which acts are there, and in which words.

The classifier says which sentences speak for an act; inside them, the words of a pattern that found the same act are
the evidence, or else the clauses whose words weigh most for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from scoring.acts import ACTS, FOUND
from scoring.classifier import ONE, Classifier, Scores
from scoring.evidence import Finding, View
from scoring.features import Unit

TRAINED = "trained"
"""Source of the findings made here."""
BESIDE = ONE // 2
"""A sentence this near the best one shows the act too, if it speaks for it at all."""
SHORT = 9
"""A sentence of at most so many words is shown whole."""


def find_acts(view: View, findings: Sequence[Finding], units: Sequence[Unit], classifier: Classifier) -> list[Finding]:
    """Return a finding for every place that shows an act the classifier finds in the response."""
    scores = classifier.score(units)
    totals = scores.total
    found = []
    for number, act in enumerate(ACTS):
        p = classifier.probability(number, int(totals[number]))
        if p >= FOUND and units:
            hints = [finding for finding in findings if finding.act == act]
            for first, last in _places(view, hints, units, scores, classifier, number):
                found.append(Finding(act, p, first, last, TRAINED))
    return found


def _places(
    view: View, hints: Sequence[Finding], units: Sequence[Unit], scores: Scores, classifier: Classifier, act: int
) -> list[tuple[int, int]]:
    column = scores.sentences[:, act]
    best = int(column.max())
    places: list[tuple[int, int]] = []
    for unit, score in zip(units, column, strict=True):
        if score == best or (score > 0 and score >= best - BESIDE):
            sentence = view.reading.sentences[unit.sentence]
            inside = [hint for hint in hints if sentence.first <= hint.first < sentence.last and hint.p >= FOUND]
            if inside:
                places += [(hint.first, hint.last) for hint in inside]
            else:
                places += _clauses(view, unit, classifier.shares(unit, act, sentence.first, sentence.last))
    return places


def _clauses(view: View, unit: Unit, shares: Sequence[int]) -> list[tuple[int, int]]:
    """Return the clauses of a sentence that carry most of what speaks for an act."""
    sentence = view.reading.sentences[unit.sentence]
    if sentence.last - sentence.first <= SHORT:
        return [(sentence.first, sentence.last - 1)]
    clauses: dict[int, list[int]] = {}
    for place in range(sentence.first, sentence.last):
        clauses.setdefault(view.reading.tokens[place].clause, []).append(place)
    weights = {clause: sum(shares[place - sentence.first] for place in inside) for clause, inside in clauses.items()}
    most = max(weights.values())
    return [(inside[0], inside[-1]) for clause, inside in clauses.items() if weights[clause] * 2 >= most > 0] or [
        (sentence.first, sentence.last - 1)
    ]
