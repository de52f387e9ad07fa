"""Pages of the area `hr`: where everything stands, and the ways to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.console.overseen import listed_title
from simulator.console.pages import hr_causes, hr_figures, hr_marks, hr_people, trainer_assignments
from simulator.console.pages.hr_people import HR, readiness_links
from simulator.console.routes import Route
from simulator.console.workforce import Workforce
from simulator.review import COLUMNS

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask

SHOWN = 3
"""Lines of a list that the start page shows."""


def start(ask: Ask) -> Response:
    """Who is ready, what waits, who needs which help, and what customers complain about: in sentences."""
    force = Workforce(ask)
    counts, helped, waiting = force.figures.status_counts(), force.figures.help_counts(), force.waiting_counts()
    totals = force.figures.totals()
    most = sorted((step for step in COLUMNS if step in helped), key=lambda step: -helped[step])
    return ask.page(
        "hr/start.html.j2",
        freshness=force.freshness,
        people=sum(counts.values()),
        states=readiness_links(ask.words, counts),
        waiting=waiting,
        waiting_count=sum(waiting.values()),
        first=[(each, listed_title(ask, each.listed)) for each in force.waiting(limit=SHOWN)],
        helped=[(step, helped[step]) for step in most[:SHOWN]],
        causes=force.complaints()[:SHOWN],
        cause_words=hr_causes.words_of(ask.words.language),
        graded=totals["graded"],
        settled=totals["settled"],
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
