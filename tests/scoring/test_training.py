"""Training and the classifier it makes: the same data gives the same bytes, and whole numbers say what fractions said."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest
from scipy import sparse

from scoring import ACTS, LANGUAGES
from scoring.classifier import LADDER, Scores, build_classifier
from scoring.detection import prepare
from scoring.features import units_of
from scoring.fitting import NONE, Space, fit
from scoring.networks import ONE, TARGETS, Index, Network
from scoring.stamps import SHARED_FILE, WeightsError, weights_file
from scoring.training import (
    NETWORKS,
    TrainingError,
    assemble,
    calibrated,
    example,
    fold_of,
    knots_of,
    main,
    networks,
    no_knots,
    own_file,
    packed,
    quiet_of,
    read_examples,
    score_fold,
    without,
)
from scoring.weights import pack, unpack

SORRY, PLAIN = ACTS.index("apologise"), TARGETS - 1
NOBODY = np.zeros((0, 1), dtype=np.int64)


def rows(count: int = 96) -> list[dict]:
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


@cache
def small():
    examples = [example(row, "en") for row in rows()]
    arrays, own = networks({"en": examples}, 2)
    return examples, unpack(packed(arrays), "shared"), own["en"]


def test_the_same_responses_give_the_same_bytes():
    first = small()
    small.cache_clear()
    second = small()
    assert packed(first[2]) == packed(second[2])
    assert own_file(first[2], first[1], no_knots(), 0) == own_file(second[2], second[1], no_knots(), 0)


def test_it_learns_what_it_was_shown_and_says_no_act_of_the_rest():
    _, shared, own = small()
    classifier = assemble(own, shared, no_knots(), 0)
    for text, sorry in (("I am so deeply sorry for the lamp.", True), ("It rained on the street all day long.", False)):
        _, _, units = prepare(text, "en", "My lamp!", "store")
        scores = classifier.score(units)
        assert (scores.whole[SORRY] > 0) == sorry
        assert (scores.whole[PLAIN] > 0) != sorry


def test_whole_numbers_say_what_the_fractions_said():
    examples, _, _ = small()
    level = NETWORKS[0]
    parts = [part for found in examples for part in level.parts(found)]
    words, concepts, marks = zip(*parts, strict=True)
    told, meant = Space.of(words, [NONE] * len(words)), Space.of(concepts, marks)
    matrix = sparse.hstack([meant.matrix(concepts, marks), told.matrix(words, [NONE] * len(words))]).tocsr()
    labels = np.concatenate([level.labels(found) for found in examples])
    exact = fit(matrix, labels, epochs=level.epochs, batch=level.batch).scores(matrix)
    arrays, own = networks({"en": examples}, 1)
    network = Network.of(own["en"], arrays, "sentence")
    index = Index.of([network])
    features = index.known[0].features(*index.find((words, concepts, marks)), len(words))
    rounded = network.scores(network.hidden(features)) / ONE
    assert np.corrcoef(exact[:, SORRY], rounded[:, SORRY])[0, 1] > 0.99
    assert np.array_equal(exact[:, SORRY] > 0, rounded[:, SORRY] > 0)


def test_a_network_bends_where_a_line_cannot():
    """Both signs or neither: no sum of the two tells them apart from one alone."""
    signs = np.array([[one, two] for one in (0, 1) for two in (0, 1)] * 64, dtype=np.float32)
    labels = (signs[:, :1] != signs[:, 1:]).astype(bool)
    found = fit(sparse.csr_matrix(signs), labels, epochs=60, batch=32).scores(signs) > 0
    assert np.array_equal(found, labels)


def test_features_are_the_same_on_every_machine():
    view, findings, units = prepare("I'm sorry, Anna: 47.90 euros!", "en", "You charged me 47.90.", "phone")
    assert units_of(view, findings)[0].text.tolist() == units[0].text.tolist()
    assert int(units[0].text[0]) == 253057689
    assert int(np.bitwise_xor.reduce(units[0].text)) == 4205210830


def test_sums_and_names_are_masked():
    one = prepare("I told Anna it was 47.90 euros.", "en", "", "store")[2][0]
    other = prepare("I told Dmitri it was 21.50 euros.", "en", "", "store")[2][0]
    assert one.text.tolist() == other.text.tolist()


def test_the_best_sentence_and_half_of_the_whole_are_heard_together():
    sentences = np.zeros((2, TARGETS), dtype=np.int64)
    whole = np.zeros(TARGETS, dtype=np.int64)
    sentences[1, SORRY], whole[SORRY] = 2 * ONE, 2 * ONE
    assert Scores(sentences, whole, NOBODY).total[SORRY] == 3 * ONE
    assert Scores(np.zeros((0, TARGETS), dtype=np.int64), whole, NOBODY).total.max() < 0


def test_enough_responses_without_an_act_are_kept_quiet():
    examples, shared, own = small()
    classifier = assemble(own, shared, no_knots(), 0)
    scores = [classifier.score(found.units) for found in examples]
    quiet = assemble(own, shared, no_knots(), quiet_of(scores, examples, classifier))
    kept = [quiet.is_quiet(score) for score, found in zip(scores, examples, strict=True) if found.acts[PLAIN]]
    assert sum(kept) >= 0.85 * len(kept)
    assert not any(quiet.is_quiet(score) for score, found in zip(scores, examples, strict=True) if found.acts[SORRY])


def test_knots_put_one_half_where_the_acts_part_from_the_rest():
    examples, _, _ = small()
    scores = []
    for place, found in enumerate(examples):
        whole = np.full(TARGETS, -10 * ONE, dtype=np.int64)
        whole[SORRY] = (5 * ONE if found.acts[SORRY] else -5 * ONE) + place
        scores.append(Scores(np.zeros((1, TARGETS), dtype=np.int64), whole, NOBODY))
    knots = knots_of(scores, examples)
    assert (np.diff(knots, axis=1) > 0).all()
    assert -5 * ONE < knots[SORRY, LADDER.index(500)] < 5 * ONE + len(examples)


def test_what_is_quiet_shows_nothing_when_knots_are_fitted():
    examples, _, _ = small()
    loud = next(place for place, found in enumerate(examples) if found.acts[PLAIN])
    scores = []
    for place, found in enumerate(examples):
        whole = np.full(TARGETS, -10 * ONE, dtype=np.int64)
        whole[SORRY] = 9 * ONE if place == loud else (5 * ONE if found.acts[SORRY] else -5 * ONE) + place
        scores.append(Scores(np.zeros((1, TARGETS), dtype=np.int64), whole, NOBODY))
    sure = LADDER.index(990)
    heard = knots_of(scores, examples)
    silenced = knots_of(scores, examples, [place == loud for place in range(len(scores))])
    assert silenced[SORRY, sure] < heard[SORRY, sure]


def test_knots_lie_halfway_between_those_with_and_without_what_is_quiet():
    examples, shared, own = small()
    plain = assemble(own, shared, no_knots(), 0)
    scores = [plain.score(found.units) for found in examples]
    first = knots_of(scores, examples)
    gate = assemble(own, shared, first, 0)
    limit = quiet_of(scores, examples, gate)
    second = knots_of(scores, examples, [gate.quietness(score) >= limit for score in scores])
    knots, quiet = calibrated(own, shared, scores, examples)
    assert (knots == (first + second) // 2).all()
    assert quiet == quiet_of(scores, examples, assemble(own, shared, knots, 0))


def test_probabilities_rise_with_the_score():
    _, shared, own = small()
    classifier = assemble(own, shared, no_knots() * ONE, 0)
    ladder = [classifier.probability(SORRY, score) for score in range(-2 * ONE, 5 * ONE, ONE // 3)]
    assert ladder == sorted(ladder)
    assert (ladder[0], ladder[-1]) == (0, 990)


def test_weights_fitted_beside_others_are_refused():
    examples, shared, own = small()
    other = unpack(packed(networks({"en": examples[:40]}, 2)[0]), "shared")
    with pytest.raises(WeightsError, match="other shared weights"):
        build_classifier(unpack(own_file(own, shared, no_knots(), 0), "own"), other)
    old = unpack(pack({**shared.about, "version": 0}, shared.arrays), "old")
    with pytest.raises(WeightsError, match="another version"):
        build_classifier(old, shared)


def test_weights_of_another_kind_or_order_are_refused():
    _, shared, own = small()
    wide = {**own, "sentence.words.weights": own["sentence.words.weights"].astype(np.int16)}
    with pytest.raises(WeightsError, match=r"sentence\.words\.weights is int16, not int8"):
        assemble(wide, shared, no_knots(), 0)
    mixed = {**own, "whole.words.hashes": own["whole.words.hashes"][::-1].copy()}
    with pytest.raises(WeightsError, match=r"whole\.words\.hashes does not rise"):
        assemble(mixed, shared, no_knots(), 0)


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


def test_folds_leave_out_their_own_situations_alone():
    examples, _, _ = small()
    scored = score_fold({"en": examples}, 1)["en"]
    assert [place for place, _ in scored] == [
        place for place, found in enumerate(examples) if fold_of(found.situation) == 1
    ]
    kept = without({"en": examples}, 1)["en"]
    assert len(kept) + len(scored) == len(examples)


@pytest.mark.slow
def test_training_makes_the_shipped_networks_bit_for_bit():
    """All networks of all languages; of the files only the thresholds, which take five more fits, are read."""
    arrays, own = networks({code: read_examples(code) for code in LANGUAGES})
    data = packed(arrays)
    assert data == SHARED_FILE.read_bytes()
    shared = unpack(data, SHARED_FILE.name)
    for code in LANGUAGES:
        shipped = weights_file(code).read_bytes()
        kept = unpack(shipped, code)
        assert own_file(own[code], shared, kept.arrays["knots"], kept.about["quiet"]) == shipped, code


@pytest.mark.release
def test_training_makes_the_shipped_weights_bit_for_bit(capsys):
    assert main(["--check"]) == 0, capsys.readouterr().out
