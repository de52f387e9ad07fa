"""What belongs to no single role: where somebody begins, and the language of the pages."""

from __future__ import annotations

from pydantic import BaseModel
from starlette.responses import Response

from simulator.console.ask import Ask
from simulator.console.fields import FormError
from simulator.console.launched import LAUNCH_COOKIE
from simulator.console.menu import start
from simulator.console.routes import Route
from simulator.console.visitor import LANGUAGE_COOKIE
from simulator.errors import SurroundingsError
from simulator.record import Role
from simulator.texts import languages

_YEAR_S = 365 * 24 * 3600


class _Language(BaseModel):
    language: str
    back: str = "/"


def begin(ask: Ask) -> Response:
    """Where somebody begins: what they came for, the first area open to them, or the sign-in."""
    may_play = Role.TRAINEE in ask.visitor.roles and not ask.visitor.first_to_do
    if may_play and LAUNCH_COOKIE in ask.cookies:
        return ask.go("/cmi5")
    return ask.go(start(ask.visitor) if ask.visitor.known else "/sign-in")


def choose_language(ask: Ask) -> Response:
    """Read on in another language; whoever is signed in keeps it."""
    try:
        asked = ask.read(_Language)
    except FormError:
        return ask.go("/")
    try:
        answer = ask.go(asked.back)
    except ValueError:
        answer = ask.go("/")
    if asked.language in languages():
        if ask.visitor.known:
            ask.journal.speak(ask.visitor.person_id, asked.language)
        answer.set_cookie(
            LANGUAGE_COOKIE, asked.language, max_age=_YEAR_S, path="/", secure=True, httponly=True, samesite="lax"
        )
    return answer


def health(ask: Ask) -> Response:
    """Whether this process can serve: for what shares requests out, and tells nothing else."""
    try:
        ask.journal.office.setting("health")
    except SurroundingsError:
        return Response("away", 503, media_type="text/plain")
    return Response("ok", media_type="text/plain")


ROUTES = (
    Route("GET", "/", begin, None),
    Route("GET", "/healthz", health, None),
    Route("POST", "/language", choose_language, None),
)
