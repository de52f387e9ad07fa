"""What is played next for an assignment; of an exam it is drawn.

An exam's scene is drawn by the assignment's seed, the person and the number of the attempt, among the scenes they have
never met: nobody chooses it, and whoever knows the three can draw it again. Once drawn it stands.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from simulator.record import Assignment, Drawing, Journal, met

from .assigning import PATH, Given, GivenScene, Stand

_SEED_BITS = 31


@dataclass(frozen=True, slots=True)
class Next:
    """What the next attempt is played on.

    Args:
        number: which attempt it is, from 1.
        scene: the scene; of an exam nobody is shown its title before they begin.
        seed: what it is played by.
    """

    number: int
    scene: GivenScene
    seed: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about a person when something is drawn for them.

    Args:
        met: scenes of their sessions here, whatever they were begun for.
        drawings: what was drawn for them, of any assignment.
        told: scenes their desktop says they have met; sessions that never came up are among them.
    """

    met: frozenset[str] = frozenset()
    drawings: tuple[Drawing, ...] = ()
    told: frozenset[str] = frozenset()


def draw_scene(
    assignment: Assignment, person_id: str, number: int, scenes: Iterable[GivenScene], known: Collection[str]
) -> GivenScene | None:
    """Draw what an attempt of an exam is played on, or None where somebody has met every scene.

    Args:
        assignment: its seed decides.
        person_id: for whom.
        number: for which attempt, from 1.
        scenes: that may be drawn.
        known: scenes they have met.
    """
    unmet = [scene for scene in scenes if scene.slug not in known]
    return min(unmet, key=lambda scene: _lot(assignment, person_id, number, scene.slug), default=None)


def seed_of(assignment: Assignment, person_id: str, number: int) -> int:
    """What an attempt is played by: the same for who asks again."""
    return int.from_bytes(_lot(assignment, person_id, number, "")[:4]) >> (32 - _SEED_BITS)


def _lot(assignment: Assignment, person_id: str, number: int, slug: str) -> bytes:
    key = assignment.seed.to_bytes(8, signed=True)
    return hmac.new(key, f"{person_id} {number} {slug}".encode(), hashlib.sha256).digest()


def drawn_before(assignment: Assignment, drawing: Drawing, slug: str) -> bool:
    """Whether a scene would have been drawn before the one that was, for the same attempt, had it not been met.

    Args:
        assignment: its seed decides.
        drawing: what was drawn.
        slug: the scene.
    """
    lots = [_lot(assignment, drawing.person_id, drawing.number, each) for each in (slug, drawing.scenario_slug)]
    return lots[0] < lots[1]


def next_of(journal: Journal, given: Given, known: Known) -> Next | None:
    """What somebody plays next for an assignment; an exam's scene is drawn now, and stays drawn.

    It is there before its time, so that a desktop without a network can begin when the time has come.

    Args:
        journal: where drawings are kept.
        given: how it stands for them.
        known: what is known about them.

    Returns:
        None where nothing is left to play: no attempts, no scene they have not met, or all is done.
    """
    if given.stand in (Stand.WITHDRAWN, Stand.SPENT) or given.left == 0:
        return None
    number = given.used + 1
    if not given.is_exam:
        most = given.assignment.attempts
        fitting = (
            scene
            for scene in given.scenes
            if scene.slug not in given.done and (most is None or given.tries(scene.slug) < most)
        )
        scene = next(fitting, None)
        return None if scene is None else Next(number, scene, seed_of(given.assignment, given.person_id, number))
    if given.stand is Stand.DONE and given.assignment.kind == PATH:
        return None
    return _drawn(journal, given, known, number)


def _drawn(journal: Journal, given: Given, known: Known, number: int) -> Next | None:
    assignment, person_id = given.assignment, given.person_id
    same = (each for each in known.drawings if each.assignment_id == assignment.id and each.number == number)
    stands = next(same, None)
    # A drawing falls when the company has seen the scene met elsewhere. That a desktop tells of it is no reason: it has
    # met the scene by beginning this very attempt.
    spent = stands.scenario_slug if stands is not None and stands.scenario_slug in known.met else ""
    if stands is None or spent:
        scene = unmet_scene(given, known, number)
        if scene is None:
            return None
        seed = seed_of(assignment, person_id, number)
        stands = journal.assignments.draw(
            assignment.id, person_id, number, slug=scene.slug, scenario_hash=scene.hash, seed=seed, instead_of=spent
        )
    found = next((scene for scene in given.scenes if scene.slug == stands.scenario_slug), None)
    return None if found is None else Next(number, found, stands.seed)


def unmet_scene(given: Given, known: Known, number: int) -> GivenScene | None:
    """What would be drawn for an attempt of an exam; None where somebody has met all its scenes.

    Args:
        given: how it stands for them.
        known: what is known about them.
        number: the attempt, from 1.
    """
    shut_out = known.met | known.told | given.done
    own = (given.assignment.id, number)
    other = {each.scenario_slug for each in known.drawings if (each.assignment_id, each.number) != own}
    # What was drawn for another attempt but not begun is taken only where nothing else is left.
    return draw_scene(given.assignment, given.person_id, number, given.scenes, shut_out | other) or draw_scene(
        given.assignment, given.person_id, number, given.scenes, shut_out
    )


def known_of(journal: Journal, person_id: str, told: Iterable[str] = ()) -> Known:
    """What is known about somebody when something is drawn for them.

    Args:
        journal: the records.
        person_id: who.
        told: scenes their desktop says they have met.
    """
    seen = frozenset(met(journal.sessions(person_id)))
    return Known(seen, journal.assignments.drawings(person_id=person_id), frozenset(told))
