"""The route table: every address, who may call it, and which object it is about.

A page is reached through this table or not at all. `tests/console/test_matrix.py` is generated from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from simulator.record import Role

if TYPE_CHECKING:
    from starlette.responses import Response

    from simulator.console.ask import Ask
    from simulator.console.sheets import Sheet
    from simulator.console.things import Rule
    from simulator.console.written_sheets import Form

PAGES = (
    "entrance", "shared", "trainee", "grading", "trainer", "hr", "admin", "editor", "courses", "badges", "reference",
)  # fmt: skip
"""Modules of `pages/`, each with its `ROUTES`."""
FORMS: tuple[Form, ...] = ("csv", "xlsx", "pdf")
"""What a table goes out as."""

SIGNED_IN = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Route:
    """One address.

    Args:
        method: GET or POST.
        path: with its parameters in braces.
        endpoint: makes the answer; of a ``sheet``, the `Sheet`.
        who: roles that may call it; None for anybody, signed in or not.
        thing: the rule that finds the object it is about.
        sheet: the endpoint gives a table; it is served as `<path>.csv`, `.xlsx` and `.pdf`.
        early: may be called before the second factor is set up and the notice is read.
        upload: takes files, up to `UPLOAD_BYTES`.
    """

    method: str
    path: str
    endpoint: Callable[[Ask], Any]
    who: frozenset[Role] | None
    thing: Rule | None = None
    sheet: bool = False
    early: bool = False
    upload: bool = False


FORM_BYTES = 1_000_000
"""What a form may weigh."""
UPLOAD_BYTES = 5_500_000
"""What a form with files may weigh."""


def all_routes() -> tuple[Route, ...]:
    """Every route, tables in each of their forms.

    Raises:
        ValueError: two routes claim one address.
    """
    found = routes_of(*PAGES)
    addresses = [(route.method, route.path) for route in found]
    double = {each for each in addresses if addresses.count(each) > 1}
    if double:
        raise ValueError(f"claimed twice: {sorted(double)}")
    return found


def routes_of(*pages: str) -> tuple[Route, ...]:
    """The routes of some modules of `pages/`, tables in each of their forms."""
    return tuple(_found(pages))


def _found(pages: tuple[str, ...]) -> Iterator[Route]:
    for module in pages:
        routes: tuple[Route, ...] = import_module(f"simulator.console.pages.{module}").ROUTES
        for route in routes:
            if route.sheet:
                for form in FORMS:
                    yield replace(route, path=f"{route.path}.{form}", endpoint=_as(route.endpoint, form))
            else:
                yield route


def _as(endpoint: Callable[[Ask], Any], form: Form) -> Callable[[Ask], Response]:
    """The endpoint of a table, served in one form."""

    def served(ask: Ask) -> Response:
        from simulator.console.written_sheets import MOST_ROWS, write_sheet  # loads the writers of three formats

        sheet: Sheet = endpoint(ask)
        count, most = len(sheet.rows), MOST_ROWS.get(form)
        if most is not None and count > most:
            csv = f"{ask.url.removesuffix(form)}csv?{urlencode(ask.query.pairs)}".removesuffix("?")
            return ask.page("too_long.html.j2", 422, sheet=sheet, count=count, most=most, form=form, csv=csv)
        written = write_sheet(sheet, form, ask.words)
        return ask.download(written.file_name, written.content, written.media_type)

    return served
