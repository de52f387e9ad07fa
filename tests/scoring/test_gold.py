"""The detector against responses it was not written for: written by one, labelled blind by another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scoring import ACTS, detect
from scoring.evaluation import evaluate, read_gold

FOLDER = Path(__file__).with_name("gold")
FLOOR = 0.50


def rows(code: str) -> list[dict]:
    return [json.loads(line) for line in (FOLDER / f"{code}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("code", ["en", "fi"])
def test_macro_f1_stays_above_the_floor(code):
    gold = read_gold(FOLDER / f"{code}.jsonl")
    found = [detect(row["response"], language=code, customer=row["customer"], channel=row["channel"]) for row in rows(code)]
    assert evaluate(gold, found, code).macro_f1 >= FLOOR


@pytest.mark.parametrize("code", ["en", "fi"])
def test_the_labels_are_a_hundred_and_point_into_their_responses(code):
    found = rows(code)
    assert len(found) == 100
    for row in found:
        assert set(row["acts"]) <= set(ACTS)
        for spans in row["acts"].values():
            assert all(0 <= start < end <= len(row["response"]) for start, end in spans)
    assert len({row["response"] for row in found}) == 100
