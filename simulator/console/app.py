"""The console as an ASGI application."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

from simulator.console.ask import Console
from simulator.console.gate import HEADERS, TRANSPORT, handler, problem
from simulator.console.jobs import Jobs
from simulator.console.oidc import Provider
from simulator.console.rendering import STATIC, Renderer
from simulator.console.routes import FORMS, Route, all_routes, routes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from simulator.console.figuring import Figuring
    from simulator.console.options import ServeOptions
    from simulator.record import Journal

API = "/api/v1"
"""Where the read API lies."""
HEALTH = "/healthz"
"""Answered under any name: what shares requests out calls a process by its number."""
FIRST = ("entrance", "shared")
"""Pages that are there at once; the others load with the first request for one of them, or when there is time."""


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(journal: Journal, options: ServeOptions, clock: Callable[[], datetime] = _now) -> Hardened:
    """The whole console on one journal.

    Args:
        journal: the records, open for writing.
        options: how it is served.
        clock: the present, aware, in UTC.
    """
    provider = Provider(options.openid) if options.openid else None
    jobs = Jobs(alone=options.workers == 1)
    console = Console(journal, options, clock, Renderer(), provider=provider, jobs=jobs)
    app = _serving(console, routes_of(*FIRST))
    api = LaterServed(lambda: import_module("simulator.console.api").create_api(console))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    rest = LaterServed(lambda: _serving(console, all_routes()))

    async def beyond(scope: Scope, receive: Receive, send: Send) -> None:
        # No mounts: they do not take a path with a line break in it, and such a path is answered like any other.
        if scope["path"].startswith(f"{API}/"):
            await api({**scope, "root_path": scope.get("root_path", "") + API}, receive, send)
        else:
            await rest(scope, receive, send)

    app.router.default = beyond
    return Hardened(app, options, Backstage(journal, rest, jobs))


def _serving(console: Console, routes: Iterable[Route]) -> Starlette:
    """Pages as an application; what it does not know is answered by a page as well."""
    app = Starlette()
    # A table's address ends in its form; a page whose address ends in an id must not take it for one.
    for route in sorted(routes, key=lambda route: not route.path.endswith(tuple(f".{form}" for form in FORMS))):
        app.add_route(route.path, handler(route, console), methods=[route.method])

    async def unknown(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return await run_in_threadpool(problem, console, request, status if status in (404, 405) else 400)

    app.add_exception_handler(HTTPException, unknown)
    return app


class LaterServed:
    """An application that is made with its first request.

    The API's framework, and the rooms that pages behind the sign-in stand on, take most of a start.

    Args:
        make: makes it.
    """

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._app: ASGIApp | None = None
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if self._app is None:
            await run_in_threadpool(self.begin)
        if self._app is not None:
            await self._app(scope, receive, send)

    def begin(self) -> None:
        """Make it now, if nobody has."""
        with self._lock:
            self._app = self._app or self._make()


class Backstage:
    """What is done behind the pages when there is time, and has to end with the server.

    Args:
        journal: the records.
        rest: pages that are made later.
        jobs: long work that somebody asked for.
    """

    def __init__(self, journal: Journal, rest: LaterServed, jobs: Jobs) -> None:
        self._journal, self._rest, self._jobs = journal, rest, jobs
        self._figuring: Figuring | None = None

    def begin(self) -> None:
        """Make the rest of the pages, and begin to bring the figures they show up to date."""
        self._rest.begin()
        from simulator.console.figuring import figuring_of  # loads what those pages stand on

        self._figuring = figuring_of(self._journal)
        self._figuring.start()

    def end(self) -> None:
        """Ask for an end and wait for it, while the records are still open."""
        self._jobs.end()
        if self._figuring is not None:
            self._figuring.end()


class Hardened:
    """Adds to every answer what browsers must hold it to; answers to no name but its own.

    Args:
        app: what is served.
        options: names and transport.
        backstage: what is done behind it.
    """

    def __init__(self, app: ASGIApp, options: ServeOptions, backstage: Backstage) -> None:
        self._app = app
        self.end = backstage.end
        self.prepare = backstage.begin
        self._names = options.answers_to
        self._headers = HEADERS | (TRANSPORT if options.secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kept = scope["path"].startswith("/static/")

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                headers["Cache-Control"] = "max-age=300" if kept else "no-store"
            await send(message)

        host = Request(scope).headers.get("host", "").lower()
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        if name not in self._names and scope["path"] != HEALTH:
            answer = PlainTextResponse("This server does not answer to that name.", status_code=421)
            await answer(scope, receive, hardened)
            return
        await self._app(scope, receive, hardened)
