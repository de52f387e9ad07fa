"""What anybody types in their first hour is heard: one plain response an act and language, each written for one act."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scoring import ACTS, LANGUAGES, detect

PLAIN = Path(__file__).parent / "gold" / "plain"
LEAST = 0.85


def rows(code):
    return [json.loads(line) for line in (PLAIN / f"{code}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("code", LANGUAGES)
def test_plain_words_are_heard(code):
    assert {row["act"] for row in rows(code)} == set(ACTS)
    missed = [
        (row["act"], row["response"])
        for row in rows(code)
        if row["act"]
        not in detect(row["response"], language=code, customer=row["customer"], channel=row["channel"]).names
    ]
    assert len(missed) <= (1 - LEAST) * len(ACTS), missed


@pytest.mark.parametrize("code", LANGUAGES)
def test_plain_words_are_none_of_those_learnt_from(code):
    learnt = Path(__file__).parents[2] / "scoring" / "languages" / code / "responses.jsonl"
    known = {json.loads(line)["response"].casefold() for line in learnt.read_text(encoding="utf-8").splitlines()}
    assert known.isdisjoint(row["response"].casefold() for row in rows(code))
