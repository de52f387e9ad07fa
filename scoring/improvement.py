"""One concrete sentence per step that would have helped, proved by scoring the changed conversation again.

A proposal is shown only if with it the step rises, and no other step nor the overall points fall. The sentence
goes to the start of the turn it is tried in; the real detector reads the changed turn and the real grader scores it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from string import Formatter
from typing import TYPE_CHECKING

from scoring.conversation import Improvement
from scoring.cues import WordSet, tells
from scoring.points import Result
from scoring.tally import detect_turn, score
from scoring.wording import moves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scoring.acts import Detection
    from scoring.conversation import Conversation
    from scoring.rubric import Proposal, Rubric
    from scoring.tally import Scored

MOST_RESCORED = 12
"""Re-scorings a grade may cost."""
TRIES_A_STEP = 3
MOST_FACTS = 3


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sentence to try: for which step, to show which act, at the start of which turn."""

    step: str
    act: str
    turn: int
    text: str


def improve(
    conversation: Conversation, found: Sequence[Detection | None], rubric: Rubric, scored: Scored
) -> dict[str, Improvement]:
    """Return an improvement for each step one was found for, by step.

    The weakest steps are tried first, every step once before any is tried again; twelve re-scorings at most.
    """
    weak = [
        (points, place, step.id)
        for place, step in enumerate(rubric.steps)
        if (points := scored.points(step.id)) is not None and points < rubric.improve_below
    ]
    tries = {step: _tries(conversation, found, rubric, scored, step) for _, _, step in sorted(weak)}
    helped: dict[str, Improvement] = {}
    left = MOST_RESCORED
    for _ in range(TRIES_A_STEP):
        for step, attempts in tries.items():
            attempt = None if step in helped else next(attempts, None)
            if attempt is None or not left:
                continue
            left -= 1
            proved = _proved(conversation, found, rubric, scored, attempt)
            if proved:
                helped[step] = proved
    return helped


def _tries(
    conversation: Conversation, found: Sequence[Detection | None], rubric: Rubric, scored: Scored, step: str
) -> Iterator[Attempt]:
    """What to try, best first: the first sentence of every act, then the second ones.

    An act the turn shows already is passed over: saying it twice in one breath is saying it once.
    """
    sentences = moves(conversation.language).sentences
    targets = [
        (proposal.act, turn)
        for proposal in rubric.improvements.get(step, ())
        if (turn := _target(conversation, scored, step, proposal)) is not None
        and proposal.act not in _names(found[turn])
    ]
    longest = max((len(sentences.get(act, ())) for act, _ in targets), default=0)
    for place in range(longest):
        for act, turn in targets:
            texts = sentences.get(act, ())[place : place + 1]
            text = _filled(texts[0], conversation, turn) if texts else None
            if text:
                yield Attempt(step, act, turn, text)


def _names(detection: Detection | None) -> set[str]:
    return {act.name for act in detection.acts if act.found} if detection else set()


def _target(conversation: Conversation, scored: Scored, step: str, proposal: Proposal) -> int | None:
    """The trainee turn a proposal is tried in; None where the trainee said nothing."""
    mine = [index for index, turn in enumerate(conversation.turns) if turn.who == "trainee" and turn.text.strip()]
    if not mine:
        return None
    if proposal.turn == "last":
        return mine[-1]
    if proposal.turn == "before_solution" and scored.seen.solution:
        # The turn in which the way forward is shown: what stands at its start comes before it.
        return max((index for index in mine if index <= scored.seen.solution[0]), default=mine[0])
    if proposal.turn == "fault":
        return _worst_turn(scored, step, mine)
    return mine[0]


def _worst_turn(scored: Scored, step: str, mine: Sequence[int]) -> int:
    """The turn that cost the step most, the first one on a tie."""
    result = scored.steps[step]
    lost = result.lost if isinstance(result, Result) else ()
    costs = dict.fromkeys(mine, 0)
    for item, cost in (source for part in lost for source in part.sources):
        if item.turn in costs:
            costs[item.turn] += cost
    return max(costs, key=lambda turn: (costs[turn], -turn))


def _filled(template: str, conversation: Conversation, turn: int) -> str | None:
    """Fill the slots of a sentence; None where the case has nothing for one of them."""
    slots = {name for _, name, _, _ in Formatter().parse(template) if name}
    values = {"facts": _facts(conversation, turn)} if "facts" in slots else {}
    if slots - {name for name, value in values.items() if value}:
        return None
    return template.format(**values)


def _facts(conversation: Conversation, turn: int) -> str:
    """Key facts the customer has told before ``turn``, in wordings that are in the customer's language."""
    case = conversation.case
    told = WordSet("\n".join(item.text for item in conversation.turns[:turn] if item.who == "customer"))
    facts = case.facts if case else ()
    known = [fact for fact in facts if fact.key and tells(told, fact)] or [fact for fact in facts if tells(told, fact)]
    # A wording that shares nothing with what the customer said may be in another language.
    forms = [max((fact.text, *fact.wordings), key=told.share) for fact in known]
    kept = [form.strip().rstrip(".") for form in forms if form and told.share(form)]
    return ", ".join(kept[:MOST_FACTS])


def _proved(
    conversation: Conversation, found: Sequence[Detection | None], rubric: Rubric, scored: Scored, attempt: Attempt
) -> Improvement | None:
    """The improvement with its points after, if the changed conversation bears it out.

    The new sentence must be read as the act it shows, and everything found before must still be found: a step that
    rises because a fault went unseen in the longer text proves nothing.
    """
    turn, turns = attempt.turn, conversation.turns
    changed = replace(turns[turn], text=f"{attempt.text} {turns[turn].text}")
    talk = replace(conversation, turns=(*turns[:turn], changed, *turns[turn + 1 :]))
    detection = detect_turn(talk, turn, changed.text)
    if not _names(found[turn]) | {attempt.act} <= _names(detection):
        return None
    after = score(talk, (*found[:turn], detection, *found[turn + 1 :]), rubric)
    before, now = scored.points(attempt.step), after.points(attempt.step)
    if before is None or now is None or now <= before or not _none_falls(scored, after):
        return None
    return Improvement(turn, attempt.text, now)


def _none_falls(before: Scored, after: Scored) -> bool:
    pairs = [(before.points(step), after.points(step)) for step in before.steps]
    pairs.append((before.overall, after.overall))
    return all(old is None or (new is not None and new >= old) for old, new in pairs)
