"""How well detection agrees with labelled responses. Has no say in detection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.acts import ACTS, Detection, Span
from scoring.labelled import Gold, GoldError, Trap, read_gold, read_traps

COVERED = (3, 10)
"""Evidence must cover this share of the labelled words ..."""
LONGEST = 3
"""... and be at most so many times as long, or it points at everything and so at nothing."""


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
    overlaps: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Per act: of the true finds whose words are labelled, how many the evidence covers well (see :func:`covers`)."""
    near_misses: tuple[int, int] = (0, 0)
    """Of the acts a response is a near miss of, how many were found all the same."""
    speed_ms: tuple[float, float] | None = None
    """Median and 99th percentile of a response in milliseconds of process time, where it was measured."""

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the acts that have support."""
        scores = [score.f1 for score in self.scores if score.support]
        return sum(scores) / len(scores) if scores else 0.0

    @property
    def overlap(self) -> tuple[int, int]:
        """True finds whose evidence covers the labelled words, of all whose words are labelled."""
        good = sum(good for good, _ in self.overlaps.values())
        return good, sum(of for _, of in self.overlaps.values())

    def to_json(self) -> dict[str, Any]:
        """Return the figures rounded to four digits."""
        return {
            "language": self.language,
            "responses": self.responses,
            "macro_f1": round(self.macro_f1, 4),
            "empty_kept": list(self.empty_kept),
            "span_overlap": list(self.overlap),
            "near_misses_found": list(self.near_misses),
            "speed_ms": None
            if self.speed_ms is None
            else {"median": round(self.speed_ms[0], 3), "p99": round(self.speed_ms[1], 3)},
            "acts": {score.act: self._act_to_json(score) for score in self.scores},
        }

    def _act_to_json(self, score: ActScore) -> dict[str, Any]:
        return {
            "precision": round(score.precision, 4),
            "recall": round(score.recall, 4),
            "f1": round(score.f1, 4),
            "kappa": round(score.kappa, 4),
            "support": score.support,
            "found": score.hits + score.false_finds,
            "confused_with": dict(self.confusions.get(score.act, {})),
            "span_overlap": list(self.overlaps.get(score.act, (0, 0))),
        }


def cohen_kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> float:
    """Return the agreement of two readers beyond chance (Cohen 1960), from -1 to 1.

    Each pair holds what the one and what the other reader said of the same thing: for one act over a set of responses
    ``(act in first, act in second)``. 0 where chance alone explains everything, so also where there is nothing to
    agree on.
    """
    counts = Counter(pairs)
    total = sum(counts.values())
    if not total:
        return 0.0
    first: Counter[Hashable] = Counter()
    second: Counter[Hashable] = Counter()
    for (one, other), count in counts.items():
        first[one] += count
        second[other] += count
    agreed = sum(count for (one, other), count in counts.items() if one == other)
    chance = sum(count * second[said] for said, count in first.items())
    return (agreed * total - chance) / (total * total - chance) if chance < total * total else 0.0


def covers(evidence: Sequence[Span], labelled: Sequence[Span]) -> bool:
    """Whether evidence points at the labelled words: at 30 % of them or more, and is at most three times as long."""
    shown = {place for span in evidence for place in range(span.start, span.end)}
    meant = {place for span in labelled for place in range(span.start, span.end)}
    enough = len(shown & meant) * COVERED[1] >= len(meant) * COVERED[0]
    return enough and len(shown) <= LONGEST * len(meant)


def evaluate(
    golds: Sequence[Gold], found: Iterable[Detection], language: str, speed_ms: tuple[float, float] | None = None
) -> Evaluation:
    """Compare detections with their gold labels, aligned by position. Raises ValueError for unequal numbers."""
    detections = list(found)
    pairs = [(gold.acts, frozenset(seen.names)) for gold, seen in zip(golds, detections, strict=True)]
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
    near = [
        act in seen for gold, (acts, seen) in zip(golds, pairs, strict=True) for act in set(gold.near_miss_of) - acts
    ]
    return Evaluation(
        language,
        len(pairs),
        scores,
        _confusions(pairs),
        empty_kept=(sum(not seen for seen in empty), len(empty)),
        overlaps=_overlaps(golds, detections),
        near_misses=(sum(near), len(near)),
        speed_ms=speed_ms,
    )


def _confusions(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> dict[str, dict[str, int]]:
    """For a missed act, count what was wrongly found instead (three neighbours at most)."""
    counts: dict[str, Counter[str]] = {}
    for gold, seen in pairs:
        for missed in gold - seen:
            counts.setdefault(missed, Counter()).update(seen - gold)
    return {
        act: dict(sorted(row.items(), key=lambda item: (-item[1], item[0]))[:3]) for act, row in counts.items() if row
    }


def _overlaps(golds: Sequence[Gold], detections: Sequence[Detection]) -> dict[str, tuple[int, int]]:
    """Per act, count the true finds with labelled words whose evidence covers them, and all of them."""
    good: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for gold, detection in zip(golds, detections, strict=True):
        for act in detection.acts:
            labelled = gold.spans.get(act.name)
            if labelled:
                total[act.name] += 1
                good[act.name] += covers(act.spans, labelled)
    return {act: (good[act], total[act]) for act in ACTS if total[act]}


@dataclass(frozen=True, slots=True)
class Trapped:
    """How often detection fell for traps of one language. ``acts``: per act credited, of how many built for it."""

    language: str
    traps: int
    acts: Mapping[str, tuple[int, int]]

    @property
    def credited(self) -> tuple[int, int]:
        """Acts credited, of all the traps were built for."""
        return sum(won for won, _ in self.acts.values()), sum(of for _, of in self.acts.values())

    def to_json(self) -> dict[str, Any]:
        """Return the counts and the share, rounded to four digits."""
        won, total = self.credited
        return {
            "language": self.language,
            "traps": self.traps,
            "credited": [won, total],
            "share": round(won / total, 4) if total else 0.0,
            "acts": {act: list(counts) for act, counts in self.acts.items()},
        }


def spring(traps: Sequence[Trap], found: Iterable[Detection], language: str) -> Trapped:
    """Count the acts that traps were built for and that detection credited, aligned by position."""
    won: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for trap, detection in zip(traps, found, strict=True):
        total.update(trap.built_for)
        won.update(set(trap.built_for) & set(detection.names))
    return Trapped(language, len(traps), {act: (won[act], total[act]) for act in ACTS if total[act]})


def table(evaluation: Evaluation) -> str:
    """Return the scores as a plain text table."""
    lines = [f"{'act':18} {'prec':>6} {'recall':>6} {'F1':>6} {'kappa':>6} {'support':>7} {'words':>7}  confused with"]
    for score in evaluation.scores:
        neighbours = ", ".join(f"{act} {count}" for act, count in evaluation.confusions.get(score.act, {}).items())
        good, labelled = evaluation.overlaps.get(score.act, (0, 0))
        lines.append(
            f"{score.act:18} {score.precision:6.2f} {score.recall:6.2f} {score.f1:6.2f} {score.kappa:6.2f}"
            f" {score.support:7d} {f'{good}/{labelled}' if labelled else '':>7}  {neighbours}".rstrip()
        )
    lines.append(f"{evaluation.language}: {_summary(evaluation)}")
    return "\n".join(lines)


def _summary(evaluation: Evaluation) -> str:
    kept, empty = evaluation.empty_kept
    told = [
        f"macro-F1 {evaluation.macro_f1:.3f} over {evaluation.responses} responses",
        f"{kept} of {empty} without an act kept empty",
    ]
    good, labelled = evaluation.overlap
    if labelled:
        told.append(f"evidence covers the labelled words in {good} of {labelled} true finds ({good / labelled:.3f})")
    found, near = evaluation.near_misses
    if near:
        told.append(f"{found} of {near} near misses taken for the act")
    if evaluation.speed_ms:
        told.append("median {:.2f} ms, p99 {:.2f} ms a response (process time)".format(*evaluation.speed_ms))
    return "; ".join(told)


def overview(evaluations: Sequence[Evaluation]) -> str:
    """Return what several languages show together: mean, gap, cells of weak agreement (acts with support only)."""
    means = [evaluation.macro_f1 for evaluation in evaluations]
    kappas = [score.kappa for evaluation in evaluations for score in evaluation.scores if score.support]
    weak = ", ".join(f"{sum(kappa < least for kappa in kappas)} under {least:.2f}" for least in (0.25, 0.5, 0.6))
    return (
        f"all: mean macro-F1 {sum(means) / len(means):.3f}, gap {max(means) - min(means):.3f};"
        f" kappa of {len(kappas)} acts in {len(evaluations)} languages: {weak}"
    )


def trap_table(trapped: Sequence[Trapped]) -> str:
    """Return what the traps got credited, a line a language and one for all."""
    lines = []
    for result in trapped:
        fallen = ", ".join(f"{act} {won}/{of}" for act, (won, of) in result.acts.items() if won)
        lines.append(f"{result.language}: {_credited(*result.credited)} in {result.traps} traps  {fallen}".rstrip())
    won, total = (sum(result.credited[place] for result in trapped) for place in (0, 1))
    return "\n".join([*lines, f"traps: {_credited(won, total)}"])


def _credited(won: int, total: int) -> str:
    return f"{won} of {total} acts credited ({won / total if total else 0:.3f})"


__all__ = [
    "ActScore",
    "Evaluation",
    "Gold",
    "GoldError",
    "Trap",
    "Trapped",
    "cohen_kappa",
    "covers",
    "evaluate",
    "overview",
    "read_gold",
    "read_traps",
    "spring",
    "table",
    "trap_table",
]
