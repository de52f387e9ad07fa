"""A response cut into the pieces that can hold one commitment each, with the phrases that tell whether they do.

A piece is a clause, cut again before a verb that goes on ("... and ring you on Friday"). What a piece shows is read
from ``promises.yaml``: a lead ("I will"), a verb, an outcome ("you will have"), or what takes a commitment back.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from scoring.arrivals import ARRIVING
from scoring.endings import DATED, DAY, FIRST, LED_ONLY, TOLD, Endings
from scoring.lexicon import Lexicon, Mark
from scoring.quantities import LEAST_SPOKEN, MONEY, Quantity, Sort, names_day
from scoring.text import Sentence, Token

LEAD_REACH = 4
"""So many tokens behind a lead its verb is looked for ("θα σας το στείλω")."""
CARRY, CARRY_OVER = 3, 8
"""So many tokens behind "and" a bare verb goes on, and any other where a day or a sum stands between."""
NOT_BEFORE, NOT_BEHIND = 3, 2
OPENING = 4
SELF = ("calling", "paying", "doing", "fetching", "noting")
"""Verb forms that commit by themselves."""
LED = ("call", "pay", "deed", "fetch", "note")
"""Verb forms that commit behind a lead."""
ACTS = {
    "call": "follow_up",
    "calling": "follow_up",
    "pay": "offer_remedy",
    "paying": "offer_remedy",
    "fetch": "escalate",
    "fetching": "escalate",
    "note": "note_record",
    "noting": "note_record",
}
BESIDE = (*ARRIVING, "receiving", "correction", "told_endings", "not_told", "helpers")
"""Sections that tell nothing of whether a word is a verb that commits."""
REACH = {**dict.fromkeys(LED, 2), **dict.fromkeys(SELF, 5), "lead": 5, "weak_lead": 5, "subject": 4, "outcome": 6}
"""So many tokens behind "and" the words of a new commitment may come: its subject stands between."""
_ORDER = ("fetch", "fetching", "note", "noting", "pay", "paying", "call", "calling", "deed", "doing")


@dataclass(slots=True)
class Placed:
    """A mark and the token it begins at."""

    mark: Mark
    place: int

    @property
    def end(self) -> int:
        """The token behind it."""
        return self.place + self.mark.length


@dataclass(slots=True)
class Segment:
    """Tokens ``first..last`` (exclusive) with the marks in them."""

    first: int
    last: int
    marks: list[Placed] = field(default_factory=list)
    joined: bool = False
    """Whether it goes on from the piece before it with "and" and a verb."""
    opening: int = 0
    """The first token behind the times and sums it begins with: "αύριο το πρωί κατεβαίνω"."""

    def of(self, *kinds: str) -> list[Placed]:
        """The marks of the given sections, in order."""
        return [placed for placed in self.marks if placed.mark.kind in kinds]


@dataclass(frozen=True, slots=True)
class Commitment:
    """What commits in a segment: where it begins and ends, the kind of deed, and the end of its first phrase.

    ``strong``: the speaker commits; otherwise an outcome is told, which needs a time.
    """

    place: int
    end: int
    kind: str
    strong: bool
    phrase_end: int = 0
    needs: str = ""
    """What it must have to count: ``dated`` a day or a length of time, ``day`` a day by its name."""
    guessed: bool = False
    """Whether only the form of the first word tells that it commits."""


def marks_of(
    tokens: Sequence[Token], texts: Sequence[str], sentence: Sentence, words: Lexicon, forms: Endings
) -> list[Placed]:
    """Return the marks of a sentence, quoted words left out; ``forms`` tells verbs that no list names."""
    found: list[Placed] = []
    held = 0
    for place in range(sentence.first, sentence.last):
        if tokens[place].number or tokens[place].quoted:
            continue
        # The longest first: "I will not charge" says more than "I will".
        marks = sorted(words.at(texts, place, sentence.last), key=lambda mark: -mark.length)
        found.extend(Placed(mark, place) for mark in marks)
        telling = [mark for mark in marks if mark.kind not in BESIDE]
        if telling:
            held = max(held, place + max(mark.length for mark in telling))
        elif place >= held:
            found.extend(Placed(mark, place) for mark in forms.marks(texts[place]))
    # "No later than", "not a penny": the "not" refuses nothing; "everything" is no "always" (τα πάντα).
    exempt = {step for placed in found if placed.mark.kind == "not_no" for step in range(placed.place, placed.end)}
    return [placed for placed in found if placed.mark.kind not in ("not", "habit") or placed.place not in exempt]


def segments_of(
    tokens: Sequence[Token], sentence: Sentence, marks: Sequence[Placed], quantities: Sequence[Quantity]
) -> list[Segment]:
    """Cut a sentence at its clauses and before verbs that go on; quantities are never cut."""
    held = {place for q in quantities for place in range(q.first + 1, q.last + 1)}
    ends = {q.last: q for q in quantities}
    begins = {q.first: q for q in quantities}
    goes_on = _goes_on(marks, quantities)
    segments: list[Segment] = []
    begin, joined = sentence.first, False
    for place in range(sentence.first + 1, sentence.last + 1):
        if place < sentence.last:
            if place in held:
                continue
            apart = tokens[place].clause != tokens[place - 1].clause
            ranged = _ranged(tokens, place) or (
                place - 1 in ends and place in begins and _as_one(ends[place - 1], begins[place])
            )
            cut = (apart and not ranged) or (place in goes_on and place not in held)
            if not cut:
                continue
        opening = begin
        while opening < place and (opening in held or opening in begins):
            opening += 1
        segments.append(Segment(begin, place, joined=joined, opening=opening))
        begin, joined = place, place in goes_on
    starts = [segment.first for segment in segments]
    within = held | {q.first for q in quantities if q.last > q.first}
    for placed in marks:
        if placed.place in within and placed.mark.kind in ("not", "past"):
            # "Before March is over": the words of a time say nothing else.
            continue
        segment = segments[bisect_left(starts, placed.place + 1) - 1]
        if placed.end <= segment.last:
            segment.marks.append(placed)
    return segments


def _as_one(before: Quantity, behind: Quantity) -> bool:
    """Whether a comma between two quantities parts nothing: "two, three days", "on Saturday, 14 March"."""
    dated = before.sort is Sort.WEEKDAY and behind.sort in (Sort.DATE, Sort.MONTHDAY)
    return dated or before.sort is behind.sort


def _ranged(tokens: Sequence[Token], place: int) -> bool:
    """Whether figures stand on either side of one sign: "3–5 days", "12–16"."""
    before, here = tokens[place - 1], tokens[place]
    return before.number and here.number and here.start - before.end == 1


def _goes_on(marks: Sequence[Placed], quantities: Sequence[Quantity]) -> set[int]:
    """The places of joining words behind which a verb, a lead or an outcome comes, and before which one has come.

    So are those with money and a day on either side: "half today and half on the 14th".
    """
    verbs = [placed for placed in marks if placed.mark.kind in REACH]
    told = [
        placed
        for placed in marks
        if placed.mark.kind in REACH or placed.mark.kind in ("past", "at_start", "price", TOLD)
    ]
    found: set[int] = set()
    begins = [q.first for q in quantities if names_day(q)]
    for placed in marks:
        if placed.mark.kind != "joins" or not told or told[0].place >= placed.place:
            continue
        if _in_range(placed, quantities):
            continue
        between = any(placed.end <= q.first < placed.end + CARRY for q in quantities)
        reach = [verb for verb in verbs if verb.place >= placed.end]
        if begins and _told_on(placed, marks, begins):
            found.add(placed.place)
        led = any(
            _way(placed.end, verb.place, quantities)
            < (CARRY_OVER if between and verb.mark.kind not in LED else REACH[verb.mark.kind])
            for verb in reach
        )
        if led or _shared_out(placed, quantities):
            found.add(placed.place)
    return found


def _told_on(joint: Placed, marks: Sequence[Placed], days: Sequence[int]) -> bool:
    """Whether a verb that no list names goes on, with a day on either side: "welds it on Friday and hangs it ..."."""
    goes_on = any(placed.mark.kind == TOLD and placed.place == joint.end for placed in marks)
    return goes_on and days[0] < joint.place < days[-1]


def _way(first: int, last: int, quantities: Sequence[Quantity]) -> int:
    """How many tokens lie between two places, the words of times and sums but one left out."""
    held = sum(q.last - q.first for q in quantities if first <= q.first and q.last < last)
    return last - first - held


def _in_range(joint: Placed, quantities: Sequence[Quantity]) -> bool:
    """Whether a joining word stands between the two ends of a range: "between two and five"."""
    before = {q.sort for q in quantities if q.last == joint.place - 1 and q.sort not in MONEY}
    return any(q.sort in before for q in quantities if q.first == joint.end)


def _shared_out(joint: Placed, quantities: Sequence[Quantity]) -> bool:
    before = {q.sort in MONEY for q in quantities if q.last < joint.place}
    behind = {q.sort in MONEY for q in quantities if q.first >= joint.end}
    if before == behind == {True, False}:
        return True
    # "Forty now and forty on Friday": sums in words without their currency.
    near = [q for q in quantities if q.last < joint.place][-1:] + [q for q in quantities if q.first == joint.end]
    return len(near) == 2 and all(q.sort is Sort.NUMBER and q.value >= LEAST_SPOKEN for q in near) and True in before


def commitment_of(segment: Segment, *, carried: bool) -> Commitment | None:
    """What commits in a segment, or None; ``carried``: a lead before it still holds for a bare verb."""
    verbs = segment.of(*SELF, *LED)
    for placed in segment.marks:
        kind = placed.mark.kind
        if kind == "outcome" and not _is_led_later(segment, placed):
            if placed.mark.value != LED_ONLY or _is_led(segment, placed):
                needs = placed.mark.value if placed.mark.value in (DATED, DAY) else ""
                return Commitment(placed.place, placed.end, "outcome", strong=False, phrase_end=placed.end, needs=needs)
            continue
        behind = _verbs_of(segment, placed, verbs, carried=carried)
        if behind is not None:
            end = behind[0].end if kind in ("weak_lead", "subject") else placed.end
            begin = min(placed.place, behind[0].place) if kind == "subject" else placed.place
            best, last = _best(behind, begin), max(end, placed.end)
            return Commitment(begin, last, best, strong=True, phrase_end=placed.end, guessed=kind == "at_start")
    return None


def _verbs_of(segment: Segment, placed: Placed, verbs: Sequence[Placed], *, carried: bool) -> Sequence[Placed] | None:
    """The verbs by which a mark commits the speaker; None where it does not."""
    kind = placed.mark.kind
    behind = [verb for verb in verbs if verb.place >= placed.place]
    if kind == "subject":
        # Verb and subject side by side, in either order: "jag åker", "åker jag".
        beside = [verb for verb in verbs if verb.mark.kind in LED and placed.place in (verb.end, verb.place - 1)]
        return beside or None
    if kind == "weak_lead":
        near = [verb for verb in behind if 0 <= verb.place - placed.end <= int(placed.mark.value)]
        return near or None
    opens = placed.place == segment.first
    behind_times = placed.place == segment.opening
    behind_joint = any(joint.place == segment.first for joint in segment.of("joins"))
    commits = (
        kind == "lead"
        or kind in SELF
        or (kind == "at_start" and (opens or behind_times or (behind_joint and placed.place == segment.first + 1)))
        or (kind in LED and carried and (opens or (segment.joined and _follows_on(segment, placed))))
    )
    return behind if commits else None


def _follows_on(segment: Segment, verb: Placed) -> bool:
    """Whether a bare verb comes right behind "and", or behind "and then", "and I will": no article between."""
    held = {
        place for mark in segment.of("joins", "at_start", "lead", "weak_lead") for place in range(mark.place, mark.end)
    }
    return verb.place < segment.first + CARRY and all(place in held for place in range(segment.first, verb.place))


def _is_led(segment: Segment, outcome: Placed) -> bool:
    """Whether a word that makes a form one of the future stands close before it ("θα σας έχει δοθεί")."""
    return any(0 <= outcome.place - lead.end <= LEAD_REACH for lead in segment.of("weak_lead"))


def _is_led_later(segment: Segment, outcome: Placed) -> bool:
    """Whether a lead or a verb begins with the outcome's own words: it is the better reading."""
    return any(other.place == outcome.place for other in segment.of("lead", *SELF))


def _best(verbs: Sequence[Placed], begin: int) -> str:
    """The most telling kind of the first verbs ("get" is less than "get my manager")."""
    near = [verb for verb in verbs if verb.place < begin + LEAD_REACH + 2]
    if not near:
        return "deed"
    first = near[0]
    rivals = [verb for verb in near if verb.place == first.place]
    rivals.sort(key=lambda verb: (-verb.mark.length, _ORDER.index(verb.mark.kind)))
    return rivals[0].mark.kind


def takes_back(segment: Segment, commitment: Commitment) -> bool:
    """Whether a commitment is negated, left open, reported, or only a habit, a duty of the customer or a rule."""
    for placed in segment.of("not"):
        if commitment.place <= placed.place and placed.end <= commitment.phrase_end:
            # "I won't charge you": the "not" belongs to what is promised.
            continue
        if commitment.place - NOT_BEFORE <= placed.place < commitment.end + NOT_BEHIND:
            return True
    for placed in segment.of("open", "said"):
        if placed.place <= commitment.end:
            covered = commitment.place <= placed.place and placed.end <= commitment.phrase_end
            if not covered:
                return True
    # "We are open until six": a state of things begins inside the words that lead.
    if segment.of("habit") or any(_begins(placed, commitment) for placed in segment.of("closed")):
        return True
    past = [placed for placed in segment.of("past") if placed.mark.length > 1]
    if not commitment.strong and any(_begins(placed, commitment) for placed in past):
        # "It has already been moved": the outcome lies behind.
        return True
    # "I'll bring" is no "bring".
    led = commitment.phrase_end if commitment.strong else -1
    duty = any(placed.place <= commitment.end and placed.place != led for placed in segment.of("duty"))
    unsure = commitment.guessed or not commitment.strong
    return (duty and not _longer(segment, commitment)) or (unsure and bool(segment.of("closed")))


def _begins(placed: Placed, commitment: Commitment) -> bool:
    """Whether a phrase begins where a commitment does, or inside its first phrase."""
    return commitment.place <= placed.place < max(commitment.phrase_end, commitment.place + 1)


def _longer(segment: Segment, commitment: Commitment) -> bool:
    """Whether the commitment's own phrase holds the duty's ("you can collect it")."""
    return all(
        commitment.place <= placed.place
        and placed.end <= commitment.end
        and commitment.end - commitment.place > placed.mark.length
        for placed in segment.of("duty")
    )


def conditions_in(segment: Segment, opening: int = -1) -> list[Placed]:
    """Suppositions; "I'll see whether it has come" supposes nothing.

    Some suppose only as the words at ``opening``, the start of the sentence: "kommer du på fredag, så ...".
    """
    checking = {placed.end for placed in segment.of("checking")} | {placed.place for placed in segment.of("checking")}
    found: list[Placed] = []
    if segment.of("unbound"):
        return found
    for placed in segment.of("condition"):
        if placed.end == segment.last and placed.place > segment.first:
            # "I'll be at the barrier at seven, just in case": nothing is supposed.
            continue
        if {placed.place, placed.place - 1, placed.place - 2} & checking:
            continue
        if placed.mark.value != FIRST or placed.place == opening:
            found.append(placed)
    return found
