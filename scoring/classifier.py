"""The trained part of detection: how much each sentence, and the whole response, speaks for each act.

Two networks (:mod:`scoring.networks`) are heard, one over each sentence and one over the whole response; from each
every act takes its score. The score of an act is that of the sentence that speaks most for it and half that of the
whole response, which knows less of how strangers write. A table fitted to held-out responses turns it into a
probability; where the networks say that there is no act at all, none is found. All arithmetic is on whole numbers, so
that a score is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import isqrt
from typing import Any

import numpy as np

from scoring.acts import ACTS
from scoring.features import Unit
from scoring.networks import ONE, Floats, Index, Ints, Network, array
from scoring.stamps import SHARED_FILE, WeightsError, joined, weights_file
from scoring.weights import Weights, load

SILENT = -20 * ONE
"""The score of an act in a response without a sentence."""

VERSION = 3


def _whole_number(about: Mapping[str, Any], name: str) -> int:
    if not isinstance(about.get(name), int):
        raise WeightsError(f"weights lack {name!r}; rebuild them with `python -m scoring train`")
    return int(about[name])


@dataclass(frozen=True, slots=True)
class Scores:
    """What the networks say: ``sentences`` (one row a unit) and ``whole``, in 1/4096, a column per target.

    ``hidden`` are the hidden units behind ``sentences``, one row a unit.
    """

    sentences: Ints
    whole: Ints
    hidden: Floats

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
    index: Index
    """Where the features that these two know stand in them, in this order."""
    knots: Ints
    """Per act: the scores at which the probability is that of ``LADDER``."""
    quiet: int
    """From here on there is no act at all; see ``is_quiet``."""
    digest: str

    def score(self, units: Sequence[Unit]) -> Scores:
        """Return the scores of all acts for the units of one response."""
        kinds = ([unit.text for unit in units], [unit.meaning for unit in units], [unit.context for unit in units])
        places, owners = self.index.find(kinds)
        sentence, whole = self.index.known
        hidden = self.sentence.hidden(sentence.features(places, owners, len(units)))
        response = self.whole.hidden(whole.features(places, np.zeros_like(owners), 1))
        return Scores(self.sentence.scores(hidden), self.whole.scores(response)[0], hidden)

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

    def shares(self, unit: Unit, hidden: Floats, act: int, first: int, last: int) -> list[int]:
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
    knots = array(own.arrays, "knots", (len(ACTS), len(LADDER))).astype(np.int64)
    if not bool((np.diff(knots, axis=1) > 0).all()):
        raise WeightsError("the knots of the weights do not rise; rebuild them with `python -m scoring train`")
    sentence, whole = (Network.of(own.arrays, shared.arrays, name) for name in ("sentence", "whole"))
    return Classifier(
        sentence=sentence,
        whole=whole,
        index=Index.of((sentence, whole)),
        knots=knots,
        quiet=_whole_number(about, "quiet"),
        digest=joined(own.digest, shared.digest),
    )
