"""Figures of agreement, checked against values worked out by hand."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Act, Detection, Span
from scoring.evaluation import (
    ActScore,
    Gold,
    GoldError,
    Trap,
    cohen_kappa,
    covers,
    evaluate,
    overview,
    read_gold,
    read_traps,
    spring,
    table,
    trap_table,
)


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


def test_spans_and_near_misses_are_read(tmp_path: Path) -> None:
    path = tmp_path / "sv.jsonl"
    rows = [
        {"id": 1, "response": "Jag ber om ursäkt", "acts": {"apologise": [[0, 10], [8, 17]]}, "near_miss_of": "own"},
        {"id": 2, "response": "Ja", "acts": {}, "near_miss_of": ["own", "listen"]},
        {"id": 3, "response": "Ja", "acts": {"listen": []}, "near_miss_of": None},
    ]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(json.dumps(row) for row in rows).encode())
    first, second, third = read_gold(path)
    assert first.spans == {"apologise": (Span(0, 10), Span(8, 17))}
    assert (first.acts, first.near_miss_of) == ({"apologise"}, ("own",))
    assert (second.acts, second.near_miss_of) == (frozenset(), ("own", "listen"))
    assert (third.acts, dict(third.spans), third.near_miss_of) == ({"listen"}, {}, ())


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"id": 1, "response": "x", "acts": {"own": [[0, 2]]}}, "behind the response"),
        ({"id": 1, "response": "x", "acts": {"own": [[1, 1]]}}, "start < end"),
        ({"id": 1, "response": "x", "acts": {"own": [5]}}, "gold.jsonl:1"),
        ({"id": 1, "response": 5, "acts": {}}, "response: a text is needed, not int"),
        ({"id": 1, "response": "x", "acts": "own"}, "acts: an object or a list"),
        ({"id": 1, "response": "x", "acts": {}, "near_miss_of": "applaud"}, "near_miss_of: no act named 'applaud'"),
        ({"id": 1, "response": "x", "acts": {}, "lang": "xx"}, "no language 'xx'"),
        ({"response": "x", "acts": {}}, "the key 'id' is missing"),
    ],
)
def test_a_bad_label_says_what_is_wrong(tmp_path: Path, row: dict, told: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(GoldError, match=r"gold\.jsonl:1") as caught:
        read_gold(path)
    assert told in str(caught.value)


def test_a_file_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes('{"id": "å"}'.encode("cp1252"))
    with pytest.raises(GoldError, match="UTF-8"):
        read_gold(path)


@pytest.mark.parametrize(
    ("evidence", "labelled", "good"),
    [
        ([(0, 10)], [(0, 10)], True),
        ([(7, 10)], [(0, 10)], True),  # exactly 30 %
        ([(8, 10)], [(0, 10)], False),
        ([(0, 30)], [(0, 10)], True),  # exactly three times as long
        ([(0, 31)], [(0, 10)], False),
        ([(20, 30)], [(0, 10)], False),
        ([(0, 2), (1, 3)], [(0, 10)], True),  # a union: 0-3
        ([(0, 2), (0, 2)], [(0, 10)], False),  # twice the same is not more
        ([(0, 3)], [(0, 5), (20, 25)], True),
    ],
)
def test_evidence_covers_labelled_words(evidence: list, labelled: list, good: bool) -> None:
    assert covers([Span(*span) for span in evidence], [Span(*span) for span in labelled]) is good


def test_only_true_finds_with_labelled_words_count_for_the_overlap() -> None:
    spans = {"own": (Span(0, 10),)}
    golds = [
        Gold("1", "store", "", "x" * 20, frozenset({"own", "listen"}), spans=spans),
        Gold("2", "store", "", "x" * 20, frozenset({"own"}), spans=spans),
        Gold("3", "store", "", "x" * 20, frozenset({"rude"})),
    ]
    wide = Detection("en", acts=(Act("listen", 900, (Span(0, 1),)), Act("own", 900, (Span(0, 3),))))
    result = evaluate(golds, [wide, found("own", "rude"), found("rude")], "en", (0.5, 2.0))
    assert result.overlap == (1, 2)
    told = result.to_json()
    assert told["acts"]["own"]["span_overlap"] == [1, 2]
    assert told["acts"]["listen"]["span_overlap"] == [0, 0]
    assert told["speed_ms"] == {"median": 0.5, "p99": 2.0}
    assert "1 of 2 true finds" in table(result)


def test_near_misses_taken_for_the_act_are_counted() -> None:
    golds = [
        Gold("1", "store", "", "x", frozenset(), near_miss_of=("own",)),
        Gold("2", "store", "", "x", frozenset({"rude"}), near_miss_of=("own", "listen")),
        Gold("3", "store", "", "x", frozenset({"own"}), near_miss_of=("own",)),  # is the act after all
    ]
    assert evaluate(golds, [found("own"), found("listen"), found("own")], "en").near_misses == (2, 3)


def test_kappa_of_two_readers_by_hand() -> None:
    # Cohen's own layout: 20 both yes, 5 and 10 apart, 15 both no: agreed 0.7, by chance 0.5.
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    assert cohen_kappa(pairs) == pytest.approx(0.4)
    assert cohen_kappa([("a", "a"), ("b", "b"), ("c", "c")]) == 1
    assert cohen_kappa([("a", "b"), ("b", "a")]) == -1
    assert cohen_kappa([("a", "a")] * 3) == 0
    assert cohen_kappa([]) == 0


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30))
def test_both_ways_to_kappa_agree(pairs: list[tuple[bool, bool]]) -> None:
    score = ActScore(
        "own",
        hits=sum(one and two for one, two in pairs),
        false_finds=sum(two and not one for one, two in pairs),
        misses=sum(one and not two for one, two in pairs),
        total=len(pairs),
    )
    assert cohen_kappa(pairs) == pytest.approx(score.kappa)
    assert cohen_kappa((two, one) for one, two in pairs) == pytest.approx(score.kappa)


def test_what_traps_were_built_for_and_got() -> None:
    traps = [
        Trap("1", "en", "store", "", "x", ("apologise", "own")),
        Trap("2", "en", "store", "", "x", ("own",)),
    ]
    result = spring(traps, [found("own", "rude"), found()], "en")
    assert (result.credited, result.acts) == ((1, 3), {"apologise": (0, 1), "own": (1, 2)})
    assert result.to_json()["share"] == pytest.approx(0.3333)
    assert trap_table([result]).splitlines()[-1] == "traps: 1 of 3 acts credited (0.333)"


def test_traps_are_read_and_bad_ones_named(tmp_path: Path) -> None:
    path = tmp_path / "traps.jsonl"
    row = {"id": 1, "language": "el", "channel": "chat", "customer": "α", "response": "β", "built_for": ["own", "own"]}
    path.write_text(json.dumps(row), encoding="utf-8")
    (trap,) = read_traps(path)
    assert (trap.language, trap.channel, trap.built_for) == ("el", "chat", ("own",))
    for key, told in (("language", "'language' is missing"), ("built_for", "'built_for' is missing")):
        path.write_text(json.dumps({name: value for name, value in row.items() if name != key}), encoding="utf-8")
        with pytest.raises(GoldError, match=told):
            read_traps(path)
    path.write_text(json.dumps(row | {"built_for": ["applaud"]}), encoding="utf-8")
    with pytest.raises(GoldError, match=r"traps\.jsonl:1: built_for: no act named 'applaud'"):
        read_traps(path)


def test_the_overview_tells_gap_and_weak_cells() -> None:
    good = evaluate([gold("own"), gold()], [found("own"), found()], "en")
    bad = evaluate([gold("own"), gold()], [found(), found("own")], "fi")
    assert overview([good, bad]) == (
        "all: mean macro-F1 0.500, gap 1.000; kappa of 2 acts in 2 languages: 1 under 0.25, 1 under 0.50, 1 under 0.60"
    )
