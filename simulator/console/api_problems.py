"""What the read API answers where it cannot answer: problems (RFC 9457), and never what a request held."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from simulator.console.api_models import Problem
from simulator.errors import SurroundingsError

logger = logging.getLogger(__name__)
PROBLEM_TYPE = "application/problem+json"


class ProblemError(Exception):
    """A request that is answered with a problem.

    Args:
        status: of the answer.
        detail: what to do about it.
        reason: a word that a program may go by.
        headers: further headers.
    """

    def __init__(self, status: HTTPStatus, detail: str, reason: str | None = None, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.reason = status, detail, reason
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Guarded(APIRoute):
    """A route whose faults are answered with a problem and written into the log."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, guarded."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await inner(request)
            except (RequestValidationError, HTTPException):
                raise
            except ClientDisconnect:  # a cable was cut: no fault of ours, and nobody hears the answer
                return problem(HTTPStatus.BAD_REQUEST, "The request broke off. Send it again.")
            except ProblemError as error:
                return problem(error.status, error.detail, error.headers, error.reason)
            except SurroundingsError as error:
                logger.warning("surroundings: %s", ascii(error.message))
                return problem(HTTPStatus.SERVICE_UNAVAILABLE, "The records cannot be reached. Try again later.")
            except Exception:
                reference = secrets.token_hex(4)
                logger.exception("API %s failed, reference %s", ascii(self.path), reference)
                return problem(HTTPStatus.INTERNAL_SERVER_ERROR, f"A fault of ours, reference {reference}.")

        return handle


def problem(status: HTTPStatus, detail: str, headers: Any = None, reason: str | None = None) -> Response:
    """An answer that is no success.

    Args:
        status: of the answer.
        detail: what to do about it.
        headers: further headers.
        reason: a word that a program may go by.
    """
    body = Problem(title=status.phrase, status=status.value, detail=detail, reason=reason)
    return JSONResponse(body.model_dump(exclude_none=True), status.value, headers=headers, media_type=PROBLEM_TYPE)
