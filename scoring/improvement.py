"""One concrete sentence per step that would have helped, proved by scoring the changed conversation again.

A proposal is shown only if with it the step rises by five points or more, and no other step nor the overall points
fall; and that in two different wordings, so that it does not hang on one turn of phrase. The sentence goes to the
start of the turn it is tried in; the real detector reads the changed turn and the real grader scores it. What the
author of the scene would rather have heard at that moment is tried first, then the sentences of ``moves.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scoring.acts import Kind, kind_of
from scoring.conversation import Improvement
from scoring.cues import WordSet, content, tells
from scoring.points import Result
from scoring.tally import detect_turn, score
from scoring.wording import moves

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scoring.acts import Detection
    from scoring.conversation import Conversation
    from scoring.rubric import Proposal, Rubric
    from scoring.tally import Scored

MOST_RESCORED = 48
"""Re-scorings a grade may cost."""
MOST_READ = 36
"""Sentences of authors that are read to see what they show."""
MOST_MISSES = 3
"""Wordings of one proposal that may fail before it is given up."""
LEAST_RISE = 5
"""Points a step must rise for a proposal to be shown."""
MOST_SHARED = 600
"""Per mille of content words two wordings of one proposal may share."""
MOST_FACTS = 3
_SLOT = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")
_SENTENCE_END = re.compile(r"(?<=[.!?;…])\s+")


@dataclass(frozen=True, slots=True)
class Target:
    """A proposal of the rubric at its place: for which step, to show which act, at the start of which turn."""

    step: str
    act: str
    turn: int
    sentences: str


@dataclass(slots=True)
class Budget:
    """What is left of the readings and re-scorings a grade may cost."""

    readings: int = MOST_READ
    scores: int = MOST_RESCORED


def improve(
    conversation: Conversation, found: Sequence[Detection | None], rubric: Rubric, scored: Scored
) -> dict[str, Improvement]:
    """Return an improvement for each step one was found for, by step.

    The weakest steps are tried first, every step once before any is tried again; the cost is bounded.
    """
    weak = [
        (points, place, step.id)
        for place, step in enumerate(rubric.steps)
        if (points := scored.points(step.id)) is not None and points < rubric.improve_below
    ]
    targets = {step: _targets(conversation, found, rubric, scored, step) for _, _, step in sorted(weak)}
    bench = _Bench(conversation, found, rubric, scored, Budget(), {})
    helped: dict[str, Improvement] = {}
    for place in range(max((len(items) for items in targets.values()), default=0)):
        for step, items in targets.items():
            if step not in helped and place < len(items):
                proved = bench.proved(items[place])
                if proved:
                    helped[step] = proved
    return helped


def _targets(
    conversation: Conversation, found: Sequence[Detection | None], rubric: Rubric, scored: Scored, step: str
) -> list[Target]:
    """What to try for a step, best first.

    An act the turn shows already is passed over, for saying it twice in one breath is saying it once; not so one that
    is a kind of a wider act (a greeting and an extra are both courtesies).
    """
    mine = [index for index, turn in enumerate(conversation.turns) if turn.who == "trainee" and turn.text.strip()]
    tries = [
        (item, turn) for item in rubric.improvements.get(step, ()) for turn in _places(mine, scored, step, item)[:1]
    ]
    # Where the best place has it already, another turn may still gain by it.
    tries += [
        (item, turn) for item in rubric.improvements.get(step, ()) for turn in _places(mine, scored, step, item)[1:]
    ]
    return [
        Target(step, item.act, turn, item.sentences)
        for item, turn in tries
        if item.say or item.act not in _names(found[turn])
    ]


def _names(detection: Detection | None) -> set[str]:
    return {act.name for act in detection.acts if act.found} if detection else set()


def _faults(names: set[str]) -> set[str]:
    return {name for name in names if kind_of(name) is Kind.FAULT}


def _places(mine: Sequence[int], scored: Scored, step: str, proposal: Proposal) -> list[int]:
    """The trainee turns a proposal is tried in, the one it is meant for first; empty where the trainee said nothing."""
    if not mine:
        return []
    best = mine[0]
    if proposal.turn == "last":
        best = mine[-1]
    elif proposal.turn == "before_solution" and scored.seen.solution:
        # The turn in which the way forward is shown: what stands at its start comes before it.
        best = max((index for index in mine if index <= scored.seen.solution[0]), default=mine[0])
    elif proposal.turn == "fault":
        best = _worst_turn(scored, step, mine)
    return [best, *(turn for turn in mine if turn != best)]


def _worst_turn(scored: Scored, step: str, mine: Sequence[int]) -> int:
    """The turn that cost the step most, the first one on a tie."""
    result = scored.steps[step]
    lost = result.lost if isinstance(result, Result) else ()
    costs = dict.fromkeys(mine, 0)
    for item, cost in (source for part in lost for source in part.sources):
        if item.turn in costs:
            costs[item.turn] += cost
    return max(costs, key=lambda turn: (costs[turn], -turn))


@dataclass(frozen=True, slots=True)
class _Bench:
    """Where proposals are put to the test: the conversation as it was, and what it scored."""

    conversation: Conversation
    found: Sequence[Detection | None]
    rubric: Rubric
    scored: Scored
    budget: Budget
    read: dict[tuple[int, str], set[str]]

    def proved(self, target: Target) -> Improvement | None:
        """The improvement, if two wordings of it that differ are borne out by scoring again."""
        first: tuple[str, str, int] | None = None
        misses = 0
        for text, own in self._wordings(target):
            if first is not None and not differ(first[1], own):
                continue
            points = self._points_with(target, text)
            if points is None:
                misses += 1
                if misses == MOST_MISSES:
                    return None
            elif first is not None:
                return Improvement(target.turn, first[0], first[2], text, points)
            else:
                first = (text, own, points)
        return None

    def _wordings(self, target: Target) -> Iterator[tuple[str, str]]:
        """The author's sentences that show the act, then those of the language; each beside its words without slots."""
        for text in self.conversation.turns[target.turn].better:
            for sentence in (*_SENTENCE_END.split(text.strip()), text.strip()):
                if target.act in self._acts_of(target.turn, sentence):
                    yield sentence, sentence
                    break  # One sentence of each response: they are to differ.
        talk = self.conversation
        for template in moves(talk.language).spoken(talk.address).get(target.sentences, ()):
            filled = _filled(template, talk, target.turn)
            if filled:
                yield filled, _SLOT.sub("", template)

    def _acts_of(self, turn: int, sentence: str) -> set[str]:
        """What a sentence of the author shows, said at that turn; nothing with a fault in it."""
        key = (turn, sentence)
        if key not in self.read:
            if not sentence or not self.budget.readings:
                return set()
            self.budget.readings -= 1
            self.read[key] = _names(detect_turn(self.conversation, turn, sentence))
        acts = self.read[key]
        return set() if _faults(acts) else acts

    def _points_with(self, target: Target, text: str) -> int | None:
        """Points of the step with the sentence said, if the changed conversation bears it out.

        The sentence must be read as the act it shows and as no fault, and everything found before must still be
        found: a step that rises because a fault went unseen in the longer text proves nothing.
        """
        if not self.budget.scores:
            return None
        self.budget.scores -= 1
        turn, turns = target.turn, self.conversation.turns
        changed = replace(turns[turn], text=with_before(text, turns[turn].text))
        talk = replace(self.conversation, turns=(*turns[:turn], changed, *turns[turn + 1 :]))
        detection = detect_turn(talk, turn, changed.text)
        before_names, now_names = _names(self.found[turn]), _names(detection)
        if not before_names | {target.act} <= now_names or _faults(now_names - before_names):
            return None
        after = score(talk, (*self.found[:turn], detection, *self.found[turn + 1 :]), self.rubric)
        before, now = self.scored.points(target.step), after.points(target.step)
        if before is None or now is None or now < before + LEAST_RISE or not _none_falls(self.scored, after):
            return None
        return now


def with_before(sentence: str, text: str) -> str:
    """The words of a turn with a sentence said before them: what a proposal means, wherever it is tried."""
    return f"{sentence} {text}"


def differ(one: str, other: str) -> bool:
    """Whether two sentences are different wordings: most content words of the shorter one are not in the other."""
    first, second = sorted((content(one), content(other)), key=len)
    there = WordSet(" ".join(second))
    return one != other and 1000 * sum(there.has(word) for word in first) <= MOST_SHARED * max(1, len(first))


def _filled(template: str, conversation: Conversation, turn: int) -> str | None:
    """Fill the slots of a sentence; None where the case has nothing for one of them."""
    slots = set(_SLOT.findall(template))
    values: Mapping[str, str] = conversation.words
    if "facts" in slots:
        values = {**values, "facts": _facts(conversation, turn)}
    if any(not values.get(name) for name in slots):
        return None
    return _SLOT.sub(lambda slot: values[slot[1]], template)


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


def _none_falls(before: Scored, after: Scored) -> bool:
    pairs = [(before.points(step), after.points(step)) for step in before.steps]
    pairs.append((before.overall, after.overall))
    return all(old is None or (new is not None and new >= old) for old, new in pairs)
