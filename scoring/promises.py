"""Commitments of the speaker: what, by when, how much.

A promise is a clause in which an act that can be kept or broken is found and the speaker commits to it. Questions,
refusals, offers still open, what hangs on the customer's will and what is done already promise nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime

from scoring.acts import FOUND, Act, Promise, Span
from scoring.comparing import Comparing, comparing
from scoring.deadlines import due_of, read_moment
from scoring.evidence import LONG_CLAUSE, Finding, View
from scoring.measures import Quantity, Sort, decimal_text
from scoring.patterns import Hit

KEPT = ("follow_up", "offer_remedy", "explain_next", "escalate", "note_record", "warm_transfer", "own")
"""Acts that can be promises; when several share a clause the first of these names it."""
DONE_LENGTH = 2
"""A longer sign that holds "have" speaks of the future ("you will have")."""
UNNAMED = "explain_next"
"""What a commitment with a time is called when no act was found in its clause."""


def find_promises(
    view: View,
    findings: Sequence[Finding],
    acts: Sequence[Act],
    quantities: Sequence[Quantity],
    reference_time: str | None,
) -> tuple[Promise, ...]:
    """Return the promises of a response in order of the text.

    ``findings`` say in which clause an act was found, ``acts`` which acts count. ``due`` is resolved against
    ``reference_time`` (ISO 8601) and None without it; ``span`` is the clause in code points.
    """
    finder = _Finder(view, quantities, read_moment(reference_time))
    finder.place(findings, {act.name for act in acts})
    return finder.find()


class _Finder:
    def __init__(self, view: View, quantities: Sequence[Quantity], moment: datetime | None) -> None:
        self.view = view
        self.tokens = view.reading.tokens
        self.words: Comparing = comparing(view.language.code)
        self.moment = moment
        self.quantities = quantities
        self.starts = [quantity.first for quantity in quantities]
        self.by_clause: dict[int, list[Finding]] = {}

    def place(self, findings: Sequence[Finding], found: set[str]) -> None:
        """Note in which clauses acts that can be promises stand."""
        for finding in findings:
            if finding.act in KEPT and finding.act in found and finding.p >= FOUND:
                for clause in {token.clause for token in self.tokens[finding.first : finding.last + 1]}:
                    self.by_clause.setdefault(clause, []).append(finding)

    def _inside(self, first: int, last: int) -> Sequence[Quantity]:
        """Quantities among tokens ``first..last`` (exclusive)."""
        near = self.quantities[bisect_left(self.starts, first) : bisect_left(self.starts, last)]
        return [quantity for quantity in near if quantity.last < last]

    def find(self) -> tuple[Promise, ...]:
        commits = self._commits()
        barred = self.view.sign_clauses("refusal")
        promises: list[Promise] = []
        for number, sentence in enumerate(self.view.reading.sentences):
            if not self.view.counted[number] or self.view.is_question(number):
                continue
            clauses = _clauses(self.view, sentence.first, sentence.last)
            hanging = self._hanging(clauses)
            spoken = [
                (first, last)
                for first, last in clauses
                if self.tokens[first].clause not in barred and (first, last) not in hanging
            ]
            promises.extend(self._in_sentence(spoken, commits.get(number, ())))
        return tuple(promises)

    def _commits(self) -> dict[int, list[Hit]]:
        """Commitments by sentence, without those still open ("I can") and those done ("I have")."""
        kept: dict[int, list[Hit]] = {}
        for hit in self.view.signs.get("commit", ()):
            if binds(self.view, hit) and not self.tokens[hit.first].quoted:
                kept.setdefault(hit.sentence, []).append(hit)
        return kept

    def _hanging(self, clauses: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
        """Clauses that suppose something; and the clause they make hang, when the customer's will is supposed."""
        hanging: set[tuple[int, int]] = set()
        for place, (first, last) in enumerate(clauses):
            words = [token.text for token in self.tokens[first:last]]
            starts = [index for index, word in enumerate(words) if self.words.has("hanging", word)]
            if not starts:
                continue
            hanging.add((first, last))
            if any(self.words.has("wishing", word) for word in words[starts[0] :]) and place + 1 < len(clauses):
                hanging.add(clauses[place + 1])
        return hanging

    def _in_sentence(self, clauses: Sequence[tuple[int, int]], commits: Sequence[Hit]) -> list[Promise]:
        promises: list[Promise] = []
        open_from: int | None = None
        for first, last in clauses:
            committed = any(first <= hit.first < last for hit in commits)
            acts = self.by_clause.get(self.tokens[first].clause, [])
            act = min((finding.act for finding in acts), key=KEPT.index, default=None)
            timed = self._named_time(first, last)
            denied = any(self.words.has("no", token.text) for token in self.tokens[first:last])
            announced = timed and not denied and any(finding.act == UNNAMED for finding in acts)
            if announced or (committed and (act is not None or timed)):
                promises.append(self._promise(act or UNNAMED, first, last))
                open_from = first
            elif promises and open_from is not None:
                promises[-1] = self._completed(promises[-1], open_from, last)
        return promises

    def _named_time(self, first: int, last: int) -> bool:
        return self.moment is not None and self._due(first, last) is not None

    def _due(self, first: int, last: int) -> str | None:
        if self.moment is None:
            return None
        return due_of(self.tokens, self._inside(first, last), first, last, self.view.language, self.moment)

    def _amount(self, first: int, last: int) -> str | None:
        return _sum_text(next((q for q in self._inside(first, last) if q.sort is Sort.SUM), None))

    def _promise(self, act: str, first: int, last: int) -> Promise:
        begin, end = self._trimmed(first, last)
        span = Span(self.tokens[begin].start, self.tokens[end - 1].end)
        what = self.view.reading.text[span.start : span.end]
        return Promise(act, what, self._due(first, last), self._amount(first, last), span)

    def _completed(self, promise: Promise, first: int, last: int) -> Promise:
        """A later clause without a commitment of its own lends what the promise lacks: "..., by Monday"."""
        due = promise.due or self._due(first, last)
        amount = promise.amount or self._amount(first, last)
        return Promise(promise.act, promise.what, due, amount, promise.span)

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        """Leave out "and so" at the front, and what goes beyond a clause of readable length."""
        while first + 1 < last and self.words.has("skip", self.tokens[first].text):
            first += 1
        return first, min(last, first + 2 * LONG_CLAUSE)


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


def _sum_text(quantity: Quantity | None) -> str | None:
    return None if quantity is None else decimal_text(quantity.value)


def _clauses(view: View, first: int, last: int) -> list[tuple[int, int]]:
    """Return the clauses of a sentence as token ranges (end exclusive)."""
    tokens = view.reading.tokens
    found: list[tuple[int, int]] = []
    begin = first
    for place in range(first + 1, last + 1):
        if place == last or tokens[place].clause != tokens[begin].clause:
            found.append((begin, place))
            begin = place
    return found
