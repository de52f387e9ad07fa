"""The command line: JSON lines in, JSON lines out."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import types
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring
from scoring import LANGUAGES, assessment, lines
from scoring import __main__ as command
from scoring.acts import Detection

ITEM: dict[str, Any] = {
    "id": "a1",
    "lang": "en",
    "channel": "phone",
    "customer": "You charged me twice!",
    "response": "I'm sorry, we charged you 47.90 twice. I'll refund the second payment tomorrow.",
    "case": {"facts": ["charged twice", "47.90 euros"], "authority": ["refund the second payment"], "not_allowed": []},
    "reference_time": "2026-03-04T10:15:00",
}
TALK = {
    "id": "t1",
    "lang": "en",
    "channel": "phone",
    "case": {
        "facts": ["charged twice"],
        "customer_wants": "the money back",
        "authority": ["refund"],
        "not_allowed": [],
    },
    "turns": [
        {"who": "customer", "text": "You charged me twice!"},
        {"who": "trainee", "text": "I'm sorry. So we charged you twice. I'll refund it today."},
    ],
}


def run(tmp_path: Path, name: str, lines: list[str]) -> tuple[int, list[dict[str, Any]]]:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code = command.main([name, "--in", str(source), "--out", str(target)])
    return code, [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def test_detect_writes_the_contract(tmp_path: Path) -> None:
    code, (found,) = run(tmp_path, "detect", [json.dumps(ITEM)])
    assert code == 0
    assert list(found) == ["id", "language", "status", "acts", "mentions", "promises", "checks"]
    assert found["mentions"]["facts"]["charged twice"]["stated"]
    assert found["promises"][0]["due"] == "2026-03-05"
    assert {"restate", "apologise"} <= set(found["acts"])


def test_a_row_without_a_case_is_judged_by_its_words(tmp_path: Path) -> None:
    row = {"id": 7, "lang": "en", "response": "I'm so sorry.", "customer": "You charged me twice!"}
    code, (found,) = run(tmp_path, "detect", [json.dumps(row)])
    assert (code, found["id"], list(found["acts"])) == (0, 7, ["apologise"])
    assert found["mentions"] == {"facts": {}, "remedies": {}}


def test_grade_writes_the_contract(tmp_path: Path) -> None:
    code, (graded,) = run(tmp_path, "grade", [json.dumps(TALK)])
    assert code == 0
    assert list(graded) == ["id", "overall", "pillars", "steps", "versions", "low_confidence"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("nonsense", "in.jsonl:2: "),
        ("[]", "an object is needed"),
        ('{"id": 1, "lang": "en"}', "response: a text is needed"),
        ('{"id": 1, "lang": "xx", "response": "Hello"}', "no language 'xx'"),
        ('{"id": 1, "lang": "en", "response": 5}', "response: a text is needed, not int"),
        ('{"id": 1, "lang": "en", "response": "a", "case": {"facts": [{}]}}', "in.jsonl:2: "),
        ("[" * 100_000, "in.jsonl:2: "),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, told: str
) -> None:
    code, found = run(tmp_path, "detect", [json.dumps(ITEM), line, json.dumps(ITEM)])
    assert code == 1
    assert len(found) == 2
    assert told in capsys.readouterr().err


def test_a_bad_conversation_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = run(tmp_path, "grade", ['{"id": 1, "turns": [{"who": "nobody", "text": ""}]}', json.dumps(TALK)])
    assert (code, len(found)) == (1, 1)
    assert "in.jsonl:1: " in capsys.readouterr().err


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["detect", "--in", str(tmp_path / "none.jsonl")]) == 1
    assert "none.jsonl" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["judge"], ["evaluate", "--language", "xx"], ["explain", "Hello"], ["detect", "--format", "csv"]]
)
def test_bad_usage_ends_with_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == 2


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert all(name in told for name in ("detect", "grade", "evaluate", "fairness", "explain", "train"))


def test_train_hands_its_arguments_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given: list[list[str]] = []
    trainer = types.ModuleType("trainer")
    trainer.main = given.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "a_trainer", trainer)
    trainer.__spec__ = ModuleSpec("a_trainer", None)
    monkeypatch.setattr(command, "TRAINING", "a_trainer")
    assert command.main(["train", "--language", "fi", "--help"]) == 0
    assert given == [["--language", "fi", "--help"]]
    monkeypatch.setattr(command, "TRAINING", "scoring.no_such_training")
    assert command.main(["train"]) == 1
    assert "training" in capsys.readouterr().err


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes_through_pipes() -> None:
    lines = "".join(json.dumps(item) + "\n" for item in (ITEM, {**ITEM, "lang": "fi", "response": "Anteeksi."}))
    runs = [
        subprocess.run(
            [sys.executable, "-m", "scoring", "detect"],
            input=lines.encode(),
            capture_output=True,
            check=True,
            cwd=Path(scoring.__file__).parent.parent,
        ).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].splitlines()) == 2


def test_lone_surrogates_and_nul_survive(tmp_path: Path) -> None:
    row = {"id": "\ud800", "lang": "en", "response": "So\ud83d we charged you twice\x00.", "customer": ""}
    code, (found,) = run(tmp_path, "detect", [json.dumps(row)])
    assert (code, found["id"]) == (0, "\ud800")


def test_wide_json_lines_are_read(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(json.dumps(ITEM | {"id": "é"}, ensure_ascii=False).encode("utf-16"))
    assert command.main(["detect", "--in", str(source), "--out", str(target)]) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["id"] == "é"


def test_bytes_that_are_no_text_do_not_stop_it(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b'{"id":"\xff","lang":"en","response":"I am sorry."}\n')
    assert command.main(["detect", "--in", str(source), "--out", str(target)]) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["acts"]


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3))
def test_what_is_dumped_reads_back(data: dict[str, str]) -> None:
    line = lines.dump(data)
    line.encode()
    assert json.loads(line) == data
    assert "\n" not in line


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.text(max_size=40))
def test_any_response_is_answered_and_reads_back(response: str, customer: str) -> None:
    out = io.StringIO()
    row = json.dumps({"id": 1, "lang": "en", "response": response, "customer": customer})
    assert lines.run_lines([row], out, "x", lines.detect_item) == 0
    answer = json.loads(out.getvalue())
    assert Detection.from_json(answer).to_json() == {key: value for key, value in answer.items() if key != "id"}


@pytest.mark.parametrize(
    "piece",
    [
        "So we charged you 119 twice, and the bank took a fee. ", "word ", "5 ", "?",
        pytest.param("at five ", marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_a_hundred_thousand_characters_end(piece: str) -> None:
    import time

    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    scoring.detect("warm", language="en")
    began = time.process_time()
    lines.detect_item({**ITEM, "response": text})
    assert time.process_time() - began < 4  # twice the promise, for slow and busy machines


def gold(path: Path) -> Path:
    rows = [
        {"id": "1", "channel": "phone", "customer": "", "response": "I'm so sorry about this.", "acts": ["apologise"]},
        {"id": "2", "channel": "phone", "customer": "", "response": "Thank you.", "acts": [{"act": "thank"}]},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_evaluate_tells_the_agreement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = gold(tmp_path / "en.jsonl")
    assert command.main(["evaluate", "--gold", str(path), "--json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)
    assert (result["language"], result["responses"]) == ("en", 2)
    assert command.main(["evaluate", "--gold", str(path)]) == 0
    assert "macro-F1" in capsys.readouterr().out


def test_evaluate_reads_the_development_sets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assessment, "FOLDER", tmp_path)
    assert command.main(["evaluate", "--language", "fi", "sv"]) == 1
    told = capsys.readouterr().err
    assert "languages/fi/development.jsonl, languages/sv/development.jsonl" in told
    assert "--gold" in told
    for code in LANGUAGES:
        (tmp_path / code).mkdir()
        gold(tmp_path / code / "development.jsonl")
    assert command.main(["evaluate", "--json"]) == 0
    assert [result["language"] for result in json.loads(capsys.readouterr().out)] == list(LANGUAGES)
    assert command.main(["evaluate", "--language", "sv", "--language", "fi", "--json"]) == 0
    assert [result["language"] for result in json.loads(capsys.readouterr().out)] == ["fi", "sv"]
    (tmp_path / "fi" / "development.jsonl").write_text("", encoding="utf-8")
    assert command.main(["evaluate"]) == 1
    assert "languages/fi/development.jsonl: no labelled responses" in capsys.readouterr().err


def test_evaluate_needs_a_language_it_can_tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["evaluate", "--gold", str(gold(tmp_path / "labels.jsonl"))]) == 1
    assert "Give --language" in capsys.readouterr().err
