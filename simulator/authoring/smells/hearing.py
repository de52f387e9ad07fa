"""What the detector hears in the texts of a scene: in one language at a time, so that it can be done beside others.

What was heard is plain values; `judging` holds them against each other once all languages are in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from scoring import FAULTS, Case, Detection, detect
from simulator.scenario import ActionKind, Language, Scenario, Speaker, may_hold

from .subject import Place, reach

SEEDS = (1, 2, 3)
"""What is heard amiss must be heard so with each of these draws."""

MOST_SEEDS = 100
"""So many draws are looked through for one in which a fact exists."""

MOST_TEXTS = 600
"""Responses listened to in a scene and language; a human's scene has some 80."""

_STEM = 5
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{8,})[\"”“»]")
_WORD = re.compile(r"[^\W\d_]{5,}")


@dataclass(frozen=True, slots=True)
class Said:
    """One text somebody may say.

    Args:
        place: where it is listed in the structure, or the fact's place for questions.
        line: its line id; a fact's name for questions.
        node: the node it stands in; empty for questions.
        kind: `good`, `middling`, `poor`, `better`, `hint`, `opener` or `question`.
        supervised: the scene comes here only with the supervisor.
    """

    place: Place
    line: str
    node: str
    kind: str
    supervised: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in one text.

    Args:
        said: the text.
        acts: names of the acts, with the first draws.
        always: the faults that are heard with all draws tried; for a poor response, any fault heard with any.
        asked: whether a question was heard as one.
    """

    said: Said
    acts: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    asked: bool = False


def heard_to_json(item: Heard) -> dict[str, Any]:
    """What was heard as plain values."""
    return asdict(item)


def heard_from_json(data: Any) -> Heard:
    """What was heard, read back. Raises KeyError or TypeError for anything else."""
    said = data["said"]
    return Heard(
        Said(**{**said, "place": tuple(said["place"])}), tuple(data["acts"]), tuple(data["always"]), bool(data["asked"])
    )


def responses(scenario: Scenario) -> list[Said]:
    """The responses, hints and openers of a scene that are listened to, in the order of the file."""
    file = scenario.file
    alone = reach(file, file.start, limits=True, deeds=True, without=ActionKind.SUPERVISOR.value)
    found = []
    for name, node in file.nodes.items():
        held = name not in alone
        texts: list[tuple[str, Place, str]] = [
            (item.quality, ("candidates", index, "line"), item.line) for index, item in enumerate(node.candidates)
        ]
        texts += [("better", ("better", index), line) for index, line in enumerate(node.better)]
        if node.hints is not None:
            texts += [("hint", ("hints", key), getattr(node.hints, key)) for key in ("light", "clear", "strong")]
        texts += [("opener", ("openers", index), line) for index, line in enumerate(node.openers)]
        found += [Said(("nodes", name, *place), line, name, kind, held) for kind, place, line in texts]
    return found


def questions(scenario: Scenario) -> list[Said]:
    """The facts that are told when asked for and cannot come with an open question."""
    facts = scenario.file.case.facts
    return [
        Said(("case", "facts", name), name, "", "question")
        for name, fact in facts.items()
        if fact.given != "unasked" and not fact.open
    ]


def listen(scenario: Scenario, language: Language) -> list[Heard]:
    """What the detector hears in one language, in the order of `responses` and then `questions`.

    Args:
        scenario: the scene.
        language: one of its languages.
    """
    if scenario.file.persona.speaks not in ("scene", language):
        return []
    ear = _Ear(scenario, language)
    heard = [ear.response(said) for said in responses(scenario)[:MOST_TEXTS]]
    return [item for item in heard if item is not None] + [
        ear.question(said) for said in questions(scenario)[:MOST_TEXTS]
    ]


class _Ear:
    """Listens in one language of one scene."""

    def __init__(self, scenario: Scenario, language: Language) -> None:
        self.scenario, self.language = scenario, language
        self.draws = [scenario.draw(seed) for seed in SEEDS]
        self.cases: dict[tuple[int, bool], Case] = {}
        self.forbidden = _stems(self._forbidden_words())

    def response(self, said: Said) -> Heard | None:
        """Listen to one response; None for a hint or opener that cannot grant anything."""
        if said.kind in ("hint", "opener"):
            parts = list(self._grants(said))
            every = [{act for text in parts for act in self._faults(text, said, seed)} for seed in range(len(SEEDS))]
            always = set.intersection(*every) if parts else set()
            return Heard(said, always=tuple(sorted(always))) if parts else None
        text = self._filled(said.line, 0)
        acts = self._hear(text, said, 0).names
        faults = [act for act in acts if act in FAULTS]
        if said.kind == "poor":
            for seed in range(1, len(SEEDS)):
                if not faults:
                    faults = self._faults(self._filled(said.line, seed), said, seed)
        elif said.kind != "middling":
            for seed in range(1, len(SEEDS)):
                if faults:
                    again = self._faults(self._filled(said.line, seed), said, seed)
                    faults = [act for act in faults if act in again]
        return Heard(said, acts, tuple(faults))

    def question(self, said: Said) -> Heard:
        """Whether one of a fact's example questions is heard as asking for it."""
        seed = self._seed_with(said.line)
        for template in self.scenario.words[self.language].facts[said.line].questions:
            text = self.scenario.fill(template, self.language, self.draws[seed])
            mention = self._hear(text, said, seed).facts.get(said.line)
            if mention is not None and mention.asked:
                return Heard(said, asked=True)
        return Heard(said)

    def _seed_with(self, fact: str) -> int:
        """Index in `draws` of one in which a fact exists at all; more are drawn where it does in none so far."""
        when = self.scenario.file.case.facts[fact].when
        for seed, drawn in enumerate(self.draws):
            if may_hold(when, drawn):
                return seed
        for seed in range(SEEDS[-1] + 1, MOST_SEEDS):
            drawn = self.scenario.draw(seed)
            if may_hold(when, drawn):
                self.draws.append(drawn)
                return len(self.draws) - 1
        return 0

    def _grants(self, said: Said) -> Iterator[str]:
        """The parts of a hint or opener that speak of something not to be granted; of a hint, what it quotes."""
        text = self._filled(said.line, 0)
        for part in _QUOTED.findall(text) if said.kind == "hint" else [text]:
            if self.forbidden & _stems([part]):
                yield part

    def _forbidden_words(self) -> Iterator[str]:
        for name, remedy in self.scenario.file.case.remedies.items():
            if remedy.by != "trainee":
                words = self.scenario.words[self.language].remedies[name]
                yield from (words.name, *words.wordings)

    def _filled(self, line: str, seed: int) -> str:
        return self.scenario.text(line, self.language, self.draws[seed])

    def _faults(self, text: str, said: Said, seed: int) -> list[str]:
        return [act for act in self._hear(text, said, seed).names if act in FAULTS]

    def _hear(self, text: str, said: Said, seed: int) -> Detection:
        key = (seed, said.supervised)
        if key not in self.cases:
            self.cases[key] = self.scenario.case(self.language, self.draws[seed], supervised=said.supervised)
        about = self.scenario.file.about
        return detect(
            text,
            language=self.language,
            customer=self._before(said.node, seed),
            channel=about.channel.value,
            case=self.cases[key],
            reference_time=dt.datetime.fromisoformat(about.starts_at).isoformat(timespec="minutes"),
            commitments=False,
        )

    def _before(self, node: str, seed: int) -> str:
        """What the customer may have said on coming to a node."""
        if not node:
            return ""
        said = [item for item in self.scenario.file.nodes[node].say if item.by is Speaker.CUSTOMER]
        return "\n".join(self._filled(choice.line, seed) for item in said for choice in item.choices())


def _stems(texts: Iterator[str] | list[str]) -> set[str]:
    return {word[:_STEM].casefold() for text in texts for word in _WORD.findall(text)}
