"""A new scene is sound and playable at once, in every channel and language; bad names and places are refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from simulator.authoring import copy_scene, import_workbook, start_scene
from simulator.authoring.beginning import RESERVED, START
from simulator.cli import cli
from simulator.errors import SilkGlovesError, SurroundingsError, UsageError
from simulator.resources import scenarios_dir
from simulator.scenario import Channel, ScenarioError, check, load, plans
from simulator.training import Answer, Crew, Trial, inspect, play_answer, rehearse

LANGUAGES = ("en", "fi", "sv", "ru", "el")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", Channel)
def test_a_new_scene_is_sound_and_goes_as_planned(tmp_path, channel, language):
    folder = start_scene("lamp", tmp_path, channel=channel, language=language)
    assert check(folder) == []
    scenario = load(folder)
    assert (scenario.file.about.channel, scenario.languages) == (channel, (language,))
    assert len(scenario.file.nodes) == 6
    made = plans(folder)
    assert sorted(made) == ["good", "poor", "recovering"]
    grades = {}
    for name, plan in made.items():
        for seed in plan.seeds:
            played = rehearse(scenario, name, plan, language, seed)
            assert played.failures == (), (name, seed)
            grades.setdefault(name, []).append(played.overall)
    assert min(grades["good"]) > max(grades["recovering"]) > max(grades["poor"])


ADMITTED = {
    "en": "That was our mistake.",
    "fi": "Se oli meidän virheemme.",
    "sv": "Det var vårt fel.",
    "ru": "Это наша ошибка.",
    "el": "Ήταν δικό μας λάθος.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_admits_the_fault_is_forgiven_the_cold_word(tmp_path, language):
    scenario = load(start_scene("lamp", tmp_path, language=language))
    session = Trial.begin_at(scenario, language, 1, node="colder")
    play_answer(session, Answer(text=ADMITTED[language]))
    assert "admit_fault" in session.state.acts
    assert "apologise" not in session.state.acts
    assert session.state.node == "story"


@pytest.mark.slow
def test_it_has_no_smells_either(tmp_path):
    folders = [start_scene(f"lamp_{code}", tmp_path, channel=Channel.CHAT, language=code) for code in LANGUAGES]
    with Crew(processes=1) as crew:
        assert inspect(folders, crew=crew) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", Channel)
def test_every_line_that_decides_is_explained_and_no_switch_is_left(tmp_path, channel, language):
    folder = start_scene("lamp", tmp_path, channel=channel, language=language)
    texts = {file.name: file.read_text(encoding="utf-8") for file in folder.rglob("*.yaml")}
    assert texts["scenario.yaml"].count(" # ") > 20
    for name, text in texts.items():
        assert "#?" not in text, name
        assert "{channel}" not in text
        assert "{language}" not in text
        assert not re.search(r"[ \t]$", text, re.MULTILINE), name
    assert set(re.findall(r"^      (\w\w): ", texts["good.yaml"], re.MULTILINE)) == {language}


def test_all_files_of_the_start_have_the_same_switches_in_every_language():
    switches = {
        code: re.findall(
            r"^  ([\w.]+):.*#\? (.*)$", (START / f"lines.{code}.yaml").read_text(encoding="utf-8"), re.MULTILINE
        )
        for code in LANGUAGES
    }
    assert all(found == switches["en"] for found in switches.values())


def test_the_same_command_writes_the_same_bytes(tmp_path):
    first, second = (start_scene("lamp", tmp_path / part) for part in "ab")
    assert {f.name: f.read_bytes() for f in first.rglob("*.yaml")} == {
        f.name: f.read_bytes() for f in second.rglob("*.yaml")
    }


def test_editors_are_told_of_schemas_only_where_there_are_some(tmp_path):
    (tmp_path / "with").mkdir()
    (tmp_path / "with" / "schema.json").write_text("{}", encoding="utf-8")
    assert "$schema=../schema.json" in (start_scene("lamp", tmp_path / "with") / "scenario.yaml").read_text(
        encoding="utf-8"
    )
    assert "$schema" not in (start_scene("lamp", tmp_path / "without") / "scenario.yaml").read_text(encoding="utf-8")


def test_a_copy_keeps_every_byte_and_comment(tmp_path):
    source = scenarios_dir() / "overcharged_card"
    copy = copy_scene(source, "my_card", tmp_path)
    names = {file.relative_to(source) for file in source.rglob("*.yaml")}
    assert {file.relative_to(copy) for file in copy.rglob("*")} - {Path("plans")} == names
    assert all((copy / name).read_bytes() == (source / name).read_bytes() for name in names)
    assert load(copy).slug == "my_card"


@pytest.mark.parametrize(
    "name",
    ["", " ", "Lamp", "1lamp", "_lamp", "lamp-2", "la mp", "../lamp", "a/b", "a\\b", "lampä", "lamp\n", "con", "com1", "common", "paths", "x" * 61, ".", "~", "lamp.yaml", "\u202elamp"],
)  # fmt: skip
def test_bad_names_are_refused_in_one_sentence(tmp_path, name):
    with pytest.raises(UsageError) as refused:
        start_scene(name, tmp_path)
    assert "cannot be the name of a scene" in refused.value.message
    assert refused.value.advice
    assert list(tmp_path.iterdir()) == []


@given(name=st.text(max_size=70))
def test_whatever_is_proposed_could_be_taken(name):
    from simulator.authoring.beginning import _new_folder

    try:
        _new_folder(name, Path("/nowhere"))
    except UsageError as refused:
        proposed = re.findall(r'Call it "(.*)", for example', refused.advice)
        if proposed and proposed[0] not in RESERVED:
            _new_folder(proposed[0], Path("/nowhere"))


def test_what_is_there_stays(tmp_path):
    (tmp_path / "lamp").mkdir()
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for name in ("lamp", "dangling", "file"):
        with pytest.raises(UsageError, match="is there already"):
            start_scene(name, tmp_path)
        with pytest.raises(UsageError, match="is there already"):
            copy_scene(scenarios_dir() / "overcharged_card", name, tmp_path)
    assert list((tmp_path / "lamp").iterdir()) == []
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_what_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SurroundingsError, match="cannot be written"):
        start_scene("lamp", tmp_path / "file")

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SurroundingsError, match="No space left"):
        start_scene("lamp", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_is_no_scene_is_not_copied(tmp_path):
    with pytest.raises(SilkGlovesError):
        copy_scene(tmp_path, "lamp", tmp_path)
    (tmp_path / "many" / "plans").mkdir(parents=True)
    (tmp_path / "many" / "scenario.yaml").write_text("", encoding="utf-8")
    for n in range(201):
        (tmp_path / "many" / "plans" / f"p{n}.yaml").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="larger than a scene"):
        copy_scene(tmp_path / "many", "lamp", tmp_path)
    assert not (tmp_path / "lamp").exists()


def test_the_command_says_what_to_do_next(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["new", "lamp", "--folder", "scenes", "--channel", "phone", "--language", "fi"])
    assert done.exit_code == 0, done.output
    told = str(Path("scenes") / "lamp")
    for part in (
        f"silkgloves play {told} --text",
        f"silkgloves check {told}",
        f"silkgloves rehearse {told}",
        "lines.fi.yaml",
    ):
        assert part in done.output
    assert CliRunner().invoke(cli, ["check", "--no-smells", told]).exit_code == 0


def test_the_command_writes_a_workbook_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["new", "lamp", "--folder", "scenes", "--xlsx"])
    assert done.exit_code == 0, done.output
    import_workbook(tmp_path / "lamp.xlsx", tmp_path / "again" / "lamp", force=False)
    assert load(tmp_path / "again" / "lamp").hash == load(tmp_path / "scenes" / "lamp").hash
    again = CliRunner().invoke(cli, ["new", "lamp", "--folder", "other", "--xlsx"])
    assert isinstance(again.exception, UsageError)
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["lamp", "--like", "overcharged_car"], 'Did you mean "overcharged_card"?'),
        (["lamp", "--like", "overcharged_card", "--language", "fi"], "A copy keeps its channel and languages."),
        (["Lamp Shop"], 'Call it "lamp_shop"'),
    ],
)
def test_the_command_refuses_in_one_sentence(tmp_path, arguments, told):
    done = CliRunner().invoke(cli, ["new", *arguments, "--folder", str(tmp_path / "new")])
    assert isinstance(done.exception, UsageError)
    assert told in str(done.exception)
    assert not (tmp_path / "new").exists()


def test_a_broken_scene_is_copied_as_it_is(tmp_path):
    broken = start_scene("lamp", tmp_path)
    (broken / "scenario.yaml").write_text("format: [", encoding="utf-8")
    with pytest.raises(ScenarioError):
        load(copy_scene(broken, "lamp_2", tmp_path))
