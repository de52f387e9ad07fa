"""Questions: which facts of the case a response asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scoring.matching import Key, kind_keys
from scoring.parts import ASKING, Part, Scene

ASKED = 0.5
LEAST = 0.42
"""Shared weight below which a match is chance."""
SAID_ONLY = 0.6
"""Weight in a question of a word that stands in the wordings of a fact but in none of its questions."""
OTHER_KIND = 0.6
"""A fact that is never asked for by this kind of question ("when") fits less."""
MOST_ASKED = 2
"""A question asks for the two best facts at most."""
CLOSE = 0.9
"""A second fact must fit nearly as well as the best."""
OTHER_QUESTIONS = ("offer_remedy", "ask_wish", "ask_permission", "follow_up")


class Asked:
    """Facts asked for, with the ranges of tokens (both inclusive) that ask."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.found: dict[str, list[tuple[int, int]]] = {}

    def look(self, parts: Sequence[Part]) -> None:
        """Compare each asking clause, together with the clauses up to the next one that opens a question."""
        if any(self.scene.covered(act, part) for act in OTHER_QUESTIONS for part in parts) and not any(
            self.scene.covered(act, part) for act in ASKING for part in parts
        ):
            return
        groups: list[list[Part]] = []
        for part in parts:
            if part.asks:
                if groups and not self.scene.opens(part):
                    groups[-1].append(part)
                else:
                    groups.append([part])
        for group in groups:
            keys = [key for part in group for key in part.keys]
            kinds = kind_keys(self.scene.view.reading, group[0].first, group[-1].last, self.scene.view.language)
            for name in self._best_asked(keys, kinds):
                self.found.setdefault(name, []).append((group[0].first, group[-1].last - 1))

    def _best_asked(self, keys: Sequence[Key], kinds: set[str]) -> list[str]:
        asking = self.scene.index.asking
        keys = asking.known(keys)
        weights = {key.text: asking.weight(key.text, key.strength) for key in keys}
        weights.update({kind: asking.rarity.get(kind, 0.0) for kind in kinds})
        total = sum(weights.values())
        scores = {name: self._fits(name, weights, total, kinds) for name in self.scene.index.vocabulary}
        ranked = sorted((name for name in scores if scores[name] >= ASKED), key=lambda name: -scores[name])
        return [name for name in ranked[:MOST_ASKED] if scores[name] >= CLOSE * scores[ranked[0]]]

    def _fits(self, name: str, weights: Mapping[str, float], total: float, kinds: set[str]) -> float:
        """How well a question fits a fact: by its most similar example, or by all words of the fact together."""
        best = 0.0
        for phrase in self.scene.index.questions[name]:
            if phrase.telling.isdisjoint(weights):
                continue
            shared = phrase.shared(weights)
            if shared >= LEAST:
                best = max(best, 2 * shared / (total + phrase.total))
        vocabulary = self.scene.index.vocabulary[name]
        asked = self.scene.index.asked_words[name]
        pooled = sum(w * (1.0 if key in asked else SAID_ONLY) for key, w in weights.items() if key in vocabulary)
        if total:
            best = max(best, 0.95 * pooled / total * min(1.0, pooled / 0.9))
        missed = kinds - vocabulary
        return best * (OTHER_KIND if missed and missed == kinds else 1.0)
