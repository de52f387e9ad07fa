"""Scenes checked with everything there is to say: errors, warnings, and smells, also by listening and playing.

Each scene is read here and looked at by itself; what the detector hears and how the plans go is worked out a language
at a time by a crew of processes, and put together here in the order of the files.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.authoring import smells
from simulator.collecting import collecting_seldom
from simulator.scenario import Diagnostic, Folder, Language, survey

from .crew import Crew
from .keeping import Store
from .repertoire import FEW, Pending, Repertoire, hand_over, plays_of, scene_at

MOST_PLAYS = 400
"""Plays of one scene that are looked at for smells; a scene in five languages has about 105."""


@dataclass
class _Scene:
    """One scene in the making."""

    subject: smells.Subject
    played: Pending
    heard: dict[Language, tuple[Store, Future[Any] | None]] = field(default_factory=dict)


def inspect(paths: Sequence[Path], *, crew: Crew, fresh: bool = False) -> list[Diagnostic]:
    """Check what lies at `paths` like `scenario.check`, smells included, in the order of the files.

    Args:
        paths: folders and files as for `check`.
        crew: who listens and plays.
        fresh: work out anew what was worked out before.
    """
    found: list[Diagnostic] = []
    begun: dict[Path, _Scene] = {}
    repertoire = Repertoire(crew, fresh=fresh)
    with collecting_seldom():
        for path in paths:
            for said, folder in survey(path):
                found += said
                if folder is not None and folder.path.resolve() not in begun:
                    # A single small scene is not worth starting other processes.
                    alone = not begun and _plays(folder) <= FEW
                    begun[folder.path.resolve()] = _begin(folder, repertoire, crew, fresh=fresh, alone=alone)
        for scene in begun.values():
            found += _smells(scene)
    return sorted(dict.fromkeys(found), key=lambda item: (item.file, item.line, item.column, item.code))


def _plays(folder: Folder) -> int:
    return len(folder.words) * sum(len(source.model.seeds) for source in folder.plans.values())


def _begin(folder: Folder, repertoire: Repertoire, crew: Crew, *, fresh: bool, alone: bool) -> _Scene:
    """Have everything begun that others can do."""
    subject = smells.Subject(folder)
    root = folder.pool.folder.parent
    plans = [(name, source.model) for name, source in folder.plans.items()]
    plays = plays_of(folder.path, root, plans, subject.words)[:MOST_PLAYS]
    if alone:
        hand_over(folder.path, root, subject.scenario)
    scene = _Scene(subject, repertoire.begin(subject.scenario, plays, alone=alone))
    for language in subject.words:
        store = Store.open(subject.scenario, language, "heard", fresh=fresh)
        known = "heard" in store.kept
        future = None if known else crew.give(listen_at, folder.path, root, language, alone=alone)
        scene.heard[language] = (store, future)
    return scene


def listen_at(folder: Path, root: Path, language: Language) -> list[Any]:
    """What is heard in a scene in one language, as plain values."""
    return [smells.heard_to_json(item) for item in smells.listen(scene_at(folder, root), language)]


def _smells(scene: _Scene) -> list[Diagnostic]:
    """Everything there is to say of one scene."""
    subject = scene.subject
    smells.smell_scene(subject)
    heard = {}
    for language, (store, future) in scene.heard.items():
        if future is not None:
            store.keep("heard", future.result())
            store.close()
        heard[language] = [smells.heard_from_json(item) for item in store.kept["heard"]]
    smells.smell_heard(subject, heard)
    performances = scene.played.results()
    played = [
        smells.PlayedPlan(play.name, play.language, play.seed, course.endings, course.turns, course.unscored)
        for play, course in zip(scene.played.plays, (item.course for item in performances), strict=True)
    ]
    plans = {name: source.model for name, source in subject.folder.plans.items()}
    smells.smell_played(subject, plans, played)
    smells.smell_between(subject, heard, played)
    return subject.report.found
