"""The trained part of detection: how much each sentence, and the whole response, speaks for each act.

Two *networks* are heard, one over each sentence and one over the whole response. Each has one hidden layer: its units
sum up the words (of one language) and the concepts and context features (alike in all languages) they were taught to
heed, and are silent below nought; from them every act takes its score. The score of an act is that of the sentence
that speaks most for it and half that of the whole response, which knows less of how strangers write. A table fitted to
held-out responses turns it into a probability; where the networks say that there is no act at all, none is found. All
arithmetic is on integers, so that a score is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import pairwise
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
"""A score of 1.0."""
CONTEXT = 1 << 10
"""A context feature that is there counts as much as this, where other features are normed to ``1 << 10`` in sum."""
FINER = 1 << 8
"""Weights of context features are so much finer than those of words and concepts."""
REPEATS = np.array([0, 64, 108, 134, 153, 167, 179, 189], dtype=np.int64)
"""64 (1 + ln n) for a feature seen n times; more than seven times is seven times."""
TARGETS = len(ACTS) + 1
"""What networks learn: every act, and last that there is none at all."""
SILENT = -20 * ONE
"""The score of an act in a response without a sentence."""
EXACT = 1 << 53
"""Whole numbers below this are exact as floats."""

VERSION = 3

_NONE = np.zeros(0, dtype=np.uint32)
_NO_PLACES = np.zeros(0, dtype=np.intp)

_KINDS = {
    "hashes": np.uint32,
    "rarity": np.uint16,
    "weights": np.int8,
    "context": np.uint32,
    "context_weights": np.int16,
    "bias": np.int32,
    "scale": np.int32,
}


@dataclass(frozen=True, slots=True)
class Features:
    """The hashes of several units in one row, with the number of the unit each belongs to."""

    hashes: Hashes
    owners: NDArray[np.intp]
    units: int

    @classmethod
    def of(cls, units: Sequence[Hashes]) -> Features:
        """Take the hashes of units together."""
        owners = np.repeat(np.arange(len(units)), [len(unit) for unit in units])
        return cls(np.concatenate([_NONE, *units]), owners, len(units))

    def as_one(self) -> Features:
        """Return the same hashes as those of a single unit."""
        return Features(self.hashes, np.zeros_like(self.owners), 1)

    def runs(self, known: Hashes) -> tuple[NDArray[np.intp], NDArray[np.intp], list[int]]:
        """Return the rows of ``known`` that each unit hits, in order, how often it does, and where each unit begins.

        The last bound is the end.
        """
        if not len(known):
            return _NO_PLACES, _NO_PLACES, [0] * (self.units + 1)
        places = known.searchsorted(self.hashes)
        # What is greater than all that is known is clipped to the last of them, and differs from it.
        hit = np.flatnonzero(known.take(places, mode="clip") == self.hashes)
        keys = self.owners[hit] * len(known) + places[hit]
        keys.sort()
        changes = np.ones(len(keys) + 1, dtype=bool)
        np.not_equal(keys[1:], keys[:-1], out=changes[1:-1])
        ends = np.flatnonzero(changes)
        owners, places = np.divmod(keys[ends[:-1]], len(known))
        return places, ends[1:] - ends[:-1], owners.searchsorted(np.arange(self.units + 1)).tolist()


@dataclass(frozen=True, slots=True)
class Layer:
    """Sums of features: sorted hashes with rarity and weights, context hashes with weights, bias and scale per sum.

    ``weights`` (int8) are in units of ``scale`` / 2**16, ``context_weights`` (int16) in ``FINER`` times finer ones;
    ``rarity`` is 256 (1 + ln((1 + n) / (1 + df))), for n sentences or responses of which df hold the feature.
    """

    hashes: Hashes
    rarity: NDArray[np.uint16]
    weights: NDArray[np.int8]
    context: Hashes
    context_weights: NDArray[np.int16]
    bias: NDArray[np.int32]
    scale: NDArray[np.int32]

    @classmethod
    def of(cls, arrays: Arrays, name: str, width: int) -> Layer:
        """Take the layer called ``name`` out of a weights file. Raises WeightsError where shapes do not fit."""
        rows, context = (len(_array(arrays, f"{name}.{part}")) for part in ("hashes", "context"))
        shapes = {
            "hashes": (rows,),
            "rarity": (rows,),
            "weights": (rows, width),
            "context": (context,),
            "context_weights": (context, width),
            "bias": (width,),
            "scale": (width,),
        }
        layer = cls(**{part: _array(arrays, f"{name}.{part}", shape) for part, shape in shapes.items()})
        for part, kind in _KINDS.items():
            if getattr(layer, part).dtype != kind:
                raise WeightsError(f"weights: {name}.{part} is {getattr(layer, part).dtype}, not {np.dtype(kind)}")
        for part in ("hashes", "context"):
            if not bool((np.diff(getattr(layer, part).astype(np.int64)) > 0).all()):
                raise WeightsError(f"weights: {name}.{part} does not rise; rebuild them with `python -m scoring train`")
        return layer

    def sums(self, weighted: Features, context: Features | None = None) -> Ints:
        """Return the sums (in 1/4096) of every unit, one row each."""
        summed = self._weighted(weighted)
        if context is not None and len(self.context):
            summed += self._marked(context)
        return ((summed * self.scale) >> 14) + self.bias

    def _weighted(self, features: Features) -> Ints:
        """Return, per unit, the weights summed by the normed values of the features, times ``CONTEXT``."""
        places, counts, bounds = features.runs(self.hashes)
        values = feature_values(counts, self.rarity[places]).astype(np.float64)
        summed = np.zeros((features.units, len(self.bias)))
        norms = np.ones((features.units, 1), dtype=np.int64)
        for unit, (first, last) in enumerate(pairwise(bounds)):
            if first < last:
                own = values[first:last]
                norms[unit] = max(1, isqrt(int(own @ own)))
                # Products and sums of these whole numbers stay far below 2**53, so that no fraction is ever rounded.
                # Unit by unit: as floats the weights of a very long response would fill hundreds of megabytes.
                rows = self.weights.take(places[first:last], axis=0)
                np.dot(own, rows.astype(np.float64), out=summed[unit])
        return summed.astype(np.int64) * CONTEXT // norms

    def _marked(self, features: Features) -> Ints:
        """Return, per unit, the sums of the weights of its context, each heard once."""
        places, _, bounds = features.runs(self.context)
        summed = np.zeros((features.units, len(self.bias)), dtype=np.int64)
        for unit, (first, last) in enumerate(pairwise(bounds)):
            summed[unit] = np.add.reduce(self.context_weights.take(places[first:last], axis=0), dtype=np.int64)
        return summed * (CONTEXT // FINER)

    def shares(self, hashes: Hashes, effect: Ints) -> Ints:
        """Return how much each of ``hashes`` adds where a sum of one has ``effect``; 0 for the unknown."""
        found = np.zeros(len(hashes), dtype=np.int64)
        if len(self.hashes):
            places = self.hashes.searchsorted(hashes)
            known = np.flatnonzero(self.hashes.take(places, mode="clip") == hashes)
            places = places[known]
            pull = self.scale * effect
            # Floats are multiplied several times faster, and as exactly while every sum stays below 2**53.
            kind = np.float64 if int(np.abs(pull).sum()) < EXACT // 128 else np.int64
            sums = (self.weights.take(places, axis=0).astype(kind) @ pull.astype(kind)).astype(np.int64)
            found[known] = sums // ONE * self.rarity[places]
        return found


@dataclass(frozen=True, slots=True)
class Network:
    """Words and concepts summed up in hidden units, and what each unit that is not silent adds to every act.

    ``out`` (a row per hidden unit, a column per target) and ``bias`` are in 1/4096. ``out`` holds the whole numbers of
    the file (int16) as floats: so they are multiplied several times faster, and as exactly (see ``scores``).
    """

    words: Layer
    concepts: Layer
    out: NDArray[np.float64]
    bias: NDArray[np.int32]

    @classmethod
    def of(cls, own: Arrays, shared: Arrays, name: str) -> Network:
        """Take the network called ``name`` out of two weights files. Raises WeightsError where shapes do not fit."""
        bias = _array(shared, f"{name}.bias", (TARGETS,))
        width = len(_array(shared, f"{name}.out"))
        return cls(
            words=Layer.of(own, f"{name}.words", width),
            concepts=Layer.of(shared, f"{name}.concepts", width),
            out=_array(shared, f"{name}.out", (width, TARGETS)).astype(np.float64),
            bias=bias,
        )

    def hidden(self, words: Features, concepts: Features, context: Features) -> Ints:
        """Return the hidden units (in 1/4096) of every unit, one row each."""
        hidden: Ints = np.maximum(0, self.words.sums(words) + self.concepts.sums(concepts, context))
        return hidden

    def scores(self, hidden: Ints) -> Ints:
        """Return the scores (in 1/4096), a column per target."""
        # Hidden units are below 2**20, so that these sums too stay far below 2**53.
        return (hidden.astype(np.float64) @ self.out).astype(np.int64) // ONE + self.bias

    def effect(self, hidden: Ints, act: int) -> Ints:
        """Return what a little more in each sum would add to the score of ``act``, given the hidden units of a row."""
        return np.where(hidden > 0, self.out[:, act], 0).astype(np.int64)


def feature_values(counts: NDArray[np.intp], rarity: NDArray[np.uint16]) -> Ints:
    """Return the values of features seen ``counts`` times, before they are normed."""
    return REPEATS[np.minimum(counts, len(REPEATS) - 1)] * rarity


def _whole_number(about: Mapping[str, Any], name: str) -> int:
    if not isinstance(about.get(name), int):
        raise WeightsError(f"weights lack {name!r}; rebuild them with `python -m scoring train`")
    return int(about[name])


def _array(arrays: Arrays, name: str, shape: tuple[int, ...] | None = None) -> NDArray[Any]:
    if name not in arrays:
        raise WeightsError(f"weights lack {name!r}; rebuild them with `python -m scoring train`")
    if shape is not None and arrays[name].shape != shape:
        raise WeightsError(f"weights: {name} has the shape {arrays[name].shape}, not {shape}")
    return arrays[name]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the networks say: ``sentences`` (one row a unit) and ``whole``, in 1/4096, a column per target.

    ``hidden`` are the hidden units behind ``sentences``, one row a unit.
    """

    sentences: Ints
    whole: Ints
    hidden: Ints

    @property
    def total(self) -> Ints:
        """The score of each act: the best sentence, and half as much the whole response."""
        if not len(self.sentences):
            return np.full(len(ACTS), SILENT, dtype=np.int64)
        score: Ints = self.sentences[:, :-1].max(axis=0) + self.whole[:-1] // 2
        return score

    def without_hidden(self) -> Scores:
        """Return the scores alone, which is all that thresholds are fitted to."""
        return replace(self, hidden=self.hidden[:, :0])

    @property
    def none(self) -> int:
        """What speaks for no act at all: the sentence least silent, and half as much the whole response."""
        return int(self.sentences[:, -1].min() + self.whole[-1] // 2) if len(self.sentences) else -SILENT


@dataclass(frozen=True, slots=True)
class Classifier:
    """The networks of one language and the tables from scores to probabilities."""

    sentence: Network
    whole: Network
    knots: Ints
    """Per act: the scores at which the probability is that of ``LADDER``."""
    quiet: int
    """From here on there is no act at all; see ``is_quiet``."""
    digest: str

    def score(self, units: Sequence[Unit]) -> Scores:
        """Return the scores of all acts for the units of one response."""
        parts = (
            Features.of([unit.text for unit in units]),
            Features.of([unit.meaning for unit in units]),
            Features.of([unit.context for unit in units]),
        )
        hidden = self.sentence.hidden(*parts)
        whole = self.whole.hidden(*(part.as_one() for part in parts))
        return Scores(self.sentence.scores(hidden), self.whole.scores(whole)[0], hidden)

    def quietness(self, scores: Scores) -> int:
        """Return how much speaks for no act at all: what the networks say of it, less what stands out most."""
        return scores.none - int((scores.total - self.knots[:, FOUND_AT]).max())

    def is_quiet(self, scores: Scores) -> bool:
        """Whether the response as a whole shows no act."""
        return self.quietness(scores) >= self.quiet

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

    def shares(self, unit: Unit, hidden: Ints, act: int, first: int, last: int) -> list[int]:
        """Return how much each of the tokens ``first:last`` of a sentence speaks for an act (only to compare)."""
        totals = np.zeros(last - first, dtype=np.int64)
        effect = self.sentence.effect(hidden, act)
        for layer, hashes, owners in (
            (self.sentence.words, unit.text, unit.text_tokens),
            (self.sentence.concepts, unit.meaning, unit.meaning_tokens),
        ):
            if len(hashes):
                norm = max(1, isqrt(len(hashes)))
                np.add.at(totals, owners - first, layer.shares(hashes, effect) // norm)
        return [int(total) for total in totals]


LADDER = (0, 500, 800, 990)
"""Probabilities (per mille) at the knots of an act: none, found, sure enough for a fault to count in full, most."""
FOUND_AT = LADDER.index(500)

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
    knots = _array(own.arrays, "knots", (len(ACTS), len(LADDER))).astype(np.int64)
    if not bool((np.diff(knots, axis=1) > 0).all()):
        raise WeightsError("the knots of the weights do not rise; rebuild them with `python -m scoring train`")
    return Classifier(
        sentence=Network.of(own.arrays, shared.arrays, "sentence"),
        whole=Network.of(own.arrays, shared.arrays, "whole"),
        knots=knots,
        quiet=_whole_number(about, "quiet"),
        digest=sha256((own.digest + shared.digest).encode()).hexdigest(),
    )
