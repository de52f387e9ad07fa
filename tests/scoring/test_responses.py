"""The labelled responses a grader will learn from: sound, varied, and apart from those it is measured on."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from scoring import ACTS, LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
FILES = {code: ROOT / "scoring" / "languages" / code / "responses.jsonl" for code in LANGUAGES}
PRESENT = [code for code, path in FILES.items() if path.is_file()]


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def five_grams(text: str) -> set[tuple[str, ...]]:
    words = text.casefold().split()
    return {tuple(words[place : place + 5]) for place in range(len(words) - 4)}


def test_every_language_has_its_first_round():
    assert set(PRESENT) == set(LANGUAGES)


@pytest.mark.parametrize("code", PRESENT)
def test_labels_are_acts_of_the_codebook_and_spans_lie_inside_their_response(code):
    for row in rows(FILES[code]):
        assert set(row["acts"]) <= set(ACTS), row["id"]
        for spans in row["acts"].values():
            assert spans
            assert all(0 <= start < end <= len(row["response"]) for start, end in spans), row["id"]
        # What a response looks like and is not, by the codebook.
        assert row["near_miss_of"] is None or (row["near_miss_of"] and set(row["near_miss_of"]) <= set(ACTS) - set(row["acts"]))


@pytest.mark.parametrize("code", PRESENT)
def test_ids_and_responses_are_unique_and_no_situation_has_more_than_twelve(code):
    found = rows(FILES[code])
    assert len({row["id"] for row in found}) == len(found)
    assert len({row["response"] for row in found}) == len(found)
    assert max(Counter(row["situation"] for row in found).values()) <= 12


@pytest.mark.parametrize("code", PRESENT)
def test_no_two_responses_share_most_of_their_words(code):
    grams = sorted((five_grams(row["response"]) for row in rows(FILES[code])), key=len)
    by_gram: dict[tuple[str, ...], list[int]] = {}
    for place, found in enumerate(grams):
        for gram in found:
            by_gram.setdefault(gram, []).append(place)
    pairs = Counter(pair for places in by_gram.values() for pair in pairwise(places))
    assert [pair for pair, shared in pairs.items() if shared > 0.6 * min(len(grams[pair[0]]), len(grams[pair[1]]))] == []


@pytest.mark.parametrize("code", ["en", "fi"])
def test_nothing_of_the_sealed_set_is_among_them(code):
    sealed = {row["response"] for row in rows(Path(__file__).with_name("gold") / f"{code}.jsonl")}
    assert sealed.isdisjoint(row["response"] for row in rows(FILES[code]))
