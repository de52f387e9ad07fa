"""The bench of the grader says what it could not measure, and counts as the evaluation does."""

from __future__ import annotations

import argparse
import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from scoring import Act, Detection, Span
from scoring.evaluation import Gold, evaluate


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    path = Path(__file__).resolve().parents[1] / "bench" / "grading.py"
    spec = importlib.util.spec_from_file_location("grading_bench", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_counts_as_the_evaluation_does(bench: ModuleType) -> None:
    golds = [frozenset({"own", "listen"}), frozenset({"own"}), frozenset({"rude"}), frozenset()]
    found = [frozenset({"own"}), frozenset({"own", "rude"}), frozenset({"own"}), frozenset()]
    detections = [
        Detection("en", acts=tuple(Act(name, 900, (Span(0, 1),)) for name in sorted(names))) for names in found
    ]
    rows = [Gold("1", "store", "", "x", acts) for acts in golds]
    assert bench.macro_f1(golds, found) == pytest.approx(evaluate(rows, detections, "en").macro_f1)


def test_what_is_missing_is_said(bench: ModuleType, tmp_path: Path) -> None:
    told = bench.compared("fi", tmp_path / "development.jsonl", plain=True)
    assert "development.jsonl of fi is not there" in told["missing"]
    path = tmp_path / "fi.jsonl"
    path.write_text(json.dumps({"id": 1, "response": "Olen pahoillani.", "acts": ["apologise"]}), encoding="utf-8")
    told = bench.compared("fi", path, plain=False)
    assert "pip install scikit-learn" in told["scikit_learn"]["missing"]
    assert (told["measured_on"], told["scoring"]["macro_f1"]) == (1, 1)


def test_other_files_are_named_by_language(
    bench: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("", encoding="utf-8")
    parser = argparse.ArgumentParser()
    assert bench.gold_paths([f"fi={path}"], parser)["fi"] == path
    for bad in (str(path), f"xx={path}", "fi=", f"fi={path}.none"):
        with pytest.raises(SystemExit):
            bench.gold_paths([bad], parser)
    assert "write it as CODE=FILE" in capsys.readouterr().err
