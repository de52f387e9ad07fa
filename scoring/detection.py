"""Detection: one response in, the acts it shows out, with their evidence."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol

from scoring.acts import FAULTS, Detection, Promise
from scoring.authority import beyond_authority
from scoring.case_index import case_stems
from scoring.checks import find_checks
from scoring.classifier import Classifier, load_classifier
from scoring.composition import compose
from scoring.evidence import Finding, FindingSource, PatternSource, View, combine, find_signs
from scoring.features import Unit, units_of
from scoring.guards import broken_off, is_gibberish, only_key_words, said_before, said_beside, uncounted, unquote_all
from scoring.judging import find_acts, in_so_many_words
from scoring.language import Language, guess_language, load_language
from scoring.masks import masks_of
from scoring.matching import keys_of
from scoring.measures import find_quantities
from scoring.mentions import find_mentions
from scoring.message import Message, message_of
from scoring.patterns import NEVER, Hit
from scoring.promises import find_promises
from scoring.restating import restatements
from scoring.stamps import weights_file
from scoring.text import Reading, read

if TYPE_CHECKING:
    from scoring.case import Case


class Detector(Protocol):
    """Finds the acts of responses given in scenes of one language."""

    def detect(
        self,
        response: str,
        *,
        customer: str = "",
        channel: str = "store",
        case: Case | None = None,
        reference_time: str | None = None,
        commitments: bool = True,
    ) -> Detection:
        """Return what ``response`` does. Never fails, whatever the text holds."""
        ...


SHARED = 600
"""From this probability on, words of the case said back count beside what the classifier finds."""

SOUR = ("rude", "dismiss", "echo_frustration")
"""Beside one of these, phrases of mockery are mockery."""
SOURCES: tuple[FindingSource, ...] = (PatternSource(),)
"""Where hints come from; the classifier weighs them (``find_acts``)."""


class PatternDetector:
    """The detector: token patterns, signs and the words of customer and case, weighed by the trained classifier."""

    def __init__(self, language: str) -> None:
        self.language = load_language(language)

    def detect(
        self,
        response: str,
        *,
        customer: str = "",
        channel: str = "store",
        case: Case | None = None,
        reference_time: str | None = None,
        commitments: bool = True,
    ) -> Detection:
        """Find the acts of ``response``; see :func:`scoring.detect`."""
        reading = read(response, self.language.spelling)
        if not reading.tokens:
            return Detection(self.language.code)
        code = guess_language([token.text for token in reading.tokens if not token.number], self.language.code)
        if code is None:
            return Detection(self.language.code, "not_understood")
        language = self.language
        if code != language.code:
            language = load_language(code)
            reading = read(response, language.spelling)
        heard = message_of(customer, language.code)
        if is_gibberish(reading, heard, language):
            return Detection(language.code, "not_understood")
        view = view_of(reading, heard, language, channel, case)
        hints = signals(view)
        classifier = classifier_of(language.code)
        findings = hints
        if classifier is not None:
            findings = find_acts(view, hints, units_of(view, hints), classifier)
        view.unmeant = frozenset(unmeant(view, findings))
        kept = [finding for finding in meant(view, findings) if not _quoted(view, finding)]
        stock = meant(view, list(in_so_many_words(view, kept)))
        kept += (finding for finding in stock if not _quoted(view, finding))
        return judge(view, kept, hints, reference_time, commitments=commitments)


def signals(view: View) -> list[Finding]:
    """Return what the patterns find outside quotation marks, and what follows from it."""
    found = compose(view, [finding for source in SOURCES for finding in source.find(view)])
    return [finding for finding in found if not _quoted(view, finding)]


@cache
def classifier_of(code: str) -> Classifier | None:
    """Return the classifier of a language, or None where none has been trained. Raises WeightsError."""
    return load_classifier(code) if weights_file(code).is_file() else None


def prepare(response: str, code: str, customer: str, channel: str) -> tuple[View, list[Finding], list[Unit]]:
    """Return what the classifier sees of a response in a known language: for training and for explaining."""
    language = load_language(code)
    view = view_of(read(response, language.spelling), message_of(customer, code), language, channel, None)
    findings = signals(view)
    return view, findings, units_of(view, findings)


def judge(
    view: View, findings: list[Finding], hints: list[Finding], reference_time: str | None, *, commitments: bool = True
) -> Detection:
    """Turn the findings of a view into a detection, with what is said of the case.

    ``findings`` say which acts are there; ``hints``, what the patterns see, tell clauses that report from others.
    Without ``commitments`` promises and statements are not looked for.
    """
    # "You waited forty minutes" looks like blame to a pattern; what the networks do not hear as a fault denies nothing.
    heard = {finding.act for finding in findings}
    hints = [hint for hint in hints if hint.act not in FAULTS or hint.act in heard]
    quantities = find_quantities(view.reading, view.language)
    keys = keys_of(view.reading, view.language, quantities) if view.case else []
    facts, remedies = find_mentions(view, hints, quantities, keys)
    said = [
        *findings,
        # What a case is about is known to the words shared with it, not to the classifier.
        *(hint for hint in hints if view.case is not None and hint.act == "restate" and hint.p >= SHARED),
        *restatements(view, facts, hints),
        *beyond_authority(view, remedies, hints, quantities),
    ]
    acts = combine(view, said)
    if not commitments:
        return Detection(view.language.code, acts=acts, facts=facts, remedies=remedies)
    # Which day is that of a call is told by words, not by the drift of a sentence.
    plain = combine(view, hints) if view.case else ()
    checks = find_checks(view, plain, quantities, keys, reference_time)
    stated = [check.span for check in checks]
    promises = find_promises(view, said, acts, quantities, reference_time, stated)
    return Detection(
        language=view.language.code,
        acts=acts,
        facts=facts,
        remedies=remedies,
        promises=tuple(promise for promise in promises if not _is_undone(view, promise)),
        checks=checks,
    )


def view_of(reading: Reading, customer: Message, language: Language, channel: str, case: Case | None) -> View:
    """Read everything the sources need once: token kinds, signs, words shared with the customer."""
    unquote_all(reading)
    language.persons.level(reading)
    view = View(
        language=language,
        reading=reading,
        customer=customer,
        channel=channel,
        case=case,
        masks=[],
        counted=uncounted(reading, customer, language.stop_words),
    )
    view.heard = customer.stems if case is None else customer.stems | case_stems(case, language.code)
    view.masks = masks_of(reading, language, view.heard)
    view.signs = find_signs(language.signs, reading, view.masks)
    for sign in ("grader", "meta"):
        for hit in view.signs.get(sign, ()):
            view.counted[hit.sentence] = False
    return view


def unmeant(view: View, findings: Sequence[Finding]) -> Iterable[int]:
    """Yield the tokens that are not meant as they are said; ``findings`` say where the speaker is rude."""
    tokens = view.reading.tokens
    yield from said_before(view.reading, ((hit.sentence, hit.first) for hit in withdrawals(view)))
    sour = {tokens[finding.first].sentence for finding in findings if finding.act in SOUR}
    mocking = {hit.sentence for hit in view.signs.get("mocked", ()) if not tokens[hit.first].quoted}
    # The same words are said in earnest too: of a medal that was won, of a heart that truly aches.
    yield from said_beside(view.reading, (n for n in mocking if sour & {n - 1, n, n + 1}))
    yield from broken_off(view.reading, view.language.open_words)


def meant(view: View, findings: Sequence[Finding]) -> list[Finding]:
    """Return ``findings`` without the moves that are not meant.

    A move taken back is not done by the words that take it back ("scrap that, it was not our mistake").
    """
    if only_key_words(view.reading):
        return [finding for finding in findings if finding.act in (*FAULTS, "listen")]
    findings = [finding for finding in _owned(view, findings) if not _never(view, finding)]
    unsaid = {finding.act for finding in findings if _is_unmeant(view, finding)}
    sentences = {hit.sentence for hit in withdrawals(view)}
    tokens = view.reading.tokens
    return [
        finding
        for finding in findings
        if not _is_unmeant(view, finding)
        and not (finding.act in unsaid and tokens[finding.first].sentence in sentences)
    ]


def _owned(view: View, findings: Sequence[Finding]) -> list[Finding]:
    """Return ``findings`` without admissions in clauses that say it was not the firm's fault."""
    tokens = view.reading.tokens
    disowned = {tokens[hit.first].clause for hit in view.signs.get("disowned", ())}
    return [
        finding
        for finding in findings
        if finding.act != "admit_fault"
        or disowned.isdisjoint(tokens[place].clause for place in range(finding.first, finding.last + 1))
    ]


def _never(view: View, finding: Finding) -> bool:
    """Whether half of the words of a finding are listed as never showing its act."""
    length = finding.last - finding.first + 1
    return any(
        (min(hit.last, finding.last) - max(hit.first, finding.first) + 1) * 2 >= length
        for hit in view.signs.get(f"{NEVER}{finding.act}", ())
    )


def withdrawals(view: View) -> list[Hit]:
    """Return the places where the speaker takes back what was said before."""
    plainly = (hit for hit in view.signs.get("undone", ()) if not view.reading.tokens[hit.first].quoted)
    return [*plainly, *(hit for hit in view.signs.get("taken_back", ()) if _takes_back(view, hit))]


def _takes_back(view: View, hit: Hit) -> bool:
    """Whether words take back what was said: the speaker's own, not denied ("I'm not joking"), and of no thing.

    "I take back" is followed by what is taken back where it is a kettle, not a word.
    """
    tokens = view.reading.tokens
    clause = tokens[hit.last].clause
    denied = any(
        tokens[sign.last].clause == tokens[hit.first].clause and (sign.last < hit.first or sign.first == hit.last + 1)
        for sign in view.signs.get("neg", ())
    )
    behind = itertools.takewhile(lambda place: tokens[place].clause == clause, range(hit.last + 1, len(tokens)))
    of_a_thing = any(tokens[place].text not in view.language.stop_words for place in behind)
    return not tokens[hit.first].quoted and not denied and not of_a_thing


def _quoted(view: View, finding: Finding) -> bool:
    """Whether the words of a finding stand in quotation marks (faults of repeating quotes excepted)."""
    if finding.act in ("echo_frustration", "rude"):
        return False
    tokens = view.reading.tokens[finding.first : finding.last + 1]
    return sum(token.quoted for token in tokens) * 2 > len(tokens)


def _is_unmeant(view: View, finding: Finding) -> bool:
    """Whether a finding of a move stands in words that are not meant."""
    places = range(finding.first, finding.last + 1)
    return finding.act not in FAULTS and sum(place in view.unmeant for place in places) * 2 > len(places)


def _is_undone(view: View, promise: Promise) -> bool:
    """Whether a promise stands in words that are not meant."""
    tokens, span = view.reading.tokens, promise.span
    first, last = (bisect_left(tokens, place, key=lambda token: token.start) for place in (span.start, span.end))
    places = range(first, last)
    return sum(place in view.unmeant for place in places) * 2 > len(places)
