"""Fitting the classifier to labelled responses: ``python -m scoring train``.

Needs scipy (extra ``train``); detecting does not. Two kinds of heads are fitted: over words, for each language from
its own responses, and over concepts, from the responses of all languages together. Sentences are labelled by the
spans of their response. Thresholds and probabilities come from held-out responses: the data is cut into folds by
situation, so that no situation is on both sides.

The loss is the squared hinge (no exponentials), minimised from zero by a fixed number of accelerated gradient steps
(Nesterov 1983, restarted as in O'Donoghue and Candes 2015) with sums in a fixed order; weights are rounded to
integers. The same data gives the same files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.acts import ACT_ORDER, ACTS
from scoring.classifier import (
    LADDER,
    ONE,
    SHARED_FILE,
    SILENT,
    TARGETS,
    VERSION,
    Classifier,
    Scores,
    build_classifier,
    weights_file,
)
from scoring.detection import prepare
from scoring.features import Hashes, Unit
from scoring.language import FOLDER, LANGUAGES
from scoring.weights import Weights, pack, unpack

FOLDS = 5
STEPS = 80
RIDGE = 1e-3
"""Weight of the squared weights beside the mean loss."""
RARE = 0.5
"""Positives count (negatives / positives) to this power."""
PRESENT = 0.35
"""Value of a context feature that is there."""
LEAST_WORDS, LEAST_CONCEPTS, LEAST_CONTEXT = 3, 3, 2
"""Features in fewer units than this are left out."""
SHARED_PER_CENT = 200
SURE = 0.9
"""From the score on at which so many finds are right, a find is sure (p 0.8)."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


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
class Space:
    """The features a head knows, with how rare they are."""

    hashes: Hashes
    rarity: NDArray[np.uint16]
    context: Hashes

    @classmethod
    def of(cls, weighted: Sequence[Hashes], context: Sequence[Hashes], least: int) -> Space:
        """Keep the features found in at least ``least`` units."""
        hashes, counts = np.unique(np.concatenate([np.unique(unit) for unit in weighted]), return_counts=True)
        kept = counts >= least
        rarity = np.log((1 + len(weighted)) / (1 + counts[kept])) + 1
        named, times = np.unique(np.concatenate(list(context)), return_counts=True)
        return cls(hashes[kept], np.rint(256 * rarity).astype(np.uint16), named[times >= LEAST_CONTEXT])

    def matrix(self, weighted: Sequence[Hashes], context: Sequence[Hashes]) -> Any:
        """Return the units as rows of a sparse matrix: weighted features normed to one, then context features."""
        from scipy import sparse

        columns, values, ends = [], [], [0]
        for unit, marks in zip(weighted, context, strict=True):
            places, counts = _rows(self.hashes, unit)
            value = (1 + np.log(counts)) * self.rarity[places]
            norm = max(float(np.sqrt((value * value).sum())), 1e-9)
            named, _ = _rows(self.context, marks)
            columns += [places, named + len(self.hashes)]
            values += [value / norm, np.full(len(named), PRESENT)]
            ends.append(ends[-1] + len(places) + len(named))
        shape = (len(weighted), len(self.hashes) + len(self.context))
        return sparse.csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=shape)


def _rows(known: Hashes, unit: Hashes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    hashes, counts = np.unique(unit, return_counts=True)
    if not len(known):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    places = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    hit = known[places] == hashes
    return places[hit], counts[hit]


def fit(matrix: Any, labels: Bools) -> tuple[Floats, Floats]:
    """Return weights (feature x act) and bias (act) of linear models, one per column of ``labels``."""
    rows, columns = matrix.shape
    matrix = matrix.astype(np.float32)
    across = matrix.T.tocsr()
    found = labels.sum(axis=0)
    cost = np.where(labels, ((rows - found) / np.maximum(found, 1)) ** RARE, 1.0)
    cost = (cost / cost.mean(axis=0)).astype(np.float32)
    sign = np.where(labels, 1, -1).astype(np.float32)
    pace = (1 / (2 * _largest(matrix, across) / rows * cost.max(axis=0) + RIDGE)).astype(np.float32)
    weights = np.zeros((columns, labels.shape[1]), dtype=np.float32)
    bias = np.zeros(labels.shape[1], dtype=np.float32)
    ahead, bias_ahead, momentum = weights, bias, 1.0
    for _ in range(STEPS):
        slack = np.maximum(0, 1 - sign * (matrix @ ahead + bias_ahead))
        pull = -2 * sign * cost * slack / rows
        new = ahead - pace * (across @ pull + RIDGE * ahead)
        new_bias = bias_ahead - pace * pull.sum(axis=0) / 2
        following = (1 + (1 + 4 * momentum * momentum) ** 0.5) / 2
        push = np.float32((momentum - 1) / following)
        if float(((ahead - new) * (new - weights)).sum(dtype=np.float64)) > 0:
            following, push = 1.0, np.float32(0)
        ahead, bias_ahead = new + push * (new - weights), new_bias + push * (new_bias - bias)
        weights, bias, momentum = new, new_bias, following
    return weights.astype(np.float64), bias.astype(np.float64)


def _largest(matrix: Any, across: Any) -> float:
    """Return the largest eigenvalue of X'X by eight steps of the power method, with a tenth to spare."""
    vector = np.ones(matrix.shape[1], dtype=np.float32) / np.float32(matrix.shape[1] ** 0.5)
    size = 1.0
    for _ in range(8):
        vector = across @ (matrix @ vector)
        size = float(np.sqrt((vector.astype(np.float64) ** 2).sum()))
        vector = vector / np.float32(max(size, 1e-9))
    return size * 1.1


def fit_head(weighted: Sequence[Hashes], context: Sequence[Hashes], labels: Bools, least: int) -> dict[str, Any]:
    """Fit one head and round it to integers. Returns the arrays of :class:`scoring.classifier.Head`."""
    space = Space.of(weighted, context, least)
    weights, bias = fit(space.matrix(weighted, context), labels)
    size = len(space.hashes)
    words, marks = weights[:size], weights[size:] * PRESENT
    scale = np.maximum(1, np.ceil(np.abs(words).max(axis=0) / 127 * (1 << 16))).astype(np.int32)
    rounded = np.rint(words * (1 << 16) / scale).astype(np.int8)
    kept = np.abs(rounded).max(axis=1) > 1
    return {
        "hashes": space.hashes[kept],
        # The norm is taken over known features only, so features without weight stay out of it in fitting as in use.
        "rarity": space.rarity[kept],
        "weights": rounded[kept],
        "context": space.context,
        "context_weights": np.clip(np.rint(marks * (1 << 16) / scale), -32767, 32767).astype(np.int16),
        "bias": np.rint(bias * ONE).astype(np.int32),
        "scale": scale,
    }


def heads(examples: Sequence[Example], kind: str, least: int) -> dict[str, NDArray[Any]]:
    """Fit the sentence head and the head of the whole response over ``text`` or ``meaning`` features."""
    spoken = [example for example in examples if example.units]
    units = [unit for example in spoken for unit in example.units]
    parts = {
        "sentence": fit_head(
            [getattr(unit, kind) for unit in units],
            [unit.context for unit in units],
            np.concatenate([example.shown for example in spoken]),
            least,
        ),
        "whole": fit_head(
            [np.concatenate([getattr(unit, kind) for unit in example.units]) for example in spoken],
            [np.unique(np.concatenate([unit.context for unit in example.units])) for example in spoken],
            np.array([example.acts for example in spoken]),
            least,
        ),
    }
    return {f"{name}.{part}": array for name, arrays in parts.items() for part, array in arrays.items()}


def fold_of(situation: str) -> int:
    """Return the fold of a situation, by its hash: adding situations moves no other."""
    return int.from_bytes(hashlib.sha256(situation.encode()).digest()[:4], "big") % FOLDS


def packed(arrays: Mapping[str, NDArray[Any]], **about: Any) -> bytes:
    """Return a weights file with what must be known to trust it."""
    return pack({"version": VERSION, "acts": list(ACTS), **about}, arrays)


def no_knots() -> NDArray[np.int64]:
    """Return rising knots for a classifier whose probabilities are not asked."""
    return np.tile(np.arange(len(LADDER), dtype=np.int64), (len(ACTS), 1))


def assemble(own: Mapping[str, NDArray[Any]], shared: Weights, knots: NDArray[np.int64]) -> Classifier:
    """Put heads together as the program would load them."""
    return build_classifier(unpack(own_file(own, shared, knots), "new weights"), shared)


def own_file(own: Mapping[str, NDArray[Any]], shared: Weights, knots: NDArray[np.int64]) -> bytes:
    """Return the weights file of a language."""
    return packed({**own, "knots": knots}, shared_sha256=shared.digest, shared_per_cent=SHARED_PER_CENT)


def held_out(all_examples: Mapping[str, Sequence[Example]]) -> dict[str, list[Scores]]:
    """Score every response by heads fitted without its situation. Returns scores per language, in order."""
    scores: dict[str, list[Scores | None]] = {code: [None] * len(found) for code, found in all_examples.items()}
    for fold in range(FOLDS):
        known = {
            code: [example for example in found if fold_of(example.situation) != fold]
            for code, found in all_examples.items()
        }
        together = [example for found in known.values() for example in found]
        shared = unpack(packed(heads(together, "meaning", LEAST_CONCEPTS)), "shared weights of a fold")
        for code, found in all_examples.items():
            classifier = assemble(heads(known[code], "text", LEAST_WORDS), shared, no_knots())
            for place, example in enumerate(found):
                if fold_of(example.situation) == fold:
                    scores[code][place] = classifier.score(example.units)
            _say(f"fold {fold + 1} of {FOLDS}: {code} scored")
    return {code: [score for score in found if score is not None] for code, found in scores.items()}


def knots_of(scores: Sequence[Scores], examples: Sequence[Example]) -> NDArray[np.int64]:
    """Return the knots of every act: where F1 is best (p 0.5) and where finds are sure (p 0.8)."""
    totals = np.array([score.total for score in scores])
    labels = np.array([example.acts for example in examples])
    return np.array([_knots(totals[:, act], labels[:, act]) for act in range(len(ACTS))], dtype=np.int64)


def _knots(totals: NDArray[np.int64], labels: Bools) -> list[int]:
    order = np.argsort(-totals, kind="stable")
    sorted_scores, right = totals[order], np.cumsum(labels[order])
    found = np.arange(1, len(order) + 1)
    quality = 2 * right / (found + max(int(labels.sum()), 1))
    smooth = np.convolve(np.pad(quality, 1, mode="edge"), (0.25, 0.5, 0.25), "valid")
    best = int(smooth.argmax())
    following = sorted_scores[min(best + 1, len(order) - 1)]
    threshold = int(sorted_scores[best] + following) // 2
    pure = np.flatnonzero((right + 1) >= SURE * (found + 1))
    sure = int(sorted_scores[pure[-1]]) if len(pure) else int(sorted_scores[0])
    sure = max(sure, threshold + ONE // 4)
    top = max(int(sorted_scores[0]), sure + ONE // 4)
    return [min(threshold - ONE, SILENT), threshold, sure, top]


def train(codes: Sequence[str] = LANGUAGES) -> dict[Path, bytes]:
    """Fit everything. Returns the bytes of every weights file by path; writes nothing. Raises TrainingError."""
    examples = {code: read_examples(code) for code in codes}
    _say(", ".join(f"{code} {len(found)} responses" for code, found in examples.items()))
    scores = held_out(examples)
    together = [example for found in examples.values() for example in found]
    data = packed(heads(together, "meaning", LEAST_CONCEPTS))
    shared = unpack(data, SHARED_FILE.name)
    files = {SHARED_FILE: data}
    for code, found in examples.items():
        files[weights_file(code)] = own_file(heads(found, "text", LEAST_WORDS), shared, knots_of(scores[code], found))
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
