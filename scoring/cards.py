"""The model card of a language: how well detection and grading did, on what, and with which data.

`card.json` lies beside a language's data and is written by ``python -m scoring cards``; whoever shows figures reads
them from there, so that no page can tell others than were measured. A test holds the cards to the shipped detector.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.language import FOLDER, LANGUAGES

if TYPE_CHECKING:
    from scoring.evaluation import Evaluation
    from scoring.panel import Agreement

NAME = "card.json"


@dataclass(frozen=True, slots=True)
class ActCard:
    """How well one act is found.

    Args:
        precision: of a hundred found, how many are there, as a fraction.
        recall: of a hundred that are there, how many are found, as a fraction.
        f1: both in one figure.
        support: responses that carry it.
    """

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class ConversationsCard:
    """How grades agree with those of raters, overall.

    Args:
        count: rated conversations.
        raters: how many rated each, at most.
        rank: Spearman's rank correlation with the raters' mean.
        gap: mean distance in points of 100.
    """

    count: int
    raters: int
    rank: float | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class Card:
    """What was measured for one language.

    Args:
        language: its code.
        detector: version of the language's data (`versions()["detector"]`) it was measured with.
        weights: version of the trained weights.
        learnt: labelled responses it was learnt from.
        responses: labelled responses nothing was learnt from.
        macro_f1: mean F1 over the acts.
        empty: responses without an act that were kept empty, and of how many.
        near_misses: near misses of an act taken for it, and of how many.
        evidence: right finds whose words are in place, and of how many.
        acts: figures by act.
        conversations: agreement with raters; None where it was not measured.
    """

    language: str
    detector: str
    weights: str
    learnt: int
    responses: int
    macro_f1: float
    empty: tuple[int, int]
    near_misses: tuple[int, int]
    evidence: tuple[int, int]
    acts: Mapping[str, ActCard]
    conversations: ConversationsCard | None = None

    @property
    def precision(self) -> float:
        """Mean over the acts of how many finds are right, as a fraction."""
        return sum(act.precision for act in self.acts.values()) / len(self.acts)

    @property
    def recall(self) -> float:
        """Mean over the acts of how many are found, as a fraction."""
        return sum(act.recall for act in self.acts.values()) / len(self.acts)

    @property
    def current(self) -> bool:
        """Whether it was measured with the data and weights that are installed."""
        return (self.detector, self.weights) == _installed(self.language)


@cache
def load_card(language: str) -> Card:
    """Return the card of a language.

    Raises:
        OSError: it is not there.
        ValueError: it does not hold what a card holds.
    """
    data: Any = json.loads((FOLDER / language / NAME).read_text(encoding="utf-8"))
    try:
        conversations = data["conversations"]
        return Card(
            **{
                **data,
                **{name: tuple(data[name]) for name in ("empty", "near_misses", "evidence")},
                "acts": {act: ActCard(**figures) for act, figures in data["acts"].items()},
                "conversations": None if conversations is None else ConversationsCard(**conversations),
            }
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"languages/{language}/{NAME}: {error}; write it with `python -m scoring cards`") from error


def card_of(found: Evaluation, learnt: int, conversations: ConversationsCard | None = None) -> Card:
    """Make a card of what was measured.

    Args:
        found: detection held against the development set.
        learnt: labelled responses it was learnt from.
        conversations: grades held against raters.
    """
    detector, weights = _installed(found.language)
    acts = {
        score.act: ActCard(round(score.precision, 3), round(score.recall, 3), round(score.f1, 3), score.support)
        for score in found.scores
    }
    return Card(
        found.language, detector, weights, learnt, found.responses, round(found.macro_f1, 3), found.empty_kept,
        found.near_misses, found.overlap, acts, conversations,
    )  # fmt: skip


def add_options(command: ArgumentParser) -> None:
    """Add the options of the command line."""
    command.add_argument(
        "--rated",
        type=Path,
        metavar="FOLDER",
        help="folder of rated conversations, <code>.jsonl; without it the figures of them stay as they are",
    )
    command.add_argument(
        "--language", action="extend", nargs="+", choices=LANGUAGES, metavar="CODE", help="only these languages"
    )


def run(chosen: Namespace) -> int:
    """Measure and write the cards. Raises InputError or OSError for files that are missing or cannot be read."""
    from scoring.assessment import gold_sets, measure

    for code, golds in gold_sets(None, chosen.language):
        conversations = _rated(code, chosen.rated) if chosen.rated else _kept(code)
        lines = (FOLDER / code / "responses.jsonl").read_text(encoding="utf-8").split("\n")
        card = card_of(measure(code, golds), sum(bool(line.strip()) for line in lines), conversations)
        text = json.dumps(asdict(card), indent=1, sort_keys=True) + "\n"
        (FOLDER / code / NAME).write_text(text, encoding="utf-8", newline="\n")
    return 0


def _kept(code: str) -> ConversationsCard | None:
    return load_card(code).conversations if (FOLDER / code / NAME).is_file() else None


def _rated(code: str, folder: Path) -> ConversationsCard:
    from scoring.panel import compare, read_rated

    rated = read_rated(folder / f"{code}.jsonl")
    agreement: Agreement = compare(rated)[0]
    figures = agreement.to_json()["columns"]["overall"]
    most = max(len(item.ratings) for item in rated)
    return ConversationsCard(figures["conversations"], most, figures["spearman"], figures["mean_gap"])


@cache
def _installed(language: str) -> tuple[str, str]:
    from scoring.grading import versions
    from scoring.rubric import load_rubric

    found = versions(language, load_rubric())
    return found["detector"], found["weights"]
