"""The promises made so far, and what later pieces add to the last of them: its day, its hour, its sum.

"I'll refund the fee. It'll be with you on Friday." is one promise told in two breaths; "..., so you'll have it
tomorrow" says again what was promised, and "We owe you 40 euros. I'm sending it now." names the sum first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from scoring.acts import Promise
from scoring.arrivals import phrases
from scoring.evidence import View
from scoring.pieces import joined
from scoring.quantities import Sort
from scoring.segments import LED, SELF, Commitment, Segment, commitment_of, conditions_in, takes_back
from scoring.terms import DATE_LENGTH, Terms

PAYMENT = "offer_remedy"
UNNAMED = "explain_next"
"""What a commitment with a time is called when no act was found in it."""
PEOPLE = ("escalate", "warm_transfer", "note_record")
"""Acts that take no sum from what is said behind them."""
HANDING_ON = "warm_transfer"
SHORT = 9
"""A piece of at most so many tokens without a verb may say when the promise before it will be."""
ASIDE = 4
"""So many tokens may stand before the piece that gives the day in a sentence of its own."""
NEAR_VERB = 1
"""So many tokens behind the words of a commitment what stands for the money may end."""
LEAST_NOUN = 3
"""Letters of words that may name a thing, at least one more."""
OPENING = 4
"""So many tokens into a piece the money it speaks of may be named."""
CONTRARY = ("not", "said", "past", "habit", "open")


class Made:
    """The promises of one response in order; ``open`` while the last still lacks something the next words may give."""

    def __init__(self, view: View, terms: Terms) -> None:
        self.view = view
        self.terms = terms
        self.promises: list[Promise] = []
        self.kept: list[Promise] = []
        """Those of the sentence that are no mere step on the way to another."""
        self.open = False
        self.length = False
        """Whether the last is due in a length of time, no day being named."""
        self.correcting = False
        """Whether the piece before takes something back."""

    @property
    def last(self) -> Promise | None:
        """The promise made last."""
        return self.promises[-1] if self.promises else None

    def due(self, segment: Segment) -> str | None:
        """Return by when a piece says it will be, knowing the promise before it."""
        due = self.terms.due(segment, self.last)
        if due is None and self.terms.along(segment):
            due = next((promise.due for promise in reversed(self.promises) if promise.due), None)
        return due

    def amend(self, segment: Segment, commitment: Commitment | None, amounts: Sequence[str]) -> bool:
        """Give the last promise what a piece that commits to nothing new says of it; whether it does."""
        return (
            self._corrects(segment, commitment)
            or self._restates(segment, commitment)
            or self._completes(segment, commitment, amounts)
            or self._lands(segment, commitment, amounts)
            or self._sharpens(segment, commitment, amounts)
        )

    def _corrects(self, segment: Segment, commitment: Commitment | None) -> bool:
        """Whether a piece takes back the day of the promise before it: "on Thursday ... no, make that Friday at ten".

        What corrects ("no, sorry") may stand in the piece, or in those right before it.
        """
        leads_off = any(placed.place <= segment.first + 1 for placed in segment.of("correction"))
        told = self.correcting or leads_off
        last, self.correcting = self.last, told and not self.terms.inside(segment.first, segment.last)
        if not told or last is None or last.due is None or not self.terms.near(segment, last):
            return False
        if commitment is not None and (commitment.strong or not leads_off):
            return False
        due = self.terms.due(segment, last)
        if due is None or segment.of(*CONTRARY, "condition"):
            return False
        if not self.terms.dated(segment):
            # "On Thursday at two, no, at three": the day stands.
            due = last.due[:DATE_LENGTH] + due[DATE_LENGTH:]
        self.promises[-1] = replace(last, due=due)
        return True

    def _restates(self, segment: Segment, commitment: Commitment | None) -> bool:
        """Whether a piece says what the share or the whole promised before it comes to: "the whole sum, 1290"."""
        last = self.last
        if not self.open or last is None or commitment is not None or not self.terms.same_sentence(segment, last):
            return False
        inside = self.terms.inside(segment.first, segment.last)
        if last.amount and len(inside) == 1 and inside[0].sort is Sort.SHARE and inside[0].value == 1:
            # "We'll pay the 80, every penny of it".
            return True
        amount = self.terms.payments.restated(inside, segment.first, segment.last)
        if amount is None:
            return False
        self.promises[-1] = replace(last, amount=amount)
        return True

    def _completes(self, segment: Segment, commitment: Commitment | None, amounts: Sequence[str]) -> bool:
        """Whether a piece only says when the promise before it will be: "It'll be tomorrow by ten."."""
        last = self.last
        if not self.open or last is None or last.due is not None:
            return False
        anaphor = [placed for placed in segment.of("anaphor") if placed.place <= segment.first + 2]
        bare = commitment is None and segment.last - segment.first <= SHORT and self._beside(segment, last)
        again = commitment is not None and self._said_again(segment, commitment, last)
        if not anaphor and not bare and not again:
            return False
        if commitment is None and segment.of(*CONTRARY, "duty"):
            return False
        if commitment is not None and (
            (commitment.strong and not again)
            or takes_back(segment, commitment)
            or (last.amount and self._is_thing(segment))
        ):
            return False
        due = self.due(segment)
        another = amounts and joined(segment)
        if due is None or another or (amounts and last.amount not in (None, amounts[0])):
            return False
        self.promises[-1] = replace(last, due=due, amount=last.amount or (amounts[0] if amounts else None))
        return True

    def _said_again(self, segment: Segment, commitment: Commitment, last: Promise) -> bool:
        """Whether a piece says the verb of the promise before it again: "we'll refund it, and refund it by Friday"."""
        if not commitment.strong or not self.terms.same_sentence(segment, last):
            return False
        verbs = {self.terms.texts[verb.place] for verb in segment.of(*SELF, *LED) if verb.place >= commitment.place}
        return not verbs.isdisjoint(self.terms.words_of(last)) and segment.last - segment.first <= SHORT

    def _beside(self, segment: Segment, last: Promise) -> bool:
        """Whether a piece stands in the sentence of a promise, or begins the next ("Three days, tops.")."""
        sentence = self.view.reading.tokens[segment.first].sentence
        begins = segment.first - self.view.reading.sentences[sentence].first <= ASIDE
        return (begins and self.terms.near(segment, last)) or self.terms.same_sentence(segment, last)

    def _lands(self, segment: Segment, commitment: Commitment | None, amounts: Sequence[str]) -> bool:
        """Whether a piece says when promised money arrives: "..., and you'll see the difference within an hour"."""
        last = self.last
        if last is None or last.amount is None or last.due is not None or amounts:
            return False
        named = [placed.place - segment.first for placed in segment.of("money_word")]
        first = min((placed.place - segment.first for placed in segment.of("landing")), default=None)
        same = self.terms.same_sentence(segment, last)
        goes_on = segment.joined and first is not None and first <= 1 and not self._is_thing(segment)
        lands = goes_on or (same and first == 0) or (first is not None and any(place <= OPENING for place in named))
        of_it = commitment is not None and self._speaks_of_it(segment, commitment)
        sent = commitment is not None and commitment.strong and same and self._sends(segment, commitment)
        if not (lands or of_it or sent) or conditions_in(segment) or segment.of("open", "said"):
            return False
        if commitment is not None and ((commitment.strong and not sent) or takes_back(segment, commitment)):
            return False
        due = self.due(segment)
        if due is None:
            return False
        self.promises[-1] = replace(last, due=due)
        return True

    def _speaks_of_it(self, segment: Segment, commitment: Commitment) -> bool:
        """Whether a piece begins with what stands for the money; before a noun it is an article: "the old one"."""
        stop_words = self.view.language.stop_words
        return any(
            placed.place <= segment.first + 1
            and (placed.end >= commitment.place or self.terms.texts[placed.end] in stop_words)
            for placed in segment.of("money_word")
        )

    def _is_thing(self, segment: Segment) -> bool:
        """Whether what the customer gets is named and is no money: "... and you get the parcel on Saturday"."""
        gets = {placed.place for placed in segment.of("receiving")} & {placed.place for placed in segment.of("landing")}
        if not gets or segment.of("money_word"):
            return False
        told = {place for q in self.terms.inside(segment.first, segment.last) for place in range(q.first, q.last + 1)}
        told |= {place for placed in segment.marks for place in range(placed.place, placed.end)}
        stop_words = self.view.language.stop_words
        words = ((place, self.terms.texts[place]) for place in range(segment.first, segment.last) if place not in told)
        return any(word not in stop_words and len(word) > LEAST_NOUN for _, word in words)

    def _sends(self, segment: Segment, commitment: Commitment) -> bool:
        """Whether the speaker sends what was promised: "a voucher, which I'll e-mail you by five"."""
        if any(placed.place <= segment.first + 1 for placed in segment.of("relative")):
            return True
        named = segment.of("money_word")
        if commitment.kind in ("call", "calling"):
            # "A voucher for 100, that I'll mail you tonight": what is sent stands first.
            return any(placed.place == segment.first for placed in named)
        near = any(placed.end <= commitment.end + NEAR_VERB for placed in named)
        return near and commitment.kind in ("deed", "doing", "pay", "paying")

    def _sharpens(self, segment: Segment, commitment: Commitment | None, amounts: Sequence[str]) -> bool:
        """Whether a piece only gives the promise before it its hour ("on Monday, at about three") or its last day."""
        last = self.last
        if not self.open or last is None or last.due is None or segment.of("not", "said", "habit", "open", "closed"):
            return False
        inside = self.terms.inside(segment.first, segment.last)
        times = any(quantity.sort is Sort.TIME for quantity in inside)
        if amounts or joined(segment) or (commitment is not None and not self._goes_along(segment, commitment, last)):
            return False
        due = self.due(segment)
        if commitment is None and self.terms.same_sentence(segment, last):
            only_today = bool(inside) and all(q.sort is Sort.PERIOD and q.unit == "0" for q in inside)
            if only_today or due in (last.due, last.due[:DATE_LENGTH]):
                # "In two weeks, on the 7th": the same day in other words; "tomorrow, before you leave": that day.
                return True
        beside = commitment is None and due is not None and self.terms.same_sentence(segment, last)
        if beside and self.length and self.terms.only_days(segment):
            # "In four working days, on Monday the 29th": the day says what the length comes to.
            self.promises[-1] = replace(last, due=due)
            return True
        latest = commitment is None and any(placed.place == segment.first for placed in segment.of("latest"))
        told = due is not None and (latest or (times and due[:DATE_LENGTH] == last.due))
        if not told or len(last.due) > DATE_LENGTH:
            return False
        self.promises[-1] = replace(last, due=due)
        return True

    def _goes_along(self, segment: Segment, commitment: Commitment, last: Promise) -> bool:
        """Whether an outcome only tells more of the promise before it: "on the 28th, the crew comes at nine"."""
        subjects = phrases(self.view.language.code).sections.get("subject")
        # Where verbs do not tell who commits, a word for the speaker does.
        own = commitment.strong and (not subjects or bool(segment.of("subject", "lead")))
        if own or segment.of("call", "calling") or not self.terms.same_sentence(segment, last):
            return False
        times = any(quantity.sort is Sort.TIME for quantity in self.terms.inside(segment.first, segment.last))
        return (times and last.act not in PEOPLE) or bool(self.terms.days(segment))

    def lend(self, segment: Segment, amounts: Sequence[str]) -> bool:
        """Whether a later piece without a commitment of its own lends what the promise lacks: "..., by Monday"."""
        last = self.last
        if not self.open or last is None or segment.of("past", *CONTRARY, "closed", "duty", "condition"):
            return False
        if not self._beside(segment, last):
            return False
        lent = [] if last.amount or last.act != PAYMENT or joined(segment) else amounts
        due = last.due or self.due(segment)
        if due == last.due and not lent:
            return False
        self.promises[-1] = replace(last, due=due, amount=last.amount or (lent[0] if lent else None))
        return True

    def shared_out(self, segments: Sequence[Segment], paying: Collection[int]) -> bool:
        """Whether pieces without a verb share out the sum promised before them: "80: forty now, forty on Friday".

        ``paying`` are the clauses in which an offer of money was found.
        """
        last = self.last
        if last is None or last.amount is None or last.amount.endswith("%") or not self.open:
            return False
        if commitment_of(segments[0], carried=False) is not None or not self.terms.same_sentence(segments[0], last):
            return False
        parts = [self.terms.amounts(segment, last, paying, pays=True) for segment in segments]
        told = [Decimal(part[0]) for part in parts if part and not part[0].endswith("%")]
        if not parts[0] or not told:
            return False
        return sum(told) == Decimal(last.amount) or self._goes_on_sharing(told[0])

    def _goes_on_sharing(self, part: Decimal) -> bool:
        """Whether a part is what is left of the whole named before the last part."""
        told = [made.amount for made in self.promises[-2:] if made.amount]
        sums = [Decimal(amount) for amount in told if not amount.endswith("%")]
        return len(sums) == 2 and sums[0] == sums[1] + part

    def twice(self, segment: Segment) -> None:
        """One deed on two days is promised twice: "I'll write to you tonight and tomorrow night"."""
        first = self.terms.first_of_two(segment, self.last)
        last = self.last
        if first is not None and last is not None and last.due and not last.amount and first < last.due:
            self.promises.insert(-1, replace(last, due=first))

    def is_day_of(self, pending: Segment, segment: Segment) -> bool:
        """Whether a piece that names no more than a day says when what is pending will be, and not what is before."""
        last = self.last
        beside = last is None or last.due is None or self.terms.opens_behind(pending, last)
        return (
            beside
            and self.terms.only_days(segment)
            and self.due(segment) is not None
            and not segment.of(*CONTRARY, "duty", "closed")
        )

    def leads(self, segments: Sequence[Segment], place: int) -> bool:
        """Whether a piece is no more than the day of the one behind it: "on Tuesday, though, I'll ring them"."""
        segment = segments[place]
        held = sum(q.last - q.first + 1 for q in self.terms.inside(segment.first, segment.last))
        only = segment.last - segment.first - held <= 1 or self.terms.only_hours(segment)
        if not only or place + 1 == len(segments):
            return False
        behind = segments[place + 1]
        return commitment_of(behind, carried=False) is not None and self.due(behind) is None

    def elliptic(self, segment: Segment, before: int) -> bool:
        """Whether money without a verb follows a promise: "... the other half on the 14th", "and 15 euros credit"."""
        last = self.last
        if not self.terms.money(segment) or last is None:
            return False
        if segment.of("not", "past", "open", "said", "duty", "condition"):
            return False
        if segment.of("closed") and not segment.of("gift"):
            return False
        if segment.of("free") and any(money.sort is Sort.SUM for money in self.terms.money(segment)):
            # "A hundred, how odd: luggage is free".
            return False
        if segment.of("gift") or (self.open and last.act not in (PAYMENT, *PEOPLE)):
            return True
        return len(self.promises) > before and self.due(segment) is not None

    def repeats(self, segment: Segment, due: str | None) -> bool:
        """Whether an outcome only says again what was promised in its sentence: "..., so you'll have it tomorrow"."""
        last = self.last
        if last is None or last.due != due:
            return False
        if not any(placed.place <= segment.first + 1 for placed in segment.of("result")):
            return False
        sentence = self.view.reading.tokens[segment.first].sentence
        return self.view.reading.sentences[sentence].start <= last.span.start

    def come_to(self, segment: Segment) -> None:
        """Drop a bare promise that a piece with "so" says the worth of: "two weeks free, so the 25th is only 224"."""
        last = self.last
        result = any(placed.place == segment.first for placed in segment.of("result"))
        if last is not None and result and not (last.due or last.amount) and self.terms.same_sentence(segment, last):
            self.promises.pop()

    def settle(self, since: int) -> None:
        """Drop what the promises made from ``since`` on only led up to: steps on the way, a whole told in parts."""
        made = self.promises[since:]
        if any(promise.due for promise in made):
            # "I'll ask the workshop and ring you at ten": what has no day of its own is on the way to what has.
            dated = {promise.act for promise in made if promise.due}
            first = next(place for place, promise in enumerate(made) if promise.due)
            kept = [promise for promise in made[first:] if promise in self.kept]
            self.promises[since:] = [p for p in made if p in kept or not _on_the_way(p, dated)]
        elif made and all(_is_bare(promise) and promise.act == HANDING_ON for promise in made):
            # "I'll put you through to Minna and tell her first": steps of one deed.
            del self.promises[since + 1 :]
        self.kept.clear()
        self._part(max(since - 1, 0))

    def _part(self, since: int) -> None:
        """A whole that is promised in parts is not promised beside them: "all 150: 100 today and 50 on Friday"."""
        sums = [_sum(promise) for promise in self.promises[since:]]
        for place, whole in enumerate(sums[:-2]):
            parts = sums[place + 1 :]
            if whole is not None and whole == sum(part for part in parts if part is not None):
                del self.promises[since + place]
                return


def _sum(promise: Promise) -> Decimal | None:
    """The sum of a promise; None for none and for a percentage."""
    return None if promise.amount is None or promise.amount.endswith("%") else Decimal(promise.amount)


def _on_the_way(promise: Promise, dated: set[str]) -> bool:
    return _is_bare(promise) and (promise.act in dated or promise.act in (UNNAMED, "own"))


def _is_bare(promise: Promise) -> bool:
    return promise.due is None and promise.amount is None
