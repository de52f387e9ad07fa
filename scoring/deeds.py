"""Words and deeds that belong together: a remedy promised and given, a hand-over announced and made, a note.

Both are one thing and are counted once; one without the other is worth half, and the mismatch is named. A bare
transcript records no deeds: there a missing deed proves little, and words alone are worth most of it.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from scoring.cues import WordSet
from scoring.signals import FULL, Book, Occurrence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.acts import Detection, RemedyMention
    from scoring.case import RemedyTerm

HALF = 500
UNPROVEN = 800
"""Worth of a remedy or hand-over in words alone where no deeds are recorded."""
UNSURE_NEED = 600
"""Worth of a hand-over when nothing tells whether it was needed."""


def match_deeds(book: Book) -> None:
    """Add the signals of remedies, limits, hand-overs and notes, and the mismatches of word and deed."""
    _remedies(book)
    for item in book.of("explain_limit"):
        # A refusal, however well put, of what the trainee could have granted is half an answer.
        share = HALF if book.wish_within else FULL
        book.add("limit", Occurrence(item.turn, item.start, item.end, item.act, item.value * share // FULL))
    _handovers(book)
    _notes(book)


def _remedies(book: Book) -> None:
    offers = [item for item in book.of("offer_remedy") if not _wrong_offer(book, item)]
    given = [item for item in book.of("deed:remedy") if not _wrong_deed(book, item)]
    if offers and given:
        worth = FULL
    elif offers:
        worth = _words_alone(book)
        book.mismatches["act"] = "remedy_said" if book.talk.deeds_recorded else "remedy_unproven"
    else:
        worth = HALF
        offers = given
        if given:
            book.mismatches["act"] = "remedy_silent"
    found = [Occurrence(item.turn, item.start, item.end, item.act, item.value * worth // FULL) for item in offers]
    book.add("remedy", *found)
    book.add("remedy_other", *found[1:])


def _words_alone(book: Book) -> int:
    return HALF if book.talk.deeds_recorded else UNPROVEN


def _overruled(book: Book, turn: int) -> bool:
    """Whether somebody with more authority has spoken before: they may allow what the trainee may not."""
    return any(earlier.who == "supervisor" for earlier in book.talk.turns[:turn])


def _wrong_offer(book: Book, offer: Occurrence) -> bool:
    """Note an offer the trainee may not make, or not of that size."""
    case = book.talk.case
    detection = next((found for index, _, found in book.mine if index == offer.turn), None)
    if case is None or detection is None or _overruled(book, offer.turn):
        return False
    meant = _offered(detection)
    if meant and all(_is_one_of(name, case.not_allowed) and not _is_one_of(name, case.authority) for name in meant):
        book.add("forbidden_remedy", offer)
        return True
    if any(_over_limit(name, mention, case.authority) for name, mention in meant.items()):
        book.add("beyond_remedy", offer)
        return True
    return False


def _offered(detection: Detection) -> dict[str, RemedyMention]:
    """The remedies named in the words that make the offer."""
    act = detection.act("offer_remedy")
    spans = act.spans if act else ()
    return {
        name: mention
        for name, mention in detection.remedies.items()
        if any(one.start < other.end and other.start < one.end for one in mention.spans for other in spans)
    }


def _wrong_deed(book: Book, deed: Occurrence) -> bool:
    case = book.talk.case
    names = [action.id for action in book.talk.turns[deed.turn].actions if action.type == "remedy"]
    if case is None or _overruled(book, deed.turn):
        return False
    wrong = any(name and _is_one_of(name, case.not_allowed) and not _is_one_of(name, case.authority) for name in names)
    if wrong:
        book.add("forbidden_remedy", deed)
    return wrong


def _is_one_of(name: str, terms: Sequence[RemedyTerm]) -> bool:
    if any(term.id == name for term in terms):
        return True
    plain = WordSet(name.replace("_", " "))
    return any(plain.share(term.id.replace("_", " ")) == FULL for term in terms)


def _over_limit(name: str, mention: RemedyMention, terms: Sequence[RemedyTerm]) -> bool:
    amount = _sum(mention.amount)
    limits = [limit for term in terms if term.id == name and (limit := _sum(term.limit)) is not None]
    return amount is not None and bool(limits) and amount > max(limits)


def _sum(text: str | None) -> Decimal | None:
    """A sum as a number; None for what is none, so that it never counts against anybody."""
    try:
        number = Decimal((text or "").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _handovers(book: Book) -> None:
    said = book.of("escalate", "warm_transfer")
    done = book.of("deed:supervisor", "deed:warm_transfer")
    others = [index for index, turn in enumerate(book.talk.turns) if turn.who in {"supervisor", "colleague"}]
    came = bool(done) or any(index > item.turn for index in others for item in said)
    if said and came:
        worth = FULL
    elif said:
        worth = _words_alone(book)
        if book.talk.deeds_recorded:
            book.mismatches["own"] = "handover_said"
    else:
        worth = HALF
        if done:
            book.mismatches["own"] = "handover_silent"
    for item in said or done:
        need = _need(book, item)
        value = item.value * worth // FULL * need // FULL
        book.add("handover", Occurrence(item.turn, item.start, item.end, item.act, value))
        if not need:
            book.add("needless_handover", Occurrence(item.turn, item.start, item.end, item.act))


def _need(book: Book, handover: Occurrence) -> int:
    """How far a hand-over was needed: asked for or beyond authority, unknown, or not at all."""
    if book.wish_within is False or book.customer_says("wants_supervisor", handover.turn):
        return FULL
    return UNSURE_NEED if book.wish_within is None else 0


def _notes(book: Book) -> None:
    said, done = book.of("note_record"), book.of("deed:note")
    if bool(said) != bool(done):
        unsaid = "note_said" if book.talk.deeds_recorded else "note_unproven"
        book.mismatches["follow_up"] = unsaid if said else "note_silent"
