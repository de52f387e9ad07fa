"""All plans of scenes in all their languages, played on all cores; what was played before is not played again.

A rehearsal is decided by the scene, the plan, the language, the seed and the program, by nothing else. So the result
is kept, in the person's data folder, under a digest of all these; when any of them changes it is played anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.scenario import Language, Plan, Scenario, load

from .crew import Crew
from .keeping import Store
from .rehearsal import Course, Rehearsal, rehearse_aloud

FEW = 24
"""So few plays are done here: starting other processes takes longer."""
MOST_SCENES = 64
"""Scenes a process keeps in memory."""


@dataclass(frozen=True, slots=True)
class Play:
    """One plan to be played once.

    Args:
        folder: the scene's folder.
        root: the folder of scenarios it stands in, for the common pool; None for the built-in one.
        name: the plan's name.
        plan: the plan.
        language: the language.
        seed: the seed.
    """

    folder: Path
    root: Path | None
    name: str
    plan: Plan
    language: Language
    seed: int


@dataclass(frozen=True, slots=True)
class Performance:
    """What came of one play."""

    rehearsal: Rehearsal
    course: Course


_scenes: dict[tuple[Path, Path | None], Scenario] = {}


def scene_at(folder: Path, root: Path | None) -> Scenario:
    """A scene, read once in a process, or as it was last handed over."""
    if (folder, root) not in _scenes:
        hand_over(folder, root, load(folder, root=root))
    return _scenes[folder, root]


def hand_over(folder: Path, root: Path | None, scenario: Scenario) -> None:
    """Have `scene_at` give this scene here: it has been read already, or has changed since."""
    if len(_scenes) >= MOST_SCENES:
        _scenes.clear()
    _scenes[folder, root] = scenario


def perform(plays: Sequence[Play]) -> list[Performance]:
    """Play some plans, in order, in this process."""
    return [
        Performance(*rehearse_aloud(scene_at(play.folder, play.root), play.name, play.plan, play.language, play.seed))
        for play in plays
    ]


@dataclass
class Repertoire:
    """Plays plans and remembers.

    Args:
        crew: who plays.
        fresh: whether what was played before is played again.
    """

    crew: Crew
    fresh: bool = False

    def begin(self, scenario: Scenario, plays: Sequence[Play], *, alone: bool = False) -> Pending:
        """Have plays of one scene begun, a language at a time; `Pending.results` gives what came of them.

        Args:
            scenario: the scene.
            plays: its plays.
            alone: do it in this process.
        """
        pending = Pending(tuple(plays))
        by_language: dict[Language, list[Play]] = {}
        for play in plays:
            by_language.setdefault(play.language, []).append(play)
        for language, part in by_language.items():
            store = Store.open(scenario, language, "rehearsals", fresh=self.fresh)
            missing = []
            for play in part:
                try:
                    pending.done[id_of(play)] = from_json(store.kept[key_of(play)])
                except (KeyError, TypeError, ValueError):
                    missing.append(play)
            if missing:
                pending.parts.append((store, missing, self.crew.give(perform, missing, alone=alone)))
        return pending


@dataclass
class Pending:
    """Plays that have been begun.

    Args:
        plays: all of them, in the order in which results are given.
        done: what was known already.
        parts: what is being played.
    """

    plays: tuple[Play, ...]
    done: dict[tuple[str, str, int], Performance] = field(default_factory=dict)
    parts: list[tuple[Store, list[Play], Future[list[Performance]]]] = field(default_factory=list)

    def results(self) -> list[Performance]:
        """What came of the plays, in their order; waits until all are done, and keeps it."""
        for store, missing, future in self.parts:
            for play, performance in zip(missing, future.result(), strict=True):
                store.keep(key_of(play), to_json(performance))
                self.done[id_of(play)] = performance
            store.close()
        self.parts.clear()
        return [self.done[id_of(play)] for play in self.plays]


def id_of(play: Play) -> tuple[str, str, int]:
    """What tells the plays of one scene apart."""
    return (play.name, play.language, play.seed)


def key_of(play: Play) -> str:
    """The digest of a play within its scene and language."""
    text = f"{play.name}\n{play.seed}\n{play.plan.model_dump_json()}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def to_json(item: Performance) -> dict[str, Any]:
    """A performance as plain values."""
    rehearsal, course = item.rehearsal, item.course
    return {
        "rehearsal": {name: getattr(rehearsal, name) for name in Rehearsal.__slots__},
        "course": {name: getattr(course, name) for name in Course.__slots__},
    }


def from_json(data: Any) -> Performance:
    """A performance read back. Raises KeyError, TypeError or ValueError for anything else."""
    rehearsal, course = data["rehearsal"], data["course"]
    turns = tuple((int(number), str(node), tuple(acts)) for number, node, acts in course["turns"])
    return Performance(
        Rehearsal(**{**rehearsal, "failures": tuple(rehearsal["failures"])}),
        Course(tuple(course["endings"]), turns, tuple(course["unscored"])),
    )


def plays_of(
    folder: Path, root: Path | None, plans: Iterable[tuple[str, Plan]], languages: Iterable[Language]
) -> list[Play]:
    """Every plan in every language on every seed it names, plan by plan."""
    codes = tuple(languages)
    return [Play(folder, root, name, plan, code, seed) for name, plan in plans for code in codes for seed in plan.seeds]


def rehearse_all(
    wanted: Sequence[tuple[Path, Scenario, Mapping[str, Plan], Sequence[Language]]], *, crew: Crew, fresh: bool = False
) -> list[Rehearsal]:
    """Rehearse plans of several scenes; the order is that in which they were asked for, whoever was ready first.

    Args:
        wanted: for each scene its folder, the scene, the plans by name, the languages.
        crew: who plays.
        fresh: whether what was played before is played again.
    """
    repertoire = Repertoire(crew, fresh=fresh)
    plays = [plays_of(folder, None, plans.items(), codes) for folder, _, plans, codes in wanted]
    alone = sum(map(len, plays)) <= FEW
    if alone:
        for folder, scenario, _, _ in wanted:
            hand_over(folder, None, scenario)
    begun = [
        repertoire.begin(scenario, part, alone=alone) for (_, scenario, _, _), part in zip(wanted, plays, strict=True)
    ]
    return [performance.rehearsal for pending in begun for performance in pending.results()]
