"""Remedies: which of those a case knows a response speaks of granting, and for how much."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from scoring.matching import Key, Phrase, number_key
from scoring.numerals import decimal_text
from scoring.parts import Part, Scene
from scoring.quantities import Sort

REMEDY = 0.62
LEAST = 0.42
"""Shared weight below which a match is chance."""
OFFERING = ("offer_remedy", "ask_wish")
GRANTING = (*OFFERING, "own", "explain_next", "explain_limit")


class Granted:
    """Remedies spoken of, with the ranges of tokens (both inclusive) that name them."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.found: dict[str, list[tuple[int, int]]] = {}
        self.clauses: set[int] = set()
        self.amounts: dict[str, str] = {}

    def look(self, parts: Sequence[Part]) -> None:
        """Note the remedies granted or offered in the clauses of a sentence."""
        granting = self.scene.index.granting
        for part in parts:
            if part.clause in self.scene.refused or not self._grants(part):
                continue
            keys = granting.known(part.keys)
            texts = {key.text for key in keys}
            matches: dict[str, set[str]] = {}
            for name, phrases in self.scene.index.remedies.items():
                for phrase in phrases:
                    shared = self._remedy_said(name, phrase, texts)
                    if shared:
                        matches[name] = matches.get(name, set()) | shared
            for name, limit in self._named_limits(texts).items():
                matches.setdefault(name, set()).add(limit)
            for name in self._fitting(matches, texts):
                found = [key for key in keys if key.text in matches[name]]
                places = [key for key in found if key.strength >= 0.4] or found
                if self._negated(part, places[0]):
                    continue
                self.found.setdefault(name, []).append((places[0].first, places[-1].last))
                self.clauses.add(part.clause)
                amount = self._sum_in(name, part, places)
                if amount is not None:
                    self.amounts.setdefault(name, amount)

    def _negated(self, part: Part, first: Key) -> bool:
        """Whether "not" stands before the words of a remedy; an overpromise ("it will never break") says it too."""
        words = [token.text for token in self.scene.view.reading.tokens[part.first : first.first]]
        return any(self.scene.words.has("no", word) for word in words) and not self.scene.covered("overpromise", part)

    def _remedy_said(self, name: str, phrase: Phrase, texts: set[str]) -> set[str]:
        """The keys of a remedy's wording that are said, when they are enough of it; its sum may be left out."""
        if phrase.telling.isdisjoint(texts):
            return set()
        rarity = self.scene.index.granting.rarity
        typical = self.scene.index.typical[name]
        known = any(key in typical for key in phrase.weights)
        weights = {key: w * (0.25 if known and key.startswith("#") else 1.0) for key, w in phrase.weights.items()}
        shared = {key for key in weights if key in texts}
        weight = sum(weights[key] for key in shared)
        if weight < LEAST or weight < REMEDY * sum(weights.values()):
            return set()
        return {key for key in shared if rarity[key] > 0}

    def _named_limits(self, texts: set[str]) -> dict[str, str]:
        """Remedies named by a sum that is the limit of one of them only."""
        limits = [limit for limit in self.scene.index.limits.values() if limit is not None]
        return {
            name: limit
            for name, limit in self.scene.index.limits.items()
            if limit is not None and limit in texts and limits.count(limit) == 1
        }

    def _grants(self, part: Part) -> bool:
        """Whether a clause speaks of what will be or may be done, rather than of what was."""
        offered = any(self.scene.covered(act, part) for act in (OFFERING if part.asks else GRANTING))
        offered = offered or (part.clause in self.scene.future and self.scene.covered("overpromise", part))
        return offered or (
            not part.asks and part.clause in self.scene.committed and part.clause not in self.scene.reported
        )

    def _fitting(self, matches: Mapping[str, set[str]], texts: set[str]) -> list[str]:
        """Drop a remedy whose words are all part of another's, and one whose sum is another's."""
        limits = {
            name: limit for name, limit in self.scene.index.limits.items() if limit is not None and limit in texts
        }
        kept = []
        for name, shared in matches.items():
            limit = self.scene.index.limits.get(name)
            others = [other for other in matches if other != name]
            wrong_sum = (
                limit is not None
                and limit not in texts
                and any(other in limits and matches[other] - {limits[other]} >= shared for other in others)
            )
            larger = any(matches[other] > shared and (limit is None or limit not in texts) for other in others)
            same = any(matches[other] == shared and other in kept for other in others)
            if not wrong_sum and not larger and not same:
                kept.append(name)
        return kept

    def _sum_in(self, name: str, part: Part, keys: Sequence[Key]) -> str | None:
        """The sum said of a remedy: its limit where that is said, else the sum nearest to its words."""
        near = self.scene.quantities[
            bisect_left(self.scene.starts, part.first) : bisect_left(self.scene.starts, part.last)
        ]
        sums = [quantity for quantity in near if quantity.sort is Sort.SUM]
        limit = self.scene.index.limits.get(name)
        own = [quantity for quantity in sums if number_key(quantity.value) == limit]
        best = own or sorted(sums, key=lambda q: min(abs(q.first - key.last) for key in keys))
        return decimal_text(best[0].value) if best else None
