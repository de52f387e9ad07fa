"""The quantities of one clause held against the values of one fact: which agree, and which speak of it at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from scoring.agreement import about, same
from scoring.clauses import Clause
from scoring.quantities import Quantity, Sort
from scoring.speaking import BY_WORDING, LITERALLY
from scoring.stating import CHARGING, GIVEN, Stating
from scoring.templates import numerals

COUNTING = (Sort.NUMBER, Sort.DURATION)


@dataclass(slots=True)
class Holding:
    """A clause that speaks of a fact, and how it does.

    ``literal`` is the last token of a wording said word for word and ``named`` of the first word that tells of the
    fact, ``own`` are the keys of its wordings; ``remedy`` says that the clause offers one, ``sums`` are those of the
    complaint.
    """

    stating: Stating
    clause: Clause
    moment: datetime | None
    by_day: bool
    spoken: int
    literal: int
    named: int
    own: Collection[str]
    remedy: bool
    sums: Collection[Decimal]
    paid: bool = field(init=False)
    given: bool = field(init=False)

    def __post_init__(self) -> None:
        """Look once whether money is asked in the clause, or a thing is given as a remedy."""
        self.paid = self.stating.holds(CHARGING, self.clause.first, self.clause.last)
        self.given = self.remedy and self.stating.holds(GIVEN, self.clause.first, self.clause.last)

    def agree(self, said: Quantity, true: Quantity) -> bool | None:
        """Whether a quantity of the clause is the true one; None where they measure different things."""
        said = self._meant(said, true)
        agreed = same(said, true, self.moment, by_day=self.by_day)
        if agreed is not False:
            return agreed
        if self.spoken < LITERALLY and same(said, true, self.moment, by_day=False) is None:
            # A day is another length of time than the rule has only where the rule is named word for word.
            return None
        return about(said, true) if self.stating.nearly(said.first, said.last) else False

    def counts(self, said: Quantity, true: Quantity) -> bool:
        """Whether a quantity is said of the fact, right or wrong, and not of the remedy or of the complaint."""
        agreed = self.agree(said, true)
        theirs = bool(said.value) and said.value in self.sums
        if agreed and self.remedy and theirs and said.sort is Sort.SUM:
            # What is given back is no statement of what it costs.
            return False
        if agreed is not False or Sort.SUM not in (said.sort, true.sort):
            return agreed is not None
        if not said.value:
            # "You get a car for free meanwhile" is a remedy and no price.
            return not (self.given and said.sort is Sort.SUM and self.spoken < LITERALLY)
        if theirs or self.remedy:
            # Another sum is that of a remedy or of the complaint, unless the rule itself is named before it.
            return not (theirs and self.remedy) and self._behind(said)
        return True

    def _behind(self, said: Quantity) -> bool:
        """Whether the rule is named before a quantity: word for word, or in a remedy by any word of it."""
        return said.first > self.literal or (self.remedy and said.first > self.named)

    def _is_bare(self, said: Quantity) -> bool:
        """Whether an hour is but a number ("to fourteen")."""
        if said.sort is not Sort.TIME or said.first != said.last or said.value % 60:
            return False
        word = self.stating.texts[said.first]
        return word.isdigit() or numerals(self.stating.code).value(word) is not None

    def _meant(self, said: Quantity, true: Quantity) -> Quantity:
        """A number in the unit of the fact, where what stands behind it need not be what it counts."""
        if said.first > self.literal and true.sort is Sort.DURATION and self._is_bare(said):
            # "The child ticket goes up to fourteen": years and no hour.
            return replace(said, sort=true.sort, value=said.value / 60, unit=true.unit)
        if said.sort is not Sort.NUMBER:
            return said
        priced = self.paid or (self.spoken >= BY_WORDING and said.first > self.named)
        if priced and said.sure and true.sort is Sort.SUM:
            said = replace(said, unit="")
        if not said.unit and said.first > self.literal and true.sort in COUNTING:
            # "Covers can be washed at sixty": degrees, as the fact has it.
            return replace(said, sort=true.sort, unit=true.unit)
        if said.unit in self.own and true.sort is Sort.NUMBER:
            # "One coupon per purchase": the wording itself says what is counted.
            return replace(said, unit=true.unit)
        return said
