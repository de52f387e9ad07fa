"""What the product's rows R1-R27 need can be said in the format: one commented sketch for each, loaded and sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario import check, load

SKETCHES = Path(__file__).parent / "sketches"
NAMES = sorted(path.name for path in SKETCHES.iterdir() if path.is_dir())


@pytest.mark.parametrize("name", NAMES)
def test_sketch_is_sound(name):
    # A sketch has no plan; nothing else may be wrong with it.
    assert [str(item) for item in check(SKETCHES / name) if item.code != "SG183"] == []
    scenario = load(SKETCHES / name)
    row = f"R{int(name[1:3])}"
    assert row in scenario.file.about.rows
    assert (SKETCHES / name / "scenario.yaml").read_text(encoding="utf-8").startswith(f"# {row}: ")


def test_every_row_has_a_sketch():
    assert {int(name[1:3]) for name in NAMES} == set(range(1, 28))


@pytest.mark.parametrize("name", NAMES)
def test_every_line_can_be_said_whatever_is_drawn(name):
    scenario = load(SKETCHES / name)
    for seed in range(20):
        drawn = scenario.draw(seed)
        for line in scenario.words["en"].lines:
            assert "{" not in scenario.text(line, "en", drawn)
        scenario.case("en", drawn)
