"""Plans played by a crew and remembered; checks that listen and play. The scene is small, the detector the real one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from simulator.scenario import load, plans
from simulator.settings import data_dir
from simulator.training import Crew, inspect, keeping, rehearse, rehearse_all, repertoire
from simulator.training.hearing import heard
from simulator.training.keeping import Store
from simulator.training.repertoire import Repertoire, from_json, key_of, plays_of, to_json

ONCE = 2  # seeds of a plan that names none
BASE = Path(__file__).parents[1] / "scenario" / "invalid" / "base"


@pytest.fixture
def scene(tmp_path):
    """The folder of a small sound scene with one plan."""
    return Path(shutil.copytree(BASE, tmp_path / "scene"))


@pytest.fixture
def played(monkeypatch):
    """Counts what is really played."""
    calls = []

    def aloud(*args):
        calls.append(args[1:])
        return rehearse_aloud(*args)

    rehearse_aloud = repertoire.rehearse_aloud
    monkeypatch.setattr(repertoire, "rehearse_aloud", aloud)
    return calls


def together(folder, **more):
    with Crew(1) as crew:
        return rehearse_all([(folder, load(folder), plans(folder), ("en",))], crew=crew, **more)


def test_it_comes_out_as_each_by_itself(scene):
    plan = plans(scene)["good"]
    assert together(scene) == [rehearse(load(scene), "good", plan, "en", seed) for seed in plan.seeds]


def test_what_was_played_is_not_played_again_until_something_changes(scene, played):
    first = together(scene)
    assert len(played) == ONCE
    assert together(scene) == first
    assert len(played) == ONCE
    assert together(scene, fresh=True) == first
    assert len(played) == 2 * ONCE
    plan = scene / "plans" / "good.yaml"
    plan.write_text(plan.read_text(encoding="utf-8") + "seeds: [1, 4]\n", encoding="utf-8")
    assert [result.seed for result in together(scene)] == [1, 4]
    words = scene / "lines.en.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("Good. And now?", "Well."), encoding="utf-8")
    before = len(played)
    together(scene)
    assert len(played) == before + 2
    assert repertoire.scene_at(scene, None).words["en"].lines["calm.1"] == "Well."


def test_another_program_plays_anew(scene, played, monkeypatch):
    together(scene)
    monkeypatch.setattr(keeping, "program", lambda: "another")
    together(scene)
    assert len(played) == 2 * ONCE


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"[]", b"null", b"[" * 100_000, b'{"x": 1}'])
def test_a_damaged_store_costs_time_and_nothing_else(scene, played, damage):
    first = together(scene)
    (file,) = (data_dir() / "worked_out" / "rehearsals").glob("*.json")
    file.write_bytes(damage)
    assert together(scene) == first
    assert len(played) == 2 * ONCE
    assert len(json.loads(file.read_bytes())) > 0


def test_a_single_damaged_result_is_played_again(scene, played):
    first = together(scene)
    (file,) = (data_dir() / "worked_out" / "rehearsals").glob("*.json")
    kept = json.loads(file.read_bytes())
    kept[next(iter(kept))] = {"rehearsal": 3}
    file.write_text(json.dumps(kept), encoding="utf-8")
    assert together(scene) == first
    assert len(played) == ONCE + 1


def test_where_nothing_can_be_written_everything_still_works(scene, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("SILKGLOVES_HOME", str(tmp_path / "file"))
    assert [result.passed for result in together(scene)] == [True] * ONCE


def test_the_oldest_results_are_cleared_away(scene, monkeypatch):
    monkeypatch.setattr(keeping, "KEPT", 2)
    scenario = load(scene)
    for number in range(3):
        monkeypatch.setattr(keeping, "program", lambda number=number: str(number))
        store = Store.open(scenario, "en", "a")
        store.keep("x", 1)
        store.close()
    assert len(list((data_dir() / "worked_out" / "a").glob("*"))) == 2


def test_a_performance_survives_as_plain_values(scene):
    with Crew(1) as crew:
        plays = plays_of(scene, None, plans(scene).items(), ("en",))
        for performance in Repertoire(crew).begin(load(scene), plays).results():
            assert from_json(json.loads(json.dumps(to_json(performance)))) == performance
    assert len({key_of(play) for play in plays}) == len(plays)


def test_the_same_words_in_the_same_case_are_heard_once():
    calls = []

    def detect(text, **_):
        calls.append(text)

    scenario = load(BASE)
    for seed in (1, 1, 2):
        case = scenario.case("en", scenario.draw(seed))
        heard(detect, "Sorry.", "en", "You charged me.", "phone", case, "2026-03-04T10:15")
    different = scenario.case("en", scenario.draw(1)) != scenario.case("en", scenario.draw(2))
    assert len(calls) == 1 + different


def test_a_check_listens_and_plays(scene):
    with Crew(1) as crew:
        found = inspect([scene], crew=crew)
    assert [(item.code, item.severity) for item in found] == [("SG303", "warning")]


def test_a_scene_with_errors_is_only_checked(scene, played):
    file = scene / "scenario.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("start: opening", "start: nowhere"), encoding="utf-8")
    with Crew(1) as crew:
        found = inspect([scene], crew=crew)
    assert [item.code for item in found] == ["SG104"]
    assert played == []


def test_a_folder_named_twice_is_looked_at_once(scene, played):
    with Crew(1) as crew:
        once = inspect([scene], crew=crew, fresh=True)
        assert inspect([scene, scene / "scenario.yaml", scene.parent], crew=crew, fresh=True) == once
    assert len(played) == 2 * ONCE


@pytest.mark.slow
def test_two_processes_say_what_one_says(scene):
    with Crew(1) as crew:
        alone = inspect([scene], crew=crew)
    for number in range(9):
        shutil.copytree(scene, scene.parent / f"more_{number}")
    several = [scene.parent / f"more_{number}" for number in range(9)]
    wanted = [(folder, load(folder), plans(folder), ("en",)) for folder in several]
    with Crew(2) as crew:
        together = rehearse_all(wanted, crew=crew)
        assert [(result.scenario, result.seed) for result in together] == [
            (folder.name, seed) for folder in several for seed in range(1, ONCE + 1)
        ]
        found = inspect(several, crew=crew)
    assert [item.code for item in found] == [item.code for item in alone] * 9
