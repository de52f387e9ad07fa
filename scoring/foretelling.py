"""Verbs of the present that no list names, with a day to come: "our plumber calls on you on Monday", "Marko hitsaa".

What is neither past nor usual, refused, open or said by others and has a day by its name is told of what will be. The
endings of such verbs stand in ``promises.yaml`` (``told_endings``); as nouns can have them, too, one counts only where
a verb can stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from scoring.arrivals import phrases
from scoring.endings import BEHIND, PASSIVE, TOLD
from scoring.quantities import Sort, names_day
from scoring.segments import Placed, Segment
from scoring.terms import Terms

CONTRARY = ("not", "habit", "duty", "open", "said", "closed", "condition", "price")
"""What keeps a piece with such a verb from telling what will be."""
MONTH = 100
"""Dates are numbers whose last two figures are the day, nought where only the month was said."""


def foretells(segment: Segment, terms: Terms) -> bool:
    """Whether a piece tells with a verb of the present what will be on a day it names."""
    # A month by itself is no day by its name: "showers in October".
    inside = terms.inside(segment.first, segment.last)
    days = [day for day in inside if names_day(day) and day.sort is not Sort.TIME]
    days = [day for day in days if day.sort is not Sort.DATE or int(day.value) % MONTH]
    if segment.of(*CONTRARY) or not days or _is_past(segment):
        return False
    held = {place for q in inside for place in range(q.first, q.last + 1)}
    stop_words = terms.view.language.stop_words
    helpers = phrases(terms.view.language.code).sections.get("helpers", {}).keys()
    objects = {terms.texts[mark.place] for mark in segment.of("finite", "money_word")}
    return any(
        placed.place not in held and _can_be_verb(placed, segment, terms.texts, stop_words, held, objects, helpers)
        for placed in segment.of(TOLD)
    )


def _is_past(segment: Segment) -> bool:
    """Whether a verb of the past tells, and not only which thing is meant: "the 60 | that you paid | come back"."""
    past = segment.of("past")
    meant = [relative.place for relative in segment.of("relative")]
    verbs = [verb.place for verb in segment.of(TOLD, "outcome")]
    return any(not (meant and verbs and meant[0] < placed.place < verbs[-1]) for placed in past)


def _can_be_verb(
    placed: Placed,
    segment: Segment,
    texts: Sequence[str],
    stop_words: AbstractSet[str],
    held: AbstractSet[int],
    objects: AbstractSet[str],
    helpers: AbstractSet[str],
) -> bool:
    """Whether a verb can stand where a word does: one whose form nouns share needs a noun right before it."""
    before = texts[placed.place - 1] if placed.place > segment.first else ""
    if placed.mark.value == PASSIVE:
        return before in helpers
    if placed.mark.value != BEHIND:
        return True
    joints = {joint.place for joint in segment.of("joins")}
    follows = segment.joined and placed.place - 1 in joints
    named = bool(before) and before not in stop_words and not before.isdigit()
    # "Grey napkins on the 30th": a noun; a verb has something it does behind it.
    behind = (texts[place] for place in range(placed.end, segment.last) if place not in held)
    return (named or follows) and any(word in objects or word not in stop_words for word in behind)
