"""Statements about things the case knows, compared with what is true.

A clause speaks of a fact when it holds one of its wordings, or of the topics its name stands for; then the first
quantity of a kind the fact has is held against the true values. Values in words are confirmed or, like a plain yes or
no, contradicted by a negation or by the contrary.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from scoring.acts import Act, Check, Span
from scoring.agreement import DAYS, about, alike, is_range, loosely, same
from scoring.case import Case
from scoring.clauses import Clause, Clauses, joined
from scoring.comparing import comparing
from scoring.deadlines import read_moment
from scoring.evidence import View
from scoring.knowledge import Known, knowledge_of
from scoring.language import load_language
from scoring.matching import Key
from scoring.measures import find_quantities
from scoring.quantities import Quantity, Sort
from scoring.speaking import BY_HALF, BY_NUMBER, BY_TOPIC, BY_WORDING, LITERALLY, Speaking, held, same_things
from scoring.stating import CHARGING, SHUT, Stating
from scoring.text import read
from scoring.topics import CLOSING, OPENING

OTHER_TIMES = ("follow_up", "take_contact")
"""Where such an act stands, a day is that of the call and not of what the call is about."""
SHORT = 3
"""A question of so many words only names what is spoken of."""
SEVERAL = 2
"""So many words of a value at least tell of a fact that the clause before has named."""
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
        self.tokens = view.reading.tokens
        self.texts = [token.text for token in self.tokens]
        self.words = comparing(code)
        self.stating = Stating(self.texts, code)
        self.sums = told_sums(tuple(fact.value for fact in case.facts if fact.value), code)
        self.calls = [act.spans for act in acts if act.name in OTHER_TIMES]
        self.clauses = Clauses(view, self.stating, read_in, knowledge.wordings, knowledge.topics, knowledge.leads)
        self.speaking = Speaking(self.facts, self.stating)

    def find(self) -> list[Check]:
        """Compare clause by clause; of a fact the plainest statement counts, a right one before others."""
        best: dict[str, tuple[tuple[int, bool], Check]] = {}
        named: Mapping[str, tuple[int, int]] = {}
        for number, sentence in enumerate(self.view.reading.sentences):
            if not self.view.counted[number] or sentence.mark == "?":
                # "The guarantee? It's two years.": the next sentence answers.
                short = self.view.counted[number] and sentence.last - sentence.first <= SHORT
                asked = self.clauses.of(sentence.first, sentence.last) if short else []
                named = asked[0].keys if asked else {}
                continue
            clauses = self.clauses.of(sentence.first, sentence.last)
            if named and clauses:
                clauses[0] = clauses[0].with_named(named)
            named = {}
            for item in self.facts:
                for spoken, check in self._statements(item, clauses):
                    known = best.get(item.fact.id)
                    if known is None or known[0] < (spoken, check.right):
                        best[item.fact.id] = ((spoken, check.right), check)
        return _settled([(rank, check) for rank, check in best.values()])

    def _statements(self, item: Known, clauses: Sequence[Clause]) -> list[tuple[int, Check]]:
        """Compare a fact with the clauses that speak of it, or else with clauses that do so together."""
        levels = [self.speaking.level(item, clause) for clause in clauses]
        found = [
            (spoken, check)
            for place, spoken in enumerate(levels)
            if spoken
            for check in self._compare(item, place, clauses, spoken)
        ]
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
        checks = self._by_quantity(item, clause, spoken, by_day=spoken >= BY_WORDING)
        if spoken == BY_HALF:
            return [
                check for check in checks or self._by_content(item, clause) if check.right or same_things(item, clause)
            ]
        if not checks:
            beside = [*clauses[place + 1 : place + 2], *clauses[max(0, place - 1) : place]]
            for other in beside if not self._measures(item, clause) else ():
                found = self._by_quantity(item, other, spoken, by_day=False)
                checks = checks or [check for check in found if check.right or spoken > BY_TOPIC]
        elif not checks[0].right:
            # "A good two weeks, ten working days to be precise": the next words put it right.
            after = [other for other in clauses[place + 1 : place + 2] if not self.speaking.of_others(item, other)]
            better = [check for other in after for check in self._by_quantity(item, other, spoken, by_day=False)]
            checks = [check for check in better if check.right] or checks
        if spoken == BY_TOPIC and any(self.speaking.level(fact, clause) >= BY_WORDING for fact in self.facts):
            # What is said is said of the fact that is named in full.
            return [check for check in checks if check.right]
        if not checks and spoken == BY_TOPIC and self._is_of_a_call(clause):
            return []
        return checks or ([] if spoken == BY_NUMBER else self._by_words(item, place, clauses, spoken))

    def _measures(self, item: Known, clause: Clause) -> bool:
        """Whether a clause has a quantity of a kind the fact has."""
        sorts = {value.sort for values in item.values for value in values}
        return any(quantity.sort in sorts for quantity in clause.quantities)

    def _is_of_a_call(self, clause: Clause) -> bool:
        """Whether a clause promises a call: its times are those of the call. Spans of an act do not overlap."""
        start, end = self.tokens[clause.first].start, self.tokens[clause.last - 1].end
        for spans in self.calls:
            place = bisect_left(spans, end, key=lambda span: span.start) - 1
            if place >= 0 and spans[place].end > start:
                return True
        return False

    def _by_quantity(self, item: Known, clause: Clause, spoken: int, *, by_day: bool) -> list[Check]:
        calls = self._is_of_a_call(clause)
        # "Check-in starts at three": behind the very wording a time is no longer that of the call.
        named = max(self.speaking.literally(item, clause), default=clause.last)
        told = [
            quantity
            for quantity in clause.quantities
            if not (calls and quantity.first < named and quantity.sort in (*DAYS, Sort.TIME, Sort.DURATION))
            and not self._is_article(item, quantity)
        ]
        flat = [value for values in item.values for value in values]
        if item.leads and spoken < LITERALLY and item.leads.isdisjoint(clause.keys):
            told = []
        if any(loosely(quantity, value) for quantity in told for value in flat):
            return []

        paid = spoken >= BY_WORDING or self.stating.holds(CHARGING, clause.first, clause.last)

        def agree(said: Quantity, true: Quantity) -> bool | None:
            if paid and said.sort is Sort.NUMBER and true.sort is Sort.SUM:
                # What stands behind a number that is paid need not be what it counts.
                said = replace(said, unit="")
            agreed = same(said, true, self.moment, by_day=by_day)
            return about(said, true) if agreed is False and self.stating.nearly(said.first, said.last) else agreed

        compared = [
            quantity
            for quantity in told
            if any(
                agree(quantity, value) is not None and (spoken >= BY_NUMBER or not self._is_theirs(quantity, value))
                for value in flat
            )
        ]
        if not compared:
            return []
        true = item.fact.values[0]
        for values in item.values:
            ends = self._ends(values, compared, clause)
            shown = [q for value in ends for q in compared if agree(q, value)]
            if shown and all(any(agree(q, value) for q in compared) for value in ends):
                return [Check(item.fact.id, true, true, self._span([(q.first, q.last) for q in shown]))]
        several = len(item.values[0]) > 1
        alike = [q for q in compared if q.sort in {value.sort for value in flat}] or compared
        span = self._span([(q.first, q.last) for q in (alike if several else alike[:1])])
        said = self.view.reading.text[span.start : span.end]
        # The same words with another meaning ("Monday", but which) must not read as right.
        return [] if said == true else [Check(item.fact.id, said, true, span)]

    def _is_theirs(self, said: Quantity, true: Quantity) -> bool:
        """Whether a sum is one the customer's complaint is about: to name it is no statement about a rule."""
        return said.sort is Sort.SUM and said.value != true.value and said.value in self.sums

    def _is_article(self, item: Known, quantity: Quantity) -> bool:
        """Whether a "one" is only the article of what follows, and not the number of what the fact counts."""
        if quantity.sort is not Sort.NUMBER or not self.words.has("one", self.texts[quantity.first]):
            return False
        return not any(
            value.sort is Sort.NUMBER and (value.value == 1 or (value.unit and alike(value.unit, quantity.unit)))
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

    def _by_words(self, item: Known, place: int, clauses: Sequence[Clause], spoken: int) -> list[Check]:
        true = item.fact.values[0] if item.fact.values else ""
        clause = clauses[place]
        content = self._by_content(item, clause)
        if content:
            return content
        after = [other for other in clauses[place + 1 : place + 2] if not self.speaking.of_others(item, other)]
        for other in after:
            content = [check for check in self._by_content(item, other, SEVERAL) if check.right]
            if content:
                return content
        for stance, (holds, first, last) in self.stating.stances(clause.first, clause.last).items():
            if stance in item.stances:
                return [self._verdict(item, true, [(first, last)], right=holds == item.stances[stance])]
        if not item.answer or (spoken < LITERALLY and self._is_of_a_call(clause)):
            return self._by_other(item, clause)
        negative = self._negation(item, self._reach(item, place, clauses))
        said = "no" if negative is not None else "yes"
        places = [(negative, negative)] if negative is not None else []
        return [self._verdict(item, true, [*places, (clause.first, clause.last - 1)], right=said == item.answer)]

    def _by_content(self, item: Known, clause: Clause, least: int = 1) -> list[Check]:
        """Most of the words of a value, ``least`` or more, of three or more all but one, confirmed or denied."""
        for worded in item.worded:
            said = worded.content & clause.keys.keys()
            if len(said) < least or len(said) * 3 < len(worded.content) * 2:
                continue
            negative = self._negation(item, [clause])
            places = [clause.keys[key] for key in said]
            denied = negative is not None and not any(first <= negative <= last for first, last in places)
            if negative is not None:
                places.append((negative, negative))
            return [self._verdict(item, item.fact.values[0], places, right=denied == worded.negative)]
        return []

    def _reach(self, item: Known, place: int, clauses: Sequence[Clause]) -> list[Clause]:
        """A clause and the next ones up to one that speaks of another fact: a "not" there may be of the first."""
        reach = [clauses[place]]
        if self.stating.affirms(reach[0].first, reach[0].last):
            return reach
        for other in clauses[place + 1 : place + 3]:
            if self.speaking.of_others(item, other):
                break
            reach.append(other)
        return reach

    def _negation(self, item: Known, reach: Sequence[Clause]) -> int | None:
        """The "not" of clauses; where nothing is done without it, there is none: it is needed."""
        parts = [[place for place in range(part.first, part.last) if self.stating.denies(place)] for part in reach]
        lacking = [any(self._lacks(item, place) for place in part) for part in parts]
        begin = lacking.index(True) if True in lacking else 0
        denials = [place for part in parts[begin:] for place in part]
        if True in lacking and any(not self._lacks(item, place) for place in denials):
            return None
        return denials[0] if denials else None

    def _lacks(self, item: Known, place: int) -> bool:
        """Whether a word is a "without" that the fact itself is not about."""
        word = self.texts[place]
        own = any(word in phrase.weights for phrase in item.phrases)
        return not own and self.stating.lacks(place)

    def _by_other(self, item: Known, clause: Clause) -> list[Check]:
        """A value that shuts the true one out: "any of us" where only the manager may, "shut" where there are hours."""
        own = [(*clause.keys[key], key) for phrase in item.phrases for key in phrase.weights if key in clause.keys]
        named = {place for first, last, _ in own for place in range(first, last + 1)}
        clocks = [quantity for quantity in clause.quantities if quantity.sort in (Sort.TIME, Sort.NUMBER)]
        shut = next(self.stating.found(SHUT, clause.first, clause.last), None)
        if shut is not None and not clocks and any(is_range(values) for values in item.values):
            return [self._verdict(item, item.fact.values[0], [shut], right=False)]
        for worded in item.worded:
            if worded.content & clause.keys.keys() or worded.negative:
                continue
            for kind in worded.kinds:
                others = [
                    (first, last)
                    for first, last in self.stating.found(kind, clause.first, clause.last)
                    if named.isdisjoint(range(first, last + 1))
                ]
                if others:
                    return [self._verdict(item, item.fact.values[0], others[:1], right=False)]
        return []

    def _verdict(self, item: Known, true: str, places: Sequence[tuple[int, int]], *, right: bool) -> Check:
        span = self._span(places)
        return Check(item.fact.id, true if right else self.view.reading.text[span.start : span.end], true, span)

    def _span(self, places: Sequence[tuple[int, int]]) -> Span:
        first, last = min(first for first, _ in places), max(last for _, last in places)
        return Span(self.tokens[first].start, self.tokens[last].end)


def _settled(found: Sequence[tuple[tuple[int, bool], Check]]) -> list[Check]:
    """Of statements about different facts with the same words only the plainest stands, a right one before others."""
    best: dict[Span, tuple[int, bool]] = {}
    for rank, check in found:
        best[check.span] = max(rank, best.get(check.span, rank))
    return [check for rank, check in found if rank == best[check.span]]


@lru_cache(maxsize=256)
def told_sums(values: tuple[str, ...], code: str) -> frozenset[Decimal]:
    """Return the sums among the values of a case's facts."""
    language = load_language(code)
    read_in = (find_quantities(read(value, language.spelling), language) for value in values)
    return frozenset(found.value for quantities in read_in for found in quantities if found.sort is Sort.SUM)
