"""Ready, as HR asks it, and if not, what to do next.

Ready means: the two latest exams on scenes never played before are at or above the rubric's minimum in each pillar,
without a failing fault, and a person has confirmed them. Confirmation belongs to the marking: whoever calls says which
exams have it, and until they do, the most anyone can be is `to_confirm`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from scoring import STEPS, load_rubric, rubric_names
from simulator.scenario import ScenarioError, glance, slugs

from .debrief import rubric_of

EXAMS = 2
"""How many unseen exams must stand."""
LATEST = 3
"""Over how many of the latest sessions the weakest step is looked for."""


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam on a scene never played before.

    Args:
        slug: the scene.
        grade: its grade as JSON: the mark of record.
        confirmed: whether a person has confirmed it.
        session_id: where it lies.
    """

    slug: str
    grade: Mapping[str, Any]
    confirmed: bool = False
    session_id: str = ""


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
        waiting: sessions of the latest exams that no person has confirmed yet.
    """

    status: str
    exams: int = 0
    short: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    weakest: str | None = None
    next_scene: str | None = None
    waiting: tuple[str, ...] = ()


def judge_readiness(
    exams: Sequence[Exam],
    grades: Sequence[Mapping[str, Any]],
    rubric: str,
    met: Iterable[str],
    taught: Mapping[str, tuple[str, ...]] | None = None,
) -> Readiness:
    """Judge one person.

    Args:
        exams: exams on scenes never played before, in order.
        grades: all grades, in order.
        rubric: name of the rubric that holds the minimum.
        met: scenes played or begun.
        taught: what `taught_by_scene` says; who judges many people asks once.
    """
    if not grades:
        return Readiness("nothing_played", next_scene=next_scene(None, met, taught))
    weakest = weakest_step(grades[-LATEST:])
    following = next_scene(weakest, met, taught)
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
    waiting = tuple(exam.session_id for exam in latest if not exam.confirmed)
    return Readiness(status, len(exams), tuple(sorted(short)), tuple(sorted(failed)), weakest, following, waiting)


def short_pillars(grade: Mapping[str, Any], fallback: str) -> Iterator[str]:
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


def weakest_step(grades: Sequence[Mapping[str, Any]]) -> str | None:
    """The step with the lowest mean points over ``grades``; the earlier one where two are level."""
    means = step_means(grades)
    return min(means, key=lambda step: means[step], default=None)


def step_means(grades: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Mean points of each step over ``grades``; a step there was no occasion for is left out."""
    means = {}
    for step in STEPS:
        given = [grade["steps"].get(step, {}).get("points") for grade in grades]
        points = [each for each in given if each is not None]
        if points:
            means[step] = sum(points) / len(points)
    return means


def taught_by_scene() -> dict[str, tuple[str, ...]]:
    """What each scene teaches that is played for itself; one its author has broken is passed over."""
    taught = {}
    for slug in slugs():
        with suppress(ScenarioError):
            about = glance(slug, "en").about
            if set(about.use) & {"practice", "exam"}:
                taught[slug] = about.teaches
    return taught


def next_scene(
    weakest: str | None, met: Iterable[str], taught: Mapping[str, tuple[str, ...]] | None = None
) -> str | None:
    """A scene never played before that teaches ``weakest``; else any such; else one that teaches it again.

    Args:
        weakest: a step; None where none is known yet.
        met: scenes played or begun.
        taught: what `taught_by_scene` says; it is asked where this is left out.
    """
    known = set(met)
    teaches = taught_by_scene() if taught is None else taught
    fresh = [slug for slug in teaches if slug not in known]
    fitting = [slug for slug in fresh if weakest in teaches[slug]]
    again = [slug for slug in teaches if weakest in teaches[slug]]
    return next(iter((*fitting, *fresh, *again)), None)
