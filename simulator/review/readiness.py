"""Ready, as HR asks it, and if not, what to do next.

Ready means: the two latest exams on scenes never played before are at or above the rubric's minimum in each pillar,
without a failing fault, and a person has confirmed them. Confirmation belongs to the marking; until it is there, the
most anyone can be is `to_confirm`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from scoring import STEPS, load_rubric, rubric_names
from simulator.scenario import ScenarioError, glance, slugs

from .debrief import rubric_of

EXAMS = 2
"""How many unseen exams must stand."""


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam on a scene never played before.

    Args:
        slug: the scene.
        grade: its grade as JSON.
        confirmed: whether a person has confirmed it.
    """

    slug: str
    grade: dict[str, Any]
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Readiness:
    """The verdict and the way on.

    Args:
        status: `ready`, `to_confirm`, `not_yet` (an exam fell short), `exams_missing`, `nothing_played`.
        exams: unseen exams taken.
        short: pillars that fell short in one of the two latest.
        failed: failing faults in them.
        weakest: the step with the lowest mean over the latest sessions.
        next_scene: a scene never played before, one that teaches the weakest step if there is one.
    """

    status: str
    exams: int = 0
    short: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    weakest: str | None = None
    next_scene: str | None = None


def judge_readiness(
    exams: Sequence[Exam], grades: Sequence[dict[str, Any]], rubric: str, met: Iterable[str]
) -> Readiness:
    """Judge one person.

    Args:
        exams: exams on scenes never played before, in order.
        grades: all grades, in order.
        rubric: name of the rubric that holds the minimum.
        met: scenes played or begun.
    """
    if not grades:
        return Readiness("nothing_played", next_scene=next_scene(None, met))
    weakest = weakest_step(grades[-3:])
    following = next_scene(weakest, met)
    latest = exams[-EXAMS:]
    short = {pillar for exam in latest for pillar in short_pillars(exam.grade, rubric)}
    failed = {fault for exam in latest for fault in exam.grade["failed"]}
    if short or failed:
        status = "not_yet"
    elif len(latest) < EXAMS:
        status = "exams_missing"
    elif all(exam.confirmed for exam in latest):
        status = "ready"
    else:
        status = "to_confirm"
    return Readiness(status, len(exams), tuple(sorted(short)), tuple(sorted(failed)), weakest, following)


def short_pillars(grade: dict[str, Any], fallback: str) -> Iterator[str]:
    """Pillars of a grade below their minimum, or that hold a step below its own.

    A pillar or step without occasion is left out, never counted as failed.

    Args:
        grade: a grade as JSON.
        fallback: the rubric to judge by where the grade's own is no longer there.
    """
    name = rubric_of(grade)
    rubric = load_rubric(name if name in rubric_names() else fallback)
    points = {step: graded["points"] for step, graded in grade["steps"].items()} | dict(grade["pillars"])
    pillars = {pillar.id for pillar in rubric.pillars}
    for short in rubric.unmet(points):
        yield short if short in pillars else rubric.pillar_of(short)


def weakest_step(grades: Sequence[dict[str, Any]]) -> str | None:
    """The step with the lowest mean points over ``grades``; the earlier one where two are level."""
    means = {}
    for step in STEPS:
        given = [grade["steps"].get(step, {}).get("points") for grade in grades]
        points = [each for each in given if each is not None]
        if points:
            means[step] = sum(points) * 100 // len(points)
    return min(means, key=lambda step: means[step], default=None)


def _taught() -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each scene teaches that is played for itself; one its author has broken is passed over."""
    for slug in slugs():
        with suppress(ScenarioError):
            about = glance(slug, "en").about
            if set(about.use) & {"practice", "exam"}:
                yield slug, about.teaches


def next_scene(weakest: str | None, met: Iterable[str]) -> str | None:
    """A scene never played before that teaches ``weakest``; else any such; else one that teaches it again."""
    known = set(met)
    teaches = dict(_taught())
    fresh = [slug for slug in teaches if slug not in known]
    fitting = [slug for slug in fresh if weakest in teaches[slug]]
    again = [slug for slug in teaches if weakest in teaches[slug]]
    return next(iter((*fitting, *fresh, *again)), None)
