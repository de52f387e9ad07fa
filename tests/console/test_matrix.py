"""Every route, for every role, on objects of their own, of others, and on none: made from the route table itself.

`routes.txt` beside this file lists the table as it was last looked at by a person. A new route, or one that lets in
others than before, fails until it is listed there (`python tests/console/list_routes.py` writes the list).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator.console.routes import Route, all_routes
from simulator.record import Role

from .list_routes import LISTED, line_of
from .objects import ABSENT, Objects, made_for
from .world import STAFF, World, world

ROUTES = all_routes()
VISITORS = (None, *STAFF)


def test_every_route_is_listed_with_who_may_call_it_and_what_it_is_about() -> None:
    listed = LISTED.read_text(encoding="utf-8").splitlines()
    assert sorted(line_of(route) for route in ROUTES) == listed


def test_a_path_names_no_object_that_no_rule_looks_at() -> None:
    """A parameter that is no object (a token in a link, the name of a file of a draft) is named here."""
    free = {"invitation_link", "reset_link", "form", "language", "step", "file", "scene"}
    for route in ROUTES:
        named = set(re.findall(r"{(\w+)}", route.path)) - ({route.thing.parameter} if route.thing else set())
        assert named <= free, f"{route.path}: {named - free} without a rule"
        assert route.thing is None or f"{{{route.thing.parameter}}}" in route.path
        assert route.thing is None or route.who is not None, f"{route.path}: an object for anybody"


def roles_of(login: str | None) -> set[Role]:
    return set() if login is None else set(STAFF[login][2])


def address(route: Route, thing: str) -> str:
    return re.sub(
        r"{(\w+)}",
        lambda match: (
            thing
            if route.thing and match[1] == route.thing.parameter
            else {"language": "en", "step": "calm", "file": "scenario.yaml", "form": "csv"}.get(match[1], "nothing")
        ),
        route.path,
    )


def call(company: World, route: Route, login: str | None, thing: str) -> int:
    browser = company.client(login)
    answer = browser.request(route.method, address(route, thing), data={} if route.method == "POST" else None)
    return answer.status_code


def things(
    route: Route, objects: Objects, login: str | None
) -> Iterator[tuple[str, str, set[int] | Callable[[int], bool]]]:
    """What somebody may ask this route about, and what must come of it."""
    if route.who is None:
        yield "anything", ABSENT, lambda status: status < 500
    elif login is None:
        yield "anything", objects.some(route), {303} if route.method == "GET" else {403}
    elif not roles_of(login) & route.who:
        yield "anything", objects.some(route), {403}
    elif route.thing is None:
        yield "no object", "", lambda status: status < 500 and status not in (403, 404)
    else:
        yield "absent", ABSENT, {404}
        for foreign in objects.foreign(route.thing.name, login):
            yield "foreign", foreign, {403, 404}
        for own in objects.own(route.thing.name, login):
            yield "own", own, lambda status: status < 500 and status not in (403, 404)


@pytest.mark.slow
@pytest.mark.parametrize("route", ROUTES, ids=line_of)
def test_everybody_reaches_what_is_theirs_and_nothing_else(route: Route, tmp_path: Path) -> None:
    with world(tmp_path) as company:
        objects = made_for(company)
        wrong = []
        for login in VISITORS:
            for what, thing, wanted in things(route, objects, login):
                status = call(company, route, login, thing)
                right = wanted(status) if callable(wanted) else status in wanted
                if not right:
                    wrong.append((login or "nobody", what, thing, status))
        assert wrong == []


def test_every_rule_has_objects_of_ones_own_and_of_others(company: World) -> None:
    objects = made_for(company)
    for rule in {route.thing.name: route.thing for route in ROUTES if route.thing}.values():
        callers = {
            login
            for route in ROUTES
            if route.thing is rule and route.who
            for login in STAFF
            if roles_of(login) & route.who
        }
        assert any(objects.own(rule.name, login) for login in callers), f"nobody has a {rule.name}"
        if not rule.name.startswith("any "):
            assert any(objects.foreign(rule.name, login) for login in callers), f"no foreign {rule.name}"
