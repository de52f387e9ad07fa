"""What to practise next: the weakest step, in scenes not played lately, ending in one never met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .progress import GradedSession, Progress
from .readiness import weakest_step

LATEST = 3
"""Whole sessions over which the weakest step is looked for."""
RESTED = 2
"""A scene is played again only after this many others."""
_AGAIN = 2
"""Scenes played before that stand before the unseen one, at most."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One scene of the plan.

    Args:
        scene: the scene.
        unseen: whether the person has never met it.
    """

    scene: str
    unseen: bool


@dataclass(frozen=True, slots=True)
class PracticePlan:
    """What to practise next.

    Args:
        step: the step it is for; None where nothing is graded yet.
        exercises: scenes in order, the last one unseen where there is one left.
    """

    step: str | None
    exercises: tuple[Exercise, ...]


def plan_practice(progress: Progress, taught: Mapping[str, tuple[str, ...]]) -> PracticePlan:
    """Plan the next scenes of one person.

    Args:
        progress: who they are so far.
        taught: scenes that can be practised, the easiest first, with the steps each is good for.
    """
    whole = [session for session in progress.sessions if not session.fork]
    step = weakest_step([session.grade for session in whole[-LATEST:]])
    played = [session.slug for session in whole]
    rested = _rested(whole, taught, step)
    fresh = [slug for slug in taught if slug not in played and slug not in progress.met]
    fitting = [slug for slug in fresh if step is None or step in taught[slug]] or fresh
    exercises = [Exercise(slug, unseen=False) for slug in rested[:_AGAIN]]
    exercises += [Exercise(slug, unseen=True) for slug in fitting[:1]]
    if not exercises:
        exercises = [Exercise(slug, unseen=False) for slug in taught if slug in played][:1]
    return PracticePlan(step, tuple(exercises))


def _rested(sessions: Sequence[GradedSession], taught: Mapping[str, tuple[str, ...]], step: str | None) -> list[str]:
    """Scenes for the step played some while ago and not yet mastered, the longest ago first."""
    last: dict[str, tuple[int, GradedSession]] = {}
    for place, session in enumerate(sessions):
        last[session.slug] = (place, session)
    found = [
        (place, slug)
        for slug, (place, session) in last.items()
        if step is not None
        and step in taught.get(slug, ())
        and len(sessions) - place > RESTED
        and (session.points(step) or 0) < 100
    ]
    return [slug for _, slug in sorted(found)]
