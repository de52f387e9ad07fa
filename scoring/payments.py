"""How much: the sums of a commitment, shares of a whole that the case or the customer names, and percentages."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal

from scoring.case_index import case_sums
from scoring.evidence import View
from scoring.lexicon import lexicon
from scoring.numerals import decimal_text
from scoring.quantities import LEAST_SPOKEN, MONEY, Quantity, Sort

CENT = Decimal("0.01")
ONE = Decimal(1)
THOUSAND = 1000
BEFORE = 2
"""So many tokens before a sum may tell that it is the whole something is taken from."""
NEAR = 3
"""So many tokens behind a share the whole may be named ("half of the 60")."""


class Payments:
    """Reads the sums of one response, knowing those of the customer's words and of the case."""

    def __init__(self, view: View, quantities: Sequence[Quantity]) -> None:
        self.view = view
        self.quantities = quantities
        self.words = lexicon(view.language.code)
        self._theirs: list[Decimal] | None = None

    def of(
        self,
        inside: Sequence[Quantity],
        joins: frozenset[int],
        promised: str | None = None,
        ends: frozenset[int] = frozenset(),
    ) -> list[str]:
        """Return the sums of a piece as text, one for each thing promised.

        ``inside`` are its quantities, ``joins`` the places of words that join. Sums that "and" joins stand side by
        side; one that depends on another ("20 off the 60") is left out. ``promised`` is what "the rest" is left of.
        Where money is paid, a large number in words is a sum too, if what it counts does not stand behind it: ``ends``.
        """
        found: list[tuple[str, Quantity]] = []
        wholes = [
            quantity
            for place, quantity in enumerate(inside)
            if self._is_whole(quantity) or self._is_base(place, inside, joins)
        ]
        money = [q for q in inside if q.sort in MONEY or (q.last + 1 in ends and _told_large(q))]
        for place, quantity in enumerate(inside):
            if quantity in wholes and len(wholes) < len(money):
                continue
            text = self._text(quantity, inside[place + 1 : place + 2], promised, pays=bool(ends))
            if text is None and quantity.last + 1 in ends and _told_large(quantity):
                text = decimal_text(quantity.value)
            if text is None:
                continue
            if not found:
                found.append((text, quantity))
                continue
            earlier = found[-1][1]
            between = range(earlier.last + 1, quantity.first)
            apart = any(step in joins for step in between) or self._apart(earlier, quantity)
            if (
                apart
                and quantity.sort is Sort.SUM
                and earlier.sort is Sort.SUM
                and text not in [said for said, _ in found]
            ):
                found.append((text, quantity))
        return [text for text, _ in found]

    def _is_whole(self, quantity: Quantity) -> bool:
        """Whether a sum is what something is taken from: "of the 65 you paid", "65 eurosta"; never a promise."""
        if quantity.sort is not Sort.SUM:
            return False
        tokens = self.view.reading.tokens
        if self.words.has("whole_ending", tokens[quantity.last].text):
            return True
        before = tokens[max(0, quantity.first - BEFORE) : quantity.first]
        return any(self.words.has("whole_of", token.text) for token in before if token.clause == before[-1].clause)

    def _is_base(self, place: int, inside: Sequence[Quantity], joins: frozenset[int]) -> bool:
        """Whether a percentage behind a sum, no "and" between, is taken from it: "off the bill of 860, ten percent"."""
        total = inside[place]
        if total.sort is not Sort.SUM:
            return False
        behind = next((inside[step] for step in range(place + 1, len(inside)) if inside[step].sort in MONEY), None)
        if behind is None or behind.sort is not Sort.PERCENT or self._apart(total, behind):
            return False
        return joins.isdisjoint(range(total.last + 1, behind.first))

    def _apart(self, earlier: Quantity, later: Quantity) -> bool:
        tokens = self.view.reading.tokens
        return tokens[earlier.last].clause != tokens[later.first].clause

    def _text(
        self, quantity: Quantity, following: Sequence[Quantity], promised: str | None, *, pays: bool
    ) -> str | None:
        if quantity.sort is Sort.SUM:
            return decimal_text(quantity.value)
        if quantity.sort is Sort.PERCENT:
            return f"{decimal_text(quantity.value)}%"
        if quantity.sort is Sort.SHARE:
            near = [q for q in following if q.sort is Sort.SUM and q.first - quantity.last <= NEAR]
            if near and 0 < quantity.value < 1 and self._says_again(quantity, near[0]):
                return decimal_text(near[0].value)
            whole = near[0].value if near else self.whole(quantity)
            return self._share(quantity, whole, promised, pays=pays)
        known = quantity.sort is Sort.NUMBER and quantity.value > 1
        if known and quantity.value in (*self.theirs(), *self._known()):
            return decimal_text(quantity.value)
        return None

    def _says_again(self, share: Quantity, amount: Quantity) -> bool:
        """Whether a sum behind a share is its worth, not the whole: "half, that is £21", "puolet eli 21 euroa"."""
        between = [token.text for token in self.view.reading.tokens[share.last + 1 : amount.first]]
        if self._is_whole(amount):
            return False
        return any(self.words.has("same_as", word) for word in between) or self._apart(share, amount)

    def restated(self, inside: Sequence[Quantity], first: int, last: int) -> str | None:
        """Return the sum that tokens ``first..last`` (exclusive) give for a share right before: "all of it, 1290"."""
        place = bisect_left(self.quantities, first, key=lambda quantity: quantity.first)
        nearest = self.quantities[max(0, place - 2) : place]
        shares = [q for q in nearest if q.sort is Sort.SHARE and 0 < first - q.last <= NEAR]
        told = [q for q in inside if q.sort is Sort.SUM or (q.sort is Sort.NUMBER and q.value >= LEAST_SPOKEN)]
        if not shares or len(inside) != 1 or told != list(inside):
            return None
        names = self.view.reading.tokens[first : told[0].first]
        bare = told[0].last + 1 == last and all(self.words.has("same_as", token.text) for token in names)
        return decimal_text(told[0].value) if bare else None

    def _share(self, share: Quantity, whole: Decimal | None, promised: str | None, *, pays: bool) -> str | None:
        if whole is None:
            # "Half price on the next one", "half of my fee back": no sum is known that it could be half of.
            said = self.view.reading.tokens[share.first : share.last + 1]
            told = pays or any(self.words.has("pricing", token.text) for token in said)
            return f"{decimal_text((share.value * 100).quantize(ONE))}%" if told and 0 < share.value < 1 else None
        part = whole * share.value
        if not part and promised is not None and not promised.endswith("%"):
            part = whole - Decimal(promised)
        return decimal_text(part.quantize(CENT).normalize()) if part > 0 else None

    def whole(self, share: Quantity) -> Decimal | None:
        """The whole a share is of: a sum said just before, the customer's only sum, or that of the case."""
        behind = bisect_left(self.quantities, share.first, key=lambda quantity: quantity.first)
        for place in range(behind - 1, -1, -1):
            if self.quantities[place].sort is Sort.SUM:
                return self.quantities[place].value
        for sums in (self.theirs(), self._known()):
            if len(set(sums)) == 1:
                return sums[0]
        known = self._known() or self.theirs()
        return max(known) if known else None

    def theirs(self) -> list[Decimal]:
        """The sums of the customer's message."""
        if self._theirs is None:
            self._theirs = [quantity.value for quantity in self.view.customer.quantities if quantity.sort is Sort.SUM]
        return self._theirs

    def echoes(self, told: Quantity) -> bool:
        """Whether the customer named the same quantity."""
        same = (told.sort, told.value, told.unit)
        return any((heard.sort, heard.value, heard.unit) == same for heard in self.view.customer.quantities)

    def _known(self) -> tuple[Decimal, ...]:
        return case_sums(self.view.case, self.view.language.code) if self.view.case is not None else ()


def _told_large(quantity: Quantity) -> bool:
    """Whether a number is as large as sums are and said in words or with its thousands apart: "31 200"."""
    spoken = not quantity.unit or (quantity.last > quantity.first and quantity.value >= THOUSAND)
    return quantity.sort is Sort.NUMBER and spoken and quantity.value >= LEAST_SPOKEN
