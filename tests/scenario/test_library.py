"""The library holds what it promises: scenes, encounters, paths, and a place for every row that was asked for."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from scoring import LANGUAGES
from simulator.resources import scenarios_dir
from simulator.scenario import load, load_path, plans, slugs

SCENES = {slug: load(slug) for slug in slugs()}
SHORT = 2
"""Minutes: what is no longer is an encounter."""
LONG = {slug: scene for slug, scene in SCENES.items() if scene.file.about.minutes > SHORT}
ENCOUNTERS = SCENES.keys() - LONG.keys()
ROW = re.compile(r"^\| (R\d+) \| .+ \| (.+) \|$", re.MULTILINE)


def can(scene, *actions):
    return {*actions} <= {action.value for action in scene.file.actions}


def by(scene, whom):
    return any(remedy.by == whom for remedy in scene.file.case.remedies.values())


CARRIES = {
    "R1": lambda scene: scene.file.persona.interrupts is not None,
    "R2": lambda scene: any(fact.given != "unasked" for fact in scene.file.case.facts.values()),
    "R3": lambda scene: "restate" in str(scene.file.nodes),
    "R4": lambda scene: "set_boundary" in str(scene.file.nodes),
    "R5": lambda scene: bool(scene.file.case.remedies) or scene.file.about.rubric == "everyday",
    "R6": lambda scene: can(scene, "warm_transfer", "blind_transfer"),
    "R7": lambda scene: by(scene, "supervisor") or by(scene, "nobody"),
    "R8": lambda scene: bool(scene.file.epilogues),
    "R9": lambda scene: "admit_fault" in str(scene.file.nodes),
    "R10": lambda scene: can(scene, "note", "account"),
    "R11": lambda scene: any(ending.cards for ending in scene.file.endings.values()),
    "R12": lambda scene: can(scene, "supervisor") and scene.file.about.channel == "store",
    "R13": lambda scene: bool(scene.file.epilogues),
    "R14": lambda scene: scene.file.about.rubric == "everyday",
    "R15": lambda scene: "dismiss" in str(scene.file),
    "R16": lambda scene: by(scene, "supervisor"),
    "R17": lambda scene: bool(scene.file.persona.burdens),
    "R18": lambda scene: "ask_wish" in str(scene.file),
    "R19": lambda scene: any(remedy.cost for remedy in scene.file.case.remedies.values()),
    "R20": lambda scene: scene.file.queue is not None,
    "R21": lambda scene: can(scene, "lookup") and bool(scene.file.case.knowledge),
    "R22": lambda scene: any(epilogue.missed for epilogue in scene.file.epilogues.values()),
    "R23": lambda scene: "shift" in scene.file.about.use and scene.file.about.complaint is not None,
    "R24": lambda scene: scene.file.about.complaint == "double_charge",
    "R25": lambda scene: "bystander" in scene.file.cast or scene.file.about.channel == "chat",
    "R26": lambda scene: True,
    "R27": lambda scene: True,
    "R28": lambda scene: {*scene.languages} == {*LANGUAGES},
}


def rows():
    return dict(ROW.findall((scenarios_dir() / "README.md").read_text(encoding="utf-8")))


def test_every_row_has_its_place():
    assert list(rows()) == list(CARRIES)


@pytest.mark.parametrize("row", CARRIES)
def test_the_scenes_of_a_row_carry_it(row):
    named = rows()[row]
    carriers = list(LONG) if named == "all" else named.split(", ")
    assert [slug for slug in carriers if not CARRIES[row](SCENES[slug])] == []


def test_the_channels_are_all_there():
    channels = Counter(scene.file.about.channel.value for scene in LONG.values())
    assert len(LONG) == 18
    assert set(channels) == {"store", "phone", "email", "chat"}
    assert min(channels.values()) >= 2
    assert len([slug for slug, scene in LONG.items() if scene.file.about.use == ("exam",)]) == 4
    assert {SCENES[slug].file.about.channel.value for slug in rows()["R26"].split(", ")} == set(channels)


@pytest.mark.parametrize("slug", LONG)
def test_a_scene_is_a_whole_one(slug):
    scene = SCENES[slug]
    file = scene.file
    assert len(file.nodes) >= 10
    assert len(file.endings) >= 4
    assert len(file.draws) >= 6
    assert any(fact.given != "unasked" for fact in file.case.facts.values())
    assert {plan.level for plan in plans(scene).values()} >= {
        "excellent", "middling", "poor", "recovering", "gaming", "kitchen_sink",
    }  # fmt: skip
    assert plans(scene)["kitchen_sink"].expect.overall.max < 50


def test_the_encounters_are_twelve_and_short():
    assert len(ENCOUNTERS) == 12
    for slug in ENCOUNTERS:
        about = SCENES[slug].file.about
        assert about.use == ("shift",), slug
        assert set(SCENES[slug].languages) == set(LANGUAGES), slug
    assert any(SCENES[slug].file.about.rubric == "everyday" for slug in ENCOUNTERS)


def test_the_paths_lead_through_scenes_that_can_be_practised():
    paths = {file.stem: load_path(file.stem) for file in (scenarios_dir() / "paths").glob("*.yaml")}
    assert set(paths) == {"first_day", "first_week", "phone", "difficult_people", "all_channels"}
    for path in paths.values():
        assert set(path.titles) == set(LANGUAGES)
        assert len(path.scenes) >= 4
        assert set(path.summaries) == set(LANGUAGES)
        assert all(path.use in SCENES[entry.scene].file.about.use for entry in path.scenes)
    first = SCENES[paths["first_day"].scenes[0].scene].file.about
    assert first.rubric == "everyday"
    assert not first.warnings
    channels = {SCENES[entry.scene].file.about.channel.value for entry in paths["all_channels"].scenes}
    assert channels == {"store", "phone", "chat", "email"}
    assert all(SCENES[entry.scene].file.about.channel == "phone" for entry in paths["phone"].scenes)
