"""Commitments of the speaker: what, by when, how much.

A promise is a piece of a response in which the speaker, or the firm, commits: a lead and a verb ("I will ring"), a verb
that commits by its form ("soitan", "перезвоню"), or an outcome with a time ("you will have it by Friday"). Questions,
refusals, offers still open, what hangs on the customer's will, rules, habits and what is done promise nothing. Without
day and sum only a deed that can be kept or broken is one: a call, money, the manager, a note. Without a verb a sentence
promises when it says what comes where ("Fifteen off at the till.", "By Friday, on your account").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby

from scoring.acts import FOUND, Act, Promise, Span
from scoring.arrivals import phrases
from scoring.deadlines import read_moment
from scoring.endings import endings
from scoring.evidence import Finding, View
from scoring.foretelling import foretells
from scoring.made import PAYMENT, UNNAMED, Made
from scoring.owing import Owing
from scoring.pieces import (
    CONTRARY,
    barred,
    contrasts,
    joined,
    may_commit,
    opens,
    paid_right_behind,
    strong,
    tells,
    told_of_past,
    touch,
    treats,
    whole,
)
from scoring.quantities import Quantity
from scoring.segments import ACTS, LED, Commitment, Segment, commitment_of, marks_of, segments_of, takes_back
from scoring.terms import Terms

KEPT = ("follow_up", PAYMENT, UNNAMED, "escalate", "note_record", "warm_transfer", "own")
"""Acts that can be promises; when several share a piece the first of these names it."""
TAG = 5
"""A question of at most so many tokens at the end ("..., all right?") leaves the promise before it standing."""
GIVING = ("pay", "paying", "receiving", "gift", "back", "landing")
"""What a call must show to be about money that is given."""
TOLD = ("past", "said", "habit", "closed", "duty", "not")
"""What a piece that tells shows: its days and sums are not those of the promise beside it."""
AHEAD = 4
"""Among so many pieces the verb of one without any is looked for."""
PUT_IN = 8
"""A piece of at most so many tokens may stand between a day and its verb."""


def find_promises(
    view: View,
    findings: Sequence[Finding],
    acts: Sequence[Act],
    quantities: Sequence[Quantity],
    reference_time: str | None,
    stated: Sequence[Span] = (),
) -> tuple[Promise, ...]:
    """Return the promises of a response in order of the text.

    ``findings`` say in which clause an act was found, ``acts`` which acts count. ``due`` is resolved against
    ``reference_time`` (ISO 8601) and None without it; ``span`` is the piece in code points. ``stated`` is where the
    response says what the case knows: an hour or a price there is a rule, unless the speaker commits.
    """
    finder = _Finder(view, Terms(view, quantities, read_moment(reference_time), stated))
    finder.place(findings, {act.name for act in acts})
    return finder.find()


class _Finder:
    def __init__(self, view: View, terms: Terms) -> None:
        self.view = view
        self.terms = terms
        self.made = Made(view, terms)
        self.tokens = view.reading.tokens
        self.texts = terms.texts
        self.words = phrases(view.language.code)
        self.forms = endings(view.language.code)
        self.by_clause: dict[int, set[str]] = {}
        self.paying: set[int] = set()
        """The clauses in which an offer of money was found."""
        self.carried = False
        self.owing = Owing(self.terms)

    def place(self, findings: Sequence[Finding], found: set[str]) -> None:
        """Note in which clauses acts that can be promises stand."""
        for finding in findings:
            if finding.act in KEPT and finding.act in found and finding.p >= FOUND:
                for clause in {token.clause for token in self.tokens[finding.first : finding.last + 1]}:
                    self.by_clause.setdefault(clause, set()).add(finding.act)
        self.paying = {clause for clause, acts in self.by_clause.items() if PAYMENT in acts}

    def find(self) -> tuple[Promise, ...]:
        """Go through the sentences that count."""
        for number, sentence in enumerate(self.view.reading.sentences):
            if not self.view.counted[number]:
                self.made.open = False
                self.owing.clear()
                continue
            inside = self.terms.inside(sentence.first, sentence.last)
            words = self.texts[sentence.first : sentence.last]
            timed = bool(inside) or self.terms.names_unit(sentence.first, sentence.last)
            if not timed and not may_commit(words, self.words, self.forms):
                # Neither day nor sum, nor a word that commits: nothing is promised, nor added to what was.
                self.owing.forget()
                continue
            marks = marks_of(self.tokens, self.texts, sentence, self.words, self.forms)
            segments = segments_of(self.tokens, sentence, marks, inside)
            # A sentence with a full stop is no question, even where its first word could ask ("var" for "vår").
            if sentence.mark not in (".", "…") and self.view.is_question(number):
                segments = self._told(segments, number)
            self._sentence(segments)
        return tuple(self.made.promises)

    def _told(self, segments: list[Segment], number: int) -> list[Segment]:
        """The pieces of a question that are told: those before a short tag."""
        if self.view.reading.sentences[number].mark != "?" or len(segments) < 2:
            return []
        tag = segments[-1]
        return segments[:-1] if tag.last - tag.first <= TAG and commitment_of(tag, carried=False) is None else []

    def _sentence(self, segments: Sequence[Segment]) -> None:
        before = len(self.made.promises)
        if any(segment.of("aside") for segment in segments):
            # "By the way, cards are issued within ten days": a rule, unless the speaker commits.
            segments = [segment for segment in segments if strong(segment) or segment.of("contrast")]
        self._pieces(segments[self._verbless(segments) :], before)
        self.made.settle(before)
        self.owing.settle(segments, promised=len(self.made.promises) > before)

    def _verbless(self, segments: Sequence[Segment]) -> int:
        """How many pieces promise without a verb: "Fifteen pounds off at the till.", "Nine o'clock, your door"."""
        if not segments or self.view.reading.sentences[self.tokens[segments[0].first].sentence].mark == "?":
            return 0
        shut = barred(segments)
        plain = [
            place not in shut and not segment.of(*CONTRARY, "finite", "past") for place, segment in enumerate(segments)
        ]
        if segments[0].of("habit"):
            return 0
        committed = [commitment_of(segment, carried=False) is not None for segment in segments]
        if any(committed):
            lead = committed.index(True)
            leads = lead and plain[0] and joined(segments[lead])
            leads = leads and all(
                fit or self.terms.is_small(piece) for fit, piece in zip(plain, segments[:lead], strict=False)
            )
            return lead if leads and self._bare(segments[:lead], segments) else 0
        if all(plain):
            entire = whole(segments)
            if self.made.amend(entire, None, self._amounts(entire)):
                return len(segments)
        runs = [list(run) for told, run in groupby(zip(plain, segments, strict=True), key=lambda pair: pair[0]) if told]
        parts = [part for run in runs for part in self._parts([segment for _, segment in run])]
        made = False
        for part in parts:
            made = self._bare(part, segments, after=made) or made
        return len(segments) if made else 0

    def _parts(self, run: Sequence[Segment]) -> list[Sequence[Segment]]:
        """A run of pieces without a verb, cut where each says what comes when: "one tonight, the other by Monday"."""
        named = len(run) > 1 and all(self.terms.days(piece) and self.terms.names_thing(piece) for piece in run)
        return [[piece] for piece in run] if named else [run]

    def _bare(self, run: Sequence[Segment], sentence: Sequence[Segment], *, after: bool = False) -> bool:
        """Whether pieces without a verb say what comes where; a day before them in their sentence is theirs.

        ``after`` others that do it is enough to say what comes when.
        """
        segment = whole(run)
        amounts = self._amounts(segment)
        before = whole(sentence[: sentence.index(run[-1]) + 1])
        due = self.made.due(segment)
        if due is not None and not self.terms.dated(segment) and self.terms.dated(before):
            due = self.made.due(before)
        back = amounts and not self.made.open and segment.of("back")
        behind = sentence[sentence.index(run[-1]) + 1 :]
        length = self.terms.is_length(segment) and bool(behind) and joined(behind[0]) and tells(behind[0])
        if self._is_rule(segment, None):
            return False
        comes = segment.of("place") or length or (after and self.terms.names_thing(segment))
        if not back and (due is None or not comes):
            return False
        self._make(PAYMENT if back else UNNAMED, segment, due, amounts)
        return True

    def _pieces(self, segments: Sequence[Segment], before: int) -> None:
        self.carried = False
        shut = barred(segments)
        usual = bool(segments) and bool(segments[0].of("habit"))
        waiting: Segment | None = None
        pending: tuple[Segment, Commitment] | None = None
        gone = False
        for place, segment in enumerate(segments):
            # "It was approved on Friday, 26 June, at 18:12": what goes on without a verb is as past.
            gone = bool(segment.of("past")) or (gone and not segment.of("finite", "outcome", "joins"))
            gone = gone or told_of_past(segments[place : place + AHEAD])
            if place in shut:
                self.carried = False
                continue
            # "Usually it takes a week, but yours comes on Friday."
            usual = usual and not contrasts(segment)
            habitual = usual or bool(segment.of("habit"))
            commitment = commitment_of(segment, carried=self.carried)
            rule = commitment is None and self._is_rule(segment, None)
            if commitment is None and pending is not None and self._on_its_day(*pending, segment):
                pending = None
                continue
            if rule or self.made.amend(segment, commitment, self._amounts(segment)):
                self.owing.name(segment)
                continue
            if commitment is None and pending is not None:
                part = self._amounts(pending[0]) and self._amounts(segment) and self._add(segment, pending[1], None)
                if not part and self._add(*pending, segment):
                    part, pending = True, None
                if part:
                    # A part of what was promised: "300 will be returned: 200 on the 3rd and ...".
                    continue
            if commitment is None:
                waiting = self._uncommitted(segments, place, before, waiting, told=not habitual and not gone)
                continue
            if takes_back(segment, commitment) or (habitual and not commitment.strong):
                self.carried = False
                self.owing.name(segment)
                continue
            self.carried = commitment.strong
            if self._add(segment, commitment, waiting):
                waiting = None
            else:
                # What has no time of its own yet may get it from the next piece: "..., on the 27th".
                pending = (segment, commitment)
                self.owing.name(segment)

    def _uncommitted(
        self, segments: Sequence[Segment], place: int, before: int, waiting: Segment | None, *, told: bool
    ) -> Segment | None:
        """Read a piece without words of commitment; what waits for its verb is returned.

        ``told``: neither usual nor past, it may tell what comes.
        """
        segment = segments[place]
        announced = told and self._announced(segment) and not self.made.leads(segments, place)
        announced = announced or self.made.shared_out(segments[place:], self.paying)
        awaits = not announced and self._awaits(segments[place + 1 :], before)
        awaits = awaits or told_of_past(segments[place : place + AHEAD])
        if announced or (not awaits and self.made.elliptic(segment, before)):
            self._add(segment, None, waiting)
        elif awaits or not self.made.lend(segment, self._amounts(segment)):
            self.owing.name(segment)
            return self._held(waiting, segment)
        return waiting

    def _on_its_day(self, pending: Segment, commitment: Commitment, segment: Segment) -> bool:
        """Whether a piece is the day of what is pending: "(... and have it cut again), free, | by the end of May"."""
        return self.made.is_day_of(pending, segment) and self._add(whole([pending, segment]), commitment, None)

    def _held(self, waiting: Segment | None, segment: Segment) -> Segment:
        """What waits for its verb: a few words between keep the day before them, "on Tuesday, though, first thing"."""
        beside = waiting is not None and waiting.last == segment.first
        put_in = self.terms.is_small(segment, PUT_IN) or self.terms.only_hours(segment)
        if waiting is None or not beside or not put_in or segment.of("not", "condition"):
            return segment
        return Segment(waiting.first, segment.last, [*waiting.marks, *segment.marks])

    # What a piece commits to

    def _amounts(self, segment: Segment) -> list[str]:
        return self.terms.amounts(segment, self.made.last, self.paying)

    def _act(self, segment: Segment, commitment: Commitment | None) -> str | None:
        """The act of a piece: as found there, else by its verb; None where neither tells."""
        clauses = {self.tokens[place].clause for place in range(segment.first, segment.last)}
        found = {act for clause in clauses for act in self.by_clause.get(clause, ())}
        by_verb = None if commitment is None else ACTS.get(commitment.kind)
        if commitment is not None and by_verb is None and segment.of("note_word"):
            by_verb = "note_record"
        calls = bool(segment.of("call", "calling"))
        if by_verb is None and self._amounts(segment) and (segment.of("receiving") or (PAYMENT in found and not calls)):
            by_verb = PAYMENT
        last = self.made.last
        paid = last is not None and last.act == PAYMENT and bool(last.amount or last.due)
        if paid and by_verb == "follow_up" and not segment.of(*GIVING):
            # "I'll refund it and ring you on Thursday": the refund beside it is no act of the call.
            found.discard(PAYMENT)
        if by_verb is not None and (by_verb in found or found <= {"own", UNNAMED}):
            return by_verb
        return min(found, key=KEPT.index, default=None)

    def _announced(self, segment: Segment) -> bool:
        """Whether a piece without words of commitment was found to tell the next step, with its time."""
        clause = self.tokens[segment.first].clause
        if UNNAMED not in self.by_clause.get(clause, ()) and not foretells(segment, self.terms):
            return False
        contrary = segment.of("not", "habit", "duty", "open", "said", "past", "closed")
        return not contrary and self.made.due(segment) is not None

    def _awaits(self, following: Sequence[Segment], before: int) -> bool:
        """Whether a piece belongs to the payment that follows and names no sum: "the fee, 22.50, I'll pay too"."""
        made = self.made.promises[before:]
        if made and made[-1].act == PAYMENT and not made[-1].amount:
            return False
        for segment in following:
            commitment = commitment_of(segment, carried=False)
            if commitment is not None:
                pays = commitment.kind in ("pay", "paying") or bool(segment.of("receiving", "landing"))
                return pays and not self._amounts(segment)
        return False

    def _is_rule(self, segment: Segment, commitment: Commitment | None) -> bool:
        """Whether a piece measures what it says of a fact the case knows: "we close at six on Fridays".

        What the speaker will do or pays, or the customer is to have, is promised all the same.
        """
        kind = "" if commitment is None else commitment.kind
        gives = kind == "paying" or bool(kind and segment.of("gift", "back"))
        # "Half of the fare is refunded when it is late": nobody in particular is paid.
        gives = gives and not (segment.of("impersonal") and self.made.due(segment) is None)
        received = commitment is not None and segment.of("receiving")
        return not received and kind not in LED and self.terms.states(segment, sums=not gives)

    def _add(self, segment: Segment, commitment: Commitment | None, waiting: Segment | None) -> bool:
        due = self.made.due(segment)
        beside = waiting if waiting is not None and touch(waiting, segment) and not waiting.of(*TOLD) else None
        if due is None and beside is not None:
            due = self.made.due(beside)
        amounts = self._amounts(segment)
        if not amounts and beside is not None and not beside.of("price"):
            pays = bool(segment.of("pay", "paying", "receiving"))
            amounts = self.terms.amounts(beside, self.made.last, self.paying, pays=pays)
        if not amounts and commitment is not None:
            amounts = self.owing.paid(segment, commitment)
        act = self._act(segment, commitment)
        if act == "follow_up" and segment.of("call", "calling") and not segment.of(*GIVING):
            # "You'll hear from me about the 87": what the call is about is not paid by it.
            amounts = [] if beside is None or not beside.of(*GIVING) else amounts
        outcome = commitment is not None and not commitment.strong
        dates = commitment is not None and outcome and self.terms.dates_itself(segment, commitment)
        if dates or self._is_rule(segment, commitment):
            return False
        if (
            outcome
            and due is None
            and not (amounts and (segment.of("receiving", "gift") or paid_right_behind(segment, commitment)))
            and not treats(segment)
        ):
            return False
        if commitment is not None and not self.terms.meets(segment, commitment.needs):
            return False
        if outcome and not amounts and self.made.repeats(segment, due):
            return True
        if due is None and not amounts and not self._undated(segment, commitment, act):
            return False
        if commitment is not None and outcome:
            self.made.come_to(segment)
        name = act or (UNNAMED if commitment is not None or self.made.last is None else self.made.last.act)
        self._make(PAYMENT if commitment is None and segment.of("gift") else name, segment, due, amounts)
        self.made.twice(segment)
        return True

    def _make(self, act: str, segment: Segment, due: str | None, amounts: Sequence[str]) -> None:
        """Make a promise of a piece, one for each of its sums."""
        span = self.terms.span(segment)
        what = self.view.reading.text[span.start : span.end]
        sums: list[str | None] = [*amounts] or [None]
        made = [Promise(act, what, due, amount, span) for amount in sums]
        if treats(segment) or self.terms.awaited(segment):
            self.made.kept.extend(made)
        self.made.promises.extend(made)
        self.made.open = True
        self.made.length = not self.terms.days(segment)

    def _undated(self, segment: Segment, commitment: Commitment | None, act: str | None) -> bool:
        """Whether a commitment with neither day nor sum can be kept or broken."""
        if commitment is None:
            return False
        if self.terms.hurried(segment) or treats(segment):
            return True
        if act in (None, "own", UNNAMED):
            return False
        subjects = self.words.sections.get("subject")
        if subjects and commitment.kind != "lead" and not segment.of("subject", "lead") and not opens(segment):
            return False
        if commitment.kind in ACTS or segment.of("note_word"):
            return True
        clause = self.tokens[segment.first].clause
        return not any(
            self.tokens[bisect_left(self.tokens, promise.span.start, key=lambda token: token.start)].clause == clause
            for promise in self.made.promises[-1:]
        )
