"""Every code has a bad file that shows it: the diagnostics are exactly those its head expects, at those places.

The head of a bad file says what is expected: `# expect SG104 scenario.yaml:31:44` (severity by the code),
`# without plans/good.yaml` (a file of the base left out), `# pad N` (grown to more than N bytes). Everything else is
taken from `invalid/base`, a scene without a fault, and from the real common pool.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.resources import scenarios_dir
from simulator.scenario import Diagnostic, ScenarioError, check, counted, load, load_bundle
from simulator.scenario.codes import CODES

INVALID = Path(__file__).parent / "invalid"
CASES = sorted(path.name for path in INVALID.iterdir() if path.name.startswith("SG"))
EXPECT = re.compile(rb"^# expect (SG\d{3}) (\S+):(\d+):(\d+)$", re.MULTILINE)
WITHOUT = re.compile(rb"^# without (\S+)$", re.MULTILINE)
PAD = re.compile(rb"^# pad (\d+)$", re.MULTILINE)
WARNINGS = {code for code, (meaning, _) in CODES.items() if "(warning)" in meaning}


def build(case: str, root: Path) -> tuple[Path, set[tuple[str, str, int, int]]]:
    """Lay the case over the base; returns what is to be checked, and what is expected of it."""
    scene = root / "scene"
    shutil.copytree(INVALID / "base", scene)
    shutil.copytree(scenarios_dir() / "common", root / "common")
    expected: set[tuple[str, str, int, int]] = set()
    target = scene
    for source in sorted((INVALID / case).rglob("*.yaml")):
        name = source.relative_to(INVALID / case).as_posix()
        shared = name.startswith(("common/", "paths/"))
        raw = source.read_bytes()
        expected |= {(c.decode(), f.decode(), int(line), int(col)) for c, f, line, col in EXPECT.findall(raw)}
        for left_out in WITHOUT.findall(raw):
            part = left_out.decode()
            (root / part if part.startswith("common/") else scene / part).unlink()
        if pad := PAD.search(raw):
            raw += b"#" * int(pad[1])
        place = root / name if shared else scene / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(raw)
        if shared:
            target = root / name.split("/")[0]
    return target, expected


def found_in(target: Path, root: Path) -> set[tuple[str, str, int, int]]:
    found = set()
    for item in check(target):
        path = Path(item.file).relative_to(root)
        name = path.relative_to("scene").as_posix() if path.parts[0] == "scene" else path.as_posix()
        found.add((item.code, name, item.line, item.column))
    return found


@pytest.mark.parametrize("case", [case for case in CASES if not case.startswith("SG120")])
def test_bad_file_is_diagnosed_at_its_place(case, tmp_path):
    target, expected = build(case, tmp_path)
    assert expected
    assert case[:5] in {code for code, *_ in expected}
    assert found_in(target, tmp_path) == expected


@pytest.mark.parametrize("case", CASES)
def test_severity_is_that_of_the_code_and_every_message_is_a_sentence(case, tmp_path):
    target, _ = build(case, tmp_path)
    for item in check(target):
        # SG148 warns where the action exists but the scene does not offer it.
        if item.code != "SG148":
            assert (item.severity == "warning") == (item.code in WARNINGS), item
        assert item.message.endswith((".", "?", "!")), item
        assert str(item).startswith(f"{item.file}:{item.line}:{item.column} {item.code} {item.severity}: ")


@pytest.mark.parametrize("case", [case for case in CASES if not (INVALID / case / "paths").exists()])
def test_only_errors_keep_a_scene_from_loading(case, tmp_path):
    target, expected = build(case, tmp_path)
    if target.name == "common" or case.startswith("SG120"):
        return
    in_plans_only = all(name.startswith("plans/") for _, name, *_ in expected)
    harmless = in_plans_only or not any(item.severity == "error" for item in check(target))
    if harmless:
        assert load("scene", root=tmp_path).slug == "scene"
    else:
        with pytest.raises(ScenarioError) as caught:
            load("scene", root=tmp_path)
        assert caught.value.diagnostics


def test_the_base_has_no_fault(tmp_path):
    shutil.copytree(INVALID / "base", tmp_path / "scene")
    assert check(tmp_path / "scene") == []


def test_every_code_has_a_bad_file():
    assert {case[:5] for case in CASES} == set(CODES)


def test_a_stored_scenario_of_a_later_version_is_refused():
    with pytest.raises(ScenarioError) as caught:
        load_bundle((INVALID / "SG120-stored" / "bundle.json").read_bytes())
    assert [item.code for item in caught.value.diagnostics] == ["SG120"]


def test_suggestion_names_the_nearest(tmp_path):
    target, _ = build("SG104-unknown-node", tmp_path)
    (item,) = check(target)
    assert item.message == 'No node named "callm".'
    assert item.suggestion == 'Did you mean "calm"?'


@pytest.mark.parametrize(
    ("place", "old", "new", "told"),
    [
        # A line that is only missing is none that is misspelt.
        ("lines.en.yaml", "  done.1:", "  # done.1:", "Add it there under `lines`: `done.1: …`."),
        ("lines.en.yaml", "  opening.1:", "  openig.1:", 'Did you mean "openig.1"?'),
        # The right form is shown.
        ("scenario.yaml", "say: [{line: opening.1", "say: opening.1 # ", "Write it like `say: [{line: opening.1}]`."),
        ("scenario.yaml", "say: [{line: opening.1", "say: [opening.1] # ", 'Entry 1 of "say" must be a mapping'),
        ("plans/good.yaml", "turns:", "seeds: 2\nturns:", "Write it like `seeds: [1]`."),
        # One fault is told once.
        ("scenario.yaml", "endings:", "ending:", 'Did you mean "endings"?'),
        ("plans/good.yaml", "format: 1", "format: 2", "Write `format: 1`."),
    ],
)
def test_one_fault_is_told_once_with_what_mends_it(tmp_path, place, old, new, told):
    scene = shutil.copytree(INVALID / "base", tmp_path / "scene")
    shutil.copytree(scenarios_dir() / "common", tmp_path / "common")
    text = (scene / place).read_text(encoding="utf-8")
    assert old in text
    (scene / place).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [item for item in check(scene) if item.severity == "error"]
    assert len(found) == 1, found
    assert told in str(found[0])


def test_one_is_singular():
    item = Diagnostic("a", 1, 1, "SG100", "error", "Gone.")
    assert counted([]) == "0 errors, 0 warnings"
    assert counted([item, replace(item, severity="warning")]) == "1 error, 1 warning"
    assert counted([item, item]) == "2 errors, 0 warnings"
