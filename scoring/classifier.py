"""The trained part of detection: how much each sentence, and the whole response, speaks for each act.

A *head* is a linear model over weighted features (words, or concepts) and context features. Four of them are heard:
words and concepts, each sentence by sentence and over the whole response. The sum of their margins, less what speaks
for there being no act at all, is the score of an act; a table fitted to held-out responses turns it into a
probability. All arithmetic is on integers, so that a score is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from math import isqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.acts import ACTS
from scoring.features import Hashes, Unit
from scoring.language import FOLDER
from scoring.weights import Arrays, Weights, WeightsError, load

Ints = NDArray[np.int64]

ONE = 4096
"""A margin of 1.0."""
CONTEXT = 1 << 10
"""A context feature that is there counts as much as this, where text features are normed to ``1 << 10`` in sum."""
REPEATS = np.array([0, 64, 108, 134, 153, 167, 179, 189], dtype=np.int64)
"""64 (1 + ln n) for a feature seen n times; more than seven times is seven times."""
TARGETS = len(ACTS) + 1
"""What heads learn: every act, and last that there is none at all."""
SILENT = -8 * ONE
"""The score of an act in a response without a sentence."""

NONE_FROM = 4 * ONE
NONE_PER_CENT = 50
"""From this score below nought on, what speaks for no act at all is taken off every act, by so much."""

VERSION = 1


@dataclass(frozen=True, slots=True)
class Head:
    """A linear model: sorted hashes with rarity and weights, context hashes with weights, bias and scale per act.

    ``weights`` (int8) and ``context_weights`` (int16) are in units of ``scale`` / 2**16 of a margin; ``rarity`` is
    256 (1 + ln((1 + n) / (1 + df))), for n sentences or responses of which df hold the feature.
    """

    hashes: Hashes
    rarity: NDArray[np.uint16]
    weights: NDArray[np.int8]
    context: Hashes
    context_weights: NDArray[np.int16]
    bias: NDArray[np.int32]
    scale: NDArray[np.int32]

    @classmethod
    def of(cls, arrays: Arrays, name: str) -> Head:
        """Take the head called ``name`` out of a weights file. Raises WeightsError where shapes do not fit."""
        try:
            parts = {part: arrays[f"{name}.{part}"] for part in _PARTS}
        except KeyError as error:
            raise WeightsError(f"weights lack {error.args[0]!r}; rebuild them with `python -m scoring train`") from None
        rows, context = len(parts["hashes"]), len(parts["context"])
        wanted = {
            "hashes": (rows,),
            "rarity": (rows,),
            "weights": (rows, TARGETS),
            "context": (context,),
            "context_weights": (context, TARGETS),
            "bias": (TARGETS,),
            "scale": (TARGETS,),
        }
        for part, shape in wanted.items():
            if parts[part].shape != shape:
                raise WeightsError(f"weights: {name}.{part} has the shape {parts[part].shape}, not {shape}")
        return cls(**parts)

    def margins(self, weighted: Sequence[Hashes], context: Sequence[Hashes]) -> Ints:
        """Return the margins (in 1/4096) of every unit, one row each, one column per target."""
        summed = self._weighted(weighted)
        places, units = _lookup(self.context, context)
        if len(places):
            rows = self.context_weights[places].astype(np.int64) * CONTEXT
            np.add.at(summed, units, rows)
        return (summed * self.scale) // (1 << 14) + self.bias

    def _weighted(self, weighted: Sequence[Hashes]) -> Ints:
        """Return, per unit and act, the weights summed by the normed values of the features, times ``CONTEXT``."""
        summed = np.zeros((len(weighted), TARGETS), dtype=np.int64)
        places, units = _lookup(self.hashes, weighted)
        if not len(places):
            return summed
        keys, counts = np.unique(units.astype(np.int64) * len(self.hashes) + places, return_counts=True)
        owners, places = keys // len(self.hashes), keys % len(self.hashes)
        values = REPEATS[np.minimum(counts, len(REPEATS) - 1)] * self.rarity[places]
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        found = owners[starts]
        norms = np.array([max(1, isqrt(int(square))) for square in np.add.reduceat(values * values, starts)])
        rows = self.weights[places] * values[:, None]
        summed[found] = np.add.reduceat(rows, starts, axis=0) * CONTEXT // norms[:, None]
        return summed

    def shares(self, hashes: Hashes, act: int) -> Ints:
        """Return how much each of ``hashes`` speaks for an act, by weight and rarity; 0 for the unknown."""
        found = np.zeros(len(hashes), dtype=np.int64)
        if len(self.hashes):
            places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
            known = self.hashes[places] == hashes
            found[known] = self.weights[places[known], act].astype(np.int64) * self.rarity[places[known]]
            found *= int(self.scale[act])
        return found


_PARTS = ("hashes", "rarity", "weights", "context", "context_weights", "bias", "scale")


def _lookup(known: Hashes, units: Sequence[Hashes]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows of ``known`` that the hashes of ``units`` hit, and the unit of each."""
    owners = np.repeat(np.arange(len(units)), [len(unit) for unit in units])
    hashes = np.concatenate(units) if units else np.zeros(0, dtype=np.uint32)
    if not len(known) or not len(hashes):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    places = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    hit = known[places] == hashes
    return places[hit], owners[hit]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the heads say: ``sentences`` (one row a unit) and ``whole``, in 1/4096, a column per target."""

    sentences: Ints
    whole: Ints

    @property
    def total(self) -> Ints:
        """The score of each act: the best sentence and the whole response together, less what speaks for no act."""
        if not len(self.sentences):
            return np.full(len(ACTS), SILENT, dtype=np.int64)
        score: Ints = self.sentences[:, :-1].max(axis=0) + self.whole[:-1]
        none = int(self.sentences[:, -1].min() + self.whole[-1])
        return score - max(0, none + NONE_FROM) * NONE_PER_CENT // 100


@dataclass(frozen=True, slots=True)
class Classifier:
    """The heads of one language, those all languages share, and the table from scores to probabilities."""

    words: tuple[Head, Head]
    concepts: tuple[Head, Head]
    shared: int
    """Weight of the concept heads beside the word heads, in per cent."""
    knots: Ints
    """Per act: the scores at which the probability is that of ``LADDER``."""
    digest: str

    def score(self, units: Sequence[Unit]) -> Scores:
        """Return the scores of all acts for the units of one response."""
        context = [unit.context for unit in units]
        words = [unit.text for unit in units]
        concepts = [unit.meaning for unit in units]
        sentences = self.words[0].margins(words, context) + (
            self.concepts[0].margins(concepts, context) * self.shared // 100
        )
        whole_context = [np.unique(np.concatenate(context))] if units else [_EMPTY]
        whole_words = [np.concatenate(words)] if units else [_EMPTY]
        whole_concepts = [np.concatenate(concepts)] if units else [_EMPTY]
        whole = self.words[1].margins(whole_words, whole_context) + (
            self.concepts[1].margins(whole_concepts, whole_context) * self.shared // 100
        )
        return Scores(sentences, whole[0])

    def probability(self, act: int, score: int) -> int:
        """Return the probability (per mille) of an act whose score is ``score``; linear between the knots."""
        knots = self.knots[act]
        if score <= knots[0]:
            return LADDER[0]
        for place in range(1, len(LADDER)):
            if score < knots[place]:
                low, high = int(knots[place - 1]), int(knots[place])
                return LADDER[place - 1] + (LADDER[place] - LADDER[place - 1]) * (score - low) // (high - low)
        return LADDER[-1]

    def shares(self, unit: Unit, act: int, first: int, last: int) -> list[int]:
        """Return how much each of the tokens ``first:last`` of a sentence speaks for an act (only to compare)."""
        totals = np.zeros(last - first, dtype=np.int64)
        for head, hashes, owners, weight in (
            (self.words[0], unit.text, unit.text_tokens, 100),
            (self.concepts[0], unit.meaning, unit.meaning_tokens, self.shared),
        ):
            if len(hashes):
                norm = max(1, isqrt(len(hashes)))
                np.add.at(totals, owners - first, head.shares(hashes, act) * weight // norm)
        return [int(total) for total in totals]


_EMPTY = np.zeros(0, dtype=np.uint32)
LADDER = (0, 500, 800, 990)
"""Probabilities (per mille) at the knots of an act: none, found, sure enough for a fault to count in full, most."""

SHARED_FILE = FOLDER / "shared.weights"


def weights_file(code: str) -> Path:
    """Return where the weights of a language lie."""
    return FOLDER / code / "words.weights"


@cache
def load_classifier(code: str) -> Classifier:
    """Return the classifier of language ``code``, loaded once. Raises WeightsError."""
    own, shared = load(weights_file(code)), _shared()
    return build_classifier(own, shared)


@cache
def _shared() -> Weights:
    return load(SHARED_FILE)


def build_classifier(own: Weights, shared: Weights) -> Classifier:
    """Put a classifier together from two weights files. Raises WeightsError where they do not belong together."""
    about: Mapping[str, Any] = own.about
    if about.get("version") != VERSION or list(about.get("acts", ())) != list(ACTS):
        raise WeightsError("weights of another version or codebook; rebuild them with `python -m scoring train`")
    if about.get("shared_sha256") != shared.digest:
        raise WeightsError("weights fitted beside other shared weights; rebuild them with `python -m scoring train`")
    knots = own.arrays["knots"].astype(np.int64)
    if knots.shape != (len(ACTS), len(LADDER)) or not bool((np.diff(knots, axis=1) > 0).all()):
        raise WeightsError("the knots of the weights do not rise; rebuild them with `python -m scoring train`")
    return Classifier(
        words=(Head.of(own.arrays, "sentence"), Head.of(own.arrays, "whole")),
        concepts=(Head.of(shared.arrays, "sentence"), Head.of(shared.arrays, "whole")),
        shared=int(about["shared_per_cent"]),
        knots=knots,
        digest=sha256((own.digest + shared.digest).encode()).hexdigest(),
    )
