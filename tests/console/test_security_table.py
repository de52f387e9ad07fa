"""SECURITY.md is held to what is there: no requirement left out, no test named that does not exist, nothing claimed twice."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
TABLE = TESTS.parent / "simulator" / "console" / "SECURITY.md"
STATES = {"met", "partly", "not met", "n/a", "operator"}
# How many requirements of levels 1 and 2 each section of ASVS 5.0 has; they are its first ones unless named.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 11, "6.3": 3, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 3,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip


def rows() -> list[tuple[str, str, str, list[str]]]:
    """Item, state, how and named tests of every row."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    matches = (
        re.match(r"\| (\d+\.\d+\.\d+)( \(level 3\))? \| ([^|]+) \| ([^|]+) \| ?([^|]*) ?\|$", line) for line in lines
    )
    return [
        (match[1] + (match[2] or ""), match[3].strip(), match[4].strip(), re.findall(r"`(\w+)`", match[5]))
        for match in matches
        if match
    ]


def test_every_requirement_of_levels_one_and_two_has_its_row_once() -> None:
    wanted = [f"{section}.{number}" for section, count in SECTIONS.items() for number in range(1, count + 1)]
    listed = [item for item, *_ in rows() if "level 3" not in item]
    assert listed == wanted
    headings = re.findall(r"^## V(\d+) ", TABLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings == [str(number) for number in range(1, 18)]


def test_no_row_of_the_table_is_misspelt() -> None:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d", line)]
    assert len(lines) == len(rows())
    assert {state for _, state, _, _ in rows()} <= STATES


def test_every_test_that_is_named_exists() -> None:
    there = {
        node.name
        for path in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    named = {test for *_, tests in rows() for test in tests}
    assert named - there == set()
    assert len(named) > 60


def test_every_row_says_how() -> None:
    assert [item for item, _, how, _ in rows() if not how] == []
    assert [item for item, state, _, tests in rows() if state in ("n/a", "not met") and tests] == []
