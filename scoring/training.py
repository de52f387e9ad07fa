"""Fitting the classifier to labelled responses: ``python -m scoring train``.

Needs scipy (extra ``train``); detecting does not. Two networks are fitted to the responses of all languages together:
one to sentences, labelled by the spans of their response, and one to whole responses. What they learn of concepts and
context all languages share; what they learn of words belongs to each. Thresholds and probabilities come from held-out
responses: the data is cut into folds by situation, so that no situation is on both sides.

Several networks from other beginnings (:mod:`scoring.fitting`) are heard side by side, and weights are rounded to
integers: the same data gives the same files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.acts import ACT_ORDER, ACTS, FAULTS
from scoring.classifier import (
    LADDER,
    SILENT,
    VERSION,
    Classifier,
    Scores,
    build_classifier,
)
from scoring.detection import prepare
from scoring.features import Hashes, Unit
from scoring.fitting import NONE, PRESENT, Bools, Floats, Space, fit
from scoring.language import FOLDER, LANGUAGES
from scoring.networks import FINER, ONE, TARGETS
from scoring.stamps import SHARED_FILE, weights_file
from scoring.weights import Weights, pack, unpack

FOLDS = 5
BEGINNINGS = 4
"""So many networks are fitted, and heard side by side."""
LEVELS = 2
"""Weights of the first layer are rounded to so many steps; the few largest get up to four times as many."""
LARGEST = 0.999
SURE, SURE_FAULT = 0.9, 0.95
"""From the score on at which so many finds are right, a find is sure (p 0.8); a fault then counts in full."""
KEPT_QUIET = 0.865
"""So many of the responses without any act are to be kept quiet."""


class TrainingError(ValueError):
    """Training data cannot be used; the message names file, line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled response: its units, which acts each unit shows, and which the whole response shows."""

    id: str
    situation: str
    units: tuple[Unit, ...]
    shown: Bools
    """A row per unit, a column per act and one for no act."""
    acts: Bools
    """A column per act and one for no act."""


def read_examples(code: str, path: Path | None = None) -> list[Example]:
    """Read the labelled responses of a language. Raises TrainingError."""
    path = path or FOLDER / code / "responses.jsonl"
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise TrainingError(f"{code}/{path.name}: {error.strerror}; training needs the whole repository") from error
    examples = []
    for number, line in enumerate(lines, 1):
        if line:
            try:
                examples.append(example(json.loads(line), code))
            except (ValueError, KeyError, TypeError) as error:
                raise TrainingError(f"{code}/{path.name}:{number}: {error!r}") from error
    return examples


def example(row: Mapping[str, Any], code: str) -> Example:
    """Take one labelled row apart."""
    view, _, units = prepare(row["response"], code, row["customer"], row["channel"])
    spans = [(view.reading.sentences[unit.sentence].start, view.reading.sentences[unit.sentence].end) for unit in units]
    shown = np.zeros((len(units), TARGETS), dtype=bool)
    acts = np.zeros(TARGETS, dtype=bool)
    for act, places in row["acts"].items():
        acts[ACT_ORDER[act]] = True
        for start, end in places:
            for unit in _touched(spans, start, end):
                shown[unit, ACT_ORDER[act]] = True
    shown[:, -1], acts[-1] = ~shown.any(axis=1), not acts.any()
    return Example(row["id"], row["situation"], tuple(units), shown, acts)


def _touched(spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterable[int]:
    """Yield the sentences a labelled span lies in: most of the span, most of the sentence, or the best there is."""
    overlaps = [min(end, high) - max(start, low) for low, high in spans]
    for unit, ((low, high), overlap) in enumerate(zip(spans, overlaps, strict=True)):
        if overlap > 0 and (
            overlap * 5 >= (end - start) * 2 or overlap * 5 >= (high - low) * 3 or overlap == max(overlaps)
        ):
            yield unit


@dataclass(frozen=True, slots=True)
class Level:
    """What a network is fitted to: sentences or whole responses, how often, and how many at a time."""

    name: str
    epochs: int
    batch: int

    def parts(self, example: Example) -> list[tuple[Hashes, Hashes, Hashes]]:
        """Return words, concepts and context of every row the example gives."""
        rows = [(unit.text, unit.meaning, unit.context) for unit in example.units]
        if self.name == "sentence" or not rows:
            return rows
        words, concepts, context = zip(*rows, strict=True)
        return [(np.concatenate(words), np.concatenate(concepts), np.unique(np.concatenate(context)))]

    def labels(self, example: Example) -> Bools:
        """Return the labels of every row the example gives."""
        if self.name == "sentence":
            return example.shown
        return example.acts[None, :] if example.units else np.zeros((0, TARGETS), dtype=bool)


NETWORKS = (Level("sentence", 6, 128), Level("whole", 12, 64))

Fold = tuple[dict[str, NDArray[Any]], dict[str, dict[str, NDArray[Any]]]]


def networks(examples: Mapping[str, Sequence[Example]], beginnings: int = BEGINNINGS) -> Fold:
    """Fit both networks. Returns the arrays all languages share, and those of each language."""
    shared: dict[str, NDArray[Any]] = {}
    own: dict[str, dict[str, NDArray[Any]]] = {code: {} for code in examples}
    for level in NETWORKS:
        _fit_level(level, examples, beginnings, shared, own)
    return shared, own


def _fit_level(
    level: Level,
    examples: Mapping[str, Sequence[Example]],
    beginnings: int,
    shared: dict[str, NDArray[Any]],
    own: dict[str, dict[str, NDArray[Any]]],
) -> None:
    from scipy import sparse

    rows = {code: [row for example in found for row in level.parts(example)] for code, found in examples.items()}
    every = [row for found in rows.values() for row in found]
    concepts = Space.of([row[1] for row in every], [row[2] for row in every])
    words = {code: Space.of([row[0] for row in found], [NONE] * len(found)) for code, found in rows.items()}
    told = [words[code].matrix([row[0] for row in found], [NONE] * len(found)) for code, found in rows.items()]
    meant = concepts.matrix([row[1] for row in every], [row[2] for row in every])
    matrix = sparse.hstack([meant, sparse.block_diag(told)]).tocsr().astype(np.float32)
    labels = np.concatenate([level.labels(example) for found in examples.values() for example in found])
    fitted = [
        fit(matrix, labels, epochs=level.epochs, batch=level.batch, beginning=beginning)
        for beginning in range(beginnings)
    ]
    inner = np.concatenate([one.inner for one in fitted], axis=1)
    lift = np.concatenate([one.lift for one in fitted])
    outer = np.concatenate([one.outer for one in fitted]) / beginnings
    shared |= _layer(f"{level.name}.concepts", concepts, inner[: concepts.size], lift)
    shared[f"{level.name}.out"] = np.clip(np.rint(outer * ONE), -32767, 32767).astype(np.int16)
    shared[f"{level.name}.bias"] = np.rint(np.mean([one.bias for one in fitted], axis=0) * ONE).astype(np.int32)
    first = concepts.size
    for code, space in words.items():
        own[code] |= _layer(f"{level.name}.words", space, inner[first : first + space.size], np.zeros(inner.shape[1]))
        first += space.size


def _layer(name: str, space: Space, weights: Floats, bias: Floats) -> dict[str, NDArray[Any]]:
    """Round a layer to integers. Returns the arrays of :class:`scoring.classifier.Layer`."""
    words, marks = weights[: len(space.hashes)], weights[len(space.hashes) :] * PRESENT
    top = np.quantile(np.abs(words), LARGEST, axis=0) if len(words) else np.zeros(len(bias))
    scale = np.maximum(1, np.ceil(top / LEVELS * (1 << 16))).astype(np.int32)
    most = 4 * LEVELS
    arrays: dict[str, NDArray[Any]] = {
        "hashes": space.hashes,
        "rarity": space.rarity,
        "weights": np.clip(np.rint(words * (1 << 16) / scale), -most, most).astype(np.int8),
        "context": space.context,
        "context_weights": np.clip(np.rint(marks * (1 << 16) * FINER / scale), -32767, 32767).astype(np.int16),
        "bias": np.rint(bias * ONE).astype(np.int32),
        "scale": scale,
    }
    return {f"{name}.{part}": array for part, array in arrays.items()}


def fold_of(situation: str) -> int:
    """Return the fold of a situation, by its hash: adding situations moves no other."""
    return int.from_bytes(hashlib.sha256(situation.encode()).digest()[:4], "big") % FOLDS


def packed(arrays: Mapping[str, NDArray[Any]], **about: Any) -> bytes:
    """Return a weights file with what must be known to trust it."""
    return pack({"version": VERSION, "acts": list(ACTS), **about}, arrays)


def no_knots() -> NDArray[np.int64]:
    """Return rising knots for a classifier whose probabilities are not asked."""
    return np.tile(np.arange(len(LADDER), dtype=np.int64), (len(ACTS), 1))


def assemble(own: Mapping[str, NDArray[Any]], shared: Weights, knots: NDArray[np.int64], quiet: int) -> Classifier:
    """Put networks together as the program would load them."""
    return build_classifier(unpack(own_file(own, shared, knots, quiet), "new weights"), shared)


def own_file(own: Mapping[str, NDArray[Any]], shared: Weights, knots: NDArray[np.int64], quiet: int) -> bytes:
    """Return the weights file of a language."""
    return packed({**own, "knots": knots}, shared_sha256=shared.digest, quiet=quiet)


def without(examples: Mapping[str, Sequence[Example]], fold: int) -> dict[str, list[Example]]:
    """Return the examples whose situation is not in ``fold``."""
    return {
        code: [example for example in found if fold_of(example.situation) != fold] for code, found in examples.items()
    }


def score_fold(examples: Mapping[str, Sequence[Example]], fold: int) -> dict[str, list[tuple[int, Scores]]]:
    """Score the responses of a fold by networks fitted without it. Returns place and scores per language."""
    arrays, own = networks(without(examples, fold))
    shared = unpack(packed(arrays), "shared weights of a fold")
    scored: dict[str, list[tuple[int, Scores]]] = {}
    for code, found in examples.items():
        classifier = assemble(own[code], shared, no_knots(), 0)
        scored[code] = [
            (place, classifier.score(example.units).without_hidden())
            for place, example in enumerate(found)
            if fold_of(example.situation) == fold
        ]
    _say(f"fold {fold + 1} of {FOLDS} scored")
    return scored


def fit_all(examples: Mapping[str, Sequence[Example]]) -> tuple[Fold, dict[str, list[Scores]]]:
    """Fit the networks to all examples, and score every response by networks fitted without its situation.

    The fits know nothing of each other and run side by side, one to a processor. Returns the networks, and the scores
    per language in order.
    """
    # Every worker begins afresh, so that all machines do the same; the largest task goes first.
    with ProcessPoolExecutor(max_workers=min(FOLDS + 1, os.cpu_count() or 1), mp_context=get_context("spawn")) as pool:
        everything = pool.submit(networks, examples)
        folds = [pool.submit(score_fold, examples, fold) for fold in range(FOLDS)]
        scores: dict[str, dict[int, Scores]] = {code: {} for code in examples}
        for fold in folds:
            for code, scored in fold.result().items():
                scores[code].update(scored)
        return everything.result(), {code: [found[place] for place in sorted(found)] for code, found in scores.items()}


def calibrated(
    own: Mapping[str, NDArray[Any]], shared: Weights, scores: Sequence[Scores], examples: Sequence[Example]
) -> tuple[NDArray[np.int64], int]:
    """Return the knots of a language and from which quietness on no act is found.

    What is kept quiet reaches no knot at run time. Knots fitted without it rest on fewer responses, though, and on the
    very gate they move: halfway between both is where they are used (README, what was tried).
    """
    knots = knots_of(scores, examples)
    classifier = assemble(own, shared, knots, 0)
    quiet = quiet_of(scores, examples, classifier)
    knots = (knots + knots_of(scores, examples, [classifier.quietness(score) >= quiet for score in scores])) // 2
    return knots, quiet_of(scores, examples, assemble(own, shared, knots, 0))


def knots_of(
    scores: Sequence[Scores], examples: Sequence[Example], quiet: Sequence[bool] | None = None
) -> NDArray[np.int64]:
    """Return the knots of every act: where F1 is best (p 0.5) and where finds are sure (p 0.8).

    Responses that are ``quiet`` show nothing, whatever their scores.
    """
    totals = np.array([score.total for score in scores])
    if quiet is not None:
        totals[np.array(quiet)] = SILENT
    labels = np.array([example.acts for example in examples])
    return np.array(
        [
            _knots(totals[:, act], labels[:, act], SURE_FAULT if name in FAULTS else SURE)
            for act, name in enumerate(ACTS)
        ],
        dtype=np.int64,
    )


def _knots(totals: NDArray[np.int64], labels: Bools, certain: float) -> list[int]:
    order = np.argsort(-totals, kind="stable")
    sorted_scores, right = totals[order], np.cumsum(labels[order])
    found = np.arange(1, len(order) + 1)
    quality = 2 * right / (found + max(int(labels.sum()), 1))
    smooth = np.convolve(np.pad(quality, 1, mode="edge"), (0.25, 0.5, 0.25), "valid")
    best = int(smooth.argmax())
    following = sorted_scores[min(best + 1, len(order) - 1)]
    threshold = int(sorted_scores[best] + following) // 2
    pure = np.flatnonzero((right + 1) >= certain * (found + 1))
    sure = int(sorted_scores[pure[-1]]) if len(pure) else int(sorted_scores[0])
    sure = max(sure, threshold + ONE // 4)
    top = max(int(sorted_scores[0]), sure + ONE // 4)
    return [min(threshold - ONE, SILENT), threshold, sure, top]


def quiet_of(scores: Sequence[Scores], examples: Sequence[Example], classifier: Classifier) -> int:
    """Return from which quietness on no act is found, so that enough responses without one are kept quiet."""
    empty = [
        classifier.quietness(score) for score, example in zip(scores, examples, strict=True) if example.acts[-1]
    ]  # fmt: skip
    if not empty:
        return -SILENT
    return int(np.quantile(empty, 1 - KEPT_QUIET, method="lower"))


def train(codes: Sequence[str] = LANGUAGES) -> dict[Path, bytes]:
    """Fit everything. Returns the bytes of every weights file by path; writes nothing. Raises TrainingError."""
    examples = {code: read_examples(code) for code in codes}
    _say(", ".join(f"{code} {len(found)} responses" for code, found in examples.items()))
    (arrays, own), scores = fit_all(examples)
    data = packed(arrays)
    shared = unpack(data, SHARED_FILE.name)
    files = {SHARED_FILE: data}
    for code, found in examples.items():
        knots, quiet = calibrated(own[code], shared, scores[code], found)
        files[weights_file(code)] = own_file(own[code], shared, knots, quiet)
        _say(f"{code} fitted")
    return files


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``python -m scoring train [--check]``. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scoring train", description="Fit the classifier to the data.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail unless the files are what they were")
    arguments = parser.parse_args(argv)
    try:
        files = train()
    except TrainingError as error:
        print(error, file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(f"training needs {error.name}: install the extra `train` of this project", file=sys.stderr)
        return 2
    changed = [path for path, data in files.items() if not path.is_file() or path.read_bytes() != data]
    if not arguments.check:
        for path, data in files.items():
            path.write_bytes(data)
    print(f"{len(files)} files, {sum(map(len, files.values()))} bytes, {len(changed)} changed")
    return 1 if arguments.check and changed else 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
