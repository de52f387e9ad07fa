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
from simulator.console.routes import FORMS, all_routes

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from simulator.console.options import ServeOptions
    from simulator.record import Journal

API = "/api/v1"
"""Where the read API lies."""


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(journal: Journal, options: ServeOptions, clock: Callable[[], datetime] = _now) -> ASGIApp:
    """The whole console on one journal.

    Args:
        journal: the records, open for writing.
        options: how it is served.
        clock: the present, aware, in UTC.
    """
    provider = Provider(options.openid) if options.openid else None
    jobs = Jobs(alone=options.workers == 1)
    console = Console(journal, options, clock, Renderer(), provider=provider, jobs=jobs)
    app = Starlette()
    # A table's address ends in its form; a page whose address ends in an id must not take it for one.
    routes = sorted(all_routes(), key=lambda route: not route.path.endswith(tuple(f".{form}" for form in FORMS)))
    for route in routes:
        app.add_route(route.path, handler(route, console), methods=[route.method])
    app.mount(API, LaterServed(lambda: import_module("simulator.console.api").create_api(console)))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    async def unknown(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return await run_in_threadpool(problem, console, request, status if status in (404, 405) else 400)

    app.add_exception_handler(HTTPException, unknown)
    return Hardened(app, options)


class LaterServed:
    """An application that is made with its first request: the read API's framework takes half of a start.

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
            await run_in_threadpool(self._begin)
        if self._app is not None:
            await self._app(scope, receive, send)

    def _begin(self) -> None:
        with self._lock:
            self._app = self._app or self._make()


class Hardened:
    """Adds to every answer what browsers must hold it to; answers to no name but its own.

    Args:
        app: what is served.
        options: names and transport.
    """

    def __init__(self, app: ASGIApp, options: ServeOptions) -> None:
        self._app = app
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
        if name not in self._names:
            answer = PlainTextResponse("This server does not answer to that name.", status_code=421)
            await answer(scope, receive, hardened)
            return
        await self._app(scope, receive, hardened)
