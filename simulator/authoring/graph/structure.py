"""A scene as boxes and ways: what the picture shows, before anybody says where it stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from simulator.authoring.workbook.notation import CONDITION
from simulator.scenario import Condition, Drawn, Language, Scenario, Utterance

SHORTER = {"any_act": "", "acts": "all of ", "no_act": "not ", "action": "", "stated": "says "}
_SHORT = re.compile(r"\b(any_act|acts|no_act|action|stated): ")
ANYWHERE = "at any time"
"""The box from which lead deeds, limits and what holds in every node."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node, an ending, or what leads on at any time.

    Args:
        name: its name in the scene.
        kind: `node`, `ending` or `anywhere`.
        says: the first thing the customer says there; empty where there is none.
        anger: the mean anger with which plans come there, or None where none does.
        note: the kind of an ending; empty otherwise.
    """

    name: str
    kind: str
    says: str = ""
    anger: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """All ways from one box to another, with their guards in the order they are tried."""

    source: str
    target: str
    guards: tuple[str, ...]
    style: str = "response"
    """`response`, `silence` or `later` (an epilogue)."""


@dataclass(frozen=True, slots=True)
class Track:
    """The way a plan takes: the boxes it comes to, in order, each with the anger there."""

    plan: str
    level: str
    stops: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the drawing shows."""

    title: str
    language: Language
    start: str
    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]
    tracks: tuple[Track, ...]


@dataclass(slots=True)
class _Gathered:
    """Ways by their two ends, in the order they were met."""

    found: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    def add(self, source: str, target: str | None, guard: str, style: str = "response") -> None:
        if target is not None:
            self.found.setdefault((source, target, style), []).append(guard)


def picture_of(scenario: Scenario, tracks: Sequence[Track], language: Language, *, shown: Collection[str]) -> Picture:
    """The boxes and ways of a scene, and the tracks of some plans.

    Args:
        scenario: the scene.
        tracks: those of all its plans; they tell the moods.
        language: the language of the words.
        shown: the plans whose tracks are drawn.
    """
    anger: dict[str, list[int]] = {}
    for track in tracks:
        for place, points in track.stops:
            anger.setdefault(place, []).append(points)
    means = {place: round(fmean(points)) for place, points in anger.items()}
    ways = tuple(Way(*ends[:2], tuple(guards), ends[2]) for ends, guards in _ways(scenario).items())
    return Picture(
        scenario.text("about.title", language, scenario.draw(1)),
        language,
        scenario.file.start,
        tuple(_boxes(scenario, language, means, anywhere=any(way.source == ANYWHERE for way in ways))),
        ways,
        tuple(track for track in tracks if track.plan in shown),
    )


def _boxes(scenario: Scenario, language: Language, anger: Mapping[str, int], *, anywhere: bool) -> Iterator[Box]:
    file, drawn = scenario.file, scenario.draw(1)
    for name, node in file.nodes.items():
        yield Box(name, "node", _first_words(scenario, node.say, language, drawn), anger.get(name))
    for name, ending in file.endings.items():
        words = _first_words(scenario, ending.say, language, drawn)
        yield Box(name, "ending", words, anger.get(name), ending.kind.value.replace("_", " "))
    if anywhere:
        yield Box(ANYWHERE, "anywhere")


def _first_words(scenario: Scenario, said: Sequence[Utterance], language: Language, drawn: Drawn) -> str:
    for utterance in said:
        for choice in utterance.choices():
            return scenario.text(choice.line, language, drawn)
    return ""


def _ways(scenario: Scenario) -> dict[tuple[str, str, str], list[str]]:
    file, ways = scenario.file, _Gathered()
    for name, node in file.nodes.items():
        for step in node.goto:
            ways.add(name, step.to, guard_text(step.when))
        for silence in node.silence:
            ways.add(name, silence.to, f"{silence.after_s:g} s of silence", "silence")
    for step in (*file.everywhere.first, *file.everywhere.last):
        ways.add(ANYWHERE, step.to, guard_text(step.when))
    for silence in file.everywhere.silence:
        ways.add(ANYWHERE, silence.to, f"{silence.after_s:g} s of silence", "silence")
    for kind, action in file.actions.items():
        ways.add(ANYWHERE, action.to, kind.value.replace("_", " "))
    for name, remedy in file.case.remedies.items():
        ways.add(ANYWHERE, remedy.to, f"remedy {name}")
    limits = file.limits
    for target, guard in (
        (limits.turns_to, f"after {limits.turns} responses"),
        (limits.patience_to, "patience at an end"),
        (limits.anger_to, "anger at its top"),
    ):
        ways.add(ANYWHERE, target, guard)
    for name, ending in file.endings.items():
        epilogue = file.epilogues.get(ending.epilogue or "")
        if epilogue is not None:
            ways.add(name, epilogue.start, f"called back within {epilogue.due_h} h", "later")
            ways.add(name, epilogue.missed, "not called back", "later")
    return ways.found


def guard_text(when: Condition) -> str:
    """A condition in few words: `apologise or own; not rude; anger 60-`."""
    data = when.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = str(CONDITION.write(data) or "")
    if not text or text == "always":
        return "else"
    return _SHORT.sub(lambda match: SHORTER[match[1]], text)
