"""Every page there is, with somebody who may see it and something of theirs to show: from the route table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simulator.console.routes import FORMS, Route, all_routes
from simulator.record import Role
from simulator.texts import texts_with

from .objects import Objects
from .world import STAFF, World

FREE = {"language": "en", "step": "calm", "file": "scenario.yaml", "form": "csv"}
"""Parameters of paths that are no objects."""
FILES = re.compile(r"/back$|\.[a-z]+$|/workbook$|^/admin/job$|^/healthz$|^/xapi/profile$")
"""Addresses that give a file or a part of a page."""
STATUSES = {
    "/invitation/{invitation_link}": 404,  # a link that opens nothing
    "/sign-in/provider": 404,  # this company has no sign-in service
    "/sign-in/provider/back": 404,
    "/cmi5/launch": 400,  # nobody launches anything
    "/trainer/rounds/{round}/agreement": 409,  # the round is still open
}
"""Pages that are shown with another status than 200."""


def pages_of(objects: Objects) -> Iterator[tuple[str | None, str, Route]]:
    """Who looks (None: somebody unknown), the address, and the route; each page once, on an object of theirs."""
    for route in all_routes():
        if route.method != "GET" or FILES.search(route.path) or route.path.endswith(FORMS):
            continue
        login = None if route.who is None else _somebody(route, objects)
        thing = objects.own(route.thing.name, login)[0] if route.thing and login else ""
        yield login, address(route, thing), route


def _somebody(route: Route, objects: Objects) -> str:
    """Somebody who may call a route, if possible with an object of their own."""
    may = [login for login, (_, _, roles) in STAFF.items() if roles & (route.who or set())]
    return next((login for login in may if route.thing and objects.own(route.thing.name, login)), may[0])


def address(route: Route, thing: str) -> str:
    """The address of a route for an object."""
    own = {route.thing.parameter: thing} if route.thing else {}
    return re.sub(r"{(\w+)}", lambda match: own.get(match[1]) or FREE.get(match[1], "nothing"), route.path)


def speak(company: World, login: str, language: str) -> None:
    """Let somebody read in a language."""
    company.journal.speak(company.people[login], language)


_RAW = re.compile(r"(?<![\w./-])(entrance|shared|trainee|grading|trainer|hr|admin|editor|lms|out|course|step|act|report)(\.[a-z_]+)+(?![\w.-])")


def raw_keys(html: str, language: str) -> list[str]:
    """Keys of texts that stand on a page instead of the texts."""
    words = texts_with(language, "console")
    shown = re.sub(r"<(script|style|pre|code|textarea)\b.*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
    return [match[0] for match in _RAW.finditer(shown) if match[0] in words or match[1] in AREAS]


AREAS = {"entrance", "shared", "trainee", "grading", "trainer", "hr", "admin", "editor", "out", "course"}
REVIEWERS = {login for login, (_, _, roles) in STAFF.items() if roles - {Role.TRAINEE}}
