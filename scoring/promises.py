"""Commitments of the speaker: what, by when, how much.

A promise is a piece of a response in which the speaker, or the firm, commits: a lead and a verb ("I will ring"), a verb
that commits by its form ("soitan", "перезвоню"), or an outcome with a time ("you will have it by Friday"). Questions,
refusals, offers still open, what hangs on the customer's will, rules, habits and what is done promise nothing. Without
day and sum only a deed that can be kept or broken is one: a call, money, the manager, a note.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from scoring.acts import FOUND, Act, Promise, Span
from scoring.case_index import closing_minutes
from scoring.comparing import comparing
from scoring.deadlines import due_of, read_moment
from scoring.endings import endings
from scoring.evidence import LONG_CLAUSE, Finding, View
from scoring.lexicon import commitments
from scoring.patterns import Hit
from scoring.payments import Payments
from scoring.quantities import MONEY, Quantity, Sort
from scoring.segments import (
    ACTS,
    SELF,
    Commitment,
    Segment,
    commitment_of,
    conditions_in,
    marks_of,
    segments_of,
    takes_back,
)

KEPT = ("follow_up", "offer_remedy", "explain_next", "escalate", "note_record", "warm_transfer", "own")
"""Acts that can be promises; when several share a piece the first of these names it."""
DONE_LENGTH = 2
"""A longer sign that holds "have" speaks of the future ("you will have")."""
PEOPLE = ("escalate", "warm_transfer", "note_record")
"""Acts that take no sum from what is said behind them."""
UNNAMED = "explain_next"
"""What a commitment with a time is called when no act was found in it."""
TAG = 5
"""A question of at most so many tokens at the end ("..., all right?") leaves the promise before it standing."""
DATE_LENGTH = len("2026-03-04")
NEAR_VERB = 2
"""So many tokens behind an outcome its verb of paying may stand."""
TOLD = ("past", "said", "habit", "closed")
"""What a piece that tells shows: its days and sums are not those of the promise beside it."""
ASIDE = 4
"""A piece of at most so many tokens may stand between a day and its verb."""
SHORT = 9
"""A sentence of at most so many tokens without a verb may say when the promise before it will be."""
DAYS = (Sort.WEEKDAY, Sort.RELATIVE, Sort.DATE, Sort.MONTHDAY, Sort.TIME, Sort.FEAST)


def find_promises(
    view: View,
    findings: Sequence[Finding],
    acts: Sequence[Act],
    quantities: Sequence[Quantity],
    reference_time: str | None,
) -> tuple[Promise, ...]:
    """Return the promises of a response in order of the text.

    ``findings`` say in which clause an act was found, ``acts`` which acts count. ``due`` is resolved against
    ``reference_time`` (ISO 8601) and None without it; ``span`` is the piece in code points.
    """
    finder = _Finder(view, quantities, read_moment(reference_time))
    finder.place(findings, {act.name for act in acts})
    return finder.find()


class _Finder:
    def __init__(self, view: View, quantities: Sequence[Quantity], moment: datetime | None) -> None:
        self.view = view
        self.tokens = view.reading.tokens
        self.texts = [token.text for token in self.tokens]
        self.words = commitments(view.language.code)
        self.forms = endings(view.language.code)
        self.moment = moment
        self.quantities = quantities
        self.starts = [quantity.first for quantity in quantities]
        self.payments = Payments(view, quantities)
        self.by_clause: dict[int, set[str]] = {}
        self.promises: list[Promise] = []
        self.open: bool = False
        """Whether the last promise still lacks its day, and the next words may give it."""
        self.carried = False

    def place(self, findings: Sequence[Finding], found: set[str]) -> None:
        """Note in which clauses acts that can be promises stand."""
        for finding in findings:
            if finding.act in KEPT and finding.act in found and finding.p >= FOUND:
                for clause in {token.clause for token in self.tokens[finding.first : finding.last + 1]}:
                    self.by_clause.setdefault(clause, set()).add(finding.act)

    def find(self) -> tuple[Promise, ...]:
        """Go through the sentences that count."""
        for number, sentence in enumerate(self.view.reading.sentences):
            marks = (
                marks_of(self.tokens, self.texts, sentence, self.words, self.forms) if self.view.counted[number] else []
            )
            if not self.view.counted[number]:
                self.open = False
                continue
            inside = self._inside(sentence.first, sentence.last)
            segments = segments_of(self.tokens, sentence, marks, inside)
            # A sentence with a full stop is no question, even where its first word could ask ("var" for "vår").
            if sentence.mark not in (".", "…") and self.view.is_question(number):
                segments = self._told(segments, number)
            self._sentence(segments)
        return tuple(self.promises)

    def _told(self, segments: list[Segment], number: int) -> list[Segment]:
        """The pieces of a question that are told: those before a short tag."""
        if self.view.reading.sentences[number].mark != "?" or len(segments) < 2:
            return []
        tag = segments[-1]
        return segments[:-1] if tag.last - tag.first <= TAG and commitment_of(tag, carried=False) is None else []

    def _sentence(self, segments: Sequence[Segment]) -> None:
        before = len(self.promises)
        self._pieces(segments, before)
        made = self.promises[before:]
        if any(promise.due for promise in made):
            # "I'll ask the workshop and ring you at ten": what has no day of its own is on the way to what has.
            dated = {promise.act for promise in made if promise.due}
            self.promises[before:] = [promise for promise in made if not _on_the_way(promise, dated)]
        self._part(max(before - 1, 0))

    def _part(self, since: int) -> None:
        """A whole that is promised in parts is not promised beside them: "all 150: 100 today and 50 on Friday"."""
        sums = [_sum(promise) for promise in self.promises[since:]]
        for place, whole in enumerate(sums[:-2]):
            parts = sums[place + 1 :]
            if whole is not None and whole == sum(part for part in parts if part is not None):
                del self.promises[since + place]
                return

    def _pieces(self, segments: Sequence[Segment], before: int) -> None:
        self.carried = False
        habitual = any(segment.of("habit") for segment in segments)
        barred = _barred(segments)
        waiting: Segment | None = None
        pending: tuple[Segment, Commitment] | None = None
        for place, segment in enumerate(segments):
            if place in barred:
                self.carried = False
                continue
            commitment = commitment_of(segment, carried=self.carried)
            if self._completes(segment, commitment) or self._sharpens(segment, commitment):
                continue
            if commitment is None and pending is not None:
                if self._amounts(pending[0]) and self._amounts(segment) and self._add(segment, pending[1], None):
                    # A part of what was promised: "300 will be returned: 200 on the 3rd and ...".
                    continue
                if self._add(*pending, segment):
                    pending = None
                    continue
            if commitment is None:
                announced = not habitual and self._announced(segment)
                awaits = not announced and self._awaits(segments[place + 1 :], before)
                if announced or (not awaits and self._elliptic(segment, before)):
                    self._add(segment, None, waiting)
                elif awaits or not self._lend(segment):
                    waiting = self._held(waiting, segment)
                continue
            if takes_back(segment, commitment) or (habitual and not commitment.strong):
                self.carried = False
                continue
            self.carried = commitment.strong
            if self._add(segment, commitment, waiting):
                waiting = None
            else:
                # What has no time of its own yet may get it from the next piece: "..., on the 27th".
                pending = (segment, commitment)

    def _held(self, waiting: Segment | None, segment: Segment) -> Segment:
        """What waits for its verb: a few words between keep the day before them, "on Tuesday, though, first thing"."""
        small = segment.last - segment.first <= ASIDE and not self._inside(segment.first, segment.last)
        if waiting is None or not small or waiting.last != segment.first or segment.of("not", "condition"):
            return segment
        return Segment(waiting.first, segment.last, [*waiting.marks, *segment.marks])

    # What a piece says

    def _inside(self, first: int, last: int) -> list[Quantity]:
        """Quantities among tokens ``first..last`` (exclusive) that are not quoted."""
        near = self.quantities[bisect_left(self.starts, first) : bisect_left(self.starts, last)]
        return [quantity for quantity in near if quantity.last < last and not self.tokens[quantity.first].quoted]

    def _due(self, segment: Segment) -> str | None:
        """By when a piece says it will be; days behind a verb of the past ("you paid on Friday") left out."""
        if self.moment is None:
            return None
        gone = min((placed.place for placed in segment.of("past")), default=segment.last)
        inside = [
            quantity
            for quantity in self._inside(segment.first, segment.last)
            if quantity.first < gone or quantity.sort not in DAYS
        ]
        code = self.view.language.code
        closing = None
        if any(quantity.unit == "closing" for quantity in inside) and self.view.case is not None:
            closing = closing_minutes(self.view.case, code)
        base = self._day_before(segment)
        due = due_of(self.tokens, inside, segment.first, segment.last, self.view.language, self.moment, closing, base)
        if due is None and any(quantity.unit == "same" for quantity in inside):
            # "The same day": that of the promise before, or today.
            earlier = self.promises[-1].due if self.promises else None
            due = (earlier or self.moment.date().isoformat())[:DATE_LENGTH]
        return due

    def _day_before(self, segment: Segment) -> date | None:
        """The day of the promise before in the same sentence, for a time said without one: "..., and by noon ..."."""
        if not self.promises or self.promises[-1].due is None or not self._same_sentence(segment):
            return None
        day = date.fromisoformat(self.promises[-1].due[:DATE_LENGTH])
        return day if self.moment is not None and day > self.moment.date() else None

    def _days(self, segment: Segment) -> list[Quantity]:
        """The days a piece names, hours left out."""
        inside = self._inside(segment.first, segment.last)
        return [quantity for quantity in inside if quantity.sort in DAYS and quantity.sort is not Sort.TIME]

    def _dates_itself(self, segment: Segment, commitment: Commitment) -> bool:
        """Whether a piece only says what day a day is: "Thursday is Ascension Day", "i dag är det fredag"."""
        days = self._days(segment)
        before = any(day.last < commitment.place for day in days)
        return before and any(0 <= day.first - commitment.end <= 1 for day in days)

    def _same_sentence(self, segment: Segment) -> bool:
        """Whether the last promise stands in the sentence of a piece."""
        if not self.promises:
            return False
        between = self.view.reading.text[self.promises[-1].span.end : self.tokens[segment.first].start]
        return not any(mark in between for mark in ".!?")

    def _amounts(self, segment: Segment) -> list[str]:
        inside = self._inside(segment.first, segment.last)
        joins = frozenset(placed.place for placed in segment.of("joins"))
        ends = self._ends(segment) if self._pays(segment) else frozenset()
        return self.payments.of(inside, joins, self.promises[-1].amount if self.promises else None, ends)

    def _pays(self, segment: Segment) -> bool:
        """Whether money is what a piece is about."""
        if segment.of("pay", "paying", "receiving") or "offer_remedy" in self.by_clause.get(
            self.tokens[segment.first].clause, ()
        ):
            return True
        return self._same_sentence(segment) and self.promises[-1].act == "offer_remedy"

    def _ends(self, segment: Segment) -> frozenset[int]:
        """The places where no noun stands that a number before could count."""
        stop_words = self.view.language.stop_words
        places = {place for place in range(segment.first, segment.last) if self.texts[place] in stop_words}
        places |= {quantity.first for quantity in self._inside(segment.first, segment.last)}
        places |= {placed.place for placed in segment.marks}
        return frozenset(places | {segment.last})

    def _act(self, segment: Segment, commitment: Commitment | None) -> str | None:
        """The act of a piece: as found there, else by its verb; None where neither tells."""
        clauses = {self.tokens[place].clause for place in range(segment.first, segment.last)}
        found = {act for clause in clauses for act in self.by_clause.get(clause, ())}
        by_verb = None if commitment is None else ACTS.get(commitment.kind)
        if by_verb is None and segment.of("receiving") and self._amounts(segment):
            by_verb = "offer_remedy"
        if by_verb is not None and (by_verb in found or found <= {"own", UNNAMED}):
            return by_verb
        return min(found, key=KEPT.index, default=None)

    def _announced(self, segment: Segment) -> bool:
        """Whether a piece without words of commitment was found to tell the next step, with its time."""
        clause = self.tokens[segment.first].clause
        if UNNAMED not in self.by_clause.get(clause, ()) or segment.of(
            "not", "habit", "duty", "open", "said", "past", "closed"
        ):
            return False
        return self._due(segment) is not None

    def _elliptic(self, segment: Segment, before: int) -> bool:
        """Whether money without a verb follows a promise: "... the other half on the 14th", "and 15 euros credit"."""
        money = [q for q in self._inside(segment.first, segment.last) if q.sort in MONEY]
        if not money or not self.promises or segment.of("not", "past", "open", "said", "duty", "condition"):
            return False
        if segment.of("gift") or (self.open and self.promises[-1].act not in ("offer_remedy", *PEOPLE)):
            return True
        return len(self.promises) > before and self._due(segment) is not None

    # Putting promises together

    def _add(self, segment: Segment, commitment: Commitment | None, waiting: Segment | None) -> bool:
        due = self._due(segment)
        beside = waiting if waiting is not None and _touch(waiting, segment) and not waiting.of(*TOLD) else None
        if due is None and beside is not None:
            due = self._due(beside)
        amounts = self._amounts(segment)
        if not amounts and beside is not None:
            amounts = self._amounts(beside)
        act = self._act(segment, commitment)
        outcome = commitment is not None and not commitment.strong
        if commitment is not None and outcome and self._dates_itself(segment, commitment):
            return False
        if (
            outcome
            and due is None
            and not (amounts and (segment.of("receiving", "gift") or _paid(segment, commitment)))
        ):
            return False
        if outcome and not amounts and self._repeats(segment, due):
            return True
        if due is None and not amounts and not self._undated(segment, commitment, act):
            return False
        span = self._span(segment)
        what = self.view.reading.text[span.start : span.end]
        name = act or (self.promises[-1].act if commitment is None and self.promises else UNNAMED)
        if commitment is None and segment.of("gift"):
            name = "offer_remedy"
        sums: list[str | None] = [*amounts] or [None]
        for amount in sums:
            self.promises.append(Promise(name, what, due, amount, span))
        self.open = True
        return True

    def _repeats(self, segment: Segment, due: str | None) -> bool:
        """Whether an outcome only says again what was promised in its sentence: "..., so you'll have it tomorrow"."""
        if not self.promises or self.promises[-1].due != due:
            return False
        if not any(placed.place <= segment.first + 1 for placed in segment.of("result")):
            return False
        last = self.promises[-1].span.start
        return self.view.reading.sentences[self.tokens[segment.first].sentence].start <= last

    def _undated(self, segment: Segment, commitment: Commitment | None, act: str | None) -> bool:
        """Whether a commitment with neither day nor sum can be kept or broken."""
        if commitment is None or act in (None, "own", UNNAMED):
            return False
        subjects = self.words.sections.get("subject")
        if subjects and commitment.kind != "lead" and not segment.of("subject", "lead") and not self._opens(segment):
            return False
        if commitment.kind in ACTS:
            return True
        clause = self.tokens[segment.first].clause
        return not any(
            self.tokens[bisect_left([t.start for t in self.tokens], promise.span.start)].clause == clause
            for promise in self.promises[-1:]
        )

    def _opens(self, segment: Segment) -> bool:
        verbs = [placed.place for placed in segment.of(*SELF)]
        return bool(verbs) and verbs[0] <= segment.first + (1 if segment.joined else 0)

    def _completes(self, segment: Segment, commitment: Commitment | None) -> bool:
        """Whether a piece only says when the promise before it will be: "It'll be tomorrow by ten."."""
        if not self.open or not self.promises or self.promises[-1].due is not None:
            return False
        anaphor = [placed for placed in segment.of("anaphor") if placed.place <= segment.first + 2]
        bare = commitment is None and segment.last - segment.first <= SHORT
        if not anaphor and not bare:
            return False
        if segment.of("not", "said", "past", "habit", "open") and commitment is None:
            return False
        if commitment is not None and (commitment.strong or takes_back(segment, commitment)):
            return False
        due = self._due(segment)
        money = self._amounts(segment)
        if due is None or (money and self.promises[-1].amount not in (None, money[0])):
            return False
        amount = self.promises[-1].amount or (money[0] if money else None)
        self.promises[-1] = replace(self.promises[-1], due=due, amount=amount)
        return True

    def _awaits(self, following: Sequence[Segment], before: int) -> bool:
        """Whether a piece belongs to the payment that follows and names no sum: "the fee, 22.50, I'll pay too"."""
        made = self.promises[before:]
        if made and made[-1].act == "offer_remedy" and not made[-1].amount:
            return False
        for segment in following:
            commitment = commitment_of(segment, carried=False)
            if commitment is not None:
                pays = commitment.kind in ("pay", "paying")
                return pays and not self._amounts(segment) and self._due(segment) is None
        return False

    def _sharpens(self, segment: Segment, commitment: Commitment | None) -> bool:
        """Whether a piece only gives the promise before it its hour: "on Monday, at about three"."""
        if not self.open or segment.of("not", "said", "habit", "open", "closed"):
            return False
        if commitment is not None and (
            commitment.strong or not self._days(segment) or not self._same_sentence(segment)
        ):
            return False
        last = self.promises[-1]
        times = any(quantity.sort is Sort.TIME for quantity in self._inside(segment.first, segment.last))
        joined = any(placed.place == segment.first for placed in segment.of("joins"))
        if last.due is None or len(last.due) > DATE_LENGTH or not times or joined or self._amounts(segment):
            return False
        due = self._due(segment)
        if due is None or due[:DATE_LENGTH] != last.due:
            return False
        self.promises[-1] = replace(last, due=due)
        return True

    def _lend(self, segment: Segment) -> bool:
        """A later piece without a commitment of its own lends what the promise lacks: "..., by Monday"."""
        if not self.open or not self.promises or segment.of("past", "said", "not", "habit"):
            return False
        last = self.promises[-1]
        amounts = [] if last.amount or last.act != "offer_remedy" else self._amounts(segment)
        due = last.due or self._due(segment)
        if due == last.due and not amounts:
            return False
        self.promises[-1] = replace(last, due=due, amount=last.amount or (amounts[0] if amounts else None))
        return True

    def _span(self, segment: Segment) -> Span:
        """Leave out "and so" at the front, and what goes beyond a clause of readable length."""
        skip = comparing(self.view.language.code)
        first, last = segment.first, segment.last
        while first + 1 < last and skip.has("skip", self.texts[first]):
            first += 1
        last = min(last, first + 2 * LONG_CLAUSE)
        return Span(self.tokens[first].start, self.tokens[last - 1].end)


def _sum(promise: Promise) -> Decimal | None:
    """The sum of a promise; None for none and for a percentage."""
    return None if promise.amount is None or promise.amount.endswith("%") else Decimal(promise.amount)


def _paid(segment: Segment, commitment: Commitment | None) -> bool:
    """Whether a verb of paying stands right behind an outcome: "she is going to refund"."""
    return commitment is not None and any(
        0 <= placed.place - commitment.end < NEAR_VERB for placed in segment.of("pay", "paying")
    )


def _touch(first: Segment, second: Segment) -> bool:
    return first.last == second.first or second.last == first.first


def _on_the_way(promise: Promise, dated: set[str]) -> bool:
    bare = promise.due is None and promise.amount is None
    return bare and (promise.act in dated or promise.act in (UNNAMED, "own"))


def _barred(segments: Sequence[Segment]) -> set[int]:
    """The numbers of the pieces that suppose something, and of those that hang on them."""
    barred: set[int] = set()
    for place, segment in enumerate(segments):
        suppositions = conditions_in(segment, segments[0].first)
        if not suppositions:
            continue
        barred.add(place)
        own = commitment_of(segment, carried=False)
        if own is not None and own.place < suppositions[0].place:
            continue
        if place + 1 < len(segments) and place + 1 not in barred:
            barred.add(place + 1)
        elif place and place + 1 == len(segments):
            barred.add(place - 1)
    return barred


def binds(view: View, hit: Hit, *, ability: bool = False) -> bool:
    """Whether a sign of commitment binds: not open ("I can"), not done ("I have"), not refused ("I will not").

    With ``ability`` what is still open is let pass.
    """
    words = comparing(view.language.code)
    tokens = view.reading.tokens
    said = [token.text for token in tokens[hit.first : hit.last + 1]]
    behind = [token.text for token in tokens[hit.last + 1 : hit.last + 2] if token.clause == tokens[hit.last].clause]
    if not ability and any(words.has("open", word) for word in said):
        return False
    if any(words.has("no", word) for word in (*said, *behind)):
        return False
    return len(said) > DONE_LENGTH or not any(words.has("done", word) for word in said)
