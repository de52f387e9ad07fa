"""Pages around an LMS that launches our scenes (cmi5): the launch, what it was told, packages, who may launch."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from simulator.console import launched
from simulator.console.editing.bench import BENCH
from simulator.console.editing.shelf import PUBLISHED, published_title
from simulator.console.routes import Route
from simulator.console.things import LED_PUBLICATION, OWN_LAUNCH
from simulator.exchange import cmi5
from simulator.record import Launch, Mode, Role

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.record import Publication
    from simulator.scenario import Scenario

logger = logging.getLogger(__name__)

TRAINEE, TRAINER = frozenset({Role.TRAINEE}), frozenset({Role.TRAINER})
STAGE = "/me/scenes/stage"
MASTERY = 60
"""Points that pass a unit, unless the LMS wants others."""
_STATUS = {
    cmi5.LaunchFault.USED: 409,
    cmi5.LaunchFault.UNKNOWN_LMS: 403,
    cmi5.LaunchFault.NO_SCENE: 404,
    cmi5.LaunchFault.UNREACHABLE: 502,
    cmi5.LaunchFault.NOT_LET_IN: 502,
}


def launch(ask: Ask) -> Response:
    """Where an LMS sends the browser. Nothing is begun here: who comes signs in first, and agrees."""
    try:
        asked = cmi5.Asked.read(ask.query.pairs, launched.allowed(ask.journal))
    except cmi5.LaunchFaultError as error:
        return _fault(ask, error)
    answer = ask.go("/cmi5")
    launched.keep(answer, asked)
    return answer


def _fault(ask: Ask, error: cmi5.LaunchFaultError) -> Response:
    logger.warning("launch: %s, from %s", ascii(str(error)), ask.address)
    answer = ask.page("course/fault.html.j2", _STATUS.get(error.fault, 400), fault=error.fault.value)
    launched.forget(answer)
    return answer


def show_waiting(ask: Ask) -> Response:
    """The launch that waits: what is played, and what the LMS will be told."""
    if launched.LAUNCH_COOKIE not in ask.cookies:
        return ask.page("course/waiting.html.j2", asked=None)
    try:
        asked = launched.kept(ask)
        scene = launched.scene_of(ask, asked)
    except cmi5.LaunchFaultError as error:
        return _fault(ask, error)
    language = ask.words.language if ask.words.language in scene.languages else scene.languages[0]
    return ask.page("course/waiting.html.j2", asked=asked, scene=scene, title=_title(scene, language), spoken=language)


def _title(scene: Scenario, language: str) -> str:
    return scene.text("about.title", language, scene.draw(0))  # type: ignore[arg-type]  # one of the scene's own


def begin(ask: Ask) -> Response:
    """Begin it; pressed twice, it has begun."""
    try:
        asked = launched.kept(ask)
        found = launched.begun(ask, asked) or launched.start(ask, asked)
    except cmi5.LaunchFaultError as error:
        return _fault(ask, error)
    still = ask.journal.session(found.session_id or "").ended_at is None
    answer = ask.go(f"{STAGE}/{found.session_id}" if still else f"/cmi5/launches/{found.id}")
    launched.forget(answer)
    return answer


def drop(ask: Ask) -> Response:
    """Do not begin it."""
    answer = ask.go("/")
    launched.forget(answer)
    return answer


def show_launch(ask: Ask) -> Response:
    """What the LMS was told of a launch, and the way back to it."""
    found: Launch = ask.thing
    if found.state == "open":
        found = cmi5.finish(ask.journal, found.id)
    elif found.state == "ended":
        found = cmi5.send(ask.journal, found.id)
    record = ask.journal.session(found.session_id) if found.session_id else None
    verbs = [str(each["verb"]["display"]["en"]) for each in found.statements]
    return ask.page("course/launched.html.j2", launch=found, record=record, verbs=verbs, back=bool(_back(ask, found)))


def leave(ask: Ask) -> Response:
    """Leave a scene before its end; another launch goes on with it."""
    cmi5.leave(ask.journal, ask.thing.id)
    return ask.go(f"/cmi5/launches/{ask.thing.id}")


def go_back(ask: Ask) -> Response:
    """Back to the LMS, where it has said where to."""
    address = _back(ask, ask.thing)
    return RedirectResponse(address, status_code=303) if address else ask.go(f"/cmi5/launches/{ask.thing.id}")


def _back(ask: Ask, found: Launch) -> str:
    """The way back, as long as its LMS may launch."""
    address = str(found.details.get("back", ""))
    return address if cmi5.permitted(address, launched.allowed(ask.journal)) else ""


def give_package(ask: Ask) -> Response:
    """A published version as a course of one unit, for an LMS."""
    given: Publication = ask.thing
    scene = BENCH.published(ask.journal, given.scenario_hash)
    if scene is None or Mode.PRACTICE.value not in scene.file.about.use:
        return ask.go(f"{PUBLISHED}/{given.id}", "editor.said.unreadable" if scene is None else "editor.said.not_here")
    unit = cmi5.Unit.of(scene, f"{launched.GIVEN}{given.id}", MASTERY)
    packed = cmi5.course_package((unit,), ask.origin, course=given.id, titles=unit.titles, summaries=unit.summaries)
    ask.log("course.packed", "publication", given.id, title=published_title(ask, given))
    return ask.download(f"{given.slug}-cmi5.zip", packed, "application/zip")


_LAUNCH = "/cmi5/launches/{launch}"
ROUTES = (
    Route("GET", cmi5.LAUNCH_PATH, launch, None),
    Route("GET", "/cmi5", show_waiting, TRAINEE),
    Route("POST", "/cmi5/begin", begin, TRAINEE),
    Route("POST", "/cmi5/drop", drop, None),
    Route("GET", _LAUNCH, show_launch, TRAINEE, OWN_LAUNCH),
    Route("POST", f"{_LAUNCH}/leave", leave, TRAINEE, OWN_LAUNCH),
    Route("GET", f"{_LAUNCH}/back", go_back, TRAINEE, OWN_LAUNCH),
    Route("GET", f"{PUBLISHED}/{{publication}}/course.zip", give_package, TRAINER, LED_PUBLICATION),
)
MENU: tuple[tuple[str, str], ...] = ()
