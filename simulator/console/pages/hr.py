"""Pages of the area `hr`: where everything stands, and the ways to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.console.overseen import title_of
from simulator.console.pages import hr_causes, hr_figures, hr_marks, hr_people, trainer_assignments
from simulator.console.pages.hr_people import HR, readiness_links
from simulator.console.routes import Route
from simulator.console.workforce import Workforce, by_cause
from simulator.review import needs, readiness_counts

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

SHOWN = 3
"""Lines of a list that the start page shows."""


def start(ask: Ask) -> Response:
    """Who is ready, what waits, who needs which help, and what customers complain about: in sentences."""
    force = Workforce(ask)
    people, waiting = force.people, force.waiting
    counts = readiness_counts(people)
    helped = sorted(needs(people).items(), key=lambda item: -len(item[1]))[:SHOWN]
    records = force.records
    graded = [facts.mark for facts in force.facts.values()]
    return ask.page(
        "hr/start.html.j2",
        people=len(people),
        states=readiness_links(ask.words, counts),
        waiting=by_cause(waiting),
        waiting_count=len(waiting),
        first=[(each, title_of(ask.journal, records[each.facts.session], ask.words)) for each in waiting[:SHOWN]],
        names={person.person_id: person.name for person in people},
        helped=[(step, len(found)) for step, found in helped],
        causes=hr_causes.causes_of(ask, force)[:SHOWN],
        cause_words=hr_causes.words_of(ask.words.language),
        graded=len(graded),
        settled=sum(mark.by_person for mark in graded),
    )


ROUTES: tuple[Route, ...] = (
    Route("GET", "/hr", start, HR),
    *hr_people.ROUTES,
    *hr_figures.ROUTES,
    *hr_marks.ROUTES,
    *hr_causes.ROUTES,
    *trainer_assignments.HR_ROUTES,
)
MENU: tuple[tuple[str, str], ...] = (
    ("/hr", "hr.menu.start"),
    ("/hr/readiness", "hr.menu.readiness"),
    ("/hr/help", "hr.menu.help"),
    ("/hr/steps", "hr.menu.steps"),
    ("/hr/progress", "hr.menu.progress"),
    ("/hr/groups", "hr.menu.groups"),
    ("/hr/exams", "hr.menu.exams"),
    ("/hr/assignments", "hr.menu.assignments"),
    ("/hr/waiting", "hr.menu.waiting"),
    ("/hr/causes", "hr.menu.causes"),
    ("/admin/lms", "lms.menu"),
)
