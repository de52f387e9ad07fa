"""The development sets: written apart from everything that is learnt from, and labelled a second time."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from scoring import ACTS, LANGUAGES
from scoring.evaluation import cohen_kappa
from scoring.language import FOLDER


def rows(code, name="development"):
    lines = (FOLDER / code / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_is_large_and_varied(code):
    found = rows(code)
    assert len(found) >= 400
    assert len({row["response"] for row in found}) == len({row["id"] for row in found}) == len(found)
    situations = Counter(row["situation"] for row in found)
    assert len(situations) >= 45
    assert max(situations.values()) <= 9
    assert sum(not row["acts"] for row in found) >= len(found) * 9 // 100
    assert min(Counter(act for row in found for act in row["acts"]).get(act, 0) for act in ACTS) >= 10


@pytest.mark.parametrize("code", LANGUAGES)
def test_spans_lie_inside_their_response(code):
    for row in rows(code):
        assert set(row["acts"]) <= set(ACTS)
        for spans in row["acts"].values():
            assert spans
            assert all(0 <= start < end <= len(row["response"]) for start, end in spans), row["id"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_of_it_is_learnt_from(code):
    learnt = rows(code, "responses")
    sealed = rows(code)
    for key in ("response", "customer", "situation"):
        assert not {row[key] for row in sealed if row[key]} & {row[key] for row in learnt if row[key]}


@pytest.mark.parametrize("code", LANGUAGES)
def test_writer_and_reader_agree(code):
    kappas = [cohen_kappa([(act in row["intended"], act in row["acts"]) for row in rows(code)]) for act in ACTS]
    assert sum(kappas) / len(kappas) >= 0.9
