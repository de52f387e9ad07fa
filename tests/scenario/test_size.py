"""A scenario of 10,000 nodes loads and checks in seconds, and hostile files end quickly."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from simulator.scenario import check, load
from simulator.scenario.reading import read

INVALID = Path(__file__).parent / "invalid"
NODES = 10_000
SECONDS = 25
"""Of processor time, and generous: about 4 s; a quadratic check takes minutes."""


def grow(folder: Path, nodes: int) -> None:
    """A chain of nodes laid into the base scene."""
    structure = (INVALID / "base" / "scenario.yaml").read_text(encoding="utf-8")
    words = (INVALID / "base" / "lines.en.yaml").read_text(encoding="utf-8")
    chain = "".join(
        f"  n{n}:\n    say: [{{line: n{n}.1, when: {{anger: {{min: 20}}}}}}]\n    goto:\n"
        f"      - {{when: {{any_act: [own, apologise], known: [charge]}}, to: n{n + 1}}}\n      - {{to: gone}}\n"
        for n in range(nodes)
    )
    chain += f"  n{nodes}:\n    say: [{{line: calm.1}}]\n    goto: [{{to: done}}]\n"
    first = "      - {when: {any_act: [apologise]}, to: calm}\n"
    structure = structure.replace(first, first + "      - {to: n0}\n").replace("endings:\n", chain + "endings:\n", 1)
    lines = "".join(f'  n{n}.1: "{{price}}, says line {n}."\n' for n in range(nodes))
    folder.mkdir()
    (folder / "scenario.yaml").write_text(structure, encoding="utf-8")
    (folder / "lines.en.yaml").write_text(words.replace("forms:\n", lines + "forms:\n", 1), encoding="utf-8")


@pytest.mark.slow
def test_ten_thousand_nodes(tmp_path):
    grow(tmp_path / "big", NODES)
    began = time.process_time()
    assert [item.code for item in check(tmp_path / "big")] == ["SG183"]
    scenario = load(tmp_path / "big")
    assert len(scenario.file.nodes) == NODES + 3
    assert time.process_time() - began < SECONDS


def test_thousands_of_faults_end_quickly(tmp_path):
    grow(tmp_path / "big", 2000)
    file = tmp_path / "big" / "scenario.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("to: n", "to: m"), encoding="utf-8")
    began = time.process_time()
    found = check(tmp_path / "big")
    assert sum(item.code == "SG104" for item in found) == 2001
    assert time.process_time() - began < SECONDS


def test_hostile_files_are_refused_at_once():
    began = time.process_time()
    bomb = "a: &a [x, x]\n" + "\n".join(f"{c}: &{c} [*{b}, *{b}]" for b, c in zip("abcdefgh", "bcdefghi", strict=True))
    hostile = {
        b"[" * 1_000_000: "SG109",
        b"{a: " * 200_000: "SG109",
        b"- " * 200_000: "SG109",
        bomb.encode(): "SG107",
        b"a: !!python/object/apply:os.system [x]": "SG106",
        b"\xff\xfe\x00": "SG101",
        b"a: \x1b[31m": "SG101",
        "a: \u2028\ufffe".encode(): "SG101",
        b"a: 'open": "SG103",
        b"\xed\xa0\x80": "SG101",
    }
    for raw, code in hostile.items():
        document, found = read(raw, "x.yaml")
        assert document is None
        assert [item.code for item in found] == [code], raw[:20]
    assert time.process_time() - began < 5
