"""The networks of the classifier: sums of features in hidden units, and what these add to every act.

Each has one hidden layer; its units sum up the words of one language and the concepts and context features all
languages share, and are silent below nought. All arithmetic is on whole numbers, held in floats, which multiply them
several times faster and as exactly while no sum reaches 2**53.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.acts import ACTS
from scoring.features import Hashes
from scoring.stamps import WeightsError
from scoring.weights import Arrays

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
"""Whole numbers."""

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
EXACT = 1 << 53
"""Whole numbers below this are exact as floats."""
LARGEST_SCALE = 1 << 24
"""Up to here a scale times a sum stays below ``EXACT``."""
KINDS = 3
"""Words, concepts and context features, in this order; each has hashes of its own."""

_KINDS = {
    "hashes": np.uint32,
    "rarity": np.uint16,
    "weights": np.int8,
    "context": np.uint32,
    "context_weights": np.int16,
    "bias": np.int32,
    "scale": np.int32,
}
_BEYOND = 1 << 62
"""Greater than every key of a feature."""
_NONE = np.zeros(0, dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Features:
    """The features of several units that a network knows: ``rows`` in its layers, and the values of words and concepts.

    They stand unit by unit, in each unit words, concepts and context features; ``bounds`` tell where each of these
    begins, and at last the end.
    """

    rows: NDArray[np.intp]
    values: Floats
    bounds: list[int]


@dataclass(frozen=True, slots=True)
class Layer:
    """Sums of features: sorted hashes with rarity and weights, context hashes with weights, bias and scale per sum.

    ``weights`` (int8) are in units of ``scale`` / 2**16, ``context_weights`` (int16 in the file) in ``FINER`` times
    finer ones; ``rarity`` is 256 (1 + ln((1 + n) / (1 + df))), for n sentences or responses of which df hold the
    feature.
    """

    hashes: Hashes
    rarity: NDArray[np.uint16]
    weights: NDArray[np.int8]
    context: Hashes
    context_weights: Floats
    bias: NDArray[np.int32]
    scale: NDArray[np.int32]

    @classmethod
    def of(cls, arrays: Arrays, name: str, width: int) -> Layer:
        """Take the layer called ``name`` out of a weights file. Raises WeightsError where shapes do not fit."""
        rows, context = (len(array(arrays, f"{name}.{part}")) for part in ("hashes", "context"))
        shapes = {
            "hashes": (rows,),
            "rarity": (rows,),
            "weights": (rows, width),
            "context": (context,),
            "context_weights": (context, width),
            "bias": (width,),
            "scale": (width,),
        }
        parts: dict[str, NDArray[Any]] = {
            part: array(arrays, f"{name}.{part}", shape) for part, shape in shapes.items()
        }
        for part, kind in _KINDS.items():
            if parts[part].dtype != kind:
                raise WeightsError(f"weights: {name}.{part} is {parts[part].dtype}, not {np.dtype(kind)}")
        for part in ("hashes", "context"):
            if not bool((parts[part][1:] > parts[part][:-1]).all()):
                raise WeightsError(f"weights: {name}.{part} does not rise; rebuild them with `python -m scoring train`")
        if int(parts["scale"].max(initial=0)) > LARGEST_SCALE:
            raise WeightsError(f"weights: {name}.scale is too large; rebuild them with `python -m scoring train`")
        parts["context_weights"] = parts["context_weights"].astype(np.float64)
        return cls(**parts)

    def add(self, rows: NDArray[np.intp], values: Floats, out: Floats) -> int:
        """Write the sums of the weights of ``rows``, each times its value, to ``out``. Returns what norms the values.

        The weights become floats unit by unit: those of a very long response would fill hundreds of megabytes.
        """
        if not len(rows):
            return 1
        np.dot(values, self.weights.take(rows, axis=0).astype(np.float64), out=out)
        return max(1, isqrt(int(values @ values)))

    def marked(self, rows: NDArray[np.intp], out: Floats) -> None:
        """Write the sums of the weights of the context features ``rows`` to ``out``."""
        np.add.reduce(self.context_weights.take(rows, axis=0), axis=0, out=out)

    def scaled(self, sums: Floats) -> Floats:
        """Return ``sums`` (in 1/1024) as hidden units add them up (in 1/4096)."""
        scaled: Floats = np.floor(sums * self.scale * 2.0**-14) + self.bias
        return scaled

    def shares(self, hashes: Hashes, effect: Floats) -> Ints:
        """Return how much each of ``hashes`` adds where a sum of one has ``effect``; 0 for the unknown."""
        found = np.zeros(len(hashes), dtype=np.int64)
        if len(self.hashes):
            places = self.hashes.searchsorted(hashes)
            known = np.flatnonzero(self.hashes.take(places, mode="clip") == hashes)
            places = places[known]
            pull = self.scale * effect
            kind = np.float64 if float(np.abs(pull).sum()) < EXACT // 128 else np.int64
            sums = (self.weights.take(places, axis=0).astype(kind) @ pull.astype(kind)).astype(np.int64)
            found[known] = sums // ONE * self.rarity[places]
        return found


@dataclass(frozen=True, slots=True)
class Network:
    """Words and concepts summed up in hidden units, and what each unit that is not silent adds to every act.

    ``out`` (int16 in the file; a row per hidden unit, a column per target) and ``bias`` are in 1/4096.
    """

    words: Layer
    concepts: Layer
    out: Floats
    bias: NDArray[np.int32]

    @classmethod
    def of(cls, own: Arrays, shared: Arrays, name: str) -> Network:
        """Take the network called ``name`` out of two weights files. Raises WeightsError where shapes do not fit."""
        bias = array(shared, f"{name}.bias", (TARGETS,))
        width = len(array(shared, f"{name}.out"))
        return cls(
            words=Layer.of(own, f"{name}.words", width),
            concepts=Layer.of(shared, f"{name}.concepts", width),
            out=array(shared, f"{name}.out", (width, TARGETS)).astype(np.float64),
            bias=bias,
        )

    def hidden(self, features: Features) -> Floats:
        """Return the hidden units (in 1/4096) of every unit, one row each."""
        rows, values, bounds = features.rows, features.values, features.bounds
        units = len(bounds) // KINDS
        words, concepts, marks = np.zeros((3, units, len(self.out)))
        norms = np.empty((2, units, 1))
        for unit in range(units):
            first, second, third, last = bounds[unit * KINDS : unit * KINDS + KINDS + 1]
            norms[0, unit] = self.words.add(rows[first:second], values[first:second], words[unit])
            norms[1, unit] = self.concepts.add(rows[second:third], values[second:third], concepts[unit])
            self.concepts.marked(rows[third:last], marks[unit])
        # A quotient of whole numbers below 2**53 is never rounded up to the next whole one.
        told = self.words.scaled(np.floor(words * CONTEXT / norms[0]))
        told += self.concepts.scaled(np.floor(concepts * CONTEXT / norms[1]) + marks * (CONTEXT // FINER))
        return np.maximum(0.0, told, out=told)

    def scores(self, hidden: Floats) -> Ints:
        """Return the scores (in 1/4096), a column per target."""
        # Hidden units are below 2**20, so that these sums too stay far below 2**53.
        return np.floor(hidden @ self.out / ONE).astype(np.int64) + self.bias

    def effect(self, hidden: Floats, act: int) -> Floats:
        """Return what a little more in each sum would add to the score of ``act``, given the hidden units of a row."""
        return np.where(hidden > 0, self.out[:, act], 0.0)


@dataclass(frozen=True, slots=True)
class Known:
    """What one network knows of the features of an index.

    ``numbers`` count them, -1 for those it does not know; by number ``rows`` and ``rarity`` (0 for context features)
    tell where in its layers they stand; ``starts`` are the first numbers of the kinds.
    """

    numbers: NDArray[np.intp]
    rows: NDArray[np.intp]
    rarity: Ints
    starts: NDArray[np.intp]

    def features(self, places: NDArray[np.intp], owners: NDArray[np.intp], units: int) -> Features:
        """Return the features at ``places`` of an index as those of ``units`` units."""
        size = len(self.rows)
        numbers = self.numbers.take(places)
        keys = (owners * size + numbers)[numbers >= 0]
        keys.sort()
        changes = np.empty(len(keys) + 1, dtype=bool)
        changes[0] = changes[-1] = True
        np.not_equal(keys[1:], keys[:-1], out=changes[1:-1])
        ends = np.flatnonzero(changes)
        keys = keys.take(ends[:-1])
        begins = (np.arange(units)[:, None] * size + self.starts).ravel()
        numbers = keys % size if units > 1 else keys
        values = feature_values(ends[1:] - ends[:-1], self.rarity.take(numbers)).astype(np.float64)
        return Features(self.rows.take(numbers), values, [*keys.searchsorted(begins).tolist(), len(keys)])


@dataclass(frozen=True, slots=True)
class Index:
    """The features that networks know, in one table: what all of them are asked for is looked up once."""

    keys: Ints
    """Kind and hash of every feature in one number, rising; the last is greater than all."""
    known: tuple[Known, ...]

    @classmethod
    def of(cls, networks: Sequence[Network]) -> Index:
        """Put together what ``networks`` know."""
        kinds = [(net.words.hashes, net.concepts.hashes, net.concepts.context) for net in networks]
        theirs = [_keys([[hashes] for hashes in kind]) for kind in kinds]
        keys = theirs[0]
        for own in theirs[1:]:
            # As a rule the first network knows all that the others do.
            lacking = own[keys.take(keys.searchsorted(own), mode="clip") != own] if len(keys) else own
            keys = np.union1d(keys, lacking) if len(lacking) else keys
        keys = np.append(keys, _BEYOND)
        known = []
        for net, own, hashes in zip(networks, theirs, kinds, strict=True):
            numbers = np.full(len(keys), -1, dtype=np.intp)
            numbers[keys.searchsorted(own)] = np.arange(len(own))
            rows = np.concatenate([np.arange(len(kind)) for kind in hashes])
            rarity = np.concatenate([net.words.rarity, net.concepts.rarity, np.zeros(len(hashes[2]))]).astype(np.int64)
            starts = np.array([0, *accumulate(map(len, hashes[:-1]))], dtype=np.intp)
            known.append(Known(numbers, rows, rarity, starts))
        return cls(keys, tuple(known))

    def find(self, kinds: Sequence[Sequence[Hashes]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the places of the features found, and the number of the unit each belongs to.

        ``kinds`` are the words, concepts and context features of every unit.
        """
        lengths = [len(hashes) for kind in kinds for hashes in kind]
        keys = _keys(kinds)
        owners = np.repeat(np.arange(len(lengths)) % max(1, len(kinds[0])), lengths)
        places = self.keys.searchsorted(keys)
        hit = np.flatnonzero(self.keys.take(places) == keys)
        return places.take(hit), owners.take(hit)


def _keys(kinds: Sequence[Sequence[Hashes]]) -> Ints:
    """Return hashes, kind by kind, as keys that also tell their kind: those of all kinds stand in one table."""
    keys = np.concatenate([_NONE, *(hashes for kind in kinds for hashes in kind)]).astype(np.int64)
    place = 0
    for kind in kinds[:-1]:
        place += sum(map(len, kind))
        keys[place:] += 1 << 32
    return keys


def feature_values(counts: NDArray[np.intp], rarity: NDArray[Any]) -> Ints:
    """Return the values of features seen ``counts`` times, before they are normed."""
    values: Ints = REPEATS.take(counts, mode="clip") * rarity
    return values


def array(arrays: Arrays, name: str, shape: tuple[int, ...] | None = None) -> NDArray[Any]:
    """Return an array of a weights file. Raises WeightsError where it is missing or of another shape."""
    if name not in arrays:
        raise WeightsError(f"weights lack {name!r}; rebuild them with `python -m scoring train`")
    if shape is not None and arrays[name].shape != shape:
        raise WeightsError(f"weights: {name} has the shape {arrays[name].shape}, not {shape}")
    return arrays[name]
