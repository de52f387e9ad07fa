"""How well detection agrees with labelled responses. Has no say in detection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scoring.acts import ACTS, Detection
from scoring.case import Case


class GoldError(ValueError):
    """A gold file cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A labelled response: what a careful reader found in it."""

    id: str
    channel: str
    customer: str
    response: str
    acts: frozenset[str]
    language: str | None = None
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class ActScore:
    """Agreement for one act. ``support`` is the number of gold responses that carry it."""

    act: str
    hits: int
    false_finds: int
    misses: int
    total: int

    @property
    def support(self) -> int:
        """Number of gold responses with the act."""
        return self.hits + self.misses

    @property
    def precision(self) -> float:
        """Share of finds that are right; 0 when nothing was found."""
        found = self.hits + self.false_finds
        return self.hits / found if found else 0.0

    @property
    def recall(self) -> float:
        """Share of gold labels that were found; 0 without support."""
        return self.hits / self.support if self.support else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = 2 * self.hits + self.false_finds + self.misses
        return 2 * self.hits / both if both else 0.0

    @property
    def kappa(self) -> float:
        """Agreement beyond chance (Cohen 1960); 0 when chance alone explains everything."""
        if not self.total:
            return 0.0
        found, support = self.hits + self.false_finds, self.support
        seen = (self.total - self.false_finds - self.misses) / self.total
        chance = (found * support + (self.total - found) * (self.total - support)) / self.total**2
        return (seen - chance) / (1 - chance) if chance < 1 else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of all acts over one set of gold responses."""

    language: str
    responses: int
    scores: tuple[ActScore, ...]
    confusions: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    empty_kept: tuple[int, int] = (0, 0)
    """Responses labelled with no act: how many were kept empty, of how many."""

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the acts that have support."""
        scores = [score.f1 for score in self.scores if score.support]
        return sum(scores) / len(scores) if scores else 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the figures rounded to four digits."""
        return {
            "language": self.language,
            "responses": self.responses,
            "macro_f1": round(self.macro_f1, 4),
            "empty_kept": list(self.empty_kept),
            "acts": {
                score.act: {
                    "precision": round(score.precision, 4),
                    "recall": round(score.recall, 4),
                    "f1": round(score.f1, 4),
                    "kappa": round(score.kappa, 4),
                    "support": score.support,
                    "found": score.hits + score.false_finds,
                    "confused_with": dict(self.confusions.get(score.act, {})),
                }
                for score in self.scores
            },
        }


def read_gold(path: Path) -> list[Gold]:
    """Read a gold file (JSONL with id, channel, customer, response, acts). Raises GoldError."""
    golds = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            golds.append(_gold(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise GoldError(f"{path.name}:{number}: {error!r}") from error
    return golds


def _gold(data: Mapping[str, Any]) -> Gold:
    acts = [item["act"] if isinstance(item, Mapping) else item for item in data["acts"]]
    unknown = set(acts) - set(ACTS)
    if unknown:
        raise ValueError(f"no act named {min(unknown)!r}")
    case = data.get("case")
    return Gold(
        id=str(data["id"]),
        channel=data.get("channel", "store"),
        customer=data.get("customer") or "",
        response=data["response"],
        acts=frozenset(acts),
        language=data.get("lang") or data.get("language"),
        case=Case.from_json(case) if case else None,
    )


def evaluate(golds: Sequence[Gold], found: Iterable[Detection], language: str) -> Evaluation:
    """Compare detections with their gold labels, aligned by position."""
    pairs = [(gold.acts, frozenset(detection.names)) for gold, detection in zip(golds, found, strict=True)]
    scores = tuple(
        ActScore(
            act,
            hits=sum(act in gold and act in seen for gold, seen in pairs),
            false_finds=sum(act not in gold and act in seen for gold, seen in pairs),
            misses=sum(act in gold and act not in seen for gold, seen in pairs),
            total=len(pairs),
        )
        for act in ACTS
    )
    empty = [seen for gold, seen in pairs if not gold]
    return Evaluation(language, len(pairs), scores, _confusions(pairs), (sum(not seen for seen in empty), len(empty)))


def _confusions(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> dict[str, dict[str, int]]:
    """For a missed act, count what was wrongly found instead (three neighbours at most)."""
    counts: dict[str, dict[str, int]] = {}
    for gold, seen in pairs:
        for missed in gold - seen:
            for instead in seen - gold:
                row = counts.setdefault(missed, {})
                row[instead] = row.get(instead, 0) + 1
    return {act: dict(sorted(row.items(), key=lambda item: (-item[1], item[0]))[:3]) for act, row in counts.items()}


def table(evaluation: Evaluation) -> str:
    """Return the scores as a plain text table."""
    lines = [f"{'act':18} {'prec':>6} {'recall':>6} {'F1':>6} {'kappa':>6} {'support':>7}  confused with"]
    for score in evaluation.scores:
        neighbours = ", ".join(f"{act} {count}" for act, count in evaluation.confusions.get(score.act, {}).items())
        lines.append(
            f"{score.act:18} {score.precision:6.2f} {score.recall:6.2f} {score.f1:6.2f} {score.kappa:6.2f}"
            f" {score.support:7d}  {neighbours}".rstrip()
        )
    kept, empty = evaluation.empty_kept
    lines.append(
        f"{evaluation.language}: macro-F1 {evaluation.macro_f1:.3f} over {evaluation.responses} responses;"
        f" {kept} of {empty} without an act kept empty"
    )
    return "\n".join(lines)
