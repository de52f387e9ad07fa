"""python -m scoring agreement: grades held against those of people who rated the same conversations.

Each line of the file is ``{"id", "language", "rubric", "conversation": {...as `grade` reads it...}, "ratings":
[{"rater", "overall", "steps": {...}}]}``; points are 0 to 100, null or left out where a rater saw no occasion. Only
figures come out, no texts. The rank correlation is Spearman's rho with ranks shared by ties.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import sqrt
from pathlib import Path
from typing import Any

from scoring.conversation import Conversation
from scoring.lines import InputError, told, write_report
from scoring.rubric import RubricError, load_rubric

OVERALL = "overall"
ALL = "all"
"""Stands for all languages together."""
LEAST = 3
"""Fewer pairs than this make no rank correlation."""

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rated:
    """A rated conversation: ``ratings`` by rater and step (and ``overall``), 0 to 100."""

    id: str
    language: str
    rubric: str
    conversation: Conversation
    ratings: tuple[Mapping[str, float], ...]
    raters: tuple[str, ...]

    def mean(self, step: str) -> float | None:
        """What the panel gave on average; None where most of it saw no occasion, or nobody rated it."""
        given = [rating[step] for rating in self.ratings if step in rating]
        return sum(given) / len(given) if given and 2 * len(given) >= len(self.ratings) else None


@dataclass(slots=True)
class Column:
    """Figures of one step, or of the overall points: pairs of the grader's and the panel's points."""

    pairs: list[Pair] = field(default_factory=list)
    rater_pairs: list[Pair] = field(default_factory=list)
    unscored: int = 0
    extra: int = 0

    @property
    def rated(self) -> int:
        """How many conversations the panel rated here."""
        return len(self.pairs) + self.unscored

    def to_json(self) -> dict[str, Any]:
        """Return the figures; correlations None where there are too few pairs, or no spread."""
        return {
            "conversations": self.rated,
            "spearman": _rounded(spearman(self.pairs)),
            "mean_gap": _rounded(_mean([abs(ours - theirs) for ours, theirs in self.pairs]), 2),
            "mean_lean": _rounded(_mean([ours - theirs for ours, theirs in self.pairs]), 2),
            "raters_spearman": _rounded(spearman([*self.rater_pairs, *((b, a) for a, b in self.rater_pairs)])),
            "raters_gap": _rounded(_mean([abs(one - other) for one, other in self.rater_pairs]), 2),
            "unscored": self.unscored,
            "unscored_share": _rounded(self.unscored / self.rated) if self.rated else None,
            "scored_though_raters_did_not": self.extra,
        }


@dataclass(slots=True)
class Agreement:
    """Figures of one language, or of all: by step, in the order of the rubrics, then ``overall``."""

    language: str
    columns: dict[str, Column] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the figures, with those of all steps together."""
        steps = [column for name, column in self.columns.items() if name != OVERALL]
        rated, unscored = sum(column.rated for column in steps), sum(column.unscored for column in steps)
        return {
            "language": self.language,
            "steps_unscored_share": _rounded(unscored / rated) if rated else None,
            "columns": {name: column.to_json() for name, column in self.columns.items()},
        }


def spearman(pairs: Sequence[Pair]) -> float | None:
    """Spearman's rank correlation: Pearson's of the ranks, ties sharing their mean rank.

    None for fewer than three pairs, or where one side is all the same.
    """
    if len(pairs) < LEAST:
        return None
    first, second = (_ranks([pair[side] for pair in pairs]) for side in (0, 1))
    middle = (len(pairs) + 1) / 2
    top = sum((a - middle) * (b - middle) for a, b in zip(first, second, strict=True))
    spread = sqrt(sum((a - middle) ** 2 for a in first) * sum((b - middle) ** 2 for b in second))
    return top / spread if spread else None


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=lambda place: values[place])
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            ranks[place] = (start + 1 + end) / 2
        start = end
    return ranks


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _rounded(value: float | None, places: int = 3) -> float | None:
    return None if value is None else round(value, places)


def read_rated(path: Path) -> list[Rated]:
    """Read rated conversations. Raises InputError with file and line for one that cannot be read, OSError."""
    rated = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        try:
            rated.append(_rated(json.loads(line)))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise InputError(f"{path.name}:{number}: {told(error)}") from error
    if not rated:
        raise InputError(f"{path.name}: no rated conversations in it")
    return rated


def _rated(item: Mapping[str, Any]) -> Rated:
    talk = dict(item["conversation"])
    language = str(item.get("language") or talk.get("lang") or talk.get("language") or "")
    if not language:
        raise InputError("which language is it? Give `language`")
    talk.setdefault("lang", language)
    rubric = load_rubric(str(item.get("rubric") or "seven_steps"))
    known = {OVERALL, *(step.id for step in rubric.steps)}
    ratings = item["ratings"]
    if not ratings:
        raise InputError("nobody has rated it; `ratings` is empty")
    return Rated(
        str(item.get("id")),
        language,
        rubric.id,
        Conversation.from_json(talk),
        tuple(dict(_points(rating, known)) for rating in ratings),
        tuple(str(rating.get("rater", place)) for place, rating in enumerate(ratings)),
    )


def _points(rating: Mapping[str, Any], known: set[str]) -> Iterator[tuple[str, float]]:
    given = {**(rating.get("steps") or {}), OVERALL: rating.get(OVERALL)}
    for name, points in given.items():
        if name not in known:
            raise RubricError(f"no step {name!r} in the rubric; there are {', '.join(sorted(known - {OVERALL}))}")
        if points is None:
            continue
        if isinstance(points, bool) or not isinstance(points, (int, float)) or not 0 <= points <= 100:
            raise InputError(f"{name}: points are a number from 0 to 100, or null, not {points!r}")
        yield name, float(points)


def compare(rated: Sequence[Rated]) -> list[Agreement]:
    """Grade every conversation and hold the grades against the ratings: each language, then all together."""
    from scoring.grading import grade

    found: dict[str, Agreement] = {}
    for code in (*dict.fromkeys(item.language for item in rated), ALL):
        found[code] = Agreement(code)
    for item in rated:
        rubric = load_rubric(item.rubric)
        result = grade(item.conversation, rubric, improvements=False)
        ours = {step: graded.points for step, graded in result.steps.items()} | {OVERALL: result.overall}
        for agreement in (found[item.language], found[ALL]):
            for name, points in ours.items():
                _note(agreement.columns.setdefault(name, Column()), item, name, points)
    for agreement in found.values():
        agreement.columns[OVERALL] = agreement.columns.pop(OVERALL)  # Behind the steps of every rubric.
    return list(found.values()) if len(found) > 2 else [agreement for code, agreement in found.items() if code != ALL]


def _note(column: Column, item: Rated, name: str, points: int | None) -> None:
    panel = item.mean(name)
    if panel is not None and points is not None:
        column.pairs.append((points, panel))
    elif panel is not None:
        column.unscored += 1
    elif points is not None:
        column.extra += 1
    column.rater_pairs.extend(
        (one[name], other[name]) for one, other in combinations(item.ratings, 2) if name in one and name in other
    )


def table(agreement: Agreement) -> str:
    """Return the figures of one language as text."""
    told = agreement.to_json()
    share = told["steps_unscored_share"]
    lines = [
        f"{agreement.language}: steps scored by raters, left out here: {'-' if share is None else f'{share:.1%}'}",
        f"{'':16}{'n':>5}{'rho':>8}{'gap':>7}{'lean':>7}{'raters rho':>12}{'gap':>7}{'unscored':>10}",
    ]
    for name, figures in told["columns"].items():
        cells = [
            f"{figures['conversations']:>5}",
            _cell(figures["spearman"], 8, 2),
            _cell(figures["mean_gap"], 7, 1),
            _cell(figures["mean_lean"], 7, 1),
            _cell(figures["raters_spearman"], 12, 2),
            _cell(figures["raters_gap"], 7, 1),
            f"{figures['unscored']:>10}",
        ]
        lines.append(f"{name:16}{''.join(cells)}")
    return "\n".join(lines)


def _cell(value: float | None, wide: int, places: int) -> str:
    return f"{'-':>{wide}}" if value is None else f"{value:>{wide}.{places}f}"


def add_options(command: ArgumentParser) -> None:
    """Add the options of the command line."""
    command.add_argument("--rated", type=Path, required=True, metavar="FILE", help="JSONL file of rated conversations")
    command.add_argument("--json", action="store_true", help="print JSON instead of tables")


def run(chosen: Namespace) -> int:
    """Compare and print. Raises InputError for a file that cannot be read, OSError."""
    found = compare(read_rated(chosen.rated))
    if chosen.json:
        write_report(json.dumps([agreement.to_json() for agreement in found], indent=1))
    else:
        write_report("\n\n".join(table(agreement) for agreement in found))
    return 0
