from __future__ import annotations

import json

import pytest

from scoring.__main__ import main
from scoring.acts import Act, Detection, Span
from scoring.panel import Column, spearman


def test_rank_correlation_is_that_of_the_textbook():
    assert spearman([(1, 10), (2, 20), (3, 30)]) == 1
    assert spearman([(1, 30), (2, 20), (3, 10)]) == -1
    # 1 - 6 * sum of squared differences / (n * (n * n - 1)), without ties.
    assert spearman([(1, 2), (2, 1), (3, 4), (4, 3), (5, 5)]) == pytest.approx(1 - 6 * 4 / (5 * 24))
    # With ties: ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4.
    assert spearman([(10, 1), (20, 2), (20, 3), (30, 4)]) == pytest.approx(4.5 / (4.5 * 5) ** 0.5)


def test_too_few_pairs_or_no_spread_make_no_correlation():
    assert spearman([(1, 1), (2, 2)]) is None
    assert spearman([(1, 1), (1, 2), (1, 3)]) is None


def test_raters_are_held_against_each_other_whichever_comes_first():
    one, other = Column(rater_pairs=[(10, 20), (30, 40), (60, 50)]), Column(rater_pairs=[(20, 10), (30, 40), (50, 60)])
    assert one.to_json()["raters_spearman"] == other.to_json()["raters_spearman"]
    assert one.to_json()["raters_gap"] == 10


class Reader:
    """Finds the acts a text names; a text may say nothing that can be read."""

    def detect(self, response, **_):
        if "???" in response:
            return Detection("en", "not_understood")
        names = [name for name in ("listen", "apologise", "own", "offer_remedy") if name in response]
        return Detection("en", acts=tuple(Act(name, 950, (Span(0, 1),)) for name in names))


def row(number, text, ratings, language="en", **more):
    turns = [{"who": "customer", "text": "It broke!"}, {"who": "trainee", "text": text}]
    return {"id": number, "language": language, "conversation": {"turns": turns}, "ratings": ratings, **more}


def rating(rater, overall, **steps):
    return {"rater": rater, "overall": overall, "steps": steps}


ROWS = [
    row(1, "nothing", [rating("a", 10, own=0, act=None), rating("b", 20, own=10, act=None)]),
    row(2, "listen apologise", [rating("a", 40, own=10), rating("b", 30, own=10)]),
    row(3, "listen apologise own", [rating("a", 50, own=70), rating("b", 60, own=60)]),
    row(4, "???", [rating("a", 5, own=5), rating("b", 5)]),
    row(5, "listen apologise own offer_remedy", [rating("c", 80, own=80)], language="fi"),
]


@pytest.fixture
def measured(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("scoring.detector", lambda _: Reader())

    def run(rows, *options):
        path = tmp_path / "rated.jsonl"
        path.write_text("\n".join(json.dumps(item) for item in rows) + "\n", encoding="utf-8")
        code = main(["agreement", "--rated", str(path), *options])
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


def test_figures_per_language_and_of_all(measured):
    code, out, _ = measured(ROWS, "--json")
    english, finnish, everything = json.loads(out)
    assert code == 0
    assert [part["language"] for part in (english, finnish, everything)] == ["en", "fi", "all"]
    own = english["columns"]["own"]
    assert (own["conversations"], own["unscored"], own["unscored_share"]) == (4, 1, 0.25)
    # 5 at one of two raters: half of the panel is enough.
    assert english["columns"]["overall"]["unscored"] == 1
    assert english["columns"]["overall"]["spearman"] == 1
    assert everything["columns"]["own"]["conversations"] == 5
    assert list(english["columns"])[-1] == "overall"
    # A step both raters saw no occasion for is not held against the grader as left out.
    assert english["columns"]["act"]["conversations"] == 0
    assert english["columns"]["act"]["scored_though_raters_did_not"] == 3
    assert english["steps_unscored_share"] == 0.25


def test_gaps_are_of_a_hundred_and_lean_tells_the_side(measured):
    rows = [row(n, "listen apologise own", [rating("a", 0), rating("b", 0)]) for n in range(3)]
    _, out, _ = measured(rows, "--json")
    overall = json.loads(out)[0]["columns"]["overall"]
    assert overall["mean_gap"] == overall["mean_lean"] > 0
    assert overall["raters_gap"] == 0
    assert overall["spearman"] is None


def test_another_rubric_has_its_own_columns(measured):
    rows = [row(n, "apologise", [rating("a", 10 * n, solve=n)], rubric="last") for n in range(4)]
    _, out, _ = measured(rows)
    assert "solve" in out
    assert "hear_out" not in out


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ratings": []}, "nobody has rated it"),
        ({"ratings": [rating("a", 101)]}, "0 to 100"),
        ({"ratings": [rating("a", 50, smile=3)]}, "no step 'smile'"),
        ({"rubric": "lasst"}, "no rubric named 'lasst'"),
        ({"conversation": {"turns": [{"who": "cat", "text": ""}]}}, "turns[0].who"),
        ({"language": None}, "which language"),
    ],
)
def test_a_bad_line_is_named(measured, change, message):
    code, _, told = measured([ROWS[0], {**ROWS[1], **change}])
    assert code == 1
    assert "rated.jsonl:2" in told
    assert message in told


def test_an_empty_file_is_told(measured):
    code, _, told = measured([])
    assert code == 1
    assert "no rated conversations" in told
