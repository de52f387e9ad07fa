"""What a trainee was given: the list, and a practice begun in the browser that counts for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.console.editing.practising import STAGE
from simulator.console.editing.writing import language_for
from simulator.console.own_assignments import scene_to_begin, tasks
from simulator.console.routes import Route
from simulator.console.things import OWN_ASSIGNMENT
from simulator.record import Assignment, Mode, Role
from simulator.review import Assigned
from simulator.training import Session, given_to, seed_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

TRAINEE = frozenset({Role.TRAINEE})
HOME = "/me/assignments"


def show_list(ask: Ask) -> Response:
    """Everything the visitor was given, what is done too."""
    return ask.page("trainee/assignments.html.j2", tasks=tasks(ask), computers=_computers(ask))


def _computers(ask: Ask) -> int:
    """How many desktops of theirs the company knows."""
    return sum(each.revoked_at is None for each in ask.journal.devices.of_person(ask.visitor.person_id))


def begin(ask: Ask) -> Response:
    """Begin a practice in the browser; it counts for the assignment."""
    assignment: Assignment = ask.thing
    me = ask.visitor.person_id
    given = next(each for each in given_to(ask.journal, me, ask.now) if each.assignment.id == assignment.id)
    found = scene_to_begin(ask, given, ask.form.get("scene"))
    if found is None or Mode.PRACTICE.value not in found[1].file.about.use:
        return ask.go(HOME, "trainee.said.not_here")
    number, scenario = given.used + 1, found[1]
    session = Session.begin(
        scenario,
        language_for(ask, scenario, ask.form.get("language")),
        seed_of(assignment, me, number),
        mode=Mode.PRACTICE,
        journal=ask.journal,
        person_id=me,
        assigned=Assigned(assignment.id, number),
    )
    ask.journal.assignments.link(session.played.session_id, assignment.id, number)
    return ask.go(f"{STAGE}/{session.played.session_id}")


ROUTES = (
    Route("GET", HOME, show_list, TRAINEE),
    Route("POST", f"{HOME}/{{assignment}}/begin", begin, TRAINEE, OWN_ASSIGNMENT),
)
