"""python -m scoring fairness: what changes in a verdict when only the writing changes, not what is said.

Every response of a labelled set is written anew in the ways of :mod:`scoring.variations`. A *flip* is an act found
before and not after, or the other way round. The points are those of the response graded as a conversation of one turn.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import scoring
from scoring.acts import ACTS, STEPS, Detection
from scoring.assessment import add_gold_options, gold_sets
from scoring.conversation import Conversation, Grade, Turn
from scoring.labelled import Gold
from scoring.lines import write_report
from scoring.variations import KINDS, Variations, load_variations


@dataclass(slots=True)
class Change:
    """What one kind of change did to the verdicts of one language.

    ``responses`` counts those the change applied to, ``touched`` those of them in which any act flipped. ``lost`` and
    ``gained`` count flips per act. ``moves`` holds per step the differences of points where the step was graded before
    and after; ``left`` counts steps graded only before or only after. ``overall`` the differences of the whole grade.
    """

    language: str
    kind: str
    responses: int = 0
    touched: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)
    moves: dict[str, list[int]] = field(default_factory=lambda: {step: [] for step in STEPS})
    left: int = 0
    overall: list[int] = field(default_factory=list)

    @property
    def flips(self) -> int:
        """Verdicts that changed."""
        return self.lost.total() + self.gained.total()

    @property
    def share(self) -> float:
        """Share of verdicts (responses times acts) that changed; 0 where the change applied to nothing."""
        return self.flips / (self.responses * len(ACTS)) if self.responses else 0.0

    @property
    def points(self) -> float:
        """Mean distance between the points of a step before and after, over all steps graded both times."""
        return _mean([abs(move) for moves in self.moves.values() for move in moves])

    def add(self, before: tuple[Detection, Grade], after: tuple[Detection, Grade]) -> None:
        """Count what changed between two verdicts on one response."""
        found, still = set(before[0].names), set(after[0].names)
        self.responses += 1
        self.touched += found != still
        self.lost.update(found - still)
        self.gained.update(still - found)
        for step in STEPS:
            old, new = (verdict[1].steps[step].points for verdict in (before, after))
            if old is not None and new is not None:
                self.moves[step].append(new - old)
            else:
                self.left += (old is None) != (new is None)
        if before[1].overall is not None and after[1].overall is not None:
            self.overall.append(after[1].overall - before[1].overall)

    def to_json(self) -> dict[str, Any]:
        """Return counts and shares rounded to four digits."""
        flipped = [act for act in ACTS if self.lost[act] or self.gained[act]]
        return {
            "language": self.language,
            "kind": self.kind,
            "responses": self.responses,
            "responses_flipped": self.touched,
            "flips": self.flips,
            "share": round(self.share, 4),
            "acts": {act: {"lost": self.lost[act], "gained": self.gained[act]} for act in flipped},
            "points": {
                "mean_change": round(self.points, 2),
                "overall_mean_change": round(_mean([abs(move) for move in self.overall]), 2),
                "overall_largest_change": max((abs(move) for move in self.overall), default=0),
                "steps": {step: round(_mean([abs(move) for move in moves]), 2) for step, moves in self.moves.items()},
                "steps_graded_once": self.left,
            },
        }


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values) if values else 0.0


def add_options(command: ArgumentParser) -> None:
    """Add the options of the command line."""
    add_gold_options(command)


def run(chosen: Namespace) -> int:
    """Measure and print. Raises InputError, GoldError, LanguageError or FairnessError for files."""
    results = [measure(code, golds) for code, golds in gold_sets(chosen.gold, chosen.language)]
    if chosen.json:
        write_report(json.dumps([change.to_json() for changes in results for change in changes], indent=1))
    else:
        write_report("\n\n".join(table(changes) for changes in results))
    return 0


def measure(code: str, golds: Sequence[Gold], variations: Variations | None = None) -> list[Change]:
    """Change the responses of one language in every way and count, a result a kind. The labels play no part."""
    variations = variations or load_variations(code)
    changes = {kind: Change(code, kind) for kind in KINDS}
    for gold in golds:
        before = None
        for kind, change in changes.items():
            response, customer = variations.change(kind, gold.response, gold.customer, gold.id)
            if response != gold.response:
                before = before or verdict(code, gold, gold.response, gold.customer)
                change.add(before, verdict(code, gold, response, customer))
    return list(changes.values())


def verdict(code: str, gold: Gold, response: str, customer: str) -> tuple[Detection, Grade]:
    """Return what is found in a response, and the grade of a conversation that holds it and what was said before."""
    found = scoring.detect(response, language=code, customer=customer, channel=gold.channel, case=gold.case)
    turns = (Turn("customer", customer), Turn("trainee", response))
    talk = Conversation(code, gold.channel, gold.case, turns, deeds_recorded=False)
    return found, scoring.grade(talk, detections=[None, found], improvements=False)


def table(changes: Sequence[Change]) -> str:
    """Return the changes of one language as a plain text table."""
    heading = "".join(f" {word:>7}" for word in ("changed", "flipped", "flips", "share", "points", "overall"))
    lines = [f"{changes[0].language:16}{heading}  acts (lost/gained)"]
    for change in changes:
        worst = [act for act, _ in (change.lost + change.gained).most_common(4)]
        flipped = ", ".join(f"{act} {change.lost[act]}/{change.gained[act]}" for act in worst)
        overall = _mean([abs(move) for move in change.overall])
        lines.append(
            f"{change.kind:16} {change.responses:7d} {change.touched:7d} {change.flips:7d} {change.share:7.2%}"
            f" {change.points:7.2f} {overall:7.2f}  {flipped}".rstrip()
        )
    return "\n".join(lines)


__all__ = ["Change", "add_options", "measure", "run", "table", "verdict"]
