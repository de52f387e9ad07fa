"""Promises and checks on rows written by hand: floors a little under what is reached, and how rows are compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scoring.case import KnowledgeFact
from scoring.commitments import main, measure, same_amount, same_due, same_pairs
from scoring.language import LANGUAGES
from scoring.verdicts import agrees

HERE = Path(__file__).parent
PROMISES, CHECKS = 0.85, 0.9


def rows(name: str, code: str) -> list[dict[str, Any]]:
    return read(HERE / f"{name}_{code}.jsonl")


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("code", LANGUAGES)
def test_due_and_sum_of_promises_are_exact(code: str) -> None:
    written = rows("promises", code)
    assert len(written) >= 60
    figures, results = measure(written, code)
    wrong = [(result.id, result.wanted, result.found) for result in results if not result.told]
    assert figures["promises_told_exact"] >= PROMISES, wrong


@pytest.mark.parametrize("code", LANGUAGES)
def test_statements_are_held_against_what_is_known(code: str) -> None:
    written = rows("checks", code)
    assert len(written) >= 40
    figures, results = measure(written, code)
    wrong = [(result.id, result.wanted, result.found) for result in results if not result.checks]
    assert figures["checks_exact"] >= CHECKS, wrong


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2026-03-04", "2026-03-04T10:00", True),
        ("2026-03-04T10:00", "2026-03-04T11:00", False),
        ("2026-03-04T10:00", "2026-03-04T10:00:00+02:00", True),
        (None, "2026-03-04", False),
        (None, None, True),
    ],
)
def test_dues_are_compared_at_the_coarser_of_the_two(first: str | None, second: str | None, same: bool) -> None:
    assert same_due(first, second) is same
    assert same_due(second, first) is same


def test_sums_are_compared_by_value() -> None:
    assert same_amount("47.9", "47.90")
    assert same_amount("20 %", "20%")
    assert not same_amount("20", "20%")
    assert not same_amount("47.90", None)


def test_pairs_are_a_multiset() -> None:
    assert same_pairs([("2026-03-04", None), (None, "5")], [(None, "5.00"), ("2026-03-04T10:00", None)])
    assert not same_pairs([(None, "5")], [(None, "5"), (None, "5")])


def test_the_measure_prints_its_shares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {
        "id": "one",
        "response": "I'll ring you tomorrow.",
        "reference_time": "2026-03-04T10:15",
        "promises": [{"act": "follow_up", "due": "2026-03-06", "amount": None}],
    }
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert main([str(file), "--language", "en", "--wrong"]) == 0
    printed = capsys.readouterr().out
    assert "promises_exact         0.0" in printed
    assert "2026-03-05" in printed


@pytest.mark.parametrize(
    ("code", "said", "values", "right"),
    [
        ("en", "you needn't send it back", ["no", "not needed"], True),
        ("en", "half an hour ahead", ["30 minutes before"], True),
        ("en", "not even by a manager", ["yes"], False),
        ("en", "sixty nights", ["100 nights"], False),
        ("en", "can't do it without the receipt", ["no"], False),
        ("fi", "kaksi viikkoa", ["14 päivää"], True),
        ("fi", "ei ole meillä pakollinen", ["vapaaehtoinen"], True),
        ("sv", "gäller även reavaror", ["nej", "gäller inte reavaror"], False),
        ("ru", "входит в стоимость", ["включена в цену"], True),
        ("el", "απαγορεύεται από τον νόμο", ["όχι"], True),
    ],
)
def test_a_labelled_statement_is_right_by_what_it_means(code: str, said: str, values: list[str], right: bool) -> None:
    assert agrees(said, KnowledgeFact(id="rule", values=tuple(values)), code) is right


@pytest.mark.parametrize(("verdict", "share"), [(True, 1.0), (False, 0.0)])
def test_the_verdict_of_the_row_decides(verdict: bool, share: float) -> None:
    row = {
        "response": "The guarantee is two years.",
        "case": {"knowledge": [{"id": "guarantee", "values": ["2 years"]}]},
        "checks": [{"fact": "guarantee", "said": "two years", "true": "2 years", "right": verdict}],
    }
    assert measure([row], "en")[0]["checks_exact"] == share


@pytest.mark.parametrize("code", LANGUAGES)
def test_development_rows_are_read_exactly(code: str) -> None:
    figures, _ = measure(read(HERE / "gold" / "commitments" / f"{code}.jsonl"), code)
    assert figures["rows"] == 100
    assert figures["promises_told_exact"] >= 0.85
    assert figures["checks_exact"] >= 0.85
