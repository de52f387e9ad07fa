"""Smells of the words: too long, other figures in another language, what is drawn against the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from simulator.engine import speaking_ms
from simulator.scenario import Language, ScenarioFile

from .figures import figures
from .joints import Joints
from .subject import Place, Subject, utterances

MOST_SPOKEN = 320
"""Characters a customer may speak in one go: about 20 seconds at a normal rate."""

MOST_WRITTEN = {"email": 2500, "chat": 600}
"""Characters a customer's written line may have."""

MOST_READ = 1200
"""Characters of a card, a policy or what an action shows: about a minute of reading."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?\}")
_WORD = re.compile(r"\S+")


def smell_words(subject: Subject) -> None:
    """Everything that can be said of the words without playing or listening."""
    for language in subject.words:
        _lengths(subject, language)
        _joints(subject, language)
    if len(subject.words) > 1:
        _figures(subject)
        _one_sided(subject)


def spoken_lines(file: ScenarioFile) -> set[str]:
    """Ids of the lines somebody says."""
    found = {choice.line for _, said in utterances(file) for choice in said.choices()}
    found.update(file.persona.interrupts.say, file.persona.interrupted.say)
    for reaction in (*file.reactions, *file.persona.reactions):
        found.update(reaction.say)
    return found


def read_lines(file: ScenarioFile) -> set[str]:
    """Ids of the lines the trainee reads during the scene."""
    found = {line for action in file.actions.values() for line in action.shows}
    found.update(epilogue.opens for epilogue in file.epilogues.values())
    found.update(card.line for ending in file.endings.values() for card in ending.cards)
    return found | ({file.case.policy} if file.case.policy is not None else set())


def response_lines(file: ScenarioFile) -> set[str]:
    """Ids of whole responses a trainee may take over, poor ones left out."""
    found = {line for node in file.nodes.values() for line in node.better}
    found.update(item.line for node in file.nodes.values() for item in node.candidates if item.quality != "poor")
    return found


def _lengths(subject: Subject, language: Language) -> None:
    file, lines = subject.file, subject.words[language].lines
    spoken, read, responses = spoken_lines(file), read_lines(file), response_lines(file)
    channel = file.about.channel
    most = MOST_SPOKEN if channel.spoken else MOST_WRITTEN[channel.value]
    texts: list[tuple[Place, str, int]] = [
        (("lines", name), text, most if name in spoken else MOST_READ)
        for name, text in lines.items()
        if name in spoken or name in read
    ]
    for name, fact in subject.words[language].facts.items():
        answers = (("tell", fact.tell), ("withheld", fact.withheld))
        texts += [(("facts", name, key), text, most) for key, text in answers if text is not None]
    for place, text, bound in texts:
        chars = len(_longest(subject, language, text)) if len(text) * 4 > bound else 0
        if chars > bound:
            how = f", {speaking_ms(chars) // 1000} seconds of speech" if channel.spoken and bound == most else ""
            message = f"The line has up to {chars} characters{how}; {bound} is what one listens to or reads in one go."
            subject.at_words(language, place, "SG309", message, "Shorten it, or make two utterances of it.")
    if channel.spoken:
        patience = file.persona.interrupts.after_words
        for name in sorted(responses & lines.keys()):
            words = len(_WORD.findall(_longest(subject, language, lines[name])))
            if words > patience:
                message = f"This response has {words} words, but the customer cuts in after {patience}."
                subject.at_words(language, ("lines", name), "SG310", message, "Shorten it.")


def _longest(subject: Subject, language: Language, text: str) -> str:
    """The text with the longest words that can be drawn."""

    def widest(match: re.Match[str]) -> str:
        options = subject.file.draws[match[1]].options
        form = match[2] or "base"
        return max(
            (subject.scenario.wording(match[1], form, language, {match[1]: option}) for option in options), key=len
        )

    return _PLACEHOLDER.sub(widest, text)


def _joints(subject: Subject, language: Language) -> None:
    joints = Joints(subject.scenario, language)
    for place, text in texts_of(subject.words[language]):
        whole = place[0] == "lines" or place[-1] in ("tell", "withheld", "text")
        for fault in joints.faults(text, whole=whole):
            subject.at_words(language, place, "SG313", fault, "Mend the words, or use another form of the draw.")
    for name, source in subject.folder.plans.items():
        for index, turn in enumerate(source.model.turns):
            said = (turn.say or {}).get(language, "")
            for fault in joints.faults(said, whole=False):
                place = ("turns", index, "say", language)
                subject.at_plan(name, place, "SG313", fault, "Mend the words, or use another form of the draw.")


def texts_of(words: BaseModel) -> Iterator[tuple[Place, str]]:
    """Every text of a file of words with its place: lines, facts, remedies and knowledge."""
    lines: Mapping[str, str] = getattr(words, "lines", {})
    yield from ((("lines", name), text) for name, text in lines.items())
    for part in ("facts", "remedies", "knowledge"):
        for name, item in getattr(words, part).items():
            for key in type(item).model_fields:
                value = getattr(item, key)
                if isinstance(value, str):
                    yield (part, name, key), value
                elif isinstance(value, tuple):
                    yield from (((part, name, key, index), text) for index, text in enumerate(value))


def _figures(subject: Subject) -> None:
    """The same line says other figures in another language, though that language has no `values` of its own."""
    words = subject.words
    source: Language = "en" if "en" in words else next(iter(words))
    original = dict(_comparable(subject, source))
    for language in words:
        if language == source or words[language].values or words[source].values:
            continue
        for place, text in _comparable(subject, language):
            if place in original and (differ := _differ(original[place], source, text, language)):
                message = f"Here it says {differ[1]}, in {source} it says {differ[0]}."
                subject.at_words(
                    language, place, "SG312", message, "Correct it, or give the language its own `values`."
                )
    for name, file in subject.folder.plans.items():
        for index, turn in enumerate(file.model.turns):
            said = turn.say or {}
            for language, text in said.items():
                if language == source or source not in said or words.get(language, words[source]).values:
                    continue
                if differ := _differ(said[source], source, text, language):
                    message = f"Here it says {differ[1]}, in {source} it says {differ[0]}."
                    subject.at_plan(name, ("turns", index, "say", language), "SG312", message, "Correct one of them.")


def _comparable(subject: Subject, language: Language) -> Iterator[tuple[Place, str]]:
    """Texts that say the same in each language; wordings and questions need not."""
    for place, text in texts_of(subject.words[language]):
        if place[0] == "lines" or place[-1] in ("tell", "withheld", "text", "name"):
            yield place, text


def _differ(text: str, language: Language, other: str, other_language: Language) -> tuple[str, str] | None:
    """The figures each has alone, where both have some; words for numbers are not looked into."""
    here, there = figures(_PLACEHOLDER.sub(" ", text), language), figures(_PLACEHOLDER.sub(" ", other), other_language)
    mine = sorted(figure.shown for figure in here if not any(figure.same(item) for item in there))
    theirs = sorted(figure.shown for figure in there if not any(figure.same(item) for item in here))
    return (", ".join(mine), ", ".join(theirs)) if mine and theirs else None


def _one_sided(subject: Subject) -> None:
    """Optional words that one language has and another lacks: the customer would answer in one only."""
    words = subject.words
    optional = {"facts": ("tell", "withheld", "questions", "wordings"), "remedies": ("wordings",)}
    optional["knowledge"] = ("wordings",)
    for part, keys in optional.items():
        for name in getattr(subject.file.case, part):
            for key in keys:
                having = [code for code in words if getattr(getattr(words[code], part)[name], key)]
                for language in words:
                    if having and language not in having:
                        message = f'"{name}" has `{key}` in {", ".join(having)}, but not in {language}.'
                        subject.at_words(language, (part, name), "SG308", message, "Add it here too.", key=True)
