"""The sums named before the words that promise them: "We owe you 40 euros. Sending it now."."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.quantities import Quantity, Sort
from scoring.segments import Commitment, Segment
from scoring.terms import Terms

NEAR_VERB = 2
"""So many tokens behind the words of a commitment what stands for the money may begin."""
OPENING = 2
"""So many tokens into a piece that goes on its verb of arriving may stand."""


class Owing:
    """The sums named last, in this sentence or up to two before, that nothing has been promised of."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.named: list[Quantity] = []
        self.idle = 0
        """How many sentences without a sum or a promise have come since."""
        self.bare = False
        """Whether they stand in a piece without a verb, beside what is spoken of: "your deposit, all 200 of it"."""
        self.owes = False
        """Whether the sentence before says that they are the customer's due."""

    def clear(self) -> None:
        """Let go of all sums."""
        self.named = []

    def forget(self) -> None:
        """Let go of the sums named before, but for one sentence between: "£85, twice. Our slip. One goes back"."""
        self.idle += 1
        if self.idle > 1:
            self.named = []

    def name(self, segment: Segment) -> None:
        """Keep the sums of a piece that promises nothing for what comes next: "the excess is 150, but we'll pay it"."""
        if named := self._sums(segment):
            self.named, self.idle = named, 0
            self.bare = not segment.of("finite", "closed", "outcome", "past")

    def settle(self, segments: Sequence[Segment], *, promised: bool) -> None:
        """Note what a sentence leaves unpaid; ``promised`` where it made a promise."""
        named = [money for segment in segments for money in self._sums(segment)]
        self.owes = any(segment.of("owed") for segment in segments)
        if named or promised:
            self.named, self.idle = [] if promised else named, 0
        else:
            self.forget()

    def paid(self, segment: Segment, commitment: Commitment) -> list[str]:
        """Return the sum named before that a piece pays, none where it does not."""
        return self.terms.payments.of(self.named, frozenset()) if self._pays(segment, commitment) else []

    def _sums(self, segment: Segment) -> list[Quantity]:
        """The sums a piece names, none where it refuses: "the 1240 for May I can't take off"."""
        return [] if segment.of("not") else [money for money in self.terms.money(segment) if money.sort is Sort.SUM]

    def _pays(self, segment: Segment, commitment: Commitment) -> bool:
        if len(self.named) != 1 or segment.of("call", "calling", "free"):
            return False
        money_words = segment.of("money_word")
        if self.idle and not any(placed.mark.length > 1 for placed in money_words):
            # With a sentence between only "one of them" is plain enough.
            return False
        near = any(placed.place <= commitment.end + NEAR_VERB for placed in money_words)
        pays = commitment.kind in ("pay", "paying") or bool(segment.of("receiving", "back"))
        return self._lands(segment) or (near and pays) or (self.owes and (near or pays))

    def _lands(self, segment: Segment) -> bool:
        """Whether the sum is still what is spoken of: "your deposit, 200, is on its way and should land by Friday"."""
        tokens = self.terms.tokens
        same = tokens[self.named[0].first].sentence == tokens[segment.first].sentence
        arrives = any(placed.place <= segment.first + OPENING for placed in segment.of("landing"))
        return self.bare and same and segment.joined and arrives
