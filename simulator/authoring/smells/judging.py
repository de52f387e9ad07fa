"""What was heard and what was played, held against what the scene means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from simulator.scenario import Condition, Language, Plan

from .hearing import MOST_TEXTS, Heard, questions, responses
from .subject import Place, Subject, ways_out

OVERPROMISE = "overpromise"
GOOD = ("good", "better")
RESPONSE = {"acts", "any_act", "no_act"}
"""What a condition asks of the acts of a response."""


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
    _between_languages(subject, heard)
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
    if said.kind == "poor" and not item.always:
        but = f", only {_listed(item.acts)}" if item.acts else ""
        message = f'No fault is heard in this poor response at "{said.node}"{but}.'
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


def _between_languages(subject: Subject, heard: Mapping[Language, Sequence[Heard]]) -> None:
    """Acts that decide the way, heard in a response in one language only."""
    by_place: dict[Place, dict[Language, Heard]] = {}
    for language, items in heard.items():
        for item in items:
            if item.said.kind in ("good", "middling", "poor", "better"):
                by_place.setdefault(item.said.place, {})[language] = item
    for found in by_place.values():
        said = next(iter(found.values())).said
        acts = {language: frozenset(item.acts) for language, item in found.items()}
        for language, message in _one_language_only(subject, said.node, acts):
            subject.at_words(language, ("lines", said.line), "SG307", message, "Say it more plainly here.")


def _one_language_only(
    subject: Subject, node: str, acts: Mapping[Language, frozenset[str]]
) -> Iterator[tuple[Language, str]]:
    """The languages in which an act that decides the way out of a node is not heard, though others hear it.

    Only the first way on which the languages part is looked at: what comes behind it is not tried any more.
    """
    for _, step in ways_out(subject.file, node):
        holds = {language: _acts_hold(step.when, found) for language, found in acts.items()}
        having = [language for language, held in holds.items() if held]
        if len(having) == len(acts) and step.when.model_fields_set <= RESPONSE:
            return
        if not having or len(having) == len(acts):
            continue
        for language in (code for code in acts if code not in having):
            for act in sorted(_waited_for(step.when) - acts[language]):
                if heard_in := [other for other in having if act in acts[other]]:
                    yield (
                        language,
                        (
                            f'"{act}", for which the way from "{node}" to "{step.to}" waits, is heard in '
                            f"{', '.join(heard_in)} and not in {language}."
                        ),
                    )
        return


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
    _turns(subject, plans, played)


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


def _turns(subject: Subject, plans: Mapping[str, Plan], played: Sequence[PlayedPlan]) -> None:
    """Turns of plans that go another way in one language, because an act is not heard there."""
    for name, plan in plans.items():
        for seed in plan.seeds[:1]:
            by_turn: dict[tuple[int, str], dict[Language, frozenset[str]]] = {}
            runs = [item for item in played if item.plan == name and item.seed == seed]
            for item in runs:
                for number, node, acts in item.turns:
                    by_turn.setdefault((number, node), {})[item.language] = frozenset(acts)
            for (number, node), heard in by_turn.items():
                for language, message in _one_language_only(subject, node, heard):
                    place = ("turns", number - 1, "say", language)
                    subject.at_plan(name, place, "SG307", message, "Say it more plainly here.")
