"""The read API: what programs of the company may fetch, with a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from simulator.console.ask import Console


def create_api(console: Console) -> ASGIApp:
    """The API as an application; it is mounted below `/api/v1` with its first request.

    Args:
        console: what all requests share.
    """
    del console
    return FastAPI(docs_url=None, redoc_url=None, openapi_url="/openapi.json")
