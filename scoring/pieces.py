"""Pieces of a sentence beside each other: what joins two, what a supposition bars, several taken as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scoring.endings import Endings
from scoring.lexicon import Lexicon
from scoring.segments import SELF, Commitment, Segment, commitment_of, conditions_in

CONTRARY = ("said", "habit", "closed", "not", "open", "duty", "condition")
"""What keeps a piece without a verb from being a promise."""

NEAR_VERB = 2
"""So many tokens behind an outcome its verb of paying may stand."""
COMMITTING = frozenset(("lead", "weak_lead", "subject", "outcome", "at_start", *SELF))
"""Sections of which one must be found for a piece to commit (see ``commitment_of``)."""


def may_commit(words: Iterable[str], lexicon: Lexicon, forms: Endings) -> bool:
    """Whether any of ``words`` may begin what commits: a quick look before the marks are sought."""
    return any(
        not COMMITTING.isdisjoint(lexicon.kinds(word)) or any(mark.kind in COMMITTING for mark in forms.marks(word))
        for word in words
    )


def whole(segments: Sequence[Segment]) -> Segment:
    """Pieces as one."""
    marks = [mark for segment in segments for mark in segment.marks]
    return Segment(segments[0].first, segments[-1].last, marks)


def joined(segment: Segment) -> bool:
    """Whether "and" leads to a piece."""
    return any(placed.place == segment.first for placed in segment.of("joins"))


def contrasts(segment: Segment) -> bool:
    """Whether "but" leads to a piece."""
    return any(placed.place == segment.first for placed in segment.of("contrast"))


def touch(first: Segment, second: Segment) -> bool:
    """Whether two pieces stand side by side."""
    return first.last == second.first or second.last == first.first


def barred(segments: Sequence[Segment]) -> set[int]:
    """The numbers of the pieces that suppose something or leave it open, and of those that hang on them."""
    shut: set[int] = set()
    for place, segment in enumerate(segments):
        if place and segment.of("alternative") and any(earlier.of("open") for earlier in segments[:place]):
            # "I could take 20 off, or else you get three tickets": both are open.
            shut |= {place} if segment.last - segment.first > 1 else {place, place + 1}
        if place and said_on(segments[place - 1], segment):
            shut.add(place)
        suppositions = conditions_in(segment, segments[0].first)
        if not suppositions:
            continue
        shut.add(place)
        own = commitment_of(segment, carried=False)
        if own is not None and own.place < suppositions[0].place:
            continue
        if place + 1 < len(segments) and place + 1 not in shut:
            shut.add(place + 1)
        elif place and place + 1 == len(segments) and own is None:
            # "She calls you, and if it is late I come myself" carries its own commitment and bars no other.
            shut.add(place - 1)
    return shut


def said_on(before: Segment, segment: Segment) -> bool:
    """Whether a piece is what somebody is said to say: "you write | that she rings on Friday"."""
    return bool(before.of("said")) and any(placed.place == segment.first for placed in segment.of("that"))


def strong(segment: Segment) -> bool:
    """Whether the speaker commits in a piece."""
    commitment = commitment_of(segment, carried=False)
    return commitment is not None and commitment.strong


def tells(segment: Segment) -> bool:
    """Whether a piece has a verb and tells nothing that is past, usual or open."""
    return bool(segment.of("finite", "outcome", "landing")) and not segment.of(*CONTRARY, "past")


def treats(segment: Segment) -> bool:
    """Whether a piece says that the house pays, or that what the customer gets is free."""
    anaphors = {placed.end for placed in segment.of("money_word")}
    # "That's on us" admits a fault, and ", at our expense" only goes on from what is promised before it.
    told = any(segment.first < placed.place and placed.place not in anaphors for placed in segment.of("treat"))
    return told or bool(segment.of("receiving") and segment.of("free"))


def opens(segment: Segment) -> bool:
    """Whether a piece begins with a verb that commits by itself."""
    verbs = [placed.place for placed in segment.of(*SELF)]
    return bool(verbs) and verbs[0] <= segment.first + (1 if segment.joined else 0)


def paid_right_behind(segment: Segment, commitment: Commitment | None) -> bool:
    """Whether a verb of paying stands right behind an outcome: "she is going to refund"."""
    return commitment is not None and any(
        0 <= placed.place - commitment.end < NEAR_VERB for placed in segment.of("pay", "paying")
    )


def told_of_past(segments: Sequence[Segment]) -> bool:
    """Whether the first of some pieces has no verb, and the next verb is one of the past: "the fee, 85, | we paid"."""
    first = segments[0]
    if first.of("finite", "outcome", "landing", "joins", *SELF):
        return False
    for segment in segments[1:]:
        if segment.of("past"):
            return not segment.joined and commitment_of(segment, carried=False) is None
        if segment.joined or segment.of("finite", "outcome", "joins", *SELF):
            return False
    return False
