"""The figures of simulated sessions: by player, by node and by ending, and what they warn of."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .trainees import ABLE, LEVELS, TRICKS

GAP = 5
"""Points by which a level's mean must lie above that of the level below it, for skill to pay."""


@dataclass(frozen=True, slots=True)
class Run:
    """One session of one player.

    Args:
        player: a level or a trick.
        number: which of this player's sessions.
        overall: the grade in points.
        steps: points by step; None where a step was not graded.
        turns: responses given.
        ending: the last ending reached.
        met: the nodes entered, each once.
    """

    player: str
    number: int
    overall: int
    steps: dict[str, int | None]
    turns: int
    ending: str
    met: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one player's sessions.

    Args:
        player: a level or a trick.
        sessions: how many.
        mean: of the grades, in points.
        spread: standard deviation of the grades, in points.
        turns: mean number of responses.
        endings: sessions by ending, most frequent first.
        steps: mean points by step, over the sessions in which it was graded.
    """

    player: str
    sessions: int
    mean: float
    spread: float
    turns: float
    endings: dict[str, int]
    steps: dict[str, float]


@dataclass(frozen=True, slots=True)
class Simulation:
    """A scene in one language, played by everybody.

    Args:
        rows: one a player, in the order of skill, tricks last.
        nodes: share of the trainees' sessions that met each node, in percent, in the order of the file.
        warnings: one sentence each.
    """

    scenario: str
    language: str
    seed: int
    rows: tuple[Row, ...]
    nodes: dict[str, float]
    warnings: tuple[str, ...]

    @property
    def gaps(self) -> dict[str, float]:
        """How many points each level lies above the one below it."""
        means = {row.player: row.mean for row in self.rows}
        names = [level.name for level in LEVELS if level.name in means]
        return {upper: round(means[upper] - means[lower], 1) for lower, upper in pairwise(names)}

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "scenario": self.scenario,
            "language": self.language,
            "seed": self.seed,
            "players": [
                {
                    "player": row.player,
                    "sessions": row.sessions,
                    "mean": row.mean,
                    "spread": row.spread,
                    "turns": row.turns,
                    "endings": row.endings,
                    "steps": row.steps,
                }
                for row in self.rows
            ],
            "gaps": self.gaps,
            "nodes": self.nodes,
            "warnings": list(self.warnings),
        }


def summarise(
    scenario: str, language: str, seed: int, runs: Iterable[Run], players: Sequence[str], nodes: Sequence[str]
) -> Simulation:
    """Put runs together.

    Args:
        scenario: the scene's name.
        language: the language it was played in.
        seed: what everything was drawn from.
        runs: the sessions, in any order.
        players: whose rows are wanted, in this order.
        nodes: the nodes of the scene, in the order of its file.
    """
    ordered = sorted(runs, key=lambda run: (players.index(run.player), run.number))
    rows = tuple(row(name, [run for run in ordered if run.player == name]) for name in players)
    rows = tuple(item for item in rows if item.sessions)
    trainees = [run for run in ordered if run.player not in TRICKS]
    met = Counter(node for run in trainees for node in run.met)
    shares = {node: round(100 * met[node] / max(1, len(trainees)), 1) for node in nodes}
    return Simulation(scenario, language, seed, rows, shares, tuple(warn(rows)))


def row(player: str, runs: Sequence[Run]) -> Row:
    """The figures of one player; all zero without sessions."""
    grades = [run.overall for run in runs]
    endings = Counter(run.ending for run in runs)
    steps: dict[str, list[int]] = {}
    for run in runs:
        for step, points in run.steps.items():
            steps.setdefault(step, []).extend([] if points is None else [points])
    return Row(
        player,
        len(runs),
        round(statistics.fmean(grades), 1) if grades else 0.0,
        round(statistics.pstdev(grades), 1) if grades else 0.0,
        round(statistics.fmean(run.turns for run in runs), 1) if runs else 0.0,
        dict(sorted(endings.items(), key=lambda item: (-item[1], item[0]))),
        {step: round(statistics.fmean(points), 1) for step, points in steps.items() if points},
    )


def warn(rows: Sequence[Row]) -> list[str]:
    """What an author should look at: skill that does not pay, and tricks that do."""
    by_name = {row.player: row for row in rows}
    levels = [by_name[level.name] for level in LEVELS if level.name in by_name]
    found = []
    for lower, upper in pairwise(levels):
        gap = round(upper.mean - lower.mean, 1)
        if gap < 0:
            found.append(
                f"The {upper.player} do worse than the {lower.player}: {upper.mean} against {lower.mean} points. "
                "Look which node costs the better ones, in their endings below."
            )
        elif gap < GAP:
            found.append(
                f"Skill hardly pays between {lower.player} and {upper.player}: {upper.mean} against {lower.mean} "
                f"points, less than {GAP} apart."
            )
    able = by_name.get(ABLE.name)
    found += [
        f'The trick "{trick}" wins: {by_name[trick].mean} points on average, more than an able trainee ({able.mean}). '
        "Let the scene ask for more than that."
        for trick in TRICKS
        if able is not None and trick in by_name and by_name[trick].mean > able.mean
    ]
    return found
