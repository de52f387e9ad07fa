"""The command that measures: which files, which languages, what is printed."""

from __future__ import annotations

import json
from pathlib import Path

from scoring import LANGUAGES
from scoring import __main__ as command
from scoring.assessment import percentile, timed
from scoring.labelled import read_gold

SORRY = {
    "en": "I'm so sorry about this.",
    "fi": "Olen todella pahoillani tästä.",
    "sv": "Jag ber om ursäkt för det här.",
    "ru": "Приношу вам свои извинения за это.",
    "el": "Σας ζητώ συγγνώμη για αυτό.",
}


def write(path: Path, rows: list[dict]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def row(code: str, **more) -> dict:
    text = SORRY[code]
    return {"id": code, "lang": code, "response": text, "acts": {"apologise": [[0, len(text)]]}, **more}


def test_a_file_of_many_languages_is_measured_language_by_language(tmp_path: Path, capsys) -> None:
    path = write(tmp_path / "all.jsonl", [row(code) for code in LANGUAGES])
    assert command.main(["evaluate", "--gold", str(path), "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    assert [result["language"] for result in results] == list(LANGUAGES)
    for result in results:
        assert result["acts"]["apologise"]["recall"] == 1, result["language"]
        assert result["acts"]["apologise"]["span_overlap"] == [1, 1], result["language"]
        assert set(result["speed_ms"]) == {"median", "p99"}
    assert command.main(["evaluate", "--gold", str(path)]) == 0
    told = capsys.readouterr().out
    assert "all: mean macro-F1" in told
    assert all(f"\n{code}: macro-F1" in told for code in LANGUAGES)


def test_only_the_languages_asked_for(tmp_path: Path, capsys) -> None:
    path = write(tmp_path / "all.jsonl", [row("en"), row("fi")])
    assert command.main(["evaluate", "--gold", str(path), "--language", "fi", "--json"]) == 0
    assert [result["language"] for result in json.loads(capsys.readouterr().out)] == ["fi"]
    assert command.main(["evaluate", "--gold", str(path), "--language", "sv"]) == 1
    assert "all.jsonl: no labelled responses in sv" in capsys.readouterr().err


def test_the_figures_are_the_same_every_time_but_for_the_speed(tmp_path: Path, capsys) -> None:
    path = write(tmp_path / "all.jsonl", [row("en"), row("el")])
    told = []
    for _ in range(2):
        command.main(["evaluate", "--gold", str(path), "--json"])
        results = json.loads(capsys.readouterr().out)
        told.append([{key: value for key, value in result.items() if key != "speed_ms"} for result in results])
    assert told[0] == told[1]


def test_a_missing_or_bad_gold_file_is_told(tmp_path: Path, capsys) -> None:
    assert command.main(["evaluate", "--gold", str(tmp_path / "none_en.jsonl")]) == 1
    assert "none_en.jsonl" in capsys.readouterr().err
    (tmp_path / "bad_en.jsonl").write_text("{", encoding="utf-8")
    assert command.main(["evaluate", "--gold", str(tmp_path / "bad_en.jsonl")]) == 1
    assert "bad_en.jsonl:1" in capsys.readouterr().err


def traps(path: Path) -> Path:
    return write(
        path,
        [
            {"id": "1", "language": "fi", "response": SORRY["fi"], "built_for": ["apologise", "own"]},
            {
                "id": "2",
                "language": "en",
                "response": "apology, sympathy, refund, ownership",
                "built_for": ["apologise"],
            },
        ],
    )


def test_traps_alone_need_no_labelled_responses(tmp_path: Path, capsys) -> None:
    path = traps(tmp_path / "traps.jsonl")
    assert command.main(["evaluate", "--traps", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["responses"] == []
    assert [(item["language"], item["credited"]) for item in told["traps"]] == [("en", [0, 1]), ("fi", [1, 2])]
    assert command.main(["evaluate", "--traps", str(path)]) == 0
    assert "traps: 1 of 3 acts credited (0.333)" in capsys.readouterr().out


def test_traps_beside_gold_and_by_language(tmp_path: Path, capsys) -> None:
    path, gold = traps(tmp_path / "traps.jsonl"), write(tmp_path / "all.jsonl", [row("en")])
    assert command.main(["evaluate", "--traps", str(path), "--gold", str(gold), "--language", "en", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (len(told["responses"]), len(told["traps"])) == (1, 1)
    assert command.main(["evaluate", "--traps", str(path), "--language", "ru"]) == 1
    assert "traps.jsonl: no traps in ru" in capsys.readouterr().err


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile([], 50) == 0
    assert percentile([3, 1, 2], 50) == 2
    assert percentile(list(range(1, 201)), 99) == 198
    assert percentile([5], 99) == 5


def test_the_case_of_a_row_reaches_the_detector(tmp_path: Path) -> None:
    case = {"facts": ["charged twice"], "authority": ["refund"], "not_allowed": []}
    text = "So we charged you twice."
    path = write(tmp_path / "en.jsonl", [{"id": 1, "response": text, "acts": [], "case": case}])
    found, times_ms = timed("en", read_gold(path))
    assert found[0].facts["charged twice"].stated
    assert len(times_ms) == 1
    assert times_ms[0] >= 0
