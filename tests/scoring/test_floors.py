"""The shipped detector does not get worse: floors per act and language on the development sets, and in all."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from scoring import ACTS, LANGUAGES, load_card
from scoring.assessment import measure
from scoring.classifier import load_classifier
from scoring.labelled import development_path, read_gold
from scoring.stamps import SHARED_FILE, detector_version, weights_file

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))
"""Per language: F1 per act, and the figures of the whole set. To be raised with the detector, never lowered."""
MOST_BYTES = 12_000_000


@cache
def report(code):
    return measure(code, read_gold(development_path(code))).to_json()


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_act_falls_below_its_floor(code):
    found = {act: report(code)["acts"][act]["f1"] for act in ACTS}
    assert {act: f1 for act, f1 in found.items() if f1 < FLOORS[code]["acts"][act]} == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_whole_does_not_fall_below_its_floor(code):
    found, floors = report(code), FLOORS[code]
    assert found["macro_f1"] >= floors["macro_f1"]
    kept, empty = found["empty_kept"]
    assert kept / empty >= floors["empty_kept"]
    covered, finds = found["span_overlap"]
    assert covered / finds >= floors["span_overlap"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_card_says_what_is_measured(code):
    """Write it anew with `python -m scoring cards` (with --rated tests/scoring/gold/rated, where grading moved)."""
    found, card = report(code), load_card(code)
    assert card.current
    assert card.macro_f1 == pytest.approx(found["macro_f1"], abs=0.0006)
    assert list(card.empty) == found["empty_kept"]
    assert {act: card.acts[act].f1 for act in ACTS} == pytest.approx(
        {act: found["acts"][act]["f1"] for act in ACTS}, abs=0.0006
    )


def test_few_acts_are_hardly_found():
    kappas = [report(code)["acts"][act]["kappa"] for code in LANGUAGES for act in ACTS]
    assert sum(kappa < 0.5 for kappa in kappas) <= FLOORS["weak_cells"]


def test_weights_are_shipped_and_small():
    for code in LANGUAGES:
        assert load_classifier(code).digest.startswith(detector_version(code))
    assert sum(path.stat().st_size for path in (SHARED_FILE, *map(weights_file, LANGUAGES))) <= MOST_BYTES
