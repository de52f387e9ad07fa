"""The read API: what programs of the company may fetch, with a token.

Real routes of FastAPI with models, so that the description at `/api/v1/openapi.json` is what is served. No cookie is
ever looked at; every answer that is no success is a problem (RFC 9457).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from simulator import __version__
from simulator.console.api_access import Shared
from simulator.console.api_models import Problem
from simulator.console.api_problems import PROBLEM_TYPE, problem
from simulator.console.api_reading import router

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from simulator.console.ask import Console

_ANSWERS: dict[int | str, dict[str, Any]] = {
    status.value: {"model": Problem, "description": told}
    for status, told in (
        (HTTPStatus.BAD_REQUEST, "A cursor that is none"),
        (HTTPStatus.UNAUTHORIZED, "No valid token"),
        (HTTPStatus.FORBIDDEN, "The token's scopes or its account do not reach so far"),
        (HTTPStatus.NOT_FOUND, "Not there, or not for this account"),
        (HTTPStatus.UNPROCESSABLE_ENTITY, "A parameter that cannot be read"),
        (HTTPStatus.TOO_MANY_REQUESTS, "Too many requests; Retry-After says how many seconds to wait"),
        (HTTPStatus.INTERNAL_SERVER_ERROR, "A fault of ours; the detail names its reference in the log"),
        (HTTPStatus.SERVICE_UNAVAILABLE, "The records cannot be reached"),
    )
}
DESCRIPTION = """\
Reads people, sessions, marks of record, readiness and causes of complaint. Nothing can be changed through it, and what
was said in a session is never part of it.

A token sees what its scopes name, and of that only what its account may see: HR everybody, a trainer their groups, a
trainee themselves. A grade is the mark of record; `confirmed` says whether a person stands behind it.
"""


def create_api(console: Console) -> ASGIApp:
    """The API as an application; it is mounted below `/api/v1` with its first request.

    Args:
        console: what all requests share.
    """
    app = FastAPI(
        title="Silk Gloves", version=__version__, description=DESCRIPTION, docs_url=None, redoc_url=None,
        redirect_slashes=False, responses=_ANSWERS,
    )  # fmt: skip
    app.state.shared = Shared(console)
    app.include_router(router)

    async def refused(_: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        status = HTTPStatus(error.status_code)
        return problem(status, "See /api/v1/openapi.json for what there is.", error.headers)

    async def unreadable(_: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        # Where and why, never what was sent.
        told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in error.errors())
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, told)

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, unreadable)
    described = app.openapi

    def openapi() -> dict[str, Any]:
        return _as_problems(described())

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's own documentation has it
    return app


def _as_problems(described: dict[str, Any]) -> dict[str, Any]:
    """Say of every answer that is no success that it is a problem; FastAPI would call it plain JSON."""
    for path in described["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if status >= "400" and "application/json" in answer.get("content", {}):
                    answer["content"] = {PROBLEM_TYPE: answer["content"].pop("application/json")}
    for unused in ("HTTPValidationError", "ValidationError"):
        described.get("components", {}).get("schemas", {}).pop(unused, None)
    return described
