"""From a conversation to signals: what was said and done, where, and what it is worth.

A signal is an act of the codebook, a deed (``deed:note``), or something only several turns show together
(a restatement confirmed, an apology grown stale). The rubric says what each earns. Words and deeds that belong
together (a remedy promised and given) are matched in :mod:`scoring.deeds`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from scoring.acts import ACT_ORDER, Act, Detection, Kind, kind_of
from scoring.cues import WordSet, asks, content, names_somebody, says, tells
from scoring.deeds import match_deeds
from scoring.signals import FULL, UNSEEN, Book, Observations, Occurrence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.case import CaseFact
    from scoring.conversation import Conversation, Turn
    from scoring.rubric import Rubric

SEVERAL = 6
"""So many of the customer's own words in a restatement make it a full one where no case tells the facts."""
LEAST_COVERAGE = 400
LISTENING = ("listen", "open_question", "fact_question", "restate", "ask_permission", "empathise")
ANSWERS = ("offer_remedy", "explain_next", "explain_limit", "hide_policy")
SMALL = frozenset({"courtesy", "thank", "listen"})
HANDFUL = 3
HEAP = 6
ADDED = 1
"""So many kinds of moves beside a heap still leave it said in one breath."""
DATED = ("follow_up", "explain_next")
PASTED = 4
"""A letter that says back no more than one in so many of the things told could go to anybody."""


def observe(talk: Conversation, detections: Sequence[Detection | None], rubric: Rubric) -> Observations:
    """Gather the signals of a conversation; ``detections`` is aligned with its turns."""
    book = Book(talk, detections, rubric)
    for index, turn, detection in book.mine:
        _turn(book, index, turn, detection)
    match_deeds(book)
    _listening(book)
    _restating(book)
    _apologies(book)
    _courtesies(book)
    _ending(book)
    _whole(book)
    solutions = (item.position for item in book.of("remedy", "limit", "handover") if item.value and item.turn >= 0)
    spoken = [found for _, turn, found in book.mine if turn.text.strip()]
    done = any(turn.actions for _, turn, _ in book.mine)
    return Observations(
        signals={name: tuple(found) for name, found in book.signals.items()},
        solution=min(solutions, default=None),
        mismatches=book.mismatches,
        doubtful=_doubtful(book),
        understood=done or any(found is not None and found.status == "ok" for found in spoken),
        spoke=bool(spoken) or done,
        complaint=talk.case is not None or any(turn.who == "customer" and turn.text.strip() for turn in talk.turns),
    )


def _turn(book: Book, index: int, turn: Turn, detection: Detection | None) -> None:
    """The acts and deeds of one turn, as they stand."""
    if detection is not None and detection.status == "ok":
        moves = [act for act in detection.acts if act.found and act.kind is Kind.MOVE]
        worth = _crowded(moves, book.rubric.crowding) if book.live else {}
        for act in detection.acts:
            if act.found:
                span = act.spans[0]
                value = worth.get(act.name, FULL) if act.kind is Kind.MOVE else _weight(act, book.rubric.certain)
                book.add(act.name, Occurrence(index, span.start, span.end, act.name, value))
    for action in turn.actions:
        book.add(f"deed:{action.type}", Occurrence(index, 0, 0, action.type))
    if turn.did("blind_transfer") and not any(item.turn == index for item in book.of("blind_transfer")):
        book.add("blind_transfer", Occurrence(index, 0, 0, "blind_transfer"))
    if turn.interrupted:
        book.add("interrupted", Occurrence(index, 0, len(turn.text), "interrupted"))
    held = any(earlier.did("hold") for earlier in book.talk.turns[max(0, index - 2) : index + 1])
    if book.live and turn.silence_s >= book.rubric.silence_s and not held:
        book.add("left_waiting", Occurrence(index, 0, 0, "silence"))


def _weight(fault: Act, certain: int) -> int:
    """A fault below the certainty a cap needs lowers its step by its probability."""
    return FULL if fault.p >= certain else fault.p


def _crowded(moves: Sequence[Act], crowding: Sequence[int]) -> dict[str, int]:
    """Worth of each move of one spoken turn: the first few reach the customer, the rest less and less.

    Moves whose words overlap are one thing said; a greeting takes no place.
    """
    worth: dict[str, int] = {}
    rank, reach = -1, -1
    for act in sorted(moves, key=lambda move: (move.spans[0], ACT_ORDER[move.name])):
        if act.name == "courtesy":
            worth[act.name] = FULL
            continue
        if act.spans[0].start >= reach:
            rank += 1
        reach = max(reach, act.spans[0].end)
        worth[act.name] = crowding[min(max(rank, 0), len(crowding) - 1)]
    return worth


def _listening(book: Book) -> None:
    heard = book.of(*LISTENING)
    if not heard:
        book.add("ignored", UNSEEN)
    answers = book.of(*ANSWERS)
    if answers and not book.one_answer and not any(item.position < answers[0].position for item in heard):
        book.add("rushed", answers[0])
    last = max((index for index, _, _ in book.mine), default=0)
    if book.customer_says("wish", last):
        # Somebody who has said what they want need not be asked; asking is still a little better.
        book.add("wish_told", Occurrence(-1, 0, 0, "", 400))


def _restating(book: Book) -> None:
    restated = book.of("restate")
    if not restated:
        return
    best = max(restated, key=lambda item: (_confirmed(book, item), item.position))
    book.add("confirmed", Occurrence(best.turn, best.start, best.end, "restate", _confirmed(book, best)))
    covered = _coverage(book, [item.turn for item in restated])
    most = max(restated, key=lambda item: (item.end - item.start, item.position))
    book.add("coverage", Occurrence(most.turn, most.start, most.end, "restate", covered * most.value // FULL))


def _confirmed(book: Book, restated: Occurrence) -> int:
    """How far the customer has confirmed a restatement, in per mille."""
    answer = book.customer_after(restated.turn)
    if answer is None:
        return 0
    if says(answer, book.talk.language, "denies", first=3):
        return 0
    if says(answer, book.talk.language, "confirms", first=8):
        return FULL
    asked = asks(book.talk.turns[restated.turn].text, book.talk.language)
    return 700 if asked or any(item.turn == restated.turn for item in book.of("ask_permission")) else 400


def _coverage(book: Book, turns: Sequence[int]) -> int:
    """Share of the key facts the customer told that the trainee said back, in per mille."""
    told = WordSet("\n".join(turn.text for turn in book.talk.turns if turn.who == "customer"))
    said_text = "\n".join(book.talk.turns[turn].text for turn in turns)
    said = WordSet(said_text)
    # Words of the customer that come back: the measure without a case, and where the case is in another language.
    echoed = sum(told.has(word) for word in content(said_text))
    free = min(FULL, LEAST_COVERAGE + (FULL - LEAST_COVERAGE) * echoed // SEVERAL)
    facts = _key_facts(book, told)
    if not facts:
        return free
    covered = _said_back(book, said, facts)
    return max(LEAST_COVERAGE, FULL * covered // len(facts), min(free, 700))


def _said_back(book: Book, said: WordSet, facts: Sequence[CaseFact]) -> int:
    """How many of the facts were stated, or stand in the words ``said``."""
    stated = {name for _, _, found in book.mine if found for name, fact in found.facts.items() if fact.stated}
    return sum(fact.id in stated or tells(said, fact) for fact in facts)


def _key_facts(book: Book, told: WordSet) -> list[CaseFact]:
    case = book.talk.case
    if case is None:
        return []
    keys = [fact for fact in case.facts if fact.key] or list(case.facts)
    return [fact for fact in keys if tells(told, fact)] or keys


def _apologies(book: Book) -> None:
    """From the third apology on, one with no deed since the last has grown stale.

    Where nothing is done about the matter at all, the second one has: it was said instead of acting.
    """
    apologies = book.of("apologise")
    deeds = book.of("own", "remedy", "limit", "handover", "explain_next", "follow_up", "take_contact", "ask_wish")
    for earlier, later in pairwise(apologies[1:] if deeds else apologies):
        if not any(earlier.position <= deed.position <= later.position for deed in deeds):
            book.add("stale_apology", later)


def _courtesies(book: Book) -> None:
    """Of what kind each courtesy is: a greeting to begin with, a name given or used, or a small extra.

    Whatever is given to a customer who complains of nothing is an extra too.
    """
    began = next((index for index, turn, _ in book.mine if turn.text.strip()), -1)
    for index, turn, detection in book.mine:
        act = detection.act("courtesy") if detection and detection.status == "ok" else None
        for span in act.spans if act else ():
            words = turn.text[span.start : span.end]
            found = Occurrence(index, span.start, span.end, "courtesy")
            greets, parts = (says(words, book.talk.language, kind) for kind in ("greets", "farewells"))
            named = names_somebody(words, book.talk.language)
            if greets and index == began:
                book.add("greeted", found)
            if named:
                book.add("named", found)
            if not (greets or parts or named):
                book.add("extra", found)
    book.add("extra", *book.of("remedy"))
    if book.wish_within is False:
        book.add("wish_beyond", UNSEEN)


def _ending(book: Book) -> None:
    for index, turn, detection in book.mine:
        for promise in detection.promises if detection else ():
            if promise.due and promise.act in DATED:
                book.add("dated", Occurrence(index, promise.span.start, promise.span.end, promise.act))
        if detection and any(not check.right for check in detection.checks):
            wrong = next(check for check in detection.checks if not check.right)
            book.add("wrong_fact", Occurrence(index, wrong.span.start, wrong.span.end, "wrong_fact"))
        answer = book.customer_after(index)
        if answer and asks(turn.text, book.talk.language):
            glad = any(says(answer, book.talk.language, kind) for kind in ("confirms", "thanks"))
            if glad:
                book.add("settled", *(item for item in book.of("follow_up") if item.turn == index))


def _whole(book: Book) -> None:
    """What holds of the conversation as a whole."""
    acts = [name for name in book.signals if name in ACT_ORDER]
    moves = [item for name in acts for item in book.signals[name] if kind_of(name) is Kind.MOVE]
    if book.live and _in_one_breath(moves):
        book.add("one_breath", UNSEEN)
    if book.one_answer and len(moves) >= HANDFUL and _pasted(book):
        book.add("pasted", UNSEEN)
    if not acts:
        book.add("nothing_done", UNSEEN)
    for fault in book.talk.exceptions.fails:
        if any(item.value == FULL for item in book.of(fault)):
            book.add("failing_fault", *book.of(fault))


def _pasted(book: Book) -> bool:
    """Whether a letter could go to anybody: of several things the customer told, hardly one stands in it.

    The few letters of this kind that raters saw got 2 to 10 points; a complete one was not among them, so that the cap
    for those is our judgement.
    """
    told = WordSet("\n".join(turn.text for turn in book.talk.turns if turn.who == "customer"))
    facts = [fact for fact in _key_facts(book, told) if tells(told, fact)]
    said = WordSet("\n".join(turn.text for _, turn, _ in book.mine))
    return len(facts) > 1 and PASTED * _said_back(book, said, facts) <= len(facts)


def _in_one_breath(moves: Sequence[Occurrence]) -> bool:
    """Whether everything was said in one turn: nothing else helped, or the rest adds next to nothing to a heap."""
    if len({item.turn for item in moves}) == 1:
        return len(moves) >= HANDFUL
    by_turn: dict[int, set[str]] = {}
    for item in moves:
        if item.act not in SMALL:
            by_turn.setdefault(item.turn, set()).add(item.act)
    if not by_turn:
        return False
    heaviest = max(by_turn, key=lambda turn: (len(by_turn[turn]), -turn))
    heap = by_turn.pop(heaviest)
    added = set().union(*by_turn.values()) - heap
    return len(heap) >= HEAP and len(added) <= ADDED


def _doubtful(book: Book) -> bool:
    rubric = book.rubric
    grave = {name for cap in rubric.caps for name in cap.when}
    grave.update(rubric.failing, book.talk.exceptions.fails)
    return any(0 < item.value < FULL for item in book.of(*(grave & set(ACT_ORDER))))
