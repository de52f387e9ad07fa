"""From the scores of the classifier to findings: which acts are there, and in which words.

The classifier says which sentences speak for an act; inside them, the words of a pattern that found the same act and
what stands around them are the evidence, or else the clauses whose words weigh most for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from scoring.acts import ACTS, FAULTS, FOUND
from scoring.classifier import FOUND_AT, SILENT, Classifier, Scores
from scoring.composition import CAPITALS
from scoring.evidence import Finding, View
from scoring.features import Unit
from scoring.networks import Floats
from scoring.patterns import STOCK
from scoring.text import Sentence

TRAINED = "trained"
"""Source of the findings made here."""
SHORT = 15
"""A sentence of at most so many words is shown whole."""
NARROW = ("courtesy",)
"""Acts that a word or two show in the middle of other things."""


RIVALS: Mapping[str, tuple[str, ...]] = {
    "hollow_apology": ("apologise",),
    "hide_policy": ("explain_limit",),
    "dismiss": ("explain_limit",),
    "blind_transfer": ("warm_transfer", "escalate"),
    "take_personally": ("set_boundary",),
    "apologise": ("take_personally",),
}
"""Acts that the codebook sets against others: where a pattern is sure of one of these and none knows the act itself,
the act is not there."""
SURE = 800
PLAIN = 850
"""From this probability of a pattern on, what it says of a sentence that is little else stands."""
NEARLY, CERTAIN = 450, 900
"""Where the classifier nearly finds an act, a pattern as certain as this that is most of a clause tips the scales."""
OUTSPOKEN = 600
"""From this probability on, an act that a certain pattern hears as well is there even where hardly anything is."""
IN_SO_MANY_WORDS = 850
"""The probability of an act that is said by a stock phrase and little else."""
ASKING = ("open_question", "fact_question", "ask_wish", "ask_permission", "invite_feedback", "offer_remedy", "rude")
"""Acts that a stock phrase may show as a question ("Sorry?" is no apology)."""
WISH = 700
"""From this probability of a pattern on, a closing wish is plainly one, even where it is too little for an act."""
BLAMELESS = ("courtesy", "thank")
"""A sentence that is plainly one of these shows no fault, whatever stands beside it."""
QUOTABLE = ("echo_frustration", "rude")
"""Acts that words in quotation marks show as well."""


def find_acts(view: View, findings: Sequence[Finding], units: Sequence[Unit], classifier: Classifier) -> list[Finding]:
    """Return a finding for every place that shows an act the classifier finds in the response."""
    scores = _unblamed(view, findings, units, classifier.score(units))
    # Shouting is told by its letters alone.
    found = [finding for finding in findings if finding.source == CAPITALS]
    quiet = not units or classifier.is_quiet(scores)
    by_act: dict[str, list[Finding]] = {}
    for finding in findings:
        by_act.setdefault(finding.act, []).append(finding)
    knots = classifier.knots[:, FOUND_AT].tolist()
    for number, (act, total, knot) in enumerate(zip(ACTS, scores.total.tolist(), knots, strict=True)):
        if total < knot and act not in by_act:
            continue
        p = classifier.probability(number, total)
        hints = by_act.get(act, [])
        plain = [hint for hint in hints if _is_plain(view, hint)]
        if quiet and not _outspoken(act, p, hints):
            # What is said back of the complaint is known by the words shared with it.
            found += plain if act == "restate" else []
        elif plain and p < FOUND:
            found += plain
        elif NEARLY <= p < FOUND:
            found += [hint for hint in hints if hint.p >= CERTAIN and _is_clause(view, hint)]
        elif p >= FOUND and not _outdone(act, findings):
            for first, last in _places(view, hints, units, scores, classifier, number):
                found.append(Finding(act, p, first, last, TRAINED))
    return found


def in_so_many_words(view: View, found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the acts of stock phrases that are a sentence by themselves, where nothing else was heard in it.

    Phrases that everybody knows are too short for the networks to be sure of, and too plain to be missed. Beside other
    words they may be hollow, mocking or a rhetorical question, so those are left to the networks.

    Args:
        view: the response.
        found: what was found in it.
    """
    tokens = view.reading.tokens
    heard = {tokens[place].sentence for finding in found for place in (finding.first, finding.last)}
    for sign, hits in view.signs.items():
        act = sign.removeprefix(STOCK)
        for hit in hits if act != sign else ():
            finding = Finding(act, IN_SO_MANY_WORDS, hit.first, hit.last, STOCK.strip())
            # A word alone may be a heading: "Apology. Next steps."
            fits = hit.last > hit.first and (act in ASKING or not view.is_question(hit.sentence))
            if fits and hit.sentence not in heard and view.counted[hit.sentence] and _is_most(view, finding, 4, 5):
                yield finding


def _outspoken(act: str, p: int, hints: Sequence[Finding]) -> bool:
    """Whether classifier and patterns hear ``act`` so well that it counts in a response that seems to hold none."""
    return p >= (FOUND if act == "restate" else OUTSPOKEN) and any(hint.p >= CERTAIN for hint in hints)


def _unblamed(view: View, findings: Sequence[Finding], units: Sequence[Unit], scores: Scores) -> Scores:
    """Return ``scores`` without faults in sentences that are plainly a wish, a greeting or thanks."""
    thanks = _polite_words(view, findings)
    numbers = range(len(view.reading.sentences)) if thanks else ()
    polite = {number for number in numbers if _is_polite(view, number, thanks.get(number, frozenset()))}
    rows = [row for row, unit in enumerate(units) if unit.sentence in polite]
    if not rows:
        return scores
    sentences = scores.sentences.copy()
    sentences[np.ix_(rows, [ACTS.index(fault) for fault in FAULTS])] = SILENT
    return replace(scores, sentences=sentences)


def _polite_words(view: View, findings: Sequence[Finding]) -> dict[int, set[int]]:
    """The tokens of thanks, greetings, wishes and farewells, by sentence."""
    found: dict[int, set[int]] = {}
    hints = (hint for hint in findings if hint.act in BLAMELESS and hint.p >= WISH)
    for hint in (*hints, *view.signs.get("farewell", ())):
        number = view.reading.tokens[hint.first].sentence
        found.setdefault(number, set()).update(range(hint.first, hint.last + 1))
    return found


def _is_polite(view: View, number: int, words: Collection[int]) -> bool:
    """Whether a sentence is little else than ``words``; what leads over to them ("okay, ... then") does not count."""
    sentence = view.reading.sentences[number]
    leading = {place for hit in view.signs.get("filler", ()) for place in range(hit.first, hit.last + 1)}
    counted = [place for place in range(sentence.first, sentence.last) if place in words or place not in leading]
    return sum(place in words for place in counted) * 3 >= len(counted) * 2


def _is_plain(view: View, hint: Finding) -> bool:
    """Whether a pattern is sure of an act and its words are most of a sentence."""
    return hint.p >= PLAIN and _is_most(view, hint)


def _is_most(view: View, hint: Finding, part: int = 2, whole: int = 3) -> bool:
    """Whether the words of a pattern are so large a part of a sentence, two thirds where nothing else is said."""
    sentence = view.reading.sentences[view.reading.tokens[hint.first].sentence]
    return (hint.last - hint.first + 1) * whole >= (sentence.last - sentence.first) * part


def _is_clause(view: View, hint: Finding) -> bool:
    """Whether the words of a pattern are most of the clause they stand in."""
    tokens = view.reading.tokens
    sentence = view.reading.sentences[tokens[hint.first].sentence]
    places = _by_clause(view, sentence)[tokens[hint.first].clause]
    return hint.last <= places[-1] and (hint.last - hint.first + 1) * 3 >= len(places) * 2


def _outdone(act: str, findings: Sequence[Finding]) -> bool:
    """Whether a pattern is sure of the rival of ``act`` and none knows ``act`` itself."""
    if act not in RIVALS or any(finding.act == act for finding in findings):
        return False
    return any(finding.act in RIVALS[act] and finding.p >= SURE for finding in findings)


def _places(
    view: View, hints: Sequence[Finding], units: Sequence[Unit], scores: Scores, classifier: Classifier, act: int
) -> list[tuple[int, int]]:
    column = scores.sentences[:, act].tolist()
    best = max(column)
    places: list[tuple[int, int]] = []
    known: dict[int, list[Finding]] = {}
    for hint in hints:
        if hint.p >= FOUND:
            known.setdefault(view.reading.tokens[hint.first].sentence, []).append(hint)
    for unit, score, hidden in zip(units, column, scores.hidden, strict=True):
        if score == best or score > 0:
            sentence = view.reading.sentences[unit.sentence]
            if unit.sentence in known:
                places += _known(view, sentence, known[unit.sentence])
            else:
                places += _weightiest(view, unit, hidden, classifier, act)
    return places


def _weightiest(view: View, unit: Unit, hidden: Floats, classifier: Classifier, act: int) -> list[tuple[int, int]]:
    """Return the words of a sentence that speak for an act, none where they are those of another."""
    sentence = view.reading.sentences[unit.sentence]
    doubtful = ACTS[act] not in QUOTABLE and any(token.quoted for token in view.tokens(sentence))
    if sentence.last - sentence.first <= SHORT and not doubtful:
        return [(sentence.first, sentence.last - 1)]
    shares = classifier.shares(unit, hidden, act, sentence.first, sentence.last)
    return [] if doubtful and _is_quoted(view, sentence, shares) else _clauses(view, sentence, shares)


def _known(view: View, sentence: Sentence, hints: Sequence[Finding]) -> list[tuple[int, int]]:
    """Return the words of patterns, or what stands around them where they are but a small part of the sentence."""
    length = sentence.last - sentence.first
    if hints[0].act in NARROW or sum(hint.last - hint.first + 1 for hint in hints) * 2 >= length:
        return [(hint.first, hint.last) for hint in hints]
    if length <= SHORT:
        return [(sentence.first, sentence.last - 1)]
    tokens = view.reading.tokens
    named = {tokens[place].clause for hint in hints for place in (hint.first, hint.last)}
    return [(places[0], places[-1]) for clause, places in _by_clause(view, sentence).items() if clause in named]


def _by_clause(view: View, sentence: Sentence) -> dict[int, list[int]]:
    clauses: dict[int, list[int]] = {}
    for place in range(sentence.first, sentence.last):
        clauses.setdefault(view.reading.tokens[place].clause, []).append(place)
    return clauses


def _is_quoted(view: View, sentence: Sentence, shares: Sequence[int]) -> bool:
    """Whether what speaks for an act stands mostly in quotation marks."""
    quoted = [token.quoted for token in view.tokens(sentence)]
    inside = sum(share for share, within in zip(shares, quoted, strict=True) if within and share > 0)
    return inside * 2 > sum(share for share in shares if share > 0)


def _clauses(view: View, sentence: Sentence, shares: Sequence[int]) -> list[tuple[int, int]]:
    """Return the clauses of a sentence that carry most of what speaks for an act."""
    if sentence.last - sentence.first <= SHORT:
        return [(sentence.first, sentence.last - 1)]
    clauses = _by_clause(view, sentence)
    weights = {clause: sum(shares[place - sentence.first] for place in inside) for clause, inside in clauses.items()}
    most = max(weights.values())
    return [(inside[0], inside[-1]) for clause, inside in clauses.items() if weights[clause] * 3 >= most > 0] or [
        (sentence.first, sentence.last - 1)
    ]
