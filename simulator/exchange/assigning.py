"""Assignments as they come down to a desktop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from simulator.record import Journal, Mode
from simulator.training import Given, Next, Stand, given_to, in_order, known_of, next_of, scenes_of

from .wire import MOST_ASSIGNED, MOST_ATTEMPTS, Assigned, AssignedScene, NextAttempt


def assigned_to(
    journal: Journal, person_id: str, now: datetime, met: Sequence[str] = ()
) -> tuple[tuple[Assigned, ...], tuple[str, ...]]:
    """What was given to a person, in the order to be shown, and the ids of what was withdrawn.

    What an exam is played on is drawn now, and stays drawn.

    Args:
        journal: the company's records.
        person_id: whose.
        now: the company's clock.
        met: scenes they have met on the desktop that asks, by slug.
    """
    found = given_to(journal, person_id, now, withdrawn=True)
    withdrawn = tuple(given.assignment.id for given in found if given.stand is Stand.WITHDRAWN)
    shown = in_order(given for given in found if given.stand is not Stand.WITHDRAWN)[:MOST_ASSIGNED]
    told, known = [], known_of(journal, person_id, met)
    for given in shown:
        told.append(_told(given, next_of(journal, given, known)))
        if given.is_exam:  # what was drawn for one exam is not drawn for the next as well
            known = replace(known, drawings=journal.assignments.drawings(person_id=person_id))
    return tuple(told), withdrawn[-MOST_ASSIGNED:]


def scenes_given(journal: Journal, person_id: str) -> frozenset[str]:
    """Hashes of the scenes that were assigned to a person, drawn ones too: their bytes come down.

    Of an exam only what was drawn for them: the others are not theirs to look into.

    Args:
        journal: the company's records.
        person_id: whose.
    """
    hashes = {each.scenario_hash for each in journal.assignments.drawings(person_id=person_id)}
    for assignment in journal.assignments.for_person(person_id):
        if assignment.mode is not Mode.EXAM:
            hashes.update(scene.hash for scene in scenes_of(assignment))
    return frozenset(hashes)


def pools_of(journal: Journal, person_id: str) -> frozenset[str]:
    """Hashes of all scenes that a person's exams draw from: what was drawn once may not be drawn any more."""
    given = journal.assignments.for_person(person_id, withdrawn=True)
    return frozenset(scene.hash for each in given if each.mode is Mode.EXAM for scene in scenes_of(each))


def _told(given: Given, following: Next | None) -> Assigned:
    assignment = given.assignment
    named = [scene for scene in given.scenes if not given.is_exam or given.tries(scene.slug)]
    coming = None
    if following is not None and following.number <= MOST_ATTEMPTS:
        scene = following.scene
        coming = NextAttempt(number=following.number, slug=scene.slug, hash=scene.hash, seed=following.seed)
    return Assigned.model_validate(
        {
            "id": assignment.id,
            "kind": assignment.kind,
            "mode": assignment.mode.value,
            "name": _whole(assignment.name),
            "note": _whole(assignment.note),
            "opens_at": assignment.opens_at,
            "due_at": assignment.due_at,
            "attempts": assignment.attempts,
            "used": given.used,
            "scenes": [
                AssignedScene(
                    slug=scene.slug,
                    hash=scene.hash,
                    titles={code: _whole(title) for code, title in scene.titles.items()},
                    languages=list(scene.languages),
                    done=scene.slug in given.done,
                )
                for scene in named
            ],
            "next": coming,
        }
    )


def _whole(text: str) -> str:
    # Half a letter cannot go over the wire.
    return text.encode("utf-8", "replace").decode()
