"""Statements about things the case knows, compared with what is true.

A clause speaks of a fact when it holds one of its wordings, or of the topics its name stands for; then the first
quantity of a kind the fact has is held against the true values. Values in words are confirmed or, like a plain yes or
no, contradicted by a negation or by the contrary.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from scoring.acts import Act, Check, Span
from scoring.affirming import Affirming
from scoring.agreement import COUNTED, DAYS, alike, is_range, loosely, same
from scoring.clauses import Clause, Clauses, joined, with_meant
from scoring.comparing import comparing
from scoring.deadlines import read_moment
from scoring.evidence import View
from scoring.holding import Holding
from scoring.knowledge import Known, knowledge_of
from scoring.language import load_language
from scoring.matching import Key
from scoring.measures import find_quantities
from scoring.opposing import Quoting
from scoring.quantities import Quantity, Sort
from scoring.speaking import BY_HALF, BY_NUMBER, BY_TOPIC, BY_WORDING, LITERALLY, Speaking, held, same_things, share_of
from scoring.stating import Stating
from scoring.text import Sentence, read
from scoring.topics import CLOSING, OPENING

if TYPE_CHECKING:
    from scoring.case import Case

OTHER_TIMES = ("follow_up", "take_contact")
"""Where such an act stands, a day is that of the call and not of what the call is about."""
OTHER_SUMS = ("offer_remedy",)
"""Where such an act stands, a sum is that of the remedy."""
RESTATED = "restate"
"""Where such an act stands, what the customer told is said back, and is no statement about what the house does."""
DEEDS = (*OTHER_SUMS, "explain_next")
"""Where such an act stands, somebody says what is going to be done."""
SHORT = 3
"""A question of so many words only names what is spoken of."""
LONGEST = 6
"""Up to so many words of a wording may be counted by what stands before it."""
TAG = 5
"""A question of at most so many words at the end leaves what stands before it told."""
TOGETHER = 3
"""So many clauses at most hold one wording between them."""


def find_checks(
    view: View,
    acts: Sequence[Act],
    quantities: Sequence[Quantity],
    keys: Sequence[Key],
    reference_time: str | None,
) -> tuple[Check, ...]:
    """Return what the response says about ``case.knowledge``, right or wrong, in order of appearance.

    ``true`` is the preferred true value and ``said == true`` when the statement is right; a wrong one quotes the
    response. With ``reference_time`` (ISO 8601) days and durations are compared by the day they come to.
    """
    if view.case is None or not view.case.knowledge:
        return ()
    finder = _Finder(view, view.case, acts, (quantities, keys), read_moment(reference_time))
    return tuple(sorted(finder.find(), key=lambda check: (check.span, check.fact)))


class _Finder:
    def __init__(
        self,
        view: View,
        case: Case,
        acts: Sequence[Act],
        read_in: tuple[Sequence[Quantity], Sequence[Key]],
        moment: datetime | None,
    ) -> None:
        self.view = view
        self.moment = moment
        code = view.language.code
        knowledge = knowledge_of(case, code)
        self.facts = knowledge.facts
        self.named = knowledge.named
        self.tokens = view.reading.tokens
        self.texts = [token.text for token in self.tokens]
        self.words = comparing(code)
        self.stating = Stating(self.texts, code)
        self.sums = told_sums(tuple(fact.value for fact in case.facts if fact.value), code)
        told = (part for fact in case.facts for part in (fact.value, fact.text, *fact.wordings))
        self.theirs = " ".join(filter(None, told)).casefold()
        self.restated = [act.spans for act in acts if act.name == RESTATED]
        self.calls = [act.spans for act in acts if act.name in OTHER_TIMES]
        self.deeds = [act.spans for act in acts if act.name in DEEDS]
        self.remedies = [act.spans for act in acts if act.name in OTHER_SUMS]
        self.clauses = Clauses(view, self.stating, read_in, knowledge.wordings, knowledge.topics, knowledge.leads)
        self.speaking = Speaking(self.facts, self.stating)
        self.quoting = Quoting(view.reading)
        self.affirming = Affirming(self.speaking, self.quoting)

    def find(self) -> list[Check]:
        """Compare clause by clause; of a fact the plainest statement counts, a right one before others."""
        best: dict[str, tuple[tuple[int, bool], Check, float]] = {}
        named: Mapping[str, tuple[int, int]] = {}
        earlier: Collection[str] = ()
        begin: int | None = None
        for number, sentence in enumerate(self.view.reading.sentences):
            end = sentence.last if sentence.mark != "?" else self._told_before_tag(sentence)
            if not self.view.counted[number] or end is None:
                # "The guarantee? It's two years.": the next sentence answers.
                short = self.view.counted[number] and sentence.last - sentence.first <= SHORT
                asked = self.clauses.of(sentence.first, sentence.last) if short else []
                named = asked[0].keys if asked else {}
                continue
            begin = sentence.first if begin is None else begin
            if sentence.mark == ";" and self._goes_on(number):
                continue
            clauses = self.clauses.of(begin, end)
            begin = None
            if named and clauses:
                clauses[0] = clauses[0].with_named(named)
            named = {}
            clauses = with_meant(clauses, earlier, self.named, self.stating)
            earlier = [key for clause in clauses for key in clause.keys]
            for item in self.facts:
                for spoken, check in self._statements(item, clauses):
                    if not check.right and self._said_back(check):
                        continue
                    known = best.get(item.fact.id)
                    if known is None or known[0] < (spoken, check.right):
                        best[item.fact.id] = ((spoken, check.right), check, share_of(item.phrases, joined(clauses)))
        return _settled(
            [(rank, check) for rank, check, _ in best.values()], {name: share for name, (_, _, share) in best.items()}
        )

    def _said_back(self, check: Check) -> bool:
        """Whether what is not so was told by the customer, and is only said back: "So you can come on Sunday"."""
        within = any(span.start <= check.span.start < span.end for spans in self.restated for span in spans)
        # A bare number may stand among the customer's words for something else.
        in_words = check.said.isalpha() and check.said.casefold() in self.theirs
        return within and in_words

    def _told_before_tag(self, sentence: Sentence) -> int | None:
        """The end of what a question tells before a short tag: "we're here nine till one, all right?"."""
        first, last = sentence.first, sentence.last
        places = range(first + 1, last)
        starts = [place for place in places if self.tokens[place].clause != self.tokens[place - 1].clause]
        if not starts or last - starts[-1] > TAG or self._asks(first):
            return None
        return starts[-1]

    def _asks(self, first: int) -> bool:
        """Whether the first word of a sentence makes it ask: "how", "and have", "onko"."""
        word = self.texts[first + self.words.has("skip", self.texts[first])]
        return self.words.has("asking", word) or self.words.ends("asking_endings", word)

    def _goes_on(self, number: int) -> bool:
        """Whether the next sentence counts and asks nothing, so that a semicolon before it parts only clauses."""
        sentences = self.view.reading.sentences
        return number + 1 < len(sentences) and self.view.counted[number + 1] and sentences[number + 1].mark != "?"

    def _statements(self, item: Known, clauses: Sequence[Clause]) -> list[tuple[int, Check]]:
        """Compare a fact with the clauses that speak of it, or else with clauses that do so together."""
        levels = [self.speaking.level(item, clause) for clause in clauses]
        found = [
            (spoken, check)
            for place, spoken in enumerate(levels)
            if spoken
            for check in self._compare(item, place, clauses, spoken)
        ]
        if not found:
            found = [(BY_HALF, check) for clause in clauses for check in self.affirming.by_value(item, clause)]
        if max(levels, default=0) >= BY_NUMBER:
            return found
        whole = self._together(item, clauses)
        return whole or found

    def _together(self, item: Known, clauses: Sequence[Clause]) -> list[tuple[int, Check]]:
        """Compare a fact with neighbouring clauses that only between them speak of it."""
        for size in range(2, TOGETHER + 1):
            for place in range(len(clauses) - size + 1):
                whole = joined(clauses[place : place + size])
                if held(item.phrases, whole):
                    before = clauses[max(0, place - 1) : place]
                    near = [*before, whole, *clauses[place + size : place + size + TOGETHER]]
                    checks = self._compare(item, len(before), near, BY_WORDING)
                    if checks:
                        return [(BY_WORDING, check) for check in checks]
        return []

    def _compare(self, item: Known, place: int, clauses: Sequence[Clause], spoken: int) -> list[Check]:
        clause = clauses[place]
        hanging = self.stating.hangs(clause.first, clause.last)
        checks = self._by_quantity(item, clause, spoken, by_day=spoken >= BY_WORDING and not hanging)
        if spoken == BY_HALF:
            checks = checks or self.affirming.by_content(item, clause)
            found = [check for check in checks if check.right or same_things(item, clause)]
            return found or self.affirming.denied(item, clause)
        if not checks and spoken != BY_NUMBER and not hanging:
            checks = self.affirming.plainly(item, clause)
        if not checks:
            beside = [other for other in self._beside(place, clauses) if not self.speaking.of_others(item, other)]
            for other in beside if not self._measures(item, clause) else ():
                found = self._by_quantity(item, other, spoken, by_day=False)
                checks = checks or [check for check in found if check.right or spoken > BY_TOPIC]
        elif not checks[0].right:
            # "A good two weeks, ten working days to be precise": the next words put it right.
            after = [other for other in clauses[place + 1 : place + 2] if not self.speaking.of_others(item, other)]
            better = [check for other in after for check in self._by_quantity(item, other, spoken, by_day=False)]
            checks = [check for check in better if check.right] or checks
        if spoken == BY_TOPIC and item.phrases and self._is_of(self.deeds, clause):
            # A fact with wordings that only its id names: a sum or a time is that of the deed.
            checks = [check for check in checks if check.right]
        if spoken == BY_TOPIC and any(self.speaking.level(fact, clause) >= BY_WORDING for fact in self.facts):
            # What is said is said of the fact that is named in full.
            return [check for check in checks if check.right]
        call = spoken < LITERALLY and self._is_of(self.calls, clause)
        if checks or spoken == BY_NUMBER or (call and spoken == BY_TOPIC):
            return checks
        return self.affirming.by_words(
            item, place, clauses, silence=not call and not hanging and (spoken > BY_TOPIC or not item.phrases)
        )

    def _beside(self, place: int, clauses: Sequence[Clause]) -> list[Clause]:
        """Return the clause behind one that measures anything, of the next few, and the clause before it."""
        ahead = clauses[place + 1 : place + 1 + TOGETHER]
        measuring = next((number for number, other in enumerate(ahead) if other.quantities), 0)
        if any(fact for other in ahead[:measuring] for fact in self.facts if self.speaking.level(fact, other)):
            measuring = 0
        return [*ahead[measuring : measuring + 1], *clauses[max(0, place - 1) : place]]

    def _measures(self, item: Known, clause: Clause) -> bool:
        """Whether a clause has a quantity of a kind the fact has."""
        sorts = {value.sort for values in item.values for value in values}
        return any(quantity.sort in sorts for quantity in clause.quantities)

    def _is_of(self, spans_of_acts: Sequence[Sequence[Span]], clause: Clause) -> bool:
        """Whether a clause shows one of some acts; spans of an act do not overlap."""
        start, end = self.tokens[clause.first].start, self.tokens[clause.last - 1].end
        for spans in spans_of_acts:
            place = bisect_left(spans, end, key=lambda span: span.start) - 1
            if place >= 0 and spans[place].end > start:
                return True
        return False

    def _told(self, item: Known, clause: Clause, spoken: int) -> list[Quantity]:
        """Return the quantities of a clause that may be said of a fact.

        The times of a call are its own, also where it is about a fact.
        """
        if item.leads and spoken < LITERALLY and item.leads.isdisjoint(clause.keys):
            return []
        # "Tomorrow between ten and twelve" is an appointment and no hours of business.
        met = self._meets(clause)
        call = self._is_of(self.calls, clause)
        # "Check-in starts at three": behind the very wording a time is no longer that of the call.
        named = max(self.speaking.literally(item, clause), default=clause.last)
        owners = self.speaking.owners(clause) if len(clause.quantities) > 1 else {}
        numbered = self.speaking.numbered(item, clause)
        return [
            numbered.get(place, quantity)
            for place, quantity in enumerate(clause.quantities)
            if not (call and quantity.first < named and quantity.sort in (*DAYS, Sort.TIME, Sort.DURATION))
            and not (met and quantity.first < named and quantity.sort is Sort.TIME)
            and owners.get(place, item.fact.id) == item.fact.id
            and not self._is_article(item, quantity)
        ]

    def _meets(self, clause: Clause) -> bool:
        """Whether a clause names a day to come, without a word of opening or closing."""
        if not any(quantity.sort is Sort.RELATIVE for quantity in clause.quantities):
            return False
        return not any(self.stating.holds(kind, clause.first, clause.last) for kind in (OPENING, CLOSING))

    def _by_quantity(self, item: Known, clause: Clause, spoken: int, *, by_day: bool) -> list[Check]:
        told = self._told(item, clause, spoken)
        flat = [value for values in item.values for value in values]
        if any(loosely(quantity, value) for quantity in told for value in flat):
            return []
        holding = Holding(
            self.stating,
            clause,
            moment=self.moment,
            by_day=by_day,
            spoken=spoken,
            literal=max(self.speaking.literally(item, clause), default=len(self.texts)),
            named=min(self.speaking.ends(item, clause), default=len(self.texts) if clause.keys else -1),
            own=item.words,
            remedy=self._is_of(self.remedies, clause),
            sums=self.sums,
        )
        compared = [quantity for quantity in told if any(holding.counts(quantity, value) for value in flat)]
        if not compared:
            return []
        true = item.fact.values[0]
        for values in item.values:
            ends = self._ends(values, compared, clause)
            shown = [q for value in ends for q in compared if holding.agree(q, value)]
            if shown and all(any(holding.agree(q, value) for q in compared) for value in ends):
                contrary = self.affirming.contrary(item, clause)
                if contrary is not None:
                    # "We're open on Easter Sunday": the day is right, and what is said of it is not.
                    places = [contrary, (shown[0].first, shown[0].last)]
                    return [self.quoting.check(item.fact.id, true, places, right=False)]
                return [self.quoting.check(item.fact.id, true, [(q.first, q.last) for q in shown], right=True)]
        several = len(item.values[0]) > 1
        alike = [q for q in compared if q.sort in {value.sort for value in flat}] or compared
        # "Breakfast is half six to ten and rooms are vacated by twelve": what stands behind the wording is said of it.
        alike = [q for q in alike if q.first > holding.literal] or alike
        places = [(q.first, q.last) for q in (alike if several else alike[:1])]
        check = self.quoting.check(item.fact.id, true, places, right=False)
        # The same words with another meaning ("Monday", but which) must not read as right.
        return [] if check.right else [check]

    def _is_article(self, item: Known, quantity: Quantity) -> bool:
        """Whether a "one" is only the article of what follows, and not the number of what the fact counts."""
        if quantity.sort is not Sort.NUMBER or not self.words.has("one", self.texts[quantity.first]):
            return False
        behind = self.texts[quantity.last + 1 : quantity.last + 1 + LONGEST]
        if any(tuple(behind[: len(literal)]) == literal for literal in item.literals):
            # "One make-up class a term": the very wording is counted.
            return False
        return not any(
            value.sort is Sort.NUMBER
            and (value.value == 1 or quantity.unit in item.words or (value.unit and alike(value.unit, quantity.unit)))
            for values in item.values
            for value in values
        )

    def _ends(self, values: tuple[Quantity, ...], compared: Sequence[Quantity], clause: Clause) -> tuple[Quantity, ...]:
        """Of a span of hours the end that is spoken of: "we close at seven", "open from ten"."""
        clocks = [q for q in compared if q.sort in (Sort.TIME, Sort.NUMBER)]
        if not is_range(values) or len(clocks) != 1:
            return values
        if f"@{CLOSING}" in clause.keys and f"@{OPENING}" not in clause.keys:
            return values[1:]
        near = [value for value in values if same(clocks[0], value, None, by_day=False)]
        return (near[0],) if near else values


def _settled(found: Sequence[tuple[tuple[int, bool], Check]], shares: Mapping[str, float]) -> list[Check]:
    """Of statements about different facts with the same words only the plainest stands, a right one before others.

    What is wrong of two facts alike is said of the one with the greater share of a wording.
    """
    best: dict[Span, tuple[int, bool, float]] = {}
    ranked = [((*rank, 0.0 if check.right else shares[check.fact]), check) for rank, check in found]
    for rank, check in ranked:
        best[check.span] = max(rank, best.get(check.span, rank))
    return [check for rank, check in ranked if rank == best[check.span]]


@lru_cache(maxsize=256)
def told_sums(values: tuple[str, ...], code: str) -> frozenset[Decimal]:
    """Return the sums among the values of a case's facts."""
    language = load_language(code)
    read_in = (find_quantities(read(value, language.spelling), language) for value in values)
    return frozenset(found.value for quantities in read_in for found in quantities if found.sort in COUNTED)
