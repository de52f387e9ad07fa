"""The trainer's manual is true: its example is sound, its tables are those of the models and codes."""

from __future__ import annotations

import re

import pytest

from simulator.authoring.reference import code_tables
from simulator.resources import scenarios_dir
from simulator.scenario import check, load, load_plan
from simulator.scenario.codes import CODES
from simulator.scenario.reference import refresh, tables
from simulator.scenario.schema_export import SCHEMAS, export_all

EXAMPLE = re.compile(r"^`([a-z.]+(?:/[a-z]+\.yaml)?)`:\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def readme() -> str:
    return (scenarios_dir() / "README.md").read_text(encoding="utf-8")


def test_the_example_is_a_sound_scene(readme, tmp_path):
    scene = tmp_path / "umbrella"
    for name, text in EXAMPLE.findall(readme):
        file = scene / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert sorted(path.name for path in scene.rglob("*.yaml")) == ["good.yaml", "lines.en.yaml", "scenario.yaml"]
    assert check(scene) == []
    scenario = load(scene)
    assert len(scenario.file.nodes) == 3
    assert load_plan(scene, "good").expect.endings == ("settled",)


def test_the_tables_are_made_from_the_models(readme):
    same = refresh(readme, {**tables(), **code_tables()})
    assert same == readme, "run refresh(text, {**tables(), **code_tables()}) over scenarios/README.md"


def test_every_code_and_every_schema_has_its_place(readme):
    for code in CODES:
        assert f"| `{code}` |" in readme
    assert {*tables(), *code_tables()} == set(re.findall(r"^<!-- end (\S+) -->$", readme, re.MULTILINE))


def test_links_within_the_manual_lead_somewhere(readme):
    headings = re.findall(r"^#+ (.+)$", readme, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    for link in re.findall(r"\]\(#([^)]+)\)", readme):
        assert link in anchors, link


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_files_are_fresh(name):
    text = (scenarios_dir() / name).read_text(encoding="utf-8")
    assert text == export_all()[name], "run export_all() of simulator/scenario/schema_export.py"


def test_the_schema_knows_what_the_loader_knows():
    schema = export_all()["schema.json"]
    assert '"Did the' not in schema
    for word in ('"warm_transfer"', '"hear_out"', '"apologise"', '"walks_out"', '"additionalProperties": false'):
        assert word in schema
    # Points are shown as authors write them, not in hundredths.
    assert '"default": 5000' not in schema
