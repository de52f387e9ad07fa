"""The scene that is smelled at: its files with their places, what is played, and where findings go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from simulator.scenario import (
    Condition,
    Folder,
    Language,
    LinesFile,
    Report,
    Scenario,
    ScenarioFile,
    Transition,
    Utterance,
    assemble,
)

Place = tuple[str | int, ...]
"""Keys and indexes from the top of a file."""


SAID_IN_NODES = ("say", "again", "interrupted", "not_understood")


@dataclass
class Subject:
    """One scene without errors.

    Args:
        folder: its files as they were read.
        report: takes the findings.
    """

    folder: Folder
    report: Report = field(default_factory=Report)

    @cached_property
    def scenario(self) -> Scenario:
        """The scene as it is played."""
        return assemble(self.folder)

    @cached_property
    def file(self) -> ScenarioFile:
        """The structure."""
        if self.folder.scenario is None:
            raise AssertionError("only a scene without errors is smelled at")
        return self.folder.scenario.model

    @property
    def words(self) -> Mapping[Language, LinesFile]:
        """The words, by language."""
        return {code: source.model for code, source in self.folder.words.items()}

    def at_structure(self, place: Place, code: str, message: str, advice: str = "", *, key: bool = False) -> None:
        """Note a smell of `scenario.yaml`."""
        if self.folder.scenario is not None:
            self.report.warn(self.folder.scenario.document, place, code, message, advice, key=key)

    def at_words(
        self, language: Language, place: Place, code: str, message: str, advice: str = "", *, key: bool = False
    ) -> None:
        """Note a smell of `lines.<language>.yaml`."""
        self.report.warn(self.folder.words[language].document, place, code, message, advice, key=key)

    def at_plan(self, name: str, place: Place, code: str, message: str, advice: str = "") -> None:
        """Note a smell of a plan."""
        self.report.warn(self.folder.plans[name].document, place, code, message, advice)

    @cached_property
    def reachable(self) -> frozenset[str]:
        """Nodes and endings something leads to."""
        return reach(self.file, self.file.start, limits=True, deeds=True)


def ways_out(file: ScenarioFile, name: str) -> Iterator[tuple[Place, Transition]]:
    """A node's transitions with their places, in the order they are tried, those that hold everywhere included."""
    node = file.nodes[name]
    shared = () if node.apart else file.everywhere.first
    yield from ((("everywhere", "first", index), step) for index, step in enumerate(shared))
    yield from ((("nodes", name, "goto", index), step) for index, step in enumerate(node.goto))
    shared = () if node.apart else file.everywhere.last
    yield from ((("everywhere", "last", index), step) for index, step in enumerate(shared))


def reach(file: ScenarioFile, start: str, *, limits: bool, deeds: bool, without: str = "") -> frozenset[str]:
    """Nodes and endings that can be come to.

    Args:
        file: the structure.
        start: where it begins.
        limits: whether the limits lead on as well.
        deeds: whether actions and remedies do.
        without: an action that is never done.
    """
    waiting: list[str | None] = [start]
    if limits:
        waiting += [file.limits.turns_to, file.limits.patience_to, file.limits.anger_to]
    if deeds:
        waiting += [action.to for kind, action in file.actions.items() if kind.value != without]
        waiting += [item.to for item in file.case.remedies.values() if item.by != without]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name is None or name in seen:
            continue
        seen.add(name)
        if name in file.nodes:
            node = file.moment(name)
            waiting += [step.to for step in node.goto if not (without and asks_for(step.when, without))]
            waiting += [silence.to for silence in node.silence]
        elif (epilogue := file.epilogues.get(file.endings[name].epilogue or "")) is not None:
            waiting += [epilogue.start, epilogue.missed]
    return frozenset(seen)


def asks_for(when: Condition, action: str) -> bool:
    """Whether a condition can only hold once the action has been done."""
    return action in (*when.action, *when.done) or any(asks_for(item, action) for item in when.all)


def utterances(file: ScenarioFile) -> Iterator[tuple[Place, Utterance]]:
    """Everything that is said at a place of its own, with the place."""
    for place, said in _sayings(file):
        for index, item in enumerate(said):
            yield (*place, index), item


def _sayings(file: ScenarioFile) -> Iterator[tuple[Place, tuple[Utterance, ...]]]:
    for name, node in file.nodes.items():
        for key in SAID_IN_NODES:
            yield ("nodes", name, key), getattr(node, key)
        for n, silence in enumerate(node.silence):
            yield ("nodes", name, "silence", n, "say"), silence.say
    for n, silence in enumerate(file.everywhere.silence):
        yield ("everywhere", "silence", n, "say"), silence.say
    for key in ("interrupted", "not_understood"):
        yield ("everywhere", key), getattr(file.everywhere, key)
    for name, ending in file.endings.items():
        yield ("endings", name, "say"), ending.say
    for kind, action in file.actions.items():
        yield ("actions", kind.value, "say"), action.say
    for name, remedy in file.case.remedies.items():
        yield ("case", "remedies", name, "say"), remedy.say
