"""From signals to points: one step at a time, integers per mille throughout, half rounded up at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.signals import FULL, Occurrence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.rubric import Cap, Criterion, Loss, Rubric, Step
    from scoring.signals import Observations

PER_POINT = 10


@dataclass(frozen=True, slots=True)
class Earned:
    """What one criterion brought: points per mille got and possible, and from where."""

    criterion: Criterion
    got: int
    most: int
    sources: tuple[tuple[Occurrence, int], ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """What one loss cost, and where."""

    loss: Loss
    cost: int
    sources: tuple[tuple[Occurrence, int], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The points of a step per mille, with all that made them."""

    step: Step
    points: int
    earned: tuple[Earned, ...]
    lost: tuple[Lost, ...]
    bound_by: tuple[str, ...] = ()
    """Signals of the limits that took points away."""

    @property
    def sources(self) -> tuple[tuple[Occurrence, int], ...]:
        """What was said or done that moved the step, and by how much, the heaviest first."""
        return tuple((item, points) for item, points, _ in self.moves)

    @property
    def moves(self) -> tuple[tuple[Occurrence, int, Loss | None], ...]:
        """The same, each with the loss it belongs to; None for what earned points."""
        found: list[tuple[Occurrence, int, Loss | None]] = []
        found += [(*source, None) for earned in self.earned for source in earned.sources]
        found += [(*source, lost.loss) for lost in self.lost for source in lost.sources]
        seen = [move for move in found if move[1] > 0 and move[0].turn >= 0]
        return tuple(sorted(seen, key=lambda move: (-move[1], move[0].position, move[0].act)))


def share(points: int, per_mille: int) -> int:
    """``points`` times ``per_mille``, half rounded up."""
    return (points * per_mille * 2 + FULL) // (2 * FULL)


def rounded(per_mille: int) -> int:
    """Per mille as points 0..100, half rounded up."""
    return (per_mille + PER_POINT // 2) // PER_POINT


def weighted_mean(parts: Sequence[tuple[int, int]]) -> int | None:
    """Mean of (points, weight) pairs, half rounded up; None for no pairs."""
    total = sum(weight for _, weight in parts)
    if not total:
        return None
    return (2 * sum(points * weight for points, weight in parts) + total) // (2 * total)


def step_result(step: Step, seen: Observations, rubric: Rubric, channel: str) -> Result:
    """Work out one step."""
    timed = channel not in rubric.one_answer_channels
    earned = tuple(_earned(criterion, seen, timed=timed) for criterion in step.earns if criterion.counts_in(channel))
    lost = tuple(_lost(loss, seen, rubric) for loss in step.loses)
    points = step.start + sum(item.got for item in earned) - sum(item.cost for item in lost)
    points = max(0, min(FULL, points))
    bound_by: list[str] = []
    for limit in step.limits:
        if points > limit.most and (not limit.when or seen.any(limit.when)) and not seen.any(limit.unless):
            points = limit.most
            bound_by.extend(signal for signal in limit.when if seen.any([signal]))
    return Result(step, points, earned, lost, tuple(dict.fromkeys(bound_by)))


def _earned(criterion: Criterion, seen: Observations, *, timed: bool) -> Earned:
    best: dict[int, Occurrence] = {}
    for item in seen.of(criterion.signals):
        worth = Occurrence(item.turn, item.start, item.end, item.act, _worth(item, criterion, seen, timed=timed))
        # One occurrence a turn: saying a thing twice in one breath is saying it once.
        if item.turn not in best or best[item.turn].value < worth.value:
            best[item.turn] = worth
    ranked = sorted(best.values(), key=lambda item: (-item.value, item.position, item.act))
    sources = tuple((item, share(points, item.value)) for item, points in zip(ranked, criterion.points, strict=False))
    return Earned(criterion, sum(got for _, got in sources), criterion.points[0], sources)


def _worth(item: Occurrence, criterion: Criterion, seen: Observations, *, timed: bool) -> int:
    if not timed or criterion.timing == "any" or seen.solution is None or item.turn < 0:
        return item.value
    early = item.position < seen.solution
    on_time = early if criterion.timing == "before_solution" else not early
    return item.value if on_time else share(criterion.off_time, item.value)


def _lost(loss: Loss, seen: Observations, rubric: Rubric) -> Lost:
    """A loss grows with each turn it happens in; a repair in a later turn gives part of it back."""
    worst: dict[int, Occurrence] = {}
    for item in seen.of(loss.signals):
        if item.turn not in worst or worst[item.turn].value < item.value:
            worst[item.turn] = item
    repairs = [item.turn for item in seen.of(loss.repaired_by)]
    sources = []
    # The surest first: a doubtful fault more must never make a sure one cheaper.
    for place, item in enumerate(sorted(worst.values(), key=lambda item: (-item.value, item.position))):
        cost = share(loss.points[min(place, len(loss.points) - 1)], item.value)
        if any(turn > item.turn for turn in repairs):
            cost -= share(cost, rubric.repair_share)
        sources.append((item, cost))
    return Lost(loss, sum(cost for _, cost in sources), tuple(sources))


def caps_in_force(rubric: Rubric, seen: Observations, graded: Sequence[str]) -> tuple[Cap, ...]:
    """Caps of the overall points that hold in this conversation. A doubtful fault caps nothing."""
    return tuple(
        cap
        for cap in rubric.caps
        if (cap.step is None or cap.step in graded)
        and (not cap.when or seen.certain(cap.when))
        and not seen.any(cap.unless)
    )
