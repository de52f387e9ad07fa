"""Answers told apart: for each choice of a moment the condition under which a response of that sort leads its way.

What an answer does is found by the detector. Ways lead by the acts only their answers show; where acts do not tell
answers apart, the words do: each such answer becomes a fact that a response may state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring import ACTS, FAULTS, Case, CaseFact, Detection, detect

from .flow import Moment

_MOST_ROUNDS = 4
_PLACE = {act: place for place, act in enumerate(ACTS)}


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer as the detector hears it.

    Args:
        words: the answer.
        to: where it leads.
        acts: what it does.
        facts: the answers whose words it has, by fact.
        fact: the fact it would be itself.
    """

    words: str
    to: str
    acts: frozenset[str]
    facts: frozenset[str]
    fact: str


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways out of a moment.

    Args:
        transitions: condition and target, in the order they are tried.
        facts: the facts that must exist for them, with their words.
        right: for each answer whether it leads where it should.
        otherwise: the target of whatever fits no condition, or "".
    """

    transitions: tuple[tuple[Mapping[str, Any], str], ...]
    facts: Mapping[str, str]
    right: tuple[bool, ...]
    otherwise: str = ""


def tell_apart(
    moments: Mapping[str, Moment], facts: Mapping[tuple[str, int], str], language: str, channel: str
) -> dict[str, Ways]:
    """The ways out of every moment.

    Args:
        moments: by key.
        facts: the name of the fact each answer may become, by moment and place among its choices.
        language: of the story.
        channel: how the customer reaches the firm.
    """
    first = {key: _heard(key, moment, facts, language, channel, Case()) for key, moment in moments.items()}
    found = {key: _ways(heard) for key, heard in first.items()}
    words = {name: text for ways in found.values() for name, text in ways.facts.items()}
    if not words:
        return found
    # Facts change what is heard (their words said back are a restatement), so all is heard once more with them; and
    # once more without those that their own words do not bring out, for they will not be in the scene.
    for _ in range(_MOST_ROUNDS):
        case = Case(facts=tuple(CaseFact(id=name, text=text, wordings=(text,)) for name, text in words.items()))
        heard = {key: _heard(key, moment, facts, language, channel, case) for key, moment in moments.items()}
        stated = {answer.fact for answers in heard.values() for answer in answers if answer.fact in answer.facts}
        kept = {name: text for name, text in words.items() if name in stated}
        found = {key: _ways(answers, [answer.fact in kept for answer in answers]) for key, answers in heard.items()}
        if kept == words:
            break
        words = kept
    return found


def _heard(
    key: str, moment: Moment, facts: Mapping[tuple[str, int], str], language: str, channel: str, case: Case
) -> list[Heard]:
    if len({choice.to for choice in moment.choices}) < 2:
        # One way only: whatever is said takes it.
        return [
            Heard(choice.words, choice.to, frozenset(), frozenset(), facts[key, number])
            for number, choice in enumerate(moment.choices)
        ]
    said = " ".join(text.words for text in moment.texts)
    answers = []
    for number, choice in enumerate(moment.choices):
        found: Detection = detect(choice.words, language=language, customer=said, channel=channel, case=case)
        stated = frozenset(name for name, mention in found.facts.items() if mention.stated)
        answers.append(Heard(choice.words, choice.to, frozenset(found.names), stated, facts[key, number]))
    return answers


def _ways(heard: Sequence[Heard], by_words: Sequence[bool] | None = None) -> Ways:
    """The best of the ways there are to order acts and words."""
    targets = list(dict.fromkeys(answer.to for answer in heard))
    if len(targets) < 2:
        plain: tuple[tuple[Mapping[str, Any], str], ...] = tuple(({}, target) for target in targets)
        return Ways(plain, {}, tuple(True for _ in heard))
    acts = _by_acts(heard, targets)
    if by_words is None:
        # Not heard with facts yet: those the acts do not lead right need them.
        needed = [_taken(acts, answer) != answer.to for answer in heard]
        facts = {answer.fact: answer.words for answer, need in zip(heard, needed, strict=True) if need}
        return Ways(tuple(acts), facts, tuple(not need for need in needed))
    useful = [answer for answer, need in zip(heard, by_words, strict=True) if need]
    chosen = sorted(useful, key=lambda answer: -len(answer.words))
    words: list[tuple[Mapping[str, Any], str]] = [({"stated": [answer.fact]}, answer.to) for answer in chosen]
    facts = {answer.fact: answer.words for answer in chosen}
    return max(
        (_judged(heard, order, facts) for order in ([*words, *acts], [*acts, *words])), key=lambda ways: sum(ways.right)
    )


def _judged(heard: Sequence[Heard], order: Sequence[tuple[Mapping[str, Any], str]], facts: Mapping[str, str]) -> Ways:
    """Ways in an order, and which answers they lead right.

    An answer that nothing leads anywhere would be a wall: what nothing else fits then goes where it leads.
    """
    lost = next((answer.to for answer in heard if _taken(order, answer) is None), None)
    transitions = (*order, *((({}, lost),) if lost is not None else ()))
    right = tuple(_taken(transitions, answer) == answer.to for answer in heard)
    return Ways(transitions, facts, right, lost or "")


def _by_acts(heard: Sequence[Heard], targets: Sequence[str]) -> list[tuple[Mapping[str, Any], str]]:
    """Conditions on acts: those only one way's answers show; then, for the rest, all acts of an answer."""
    shown = {target: frozenset().union(*(answer.acts for answer in heard if answer.to == target)) for target in targets}
    first: list[tuple[bool, Mapping[str, Any], str]] = []
    rest: list[tuple[int, Mapping[str, Any], str]] = []
    for target in targets:
        others = frozenset().union(*(acts for other, acts in shown.items() if other != target))
        own = shown[target] - others
        if own:
            first.append((not own.intersection(FAULTS), {"any_act": _ordered(own)}, target))
        left = {answer.acts for answer in heard if answer.to == target and answer.acts and not answer.acts & own}
        rest += [(-len(acts), {"acts": _ordered(acts)}, target) for acts in sorted(left, key=_ordered)]
    # A fault weighs more than the kind words around it, so its way is tried first.
    first.sort(key=lambda item: item[0])
    rest.sort(key=lambda item: item[0])
    return [*((when, target) for _, when, target in first), *((when, target) for _, when, target in rest)]


def _ordered(acts: frozenset[str]) -> list[str]:
    return sorted(acts, key=lambda act: _PLACE[act])


def _taken(transitions: Sequence[tuple[Mapping[str, Any], str]], answer: Heard) -> str | None:
    """The way a response takes, as the engine will decide."""
    for when, target in transitions:
        if (
            all(act in answer.acts for act in when.get("acts", ()))
            and (not when.get("any_act") or answer.acts.intersection(when["any_act"]))
            and (not when.get("stated") or answer.facts.intersection(when["stated"]))
        ):
            return target
    return None
