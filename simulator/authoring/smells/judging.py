"""What was heard and what was played, held against what the scene means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.scenario import Condition, Language, Plan

from .hearing import MOST_TEXTS, Heard, questions, responses
from .subject import Place, Subject

OVERPROMISE = "overpromise"
GOOD = ("good", "better")


@dataclass(frozen=True, slots=True)
class PlayedPlan:
    """One plan as it was played in one language on one seed.

    Args:
        plan: its name.
        language: the language.
        seed: the seed.
        endings: the endings reached, in order.
        turns: for each response: the number of the turn from 1, the node it was given in, the acts heard.
        unscored: steps that had no points.
    """

    plan: str
    language: Language
    seed: int
    endings: tuple[str, ...]
    turns: tuple[tuple[int, str, tuple[str, ...]], ...]
    unscored: tuple[str, ...]


def smell_heard(subject: Subject, heard: Mapping[Language, Sequence[Heard]]) -> None:
    """Report what the detector hears against what the text is meant for."""
    for language, items in heard.items():
        for item in items:
            _one(subject, language, item)
    count = len(responses(subject.scenario))
    if count > MOST_TEXTS or len(questions(subject.scenario)) > MOST_TEXTS:
        message = f"The scene has {count} responses, hints and openers; {MOST_TEXTS} of them are listened to."
        subject.at_structure(("nodes",), "SG318", message, "Split the scene if you want all to be.", key=True)


def _one(subject: Subject, language: Language, item: Heard) -> None:
    said = item.said
    place: Place = ("lines", said.line)
    faults = [act for act in item.always if act != OVERPROMISE]
    if said.kind == "question" and not item.asked:
        count = len(subject.words[language].facts[said.line].questions)
        message = f'None of the {count} questions for "{said.line}" is heard as asking for it.'
        subject.at_words(language, ("facts", said.line, "questions"), "SG317", message, "Ask more plainly.", key=True)
    if said.kind in (*GOOD, "hint", "opener") and OVERPROMISE in item.always:
        message = f'{_called(said.kind)} at "{said.node}" is heard as granting what the trainee may not grant.'
        subject.at_words(language, place, "SG311", message, "Word it as a request to whoever may.")
    if said.kind in GOOD and faults:
        message = f'{_called(said.kind)} at "{said.node}" is heard as {_listed(faults)}.'
        subject.at_words(language, place, "SG315", message, "Say it otherwise.")
    if said.kind == "poor" and item.acts and not item.always:
        message = f'No fault is heard in this poor response at "{said.node}", only {_listed(item.acts)}.'
        subject.at_words(language, place, "SG316", message, "Make the fault plain, or rate it `middling`.")


def _called(kind: str) -> str:
    return {
        "good": "This response, marked good,",
        "better": "This model response",
        "hint": "What this hint quotes",
        "opener": "This opener",
    }[kind]


def _listed(acts: Sequence[str]) -> str:
    return ", ".join(acts)


def smell_between(subject: Subject, heard: Mapping[Language, Sequence[Heard]], played: Sequence[PlayedPlan]) -> None:
    """Report the acts a way out of a node waits for that one language has there and another nowhere.

    Natives say the same thing with other acts, so texts are not held against each other one by one: a way is
    in order in a language when any response or turn of a plan written for its node would open it, and none is missed
    that not half of the languages have.

    Args:
        subject: the scene.
        heard: what was heard in its texts.
        played: every plan in every language on every seed.
    """
    for node, said in _spoken(heard, played).items():
        for index, step in enumerate(subject.file.nodes[node].goto):
            opened = [code for code, texts in said.items() if any(_acts_hold(step.when, acts) for acts in texts)]
            wanted = _waited_for(step.when) & frozenset().union(*(acts for code in opened for acts in said[code]))
            for code in (code for code in said if code not in opened and len(opened) * 2 >= len(said)):
                missing = wanted.difference(*said[code])
                if missing:
                    message = (
                        f'{_listed(sorted(missing))}, for which the way from "{node}" to "{step.to}" waits, is heard '
                        f"there in {', '.join(opened)}, but in no response and no plan in {code}."
                    )
                    place = ("nodes", node, "goto", index)
                    subject.at_structure(place, "SG307", message, f"Say it more plainly in {code}.")


def _spoken(
    heard: Mapping[Language, Sequence[Heard]], played: Sequence[PlayedPlan]
) -> dict[str, dict[Language, list[frozenset[str]]]]:
    """The acts of every response written for a node, by node and language."""
    found: dict[str, dict[Language, list[frozenset[str]]]] = {}
    for language, items in heard.items():
        for item in items:
            if item.said.kind in ("good", "middling", "poor", "better"):
                found.setdefault(item.said.node, {}).setdefault(language, []).append(frozenset(item.acts))
    for plan in played:
        for _, node, acts in plan.turns:
            found.setdefault(node, {}).setdefault(plan.language, []).append(frozenset(acts))
    return found


def _acts_hold(when: Condition, acts: frozenset[str]) -> bool:
    """Whether a condition holds as far as it asks for the acts of the response; all else is taken to hold."""
    return (
        all(act in acts for act in when.acts)
        and (not when.any_act or any(act in acts for act in when.any_act))
        and not any(act in acts for act in when.no_act)
        and all(_acts_hold(item, acts) for item in when.all)
        and (not when.any or any(_acts_hold(item, acts) for item in when.any))
    )


def _waited_for(when: Condition) -> set[str]:
    """The acts a condition waits for."""
    return {*when.acts, *when.any_act}.union(*(_waited_for(item) for item in (*when.all, *when.any)))


def smell_played(subject: Subject, plans: Mapping[str, Plan], played: Sequence[PlayedPlan]) -> None:
    """Report what the plans, played, never come to.

    Args:
        subject: the scene.
        plans: its plans, by name.
        played: every plan in every language on every seed.
    """
    if not plans:
        return
    _endings(subject, played)
    _steps(subject, played)


def _endings(subject: Subject, played: Sequence[PlayedPlan]) -> None:
    reached = {ending for item in played for ending in item.endings}
    for name in subject.file.endings:
        if name not in reached and name in subject.reachable:
            message = f'No plan comes to the ending "{name}".'
            subject.at_structure(("endings", name), "SG303", message, "Add a plan that does.", key=True)


def _steps(subject: Subject, played: Sequence[PlayedPlan]) -> None:
    for index, step in enumerate(subject.file.about.teaches):
        left_out = step in subject.file.exceptions.no_occasion
        if played and not left_out and all(step in item.unscored for item in played):
            message = f'The scene is to teach "{step}", but in none of its plans is it graded.'
            subject.at_structure(("about", "teaches", index), "SG306", message, "Give an occasion, or delete it here.")
