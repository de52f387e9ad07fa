"""What a session that came from a desktop counts for."""

from __future__ import annotations

from simulator.record import Assignment, Drawing, Journal, Mode, SessionRecord, UnknownRecordError
from simulator.review import Assigned as Began
from simulator.training import drawn_before, scenes_of

from .wire import MOST_ATTEMPTS


def assignment_of(journal: Journal, record: SessionRecord, named: Began | None) -> tuple[str, int] | None:
    """What a session that came from a desktop counts for: the assignment and which attempt; None for nothing.

    It must be one that was given to that person, in that mode, and of a practice one of its scenes as it was given, of
    an exam the very scene and seed that were drawn for that attempt. What was drawn for somebody was given to them,
    whatever group they are in by now. What does not fit is kept as a session chosen freely.

    Args:
        journal: the company's records.
        record: the session as it was sent.
        named: what its first entry names.
    """
    # What stands there was sent: it may be anything.
    if named is None or type(named.number) is not int or not 1 <= named.number <= MOST_ATTEMPTS:
        return None
    try:
        given = journal.assignments.assignment(str(named.assignment))
    except UnknownRecordError:
        return None
    if given.mode is not record.header.mode:
        return None
    if given.mode is Mode.EXAM:
        drawn = journal.assignments.drawings(given.id, record.person_id)
        fits = any(each.number == named.number and _is_drawn(journal, record, given, each) for each in drawn)
    else:
        teams = {each.team_id for each in journal.teams.of_person(record.person_id) if each.part == "member"}
        theirs = given.person_id == record.person_id or given.team_id in teams
        fits = theirs and _hashes(given).get(record.header.scenario_slug) == record.header.scenario_hash
    return (given.id, named.number) if fits else None


def _hashes(given: Assignment) -> dict[str, str]:
    return {scene.slug: scene.hash for scene in scenes_of(given)}


def _is_drawn(journal: Journal, record: SessionRecord, given: Assignment, drawing: Drawing) -> bool:
    """Whether a session is played on what was drawn: what stands now, or what stood when it began.

    A drawing falls when its scene is met elsewhere. A desktop without a network does not hear of that: where the scene
    was met only after the exam had begun, the exam counts as it was drawn.
    """
    header = record.header
    if drawing.seed != header.seed:
        return False
    if (drawing.scenario_slug, drawing.scenario_hash) == (header.scenario_slug, header.scenario_hash):
        return True
    if _hashes(given).get(header.scenario_slug) != header.scenario_hash or not drawn_before(
        given, drawing, header.scenario_slug
    ):
        return False
    met = [
        each.started_at
        for each in journal.sessions(record.person_id)
        if each.header.scenario_slug == header.scenario_slug and each.id != record.id
    ]
    return bool(met) and min(met) > record.started_at
