"""The grade of record for a page: points, weight, reason, the quoted words, and what would have scored higher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring import Rubric, load_rubric, rubric_names
from simulator.marking import Mark
from simulator.review import (
    Debrief,
    Highlight,
    Played,
    bearing,
    conversation,
    evidence_name,
    rubric_of,
    step_name,
    step_order,
)
from simulator.texts import Texts
from simulator.training import answer_lines

from .marked_words import Bearing


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the trainee on which a step's points rest.

    Args:
        words: as typed, on one line.
        name: what they show.
        bearing: how that bears on the trainee.
        turn: number of the response in the transcript, where a page leads to.
    """

    words: str
    name: str
    bearing: Bearing
    turn: int


@dataclass(frozen=True, slots=True)
class Better:
    """What would have scored higher, tried by the grader itself.

    Args:
        text: a sentence to say.
        other: the same in other words; may be empty.
        turn: the response it is put before.
        points_after: what the step would be worth.
        answers: what the customer would have done, as sentences.
    """

    text: str
    other: str
    turn: int
    points_after: int
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepView:
    """One line of the grade.

    Args:
        id: the step.
        number: its place in the rubric, from 1; 0 for one the rubric no longer has.
        name: what it is called.
        pillar: what its pillar is called.
        weight_percent: its share of the overall points; None where the rubric is no longer there.
        points: of record, None where there was no occasion.
        proposed: what the grader gave.
        given_by_person: whether a person gave these points themselves.
        reason: the grader's sentence, in the session's language; empty where there was no occasion.
        quotes: evidence.
        better: what would have scored higher.
        contested: whether it waits for another reviewer.
    """

    id: str
    number: int
    name: str
    pillar: str
    weight_percent: int | None
    points: int | None
    proposed: int | None
    given_by_person: bool
    reason: str
    quotes: tuple[Quote, ...]
    better: Better | None
    contested: bool

    @property
    def moved(self) -> bool:
        """Whether what stands in the record is not what the grader gave."""
        return self.points != self.proposed


@dataclass(frozen=True, slots=True)
class GradeView:
    """A grade.

    Args:
        overall: points of record, None where nothing could be graded.
        proposed: what the grader gave.
        pillars: name, points of record, points proposed.
        steps: its lines in the order of the rubric.
        bounds: why the overall points are no higher, as sentences.
        failed: failing faults, by name.
        unmet: steps and pillars below their minimum, by name.
        doubtful: the grader asks for a person's look.
        weakest: id of the step to work on.
        versions: what it was made with.
    """

    overall: int | None
    proposed: int | None
    pillars: tuple[tuple[str, int | None, int | None], ...]
    steps: tuple[StepView, ...]
    bounds: tuple[str, ...]
    failed: tuple[str, ...]
    unmet: tuple[str, ...]
    doubtful: bool
    weakest: str | None
    versions: Mapping[str, str]


def grade_view(played: Played, found: Debrief, mark: Mark, words: Texts, *, quoted: bool) -> GradeView:
    """Put a grade together.

    Args:
        played: the session.
        found: its debrief by the grade of record.
        mark: the mark of record.
        words: language of names.
        quoted: whether words of the conversation may be shown.
    """
    grade, machine = mark.grade, mark.machine
    steps = {step: _step(played, found, mark, words, step, quoted=quoted) for step in step_order(dict(grade))}
    names = {step: view.name for step, view in steps.items()}
    return GradeView(
        grade["overall"],
        machine["overall"],
        tuple(
            (words(f"pillar.{pillar}"), grade["pillars"][pillar], machine["pillars"].get(pillar))
            for pillar in _pillars(grade)
        ),
        tuple(steps.values()),
        _bounds(grade, words),
        tuple(evidence_name(words, fault) for fault in grade.get("failed", ())),
        tuple(names.get(item) or words(f"pillar.{item}") for item in grade.get("unmet", ())),
        bool(grade.get("low_confidence")),
        found.next_step,
        dict(sorted(grade["versions"].items())),
    )


def _bounds(grade: Mapping[str, Any], words: Texts) -> tuple[str, ...]:
    """The caps that held the overall points down, with the most they allow where the rubric still says so."""
    rubric = _rubric(grade)
    most = {cap.id: cap.most for cap in rubric.caps} if rubric is not None else {}
    told = []
    for cap in grade.get("caps", ()):
        key = f"shared.session.cap.{cap}"
        why = words(key if key in words else "shared.session.cap.unnamed")
        told.append(words("shared.session.bound", why=why, most=most[cap]) if cap in most else why)
    return tuple(told)


def _pillars(grade: Mapping[str, Any]) -> list[str]:
    """The pillars of a grade in the order of its rubric; what comes from a journal has them by letters."""
    rubric = _rubric(grade)
    order = [] if rubric is None else [pillar.id for pillar in rubric.pillars]
    return sorted(grade["pillars"], key=lambda pillar: order.index(pillar) if pillar in order else len(order))


def _rubric(grade: Mapping[str, Any]) -> Rubric | None:
    name = rubric_of(dict(grade))
    return load_rubric(name) if name in rubric_names() else None


def _step(played: Played, found: Debrief, mark: Mark, words: Texts, step: str, *, quoted: bool) -> StepView:
    graded, proposed = mark.grade["steps"][step], mark.machine["steps"].get(step, {})
    rubric = _rubric(mark.grade)
    order = [] if rubric is None else [item.id for item in rubric.steps]
    weights = {} if rubric is None else {item.id: item.weight for item in rubric.steps}
    contest = mark.contest
    quotes = tuple(_quote(found, item, words) for item in found.highlights if item.step == step) if quoted else ()
    return StepView(
        step,
        order.index(step) + 1 if step in order else 0,
        step_name(words, dict(mark.grade), step),
        words(f"pillar.{rubric.pillar_of(step)}") if rubric is not None and step in order else "",
        round(100 * weights[step] / sum(weights.values())) if step in weights else None,
        graded["points"],
        proposed.get("points"),
        step in mark.points,
        graded["reason"] if graded["points"] is not None else "",
        quotes,
        _better(played, mark, words, step) if quoted else None,
        contest is not None and step in contest.steps,
    )


def _quote(found: Debrief, item: Highlight, words: Texts) -> Quote:
    line = found.lines[item.line]
    quoted = " ".join(line.text[item.start : item.end].split())
    return Quote(quoted, evidence_name(words, item.act, item.cost), bearing(item.act, item.cost), line.turn)


def _better(played: Played, mark: Mark, words: Texts, step: str) -> Better | None:
    """The grader's proposal for a step; of a corrected grade its first one, as long as the step is worth the same."""
    for grade in (mark.grade, mark.machine):
        graded = grade["steps"].get(step, {})
        proposal = graded.get("improvement")
        if proposal is not None and graded["points"] == mark.grade["steps"][step]["points"]:
            return Better(
                proposal["text"],
                proposal.get("other", ""),
                conversation(played).response_number(proposal["turn"]),
                proposal["points_after"],
                tuple(answer_lines(words, grade.get("answers", {}).get(step))),
            )
    return None
