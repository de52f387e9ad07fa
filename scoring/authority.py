"""What the speaker may grant: a remedy beyond it, given as a firm commitment, is an overpromise.

A remedy only a supervisor may grant, one that nobody may, and a sum above the limit are beyond authority. Asking the
manager for it, offering to ask, leaving it open or hanging it on a condition goes beyond nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from scoring.acts import RemedyMention
from scoring.case_index import limit_of
from scoring.endings import endings
from scoring.evidence import Finding, View
from scoring.lexicon import commitments
from scoring.numerals import parse_decimal
from scoring.quantities import Quantity
from scoring.segments import Segment, commitment_of, conditions_in, marks_of, segments_of, takes_back

if TYPE_CHECKING:
    from scoring.case import Case, RemedyTerm

OVERPROMISE = 800
"""Probability (per mille) of an overpromise found by what the case allows."""
HIGHER = ("escalate", "warm_transfer")
"""Where such an act stands, somebody with more authority is to grant it."""
SOURCE = "granted beyond authority"


def beyond_authority(
    view: View, remedies: Mapping[str, RemedyMention], findings: Sequence[Finding], quantities: Sequence[Quantity]
) -> Iterable[Finding]:
    """Yield findings of ``overpromise`` where a remedy is firmly granted that the speaker may not grant.

    ``remedies`` are those spoken of (see :func:`scoring.mentions.find_mentions`), ``findings`` the evidence for acts,
    ``quantities`` those of the response.
    """
    if view.case is None or not remedies:
        return
    beyond = {name: mention for name, mention in remedies.items() if _is_beyond(name, mention, view.case)}
    if not beyond:
        return
    pieces = _firm(view, quantities)
    higher = {
        view.reading.tokens[place].clause
        for finding in findings
        if finding.act in HIGHER
        for place in range(finding.first, finding.last + 1)
    }
    starts = [token.start for token in view.reading.tokens]
    for mention in beyond.values():
        for span in mention.spans:
            place = bisect_right(starts, span.start) - 1
            piece = next((piece for piece in pieces if piece.first <= place < piece.last), None)
            if piece is not None and view.reading.tokens[place].clause not in higher:
                yield Finding("overpromise", OVERPROMISE, piece.first, piece.last - 1, SOURCE)


def _is_beyond(name: str, mention: RemedyMention, case: Case) -> bool:
    own = next((term for term in case.authority if term.id == name), None)
    if own is None:
        return any(term.id == name for term in (*case.supervisor, *case.not_allowed))
    return _exceeds(mention, own)


def _exceeds(mention: RemedyMention, term: RemedyTerm) -> bool:
    limit = limit_of(term)
    said = None if mention.amount is None else parse_decimal(mention.amount)
    return limit is not None and said is not None and said > limit


def _firm(view: View, quantities: Sequence[Quantity]) -> list[Segment]:
    """The pieces of the response in which the speaker firmly commits, in sentences that are told."""
    tokens = view.reading.tokens
    texts = [token.text for token in tokens]
    code = view.language.code
    found: list[Segment] = []
    for number, sentence in enumerate(view.reading.sentences):
        if not view.counted[number] or sentence.mark == "?":
            continue
        inside = [q for q in quantities if sentence.first <= q.first and q.last < sentence.last]
        marks = marks_of(tokens, texts, sentence, commitments(code), endings(code))
        segments = segments_of(tokens, sentence, marks, inside)
        if any(conditions_in(segment) for segment in segments):
            continue
        carried = False
        for segment in segments:
            carried, held = False, carried
            commitment = commitment_of(segment, carried=held)
            if commitment is None or takes_back(segment, commitment) or segment.of("fetch", "fetching"):
                continue
            carried = commitment.strong
            if commitment.strong or segment.of("receiving"):
                found.append(segment)
    return found
