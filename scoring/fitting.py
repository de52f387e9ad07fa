"""Fitting one network to rows of features: the same rows give the same weights.

A network has one hidden layer of rectified sums and is fitted by steps down the logistic loss of a few rows at a time;
a feature's step shrinks with what it has moved so far (AdaGrad, Duchi et al. 2011, one rate per feature). Features and
hidden units are left out at random while fitting (dropout, Srivastava et al. 2014). Sums are made in a fixed order
without BLAS, and the exponential is our own, so that every machine rounds alike. Needs scipy (extra ``train``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.features import Hashes
from scoring.networks import feature_values

HIDDEN = 128
"""Hidden units of each."""
PACE = 0.1
DECAY = 1e-3
"""Weight of the squared weights of the second layer, per response of a step."""
LEFT_OUT = 0.4
"""Share of features, and of hidden units, left out at random at every step."""
PRESENT = 0.35
"""Value of a context feature that is there."""
LEAST = 8
"""Features in fewer units than this are left out."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NONE: Hashes = np.zeros(0, dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Space:
    """The features a layer knows, with how rare they are."""

    hashes: Hashes
    rarity: NDArray[np.uint16]
    context: Hashes

    @classmethod
    def of(cls, weighted: Sequence[Hashes], context: Sequence[Hashes]) -> Space:
        """Keep the features found in at least ``LEAST`` units."""
        hashes, counts = np.unique(np.concatenate([NONE, *map(np.unique, weighted)]), return_counts=True)
        kept = counts >= LEAST
        rarity = np.log((1 + len(weighted)) / (1 + counts[kept])) + 1
        named, times = np.unique(np.concatenate([NONE, *context]), return_counts=True)
        return cls(hashes[kept], np.rint(256 * rarity).astype(np.uint16), named[times >= LEAST])

    @property
    def size(self) -> int:
        """The number of features."""
        return len(self.hashes) + len(self.context)

    def matrix(self, weighted: Sequence[Hashes], context: Sequence[Hashes]) -> Any:
        """Return the units as rows of a sparse matrix: weighted features normed to one, then context features."""
        from scipy import sparse

        columns, values, ends = [], [], [0]
        for unit, marks in zip(weighted, context, strict=True):
            places, counts = _rows(self.hashes, unit)
            value = feature_values(counts, self.rarity[places]).astype(np.float64)
            norm = max(float(np.sqrt((value * value).sum())), 1.0)
            named, _ = _rows(self.context, marks)
            columns += [places, named + len(self.hashes)]
            values += [value / norm, np.full(len(named), PRESENT)]
            ends.append(ends[-1] + len(places) + len(named))
        return sparse.csr_matrix(
            (np.concatenate([[], *values]), np.concatenate([[], *columns]).astype(np.int64), ends),
            shape=(len(weighted), self.size),
            dtype=np.float32,
        )


def _rows(known: Hashes, unit: Hashes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    hashes, counts = np.unique(unit, return_counts=True)
    if not len(known):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    places = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    hit = known[places] == hashes
    return places[hit], counts[hit]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A network in fractions: ``inner`` (feature x hidden unit), ``lift`` (hidden unit), ``outer``, ``bias``."""

    inner: Floats
    lift: Floats
    outer: Floats
    bias: Floats

    def scores(self, matrix: Any) -> Floats:
        """Return the scores of the rows of ``matrix``, one column per target."""
        scores: Floats = np.maximum(matrix @ self.inner + self.lift, 0) @ self.outer + self.bias
        return scores


def fit(matrix: Any, labels: Bools, *, epochs: int, batch: int, beginning: int = 0, hidden: int = HIDDEN) -> Fitted:
    """Fit one network to the rows of ``matrix`` (sparse, rows x features) and ``labels`` (rows x targets)."""
    from scipy import sparse

    random = np.random.Generator(np.random.PCG64(beginning))
    rows, features = matrix.shape
    targets = labels.shape[1]
    inner = _spread(random, features, hidden)
    lift, outer, bias = _float(np.zeros(hidden)), _spread(random, hidden, targets), _float(np.full(targets, -2.0))
    moved = _float(np.zeros(features))
    small = _Steps((lift, outer, bias))
    share = np.float32(1 - LEFT_OUT)
    steps, step = epochs * -(-rows // batch), 0
    for _ in range(epochs):
        order = random.permutation(rows)
        shuffled, wanted = matrix[order], labels[order].astype(np.float32)
        shuffled.data *= (random.random(shuffled.nnz, dtype=np.float32) < share) / share
        shuffled.eliminate_zeros()
        for first in range(0, rows, batch):
            some, truth = shuffled[first : first + batch], wanted[first : first + batch]
            near, columns = np.unique(some.indices, return_inverse=True)
            some = sparse.csr_matrix((some.data, columns.astype(np.int32), some.indptr), shape=(len(truth), len(near)))
            weights = inner[near]
            sums = some @ weights + lift
            heard = (random.random(sums.shape, dtype=np.float32) < share) / share * (sums > 0)
            units = sums * heard
            pull = (_logistic(np.einsum("ij,jk->ik", units, outer) + bias) - truth) / np.float32(len(truth))
            back = np.einsum("ik,jk->ij", pull, outer) * heard
            outwards = np.einsum("ij,ik->jk", units, pull) + np.float32(DECAY / len(truth)) * outer
            pace = PACE * max(0.05, 1 - step / steps)
            step += 1
            change = some.T @ back
            moved[near] += np.einsum("ij,ij->i", change, change) / np.float32(hidden)
            inner[near] = weights - change * (np.float32(pace) / (np.sqrt(moved[near]) + np.float32(1e-7)))[:, None]
            small.take((back.sum(axis=0), outwards, pull.sum(axis=0)), pace / 10, step)
    return Fitted(*(part.astype(np.float64) for part in (inner, lift, outer, bias)))


def _float(values: Floats) -> Any:
    return values.astype(np.float32)


def _spread(random: np.random.Generator, rows: int, columns: int) -> Any:
    """Return weights to begin with, evenly spread by the size of the layer (Glorot and Bengio 2010)."""
    most = np.float32((6 / (rows + columns)) ** 0.5)
    return (random.random((rows, columns), dtype=np.float32) * 2 - 1) * most


def _logistic(scores: Any) -> Any:
    """Return 1 / (1 + exp(-score)), by operations that are rounded alike on every machine."""
    value = np.clip(scores.astype(np.float64), -30, 30)
    whole = np.rint(value * 1.4426950408889634)
    rest = value - whole * 0.6931471805599453
    power = np.ones_like(rest)
    for degree in range(12, 0, -1):
        power = 1 + power * rest / degree
    power = np.ldexp(power, whole.astype(np.int32))
    return (power / (1 + power)).astype(np.float32)


class _Steps:
    """Steps of the weights every row touches, by the mean of their gradients and squares (Adam, Kingma and Ba 2015)."""

    def __init__(self, parts: Sequence[Any]) -> None:
        self.parts = parts
        self.means = [np.zeros_like(part) for part in parts]
        self.squares = [np.zeros_like(part) for part in parts]

    def take(self, changes: Sequence[Any], pace: float, step: int) -> None:
        """Move all parts down their gradients ``changes``; ``step`` counts from one."""
        pace = pace * float((1 - 0.999**step) ** 0.5) / (1 - 0.9**step)
        for place, change in enumerate(changes):
            mean = self.means[place] * np.float32(0.9) + np.float32(0.1) * change
            square = self.squares[place] * np.float32(0.999) + np.float32(0.001) * change * change
            self.parts[place][...] -= np.float32(pace) * mean / (np.sqrt(square) + np.float32(1e-8))
            self.means[place], self.squares[place] = mean, square
