"""The terms of a commitment as one piece of a response says them: by when, and how much.

``promises.py`` tells which pieces commit; here their days, hours and sums are read, those that lie behind or belong to
something else left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from scoring.acts import Promise, Span
from scoring.case_index import closing_minutes
from scoring.comparing import comparing
from scoring.days import day_of
from scoring.deadlines import NOW, due_of
from scoring.endings import DAY
from scoring.evidence import LONG_CLAUSE, View
from scoring.lengths import span_of
from scoring.lexicon import lexicon
from scoring.numerals import decimal_text
from scoring.payments import Payments
from scoring.quantities import DAYS, LEAST_SPOKEN, MONEY, Quantity, Sort, names_day
from scoring.segments import SELF, Commitment, Segment

MOST_UNNAMED = 60
"""Up to this number one may count the unit named before."""
BACK = 8
"""So many quantities back the day may stand that "that morning" is of."""
ASIDE = 4
"""A piece of at most so many tokens may stand before a verb."""
OPEN = "open"
"""Unit of a time that nobody knows yet: "as soon as"."""
ALONG = "along"
"""Unit of what is paid with the promise before it: "in the same payment"."""
DATE_LENGTH = len("2026-03-04")


class Terms:
    """Reads the days and sums of the pieces of one response."""

    def __init__(
        self, view: View, quantities: Sequence[Quantity], moment: datetime | None, stated: Sequence[Span] = ()
    ) -> None:
        """``stated`` is where the response says what the case knows."""
        self.stated = stated
        self.view = view
        self.tokens = view.reading.tokens
        self.texts = [token.text for token in self.tokens]
        self.moment = moment
        self.quantities = quantities
        self.starts = [quantity.first for quantity in quantities]
        self.payments = Payments(view, quantities)

    def inside(self, first: int, last: int) -> list[Quantity]:
        """Return the quantities among tokens ``first..last`` (exclusive) that are not quoted."""
        near = self.quantities[bisect_left(self.starts, first) : bisect_left(self.starts, last)]
        return [quantity for quantity in near if quantity.last < last and not self.tokens[quantity.first].quoted]

    def names_unit(self, first: int, last: int) -> bool:
        """Whether a unit of time is among tokens ``first..last`` (exclusive): "within the week" tells a time too."""
        units, words = self.view.language.units, lexicon(self.view.language.code)
        return any(units.get(text) or words.value("time_units", text) for text in self.texts[first:last])

    def money(self, segment: Segment) -> list[Quantity]:
        """Return the sums, shares and percentages a piece names."""
        return [quantity for quantity in self.inside(segment.first, segment.last) if quantity.sort in MONEY]

    def states(self, segment: Segment, *, sums: bool) -> bool:
        """Whether a piece measures what it says of a fact the case knows; without ``sums`` money does not tell."""
        spans = [
            (self.tokens[quantity.first].start, self.tokens[quantity.last].end)
            for quantity in self.inside(segment.first, segment.last)
            if sums or quantity.sort not in (*MONEY, Sort.NUMBER)
        ]
        return any(known.start < end and start < known.end for known in self.stated for start, end in spans)

    def days(self, segment: Segment) -> list[Quantity]:
        """Return the days a piece names, hours left out."""
        inside = self.inside(segment.first, segment.last)
        return [quantity for quantity in inside if quantity.sort in DAYS and quantity.sort is not Sort.TIME]

    def names_thing(self, segment: Segment) -> bool:
        """Whether a piece begins with what it is about, and not with its day: "the other one by Monday"."""
        held = {place for q in self.inside(segment.first, segment.last) for place in range(q.first, q.last + 1)}
        held |= {place for placed in segment.marks for place in range(placed.place, placed.end)}
        opening = range(segment.first, min([segment.last, *(q.first for q in self.days(segment))]))
        return any(place not in held and self.texts[place] not in self.view.language.stop_words for place in opening)

    def is_small(self, segment: Segment, most: int = ASIDE) -> bool:
        """Whether a piece is a few words without a day or a sum: "there you go"."""
        return segment.last - segment.first <= most and not self.inside(segment.first, segment.last)

    def span(self, segment: Segment) -> Span:
        """Leave out "and so" at the front, and what goes beyond a clause of readable length."""
        skip = comparing(self.view.language.code)
        first, last = segment.first, segment.last
        while first + 1 < last and skip.has("skip", self.texts[first]):
            first += 1
        last = min(last, first + 2 * LONG_CLAUSE)
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def only_days(self, segment: Segment) -> bool:
        """Whether a piece is a day and nothing else but small words: "on Monday the 29th"."""
        days = [q for q in self.inside(segment.first, segment.last) if q.sort in (*DAYS, Sort.PERIOD)]
        held = {place for q in days for place in range(q.first, q.last + 1)}
        stop_words = self.view.language.stop_words
        return any(q.sort is not Sort.TIME for q in days) and all(
            place in held or self.texts[place] in stop_words for place in range(segment.first, segment.last)
        )

    def only_hours(self, segment: Segment) -> bool:
        """Whether a piece names hours and no day, and nothing else: "from nine to eleven"."""
        inside = self.inside(segment.first, segment.last)
        times = [q for q in inside if q.sort is Sort.TIME]
        rest = all(q.sort in (Sort.TIME, Sort.NUMBER, Sort.RELATIVE, Sort.PERIOD) for q in inside)
        return bool(times) and rest and not segment.of("finite", "outcome", *SELF)

    def dated(self, segment: Segment) -> bool:
        """Return whether a piece names a day or a length of time, and not only an hour."""
        sorts = (*DAYS, Sort.PERIOD, Sort.DURATION)
        inside = self.inside(segment.first, segment.last)
        return any(quantity.sort in sorts and quantity.sort is not Sort.TIME for quantity in inside)

    def is_length(self, segment: Segment) -> bool:
        """Whether a piece is a length of time and nothing else, and none the customer named: "Ninety minutes, and"."""
        inside = self.inside(segment.first, segment.last)
        whole = len(inside) == 1 and inside[0].first == segment.first and inside[0].last + 1 == segment.last
        return whole and span_of(inside[0]) is not None and not self.payments.echoes(inside[0])

    def meets(self, segment: Segment, needs: str) -> bool:
        """Whether a piece names the day that a commitment ``needs`` to count."""
        return not needs or (bool(self.days(segment)) if needs == DAY else self.dated(segment))

    def along(self, segment: Segment) -> bool:
        """Whether a piece says that it comes with what was promised before."""
        return any(quantity.unit == ALONG for quantity in self.inside(segment.first, segment.last))

    def awaited(self, segment: Segment) -> bool:
        """Whether a piece hangs on what is to happen first: "as soon as I hold it in my hands"."""
        return any(quantity.unit == OPEN for quantity in self.inside(segment.first, segment.last))

    def hurried(self, segment: Segment) -> bool:
        """Whether a piece says that it is done at once: a time, but no day that could be noted."""
        return any(quantity.unit == NOW for quantity in self.inside(segment.first, segment.last))

    def due(self, segment: Segment, earlier: Promise | None) -> str | None:
        """Return by when a piece says it will be; days behind a verb of the past ("you paid on Friday") left out.

        ``earlier`` is the promise before it: "the same day" is that one's, and so is the day of a time said without
        one in its sentence.
        """
        held = self.inside(segment.first, segment.last)
        if self.moment is None or not (held or self.names_unit(segment.first, segment.last)):
            return None
        inside = [
            quantity
            for quantity in held
            if quantity.sort not in (*DAYS, Sort.PERIOD) or not _told_of_past(segment, quantity)
        ]
        inside = [self._with_unit(segment, quantity) for quantity in inside]
        code = self.view.language.code
        closing = None
        if any(quantity.unit == "closing" for quantity in inside) and self.view.case is not None:
            closing = closing_minutes(self.view.case, code)
        same = any(self._is_same(quantity) for quantity in inside)
        base = self._day_before(segment, earlier, same=same)
        if base is None and same:
            base = self._day_named(segment.first)
        due = due_of(self.tokens, inside, segment.first, segment.last, self.view.language, self.moment, closing, base)
        if due is None and same:
            known = earlier.due if earlier is not None else base.isoformat() if base is not None else None
            due = (known or self.moment.date().isoformat())[:DATE_LENGTH]
        if due is None and earlier is not None and earlier.due and self.hurried(segment):
            # "I'll extend it today and send you the receipt at once": at once is then.
            today = earlier.due.startswith(self.moment.date().isoformat())
            due = earlier.due[:DATE_LENGTH] if today and self.same_sentence(segment, earlier) else None
        return due

    def _is_same(self, quantity: Quantity) -> bool:
        """Whether a time is of the day named before: "the same day", "at eleven that morning"."""
        if quantity.sort is not Sort.TIME:
            return quantity.unit == "same"
        words = lexicon(self.view.language.code)
        places, end = range(quantity.first, quantity.last), quantity.last + 1
        marks = (mark for place in places for mark in words.at(self.texts, place, end))
        return any(mark.kind == "periods" and mark.value == "same" for mark in marks)

    def _day_named(self, first: int) -> date | None:
        """The day named last before a token, in its sentence or the one before: "on Saturdays we ..., that morning"."""
        behind = bisect_left(self.starts, first)
        for known in reversed(self.quantities[max(0, behind - BACK) : behind]):
            if self.moment is None or not self._breath(known.first, first):
                break
            if known.sort in DAYS and known.sort is not Sort.TIME:
                return day_of(known, self.moment.date())
        return None

    def _with_unit(self, segment: Segment, quantity: Quantity) -> Quantity:
        """A number without its unit in that of the length named before it: "usually four hours, now within two"."""
        if quantity.sort is not Sort.NUMBER or not 0 < quantity.value <= MOST_UNNAMED:
            return quantity
        words = lexicon(self.view.language.code)
        behind = quantity.last + 1
        ends = behind == segment.last or self.texts[behind] in self.view.language.stop_words
        told = quantity.first > segment.first and ends and words.has("within", self.texts[quantity.first - 1])
        told = told or (behind < segment.last and words.has("within_behind", self.texts[behind]))
        if told:
            for place in range(bisect_left(self.starts, quantity.first) - 1, -1, -1):
                known = self.quantities[place]
                if self.tokens[known.first].sentence != self.tokens[quantity.first].sentence:
                    break
                if known.sort is Sort.DURATION:
                    return replace(quantity, sort=Sort.DURATION, unit=known.unit)
        return quantity

    def _breath(self, first: int, second: int) -> bool:
        """Whether two tokens stand in one sentence, or in two that follow each other."""
        return self.tokens[second].sentence - self.tokens[first].sentence <= 1

    def _day_before(self, segment: Segment, earlier: Promise | None, *, same: bool) -> date | None:
        """The day of the promise before in the same sentence, for a time said without one: "..., and by noon ...".

        ``same``: "the same day at five" is that day in any sentence.
        """
        if earlier is None or earlier.due is None or not (same or self.same_sentence(segment, earlier)):
            return None
        day = date.fromisoformat(earlier.due[:DATE_LENGTH])
        return day if self.moment is not None and day > self.moment.date() else None

    def dates_itself(self, segment: Segment, commitment: Commitment) -> bool:
        """Whether a piece only says what day a day is: "Thursday is Ascension Day", "i dag är det fredag"."""
        days = self.days(segment)
        before = any(day.last < commitment.place for day in days)
        return before and any(0 <= day.first - commitment.end <= 1 for day in days)

    def same_sentence(self, segment: Segment, earlier: Promise) -> bool:
        """Whether a promise stands in the sentence of a piece."""
        sentences = self.view.reading.sentences
        number = self.tokens[segment.first].sentence
        while number and sentences[number - 1].mark in ("", ";"):
            # What a semicolon parts is told in one breath.
            number -= 1
        return sentences[number].start <= earlier.span.start

    def first_of_two(self, segment: Segment, earlier: Promise | None) -> str | None:
        """Return the first of two days of a piece that "and" joins, with nothing else between them."""
        days = [q for q in self.inside(segment.first, segment.last) if names_day(q) and q.sort is not Sort.TIME]
        # "Tomorrow evening": the part of a day names no other.
        days = [q for place, q in enumerate(days) if not place or q.first - days[place - 1].last > 1]
        words = lexicon(self.view.language.code)
        if len(days) != 2 or any(words.has("between", text) for text in self.texts[segment.first : segment.last]):
            return None
        joint = next((mark for mark in segment.of("joins") if mark.place == days[0].last + 1), None)
        small = joint is not None and all(
            self.texts[place] in self.view.language.stop_words for place in range(joint.end, days[1].first)
        )
        if not small or joint is None or _told_of_past(segment, days[0]):
            return None
        before = Segment(segment.first, joint.place, [mark for mark in segment.marks if mark.end <= joint.place])
        return self.due(before, earlier)

    def words_of(self, promise: Promise) -> list[str]:
        """Return the words of the piece a promise was made of."""
        first = bisect_left(self.tokens, promise.span.start, key=lambda token: token.start)
        last = bisect_left(self.tokens, promise.span.end, key=lambda token: token.start)
        return self.texts[first:last]

    def opens_behind(self, segment: Segment, earlier: Promise) -> bool:
        """Whether a piece begins behind the words of a promise."""
        return self.tokens[segment.first].start >= earlier.span.end

    def near(self, segment: Segment, earlier: Promise) -> bool:
        """Whether a promise stands in the sentence of a piece, or in the one before."""
        number = max(0, self.tokens[segment.first].sentence - 1)
        return self.view.reading.sentences[number].start <= earlier.span.start

    def amounts(
        self, segment: Segment, earlier: Promise | None, clauses: Collection[int], *, pays: bool = False
    ) -> list[str]:
        """Return the sums of a piece, one for each thing promised.

        ``earlier`` is the promise before it, ``clauses`` those in which an offer of money was found; ``pays`` where
        the piece beside it pays.
        """
        held = self.inside(segment.first, segment.last)
        if not held:
            return []
        alone = (held[0].first, held[-1].last + 1) == (segment.first, segment.last) and len(held) == 1
        if pays and alone and held[0].sort is Sort.NUMBER and held[0].value >= LEAST_SPOKEN:
            # "The cabin, 495, you get back": a number by itself beside what is paid.
            return [decimal_text(held[0].value)]
        backs = frozenset(placed.place for placed in segment.of("back"))
        held = [_as_sum(quantity) if quantity.last + 1 in backs else quantity for quantity in held]
        free = {step for placed in segment.of("not_no") for step in range(placed.place, placed.end)}
        # "Not a penny": what is not charged is no sum promised.
        inside = [money for money in held if money.first not in free]
        for cut in segment.of("reduced"):
            # "The fee of 1450 is reduced by half": what stands before is the whole.
            inside = [money for money in inside if money.first >= cut.place] or inside
        joins = frozenset(placed.place for placed in segment.of("joins"))
        pays = pays or bool(segment.of("pay", "paying", "receiving", "gift", "back"))
        pays = pays or self.tokens[segment.first].clause in clauses
        if not pays and earlier is not None and earlier.act == "offer_remedy":
            pays = self.same_sentence(segment, earlier)
        ends = self._ends(segment) if pays else frozenset()
        return self.payments.of(inside, joins, earlier.amount if earlier is not None else None, ends)

    def _ends(self, segment: Segment) -> frozenset[int]:
        """The places where no noun stands that a number before could count."""
        stop_words = self.view.language.stop_words
        places = {place for place in range(segment.first, segment.last) if self.texts[place] in stop_words}
        places |= {quantity.first for quantity in self.inside(segment.first, segment.last)}
        places |= {placed.place for placed in segment.marks}
        return frozenset(places | {segment.last})


def _as_sum(quantity: Quantity) -> Quantity:
    """A bare number right before what tells that money goes back, as a sum: "you get 160 back", "15 off"."""
    return replace(quantity, sort=Sort.SUM) if quantity.sort is Sort.NUMBER and quantity.value > 1 else quantity


def _told_of_past(segment: Segment, day: Quantity) -> bool:
    """Whether the verb before a day is one of the past ("you paid on Friday")."""
    verbs = [placed for placed in segment.of("past", "outcome", "lead", "weak_lead", *SELF) if placed.place < day.first]
    return bool(verbs) and verbs[-1].mark.kind == "past"
