"""Figures of agreement, checked against values worked out by hand."""

from pathlib import Path

import pytest

from scoring import Act, Detection, Span
from scoring.evaluation import ActScore, Gold, GoldError, evaluate, read_gold, table


def found(*names: str) -> Detection:
    return Detection("en", acts=tuple(Act(name, 900, (Span(0, 1),)) for name in names))


def gold(*names: str) -> Gold:
    return Gold("1", "store", "", "x", frozenset(names))


def test_scores_by_hand() -> None:
    result = evaluate(
        [gold("own", "listen"), gold("own"), gold("rude"), gold()],
        [found("own"), found("own", "rude"), found("own"), found()],
        "en",
    )
    scores = {score.act: score for score in result.scores}
    own = scores["own"]
    assert (own.hits, own.false_finds, own.misses, own.support) == (2, 1, 0, 2)
    assert own.precision == pytest.approx(2 / 3)
    assert own.recall == 1
    assert own.f1 == pytest.approx(0.8)
    assert own.kappa == pytest.approx(0.5)
    assert scores["rude"].f1 == 0
    # Mean over the acts with support: own 0.8, listen 0, rude 0.
    assert result.macro_f1 == pytest.approx(0.8 / 3)
    assert result.empty_kept == (1, 1)
    assert result.confusions["rude"] == {"own": 1}


def test_kappa_is_zero_where_chance_explains_all() -> None:
    assert ActScore("own", hits=4, false_finds=0, misses=0, total=4).kappa == 0
    assert ActScore("own", hits=0, false_finds=0, misses=0, total=0).kappa == 0


def test_gold_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "en.jsonl"
    path.write_text(
        '{"id": 1, "channel": "chat", "customer": null, "response": "hi", "acts": ["courtesy"]}\n\n'
        '{"id": 2, "response": "ok", "acts": [{"act": "listen"}], "case": {"facts": ["two kettles"]}}\n',
        encoding="utf-8",
    )
    first, second = read_gold(path)
    assert (first.id, first.channel, first.customer, first.acts) == ("1", "chat", "", {"courtesy"})
    assert second.acts == {"listen"}
    assert second.case is not None
    assert second.case.facts[0].id == "two kettles"


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"id": 1, "response": "x", "acts": ["applaud"]}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n" + line, encoding="utf-8")
    with pytest.raises(GoldError, match=r"gold\.jsonl:2"):
        read_gold(path)


def test_the_table_names_every_act_and_the_mean() -> None:
    text = table(evaluate([gold("own")], [found("own")], "en"))
    assert "take_personally" in text
    assert "macro-F1 1.000 over 1 responses" in text
