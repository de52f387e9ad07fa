"""What the page "How grading works" tells in figures: read from the cards, rubrics and settings, never typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring import ACTS, FAULTS, LANGUAGES, MOVES, Card, load_card, load_rubric, versions
from simulator.texts import Texts

from .sheets import Cell, Column, Kind, Sheet

RUBRIC = "seven_steps"
WEAK = 0.5
"""Below this figure (F1) an act is named among those that are often misheard."""
RETENTION = (
    "training", "assessment", "demonstration", "audit", "requests", "invitations", "sign_ins", "attempts",
    "join_codes", "devices", "refusals", "statements", "launches",
)  # fmt: skip
"""What is kept for a time of its own, as settings `retention.<what>` say it."""
_FIGURES: tuple[tuple[str, Kind], ...] = (
    ("language", "text"),
    ("learnt", "number"),
    ("tested", "number"),
    ("right", "percent"),
    ("heard", "percent"),
    ("empty", "percent"),
    ("place", "percent"),
    ("talks", "number"),
    ("order", "number"),
    ("gap", "number"),
)


_TOLD = ("right", "heard", "empty", "place", "order", "gap")
"""Figures that are explained, those of responses first."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the rubric: number, name, pillar, share of the overall points in percent."""

    number: int
    name: str
    pillar: str
    weight_percent: int


def rubric_lines(words: Texts) -> tuple[StepLine, ...]:
    """The steps of the usual rubric with their weights."""
    rubric = load_rubric(RUBRIC)
    whole = sum(step.weight for step in rubric.steps)
    return tuple(
        StepLine(
            number,
            words(f"step.{step.id}"),
            words(f"pillar.{rubric.pillar_of(step.id)}"),
            round(100 * step.weight / whole),
        )
        for number, step in enumerate(rubric.steps, start=1)
    )


def acts_named(words: Texts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of all moves, and of all faults."""
    return tuple(words(f"act.{act}") for act in MOVES), tuple(words(f"act.{act}") for act in FAULTS)


def cards() -> tuple[Card, ...]:
    """The model cards of the languages."""
    return tuple(load_card(code) for code in LANGUAGES)


def figures_sheet(words: Texts) -> Sheet:
    """How well each language is heard and graded, as measured."""
    columns = tuple(Column(key, words(f"grading.figures.{key}"), kind) for key, kind in _FIGURES)
    rows: list[tuple[Cell, ...]] = []
    for card in cards():
        talks = card.conversations
        rows.append(
            (
                words(f"language.{card.language}"),
                card.learnt,
                card.responses,
                round(100 * card.precision),
                round(100 * card.recall),
                _percent(card.empty),
                _percent(card.evidence),
                None if talks is None else talks.count,
                None if talks is None or talks.rank is None else round(talks.rank, 2),
                None if talks is None or talks.gap is None else round(talks.gap),
            )
        )
    notes = [words(f"grading.figures.{key}.what") for key in _TOLD]
    older = [words(f"language.{card.language}") for card in cards() if not card.current]
    if older:
        notes.append(words("grading.figures.older", languages=", ".join(older)))
    return Sheet("grading", words("grading.figures.title"), columns, tuple(rows), tuple(notes))


def figures_parts(words: Texts) -> tuple[Sheet, Sheet]:
    """The same in two tables that fit a page: responses, and whole conversations."""
    whole = figures_sheet(words)
    older = whole.notes[len(_TOLD) :]
    return (
        _part(whole, whole.title, [0, *range(1, 7)], (*whole.notes[:4], *older)),
        _part(whole, words("grading.figures.talks.title"), [0, *range(7, 10)], whole.notes[4 : len(_TOLD)]),
    )


def _part(whole: Sheet, title: str, places: Sequence[int], notes: tuple[str, ...]) -> Sheet:
    columns = tuple(whole.columns[place] for place in places)
    rows = tuple(tuple(row[place] for place in places) for row in whole.rows)
    return Sheet(whole.name, title, columns, rows, notes)


def _percent(share: tuple[int, int]) -> int | None:
    return round(100 * share[0] / share[1]) if share[1] else None


def acts_sheet(language: str, words: Texts) -> Sheet:
    """How well each act is heard in one language.

    Args:
        language: its code.
        words: language of the reader.
    """
    card = load_card(language)
    columns = (
        Column("act", words("grading.acts.act")),
        Column("right", words("grading.figures.right"), "percent"),
        Column("heard", words("grading.figures.heard"), "percent"),
        Column("support", words("grading.acts.support"), "number"),
    )
    rows = tuple(
        (
            words(f"act.{act}"),
            round(100 * card.acts[act].precision),
            round(100 * card.acts[act].recall),
            card.acts[act].support,
        )
        for act in ACTS
    )
    title = words("grading.acts.title", language=words(f"language.{language}"))
    return Sheet(f"acts-{language}", title, columns, rows, (words("grading.acts.note"),))


def weak_acts(words: Texts) -> tuple[tuple[str, str], ...]:
    """By language: the acts that are often misheard, the worst first."""
    found = []
    for card in cards():
        weak = sorted((act for act in card.acts if card.acts[act].f1 < WEAK), key=lambda act: card.acts[act].f1)
        if weak:
            found.append((words(f"language.{card.language}"), ", ".join(words(f"act.{act}") for act in weak)))
    return tuple(found)


def versions_sheet(words: Texts) -> Sheet:
    """What a grade is made with now, in each language."""
    names = ("rubric", "codebook", "detector", "weights", "grader")
    columns = (
        Column("language", words("grading.figures.language")),
        *(Column(name, words(f"shared.session.version.{name}")) for name in names),
    )
    rows = []
    for code in LANGUAGES:
        made_with = versions(code, load_rubric(RUBRIC))
        rows.append((words(f"language.{code}"), *(made_with[name] for name in names)))
    return Sheet("versions", words("grading.versions.title"), columns, tuple(rows))


def retention_sheet(settings: Mapping[str, Any], words: Texts) -> Sheet:
    """How long what is kept.

    Args:
        settings: of the office; days, None for as long as nobody asks for erasure.
        words: language of the reader.
    """
    columns = (Column("what", words("grading.kept.what")), Column("long", words("grading.kept.long")))
    rows = []
    for what in RETENTION:
        days = settings.get(f"retention.{what}")
        told = words("grading.kept.always") if days is None else words.count("grading.kept.days", int(days))
        rows.append((words(f"grading.kept.{what}"), told))
    return Sheet("retention", words("grading.kept.title"), columns, tuple(rows), (words("grading.kept.note"),))
