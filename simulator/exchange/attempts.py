"""What a session that came from a desktop counts for."""

from __future__ import annotations

from simulator.record import Journal, Mode, SessionRecord, UnknownRecordError
from simulator.review import Assigned as Began


def assignment_of(journal: Journal, record: SessionRecord, named: Began | None) -> tuple[str, int] | None:
    """What a session that came from a desktop counts for: the assignment and which attempt; None for nothing.

    It must be one that was given to that person, in that mode, and of an exam the very scene and seed that were drawn
    for that attempt. What does not fit is kept as a session chosen freely.

    Args:
        journal: the company's records.
        record: the session as it was sent.
        named: what its first entry names.
    """
    # What stands there was sent: it may be anything.
    if named is None or not 1 <= int(named.number) < 2**31:
        return None
    try:
        given = journal.assignments.assignment(str(named.assignment))
    except UnknownRecordError:
        return None
    teams = {each.team_id for each in journal.teams.of_person(record.person_id)}
    if given.mode is not record.header.mode or not (given.person_id == record.person_id or given.team_id in teams):
        return None
    if given.mode is Mode.EXAM:
        drawn = (record.header.scenario_hash, record.header.seed)
        for each in journal.assignments.drawings(given.id, record.person_id):
            if each.number == named.number and (each.scenario_hash, each.seed) == drawn:
                return given.id, named.number
        return None
    return given.id, named.number
