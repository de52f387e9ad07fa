"""The API: what programs of the company may fetch with a token, and what its desktops send and fetch with theirs.

Real routes of FastAPI with models, so that the description at `/api/v1/openapi.json` is what is served. No cookie is
ever looked at; every answer that is no success is a problem (RFC 9457).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException
from starlette.responses import Response

from simulator import __version__
from simulator.console.api_access import Shared
from simulator.console.api_models import Problem
from simulator.console.api_problems import PROBLEM_TYPE, problem
from simulator.console.api_reading import router
from simulator.console.api_sync import BODIES
from simulator.console.api_sync import router as sync_router

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
Reads people, sessions, marks of record, readiness and causes of complaint; what was said in a session is never part of
it, and a token changes nothing.

Below `/join` and `/sync` desktops of the company send what was played on them and fetch what was given to their person.
Each has a token of its own, which opens nothing else; what it sends is verified, graded anew and signed for.

A token sees what its scopes name, and of that only what its account may see: HR everybody, a trainer their groups, a
trainee themselves. A grade is the mark of record; `confirmed` says whether a person stands behind it.

Lists come in pages. For one page no more than some thousand sessions are looked at, so a page may hold fewer items than
its limit, even none: go on as long as `next` is not null.
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
    app.include_router(sync_router)

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
        return _with_bodies(_as_problems(described()))

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


def _with_bodies(described: dict[str, Any]) -> dict[str, Any]:
    """Say what the bodies hold that we read ourselves, behind the token and within bounds."""
    _, found = models_json_schema(
        [(model, "validation") for model in BODIES], ref_template="#/components/schemas/{model}"
    )  # fmt: skip
    schemas = described["components"]["schemas"]
    for name, schema in found["$defs"].items():
        schemas.setdefault(name, schema)
    return described
