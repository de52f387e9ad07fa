"""Training and the classifier it makes: the same data gives the same bytes, and whole numbers say what fractions said."""

from __future__ import annotations

import json

import numpy as np
import pytest

from scoring import ACTS
from scoring.classifier import LADDER, ONE, TARGETS, Head, Scores, build_classifier
from scoring.detection import prepare
from scoring.features import units_of
from scoring.training import (
    Space,
    TrainingError,
    example,
    fit,
    fold_of,
    heads,
    knots_of,
    no_knots,
    own_file,
    packed,
    read_examples,
)
from scoring.weights import WeightsError, pack, unpack

SORRY, PLAIN = ACTS.index("apologise"), TARGETS - 1


def rows(count: int = 24) -> list[dict]:
    """A tiny world: apologies, and remarks about the weather that are no act."""
    said = []
    for number in range(count):
        sorry = number % 2 == 0
        text = f"I am deeply sorry for lamp {number}." if sorry else f"It rained on street {number} all day."
        acts = {"apologise": [[0, len(text)]]} if sorry else {}
        said.append(
            {"id": f"r{number}", "situation": f"s{number % 6}", "customer": "My lamp!", "channel": "store"}
            | {"response": text, "acts": acts}
        )
    return said


def small():
    examples = [example(row, "en") for row in rows()]
    shared = unpack(packed(heads(examples, "meaning", 2)), "shared")
    return examples, shared, heads(examples, "text", 2)


def test_the_same_responses_give_the_same_bytes():
    first, second = small(), small()
    assert packed(first[2]) == packed(second[2])
    assert own_file(first[2], first[1], no_knots()) == own_file(second[2], second[1], no_knots())


def test_it_learns_what_it_was_shown_and_says_no_act_of_the_rest():
    examples, shared, own = small()
    classifier = build_classifier(unpack(own_file(own, shared, no_knots()), "own"), shared)
    for text, sorry in (("I am so deeply sorry for the lamp.", True), ("It rained on the street all day long.", False)):
        _, _, units = prepare(text, "en", "My lamp!", "store")
        scores = classifier.score(units)
        assert (scores.whole[SORRY] > 0) == sorry
        assert (scores.whole[PLAIN] > 0) != sorry


def test_whole_numbers_say_what_the_fractions_said():
    examples, _, _ = small()
    units = [unit for found in examples for unit in found.units]
    words, marks = [unit.text for unit in units], [unit.context for unit in units]
    labels = np.concatenate([found.shown for found in examples])
    space = Space.of(words, marks, 2)
    weights, bias = fit(space.matrix(words, marks), labels)
    exact = space.matrix(words, marks) @ weights + bias
    head = Head.of(heads(examples, "text", 2), "sentence")
    rounded = head.margins(words, marks)[:, SORRY] / ONE
    assert np.corrcoef(exact[:, SORRY], rounded)[0, 1] > 0.99
    assert np.array_equal(exact[:, SORRY] > 0, rounded > 0)


def test_features_are_the_same_on_every_machine():
    view, findings, units = prepare("I'm sorry, Anna: 47.90 euros!", "en", "You charged me 47.90.", "phone")
    assert units_of(view, findings)[0].text.tolist() == units[0].text.tolist()
    assert int(units[0].text[0]) == 253057689
    assert int(np.bitwise_xor.reduce(units[0].text)) == 974517876


def test_sums_and_names_are_masked():
    one = prepare("I told Anna it was 47.90 euros.", "en", "", "store")[2][0]
    other = prepare("I told Dmitri it was 21.50 euros.", "en", "", "store")[2][0]
    assert one.text.tolist() == other.text.tolist()


def test_the_best_sentence_and_the_whole_are_heard_together():
    sentences = np.zeros((2, TARGETS), dtype=np.int64)
    whole = np.zeros(TARGETS, dtype=np.int64)
    sentences[1, SORRY], whole[SORRY] = 2 * ONE, ONE
    sentences[:, PLAIN] = whole[PLAIN] = -9 * ONE
    assert Scores(sentences, whole).total[SORRY] == 3 * ONE
    whole[PLAIN] = 20 * ONE
    assert Scores(sentences, whole).total[SORRY] < 3 * ONE
    assert Scores(np.zeros((0, TARGETS), dtype=np.int64), whole).total.max() < 0


def test_knots_put_one_half_where_the_acts_part_from_the_rest():
    examples, _, _ = small()
    scores = []
    for place, found in enumerate(examples):
        whole = np.full(TARGETS, -10 * ONE, dtype=np.int64)
        whole[SORRY] = (5 * ONE if found.acts[SORRY] else -5 * ONE) + place
        scores.append(Scores(np.zeros((1, TARGETS), dtype=np.int64), whole))
    knots = knots_of(scores, examples)
    assert (np.diff(knots, axis=1) > 0).all()
    assert -5 * ONE < knots[SORRY, LADDER.index(500)] < 5 * ONE + len(examples)


def test_probabilities_rise_with_the_score():
    _, shared, own = small()
    classifier = build_classifier(unpack(own_file(own, shared, no_knots() * ONE), "own"), shared)
    ladder = [classifier.probability(SORRY, score) for score in range(-2 * ONE, 5 * ONE, ONE // 3)]
    assert ladder == sorted(ladder)
    assert (ladder[0], ladder[-1]) == (0, 990)


def test_weights_fitted_beside_others_are_refused():
    examples, shared, own = small()
    other = unpack(packed(heads(examples[:20], "meaning", 2)), "shared")
    with pytest.raises(WeightsError, match="other shared weights"):
        build_classifier(unpack(own_file(own, shared, no_knots()), "own"), other)
    old = unpack(pack({**shared.about, "version": 0}, shared.arrays), "old")
    with pytest.raises(WeightsError, match="another version"):
        build_classifier(old, shared)


def test_a_bad_row_is_named_by_file_and_line(tmp_path):
    path = tmp_path / "responses.jsonl"
    good = json.dumps(rows(1)[0])
    path.write_text(good + "\n" + good.replace("apologise", "grovel") + "\n", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"en/responses\.jsonl:2.*grovel"):
        read_examples("en", path)
    with pytest.raises(TrainingError, match="whole repository"):
        read_examples("en", tmp_path / "none.jsonl")


def test_a_situation_stays_in_its_fold():
    assert [fold_of(name) for name in ("kettle", "parcel", "kettle")] == [
        fold_of("kettle"),
        fold_of("parcel"),
        fold_of("kettle"),
    ]
    assert len({fold_of(f"situation {number}") for number in range(60)}) == 5
